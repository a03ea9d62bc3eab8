// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/file.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "biometric/finger/accuracy.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/finger/quality.h"
#include "biometric/finger/train.h"
#include "biometric/image/codec.h"
#include "biometric/record/minutiae_record.h"
#include "tool/command.h"
#include "tool/finger_page.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kThreads = 2;

template <class T>
using Or = base::Result<T, api::Failure>;

// ---- failures ----

api::Failure failure_of(ImageError error, const std::string& about) {
  switch (error) {
    case ImageError::Missing:
      return {api::FailureCode::Image_Missing, about};
    case ImageError::NotAnImage:
      return {api::FailureCode::Image_NotAnImage, about};
    case ImageError::NoResolution:
      return {api::FailureCode::Image_NoResolution, about};
    case ImageError::TooSmall:
      return {api::FailureCode::Image_TooSmall, about};
    case ImageError::TooLarge:
      return {api::FailureCode::Image_TooLarge, about};
    case ImageError::Damaged:
      break;
  }
  return {api::FailureCode::Image_Damaged, about};
}

api::Failure failure_of(ExtractError error, const std::string& about) {
  switch (error) {
    case ExtractError::Blank:
      return {api::FailureCode::Finger_Blank, about};
    case ExtractError::TooSmall:
      return {api::FailureCode::Finger_TooSmall, about};
    case ExtractError::TooLarge:
      return {api::FailureCode::Finger_TooLarge, about};
    case ExtractError::TooFewMinutiae:
      break;
  }
  return {api::FailureCode::Finger_TooFewMinutiae, about};
}

api::Failure failure_of(RecordError error, const std::string& about) {
  return error == RecordError::Unsupported ? api::Failure{api::FailureCode::Finger_RecordUnsupported, about}
                                           : api::Failure{api::FailureCode::Finger_RecordDamaged, about};
}

api::Failure failure_of(MatchError, const std::string& about) {
  return {api::FailureCode::Finger_TooFewToCompare, about};
}

Or<base::Done> write(const fs::path& path, base::ByteView bytes) {
  if (!base::write_file_durably(path, bytes)) return api::Failure{api::FailureCode::Finger_CannotWrite, path.string()};
  return base::Done{};
}

// ---- reading ----

std::optional<Dpi> dpi_of(double option) { return option > 0 ? std::optional(Dpi(option)) : std::nullopt; }

Or<FingerTemplate> extract_file(const fs::path& path, std::optional<Dpi> dpi) {
  const auto image = load_grey(path, dpi);
  if (!image) return failure_of(image.error(), path.string());
  auto finger = extract(*image);
  if (!finger) return failure_of(finger.error(), path.string());
  return std::move(*finger);
}

/// An image or an ISO/IEC 19794-2 record, told apart by content.
template <class Side>
Or<Side> read_side(const fs::path& path, std::optional<Dpi> dpi) {
  const auto bytes = base::read_file(path);
  if (bytes && bytes->size() >= 4 && base::text_of(base::ByteView(*bytes).first(3)) == "FMR") {
    const auto record = decode_minutiae_record(*bytes);
    if (!record) return failure_of(record.error(), path.string());
    return Side(*record);
  }
  const auto finger = extract_file(path, dpi);
  if (!finger) return finger.error();
  return Side(*finger);
}

// ---- extract ----

/// A page with a picture of each stage, also of an extraction that ended early.
Or<base::Done> explain_extraction(const std::string& path, std::optional<Dpi> dpi, const std::string& folder) {
  const auto image = load_grey(path, dpi);
  if (!image) return failure_of(image.error(), path);
  FingerPage page(phrase("finger.stages_of", {{"image", fs::path(path).filename().string()}}));
  const auto finger = extract(*image, [&](std::string_view stage, const GreyImage& picture) {
    page.show(std::string(stage), phrase("finger.stage_" + std::string(stage)), encode_png(picture));
  });
  if (finger)
    page.say(phrase("finger.extracted", {{"count", std::to_string(finger->minutiae.size())},
                                         {"quality", std::to_string(quality(*finger))}}));
  if (!page.write(folder)) return api::Failure{api::FailureCode::Finger_CannotExplain, folder};
  return base::Done{};
}

