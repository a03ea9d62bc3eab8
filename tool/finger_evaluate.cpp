// SPDX-License-Identifier: Apache-2.0
// `ktpel finger evaluate`: how accurate the comparison is on a folder of pictures. Every impression is compared with
// every other one (protocol "all"); the earlier one is enrolled, the later one presented.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "base/progress.h"
#include "biometric/finger/accuracy.h"
#include "tool/finger_command.h"
#include "tool/finger_report.h"
#include "tool/finger_set.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Which templates are compared.
struct Kind {
  TemplateFormat presented = TemplateFormat::Ktpel, enrolled = TemplateFormat::Ktpel;
  bool whole() const { return presented == TemplateFormat::Ktpel && enrolled == TemplateFormat::Ktpel; }
};

struct EvaluationOrder {
  std::string folder, score_file, report, templates, via, weights;
  double dpi = 0;
  bool quality = false, json = false;
  std::vector<std::string> train;
  bool left_out() const { return weights == "leave-out"; }
  Resolution resolution() const { return {dpi_of(dpi), {}}; }
  Kind kind() const;
  std::string kind_name() const { return !via.empty() ? via : !templates.empty() ? templates : "full"; }
};

Kind EvaluationOrder::kind() const {
  using enum TemplateFormat;
  static const std::map<std::string, Kind> kinds{{"full", {}},
                                                 {"iso", {Iso2005, Iso2005}},
                                                 {"card", {Ktpel, Compact}},
                                                 {"compact", {Compact, Compact}},
                                                 {"iso2005", {Iso2005, Iso2005}},
                                                 {"iso2011", {Iso2011, Iso2011}},
                                                 {"ansi378", {Ansi378, Ansi378}}};
  return kinds.at(kind_name());
}

// ---- scores ----

struct Sides {
  std::optional<Probe> probe;
  std::optional<Candidate> candidate;
};

template <class Side>
Side side_of(const FingerTemplate& finger, TemplateFormat format) {
  return format == TemplateFormat::Ktpel ? Side(finger) : Side(reduced_to(finger, format));
}

std::vector<Sides> sides_of(const std::vector<Impression>& all, Kind kind) {
  std::vector<Sides> sides(all.size());
  in_parallel(all.size(), [&](std::size_t i) {
    if (!all[i].finger_template) return;
    sides[i].probe = side_of<Probe>(*all[i].finger_template, kind.presented);
    sides[i].candidate = side_of<Candidate>(*all[i].finger_template, kind.enrolled);
  });
  return sides;
}

Scores all_scores(const std::vector<Sides>& sides, const score_parameters::Models& models, Stopwatch& watch) {
  Scores scores(sides.size());
  base::Progress progress(phrase("finger.comparing"), sides.size() * (sides.size() - 1) / 2);
  in_parallel(sides.size(), [&](std::size_t k) {
    const auto i = sides.size() - 1 - k;  // long rows first
    scores[i].assign(i, kFailed);
    if (sides[i].probe)
      watch.run([&] {
        for (std::size_t j = 0; j < i; ++j)
          if (sides[j].candidate)
            if (const auto s = match(*sides[i].probe, *sides[j].candidate, models)) scores[i][j] = s->get();
      });
    progress.step(i);
  });
  return scores;
}

std::string score_lines(const std::vector<Impression>& all, const Scores& scores) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      text += all[j].name + ' ' + all[i].name + ' ';
      text += scores[i][j] == kFailed ? "0 FAIL" : fixed(scores[i][j], 4);
      text += '\n';
    }
  return text;
}

// ---- weights ----

struct Weights {
  score_parameters::Models models = score_parameters::kModels;
  std::vector<std::string> trained_on = {};  ///< folders; none: as shipped
};

/// Folders beside the one that is tested, with pictures named as in it.
std::vector<std::string> siblings_of(const std::string& tested) {
  std::vector<std::string> out;
  std::error_code error;
  const auto whole = fs::weakly_canonical(tested, error);
  for (fs::directory_iterator it(whole.parent_path(), error), end; !error && it != end; it.increment(error))
    if (it->is_directory() && it->path() != whole && impressions_in(it->path())) out.push_back(it->path().string());
  std::sort(out.begin(), out.end());
  return out;
}

/// Are there pairs of one finger and of two to learn from?
bool teaches(const TrainingSet& set) {
  std::map<std::string, int> presses;
  for (const auto& i : set.impressions) ++presses[i.finger];
  return presses.size() > 1 &&
         std::any_of(presses.begin(), presses.end(), [](const auto& finger) { return finger.second > 1; });
}

