// SPDX-License-Identifier: Apache-2.0
// Finger minutiae records. Five written forms of one value; they differ in the two headers and in the unit of angles,
// the minutiae (six bytes) and the extended data (kind, length, content) are the same in all:
//   ISO/IEC 19794-2:2005 7    24 bytes, then for each view 4 bytes
//   ISO/IEC 19794-2:2011 8    15 bytes, then for each view its length, time, device, qualities, size
//   INCITS 378-2004           26 bytes (30 if the record is longer than 65535), then for each view 4 bytes
//   INCITS 378-2009, and AM1  21 bytes, then for each view 17 bytes with its size
#include "biometric/record/minutiae_record.h"

#include <algorithm>
#include <string_view>

namespace ktpel::biometric {
namespace {

using namespace std::string_view_literals;

constexpr auto kMagic = "FMR\0"sv;
constexpr auto kVersion2 = " 20\0"sv, kVersion2Zero = "020\0"sv;  // both are met, also in 378-2004
constexpr auto kVersion3 = "030\0"sv, kVersionAm1 = "035\0"sv;
constexpr std::size_t kMostMinutiae = 255, kMostPoints = 15, kMinutia = 6;
constexpr std::uint16_t kMostCoordinate = 0x3fff;  // 14 bits
constexpr int kDegreesPerUnit378 = 2, kUnits378 = 360 / kDegreesPerUnit378;

enum BlockKind : std::uint16_t { kRidgeCounts = 1, kCoresAndDeltas = 2 };

bool is_378(MinutiaeFormat format) { return format != MinutiaeFormat::Iso2005 && format != MinutiaeFormat::Iso2011; }

std::uint8_t to_turn(std::uint8_t units) {
  return static_cast<std::uint8_t>((units * 256 + kUnits378 / 2) / kUnits378);
}
std::uint8_t to_378(std::uint8_t turn) { return static_cast<std::uint8_t>((turn * kUnits378 + 128) / 256 % kUnits378); }

/// Two bits on top of fourteen.
std::uint16_t packed(unsigned top, std::uint16_t low) { return static_cast<std::uint16_t>(top << 14 | low); }
std::uint16_t low14(std::uint16_t v) { return v & kMostCoordinate; }

// ---- writing ----

bool fits(const SingularPoint& p, std::size_t full) {
  return p.x <= kMostCoordinate && p.y <= kMostCoordinate && (p.angles.empty() || p.angles.size() == full);
}

bool fits(const MinutiaeRecord& record) {
  const auto& e = record.extended;
  return record.minutiae.size() <= kMostMinutiae && record.quality <= 100 && record.x_per_cm > 0 &&
         record.y_per_cm > 0 && record.view <= 15 && record.impression <= 15 &&
         std::all_of(
             record.minutiae.begin(), record.minutiae.end(),
             [](const auto& m) { return m.x <= kMostCoordinate && m.y <= kMostCoordinate && m.quality <= 100; }) &&
         e.cores.size() <= kMostPoints && e.deltas.size() <= kMostPoints &&
         std::all_of(e.cores.begin(), e.cores.end(), [](const auto& p) { return fits(p, 1); }) &&
         std::all_of(e.deltas.begin(), e.deltas.end(), [](const auto& p) { return fits(p, 3); });
}

/// Cores, or deltas: how many, then each with its angles. ISO states for each point whether it has angles; 378-2004
/// once for all, so points without are left out of a list that has some.
void put_points(base::ByteWriter& out, std::vector<SingularPoint> points, MinutiaeFormat format) {
  const bool some = std::any_of(points.begin(), points.end(), [](const auto& p) { return !p.angles.empty(); });
  if (is_378(format) && some) std::erase_if(points, [](const auto& p) { return p.angles.empty(); });
  out.u8((is_378(format) && some ? 1u << 6 : 0u) | points.size());
  for (const auto& p : points) {
    out.u16(packed(is_378(format) || p.angles.empty() ? 0 : 1, p.x)).u16(p.y);
    for (const auto a : p.angles) out.u8(is_378(format) ? to_378(a) : a);
  }
}

base::Bytes extended_data(const ExtendedData& e, MinutiaeFormat format) {
  base::ByteWriter out;
  constexpr std::size_t kBlockHeader = 4;
  const auto block = [&](std::uint16_t kind, base::ByteView content) {
    out.u16(kind).u16(kBlockHeader + content.size()).raw(content);
  };
  if (!e.ridge_counts.empty()) {
    base::ByteWriter content;
    content.u8(static_cast<std::uint8_t>(e.ridge_count_method));
    for (const auto& c : e.ridge_counts) content.u8(c.from).u8(c.to).u8(c.ridges);
    block(kRidgeCounts, content.bytes());
  }
  if (!e.cores.empty() || !e.deltas.empty()) {
    base::ByteWriter content;
    put_points(content, e.cores, format);
    put_points(content, e.deltas, format);
    block(kCoresAndDeltas, content.bytes());
  }
  for (const auto& other : e.others)
    if (!other.content.empty()) block(other.kind, other.content);
  return out.take();
}

void put_minutiae(base::ByteWriter& out, const MinutiaeRecord& view, MinutiaeFormat format) {
  for (const auto& m : view.minutiae)
    out.u16(packed(static_cast<unsigned>(m.type), m.x))
        .u16(m.y)
        .u8(is_378(format) ? to_378(m.angle) : m.angle)
        .u8(m.quality);
}

void put_view(base::ByteWriter& out, const MinutiaeRecord& view, MinutiaeFormat format, const base::Bytes& extended) {
  switch (format) {
    case MinutiaeFormat::Iso2005:
    case MinutiaeFormat::Ansi2004:
      out.u8(static_cast<std::uint8_t>(view.position)).u8(view.view << 4 | view.impression).u8(view.quality);
      break;
    case MinutiaeFormat::Ansi2009:
    case MinutiaeFormat::Ansi2009Am1:
      out.u8(static_cast<std::uint8_t>(view.position)).u8(view.view).u8(view.impression).u8(view.quality);
      out.u32(0);  // owner and algorithm of the quality: not stated
      out.u16(view.width).u16(view.height).u16(view.x_per_cm).u16(view.y_per_cm);
      break;
    case MinutiaeFormat::Iso2011: {
      constexpr std::size_t kBeforeMinutiae = 37;
      out.u32(kBeforeMinutiae + kMinutia * view.minutiae.size() + 2 + extended.size());
      out.raw(base::Bytes(9, 0xff));             // when it was captured: not stated
      out.u8(0).u16(0).u16(0);                   // technology, maker and type of the device: not stated
      out.u8(1).u8(view.quality).u16(0).u16(0);  // one quality, by an algorithm not stated
      out.u8(static_cast<std::uint8_t>(view.position)).u8(view.view).u16(view.x_per_cm).u16(view.y_per_cm);
      out.u8(view.impression).u16(view.width).u16(view.height);
      out.u8(kMinutia << 4);  // six bytes a minutia, an ending is where the valleys fork
      break;
    }
  }
  out.u8(view.minutiae.size());
  put_minutiae(out, view, format);
  out.u16(extended.size()).raw(extended);
}

// ---- reading ----

MinutiaType type_of(unsigned bits) { return bits <= 2 ? MinutiaType(bits) : MinutiaType::Other; }

/// 101..255 are reserved; 254 and 255 are used for "none".
std::uint8_t quality_of(std::uint8_t v) { return v <= 100 ? v : std::uint8_t{0}; }

RecordedMinutia read_minutia(base::ByteReader& in, MinutiaeFormat format, bool with_quality) {
  const auto x = in.u16(), y = in.u16();
  const auto angle = in.u8();
  const auto quality = with_quality ? in.u8() : std::uint8_t{0};
  return {type_of(x >> 14), low14(x), low14(y), is_378(format) ? to_turn(angle) : angle, quality_of(quality)};
}

enum class Angles { OneEach, SharedFlag };

/// One list of points, as many as are whole; false if one is cut.
bool read_points(base::ByteReader& in, std::size_t full, Angles angles, bool turn_378,
                 std::vector<SingularPoint>& out) {
  const auto head = in.u8();
  const std::size_t count = head & 0x0f;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = in.u16(), y = in.u16();
    SingularPoint p{low14(x), low14(y), {}};
    const unsigned has = angles == Angles::SharedFlag ? head >> 6 : x >> 14;
    if (has == 1)
      for (std::size_t k = 0; k < full; ++k) p.angles.push_back(turn_378 ? to_turn(in.u8()) : in.u8());
    if (!in.ok()) return false;
    out.push_back(std::move(p));
  }
  return in.ok();
}

/// Cores, then deltas. The editions of 378 are tried both ways: their writers do not agree since when each point has a
/// flag of its own. If neither fits, what is whole in the proper form is taken: lengths off by a byte or two are met.
bool read_cores_and_deltas(base::ByteView content, MinutiaeFormat format, ExtendedData& out) {
  const auto proper = is_378(format) ? Angles::SharedFlag : Angles::OneEach;
  const auto read = [&](Angles angles) {
    base::ByteReader in(content);
    out.cores.clear(), out.deltas.clear();
    return read_points(in, 1, angles, is_378(format), out.cores) &&
           read_points(in, 3, angles, is_378(format), out.deltas) && in.left() == 0;
  };
  if (read(proper) || read(Angles::OneEach)) return true;
  read(proper);
  return !out.cores.empty() || !out.deltas.empty();
}

bool read_ridge_counts(base::ByteView content, ExtendedData& out) {
  if (content.size() < 4 || content[0] > 2) return false;
  out.ridge_count_method = RidgeCountMethod(content[0]);
  base::ByteReader in(content.subspan(1));
  while (in.left() >= 3) {
    const auto from = in.u8(), to = in.u8(), ridges = in.u8();
    out.ridge_counts.push_back({from, to, ridges});
  }
  return true;
}

/// Blocks of kind, length (with these four bytes) and content. A block that runs over the end is cut there.
ExtendedData read_extended(base::ByteView bytes, MinutiaeFormat format) {
  ExtendedData out;
  base::ByteReader in(bytes);
  while (in.left() >= 4) {
    const auto kind = in.u16(), length = in.u16();
    // some writers of ISO 2005 do not count these four bytes
    const bool uncounted = format == MinutiaeFormat::Iso2005 && length == in.left();
    if (length < 4 && !uncounted) break;
    const auto content = in.take(std::min<std::size_t>(uncounted ? length : length - 4u, in.left()));
    if (kind == kRidgeCounts && out.ridge_counts.empty() && read_ridge_counts(content, out)) continue;
    if (kind == kCoresAndDeltas && out.cores.empty() && out.deltas.empty() &&
        read_cores_and_deltas(content, format, out))
      continue;
    if (!content.empty()) out.others.push_back({kind, {content.begin(), content.end()}});
  }
  return out;
}

/// What the record header states once for all views.
struct Header {
  std::uint16_t width = 0, height = 0, x_per_cm = 0, y_per_cm = 0;
  int views = 0;
  bool certificates = false;  ///< Iso2011: each view has a list of them
};

bool set_position(MinutiaeRecord& view, std::uint8_t code) {
  if (code > 10) return false;
  view.position = FingerPosition(code);
  return true;
}

/// One view; nullopt if it is cut or contradicts itself.
std::optional<MinutiaeRecord> read_view(base::ByteReader& in, MinutiaeFormat format, const Header& header) {
  MinutiaeRecord view;
  view.width = header.width, view.height = header.height;
  view.x_per_cm = header.x_per_cm, view.y_per_cm = header.y_per_cm;
  std::uint8_t position = 0;
  std::size_t each = kMinutia;
  switch (format) {
    case MinutiaeFormat::Iso2005:
    case MinutiaeFormat::Ansi2004: {
      position = in.u8();
      const auto both = in.u8();
      view.view = both >> 4, view.impression = both & 15;
      view.quality = quality_of(in.u8());
      break;
    }
    case MinutiaeFormat::Ansi2009:
    case MinutiaeFormat::Ansi2009Am1:
      position = in.u8();
      view.view = in.u8() & 15, view.impression = in.u8() & 15;
      view.quality = quality_of(in.u8());
      in.skip(4);
      view.width = in.u16(), view.height = in.u16(), view.x_per_cm = in.u16(), view.y_per_cm = in.u16();
      break;
    case MinutiaeFormat::Iso2011: {
      in.skip(9 + 1 + 2 + 2);
      const int qualities = in.u8();
      for (int i = 0; i < qualities; ++i) {
        const auto quality = quality_of(in.u8());
        if (i == 0) view.quality = quality;
        in.skip(4);
      }
      if (header.certificates) in.skip(3u * in.u8());
      position = in.u8();
      view.view = in.u8() & 15;
      view.x_per_cm = in.u16(), view.y_per_cm = in.u16();
      view.impression = in.u8() & 15;
      view.width = in.u16(), view.height = in.u16();
      each = in.u8() >> 4;
      if (each != 5 && each != 6) return std::nullopt;
      break;
    }
  }
  const auto count = in.u8();
  if (!in.ok() || view.x_per_cm == 0 || view.y_per_cm == 0 || !set_position(view, position)) return std::nullopt;
  if (in.left() < each * count) return std::nullopt;
  for (int i = 0; i < count; ++i) view.minutiae.push_back(read_minutia(in, format, each == 6));
  const std::size_t length = in.u16();
  view.extended = read_extended(in.take(std::min(length, in.left())), format);  // too long a length is met
  if (!in.ok()) return std::nullopt;
  return view;
}

/// The views of a record whose header `in` has passed.
std::optional<std::vector<MinutiaeRecord>> read_views(base::ByteReader in, MinutiaeFormat format,
                                                      const Header& header) {
  std::vector<MinutiaeRecord> out;
  for (int i = 0; i < header.views; ++i) {
    auto rest = in;
    std::size_t length = 0;
    if (format == MinutiaeFormat::Iso2011) {
      length = in.u32();
      if (length < 4 || length - 4 > in.left()) return std::nullopt;
      rest = base::ByteReader(in.take(length - 4));
    }
    auto& from = format == MinutiaeFormat::Iso2011 ? rest : in;
    auto view = read_view(from, format, header);
    if (!view) return std::nullopt;
    out.push_back(std::move(*view));
  }
  return out;
}

void read_size(base::ByteReader& in, Header& header) {
  header.width = in.u16(), header.height = in.u16(), header.x_per_cm = in.u16(), header.y_per_cm = in.u16();
}

using FileResult = base::Result<MinutiaeFile, RecordError>;

FileResult finish(base::ByteReader in, MinutiaeFormat format, const Header& header) {
  if (!in.ok()) return RecordError::Damaged;
  if (header.views == 0) return RecordError::Unsupported;
  auto views = read_views(in, format, header);
  if (!views) return RecordError::Damaged;
  return MinutiaeFile{format, std::move(*views)};
}

/// The file past its first `head` bytes; nullopt if a record of this length is longer than the file. A length that is
/// too small is let pass, since some writers forget a byte: the counts inside tell where the record ends.
std::optional<base::ByteReader> covered(base::ByteView bytes, std::uint64_t length, std::size_t head) {
  if (length < head || length > bytes.size()) return std::nullopt;
  return base::ByteReader(bytes.subspan(head));
}

constexpr std::size_t kAfterVersion = 8;

FileResult read_iso2005(base::ByteView bytes) {
  base::ByteReader length(bytes.subspan(kAfterVersion));
  auto in = covered(bytes, length.u32(), kAfterVersion + 4);
  if (!in) return RecordError::Damaged;
  Header header;
  in->skip(2);  // capture device
  read_size(*in, header);
  header.views = in->u8();
  in->skip(1);
  return finish(*in, MinutiaeFormat::Iso2005, header);
}

FileResult read_ansi2004(base::ByteView bytes) {
  base::ByteReader length(bytes.subspan(kAfterVersion));
  std::uint64_t total = length.u16();
  std::size_t head = kAfterVersion + 2;
  if (total == 0) total = length.u32(), head += 4;
  auto in = covered(bytes, total, head);
  if (!in) return RecordError::Damaged;
  Header header;
  in->skip(4 + 2);  // product identifier, capture device
  read_size(*in, header);
  header.views = in->u8();
  in->skip(1);
  return finish(*in, MinutiaeFormat::Ansi2004, header);
}

FileResult read_iso2011(base::ByteView bytes) {
  base::ByteReader length(bytes.subspan(kAfterVersion));
  auto in = covered(bytes, length.u32(), kAfterVersion + 4);
  if (!in) return RecordError::Damaged;
  Header header;
  header.views = in->u16();
  header.certificates = in->u8() != 0;
  if (header.views > 255) return RecordError::Damaged;
  return finish(*in, MinutiaeFormat::Iso2011, header);
}

/// `device`: bytes of the capture field, three; two in the draft of 2007.
FileResult read_ansi2009(base::ByteView bytes, MinutiaeFormat format, std::size_t device) {
  base::ByteReader length(bytes.subspan(kAfterVersion));
  auto in = covered(bytes, length.u32(), kAfterVersion + 4);
  if (!in) return RecordError::Damaged;
  Header header;
  in->skip(4 + device);
  header.views = in->u8();
  in->skip(1);
  return finish(*in, format, header);
}

/// The first that can be read; else the first one's reason.
template <class... Try>
FileResult first_of(FileResult first, Try... next) {
  FileResult out = first;
  (void)((bool(out) || (out = next(), bool(out))) || ...);
  return out ? out : first;
}

}  // namespace

