// SPDX-License-Identifier: Apache-2.0
#include <sys/utsname.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/clock.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "demo/scenario.h"
#include "store/verify.h"
#include "tool/command.h"
#include "tool/town_command.h"
#include "tool/town_visit.h"

namespace ktpel::tool {
namespace {

using base::phrase;
using nlohmann::ordered_json;

struct DemoOptions {
  std::string folder, fingers;
  double dpi = 500;
  std::optional<int> residents;  ///< otherwise as many as fit what is done
  std::uint64_t seed = 1;
  bool headless = false, json = false, chaos = false, empty = false;
  std::string database;
  int cases = 9, kills = 100, longest_cut_s = 120, line_kbit = 64;
};

constexpr int residents_of_the_cases = 2000, residents_to_visit = 200;  // who waits at a browser waits seconds

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string milliseconds(double ms) {
  char text[32];
  std::snprintf(text, sizeof text,
                ms < 10      ? "%.1f ms"
                : ms < 10000 ? "%.0f ms"
                             : "%.1f s",
                ms < 10000 ? ms : ms / 1000);
  return text;
}

std::string limit_words(int seconds) {
  if (seconds == 0) return "-";
  return seconds >= 3600 ? phrase("demo.hours", {{"n", std::to_string(seconds / 3600)}})
                         : phrase("demo.minutes", {{"n", std::to_string(seconds / 60)}});
}

void print_step(const demo::Story& story, const demo::Done& done) {
  const auto facts = demo::facts(done.step);
  if (story.steps.size() == 1 || &done == &story.steps.front())
    std::printf("%s  %s\n", story.name.c_str(), story.person.c_str());
  std::printf("  %-5s %-24s %9s   %s\n", facts.clause, demo::words(done.step).c_str(), milliseconds(done.ms).c_str(),
              done.outcome.c_str());
  std::fflush(stdout);
}

ordered_json to_json(const demo::Count& count) { return {{"made", count.made}, {"right", count.right}}; }

ordered_json to_json(const demo::Outcome& outcome) {
  ordered_json steps = ordered_json::object(), people = ordered_json::array();
  for (const auto& [step, ms] : outcome.step_ms) {
    const auto facts = demo::facts(step);
    steps[facts.clause] = {{"step", demo::words(step)},
                           {"count", ms.size()},
                           {"median_ms", std::round(median(ms) * 10) / 10},
                           {"max_ms", std::round(*std::max_element(ms.begin(), ms.end()) * 10) / 10},
                           {"sop_limit_s", facts.limit_s}};
  }
  for (const auto& story : outcome.stories) {
    ordered_json timeline = ordered_json::array();
    for (const auto& done : story.steps)
      timeline.push_back({{"clause", demo::facts(done.step).clause},
                          {"ms", std::round(done.ms * 10) / 10},
                          {"outcome", done.outcome}});
    people.push_back({{"person", story.person},
                      {"role", story.role},
                      {"name", story.name},
                      {"nik", story.nik},
                      {"application", story.application},
                      {"state", story.final_state},
                      {"expected", story.expected},
                      {"timeline", timeline}});
  }
  const auto lowest = [](const std::vector<double>& v) {
    return v.empty() ? ordered_json() : ordered_json(std::round(*std::min_element(v.begin(), v.end()) * 10) / 10);
  };
  return {{"ok", outcome.right()},
          {"issued", to_json(outcome.issued)},
          {"second_applications", to_json(outcome.second_applications)},
          {"swapped_pickups", to_json(outcome.swapped_pickups)},
          {"altered_chips", to_json(outcome.altered_chips)},
          {"finger_failures", outcome.finger_failures},
          {"pickup_db",
           {{"fingers", outcome.genuine_db.size()},
            {"lowest", lowest(outcome.genuine_db)},
            {"median", std::round(median(outcome.genuine_db) * 10) / 10}}},
          {"duplicate_db",
           {{"lowest", lowest(outcome.duplicate_db)}, {"median", std::round(median(outcome.duplicate_db) * 10) / 10}}},
          {"steps", steps},
          {"people", people}};
}

void print_summary(const demo::Outcome& outcome) {
  std::printf("\n%s\n", phrase("demo.summary").c_str());
  const auto line = [](const char* key, const demo::Count& c) {
    std::printf("  %-44s %d/%d%s\n", phrase(key).c_str(), c.right, c.made, c.right == c.made ? "" : "   <<<");
  };
  line("demo.count_issued", outcome.issued);
  line("demo.count_second", outcome.second_applications);
  line("demo.count_swapped", outcome.swapped_pickups);
  line("demo.count_altered", outcome.altered_chips);
  for (const auto& failure : outcome.finger_failures)
    std::printf("  %s %s\n", phrase("demo.finger_failed").c_str(), failure.c_str());
  std::printf("\n  %-5s %-24s %6s %12s %12s %10s\n", "SOP", phrase("demo.column_step").c_str(), "n", "median",
              phrase("demo.column_most").c_str(), phrase("demo.column_limit").c_str());
  for (const auto& [step, ms] : outcome.step_ms)
    std::printf("  %-5s %-24s %6zu %12s %12s %10s\n", demo::facts(step).clause, demo::words(step).c_str(), ms.size(),
                milliseconds(median(ms)).c_str(), milliseconds(*std::max_element(ms.begin(), ms.end())).c_str(),
                limit_words(demo::facts(step).limit_s).c_str());
}

std::string stamp(base::Time now) {
  auto text = now.iso8601().substr(0, 19);  // 2026-11-25T18:30:00
  std::replace(text.begin(), text.end(), ':', '-');
  return text;
}

Outcome run_demo(const DemoOptions& options) {
  const base::SystemClock clock;
  const auto start = clock.now();
  demo::Options scenario{.folder = options.folder.empty() ? "ktpel-demo/" + stamp(start) : options.folder,
                         .seed = options.seed,
                         .every_case = !options.fingers.empty() && !options.fingers.starts_with("synthetic:")};
  std::error_code error;
  if (std::filesystem::exists(scenario.folder, error) && !std::filesystem::is_empty(scenario.folder, error))
    return api::Failure{api::FailureCode::Demo_FolderNotEmpty, scenario.folder.string()};
  if (!options.headless && !options.chaos && options.fingers.empty())
    return open_town({.folder = scenario.folder,
                      .seed = options.seed,
                      .residents = options.residents.value_or(residents_to_visit),
                      .database = options.database,
                      .empty = options.empty,
                      .json = options.json});
  if (options.fingers.empty()) {
    std::optional<demo::Harassment> chaos;
    if (options.chaos)
      chaos = demo::Harassment{.kills = options.kills,
                               .bytes_per_second = static_cast<std::size_t>(options.line_kbit) * 125,
                               .longest_cut = std::chrono::seconds(options.longest_cut_s),
                               .seed = options.seed};
    return run_town({.folder = scenario.folder,
                     .seed = options.seed,
                     .residents = options.residents.value_or(residents_of_the_cases),
                     .database = options.database,
                     .cases = options.cases,
                     .chaos = chaos,
                     .json = options.json});
  }
  std::unique_ptr<demo::FingerSource> fingers;
  constexpr std::string_view synthetic = "synthetic:";
  const bool invented = options.fingers.starts_with(synthetic);
  if (invented) {
    const auto persons = std::strtoul(options.fingers.c_str() + synthetic.size(), nullptr, 10);
    fingers = demo::synthetic_fingers(options.seed, std::clamp<std::size_t>(persons, 1, 2000));
  } else {
    auto found = demo::fingers_of_folder(options.fingers, biometric::Dpi(options.dpi));
    if (!found && found.error() == demo::FolderError::Missing)
      return api::Failure{api::FailureCode::Demo_FingersMissing, options.fingers};
    if (!found) return api::Failure{api::FailureCode::Demo_NoFingers, options.fingers};
    fingers = std::move(*found);
  }
  const double grown_s = static_cast<double>(clock.now().ms - start.ms) / 1000;

  const bool bar = options.json, draws = base::progress_mode() == base::ProgressMode::Terminal;
  std::size_t told = 0;
  const auto outcome = demo::run(scenario, *fingers, clock, [&](const demo::Story& story, const demo::Done& done) {
    if (!bar) return print_step(story, done);
    if (draws) std::fprintf(stderr, "\r\033[K%zu %s: %s", ++told, story.name.c_str(), demo::words(done.step).c_str());
  });
  if (bar && draws) std::fputs("\r\033[K", stderr);
  if (!outcome) return outcome.error();

  // The journals, judged from outside.
  bool whole = true;
  ordered_json journals = ordered_json::object();
  for (const auto& folder : store::journal_folders(scenario.folder)) {
    const auto report = store::verify_folder(folder);
    std::uint64_t entries = 0;
    bool ok = bool(report);
    if (report)
      for (const auto& site : report->sites) {
        entries += site.entries;
        ok = ok && site.is_whole();
      }
    whole = whole && ok;
    journals[folder.filename().string()] = {{"entries", entries}, {"whole", ok}};
  }
  const bool right = outcome->right() && whole;
  const double took_s = static_cast<double>(clock.now().ms - start.ms) / 1000;
  const auto folder = std::filesystem::absolute(scenario.folder).lexically_normal().string();
  if (options.json) {
    auto out = to_json(*outcome);
    out["ok"] = right;
    out["fingers"] = invented ? "synthetic" : "folder";
    out["journals"] = journals;
    out["fingers_ready_s"] = grown_s;
    out["took_s"] = took_s;
    out["folder"] = folder;
    std::cout << out.dump(2) << '\n';
  } else {
    print_summary(*outcome);
    for (const auto& [site, report] : journals.items())
      std::printf("\n  %s",
                  phrase(report["whole"].get<bool>() ? "demo.journal_whole" : "demo.journal_broken",
                         {{"site", site}, {"entries", std::to_string(report["entries"].get<std::uint64_t>())}})
                      .c_str());
    std::printf(
        "\n\n%s\n%s\n",
        phrase(right ? "demo.all_right" : "demo.not_right", {{"seconds", std::to_string(std::lround(took_s))}}).c_str(),
        folder.c_str());
  }
  return right ? 0 : 1;
}

}  // namespace

void add_demo_commands(Commands& commands) {
  auto options = std::make_shared<DemoOptions>();
  auto* command = commands.top("demo", phrase("demo.help"));
  command->add_flag("--headless", options->headless, phrase("demo.help_headless"));
  command->add_option("--residents", options->residents, phrase("demo.help_residents"))->check(CLI::Range(20, 100000));
  command->add_option("--database", options->database, phrase("demo.help_database"));
  command->add_flag("--empty", options->empty, phrase("demo.help_empty"));
  command->add_option("--cases", options->cases, phrase("demo.help_cases"))
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
  auto* chaos = command->add_flag("--chaos", options->chaos, phrase("demo.help_chaos"));
  command->add_option("--kills", options->kills, phrase("demo.help_kills"))
      ->needs(chaos)
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command->add_option("--cuts", options->longest_cut_s, phrase("demo.help_cuts"))
      ->needs(chaos)
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  command->add_option("--line", options->line_kbit, phrase("demo.help_line"))
      ->needs(chaos)
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  command->add_option("--fingers", options->fingers, phrase("demo.help_fingers"));
  command->add_option("--dpi", options->dpi, phrase("demo.help_dpi"))
      ->check(CLI::Range(100.0, 4000.0))
      ->capture_default_str();
  command->add_option("--seed", options->seed, phrase("demo.help_seed"))->capture_default_str();
  command->add_option("--folder", options->folder, phrase("demo.help_folder"));
  command->add_flag("--json", options->json, phrase("demo.help_json"));
  commands.on(command, [=] { return run_demo(*options); });
}

}  // namespace ktpel::tool
