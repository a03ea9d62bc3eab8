// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>

#include "log/log.h"

// The rules run one after the other over the whole text, until none finds anything new.
namespace ktpel::log {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// A NIK and a No. KK have 16 digits; how many of them stay readable (province and district).
constexpr std::size_t whole_number = 16, shown_digits = 4;

/// What a person or a program puts between groups of digits.
bool is_between_digits(char c) {
  return c == ' ' || c == '.' || c == '-' || c == '_' || c == '/' || c == ',' || c == '\t' || c == '\n' || c == '\r';
}

/// Runs of digits, single separators passed over, that are long enough to hold a number of 16. A star counts as a
/// digit, so that what was masked already cannot be told from what is masked now.
void mask_numbers(std::string& text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin])) continue;
    std::size_t digits = 0, end = begin;
    for (std::size_t i = begin; i < text.size(); ++i) {
      if (is_digit(text[i]) || (text[i] == '*' && digits >= shown_digits)) {
        ++digits;
        end = i + 1;
      } else if (!is_between_digits(text[i]) || i + 1 >= text.size() || !is_digit(text[i + 1])) {
        break;
      }
    }
    if (digits >= whole_number) {
      std::size_t seen = 0;
      for (std::size_t i = begin; i < end; ++i)
        if (is_digit(text[i]) && ++seen > shown_digits) text[i] = '*';
    }
    begin = end - 1;
  }
}

/// scheme://user:password@host -> scheme://user:***@host
void mask_url_passwords(std::string& text) {
  for (std::size_t mark = text.find("://"); mark != std::string::npos; mark = text.find("://", mark + 3)) {
    const auto end = text.find_first_of("/?# \t\r\n\"'<>", mark + 3);
    const auto stop = end == std::string::npos ? text.size() : end;
    const auto at = std::string_view(text).substr(0, stop).rfind('@');
    const auto colon = text.find(':', mark + 3);
    if (at == std::string_view::npos || at <= mark || colon == std::string::npos || colon > at) continue;
    text.replace(colon + 1, at - colon - 1, "***");
  }
}

void mask_private_keys(std::string& text) {
  constexpr std::string_view opening = "-----BEGIN ", closing = "-----END ";
  for (std::size_t begin = text.find(opening); begin != std::string::npos; begin = text.find(opening, begin + 1)) {
    const auto kind_end = text.find("-----", begin + opening.size());
    const auto kind = std::string_view(text).substr(begin, kind_end == std::string::npos ? 60 : kind_end - begin);
    if (kind.find("PRIVATE KEY") == std::string_view::npos) continue;
    const auto body = kind_end == std::string::npos ? text.size() : kind_end + 5;
    const auto end = text.find(closing, body);
    text.replace(body, (end == std::string::npos ? text.size() : end) - body, "***");
  }
}

/// Behind these names and '=' or ':' stands what belongs to a person or opens something.
constexpr std::array names = {"nik",        "no_kk",         "family_card", "nama",       "nama_lengkap", "name",
                              "full_name",  "alamat",        "address",     "street",     "tempat_lahir", "birthplace",
                              "can",        "pin",           "password",    "passwd",     "pwd",          "sandi",
                              "kata_sandi", "passphrase",    "secret",      "secret_key", "access_key",   "private_key",
                              "token",      "authorization", "seed"};

bool is_listed(std::string_view word) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return name.size() == word.size() &&
           std::equal(name.begin(), name.end(), word.begin(), [](char a, char b) { return a == lower(b); });
  });
}

/// Where the value that begins at `at` ends. Quoted: at the same quotation mark; in brackets: at the closing one;
/// else at what ends a field.
std::size_t value_end(const std::string& text, std::size_t at, std::string_view until) {
  const auto end = text.find_first_of(until, at);
  return end == std::string::npos ? text.size() : end;
}

/// name = value, "name": "value", Key (name)=(value) -> ***
void mask_fields(std::string& text) {
  std::string out;
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_word(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    const auto word = std::string_view(text).substr(i, end - i);
    out += word;
    i = end;
    if (!is_listed(word)) continue;
    std::size_t k = i;
    while (k < text.size() && k < i + 4 &&
           (text[k] == '"' || text[k] == '\'' || text[k] == '\\' || text[k] == ')' || text[k] == ' ' || text[k] == ']'))
      ++k;
    if (k >= text.size() || (text[k] != '=' && text[k] != ':') || text.compare(k, 3, "://") == 0) continue;
    ++k;
    while (k < text.size() && (text[k] == ' ' || text[k] == '\t' || text[k] == '\\' || text[k] == '=')) ++k;
    std::size_t stop = k;
    if (k < text.size() && (text[k] == '"' || text[k] == '\'')) {
      ++k;
      stop = value_end(text, k, std::string_view(&text[k - 1], 1));
      if (stop > k && text[stop - 1] == '\\') --stop;  // JSON inside a text
    } else if (k < text.size() && text[k] == '(') {
      ++k;
      stop = value_end(text, k, ")");
    } else {
      stop = value_end(text, k, ",;&|\"'\n\r)}]");
    }
    out += std::string_view(text).substr(i, k - i);
    if (stop > k) out += "***";
    i = stop;
  }
  text = std::move(out);
}

}  // namespace

std::string masked(std::string_view text) {
  std::string out(text), before;
  // What one rule takes out can complete the form that another one looks for; two rounds are the rule.
  for (int round = 0; round < 8 && out != before; ++round) {
    before = out;
    mask_private_keys(out);
    mask_url_passwords(out);
    mask_numbers(out);  // before the names, since digits directly before one make another word of it
    mask_fields(out);
  }
  return out;
}

}  // namespace ktpel::log