base::Result<base::Bytes, RecordError> encode_minutiae_records(const std::vector<MinutiaeRecord>& views,
                                                               MinutiaeFormat format) {
  if (views.empty() || views.size() > 255 ||
      !std::all_of(views.begin(), views.end(), [](const auto& v) { return fits(v); }))
    return RecordError::TooMuch;
  const auto& first = views.front();
  const bool one_size = std::all_of(views.begin(), views.end(), [&](const auto& v) {
    return v.width == first.width && v.height == first.height && v.x_per_cm == first.x_per_cm &&
           v.y_per_cm == first.y_per_cm;
  });
  const bool old = format == MinutiaeFormat::Iso2005 || format == MinutiaeFormat::Ansi2004;
  if (old && !one_size) return RecordError::TooMuch;
  base::ByteWriter body;
  for (const auto& view : views) {
    const auto extended = extended_data(view.extended, format);
    if (extended.size() > 0xffff) return RecordError::TooMuch;
    put_view(body, view, format, extended);
  }

  base::ByteWriter out;
  const auto size = body.bytes().size();
  const auto put_size = [&] {
    out.u16(first.width).u16(first.height).u16(first.x_per_cm).u16(first.y_per_cm).u8(views.size()).u8(0);
  };
  out.raw(base::bytes_of(kMagic));
  switch (format) {
    case MinutiaeFormat::Iso2005:
      out.raw(base::bytes_of(kVersion2)).u32(24 + size).u16(0);  // no certificate, device not stated
      put_size();
      break;
    case MinutiaeFormat::Ansi2004:
      out.raw(base::bytes_of(kVersion2));
      if (26 + size <= 0xffff)
        out.u16(26 + size);
      else
        out.u16(0).u32(30 + size);
      out.u32(0).u16(0);  // product and device not stated
      put_size();
      break;
    case MinutiaeFormat::Iso2011:
      out.raw(base::bytes_of(kVersion3)).u32(15 + size).u16(views.size()).u8(0);
      break;
    case MinutiaeFormat::Ansi2009:
    case MinutiaeFormat::Ansi2009Am1:
      out.raw(base::bytes_of(format == MinutiaeFormat::Ansi2009 ? kVersion3 : kVersionAm1));
      out.u32(21 + size).u32(0).u8(0).u16(0).u8(views.size()).u8(0);
      break;
  }
  return out.raw(body.bytes()).take();
}

