// SPDX-License-Identifier: Apache-2.0
#include "tool/office_program.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/store_failure.h"
#include "base/file.h"
#include "base/phrase.h"
#include "biometric/image/codec.h"
#include "device/printer/printer.h"
#include "device/reader/reader.h"
#include "device/scanner/scanner.h"
#include "office/failure.h"
#include "tool/desk_devices.h"
#include "tool/device_failure.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using device::Target;
using nlohmann::json;

constexpr std::chrono::milliseconds card_wait(10000), capture_wait(10000);

documents::Officer officer_in(const json& j) {
  return {j.at("name").get<std::string>(), j.value("nip", std::string()), j.at("duty").get<std::string>()};
}

/// The sensors of a session: found once, found again when one is gone.
class Sensors {
 public:
  Sensors(std::string anchors_pem, const base::Clock& clock) : anchors_(std::move(anchors_pem)), clock_(clock) {}

  office::Outcome<device::Capture> capture(device::CaptureOrder order) {
    const auto modality = device::modality_of(order.target);
    for (int attempt = 0;; ++attempt) {
      if (facts_.empty()) facts_ = device::discover_sensors();
      base::Result<device::Capture, device::SensorError> taken = device::SensorError::NotThere;
      for (const auto& facts : facts_) {
        if (facts.identity.modality != modality) continue;
        device::Sensor sensor(facts, {anchors_}, clock_);
        order.transaction = "ktpel-" + std::to_string(clock_.now().ms % 1000000000) + "-" + std::to_string(++number_);
        order.timeout = capture_wait;
        taken = sensor.capture(order);
        // Beside this office's devices those of somebody else may answer, whom it does not believe: they are passed by.
        if (taken || taken.error() != device::SensorError::NotTrusted) break;
      }
      if (taken) return std::move(*taken);
      facts_.clear();
      if (taken.error() != device::SensorError::NotThere || attempt > 0) return failure_of(taken.error(), "SBI");
    }
  }

 private:
  std::string anchors_;
  const base::Clock& clock_;
  std::vector<device::SensorFacts> facts_;
  int number_ = 0;
};

/// The only reader; of several the first by name on which a card lies, or comes to lie in time.
base::Result<std::string, device::ReaderError> reader_with_card() {
  auto readers = device::list_readers();
  if (!readers) return readers.error();
  if (readers->empty()) return device::ReaderError::NoSuchReader;
  if (readers->size() == 1) return readers->front();
  std::sort(readers->begin(), readers->end());
  constexpr std::chrono::milliseconds between_looks(100);
  for (const auto until = std::chrono::steady_clock::now() + card_wait; std::chrono::steady_clock::now() < until;
       std::this_thread::sleep_for(between_looks))
    for (const auto& reader : *readers)
      if (const auto there = device::wait_for_card(reader, true, std::chrono::milliseconds(0)); there && *there)
        return reader;
  return device::ReaderError::NoCard;
}

Target target_of(office::FingerGroup group) {
  switch (group) {
    case office::FingerGroup::RightFour:
      return Target::RightFour;
    case office::FingerGroup::LeftFour:
      return Target::LeftFour;
    case office::FingerGroup::Thumbs:
      break;
  }
  return Target::Thumbs;
}

office::DeviceState state_there(DeviceState state) {
  constexpr office::DeviceState states[] = {office::DeviceState::Ready, office::DeviceState::Busy,
                                            office::DeviceState::NotReady, office::DeviceState::NotRegistered,
                                            office::DeviceState::Gone};
  return states[static_cast<int>(state)];
}

office::DeviceKind kind_of(device::Modality modality) {
  switch (modality) {
    case device::Modality::Finger:
      return office::DeviceKind::Fingers;
    case device::Modality::Iris:
      return office::DeviceKind::Irises;
    case device::Modality::Face:
      break;
  }
  return office::DeviceKind::Camera;
}

/// Those that were seen, and for each kind of which there is none a line that says why.
class DeviceList {
 public:
  void add(office::SeenDevice device) { devices_.push_back(std::move(device)); }
  void add(office::DeviceKind kind, const SeenKind& seen) {
    for (const auto& one : seen.devices) add({kind, one.name, state_there(one.state), one.detail});
    if (seen.devices.empty() && seen.absent) add({kind, "", office::DeviceState::Gone, api::sentence(*seen.absent)});
  }
  std::vector<office::SeenDevice> whole() && {
    for (const auto kind : office::device_kinds)
      if (std::none_of(devices_.begin(), devices_.end(), [&](const auto& one) { return one.kind == kind; }))
        add({kind, "", office::DeviceState::Gone, base::phrase("device.none")});
    return std::move(devices_);
  }

 private:
  std::vector<office::SeenDevice> devices_;
};

