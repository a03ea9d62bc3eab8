// SPDX-License-Identifier: Apache-2.0
#include "registry/name_key.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "person/name.h"

namespace ktpel::registry {
namespace {

using Words = std::vector<std::string>;

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string joined(const Words& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

bool letter(char c) { return c >= 'a' && c <= 'z'; }
bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

/// Each rule once, in order: what two letters stand for before what one does.
std::string respelt(std::string word) {
  struct Rule {
    std::string_view from, to;
  };
  static constexpr Rule rules[] = {{"oe", "u"},  {"dh", "d"}, {"th", "t"}, {"bh", "b"}, {"gh", "g"}, {"ph", "f"},
                                   {"ch", "h"},  {"kh", "h"}, {"tj", "c"}, {"dj", "y"}, {"j", "y"},  {"sy", "s"},
                                   {"ae", "ai"}, {"v", "f"},  {"q", "k"},  {"x", "ks"}, {"z", "s"}};
  const auto once = [](std::string& text) {
    text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == b && letter(a); }), text.end());
  };
  once(word);
  for (const auto& rule : rules) replace_all(word, rule.from, rule.to);
  once(word);
  const auto size = word.size();
  // RIZKY, RIZKI; AMINAH, AMINA. A short word is left alone: its end is half of it.
  if (size > 3 && word[size - 1] == 'y' && letter(word[size - 2]) && !vowel(word[size - 2])) word[size - 1] = 'i';
  if (size > 3 && word[size - 1] == 'h' && vowel(word[size - 2])) word.pop_back();
  return word;
}

/// Ways to write a name that is given to very many; found by their keys.
const std::map<std::string, std::string, std::less<>>& devotions() {
  static const auto table = [] {
    std::map<std::string, std::string, std::less<>> keys;
    const auto add = [&](std::string_view is, std::initializer_list<std::string_view> written) {
      for (const auto word : written) keys[word_key(word)] = is;
    };
    add("muhamad", {"moh",      "muh",      "mohd",      "muhd",    "mhd",      "md",       "moch",
                    "much",     "mochd",    "mohamad",   "muhamad", "muhammed", "mohamed",  "mochamad",
                    "muchamad", "mukhamad", "mochammad", "muhamat", "mohamat",  "mokhamad", "muhammad"});
    add("siti", {"st", "sti", "siti", "sitti"});
    add("abdul", {"abd", "abdul", "abdoel", "abdl"});
    add("ahmad", {"ach", "ahmad", "achmad", "akhmad", "ahmat", "achmat"});
    add("nur", {"nur", "noer", "noor", "nor"});
    return keys;
  }();
  return table;
}

bool devotion(std::string_view key) {
  return key == "muhamad" || key == "siti" || key == "abdul" || key == "ahmad" || key == "nur";
}

/// What stands before a name and is none (2010 form instruction: no titles); officers type it all the same.
bool title(std::string_view word) {
  static constexpr std::array<std::string_view, 22> titles = {
      "h",  "hj",   "haji", "hajah", "hajjah", "dr", "drs",   "dra", "drg", "ir", "prof",
      "kh", "kyai", "r",    "ra",    "rr",     "rd", "raden", "rm",  "tn",  "ny", "alm"};
  return std::find(titles.begin(), titles.end(), word) != titles.end();
}

bool particle(std::string_view word) { return word == "bin" || word == "binti" || word == "binte"; }

int letters_apart(std::string_view a, std::string_view b, int most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > static_cast<std::size_t>(most)) return most + 1;
  std::vector<int> above(a.size() + 1), row(a.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) above[i] = static_cast<int>(i);
  for (std::size_t j = 1; j <= b.size(); ++j) {
    row[0] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i)
      row[i] = std::min({above[i] + 1, row[i - 1] + 1, above[i - 1] + (a[i - 1] != b[j - 1])});
    std::swap(above, row);
  }
  return above[a.size()];
}

bool is_initial_of(std::string_view one, std::string_view word) { return one.size() == 1 && word.starts_with(one); }

double word_likeness(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (is_initial_of(a, b) || is_initial_of(b, a)) return 0.7;
  const auto shorter = std::min(a.size(), b.size());
  if (shorter >= 4 && letters_apart(a, b, 1) <= 1) return 0.85;
  if (shorter >= 7 && letters_apart(a, b, 2) <= 2) return 0.75;
  return 0;
}

