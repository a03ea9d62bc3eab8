// SPDX-License-Identifier: Apache-2.0
// MOSIP Secure Biometric Interface 0.9.5:
//   1 MOSIPDISC /device  -> [ {deviceId, deviceStatus, digitalId: base64url(identity), ...} ]        not signed
//   2 MOSIPDINFO /info   -> [ {deviceInfo: JWS{..., digitalId: JWS{identity}}, error} ]              signed
//   3 RCAPTURE /capture  -> {biometrics: [ {data: JWS{digitalId: JWS{identity}, bioValue, ...}, hash, error} ]}
//   4 STREAM /stream     -> multipart/x-mixed-replace of JPEG pictures
// The hash is taken over the bytes of the earlier hash and of the data's, as certified devices do; the specification
// says "in hex format", and then its own conformance kit computes it so.
#include "device/sensor/answers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "biometric/record/face_image_record.h"
#include "biometric/record/finger_image_record.h"
#include "device/sensor/jws.h"

namespace ktpel::device::detail {
namespace {

using biometric::Eye;
using biometric::FingerPosition;
using nlohmann::json;

constexpr auto kVersion = "0.9.5";

struct FingerName {
  FingerPosition finger;
  const char* name;
};
constexpr FingerName kFingers[] = {
    {FingerPosition::RightThumb, "Right Thumb"},         {FingerPosition::RightIndex, "Right IndexFinger"},
    {FingerPosition::RightMiddle, "Right MiddleFinger"}, {FingerPosition::RightRing, "Right RingFinger"},
    {FingerPosition::RightLittle, "Right LittleFinger"}, {FingerPosition::LeftThumb, "Left Thumb"},
    {FingerPosition::LeftIndex, "Left IndexFinger"},     {FingerPosition::LeftMiddle, "Left MiddleFinger"},
    {FingerPosition::LeftRing, "Left RingFinger"},       {FingerPosition::LeftLittle, "Left LittleFinger"}};

json parse(std::string_view text) { return json::parse(text.begin(), text.end(), nullptr, false); }

/// A text; a number counts as one; empty if there is neither.
std::string text_at(const json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end()) return {};
  if (at->is_string()) return at->get<std::string>();
  return at->is_number() ? at->dump() : std::string();
}
std::optional<int> whole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}
std::optional<double> score_at(const json& object, const char* key) {
  const auto text = text_at(object, key);
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool sound = error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= 100;
  return sound ? std::optional(value) : std::nullopt;
}

/// The error of an object that has one; nullopt for none or 0. A code that is no number is a fault like another.
std::optional<SensorError> error_in(const json& object) {
  const auto error = object.find("error");
  if (error == object.end() || !error->is_object()) return std::nullopt;
  auto code = text_at(*error, "errorCode");
  if (code.empty()) code = text_at(*error, "errorcode");
  if (code.empty()) return std::nullopt;
  const auto number = whole(code);
  return number ? error_of_code(*number) : SensorError::Failed;
}

std::optional<Modality> modality_named(const std::string& name) {
  if (name == "Finger" || name == "Fingerprint") return Modality::Finger;
  if (name == "Iris") return Modality::Iris;
  if (name == "Face") return Modality::Face;
  return std::nullopt;
}
SensorState state_named(const std::string& name) {
  if (name == "Ready") return SensorState::Ready;
  if (name == "Busy") return SensorState::Busy;
  if (name == "Not Registered") return SensorState::NotRegistered;
  return SensorState::NotReady;
}

std::optional<SensorIdentity> read_identity(const json& fields) {
  if (!fields.is_object()) return std::nullopt;
  const auto modality = modality_named(text_at(fields, "type"));
  SensorIdentity out{text_at(fields, "serialNo"),
                     text_at(fields, "make"),
                     text_at(fields, "model"),
                     text_at(fields, "deviceProvider"),
                     text_at(fields, "deviceProviderId"),
                     modality.value_or(Modality::Finger),
                     text_at(fields, "deviceSubType")};
  return modality && !out.serial.empty() ? std::optional(out) : std::nullopt;
}

