// SPDX-License-Identifier: Apache-2.0
#include "api/failure.h"

#include <atomic>
#include <map>
#include <string_view>
#include <vector>

#include "base/check.h"

namespace ktpel::api {

std::string_view manual_text(std::string_view name);  // embedded by ktpel_embed()

namespace {

std::map<int, FailureText> read_manual() {
  std::map<int, FailureText> rows;
  std::string_view text = manual_text("docs/failure_codes.md");
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::vector<std::string> cells;
    for (std::size_t at = line.find('|'); at != std::string_view::npos;) {
      const auto end = line.find('|', at + 1);
      if (end == std::string_view::npos) break;
      auto cell = line.substr(at + 1, end - at - 1);
      while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
      while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
      cells.emplace_back(cell);
      at = end;
    }
    if (cells.size() != 6 || cells[0].empty() || cells[0][0] < '0' || cells[0][0] > '9') continue;
    const int code = std::stoi(cells[0]);
    rows[code] = {code, cells[1], cells[2], cells[3], cells[4], cells[5]};
  }
  return rows;
}

const std::map<int, FailureText>& rows() {
  static const auto all = read_manual();
  return all;
}

std::atomic<Language> spoken = Language::Indonesian;

}  // namespace

std::optional<Language> language_of(std::string_view word) {
  if (word == "id") return Language::Indonesian;
  if (word == "en") return Language::English;
  return std::nullopt;
}

void set_language(Language language) { spoken = language; }

const FailureText& manual(FailureCode code) {
  const auto found = rows().find(static_cast<int>(code));
  base::check(found != rows().end(), "a failure code without a row in docs/failure_codes.md");
  return found->second;
}

std::vector<FailureText> whole_manual() {
  std::vector<FailureText> all;
  for (const auto& [code, row] : rows()) all.push_back(row);
  return all;
}

std::string sentence(const Failure& failure) { return sentence(failure, spoken); }

std::string sentence(const Failure& failure, Language language) {
  const auto& row = manual(failure.code);
  const bool english = language == Language::English;
  const auto about = failure.about.empty() ? std::string() : " [" + failure.about + "]";
  return (english ? row.cause_english : row.cause) + about + ". " + (english ? row.action_english : row.action) +
         ". (" + std::to_string(row.code) + ")";
}

}  // namespace ktpel::api
