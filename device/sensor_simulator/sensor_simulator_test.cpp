// SPDX-License-Identifier: Apache-2.0
#include "device/sensor_simulator/sensor_simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
// after the JSON library that they adapt
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/finger/quality.h"
#include "biometric/image/codec.h"
#include "device/sensor/answers.h"
#include "device/sensor/jws.h"
#include "device/sensor/line.h"
#include "device/sensor_simulator/detail/people.h"

// Goal: a person before a certified sensor becomes pictures for the office, whatever goes wrong is told in words an
// officer can act on, and nothing is believed that the device did not sign for this session. Method: client and
// simulator over a real socket; both sides' messages checked against schemas written from the interface.
namespace ktpel::device {
namespace {

using namespace std::chrono_literals;
using biometric::Eye;
using biometric::FingerPosition;
using nlohmann::json;

const base::SystemClock system_clock;

/// Empty if the message follows the schema; else what is wrong.
std::string faults(const json& message, const std::string& schema_name) {
  std::ifstream in(std::string(std::getenv("KTPEL_SOURCE_DIR")) + "/data/schemas/sbi/" + schema_name + ".json");
  const auto text = json::parse(in);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  valijson::ValidationResults results;
  valijson::Validator validator;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(message), &results)) return {};
  std::string out = schema_name + ":";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) out += " " + error.description;
  return out;
}
/// Of a compact JWS; the schemas say nothing of its form, since regular expressions recurse over its length.
json payload_of(const std::string& jws) {
  const auto first = jws.find('.'), last = jws.rfind('.');
  return json::parse(base::text_of(from_base64url(jws.substr(first + 1, last - first - 1)).value()));
}

class Sensors : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = SensorSimulator::start({}, system_clock);
    ASSERT_TRUE(started);
    simulator_ = std::move(started.value());
  }
  static void TearDownTestSuite() { simulator_.reset(); }
  void SetUp() override {
    simulator_->fail(Fault::None);
    simulator_->present({});
  }
  static Sensor sensor(Modality modality, std::string anchors = simulator_->anchors_pem()) {
    simulator_->fail(Fault::None);
    for (const auto& one : discover_sensors({simulator_->port(), simulator_->port()}))
      if (one.identity.modality == modality) return Sensor(one, {std::move(anchors)}, system_clock);
    base::check(false, "the simulator has one of each");
    std::abort();
  }
  static CaptureOrder order(Target target) {
    CaptureOrder out{.target = target, .transaction = "permohonan-1"};
    out.timeout = 2s;
    return out;
  }
  static std::string ask(const std::string& verb, const std::string& path, const std::string& body) {
    return detail::ask(simulator_->port(), verb, path, body, 5s).value();
  }
  static std::unique_ptr<SensorSimulator> simulator_;
};
std::unique_ptr<SensorSimulator> Sensors::simulator_;

std::vector<FingerPosition> positions(const Capture& capture) {
  std::vector<FingerPosition> out;
  for (const auto& [finger, one] : capture.fingers) out.push_back(finger);
  return out;
}
biometric::Score score(const biometric::GreyImage& a, const biometric::GreyImage& b) {
  return biometric::match(biometric::Probe(biometric::extract(a).value()),
                          biometric::Candidate(biometric::extract(b).value()))
      .value();
}

TEST_F(Sensors, AreFoundOnThePortsOfTheInterface) {
  EXPECT_GE(simulator_->port(), 4501);
  EXPECT_LE(simulator_->port(), 4600);
  std::vector<SensorFacts> ours;
  for (auto& one : discover_sensors())
    if (one.port == simulator_->port()) ours.push_back(one);
  ASSERT_EQ(ours.size(), 3u);
  EXPECT_EQ(ours[0].identity.kind, "Slap");
  EXPECT_EQ(ours[0].parts, (std::vector{1, 2, 3}));
  EXPECT_EQ(ours[1].identity.modality, Modality::Iris);
  EXPECT_EQ(ours[2].identity.modality, Modality::Face);
  simulator_->fail(Fault::Unplugged);
  EXPECT_TRUE(discover_sensors({simulator_->port(), simulator_->port()}).empty());
}

