// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <ctime>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/phrase.h"
#include "base/random.h"
#include "device/finger_reader/finger_reader.h"
#include "device/printer/printer.h"
#include "device/reader/reader.h"
#include "device/scanner/scanner.h"
#include "device/sensor/sensor.h"
#include "device/sensor_simulator/sensor_simulator.h"
#include "tool/command.h"
#include "tool/desk_devices.h"
#include "tool/device_failure.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;

constexpr const char* kKinds[] = {"reader", "printer", "scanner", "finger_reader", "sensor"};

// --- what is there -------------------------------------------------------------------------------------------

const char* word_of(DeviceState state) {
  switch (state) {
    case DeviceState::Ready:
      return "ready";
    case DeviceState::Busy:
      return "busy";
    case DeviceState::NotReady:
      return "not_ready";
    case DeviceState::NotRegistered:
      return "not_registered";
    case DeviceState::Disconnected:
      break;
  }
  return "disconnected";
}
const char* mark_of(DeviceState state) {
  return state == DeviceState::Ready      ? "●"
         : state == DeviceState::Busy     ? "◐"
         : state == DeviceState::NotReady ? "▲"
                                          : "■";
}

Outcome list(bool json) {
  const SeenKind kinds[] = {look_for_readers(), look_for_printers(), look_for_scanners(), look_for_finger_readers(),
                            look_for_sensors()};
  if (json) {
    auto devices = nlohmann::ordered_json::array(), absent = nlohmann::ordered_json::array();
    for (const auto& kind : kinds) {
      for (const auto& one : kind.devices)
        devices.push_back({{"kind", one.kind},
                           {"name", one.name},
                           {"state", word_of(one.state)},
                           {"words", phrase(std::string("device.state_") + word_of(one.state))},
                           {"detail", one.detail}});
      if (!kind.devices.empty()) continue;
      nlohmann::ordered_json none{{"kind", kind.kind}, {"code", nullptr}, {"words", phrase("device.none")}};
      if (kind.absent) {
        none["code"] = static_cast<int>(kind.absent->code);
        none["words"] = api::sentence(*kind.absent);
      }
      absent.push_back(none);
    }
    std::cout << nlohmann::ordered_json{{"devices", devices}, {"absent", absent}}.dump(2) << '\n';
    return 0;
  }
  for (const auto& kind : kinds) {
    std::cout << phrase("device.kind_" + kind.kind) << '\n';
    for (const auto& one : kind.devices)
      std::cout << phrase("device.row", {{"mark", mark_of(one.state)},
                                         {"name", one.name},
                                         {"state", phrase(std::string("device.state_") + word_of(one.state))},
                                         {"detail", in_brackets(one.detail)}})
                << '\n';
    if (kind.devices.empty())
      std::cout << "  " << (kind.absent ? api::sentence(*kind.absent) : phrase("device.none")) << '\n';
  }
  return 0;
}

// --- what works ----------------------------------------------------------------------------------------------

/// All devices of the kinds asked for, one after the other; the failure of a service that was asked for by its kind.
base::Result<std::vector<Tested>, Failure> test_all(const TestOrder& order, const std::string& anchors) {
  std::vector<Tested> out;
  const auto wants = [&](const char* kind) { return order.kind.empty() || order.kind == kind; };
  if (wants("reader")) {
    const auto names = device::list_readers();
    if (!names && !order.kind.empty()) return failure_of(names.error(), "");
    for (const auto& name : names ? *names : std::vector<std::string>{})
      if (order.wants(name)) out.push_back(timed("reader", name, [&] { return test_reader(name); }));
  }
  if (wants("printer")) {
    const auto printers = device::PrintService().list();
    if (!printers && !order.kind.empty()) return failure_of(printers.error(), "");
    for (const auto& one : printers ? *printers : std::vector<device::Printer>{})
      if (order.wants(one.name)) out.push_back(timed("printer", one.name, [&] { return test_printer(one, order); }));
  }
  if (wants("scanner")) {
    const auto scanners = device::list_scanners();
    if (!scanners && !order.kind.empty()) return failure_of(scanners.error(), "");
    for (const auto& one : scanners ? *scanners : std::vector<device::Scanner>{})
      if (order.wants(one.name)) out.push_back(timed("scanner", one.name, [&] { return test_scanner(one.name); }));
  }
  if (wants("finger_reader"))
    for (const auto& one : device::list_finger_readers())
      if (order.wants(one.id))
        out.push_back(timed("finger_reader", one.id, [&] { return test_finger_reader(one, order); }));
  if (wants("sensor"))
    for (const auto& one : device::discover_sensors())
      if (order.wants(name_of(one)))
        out.push_back(timed("sensor", name_of(one), [&] { return test_sensor(one, anchors, order); }));
  return out;
}

