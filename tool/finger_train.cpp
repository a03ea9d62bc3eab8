// SPDX-License-Identifier: Apache-2.0
// `ktpel finger train`: the weights of the score, from folders of pictures.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <set>

#include "base/phrase.h"
#include "base/progress.h"
#include "tool/finger_command.h"
#include "tool/finger_set.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;

void print_held_out(const std::string& name, const std::array<HeldOut, 3>& results) {
  for (std::size_t kind = 0; kind < 3; ++kind) {
    const auto& r = results[kind];
    if (r.accuracy.genuine == 0) continue;
    std::fprintf(stderr,
                 "%-10s %-9s EER %.3f FMR1000 %.2f FMR10000 %.2f  Cllr %.4f  FMR at 20/30/40 dB %.1e %.1e %.1e  "
                 "FNMR %.2f %.2f %.2f\n",
                 name.c_str(), kKindNames[kind], 100 * r.accuracy.equal_error, 100 * r.accuracy.fmr1000,
                 100 * r.accuracy.fmr10000, r.log_loss, r.false_match[0], r.false_match[1], r.false_match[2],
                 100 * r.false_non_match[0], 100 * r.false_non_match[1], 100 * r.false_non_match[2]);
  }
}

Outcome run_train(std::vector<std::string> folders, const std::string& left_out, bool each,
                  const std::vector<std::string>& only_tested, TrainingEffort effort) {
  std::vector<TrainingSet> sets;
  std::size_t impressions = 0;
  int left = -1;
  std::set<int> untrained;
  for (const auto& text : only_tested) {
    untrained.insert(static_cast<int>(folders.size()));
    folders.push_back(text);
  }
  for (const auto& text : folders) {
    const auto source = source_of(text);
    auto set = training_set(source.folder, {source.dpi, {}});
    if (!set) return set.error();
    if (!left_out.empty() && source_of(left_out).folder == source.folder) left = static_cast<int>(sets.size());
    impressions += set->impressions.size();
    sets.push_back(std::move(*set));
  }
  if ((!left_out.empty() && left < 0) || sets.size() - untrained.size() < (left >= 0 || each ? 2u : 1u))
    return api::Failure{api::FailureCode::Finger_NothingToLeaveOut, left_out};
  base::Progress progress(phrase("finger.comparing"), impressions);
  const Training training(sets, effort, [&] { progress.step(); });
  const auto test = [&](int set) {
    auto without = untrained;
    without.insert(set);
    print_held_out(sets[static_cast<std::size_t>(set)].name, training.test(set, training.fit(without)));
  };
  if (left >= 0) test(left), untrained.insert(left);
  const auto models = training.fit(untrained);
  for (int s = 0; s < static_cast<int>(sets.size()); ++s) {
    if (each && !untrained.contains(s)) test(s);
    if (s != left && untrained.contains(s))
      print_held_out(sets[static_cast<std::size_t>(s)].name, training.test(s, models));
  }
  std::string origin;
  for (int s = 0; s < static_cast<int>(sets.size()); ++s)
    if (!untrained.contains(s)) origin += (origin.empty() ? "" : ", ") + sets[static_cast<std::size_t>(s)].name;
  std::cout << parameters_text(models, origin);
  return 0;
}

}  // namespace

void add_finger_train(Commands& commands, CLI::App* group) {
  struct Order {
    std::vector<std::string> folders, tested;
    std::string left_out;
    int every = 0;
    bool each = false;
  };
  auto* command = group->add_subcommand("train", phrase("finger.help_train"));
  auto o = std::make_shared<Order>();
  command->add_option("FOLDER", o->folders, phrase("finger.option_train_folders"))->required();
  command->add_option("--leave-out", o->left_out, phrase("finger.option_leave_out"));
  command->add_flag("--leave-each-out", o->each, phrase("finger.option_leave_each_out"));
  command->add_option("--test", o->tested, phrase("finger.option_test"));
  command->add_option("--quick", o->every, phrase("finger.option_quick"));
  commands.on(command, [o] {
    return run_train(o->folders, o->left_out, o->each, o->tested, {kThreads, std::max(1, o->every), o->every > 0});
  });
}

}  // namespace ktpel::tool