/// The port of "http://127.0.0.1:4501/..."; another host is none of this machine's devices.
std::optional<std::uint16_t> port_of(const std::string& url) {
  for (const std::string_view start : {"http://127.0.0.1:", "http://localhost:"}) {
    if (!url.starts_with(start)) continue;
    const auto rest = std::string_view(url).substr(start.size());
    const auto port = whole(rest.substr(0, rest.find('/')));
    if (port && *port > 0 && *port <= 65535) return static_cast<std::uint16_t>(*port);
  }
  return std::nullopt;
}

std::vector<int> parts_of(const json& object) {
  std::vector<int> out;
  const auto at = object.find("deviceSubId");
  if (at == object.end()) return out;
  for (const auto& one : at->is_array() ? *at : json::array({*at})) {
    const auto number = whole(one.is_string() ? one.get<std::string>() : one.dump());
    if (number && *number >= 0 && *number < 100) out.push_back(*number);
  }
  return out;
}

bool speaks_our_version(const json& object) {
  const auto at = object.find("specVersion");
  if (at == object.end()) return true;
  for (const auto& one : at->is_array() ? *at : json::array({*at}))
    if (one.is_string() && one.get<std::string>() == kVersion) return true;
  return false;
}

/// What discovery and info say alike, but for the identity.
SensorFacts read_facts(const json& object, std::uint16_t port) {
  SensorFacts out;
  out.port = port_of(text_at(object, "callbackId")).value_or(port);
  out.state = state_named(text_at(object, "deviceStatus"));
  out.device_id = text_at(object, "deviceId");
  out.device_code = text_at(object, "deviceCode");
  out.service_version = text_at(object, "serviceVersion");
  out.firmware = text_at(object, "firmware");
  out.certification = text_at(object, "certification");
  out.environment = text_at(object, "env");
  out.parts = parts_of(object);
  out.for_registration = text_at(object, "purpose") == "Registration";
  return out;
}

SensorError error_of(JwsError error) {
  switch (error) {
    case JwsError::Malformed:
      return SensorError::BadAnswer;
    case JwsError::Expired:
      return SensorError::NotReady;
    case JwsError::Forged:
      break;
  }
  return SensorError::NotTrusted;
}

base::Result<json, SensorError> read_signed(const std::string& jws, const std::string& anchors_pem, base::Time now) {
  const auto payload = verify_jws(jws, anchors_pem, now);
  if (!payload) return error_of(payload.error());
  auto fields = parse(*payload);
  if (!fields.is_object()) return SensorError::BadAnswer;
  return fields;
}

/// The identity inside signed data; it is signed once more by itself, and must be the known device's.
base::Result<SensorIdentity, SensorError> read_signed_identity(const json& fields, const SensorIdentity& known,
                                                               const std::string& anchors_pem, base::Time now) {
  const auto signed_fields = read_signed(text_at(fields, "digitalId"), anchors_pem, now);
  if (!signed_fields) return signed_fields.error();
  const auto identity = read_identity(*signed_fields);
  if (!identity) return SensorError::BadAnswer;
  if (!known.serial.empty() && *identity != known) return SensorError::NotTrusted;
  return *identity;
}

std::vector<FingerPosition> fingers_of(Target target, FingerPosition one) {
  using enum FingerPosition;
  switch (target) {
    case Target::RightFour:
      return {RightIndex, RightMiddle, RightRing, RightLittle};
    case Target::LeftFour:
      return {LeftIndex, LeftMiddle, LeftRing, LeftLittle};
    case Target::Thumbs:
      return {LeftThumb, RightThumb};
    case Target::OneFinger:
      return {one};
    default:
      return {};
  }
}
std::vector<Eye> eyes_of(Target target) {
  switch (target) {
    case Target::BothEyes:
      return {Eye::Left, Eye::Right};
    case Target::LeftEye:
      return {Eye::Left};
    case Target::RightEye:
      return {Eye::Right};
    default:
      return {};
  }
}

template <class T>
std::vector<T> without(std::vector<T> all, const std::vector<T>& missing) {
  std::erase_if(all, [&](T one) { return std::find(missing.begin(), missing.end(), one) != missing.end(); });
  return all;
}

