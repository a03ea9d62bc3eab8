// SPDX-License-Identifier: Apache-2.0
// Goal: the module's own elementary functions are right.
// Method: beside libm, which is right but not the same on every machine.
#include "biometric/synth/detail/exact.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ktpel::biometric {
namespace {

TEST(Exact, SineAndCosineAgreeWithLibm) {
  for (double x = -700; x < 700; x += .0371) {
    ASSERT_NEAR(exact::sine(x), std::sin(x), 2e-9) << x;
    ASSERT_NEAR(exact::cosine(x), std::cos(x), 2e-9) << x;
  }
}

TEST(Exact, ArctangentAgreesWithLibmInAllQuadrants) {
  for (double y = -3; y <= 3; y += .0731)
    for (double x = -3; x <= 3; x += .0517)
      ASSERT_NEAR(exact::arctangent(y, x), std::atan2(y, x), 2e-8) << y << ' ' << x;
  EXPECT_EQ(exact::arctangent(0, 0), 0);
  EXPECT_NEAR(exact::arctangent(0, -1), exact::kPi, 1e-12);
}

TEST(Exact, ExponentialAgreesWithLibm) {
  for (double x = -60; x < 20; x += .0173) ASSERT_NEAR(exact::exponential(x) / std::exp(x), 1, 2e-9) << x;
  EXPECT_EQ(exact::exponential(-1e9), 0);
}

}  // namespace
}  // namespace ktpel::biometric
