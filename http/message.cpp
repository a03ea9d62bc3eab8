// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include <algorithm>

namespace ktpel::http {
namespace {

constexpr std::size_t longest_target = 4096;

std::optional<int> digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// nullopt for a bad escape or a NUL.
std::optional<std::string> unescaped(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const auto high = digit(text[i + 1]), low = digit(text[i + 2]);
      if (!high || !low) return std::nullopt;
      c = static_cast<char>(*high * 16 + *low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

const std::string* found(const std::map<std::string, std::string, std::less<>>& in, std::string_view name) {
  const auto at = in.find(name);
  return at == in.end() ? nullptr : &at->second;
}

}  // namespace

std::string_view name(Method method) {
  switch (method) {
    case Method::Get:
      return "GET";
    case Method::Head:
      return "HEAD";
    case Method::Post:
      return "POST";
    case Method::Put:
      return "PUT";
    case Method::Delete:
      return "DELETE";
    case Method::Options:
      break;
  }
  return "OPTIONS";
}

const std::string* Request::header(std::string_view name) const { return found(headers, name); }
const std::string* Request::parameter(std::string_view name) const { return found(query, name); }
const std::string* Response::header(std::string_view name) const { return found(headers, name); }

Response answer(int status, std::string_view content_type, base::Bytes body) {
  Response out;
  out.status = status;
  out.headers["content-type"] = content_type;
  out.body = std::move(body);
  return out;
}

Response answer(int status, std::string_view content_type, std::string_view text) {
  const auto bytes = base::bytes_of(text);
  return answer(status, content_type, base::Bytes(bytes.begin(), bytes.end()));
}

std::optional<Target> parse_target(std::string_view target) {
  if (target.empty() || target.front() != '/' || target.size() > longest_target) return std::nullopt;
  const auto question = target.find('?');
  auto path = unescaped(target.substr(0, question), false);
  if (!path || path->find("//") != std::string::npos) return std::nullopt;
  const auto below = *path + '/';
  if (below.find("/../") != std::string::npos || below.find("/./") != std::string::npos) return std::nullopt;
  Target out{*std::move(path), {}};
  if (question == std::string_view::npos) return out;
  auto rest = target.substr(question + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto key = unescaped(pair.substr(0, equals), true);
    auto value = unescaped(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!key || !value) return std::nullopt;
    out.query[*std::move(key)] = *std::move(value);
  }
  return out;
}

std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4u];
    out += digits[byte & 15u];
  }
  return out;
}

}  // namespace ktpel::http
