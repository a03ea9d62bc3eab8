// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "registry/resident.h"

namespace ktpel::demo {

/// A resident who does not exist, in the area 99.01.01 which does not exist. The same seed and
/// number give the same resident; obliged to hold a card on any day from 2026 on.
registry::NewResident invent_resident(std::uint64_t seed, int number);

/// The same person under another name, birth date and family card: who tries to be recorded twice.
registry::NewResident alias_of(const registry::NewResident& who, std::uint64_t seed, int number);

/// Whose fingers, eyes and face a resident has: the seed that the simulated sensors take.
std::uint64_t body_of(const person::Nik& nik);

}  // namespace ktpel::demo
