// SPDX-License-Identifier: Apache-2.0
#include "registry/name_key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdio>
#include <sstream>

#include "base/golden.h"

// Goal: one person's name is found however a clerk spelt it, and other names are not.
// Method: pairs of spellings in a golden file; then names made of syllables, written in old spelling at random.
namespace ktpel::registry {
namespace {

TEST(NameKey, SpellingsMeetAndOtherNamesDoNot) {
  std::ostringstream out;
  for (const auto& [a, b] :
       std::initializer_list<std::pair<const char*, const char*>>{{"SOEKARNO", "Sukarno"},
                                                                  {"DJOKO SUSILO", "JOKO SOESILO"},
                                                                  {"TJOKRO", "COKRO"},
                                                                  {"SOEJONO", "SUYONO"},
                                                                  {"NJOMAN", "NYOMAN"},
                                                                  {"SJARIF", "SYARIF"},
                                                                  {"SYAMSUL BAHRI", "SAMSUL BAHRI"},
                                                                  {"ACHMAD CHOLIL", "AHMAD KHOLIL"},
                                                                  {"MUHAMMAD ALI", "M. ALI"},
                                                                  {"MUHAMMAD ALI", "MOH ALI"},
                                                                  {"MUHAMMAD ALI", "Mohd. Ali"},
                                                                  {"MUHAMMAD ALI", "MOCHAMAD ALI"},
                                                                  {"MUHAMMAD ALI", "ALI"},
                                                                  {"SITI AMINAH", "ST. AMINAH"},
                                                                  {"SITI AMINAH", "AMINAH"},
                                                                  {"H. ABDUL RAHMAN", "ABD RACHMAN"},
                                                                  {"HJ. FATIMAH", "FATIMAH"},
                                                                  {"BUDI, S.H.", "BUDI"},
                                                                  {"DR. BUDI SANTOSO", "BUDI SANTOSA"},
                                                                  {"NUR HAYATI", "NURHAYATI"},
                                                                  {"RIZKY", "RISKI"},
                                                                  {"HERRY", "HERI"},
                                                                  {"SUKARDI", "SUKARDI"},
                                                                  {"SUKARDI", "SUKARDI WIJAYA"},
                                                                  {"A. WIJAYA", "AGUS WIDJAJA"},
                                                                  {"PUTU WAYAN", "WAYAN PUTU"},
                                                                  {"AHMAD BIN ALI", "AHMAD ALI"},
                                                                  {"RINA", "RINI"},
                                                                  {"SITI AISYAH", "SITI AMINAH"},
                                                                  {"MUHAMMAD ALI", "MUHAMMAD BUDI"},
                                                                  {"SUKARDI", "SUHARDI"},
                                                                  {"BUDI", "ANI"},
                                                                  {"H", "H"},
                                                                  {"", "BUDI"}}) {
    char how[16];
    std::snprintf(how, sizeof how, "%.2f", name_likeness(a, b));
    out << a << " | " << b << " | " << name_key(a) << " | " << name_key(b) << " | " << how
        << (may_mean(b, a) ? " | found" : " | not found") << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "name_keys.txt"));
}

/// A word in new spelling and the same in another that a clerk may have used.
std::pair<std::string, std::string> a_word_two_ways() {
  static const std::pair<const char*, const char*> starts[] = {
      {"c", "tj"}, {"j", "dj"}, {"y", "j"},  {"ny", "nj"}, {"sy", "sj"}, {"kh", "ch"}, {"b", "b"},
      {"k", "k"},  {"r", "rr"}, {"m", "mm"}, {"t", "th"},  {"d", "dh"},  {"f", "v"},   {"s", "z"}};
  static const std::pair<const char*, const char*> vowels[] = {{"a", "a"}, {"u", "oe"}, {"i", "i"}, {"o", "o"}};
  std::pair<std::string, std::string> word;
  for (int i = *rc::gen::inRange(2, 5); i > 0; --i) {
    const auto& start = starts[*rc::gen::inRange<std::size_t>(0, std::size(starts))];
    const auto& vowel = vowels[*rc::gen::inRange<std::size_t>(0, std::size(vowels))];
    word.first += std::string(start.first) + vowel.first;
    word.second += std::string(*rc::gen::arbitrary<bool>() ? start.first : start.second) +
                   (*rc::gen::arbitrary<bool>() ? vowel.first : vowel.second);
  }
  return word;
}

RC_GTEST_PROP(NameKey, OldAndNewSpellingMeet, ()) {
  const auto [now, then] = a_word_two_ways();
  RC_ASSERT(word_key(now) == word_key(then));
  const auto [other, other_then] = a_word_two_ways();
  RC_ASSERT(name_likeness(now + " " + other, then + " " + other_then) == 1);
  RC_ASSERT(filed_under(now + " " + other) == filed_under(then + " " + other_then));
}

RC_GTEST_PROP(NameKey, AKeyIsItsOwnKeyAndLikenessIsSymmetric, (const std::string& a, const std::string& b)) {
  RC_ASSERT(word_key(word_key(a)) == word_key(a));
  const double how = name_likeness(a, b);
  RC_ASSERT(how == name_likeness(b, a));
  RC_ASSERT(how >= 0 && how <= 1);
  if (!name_keys(a).empty()) RC_ASSERT(name_likeness(a, a) == 1 && may_mean(a, a));
}

}  // namespace
}  // namespace ktpel::registry