TEST_F(Sensors, SayWhoAndHowTheyAreAndSignIt) {
  auto one = sensor(Modality::Finger);
  const auto facts = one.info();
  ASSERT_TRUE(facts) << static_cast<int>(facts.error());
  EXPECT_EQ(facts->state, SensorState::Ready);
  EXPECT_EQ(facts->environment, "Developer");
  EXPECT_TRUE(facts->for_registration);
  for (const auto& [fault, state] :
       {std::pair{Fault::Busy, SensorState::Busy}, std::pair{Fault::NotReady, SensorState::NotReady}}) {
    simulator_->fail(fault);
    EXPECT_EQ(one.info()->state, state);
  }
}

TEST_F(Sensors, TenFingersIn442AreTheFingersOfThePerson) {
  simulator_->present({.person = 7});
  auto one = sensor(Modality::Finger);
  std::map<FingerPosition, biometric::GreyImage> ten;
  std::optional<base::Digest> chain;
  for (const auto target : {Target::RightFour, Target::LeftFour, Target::Thumbs}) {
    auto wanted = order(target);
    wanted.previous = chain;
    const auto capture = one.capture(wanted);
    ASSERT_TRUE(capture) << static_cast<int>(capture.error());
    EXPECT_NE(capture->chain, chain);
    chain = capture->chain;
    EXPECT_EQ(capture->device.serial, "990100000001");
    EXPECT_GT(capture->at.ms, 1'700'000'000'000);
    EXPECT_EQ(capture->signed_blocks.size(), capture->fingers.size());
    for (const auto& [finger, captured] : capture->fingers) {
      EXPECT_EQ(captured.quality, 80);
      EXPECT_EQ(captured.image.dpi(), biometric::Dpi(500));
    }
    ten.merge(capture->finger_images());
  }
  ASSERT_EQ(ten.size(), 10u);
  // grown from the same seed without any sensor between
  detail::People people;
  for (const auto finger : {FingerPosition::RightIndex, FingerPosition::LeftLittle, FingerPosition::LeftThumb})
    EXPECT_GT(score(ten.at(finger), people.finger({.person = 7}, finger, 999)), biometric::kDefaultThreshold)
        << static_cast<int>(finger);
  EXPECT_LT(score(ten.at(FingerPosition::RightIndex), people.finger({.person = 8}, FingerPosition::RightIndex, 999)),
            biometric::kDefaultThreshold);
}

TEST_F(Sensors, EachCaptureIsAnotherPressOfTheSameFinger) {
  auto one = sensor(Modality::Finger);
  auto wanted = order(Target::OneFinger);
  wanted.finger = FingerPosition::RightIndex;
  const auto first = one.capture(wanted), second = one.capture(wanted);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(positions(*first), std::vector{FingerPosition::RightIndex});
  const auto& a = first->fingers.at(FingerPosition::RightIndex).image;
  const auto& b = second->fingers.at(FingerPosition::RightIndex).image;
  EXPECT_NE(a.pixels(), b.pixels());
  EXPECT_GT(score(a, b), biometric::kDefaultThreshold);
}

TEST_F(Sensors, AnotherPersonPressesOnceWhileSomebodyOrNobodyIsThere) {
  const auto right = FingerPosition::RightIndex;
  detail::People people;
  auto one = sensor(Modality::Finger);
  auto wanted = order(Target::OneFinger);
  wanted.finger = right;
  const auto presses = [&](std::uint64_t person) {
    const auto taken = one.capture(wanted);
    return taken && score(taken->fingers.at(right).image, people.finger({.person = person}, right, 999)) >
                        biometric::kDefaultThreshold;
  };
  simulator_->present({.person = 7});
  simulator_->press_once({.person = 8});
  ASSERT_TRUE(one.capture(order(Target::Thumbs)));  // not for several fingers
  EXPECT_TRUE(presses(8));
  EXPECT_TRUE(presses(7));
  wanted.timeout = 300ms;
  simulator_->fail(Fault::Nothing);
  simulator_->press_once({.person = 8});
  EXPECT_TRUE(presses(8));
  EXPECT_EQ(one.capture(wanted).error(), SensorError::NothingSeen);
  simulator_->fail(Fault::None);
}

