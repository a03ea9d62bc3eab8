// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ktpel::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, unchanged; the view lives as long as the text.
inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Lower-case hexadecimal, two digits a byte.
std::string hex(ByteView bytes);
/// Back again; nullopt on an odd number of digits or anything that is not one.
std::optional<Bytes> from_hex(std::string_view digits);

/// Reads big-endian fields of an outside record and cannot run past its end: after
/// the first field that does not fit, ok() is false and every read gives zero or
/// nothing. Check ok() once at the end, and before trusting a length.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}
  bool ok() const { return ok_; }
  std::size_t left() const { return rest_.size(); }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  /// The next `count` bytes, or an empty view (and ok() false) if there are fewer.
  ByteView take(std::size_t count);
  void skip(std::size_t count) { take(count); }

 private:
  std::uint64_t number(std::size_t size);
  ByteView rest_;
  bool ok_ = true;
};

/// Builds a record of big-endian fields.
class ByteWriter {
 public:
  ByteWriter& u8(std::uint64_t v) { return number(v, 1); }
  ByteWriter& u16(std::uint64_t v) { return number(v, 2); }
  ByteWriter& u32(std::uint64_t v) { return number(v, 4); }
  ByteWriter& u64(std::uint64_t v) { return number(v, 8); }
  ByteWriter& raw(ByteView bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  /// A 4-byte length, then the bytes: unambiguous when hashed.
  ByteWriter& counted(ByteView bytes) { return u32(bytes.size()).raw(bytes); }
  const Bytes& bytes() const { return out_; }
  Bytes take() { return std::move(out_); }

 private:
  ByteWriter& number(std::uint64_t v, int size) {
    for (int i = size - 1; i >= 0; --i) out_.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
    return *this;
  }
  Bytes out_;
};

}  // namespace ktpel::base
