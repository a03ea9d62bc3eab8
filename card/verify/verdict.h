// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace ktpel::card {

/// The outcome of a pick-up, one code per cause; the first failing step wins. 170 and above are decided
/// by the office after matching fingers.
enum class Verdict : std::uint16_t {
  good = 0,
  good_by_exception = 1,
  chip_silent = 100,
  communication_lost = 101,
  card_unfinished = 102,
  not_this_holder = 103,
  pace_failed = 110,
  parameters_not_allowed = 111,
  sod_signature_invalid = 120,
  data_group_hash_differs = 121,
  data_group_missing = 122,
  certificate_expired = 130,
  certificate_unknown = 131,
  certificate_revoked = 132,
  clone_suspected = 140,
  terminal_refused = 150,
  contents_differ = 160,
  right_finger_differs = 170,
  left_finger_differs = 171,
  both_fingers_differ = 172,
  score_below_threshold = 173,
  fingers_swapped = 174,
  finger_quality_low = 175,
  data_disputed = 180
};

/// What is written behind the holder's name on the summons; `again` = nothing yet.
enum class Word { succeeded, failed, again };

/// The word for a first occurrence; where the table says "again, then failed" the office counts.
Word word(Verdict verdict);
/// "BERHASIL", "SOD_TANDA_TANGAN_SALAH": the label that officers see.
std::string_view label(Verdict verdict);
/// "berhasil", "gagal", "ulangi".
std::string_view label(Word word);

}  // namespace ktpel::card
