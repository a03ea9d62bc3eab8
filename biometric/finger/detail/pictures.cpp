// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/pictures.h"

#include <algorithm>
#include <cmath>

#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

GreyImage sheet(int width, int height) { return {width, height, Dpi(parameters::kDpi), 255}; }

void dot(GreyImage& image, float x, float y, std::uint8_t grey) {
  const int px = static_cast<int>(std::lround(x)), py = static_cast<int>(std::lround(y));
  if (px >= 0 && py >= 0 && px < image.width() && py < image.height()) image.at(px, py) = grey;
}

void stroke(GreyImage& image, float x, float y, float angle, float from, float to, std::uint8_t grey) {
  for (float t = from; t <= to; t += 0.5f) dot(image, x + t * std::cos(angle), y + t * std::sin(angle), grey);
}

std::uint8_t paled(std::uint8_t grey) { return static_cast<std::uint8_t>(160 + grey * 95 / 255); }

}  // namespace

GreyImage picture_of(const Field& field, float most) {
  auto out = sheet(field.w, field.h);
  for (int y = 0; y < field.h; ++y)
    for (int x = 0; x < field.w; ++x)
      out.at(x, y) = static_cast<std::uint8_t>(std::clamp(127.5f * (1 + field.at(x, y) / most), 0.f, 255.f));
  return out;
}

GreyImage picture_of(const GreyImage& finger, const Mask& mask) {
  auto out = finger;
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x)
      if (!mask.at(x / kCell, y / kCell)) out.at(x, y) = paled(paled(out.at(x, y)));
  return out;
}

GreyImage picture_of(const Flow& flow, const Mask& mask) {
  auto out = sheet(kCell * mask.w, kCell * mask.h);
  for (int cy = 1; cy < mask.h; cy += 3)
    for (int cx = 1; cx < mask.w; cx += 3) {
      if (!mask.at(cx, cy)) continue;
      const float half = 5 * std::min(1.2f, std::hypot(flow.x.at(cx, cy), flow.y.at(cx, cy)));
      stroke(out, static_cast<float>(kCell * cx + 2), static_cast<float>(kCell * cy + 2), ridge_angle(flow, cx, cy),
             -half, half, 0);
    }
  return out;
}

GreyImage picture_of(const RidgePeriod& period, const Mask& mask) {
  constexpr float kNarrow = 5, kWide = 16;
  auto out = sheet(kCell * mask.w, kCell * mask.h);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      if (!mask.at(x / kCell, y / kCell)) continue;
      const float share = (period.at(static_cast<float>(x), static_cast<float>(y)) - kNarrow) / (kWide - kNarrow);
      out.at(x, y) = static_cast<std::uint8_t>(std::clamp(230 * share, 0.f, 230.f));
    }
  return out;
}

GreyImage picture_of(const Skeleton& skeleton) {
  auto out = sheet(skeleton.width(), skeleton.height());
  skeleton.each([&](int x, int y) { out.at(x, y) = 0; });
  return out;
}

GreyImage picture_of(const GreyImage& finger, const std::vector<FoundMinutia>& minutiae) {
  auto out = finger;
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) out.at(x, y) = paled(out.at(x, y));
  for (const auto& m : minutiae) {
    const auto x = static_cast<float>(m.x), y = static_cast<float>(m.y);
    for (float a = 0; a < 2 * kPi; a += 0.1f) dot(out, x + 4 * std::cos(a), y + 4 * std::sin(a), 0);
    stroke(out, x, y, m.angle, 4, 13, 0);
    if (m.type == MinutiaType::Bifurcation) dot(out, x, y, 0), dot(out, x + 1, y, 0), dot(out, x, y + 1, 0);
  }
  return out;
}

}  // namespace ktpel::biometric::detail
