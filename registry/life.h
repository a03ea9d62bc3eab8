// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "registry/resident.h"

/// What may happen to a resident's record. Cases: data/golden/life.txt, every event put to every standing.
namespace ktpel::registry {

/// Lives at the address of the biodata.
struct Present {
  friend bool operator==(Present, Present) = default;
};
/// Left for another district; the record stays, the NIK with it.
struct Away {
  person::Date since;
  std::string destination;  ///< as on the surat keterangan pindah
  friend bool operator==(const Away&, const Away&) = default;
};
struct Dead {
  person::Date since;
  std::string certificate;  ///< number of the akta kematian
  friend bool operator==(const Dead&, const Dead&) = default;
};
using Standing = std::variant<Present, Away, Dead>;
std::string_view name(const Standing& standing);

struct Record {
  Resident resident;
  Standing standing = Present{};
};

/// To another address in the district, or back into it. The family card may be a new one.
struct MovedHere {
  person::Date day;
  person::Address to;
  std::string family_card;
};
struct MovedAway {
  person::Date day;
  std::string destination;
};
struct Died {
  person::Date day;
  std::string certificate;
};
/// Biodata that were wrong; the NIK stays what it is, even when the birth date in it does not fit any more (PP 40/2019
/// art. 30).
struct Corrected {
  person::Date day;
  Resident now;
  std::string ground;  ///< the paper it rests on
};
using LifeEvent = std::variant<MovedHere, MovedAway, Died, Corrected>;
std::string_view name(const LifeEvent& event);

enum class LifeRefusal {
  Dead,  ///< nothing happens to the dead but a correction
  AlreadyAway,
  BeforeBirth,   ///< the day of the event, or before an earlier event
  PaperMissing,  ///< no number of certificate, destination or ground
  NikChanges,    ///< a correction never changes the NIK
  NothingChanges
};
std::string_view name(LifeRefusal refusal);

/// A birth, or somebody who comes from abroad: the record begins with its NIK.
Record begun(const NewResident& who, const person::Nik& nik);
/// What the record is after the event; the record given is untouched. Pure.
base::Result<Record, LifeRefusal> after(const Record& record, const LifeEvent& event);

}  // namespace ktpel::registry
