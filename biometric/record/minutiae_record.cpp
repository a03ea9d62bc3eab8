// SPDX-License-Identifier: Apache-2.0
// ISO/IEC 19794-2:2005. Record format (clause 7): a record header of 24 bytes, then for each finger view a
// header of 4 bytes, 6 bytes a minutia and the length of the extended data with the data themselves.
#include "biometric/record/minutiae_record.h"

#include <algorithm>
#include <string_view>

namespace ktpel::biometric {
namespace {

using namespace std::string_view_literals;

constexpr auto kMagic = "FMR\0"sv, kVersion = " 20\0"sv;
constexpr std::size_t kHeader = 24, kViewHeader = 4, kMinutia = 6, kMostMinutiae = 255;
constexpr std::uint16_t kMostCoordinate = 0x3fff;  // 14 bits
constexpr std::uint16_t kUndefinedDevice = 0;      // no certification claimed, device not reported
constexpr std::uint8_t kLivePlain = 0;             // impression type

bool fits(const MinutiaeRecord& record) {
  return record.minutiae.size() <= kMostMinutiae && record.quality <= 100 && record.x_per_cm > 0 &&
         record.y_per_cm > 0 && std::all_of(record.minutiae.begin(), record.minutiae.end(), [](const auto& m) {
           return m.x <= kMostCoordinate && m.y <= kMostCoordinate && m.quality <= 100;
         });
}

/// Two bits on top of fourteen.
std::uint16_t packed(unsigned top, std::uint16_t low) { return static_cast<std::uint16_t>(top << 14 | low); }

MinutiaType type_of(unsigned bits) { return bits <= 2 ? MinutiaType(bits) : MinutiaType::Other; }

RecordedMinutia read_minutia(base::ByteReader& in) {
  const auto x = in.u16(), y = in.u16();
  const auto angle = in.u8(), quality = in.u8();
  return {type_of(x >> 14), static_cast<std::uint16_t>(x & kMostCoordinate),
          static_cast<std::uint16_t>(y & kMostCoordinate), angle,
          quality <= 100 ? quality : std::uint8_t{0}};  // 101..255 are reserved, 254 and 255 used for "none"
}

}  // namespace

base::Result<base::Bytes, RecordError> encode_minutiae_record(const MinutiaeRecord& record) {
  if (!fits(record)) return RecordError::TooMuch;
  const auto length = kHeader + kViewHeader + kMinutia * record.minutiae.size() + 2;
  base::ByteWriter out;
  out.raw(base::bytes_of(kMagic)).raw(base::bytes_of(kVersion)).u32(length).u16(kUndefinedDevice);
  out.u16(record.width).u16(record.height).u16(record.x_per_cm).u16(record.y_per_cm).u8(1).u8(0);
  out.u8(static_cast<std::uint8_t>(record.position)).u8(0 << 4 | kLivePlain).u8(record.quality);
  out.u8(record.minutiae.size());
  for (const auto& m : record.minutiae)
    out.u16(packed(static_cast<unsigned>(m.type), m.x)).u16(m.y).u8(m.angle).u8(m.quality);
  out.u16(0);  // no extended data
  return out.take();
}

base::Result<MinutiaeRecord, RecordError> decode_minutiae_record(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(kMagic.size())) != kMagic) return RecordError::NotARecord;
  if (base::text_of(in.take(kVersion.size())) != kVersion)
    return in.ok() ? RecordError::Unsupported : RecordError::Damaged;
  const auto length = in.u32();
  if (!in.ok() || length < kHeader || length > bytes.size()) return RecordError::Damaged;
  in = base::ByteReader(bytes.first(length));
  in.skip(kMagic.size() + kVersion.size() + 4 + 2);  // up to the image size
  MinutiaeRecord record;
  record.width = in.u16(), record.height = in.u16();
  record.x_per_cm = in.u16(), record.y_per_cm = in.u16();
  const auto views = in.u8();
  in.skip(1);
  if (in.ok() && views == 0) return RecordError::Unsupported;
  const auto position = in.u8();
  in.skip(1);  // view number, impression type
  record.quality = std::min<std::uint8_t>(in.u8(), 100);
  const auto count = in.u8();
  if (!in.ok() || record.x_per_cm == 0 || record.y_per_cm == 0 || position > 10) return RecordError::Damaged;
  record.position = FingerPosition(position);
  for (int i = 0; i < count; ++i) record.minutiae.push_back(read_minutia(in));
  in.skip(in.u16());
  if (!in.ok()) return RecordError::Damaged;
  return record;
}

}  // namespace ktpel::biometric
