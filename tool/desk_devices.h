// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/failure.h"
#include "device/finger_reader/finger_reader.h"
#include "device/printer/printer.h"
#include "device/sensor/sensor.h"

namespace ktpel::tool {

// What stands on a desk: found, and tried. `ktpel device` and the office's page of devices show the same.

enum class DeviceState { Ready, Busy, NotReady, NotRegistered, Disconnected };

/// One device of whatever kind, as an officer sees it.
struct Seen {
  std::string kind, name;
  DeviceState state = DeviceState::Ready;
  std::string detail;
};
/// The devices of one kind; or why its service gave none.
struct SeenKind {
  std::string kind;
  std::vector<Seen> devices;
  std::optional<api::Failure> absent = std::nullopt;
};
SeenKind look_for_readers();         ///< "reader"
SeenKind look_for_printers();        ///< "printer"
SeenKind look_for_scanners();        ///< "scanner"
SeenKind look_for_finger_readers();  ///< "finger_reader"
SeenKind look_for_sensors();         ///< "sensor"

/// "Pembuat Model": a sensor as lists name it.
std::string name_of(const device::SensorFacts& sensor);
DeviceState state_of(device::SensorState state);
std::string serial_and_port(const device::SensorFacts& sensor);
/// What a printer says is wrong, in words; empty if nothing is.
std::string reasons_of(const device::Printer& printer);
/// " (detail)"; empty for nothing.
std::string in_brackets(const std::string& detail);

/// How devices are tried.
struct TestOrder {
  std::string kind, name, anchors_file;
  bool print = false, capture = false, json = false;
  double wait_s = 15;
  /// Tells the people at the desk what to do now.
  std::function<void(const std::string& words)> ask = [](const std::string&) {};

  bool wants(const std::string& device) const { return name.empty() || name == device; }
  std::chrono::milliseconds wait() const { return std::chrono::milliseconds(static_cast<std::int64_t>(wait_s * 1000)); }
};

using Shown = base::Result<std::string, api::Failure>;  ///< what it showed, in words
/// How one device did: what it showed, or what failed.
struct Tested {
  std::string kind, name;
  double ms = 0;
  Shown outcome;
};
template <class Body>
Tested timed(const std::string& kind, const std::string& name, Body body) {
  const auto start = std::chrono::steady_clock::now();
  Shown outcome = body();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return {kind, name, took.count(), std::move(outcome)};
}
/// The card's answer to reset, and its answer to a command: that both directions of the wire work.
Shown test_reader(const std::string& name);
Shown test_printer(const device::Printer& printer, const TestOrder& order);
Shown test_scanner(const std::string& name);
Shown test_finger_reader(const device::FingerReader& reader, const TestOrder& order);
/// `anchors`: PEM of those whose sensors are believed.
Shown test_sensor(const device::SensorFacts& facts, const std::string& anchors, const TestOrder& order);

}  // namespace ktpel::tool
