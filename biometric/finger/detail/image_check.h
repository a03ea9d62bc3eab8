// SPDX-License-Identifier: Apache-2.0
// The second look: two fingers that may be the same are laid on each other ridge by ridge.
#pragma once

#include <vector>

#include "biometric/finger/detail/comparison.h"
#include "biometric/finger/detail/ridge_planes.h"

namespace ktpel::biometric::detail {

/// What the second look measures; the defaults are those of a pair whose alignment failed.
struct ImageFeatures {
  float correlation = 0;        ///< mean over the nodes, -1..1
  float clear_correlation = 0;  ///< the same, weighted by the clarity of both
  float agreeing = 0;           ///< share of the nodes that agree
  float area = 0;               ///< sum of the agreement, in 10^4 px^2
  float turn = 0.5f;            ///< radians of local turning, rms
  float matched = 0;            ///< minutiae that meet when the first finger is bent on the second
  float ratio = 0;              ///< of those that could meet, geometric mean of both sides
  float quality_ratio = 0;      ///< the same, weighted by quality
  float bend = 40;              ///< px between the bent and the rigid alignment, rms
};

/// Buffers of the second look.
struct ImageCheck {
  struct Node {
    float x, y;            ///< on the first finger, px
    float to_x, to_y;      ///< where it was found on the second
    float turn;            ///< radians of its own, beside that of the alignment
    float xx, xy, yx, yy;  ///< the map around it: (dx, dy) goes to (xx dx + xy dy, yx dx + yy dy)
    float correlation;     ///< of the patches there
    float weight;          ///< clarity of both
    int looks;
  };
  std::vector<Node> nodes;  ///< lattice, row by row
  int columns = 0, rows = 0;
  RidgeBytes first;
  RidgePlanes second;
  std::vector<int> frontier;
};

/// From the matched minutiae outwards, finds for each place of the first finger where its ridges go on the second. A
/// false finger cannot follow the ridges far without losing count. `work` is as align() left it, with two pairs at
/// least.
ImageFeatures check_image(const IndexedFinger& a, const IndexedFinger& b, const Workspace& work, ImageCheck& check);

}  // namespace ktpel::biometric::detail
