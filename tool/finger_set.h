// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "biometric/finger/train.h"
#include "tool/finger_file.h"

// A folder of pictures with known owners, for measuring and training.
namespace ktpel::tool {

/// How many threads measure beside each other.
inline constexpr int kThreads = 2;

/// Where the resolution of a set comes from.
struct Resolution {
  std::optional<biometric::Dpi> stated = {};     ///< holds for each picture, whatever its file says
  std::optional<biometric::Dpi> otherwise = {};  ///< for pictures whose file says none
};

/// "<finger>_<impression>.<anything>"
struct Impression {
  std::string name, finger;
  int number = 0;
  std::filesystem::path path;
  std::optional<biometric::FingerTemplate> finger_template = {};
  std::optional<api::Failure> failure = {};  ///< why there is no template
};

/// By finger and number. Finger_NoImpressions if there are not two, or no such folder.
Or<std::vector<Impression>> impressions_in(const std::filesystem::path& folder);
Or<biometric::GreyImage> load_impression(const Impression& impression, Resolution resolution);

/// Processor seconds of this thread.
double thread_seconds();

/// Processor seconds of body, added from any thread.
class Stopwatch {
 public:
  template <class F>
  void run(F body) {
    const double start = thread_seconds();
    body();
    nanoseconds_ += static_cast<std::int64_t>(1e9 * (thread_seconds() - start));
  }
  double seconds() const { return 1e-9 * static_cast<double>(nanoseconds_.load()); }

 private:
  std::atomic<std::int64_t> nanoseconds_{0};
};

/// Runs body(i) for 0..count-1 on all threads.
template <class F>
void in_parallel(std::size_t count, F body) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> team;
  for (int t = 0; t < kThreads; ++t)
    team.emplace_back([&] {
      for (std::size_t i; (i = next++) < count;) body(i);
    });
  for (auto& t : team) t.join();
}

/// Template or failure of each; `watch` sees the extraction alone.
void extract_all(std::vector<Impression>& all, Resolution resolution, Stopwatch& watch);

struct Source {
  std::string folder;
  std::optional<biometric::Dpi> dpi;
};
/// "folder" or "folder:569"
Source source_of(const std::string& text);
/// What could be extracted of the pictures in a folder.
Or<biometric::TrainingSet> training_set(const std::string& folder, Resolution resolution);

}  // namespace ktpel::tool
