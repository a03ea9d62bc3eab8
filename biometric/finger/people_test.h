// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "biometric/finger/extract.h"
#include "biometric/synth/finger.h"

// Synthetic fingers for the tests of this folder: grown once a program.
namespace ktpel::biometric::people {

inline const FingerMaster& master(int finger) {
  static std::map<int, FingerMaster> grown;
  auto found = grown.find(finger);
  if (found == grown.end())
    found = grown
                .emplace(finger, grow_master(base::SeededRandom(900 + static_cast<std::uint64_t>(finger)),
                                             FingerNumber(1 + finger % 10)))
                .first;
  return found->second;
}

/// The `press`-th time that finger was put on a sensor.
inline Impression press(int finger, int press, const Conditions& conditions = {}) {
  return impression(master(finger), conditions, base::SeededRandom(static_cast<std::uint64_t>(finger * 100 + press)));
}

inline FingerTemplate extracted(int finger, int number, const Conditions& conditions = {}) {
  auto t = extract(press(finger, number, conditions).image);
  base::check(bool(t), "a synthetic finger that cannot be read");
  return std::move(*t);
}

/// Cached extracted(finger, number).
inline const FingerTemplate& usual(int finger, int number) {
  static std::map<std::pair<int, int>, FingerTemplate> made;
  auto found = made.find({finger, number});
  if (found == made.end()) found = made.emplace(std::pair{finger, number}, extracted(finger, number)).first;
  return found->second;
}

}  // namespace ktpel::biometric::people
