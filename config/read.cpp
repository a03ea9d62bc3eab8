// SPDX-License-Identifier: Apache-2.0
#include "config/read.h"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/phrase.h"
#include "config/detail/units.h"

namespace ktpel::config {
namespace {

using base::phrase;

constexpr std::size_t most_bytes = 1u << 20;
/// After so many lines that are no TOML it is another kind of file.
constexpr std::size_t most_bad_lines = 20;

/// What stands behind a key before its rule is known: a text, a number, or another thing of TOML.
struct Other {
  std::string name;
};
using Raw = std::variant<std::string, std::int64_t, double, bool, Other>;

std::string shown(const Raw& raw) {
  if (const auto* text = std::get_if<std::string>(&raw)) return detail::quoted(*text);
  if (const auto* number = std::get_if<std::int64_t>(&raw)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&raw)) return detail::number_text(*number);
  if (const auto* truth = std::get_if<bool>(&raw)) return *truth ? "true" : "false";
  return std::get<Other>(raw).name;
}

/// A text from outside a file has the type that its key wants, if it reads so.
Raw typed(const Row& row, const std::string& text) {
  const auto whole = [&]<class Number>(Number number) -> std::optional<Number> {
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    return wrong == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
  };
  if (row.rule.kind == Kind::Whole)
    if (const auto number = whole(std::int64_t{})) return *number;
  if (row.rule.kind == Kind::Real)
    if (const auto number = whole(double{})) return *number;
  if (row.rule.kind == Kind::Boolean && (text == "true" || text == "false")) return text == "true";
  return text;
}

base::Result<Value, Fault> value_of_text(const Rule& rule, const std::string& text) {
  switch (rule.kind) {
    case Kind::Text:
      return Value(text);
    case Kind::Path:
      return Value(std::filesystem::path(text));
    case Kind::SecretFile:
      return Value(SecretFile(text));
    case Kind::Duration:
      if (const auto duration = detail::read_duration(text)) return Value(*duration);
      return Fault::Malformed;
    case Kind::Size:
      if (const auto size = detail::read_size(text)) return Value(*size);
      return Fault::Malformed;
    case Kind::Url: {
      const auto url = Url::parse(text);
      if (url) return Value(*url);
      return url.error() == Url::Error::HoldsPassword ? Fault::HoldsSecret : Fault::Malformed;
    }
    case Kind::Choice:
      for (const auto& [word, number] : rule.choices)
        if (word == text) return Value(Choice{number});
      return Fault::NotAChoice;
    case Kind::Whole:
    case Kind::Real:
    case Kind::Boolean:
      break;
  }
  return Fault::WrongType;
}

base::Result<Value, Fault> value_of(const Rule& rule, const Raw& raw) {
  auto value = [&]() -> base::Result<Value, Fault> {
    if (const auto* text = std::get_if<std::string>(&raw)) return value_of_text(rule, *text);
    if (const auto* number = std::get_if<std::int64_t>(&raw)) {
      if (rule.kind == Kind::Whole) return Value(*number);
      if (rule.kind == Kind::Real) return Value(static_cast<double>(*number));
    }
    if (const auto* number = std::get_if<double>(&raw); number && rule.kind == Kind::Real) return Value(*number);
    if (const auto* truth = std::get_if<bool>(&raw); truth && rule.kind == Kind::Boolean) return Value(*truth);
    return Fault::WrongType;
  }();
  if (!value || detail::keeps(rule, *value)) return value;
  const bool measured =
      rule.kind == Kind::Whole || rule.kind == Kind::Real || rule.kind == Kind::Duration || rule.kind == Kind::Size;
  return measured ? Fault::OutOfRange : Fault::Malformed;
}

Raw raw_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* truth = node.as_boolean()) return truth->get();
  return Other{phrase(node.is_array()   ? "config.found_array"
                      : node.is_table() ? "config.found_table"
                                        : "config.found_date")};
}

/// Where byte `at` stands.
Origin place(const std::string& name, std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  const auto line_start = before.rfind('\n');
  return {Layer::File, name, 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
          1 + at - (line_start == std::string_view::npos ? 0 : line_start + 1)};
}

struct Line {
  std::size_t begin, size;
};
/// Line `number` from 1 without its end; an empty one behind the last.
Line line_of(std::string_view text, std::size_t number) {
  std::size_t begin = 0;
  for (std::size_t line = 1; line < number; ++line) {
    const auto end = text.find('\n', begin);
    if (end == std::string_view::npos) return {text.size(), 0};
    begin = end + 1;
  }
  const auto end = text.find('\n', begin);
  return {begin, (end == std::string_view::npos ? text.size() : end) - begin};
}

