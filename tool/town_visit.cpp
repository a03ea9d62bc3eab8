// SPDX-License-Identifier: Apache-2.0
// ktpel demo without --headless: the town, open to people at browsers.
#include "tool/town_visit.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "demo/guide.h"
#include "demo/life.h"
#include "demo/stage.h"
#include "tool/town_command.h"

namespace ktpel::tool {
namespace {

using base::phrase;
using nlohmann::ordered_json;
using Site = demo::Town::Site;

const char* key_of(Site site) { return site == Site::Center ? "center" : site == Site::Dinas ? "dinas" : "counter"; }

ordered_json to_json(const demo::Town& town, const std::string& stage, const std::string& folder) {
  ordered_json out = ordered_json::object(), accounts = ordered_json::object();
  for (const auto site : demo::Town::sites) {
    out[key_of(site)] = town.address(site);
    for (const auto& one : demo::Town::officers(site)) accounts[key_of(site)][one.name] = officer::name(one.role);
  }
  const auto cast = demo::cast_of(town);
  const auto nik = [](const registry::Resident& who) { return std::string(who.biodata.nik.digits()); };
  ordered_json waiting = ordered_json::array();
  for (const auto* who : cast.waiting) waiting.push_back(nik(*who));
  out["stage"] = stage;
  out["password"] = demo::Town::password();
  out["accounts"] = accounts;
  out["cast"] = {{"newcomer", nik(cast.newcomer)}, {"waiting", waiting},       {"unique", nik(cast.unique)},
                 {"collects", nik(cast.collects)}, {"twice", nik(cast.twice)}, {"foreigner", nik(town.foreigner(0))}};
  out["pid"] = ::getpid();
  out["folder"] = folder;
  return out;
}

/// Of a text of one column a letter; the names here have no others.
std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

void print(const demo::Town& town, const std::string& stage, const std::string& folder, bool lives) {
  std::cout << '\n' << phrase("guide.opens") << '\n';
  for (const auto site : {Site::Counter, Site::Dinas, Site::Center})
    std::cout << "  " << padded(demo::Town::place(site), 42) << town.address(site) << '\n';
  std::cout << "  " << padded(phrase("guide.stage"), 42) << stage << '\n'
            << "  " << phrase("guide.certificate") << "\n\n";
  std::cout << phrase("guide.accounts", {{"password", demo::Town::password()}}) << '\n';
  for (const auto site : {Site::Counter, Site::Center}) {  // the Dinas has the same officers as the counter
    std::cout << "  "
              << (site == Site::Counter ? demo::Town::place(Site::Counter) + ", " + demo::Town::place(Site::Dinas)
                                        : demo::Town::place(site))
              << '\n';
    for (const auto& one : demo::Town::officers(site))
      std::cout << "    " << padded(one.name, 18) << padded(demo::words(one.role), 24) << one.full_name << '\n';
  }
  std::cout << '\n' << phrase("guide.try") << '\n';
  int number = 0;
  for (const auto& task : demo::tasks(town, stage, lives)) {
    std::cout << "  " << ++number << ". " << task.title << '\n';
    for (const auto& step : task.steps) std::cout << "     " << step << '\n';
  }
  std::cout << '\n' << phrase("guide.end") << '\n' << "  " << folder << "\n\n" << std::flush;
}

}  // namespace

Outcome open_town(const VisitOptions& options) {
  // before any thread starts, so that all leave these to the wait below
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const base::SystemClock clock;
  const auto start = clock.now();
  const auto since = [&] { return static_cast<double>(clock.now().ms - start.ms) / 1000; };
  demo::TownPlan plan{.folder = options.folder,
                      .seed = options.seed,
                      .residents = options.residents,
                      .for_visitors = true,
                      .own_lines = true};
  const auto database = open_database(options.database);
  if (!database) return database.error();
  plan.database = database->url;
  const bool tells = !options.json;
  auto town = demo::Town::found(plan, clock, [&](const std::string& what) {
    if (tells) std::cout << what << std::endl;
  });
  if (!town) return town.error();
  auto stage = demo::Stage::start(**town);
  if (!stage) return stage.error();
  const auto address = (*stage)->address();
  if (const auto ok = demo::write_guide(**town, address, !options.empty); !ok) return ok.error();
  const auto folder = std::filesystem::absolute(plan.folder).lexically_normal().string();
  if (tells) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.1f s", since());
    std::cout << phrase("demo.town_ready") << ", " << seconds << '\n';
    print(**town, address, folder, !options.empty);
  } else {
    std::cout << to_json(**town, address, folder).dump() << std::endl;
  }
  std::atomic<bool> stops = false;
  std::thread life;
  if (!options.empty)
    life = std::thread([&] {
      const auto why = demo::bring_to_life(**town, stops);
      if (stops) return;
      std::cerr << (why.empty() ? phrase("guide.lives") : phrase("guide.lifeless", {{"why", why}})) << std::endl;
    });
  int signal = 0;
  sigwait(&ends, &signal);
  stops = true;
  if (life.joinable()) life.join();
  stage->reset();
  town->reset();
  std::cerr << phrase("guide.ends") << '\n';
  return 0;
}

}  // namespace ktpel::tool
