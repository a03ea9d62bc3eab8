// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "device/sensor/sensor.h"

// What a service of the Secure Biometric Interface says, read with distrust. Devices differ in small things, and both
// forms are taken: numbers as numbers or as text, errorCode or errorcode, "Finger" or "Fingerprint".
namespace ktpel::device::detail {

/// How the interface names a finger: "Left IndexFinger"; an eye: "Left". Empty for Unknown.
std::string name_of(biometric::FingerPosition finger);
std::string name_of(biometric::Eye eye);
std::string name_of(Modality modality);  ///< "Finger", "Iris", "Face"

/// What a code of the interface means for the officer; nullopt for 0.
std::optional<SensorError> error_of_code(int code);

/// The devices of an answer to MOSIPDISC that came from `port`; those that cannot be understood are left out.
/// BadAnswer if it is no such answer at all.
base::Result<std::vector<SensorFacts>, SensorError> read_discovery(std::string_view answer, std::uint16_t port);

/// The device with this id out of an answer to MOSIPDINFO, every signature verified. A device that is not registered
/// signs nothing: NotRegistered.
base::Result<SensorFacts, SensorError> read_info(std::string_view answer, const SensorFacts& known,
                                                 const std::string& anchors_pem, base::Time now);

/// Body of MOSIPDISC, RCAPTURE and STREAM.
std::string discovery_request();
std::string capture_request(const CaptureOrder& order, const SensorFacts& device, base::Time now);
std::string stream_request(Target target, const SensorFacts& device, std::chrono::milliseconds time);

/// The capture out of an answer to RCAPTURE, every block verified against the order.
base::Result<Capture, SensorError> read_capture(std::string_view answer, const CaptureOrder& order,
                                                const SensorFacts& device, const std::string& anchors_pem,
                                                base::Time now);

/// The error that stands in an answer which should have been a stream; BadAnswer if there is none.
SensorError read_stream_error(std::string_view answer);

/// The hash over a block: SHA-256 of the hash before (of nothing, for the first) and the SHA-256 of its data.
base::Digest chained(const std::optional<base::Digest>& previous, base::ByteView data);

}  // namespace ktpel::device::detail
