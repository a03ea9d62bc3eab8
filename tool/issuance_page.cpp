// SPDX-License-Identifier: Apache-2.0
#include "tool/issuance_page.h"

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/phrase.h"
#include "issuance/clock.h"
#include "issuance/requirements.h"
#include "issuance/stock.h"
#include "issuance/table.h"

namespace ktpel::tool {
namespace {

using base::phrase;
using issuance::Kind;
using nlohmann::ordered_json;

/// "somebody resembles, unnamed" -> "somebody_resembles_unnamed": the end of a key in locale/id/issuance.json.
std::string key(std::string_view words) {
  std::string out;
  for (char c : words) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  if (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}
std::string word(const char* list, std::string_view words) {
  return phrase("issuance." + std::string(list) + "." + key(words));
}

/// "Registered (lost)" in Indonesian; `labels` by code name.
std::string state_words(const std::string& shown, const std::map<std::string, std::string>& labels) {
  if (shown == "(nothing)") return phrase("issuance.nothing");
  const auto end = std::min(shown.find(" ("), shown.find(" at "));
  auto out = labels.at(shown.substr(0, end));
  // What stands behind the name: " at the district", " (asked)", or both grounds.
  for (std::size_t from = end; from < shown.size();) {
    auto next = shown.find(" (", from + 1);
    if (next == std::string::npos) next = shown.size();
    out += " (" + word("ground", shown.substr(from, next - from)) + ")";
    from = next;
  }
  return out;
}

std::map<std::string, std::string> application_labels() {
  std::map<std::string, std::string> out;
  for (const auto& state : issuance::sample_states()) out[std::string(issuance::name(state))] = issuance::label(state);
  return out;
}
std::map<std::string, std::string> blank_labels() {
  std::map<std::string, std::string> out;
  for (const auto& state : issuance::blank::sample_states())
    out[std::string(issuance::blank::name(state))] = issuance::blank::label(state);
  return out;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

std::string actions_words(const issuance::Row& row) {
  std::vector<std::string> out;
  for (const auto& action : row.actions) out.push_back(word("action", action));
  return joined(out, ", ");
}

/// A table of Markdown.
class Table {
 public:
  explicit Table(const std::vector<const char*>& columns) {
    std::vector<std::string> heads;
    for (const char* column : columns) heads.push_back(phrase(std::string("issuance.column_") + column));
    row(heads);
    text_ += "|";
    for (std::size_t i = 0; i < columns.size(); ++i) text_ += "---|";
    text_ += "\n";
  }
  void row(const std::vector<std::string>& cells) { text_ += "| " + joined(cells, " | ") + " |\n"; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string heading(const char* name) { return "\n## " + phrase(std::string("issuance.page_") + name) + "\n\n"; }
std::string code(std::string_view name) { return name.empty() ? std::string() : "`" + std::string(name) + "`"; }

std::string particulars(const issuance::Requirement& rule) {
  std::vector<std::string> out, written;
  if (rule.original) out.push_back(phrase("issuance.original"));
  if (rule.number) written.push_back(phrase("issuance.particular_number"));
  if (rule.date) written.push_back(phrase("issuance.particular_date"));
  if (rule.issuer) written.push_back(phrase("issuance.particular_issuer"));
  if (rule.expiry) written.push_back(phrase("issuance.particular_expiry"));
  if (!written.empty()) out.push_back(phrase("issuance.with", {{"what", joined(written, ", ")}}));
  return joined(out, "; ");
}
std::string need_words(issuance::Need need) { return phrase("issuance.need_" + key(issuance::name(need))); }
std::string days(const issuance::Requirement& rule) {
  std::vector<std::string> out;
  if (rule.from) out.push_back(phrase("issuance.from", {{"day", rule.from->printed()}}));
  if (rule.to) out.push_back(phrase("issuance.until", {{"day", rule.to->printed()}}));
  return out.empty() ? phrase("issuance.always") : joined(out, " ");
}
std::string duration(std::int64_t ms) {
  const auto minutes = ms / 60'000;
  if (minutes >= 60) return phrase("issuance.hours", {{"n", std::to_string(minutes / 60)}});
  return phrase("issuance.minutes", {{"n", std::to_string(minutes)}});
}

std::string states_section() {
  Table table({"state", "name", "code"});
  std::string last;
  for (const auto& state : issuance::sample_states()) {
    const std::string name(issuance::name(state));
    if (name == last) continue;
    last = name;
    table.row({std::string(issuance::label(state)), code(name), code(issuance::incumbent_code(state))});
  }
  return heading("states") + table.text();
}

std::string arrows_section() {
  const auto labels = application_labels();
  Table arrows({"from", "event", "to", "clause", "actions"}), refused({"from", "event", "refusal"});
  for (const auto& row : issuance::table()) {
    const auto from = state_words(row.from, labels), event = word("event", row.event);
    if (row.to.empty())
      refused.row({from, event, word("refusal", row.refusal)});
    else
      arrows.row({from, event, state_words(row.to, labels), row.clause, actions_words(row)});
  }
  return heading("arrows") + arrows.text() + heading("refused") + phrase("issuance.page_refused_about") + "\n\n" +
         refused.text();
}

std::string requirements_section() {
  Table table({"kind", "document", "need", "particulars", "days", "clause", "source"});
  for (const auto& rule : issuance::requirement_rules())
    table.row({std::string(issuance::label(rule.kind)), std::string(issuance::label(rule.type)), need_words(rule.need),
               particulars(rule), days(rule), std::string(rule.clause), std::string(rule.source)});
  return heading("requirements") + table.text();
}

std::string clock_section() {
  Table table({"step", "clause", "limit"});
  for (const auto& step : issuance::step_limits)
    table.row({std::string(step.label), std::string(step.clause), duration(step.limit_ms)});
  return heading("clock") + table.text();
}

std::string blanks_section() {
  const auto labels = blank_labels();
  Table states({"state", "name"}), arrows({"from", "event", "to"}), refused({"from", "event", "refusal"});
  for (std::size_t i = 0; i < issuance::blank::state_names.size(); ++i) {
    const std::string name(issuance::blank::state_names[i]);
    states.row({labels.at(name), code(name)});
  }
  for (const auto& row : issuance::blank::table()) {
    const auto from = state_words(row.from, labels), event = word("blank_event", row.event);
    if (row.to.empty())
      refused.row({from, event, word("refusal", row.refusal)});
    else
      arrows.row({from, event, state_words(row.to, labels)});
  }
  return heading("blanks") + phrase("issuance.page_blanks_about") + "\n\n" + states.text() + "\n" + arrows.text() +
         heading("blanks_refused") + refused.text();
}

}  // namespace

std::string issuance_table_text() {
  const auto labels = application_labels();
  std::string out;
  for (const auto& row : issuance::table()) {
    out += state_words(row.from, labels) + " + " + word("event", row.event);
    if (row.to.empty()) {
      out += ": " + phrase("issuance.refused", {{"why", word("refusal", row.refusal)}}) + "\n";
      continue;
    }
    out += " -> " + state_words(row.to, labels) + "  [" + row.clause + "]";
    if (!row.actions.empty()) out += " " + actions_words(row);
    out += "\n";
  }
  return out + phrase("issuance.everything_else") + "\n";
}

std::string issuance_table_json() {
  ordered_json out{{"states", ordered_json::array()}, {"rows", ordered_json::array()}};
  std::string last;
  for (const auto& state : issuance::sample_states()) {
    const std::string name(issuance::name(state));
    if (name == last) continue;
    last = name;
    out["states"].push_back(
        {{"name", name}, {"label", issuance::label(state)}, {"incumbent_code", issuance::incumbent_code(state)}});
  }
  for (const auto& row : issuance::table()) {
    ordered_json one{{"from", row.from}, {"event", row.event}};
    if (row.to.empty()) {
      one["refusal"] = row.refusal;
    } else {
      one["to"] = row.to;
      one["clause"] = row.clause;
      one["actions"] = row.actions;
    }
    out["rows"].push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

std::string issuance_page() {
  return "# " + phrase("issuance.page_title") + "\n\n" + phrase("issuance.page_about") + "\n\n![" +
         phrase("issuance.page_picture") + "](issuance.svg)\n" + states_section() + arrows_section() +
         requirements_section() + clock_section() + blanks_section();
}

std::string requirements_text(const person::Date& day) {
  std::string out = phrase("issuance.requirements_on", {{"day", day.in_words()}}) + "\n";
  for (int i = 0; i <= static_cast<int>(Kind::Correction); ++i) {
    const auto kind = static_cast<Kind>(i);
    out += "\n" + std::string(issuance::label(kind)) + " (" + std::string(issuance::name(kind)) + ")\n";
    for (const auto& rule : issuance::required(kind, day)) {
      const auto what = particulars(rule);
      out += "  " + std::string(issuance::label(rule.type)) + ": " + need_words(rule.need) +
             (what.empty() ? "" : "; " + what) + "  [" + std::string(rule.clause) + "; " + std::string(rule.source) +
             "]\n";
    }
  }
  return out;
}

std::string requirements_json(const person::Date& day) {
  ordered_json out{{"day", day.printed()}, {"kinds", ordered_json::object()}};
  for (int i = 0; i <= static_cast<int>(Kind::Correction); ++i) {
    const auto kind = static_cast<Kind>(i);
    auto list = ordered_json::array();
    for (const auto& rule : issuance::required(kind, day))
      list.push_back({{"document", issuance::name(rule.type)},
                      {"label", issuance::label(rule.type)},
                      {"need", issuance::name(rule.need)},
                      {"original", rule.original},
                      {"number", rule.number},
                      {"date", rule.date},
                      {"issuer", rule.issuer},
                      {"expiry", rule.expiry},
                      {"clause", rule.clause},
                      {"source", rule.source}});
    out["kinds"][std::string(issuance::name(kind))] = std::move(list);
  }
  return out.dump(2) + "\n";
}

std::string stock_table_text() {
  const auto labels = blank_labels();
  std::string out;
  for (const auto& row : issuance::blank::table()) {
    out += state_words(row.from, labels) + " + " + word("blank_event", row.event);
    if (row.to.empty())
      out += ": " + phrase("issuance.refused", {{"why", word("refusal", row.refusal)}}) + "\n";
    else
      out += " -> " + state_words(row.to, labels) + "\n";
  }
  return out + phrase("issuance.everything_else") + "\n";
}

std::string stock_table_json() {
  ordered_json out{{"rows", ordered_json::array()}};
  for (const auto& row : issuance::blank::table()) {
    ordered_json one{{"from", row.from}, {"event", row.event}};
    row.to.empty() ? one["refusal"] = row.refusal : one["to"] = row.to;
    out["rows"].push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

}  // namespace ktpel::tool