TEST_F(Sensors, ExceptionsAreNotExpectedAndWhatIsNotThereIsNotInvented) {
  using enum FingerPosition;
  auto one = sensor(Modality::Finger);
  auto wanted = order(Target::RightFour);
  wanted.missing_fingers = {RightRing};
  EXPECT_EQ(positions(one.capture(wanted).value()), (std::vector{RightIndex, RightMiddle, RightLittle}));
  simulator_->present({.missing_fingers = {RightRing, RightLittle}});
  EXPECT_EQ(positions(one.capture(order(Target::RightFour)).value()), (std::vector{RightIndex, RightMiddle}));
  simulator_->present({.missing_fingers = {RightThumb, LeftThumb}});
  EXPECT_EQ(one.capture(order(Target::Thumbs)).error(), SensorError::NothingSeen);
}

TEST_F(Sensors, ASwappedHandShowsTheOtherHandsFingers) {
  simulator_->present({.person = 7, .swapped_hand = true});
  auto one = sensor(Modality::Finger);
  const auto capture = one.capture(order(Target::RightFour));
  ASSERT_TRUE(capture);
  detail::People people;
  const auto& index = capture->fingers.at(FingerPosition::RightIndex).image;
  EXPECT_GT(score(index, people.finger({.person = 7}, FingerPosition::LeftIndex, 999)), biometric::kDefaultThreshold);
  EXPECT_LT(score(index, people.finger({.person = 7}, FingerPosition::RightIndex, 999)), biometric::kDefaultThreshold);
}

TEST_F(Sensors, APoorPressIsStatedAndLooksPoor) {
  simulator_->present({.person = 7, .quality = 15});
  auto one = sensor(Modality::Finger);
  const auto poor = one.capture(order(Target::RightFour));
  ASSERT_TRUE(poor);
  EXPECT_EQ(poor->fingers.at(FingerPosition::RightIndex).quality, 15);
  simulator_->present({.person = 7, .quality = 80});
  const auto good = one.capture(order(Target::RightFour));
  ASSERT_TRUE(good);
  const auto judged = [](const biometric::GreyImage& image) {  // by our own measure, not the device's
    const auto finger = biometric::extract(image);
    return finger ? biometric::assess(image, *finger).score : 0;
  };
  int poor_sum = 0, good_sum = 0;
  for (const auto& [finger, captured] : good->fingers) {
    good_sum += judged(captured.image);
    poor_sum += judged(poor->fingers.at(finger).image);
  }
  EXPECT_LT(poor_sum, good_sum * 3 / 4);
}

TEST_F(Sensors, EyesAndFaceComeToo) {
  simulator_->present({.person = 5});
  auto iris = sensor(Modality::Iris);
  const auto eyes = iris.capture(order(Target::BothEyes));
  ASSERT_TRUE(eyes) << static_cast<int>(eyes.error());
  ASSERT_EQ(eyes->eyes.size(), 2u);
  EXPECT_EQ(eyes->eyes.at(Eye::Left).image.pixels(), draw_eye(5, Eye::Left).pixels());
  EXPECT_NE(eyes->eyes.at(Eye::Left).image.pixels(), eyes->eyes.at(Eye::Right).image.pixels());
  auto left = order(Target::BothEyes);
  left.missing_eyes = {Eye::Right};
  EXPECT_EQ(iris.capture(left)->eyes.size(), 1u);
  EXPECT_EQ(iris.capture(order(Target::RightEye))->eyes.begin()->first, Eye::Right);

  auto camera = sensor(Modality::Face);
  const auto face = camera.capture(order(Target::Face));
  ASSERT_TRUE(face && face->face) << static_cast<int>(face.error());
  EXPECT_EQ(face->face->image.width(), 480);
  EXPECT_EQ(face->face->image.height(), 640);
  EXPECT_EQ(camera.capture(order(Target::BothEyes)).error(), SensorError::NotSupported);
}

