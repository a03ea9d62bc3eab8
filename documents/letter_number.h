// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "person/date.h"

namespace ktpel::documents {

enum class PatternError {
  UnknownField,       ///< {..} with another word than those below
  BraceOpen,          ///< a { without }, or a } without {
  FieldTwice,         ///< the same field a second time
  NoSequence,         ///< without {urut} letters would share a number
  NoYear,             ///< without {tahun} the numbers of two years would be the same
  FieldsTouch,        ///< two fields with no sign between: 1|12012 and 11|2012 would look alike
  CharacterForbidden  ///< blanks, control characters, anything but printable ASCII; or longer than 80
};

/// How an office numbers its letters (SOP Administrasi Persuratan), read once from the configuration:
/// "{klasifikasi}/{urut:4}/{unit}/{bulan_romawi}/{tahun}" gives "470/0123/KEC.UJI/I/2012". Fields: klasifikasi, urut
/// (urut:N with at least N digits, 1..9), unit, bulan (01..12), bulan_romawi (I..XII), tahun. urut and tahun must
/// stand.
class NumberPattern {
 public:
  static base::Result<NumberPattern, PatternError> read(std::string_view pattern);
  const std::string& text() const { return text_; }

 private:
  friend struct NumberWriter;
  enum class Field { Literal, Classification, Sequence, Unit, Month, RomanMonth, Year };
  struct Part {
    Field field = Field::Literal;
    std::string literal = {};
    int width = 1;  ///< of a sequence
  };
  NumberPattern() = default;
  std::string text_;
  std::vector<Part> parts_;
};

/// Where a register of letters stands. Kept by the caller; it only ever goes up.
struct LetterCounter {
  int year = 0;            ///< of the last letter; 0: none yet
  std::uint32_t last = 0;  ///< its sequence
  friend bool operator==(const LetterCounter&, const LetterCounter&) = default;
};

/// "470" and "KEC.UJI".
struct LetterRegister {
  std::string classification, unit;
};

struct NumberedLetter {
  std::string number;
  LetterCounter counter;  ///< to be stored before the letter leaves the house
};

enum class NumberError {
  ValueMalformed,  ///< classification or unit empty, longer than 40, or not of letters, digits, '.' and '-'
  YearPassed,      ///< dated in a year before the last letter's: its numbers may be in use
  UsedUp           ///< 999 999 999 letters
};

/// The next number and where the counter stands then. A sequence is never given twice within a year, also if its letter
/// was spoilt; it begins at 1 with each year. Pure.
base::Result<NumberedLetter, NumberError> next_number(const NumberPattern& pattern, const LetterRegister& of,
                                                      const person::Date& dated, const LetterCounter& counter);

/// "I".."XII"; month 1..12.
std::string roman_month(unsigned month);

}  // namespace ktpel::documents
