// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "biometric/finger/extract.h"
#include "biometric/slap/slap.h"

namespace ktpel::biometric {

std::vector<SequenceFault> check_sequence(const std::vector<Slap>& slaps, Score threshold) {
  std::vector<SequenceFault> faults;
  std::vector<std::pair<FingerPosition, FingerTemplate>> fingers;
  for (const auto& slap : slaps) {
    const bool four = slap.kind != PrintPosition::BothThumbs;
    const auto expected = slap.kind == PrintPosition::RightFour ? Hand::Right : Hand::Left;
    if (four && slap.looks_like && *slap.looks_like != expected)
      faults.push_back({SequenceFault::Kind::HandSwapped, slap.fingers.front().position, std::nullopt});
    for (const auto& finger : slap.fingers)
      if (auto extracted = extract(finger.image)) fingers.emplace_back(finger.position, std::move(*extracted));
  }
  for (std::size_t i = 0; i < fingers.size(); ++i) {
    const Probe probe(fingers[i].second);
    for (std::size_t j = i + 1; j < fingers.size(); ++j) {
      const auto score = match(probe, Candidate(fingers[j].second));
      if (score && *score >= threshold)
        faults.push_back({SequenceFault::Kind::FingerTwice, fingers[i].first, fingers[j].first});
    }
  }
  return faults;
}

}  // namespace ktpel::biometric
