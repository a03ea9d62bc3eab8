// SPDX-License-Identifier: Apache-2.0
// ktpel demo --headless: the town, and its nine cases.
#include "tool/town_command.h"

#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "base/progress.h"
#include "demo/nine_cases.h"
#include "store/verify.h"

namespace ktpel::tool {
namespace {

using base::phrase;
using nlohmann::ordered_json;

constexpr int most_rounds = demo::Town::foreigners;

std::string duration(double ms) {
  char text[32];
  std::snprintf(text, sizeof text, ms < 10000 ? "%.0f ms" : "%.1f s", ms < 10000 ? ms : ms / 1000);
  return text;
}

std::string limit(int seconds) {
  if (seconds == 0) return "-";
  return seconds >= 3600 ? phrase("demo.hours", {{"n", std::to_string(seconds / 3600)}})
                         : phrase("demo.minutes", {{"n", std::to_string(seconds / 60)}});
}

ordered_json to_json(const demo::CaseReport& report) {
  ordered_json acts = ordered_json::array();
  for (const auto& act : report.acts)
    acts.push_back({{"clause", act.clause},
                    {"what", act.what},
                    {"ms", std::round(act.ms * 10) / 10},
                    {"sop_limit_s", act.limit_s},
                    {"within", act.limit_s == 0 || act.ms <= act.limit_s * 1000.0},
                    {"outcome", act.outcome}});
  return {{"case", report.name},         {"title", report.title},
          {"right", report.right()},     {"person", report.person},
          {"nik", report.nik},           {"applications", report.applications},
          {"expected", report.expected}, {"reached", report.reached},
          {"fault", report.fault},       {"timeline", acts}};
}

}  // namespace

base::Result<TownDatabase, api::Failure> open_database(const std::string& asked) {
  if (asked != "postgresql://") return TownDatabase{asked};
  auto started = store::PrivateServer::start("/tmp");
  if (!started) return api::Failure{api::FailureCode::Town_NoDatabase, store::name(started.error())};
  const auto url = (*started)->url();
  return TownDatabase{url, std::move(*started)};
}

Outcome run_town(const TownOptions& options) {
  const base::SystemClock clock;
  const auto start = clock.now();
  const auto since = [&] { return static_cast<double>(clock.now().ms - start.ms) / 1000; };
  demo::TownPlan plan{.folder = options.folder,
                      .seed = options.seed,
                      .residents = options.residents,
                      .own_lines = options.chaos && options.chaos->longest_cut.count() > 0};

  const auto database = open_database(options.database);
  if (!database) return database.error();
  plan.database = database->url;
  const bool tells = !options.json;
  auto town = demo::Town::found(plan, clock, [&](const std::string& what) {
    if (tells)
      std::printf("%5.1f s  %s\n", since(), what.c_str());
    else if (base::progress_mode() == base::ProgressMode::Terminal)
      std::fprintf(stderr, "\r\033[K%s", what.c_str());
    std::fflush(stdout);
  });
  if (!town) return town.error();
  const double ready_s = since();
  if (tells) std::printf("%5.1f s  %s\n\n", ready_s, phrase("demo.town_ready").c_str());
  if (options.chaos) (*town)->harass(*options.chaos);

  std::string last;
  const auto listen = [&](const demo::CaseReport& so_far, const demo::Act& act) {
    if (!tells) {
      if (base::progress_mode() == base::ProgressMode::Terminal)
        std::fprintf(stderr, "\r\033[K%s: %s", so_far.title.c_str(), act.what.c_str());
      return;
    }
    if (so_far.name != last) std::printf("%s  (%s)\n", so_far.title.c_str(), so_far.person.c_str());
    last = so_far.name;
    std::printf("  %-5s %-28s %9s  %7s  %s\n", act.clause.c_str(), act.what.c_str(), duration(act.ms).c_str(),
                limit(act.limit_s).c_str(), act.outcome.c_str());
    std::fflush(stdout);
  };
  const auto cases = static_cast<std::size_t>(options.cases);
  // Until nothing strikes any more; the last round may be longer than the strikes.
  auto reports = demo::play_nine_cases(**town, options.seed, 0, listen, cases);
  for (int round = 1; round < most_rounds && options.chaos && options.chaos->kills > (*town)->struck(); ++round) {
    auto more = demo::play_nine_cases(**town, options.seed, round, listen, cases);
    reports.insert(reports.end(), more.begin(), more.end());
  }
  const int struck = options.chaos ? (*town)->stop_harassing() : 0;
  if (!tells && base::progress_mode() == base::ProgressMode::Terminal) std::fputs("\r\033[K", stderr);
  const auto settled = (*town)->settle();
  town->reset();  // everything is down: the journals are judged from outside

  const auto& balance = settled.balance;
  bool right = settled.contradictions == 0 && settled.unsent == 0 && balance.lost == 0 && balance.doubled == 0;
  for (const auto& report : reports) right = right && report.right();
  ordered_json journals = ordered_json::object();
  for (const auto& folder : store::journal_folders(plan.folder)) {
    const auto report = store::verify_folder(folder);
    std::uint64_t entries = 0;
    bool whole = bool(report);
    if (report)
      for (const auto& site : report->sites) {
        entries += site.entries;
        whole = whole && site.is_whole();
      }
    right = right && whole;
    journals[folder.filename().string()] = {{"entries", entries}, {"whole", whole}};
  }
  const auto folder = std::filesystem::absolute(plan.folder).lexically_normal().string();
  if (options.json) {
    ordered_json cases = ordered_json::array();
    for (const auto& report : reports) cases.push_back(to_json(report));
    std::cout << ordered_json{{"ok", right},
                              {"cases", cases},
                              {"journals", journals},
                              {"contradictions", settled.contradictions},
                              {"which", settled.which},
                              {"unsent", settled.unsent},
                              {"acknowledged", balance.acknowledged},
                              {"unheard", balance.unheard},
                              {"lost", balance.lost},
                              {"doubled", balance.doubled},
                              {"unbalanced", balance.which},
                              {"kills", struck},
                              {"line",
                               {{"connections", settled.line.connections},
                                {"resets", settled.line.resets},
                                {"half_open", settled.line.half_open},
                                {"cuts", settled.line.cuts},
                                {"bytes_up", settled.line.bytes_up},
                                {"bytes_down", settled.line.bytes_down}}},
                              {"database", plan.database.empty() ? "sqlite" : "postgresql"},
                              {"residents", options.residents},
                              {"ready_s", ready_s},
                              {"took_s", since()},
                              {"folder", folder}}
                     .dump(2)
              << '\n';
    return right ? 0 : 1;
  }
  std::printf("\n%s\n", phrase("demo.summary").c_str());
  for (const auto& report : reports)
    std::printf("  %-44s %-10s %s\n", report.title.c_str(), report.reached.c_str(),
                report.right() ? "" : ("<<< " + report.fault).c_str());
  for (const auto& [site, journal] : journals.items())
    std::printf("  %s\n", phrase(journal["whole"].get<bool>() ? "demo.journal_whole" : "demo.journal_broken",
                                 {{"site", site}, {"entries", std::to_string(journal["entries"].get<std::uint64_t>())}})
                              .c_str());
  if (struck > 0) std::printf("  %s\n", phrase("demo.struck", {{"count", std::to_string(struck)}}).c_str());
  if (settled.line.connections > 0)
    std::printf("  %s\n", phrase("demo.line_was", {{"cuts", std::to_string(settled.line.cuts)},
                                                   {"resets", std::to_string(settled.line.resets)},
                                                   {"half_open", std::to_string(settled.line.half_open)}})
                              .c_str());
  std::printf("  %s\n", phrase("demo.balance", {{"acknowledged", std::to_string(balance.acknowledged)},
                                                {"lost", std::to_string(balance.lost)},
                                                {"doubled", std::to_string(balance.doubled)}})
                            .c_str());
  for (const auto& list : {settled.which, balance.which})
    for (const auto& one : list) std::printf("  <<< %s\n", one.c_str());
  std::printf(
      "\n%s\n%s\n",
      phrase(right ? "demo.all_right" : "demo.not_right", {{"seconds", std::to_string(std::lround(since()))}}).c_str(),
      folder.c_str());
  return right ? 0 : 1;
}

}  // namespace ktpel::tool
