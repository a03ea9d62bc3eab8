// SPDX-License-Identifier: Apache-2.0
// The device's side of the Secure Biometric Interface 0.9.5; the client's is device/sensor. What the interface's own
// conformance kit demands of a device, and the text leaves open, is done as the kit wants: numbers as text, hashes in
// upper case, sub ids as text.
#include "device/sensor_simulator/sensor_simulator.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "base/digest.h"
#include "biometric/image/codec.h"
#include "biometric/image/jpeg2000.h"
#include "biometric/record/face_image_record.h"
#include "biometric/record/finger_image_record.h"
#include "device/sensor/jws.h"
#include "device/sensor_simulator/detail/device_keys.h"
#include "device/sensor_simulator/detail/people.h"
#include "device/sensor_simulator/detail/verb_server.h"

namespace ktpel::device {
namespace {

using biometric::Eye;
using biometric::FingerPosition;
using detail::DeviceKeys;
using nlohmann::json;

constexpr PortRange kPorts{};
constexpr auto kFrameTime = std::chrono::milliseconds(200);  // the interface wants three a second or more
constexpr auto kLookAgain = std::chrono::milliseconds(10);
constexpr std::size_t kPortraitBytes = 60'000;
constexpr auto kVersion = "0.9.5", kEnvironment = "Developer";

// Error codes; those of 5xx are a maker's own.
struct Code {
  int number;
  const char* words;
};
constexpr Code kSuccess{0, "Success"}, kNotRegistered{100, "Device not registered"},
    kNothingSeen{101, "Unable to detect a biometric object"}, kNotFound{106, "Device not found"},
    kWrongCount{109, "Requested number of biometric (Finger/IRIS) not supported"},
    kUnplugged{202, "No device connected"}, kBadRequest{501, "Request does not follow the interface"},
    kBusy{502, "Device busy"}, kNotReady{503, "Device not ready"},
    kForRegistration{504, "Device is for registration: use RCAPTURE"};

json error_of(Code code) { return {{"errorCode", std::to_string(code.number)}, {"errorInfo", code.words}}; }

struct Device {
  const char *id, *type, *kind, *serial, *model, *code;
  std::vector<const char*> parts;
};
const std::array<Device, 3>& devices() {
  static const std::array<Device, 3> all{
      Device{"1", "Finger", "Slap", "990100000001", "Jari-442", "simulasi-jari", {"1", "2", "3"}},
      Device{"2", "Iris", "Double", "990100000002", "Iris-2", "simulasi-iris", {"1", "2", "3"}},
      Device{"3", "Face", "Full face", "990100000003", "Wajah-1", "simulasi-wajah", {"0"}}};
  return all;
}

struct FingerName {
  const char* name;
  FingerPosition finger;
};
constexpr FingerName kFingers[] = {
    {"Right Thumb", FingerPosition::RightThumb},         {"Right IndexFinger", FingerPosition::RightIndex},
    {"Right MiddleFinger", FingerPosition::RightMiddle}, {"Right RingFinger", FingerPosition::RightRing},
    {"Right LittleFinger", FingerPosition::RightLittle}, {"Left Thumb", FingerPosition::LeftThumb},
    {"Left IndexFinger", FingerPosition::LeftIndex},     {"Left MiddleFinger", FingerPosition::LeftMiddle},
    {"Left RingFinger", FingerPosition::LeftRing},       {"Left LittleFinger", FingerPosition::LeftLittle}};

FingerPosition finger_named(const std::string& name) {
  for (const auto& one : kFingers)
    if (name == one.name) return one.finger;
  return FingerPosition::Unknown;
}
FingerPosition other_hand(FingerPosition finger) {
  const int number = static_cast<int>(finger);
  return FingerPosition(number > 5 ? number - 5 : number + 5);
}

/// What a part of a device shows when all of it is presented, in the order in which it lies there.
std::vector<std::string> subjects_of(const std::string& type, const std::string& part) {
  if (type == "Face") return {""};
  if (type == "Iris")
    return part == "1"   ? std::vector<std::string>{"Left"}
           : part == "2" ? std::vector<std::string>{"Right"}
                         : std::vector<std::string>{"Left", "Right"};
  if (part == "1") return {"Left LittleFinger", "Left RingFinger", "Left MiddleFinger", "Left IndexFinger"};
  if (part == "2") return {"Right IndexFinger", "Right MiddleFinger", "Right RingFinger", "Right LittleFinger"};
  return {"Left Thumb", "Right Thumb"};
}

/// "80", "62.5": as the interface writes scores.
std::string score_text(double score) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", std::clamp(score, 0.0, 100.0));
  return text;
}
std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 32 : c);
  return text;
}
std::string seconds_only(base::Time time) { return time.iso8601().substr(0, 19) + "Z"; }

