// SPDX-License-Identifier: Apache-2.0
#include "person/region.h"

#include <algorithm>

#include "base/digest.h"
#include "person/detail/letters.h"
#include "person/region_csv.h"

namespace ktpel::person {

std::string_view person_text(std::string_view name);  // embedded by ktpel_embed()

namespace {

constexpr std::string_view magic = "KTRL";
constexpr std::uint8_t version = 1;
constexpr std::size_t longest_name = 100;
// Codes as ten digits: a level's unit is the place of its last digit.
constexpr std::uint64_t province_unit = 100'000'000, district_unit = 1'000'000, subdistrict_unit = 10'000;

/// Nothing that could not stand on a card or a screen.
bool good_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  const auto points = detail::code_points(name);
  if (!points || detail::white_space(points->front()) || detail::white_space(points->back())) return false;
  return std::none_of(points->begin(), points->end(),
                      [](char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || detail::invisible(c); });
}

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words;
  while (!folded.empty()) {
    const auto end = std::min(folded.find(' '), folded.size());
    words.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

/// Whether a word of `text` is `word`, or begins with it if it may be unfinished. Both folded.
bool has_word(std::string_view text, std::string_view word, bool unfinished) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || text[at - 1] == ' ') && (unfinished || end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

base::Result<RegionCode, RegionCodeError> RegionCode::parse(std::string_view text) {
  std::uint64_t number = 0;
  std::size_t digits = 0;
  const bool dotted = text.find('.') != std::string_view::npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dotted && (i == 2 || i == 5 || i == 8)) {
      if (text[i] != '.') return RegionCodeError::NotACode;
      continue;
    }
    if (text[i] < '0' || text[i] > '9' || ++digits > 10) return RegionCodeError::NotACode;
    number = number * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  if ((digits != 2 && digits != 4 && digits != 6 && digits != 10) || text.back() == '.')
    return RegionCodeError::NotACode;
  for (auto d = digits; d < 10; ++d) number *= 10;
  const auto district = number / district_unit % 100, subdistrict = number / subdistrict_unit % 100,
             village = number % subdistrict_unit;
  if (number / province_unit < 11) return RegionCodeError::NoSuchProvince;
  if (digits >= 4 && (district == 0 || district == 70)) return RegionCodeError::NoSuchDistrict;
  if (digits >= 6 && subdistrict == 0) return RegionCodeError::NoSuchSubdistrict;
  if (digits == 10 && (village < 1001 || village > 3999 || village % 1000 == 0)) return RegionCodeError::NoSuchVillage;
  return RegionCode(number);
}

RegionLevel RegionCode::level() const {
  if (ten_digits_ % subdistrict_unit != 0) return RegionLevel::Village;
  if (ten_digits_ % district_unit != 0) return RegionLevel::Subdistrict;
  return ten_digits_ % province_unit != 0 ? RegionLevel::District : RegionLevel::Province;
}

std::string RegionCode::digits() const {
  static constexpr std::size_t lengths[] = {2, 4, 6, 10};
  return std::to_string(ten_digits_).substr(0, lengths[static_cast<int>(level())]);
}

std::string RegionCode::dotted() const {
  std::string text;
  for (const char digit : digits()) {
    if (text.size() == 2 || text.size() == 5 || text.size() == 8) text.push_back('.');
    text.push_back(digit);
  }
  return text;
}

std::optional<RegionCode> RegionCode::parent() const {
  switch (level()) {
    case RegionLevel::Province:
      return std::nullopt;
    case RegionLevel::District:
      return RegionCode(ten_digits_ - ten_digits_ % province_unit);
    case RegionLevel::Subdistrict:
      return RegionCode(ten_digits_ - ten_digits_ % district_unit);
    case RegionLevel::Village:
      break;
  }
  return RegionCode(ten_digits_ - ten_digits_ % subdistrict_unit);
}

bool RegionCode::urban_district() const {
  return level() == RegionLevel::District && ten_digits_ / district_unit % 100 > 70;
}

std::optional<VillageKind> RegionCode::village_kind() const {
  if (level() != RegionLevel::Village) return std::nullopt;
  return static_cast<VillageKind>(ten_digits_ % subdistrict_unit / 1000);
}

std::string printed_region(std::string_view name) {
  auto text = detail::upper(name);
  for (const std::string_view kind : {"KOTA ADMINISTRASI ", "KABUPATEN ADMINISTRASI "})
    if (text.starts_with(kind) && text.size() > kind.size()) return text.substr(kind.size());
  return text;
}

/// Invariants: codes ascend strictly; every parent is there; names are good (good_name). Name i is
/// names[starts[i], starts[i + 1]), its folded form folded[folded_starts[i], folded_starts[i + 1] - 1), each folded
/// name being followed by one line feed, so that no search text, which never holds one, spans two names.
struct RegionList::Content {
  explicit Content(RegionEdition which) : edition(std::move(which)) {}
  RegionEdition edition;
  std::vector<RegionCode> codes;
  std::vector<std::uint32_t> starts{0}, folded_starts{0};
  std::string names, folded;