/// What a bad line can be called without telling its value, which might be a secret.
std::string name_of_line(std::string_view line) {
  auto name = line.substr(0, line.find_first_of("=\"'"));
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t' || name.back() == '\r')) name.remove_suffix(1);
  while (!name.empty() && (name.front() == ' ' || name.front() == '\t')) name.remove_prefix(1);
  return std::string(name.size() > 60 || detail::first_not_utf8(name) ? std::string_view() : name);
}

/// The table of what can be read. A line that is no TOML is blanked and noted, so that one mistake hides no other.
toml::table parse(std::string text, const std::string& name, std::vector<Error>& errors) {
  for (std::size_t bad = 0; bad < most_bad_lines; ++bad) {
    auto parsed = toml::parse(std::string_view(text));
    if (parsed) return std::move(parsed).table();
    const auto& wrong = parsed.error();
    const Origin origin{Layer::File, name, wrong.source().begin.line, wrong.source().begin.column};
    const auto line = line_of(text, origin.line);
    const auto content = std::string_view(text).substr(line.begin, line.size);
    const bool doubled = wrong.description().find("redefine") != std::string_view::npos;
    errors.push_back({doubled ? Fault::Doubled : Fault::BadToml, origin, name_of_line(content)});
    if (content.find_first_not_of(" \t\r") == std::string_view::npos) break;  // nothing left to blank
    std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(line.begin), line.size, ' ');
  }
  return {};
}

std::vector<std::string> all_keys(const Schema& schema) {
  std::vector<std::string> keys;
  for (const auto& row : schema.rows()) keys.push_back(row.key());
  return keys;
}

class Inspector {
 public:
  Inspector(const Schema& schema, Inspection& out) : schema_(schema), out_(out), given_(schema.rows().size()) {
    for (const auto& row : schema.rows()) out_.found.push_back({row.fallback, {}});
  }

  void file(const std::string& text, const std::string& name) {
    if (text.size() > most_bytes) {
      out_.errors.push_back({Fault::BadToml, {Layer::File, name}, {}, {}, phrase("config.wanted_short_file")});
      unread_ = true;
      return;
    }
    if (const auto at = detail::first_not_utf8(text)) {
      out_.errors.push_back({Fault::NotUtf8, place(name, text, *at)});
      unread_ = true;
      return;
    }
    const auto table = parse(text, name, out_.errors);
    unread_ = !out_.errors.empty();
    for (const auto& [key, node] : table) {
      const auto section = std::string(key.str());
      if (const auto* inside = node.as_table(); inside && schema_.has_section(section)) {
        for (const auto& [inner, value] : *inside)
          give(section, std::string(inner.str()), raw_of(value), origin_of(inner, name));
      } else {
        unknown(section, origin_of(key, name), nearest_section(section));
      }
    }
    std::stable_sort(out_.errors.begin(), out_.errors.end(), [](const Error& a, const Error& b) {
      return std::pair(a.origin.line, a.origin.column) < std::pair(b.origin.line, b.origin.column);
    });
  }

  void environment(const std::vector<Assignment>& variables) {
    for (const auto& variable : variables) {
      const auto &name = variable.name, &value = variable.value;
      if (!name.starts_with("KTPEL_") || value.empty()) continue;
      const Origin origin{Layer::Environment, name};
      const auto row = std::find_if(schema_.rows().begin(), schema_.rows().end(),
                                    [&](const Row& r) { return r.variable() == name; });
      if (row != schema_.rows().end()) {
        give(static_cast<std::size_t>(row - schema_.rows().begin()), typed(*row, value), origin);
        continue;
      }
      std::vector<std::string> variables_of_section;
      for (const auto& other : schema_.rows())
        if (auto known = other.variable(); name.starts_with(known.substr(0, 7 + other.section.size())))
          variables_of_section.push_back(std::move(known));
      // one that begins like a section's is a misspelt key; others are not ours to judge
      if (!variables_of_section.empty()) unknown(name, origin, detail::nearest(name, variables_of_section));
    }
  }

  void command_line(const std::vector<Assignment>& assignments) {
    for (const auto& [name, value] : assignments) {
      const Origin origin{Layer::CommandLine, "--set"};
      const auto dot = name.find('.');
      const auto found =
          dot == std::string::npos ? std::nullopt : schema_.find(name.substr(0, dot), name.substr(dot + 1));
      if (found)
        give(*found, typed(schema_.rows()[*found], value), origin);
      else
        unknown(name, origin, detail::nearest(name, all_keys(schema_)));
    }
  }

  void complete() {
    for (const auto& group : schema_.groups()) {
      const auto first = std::find_if(group.begin(), group.end(), [&](std::size_t i) { return given_[i]; });
      if (first == group.end() || unread_) continue;
      for (const auto i : group)
        if (!given_[i])
          out_.errors.push_back({Fault::Incomplete,
                                 out_.found[*first].origin,
                                 schema_.rows()[i].key(),
                                 {},
                                 phrase("config.wanted_together", {{"key", schema_.rows()[*first].key()}})});
    }
    for (std::size_t i = 0; i < given_.size(); ++i) {
      const auto& row = schema_.rows()[i];
      // in a file of which lines could not be read it may stand in one of those
      if (row.required && !given_[i] && !unread_)
        out_.errors.push_back({Fault::Missing, {}, row.key(), {}, row.wanted()});
    }
  }

