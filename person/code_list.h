// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ktpel::person {

/// The code lists of the population forms. One file each in data/code_lists/.
enum class CodeKind { Religion, Marital, MaritalOnForm, FamilyRole, Education, BloodType, Occupation };
/// The year of the list. The same number can mean two things: occupation 89 is LAINNYA in 2010 and
/// ANGGOTA LEMBAGA TINGGI in 2019, so a code is stored with its edition.
enum class CodeEdition { Of2010 = 2010, Of2019 = 2019 };

namespace detail {
struct CodeRow {
  CodeEdition edition;
  int number;
  std::string text;   ///< as in the list
  std::string print;  ///< as on the card
};
/// Rows of one list in order of number; empty if there is no such edition.
std::span<const CodeRow> code_rows(CodeKind kind, CodeEdition edition);
const CodeRow* code_row(CodeKind kind, CodeEdition edition, int number);
const CodeRow* code_row(CodeKind kind, CodeEdition edition, std::string_view text);
/// A file of data/code_lists/: the header "edisi,kode,nama,cetak", then rows whose codes count from 1 in each edition;
/// an empty fourth column means that the third is printed. nullopt for anything else.
std::optional<std::map<CodeEdition, std::vector<CodeRow>>> read_code_list(std::string_view csv);
}  // namespace detail

/// A code that stands in its list; the kinds are types of their own, so an education is no occupation.
template <CodeKind K>
class Code {
 public:
  /// nullopt if the list of that edition has no such number, or there is no list of that edition.
  static std::optional<Code> of(CodeEdition edition, int number) { return made(detail::code_row(K, edition, number)); }
  /// By its text, upper case as in the list.
  static std::optional<Code> named(CodeEdition edition, std::string_view text) {
    return made(detail::code_row(K, edition, text));
  }
  /// How many codes the list of that edition has.
  static std::size_t count(CodeEdition edition) { return detail::code_rows(K, edition).size(); }

  CodeEdition edition() const { return row_->edition; }
  int number() const { return row_->number; }
  const std::string& text() const { return row_->text; }
  /// As the card prints it: "-" for an unknown blood type.
  const std::string& printed() const { return row_->print; }
  /// The same meaning in another edition, whatever its number there; nullopt if that list does not have it.
  std::optional<Code> in(CodeEdition other) const { return named(other, row_->text); }
  /// Equal in number and edition; 89 of 2010 is not 89 of 2019.
  friend bool operator==(const Code& a, const Code& b) { return a.row_ == b.row_; }

 private:
  explicit Code(const detail::CodeRow* row) : row_(row) {}
  static std::optional<Code> made(const detail::CodeRow* row) { return row ? std::optional(Code(row)) : std::nullopt; }
  const detail::CodeRow* row_;  ///< lives as long as the program
};

using ReligionCode = Code<CodeKind::Religion>;
using MaritalCode = Code<CodeKind::Marital>;
using MaritalFormCode = Code<CodeKind::MaritalOnForm>;  ///< F-1.01 of 2019, on forms only
using FamilyRole = Code<CodeKind::FamilyRole>;          ///< SHDK
using Education = Code<CodeKind::Education>;
using BloodTypeCode = Code<CodeKind::BloodType>;
using Occupation = Code<CodeKind::Occupation>;

}  // namespace ktpel::person
