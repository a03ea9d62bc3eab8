// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "card/iso7816/status.h"
#include "card/iso7816/transport.h"

namespace ktpel::card {

/// A command APDU, ISO/IEC 7816-4:2005 5.1: header, up to 65535 bytes of data, and how many
/// bytes are wanted back (1..65536; nullopt = none).
struct Command {
  std::uint8_t cla = 0, ins = 0, p1 = 0, p2 = 0;
  base::Bytes data = {};
  std::optional<std::uint32_t> le = {};
  /// Extended length form even where the short one would do.
  bool extended = false;

  /// Short form where it fits (data <= 255, le <= 256), else extended.
  base::Bytes encode() const;
  /// nullopt unless the bytes are exactly one command in one of the seven cases.
  static std::optional<Command> parse(base::ByteView apdu);
  friend bool operator==(const Command&, const Command&) = default;
};

/// A response APDU: data, then the status word.
struct Response {
  base::Bytes data = {};
  StatusWord sw = {};

  base::Bytes encode() const;
  /// nullopt if there are fewer than two bytes.
  static std::optional<Response> parse(base::ByteView apdu);
  friend bool operator==(const Response&, const Response&) = default;
};

/// One command and its answer outside secure messaging: follows 61xx with GET RESPONSE and
/// repeats with the right length at 6Cxx (both at most 300 times, so that no card keeps us for ever).
base::Result<Response, TransportError> exchange(Transport& card, const Command& command);

}  // namespace ktpel::card
