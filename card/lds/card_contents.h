// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "card/lds/data_groups.h"
#include "card/lds/file_id.h"
#include "card/pace/card_access.h"
#include "card/trust/signing_keys.h"
#include "person/date.h"
#include "person/nik.h"

namespace ktpel::card {

/// What the chip says about its holder, as plain values of the signed record.
struct CardHolder {
  person::Nik nik;
  std::string name;        ///< up to 60 bytes of UTF-8, at least one letter
  std::string birthplace;  ///< up to 44 bytes
  std::string street;      ///< ALAMAT line, up to 100 bytes
  person::Date born;
  person::Sex sex;
  std::string nationality = "IDN";
};

/// Everything that goes on one chip.
struct CardContents {
  CardHolder holder;
  std::string card_number;                  ///< 9 characters A-Z 0-9
  std::optional<person::Date> valid_until;  ///< nullopt = for life
  ChipPortrait portrait;
  std::vector<ChipFinger> fingers;  ///< zero to two, no sub-type twice
  PaceParameters pace = {};
};

/// One file as it will lie on the card.
struct CardFile {
  FileId id;
  base::Bytes content;
};

/// The files in the order of file::all, EF.SOD last; nothing of it depends on a card, so the byte budget is
/// known before the first APDU. WrongValue for a field outside its range, TooLarge over one cap,
/// OverBudget over all.
base::Result<std::vector<CardFile>, LdsError> build_files(const CardContents& contents, const DocumentSigner& signer,
                                                          base::Time now);
/// How many bytes a portrait's JP2 may have on a card, headers deducted.
std::size_t portrait_allowance();

}  // namespace ktpel::card
