// SPDX-License-Identifier: Apache-2.0
#include "device/sensor_simulator/detail/people.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
// after <cstdio>: this header names FILE without including it
#include <jpeglib.h>

#include "biometric/image/codec.h"
#include "biometric/synth/portrait.h"

namespace ktpel::device {
namespace {

/// Where an angle lies on a square around the middle, [0, 4): as good as the angle for drawing, and the same on every
/// machine.
double around(double x, double y) {
  const double sum = std::abs(x) + std::abs(y);
  if (sum == 0) return 0;
  const double along = y / sum;
  return x >= 0 ? (y >= 0 ? along : 4 + along) : 2 - along;
}

}  // namespace

biometric::GreyImage draw_eye(std::uint64_t person, biometric::Eye eye) {
  constexpr int kWidth = 640, kHeight = 480, kFibres = 96, kRings = 24;
  constexpr double kIris = 150, kPupil = 55;
  base::SeededRandom random(person * 2 + (eye == biometric::Eye::Left ? 1 : 0));
  const double x0 = kWidth / 2 + random.uniform(-12, 12), y0 = kHeight / 2 + random.uniform(-8, 8);
  const double base_grey = random.uniform(90, 140);
  std::vector<double> fibres(kFibres * kRings);  // by place around and ring: what makes one eye differ from another
  for (auto& f : fibres) f = random.normal() * 22;
  biometric::GreyImage out(kWidth, kHeight, biometric::kEyeDpi, 205);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      const double dx = x - x0, dy = y - y0, r = std::sqrt(dx * dx + dy * dy);
      // lids: two parabolas that cut the ball
      const double open = 165 - dx * dx / 560;
      double grey = 205;
      if (std::abs(dy) > open) {
        grey = 150 + (std::abs(dy) - open > 4 ? 0 : 0 - 60.0);
      } else if (r < kPupil) {
        grey = 22;
      } else if (r < kIris) {
        const double place = around(dx, dy) / 4 * kFibres, ring = (r - kPupil) / (kIris - kPupil) * (kRings - 1);
        const int p = static_cast<int>(place) % kFibres, q = (p + 1) % kFibres, k = static_cast<int>(ring);
        const double u = place - std::floor(place), v = ring - k;
        const auto at = [&](int i, int j) {
          return fibres[static_cast<std::size_t>(std::min(j, kRings - 1) * kFibres + i)];
        };
        grey =
            base_grey + (1 - v) * ((1 - u) * at(p, k) + u * at(q, k)) + v * ((1 - u) * at(p, k + 1) + u * at(q, k + 1));
        if (r > kIris - 6) grey -= 40;
      }
      // a square light in the pupil, which no real lamp makes
      if (std::abs(dx + 20) < 9 && std::abs(dy + 20) < 9) grey = 250;
      out.at(x, y) = static_cast<std::uint8_t>(std::clamp(grey, 0.0, 255.0));
    }
  return out;
}

namespace detail {

using biometric::FingerPosition;

std::shared_ptr<const biometric::FingerMaster> People::master(std::uint64_t person, FingerPosition finger) {
  {
    std::lock_guard lock(mutex_);
    if (const auto at = grown_.find({person, finger}); at != grown_.end()) return at->second;
  }
  auto made = std::make_shared<const biometric::FingerMaster>(
      biometric::PersonFingers::grow(person, biometric::FingerNumber(finger)));
  std::lock_guard lock(mutex_);
  if (grown_.size() > 200) grown_.clear();  // twenty persons' hands
  return grown_.emplace(std::pair{person, finger}, std::move(made)).first->second;
}

biometric::GreyImage People::finger(const Presented& who, FingerPosition finger, std::uint64_t press) {
  biometric::Conditions conditions;
  conditions.sensor = biometric::SensorKind::Capacitive;  // a white ground, so that fingers lie on one glass
  conditions.turn_spread_deg = 4, conditions.shift_spread_px = 8;
  if (who.quality < 40) {
    const double bad = (40 - who.quality) / 40;  // 0..1
    conditions.noise = 1 + 2 * bad;
    conditions.dryness = .9 * bad;
    conditions.blotches = 2 * bad;
    conditions.contact = 1 - .5 * bad;
  }
  return biometric::impression(*master(who.person, finger), conditions,
                               base::SeededRandom(who.person).branch(press).branch(static_cast<std::uint64_t>(finger)))
      .image;
}

biometric::GreyImage People::glass(const Presented& who, const std::vector<FingerPosition>& fingers,
                                   std::uint64_t press) {
  // how far below the middle finger's tip the others end: thumb, index, middle, ring, little
  constexpr int kBelow[] = {0, 24, 0, 18, 64};
  constexpr biometric::Dpi kView(125);
  constexpr int kStep = 92, kHeight = 190;
  biometric::GreyImage out(std::max(1, static_cast<int>(fingers.size())) * kStep + 16, kHeight, kView, 245);
  for (std::size_t i = 0; i < fingers.size(); ++i) {
    const auto tip = biometric::resample(finger(who, fingers[i], press), kView);
    const int left = 8 + static_cast<int>(i) * kStep, top = 8 + kBelow[biometric::FingerNumber(fingers[i]).digit()];
    for (int y = 0; y < tip.height(); ++y)
      for (int x = 0; x < tip.width(); ++x)
        if (left + x < out.width() && top + y < out.height())
          out.at(left + x, top + y) = std::min(out.at(left + x, top + y), tip.at(x, y));
  }
  return out;
}

biometric::ColourImage People::portrait(const Presented& who) const {
  return biometric::draw_portrait(base::SeededRandom(who.person), who.female, biometric::background_of(who.birth_year));
}

base::Bytes encode_jpeg(const biometric::GreyImage& image) {
  jpeg_compress_struct info{};
  jpeg_error_mgr error{};
  info.err = jpeg_std_error(&error);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(image.width());
  info.image_height = static_cast<JDIMENSION>(image.height());
  info.input_components = 1;
  info.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 75, TRUE);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < image.height(); ++y) {
    auto* row = const_cast<JSAMPROW>(image.row(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  base::Bytes out(memory, memory + size);
  jpeg_destroy_compress(&info);
  std::free(memory);
  return out;
}

}  // namespace detail
}  // namespace ktpel::device
