// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include "base/bytes.h"

namespace ktpel::base {

/// Overwrites memory in a way the compiler may not drop.
void wipe(std::uint8_t* at, std::size_t size);

/// Key material and the like: wiped on destruction and on move, cannot be copied,
/// compared with == or streamed, so it cannot reach a log by accident.
class Secret {
 public:
  Secret() = default;
  explicit Secret(Bytes bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(bytes_.data(), bytes_.size());
      bytes_ = std::exchange(other.bytes_, {});
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes_.data(), bytes_.size()); }

  /// The bytes, for the one call that needs them; valid until this Secret dies or is moved from.
  ByteView reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  /// A second holder, said out loud.
  Secret duplicate() const { return Secret(bytes_); }

 private:
  Bytes bytes_;
};

/// True if both are the same bytes; takes as long for a near miss as for a far one.
bool same_bytes_constant_time(ByteView a, ByteView b);

}  // namespace ktpel::base
