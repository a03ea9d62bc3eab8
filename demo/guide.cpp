// SPDX-License-Identifier: Apache-2.0
#include "demo/guide.h"

#include "api/store_failure.h"
#include "base/file.h"
#include "base/phrase.h"

namespace ktpel::demo {

using base::phrase;
using nlohmann::json;
using Site = Town::Site;

namespace {

constexpr std::size_t waiting_count = 3;

std::string nik_of(const registry::Resident& who) { return std::string(who.biodata.nik.digits()); }

}  // namespace

Cast cast_of(const Town& town) {
  const auto& all = town.residents();
  std::vector<const registry::Resident*> waiting;
  for (std::size_t i = 1; i <= waiting_count; ++i) waiting.push_back(&all.at(i));
  return {all.at(0), waiting, all.at(waiting_count + 1), all.at(waiting_count + 2), all.at(waiting_count + 3)};
}

std::string words(officer::Role role) {
  auto text = std::string(officer::label(role));
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text;
}

std::vector<Task> tasks(const Town& town, const std::string& stage, bool lives) {
  const auto cast = cast_of(town);
  const auto task = [&](const std::string& key, const registry::Resident& who) {
    const auto say = [&](const char* part) {
      return phrase("guide." + key + "_" + part, {{"nik", nik_of(who)},
                                                  {"name", who.biodata.name},
                                                  {"counter", town.address(Site::Counter)},
                                                  {"dinas", town.address(Site::Dinas)},
                                                  {"center", town.address(Site::Center)},
                                                  {"stage", stage}});
    };
    return Task{say("title"), {say("1"), say("2"), say("3")}};
  };
  if (!lives)
    return {task("record", cast.newcomer), task("foreigner", town.foreigner(0)), task("cut", *cast.waiting.front())};
  return {task("record", cast.newcomer), task("collect", cast.collects), task("judge", cast.twice)};
}

Outcome<base::Done> write_guide(const Town& town, const std::string& stage, bool lives) {
  json told = json::array();
  for (const auto& task : tasks(town, stage, lives)) told.push_back({{"title", task.title}, {"steps", task.steps}});
  for (const auto site : Town::sites) {
    json accounts = json::array(), others = json::array();
    for (const auto& one : Town::officers(site))
      accounts.push_back({{"name", one.name}, {"roles", {officer::name(one.role)}}, {"words", words(one.role)}});
    for (const auto other : Town::sites)
      if (other != site) others.push_back({{"place", Town::place(other)}, {"address", town.address(other)}});
    const auto file = town.folder_of(site) / "demo.json";
    const json demo{
        {"accounts", accounts}, {"password", Town::password()}, {"stage", stage}, {"tasks", told}, {"others", others}};
    if (const auto ok = base::write_file_durably(file, demo.dump(2)); !ok)
      return api::failure_of(ok.error(), file.string());
  }
  return base::Done{};
}

}  // namespace ktpel::demo
