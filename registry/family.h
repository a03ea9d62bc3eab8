// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "person/code_list.h"
#include "person/family_card_number.h"
#include "person/nik.h"
#include "registry/resident.h"

namespace ktpel::registry {

struct Member {
  person::Nik nik;
  std::string name;
  person::FamilyRole role;
};

enum class FamilyFault {
  NoHead,  ///< nobody is KEPALA KELUARGA
  TwoHeads,
  MemberTwice,  ///< one NIK at two places
  NumberMalformed,
  RoleNotTold  ///< a resident without SHDK
};
/// In Indonesian.
std::string sentence(FamilyFault fault);

/// Those on one family card: one head, nobody twice. The number may change, so a family is made of what is
/// known now and stored under nothing.
class Family {
 public:
  static base::Result<Family, FamilyFault> of(const person::FamilyCardNumber& number, std::vector<Member> members);
  const person::FamilyCardNumber& number() const { return number_; }
  const Member& head() const { return members_.front(); }
  /// The head first, then by SHDK, then by NIK.
  std::span<const Member> members() const { return members_; }

 private:
  Family(const person::FamilyCardNumber& number, std::vector<Member> members)
      : number_(number), members_(std::move(members)) {}
  person::FamilyCardNumber number_;
  std::vector<Member> members_;
};

struct TroubledFamily {
  std::string number;  ///< as the residents have it
  FamilyFault fault;
  std::size_t members;
};
struct Families {
  std::vector<Family> sound;
  std::vector<TroubledFamily> troubled;
};
/// Groups residents by their family card, in order of its digits. Every resident is in one of the two lists.
Families families_of(std::span<const Resident> residents);

}  // namespace ktpel::registry
