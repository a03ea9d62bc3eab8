// SPDX-License-Identifier: Apache-2.0
#include "device/sensor/sensor.h"

#include <algorithm>
#include <future>

#include "device/sensor/answers.h"
#include "device/sensor/line.h"
#include "device/sensor/motion_jpeg.h"

namespace ktpel::device {
namespace {

constexpr auto kInfoTime = std::chrono::seconds(3);
constexpr auto kAfterTimeout = std::chrono::seconds(5);

SensorError error_of(detail::LineError error) {
  switch (error) {
    case detail::LineError::NobodyThere:
      return SensorError::NotThere;
    case detail::LineError::TooSlow:
      return SensorError::NotReady;
    case detail::LineError::NotHttp:
      break;
  }
  return SensorError::BadAnswer;
}

bool sound(const CaptureOrder& order) {
  const auto is_word = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  };
  return order.requested_score >= 0 && order.requested_score <= 100 && order.transaction.size() >= 4 &&
         order.transaction.size() <= 50 && std::all_of(order.transaction.begin(), order.transaction.end(), is_word) &&
         (order.target != Target::OneFinger || order.finger != biometric::FingerPosition::Unknown);
}

}  // namespace

Modality modality_of(Target target) {
  switch (target) {
    case Target::RightFour:
    case Target::LeftFour:
    case Target::Thumbs:
    case Target::OneFinger:
      return Modality::Finger;
    case Target::BothEyes:
    case Target::RightEye:
    case Target::LeftEye:
      return Modality::Iris;
    case Target::Face:
      break;
  }
  return Modality::Face;
}

std::map<biometric::FingerPosition, biometric::GreyImage> Capture::finger_images() const {
  std::map<biometric::FingerPosition, biometric::GreyImage> out;
  for (const auto& [finger, captured] : fingers) out.emplace(finger, captured.image);
  return out;
}

std::vector<SensorFacts> discover_sensors(PortRange ports, std::chrono::milliseconds wait) {
  std::vector<std::future<std::vector<SensorFacts>>> asked;
  for (int port = ports.first; port <= ports.last; ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    if (!detail::somebody_listens(number)) continue;
    asked.push_back(std::async(std::launch::async, [number, wait] {
      const auto answer = detail::ask(number, "MOSIPDISC", "/device", detail::discovery_request(), wait);
      if (!answer) return std::vector<SensorFacts>{};
      auto devices = detail::read_discovery(*answer, number);
      return devices ? std::move(devices.value()) : std::vector<SensorFacts>{};
    }));
  }
  std::vector<SensorFacts> out;
  for (auto& one : asked)
    for (auto& device : one.get()) out.push_back(std::move(device));
  return out;
}

Sensor::Sensor(SensorFacts facts, SensorTrust trust, const base::Clock& clock)
    : facts_(std::move(facts)), trust_(std::move(trust)), clock_(clock) {}

base::Result<SensorFacts, SensorError> Sensor::info() {
  const auto answer = detail::ask(facts_.port, "MOSIPDINFO", "/info", "", kInfoTime);
  if (!answer) return error_of(answer.error());
  auto facts = detail::read_info(*answer, facts_, trust_.anchors_pem, clock_.now());
  if (facts) facts_ = *facts;
  return facts;
}

base::Result<Capture, SensorError> Sensor::capture(const CaptureOrder& order) {
  base::check(sound(order), "a capture order that the interface can say");
  if (modality_of(order.target) != facts_.identity.modality) return SensorError::NotSupported;
  const auto state_error = [](const SensorFacts& facts) -> std::optional<SensorError> {
    if (facts.state == SensorState::Busy) return SensorError::Busy;
    if (facts.state == SensorState::NotReady) return SensorError::NotReady;
    if (facts.state == SensorState::NotRegistered) return SensorError::NotRegistered;
    return std::nullopt;
  };
  // who it is, and which environment it was registered for, before a person is asked to do anything
  const auto facts = info();
  if (!facts) return facts.error();
  if (const auto error = state_error(*facts)) return *error;
  if (!facts->for_registration) return SensorError::NotSupported;
  const auto answer = detail::ask(facts_.port, "RCAPTURE", "/capture",
                                  detail::capture_request(order, facts_, clock_.now()), order.timeout + kAfterTimeout);
  if (!answer) return error_of(answer.error());
  auto out = detail::read_capture(*answer, order, facts_, trust_.anchors_pem, clock_.now());
  if (out || out.error() != SensorError::Failed) return out;
  // makers have codes of their own for "busy"; the state has words
  const auto then = info();
  if (!then) return then.error();
  return state_error(*then).value_or(SensorError::Failed);
}

base::Result<int, SensorError> Sensor::stream(Target target, std::chrono::milliseconds time, const OnFrame& on_frame) {
  MotionJpeg view;
  std::string other;  // the beginning of what is no view
  int frames = 0;
  const auto listened = detail::listen(facts_.port, "STREAM", "/stream", detail::stream_request(target, facts_, time),
                                       time, [&](base::ByteView bytes) {
                                         if (frames == 0 && other.size() < 4096) other += base::text_of(bytes);
                                         for (const auto& frame : view.feed(bytes)) {
                                           ++frames;
                                           if (!on_frame(frame)) return false;
                                         }
                                         return !view.broken() || frames == 0;
                                       });
  if (!listened) return error_of(listened.error());
  if (frames == 0 && view.broken()) return detail::read_stream_error(other);
  if (view.broken()) return SensorError::BadAnswer;
  return frames;
}

}  // namespace ktpel::device
