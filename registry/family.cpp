// SPDX-License-Identifier: Apache-2.0
#include "registry/family.h"

#include <algorithm>
#include <map>

#include "base/phrase.h"

namespace ktpel::registry {
namespace {

constexpr int head_role = 1;  // KEPALA KELUARGA in every edition of the list (data/code_lists/shdk.csv)

}  // namespace

std::string sentence(FamilyFault fault) {
  switch (fault) {
    case FamilyFault::NoHead:
      return base::phrase("registry.family_no_head");
    case FamilyFault::TwoHeads:
      return base::phrase("registry.family_two_heads");
    case FamilyFault::MemberTwice:
      return base::phrase("registry.family_member_twice");
    case FamilyFault::NumberMalformed:
      return base::phrase("registry.family_number");
    case FamilyFault::RoleNotTold:
      break;
  }
  return base::phrase("registry.family_role_not_told");
}

base::Result<Family, FamilyFault> Family::of(const person::FamilyCardNumber& number, std::vector<Member> members) {
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return std::pair(a.role.number(), a.nik) < std::pair(b.role.number(), b.nik);
  });
  std::vector<person::Nik> niks;
  for (const auto& member : members) niks.push_back(member.nik);
  std::sort(niks.begin(), niks.end());
  if (std::adjacent_find(niks.begin(), niks.end()) != niks.end()) return FamilyFault::MemberTwice;
  const auto heads = std::count_if(members.begin(), members.end(),
                                   [](const Member& member) { return member.role.number() == head_role; });
  if (heads == 0) return FamilyFault::NoHead;
  if (heads > 1) return FamilyFault::TwoHeads;
  return Family(number, std::move(members));
}

Families families_of(std::span<const Resident> residents) {
  std::map<std::string, std::vector<const Resident*>> cards;  // of this moment: the number is no key beyond it
  for (const auto& resident : residents) cards[resident.biodata.family_card].push_back(&resident);
  Families found;
  for (const auto& [digits, living] : cards) {
    const auto troubled = [&, &on = digits, &there = living](FamilyFault fault) {
      found.troubled.push_back({on, fault, there.size()});
    };
    const auto number = person::FamilyCardNumber::parse(digits);
    if (!number) {
      troubled(FamilyFault::NumberMalformed);
      continue;
    }
    std::vector<Member> members;
    for (const auto* resident : living)
      if (resident->kin.role) members.push_back({resident->biodata.nik, resident->biodata.name, *resident->kin.role});
    if (members.size() < living.size()) {
      troubled(FamilyFault::RoleNotTold);
      continue;
    }
    auto family = Family::of(*number, std::move(members));
    if (family)
      found.sound.push_back(std::move(*family));
    else
      troubled(family.error());
  }
  return found;
}

}  // namespace ktpel::registry
