// SPDX-License-Identifier: Apache-2.0
#include "card/iso7816/tlv.h"

#include <algorithm>

#include "base/check.h"

namespace ktpel::card {
namespace {

constexpr int deepest = 16;

struct Header {
  std::uint32_t tag;
  std::size_t length, size;  // of the value; of tag and length
  bool shortest;
};

std::optional<Header> read_header(base::ByteView bytes) {
  if (bytes.empty()) return std::nullopt;
  std::size_t at = 0;
  std::uint32_t tag = bytes[at++];
  bool shortest = true;
  if ((tag & 0x1f) == 0x1f) {
    std::uint8_t part;
    do {
      if (at == bytes.size() || at == 3) return std::nullopt;
      part = bytes[at++];
      tag = tag << 8 | part;
    } while (part & 0x80);
    if (bytes[1] == 0x80 || (at == 2 && bytes[1] < 0x1f)) shortest = false;
  }
  if (at == bytes.size()) return std::nullopt;
  std::size_t length = bytes[at++];
  if (length & 0x80) {
    const std::size_t count = length & 0x7f;
    if (count == 0 || count > 4 || bytes.size() - at < count) return std::nullopt;  // 0: indefinite
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8 | bytes[at++];
    if (length < 0x80 || (count > 1 && length >> (8 * (count - 1)) == 0)) shortest = false;
  }
  return Header{tag, length, at, shortest};
}

bool is_constructed(std::uint32_t tag) {
  while (tag > 0xff) tag >>= 8;
  return tag & 0x20;
}

bool strict(base::ByteView bytes, int depth) {
  if (depth > deepest) return false;
  while (!bytes.empty()) {
    const auto h = read_header(bytes);
    if (!h || !h->shortest || h->length > bytes.size() - h->size) return false;
    if (is_constructed(h->tag) && !strict(bytes.subspan(h->size, h->length), depth + 1)) return false;
    bytes = bytes.subspan(h->size + h->length);
  }
  return true;
}

}  // namespace

bool Tlv::constructed() const { return is_constructed(tag); }

std::optional<Tlv> TlvReader::next() {
  if (!ok_ || rest_.empty()) return std::nullopt;
  const auto h = read_header(rest_);
  if (!h || h->length > rest_.size() - h->size) {
    ok_ = false;
    return std::nullopt;
  }
  const Tlv out{h->tag, rest_.subspan(h->size, h->length), rest_.first(h->size + h->length)};
  rest_ = rest_.subspan(h->size + h->length);
  return out;
}

std::optional<Tlv> TlvReader::expect(std::uint32_t tag) {
  const auto object = next();
  if (object && object->tag == tag) return object;
  ok_ = false;
  return std::nullopt;
}

std::optional<base::ByteView> find(base::ByteView level, std::uint32_t tag) {
  TlvReader reader(level);
  while (const auto object = reader.next())
    if (object->tag == tag) return object->value;
  return std::nullopt;
}

std::optional<std::size_t> announced_size(base::ByteView start) {
  const auto h = read_header(start.first(std::min<std::size_t>(start.size(), 8)));
  if (!h) return std::nullopt;
  return h->size + h->length;
}

bool is_strict_der(base::ByteView bytes) { return strict(bytes, 0); }

base::Bytes tlv(std::uint32_t tag, base::ByteView value) {
  base::check(value.size() <= 0xffffff, "a data object over 16 MiB");
  base::ByteWriter out;
  if (tag > 0xffff) out.u8(tag >> 16 & 0xff);
  if (tag > 0xff) out.u8(tag >> 8 & 0xff);
  out.u8(tag & 0xff);
  if (value.size() < 0x80)
    out.u8(value.size());
  else if (value.size() <= 0xff)
    out.u8(0x81).u8(value.size());
  else if (value.size() <= 0xffff)
    out.u8(0x82).u16(value.size());
  else
    out.u8(0x83).u8(value.size() >> 16).u16(value.size() & 0xffff);
  return out.raw(value).take();
}

base::Bytes tlv(std::uint32_t tag, std::initializer_list<base::Bytes> parts) {
  base::Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return tlv(tag, all);
}

}  // namespace ktpel::card