base::Result<base::Bytes, RecordError> encode_minutiae_record(const MinutiaeRecord& record, MinutiaeFormat format) {
  return encode_minutiae_records({record}, format);
}

base::Result<MinutiaeFile, RecordError> decode_minutiae_file(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(kMagic.size())) != kMagic) return RecordError::NotARecord;
  const auto version = base::text_of(in.take(4));
  if (!in.ok()) return RecordError::Damaged;
  if (version == kVersion2 || version == kVersion2Zero) {
    // ISO's length is four bytes, that of 378 two, or 0 and then four: either would be absurd read as the other
    const auto first = in.u16();
    if (first == 0) return first_of(read_iso2005(bytes), [&] { return read_ansi2004(bytes); });
    return first_of(read_ansi2004(bytes), [&] { return read_iso2005(bytes); });
  }
  if (version == kVersionAm1) return read_ansi2009(bytes, MinutiaeFormat::Ansi2009Am1, 3);
  if (version != kVersion3) return RecordError::Unsupported;
  // ISO 2011 and 378-2009 share a version; where the one has the length of its first view, the other has identifiers
  const auto ansi = [&] { return read_ansi2009(bytes, MinutiaeFormat::Ansi2009, 3); };
  const auto draft = [&] { return read_ansi2009(bytes, MinutiaeFormat::Ansi2009, 2); };
  return first_of(read_iso2011(bytes), ansi, draft);
}

base::Result<MinutiaeRecord, RecordError> decode_minutiae_record(base::ByteView bytes) {
  auto file = decode_minutiae_file(bytes);
  if (!file) return file.error();
  return std::move(file->views.front());
}

}  // namespace ktpel::biometric
