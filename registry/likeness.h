// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "registry/resident.h"

namespace ktpel::registry {

enum class LikenessReason {
  NameSame,     ///< letter by letter
  NameVariant,  ///< the same but for spelling, titles or names of devotion
  NameAlike,    ///< a word more, an initial, a letter
  BornSameDay,
  BornSwapped,   ///< day and month changed places
  BornOneDigit,  ///< one digit of DDMMYYYY differs
  BirthplaceAlike,
  MotherAlike,
  FamilyCardSame,
  BirthplaceDiffers,  ///< this and the next two speak against it
  SexDiffers,
  MotherDiffers,
  MayBeTwins  ///< mother or family card do not count then
};
/// For an officer, in Indonesian: "tanggal dan bulan lahir tertukar".
std::string sentence(LikenessReason reason);

/// 0..100. From `warn` on an officer should look, from `strong` on it is most likely one person with two numbers.
/// A rule of thumb on demographic data, no proof: that is the fingers' alone. Cases: data/golden/likeness.txt.
struct Likeness {
  int score = 0;
  std::vector<LikenessReason> reasons;  ///< in the order of the enum
  static constexpr int warn = 60, strong = 80;
};
/// Symmetric. NIKs are not looked at. Name and birth date must both be alike for a score of `warn`: twins share all but
/// the name, neighbours' children the name alone.
Likeness likeness(const Resident& a, const Resident& b);

/// Whoever may be the same person shares one of these: name and birth year, name and birth day, one word and birth
/// date, mother and birth date, family card and birth date. Sorted, each once.
std::vector<std::string> likeness_blocks(const Resident& who);

struct AlikePair {
  std::size_t first, second;  ///< places in the list given, first < second
  Likeness likeness;
};
/// All pairs with a score of at least `least`, the highest first. Only those who share a block are compared: about
/// n log n for n residents. `step` is called once for each.
std::vector<AlikePair> alike_pairs(std::span<const Resident> residents, int least = Likeness::warn,
                                   const std::function<void()>& step = {});

}  // namespace ktpel::registry