std::vector<office::SeenDevice> look_at_all() {
  DeviceList list;
  for (const auto& one : device::discover_sensors())
    list.add({kind_of(one.identity.modality), name_of(one), state_there(state_of(one.state)), serial_and_port(one)});
  list.add(office::DeviceKind::Reader, look_for_readers());
  list.add(office::DeviceKind::Printer, look_for_printers());
  list.add(office::DeviceKind::Scanner, look_for_scanners());
  return std::move(list).whole();
}

/// Each is used once; whoever is asked for a finger has five seconds.
std::vector<office::SeenDevice> test_all_devices(const std::string& anchors) {
  TestOrder order;
  order.wait_s = 5;
  auto devices = look_at_all();
  const auto sensors = device::discover_sensors();
  const auto printers = device::PrintService().list();
  for (auto& one : devices) {
    if (one.name.empty()) continue;
    std::optional<Tested> tested;
    if (one.kind == office::DeviceKind::Reader) {
      // A reader without a card is as it should be before the first resident.
      const auto card = device::wait_for_card(one.name, true, std::chrono::milliseconds(0));
      tested = timed("reader", one.name, [&]() -> Shown {
        if (card && !*card) return base::phrase("device.card_absent");
        return test_reader(one.name);
      });
    } else if (one.kind == office::DeviceKind::Scanner) {
      tested = timed("scanner", one.name, [&] { return test_scanner(one.name); });
    } else if (one.kind == office::DeviceKind::Printer) {
      for (const auto& printer : printers ? *printers : std::vector<device::Printer>{})
        if (printer.name == one.name) tested = timed("printer", one.name, [&] { return test_printer(printer, order); });
    } else {
      for (const auto& sensor : sensors)
        if (name_of(sensor) == one.name && kind_of(sensor.identity.modality) == one.kind)
          tested = timed("sensor", one.name, [&] { return test_sensor(sensor, anchors, order); });
    }
    if (!tested) continue;
    one.test_ms = tested->ms;
    if (tested->outcome)
      one.detail = *tested->outcome;
    else
      one.failure = tested->outcome.error();
  }
  return devices;
}

/// Waits a moment, so that a printer that works is not shown as one that has yet to.
office::Outcome<office::PrintedPaper> print_paper(const std::string& wanted, const std::string& title,
                                                  base::ByteView pdf) {
  constexpr std::chrono::milliseconds print_wait(3000);
  const device::PrintService service;
  const auto printers = service.list();
  if (!printers) return failure_of(printers.error(), wanted);
  const device::Printer* chosen = nullptr;
  for (const auto& one : *printers)
    if (wanted.empty() ? one.is_default || printers->size() == 1 : one.name == wanted) chosen = &one;
  if (!chosen) return failure_of(device::PrinterError::NoSuchPrinter, wanted);
  const bool empty = std::any_of(chosen->reasons.begin(), chosen->reasons.end(), [](const std::string& reason) {
    return reason.starts_with("media-empty") || reason.starts_with("media-needed");
  });
  if (empty) return Failure{FailureCode::Printer_NoPaper, chosen->name};
  const auto job = service.print(chosen->name, title, pdf);
  if (!job) return failure_of(job.error(), chosen->name);
  const auto state = service.wait(*job, print_wait);
  if (state && (*state == device::JobState::Failed || *state == device::JobState::Cancelled))
    return failure_of(device::PrinterError::Refused, chosen->name);
  return office::PrintedPaper{chosen->name, std::to_string(job->number), state && *state == device::JobState::Done};
}

office::Outcome<std::vector<base::Bytes>> scan_papers(bool from_feeder) {
  const auto scanners = device::list_scanners();
  if (!scanners) return failure_of(scanners.error(), "SANE");
  if (scanners->empty()) return failure_of(device::ScannerError::NoSuchScanner, "SANE");
  const auto& name = scanners->front().name;
  // A whole page of A4 in colour, as small as it can be read.
  const device::ScanOrder order{.mode = device::ScanMode::Colour, .dpi = 150};
  const auto pages =
      device::scan_pages(name, order, from_feeder ? device::PaperSource::Feeder : device::PaperSource::Glass);
  if (!pages) return failure_of(pages.error(), name);
  std::vector<base::Bytes> out;
  for (const auto& page : *pages)
    out.push_back(std::visit([](const auto& picture) { return biometric::encode_png(picture); }, page.picture));
  return out;
}

}  // namespace