std::string text_at(const json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end()) return {};
  return at->is_string() ? at->get<std::string>() : at->is_number() ? at->dump() : std::string();
}
std::vector<std::string> texts_at(const json& object, const char* key) {
  std::vector<std::string> out;
  const auto at = object.find(key);
  if (at == object.end() || !at->is_array()) return out;
  for (const auto& one : *at)
    if (one.is_string()) out.push_back(one.get<std::string>());
  return out;
}
int number_at(const json& object, const char* key, int otherwise) {
  const auto text = text_at(object, key);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

class Simulator final : public SensorSimulator {
 public:
  Simulator(SimulatorPlan plan, const base::Clock& clock)
      : clock_(clock), keys_(clock.now()), plan_(std::move(plan)), who_(plan_.presented) {}
  bool open() {
    const auto first = plan_.port ? plan_.port : kPorts.first, last = plan_.port ? plan_.port : kPorts.last;
    server_ =
        detail::VerbServer::start(first, last, [this](const auto& request, auto& reply) { answer(request, reply); });
    return server_ != nullptr;
  }

  std::uint16_t port() const override { return server_->port(); }
  std::string anchors_pem() const override { return keys_.anchors_pem(); }
  void present(Presented who) override {
    std::lock_guard lock(mutex_);
    who_ = std::move(who);
    pressed_ = 0;
  }
  void press_once(Presented who) override {
    std::lock_guard lock(mutex_);
    once_ = std::move(who);
  }
  Presented presented() const override {
    std::lock_guard lock(mutex_);
    return who_;
  }
  void fail(Fault fault) override { fault_ = fault; }
  int captures() const override { return captures_; }
  std::string last_request() const override {
    std::lock_guard lock(mutex_);
    return last_request_;
  }

 private:
  void answer(const detail::VerbRequest& request, detail::VerbReply& reply) {
    {
      std::lock_guard lock(mutex_);
      last_request_ = request.body;
    }
    const Fault fault = fault_;
    if (fault == Fault::Silent) {
      while (!reply.gone()) std::this_thread::sleep_for(kLookAgain);
      return;
    }
    if (fault == Fault::Garbage) {
      reply.send("<html>bukan JSON</html>");
      return;
    }
    if (request.verb == "MOSIPDISC" && request.path == "/device")
      reply.send(discovery(request.body).dump());
    else if (request.verb == "MOSIPDINFO" && request.path == "/info")
      reply.send(info().dump());
    else if (request.verb == "RCAPTURE" && request.path == "/capture")
      reply.send(capture(request.body, reply).dump());
    else if (request.verb == "CAPTURE" && request.path == "/capture")
      reply.send(refusal(kForRegistration).dump());
    else if (request.verb == "STREAM" && request.path == "/stream")
      stream(request.body, reply);
    else
      reply.send(json{{"error", error_of(kBadRequest)}}.dump());
  }

  // --- who is there ------------------------------------------------------------------------------------------

  std::string identity(const Device& device) const {
    const bool other = fault_ == Fault::OtherDevice;
    return json{{"serialNo", other ? "990100009999" : device.serial},
                {"make", "KTPEL SIMULASI"},
                {"model", device.model},
                {"type", device.type},
                {"deviceSubType", device.kind},
                {"deviceProvider", "Simulasi"},
                {"deviceProviderId", "simulasi"},
                {"dateTime", seconds_only(clock_.now())}}
        .dump();
  }
  std::string sign(const std::string& payload) const {
    const Fault fault = fault_;
    auto jws = keys_.sign(payload, fault == Fault::UnknownIssuer ? DeviceKeys::Certificate::Stranger
                                   : fault == Fault::ExpiredKey  ? DeviceKeys::Certificate::Expired
                                                                 : DeviceKeys::Certificate::Good);
    // another payload under the same signature: as if the data were changed on the way
    if (fault == Fault::BadSignature) {
      const auto first = jws.find('.'), last = jws.rfind('.');
      auto changed = payload;
      changed.insert(1, " ");  // still the same JSON
      jws = jws.substr(0, first + 1) + base64url(base::bytes_of(changed)) + jws.substr(last);
    }
    return jws;
  }
  const char* state() const {
    switch (fault_) {
      case Fault::Busy:
        return "Busy";
      case Fault::NotReady:
        return "Not Ready";
      case Fault::NotRegistered:
        return "Not Registered";
      default:
        return capturing_ ? "Busy" : "Ready";
    }
  }
  json common(const Device& device) const {
    const bool registered = fault_ != Fault::NotRegistered;
    json out{{"deviceId", device.id},
             {"deviceStatus", state()},
             {"certification", "L0"},
             {"serviceVersion", kVersion},
             {"deviceSubId", device.parts},
             {"callbackId", "http://127.0.0.1:" + std::to_string(server_->port())},
             {"deviceCode", device.code},
             {"specVersion", {kVersion}},
             {"purpose", registered ? "Registration" : ""}};
    return out;
  }

  json discovery(const std::string& body) const {
    const auto asked = json::parse(body, nullptr, false);
    const auto type = asked.is_object() ? text_at(asked, "type") : "";
    json out = json::array();
    const auto refuse = [&](Code code) {
      json one{{"error", error_of(code)}};
      for (const auto* key : {"deviceId", "deviceStatus", "certification", "serviceVersion", "deviceSubId",
                              "callbackId", "digitalId", "deviceCode", "specVersion", "purpose"})
        one[key] = nullptr;
      return json::array({one});
    };
    if (type != "Biometric Device" && type != "Finger" && type != "Iris" && type != "Face") return refuse(kBadRequest);
    if (fault_ == Fault::Unplugged) return refuse(kUnplugged);
    for (const auto& device : devices()) {
      if (type != "Biometric Device" && type != device.type) continue;
      // discovery tells the identity of before the fault: only what is signed shows another
      auto plain = json::parse(identity(device));
      plain["serialNo"] = device.serial;
      auto one = common(device);
      one["digitalId"] = base64url(base::bytes_of(plain.dump()));
      one["error"] = error_of(kSuccess);
      out.push_back(std::move(one));
    }
    return out;
  }

  json info() const {
    if (fault_ == Fault::Unplugged) return json::array({{{"deviceInfo", nullptr}, {"error", error_of(kUnplugged)}}});
    json out = json::array();
    for (const auto& device : devices()) {
      auto one = common(device);
      one["firmware"] = kVersion;
      const bool registered = fault_ != Fault::NotRegistered;
      one["env"] = registered ? kEnvironment : "None";
      one["digitalId"] = registered ? sign(identity(device)) : base64url(base::bytes_of(identity(device)));
      const std::string now = one["deviceStatus"];
      const auto code = now == "Ready"       ? kSuccess
                        : now == "Busy"      ? kBusy
                        : now == "Not Ready" ? kNotReady
                                             : kNotRegistered;
      out.push_back({{"deviceInfo", registered ? sign(one.dump()) : base64url(base::bytes_of(one.dump()))},
                     {"error", error_of(code)}});
    }
    return out;
  }

  // --- captures ----------------------------------------------------------------------------------------------

  static json refusal(Code code) {
    return {
        {"biometrics",
         json::array({{{"specVersion", kVersion}, {"data", nullptr}, {"hash", nullptr}, {"error", error_of(code)}}})}};
  }

  json capture(const std::string& body, const detail::VerbReply& reply) {
    if (capturing_.exchange(true)) return refusal(kBusy);  // one capture at a time
    struct Release {
      std::atomic<bool>& capturing;
      ~Release() { capturing = false; }
    } release{capturing_};
    ++captures_;
    const auto request = json::parse(body, nullptr, false);
    if (!request.is_object() || text_at(request, "specVersion") != kVersion ||
        text_at(request, "purpose") != "Registration" || text_at(request, "env") != kEnvironment ||
        text_at(request, "transactionId").size() < 4 || !request.contains("bio") || !request["bio"].is_array() ||
        request["bio"].empty())
      return refusal(kBadRequest);
    switch (fault_) {
      case Fault::Busy:
        return refusal(kBusy);
      case Fault::NotReady:
        return refusal(kNotReady);
      case Fault::NotRegistered:
        return refusal(kNotRegistered);
      case Fault::Unplugged:
        return refusal(kUnplugged);
      case Fault::Nothing:
        if (is_one_finger(request) && is_pressed_once()) break;
        wait(std::chrono::milliseconds(number_at(request, "timeout", 10'000)), reply);
        return refusal(kNothingSeen);
      default:
        break;
    }
    wait(plan_.press_time, reply);
    if (fault_ == Fault::Unplugged) return refusal(kUnplugged);  // pulled out while it looked
    std::uint64_t press;
    Presented who;
    {
      std::lock_guard lock(mutex_);
      who = who_;
      press = who_.press * 1000 + pressed_++;
      if (once_ && is_one_finger(request)) who = *std::exchange(once_, std::nullopt);
    }
    json blocks = json::array();
    for (const auto& bio : request["bio"]) {
      const auto taken = bio.is_object() ? take(bio, request, who, press) : refusal(kBadRequest)["biometrics"];
      blocks.insert(blocks.end(), taken.begin(), taken.end());
    }
    return {{"biometrics", blocks}};
  }

  static bool is_one_finger(const json& request) {
    const auto& bio = request["bio"];
    return bio.size() == 1 && bio[0].is_object() && text_at(bio[0], "type") == "Finger" &&
           texts_at(bio[0], "bioSubType").size() == 1;
  }
  bool is_pressed_once() const {
    std::lock_guard lock(mutex_);
    return once_.has_value();
  }

  /// The blocks for one of the request's subjects; `previous` runs through them.
  json take(const json& bio, const json& request, const Presented& who, std::uint64_t press) {
    const auto refuse = [](Code code) { return refusal(code)["biometrics"]; };
    const Device* device = nullptr;
    for (const auto& one : devices())
      if (text_at(bio, "deviceId") == one.id && text_at(bio, "type") == one.type) device = &one;
    if (!device) return refuse(kNotFound);
    auto subjects = texts_at(bio, "bioSubType");
    if (subjects.empty()) subjects = subjects_of(device->type, text_at(bio, "deviceSubId"));
    const auto exceptions = texts_at(bio, "exception");
    if (std::string(device->type) != "Face")
      std::erase_if(subjects,
                    [&](const auto& one) { return std::count(exceptions.begin(), exceptions.end(), one) > 0; });
    if (number_at(bio, "count", -1) != static_cast<int>(subjects.size())) return refuse(kWrongCount);

    auto before = base::Digest::from_hex(text_at(bio, "previousHash")).value_or(base::sha256(std::string_view()));
    json blocks = json::array();
    for (const auto& subject : subjects) {
      const auto record = record_of(*device, subject, who, press);
      if (!record) continue;  // a finger that is not there
      auto chain = base::Bytes(before.bytes.begin(), before.bytes.end());
      const auto own = base::sha256(*record);
      chain.insert(chain.end(), own.bytes.begin(), own.bytes.end());
      before = base::sha256(chain);
      json data{
          {"digitalId", sign(identity(*device))},
          {"deviceCode", device->code},
          {"deviceServiceVersion", kVersion},
          {"bioType", device->type},
          {"purpose", "Registration"},
          {"env", kEnvironment},
          {"bioValue", base64url(*record)},
          {"transactionId", fault_ == Fault::WrongTransaction ? "transaksi-lain" : text_at(request, "transactionId")},
          {"timestamp", seconds_only(clock_.now())},
          {"requestedScore", text_at(bio, "requestedScore")},
          {"qualityScore", score_text(who.quality)}};
      if (!subject.empty()) data["bioSubType"] = subject;
      const auto said = fault_ == Fault::BrokenChain ? base::sha256(std::string_view("lain")) : before;
      blocks.push_back({{"specVersion", kVersion},
                        {"data", sign(data.dump())},
                        {"hash", upper(said.hex())},
                        {"error", error_of(kSuccess)}});
    }
    return blocks.empty() ? refuse(kNothingSeen) : blocks;
  }

  /// The ISO/IEC 19794 record of what is presented there; nullopt if it is not.
  std::optional<base::Bytes> record_of(const Device& device, const std::string& subject, const Presented& who,
                                       std::uint64_t press) {
    const auto quality = static_cast<std::uint8_t>(std::clamp(who.quality, 0.0, 100.0));
    const std::string type = device.type;
    if (type == "Finger") {
      const auto named = finger_named(subject);
      const auto shown = who.swapped_hand ? other_hand(named) : named;
      if (named == FingerPosition::Unknown ||
          std::count(who.missing_fingers.begin(), who.missing_fingers.end(), shown) > 0)
        return std::nullopt;
      auto view = biometric::view_of(people_.finger(who, shown, press), static_cast<biometric::PrintPosition>(named),
                                     biometric::ImageCoding::Wsq);
      view.quality = quality;
      return biometric::encode_finger_images({view}, biometric::FingerImageFormat::Iso2011).value();
    }
    if (type == "Iris") {
      const auto eye = subject == "Left" ? Eye::Left : Eye::Right;
      auto view = biometric::view_of(draw_eye(who.person, eye), eye);
      view.quality = quality;
      return biometric::encode_iris_images({view}).value();
    }
    const auto portrait = people_.portrait(who);
    return biometric::encode_face_images(
               {{quality, portrait.width(), portrait.height(), biometric::ImageCoding::Jpeg2000,
                 biometric::encode_jp2(portrait, kPortraitBytes)}})
        .value();
  }

  // --- live view ---------------------------------------------------------------------------------------------

  biometric::GreyImage view_of(const Device& device, const std::string& part) {
    const auto who = presented();
    const std::string type = device.type;
    if (type == "Finger") {
      std::vector<FingerPosition> fingers;
      for (const auto& name : subjects_of(type, part)) {
        const auto finger = who.swapped_hand ? other_hand(finger_named(name)) : finger_named(name);
        if (std::count(who.missing_fingers.begin(), who.missing_fingers.end(), finger) == 0) fingers.push_back(finger);
      }
      return people_.glass(who, fingers, who.press);
    }
    if (type == "Iris")
      return biometric::resample(draw_eye(who.person, part == "1" ? Eye::Left : Eye::Right),
                                 biometric::Dpi(biometric::kEyeDpi.get() / 2));
    const auto portrait = people_.portrait(who);
    biometric::GreyImage grey(portrait.width(), portrait.height(), biometric::kEyeDpi);
    for (std::size_t i = 0; i < grey.pixels().size(); ++i) {
      const auto* rgb = portrait.rgb().data() + 3 * i;
      grey.at(static_cast<int>(i) % grey.width(), static_cast<int>(i) / grey.width()) =
          static_cast<std::uint8_t>((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000);
    }
    return biometric::resample(grey, biometric::Dpi(biometric::kEyeDpi.get() / 2));
  }

  void stream(const std::string& body, detail::VerbReply& reply) {
    const auto request = json::parse(body, nullptr, false);
    const Device* device = nullptr;
    if (request.is_object())
      for (const auto& one : devices())
        if (text_at(request, "deviceId") == one.id) device = &one;
    if (!device || fault_ == Fault::Unplugged) {
      reply.send(json{{"error", error_of(device ? kUnplugged : kNotFound)}}.dump());
      return;
    }
    const auto picture = view_of(*device, text_at(request, "deviceSubId"));
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(number_at(request, "timeout", 300'000));
    bool alive = reply.begin_stream();
    for (int n = 1; alive && !reply.gone() && fault_ != Fault::Unplugged && std::chrono::steady_clock::now() < until;
         ++n) {
      // what is laid on the glass grows dark over five frames, then trembles a little in brightness
      const double strength = fault_ == Fault::Nothing ? 0 : std::min(n, 5) / 5.0 - (n % 2 ? 0.02 : 0);
      auto frame = picture;
      for (int y = 0; y < frame.height(); ++y)
        for (int x = 0; x < frame.width(); ++x)
          frame.at(x, y) = static_cast<std::uint8_t>(255 - std::max(0.0, strength) * (255 - picture.at(x, y)));
      alive = reply.send_frame(detail::encode_jpeg(frame));
      wait(kFrameTime, reply);
    }
  }

  static void wait(std::chrono::milliseconds time, const detail::VerbReply& reply) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until && !reply.gone()) std::this_thread::sleep_for(kLookAgain);
  }

  const base::Clock& clock_;
  const DeviceKeys keys_;
  const SimulatorPlan plan_;
  detail::People people_;
  mutable std::mutex mutex_;
  Presented who_;
  std::optional<Presented> once_;
  std::uint64_t pressed_ = 0;
  std::string last_request_;
  std::atomic<Fault> fault_ = Fault::None;
  std::atomic<int> captures_ = 0;
  std::atomic<bool> capturing_ = false;
  std::unique_ptr<detail::VerbServer> server_;  // last: it ends first
};

}  // namespace

base::Result<std::unique_ptr<SensorSimulator>, SimulatorError> SensorSimulator::start(SimulatorPlan plan,
                                                                                      const base::Clock& clock) {
  auto simulator = std::make_unique<Simulator>(std::move(plan), clock);
  if (!simulator->open()) return SimulatorError::NoPort;
  return std::unique_ptr<SensorSimulator>(std::move(simulator));
}

}  // namespace ktpel::device