/// Weights from the folders named, or else from those beside it, without the one that is tested.
Or<Weights> weights_of(const EvaluationOrder& order) {
  if (!order.left_out()) return Weights{};
  const auto folders = order.train.empty() ? siblings_of(order.folder) : order.train;
  std::vector<TrainingSet> sets;
  Weights out;
  std::size_t impressions = 0;
  std::error_code ignored;
  for (const auto& text : folders) {
    const auto source = order.train.empty() ? Source{text, {}} : source_of(text);
    if (fs::equivalent(source.folder, order.folder, ignored)) continue;
    auto set = training_set(source.folder, {source.dpi, dpi_of(order.dpi)});
    if (!set) return set.error();
    if (!teaches(*set)) continue;
    impressions += set->impressions.size();
    sets.push_back(std::move(*set));
    out.trained_on.push_back(source.folder);
  }
  if (sets.empty()) return api::Failure{api::FailureCode::Finger_NothingToTrainOn, order.folder};
  base::Progress progress(phrase("finger.training"), impressions);
  out.models = Training(sets, {kThreads, 1, order.kind().whole()}, [&] { progress.step(); }).fit({});
  return out;
}

// ---- what it comes to ----

/// How much fewer genuine pairs fail when the worst impressions by quality are captured again.
struct Discarding {
  double discarded;  ///< share of the impressions
  double false_non_match, genuine;
};

/// FNMR at the threshold that lets one impostor in a thousand through, among the pairs whose impressions remain.
std::vector<Discarding> by_quality(const std::vector<Impression>& all, const Scores& scores) {
  std::vector<double> impostor;
  std::vector<std::size_t> worst_first(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    worst_first[i] = i;
    for (std::size_t j = 0; j < i; ++j)
      if (all[i].finger != all[j].finger) impostor.push_back(scores[i][j]);
  }
  std::sort(impostor.rbegin(), impostor.rend());
  const double threshold = impostor[impostor.size() / 1000];  // only scores above it are accepted
  const auto mark = [&](std::size_t i) { return all[i].finger_template ? quality(*all[i].finger_template) : -1; };
  std::stable_sort(worst_first.begin(), worst_first.end(),
                   [&](std::size_t a, std::size_t b) { return mark(a) < mark(b); });
  std::vector<Discarding> out;
  for (const double share : {0.0, 0.05, 0.1, 0.2}) {
    std::vector<bool> gone(all.size());
    for (std::size_t k = 0; k < static_cast<std::size_t>(share * static_cast<double>(all.size())); ++k)
      gone[worst_first[k]] = true;
    double failed = 0, genuine = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (!gone[i] && !gone[j] && all[i].finger == all[j].finger) ++genuine, failed += scores[i][j] <= threshold;
    out.push_back({share, genuine > 0 ? failed / genuine : 0, genuine});
  }
  return out;
}

struct Measured {
  Accuracy accuracy;
  double false_match, false_non_match;  ///< at the default threshold
  double ms_per_extraction, us_per_comparison;
  std::vector<Discarding> discarded;
};

Or<Measured> measured(const EvaluationOrder& order, const std::vector<Impression>& all, const Scores& scores,
                      const Stopwatch& extracting, const Stopwatch& comparing) {
  std::vector<double> genuine, impostor;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) (all[i].finger == all[j].finger ? genuine : impostor).push_back(scores[i][j]);
  if (genuine.empty() || impostor.empty()) return api::Failure{api::FailureCode::Finger_NoPairs, order.folder};
  const double threshold = kDefaultThreshold.get();
  return Measured{accuracy(genuine, impostor),
                  share_reaching(impostor, threshold),
                  1 - share_reaching(genuine, threshold),
                  1e3 * extracting.seconds() / static_cast<double>(all.size()),
                  1e6 * comparing.seconds() / static_cast<double>(genuine.size() + impostor.size()),
                  order.quality ? by_quality(all, scores) : std::vector<Discarding>()};
}

std::size_t failures_in(const std::vector<Impression>& all) {
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const auto& i) { return bool(i.failure); }));
}

std::vector<std::string> sentences(const Measured& m, const std::vector<Impression>& all, const Weights& weights) {
  const auto& a = m.accuracy;
  std::vector<std::string> out{
      phrase("finger.evaluated", {{"impressions", std::to_string(all.size())},
                                  {"failed", std::to_string(failures_in(all))},
                                  {"genuine", std::to_string(a.genuine)},
                                  {"impostor", std::to_string(a.impostor)}}),
      "EER " + fixed(100 * a.equal_error, 3) + " %  FMR100 " + fixed(100 * a.fmr100, 2) + " %  FMR1000 " +
          fixed(100 * a.fmr1000, 2) + " %  FMR10000 " + fixed(100 * a.fmr10000, 2) + " %  ZeroFMR " +
          fixed(100 * a.zero_fmr, 2) + " %",
      phrase("finger.at_threshold", {{"threshold", fixed(kDefaultThreshold.get(), 0)},
                                     {"fmr", fixed(100 * m.false_match, 4)},
                                     {"fnmr", fixed(100 * m.false_non_match, 2)}}),
      phrase("finger.times", {{"ms", fixed(m.ms_per_extraction, 1)}, {"us", fixed(m.us_per_comparison, 1)}})};
  for (const auto& d : m.discarded)
    out.push_back(phrase("finger.discarded", {{"share", fixed(100 * d.discarded, 0)},
                                              {"fnmr", fixed(100 * d.false_non_match, 3)},
                                              {"genuine", fixed(d.genuine, 0)}}));
  std::string sets;
  for (const auto& folder : weights.trained_on) sets += (sets.empty() ? "" : ", ") + folder;
  if (!sets.empty()) out.push_back(phrase("finger.trained_on", {{"sets", sets}}));
  for (const auto& i : all)
    if (i.failure) out.push_back(phrase("finger.failed", {{"image", i.name}, {"why", api::sentence(*i.failure)}}));
  return out;
}

