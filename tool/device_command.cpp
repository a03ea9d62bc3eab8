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
#include "tool/device_failure.h"
#include "tool/printer_test_page.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;

constexpr const char* kKinds[] = {"reader", "printer", "scanner", "finger_reader", "sensor"};

// --- what is there -------------------------------------------------------------------------------------------

enum class State { Ready, Busy, NotReady, NotRegistered, Disconnected };
const char* word_of(State state) {
  switch (state) {
    case State::Ready:
      return "ready";
    case State::Busy:
      return "busy";
    case State::NotReady:
      return "not_ready";
    case State::NotRegistered:
      return "not_registered";
    case State::Disconnected:
      break;
  }
  return "disconnected";
}
const char* mark_of(State state) {
  return state == State::Ready ? "●" : state == State::Busy ? "◐" : state == State::NotReady ? "▲" : "■";
}

/// One device of whatever kind, as an officer sees it.
struct Seen {
  std::string kind, name;
  State state = State::Ready;
  std::string detail;
};
/// The devices of one kind; or why its service gave none.
struct SeenKind {
  std::string kind;
  std::vector<Seen> devices;
  std::optional<Failure> absent = std::nullopt;
};

SeenKind look_for_readers() {
  SeenKind out{kKinds[0], {}};
  const auto names = device::list_readers();
  if (!names) {
    out.absent = failure_of(names.error(), "");
    return out;
  }
  for (const auto& name : *names) {
    const auto card = device::wait_for_card(name, true, std::chrono::milliseconds(0));
    out.devices.push_back({out.kind, name, card ? State::Ready : State::Disconnected,
                           card ? phrase(*card ? "device.card_present" : "device.card_absent") : ""});
  }
  return out;
}

/// In words where there are some; what a maker invented stays as it is.
std::string words_of(const std::string& reason) {
  struct Known {
    const char *part, *key;
  };
  constexpr Known known[] = {{"media-empty", "device.paper_out"},
                             {"media-needed", "device.paper_out"},
                             {"media-jam", "device.paper_jam"},
                             {"cover-open", "device.cover_open"},
                             {"door-open", "device.cover_open"},
                             {"toner-low", "device.ink_low"},
                             {"marker-supply-low", "device.ink_low"},
                             {"toner-empty", "device.ink_out"},
                             {"marker-supply-empty", "device.ink_out"},
                             {"offline", "device.printer_offline"},
                             {"connecting-to-device", "device.printer_offline"}};
  for (const auto& one : known)
    if (reason.find(one.part) != std::string::npos) return phrase(one.key);
  return reason;
}
std::string reasons_of(const device::Printer& printer) {
  std::string out;
  const auto add = [&](const std::string& words) {
    if (out.find(words) == std::string::npos) out += (out.empty() ? "" : ", ") + words;
  };
  for (const auto& reason : printer.reasons) add(words_of(reason));
  if (!printer.accepting) add(phrase("device.not_accepting"));
  return out;
}
State state_of(const device::Printer& printer) {
  if (!printer.accepting || printer.state == device::PrinterState::Stopped) return State::NotReady;
  const bool stuck = std::any_of(printer.reasons.begin(), printer.reasons.end(),
                                 [](const auto& one) { return one.ends_with("-error"); });
  if (stuck) return State::NotReady;
  return printer.state == device::PrinterState::Printing ? State::Busy : State::Ready;
}
SeenKind look_for_printers() {
  SeenKind out{kKinds[1], {}};
  const auto printers = device::PrintService().list();
  if (!printers) {
    out.absent = failure_of(printers.error(), "");
    return out;
  }
  for (const auto& printer : *printers) {
    auto detail = reasons_of(printer);
    if (printer.is_default) detail = phrase("device.default_printer") + (detail.empty() ? "" : ", ") + detail;
    out.devices.push_back({out.kind, printer.name, state_of(printer), detail});
  }
  return out;
}

