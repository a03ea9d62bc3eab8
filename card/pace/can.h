// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/secret.h"

namespace ktpel::card {

/// Card Access Number: the six digits that open one card by PACE (ICAO Doc 9303-11 4.4). Cannot be copied,
/// compared or streamed, and wipes itself; reveal() is said out loud.
class Can {
 public:
  /// Six ASCII digits; nullopt for anything else.
  static std::optional<Can> parse(std::string_view digits);
  /// From the system's random source, all of 000000..999999 equally likely.
  static Can random();

  /// The six digits, for the key derivation, the sealed record, and a test chip's own command line.
  std::string_view reveal() const;
  Can duplicate() const { return Can(digits_.duplicate()); }

 private:
  explicit Can(base::Secret digits) : digits_(std::move(digits)) {}
  base::Secret digits_;
};

}  // namespace ktpel::card
