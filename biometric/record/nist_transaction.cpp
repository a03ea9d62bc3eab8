// SPDX-License-Identifier: Apache-2.0
// ANSI/NIST-ITL, traditional encoding. Record 1 lists all others (field 1.003). A tagged record is
//   "14.001:" its length in bytes GS "14.002:" ... GS "14.999:" picture FS
// and a binary one (types 3 to 8) a big-endian length, the IDC, and fields of fixed size. FS 1C, GS 1D, RS 1E, US 1F.
#include "biometric/record/nist_transaction.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>

namespace ktpel::biometric {
namespace {

constexpr char kFs = 0x1c, kGs = 0x1d, kRs = 0x1e, kUs = 0x1f;
constexpr int kLength = 1, kIdc = 2, kContent = 3, kPicture = 999;  // field numbers, the same in every tagged record
constexpr std::size_t kMostRecords = 1000;                          // IDCs are two digits
constexpr std::size_t kBinaryHeader = 18, kShortBinaryHeader = 5;
constexpr double kClassicDpi = 500;

bool is_binary(int type) { return type >= 3 && type <= 8; }

std::optional<int> whole_number(std::string_view text) {
  int v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || v < 0) return std::nullopt;
  return v;
}
/// The number that the text begins with.
std::optional<double> leading_number(std::string_view text) {
  double v = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), v).ec != std::errc() || !std::isfinite(v))
    return std::nullopt;
  return v;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out;
  for (;;) {
    const auto end = text.find(at);
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// ---- what the codes mean ----

/// Binary records, type 4 and its kin.
std::optional<ImageCoding> coding_of_code(std::uint8_t code) {
  switch (code) {
    case 0:
      return ImageCoding::Raw;
    case 1:
      return ImageCoding::Wsq;
    case 2:
      return ImageCoding::Jpeg;
    case 3:
      return ImageCoding::JpegLossless;
    case 4:
      return ImageCoding::Jpeg2000;
    case 5:
      return ImageCoding::Jpeg2000Lossless;
    case 6:
      return ImageCoding::Png;
    default:
      return std::nullopt;
  }
}
std::optional<std::uint8_t> code_of(ImageCoding coding) {
  for (std::uint8_t code = 0; code <= 6; ++code)
    if (coding_of_code(code) == coding) return code;
  return std::nullopt;
}

constexpr std::pair<std::string_view, ImageCoding> kCodingNames[] = {{"NONE", ImageCoding::Raw},
                                                                     {"WSQ20", ImageCoding::Wsq},
                                                                     {"WSQ", ImageCoding::Wsq},
                                                                     {"JPEGB", ImageCoding::Jpeg},
                                                                     {"JPEGL", ImageCoding::JpegLossless},
                                                                     {"JP2", ImageCoding::Jpeg2000},
                                                                     {"JP2L", ImageCoding::Jpeg2000Lossless},
                                                                     {"PNG", ImageCoding::Png}};
std::optional<ImageCoding> coding_named(std::string_view name) {
  for (const auto& [text, coding] : kCodingNames)
    if (name == text) return coding;
  return std::nullopt;
}
std::string name_of(ImageCoding coding) {
  for (const auto& [text, each] : kCodingNames)
    if (each == coding) return std::string(text);
  return "NONE";
}

/// Where types that carry a picture keep what it is. 0: not in this type.
struct PictureFields {
  int width, height, scale, across, coding, depth, position, impression;
};
std::optional<PictureFields> picture_fields(int type) {
  switch (type) {
    case 10:
      return PictureFields{6, 7, 8, 9, 11, 0, 0, 0};
    case 13:
    case 14:
    case 15:
    case 19:
      return PictureFields{6, 7, 8, 9, 11, 12, 13, 3};
    case 16:
    case 17:
      return PictureFields{6, 7, 8, 9, 11, 12, 0, 0};
    default:
      return std::nullopt;
  }
}

// ---- reading ----

struct Cursor {
  base::ByteView bytes;
  std::size_t at = 0;
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()) + at, bytes.size() - at}; }
};

