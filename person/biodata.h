// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "person/date.h"
#include "person/nik.h"

namespace ktpel::person {

/// A code of the SIAK code lists (PP 37/2007 forms, lists of 2010) with its printed text.
/// Only codes of the list can be made.
enum class Religion { Islam = 1, Kristen, Katolik, Hindu, Buddha, Konghucu, Kepercayaan };
enum class MaritalStatus { BelumKawin = 1, Kawin, CeraiHidup, CeraiMati };
enum class BloodType {
  A = 1,
  B,
  AB,
  O,
  APositive,
  ANegative,
  BPositive,
  BNegative,
  ABPositive,
  ABNegative,
  OPositive,
  ONegative,
  TidakTahu
};
enum class Citizenship { Wni = 1, Wna };

/// As printed on the card, upper case: "BELUM KAWIN", "LAKI-LAKI", "-" for an unknown blood type.
std::string printed(Religion);
std::string printed(MaritalStatus);
std::string printed(BloodType);
std::string printed(Citizenship);
std::string printed(Sex);

/// Where somebody lives. Names as in the region list (mixed case); codes PPKKCC and DDDD.
struct Address {
  std::string street;                                    ///< ALAMAT line, up to 100 bytes
  int rt = 0, rw = 0;                                    ///< 0..999
  std::string area;                                      ///< six digits PPKKCC
  std::string village_code;                              ///< four digits DDDD
  std::string village, subdistrict, district, province;  ///< "Misal", "Uji", "Kabupaten Contoh", "Khayal"
  std::string rt_rw() const;                             ///< "003/001"
};

/// What F-1.21 and the card carry of one resident. A single word is a name.
struct Biodata {
  Nik nik;
  std::string family_card;  ///< No. KK as check() wants it (FamilyCardNumber); may change, never a key
  std::string name;         ///< up to 60 characters, as on the card: upper case
  std::string birthplace;
  Date born;
  Sex sex;
  BloodType blood;
  Address address;
  Religion religion;
  MaritalStatus marital;
  std::string occupation;
  Citizenship citizenship;
  std::optional<Date> permit_until = {};  ///< foreigners: last day of the permanent stay permit (ITAP)
};

/// Obliged to hold a card on `day`: 17 completed, or married, or once married; foreigners only with a permanent stay
/// permit that has not run out (UU 23/2006 and UU 24/2013 art. 63(1)). The rows are in person/card_law.h.
bool obliged_to_hold_card(const Biodata& who, const Date& day);

/// Validity printed on a card issued on `day`: nullopt = SEUMUR HIDUP. Before 24-12-2013 citizens under 60 got five
/// years (UU 23/2006 art. 64), since then citizens' cards last for life; a foreigner's lasts as long as the permit
/// (UU 24/2013 art. 64(7)). A foreigner without a permit is not obliged and gets none: the answer is then `day`.
std::optional<Date> valid_until(const Biodata& who, const Date& day);

enum class BiodataError { NameEmpty, NameTooLong, FamilyCardMalformed, AddressMalformed, BornInFuture };
/// Whether the fields can stand on a card; the first that cannot is named.
base::Result<base::Done, BiodataError> check(const Biodata& who, const Date& today);

}  // namespace ktpel::person