SeenKind look_for_scanners() {
  SeenKind out{kKinds[2], {}};
  const auto scanners = device::list_scanners();
  if (!scanners) {
    out.absent = failure_of(scanners.error(), "");
    return out;
  }
  for (const auto& one : *scanners)
    out.devices.push_back({out.kind, one.name, State::Ready, one.maker + " " + one.model});
  return out;
}

SeenKind look_for_finger_readers() {
  SeenKind out{kKinds[3], {}};
  for (const auto& one : device::list_finger_readers())
    out.devices.push_back({out.kind, one.id, one.gives_images ? State::Ready : State::NotReady,
                           one.gives_images ? one.name : phrase("device.no_images")});
  return out;
}

State state_of(device::SensorState state) {
  switch (state) {
    case device::SensorState::Ready:
      return State::Ready;
    case device::SensorState::Busy:
      return State::Busy;
    case device::SensorState::NotRegistered:
      return State::NotRegistered;
    case device::SensorState::NotReady:
      break;
  }
  return State::NotReady;
}
std::string name_of(const device::SensorFacts& sensor) { return sensor.identity.make + " " + sensor.identity.model; }
SeenKind look_for_sensors() {
  SeenKind out{kKinds[4], {}};
  for (const auto& one : device::discover_sensors())
    out.devices.push_back(
        {out.kind, name_of(one), state_of(one.state),
         phrase("device.sensor_detail", {{"serial", one.identity.serial}, {"port", std::to_string(one.port)}})});
  return out;
}

