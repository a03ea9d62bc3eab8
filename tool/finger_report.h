// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "tool/finger_set.h"

namespace ktpel::tool {

/// The score of a pair that could not be compared.
inline constexpr double kFailed = -std::numeric_limits<double>::infinity();
/// scores[i][j], j < i, dB; kFailed for a pair without a template.
using Scores = std::vector<std::vector<double>>;

/// Everything that the page of a measurement shows.
struct MeasuredSet {
  std::string name;                    ///< of the folder
  const std::vector<Impression>& all;  ///< in the order of the scores
  const Scores& scores;
  Resolution resolution;
  bool whole_templates;                ///< false: the scores are of reduced templates
  std::vector<std::string> sentences;  ///< what the command says of it
};

/// index.html with the curve of both error rates, how often each score occurs, and the five worst pairs of either kind,
/// their pictures side by side with the minutiae that were matched. Some pairs of one finger and of two must be there.
/// Finger_CannotReport if the folder cannot be written.
Or<base::Done> write_report(const std::filesystem::path& folder, const MeasuredSet& set);

}  // namespace ktpel::tool