  void add(RegionCode code, std::string_view name) {
    codes.push_back(code);
    names += name;
    starts.push_back(static_cast<std::uint32_t>(names.size()));
    folded += detail::folded(name) + '\n';
    folded_starts.push_back(static_cast<std::uint32_t>(folded.size()));
  }
  std::string_view name(std::size_t i) const {
    return std::string_view(names).substr(starts[i], starts[i + 1] - starts[i]);
  }
  std::string_view folded_name(std::size_t i) const {
    return std::string_view(folded).substr(folded_starts[i], folded_starts[i + 1] - folded_starts[i] - 1);
  }
  std::optional<std::size_t> index_of(RegionCode code) const {
    const auto found = std::lower_bound(codes.begin(), codes.end(), code);
    if (found == codes.end() || *found != code) return std::nullopt;
    return static_cast<std::size_t>(found - codes.begin());
  }
};

base::Result<RegionList, RegionListError> RegionList::of(RegionEdition edition, std::vector<Row> rows) {
  using Cause = RegionListError::Cause;
  if (!good_name(edition.name)) return RegionListError{Cause::NameMalformed, {}};
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.code < b.code; });
  auto content = std::make_shared<Content>(std::move(edition));
  for (const auto& row : rows) {
    if (!good_name(row.name)) return RegionListError{Cause::NameMalformed, row.code.dotted()};
    if (!content->codes.empty() && content->codes.back() == row.code)
      return RegionListError{Cause::Twice, row.code.dotted()};
    const auto parent = row.code.parent();  // sorts before it, so it was added already
    if (parent && !content->index_of(*parent)) return RegionListError{Cause::Orphan, row.code.dotted()};
    content->add(row.code, row.name);
  }
  return RegionList(std::move(content));
}

base::Bytes RegionList::serialise() const {
  base::ByteWriter out;
  const auto& c = *content_;
  out.raw(base::bytes_of(magic)).u8(version);
  out.u8(c.edition.name.size()).raw(base::bytes_of(c.edition.name));
  out.u16(static_cast<std::uint64_t>(c.edition.date.year())).u8(c.edition.date.month()).u8(c.edition.date.day());
  out.u32(size());
  for (std::size_t i = 0; i < size(); ++i) {
    const auto name = c.name(i);
    out.u8(c.codes[i].ten_digits_ >> 32).u32(c.codes[i].ten_digits_ & 0xFFFFFFFF);
    out.u8(name.size()).raw(base::bytes_of(name));
  }
  const auto digest = base::sha256(out.bytes());
  return out.raw(digest.view()).take();
}

