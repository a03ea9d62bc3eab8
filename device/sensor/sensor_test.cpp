// SPDX-License-Identifier: Apache-2.0
#include "device/sensor/sensor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "device/sensor/answers.h"
#include "device/sensor/jws.h"
#include "device/sensor/motion_jpeg.h"

// Goal: what services write in different ways is understood, what is no such answer is not. The whole way, with
// signatures, is in device/sensor_simulator. Method: messages by hand.
namespace ktpel::device {
namespace {

using nlohmann::json;

TEST(Base64Url, HasTheVectorsOfRfc4648AndComesBack) {
  EXPECT_EQ(base64url(base::bytes_of("")), "");
  EXPECT_EQ(base64url(base::bytes_of("f")), "Zg");
  EXPECT_EQ(base64url(base::bytes_of("fo")), "Zm8");
  EXPECT_EQ(base64url(base::bytes_of("foobar")), "Zm9vYmFy");
  EXPECT_EQ(base64url(base::Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(from_base64url("+/8="), from_base64url("-_8"));
  for (const auto* bad : {"Z", "Zm9vY", "Zm 8", "Zm8\n", "====", "Zm=8"}) EXPECT_FALSE(from_base64url(bad)) << bad;
}
RC_GTEST_PROP(Base64Url, EveryBytesComeBack, (const std::vector<std::uint8_t>& bytes)) {
  RC_ASSERT(from_base64url(base64url(bytes)).value() == bytes);
}

std::string frame(const std::string& jpeg) {
  return "--BoundaryString\r\nContent-Type: image/jpeg\r\nContent-length:" + std::to_string(jpeg.size()) + "\r\n\r\n" +
         jpeg + "\r\n";
}
const std::string first = "\xff\xd8one", second = std::string("\xff\xd8\r\n\r\n--", 8) + "BoundaryString two";

// However the line cuts the stream, the pictures are the same, also one that looks like a boundary inside.
RC_GTEST_PROP(MotionJpeg, PicturesDoNotDependOnThePieces, (std::vector<std::uint8_t> sizes)) {
  const auto text = frame(first) + frame(second) + frame(first);
  MotionJpeg view;
  std::vector<base::Bytes> frames;
  std::size_t at = 0;
  const auto give = [&](std::size_t count) {
    count = std::min(count, text.size() - at);
    for (auto& one : view.feed(base::bytes_of(std::string_view(text).substr(at, count))))
      frames.push_back(std::move(one));
    at += count;
  };
  for (const auto size : sizes) give(size);
  give(text.size());
  RC_ASSERT(!view.broken());
  RC_ASSERT(frames.size() == 3u);
  RC_ASSERT(base::text_of(frames[0]) == first);
  RC_ASSERT(base::text_of(frames[1]) == second);
}
TEST(MotionJpeg, WhatIsNoSuchStreamIsNotTaken) {
  for (const std::string& bad :
       {std::string("<html>"), std::string("{\"error\":{}}"), std::string("--b\r\nContent-Type: image/jpeg\r\n\r\nxx"),
        std::string("--b\r\nContent-Length: 99999999999\r\n\r\n"), std::string("--b\r\nContent-Length: 4x\r\n\r\nabcd"),
        std::string("--b\r\nContent-Length: -4\r\n\r\nabcd"), frame("GIF89a"), "--" + std::string(5000, 'x')}) {
    MotionJpeg view;
    EXPECT_TRUE(view.feed(base::bytes_of(bad)).empty());
    EXPECT_TRUE(view.broken()) << bad;
    EXPECT_TRUE(view.feed(base::bytes_of(frame(first))).empty());
  }
}

json device() {
  const json identity{{"serialNo", "12"},        {"make", "A"},           {"model", "B"},           {"type", "Finger"},
                      {"deviceSubType", "Slap"}, {"deviceProvider", "C"}, {"deviceProviderId", "D"}};
  return {{"deviceId", "1"},
          {"deviceStatus", "Ready"},
          {"deviceSubId", {"1", "2"}},
          {"callbackId", "http://127.0.0.1:4503/"},
          {"digitalId", base64url(base::bytes_of(identity.dump()))},
          {"specVersion", {"0.9.5"}},
          {"purpose", "Registration"},
          {"error", {{"errorCode", "0"}, {"errorInfo", "Success"}}}};
}
std::vector<SensorFacts> read(const json& one) {
  return detail::read_discovery(json::array({one}).dump(), 4501).value();
}

TEST(Discovery, TakesTheFormsThatServicesUse) {
  ASSERT_EQ(read(device()).size(), 1u);
  EXPECT_EQ(read(device())[0].port, 4503);
  auto one = device();
  one["deviceSubId"] = {1, 3};
  one["deviceId"] = 7;
  one["callbackId"] = "http://10.0.0.9:80/";  // never another machine
  EXPECT_EQ(read(one)[0].parts, (std::vector{1, 3}));
  EXPECT_EQ(read(one)[0].device_id, "7");
  EXPECT_EQ(read(one)[0].port, 4501);
  one["specVersion"] = {"1.0.0"};
  EXPECT_TRUE(read(one).empty());
  one = device();
  one["error"] = {{"errorcode", 202}};
  EXPECT_TRUE(read(one).empty());
  one = device();
  one["digitalId"] = "???";
  EXPECT_TRUE(read(one).empty());
  const std::string jws = "e30." + device()["digitalId"].get<std::string>() + ".AAAA";
  one["digitalId"] = jws;
  EXPECT_EQ(read(one)[0].identity.serial, "12");
}
TEST(Discovery, WhatIsNoAnswerIsNotTaken) {
  for (const auto* bad : {"", "null", "{}", "[1]", "[[]]", "[", "<html>"})
    EXPECT_FALSE(detail::read_discovery(bad, 4501)) << bad;
  EXPECT_TRUE(discover_sensors({1, 3}).empty());
}

TEST(Info, OnlyASignatureIsBelieved) {
  const auto known = read(device())[0];
  const auto info = [&](const json& answer) { return detail::read_info(answer.dump(), known, "", {}).error(); };
  const auto unsigned_info = base64url(base::bytes_of(R"({"deviceId":"1","deviceStatus":"Ready"})"));
  EXPECT_EQ(info(json::array({{{"deviceInfo", unsigned_info}}})), SensorError::NotRegistered);
  EXPECT_EQ(info(json::array({{{"deviceInfo", "e30." + unsigned_info + ".AAAA"}}})), SensorError::BadAnswer);
  EXPECT_EQ(info(json::array({{{"deviceInfo", nullptr}, {"error", {{"errorCode", "202"}}}}})), SensorError::NotThere);
  EXPECT_EQ(info(json::array()), SensorError::NotThere);
  EXPECT_EQ(info(json::object()), SensorError::BadAnswer);
}

TEST(Codes, SayWhatToDoNext) {
  EXPECT_EQ(detail::error_of_code(0), std::nullopt);
  EXPECT_EQ(detail::error_of_code(100), SensorError::NotRegistered);
  EXPECT_EQ(detail::error_of_code(101), SensorError::NothingSeen);
  EXPECT_EQ(detail::error_of_code(103), SensorError::NotTrusted);
  EXPECT_EQ(detail::error_of_code(109), SensorError::NotSupported);
  EXPECT_EQ(detail::error_of_code(202), SensorError::NotThere);
  EXPECT_EQ(detail::error_of_code(599), SensorError::Failed);
}

// The rule of the interface's conformance kit, on bytes: SHA-256(SHA-256("") || SHA-256("abc")), by sha256sum.
TEST(Chain, IsOverTheBytesOfTheHashes) {
  base::Bytes both;
  for (const auto* text : {"", "abc"}) {
    const auto hash = base::sha256(std::string_view(text));
    both.insert(both.end(), hash.bytes.begin(), hash.bytes.end());
  }
  const auto chain = detail::chained(std::nullopt, base::Bytes{'a', 'b', 'c'});
  EXPECT_EQ(chain, base::sha256(both));
  EXPECT_EQ(chain.hex(), "bddbdf7e9df02f902ee5dd61b2b513d7566a2112ff97db7dc3b6d184a43ef0e3");
  EXPECT_NE(detail::chained(chain, base::Bytes{'a', 'b', 'c'}), chain);
}

}  // namespace
}  // namespace ktpel::device