/// "14.013:" at the front; the record's type and the field's number.
struct Tag {
  int type, field;
  std::size_t size;
};
std::optional<Tag> tag_at(std::string_view text) {
  constexpr std::size_t kLongestTag = 24;
  const auto colon = text.substr(0, kLongestTag).find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto dot = text.substr(0, colon).find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto type = whole_number(text.substr(0, dot)), field = whole_number(text.substr(dot + 1, colon - dot - 1));
  if (!type || !field) return std::nullopt;
  return Tag{*type, *field, colon + 1};
}

void read_picture_facts(NistRecord& record) {
  const auto where = picture_fields(record.type);
  if (!record.image || !where) return;
  auto& image = *record.image;
  image.width = whole_number(record.text(where->width)).value_or(0);
  image.height = whole_number(record.text(where->height)).value_or(0);
  image.coding = coding_named(record.text(where->coding));
  if (where->depth != 0) image.depth = whole_number(record.text(where->depth)).value_or(8);
  const auto across = leading_number(record.text(where->across));
  const auto scale = record.text(where->scale);
  if (across && *across > 0 && scale == "1") image.dpi = *across;
  if (across && *across > 0 && scale == "2") image.dpi = *across * 2.54;
  if (where->impression != 0)
    image.impression = static_cast<std::uint8_t>(whole_number(record.text(where->impression)).value_or(0));
  if (where->position == 0) return;
  const auto positions = record.text(where->position);
  for (const auto& item : split(positions, kRs))
    if (const auto code = whole_number(item); code && *code <= 15 && (*code != 0 || image.positions.empty()))
      image.positions.push_back(PrintPosition(*code));
}

