// SPDX-License-Identifier: Apache-2.0
#include "tool/desk_devices.h"

#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/phrase.h"
#include "base/random.h"
#include "device/reader/reader.h"
#include "device/scanner/scanner.h"
#include "tool/device_failure.h"
#include "tool/printer_test_page.h"

namespace ktpel::tool {

using api::Failure;
using api::FailureCode;
using base::phrase;

SeenKind look_for_readers() {
  SeenKind out{"reader", {}};
  const auto names = device::list_readers();
  if (!names) {
    out.absent = failure_of(names.error(), "");
    return out;
  }
  for (const auto& name : *names) {
    const auto card = device::wait_for_card(name, true, std::chrono::milliseconds(0));
    out.devices.push_back({out.kind, name, card ? DeviceState::Ready : DeviceState::Disconnected,
                           card ? phrase(*card ? "device.card_present" : "device.card_absent") : ""});
  }
  return out;
}

namespace {
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
}  // namespace
std::string reasons_of(const device::Printer& printer) {
  std::string out;
  const auto add = [&](const std::string& words) {
    if (out.find(words) == std::string::npos) out += (out.empty() ? "" : ", ") + words;
  };
  for (const auto& reason : printer.reasons) add(words_of(reason));
  if (!printer.accepting) add(phrase("device.not_accepting"));
  return out;
}
namespace {
DeviceState state_of(const device::Printer& printer) {
  if (!printer.accepting || printer.state == device::PrinterState::Stopped) return DeviceState::NotReady;
  const bool stuck = std::any_of(printer.reasons.begin(), printer.reasons.end(),
                                 [](const auto& one) { return one.ends_with("-error"); });
  if (stuck) return DeviceState::NotReady;
  return printer.state == device::PrinterState::Printing ? DeviceState::Busy : DeviceState::Ready;
}
}  // namespace
SeenKind look_for_printers() {
  SeenKind out{"printer", {}};
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
  SeenKind out{"scanner", {}};
  const auto scanners = device::list_scanners();
  if (!scanners) {
    out.absent = failure_of(scanners.error(), "");
    return out;
  }
  for (const auto& one : *scanners)
    out.devices.push_back({out.kind, one.name, DeviceState::Ready, one.maker + " " + one.model});
  return out;
}

SeenKind look_for_finger_readers() {
  SeenKind out{"finger_reader", {}};
  for (const auto& one : device::list_finger_readers())
    out.devices.push_back({out.kind, one.id, one.gives_images ? DeviceState::Ready : DeviceState::NotReady,
                           one.gives_images ? one.name : phrase("device.no_images")});
  return out;
}

DeviceState state_of(device::SensorState state) {
  switch (state) {
    case device::SensorState::Ready:
      return DeviceState::Ready;
    case device::SensorState::Busy:
      return DeviceState::Busy;
    case device::SensorState::NotRegistered:
      return DeviceState::NotRegistered;
    case device::SensorState::NotReady:
      break;
  }
  return DeviceState::NotReady;
}
std::string name_of(const device::SensorFacts& sensor) { return sensor.identity.make + " " + sensor.identity.model; }
std::string serial_and_port(const device::SensorFacts& sensor) {
  return phrase("device.sensor_detail", {{"serial", sensor.identity.serial}, {"port", std::to_string(sensor.port)}});
}
SeenKind look_for_sensors() {
  SeenKind out{"sensor", {}};
  for (const auto& one : device::discover_sensors())
    out.devices.push_back({out.kind, name_of(one), state_of(one.state), serial_and_port(one)});
  return out;
}

std::string in_brackets(const std::string& detail) {
  return detail.empty() ? "" : phrase("device.detail", {{"detail", detail}});
}

namespace {
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
}  // namespace

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
  if (printer.state == device::PrinterState::Stopped || state_of(printer) == DeviceState::NotReady) {
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
  order.ask(phrase("device.ask_fingers", {{"name", reader.id}}));
  const auto image = device::capture_finger(reader.id, order.wait());
  if (!image) return failure_of(image.error(), reader.id);
  return phrase("device.finger_seen", {{"width", std::to_string(image->width())},
                                       {"height", std::to_string(image->height())},
                                       {"dpi", std::to_string(std::lround(image->dpi().get()))}});
}

namespace {
template <class Parts>
std::string worst_quality(const Parts& parts) {
  double worst = 100;
  for (const auto& [which, part] : parts) worst = std::min(worst, part.quality);
  return std::to_string(std::lround(worst));
}
}  // namespace

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
  order.ask(phrase(modality == device::Modality::Finger ? "device.ask_fingers"
                   : modality == device::Modality::Iris ? "device.ask_eyes"
                                                        : "device.ask_face",
                   {{"name", name}}));
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

}  // namespace ktpel::tool
