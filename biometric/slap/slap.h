// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "biometric/finger/match.h"
#include "biometric/image/raster.h"
#include "biometric/record/finger_image_record.h"

namespace ktpel::biometric {

/// One finger cut out of a slap.
struct SlapFinger {
  FingerPosition position;
  double x_px, y_px;           ///< the middle of the fingertip in the slap
  double width_px, height_px;  ///< of the fingertip, along its own axes
  double rotation_rad;         ///< clockwise as one sees it from upright; |rotation| < pi/3
  GreyImage image;             ///< turned upright, with a margin; at the slap's resolution, white outside
};

enum class Hand { Right, Left };

struct Slap {
  PrintPosition kind;               ///< as the caller says: RightFour, LeftFour or BothThumbs
  std::vector<SlapFinger> fingers;  ///< from left to right as they lie
  /// Which hand the heights of four fingertips show: the little finger lies lowest. nullopt if they do not tell clearly
  /// (fingers set down one by one, as on many cards), or if there are not four.
  std::optional<Hand> looks_like;
};

/// Grouped by what the officer does next.
enum class SlapError {
  Empty,           ///< no finger at all: clean the sensor, press again
  TooFewFingers,   ///< press all of them, or state which are missing
  TooManyFingers,  ///< something else lies on the sensor
  WrongKind        ///< not a slap
};

/// Cuts a slap of live scan or an inked card into its fingers: places with ridges (print, writing, lines and holes of a
/// card have none), the hand's turn by their shapes, fingertips among them (not the joints below, nor strips of a
/// neighbour's print at the border), the tip of each. What other prints left in a picture cut out is white, a hole
/// grey. `missing` fingers (amputated, bandaged) are not expected. The slap stands upright within
/// 45 degrees. Positions follow from the kind: a right hand shows index to little finger from left to right, a left
/// hand little finger to index, thumbs the left one first. 300..1200 dpi. Thread-safe.
base::Result<Slap, SlapError> split_slap(const GreyImage& image, PrintPosition kind,
                                         const std::vector<FingerPosition>& missing = {});

/// What is wrong with the order of a capture of ten fingers.
struct SequenceFault {
  enum class Kind {
    HandSwapped,  ///< the slap looks like the other hand: `first` is its outer finger
    FingerTwice   ///< `first` and `second` are one finger
  };
  Kind kind;
  FingerPosition first;
  std::optional<FingerPosition> second;
  friend bool operator==(const SequenceFault&, const SequenceFault&) = default;
};

/// Compares every finger with every other of another place (45 comparisons for ten), and looks at the hands.
/// Fingers that are too unclear to compare are left out. Thread-safe.
std::vector<SequenceFault> check_sequence(const std::vector<Slap>& slaps, Score threshold = kDefaultThreshold);

}  // namespace ktpel::biometric
