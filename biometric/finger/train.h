// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "biometric/finger/accuracy.h"
#include "biometric/finger/finger_template.h"
#include "biometric/finger/score_parameters.h"

namespace ktpel::biometric {

/// Impressions of one sensor with known owners.
struct LabelledImpression {
  std::string finger;
  FingerTemplate finger_template;
};
struct TrainingSet {
  std::string name;
  std::vector<LabelledImpression> impressions;
};

/// One model for each kind of pair: full-full, full-card, card-card; and one for a second look at full-full.
using score_parameters::Models;
inline constexpr const char* kKindNames[3] = {"full-full", "full-card", "card-card"};

/// Accuracy of one kind on one set, and what the calibration promised.
struct HeldOut {
  Accuracy accuracy;
  std::array<double, 3> false_match;      ///< share of impostors reaching 20, 30, 40 dB
  std::array<double, 3> false_non_match;  ///< share of genuine pairs below 20, 30, 40 dB
  double log_loss = 0;                    ///< balanced, bits (Cllr)
};

/// How much of a training to do: less for a quick look at an idea.
struct TrainingEffort {
  int threads = 1;
  int impostors_every = 1;  ///< of a set with over 20 000 impostor pairs, take one in so many
  bool full_only = false;   ///< full-full alone; the other models are then worthless
};

/// All pairs of some sets, compared once in each of the three ways, ready to fit models to any of the sets.
/// The minutiae-only side is the compact card form with 60 minutiae.
class Training {
 public:
  /// `progress` is called once for each impression that has been compared with all others, from any thread.
  Training(const std::vector<TrainingSet>& sets, const TrainingEffort& effort, const std::function<void()>& progress);
  ~Training();
  Training(Training&&) noexcept;
  Training& operator=(Training&&) noexcept;

  /// Balanced logistic regression (each set and class weighs the same, small ridge penalty) and a line for
  /// -log10 FMR over the log-odds, fitted to the impostors of FMR 5e-2 to 2e-4. All sets but those left
  /// out (indices).
  Models fit(const std::set<int>& left_out) const;
  /// One set, scored by models.
  std::array<HeldOut, 3> test(int set, const Models& models) const;

 private:
  struct Pairs;
  std::unique_ptr<Pairs> pairs_;
};

/// The text of biometric/finger/score_parameters.h with these models; `origin` says what they were fitted to.
std::string parameters_text(const Models& models, const std::string& origin);

}  // namespace ktpel::biometric