// What the officer is told for everything that can go wrong, and that a fault leaves nothing broken behind.
TEST_F(Sensors, EveryFaultHasItsAnswer) {
  auto one = sensor(Modality::Finger);
  auto wanted = order(Target::Thumbs);
  wanted.timeout = 200ms;
  for (const auto& [fault, error] :
       {std::pair{Fault::Busy, SensorError::Busy}, std::pair{Fault::NotReady, SensorError::NotReady},
        std::pair{Fault::NotRegistered, SensorError::NotRegistered},
        std::pair{Fault::Nothing, SensorError::NothingSeen}, std::pair{Fault::Unplugged, SensorError::NotThere},
        std::pair{Fault::BadSignature, SensorError::NotTrusted},
        std::pair{Fault::UnknownIssuer, SensorError::NotTrusted}, std::pair{Fault::ExpiredKey, SensorError::NotReady},
        std::pair{Fault::OtherDevice, SensorError::NotTrusted},
        std::pair{Fault::WrongTransaction, SensorError::NotTrusted},
        std::pair{Fault::BrokenChain, SensorError::NotTrusted}, std::pair{Fault::Garbage, SensorError::BadAnswer}}) {
    simulator_->fail(fault);
    const auto out = one.capture(wanted);
    ASSERT_FALSE(out) << static_cast<int>(fault);
    EXPECT_EQ(out.error(), error) << static_cast<int>(fault);
  }
  simulator_->fail(Fault::None);
  EXPECT_TRUE(one.capture(order(Target::Thumbs)));
  auto distrustful = sensor(Modality::Finger, "");
  EXPECT_EQ(distrustful.info().error(), SensorError::NotTrusted);
}

TEST_F(Sensors, ASilentServiceIsGivenUp) {
  auto one = sensor(Modality::Finger);
  simulator_->fail(Fault::Silent);
  EXPECT_TRUE(discover_sensors({simulator_->port(), simulator_->port()}, 100ms).empty());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(one.capture(order(Target::Thumbs)).error(), SensorError::NotReady);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 60s) << "it hung";
}

TEST_F(Sensors, PulledOutWhileSomebodyPressesIsSaid) {
  auto started = SensorSimulator::start({.port = 0, .presented = {}, .press_time = 300ms}, system_clock);
  ASSERT_TRUE(started);
  const auto found = discover_sensors({(*started)->port(), (*started)->port()});
  ASSERT_EQ(found.size(), 3u);
  Sensor one(found[0], {(*started)->anchors_pem()}, system_clock);
  std::thread hand([&] {
    while ((*started)->captures() == 0) std::this_thread::sleep_for(1ms);
    (*started)->fail(Fault::Unplugged);
  });
  EXPECT_EQ(one.capture(order(Target::Thumbs)).error(), SensorError::NotThere);
  hand.join();
  (*started)->fail(Fault::None);
  // the whole service goes away
  started.value().reset();
  EXPECT_EQ(one.capture(order(Target::Thumbs)).error(), SensorError::NotThere);
}

TEST_F(Sensors, TwoCapturesAtOnceAreOneCaptureAndOneBusy) {
  auto started = SensorSimulator::start({.port = 0, .presented = {}, .press_time = 500ms}, system_clock);
  ASSERT_TRUE(started);
  const auto found = discover_sensors({(*started)->port(), (*started)->port()});
  Sensor first(found.at(0), {(*started)->anchors_pem()}, system_clock);
  Sensor second(found.at(0), {(*started)->anchors_pem()}, system_clock);
  bool worked = false;
  std::thread other([&] { worked = bool(first.capture(order(Target::Thumbs))); });
  while ((*started)->captures() == 0) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(second.capture(order(Target::Thumbs)).error(), SensorError::Busy);
  other.join();
  EXPECT_TRUE(worked);
}

TEST_F(Sensors, TheLiveViewIsPictures) {
  for (const auto& [modality, target] :
       {std::pair{Modality::Finger, Target::RightFour}, std::pair{Modality::Iris, Target::LeftEye},
        std::pair{Modality::Face, Target::Face}}) {
    auto one = sensor(modality);
    int pictures = 0, sound = 0;
    const auto frames = one.stream(target, 5s, [&](base::ByteView jpeg) {
      ++pictures;
      const auto image = biometric::decode_colour(jpeg);
      sound += image && image->width() > 100;
      return pictures < 3;
    });
    ASSERT_TRUE(frames) << static_cast<int>(frames.error());
    EXPECT_EQ(*frames, 3);
    EXPECT_EQ(sound, 3);
  }
  auto one = sensor(Modality::Finger);
  const auto start = std::chrono::steady_clock::now();
  const auto timed = one.stream(Target::Thumbs, 700ms, [](base::ByteView) { return true; });
  ASSERT_TRUE(timed);
  EXPECT_GE(*timed, 2) << "the interface asks for three a second";
  EXPECT_GE(std::chrono::steady_clock::now() - start, 650ms);
  simulator_->fail(Fault::Unplugged);
  EXPECT_EQ(one.stream(Target::Thumbs, 1s, [](base::ByteView) { return true; }).error(), SensorError::NotThere);
  simulator_->fail(Fault::Garbage);
  EXPECT_EQ(one.stream(Target::Thumbs, 1s, [](base::ByteView) { return true; }).error(), SensorError::BadAnswer);
}

