// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "base/bytes.h"

namespace ktpel::card {

/// One BER-TLV data object, ISO/IEC 8825-1 as ISO/IEC 7816-4 5.2.2 restricts it: tags of one to
/// three bytes (as one number: 0x5f1f), definite lengths of at most four bytes. The views live as long
/// as the bytes that were read.
struct Tlv {
  std::uint32_t tag = 0;
  base::ByteView value;
  base::ByteView whole;  ///< tag, length and value
  bool constructed() const;
};

/// Reads one level of objects; goes down only where the caller makes a second reader, so hostile
/// nesting costs nothing. Cannot run past the end. After the first malformed object ok() is false
/// and next() gives nothing more.
class TlvReader {
 public:
  explicit TlvReader(base::ByteView bytes) : rest_(bytes) {}
  /// The next object; nullopt at the end, or at a malformed one (then ok() is false).
  std::optional<Tlv> next();
  /// The next object if it has this tag; else nullopt, and ok() is false.
  std::optional<Tlv> expect(std::uint32_t tag);
  bool ok() const { return ok_; }
  /// True if everything was read and was well formed.
  bool finished() const { return ok_ && rest_.empty(); }
  base::ByteView rest() const { return rest_; }

 private:
  base::ByteView rest_;
  bool ok_ = true;
};

/// The value of the first object with `tag` on this level, if the level is well formed up to there.
std::optional<base::ByteView> find(base::ByteView level, std::uint32_t tag);
/// How many bytes the object at the start of a file takes, told from its first bytes (at most 8
/// are looked at); nullopt if they are no header. Nothing of that size is allocated.
std::optional<std::size_t> announced_size(base::ByteView start);
/// True if the bytes are objects to the end, shortest lengths only (DER, ITU-T X.690 10.1), and no
/// constructed object is nested deeper than 16.
bool is_strict_der(base::ByteView bytes);

/// One encoded object with the shortest length.
base::Bytes tlv(std::uint32_t tag, base::ByteView value);
/// The same around several parts.
base::Bytes tlv(std::uint32_t tag, std::initializer_list<base::Bytes> parts);

}  // namespace ktpel::card
