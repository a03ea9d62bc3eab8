// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "person/date.h"
#include "person/nik.h"

namespace ktpel::card {

enum class MrzError { Length, Character, CheckDigit, Date, DocumentCode, Sex };

/// The machine readable zone of a TD1 card, ICAO Doc 9303-5: three lines of 30. The NIK is never in it (16
/// digits do not fit in the optional field of 15); names are transliterated and cut by Doc 9303-3.
struct Mrz {
  std::string document_number;  ///< 9 characters A-Z 0-9, the card number
  person::Date born;
  person::Sex sex;
  std::optional<person::Date> expires;  ///< nullopt = for life, written 991231
  std::string nationality;              ///< three letters, "IDN"
  std::string name;                     ///< as in the zone, with spaces: "SITI RAHAYU"

  /// The 90 characters without line ends. The fields must be valid, or it is a mistake in the program.
  std::string encode() const;
  /// All check digits are tested. The century of the birth date is the one that lies before `today`; an
  /// expiry 991231 is "for life", any other is 20YY.
  static base::Result<Mrz, MrzError> parse(std::string_view text, const person::Date& today);
};

/// Doc 9303-3 4.6 and 6: upper case A-Z, '<' between words, apostrophes and dots dropped, Latin letters with
/// marks written by the table of section 6. Letters outside it are dropped.
std::string transliterated(std::string_view name_utf8);
/// Weights 7 3 1, Doc 9303-3 4.9; '0'..'9'.
char mrz_check_digit(std::string_view field);

}  // namespace ktpel::card
