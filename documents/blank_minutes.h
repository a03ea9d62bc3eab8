// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

struct SpoiltBlank {
  std::string serial, cause;
};

/// Blanks of one day, as two people counted them.
struct BlankDay {
  std::uint32_t carried = 0;   ///< stock at the beginning
  std::uint32_t received = 0;  ///< on this day
  std::uint32_t good = 0;      ///< became cards
  std::vector<SpoiltBlank> spoilt;
  std::uint32_t stock = 0;  ///< counted at the end
  /// What left the stock otherwise; each has minutes of its own.
  std::uint32_t returned = 0, destroyed = 0, missing = 0;
};

enum class BlankError {
  SumDiffers,     ///< carried + received is not good + spoilt + returned + destroyed + missing + stock: search, count
                  ///< again, do not close the day
  SerialMissing,  ///< a spoilt blank without its serial
  SerialTwice
};

/// A day whose sum holds; no other can be drawn.
class BalancedDay {
 public:
  static base::Result<BalancedDay, BlankError> of(BlankDay day);
  const BlankDay& day() const { return day_; }
  std::uint64_t total() const { return std::uint64_t(day_.carried) + day_.received; }

 private:
  explicit BalancedDay(BlankDay day) : day_(std::move(day)) {}
  BlankDay day_;
};

/// Berita acara harian blangko: closes the day (two persons).
struct BlankMinutes {
  Office office;
  std::string number;
  Moment at;
  BalancedDay balance;
  Officer keeper, second;
};

Paper blank_minutes(const BlankMinutes& minutes);

}  // namespace ktpel::documents
