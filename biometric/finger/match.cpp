// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/match.h"

#include <cmath>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/detail/score.h"
#include "biometric/finger/parameters.h"

namespace ktpel::biometric {
namespace {

using detail::IndexedFinger;
using detail::Knowledge;

/// The side that knows more goes first, else the one with more minutiae: so swapping the two changes nothing.
bool goes_first(const IndexedFinger& a, const IndexedFinger& b) {
  if (a.knowledge != b.knowledge) return a.knowledge == Knowledge::Full;
  if (a.count() != b.count()) return a.count() > b.count();
  return a.x != b.x ? a.x > b.x : a.y >= b.y;
}

/// Kept by a thread from one comparison to the next.
struct Buffers {
  detail::Workspace work;
  detail::ImageCheck check;
};

struct Outcome {
  double decibels;
  bool swapped;
};

base::Result<Outcome, MatchError> run(const IndexedFinger& probe, const IndexedFinger& candidate,
                                      const score_parameters::Models& models, Buffers& buffers) {
  if (probe.count() < parameters::kLeastToMatch || candidate.count() < parameters::kLeastToMatch)
    return MatchError::TooFewMinutiae;
  const bool swapped = !goes_first(probe, candidate);
  const auto &a = swapped ? candidate : probe, &b = swapped ? probe : candidate;
  const double odds = detail::log_odds(a, b, buffers.work, buffers.check, models);
  return Outcome{detail::decibels(models[static_cast<std::size_t>(detail::kind_of(a, b))], odds), swapped};
}

Buffers& my_buffers() {
  thread_local Buffers mine;
  return mine;
}

}  // namespace

Probe::Probe(const FingerTemplate& finger) : indexed_(std::make_shared<IndexedFinger>(finger)) {}
Probe::Probe(const MinutiaeRecord& record) : indexed_(std::make_shared<IndexedFinger>(record)) {}
Candidate::Candidate(const FingerTemplate& finger) : indexed_(std::make_shared<IndexedFinger>(finger)) {}
Candidate::Candidate(const MinutiaeRecord& record) : indexed_(std::make_shared<IndexedFinger>(record)) {}

base::Result<Score, MatchError> match(const Probe& probe, const Candidate& candidate) {
  return match(probe, candidate, score_parameters::kModels);
}

base::Result<Score, MatchError> match(const Probe& probe, const Candidate& candidate,
                                      const score_parameters::Models& models) {
  const auto outcome = run(probe.indexed(), candidate.indexed(), models, my_buffers());
  if (!outcome) return outcome.error();
  return Score(outcome->decibels);
}

base::Result<Comparison, MatchError> compare(const Probe& probe, const Candidate& candidate) {
  const auto outcome = run(probe.indexed(), candidate.indexed(), score_parameters::kModels, my_buffers());
  const auto& work = my_buffers().work;
  if (!outcome) return outcome.error();
  Comparison out{Score(outcome->decibels), {}, 0};
  const auto &from = probe.indexed(), &to = candidate.indexed();
  for (const auto& p : work.pairs) {
    const auto i = static_cast<std::size_t>(outcome->swapped ? p.b : p.a);
    const auto j = static_cast<std::size_t>(outcome->swapped ? p.a : p.b);
    out.pairs.push_back({from.source[i], to.source[j]});
  }
  // inside, angles run clockwise as seen; from the first finger to the second
  const double clockwise = work.pairs.empty() ? 0 : std::atan2(work.motion.s, work.motion.c);
  out.rotation = outcome->swapped ? clockwise : -clockwise;
  return out;
}

}  // namespace ktpel::biometric
