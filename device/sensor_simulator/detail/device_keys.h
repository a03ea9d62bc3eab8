// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace ktpel::device::detail {

/// The scheme's authority and the keys of its devices (RSA 2048, as the interface asks), made at the start.
/// Thread-safe.
class DeviceKeys {
 public:
  /// About 0.3 s.
  explicit DeviceKeys(base::Time now);
  std::string anchors_pem() const;

  enum class Certificate { Good, Expired, Stranger };
  /// A compact JWS (RFC 7515) over the payload, RS256, with the device's certificate in x5c.
  std::string sign(std::string_view payload, Certificate certificate = Certificate::Good) const;

 private:
  struct Keys;
  std::shared_ptr<const Keys> keys_;
};

}  // namespace ktpel::device::detail