base::Result<RegionList, RegionFileError> RegionList::read(base::ByteView bytes) {
  base::ByteReader file(bytes);
  if (base::text_of(file.take(magic.size())) != magic) return RegionFileError::NotARegionList;
  if (file.u8() != version || !file.ok()) return file.ok() ? RegionFileError::OtherVersion : RegionFileError::Damaged;
  constexpr std::size_t digest_size = 32;
  if (file.left() < digest_size) return RegionFileError::Damaged;
  const auto body = bytes.first(bytes.size() - digest_size);
  if (base::Digest::from_bytes(bytes.last(digest_size)) != base::sha256(body)) return RegionFileError::Damaged;

  base::ByteReader in(body.subspan(magic.size() + 1));
  const auto edition_name = base::text_of(in.take(in.u8()));
  const int year = in.u16();
  const unsigned month = in.u8(), day = in.u8();
  const auto date = Date::of(year, month, day);
  const std::size_t count = in.u32();
  constexpr std::size_t least_row = 5 + 1 + 1;
  // before anything is reserved: a count cannot announce more than the file holds
  if (!in.ok() || !date || !good_name(edition_name) || count > in.left() / least_row) return RegionFileError::Malformed;
  auto content = std::make_shared<Content>(RegionEdition{edition_name, *date});
  content->codes.reserve(count);
  content->starts.reserve(count + 1);
  content->folded_starts.reserve(count + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t high = in.u8(), number = high << 32 | in.u32();
    const auto name = base::text_of(in.take(in.u8()));
    // a number is a code if its own digits, cut to its level, parse back to it
    if (!in.ok() || number < 11 * province_unit || number >= 100 * province_unit) return RegionFileError::Malformed;
    const auto code = RegionCode::parse(RegionCode(number).digits());
    if (!code || code->ten_digits_ != number || !good_name(name)) return RegionFileError::Malformed;
    if (!content->codes.empty() && !(content->codes.back() < *code)) return RegionFileError::Malformed;
    if (const auto parent = code->parent(); parent && !content->index_of(*parent)) return RegionFileError::Malformed;
    content->add(*code, name);
  }
  if (!in.ok() || in.left() != 0) return RegionFileError::Malformed;
  return RegionList(std::move(content));
}

const RegionEdition& RegionList::edition() const { return content_->edition; }
std::size_t RegionList::size() const { return content_->codes.size(); }
Region RegionList::at(std::size_t index) const {
  base::check(index < size(), "a region beyond the end of the list");
  return {content_->codes[index], content_->name(index)};
}

std::optional<Region> RegionList::find(RegionCode code) const {
  const auto index = content_->index_of(code);
  return index ? std::optional(at(*index)) : std::nullopt;
}

std::vector<Region> RegionList::path(RegionCode code) const {
  std::vector<Region> path;
  for (auto region = find(code); region;) {
    path.insert(path.begin(), *region);
    const auto parent = region->code.parent();
    region = parent ? find(*parent) : std::nullopt;
  }
  return path;
}

std::vector<Region> RegionList::search(std::string_view text, std::size_t most) const {
  const auto wanted = detail::folded(text);
  const auto words = words_of(wanted);
  if (words.empty()) return {};
  const auto& c = *content_;
  const auto unfinished = [&](std::string_view word) { return word.data() == words.back().data(); };
  const auto rank_of = [&](std::size_t i) -> std::optional<int> {
    const auto name = c.folded_name(i);
    if (name == wanted) return 0;
    if (name.starts_with(wanted)) return 1;
    if (has_word(name, wanted, true)) return 2;
    std::vector<std::string_view> elsewhere;  // words that the own name does not have
    for (const auto word : words)
      if (!has_word(name, word, unfinished(word))) elsewhere.push_back(word);
    if (elsewhere.size() == words.size()) return std::nullopt;
    for (auto parent = c.codes[i].parent(); parent && !elsewhere.empty(); parent = parent->parent())
      std::erase_if(elsewhere,
                    [&](auto word) { return has_word(c.folded_name(*c.index_of(*parent)), word, unfinished(word)); });
    return elsewhere.empty() ? std::optional(3) : std::nullopt;
  };
  struct Found {
    int rank;
    RegionLevel level;
    std::size_t index;
    auto operator<=>(const Found&) const = default;
  };
  std::vector<Found> found;
  for (std::size_t i = 0; i < size(); ++i)
    if (const auto rank = rank_of(i)) found.push_back({*rank, c.codes[i].level(), i});
  std::sort(found.begin(), found.end());
  std::vector<Region> regions;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) regions.push_back(at(found[i].index));
  return regions;
}

const RegionList& fictional_regions() {
  static const RegionList list = [] {
    std::vector<RegionList::Row> rows;
    base::check(bool(read_region_csv(person_text("data/regions_fictional.csv"), rows)), "the fictional regions read");
    return RegionList::of({"Khayal (wilayah uji)", *Date::of(2026, 1, 1)}, std::move(rows)).value();
  }();
  return list;
}

}  // namespace ktpel::person
