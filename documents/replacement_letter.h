// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "documents/office.h"

namespace ktpel::documents {

/// Surat keterangan pengganti KTP-el ("suket"): for somebody who is recorded and has no card yet.
struct ReplacementLetter {
  Office office;  ///< of the Dinas
  std::string number;
  person::Date dated;
  person::Date valid_until;  ///< last day; not before `dated`
  person::Biodata who;
  person::Date recorded;
  std::string application;
  std::optional<biometric::ColourImage> portrait;
  Officer signer;  ///< head of the Dinas
};

/// The last day of a letter that holds for `months` (1..24) from `dated` on: the day before the same day of that month,
/// or that month's last day where it has no such day. Dated 3 January, six months: 2 July.
person::Date last_valid_day(const person::Date& dated, int months);

/// What the QR code says: "SUKET|<number>|<NIK>|<last valid day, YYYYMMDD>".
std::string code_of(const ReplacementLetter& letter);

/// One A4 page.
Paper replacement_letter(const ReplacementLetter& letter);

}  // namespace ktpel::documents
