// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ktpel::registry {

/// What a word of a name is filed under, so that its spellings meet: old and new spelling (oe/u, dj/j/y, tj/c, nj/ny,
/// sj/sy/s; EYD 1972), sounds that one clerk writes so and another so (ch/kh/h, dh/d, th/t, ph/v/f, q/k, x/ks, ae/ai,
/// a final h), doubled letters. Since old j is y, and old dj is j, all three are one. For finding, never for printing:
/// different names may meet too. `word` as a word of person::comparable_name(); the key of a key is itself.
/// Cases: data/golden/name_keys.txt.
std::string word_key(std::string_view word);

/// The keys of a name's words in their order, with the ways to write a name of devotion made one (M., Moh., Muh., Mohd,
/// Moch. ... = Muhammad; St. = Siti; Abd. = Abdul) and titles (H., Hj., Dr., Ir., R. ...) and bin/binti left out,
/// unless nothing else is left. A single letter is an initial. Letters that
/// are not Latin are left out: a name of none is found by NIK alone.
std::vector<std::string> name_keys(std::string_view name);
/// The keys with a space between: equal for names that differ in spelling alone.
std::string name_key(std::string_view name);
/// The keys as one word, and the same without names of devotion if anything else is left: two names that
/// name_likeness() calls the same but for such a name have one in common.
std::vector<std::string> whole_keys(std::string_view name);
/// What a name is filed under: its keys, and each two neighbours written as one word (NUR HAYATI, NURHAYATI); sorted,
/// each once.
std::vector<std::string> filed_under(std::string_view name);

/// How alike two names are, 0..1; symmetric. 1: the same keys. Words may stand in another order, be run together, be
/// left out (a name of devotion costs least), be an initial, or differ in one letter.
double name_likeness(std::string_view a, std::string_view b);

/// Whether one who types `typed` may mean `name`: each word typed is the beginning of a word of it, or its initial.
bool may_mean(std::string_view typed, std::string_view name);

}  // namespace ktpel::registry
