// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace ktpel::card {

/// Grouped by what the caller can do next.
enum class TransportError {
  NoCard,   ///< no card on the reader: insert one
  Gone,     ///< the card was taken away or reset in the middle: every session with it is over
  Timeout,  ///< no answer in time; the transport is not usable until reset() worked
  Broken    ///< the reader or its service failed: another reader
};

/// A wire to one card. Owned by those who talk to cards; a reader implements it, so does its
/// simulator (device/reader) and a chip in the same process (card/chip). Not thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Sends one command APDU (ISO/IEC 7816-3: 4..65544 bytes) and gives the whole response APDU,
  /// SW1 SW2 last; never shorter than two bytes.
  virtual base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) = 0;
  /// Resets the card: all its volatile state is gone. Gives its ATR.
  virtual base::Result<base::Bytes, TransportError> reset() = 0;
};

}  // namespace ktpel::card
