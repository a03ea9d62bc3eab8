// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "biometric/image/raster.h"
#include "biometric/record/iris_image_record.h"
#include "biometric/record/minutiae_record.h"

// Certified sensors for fingers, irises and faces, spoken to by the MOSIP Secure Biometric Interface 0.9.5: a service
// of the device's maker on 127.0.0.1, on a port of 4501..4600, asked with HTTP verbs of its own (MOSIPDISC, MOSIPDINFO,
// RCAPTURE, STREAM). What it answers is signed (JWS, RFC 7515) with a key whose certificate the scheme issued; captures
// for registration are signed, not encrypted.
namespace ktpel::device {

enum class Modality : std::uint8_t { Finger, Iris, Face };

/// What the person at the counter is asked to present.
enum class Target : std::uint8_t { RightFour, LeftFour, Thumbs, OneFinger, BothEyes, RightEye, LeftEye, Face };
Modality modality_of(Target target);

enum class SensorState : std::uint8_t { Ready, Busy, NotReady, NotRegistered };

/// Grouped by what an officer can do next.
enum class SensorError {
  NotThere,       ///< no such service or device, or it was unplugged: plug it in
  Busy,           ///< it works for somebody else: wait
  NotReady,       ///< known but not ready, or its key ran out: unplug it, plug it in, wait for its light
  NotRegistered,  ///< not registered with the scheme: take another, tell the administrator
  NothingSeen,    ///< nothing usable within the time: present again
  NotSupported,   ///< it cannot capture that, or not so many: take another sensor
  NotTrusted,     ///< signature, certificate or identity are not believed: do not use it
  BadAnswer,      ///< what it says does not follow the interface: another version, or damaged
  Failed          ///< a technical fault in the device
};

/// Who the device says it is: its digital identity.
struct SensorIdentity {
  std::string serial, make, model, provider, provider_id;
  Modality modality = Modality::Finger;
  std::string kind;  ///< "Slap", "Single", "Touchless", "Double", "Full face"
  friend bool operator==(const SensorIdentity&, const SensorIdentity&) = default;
};

/// A device behind a service. What discovery alone says is not signed: only info() and captures are believed.
struct SensorFacts {
  std::uint16_t port = 0;
  SensorIdentity identity;
  SensorState state = SensorState::NotReady;
  std::string device_id, device_code, service_version, firmware, certification;
  std::string environment;  ///< "Staging", "Developer", "Pre-Production", "Production"; empty before info()
  std::vector<int> parts;   ///< device sub ids: 1 left, 2 right, 3 both thumbs or eyes, 0 unknown
  bool for_registration = false;
};

/// One call to present something.
struct CaptureOrder {
  Target target;
  biometric::FingerPosition finger = biometric::FingerPosition::Unknown;  ///< of OneFinger
  std::vector<biometric::FingerPosition> missing_fingers = {};            ///< exceptions: not expected
  std::vector<biometric::Eye> missing_eyes = {};
  int requested_score = 60;  ///< 0..100; the best is answered even if it is less
  std::chrono::milliseconds timeout{10'000};
  std::string transaction;                              ///< 4..50 letters, digits and '-'; the same in one session
  std::optional<base::Digest> previous = std::nullopt;  ///< Capture::chain of the capture before
};

struct CapturedFinger {
  biometric::GreyImage image;
  double quality;      ///< 0..100, as the device judges
  base::Bytes record;  ///< ISO/IEC 19794-4, as it came
};
struct CapturedEye {
  biometric::GreyImage image;
  double quality;
  base::Bytes record;  ///< ISO/IEC 19794-6
};
struct CapturedFace {
  biometric::ColourImage image;
  double quality;
  base::Bytes record;  ///< ISO/IEC 19794-5
};

/// What a sensor gave: exactly what was asked less the exceptions, or part of it.
struct Capture {
  std::map<biometric::FingerPosition, CapturedFinger> fingers;
  std::map<biometric::Eye, CapturedEye> eyes;
  std::optional<CapturedFace> face;
  SensorIdentity device;
  base::Time at;       ///< by the device's clock
  base::Digest chain;  ///< binds this capture to those before it
  /// The signed blocks as they came, for evidence.
  std::vector<std::string> signed_blocks;
  /// Fingers as office::Recording and biometric functions take them.
  std::map<biometric::FingerPosition, biometric::GreyImage> finger_images() const;
};

/// Whose devices are believed: certificates of the scheme, PEM, one or more. A device's own certificate must lead to
/// one of them and be valid now.
struct SensorTrust {
  std::string anchors_pem;
};

struct PortRange {
  std::uint16_t first = 4501, last = 4600;
};

/// All devices on the ports of this machine, whatever they are; ports that answer something else, or not within
/// `wait`, are left out. Nothing is verified yet. About 10 ms when nobody listens.
std::vector<SensorFacts> discover_sensors(PortRange ports = {},
                                          std::chrono::milliseconds wait = std::chrono::milliseconds(1500));

/// A JPEG picture of the live view. False ends it.
using OnFrame = std::function<bool(base::ByteView jpeg)>;

/// One device. One thread at a time; `clock` outlives it.
class Sensor {
 public:
  Sensor(SensorFacts facts, SensorTrust trust, const base::Clock& clock);
  /// Asks anew who it is and how it is, and verifies that: the signed identity must be the one discovered.
  base::Result<SensorFacts, SensorError> info();
  /// Captures for registration; every block verified (signature, identity, transaction, chain of hashes). Waits up to
  /// the order's timeout and 5 s.
  base::Result<Capture, SensorError> capture(const CaptureOrder& order);
  /// The live view, until `on_frame` says false or the time is over. Frames are not signed: for the eye only.
  base::Result<int, SensorError> stream(Target target, std::chrono::milliseconds time, const OnFrame& on_frame);
  const SensorFacts& facts() const { return facts_; }

 private:
  SensorFacts facts_;
  SensorTrust trust_;
  const base::Clock& clock_;
};

}  // namespace ktpel::device
