// SPDX-License-Identifier: Apache-2.0
#include "demo/finger_source.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <thread>

#include "base/phrase.h"
#include "base/progress.h"
#include "biometric/synth/finger.h"

namespace ktpel::demo {
namespace {

using biometric::FingerPosition;

class SyntheticFingers final : public FingerSource {
 public:
  SyntheticFingers(std::uint64_t seed, std::size_t persons) : seed_(seed), masters_(persons * 10) {
    base::Progress progress(base::phrase("demo.growing"), masters_.size());
    std::atomic<std::size_t> next = 0;
    const auto grow = [&] {
      for (std::size_t i; (i = next++) < masters_.size();) {
        const biometric::FingerNumber finger(static_cast<int>(i % 10) + 1);
        masters_[i] =
            std::make_unique<biometric::FingerMaster>(biometric::PersonFingers::grow(person_seed(i / 10), finger));
        progress.step();
      }
    };
    std::jthread other(grow);
    grow();
  }
  std::size_t persons() const override { return masters_.size() / 10; }
  std::string label(std::size_t person) const override {
    return base::phrase("demo.synthetic_person", {{"number", std::to_string(person + 1)}});
  }
  std::vector<FingerPosition> fingers(std::size_t) const override {
    std::vector<FingerPosition> all;
    for (int i = 1; i <= 10; ++i) all.push_back(static_cast<FingerPosition>(i));
    return all;
  }
  int impressions(std::size_t, FingerPosition) const override { return 1000; }
  std::optional<biometric::GreyImage> press(std::size_t person, FingerPosition finger, int impression) const override {
    const auto number = static_cast<std::size_t>(finger);
    const auto& master = masters_[person * 10 + number - 1];
    const auto random =
        base::SeededRandom(person_seed(person)).branch(number * 100000 + static_cast<std::size_t>(impression));
    return biometric::impression(*master, biometric::Conditions{}, random).image;
  }

 private:
  std::uint64_t person_seed(std::size_t person) const { return seed_ * 1000003 + person; }
  std::uint64_t seed_;
  std::vector<std::unique_ptr<biometric::FingerMaster>> masters_;
};

class FolderFingers final : public FingerSource {
 public:
  using Files = std::map<int, std::filesystem::path>;  // by impression
  using Fingers = std::map<int, Files>;                // by finger number
  FolderFingers(std::vector<std::pair<std::string, Fingers>> people, biometric::Dpi dpi)
      : people_(std::move(people)), dpi_(dpi) {}
  std::size_t persons() const override { return people_.size(); }
  std::string label(std::size_t person) const override { return people_[person].first; }
  std::vector<FingerPosition> fingers(std::size_t person) const override {
    std::vector<FingerPosition> all;
    for (const auto& [number, files] : people_[person].second) all.push_back(static_cast<FingerPosition>(number));
    return all;
  }
  int impressions(std::size_t person, FingerPosition finger) const override {
    const auto found = people_[person].second.find(static_cast<int>(finger));
    return found == people_[person].second.end() ? 0 : found->second.rbegin()->first;
  }
  std::optional<biometric::GreyImage> press(std::size_t person, FingerPosition finger, int impression) const override {
    const auto found = people_[person].second.find(static_cast<int>(finger));
    if (found == people_[person].second.end()) return std::nullopt;
    const auto file = found->second.find(impression);
    if (file == found->second.end()) return std::nullopt;
    auto image = biometric::load_grey(file->second, dpi_);
    if (!image) return std::nullopt;
    return std::move(*image);
  }

 private:
  std::vector<std::pair<std::string, Fingers>> people_;
  biometric::Dpi dpi_;
};

std::optional<int> number_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::unique_ptr<FingerSource> synthetic_fingers(std::uint64_t seed, std::size_t persons) {
  return std::make_unique<SyntheticFingers>(seed, persons);
}

base::Result<std::unique_ptr<FingerSource>, FolderError> fingers_of_folder(const std::filesystem::path& folder,
                                                                           biometric::Dpi dpi) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return FolderError::Missing;
  std::map<std::string, FolderFingers::Fingers> found;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    const auto stem = file.path().stem().string();
    const auto last = stem.rfind('_');
    const auto middle = last == std::string::npos || last == 0 ? std::string::npos : stem.rfind('_', last - 1);
    if (middle == std::string::npos || middle == 0) continue;
    const auto finger = number_in(std::string_view(stem).substr(middle + 1, last - middle - 1));
    const auto impression = number_in(std::string_view(stem).substr(last + 1));
    if (!finger || *finger < 1 || *finger > 10 || !impression || *impression < 1) continue;
    found[stem.substr(0, middle)][*finger][*impression] = file.path();
  }
  std::vector<std::pair<std::string, FolderFingers::Fingers>> people;
  for (auto& [person, fingers] : found)
    if (fingers.size() >= 2) people.emplace_back(person, std::move(fingers));
  if (people.empty()) return FolderError::NoFingers;
  return std::unique_ptr<FingerSource>(std::make_unique<FolderFingers>(std::move(people), dpi));
}

}  // namespace ktpel::demo