 private:
  static Origin origin_of(const toml::key& key, const std::string& name) {
    return {Layer::File, name, key.source().begin.line, key.source().begin.column};
  }

  std::string nearest_section(const std::string& typed_name) const {
    std::vector<std::string> sections;
    for (const auto& row : schema_.rows()) sections.push_back(row.section);
    return detail::nearest(typed_name, sections);
  }

  void unknown(const std::string& key, const Origin& origin, const std::string& near) {
    out_.errors.push_back({Fault::UnknownKey, origin, key, {}, near});
  }

  void give(const std::string& section, const std::string& name, const Raw& raw, const Origin& origin) {
    if (const auto found = schema_.find(section, name)) return give(*found, raw, origin);
    const auto near = detail::nearest(section + "." + name, all_keys(schema_));
    unknown(section + "." + name, origin, near);
  }

  void give(std::size_t index, const Raw& raw, const Origin& origin) {
    const auto& row = schema_.rows()[index];
    auto value = value_of(row.rule, raw);
    given_[index] = true;
    if (value) {
      out_.found[index] = {std::move(*value), origin};
      return;
    }
    // what should have been a URL or the name of a secret's file may be the secret itself
    const bool tellable = row.rule.kind != Kind::Url && row.rule.kind != Kind::SecretFile;
    out_.errors.push_back({value.error(), origin, row.key(), tellable ? shown(raw) : std::string(), row.wanted()});
  }

  const Schema& schema_;
  Inspection& out_;
  std::vector<bool> given_;  ///< rightly or wrongly
  bool unread_ = false;      ///< lines of the file could not be read
};

}  // namespace

std::string Origin::words() const {
  switch (layer) {
    case Layer::Default:
      return phrase("config.from_default");
    case Layer::File:
      return name + (line ? ":" + std::to_string(line) + ":" + std::to_string(column) : "");
    case Layer::Environment:
    case Layer::CommandLine:
      break;
  }
  return name;
}

std::string Error::words() const {
  std::string out = origin.layer == Layer::Default ? "" : origin.words();
  if (!key.empty() && key != out) out += (out.empty() ? "" : " ") + key;
  if (!found.empty()) out += " = " + found;
  if (wanted.empty()) return out;
  return out + "; " + phrase(fault == Fault::UnknownKey ? "config.perhaps" : "config.should_be", {{"wanted", wanted}});
}

Settings Inspection::settings() const {
  base::check(errors.empty(), "settings of a configuration with errors");
  std::vector<std::optional<Value>> values;
  for (const auto& one : found) values.push_back(one.value);
  return Settings(schema, std::move(values));
}

Inspection inspect(const Schema& schema, const Layers& layers) {
  Inspection out{schema.id(), {}, {}};
  Inspector inspector(schema, out);
  if (layers.file) inspector.file(*layers.file, layers.file_name);
  inspector.environment(layers.environment);
  inspector.command_line(layers.command_line);
  inspector.complete();
  return out;
}

base::Result<Settings, std::vector<Error>> read(const Schema& schema, const Layers& layers) {
  auto inspection = inspect(schema, layers);
  if (!inspection.errors.empty()) return std::move(inspection.errors);
  return inspection.settings();
}

base::Result<Settings, std::vector<Error>> read(const Schema& schema, std::string_view text) {
  return read(schema, Layers{.file = std::string(text)});
}

std::optional<std::string> peek(std::string_view text, std::string_view section, std::string_view name) {
  if (text.size() > most_bytes || detail::first_not_utf8(text)) return std::nullopt;
  std::vector<Error> passed_over;
  const auto table = parse(std::string(text), {}, passed_over);
  return table[section][name].value<std::string>();
}

std::string example(const Schema& schema) {
  std::string out, section;
  std::vector<std::string> sections;
  for (const auto& row : schema.rows())
    if (std::find(sections.begin(), sections.end(), row.section) == sections.end()) sections.push_back(row.section);
  for (const auto& one : sections) {
    out += (out.empty() ? "[" : "\n[") + one + "]\n";
    for (const auto& row : schema.rows()) {
      if (row.section != one) continue;
      const auto& value = row.fallback ? *row.fallback : row.sample.value();
      const char* kind = row.required   ? "config.example_required"
                         : row.fallback ? "config.example_default"
                                        : "config.example_optional";
      out += "# " + row.help() + "\n# " + phrase(kind, {{"wanted", row.wanted()}}) + "\n";
      out += (row.required || row.fallback ? "" : "# ") + row.name + " = " + toml_text(row, value) + "\n";
    }
  }
  return out;
}

}  // namespace ktpel::config
