// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "biometric/synth/detail/exact.h"
#include "biometric/synth/finger.h"

namespace ktpel::biometric {
namespace {

/// Volunteers on one kind of sensor; in the units of Conditions. Spreads are standard deviations.
struct Habits {
  int width, height;                                   ///< of the window
  double contact, contact_spread;                      ///< of a press
  double turn_deg, turned_deg;                         ///< spread of a plain press, and when turned on purpose
  double shift_px, moved_px;                           ///< likewise when moved
  double dried, moistened;                             ///< most that is done on purpose
  double damp_person, damp_press;                      ///< spread of dryness
  double pressure_person, pressure_press;              ///< spread
  double stretch, noise, cracks, blotches, scratches;  ///< of a middling press
  double rough_person, rough_finger, rough_press;      ///< spread of the logarithm of what these are multiplied by
};

// Set by hand on 40 to 60 fingers of two seeds (1, 5) until quantiles of minutiae, quality and genuine scores lay
// beside those of FVC2002 DB1 and DB2 (optical, 388x374 px) and DB3 (capacitive, 300x300 px). Volunteers were to turn
// by 35 degrees at most.
constexpr Habits kOptical{.width = 388,
                          .height = 374,
                          .contact = 1.06,
                          .contact_spread = .14,
                          .turn_deg = 8,
                          .turned_deg = 14,
                          .shift_px = 26,
                          .moved_px = 62,
                          .dried = .5,
                          .moistened = .7,
                          .damp_person = .2,
                          .damp_press = .08,
                          .pressure_person = .2,
                          .pressure_press = .25,
                          .stretch = 1.6,
                          .noise = 1.2,
                          .cracks = .9,
                          .blotches = .3,
                          .scratches = 1,
                          .rough_person = .3,
                          .rough_finger = .15,
                          .rough_press = .28};
constexpr Habits kCapacitive{.width = 300,
                             .height = 300,
                             .contact = .91,
                             .contact_spread = .11,
                             .turn_deg = 8,
                             .turned_deg = 14,
                             .shift_px = 20,
                             .moved_px = 38,
                             .dried = .3,
                             .moistened = .35,
                             .damp_person = .05,
                             .damp_press = .05,
                             .pressure_person = .2,
                             .pressure_press = .25,
                             .stretch = 2.8,
                             .noise = 2,
                             .cracks = 1.4,
                             .blotches = .1,
                             .scratches = 1,
                             .rough_person = .12,
                             .rough_finger = .08,
                             .rough_press = .1};

double drawn(base::SeededRandom& random, double spread) { return std::clamp(random.normal(), -2.5, 2.5) * spread; }

Conditions volunteered(SensorKind sensor, base::SeededRandom person, base::SeededRandom finger,
                       base::SeededRandom press) {
  const Habits& h = sensor == SensorKind::Optical ? kOptical : kCapacitive;
  Conditions c;
  c.sensor = sensor, c.width = h.width, c.height = h.height;
  constexpr double kRoughest = 2.1;  // beyond it nobody would take the press for one
  const double rough = std::min(
      kRoughest,
      exact::exponential(drawn(person, h.rough_person) + drawn(finger, h.rough_finger) + drawn(press, h.rough_press)));
  c.stretch = h.stretch * rough;
  c.noise = h.noise * std::sqrt(rough);  // of the picture more than of the skin
  c.cracks = h.cracks * rough;
  c.blotches = h.blotches * rough;
  c.scratches = static_cast<int>(h.scratches * rough * press.uniform(0, 2));
  c.dryness = drawn(person, h.damp_person) + drawn(press, h.damp_press);
  c.pressure = drawn(person, h.pressure_person) + drawn(press, h.pressure_press);
  c.contact = h.contact + drawn(press, h.contact_spread);
  c.turn_spread_deg = h.turn_deg, c.shift_spread_px = h.shift_px;
  const double much = press.uniform();
  switch (press.below(6)) {  // on purpose; the others are plain
    case 0:
      c.shift_spread_px = h.moved_px;
      break;
    case 1:
      c.turn_spread_deg = h.turned_deg;
      break;
    case 2:
      c.dryness += h.dried * much;
      break;
    case 3:
      c.dryness -= h.moistened * much;
      break;
    default:
      break;
  }
  return c;
}

}  // namespace

Conditions press_conditions(Care care, SensorKind sensor, const base::SeededRandom& person, FingerNumber finger,
                            const base::SeededRandom& press) {
  if (care == Care::Attended) {
    Conditions c;
    c.sensor = sensor;
    return c;
  }
  // 21, 22, 101: parts that neither the growing of a master nor an impression draws from.
  return volunteered(sensor, person.branch(21), person.branch(static_cast<std::uint64_t>(finger.get())).branch(22),
                     press.branch(101));
}

std::string_view name_of(Care care) { return care == Care::Attended ? "attended" : "volunteers"; }

}  // namespace ktpel::biometric
