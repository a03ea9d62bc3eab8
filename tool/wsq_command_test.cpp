// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "tool/finger_command_test.h"

// Goal: `ktpel wsq` writes WSQ of the size asked for and turns it back into the same finger.
// Method: the program itself on a synthetic finger and on files that are not WSQ.
namespace ktpel::tool {
namespace {

using namespace biometric;
using tests::expect_refused;
using tests::run;

class WsqCommand : public tests::Fingers {};

TEST_F(WsqCommand, ThereAndBackIsTheSameFinger) {
  for (const std::string size : {"", "--rate 0.75", "--ratio 15", "--ratio 8"}) {
    const auto encoded = run("wsq encode " + image(0, 1) + " -o " + at("f.wsq") + " --json " + size, false);
    ASSERT_EQ(encoded.exit_code, 0) << encoded.out;
    EXPECT_EQ(image_format_of(get("f.wsq")), ImageFormat::Wsq);
    EXPECT_EQ(encoded.json()["bytes"], get("f.wsq").size());
    if (size != "--rate 0.75") {
      EXPECT_NEAR(encoded.json()["ratio"].get<double>(), size == "--ratio 8" ? 8 : 15, 0.4) << size;
    }
    ASSERT_EQ(run("wsq decode " + at("f.wsq") + " -o " + at("f.png")).exit_code, 0);
    const auto before = load_grey(image(0, 1)).value(), after = load_grey(at("f.png")).value();
    ASSERT_EQ(after.width(), before.width());
    EXPECT_NEAR(after.dpi().get(), 500, 0.1);
    double square = 0;
    for (std::size_t i = 0; i < before.pixels().size(); ++i)
      square += std::pow(double(before.pixels()[i]) - after.pixels()[i], 2);
    EXPECT_LT(std::sqrt(square / static_cast<double>(before.pixels().size())), 20) << size;
    EXPECT_EQ(run("finger match " + at("f.png") + " " + image(0, 2) + " --json", false).json()["same_finger"], true);
  }
  const auto bytes_at = [](const std::string& rate) {
    return run("wsq encode " + image(0, 1) + " -o " + at("f.wsq") + " --json --rate " + rate, false).json()["bytes"];
  };
  EXPECT_GT(bytes_at("2.25").get<double>(), 1.5 * bytes_at("0.75").get<double>());
  EXPECT_EQ(run("wsq encode " + image(0, 1) + " -o " + at("f.wsq") + " --rate 0.75 --ratio 15").exit_code, 2);
}

TEST_F(WsqCommand, WhatIsWrongIsSaid) {
  for (const auto& [name, code] : bad_pictures()) {
    expect_refused("wsq encode " + at(name) + " -o " + at("x.wsq"), code);
    expect_refused("wsq decode " + at(name) + " -o " + at("x.png"), code == 8001 ? 8001 : 8053);
  }
  ASSERT_EQ(run("wsq encode " + image(0, 1) + " -o " + at("f.wsq")).exit_code, 0);
  const auto good = get("f.wsq");
  put("cut.wsq", base::ByteView(good).first(good.size() / 2));
  expect_refused("wsq decode " + at("cut.wsq") + " -o " + at("x.png"), 8003);
  expect_refused("wsq decode " + at("f.wsq") + " -o " + at("no/such/folder/x.png"), 8031);
}

}  // namespace
}  // namespace ktpel::tool
