// SPDX-License-Identifier: Apache-2.0
#include "config/schema.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <charconv>
#include <cmath>

#include "base/phrase.h"
#include "config/detail/units.h"

namespace ktpel::config {

using base::phrase;

base::Result<Url, Url::Error> Url::parse(std::string_view text) {
  const auto visible = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; };
  const auto mark = text.find("://");
  if (mark == std::string_view::npos || mark == 0 || text.size() > 2000 ||
      !std::all_of(text.begin(), text.end(), visible))
    return Error::NotAUrl;
  Url url;
  url.text_ = text;
  url.scheme_ = text.substr(0, mark);
  if (url.scheme_.find_first_not_of("abcdefghijklmnopqrstuvwxyz+") != std::string::npos) return Error::NotAUrl;
  const auto rest = text.substr(mark + 3);
  auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto at = authority.rfind('@');
  if (at != std::string_view::npos) {
    if (authority.substr(0, at).find(':') != std::string_view::npos) return Error::HoldsPassword;
    authority.remove_prefix(at + 1);
  }
  // libpq takes a password among the parameters as well
  std::string lower(rest);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower.find("password=") != std::string::npos) return Error::HoldsPassword;
  const auto bracket = authority.rfind(']');  // [::1]:8443
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    const auto digits = authority.substr(colon + 1);
    int port = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (wrong != std::errc() || end != digits.data() + digits.size() || port < 1 || port > 65535) return Error::NotAUrl;
    url.port_ = port;
    authority = authority.substr(0, colon);
  }
  url.host_ = authority;
  return url;
}

base::Result<base::Secret, SecretFile::Error> SecretFile::read() const {
  struct stat facts {};
  if (::stat(path_.c_str(), &facts) != 0) return Error::Unreadable;
  if (facts.st_mode & (S_IRWXG | S_IRWXO)) return Error::OpenToOthers;
  auto bytes = base::read_file(path_, 64u << 10);
  if (!bytes) return Error::Unreadable;
  auto& content = *bytes;
  while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
  if (std::all_of(content.begin(), content.end(), [](std::uint8_t c) { return std::isspace(c); })) return Error::Empty;
  return base::Secret(std::move(content));
}

Shape<std::string> text() { return {{.kind = Kind::Text}}; }
Shape<std::string> text(bool (*fits)(std::string_view), std::string_view wanted) {
  return {{.kind = Kind::Text, .fits = fits, .wanted = wanted}};
}
Shape<std::int64_t> whole(std::int64_t least, std::int64_t most, std::string unit) {
  return {{.kind = Kind::Whole,
           .least = static_cast<double>(least),
           .most = static_cast<double>(most),
           .unit = std::move(unit)}};
}
Shape<double> real(double least, double most, std::string unit) {
  return {{.kind = Kind::Real, .least = least, .most = most, .unit = std::move(unit)}};
}
Shape<bool> boolean() { return {{.kind = Kind::Boolean}}; }
Shape<Duration> duration(Duration least, Duration most) {
  return {
      {.kind = Kind::Duration, .least = static_cast<double>(least.count()), .most = static_cast<double>(most.count())}};
}
Shape<Size> size(Size least, Size most) {
  return {{.kind = Kind::Size, .least = static_cast<double>(least.bytes), .most = static_cast<double>(most.bytes)}};
}
Shape<std::filesystem::path> path() { return {{.kind = Kind::Path}}; }
Shape<Url> url(std::initializer_list<const char*> schemes) {
  return {{.kind = Kind::Url, .schemes = {schemes.begin(), schemes.end()}}};
}
Shape<SecretFile> secret_file() { return {{.kind = Kind::SecretFile}}; }

