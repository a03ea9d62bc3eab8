// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "documents/office.h"

/// The papers of `ktpel documents sample`: people, offices and numbers that do not exist.
namespace ktpel::tool::samples {

inline constexpr const char* number_pattern = "{klasifikasi}/{urut:4}/{unit}/{bulan_romawi}/{tahun}";

person::Date day(int year, unsigned month, unsigned d);
biometric::ColourImage figure(bool red_background);
biometric::GreyImage scribble(double phase);
person::Biodata resident();
/// The longest values the law and the region list allow.
person::Biodata longest_resident();

struct SamplePaper {
  std::string file;
  std::function<documents::Paper()> draw;
};
std::vector<SamplePaper> papers();

}  // namespace ktpel::tool::samples