Outcome test(const TestOrder& order) {
  std::string anchors;
  if (!order.anchors_file.empty()) {
    const auto bytes = base::read_file(order.anchors_file, 1u << 20);
    if (!bytes) return Failure{FailureCode::Device_AnchorsUnreadable, order.anchors_file};
    anchors = base::text_of(*bytes);
  }
  const auto tested = test_all(order, anchors);
  if (!tested) return tested.error();
  if (tested->empty() && (!order.kind.empty() || !order.name.empty()))
    return Failure{FailureCode::Device_NoneOfThisKind, order.name.empty() ? order.kind : order.name};
  const auto failed = static_cast<std::size_t>(
      std::count_if(tested->begin(), tested->end(), [](const Tested& one) { return !one.outcome; }));
  if (order.json) {
    auto results = nlohmann::ordered_json::array();
    for (const auto& one : *tested) {
      nlohmann::ordered_json row{{"kind", one.kind}, {"name", one.name}, {"passed", bool(one.outcome)}};
      row["ms"] = std::round(one.ms * 10) / 10;
      row["shown"] = nullptr, row["code"] = nullptr, row["what_to_do"] = nullptr;
      if (one.outcome) {
        row["shown"] = *one.outcome;
      } else {
        row["code"] = static_cast<int>(one.outcome.error().code);
        row["what_to_do"] = api::sentence(one.outcome.error());
      }
      results.push_back(row);
    }
    std::cout << nlohmann::ordered_json{{"passed", failed == 0}, {"results", results}}.dump(2) << '\n';
    return failed ? 1 : 0;
  }
  for (const auto& one : *tested) {
    const bool passed = bool(one.outcome);
    std::cout << phrase("device.row", {{"mark", passed ? "●" : "■"},
                                       {"name", phrase("device.kind_" + one.kind) + " " + one.name},
                                       {"state", phrase(passed ? "device.passed" : "device.failed",
                                                        {{"ms", std::to_string(std::lround(one.ms))}})},
                                       {"detail", passed ? in_brackets(*one.outcome) : ""}})
              << '\n';
    if (!passed) std::cout << "      " << api::sentence(one.outcome.error()) << '\n';
  }
  const auto count = std::to_string(tested->size());
  std::cout << (tested->empty() ? phrase("device.nothing_to_test")
                : failed        ? phrase("device.some_failed", {{"failed", std::to_string(failed)}, {"count", count}})
                                : phrase("device.all_passed", {{"count", count}}))
            << '\n';
  return failed ? 1 : 0;
}

// --- simulate ------------------------------------------------------------------------------------------------

Outcome simulate(std::uint16_t port, std::uint64_t seed, double quality, const std::string& anchors_file, bool json) {
  // blocked before there is a second thread, so that only sigwait() below sees them
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  const base::SystemClock clock;
  device::SimulatorPlan plan{.port = port, .presented = {}, .press_time = std::chrono::milliseconds(600)};
  plan.presented.person = seed, plan.presented.quality = quality;
  const auto simulator = device::SensorSimulator::start(plan, clock);
  if (!simulator) return Failure{FailureCode::Device_SimulatorPortTaken, port ? std::to_string(port) : "4501-4600"};
  if (!anchors_file.empty() && !base::write_file_durably(anchors_file, (*simulator)->anchors_pem()))
    return Failure{FailureCode::Device_AnchorsNotWritten, anchors_file};
  const auto number = std::to_string((*simulator)->port());
  if (json) {
    std::cout << nlohmann::ordered_json{{"port", (*simulator)->port()},
                                        {"seed", seed},
                                        {"anchors_pem", (*simulator)->anchors_pem()}}
                     .dump(2)
              << std::endl;
  } else {
    std::cout << phrase("device.simulating", {{"port", number}, {"seed", std::to_string(seed)}}) << '\n';
    if (!anchors_file.empty()) std::cout << phrase("device.anchors_written", {{"file", anchors_file}}) << '\n';
    std::cout << phrase("device.until_interrupted") << std::endl;
  }
  int signal = 0;
  ::sigwait(&ends, &signal);
  return 0;
}

}  // namespace

void add_device_commands(Commands& commands) {
  auto* group = commands.group("device", phrase("device.about"));

  auto* list_command = group->add_subcommand("list", phrase("device.help_list"));
  auto list_json = std::make_shared<bool>(false);
  list_command->add_flag("--json", *list_json, "satu objek JSON di stdout");
  commands.on(list_command, [=] { return list(*list_json); });

  auto* test_command = group->add_subcommand("test", phrase("device.help_test"));
  auto order = std::make_shared<TestOrder>();
  test_command->add_option("KIND", order->kind, phrase("device.option_kind"))
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kKinds), std::end(kKinds))));
  test_command->add_option("--name", order->name, phrase("device.option_name"));
  test_command->add_flag("--print", order->print, phrase("device.option_print"));
  test_command->add_flag("--capture", order->capture, phrase("device.option_capture"));
  test_command->add_option("--anchors", order->anchors_file, phrase("device.option_anchors"));
  test_command->add_option("--wait", order->wait_s, phrase("device.option_wait"))->check(CLI::Range(0.1, 600.0));
  test_command->add_flag("--json", order->json, "satu objek JSON di stdout");
  order->ask = [](const std::string& words) { std::cerr << words << '\n'; };
  commands.on(test_command, [=] { return test(*order); });

  auto* simulate_command = group->add_subcommand("simulate", phrase("device.help_simulate"));
  auto port = std::make_shared<std::uint16_t>(std::uint16_t{0});
  auto seed = std::make_shared<std::uint64_t>(std::uint64_t{1});
  auto quality = std::make_shared<double>(80);
  auto anchors = std::make_shared<std::string>();
  auto simulate_json = std::make_shared<bool>(false);
  simulate_command->add_option("--port", *port, phrase("device.option_port"));
  simulate_command->add_option("--seed", *seed, phrase("device.option_seed"));
  simulate_command->add_option("--quality", *quality, phrase("device.option_quality"))->check(CLI::Range(0.0, 100.0));
  simulate_command->add_option("--anchors-out", *anchors, phrase("device.option_anchors_out"));
  simulate_command->add_flag("--json", *simulate_json, "satu objek JSON di stdout");
  commands.on(simulate_command, [=] { return simulate(*port, *seed, *quality, *anchors, *simulate_json); });
}

}  // namespace ktpel::tool