std::string Row::variable() const {
  auto name = "KTPEL_" + section + "_" + this->name;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

std::string Row::help() const { return phrase("config.help_" + section + "_" + name); }

std::string Row::wanted() const {
  const auto range = [&](std::string_view key, const std::string& least, const std::string& most) {
    return phrase(key, {{"least", least}, {"most", most}, {"unit", rule.unit.empty() ? "" : " " + rule.unit}});
  };
  switch (rule.kind) {
    case Kind::Text:
      return phrase(rule.wanted.empty() ? "config.wanted_text" : rule.wanted);
    case Kind::Whole:
      return range("config.wanted_whole", detail::number_text(rule.least), detail::number_text(rule.most));
    case Kind::Real:
      return range("config.wanted_real", detail::number_text(rule.least), detail::number_text(rule.most));
    case Kind::Boolean:
      return phrase("config.wanted_boolean");
    case Kind::Duration: {
      const auto words = [](double ms) { return detail::duration_text(Duration(static_cast<std::int64_t>(ms))); };
      return phrase("config.wanted_duration", {{"least", words(rule.least)}, {"most", words(rule.most)}});
    }
    case Kind::Size: {
      const auto words = [](double bytes) { return detail::size_text(Size{static_cast<std::uint64_t>(bytes)}); };
      return phrase("config.wanted_size", {{"least", words(rule.least)}, {"most", words(rule.most)}});
    }
    case Kind::Path:
      return phrase("config.wanted_path");
    case Kind::SecretFile:
      return phrase("config.wanted_secret_file");
    case Kind::Url: {
      std::string schemes;
      for (const auto& scheme : rule.schemes) schemes += (schemes.empty() ? "" : ", ") + scheme + "://...";
      return phrase("config.wanted_url", {{"schemes", schemes}});
    }
    case Kind::Choice:
      break;
  }
  std::string words;
  for (const auto& [word, number] : rule.choices) words += (words.empty() ? "" : ", ") + ("\"" + word + "\"");
  return phrase("config.wanted_choice", {{"words", words}});
}

std::string toml_text(const Row& row, const Value& value) {
  switch (static_cast<Kind>(value.index())) {
    case Kind::Text:
      return detail::quoted(std::get<std::string>(value));
    case Kind::Whole:
      return std::to_string(std::get<std::int64_t>(value));
    case Kind::Real: {
      auto number = detail::number_text(std::get<double>(value));
      if (number.find_first_of(".e") == std::string::npos) number += ".0";
      return number;
    }
    case Kind::Boolean:
      return std::get<bool>(value) ? "true" : "false";
    case Kind::Duration:
      return detail::quoted(detail::duration_text(std::get<Duration>(value)));
    case Kind::Size:
      return detail::quoted(detail::size_text(std::get<Size>(value)));
    case Kind::Path:
      return detail::quoted(std::get<std::filesystem::path>(value).string());
    case Kind::Url:
      return detail::quoted(std::get<Url>(value).text());
    case Kind::SecretFile:
      return detail::quoted(std::get<SecretFile>(value).path().string());
    case Kind::Choice:
      break;
  }
  for (const auto& [word, number] : row.rule.choices)
    if (number == std::get<Choice>(value).number) return detail::quoted(word);
  base::check(false, "a choice outside its words");
  return {};
}

Schema::Schema() {
  static std::atomic<unsigned> made = 0;
  id_ = ++made;
}

std::optional<std::size_t> Schema::find(std::string_view section, std::string_view name) const {
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].section == section && rows_[i].name == name) return i;
  return std::nullopt;
}

bool Schema::has_section(std::string_view section) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) { return row.section == section; });
}

std::size_t Schema::add(Row row) {
  const auto plain = [](const std::string& name) {
    return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  };
  base::check(plain(row.section) && plain(row.name), "a key is made of a-z, 0-9 and _");
  base::check(!find(row.section, row.name), "a key stands twice in a schema");
  for (const auto* shown : {&row.fallback, &row.sample})
    if (*shown) base::check(detail::keeps(row.rule, **shown), "a default or a sample that its own rule refuses");
  rows_.push_back(std::move(row));
  return rows_.size() - 1;
}

}  // namespace ktpel::config
