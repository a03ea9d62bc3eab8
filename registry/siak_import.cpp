// SPDX-License-Identifier: Apache-2.0
#include "registry/siak_import.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "base/phrase.h"
#include "person/family_card_number.h"
#include "person/name.h"
#include "registry/typed.h"

namespace ktpel::registry {
namespace {

using person::CodeEdition;
using person::Date;

constexpr std::size_t columns = static_cast<std::size_t>(Column::PermitUntil) + 1;
constexpr std::size_t longest_name = 60, longest_text = 100;  // characters; person::check() counts bytes of streets

// Bytes to text.

bool continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// RFC 3629.
std::optional<std::u32string> utf8_points(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t more = first < 0x80                    ? 0
                             : first >= 0xC2 && first < 0xE0 ? 1
                             : first >= 0xE0 && first < 0xF0 ? 2
                             : first >= 0xF0 && first < 0xF5 ? 3
                                                             : 9;
    if (more == 9 || at + more >= text.size() + (more == 0)) return std::nullopt;
    char32_t point = more == 0 ? first : first & (0x3Fu >> more);
    for (std::size_t i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if (!continues(next)) return std::nullopt;
      point = point << 6 | (next & 0x3Fu);
    }
    const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    if (overlong || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return std::nullopt;
    points.push_back(point);
    at += more + 1;
  }
  return points;
}

/// Windows-1252; the five bytes that it does not define become U+FFFD.
std::u32string windows_1252_points(std::string_view text) {
  static constexpr std::array<char16_t, 32> high = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::u32string points;
  points.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    points.push_back(byte >= 0x80 && byte < 0xA0 ? char32_t{high[byte - 0x80u]} : char32_t{byte});
  }
  return points;
}

void append_utf8(std::string& text, char32_t c) {
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(static_cast<unsigned char>(c)); }));
}

// Text to records (RFC 4180, with a separator of its own).

struct CsvRecord {
  std::size_t line;
  std::vector<std::u32string> cells;
};

