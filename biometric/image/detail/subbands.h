// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

namespace ktpel::biometric::detail {

/// A rectangle of the plane of coefficients, in samples; may be empty.
struct Band {
  int x = 0, y = 0, width = 0, height = 0;
  long area() const { return static_cast<long>(width) * height; }
};

/// A pair of symmetric filters of odd length, from the middle outwards; unused taps are 0.
struct Filters {
  std::array<float, 5> low, high;
};

/// The analysis filters of the specification: Cohen, Daubechies and Feauveau 9/7, sums sqrt(2) and 0.
const Filters& standard_filters();

inline constexpr int kSubbands = 64;

/// The 64 subbands of WSQ (IAFIS-IC-0110, the figure of the decomposition): where each lies in the plane, which is as
/// large as the picture. Both axes run from low to high frequency: a band that has been through the high filter has its
/// spectrum turned round, so its own split puts the high output first.
class SubbandPlan {
 public:
  SubbandPlan(int width, int height);
  const Band& operator[](int subband) const { return bands_[static_cast<std::size_t>(subband)]; }

  /// Picture to coefficients in place; row-major, width*height. Subbands 60..63, the highest in both directions, are
  /// left unsplit: no encoder sends them.
  void analyse(std::vector<float>& plane, const Filters& filters) const;
  /// Back again, with the analysis filters given. `highest`: the plane holds subbands 60..63.
  void synthesise(std::vector<float>& plane, const Filters& filters, bool highest) const;

 private:
  struct Split {
    Band band;
    bool turned_x, turned_y;
  };
  std::array<Split, 4> split(const Split& node);
  int width_;
  std::array<Band, kSubbands> bands_;
  std::vector<Split> splits_;  ///< in the order of analysis; the last is that of subbands 60..63
};

}  // namespace ktpel::biometric::detail
