// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "biometric/image/raster.h"
#include "biometric/record/iris_image_record.h"
#include "biometric/record/minutiae_record.h"
#include "device/sensor/sensor.h"

namespace ktpel::device {

/// Who stands at the counter, and how: what the next captures show. Synthetic; nobody's.
struct Presented {
  std::uint64_t person = 1;  ///< seed of fingers, eyes and portrait
  bool female = false;
  int birth_year = 1990;  ///< decides the portrait's background
  double quality = 80;    ///< 0..100, that the device states; under 40 the pictures are as bad as it
  std::vector<biometric::FingerPosition> missing_fingers = {};
  bool swapped_hand = false;  ///< the other hand lies on the glass than the one asked for
  std::uint64_t press = 1;    ///< another number, another press of the same fingers; each capture is another press, too
};

/// What goes wrong until it is set to another.
enum class Fault : std::uint8_t {
  None,
  Busy,  ///< somebody else captures
  NotReady,
  NotRegistered,  ///< error 100
  Nothing,        ///< nobody touches it: waits for the timeout, then error 101
  Unplugged,      ///< error 202, and gone from discovery
  Silent,         ///< takes the request and never answers
  BadSignature,   ///< the signature does not fit the data
  UnknownIssuer,  ///< signed properly by a device of nobody
  ExpiredKey,     ///< its certificate ran out yesterday
  OtherDevice,    ///< signed by a believed device with another serial number
  WrongTransaction,
  BrokenChain,  ///< the hash does not follow from the data
  Garbage       ///< no JSON at all
};

enum class SimulatorError {
  NoPort  ///< the port is taken, or none of the range is free
};

struct SimulatorPlan {
  std::uint16_t port = 0;  ///< 0: the first free one of 4501..4600
  Presented presented = {};
  /// From laying the fingers on to the answer.
  std::chrono::milliseconds press_time{0};
};

/// Three certified registration devices in one service: a slap scanner for fingers, a two-eyed iris scanner and a
/// camera, with keys and certificates made at the start. Speaks the Secure Biometric Interface 0.9.5 on 127.0.0.1.
/// Thread-safe.
class SensorSimulator {
 public:
  static base::Result<std::unique_ptr<SensorSimulator>, SimulatorError> start(SimulatorPlan plan,
                                                                              const base::Clock& clock);
  virtual ~SensorSimulator() = default;
  virtual std::uint16_t port() const = 0;
  /// Of the authority that issued the devices' certificates.
  virtual std::string anchors_pem() const = 0;
  virtual void present(Presented who) = 0;
  /// The next capture of a single finger shows this person, whatever Fault::Nothing says; then it is again as it was.
  virtual void press_once(Presented who) = 0;
  virtual Presented presented() const = 0;
  virtual void fail(Fault fault) = 0;
  /// How often it was asked for a capture.
  virtual int captures() const = 0;
  /// The body of the latest request, whatever it was.
  virtual std::string last_request() const = 0;
};

/// A drawn eye of nobody, 640x480, visibly artificial. The same seed gives the same bytes.
biometric::GreyImage draw_eye(std::uint64_t person, biometric::Eye eye);

}  // namespace ktpel::device