/// Which sensor inside the device: 1 left, 2 right, 3 both thumbs or eyes, 0 where there is one alone.
int part_of(Target target, FingerPosition finger) {
  using enum FingerPosition;
  switch (target) {
    case Target::LeftFour:
    case Target::LeftEye:
      return 1;
    case Target::RightFour:
    case Target::RightEye:
      return 2;
    case Target::Thumbs:
    case Target::BothEyes:
      return 3;
    case Target::OneFinger:
      return finger == RightThumb || finger == LeftThumb ? 3 : finger > LeftThumb ? 1 : 2;
    case Target::Face:
      break;
  }
  return 0;
}
int part_in(const SensorFacts& device, Target target, FingerPosition finger) {
  const int part = part_of(target, finger);
  // a reader for one finger has one sensor, and numbers it as it likes
  if (target == Target::OneFinger && device.parts.size() == 1) return device.parts[0];
  return part;
}

std::string seconds_only(base::Time time) { return time.iso8601().substr(0, 19) + "Z"; }

/// "2026-11-26T00:16:24Z", also with fractions or an offset, which are kept to the minute; zero if it is none.
base::Time time_named(const std::string& text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6 || y < 1970 || y > 9999 ||
      mo < 1 || mo > 12 || d < 1 || d > 31 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60)
    return {};
  const auto days = std::chrono::sys_days(std::chrono::year(y) / mo / d).time_since_epoch().count();
  std::int64_t seconds = ((std::int64_t{days} * 24 + h) * 60 + mi) * 60 + s;
  const auto zone = text.find_first_of("+-", 19);
  int zh = 0, zm = 0;
  if (zone != std::string::npos && std::sscanf(text.c_str() + zone + 1, "%2d:%2d", &zh, &zm) == 2)
    seconds += (text[zone] == '+' ? -1 : 1) * (std::int64_t{zh} * 60 + zm) * 60;
  return {seconds * 1000};
}

/// One block's data into the capture: what it shows must be what was asked, and not be there yet.
std::optional<SensorError> take(Capture& out, const json& fields, const CaptureOrder& order, const base::Bytes& data,
                                double quality) {
  const auto shown = text_at(fields, "bioSubType");
  switch (modality_of(order.target)) {
    case Modality::Finger: {
      const auto file = biometric::decode_finger_images(data);
      if (!file || file->views.size() != 1) return SensorError::BadAnswer;
      auto image = biometric::grey_of(file->views[0]);
      if (!image) return SensorError::BadAnswer;
      for (const auto finger : without(fingers_of(order.target, order.finger), order.missing_fingers)) {
        if (name_of(finger) != shown || out.fingers.contains(finger)) continue;
        // the record says the finger once more; one that says nothing is taken
        const auto inside = biometric::finger_of(file->views[0].position);
        if (inside && *inside != finger) return SensorError::BadAnswer;
        out.fingers.emplace(finger, CapturedFinger{std::move(image.value()), quality, data});
        return std::nullopt;
      }
      return SensorError::BadAnswer;
    }
    case Modality::Iris: {
      const auto views = biometric::decode_iris_images(data);
      if (!views || views->size() != 1) return SensorError::BadAnswer;
      auto image = biometric::grey_of(views->front());
      if (!image) return SensorError::BadAnswer;
      for (const auto eye : without(eyes_of(order.target), order.missing_eyes)) {
        if (name_of(eye) != shown || out.eyes.contains(eye)) continue;
        if (views->front().eye != Eye::Unknown && views->front().eye != eye) return SensorError::BadAnswer;
        out.eyes.emplace(eye, CapturedEye{std::move(image.value()), quality, data});
        return std::nullopt;
      }
      return SensorError::BadAnswer;
    }
    case Modality::Face: {
      const auto views = biometric::decode_face_images(data);
      if (!views || views->size() != 1 || out.face) return SensorError::BadAnswer;
      auto image = biometric::colour_of(views->front());
      if (!image) return SensorError::BadAnswer;
      out.face = CapturedFace{std::move(image.value()), quality, data};
      return std::nullopt;
    }
  }
  return SensorError::BadAnswer;
}

}  // namespace

