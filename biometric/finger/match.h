// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "base/strong.h"
#include "biometric/finger/finger_template.h"
#include "biometric/finger/score_parameters.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {

namespace detail {
struct IndexedFinger;
}

/// -10 log10(false match rate): 30 is one false match in a thousand comparisons of different fingers,
/// 40 one in ten thousand. Never negative; higher is closer. Above 50 it is extrapolated, not measured.
using Score = base::Strong<double, struct Score_>;

/// One false match in ten thousand: what a 1:1 decision at the counter uses.
inline constexpr Score kDefaultThreshold{40.0};

/// The finger being asked about, indexed once for many comparisons. Cheap to copy (shared, immutable).
class Probe {
 public:
  explicit Probe(const FingerTemplate& finger);
  /// From minutiae alone: the finger is taken to lie around them.
  explicit Probe(const MinutiaeRecord& record);
  const detail::IndexedFinger& indexed() const { return *indexed_; }

 private:
  std::shared_ptr<const detail::IndexedFinger> indexed_;
};

/// A finger already enrolled.
class Candidate {
 public:
  explicit Candidate(const FingerTemplate& finger);
  explicit Candidate(const MinutiaeRecord& record);
  const detail::IndexedFinger& indexed() const { return *indexed_; }

 private:
  std::shared_ptr<const detail::IndexedFinger> indexed_;
};

enum class MatchError { TooFewMinutiae };

/// How alike two fingers are, in any mixture of full templates and minutiae alone: each kind of pair has
/// weights and a calibration of its own. TooFewMinutiae if either has fewer than 4. Thread-safe; a Probe or
/// Candidate may serve many threads. See finger_bench.cpp for the time it takes.
base::Result<Score, MatchError> match(const Probe& probe, const Candidate& candidate);
/// With other weights than those shipped, for measuring.
base::Result<Score, MatchError> match(const Probe& probe, const Candidate& candidate,
                                      const score_parameters::Models& models);

/// Two minutiae that were found to be the same, by their place in the template or record.
struct MatchedPair {
  std::uint16_t probe, candidate;
};

/// A score and what it rests on, for a view that explains it.
struct Comparison {
  Score score;
  std::vector<MatchedPair> pairs;
  double rotation = 0;  ///< radians from probe to candidate, counter-clockwise as seen
};
base::Result<Comparison, MatchError> compare(const Probe& probe, const Candidate& candidate);

}  // namespace ktpel::biometric
