// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace ktpel::base {

/// A SHA-256 value (FIPS 180-4).
struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  std::string hex() const { return base::hex(bytes); }
  ByteView view() const { return bytes; }
  /// nullopt unless the text is 64 hexadecimal digits.
  static std::optional<Digest> from_hex(std::string_view digits);
  /// nullopt unless there are 32 bytes.
  static std::optional<Digest> from_bytes(ByteView bytes);
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest sha256(ByteView bytes);
inline Digest sha256(std::string_view text) { return sha256(bytes_of(text)); }

}  // namespace ktpel::base