std::string name_of(FingerPosition finger) {
  for (const auto& one : kFingers)
    if (one.finger == finger) return one.name;
  return {};
}
std::string name_of(Eye eye) { return eye == Eye::Left ? "Left" : eye == Eye::Right ? "Right" : ""; }
std::string name_of(Modality modality) {
  return modality == Modality::Finger ? "Finger" : modality == Modality::Iris ? "Iris" : "Face";
}

std::optional<SensorError> error_of_code(int code) {
  switch (code) {
    case 0:
      return std::nullopt;
    case 100:  // device not registered
      return SensorError::NotRegistered;
    case 101:  // no biometric object
    case 102:  // error during extraction
    case 105:  // image orientation
      return SensorError::NothingSeen;
    case 103:  // tampered with
      return SensorError::NotTrusted;
    case 106:  // device not found
    case 202:  // no device connected
      return SensorError::NotThere;
    case 107:  // its key expired
      return SensorError::NotReady;
    case 109:  // that number of fingers or eyes is not supported
      return SensorError::NotSupported;
    default:
      return SensorError::Failed;
  }
}

base::Digest chained(const std::optional<base::Digest>& previous, base::ByteView data) {
  const auto before = previous.value_or(base::sha256(std::string_view()));
  base::Bytes both(before.bytes.begin(), before.bytes.end());
  const auto now = base::sha256(data);
  both.insert(both.end(), now.bytes.begin(), now.bytes.end());
  return base::sha256(both);
}

base::Result<std::vector<SensorFacts>, SensorError> read_discovery(std::string_view answer, std::uint16_t port) {
  const auto list = parse(answer);
  if (!list.is_array()) return SensorError::BadAnswer;
  std::vector<SensorFacts> out;
  for (const auto& one : list) {
    if (!one.is_object()) return SensorError::BadAnswer;
    if (error_in(one) || !speaks_our_version(one)) continue;
    auto facts = read_facts(one, port);
    const auto packed = text_at(one, "digitalId");
    // base64url(identity) here; some services send the signed form already, whose middle part it is
    const auto middle = packed.find('.') == std::string::npos
                            ? packed
                            : packed.substr(packed.find('.') + 1, packed.rfind('.') - packed.find('.') - 1);
    const auto bytes = from_base64url(middle);
    const auto identity = bytes ? read_identity(parse(base::text_of(*bytes))) : std::nullopt;
    if (!identity) continue;
    facts.identity = *identity;
    facts.environment.clear();
    out.push_back(std::move(facts));
  }
  return out;
}

base::Result<SensorFacts, SensorError> read_info(std::string_view answer, const SensorFacts& known,
                                                 const std::string& anchors_pem, base::Time now) {
  const auto list = parse(answer);
  if (!list.is_array()) return SensorError::BadAnswer;
  std::optional<SensorError> said;  // the error of an entry that names no device
  for (const auto& one : list) {
    if (!one.is_object()) return SensorError::BadAnswer;
    const auto error = error_in(one);
    const auto jws = text_at(one, "deviceInfo");
    if (jws.empty()) {
      said = error.value_or(SensorError::BadAnswer);
      continue;
    }
    if (jws.find('.') == std::string::npos) {  // not signed: of a device that is not registered
      const auto bytes = from_base64url(jws);
      const auto fields = bytes ? parse(base::text_of(*bytes)) : json();
      if (fields.is_object() && text_at(fields, "deviceId") == known.device_id) return SensorError::NotRegistered;
      continue;
    }
    // several devices share an answer: only ours has to be believed
    const auto first = jws.find('.'), last = jws.rfind('.');
    const auto peeked =
        last > first ? from_base64url(std::string_view(jws).substr(first + 1, last - first - 1)) : std::nullopt;
    const auto glance = peeked ? parse(base::text_of(*peeked)) : json();
    if (!glance.is_object()) return SensorError::BadAnswer;
    if (text_at(glance, "deviceId") != known.device_id) continue;
    const auto fields = read_signed(jws, anchors_pem, now);
    if (!fields) return fields.error();
    const auto identity = read_signed_identity(*fields, known.identity, anchors_pem, now);
    if (!identity) return identity.error();
    if (!speaks_our_version(*fields)) return SensorError::BadAnswer;
    auto facts = read_facts(*fields, known.port);
    facts.identity = *identity;
    return facts;
  }
  return said.value_or(SensorError::NotThere);
}

