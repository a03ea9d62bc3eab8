// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "biometric/image/codec.h"
#include "demo/finger_source.h"
#include "demo/residents.h"

// Goal: pictures are taken from a folder by their names alone; invented residents are nobody.
namespace ktpel::demo {
namespace {

TEST(FolderFingers, AreTakenByNameAndOnlyWithTwoFingers) {
  std::string name = (std::filesystem::temp_directory_path() / "ktpel-fingers-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(name.data());
  const auto png = biometric::encode_png(biometric::GreyImage(200, 200, biometric::Dpi(500)));
  for (const char* file : {"a_b_2_1.png", "a_b_7_1.png", "a_b_7_3.png", "lone_2_1.png", "wrong_11_1.png",
                           "wrong_0_1.png", "nothing.png", "_2_1.png", "a_b_x_1.png"})
    std::ofstream(folder / file, std::ios::binary)
        .write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
  const auto source = fingers_of_folder(folder, biometric::Dpi(500));
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->persons(), 1u);
  EXPECT_EQ((*source)->label(0), "a_b");
  EXPECT_EQ((*source)->fingers(0),
            (std::vector{biometric::FingerPosition::RightIndex, biometric::FingerPosition::LeftIndex}));
  EXPECT_EQ((*source)->impressions(0, biometric::FingerPosition::LeftIndex), 3);
  EXPECT_TRUE((*source)->press(0, biometric::FingerPosition::LeftIndex, 3));
  EXPECT_FALSE((*source)->press(0, biometric::FingerPosition::LeftIndex, 2));
  EXPECT_EQ(fingers_of_folder(folder / "none", biometric::Dpi(500)).error(), FolderError::Missing);
  std::filesystem::remove_all(folder);
}

TEST(Residents, LiveInTheAreaThatDoesNotExistAndMustHoldACard) {
  for (int i = 0; i < 200; ++i) {
    const auto who = invent_resident(7, i);
    EXPECT_EQ(who.address.area, "990101");
    const auto full = registry::with_nik(who, registry::next_nik(who.address.area, who.born, who.sex, 0).value());
    const auto day = *person::Date::of(2026, 1, 1);
    EXPECT_TRUE(person::check(full, day)) << who.name;
    EXPECT_TRUE(person::obliged_to_hold_card(full, day));
    const auto alias = alias_of(who, 7, i);
    EXPECT_NE(alias.born, who.born);
    EXPECT_EQ(alias.sex, who.sex);
  }
}

}  // namespace
}  // namespace ktpel::demo
