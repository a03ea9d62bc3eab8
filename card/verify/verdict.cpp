// SPDX-License-Identifier: Apache-2.0
#include "card/verify/verdict.h"

#include "base/check.h"

namespace ktpel::card {
namespace {

struct Row {
  Verdict verdict;
  std::string_view label;
  Word word;
};

// The outcomes of a pick-up, first occurrence: an unreadable insertion, a wrong CAN, an unknown signer and a station's
// own certificate may be tried again before anything is written; everything else is decided.
constexpr Row rows[] = {
    {Verdict::good, "BERHASIL", Word::succeeded},
    {Verdict::good_by_exception, "BERHASIL_PENGECUALIAN", Word::succeeded},
    {Verdict::chip_silent, "CIP_TIDAK_MENJAWAB", Word::failed},
    {Verdict::communication_lost, "KOMUNIKASI_TERPUTUS", Word::again},
    {Verdict::card_unfinished, "KARTU_BELUM_JADI", Word::failed},
    {Verdict::not_this_holder, "KARTU_BUKAN_MILIK", Word::again},
    {Verdict::pace_failed, "PACE_GAGAL", Word::again},
    {Verdict::parameters_not_allowed, "PARAMETER_TIDAK_DIIZINKAN", Word::failed},
    {Verdict::sod_signature_invalid, "SOD_TANDA_TANGAN_SALAH", Word::failed},
    {Verdict::data_group_hash_differs, "DG_HASH_TIDAK_COCOK", Word::failed},
    {Verdict::data_group_missing, "SOD_DG_HILANG", Word::failed},
    {Verdict::certificate_expired, "SERTIFIKAT_KEDALUWARSA", Word::failed},
    {Verdict::certificate_unknown, "SERTIFIKAT_TIDAK_DIKENAL", Word::again},
    {Verdict::certificate_revoked, "SERTIFIKAT_DICABUT", Word::failed},
    {Verdict::clone_suspected, "DIDUGA_KLONING", Word::failed},
    {Verdict::terminal_refused, "TERMINAL_DITOLAK", Word::again},
    {Verdict::contents_differ, "ISI_CIP_BEDA", Word::failed},
    {Verdict::right_finger_differs, "JARI_KANAN_TIDAK_COCOK", Word::failed},
    {Verdict::left_finger_differs, "JARI_KIRI_TIDAK_COCOK", Word::failed},
    {Verdict::both_fingers_differ, "KEDUA_JARI_TIDAK_COCOK", Word::failed},
    {Verdict::score_below_threshold, "SKOR_DI_BAWAH_AMBANG", Word::again},
    {Verdict::fingers_swapped, "JARI_TERTUKAR", Word::again},
    {Verdict::finger_quality_low, "KUALITAS_JARI_RENDAH", Word::again},
    {Verdict::data_disputed, "DATA_DIPERSELISIHKAN", Word::succeeded},
};

const Row& row(Verdict verdict) {
  for (const auto& one : rows)
    if (one.verdict == verdict) return one;
  base::check(false, "a verdict without a row");
  return rows[0];
}

}  // namespace

Word word(Verdict verdict) { return row(verdict).word; }
std::string_view label(Verdict verdict) { return row(verdict).label; }
std::string_view label(Word word) {
  return word == Word::succeeded ? "berhasil" : word == Word::failed ? "gagal" : "ulangi";
}

}  // namespace ktpel::card
