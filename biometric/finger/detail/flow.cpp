// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/flow.h"

#include <cmath>

#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric::detail {
namespace {

/// 1 4 6 4 1 in both directions; the outer two pixels stay.
Field binomial(const Field& image) {
  Field across = image;
  for (int y = 0; y < image.h; ++y) {
    const float* s = image.row(y);
    float* o = across.row(y);
    for (int x = 2; x < image.w - 2; ++x)
      o[x] = (s[x - 2] + s[x + 2] + 4 * (s[x - 1] + s[x + 1]) + 6 * s[x]) * (1.f / 16);
  }
  Field out = across;
  for (int y = 2; y < image.h - 2; ++y) {
    const float *a = across.row(y - 2), *b = across.row(y - 1), *c = across.row(y), *d = across.row(y + 1),
                *e = across.row(y + 2);
    float* o = out.row(y);
    for (int x = 0; x < image.w; ++x) o[x] = (a[x] + e[x] + 4 * (b[x] + d[x]) + 6 * c[x]) * (1.f / 16);
  }
  return out;
}

/// Sobel gradients, their products summed into cells.
Tensor gradient_products(const Field& image) {
  const int cw = image.w / kCell, ch = image.h / kCell;
  Tensor t{Field(cw, ch), Field(cw, ch), Field(cw, ch)};
  const auto width = static_cast<std::size_t>(image.w);
  const Kernels& run = kernels();
  std::vector<float> xx(width, 0.f), xy(width, 0.f), sum(width, 0.f);
  for (int y = 1; y < image.h - 1; ++y) {
    const float *p = image.row(y - 1), *q = image.row(y), *r = image.row(y + 1);
    float *u = xx.data(), *v = xy.data(), *s = sum.data();
    run.gradients(p, q, r, image.w, u, v, s);
    float *tx = t.x.row(y / kCell), *ty = t.y.row(y / kCell), *tt = t.trace.row(y / kCell);
    for (int c = 0; c < cw; ++c) {
      const int x = c * kCell;
      tx[c] += (u[x] + u[x + 1]) + (u[x + 2] + u[x + 3]);
      ty[c] += (v[x] + v[x + 1]) + (v[x + 2] + v[x + 3]);
      tt[c] += (s[x] + s[x + 1]) + (s[x + 2] + s[x + 3]);
    }
  }
  return t;
}

Tensor averaged(const Field& image, float sigma) {
  Tensor t = gradient_products(image);
  for (Field* f : {&t.x, &t.y, &t.trace}) {
    for (float& v : f->v) v *= 1.f / (16 * kCell * kCell);
    blur(*f, sigma / kCell);
  }
  return t;
}

}  // namespace

Tensor tensor_of_image(const Field& image, float sigma) { return averaged(binomial(image), sigma); }
Tensor tensor_of_enhanced(const Field& image, float sigma) { return averaged(image, sigma); }

Flow smooth(const Tensor& tensor, const Mask& mask, float fine_sigma, float coarse_sigma) {
  Field fx(mask.w, mask.h), fy(mask.w, mask.h), fw(mask.w, mask.h);
  for (std::size_t i = 0; i < mask.v.size(); ++i) {
    if (!mask.v[i]) continue;
    const float t = 1 / (tensor.trace.v[i] + 1e-3f);
    fx.v[i] = tensor.x.v[i] * t, fy.v[i] = tensor.y.v[i] * t, fw.v[i] = 1;
  }
  Field cx = fx, cy = fy, cw = fw;
  for (Field* f : {&fx, &fy, &fw}) blur(*f, fine_sigma / kCell);
  for (Field* f : {&cx, &cy, &cw}) blur(*f, coarse_sigma / kCell);
  Flow flow{Field(mask.w, mask.h), Field(mask.w, mask.h)};
  for (std::size_t i = 0; i < mask.v.size(); ++i) {
    const float a = 1 / (fw.v[i] + 1e-3f), b = parameters::kCoarseShare / (cw.v[i] + 1e-3f);
    flow.x.v[i] = a * fx.v[i] + b * cx.v[i];
    flow.y.v[i] = a * fy.v[i] + b * cy.v[i];
  }
  return flow;
}

float ridge_angle(float x, float y) { return 0.5f * std::atan2(y, x) + kPi / 2; }

}  // namespace ktpel::biometric::detail
