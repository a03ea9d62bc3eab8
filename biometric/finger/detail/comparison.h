// SPDX-License-Identifier: Apache-2.0
// The steps of a comparison, in order: shortlist, relaxation, alignment, overlap. Each reads the two fingers and
// what the steps before left in the workspace.
#pragma once

#include <vector>

#include "biometric/finger/detail/indexed_finger.h"

namespace ktpel::biometric::detail {

/// Minutia a of the first finger may be minutia b of the second.
struct Pair {
  int a, b;
  float similarity;
};

/// Minutiae of the second finger, from..to-1, that minutia a of the first may be.
struct Span {
  int a, from, to;
};

/// Rotation and shift from the first finger to the second.
struct Rigid {
  float c = 1, s = 0, x = 0, y = 0;
};

/// What a comparison measures; the defaults are those of a pair with nothing in common.
struct Features {
  float relaxed = 0;                  ///< mean support of the best pairs after relaxation
  float best = 0;                     ///< highest similarity of two minutiae
  float matched = 0;                  ///< minutiae paired
  float similarity = 0;               ///< sum of their similarities
  float residual = 10;                ///< px left between paired minutiae
  float ratio = 0;                    ///< paired / minutiae in the overlap, geometric mean of both sides
  float quality_ratio = 0;            ///< the same, weighted by quality
  float clear_ratio = 0;              ///< the same, weighted by quality and the other side's clarity at the place
  float overlap_minutiae = 0;         ///< geometric mean of both sides
  float area = 0;                     ///< overlap, 10^4 px^2
  float flow_difference = 0.8f;       ///< mean over the overlap, radians
  float direction_difference = 0.8f;  ///< minutiae of either side against the other's flow, radians
  float period_difference = 0.3f;     ///< rms of the log ratio
};

/// Buffers of one comparison, kept by a thread for the next.
struct Workspace {
  std::vector<float> similarity;  ///< first.count() x second.count()
  std::vector<Pair> candidates, top;
  std::vector<int> order;   ///< of `top`, best supported first
  std::vector<Pair> pairs;  ///< the result: one-to-one
  Rigid motion;
  std::vector<float> bent_x, bent_y;    ///< elastic shift of each minutia of the first finger
  std::vector<float> moved_x, moved_y;  ///< its place on the second finger
  // scratch
  std::vector<float> weight, support, compatibility, next, residual_x, residual_y;
  std::vector<Span> gated;
  std::vector<std::uint64_t> keys;
  std::vector<Pair> within, current;
  std::vector<std::uint8_t> used_a, used_b;
  std::vector<std::uint16_t> near;
};

/// How the similarity of two minutiae is made up.
struct Shares {
  float flow, patch, cylinder;
};
Shares shares_of(const IndexedFinger& a, const IndexedFinger& b);

/// Similarity of all minutiae pairs of compatible rotation, and the best one-to-one pairs. False if there is none.
bool shortlist(const IndexedFinger& a, const IndexedFinger& b, Workspace& work);
/// Lets the best pairs vote for each other (Cappelli, Ferrara, Maltoni 2010, LSS-R). Returns Features::relaxed.
float relax(const IndexedFinger& a, const IndexedFinger& b, Workspace& work);
/// Rigid, then locally elastic pairing from the best supported pairs. False if fewer than two pairs agree.
bool align(const IndexedFinger& a, const IndexedFinger& b, Workspace& work);
/// Compares what lies in the overlap of the aligned fingers.
void measure_overlap(const IndexedFinger& a, const IndexedFinger& b, const Workspace& work, Features& features);

/// All of it. `a` knows at least as much as `b`.
Features compare_fingers(const IndexedFinger& a, const IndexedFinger& b, Workspace& work);

}  // namespace ktpel::biometric::detail
