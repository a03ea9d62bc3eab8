// SPDX-License-Identifier: Apache-2.0
#include "base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>

#include "base/phrase.h"

namespace ktpel::base {
namespace {

constexpr std::int64_t redraw_ms = 100, line_ms = 10000;
constexpr std::string_view clear_line = "\r\033[K";

std::atomic<ProgressMode> chosen = ProgressMode::Auto;

const SystemClock& clock_of_bars() {
  static const SystemClock clock;
  return clock;
}

/// "0,4", "37": Indonesian decimal comma, two figures are enough.
std::string rate_text(double per_second) {
  char text[40];
  std::snprintf(text, sizeof text, per_second < 10 ? "%.1f" : "%.0f", per_second);
  std::string out = text;
  std::replace(out.begin(), out.end(), '.', ',');
  return out;
}

/// "45 dtk", "3 mnt 20 dtk", "2 jam 5 mnt".
std::string time_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::min(seconds, 1e9)));
  const auto words = [](std::string_view key, long long first, long long second) {
    return phrase(key, {{"first", std::to_string(first)}, {"second", std::to_string(second)}});
  };
  if (whole < 60) return phrase("progress.seconds", {{"n", std::to_string(whole)}});
  if (whole < 3600) return words("progress.minutes", whole / 60, whole % 60);
  return words("progress.hours", whole / 3600, whole % 3600 / 60);
}

}  // namespace

std::optional<ProgressMode> progress_mode_of(std::string_view word) {
  if (word == "auto") return ProgressMode::Auto;
  if (word == "terminal") return ProgressMode::Terminal;
  if (word == "plain") return ProgressMode::Plain;
  if (word == "quiet") return ProgressMode::Quiet;
  return std::nullopt;
}

void set_progress_mode(ProgressMode mode) { chosen = mode; }

ProgressMode progress_mode() {
  const auto mode = chosen.load();
  if (mode != ProgressMode::Auto) return mode;
  return ::isatty(STDERR_FILENO) == 1 ? ProgressMode::Terminal : ProgressMode::Quiet;
}

Progress::Progress(std::string what, std::size_t total)
    : Progress(std::move(what), total, {progress_mode(), &clock_of_bars(), [](std::string_view text) {
                                          std::fwrite(text.data(), 1, text.size(), stderr);
                                          std::fflush(stderr);
                                        }}) {}

Progress::Progress(std::string what, std::size_t total, Output output)
    : what_(std::move(what)),
      total_(std::max<std::size_t>(total, 1)),
      output_(std::move(output)),
      start_(output_.clock->now()),
      told_(start_) {}

Progress::~Progress() {
  if (drawn_) output_.write(clear_line);
}

std::string Progress::figures(Time now) const {
  const double elapsed = static_cast<double>(now.ms - start_.ms) / 1000;
  std::string out;
  // before a second has passed a rate would jump about
  if (elapsed < 1 || done_ == 0) return out;
  const double rate = static_cast<double>(done_) / elapsed;
  out = phrase("progress.rate", {{"rate", rate_text(rate)}});
  if (done_ < total_) out += phrase("progress.left", {{"time", time_text(static_cast<double>(total_ - done_) / rate)}});
  return out;
}

void Progress::step(std::size_t count) {
  const std::scoped_lock lock(mutex_);
  done_ += count;
  if (output_.mode != ProgressMode::Terminal && output_.mode != ProgressMode::Plain) return;
  const auto now = output_.clock->now();
  const double share = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
  const auto percent = std::to_string(static_cast<int>(100 * share));
  const auto since = now.ms - told_.ms;  // negative if the clock was set back: told anew, counted from there
  if (output_.mode == ProgressMode::Terminal) {
    if (since >= 0 && since < redraw_ms) return;
    constexpr std::size_t width = 30;
    std::string bar(static_cast<std::size_t>(share * width), '#');
    bar.resize(width, '.');
    output_.write(std::string(clear_line) + what_ + " [" + bar + "] " + std::string(3 - percent.size(), ' ') + percent +
                  " %  " + std::to_string(done_) + "/" + std::to_string(total_) + figures(now));
    drawn_ = true;
  } else {
    const auto tenth = static_cast<std::size_t>(10 * share);
    if (tenth == told_tenth_ && since >= 0 && since < line_ms) return;
    told_tenth_ = tenth;
    output_.write(what_ + ": " + percent + " %  " + std::to_string(done_) + "/" + std::to_string(total_) +
                  figures(now) + "\n");
  }
  told_ = now;
}

}  // namespace ktpel::base
