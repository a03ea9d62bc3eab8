// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/flow.h"
#include "biometric/finger/detail/period.h"

namespace ktpel::biometric::detail {

/// The normalised image in 16 bit, neighbours in pairs, with a reflected margin: what the filter reads.
class FilterInput {
 public:
  explicit FilterInput(const Field& normalised);
  int width() const { return width_; }
  int height() const { return height_; }
  std::ptrdiff_t pitch() const { return pitch_; }
  /// Of pixel (x, y), which may lie up to kMargin outside.
  const std::uint32_t* at(int x, int y) const { return pairs_.data() + (y + kMargin) * pitch_ + x + kMargin; }
  static constexpr int kMargin = 20;
  static constexpr float kScale = 2048;

 private:
  int width_, height_;
  std::ptrdiff_t pitch_;
  std::vector<std::uint32_t> pairs_;
};

/// The ridge wave: each tile inside the mask filtered along the flow with its own period; zero outside.
/// Valleys positive, ridges negative; a pure ridge wave keeps its amplitude. Thread-safe; each thread
/// keeps the filters it has built.
Field enhance(const FilterInput& input, const Flow& flow, const RidgePeriod& period, const Mask& mask);

/// Amplitude of the ridge wave on 4 px cells.
Field amplitude(const Field& enhanced);

/// The wave with its amplitude evened out, so that strong parts do not outvote weak ones.
Field levelled(const Field& enhanced);

}  // namespace ktpel::biometric::detail