double weight(std::string_view key) { return devotion(key) ? 0.4 : 1; }

/// Each word of the shorter name takes the likest that is left of the longer one.
double words_likeness(const Words& shorter, const Words& longer) {
  std::vector<bool> taken(longer.size());
  double alike = 0, whole = 0, left_out = 1;
  for (const auto& word : shorter) {
    std::size_t best = 0;
    double how = 0;
    for (std::size_t i = 0; i < longer.size(); ++i)
      if (const double likeness = taken[i] ? 0 : word_likeness(word, longer[i]); likeness > how) {
        how = likeness;
        best = i;
      }
    if (how > 0) taken[best] = true;
    alike += weight(word) * how;
    whole += weight(word);
  }
  auto spare = longer.size() - shorter.size();
  for (const bool devotions_first : {true, false})
    for (std::size_t i = 0; i < longer.size() && spare > 0; ++i)
      if (!taken[i] && devotion(longer[i]) == devotions_first) {
        left_out *= devotions_first ? 0.97 : 0.88;
        --spare;
      }
  return alike / whole * left_out;
}

}  // namespace

std::string word_key(std::string_view word) {
  std::string key(word);
  for (std::string next = respelt(key); next != key; next = respelt(key)) key = next;
  return key;
}

std::vector<std::string> name_keys(std::string_view name) {
  // Behind a comma stand titles alone: "BUDI, S.H.".
  auto words = split(person::comparable_name(name.substr(0, name.find(','))));
  if (words.empty()) words = split(person::comparable_name(name));
  while (words.size() > 1 && title(words.front())) words.erase(words.begin());
  for (auto word = words.begin(); word != words.end();)
    word = words.size() > 1 && particle(*word) ? words.erase(word) : word + 1;
  Words keys;
  for (const auto& word : words) {
    auto key = word_key(word);
    const auto& known = devotions();
    if (const auto found = known.find(key); found != known.end()) key = found->second;
    if (keys.empty() && words.size() > 1 && key == "m") key = "muhamad";
    keys.push_back(std::move(key));
  }
  return keys;
}

std::string name_key(std::string_view name) { return joined(name_keys(name), " "); }

std::vector<std::string> whole_keys(std::string_view name) {
  auto keys = name_keys(name);
  std::vector<std::string> whole = {word_key(joined(keys, ""))};
  std::erase_if(keys, devotion);
  if (auto bare = word_key(joined(keys, "")); !bare.empty() && bare != whole.front()) whole.push_back(std::move(bare));
  return whole;
}

std::vector<std::string> filed_under(std::string_view name) {
  const auto keys = name_keys(name);
  std::set<std::string> words(keys.begin(), keys.end());
  for (std::size_t i = 1; i < keys.size(); ++i) words.insert(word_key(keys[i - 1] + keys[i]));
  return {words.begin(), words.end()};
}

double name_likeness(std::string_view a, std::string_view b) {
  const auto of_a = name_keys(a), of_b = name_keys(b);
  if (of_a.empty() || of_b.empty()) return 0;
  if (of_a == of_b) return 1;
  double alike = 0;
  if (of_a.size() <= of_b.size()) alike = words_likeness(of_a, of_b);
  if (of_b.size() <= of_a.size()) alike = std::max(alike, words_likeness(of_b, of_a));
  if (word_key(joined(of_a, "")) == word_key(joined(of_b, ""))) alike = 1;
  return std::min(alike, 0.98);
}

bool may_mean(std::string_view typed, std::string_view name) {
  const auto asked = name_keys(typed), there = name_keys(name);
  if (asked.empty() || there.empty()) return false;
  if (word_key(joined(there, "")).starts_with(word_key(joined(asked, "")))) return true;
  const auto filed = filed_under(name);
  return std::all_of(asked.begin(), asked.end(), [&](const std::string& word) {
    return std::any_of(filed.begin(), filed.end(),
                       [&](const std::string& other) { return other.starts_with(word) || is_initial_of(other, word); });
  });
}

}  // namespace ktpel::registry