Outcome extract_command(const std::string& image, double dpi, const std::string& out, const std::string& explain,
                        bool json) {
  if (!explain.empty())
    if (const auto explained = explain_extraction(image, dpi_of(dpi), explain); !explained) return explained.error();
  const auto picture = load_grey(image, dpi_of(dpi));
  if (!picture) return failure_of(picture.error(), image);
  const auto finger = extract(*picture);
  if (!finger) return failure_of(finger.error(), image);
  const auto report = assess(*picture, *finger);
  const auto record = to_record(*finger, FingerPosition::Unknown);
  if (!out.empty()) {
    const auto bytes = encode_minutiae_record(record);
    base::check(bool(bytes), "a template that its own exchange record cannot hold");
    const auto written = write(out, *bytes);
    if (!written) return written.error();
  }
  if (json) {
    Json minutiae = Json::array(), reasons = Json::array();
    for (const auto reason : report.reasons) reasons.push_back(name_of(reason));
    for (const auto& m : record.minutiae)
      minutiae.push_back(
          {{"type", static_cast<int>(m.type)}, {"x", m.x}, {"y", m.y}, {"angle", m.angle}, {"quality", m.quality}});
    const Json all = {{"image", image},
                      {"width", record.width},
                      {"height", record.height},
                      {"pixels_per_cm", record.x_per_cm},
                      {"quality", record.quality},
                      {"reasons", reasons},
                      {"minutiae_count", record.minutiae.size()},
                      {"minutiae", minutiae},
                      {"template_bytes", serialise(*finger).size()},
                      {"written", out.empty() ? Json(nullptr) : Json(out)}};
    std::cout << all.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("finger.extracted",
                      {{"count", std::to_string(record.minutiae.size())}, {"quality", std::to_string(record.quality)}})
            << '\n';
  for (const auto reason : report.reasons)
    std::cout << phrase("finger.quality_" + std::string(name_of(reason))) << '\n';
  if (!out.empty()) std::cout << phrase("finger.written", {{"file", out}}) << '\n';
  if (!explain.empty()) std::cout << phrase("finger.explained", {{"folder", explain}}) << '\n';
  return 0;
}

// ---- match ----

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

std::string fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

/// Both pictures with the minutiae that were found to be the same.
Or<base::Done> explain_match(const std::string& first, const std::string& second, std::optional<Dpi> dpi,
                             const std::string& folder) {
  struct Side {
    GreyImage image;
    FingerTemplate finger;
  };
  const auto side = [&](const std::string& path) -> Or<Side> {
    const auto image = load_grey(path, dpi);
    if (!image) return failure_of(image.error(), path);
    auto finger = extract(*image);
    if (!finger) return failure_of(finger.error(), path);
    return Side{resample(*image, Dpi(500)), std::move(*finger)};
  };
  const auto a = side(first), b = side(second);
  if (!a) return a.error();
  if (!b) return b.error();
  const auto result = compare(Probe(a->finger), Candidate(b->finger));
  if (!result) return failure_of(result.error(), first + ", " + second);
  FingerPage page(phrase("finger.match_of", {{"first", fs::path(first).filename().string()},
                                             {"second", fs::path(second).filename().string()}}));
  page.say(phrase("finger.score",
                  {{"score", fixed(result->score.get(), 1)}, {"threshold", fixed(kDefaultThreshold.get(), 0)}}));
  page.say(phrase(result->score >= kDefaultThreshold ? "finger.same" : "finger.not_same"));
  page.say(phrase("finger.paired", {{"count", std::to_string(result->pairs.size())}}));
  page.show("match", phrase("finger.stage_match"),
            encode_png(joined(a->image, a->finger, b->image, b->finger, result->pairs)));
  if (!page.write(folder)) return api::Failure{api::FailureCode::Finger_CannotExplainMatch, folder};
  return base::Done{};
}

Outcome match_command(const std::string& first, const std::string& second, double dpi, const std::string& explain,
                      bool json) {
  if (!explain.empty())
    if (const auto explained = explain_match(first, second, dpi_of(dpi), explain); !explained) return explained.error();
  const auto probe = read_side<Probe>(first, dpi_of(dpi));
  if (!probe) return probe.error();
  const auto candidate = read_side<Candidate>(second, dpi_of(dpi));
  if (!candidate) return candidate.error();
  const auto result = compare(*probe, *candidate);
  if (!result) return failure_of(result.error(), first + ", " + second);
  const double score = result->score.get();
  const bool same = result->score >= kDefaultThreshold;
  if (json) {
    const Json all = {{"score_db", score},
                      {"threshold_db", kDefaultThreshold.get()},
                      {"same_finger", same},
                      {"false_match_rate", std::pow(10, -score / 10)},
                      {"matched_minutiae", result->pairs.size()},
                      {"rotation_degrees", result->rotation * 180 / 3.14159265358979}};
    std::cout << all.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("finger.score", {{"score", fixed(score, 1)}, {"threshold", fixed(kDefaultThreshold.get(), 0)}})
            << '\n'
            << phrase(same ? "finger.same" : "finger.not_same") << '\n'
            << rate_in_words(score) << '\n'
            << phrase("finger.paired", {{"count", std::to_string(result->pairs.size())}}) << '\n';
  return 0;
}

// ---- evaluate ----

/// "<finger>_<impression>.<anything>"
struct Impression {
  std::string name, finger;
  int number = 0;
  fs::path path;
  std::optional<FingerTemplate> finger_template;
};

std::optional<Impression> impression_of(const fs::path& path) {
  const auto stem = path.stem().string();
  const auto cut = stem.rfind('_');
  if (cut == std::string::npos || cut == 0 || cut + 1 == stem.size()) return std::nullopt;
  const auto digits = stem.substr(cut + 1);
  if (digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return Impression{stem, stem.substr(0, cut), std::stoi(digits), path, {}};
}

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

/// Runs body(i) for 0..count-1 on both threads.
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

using Seconds = std::chrono::duration<double>;
Seconds thread_time() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return Seconds(static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec));
}

/// Processor seconds of body, added from any thread.
class Stopwatch {
 public:
  template <class F>
  void run(F body) {
    const auto start = thread_time();
    body();
    nanoseconds_ += static_cast<std::int64_t>(1e9 * (thread_time() - start).count());
  }
  double seconds() const { return 1e-9 * static_cast<double>(nanoseconds_.load()); }

 private:
  std::atomic<std::int64_t> nanoseconds_{0};
};

void extract_all(std::vector<Impression>& all, std::optional<Dpi> dpi, Stopwatch& watch) {
  base::Progress progress(phrase("finger.extracting"), all.size());
  in_parallel(all.size(), [&](std::size_t i) {
    const auto image = load_grey(all[i].path, dpi);
    if (image)
      watch.run([&] {
        auto finger = extract(*image);
        if (finger) all[i].finger_template = std::move(*finger);
      });
    progress.step();
  });
}

enum class Templates { Full, Iso, Compact, Card };

MinutiaeRecord reduced(const FingerTemplate& finger, Templates kind) {
  const auto record = to_record(finger, FingerPosition::Unknown);
  if (kind == Templates::Iso) {
    const auto bytes = encode_minutiae_record(record);
    base::check(bool(bytes), "a template that its own exchange record cannot hold");
    return *decode_minutiae_record(*bytes);
  }
  return *decode_compact(encode_compact(record));
}

/// The earlier impression is enrolled, the later one presented. `Card`: compact on the card, full presented.
struct Sides {
  std::optional<Probe> probe;
  std::optional<Candidate> candidate;
};

std::vector<Sides> sides_of(const std::vector<Impression>& all, Templates kind) {
  std::vector<Sides> sides(all.size());
  in_parallel(all.size(), [&](std::size_t i) {
    if (!all[i].finger_template) return;
    const auto& finger = *all[i].finger_template;
    if (kind == Templates::Full || kind == Templates::Card)
      sides[i].probe.emplace(finger);
    else
      sides[i].probe.emplace(reduced(finger, kind));
    if (kind == Templates::Full)
      sides[i].candidate.emplace(finger);
    else
      sides[i].candidate.emplace(reduced(finger, kind));
  });
  return sides;
}

constexpr double kFailed = -std::numeric_limits<double>::infinity();

/// scores[i][j], j < i.
std::vector<std::vector<double>> all_scores(const std::vector<Sides>& sides, const score_parameters::Models& models,
                                            Stopwatch& watch) {
  std::vector<std::vector<double>> scores(sides.size());
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

std::string score_lines(const std::vector<Impression>& all, const std::vector<std::vector<double>>& scores) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      text += all[j].name + ' ' + all[i].name + ' ';
      text += scores[i][j] == kFailed ? "0 FAIL" : fixed(scores[i][j], 4);
      text += '\n';
    }
  return text;
}

