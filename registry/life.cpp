// SPDX-License-Identifier: Apache-2.0
#include "registry/life.h"

#include <optional>

namespace ktpel::registry {
namespace {

using person::Date;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

Date day_of(const LifeEvent& event) {
  return std::visit([](const auto& e) { return e.day; }, event);
}

/// Before this day nothing can happen to the record any more.
Date not_before(const Record& record) {
  if (const auto* away = std::get_if<Away>(&record.standing)) return away->since;
  return record.resident.biodata.born;
}

bool same_address(const person::Address& a, const person::Address& b) {
  return a.street == b.street && a.rt == b.rt && a.rw == b.rw && a.area == b.area && a.village_code == b.village_code;
}

}  // namespace

std::string_view name(const Standing& standing) {
  static constexpr std::string_view names[] = {"present", "away", "dead"};
  return names[standing.index()];
}

std::string_view name(const LifeEvent& event) {
  static constexpr std::string_view names[] = {"moved-here", "moved-away", "died", "corrected"};
  return names[event.index()];
}

std::string_view name(LifeRefusal refusal) {
  static constexpr std::string_view names[] = {"dead",          "already away", "before birth or the event before",
                                               "paper missing", "NIK changes",  "nothing changes"};
  return names[static_cast<int>(refusal)];
}

Record begun(const NewResident& who, const person::Nik& nik) { return {{with_nik(who, nik), who.kin}, Present{}}; }

base::Result<Record, LifeRefusal> after(const Record& record, const LifeEvent& event) {
  using Outcome = base::Result<Record, LifeRefusal>;
  if (std::holds_alternative<Dead>(record.standing) && !std::holds_alternative<Corrected>(event))
    return LifeRefusal::Dead;
  // A correction may set right the very birth date that the day is compared with.
  if (!std::holds_alternative<Corrected>(event) && day_of(event) < not_before(record)) return LifeRefusal::BeforeBirth;
  Record next = record;
  return std::visit(Overloaded{[&](const MovedHere& moved) -> Outcome {
                                 auto& biodata = next.resident.biodata;
                                 if (std::holds_alternative<Present>(record.standing) &&
                                     same_address(biodata.address, moved.to) &&
                                     biodata.family_card == moved.family_card)
                                   return LifeRefusal::NothingChanges;
                                 biodata.address = moved.to;
                                 biodata.family_card = moved.family_card;
                                 next.standing = Present{};
                                 return next;
                               },
                               [&](const MovedAway& moved) -> Outcome {
                                 if (std::holds_alternative<Away>(record.standing)) return LifeRefusal::AlreadyAway;
                                 if (moved.destination.empty()) return LifeRefusal::PaperMissing;
                                 next.standing = Away{moved.day, moved.destination};
                                 return next;
                               },
                               [&](const Died& died) -> Outcome {
                                 if (died.certificate.empty()) return LifeRefusal::PaperMissing;
                                 next.standing = Dead{died.day, died.certificate};
                                 return next;
                               },
                               [&](const Corrected& corrected) -> Outcome {
                                 if (corrected.ground.empty()) return LifeRefusal::PaperMissing;
                                 if (corrected.now.biodata.nik != record.resident.biodata.nik)
                                   return LifeRefusal::NikChanges;
                                 if (corrected.day < corrected.now.biodata.born) return LifeRefusal::BeforeBirth;
                                 if (differing_fields(corrected.now, record.resident).empty())
                                   return LifeRefusal::NothingChanges;
                                 next.resident = corrected.now;
                                 return next;
                               }},
                    event);
}

}  // namespace ktpel::registry
