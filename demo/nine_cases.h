// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "demo/town.h"

namespace ktpel::demo {

/// One thing that somebody did, as the timeline shows it.
struct Act {
  std::string clause;  ///< "I.1"
  std::string what;    ///< "permohonan dan antrian"
  double ms = 0;
  int limit_s = 0;  ///< the SOP's standard time, 0 where it has none
  std::string outcome;
};

/// One resident's way through the whole SOP, and whether it went as the SOP says.
struct CaseReport {
  std::string name;   ///< "lost-card"
  std::string title;  ///< "KTP-el hilang"
  std::string person, nik;
  std::vector<std::string> applications;
  std::string expected, reached;  ///< issuance::name of the last application
  std::vector<Act> acts;
  std::string fault;  ///< what went wrong; empty if nothing did
  bool right() const { return fault.empty() && reached == expected; }
};

/// Told of every act as it happens.
using CaseListener = std::function<void(const CaseReport& so_far, const Act& act)>;

/// The nine: a first-timer, a resident not in the database, a lost card, a damaged card, a foreigner at the Dinas, a
/// home visit without a line, an attempt to enrol twice under another name, a chip that fails at pick-up, and a person
/// with missing fingers. Everything goes through what the programs offer to browsers, the scanner and the card readers.
/// In order, each after the other, the first `cases` of them. Each round has other people; 0 to 9.
std::vector<CaseReport> play_nine_cases(Town& town, std::uint64_t seed, int round, const CaseListener& listener,
                                        std::size_t cases = 9);

}  // namespace ktpel::demo