char32_t separator_of(std::u32string_view text) {
  std::array<std::pair<char32_t, std::size_t>, 3> found = {{{U';', 0}, {U',', 0}, {U'\t', 0}}};
  bool quoted = false;
  for (const char32_t c : text.substr(std::min(text.find_first_not_of(U"\r\n"), text.size()))) {
    if (c == U'"') quoted = !quoted;
    if ((c == U'\n' || c == U'\r') && !quoted) break;
    for (auto& [separator, count] : found) count += !quoted && c == separator;
  }
  return std::max_element(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

/// nullopt: a quotation mark opens a cell that never ends.
std::optional<std::vector<CsvRecord>> records_of(std::u32string_view text, char32_t separator) {
  std::vector<CsvRecord> records;
  std::size_t line = 1, at = 0;
  while (at < text.size()) {
    CsvRecord record{line, {}};
    for (bool more = true; more;) {
      std::u32string cell;
      if (at < text.size() && text[at] == U'"') {
        ++at;
        for (;; ++at) {
          if (at == text.size()) return std::nullopt;
          if (text[at] == U'\n') ++line;
          if (text[at] != U'"') {
            cell += text[at];
          } else if (at + 1 < text.size() && text[at + 1] == U'"') {
            cell += text[at++];
          } else {
            ++at;
            break;
          }
        }
      }
      while (at < text.size() && text[at] != separator && text[at] != U'\n' && text[at] != U'\r') cell += text[at++];
      record.cells.push_back(std::move(cell));
      more = at < text.size() && text[at] == separator;
      if (more) ++at;
    }
    if (at < text.size() && text[at] == U'\r') ++at;
    if (at < text.size() && text[at] == U'\n') ++at;
    ++line;
    if (record.cells.size() > 1 || !record.cells.front().empty()) records.push_back(std::move(record));
  }
  return records;
}

// Cells.

bool shows_nothing(char32_t c) {
  return c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/// Looks like a space and is none to a program that compares.
bool odd_space(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

struct Cell {
  std::string text;
  bool had_invisible = false, was_untidy = false, had_control = false;
};

Cell cleaned(std::u32string_view raw) {
  Cell cell;
  bool space = false;
  for (const char32_t c : raw) {
    if (shows_nothing(c)) {
      cell.had_invisible = true;
    } else if (c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || odd_space(c)) {
      cell.had_invisible |= odd_space(c);
      cell.was_untidy |= space || cell.text.empty() || c != U' ';
      space = true;
    } else {
      if (c < 0x20 || (c >= 0x7F && c < 0xA0)) cell.had_control = true;
      if (space && !cell.text.empty()) cell.text += ' ';
      space = false;
      append_utf8(cell.text, cell.had_control && c < 0xA0 && (c < 0x20 || c >= 0x7F) ? U'?' : c);
    }
  }
  cell.was_untidy |= space;
  return cell;
}

bool digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), digit); }

/// At most four digits.
std::optional<int> small_number(std::string_view text) {
  if (!all_digits(text) || text.size() > 4) return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

/// 9,90101E+15: what a spreadsheet leaves of sixteen digits.
bool rounded(std::string_view text) {
  const auto e = text.find_first_of("eE");
  return e != std::string_view::npos && e > 0 && digit(text.front()) && text.find_first_not_of("0123456789.,") == e &&
         text.substr(e + 1).find_first_not_of("+0123456789") == text.npos && e + 1 < text.size();
}

std::string digits_of(std::string_view text, bool& removed) {
  std::string digits;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (std::string_view(" .-'`,/").find(text[at]) != std::string_view::npos)
      removed = true;
    else if (text.substr(at).starts_with("\u2019") || text.substr(at).starts_with("\u2018")) {
      removed = true;
      at += 2;
    } else {
      digits += text[at];
    }
  }
  return digits;
}

bool is_personal(Column column) {
  switch (column) {
    case Column::Sex:
    case Column::Marital:
    case Column::Role:
    case Column::Religion:
    case Column::Rw:
    case Column::Rt:
    case Column::Occupation:
    case Column::Blood:
    case Column::Citizenship:
    case Column::Village:
      return false;
    default:
      return true;
  }
}

bool may_be_empty(Column column) {
  switch (column) {
    case Column::Father:
    case Column::Mother:
    case Column::Role:
    case Column::Rw:
    case Column::Rt:
    case Column::Blood:
    case Column::Village:
    case Column::Citizenship:
    case Column::PermitUntil:
      return true;
    default:
      return false;
  }
}

/// Where each column stands; nothing where it does not.
using Places = std::array<std::optional<std::size_t>, columns>;

/// SIAK's own order, from 0.
Places siak_places() {
  Places places;
  for (const auto& [column, place] : std::initializer_list<std::pair<Column, std::size_t>>{{Column::FamilyCard, 0},
                                                                                           {Column::Nik, 1},
                                                                                           {Column::Name, 2},
                                                                                           {Column::Birthplace, 4},
                                                                                           {Column::Born, 5},
                                                                                           {Column::Sex, 6},
                                                                                           {Column::Father, 8},
                                                                                           {Column::Mother, 10},
                                                                                           {Column::Marital, 11},
                                                                                           {Column::Role, 12},
                                                                                           {Column::Religion, 13},
                                                                                           {Column::Street, 16},
                                                                                           {Column::Rw, 17},
                                                                                           {Column::Rt, 18},
                                                                                           {Column::Occupation, 20},
                                                                                           {Column::Blood, 22}})
    places[static_cast<std::size_t>(column)] = place;
  return places;
}

std::optional<Column> column_named(std::string_view header) {
  static const std::map<std::string, Column, std::less<>> names = {{"no kk", Column::FamilyCard},
                                                                   {"nomor kk", Column::FamilyCard},
                                                                   {"nomor kartu keluarga", Column::FamilyCard},
                                                                   {"nik", Column::Nik},
                                                                   {"nama", Column::Name},
                                                                   {"nama lengkap", Column::Name},
                                                                   {"nama lgkp", Column::Name},
                                                                   {"tempat lahir", Column::Birthplace},
                                                                   {"tmpt lhr", Column::Birthplace},
                                                                   {"tgl lahir", Column::Born},
                                                                   {"tgl lhr", Column::Born},
                                                                   {"tanggal lahir", Column::Born},
                                                                   {"jk", Column::Sex},
                                                                   {"jenis kelamin", Column::Sex},
                                                                   {"jenis klmin", Column::Sex},
                                                                   {"nama ayah", Column::Father},
                                                                   {"nama lgkp ayah", Column::Father},
                                                                   {"nama ibu", Column::Mother},
                                                                   {"nama lgkp ibu", Column::Mother},
                                                                   {"kawin", Column::Marital},
                                                                   {"status kawin", Column::Marital},
                                                                   {"status perkawinan", Column::Marital},
                                                                   {"stat kwn", Column::Marital},
                                                                   {"shdk", Column::Role},
                                                                   {"stat hbkel", Column::Role},
                                                                   {"hubungan keluarga", Column::Role},
                                                                   {"agama", Column::Religion},
                                                                   {"alamat", Column::Street},
                                                                   {"rw", Column::Rw},
                                                                   {"no rw", Column::Rw},
                                                                   {"rt", Column::Rt},
                                                                   {"no rt", Column::Rt},
                                                                   {"pekerjaan", Column::Occupation},
                                                                   {"jenis pkrjn", Column::Occupation},
                                                                   {"gol darah", Column::Blood},
                                                                   {"gol drh", Column::Blood},
                                                                   {"golongan darah", Column::Blood},
                                                                   {"kode desa", Column::Village},
                                                                   {"kode kelurahan", Column::Village},
                                                                   {"kode wilayah", Column::Village},
                                                                   {"kewarganegaraan", Column::Citizenship},
                                                                   {"warga negara", Column::Citizenship},
                                                                   {"itap berlaku sampai", Column::PermitUntil},
                                                                   {"tgl akhir itap", Column::PermitUntil}};
  const auto found = names.find(person::comparable_name(header));
  if (found == names.end()) return std::nullopt;
  return found->second;
}

/// nullopt if no cell says NIK.
std::optional<Places> named_places(const CsvRecord& first) {
  Places places;
  for (std::size_t i = 0; i < first.cells.size(); ++i)
    if (const auto column = column_named(cleaned(first.cells[i]).text)) {
      auto& place = places[static_cast<std::size_t>(*column)];
      if (!place) place = i;
    }
  if (!places[static_cast<std::size_t>(Column::Nik)]) return std::nullopt;
  return places;
}

/// One record on its way to a resident.
class Line {
 public:
  Line(const CsvRecord& record, const Places& places, const ImportSettings& settings, std::vector<Noted>& notes)
      : line_(record.line), settings_(settings), notes_(notes) {
    for (std::size_t i = 0; i < columns; ++i) {
      const auto column = static_cast<Column>(i);
      if (places[i] && *places[i] < record.cells.size()) cells_[i] = cleaned(record.cells[*places[i]]);
      const auto& cell = cells_[i];
      if (cell.had_control)
        note(column, Remark::NotText);
      else if (cell.text.empty() && !may_be_empty(column))
        note(column, Remark::Missing);
      if (cell.had_invisible) note(column, Remark::InvisibleRemoved);
      if (cell.was_untidy && !cell.text.empty()) note(column, Remark::SpacesTidied);
    }
  }

  /// nullopt if anything is wrong; then a wrong note says what.
  std::optional<Resident> resident() {
    const auto nik = this->nik();
    const auto card = family_card();
    const auto name = this->name(Column::Name), birthplace = text(Column::Birthplace), street = text(Column::Street);
    const auto born = date(Column::Born);
    const auto sex = this->sex();
    const auto religion = code<person::ReligionCode>(Column::Religion);
    const auto marital = this->marital();
    const auto occupation = this->occupation();
    const auto blood = this->blood();
    const auto rt = number(Column::Rt), rw = number(Column::Rw);
    const auto citizenship = this->citizenship();
    const auto permit = date(Column::PermitUntil);
    Kin kin;
    kin.role = code<person::FamilyRole>(Column::Role);
    kin.mother = name_or_nothing(Column::Mother);
    kin.father = name_or_nothing(Column::Father);
    auto address = this->address();
    if (born && *born > settings_.today) note(Column::Born, Remark::InFuture);
    if (wrong_) return std::nullopt;
    base::check(nik && card && name && birthplace && street && born && sex && religion && marital && occupation &&
                    blood && rt && rw && citizenship && address,
                "a line without a wrong note lacks something");
    address->street = *street;
    address->rt = *rt;
    address->rw = *rw;
    Resident who{{.nik = *nik,
                  .family_card = *card,
                  .name = *name,
                  .birthplace = *birthplace,
                  .born = *born,
                  .sex = *sex,
                  .blood = *blood,
                  .address = *address,
                  .religion = static_cast<person::Religion>(religion->number()),
                  .marital = *marital,
                  .occupation = *occupation,
                  .citizenship = *citizenship,
                  .permit_until = permit},
                 kin};
    warn(who);
    base::check(bool(person::check(who.biodata, settings_.today)), "an imported line that cannot stand on a card");
    return who;
  }

  void note(Column column, Remark remark) {
    const auto& text = cell(column).text;
    notes_.push_back({line_, column, remark, shown(column, text)});
    wrong_ |= is_wrong(remark);
  }

 private:
  const Cell& cell(Column column) const { return cells_[static_cast<std::size_t>(column)]; }
  /// Whether there is something that can be read.
  bool there(Column column) const { return !cell(column).text.empty() && !cell(column).had_control; }

  /// A value in the wrong column may be personal where none should be.
  static std::string shown(Column column, const std::string& text) {
    std::size_t run = 0, longest = 0;
    for (const char c : text) longest = std::max(longest, run = digit(c) ? run + 1 : 0);
    const bool short_code = characters(text) <= 24 && (longest <= 4 || column == Column::Village);
    return is_personal(column) || !short_code ? masked(text) : text;
  }

  std::optional<person::Nik> nik() {
    const auto digits = sixteen(Column::Nik);
    if (!digits) return std::nullopt;
    const auto nik = person::Nik::parse(*digits);
    if (nik) return *nik;
    note(Column::Nik, Remark::NikMalformed);
    return std::nullopt;
  }

  std::optional<std::string> family_card() {
    const auto digits = sixteen(Column::FamilyCard);
    if (!digits) return std::nullopt;
    if (person::FamilyCardNumber::parse(*digits)) return digits;
    note(Column::FamilyCard, Remark::FamilyCardMalformed);
    return std::nullopt;
  }

  std::optional<std::string> sixteen(Column column) {
    if (!there(column)) return std::nullopt;
    if (rounded(cell(column).text)) {
      note(column, Remark::RoundedNumber);
      return std::nullopt;
    }
    bool removed = false;
    auto digits = digits_of(cell(column).text, removed);
    if (removed) note(column, Remark::SignsRemoved);
    return digits;
  }

  /// Upper case, at most `most` characters.
  std::optional<std::string> raised(Column column, std::size_t most) {
    if (!there(column)) return std::nullopt;
    const auto text = person::normalised_name(cell(column).text);
    if (!text) {
      note(column, Remark::NotText);
      return std::nullopt;
    }
    if (characters(*text) > most) {
      note(column, Remark::TooLong);
      return std::nullopt;
    }
    return *text;
  }
  std::optional<std::string> name(Column column) { return raised(column, longest_name); }
  std::string name_or_nothing(Column column) {
    if (cell(column).text == "-") return {};
    return raised(column, longest_name).value_or(std::string());
  }
  std::optional<std::string> text(Column column) {
    auto text = raised(column, longest_text);
    if (!text || text->size() <= longest_text) return text;
    note(column, Remark::TooLong);
    return std::nullopt;
  }

  std::optional<Date> date(Column column) {
    if (!there(column) || (column == Column::PermitUntil && cell(column).text == "-")) return std::nullopt;
    const auto date = typed_date(cell(column).text);
    if (!date) note(column, Remark::DateMalformed);
    return date;
  }

  std::optional<int> number(Column column) {
    if (cell(column).had_control) return std::nullopt;
    if (cell(column).text.empty() || cell(column).text == "-") return 0;
    const auto value = small_number(cell(column).text);
    if (value && *value <= 999) return value;
    note(column, Remark::NotANumber);
    return std::nullopt;
  }

  std::string upper(Column column) const {
    const auto text = person::normalised_name(cell(column).text);
    return text ? *text : std::string();
  }

  template <class Code>
  std::optional<Code> code(Column column) {
    if (!there(column)) return std::nullopt;
    const auto code = typed_code<Code>(upper(column), CodeEdition::Of2010);
    if (!code) note(column, Remark::NotInCodeList);
    return code;
  }

  std::optional<person::Sex> sex() {
    if (!there(Column::Sex)) return std::nullopt;
    if (const auto sex = typed_sex(cell(Column::Sex).text)) return sex;
    note(Column::Sex, Remark::NotInCodeList);
    return std::nullopt;
  }

  std::optional<person::MaritalStatus> marital() {
    if (!there(Column::Marital)) return std::nullopt;
    const auto text = upper(Column::Marital);
    auto code = typed_code<person::MaritalCode>(text, CodeEdition::Of2010);
    if (!code && person::MaritalFormCode::named(CodeEdition::Of2019, text))
      for (const auto status : {"KAWIN", "CERAI HIDUP", "CERAI MATI"})
        if (text.starts_with(status)) {
          code = person::MaritalCode::named(CodeEdition::Of2010, status);
          note(Column::Marital, Remark::FormCodeReduced);
          break;
        }
    if (code) return static_cast<person::MaritalStatus>(code->number());
    note(Column::Marital, Remark::NotInCodeList);
    return std::nullopt;
  }

  std::optional<std::string> occupation() {
    if (!there(Column::Occupation)) return std::nullopt;
    const auto found = typed_occupation(upper(Column::Occupation), settings_.edition);
    if (found) return found->text();
    note(Column::Occupation, Remark::NotInCodeList);
    return std::nullopt;
  }

  std::optional<person::BloodType> blood() {
    if (cell(Column::Blood).had_control) return std::nullopt;
    const auto& text = cell(Column::Blood).text;
    if (text.empty() || text == "-") return person::BloodType::TidakTahu;
    const auto found = code<person::BloodTypeCode>(Column::Blood);
    if (!found) return std::nullopt;
    return static_cast<person::BloodType>(found->number());
  }

  std::optional<person::Citizenship> citizenship() {
    if (cell(Column::Citizenship).had_control) return std::nullopt;
    const auto text = upper(Column::Citizenship);
    if (text.empty() || text == "WNI" || text == "1") return person::Citizenship::Wni;
    if (text == "WNA" || text == "2") return person::Citizenship::Wna;
    note(Column::Citizenship, Remark::NotInCodeList);
    return std::nullopt;
  }

  std::optional<person::Address> address() {
    if (cell(Column::Village).had_control) return std::nullopt;
    auto code = settings_.village;
    if (there(Column::Village)) {
      const auto typed = person::RegionCode::parse(cell(Column::Village).text);
      code = typed ? std::optional(*typed) : std::nullopt;
    }
    const auto path =
        code && code->level() == person::RegionLevel::Village ? settings_.path(*code) : std::vector<person::Region>{};
    if (path.size() != 4) {
      note(Column::Village, Remark::VillageUnknown);
      return std::nullopt;
    }
    const auto digits = code->digits();
    return person::Address{.street = {},
                           .rt = 0,
                           .rw = 0,
                           .area = digits.substr(0, 6),
                           .village_code = digits.substr(6),
                           .village = std::string(path[3].name),
                           .subdistrict = std::string(path[2].name),
                           .district = std::string(path[1].name),
                           .province = std::string(path[0].name)};
  }

  void warn(const Resident& who) {
    for (const auto warning : person::differences(who.biodata.nik, who.biodata.born, who.biodata.sex))
      note(warning == person::NikWarning::SexDiffers ? Column::Sex : Column::Born,
           warning == person::NikWarning::SexDiffers ? Remark::NikSexDiffers : Remark::NikDateDiffers);
    const auto warnings = person::name_warnings(who.biodata.name, settings_.today);
    if (std::any_of(warnings.begin(), warnings.end(), [](person::NameWarning warning) {
          return warning == person::NameWarning::HasDigit || warning == person::NameWarning::NotLatinLetters;
        }))
      note(Column::Name, Remark::OddName);
  }

  std::size_t line_;
  std::array<Cell, columns> cells_;
  const ImportSettings& settings_;
  std::vector<Noted>& notes_;
  bool wrong_ = false;
};

constexpr std::array<std::string_view, 20> remark_names = {
    "missing",     "not_text",         "too_long",          "nik_malformed",     "rounded_number",
    "family_card", "date_malformed",   "in_future",         "not_in_code_list",  "not_a_number",
    "nik_differs", "village_unknown",  "invisible_removed", "spaces_tidied",     "signs_removed",
    "nik_twice",   "nik_date_differs", "nik_sex_differs",   "form_code_reduced", "odd_name"};

constexpr std::array<std::string_view, columns> column_names = {
    "family_card", "nik",     "name",    "birthplace",  "born",        "sex", "father",
    "mother",      "marital", "role",    "religion",    "street",      "rw",  "rt",
    "occupation",  "blood",   "village", "citizenship", "permit_until"};

}  // namespace