std::string discovery_request() { return json{{"type", "Biometric Device"}}.dump(); }

std::string capture_request(const CaptureOrder& order, const SensorFacts& device, base::Time now) {
  json subtypes = json::array(), exceptions = json::array();
  std::size_t count = 1;  // a face
  const auto list = [&](const auto& all, const auto& missing) {
    const auto expected = without(all, missing);
    for (const auto one : expected) subtypes.push_back(name_of(one));
    for (const auto one : all)
      if (std::find(missing.begin(), missing.end(), one) != missing.end()) exceptions.push_back(name_of(one));
    count = expected.size();
  };
  const auto modality = modality_of(order.target);
  if (modality == Modality::Finger) list(fingers_of(order.target, order.finger), order.missing_fingers);
  if (modality == Modality::Iris) list(eyes_of(order.target), order.missing_eyes);
  json bio{{"type", name_of(modality)},
           {"count", std::to_string(count)},
           {"bioSubType", subtypes},
           {"exception", exceptions},
           {"requestedScore", std::to_string(order.requested_score)},
           {"deviceId", device.device_id},
           {"deviceSubId", std::to_string(part_in(device, order.target, order.finger))},
           {"previousHash", order.previous ? order.previous->hex() : ""}};
  return json{{"env", device.environment},        {"purpose", "Registration"},
              {"specVersion", kVersion},          {"timeout", std::to_string(order.timeout.count())},
              {"captureTime", seconds_only(now)}, {"transactionId", order.transaction},
              {"bio", json::array({bio})},        {"customOpts", nullptr}}
      .dump();
}

std::string stream_request(Target target, const SensorFacts& device, std::chrono::milliseconds time) {
  return json{{"deviceId", device.device_id},
              {"deviceSubId", std::to_string(part_in(device, target, FingerPosition::Unknown))},
              {"timeout", std::to_string(time.count())}}
      .dump();
}

base::Result<Capture, SensorError> read_capture(std::string_view answer, const CaptureOrder& order,
                                                const SensorFacts& device, const std::string& anchors_pem,
                                                base::Time now) {
  const auto whole_answer = parse(answer);
  if (!whole_answer.is_object() || !whole_answer.contains("biometrics") || !whole_answer["biometrics"].is_array())
    return SensorError::BadAnswer;
  Capture out;
  auto previous = order.previous;
  for (const auto& block : whole_answer["biometrics"]) {
    if (!block.is_object()) return SensorError::BadAnswer;
    if (const auto error = error_in(block)) return *error;
    const auto jws = text_at(block, "data");
    const auto fields = read_signed(jws, anchors_pem, now);
    if (!fields) return fields.error();
    const auto identity = read_signed_identity(*fields, device.identity, anchors_pem, now);
    if (!identity) return identity.error();
    // an old capture, or one of another person's session, is signed as well
    if (text_at(*fields, "transactionId") != order.transaction) return SensorError::NotTrusted;
    if (text_at(*fields, "purpose") != "Registration" ||
        modality_named(text_at(*fields, "bioType")) != modality_of(order.target))
      return SensorError::BadAnswer;
    const auto data = from_base64url(text_at(*fields, "bioValue"));
    const auto quality = score_at(*fields, "qualityScore");
    if (!data || data->empty() || !quality) return SensorError::BadAnswer;
    const auto hash = chained(previous, *data);
    const auto said = base::Digest::from_hex(text_at(block, "hash"));
    if (!said || *said != hash) return SensorError::NotTrusted;
    if (const auto error = take(out, *fields, order, *data, *quality)) return *error;
    previous = hash;
    out.device = *identity;
    out.at = time_named(text_at(*fields, "timestamp"));
    out.chain = hash;
    out.signed_blocks.push_back(jws);
  }
  if (out.signed_blocks.empty()) return SensorError::NothingSeen;
  return out;
}

SensorError read_stream_error(std::string_view answer) {
  const auto object = parse(answer);
  if (!object.is_object()) return SensorError::BadAnswer;
  return error_in(object).value_or(SensorError::BadAnswer);
}

}  // namespace ktpel::device::detail
