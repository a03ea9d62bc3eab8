// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/strong.h"
#include "biometric/finger/finger_template.h"
#include "biometric/finger/match.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {

/// An opaque number of one person's record, drawn by the center. The gallery knows no NIK, name, sex,
/// date or place, and a search may not be narrowed by them: a duplicate has false ones.
using Subject = base::Strong<std::uint64_t, struct Subject_>;
/// The place of a record in the gallery, from 1 without holes, in the order of arrival.
using LogNumber = base::Strong<std::uint64_t, struct GalleryLogNumber_>;

/// The fingers of one recording: full templates by position; missing ones are left out.
using TenPrint = std::map<FingerPosition, FingerTemplate>;

/// One earlier record that is alike.
struct Hit {
  LogNumber log;
  Subject subject;
  double fused_db;                             ///< -10 log10 false match rate, all common fingers together
  std::map<FingerPosition, double> finger_db;  ///< each common finger's own score
};

/// What a search looked at, so that "nobody resembles" can be checked later: every record with a
/// number below the probe's, none left out.
struct Coverage {
  LogNumber below;         ///< records 1 .. below-1
  std::uint64_t compared;  ///< how many that were; complete when equal to below-1
  double threshold_db;     ///< a hit is at or above it
  std::string matcher;     ///< which matcher and fusion: results of two versions are never compared
  bool complete() const { return compared + 1 == below.get(); }
};

struct Findings {
  Coverage coverage;
  std::vector<Hit> hits;  ///< at or above the threshold, best first
  std::vector<Hit> near;  ///< best five below it, for the audit
};

enum class SearchError { NoFinger };

/// How much worse than calibrated each finger is taken to be before fusion: the calibration stands on
/// pairs of any two fingers of known sensors, a search compares the same finger of two hands (the same class
/// more often than chance) on sensors it has not seen. docs/decisions/0004-fusion.md has the figures.
inline constexpr double finger_discount_db = 10;

/// All fingers together: p-values of the common fingers, each ten times its calibrated false match rate and
/// at most 1, combined by Fisher's method (the sum of -ln p of k independent fingers is Gamma(k, 1)
/// distributed). A bad finger has p = 1 and cannot veto good ones. Empty: 0.
double fuse_db(const std::map<FingerPosition, double>& finger_db);

/// Exhaustive 1:N in memory: every record with a lower number is compared with every common finger,
/// so nothing is lost to a filter. The answer depends on the log numbers alone, not on the order in which
/// searches run. One thread adds; searches may run beside each other between additions.
/// Cost: records x common fingers x one comparison (biometric/finger/match.h), on `threads` cores.
class Gallery {
 public:
  /// The false positive rate of a whole search; the threshold is 10 log10(N / rate) dB.
  static constexpr double false_positive_rate = 1e-3;
  /// Under this many fingers a search that finds nobody proves nothing: the application is a biometric exception.
  static constexpr std::size_t fewest_fingers = 2;

  explicit Gallery(unsigned threads = 2) : threads_(threads) {}

  /// The record's number. Append first, search afterwards: of two records of one person that arrive
  /// together, the later then always sees the earlier.
  LogNumber append(Subject subject, const TenPrint& fingers);
  std::uint64_t size() const { return records_.size(); }
  /// How many fingers a record has.
  std::size_t fingers(LogNumber log) const;

  /// Every record below `log` against the record `log`, with whatever fingers it has.
  base::Result<Findings, SearchError> search(LogNumber log) const;

 private:
  struct Record {
    Subject subject;
    std::map<FingerPosition, Candidate> fingers;
    std::map<FingerPosition, Probe> probes;
  };
  unsigned threads_;
  std::vector<Record> records_;
};

}  // namespace ktpel::biometric
