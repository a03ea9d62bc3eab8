// SPDX-License-Identifier: Apache-2.0
// `ktpel finger match`: are two fingers the same?
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "tool/finger_command.h"
#include "tool/finger_file.h"
#include "tool/finger_page.h"
#include "tool/finger_picture.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct MatchOrder {
  std::string first, second, explain;
  double dpi = 0;
  bool json = false;
};

/// "1 banding 20.000": two digits are all that a rate deserves.
std::string one_in(double decibels) {
  const double n = std::pow(10, decibels / 10), unit = std::pow(10, std::max(0.0, std::floor(std::log10(n)) - 1));
  auto digits = std::to_string(static_cast<long long>(std::llround(n / unit) * std::llround(unit)));
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ".");
  return digits;
}

std::string rate_in_words(double decibels) {
  constexpr double kMeasured = 50;
  if (decibels <= 0) return phrase("finger.rate_none");
  if (decibels > kMeasured) return phrase("finger.rate_beyond", {{"count", one_in(kMeasured)}});
  return phrase("finger.rate", {{"count", one_in(decibels)}});
}

bool same(const Comparison& result) { return result.score >= kDefaultThreshold; }

/// What an officer reads, on the screen and on the page.
std::vector<std::string> sentences(const Comparison& result, const FingerFile& a, const FingerFile& b) {
  return {phrase("finger.score",
                 {{"score", fixed(result.score.get(), 1)}, {"threshold", fixed(kDefaultThreshold.get(), 0)}}),
          phrase(same(result) ? "finger.same" : "finger.not_same"), rate_in_words(result.score.get()),
          phrase("finger.paired", {{"count", std::to_string(result.pairs.size())}}),
          phrase("finger.kinds", {{"first", a.kind}, {"second", b.kind}})};
}

/// Both fingers with the minutiae that were found to be the same.
Or<base::Done> explain_match(const MatchOrder& order, const FingerFile& a, const FingerFile& b,
                             const Comparison& result) {
  FingerPage page(phrase("finger.match_of", {{"first", fs::path(order.first).filename().string()},
                                             {"second", fs::path(order.second).filename().string()}}));
  for (const auto& sentence : sentences(result, a, b)) page.say(sentence);
  page.show("match", phrase("finger.stage_match"), encode_png(joined(shown(a), shown(b), result.pairs)));
  if (!page.write(order.explain)) return api::Failure{api::FailureCode::Finger_CannotExplainMatch, order.explain};
  return base::Done{};
}

Outcome run_match(const MatchOrder& order) {
  const auto a = read_finger(order.first, dpi_of(order.dpi));
  if (!a) return a.error();
  const auto b = read_finger(order.second, dpi_of(order.dpi));
  if (!b) return b.error();
  const auto result = compare(probe_of(*a), candidate_of(*b));
  if (!result) return api::Failure{api::FailureCode::Finger_TooFewToCompare, order.first + ", " + order.second};
  if (!order.explain.empty())
    if (const auto explained = explain_match(order, *a, *b, *result); !explained) return explained.error();
  if (order.json) {
    const Json all = {{"score_db", result->score.get()},
                      {"threshold_db", kDefaultThreshold.get()},
                      {"same_finger", same(*result)},
                      {"false_match_rate", std::pow(10, -result->score.get() / 10)},
                      {"matched_minutiae", result->pairs.size()},
                      {"rotation_degrees", result->rotation * 180 / 3.14159265358979},
                      {"kinds", {a->kind, b->kind}}};
    std::cout << all.dump(2) << '\n';
    return 0;
  }
  for (const auto& sentence : sentences(*result, *a, *b)) std::cout << sentence << '\n';
  if (!order.explain.empty()) std::cout << phrase("finger.explained", {{"folder", order.explain}}) << '\n';
  return 0;
}

}  // namespace

void add_finger_match(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("match", phrase("finger.help_match"));
  auto order = std::make_shared<MatchOrder>();
  command->add_option("A", order->first, phrase("finger.option_either"))->required();
  command->add_option("B", order->second, phrase("finger.option_either"))->required();
  command->add_option("--explain", order->explain, phrase("finger.option_explain_match"));
  add_dpi_option(command, order->dpi), add_json_option(command, order->json);
  commands.on(command, [order] { return run_match(*order); });
}

}  // namespace ktpel::tool