std::string in_brackets(const std::string& detail) {
  return detail.empty() ? "" : phrase("device.detail", {{"detail", detail}});
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

struct TestOrder {
  std::string kind, name, anchors_file;
  bool print = false, capture = false, json = false;
  double wait_s = 15;

  bool wants(const std::string& device) const { return name.empty() || name == device; }
  std::chrono::milliseconds wait() const { return std::chrono::milliseconds(static_cast<std::int64_t>(wait_s * 1000)); }
};

/// How one device did: what it showed, or what failed.
struct Tested {
  std::string kind, name;
  double ms = 0;
  base::Result<std::string, Failure> outcome;
};

template <class Body>
Tested timed(const std::string& kind, const std::string& name, Body body) {
  const auto start = std::chrono::steady_clock::now();
  base::Result<std::string, Failure> outcome = body();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return {kind, name, took.count(), std::move(outcome)};
}
using Shown = base::Result<std::string, Failure>;

device::ReaderError reader_error_of(card::TransportError error) {
  switch (error) {
    case card::TransportError::NoCard:
      return device::ReaderError::NoCard;
    case card::TransportError::Gone:
      return device::ReaderError::Removed;
    default:
      return device::ReaderError::Broken;
  }
}

/// The card's answer to reset, and its answer to a command: that both directions of the wire work.
Shown test_reader(const std::string& name) {
  const auto reader = device::PcscReader::open(name);
  if (!reader) return failure_of(reader.error(), name);
  const auto atr = (*reader)->reset();
  if (!atr) return failure_of(reader_error_of(atr.error()), name);
  const auto selected = (*reader)->transmit(base::Bytes{0x00, 0xa4, 0x00, 0x0c});
  if (!selected) return failure_of(reader_error_of(selected.error()), name);
  return phrase("device.atr", {{"atr", base::hex(*atr)}});
}

Shown test_printer(const device::Printer& printer, const TestOrder& order) {
  if (printer.state == device::PrinterState::Stopped || state_of(printer) == State::NotReady) {
    if (!printer.accepting) return failure_of(device::PrinterError::NotAccepting, printer.name);
    return Failure{FailureCode::Device_PrinterStopped, printer.name + in_brackets(reasons_of(printer))};
  }
  if (!order.print) return phrase("device.queue_accepts");
  const auto page = printer_test_page(printer.name, base::SystemClock().now());
  if (!page) return Failure{FailureCode::Device_TestPageNotDrawn, printer.name};
  const device::PrintService service;
  const auto job = service.print(printer.name, phrase("device.page_title"), *page);
  if (!job) return failure_of(job.error(), printer.name);
  const auto state = service.wait(*job, order.wait());
  if (!state) return failure_of(state.error(), printer.name);
  if (*state == device::JobState::Done) return phrase("device.page_printed");
  (void)service.cancel(*job);  // nobody wants the page an hour later
  std::string why;
  if (const auto now = service.list())
    for (const auto& one : *now)
      if (one.name == printer.name) why = reasons_of(one);
  return Failure{FailureCode::Device_PrintNotFinished, printer.name + in_brackets(why)};
}

Shown test_scanner(const std::string& name) {
  const auto scan = device::scan(name, {device::ScanMode::Grey, 100, 50, 30, {}});  // a corner of the glass
  if (!scan) return failure_of(scan.error(), name);
  const auto& image = std::get<biometric::GreyImage>(scan->picture);
  return phrase("device.scanned", {{"width", std::to_string(image.width())},
                                   {"height", std::to_string(image.height())},
                                   {"dpi", std::to_string(std::lround(scan->dpi))}});
}

Shown test_finger_reader(const device::FingerReader& reader, const TestOrder& order) {
  if (!reader.gives_images) return failure_of(device::FingerReaderError::NoImages, reader.id);
  if (!order.capture) return phrase("device.reader_known");
  std::cerr << phrase("device.ask_fingers", {{"name", reader.id}}) << '\n';
  const auto image = device::capture_finger(reader.id, order.wait());
  if (!image) return failure_of(image.error(), reader.id);
  return phrase("device.finger_seen", {{"width", std::to_string(image->width())},
                                       {"height", std::to_string(image->height())},
                                       {"dpi", std::to_string(std::lround(image->dpi().get()))}});
}

template <class Parts>
std::string worst_quality(const Parts& parts) {
  double worst = 100;
  for (const auto& [which, part] : parts) worst = std::min(worst, part.quality);
  return std::to_string(std::lround(worst));
}

Shown test_sensor(const device::SensorFacts& facts, const std::string& anchors, const TestOrder& order) {
  const auto name = name_of(facts);
  if (anchors.empty()) return Failure{FailureCode::Device_SensorNoAnchors, name};
  const base::SystemClock clock;
  device::Sensor sensor(facts, {anchors}, clock);
  device::CaptureOrder wanted{.target = device::Target::Face, .transaction = "uji-" + base::hex(base::random_bytes(8))};
  wanted.timeout = order.wait();
  const auto modality = facts.identity.modality;
  if (modality == device::Modality::Finger) {
    const bool slap = facts.identity.kind != "Single";
    wanted.target = slap ? device::Target::RightFour : device::Target::OneFinger;
    wanted.finger = biometric::FingerPosition::RightIndex;
  }
  if (modality == device::Modality::Iris) wanted.target = device::Target::BothEyes;
  std::cerr << phrase(modality == device::Modality::Finger ? "device.ask_fingers"
                      : modality == device::Modality::Iris ? "device.ask_eyes"
                                                           : "device.ask_face",
                      {{"name", name}})
            << '\n';
  const auto capture = sensor.capture(wanted);
  if (!capture) return failure_of(capture.error(), name);
  if (modality == device::Modality::Finger)
    return phrase("device.captured_fingers",
                  {{"count", std::to_string(capture->fingers.size())}, {"quality", worst_quality(capture->fingers)}});
  if (modality == device::Modality::Iris)
    return phrase("device.captured_eyes",
                  {{"count", std::to_string(capture->eyes.size())}, {"quality", worst_quality(capture->eyes)}});
  return phrase("device.captured_face", {{"width", std::to_string(capture->face->image.width())},
                                         {"height", std::to_string(capture->face->image.height())},
                                         {"quality", std::to_string(std::lround(capture->face->quality))}});
}

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