std::string title(Column column) {
  return base::phrase("registry.column_" + std::string(column_names[static_cast<std::size_t>(column)]));
}

bool is_wrong(Remark remark) { return remark <= Remark::VillageUnknown; }
std::string_view name(Remark remark) { return remark_names[static_cast<std::size_t>(remark)]; }
std::string_view name(Column column) { return column_names[static_cast<std::size_t>(column)]; }
std::string sentence(Remark remark) { return base::phrase("registry.remark_" + std::string(name(remark))); }

std::size_t Import::wrong_lines() const {
  std::size_t wrong = 0, last = 0;
  for (const auto& note : notes)
    if (is_wrong(note.remark) && note.line != last) {
      ++wrong;
      last = note.line;
    }
  return wrong;
}

base::Result<Import, ImportError> read_siak(base::ByteView bytes, const ImportSettings& settings) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.find('\0') != std::string_view::npos) return ImportError::NotText;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto points = utf8_points(text);
  const bool windows_1252 = !points;
  if (windows_1252) points = windows_1252_points(text);
  const auto separator = separator_of(*points);
  const auto records = records_of(*points, separator);
  if (!records) return ImportError::QuoteNotClosed;
  if (records->empty()) return ImportError::Empty;

  const auto named = named_places(records->front());
  const auto places = named ? *named : siak_places();
  for (std::size_t i = 0; i < columns; ++i) {
    const bool is_there = places[i] && (named || *places[i] < records->front().cells.size());
    if (!is_there && !may_be_empty(static_cast<Column>(i))) return ImportError::ColumnsMissing;
  }
  Import import{.separator = static_cast<char>(separator),
                .windows_1252 = windows_1252,
                .named_columns = named.has_value(),
                .records = records->size() - (named ? 1 : 0),
                .good = {},
                .notes = {}};
  std::map<person::Nik, std::size_t> taken;  // place in good
  for (const auto& record : std::span(*records).subspan(named ? 1 : 0)) {
    Line line(record, places, settings, import.notes);
    auto resident = line.resident();
    if (!resident) continue;
    const auto [at, is_new] = taken.try_emplace(resident->biodata.nik, import.good.size());
    if (is_new)
      import.good.push_back({record.line, std::move(*resident)});
    else
      line.note(Column::Nik, text_of(import.good[at->second].resident) == text_of(*resident) ? Remark::NikTwice
                                                                                             : Remark::NikTwiceDiffers);
  }
  return import;
}

std::string masked(std::string_view value) {
  constexpr std::size_t most = 40;
  const auto digits = static_cast<std::size_t>(std::count_if(value.begin(), value.end(), digit));
  const auto is_word = [](unsigned char c) {
    return digit(static_cast<char>(c)) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  };
  std::string out;
  std::size_t shown = 0, passed = 0;
  bool inside = false;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (continues(byte)) {
      if (inside && !out.empty() && out.back() != '*') out += c;  // the rest of a character that is shown
      continue;
    }
    if (shown++ == most) return out + "...";
    const bool word = is_word(byte);
    const bool kept = !word || (digit(c) && digits > 11 ? passed < 6 : !inside);
    passed += digit(c);
    inside = word;
    out += kept ? c : '*';
  }
  return out;
}

}  // namespace ktpel::registry