Json json_of(const EvaluationOrder& order, const Measured& m, const std::vector<Impression>& all,
             const Weights& weights) {
  const auto& a = m.accuracy;
  Json discarding = Json::array(), failures = Json::array();
  for (const auto& d : m.discarded)
    discarding.push_back({{"worst_discarded_percent", 100 * d.discarded},
                          {"fnmr_percent", 100 * d.false_non_match},
                          {"genuine_pairs", d.genuine}});
  for (const auto& i : all)
    if (i.failure)
      failures.push_back(
          {{"image", i.name}, {"code", static_cast<int>(i.failure->code)}, {"why", api::sentence(*i.failure)}});
  return {{"protocol", "all"},
          {"folder", order.folder},
          {"templates", order.kind_name()},
          {"weights", order.left_out() ? "leave-out" : "shipped"},
          {"trained_on", weights.trained_on},
          {"impressions", all.size()},
          {"failures_to_extract", failures_in(all)},
          {"failures", failures},
          {"genuine_pairs", a.genuine},
          {"impostor_pairs", a.impostor},
          {"eer_percent", 100 * a.equal_error},
          {"fmr100_percent", 100 * a.fmr100},
          {"fmr1000_percent", 100 * a.fmr1000},
          {"fmr10000_percent", 100 * a.fmr10000},
          {"zero_fmr_percent", 100 * a.zero_fmr},
          {"threshold_db", kDefaultThreshold.get()},
          {"fmr_at_threshold", m.false_match},
          {"fnmr_at_threshold_percent", 100 * m.false_non_match},
          {"ms_per_extraction", m.ms_per_extraction},
          {"us_per_comparison", m.us_per_comparison},
          {"fnmr_at_fmr1000_by_quality", order.quality ? discarding : Json(nullptr)},
          {"scores", order.score_file.empty() ? Json(nullptr) : Json(order.score_file)},
          {"report", order.report.empty() ? Json(nullptr) : Json(order.report)}};
}

Outcome run_evaluate(const EvaluationOrder& order) {
  auto all = impressions_in(order.folder);
  if (!all) return all.error();
  const auto weights = weights_of(order);
  if (!weights) return weights.error();
  Stopwatch extracting, comparing;
  extract_all(*all, order.resolution(), extracting);
  const auto scores = all_scores(sides_of(*all, order.kind()), weights->models, comparing);
  if (!order.score_file.empty())
    if (const auto written = write_result(order.score_file, base::bytes_of(score_lines(*all, scores))); !written)
      return written.error();
  const auto result = measured(order, *all, scores, extracting, comparing);
  if (!result) return result.error();
  const auto said = sentences(*result, *all, *weights);
  if (!order.report.empty()) {
    auto name = fs::path(order.folder).lexically_normal();
    if (!name.has_filename()) name = name.parent_path();
    const auto written = write_report(
        order.report, {name.filename().string(), *all, scores, order.resolution(), order.kind().whole(), said});
    if (!written) return written.error();
  }
  if (order.json) {
    std::cout << json_of(order, *result, *all, *weights).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return 0;
  }
  for (const auto& sentence : said) std::cout << sentence << '\n';
  if (!order.report.empty()) std::cout << phrase("finger.reported", {{"folder", order.report}}) << '\n';
  return 0;
}

}  // namespace

void add_finger_evaluate(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("evaluate", phrase("finger.help_evaluate"));
  auto o = std::make_shared<EvaluationOrder>();
  command->add_option("FOLDER", o->folder, phrase("finger.option_folder"))->required();
  command->add_option("--scores", o->score_file, phrase("finger.option_scores"));
  command->add_option("--report", o->report, phrase("finger.option_report"));
  auto* via = command->add_option("--via", o->via, phrase("finger.option_via"))
                  ->check(CLI::IsMember({"iso2005", "iso2011", "ansi378", "compact"}));
  command->add_option("--templates", o->templates, phrase("finger.option_templates"))
      ->check(CLI::IsMember({"full", "iso", "compact", "card"}))
      ->excludes(via);
  auto* weights = command->add_option("--weights", o->weights, phrase("finger.option_weights"))
                      ->check(CLI::IsMember({"shipped", "leave-out"}));
  command->add_option("--train", o->train, phrase("finger.option_train"))->delimiter(',')->needs(weights);
  command->add_flag("--quality", o->quality, phrase("finger.option_quality"));
  add_dpi_option(command, o->dpi), add_json_option(command, o->json);
  commands.on(command, [o] { return run_evaluate(*o); });
}

}  // namespace ktpel::tool
