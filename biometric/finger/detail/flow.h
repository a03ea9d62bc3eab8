// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/field.h"

namespace ktpel::biometric::detail {

/// Averaged gradient products on 4 px cells: the doubled-angle vector (Gx^2 - Gy^2, 2 Gx Gy) and Gx^2 + Gy^2.
struct Tensor {
  Field x, y, trace;
};

/// Of a noisy image: a binomial filter comes before the gradient.
Tensor tensor_of_image(const Field& image, float sigma);
/// Of an enhanced image, which is smooth already.
Tensor tensor_of_enhanced(const Field& image, float sigma);

/// Ridge direction as a doubled-angle vector (of the gradient) on 4 px cells; its length is the certainty.
struct Flow {
  Field x, y;
};

/// Gaussian smoothing at a fine and a coarse scale, weighted by coherence, inside the mask only.
Flow smooth(const Tensor& tensor, const Mask& mask, float fine_sigma, float coarse_sigma);

/// Direction along the ridge, radians, modulo pi, from +x towards +y (clockwise as seen).
float ridge_angle(float x, float y);
inline float ridge_angle(const Flow& flow, int cx, int cy) { return ridge_angle(flow.x.at(cx, cy), flow.y.at(cx, cy)); }

}  // namespace ktpel::biometric::detail