/// A tagged record of the wanted type (0: any); nullopt if it is none or runs over the end.
std::optional<NistRecord> read_tagged(Cursor& cursor, int wanted) {
  const auto text = cursor.text();
  const auto head = tag_at(text);
  if (!head || head->field != kLength || (wanted != 0 && head->type != wanted)) return std::nullopt;
  const auto length_end = text.find_first_of(std::string{kGs, kFs}, head->size);
  if (length_end == std::string_view::npos) return std::nullopt;
  const auto length = whole_number(text.substr(head->size, length_end - head->size));
  if (!length || static_cast<std::size_t>(*length) > text.size() || static_cast<std::size_t>(*length) <= length_end)
    return std::nullopt;
  auto rest = text.substr(0, static_cast<std::size_t>(*length));
  if (rest.back() != kFs) return std::nullopt;
  rest.remove_suffix(1);
  rest.remove_prefix(std::min(length_end + 1, rest.size()));
  NistRecord record{.type = head->type};
  while (!rest.empty()) {
    const auto tag = tag_at(rest);
    if (!tag || tag->type != head->type) return std::nullopt;
    if (tag->field == kPicture) {  // the rest, whatever bytes it has
      const auto data = base::bytes_of(rest.substr(tag->size));
      record.image = NistImage{.data = {data.begin(), data.end()}};
      break;
    }
    const auto end = std::min(rest.find(kGs), rest.size());
    auto value = rest.substr(tag->size, end < tag->size ? 0 : end - tag->size);
    if (!value.empty() && value.back() == kFs) value.remove_suffix(1);  // some end their last field twice
    if (tag->field == kIdc && record.type != 1)
      record.idc = whole_number(value).value_or(-1);
    else
      record.fields.push_back({tag->field, std::string(value)});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (record.idc < 0) return std::nullopt;
  read_picture_facts(record);
  cursor.at += static_cast<std::size_t>(*length);
  return record;
}

/// Types 3 to 6 hold a fingerprint, 8 a signature, 7 what its users agreed on.
std::optional<NistRecord> read_binary(Cursor& cursor, int type) {
  base::ByteReader in(cursor.bytes.subspan(cursor.at));
  const std::size_t length = in.u32();
  NistRecord record{.type = type, .idc = in.u8()};
  if (!in.ok() || length > cursor.bytes.size() - cursor.at) return std::nullopt;
  std::size_t head = kShortBinaryHeader;
  NistImage image;
  if (type != 7) {
    image.dpi = kClassicDpi;
    if (type == 8) {
      image.impression = in.u8();  // whose signature: 0 the subject's, 1 the officer's
      // 0: pixels; others: a facsimile's runs or the strokes of a pen
      const bool pixels = in.u8() == 0;
      if (in.u8() != 0) image.dpi = std::nullopt;
      image.width = in.u16(), image.height = in.u16();
      head = kShortBinaryHeader + 7;
      // black and white by the standard; grey and colour, a byte or three a pixel, are met
      const auto area = std::size_t(image.width) * std::size_t(image.height);
      const auto size = length < head ? 0 : length - head;
      image.depth = size == area && area > 0 ? 8 : size == 3 * area && area > 0 ? 24 : 1;
      if (pixels) image.coding = image.depth == 1 ? ImageCoding::BitPacked : ImageCoding::Raw;
    } else {
      image.impression = in.u8();
      for (int i = 0; i < 6; ++i)
        if (const auto code = in.u8(); code <= 15) image.positions.push_back(PrintPosition(code));
      const bool minimum = in.u8() == 0;
      if (!minimum) image.dpi = std::nullopt;  // the native one of the scanner, which only record 1 tells
      image.width = in.u16(), image.height = in.u16();
      image.coding = coding_of_code(in.u8());
      head = kBinaryHeader;
    }
  }
  if (!in.ok() || length < head) return std::nullopt;
  const auto data = in.take(length - head);
  image.data = {data.begin(), data.end()};
  record.image = std::move(image);
  cursor.at += length;
  return record;
}

/// What record 1 lists after itself: type and IDC.
std::optional<std::vector<std::pair<int, int>>> listed_in(const NistRecord& first) {
  const auto text = first.text(kContent);
  std::vector<std::pair<int, int>> out;
  for (const auto& item : split(text, kRs)) {
    const auto parts = split(item, kUs);
    if (parts.size() < 2) return std::nullopt;
    const auto type = whole_number(parts[0]), idc = whole_number(parts[1]);
    if (!type || !idc || *type > 99) return std::nullopt;
    out.emplace_back(*type, *idc);
  }
  if (out.empty() || out.front().first != 1 || out.size() > kMostRecords) return std::nullopt;
  out.erase(out.begin());
  return out;
}

/// Resolution of scanners and of pictures in record 1 (1.011, 1.012), pixels a millimetre.
std::optional<double> native_dpi(const NistRecord& first) {
  for (const int field : {12, 11})
    if (const auto v = leading_number(first.text(field)); v && *v > 1) return std::round(*v * 25.4);
  return std::nullopt;
}

// ---- writing ----

std::string two_digits(int v) { return (v < 10 ? "0" : "") + std::to_string(v); }

base::Bytes tagged(const NistRecord& record, bool first) {
  std::string body;
  const auto tag = [&](int field) {
    auto digits = std::to_string(field);
    digits.insert(0, digits.size() < 3 ? 3 - digits.size() : 0, '0');
    return std::to_string(record.type) + "." + digits + ":";
  };
  if (!first) body += kGs + tag(kIdc) + two_digits(record.idc);
  for (const auto& field : record.fields) body += kGs + tag(field.number) + field.text;
  const std::string picture_tag = record.image ? kGs + tag(kPicture) : "";
  const auto rest = body.size() + picture_tag.size() + (record.image ? record.image->data.size() : 0) + 1;
  // the length counts its own digits
  const auto head = tag(kLength);
  std::size_t digits = 1;
  while (std::to_string(head.size() + digits + rest).size() != digits) ++digits;
  base::ByteWriter out;
  out.raw(base::bytes_of(head + std::to_string(head.size() + digits + rest) + body + picture_tag));
  if (record.image) out.raw(record.image->data);
  return out.u8(static_cast<std::uint8_t>(kFs)).take();
}

base::Result<base::Bytes, RecordError> binary(const NistRecord& record) {
  if (!record.image || record.idc > 255) return RecordError::TooMuch;
  const auto& image = *record.image;
  base::ByteWriter out;
  const bool sized = image.width >= 0 && image.width <= 0xffff && image.height >= 0 && image.height <= 0xffff;
  const auto put_size = [&] {
    out.u16(static_cast<std::uint64_t>(image.width)).u16(static_cast<std::uint64_t>(image.height));
  };
  const auto length = image.data.size();
  if (!sized || length > 0xfffffff0u) return RecordError::TooMuch;
  const auto idc = static_cast<std::uint64_t>(record.idc);
  if (record.type == 7) return out.u32(kShortBinaryHeader + length).u8(idc).raw(image.data).take();
  if (record.type == 8) {
    // a signature's pixels alone can be written; its other forms are only read
    if (image.coding != ImageCoding::BitPacked && image.coding != ImageCoding::Raw) return RecordError::Unsupported;
    out.u32(kShortBinaryHeader + 7 + length).u8(idc).u8(image.impression).u8(0).u8(image.dpi == kClassicDpi ? 0 : 1);
    put_size();
    return out.raw(image.data).take();
  }
  const auto coding = image.coding ? code_of(*image.coding) : std::nullopt;
  if (!coding || image.positions.size() > 6) return RecordError::Unsupported;
  out.u32(kBinaryHeader + length).u8(idc).u8(image.impression);
  for (std::size_t i = 0; i < 6; ++i)
    out.u8(i < image.positions.size() ? static_cast<std::uint8_t>(image.positions[i]) : 0xff);
  out.u8(image.dpi == kClassicDpi ? 0 : 1);
  put_size();
  return out.u8(*coding).raw(image.data).take();
}

// ---- minutiae of type 9 ----

std::uint16_t coordinate(std::optional<double> v) {
  return static_cast<std::uint16_t>(std::clamp(v.value_or(0), 0.0, 16383.0));
}
std::uint8_t turn_of_degrees(double degrees) {
  return static_cast<std::uint8_t>(static_cast<long>(std::lround(std::fmod(degrees, 360) * 256 / 360)) & 255);
}
std::uint8_t to_hundred(std::optional<double> v) {
  return static_cast<std::uint8_t>(std::clamp(v.value_or(0), 0.0, 100.0));
}

void set_finger(MinutiaeRecord& record, std::string_view text) {
  if (const auto code = whole_number(text); code && *code <= 10) record.position = FingerPosition(*code);
}

/// The fields of INCITS 378 in a record of type 9: 9.128 and after.
MinutiaeRecord minutiae_378(const NistRecord& record) {
  const auto number = [&](int field) { return leading_number(record.text(field)); };
  MinutiaeRecord out;
  out.width = coordinate(number(128)), out.height = coordinate(number(129));
  const bool per_inch = record.text(130) == "1";
  const auto per_cm = [&](int field) {
    const auto v = number(field).value_or(197);
    return static_cast<std::uint16_t>(std::clamp(std::round(per_inch ? v / 2.54 : v), 1.0, 65535.0));
  };
  out.x_per_cm = per_cm(131), out.y_per_cm = per_cm(132);
  set_finger(out, record.text(134));
  out.quality = to_hundred(leading_number(record.text(135)));
  const NistField list{137, record.text(137)};
  for (const auto& item : list.subfields()) {
    // index, x, y, angle in units of 2 degrees, type, quality
    if (item.size() < 5 || out.minutiae.size() == 255) continue;
    const auto at = [&](std::size_t i) { return i < item.size() ? leading_number(item[i]) : std::nullopt; };
    const double type = at(4).value_or(0);  // any number may stand there
    out.minutiae.push_back({type == 1 || type == 2 ? MinutiaType(static_cast<int>(type)) : MinutiaType::Other,
                            coordinate(at(1)), coordinate(at(2)), turn_of_degrees(2 * at(3).value_or(0)),
                            to_hundred(at(5))});
  }
  auto& e = out.extended;
  const NistField counts{138, record.text(138)};
  for (const auto& item : counts.subfields()) {
    // minutia, neighbour, ridges; the first says the method, 255 stands for no neighbour
    if (item.size() < 3) continue;
    const auto from = whole_number(item[0]), to = whole_number(item[1]), ridges = whole_number(item[2]);
    if (!from || !to || !ridges || *from < 1 || *from > 255 || *to < 1 || *to >= 255 || *ridges > 255) continue;
    e.ridge_counts.push_back(
        {static_cast<std::uint8_t>(*from - 1), static_cast<std::uint8_t>(*to - 1), static_cast<std::uint8_t>(*ridges)});
  }
  const auto points = [&](int field) {
    std::vector<SingularPoint> found;
    const NistField text{field, record.text(field)};
    for (const auto& item : text.subfields())
      if (item.size() >= 2 && leading_number(item[0]) && found.size() < 15)
        found.push_back({coordinate(leading_number(item[0])), coordinate(leading_number(item[1])), {}});
    return found;
  };
  e.cores = points(139), e.deltas = points(140);
  return out;
}

/// The standard's own fields: 9.010 how many, 9.012 each as index, XXXXYYYYTTT (0.01 mm from the lower left, degrees),
/// quality and type. The size of the picture is not stated: y is turned about the lowest point.
MinutiaeRecord minutiae_standard(const NistRecord& record) {
  MinutiaeRecord out;
  constexpr double kPerHundredthMm = 197.0 / 1000;
  set_finger(out, split(record.text(6), kRs).front());
  struct Read {
    double x, y, degrees;
    MinutiaType type;
    std::uint8_t quality;
  };
  std::vector<Read> all;
  double top = 0;
  const NistField list{12, record.text(12)};
  for (const auto& item : list.subfields()) {
    if (item.size() < 2 || item[1].size() < 11 || all.size() == 255) continue;
    const std::string_view packed = item[1];
    const auto x = whole_number(packed.substr(0, 4)), y = whole_number(packed.substr(4, 4)),
               degrees = whole_number(packed.substr(8, 3));
    if (!x || !y || !degrees) continue;
    const auto letter = item.size() > 3 && !item[3].empty() ? item[3][0] : 'D';
    all.push_back({*x * kPerHundredthMm, *y * kPerHundredthMm, double(*degrees),
                   letter == 'A'   ? MinutiaType::Ending
                   : letter == 'B' ? MinutiaType::Bifurcation
                                   : MinutiaType::Other,
                   // 0..63, 63 best, 0 written by a person
                   to_hundred(item.size() > 2 ? leading_number(item[2]).value_or(0) * 100 / 63 : 0)});
    top = std::max(top, all.back().y);
  }
  double right = 0;
  for (const auto& m : all) {
    right = std::max(right, m.x);
    // angles there point from the ridge into the gap: half a turn away from ours
    out.minutiae.push_back(
        {m.type, coordinate(m.x), coordinate(top - m.y), turn_of_degrees(m.degrees + 180), m.quality});
  }
  out.width = coordinate(right + 1), out.height = coordinate(top + 1);
  return out;
}

bool plain_text(std::string_view text) {
  return !text.empty() && text.size() <= 50 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

std::vector<std::vector<std::string>> NistField::subfields() const {
  std::vector<std::vector<std::string>> out;
  if (text.empty()) return out;
  for (const auto& subfield : split(text, kRs)) out.push_back(split(subfield, kUs));
  return out;
}

std::string NistRecord::text(int field) const {
  for (const auto& f : fields)
    if (f.number == field) return f.text;
  return {};
}

base::Result<NistTransaction, RecordError> decode_transaction(base::ByteView bytes) {
  Cursor cursor{bytes};
  const auto head = tag_at(cursor.text());
  if (!head || head->type != 1 || head->field != kLength) return RecordError::NotARecord;
  auto first = read_tagged(cursor, 1);
  if (!first) return RecordError::Damaged;
  const auto list = listed_in(*first);
  if (!list) return RecordError::Damaged;
  const auto native = native_dpi(*first);
  NistTransaction out;
  out.records.push_back(std::move(*first));
  for (const auto& [type, idc] : *list) {
    auto record = is_binary(type) ? read_binary(cursor, type) : read_tagged(cursor, type);
    if (!record || record->idc != idc) return RecordError::Damaged;
    if (is_binary(type) && type < 7 && record->image && !record->image->dpi) record->image->dpi = native;
    out.records.push_back(std::move(*record));
  }
  return out;
}

base::Result<base::Bytes, RecordError> encode_transaction(const NistTransaction& transaction) {
  const auto& records = transaction.records;
  if (records.empty() || records.front().type != 1 || records.size() > kMostRecords) return RecordError::TooMuch;
  auto first = records.front();
  std::string list = std::string("1") + kUs + std::to_string(records.size() - 1);
  base::ByteWriter body;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto& record = records[i];
    if (record.type < 2 || record.type > 99 || record.idc < 0 || record.idc > 999) return RecordError::TooMuch;
    list += kRs + std::to_string(record.type) + kUs + two_digits(record.idc);
    if (!is_binary(record.type)) {
      body.raw(tagged(record, false));
      continue;
    }
    const auto written = binary(record);
    if (!written) return written.error();
    body.raw(*written);
  }
  const auto content =
      std::find_if(first.fields.begin(), first.fields.end(), [](const auto& f) { return f.number == kContent; });
  if (content == first.fields.end()) return RecordError::TooMuch;
  content->text = list;
  base::ByteWriter out;
  return out.raw(tagged(first, true)).raw(body.bytes()).take();
}

base::Result<MinutiaeRecord, RecordError> minutiae_of(const NistRecord& record) {
  if (record.type != 9) return RecordError::Unsupported;
  if (!record.text(137).empty()) return minutiae_378(record);
  if (!record.text(12).empty()) return minutiae_standard(record);
  return RecordError::Unsupported;
}

base::Result<FingerImageView, RecordError> finger_image_of(const NistRecord& record) {
  const bool kind = (record.type >= 3 && record.type <= 6) || (record.type >= 13 && record.type <= 15);
  if (!kind || !record.image || !record.image->coding) return RecordError::Unsupported;
  const auto& image = *record.image;
  FingerImageView view;
  view.position = image.positions.empty() ? PrintPosition::Unknown : image.positions.front();
  view.impression = image.impression;
  view.width = image.width, view.height = image.height, view.dpi = image.dpi.value_or(kClassicDpi);
  view.depth = image.depth, view.coding = *image.coding, view.data = image.data;
  if (view.width <= 0 || view.height <= 0) return RecordError::Damaged;
  return view;
}

base::Result<NistTransaction, RecordError> transaction_of(const std::vector<FingerImageView>& views,
                                                          const NistEnvelope& envelope, NistPictures pictures) {
  base::check(plain_text(envelope.kind) && plain_text(envelope.date) && plain_text(envelope.destination) &&
                  plain_text(envelope.origin) && plain_text(envelope.control),
              "an ANSI/NIST envelope with a text that is empty or holds separators");
  if (views.empty() || views.size() > 99) return RecordError::TooMuch;
  NistTransaction out;
  const bool binary_pictures = pictures == NistPictures::Type4;
  constexpr auto kClassicPerMm = "19.69";
  const std::string per_mm = binary_pictures ? kClassicPerMm : "00.00";  // 00.00: no record of types 3 to 6
  out.records.push_back({.type = 1,
                         .fields = {{2, "0500"},  // the edition of 2011
                                    {kContent, ""},
                                    {4, envelope.kind},
                                    {5, envelope.date},
                                    {7, envelope.destination},
                                    {8, envelope.origin},
                                    {9, envelope.control},
                                    {11, per_mm},
                                    {12, per_mm}}});
  out.records.push_back({.type = 2, .idc = 0, .fields = {{3, "-"}}});  // users fill it by agreement
  for (std::size_t i = 0; i < views.size(); ++i) {
    const auto& view = views[i];
    const int idc = static_cast<int>(i) + 1;
    NistImage image{.width = view.width,
                    .height = view.height,
                    .dpi = view.dpi,
                    .depth = view.depth,
                    .coding = view.coding,
                    .positions = {view.position},
                    .impression = view.impression,
                    .data = view.data};
    if (binary_pictures) {
      constexpr double kLeast = 490, kMost = 510;
      if (!(view.dpi >= kLeast && view.dpi <= kMost) || view.depth != 8 || !code_of(view.coding))
        return RecordError::Unsupported;
      image.dpi = kClassicDpi;
      out.records.push_back({.type = 4, .idc = idc, .image = std::move(image)});
      continue;
    }
    if (view.coding == ImageCoding::BitPacked) return RecordError::Unsupported;
    NistRecord record{.type = 14, .idc = idc, .image = std::move(image)};
    const auto add = [&](int field, std::string text) { record.fields.push_back({field, std::move(text)}); };
    add(3, std::to_string(view.impression));
    add(4, envelope.origin);
    add(5, envelope.date);
    add(6, std::to_string(view.width));
    add(7, std::to_string(view.height));
    add(8, "1");  // pixels an inch
    for (const int field : {9, 10}) add(field, std::to_string(std::lround(view.dpi)));
    add(11, name_of(view.coding));
    add(12, std::to_string(view.depth));
    add(13, std::to_string(static_cast<int>(view.position)));
    out.records.push_back(std::move(record));
  }
  return out;
}

}  // namespace ktpel::biometric
