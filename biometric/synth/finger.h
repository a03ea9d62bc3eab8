// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "biometric/image/raster.h"
#include "biometric/record/minutiae_record.h"

// Fingers of nobody. A master is a ridge pattern grown in five steps:
//   1 pattern class, drawn by hand and finger;
//   2 orientation field from cores and deltas;
//   3 ridge period field;
//   4 ridges grown from random seeds by filtering along the orientation, over and over;
//   5 minutiae read where the phase of the finished ridges winds.
// An impression is the master pressed on a sensor: moved, turned, stretched, too dry or too
// wet, cut to the area of contact, with the sensor's background and noise.
// Methods: Sherlock and Monro 1993 (orientation from cores and deltas), Cappelli, Maio and
// Maltoni 2002 (growth by filtering; impressions), Larkin and Fletcher 2007 (minutiae as
// windings of the ridge phase).
//
// Everything here is a function of its arguments alone: the same seed gives the same bytes on
// every machine (no libm, no fused multiply-add, no std:: distributions). Thread-safe.
namespace ktpel::biometric {

/// ISO/IEC 19794-2 finger position: 1..5 right thumb to little finger, 6..10 left.
class FingerNumber {
 public:
  /// 1..10.
  constexpr explicit FingerNumber(int number) : number_(number) {
    base::check(number >= 1 && number <= 10, "a finger that no hand has");
  }
  /// Not Unknown.
  constexpr explicit FingerNumber(FingerPosition position) : FingerNumber(static_cast<int>(position)) {}
  constexpr int get() const { return number_; }
  constexpr FingerPosition position() const { return static_cast<FingerPosition>(number_); }
  constexpr bool left_hand() const { return number_ > 5; }
  /// 0 thumb .. 4 little finger.
  constexpr int digit() const { return (number_ - 1) % 5; }
  friend constexpr auto operator<=>(FingerNumber, FingerNumber) = default;

