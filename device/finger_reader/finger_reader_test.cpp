// SPDX-License-Identifier: Apache-2.0
#include "device/finger_reader/finger_reader.h"

#include <gtest/gtest.h>

#include <thread>

#include "biometric/finger/extract.h"
#include "biometric/synth/finger.h"
#include "device/finger_reader/virtual_finger_reader.h"

// Goal: what lies on a reader comes out as our matcher needs it; an officer learns when to press again. Method:
// libfprint's virtual reader, fed through its socket with synthetic fingers.
namespace ktpel::device {
namespace {

using namespace std::chrono_literals;
constexpr auto kVirtual = "virtual_image/0";

biometric::GreyImage finger(std::uint64_t press) {
  static const auto master = biometric::PersonFingers::grow(11, biometric::FingerNumber(2));
  biometric::Conditions conditions;
  conditions.sensor = biometric::SensorKind::Capacitive;
  return biometric::impression(master, conditions, base::SeededRandom(press)).image;
}

TEST(FingerReader, IsListedWhileItIsThere) {
  {
    const VirtualFingerReader reader;
    const auto list = list_finger_readers();
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].id, kVirtual);
    EXPECT_TRUE(list[0].gives_images);
  }
  for (const auto& one : list_finger_readers()) EXPECT_NE(one.id, kVirtual);
  EXPECT_EQ(capture_finger(kVirtual, 100ms).error(), FingerReaderError::NoSuchReader);
}

// The very pixels, dark ridges on a light ground, and our extraction takes them.
TEST(FingerReader, GivesThePictureOfTheFingerThatLiesOnIt) {
  const VirtualFingerReader reader;
  const auto pressed = finger(1);
  bool sent = false;
  std::thread hand([&] { sent = reader.press(pressed); });
  const auto image = capture_finger(kVirtual, 15s);
  hand.join();
  EXPECT_TRUE(sent);
  ASSERT_TRUE(image) << static_cast<int>(image.error());
  EXPECT_EQ(image->width(), pressed.width());
  EXPECT_EQ(image->height(), pressed.height());
  EXPECT_NEAR(image->dpi().get(), 500, 0.01);
  EXPECT_EQ(image->pixels(), pressed.pixels());
  EXPECT_TRUE(biometric::extract(*image));
}

TEST(FingerReader, NoFingerIsSaidInTime) {
  const VirtualFingerReader reader;
  EXPECT_EQ(capture_finger(kVirtual, 300ms).error(), FingerReaderError::NothingSeen);
  EXPECT_FALSE(reader.press(finger(1), 50ms)) << "nobody listens any more";
}

TEST(FingerReader, ABadPressIsToBeRepeatedAndTheNextIsTaken) {
  const VirtualFingerReader reader;
  for (const bool blank : {false, true}) {
    std::thread hand([&] {
      if (blank)
        reader.press(biometric::GreyImage(256, 256, biometric::Dpi(500), 255));  // no ridges at all
      else
        reader.press_badly();
    });
    const auto out = capture_finger(kVirtual, 15s);
    hand.join();
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error(), FingerReaderError::PressAgain) << blank;
  }
  std::thread hand([&] { reader.press(finger(2)); });
  EXPECT_TRUE(capture_finger(kVirtual, 15s));
  hand.join();
}

}  // namespace
}  // namespace ktpel::device
