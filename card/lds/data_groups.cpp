// SPDX-License-Identifier: Apache-2.0
#include "card/lds/data_groups.h"

#include <algorithm>
#include <array>

#include "card/iso7816/tlv.h"
#include "card/lds/detail/text.h"
#include "card/lds/file_id.h"

namespace ktpel::card {
namespace {

/// A file is one object with this tag and nothing behind it.
std::optional<base::ByteView> opened(base::ByteView file, std::uint32_t tag) {
  TlvReader reader(file);
  const auto object = reader.expect(tag);
  if (!object || !reader.finished()) return std::nullopt;
  return object->value;
}
base::Bytes text_object(std::uint32_t tag, std::string_view text) { return tlv(tag, base::bytes_of(text)); }
base::Bytes one(std::uint32_t tag, std::uint8_t value) { return tlv(tag, base::Bytes{value}); }
base::Bytes two(std::uint32_t tag, std::uint16_t value) { return tlv(tag, base::ByteWriter().u16(value).bytes()); }

/// Biometric header template, Doc 9303-10 table 40: type, sub-type, format owner (0101 = JTC1/SC37) and format.
base::Bytes header_template(std::uint8_t type, std::uint8_t subtype, std::uint16_t format) {
  return tlv(0xa1, {one(0x81, type), one(0x82, subtype), two(0x87, 0x0101), two(0x88, format)});
}
constexpr std::uint8_t face_type = 0x02, finger_type = 0x08;
constexpr std::uint16_t face_format = 0x0008, compact_finger_format = 0x0005;

struct BiometricTemplate {
  std::uint8_t subtype;
  base::ByteView data;
};
/// One 7F60: the header must say this type and format.
std::optional<BiometricTemplate> read_template(base::ByteView value, std::uint8_t type, std::uint16_t format) {
  TlvReader parts(value);
  const auto header = parts.expect(0xa1);
  if (!header) return std::nullopt;
  const auto data = parts.expect(0x5f2e);
  if (!data || !parts.finished()) return std::nullopt;
  const auto equals = [&](std::uint32_t tag, base::Bytes want) {
    const auto got = find(header->value, tag);
    return got && std::equal(got->begin(), got->end(), want.begin(), want.end());
  };
  if (!equals(0x81, {type}) || !equals(0x87, {0x01, 0x01}) ||
      !equals(0x88, {static_cast<std::uint8_t>(format >> 8), static_cast<std::uint8_t>(format & 0xff)}))
    return std::nullopt;
  const auto subtype = find(header->value, 0x82);
  if (!subtype || subtype->size() != 1) return std::nullopt;
  return BiometricTemplate{(*subtype)[0], data->value};
}

/// Doc 9303-10 table 49: a hand (bits 1-2) and a finger (bits 3-5).
bool is_finger_subtype(std::uint8_t subtype) {
  const int hand = subtype & 3, finger = subtype >> 2;
  return (hand == 1 || hand == 2) && finger >= 1 && finger <= 5;
}

constexpr std::array<std::uint8_t, 12> jp2_signature{0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0d, 0x0a, 0x87, 0x0a};
constexpr int max_side = 2000;

// ISO/IEC 19794-5:2005 clause 5: facial header 14, facial information 20, image information 12
constexpr std::size_t face_block_head = 20 + 12, face_head = 14 + face_block_head;

}  // namespace

base::Bytes encode_dg1(const Mrz& mrz) { return tlv(0x61, text_object(0x5f1f, mrz.encode())); }

base::Result<Mrz, LdsError> parse_dg1(base::ByteView file, const person::Date& today) {
  const auto content = opened(file, 0x61);
  if (!content) return LdsError::Malformed;
  const auto zone = opened(*content, 0x5f1f);
  if (!zone) return LdsError::Malformed;
  auto mrz = Mrz::parse(base::text_of(*zone), today);
  if (!mrz) return mrz.error() == MrzError::Length ? LdsError::Malformed : LdsError::WrongValue;
  return std::move(*mrz);
}

base::Bytes encode_dg2(const ChipPortrait& portrait) {
  base::ByteWriter face;
  face.raw(
      base::bytes_of(std::string_view("FAC\0"
                                      "010\0",
                                      8)));
  face.u32(face_head + portrait.jp2.size()).u16(1);
  face.u32(face_block_head + portrait.jp2.size());
  face.u16(0);                               // feature points
  face.u8(0).u8(0).u8(0);                    // sex, eye and hair colour: unspecified, DG1 and DG11 have what counts
  face.u8(0).u8(0).u8(0);                    // properties
  face.u16(0);                               // expression
  face.u8(0).u8(0).u8(0).u8(0).u8(0).u8(0);  // pose and its uncertainty
  face.u8(0x02);                             // token frontal
  face.u8(0x01);                             // JPEG 2000
  face.u16(static_cast<std::uint64_t>(portrait.width)).u16(static_cast<std::uint64_t>(portrait.height));
  face.u8(0x01);       // 24-bit RGB
  face.u8(0x02);       // static photograph from a digital camera
  face.u16(0).u16(0);  // device type, quality: unspecified
  face.raw(portrait.jp2);
  return tlv(0x75, tlv(0x7f61, {one(0x02, 1), tlv(0x7f60, {header_template(face_type, 0x00, face_format),
                                                           tlv(0x5f2e, face.bytes())})}));
}

base::Result<ChipPortrait, LdsError> parse_dg2(base::ByteView file) {
  const auto content = opened(file, 0x75);
  const auto group = content ? opened(*content, 0x7f61) : std::nullopt;
  if (!group) return LdsError::Malformed;
  TlvReader parts(*group);
  const auto count = parts.expect(0x02);
  if (!count || count->value.size() != 1 || count->value[0] < 1) return LdsError::Malformed;
  const auto first = parts.expect(0x7f60);
  if (!first) return LdsError::Malformed;
  const auto found = read_template(first->value, face_type, face_format);
  if (!found) return LdsError::Malformed;
  base::ByteReader face(found->data);
  const auto magic = face.take(8);
  const std::uint64_t length = face.u32();
  const auto faces = face.u16();
  const std::uint64_t block = face.u32();
  const auto points = face.u16();
  face.skip(3 + 3 + 2 + 6);
  face.skip(std::size_t{points} * 8);
  face.skip(1);
  const auto kind = face.u8();
  ChipPortrait out;
  out.width = face.u16();
  out.height = face.u16();
  face.skip(1 + 1 + 2 + 2);
  if (!face.ok() ||
      base::text_of(magic) != std::string_view("FAC\0"
                                               "010\0",
                                               8) ||
      faces < 1 || length != found->data.size() || block < face_block_head + std::size_t{points} * 8 ||
      block > length - 14)
    return LdsError::Malformed;
  const auto image = face.take(block - face_block_head - std::size_t{points} * 8);
  if (!face.ok()) return LdsError::Malformed;
  if (kind != 0x01 || out.width < 1 || out.width > max_side || out.height < 1 || out.height > max_side ||
      image.size() < jp2_signature.size() || !std::equal(jp2_signature.begin(), jp2_signature.end(), image.begin()))
    return LdsError::WrongValue;
  out.jp2.assign(image.begin(), image.end());
  return out;
}

base::Bytes encode_dg3(const std::vector<ChipFinger>& fingers, base::ByteView salt) {
  auto group = one(0x02, static_cast<std::uint8_t>(fingers.size()));
  for (const auto& finger : fingers) {
    const auto part =
        tlv(0x7f60, {header_template(finger_type, finger.subtype, compact_finger_format), tlv(0x5f2e, finger.compact)});
    group.insert(group.end(), part.begin(), part.end());
  }
  auto content = tlv(0x7f61, group);
  if (fingers.empty()) {
    const auto random = tlv(0x53, salt);
    content.insert(content.end(), random.begin(), random.end());
  }
  return tlv(0x63, content);
}

base::Result<std::vector<ChipFinger>, LdsError> parse_dg3(base::ByteView file) {
  const auto content = opened(file, 0x63);
  if (!content) return LdsError::Malformed;
  TlvReader outer(*content);
  const auto group = outer.expect(0x7f61);
  if (!group) return LdsError::Malformed;
  while (outer.next()) {
  }
  if (!outer.finished()) return LdsError::Malformed;
  TlvReader parts(group->value);
  const auto count = parts.expect(0x02);
  if (!count || count->value.size() != 1) return LdsError::Malformed;
  std::vector<ChipFinger> out;
  while (const auto part = parts.next()) {
    const auto found =
        part->tag == 0x7f60 ? read_template(part->value, finger_type, compact_finger_format) : std::nullopt;
    if (!found) return LdsError::Malformed;
    if (!is_finger_subtype(found->subtype) || found->data.empty() || found->data.size() % 3 != 0 ||
        found->data.size() / 3 > max_chip_minutiae || out.size() == 2)
      return LdsError::WrongValue;
    for (const auto& other : out)
      if (other.subtype == found->subtype) return LdsError::WrongValue;
    out.push_back({found->subtype, {found->data.begin(), found->data.end()}});
  }
  if (!parts.finished() || out.size() != count->value[0]) return LdsError::Malformed;
  return out;
}

base::Bytes encode_dg11(const PersonalDetails& d) {
  return tlv(0x6b, {tlv(0x5c, base::from_hex("5f0e5f105f2b5f115f42").value()), text_object(0x5f0e, d.name),
                    text_object(0x5f10, d.nik), text_object(0x5f2b, d.born), text_object(0x5f11, d.birthplace),
                    text_object(0x5f42, d.street)});
}

base::Result<PersonalDetails, LdsError> parse_dg11(base::ByteView file) {
  const auto content = opened(file, 0x6b);
  if (!content) return LdsError::Malformed;
  PersonalDetails out;
  struct Field {
    std::uint32_t tag;
    std::string* text;
    std::size_t limit;
    bool seen;
  };
  Field fields[] = {{0x5f0e, &out.name, 60, false},
                    {0x5f10, &out.nik, 16, false},
                    {0x5f2b, &out.born, 8, false},
                    {0x5f11, &out.birthplace, 44, false},
                    {0x5f42, &out.street, 100, false}};
  TlvReader parts(*content);
  while (const auto part = parts.next())
    for (auto& field : fields) {
      if (field.tag != part->tag) continue;
      if (field.seen) return LdsError::WrongValue;
      field.seen = true;
      *field.text = base::text_of(part->value);
      if (!detail::is_plain_text(*field.text, field.limit)) return LdsError::WrongValue;
    }
  if (!parts.finished()) return LdsError::Malformed;
  const auto digits = [](const std::string& text, std::size_t size) {
    return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (out.name.empty() || !digits(out.nik, 16) || !digits(out.born, 8)) return LdsError::WrongValue;
  return out;
}

base::Bytes encode_com(const std::vector<int>& data_groups) {
  base::Bytes tags;
  for (const int number : data_groups) tags.push_back(static_cast<std::uint8_t>(tag_of_data_group(number)));
  return tlv(0x60, {text_object(0x5f01, "0107"), text_object(0x5f36, "040000"), tlv(0x5c, tags)});
}

base::Result<std::vector<int>, LdsError> parse_com(base::ByteView file) {
  const auto content = opened(file, 0x60);
  if (!content) return LdsError::Malformed;
  const auto version = find(*content, 0x5f01), unicode = find(*content, 0x5f36), tags = find(*content, 0x5c);
  if (!version || !unicode || !tags || version->size() != 4 || unicode->size() != 6) return LdsError::Malformed;
  std::vector<int> out;
  for (const auto tag : *tags) {
    const int number = data_group_of_tag(tag);
    if (number == 0 || std::find(out.begin(), out.end(), number) != out.end()) return LdsError::WrongValue;
    out.push_back(number);
  }
  return out;
}

}  // namespace ktpel::card
