// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/scale.h"

#include <gtest/gtest.h>

namespace ktpel::biometric {
namespace {

TEST(Scale, AveragesWhatAPixelCovers) {
  const ColourImage image(2, 2, {0, 0, 0, 100, 0, 0, 0, 200, 0, 0, 0, 4});
  EXPECT_EQ(scale(image, 1, 1).rgb(), (std::vector<std::uint8_t>{25, 50, 1}));
  EXPECT_EQ(scale(image, 2, 2).rgb(), image.rgb());
  EXPECT_EQ(scale(image, 4, 2).width(), 4);
}

}  // namespace
}  // namespace ktpel::biometric
