// SPDX-License-Identifier: Apache-2.0
#include "registry/likeness.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/check.h"
#include "base/phrase.h"
#include "person/name.h"
#include "registry/name_key.h"

namespace ktpel::registry {
namespace {

using person::Date;

constexpr double variant = 0.97, alike = 0.7, place_alike = 0.85, different = 0.5;

bool swapped(const Date& a, const Date& b) {
  return a.year() == b.year() && a.day() == b.month() && a.month() == b.day();
}

bool one_digit(const Date& a, const Date& b) {
  const auto first = a.compact(), second = b.compact();
  int differing = 0;
  for (std::size_t i = 0; i < first.size(); ++i) differing += first[i] != second[i];
  return differing == 1;
}

/// The same for a date and the one with day and month swapped.
std::string either_way(const Date& date) {
  const auto text = date.compact();
  const auto month = text.substr(4, 2), day = text.substr(6, 2);
  return text.substr(0, 4) + std::min(month, day) + std::max(month, day);
}

std::string_view key_of(LikenessReason reason) {
  switch (reason) {
    case LikenessReason::NameSame:
      return "registry.reason_name_same";
    case LikenessReason::NameVariant:
      return "registry.reason_name_variant";
    case LikenessReason::NameAlike:
      return "registry.reason_name_alike";
    case LikenessReason::BornSameDay:
      return "registry.reason_born_same";
    case LikenessReason::BornSwapped:
      return "registry.reason_born_swapped";
    case LikenessReason::BornOneDigit:
      return "registry.reason_born_digit";
    case LikenessReason::BirthplaceAlike:
      return "registry.reason_birthplace";
    case LikenessReason::MotherAlike:
      return "registry.reason_mother";
    case LikenessReason::FamilyCardSame:
      return "registry.reason_family_card";
    case LikenessReason::BirthplaceDiffers:
      return "registry.reason_birthplace_differs";
    case LikenessReason::SexDiffers:
      return "registry.reason_sex_differs";
    case LikenessReason::MotherDiffers:
      return "registry.reason_mother_differs";
    case LikenessReason::MayBeTwins:
      break;
  }
  return "registry.reason_twins";
}

}  // namespace

std::string sentence(LikenessReason reason) { return base::phrase(key_of(reason)); }

Likeness likeness(const Resident& a, const Resident& b) {
  using enum LikenessReason;
  const auto& one = a.biodata;
  const auto& other = b.biodata;
  Likeness found;
  const auto add = [&](LikenessReason reason, int points) {
    found.reasons.push_back(reason);
    found.score += points;
  };
  const double names = name_likeness(one.name, other.name);
  if (person::comparable_name(one.name) == person::comparable_name(other.name))
    add(NameSame, 45);
  else if (names >= variant)
    add(NameVariant, 42);
  else if (names >= alike)
    add(NameAlike, 30);
  const bool name_fits = !found.reasons.empty(), name_only_alike = name_fits && found.reasons.back() == NameAlike;
  if (one.born == other.born)
    add(BornSameDay, 35);
  else if (swapped(one.born, other.born))
    add(BornSwapped, 25);
  else if (one_digit(one.born, other.born))
    add(BornOneDigit, 25);
  const bool date_fits = found.score > 0 && found.reasons.size() > (name_fits ? 1u : 0u);

  const bool places = !one.birthplace.empty() && !other.birthplace.empty();
  const double place = places ? name_likeness(one.birthplace, other.birthplace) : 0;
  const bool mothers = !a.kin.mother.empty() && !b.kin.mother.empty();
  const double mother = mothers ? name_likeness(a.kin.mother, b.kin.mother) : 0;
  const bool same_card = !one.family_card.empty() && one.family_card == other.family_card;
  // Twins have a mother, a family card and a birth date in common, and often names a letter apart: RINA, RINI.
  const bool may_be_twins =
      name_only_alike && one.born == other.born && (same_card || (mothers && mother >= place_alike));
  if (places && place >= place_alike) add(BirthplaceAlike, 8);
  if (mothers && mother >= place_alike) add(MotherAlike, may_be_twins ? 0 : 10);
  if (same_card) add(FamilyCardSame, may_be_twins ? 0 : 10);
  if (places && place < different) add(BirthplaceDiffers, -10);
  if (one.sex != other.sex) add(SexDiffers, -20);
  if (mothers && mother < different) add(MotherDiffers, -25);
  if (may_be_twins) add(MayBeTwins, 0);
  found.score = std::clamp(found.score, 0, name_fits && date_fits ? 100 : 40);
  return found;
}

std::vector<std::string> likeness_blocks(const Resident& who) {
  const auto& b = who.biodata;
  const auto date = b.born.compact();
  std::vector<std::string> blocks;
  for (const auto& whole : whole_keys(b.name)) {
    blocks.push_back("y" + date.substr(0, 4) + whole);
    blocks.push_back("d" + date.substr(4) + whole);
  }
  for (const auto& word : filed_under(b.name)) blocks.push_back("w" + either_way(b.born) + word);
  if (!who.kin.mother.empty()) blocks.push_back("m" + date + whole_keys(who.kin.mother).back());
  if (!b.family_card.empty()) blocks.push_back("f" + date + b.family_card);
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  return blocks;
}

std::vector<AlikePair> alike_pairs(std::span<const Resident> residents, int least, const std::function<void()>& step) {
  std::unordered_map<std::string, std::vector<std::size_t>> sharing;
  std::vector<AlikePair> pairs;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < residents.size(); ++i) {
    others.clear();
    for (auto& block : likeness_blocks(residents[i])) {
      auto& there = sharing[std::move(block)];
      others.insert(others.end(), there.begin(), there.end());
      there.push_back(i);
    }
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    for (const auto other : others)
      if (auto how = likeness(residents[other], residents[i]); how.score >= least)
        pairs.push_back({other, i, std::move(how)});
    if (step) step();
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const AlikePair& a, const AlikePair& b) { return a.likeness.score > b.likeness.score; });
  return pairs;
}

}  // namespace ktpel::registry
