// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

// Elementary functions from additions and multiplications alone. IEEE 754 fixes those to the last
// bit; libm's sine is not fixed, and differs between versions and processors. A pattern grown by
// feedback turns a last bit into another finger, so nothing in this module calls libm for more than
// floor, sqrt and abs, which are exact. (The module is compiled with -ffp-contract=off.)
namespace ktpel::biometric::exact {

inline constexpr double kPi = 3.14159265358979323846;

/// |x| up to 1e6; error below 1e-9.
inline double sine_quarter(double r) {  // |r| <= pi/4
  const double q = r * r;
  return r * (1 + q * (-1.0 / 6 + q * (1.0 / 120 + q * (-1.0 / 5040 + q * (1.0 / 362880 - q / 39916800)))));
}
inline double cosine_quarter(double r) {
  const double q = r * r;
  return 1 + q * (-1.0 / 2 + q * (1.0 / 24 + q * (-1.0 / 720 + q * (1.0 / 40320 - q / 3628800))));
}
inline double sine(double x) {
  const double turns = std::floor(x * (2 / kPi) + .5), r = x - turns * (kPi / 2);
  switch (static_cast<long long>(turns) & 3) {
    case 0:
      return sine_quarter(r);
    case 1:
      return cosine_quarter(r);
    case 2:
      return -sine_quarter(r);
    default:
      return -cosine_quarter(r);
  }
}
inline double cosine(double x) { return sine(x + kPi / 2); }

/// Of y/x, the right quadrant, in [-pi, pi]; 0 for 0/0. Error below 1e-8.
inline double arctangent(double y, double x) {
  const double ay = y < 0 ? -y : y, ax = x < 0 ? -x : x;
  if (ay == 0 && ax == 0) return 0;
  const bool steep = ay > ax;
  double t = steep ? ax / ay : ay / ax, base = 0;
  if (t > .41421356237309503) {  // tan(pi/8): halves the range, so that the series is short
    t = (t - 1) / (t + 1);
    base = kPi / 4;
  }
  const double q = t * t;
  double series = 0;
  for (int k = 19; k >= 1; k -= 2) series = 1.0 / k - q * series;
  double angle = base + t * series;
  if (steep) angle = kPi / 2 - angle;
  if (x < 0) angle = kPi - angle;
  return y < 0 ? -angle : angle;
}

/// |x| up to 700; relative error below 1e-9.
inline double exponential(double x) {
  if (x < -700) return 0;
  const double k = std::floor(x * 1.4426950408889634 + .5), r = x - k * .6931471805599453;
  double sum = 1;
  for (int n = 10; n >= 1; --n) sum = 1 + sum * r / n;
  return std::ldexp(sum, static_cast<int>(k));
}

/// 0 at or below `from`, 1 at or above `to`, smooth between.
inline double ramp(double from, double to, double x) {
  const double t = (x - from) / (to - from);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

}  // namespace ktpel::biometric::exact
