// SPDX-License-Identifier: Apache-2.0
#include "config/detail/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace ktpel::config::detail {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
constexpr std::array time_units = {Unit{"d", 86400000}, Unit{"h", 3600000}, Unit{"m", 60000}, Unit{"s", 1000},
                                   Unit{"ms", 1}};
constexpr std::array size_units = {Unit{"TiB", 1ULL << 40}, Unit{"GiB", 1ULL << 30}, Unit{"MiB", 1ULL << 20},
                                   Unit{"KiB", 1ULL << 10}, Unit{"B", 1}};
constexpr std::uint64_t most_ms = 100ULL * 365 * 86400000;
constexpr std::uint64_t most_bytes = 1ULL << 53;

template <std::size_t Count>
std::optional<std::uint64_t> read_units(std::string_view text, const std::array<Unit, Count>& units, bool space,
                                        std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc()) return std::nullopt;
  auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (space && rest.starts_with(' ')) rest.remove_prefix(1);
  for (const auto& unit : units)
    if (rest == unit.name) return number <= most / unit.factor ? std::optional(number * unit.factor) : std::nullopt;
  return std::nullopt;
}

template <std::size_t Count>
std::string unit_text(std::uint64_t value, const std::array<Unit, Count>& units, const char* between) {
  for (const auto& unit : units)
    if (value % unit.factor == 0 && (value > 0 || unit.factor == 1))
      return std::to_string(value / unit.factor) + between + std::string(unit.name);
  return {};
}

bool is_plain_text(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

bool keeps(const Rule& rule, const Value& value) {
  if (value.index() != static_cast<std::size_t>(rule.kind)) return false;
  const auto inside = [&](double number) { return number >= rule.least && number <= rule.most; };
  switch (rule.kind) {
    case Kind::Text: {
      const auto& text = std::get<std::string>(value);
      return is_plain_text(text) && (!rule.fits || rule.fits(text));
    }
    case Kind::Whole:
      return inside(static_cast<double>(std::get<std::int64_t>(value)));
    case Kind::Real:
      return inside(std::get<double>(value));
    case Kind::Duration:
      return inside(static_cast<double>(std::get<Duration>(value).count()));
    case Kind::Size:
      return inside(static_cast<double>(std::get<Size>(value).bytes));
    case Kind::Path:
      return is_plain_text(std::get<std::filesystem::path>(value).string());
    case Kind::SecretFile:
      return is_plain_text(std::get<SecretFile>(value).path().string());
    case Kind::Url:
      return std::find(rule.schemes.begin(), rule.schemes.end(), std::get<Url>(value).scheme()) != rule.schemes.end();
    case Kind::Choice:
      return std::any_of(rule.choices.begin(), rule.choices.end(),
                         [&](const auto& choice) { return choice.second == std::get<Choice>(value).number; });
    case Kind::Boolean:
      break;
  }
  return true;
}

std::optional<Duration> read_duration(std::string_view text) {
  const auto ms = read_units(text, time_units, false, most_ms);
  return ms ? std::optional(Duration(static_cast<std::int64_t>(*ms))) : std::nullopt;
}
std::string duration_text(Duration duration) {
  return unit_text(static_cast<std::uint64_t>(duration.count()), time_units, "");
}
std::optional<Size> read_size(std::string_view text) {
  const auto bytes = read_units(text, size_units, true, most_bytes);
  return bytes ? std::optional(Size{*bytes}) : std::nullopt;
}
std::string size_text(Size size) { return unit_text(size.bytes, size_units, " "); }

std::string number_text(double number) {
  char text[64];
  const bool plain = std::abs(number) < 1e15;
  const auto [end, wrong] = plain ? std::to_chars(text, text + sizeof text, number, std::chars_format::fixed)
                                  : std::to_chars(text, text + sizeof text, number);
  return wrong == std::errc() ? std::string(text, end) : std::to_string(number);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::optional<std::size_t> first_not_utf8(std::string_view text) {  // Unicode 15, table 3-7
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
    const unsigned lead = at(i);
    std::size_t more = 0;
    unsigned low = 0x80, high = 0xbf;
    if (lead < 0x80)
      more = 0;
    else if (lead >= 0xc2 && lead <= 0xdf)
      more = 1;
    else if (lead >= 0xe0 && lead <= 0xef)
      more = 2;
    else if (lead >= 0xf0 && lead <= 0xf4)
      more = 3;
    else
      return i;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
    for (std::size_t k = 1; k <= more; ++k) {
      if (at(i + k) < low || at(i + k) > high) return i;
      low = 0x80;
      high = 0xbf;
    }
    i += more + 1;
  }
  return std::nullopt;
}

std::string nearest(std::string_view typed, const std::vector<std::string>& candidates) {
  if (typed.size() > 100) return {};  // the cost grows with the product of the lengths
  std::string best;
  std::size_t fewest = std::max<std::size_t>(typed.size() / 3, 1) + 1;
  for (const auto& candidate : candidates)
    if (const auto count = edits(typed, candidate); count < fewest) {
      fewest = count;
      best = candidate;
    }
  return best;
}

}  // namespace ktpel::config::detail
