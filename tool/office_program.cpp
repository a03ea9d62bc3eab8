// SPDX-License-Identifier: Apache-2.0
#include "tool/office_program.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/file.h"
#include "device/reader/reader.h"
#include "office/failure.h"
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
                                   .wants_documents = j.value("wants_documents", true)},
                       .signer_folder = path("signer_folder"),
                       .signer = j.value("signer", std::string()),
                       .authorities = path("authorities"),
                       .sensor_anchors = path("sensor_anchors")};
    if (read.profile.hours_east < 7 || read.profile.hours_east > 9)
      return Failure{FailureCode::Office_ProfileMalformed, "hours_east"};
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
      const auto readers = device::list_readers();
      if (!readers) return failure_of(readers.error(), "PC/SC");
      if (readers->empty()) return failure_of(device::ReaderError::NoSuchReader, "PC/SC");
      name = readers->front();
    }
    auto reader = device::PcscReader::open(name, card_wait);
    if (!reader) return failure_of(reader.error(), name);
    return std::unique_ptr<card::Transport>(std::move(*reader));
  };
  if (profile.sensor_anchors.empty()) return devices;
  const auto anchors = base::read_file(profile.sensor_anchors, 1 << 20);
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