 private:
  int number_;
};

/// Henry classes as they look in the print: a left loop opens to the left.
enum class Pattern : std::uint8_t { Arch, TentedArch, LeftLoop, RightLoop, Whorl, TwinLoop };
/// "arch", "tented_arch", "left_loop", "right_loop", "whorl", "twin_loop".
std::string_view name_of(Pattern pattern);

/// A minutia known from the synthesis, not extracted. x to the right, y down, in pixels at
/// 500 dpi; the angle in radians [0, 2pi), counter-clockwise from +x. It points from an ending
/// along its ridge, and from a bifurcation between its two branches, so that an ending and the
/// bifurcation it becomes under pressure have the same angle.
struct TrueMinutia {
  enum class Kind : std::uint8_t { Ending, Bifurcation };
  double x_px, y_px, angle_rad;
  Kind kind;
};

/// What stays with a finger from one press to the next.
struct Skin {
  double dryness = 0;      ///< -1 sweaty .. +1 parched; 0 normal
  double wear = 0;         ///< 0 fresh ridges .. 1 worn by work
  double pore_depth = .5;  ///< 0 no pores seen .. 1 deep
  int creases = 0;         ///< white lines across the ridges, 0..12
};

/// Pixels of a master's rasters; 500 dpi. The finger lies upright in the middle.
inline constexpr int kMasterWidth = 416, kMasterHeight = 544;

/// One finger for life. Both rasters are kMasterWidth x kMasterHeight, row-major.
struct FingerMaster {
  FingerNumber finger;
  Pattern pattern;
  Skin skin;
  double period_px;                     ///< mean distance of ridges at 500 dpi
  std::vector<std::int8_t> ridges;      ///< -100 middle of a valley .. +100 middle of a ridge; 0 off the finger
  std::vector<std::uint8_t> blemishes;  ///< pores and creases: 0 none .. 255 no ink at all
  std::vector<TrueMinutia> minutiae;    ///< of the whole finger, in master pixels
};

/// Grows a finger with the pattern frequencies of its hand and digit. About 70 ms (synth_bench.cpp).
FingerMaster grow_master(base::SeededRandom random, FingerNumber finger, Skin skin = {});
/// The same with the pattern given.
FingerMaster grow_master(base::SeededRandom random, FingerNumber finger, Pattern pattern, Skin skin = {});

enum class SensorKind : std::uint8_t {
  Optical,    ///< prism with light from one side: grey, uneven background
  Capacitive  ///< chip: white background, hard edges, grain by rows and columns
};

/// How a finger is pressed. Spreads are standard deviations, cut at 2.5 of them; what is drawn
/// from them differs from press to press. Out of range is cut to the range.
struct Conditions {
  int width = 320, height = 400;  ///< of the sensor, pixels at 500 dpi, 64..1200
  SensorKind sensor = SensorKind::Optical;
  double turn_spread_deg = 7;   ///< rotation, 0..45
  double shift_spread_px = 14;  ///< translation on both axes, 0..200
  double stretch = 1;           ///< elastic distortion: 0 none, 1 usual, 3 extreme, 8 pushed and twisted on purpose
  double contact = 1;           ///< size of the area of contact: .3 a corner .. 1 usual .. 1.4 whole finger
  double pressure = 0;          ///< -1 a touch (thin ridges) .. +1 pressed flat (valleys close)
  double dryness = 0;           ///< added to the skin's own; -1 .. +1
  double noise = 1;             ///< 0 none, 1 usual, 3 extreme
  double blotches = 0;          ///< places of this press that are wetter and drier: 0 none .. 3 extreme
  double cracks = 0;            ///< ridges broken into pieces all over, by rough or dirty skin: 0 none .. 3 in crumbs
  int scratches = 0;            ///< white lines of this press alone: dirt, fresh cuts; 0..20
  double frame = 0;             ///< a straight bright or dark edge of the sensor's window: 0 none .. 1 strong
  double ghost = 0;             ///< contrast of another print left on the glass: 0 none .. 1 as strong as the finger
};

/// Who presses, and who minds that it is done well.
enum class Care : std::uint8_t {
  Attended,   ///< a willing person at a desk, an officer beside: Conditions as they stand
  Volunteers  ///< nobody helps, nothing is repeated, and presses are moved, turned, dried and moistened on purpose
};
/// "attended", "volunteers".
std::string_view name_of(Care care);

/// Conditions of one press. Volunteers press as those of FVC2002 (Maio, Maltoni and others 2002) were asked to: of
/// twelve presses four as they come and two each moved, turned, dried and moistened; on a window of the size of that
/// competition's sensors. Most presses are good, few bad; a person's habit and skin show in all ten fingers. Fitted to
/// the quality and score quantiles of its sets DB1 to DB3, docs/decisions/0014-volunteers.md. What stays with a person
/// is drawn from `person`, with a finger from `person` and `finger`, the rest from `press`.
Conditions press_conditions(Care care, SensorKind sensor, const base::SeededRandom& person, FingerNumber finger,
                            const base::SeededRandom& press);

/// Ways in which an impression can be hard to compare.
enum class Hardship : std::uint8_t {
  Distorted,  ///< pushed and twisted
  Dry,        ///< ridges in dots
  Wet,        ///< ridges run together
  Blotchy,    ///< both, by places
  Scarred,    ///< white lines across
  Framed,     ///< the window's edge crosses the print
  Ghosted,    ///< another print behind it
  Partial     ///< a small part of the finger, turned
};
inline constexpr int kHardships = 8;
/// "distorted", "dry", ... in the order above.
std::string_view name_of(Hardship hardship);

/// Usual conditions with one hardship, as bad as it comes in field data: a draw for each press.
Conditions hard_conditions(Hardship hardship, base::SeededRandom random);

struct Impression {
  GreyImage image;                    ///< dark ridges on a light background, 500 dpi
  std::vector<TrueMinutia> minutiae;  ///< those inside the area of contact, in image pixels
};

/// One press of the finger. About 6 ms for 320x400 (synth_bench.cpp).
Impression impression(const FingerMaster& master, const Conditions& conditions, base::SeededRandom random);

/// The ten fingers of one person: different patterns, but one skin with small differences.
struct PersonFingers {
  std::vector<FingerMaster> masters;  ///< ten, by finger number

  const FingerMaster& operator[](FingerNumber finger) const { return masters[std::size_t(finger.get() - 1)]; }
  /// Ten masters, one after the other.
  static PersonFingers grow(std::uint64_t seed);
  /// One of the ten alone: grow(seed)[finger], for callers that share the work among threads.
  static FingerMaster grow(std::uint64_t seed, FingerNumber finger);
};

}  // namespace ktpel::biometric