// A capture that somebody kept from before is signed properly, too.
TEST_F(Sensors, AnAnswerFromBeforeIsNotTakenAgain) {
  auto one = sensor(Modality::Finger);
  ASSERT_TRUE(one.info());
  const auto now = system_clock.now();
  const auto wanted = order(Target::Thumbs);
  const auto answer = ask("RCAPTURE", "/capture", detail::capture_request(wanted, one.facts(), now));
  const auto read = [&](const CaptureOrder& about) {
    return detail::read_capture(answer, about, one.facts(), simulator_->anchors_pem(), now);
  };
  const auto first = read(wanted);
  ASSERT_TRUE(first);
  auto later = wanted;
  later.transaction = "permohonan-2";
  EXPECT_EQ(read(later).error(), SensorError::NotTrusted);
  later = wanted;
  later.previous = first->chain;
  EXPECT_EQ(read(later).error(), SensorError::NotTrusted);
  later = wanted;
  later.target = Target::RightFour;  // not what was asked
  EXPECT_EQ(read(later).error(), SensorError::BadAnswer);
  // one block twice, or one left out of the middle
  auto doubled = json::parse(answer);
  doubled["biometrics"].push_back(doubled["biometrics"][0]);
  EXPECT_FALSE(detail::read_capture(doubled.dump(), wanted, one.facts(), simulator_->anchors_pem(), now));
  doubled["biometrics"].erase(0);
  EXPECT_FALSE(detail::read_capture(doubled.dump(), wanted, one.facts(), simulator_->anchors_pem(), now));
}

// Any change to any part of a signed block is noticed.
TEST_F(Sensors, AChangedAnswerIsNotBelieved) {
  auto one = sensor(Modality::Finger);
  ASSERT_TRUE(one.info());
  const auto wanted = order(Target::Thumbs);
  const auto now = system_clock.now();
  const auto answer = json::parse(ask("RCAPTURE", "/capture", detail::capture_request(wanted, one.facts(), now)));
  const std::string jws = answer["biometrics"][0]["data"];
  base::SeededRandom random(1);
  for (int i = 0; i < 60; ++i) {
    auto changed = answer;
    auto text = jws;
    const auto at = random.below(text.size());
    if (text[at] == '.' || at + 1 == text.size()) continue;  // the last character has bits that mean nothing
    text[at] = text[at] == 'A' ? 'B' : 'A';
    if (text == jws) continue;
    changed["biometrics"][0]["data"] = text;
    EXPECT_FALSE(detail::read_capture(changed.dump(), wanted, one.facts(), simulator_->anchors_pem(), now)) << at;
  }
}

