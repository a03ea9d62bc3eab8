// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "demo/town.h"

namespace ktpel::demo {

/// What the town's officers did before the visitor came, so that no list is empty: blanks in the Dinas' safe, three
/// applications that wait, one recording ready to be printed, one card that waits for its holder, and one person
/// recorded a second time under another name (cast_of() says who). Through what the programs offer to browsers;
/// pictures come as files, so that the visitor has the sensors to himself, and the card lies on a reader of its own.
/// For a thread of its own; ends early, between two acts, once `stops`. Says what went wrong; empty if nothing did.
std::string bring_to_life(Town& town, const std::atomic<bool>& stops);

/// The reader of the card that is made here; the visitor's is 0.
inline constexpr int life_reader = 3;
/// Serials of the blanks in the safe; this one is used here.
inline constexpr const char* first_blank = "990000001";
inline constexpr const char* last_blank = "990000050";

}  // namespace ktpel::demo