base::Result<OfficeProfile, Failure> read_office_profile(const std::filesystem::path& file,
                                                         const journal::SiteId& site) {
  const auto bytes = base::read_file(file, 1 << 20);
  if (!bytes) return api::failure_of(bytes.error(), file.string());
  try {
    const auto j = json::parse(base::text_of(*bytes));
    const auto& letterhead = j.at("letterhead");
    const auto may = j.value("may", json::object());
    const auto path = [&](const char* key) { return std::filesystem::path(j.value(key, std::string())); };
    OfficeProfile read{.profile = {.site = site,
                                   .letterhead = {.province = letterhead.at("province"),
                                                  .district = letterhead.at("district"),
                                                  .subdistrict = letterhead.value("subdistrict", std::string()),
                                                  .address = letterhead.at("address"),
                                                  .place = letterhead.at("place")},
                                   .place = j.at("place"),
                                   .head = officer_in(j.at("head")),
                                   .service = officer_in(j.at("service")),
                                   .operator_ = officer_in(j.at("operator")),
                                   .hours_east = j.value("hours_east", 7),
                                   .may = {.intake = may.value("intake", true),
                                           .capture = may.value("capture", true),
                                           .personalise = may.value("personalise", false),
                                           .handover = may.value("handover", true)},
                                   .has_iris_scanner = j.value("iris_scanner", false),
                                   .wants_documents = j.value("wants_documents", true),
                                   .printer = j.value("printer", std::string())},
                       .signer_folder = path("signer_folder"),
                       .signer = j.value("signer", std::string()),
                       .authorities = path("authorities"),
                       .sensor_anchors = path("sensor_anchors")};
    if (j.contains("desks")) read.profile.desks = j.at("desks").get<std::vector<std::string>>();
    const bool in_indonesia = read.profile.hours_east >= 7 && read.profile.hours_east <= 9;
    if (!in_indonesia || read.profile.desks.empty())
      return Failure{FailureCode::Office_ProfileMalformed, in_indonesia ? "desks" : "hours_east"};
    return read;
  } catch (const json::exception& wrong) {
    return Failure{FailureCode::Office_ProfileUnreadable, file.string() + ": " + wrong.what()};
  }
}

office::Devices devices_of(const OfficeProfile& profile, const base::Clock& clock) {
  office::Devices devices;
  devices.open_reader = [](const std::string& wanted) -> office::Outcome<std::unique_ptr<card::Transport>> {
    auto name = wanted;
    if (name.empty()) {
      auto found = reader_with_card();
      if (!found) return failure_of(found.error(), "PC/SC");
      name = std::move(*found);
    }
    auto reader = device::PcscReader::open(name, card_wait);
    if (!reader) return failure_of(reader.error(), name);
    return std::unique_ptr<card::Transport>(std::move(*reader));
  };
  devices.print = [wanted = profile.profile.printer](const std::string& title, base::ByteView pdf) {
    return print_paper(wanted, title, pdf);
  };
  devices.scan_paper = scan_papers;
  devices.look = look_at_all;
  const auto anchors = profile.sensor_anchors.empty()
                           ? base::Result<base::Bytes, base::FileError>(base::FileError::Missing)
                           : base::read_file(profile.sensor_anchors, 1 << 20);
  devices.test = [pem = anchors ? base::text_of(*anchors) : std::string()] { return test_all_devices(pem); };
  if (!anchors) return devices;
  auto sensors = std::make_shared<Sensors>(base::text_of(*anchors), clock);
  devices.take_fingers =
      [sensors](
          office::FingerGroup group) -> office::Outcome<std::map<biometric::FingerPosition, biometric::GreyImage>> {
    auto taken = sensors->capture({.target = target_of(group), .transaction = {}});
    if (!taken) return taken.error();
    return taken->finger_images();
  };
  devices.take_finger = [sensors](biometric::FingerPosition finger) -> office::Outcome<biometric::GreyImage> {
    auto taken = sensors->capture({.target = Target::OneFinger, .finger = finger, .transaction = {}});
    if (!taken) return taken.error();
    auto images = taken->finger_images();
    if (images.empty()) return failure_of(device::SensorError::NothingSeen, "SBI");
    return std::move(images.begin()->second);
  };
  devices.take_irises = [sensors]() -> office::Outcome<std::map<office::Eye, biometric::GreyImage>> {
    auto taken = sensors->capture({.target = Target::BothEyes, .transaction = {}});
    if (!taken) return taken.error();
    std::map<office::Eye, biometric::GreyImage> eyes;
    for (auto& [eye, one] : taken->eyes)
      eyes.emplace(eye == biometric::Eye::Right ? office::Eye::Right : office::Eye::Left, std::move(one.image));
    return eyes;
  };
  devices.take_portrait = [sensors]() -> office::Outcome<biometric::ColourImage> {
    auto taken = sensors->capture({.target = Target::Face, .transaction = {}});
    if (!taken) return taken.error();
    if (!taken->face) return failure_of(device::SensorError::NothingSeen, "SBI");
    return std::move(taken->face->image);
  };
  return devices;
}

}  // namespace ktpel::tool
