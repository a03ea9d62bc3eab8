// SPDX-License-Identifier: Apache-2.0
#include "base/phrase.h"

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/check.h"

namespace ktpel::base {

std::string_view locale_text(std::string_view name);  // embedded by ktpel_embed()

namespace {

const nlohmann::json& sentences(const std::string& part) {
  static std::mutex mutex;
  static std::map<std::string, nlohmann::json> loaded;
  const std::scoped_lock lock(mutex);
  const auto found = loaded.find(part);
  if (found != loaded.end()) return found->second;
  const auto text = locale_text("locale/id/" + part + ".json");
  check(!text.empty(), ("no locale/id/" + part + ".json").c_str());
  return loaded.emplace(part, nlohmann::json::parse(text)).first->second;
}

}  // namespace

std::string phrase(std::string_view key, std::initializer_list<std::pair<std::string_view, std::string>> values) {
  const auto dot = key.find('.');
  check(dot != std::string_view::npos, "a phrase key is <file>.<name>");
  const auto& all = sentences(std::string(key.substr(0, dot)));
  const auto found = all.find(std::string(key.substr(dot + 1)));
  check(found != all.end(), ("no sentence " + std::string(key)).c_str());
  const std::string text = found->get<std::string>();
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = text[i] == '{' ? text.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      out += text[i++];
      continue;
    }
    const auto name = std::string_view(text).substr(i + 1, end - i - 1);
    bool filled = false;
    for (const auto& [n, v] : values)
      if (n == name) {
        out += v;
        filled = true;
      }
    check(filled, ("the sentence " + std::string(key) + " lacks {" + std::string(name) + "}").c_str());
    i = end + 1;
  }
  return out;
}

}  // namespace ktpel::base
