// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_set.h"

#include <algorithm>
#include <ctime>

#include "base/phrase.h"
#include "base/progress.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;

std::optional<Impression> impression_of(const fs::path& path) {
  const auto stem = path.stem().string();
  const auto cut = stem.rfind('_');
  if (cut == std::string::npos || cut == 0 || cut + 1 == stem.size()) return std::nullopt;
  const auto digits = stem.substr(cut + 1);
  if (digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return Impression{stem, stem.substr(0, cut), std::stoi(digits), path, {}, {}};
}

}  // namespace

Or<std::vector<Impression>> impressions_in(const fs::path& folder) {
  std::vector<Impression> all;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (auto impression = impression_of(it->path())) all.push_back(std::move(*impression));
  if (error || all.size() < 2) return api::Failure{api::FailureCode::Finger_NoImpressions, folder.string()};
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.finger != b.finger ? a.finger < b.finger : a.number < b.number;
  });
  return all;
}

Or<GreyImage> load_impression(const Impression& impression, Resolution resolution) {
  return load_picture(impression.path, resolution.stated, resolution.otherwise);
}

double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void extract_all(std::vector<Impression>& all, Resolution resolution, Stopwatch& watch) {
  base::Progress progress(phrase("finger.extracting"), all.size());
  in_parallel(all.size(), [&](std::size_t i) {
    auto& one = all[i];
    const auto image = load_impression(one, resolution);
    if (!image)
      one.failure = image.error();
    else
      watch.run([&] {
        auto finger = finger_in(*image, one.path.string());
        if (finger)
          one.finger_template = std::move(*finger);
        else
          one.failure = finger.error();
      });
    progress.step();
  });
}

Source source_of(const std::string& text) {
  const auto cut = text.rfind(':');
  if (cut == std::string::npos || text.find_first_not_of("0123456789", cut + 1) != std::string::npos ||
      cut + 1 == text.size() || text.size() - cut > 6)
    return {text, std::nullopt};
  return {text.substr(0, cut), Dpi(std::stod(text.substr(cut + 1)))};
}

Or<TrainingSet> training_set(const std::string& folder, Resolution resolution) {
  auto all = impressions_in(folder);
  if (!all) return all.error();
  Stopwatch unused;
  extract_all(*all, resolution, unused);
  TrainingSet set{fs::path(folder).filename().string(), {}};
  for (auto& i : *all)
    if (i.finger_template) set.impressions.push_back({i.finger, std::move(*i.finger_template)});
  return set;
}

}  // namespace ktpel::tool