TEST_F(Sensors, BothSidesSpeakTheInterface) {
  EXPECT_EQ(faults(json::parse(detail::discovery_request()), "discovery_request"), "");
  const auto discovered = json::parse(ask("MOSIPDISC", "/device", detail::discovery_request()));
  EXPECT_EQ(faults(discovered, "discovery_answer"), "");
  for (const auto& one : discovered) {
    const auto identity = json::parse(base::text_of(from_base64url(one["digitalId"].get<std::string>()).value()));
    EXPECT_EQ(faults(identity, "digital_id"), "");
  }
  const auto check_info = [&](const char* status) {
    const auto info = json::parse(ask("MOSIPDINFO", "/info", ""));
    EXPECT_EQ(faults(info, "info_answer"), "");
    for (const auto& one : info) {
      const auto device = payload_of(one["deviceInfo"]);
      EXPECT_EQ(faults(device, "device_info"), "");
      EXPECT_EQ(device["deviceStatus"], status);
      EXPECT_EQ(faults(payload_of(device["digitalId"]), "digital_id"), "");
    }
  };
  check_info("Ready");
  simulator_->fail(Fault::Busy);
  check_info("Busy");
  simulator_->fail(Fault::NotReady);
  check_info("Not Ready");
  simulator_->fail(Fault::Unplugged);
  EXPECT_EQ(faults(json::parse(ask("MOSIPDISC", "/device", detail::discovery_request())), "discovery_refusal"), "");
  simulator_->fail(Fault::None);
  EXPECT_EQ(faults(json::parse(ask("MOSIPDISC", "/device", R"({"type":"Radio"})")), "discovery_refusal"), "");

  for (const auto& [modality, target] :
       {std::pair{Modality::Finger, Target::RightFour}, std::pair{Modality::Finger, Target::LeftFour},
        std::pair{Modality::Finger, Target::Thumbs}, std::pair{Modality::Finger, Target::OneFinger},
        std::pair{Modality::Iris, Target::BothEyes}, std::pair{Modality::Iris, Target::LeftEye},
        std::pair{Modality::Iris, Target::RightEye}, std::pair{Modality::Face, Target::Face}}) {
    auto one = sensor(modality);
    ASSERT_TRUE(one.info());
    auto wanted = order(target);
    wanted.finger = FingerPosition::LeftIndex;
    if (target == Target::RightFour) wanted.missing_fingers = {FingerPosition::RightIndex};
    if (target == Target::LeftFour) wanted.previous = base::sha256(std::string_view("before"));
    ASSERT_TRUE(one.capture(wanted));
    const auto request = json::parse(simulator_->last_request());
    EXPECT_EQ(faults(request, "capture_request"), "") << request;
    const auto answer = json::parse(ask("RCAPTURE", "/capture", request.dump()));
    EXPECT_EQ(faults(answer, "capture_answer"), "");
    for (const auto& block : answer["biometrics"]) {
      const auto data = payload_of(block["data"]);
      EXPECT_EQ(faults(data, "capture_block"), "");
      EXPECT_EQ(faults(payload_of(data["digitalId"]), "digital_id"), "");
    }
    ASSERT_TRUE(one.stream(target, 1s, [](base::ByteView) { return false; }));
    EXPECT_EQ(faults(json::parse(simulator_->last_request()), "stream_request"), "");
  }
  // and a wrong message is wrong
  EXPECT_NE(faults(json::parse(R"({"type":"Radio"})"), "discovery_request"), "");
  for (const auto* body : {"", "[]", "{}", R"({"bio":[]})"})
    EXPECT_EQ(faults(json::parse(ask("RCAPTURE", "/capture", body)), "capture_refusal"), "") << body;
  EXPECT_EQ(faults(json::parse(ask("CAPTURE", "/capture", "{}")), "capture_refusal"), "");
}

TEST_F(Sensors, TheDeviceRefusesACountThatDoesNotFit) {
  auto one = sensor(Modality::Finger);
  ASSERT_TRUE(one.info());
  auto request = json::parse(detail::capture_request(order(Target::RightFour), one.facts(), system_clock.now()));
  request["bio"][0]["count"] = "3";
  const auto answer = json::parse(ask("RCAPTURE", "/capture", request.dump()));
  EXPECT_EQ(answer["biometrics"][0]["error"]["errorCode"], "109");
  EXPECT_EQ(detail::read_capture(answer.dump(), order(Target::RightFour), one.facts(), simulator_->anchors_pem(),
                                 system_clock.now())
                .error(),
            SensorError::NotSupported);
}

TEST(SensorSimulator, APortThatIsTakenIsSaid) {
  auto first = SensorSimulator::start({}, system_clock);
  ASSERT_TRUE(first);
  EXPECT_EQ(SensorSimulator::start({.port = (*first)->port(), .presented = {}, .press_time = {}}, system_clock).error(),
            SimulatorError::NoPort);
}

TEST(DrawEye, IsTheSameForTheSamePersonAlone) {
  EXPECT_EQ(draw_eye(3, Eye::Left).pixels(), draw_eye(3, Eye::Left).pixels());
  EXPECT_NE(draw_eye(3, Eye::Left).pixels(), draw_eye(4, Eye::Left).pixels());
}

}  // namespace
}  // namespace ktpel::device