// ---- train ----

struct Source {
  std::string folder;
  std::optional<Dpi> dpi;
};

/// "folder" or "folder:569"
Source source_of(const std::string& text) {
  const auto cut = text.rfind(':');
  if (cut == std::string::npos || text.find_first_not_of("0123456789", cut + 1) != std::string::npos ||
      cut + 1 == text.size() || text.size() - cut > 6)
    return {text, std::nullopt};
  return {text.substr(0, cut), Dpi(std::stod(text.substr(cut + 1)))};
}

Or<TrainingSet> training_set(const Source& source) {
  auto all = impressions_in(source.folder);
  if (!all) return all.error();
  Stopwatch unused;
  extract_all(*all, source.dpi, unused);
  TrainingSet set{fs::path(source.folder).filename().string(), {}};
  for (auto& i : *all)
    if (i.finger_template) set.impressions.push_back({i.finger, std::move(*i.finger_template)});
  return set;
}

/// How much fewer genuine pairs fail when the worst impressions by quality are captured again.
struct Discarding {
  double discarded;  ///< share of the impressions
  double false_non_match, genuine;
};

/// FNMR at the threshold that lets one impostor in a thousand through, among the pairs whose impressions remain.
std::vector<Discarding> by_quality(const std::vector<Impression>& all, const std::vector<std::vector<double>>& scores) {
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

/// Weights from the folders named, without the one that is tested.
Or<score_parameters::Models> weights_without(const std::string& tested, const std::vector<std::string>& folders,
                                             bool full_only) {
  std::vector<TrainingSet> sets;
  std::size_t impressions = 0;
  std::error_code ignored;
  for (const auto& text : folders) {
    const auto source = source_of(text);
    if (fs::equivalent(source.folder, tested, ignored)) continue;
    auto set = training_set(source);
    if (!set) return set.error();
    impressions += set->impressions.size();
    sets.push_back(std::move(*set));
  }
  if (sets.empty()) return api::Failure{api::FailureCode::Finger_NothingToTrainOn, tested};
  base::Progress progress(phrase("finger.training"), impressions);
  return Training(sets, {kThreads, 1, full_only}, [&] { progress.step(); }).fit({});
}

struct EvaluationOrder {
  std::string folder, score_file;
  double dpi;
  Templates kind;
  bool left_out, quality, json;
  std::vector<std::string> train;
};

Outcome evaluate_command(const EvaluationOrder& order) {
  const auto& [folder, score_file, dpi, kind, left_out, with_quality, json, train] = order;
  auto all = impressions_in(folder);
  if (!all) return all.error();
  auto models = score_parameters::kModels;
  if (left_out) {
    const auto trained = weights_without(folder, train, kind == Templates::Full);
    if (!trained) return trained.error();
    models = *trained;
  }
  Stopwatch extracting, comparing;
  extract_all(*all, dpi_of(dpi), extracting);
  const auto sides = sides_of(*all, kind);
  const auto scores = all_scores(sides, models, comparing);
  if (!score_file.empty()) {
    const auto written = write(score_file, base::bytes_of(score_lines(*all, scores)));
    if (!written) return written.error();
  }
  std::vector<double> genuine, impostor;
  for (std::size_t i = 0; i < all->size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      ((*all)[i].finger == (*all)[j].finger ? genuine : impostor).push_back(scores[i][j]);
  if (genuine.empty() || impostor.empty()) return api::Failure{api::FailureCode::Finger_NoPairs, folder};
  const auto a = accuracy(genuine, impostor);
  const auto failed = std::count_if(all->begin(), all->end(), [](const auto& i) { return !i.finger_template; });
  const double threshold = kDefaultThreshold.get();
  const double false_match = share_reaching(impostor, threshold);
  const double false_non_match = 1 - share_reaching(genuine, threshold);
  const double ms = 1e3 * extracting.seconds() / static_cast<double>(all->size());
  const double us = 1e6 * comparing.seconds() / static_cast<double>(genuine.size() + impostor.size());
  const auto discarded = with_quality ? by_quality(*all, scores) : std::vector<Discarding>();
  if (json) {
    Json discarding = Json::array();
    for (const auto& d : discarded)
      discarding.push_back({{"worst_discarded_percent", 100 * d.discarded},
                            {"fnmr_percent", 100 * d.false_non_match},
                            {"genuine_pairs", d.genuine}});
    const Json out = {{"protocol", "all"},
                      {"weights", left_out ? "leave-out" : "shipped"},
                      {"impressions", all->size()},
                      {"failures_to_extract", failed},
                      {"genuine_pairs", a.genuine},
                      {"impostor_pairs", a.impostor},
                      {"eer_percent", 100 * a.equal_error},
                      {"fmr100_percent", 100 * a.fmr100},
                      {"fmr1000_percent", 100 * a.fmr1000},
                      {"fmr10000_percent", 100 * a.fmr10000},
                      {"zero_fmr_percent", 100 * a.zero_fmr},
                      {"threshold_db", threshold},
                      {"fmr_at_threshold", false_match},
                      {"fnmr_at_threshold_percent", 100 * false_non_match},
                      {"ms_per_extraction", ms},
                      {"us_per_comparison", us},
                      {"fnmr_at_fmr1000_by_quality", with_quality ? discarding : Json(nullptr)}};
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  std::printf("%s\n", phrase("finger.evaluated", {{"impressions", std::to_string(all->size())},
                                                  {"failed", std::to_string(failed)},
                                                  {"genuine", std::to_string(a.genuine)},
                                                  {"impostor", std::to_string(a.impostor)}})
                          .c_str());
  std::printf("EER %.3f %%  FMR100 %.2f %%  FMR1000 %.2f %%  FMR10000 %.2f %%  ZeroFMR %.2f %%\n", 100 * a.equal_error,
              100 * a.fmr100, 100 * a.fmr1000, 100 * a.fmr10000, 100 * a.zero_fmr);
  std::printf("%s\n", phrase("finger.at_threshold", {{"threshold", fixed(threshold, 0)},
                                                     {"fmr", fixed(100 * false_match, 4)},
                                                     {"fnmr", fixed(100 * false_non_match, 2)}})
                          .c_str());
  std::printf("%s\n", phrase("finger.times", {{"ms", fixed(ms, 1)}, {"us", fixed(us, 1)}}).c_str());
  for (const auto& d : discarded)
    std::printf("%s\n", phrase("finger.discarded", {{"share", fixed(100 * d.discarded, 0)},
                                                    {"fnmr", fixed(100 * d.false_non_match, 3)},
                                                    {"genuine", fixed(d.genuine, 0)}})
                            .c_str());
  return 0;
}

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

Outcome train_command(std::vector<std::string> folders, const std::string& left_out, bool each,
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
    auto set = training_set(source);
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

void add_finger_commands(Commands& commands) {
  auto* group = commands.group("finger", "sidik jari: ekstraksi, pencocokan, pengukuran ketelitian");
  struct Options {
    std::string first, second, out, left_out, explain, weights;
    std::vector<std::string> folders, tested;
    double dpi = 0;
    int every = 0;
    bool json = false, each = false, quality = false;
    Templates templates = Templates::Full;
  };
  const auto add = [&](const char* name, const char* help) {
    auto options = std::make_shared<Options>();
    auto* command = group->add_subcommand(name, help);
    return std::pair{command, options};
  };
  const auto with_dpi = [](CLI::App* command, Options& o) {
    command->add_option("--dpi", o.dpi, "resolusi gambar, titik per inci (bila tidak tertulis di berkas)")
        ->check(CLI::Range(100.0, 4000.0));
  };
  const auto with_json = [](CLI::App* command, Options& o) {
    command->add_flag("--json", o.json, "satu objek JSON di stdout");
  };

  {
    const auto [command, o] = add("extract", "mencari minutiae pada satu gambar sidik jari");
    command->add_option("GAMBAR", o->first, "PNG, TIFF, PGM, BMP atau JPEG")->required();
    command->add_option("-o,--output", o->out, "tulis rekaman ISO/IEC 19794-2:2005 ke berkas ini");
    command->add_option("--explain", o->explain, "tulis halaman HTML berisi gambar tiap tahap ke folder ini");
    with_dpi(command, *o), with_json(command, *o);
    commands.on(command, [o = o] { return extract_command(o->first, o->dpi, o->out, o->explain, o->json); });
  }
  {
    const auto [command, o] = add("match", "membandingkan dua sidik jari");
    command->add_option("A", o->first, "gambar, atau rekaman ISO/IEC 19794-2:2005")->required();
    command->add_option("B", o->second, "gambar, atau rekaman ISO/IEC 19794-2:2005")->required();
    command->add_option("--explain", o->explain,
                        "tulis halaman HTML dengan pasangan minutiae ke folder ini (dua gambar)");
    with_dpi(command, *o), with_json(command, *o);
    commands.on(command, [o = o] { return match_command(o->first, o->second, o->dpi, o->explain, o->json); });
  }
  {
    const auto [command, o] = add("evaluate", "mengukur ketelitian pada satu folder gambar <jari>_<ke>.*");
    command->add_option("FOLDER", o->first, "folder gambar")->required();
    command->add_option("--scores", o->out, "tulis semua skor ke berkas ini");
    const std::map<std::string, Templates> kinds{
        {"full", Templates::Full}, {"iso", Templates::Iso}, {"compact", Templates::Compact}, {"card", Templates::Card}};
    command
        ->add_option("--templates", o->templates,
                     "full: lengkap; iso, compact: hanya minutiae di kedua sisi; card: lengkap lawan isi kartu")
        ->transform(CLI::CheckedTransformer(kinds));
    with_dpi(command, *o), with_json(command, *o);
    command
        ->add_option("--weights", o->weights,
                     "shipped: bobot bawaan; leave-out: dilatih pada folder --train tanpa FOLDER yang diuji")
        ->check(CLI::IsMember({"shipped", "leave-out"}));
    command->add_option("--train", o->folders, "folder[:dpi] untuk --weights leave-out, dipisah koma")->delimiter(',');
    command->add_flag("--quality", o->quality, "juga: FNMR pada FMR 0,1 % bila gambar bermutu terburuk dibuang");
    commands.on(command, [o = o] {
      return evaluate_command(
          {o->first, o->out, o->dpi, o->templates, o->weights == "leave-out", o->quality, o->json, o->folders});
    });
  }
  {
    const auto [command, o] = add("train", "menghitung ulang bobot skor; mencetak score_parameters.h");
    command->add_option("FOLDER", o->folders, "folder[:dpi], satu untuk tiap alat")->required();
    command->add_option("--leave-out", o->left_out, "folder yang tidak dipakai melatih, hanya menguji");
    command->add_flag("--leave-each-out", o->each, "uji setiap folder dengan bobot dari folder lainnya (stderr)");
    command->add_option("--test", o->tested, "folder[:dpi] yang hanya diuji");
    command->add_option("--quick", o->every, "coba-coba: hanya lengkap lawan lengkap, satu dari sekian pasangan beda");
    commands.on(command, [o = o] {
      return train_command(o->folders, o->left_out, o->each, o->tested,
                           {kThreads, std::max(1, o->every), o->every > 0});
    });
  }
}

}  // namespace ktpel::tool
