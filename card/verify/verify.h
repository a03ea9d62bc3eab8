// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "card/iso7816/transport.h"
#include "card/lds/card_contents.h"
#include "card/lds/data_groups.h"
#include "card/lds/security_object.h"
#include "card/pace/can.h"
#include "card/trust/certificate.h"
#include "card/verify/verdict.h"
#include "person/date.h"

namespace ktpel::card {

/// Why a reading ended: the verdict, and the data group it is about (0 = none).
struct Refusal {
  Verdict verdict;
  int data_group = 0;
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

enum class SignerTrust { Trusted, NotChecked };

/// A card that was read whole, whose signature holds and whose every file has the signed hash.
struct CardReading {
  Mrz mrz;
  ChipPortrait portrait;
  std::vector<ChipFinger> fingers;
  PersonalDetails details;
  PaceParameters pace;
  Certificate signer;
  base::Time signed_at;
  SignerTrust trust;
  std::vector<CardFile> files;  ///< as read, in the order of file::all
  std::size_t apdus = 0;
  double pace_ms = 0, total_ms = 0;
};

/// Reads a card as a stranger with the CAN and does passive authentication, in the order of the profile:
/// reset, EF.CardAccess, PACE, EF.COM, EF.SOD (signature, then signer up to a CSCA of `trust`), DG1, DG11, DG2,
/// DG3 (each against its signed hash), lists compared. Without `trust` the signer is NotChecked.
/// The first failing step wins. PACE is tried once: a wrong CAN costs the holder a delay.
/// Nothing of what was read is given with a refusal. `today` only fixes the century of two-digit years.
base::Result<CardReading, Refusal> read_card(Transport& card, const Can& can, const TrustStore* trust,
                                             const person::Date& today);

/// The reading against the signed record it was made from, field by field; names each field that differs
/// ("name", "card_number", "finger 09"), empty = the same.
std::vector<std::string> differences(const CardReading& reading, const CardContents& record);

}  // namespace ktpel::card
