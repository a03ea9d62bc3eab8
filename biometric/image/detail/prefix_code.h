// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"

namespace ktpel::biometric::detail {

/// How often each symbol is met.
using Frequencies = std::array<std::uint32_t, 256>;

/// A canonical prefix code as JPEG and WSQ define it: at most 16 bits, told by the number of codes of each length and
/// the symbols in order of their codes; the code of only ones is never used, so that padding with ones is no symbol.
class PrefixCode {
 public:
  static constexpr int kLongest = 16;
  struct Code {
    std::uint16_t bits = 0;
    std::uint8_t length = 0;  ///< 0: the symbol is not in the code
  };

  /// The best code of at most 16 bits for these frequencies (Huffman, then the adjustment of ITU-T T.81 K.3). A code
  /// for no symbol at all holds symbol 1, since a table may not be empty.
  static PrefixCode best_for(const Frequencies& frequencies);
  /// nullopt if the counts overfill the code, or name more symbols than are given.
  static std::optional<PrefixCode> from_table(base::ByteView counts, base::ByteView symbols);

  const std::array<std::uint8_t, kLongest>& counts() const { return counts_; }
  const std::vector<std::uint8_t>& symbols() const { return symbols_; }
  Code code_of(std::uint8_t symbol) const { return codes_[symbol]; }

  /// The symbol whose code leads the 16 bits `ahead`; length 0 if none does.
  struct Found {
    std::uint8_t symbol, length;
  };
  Found find(std::uint32_t ahead) const {
    const auto quick = quick_[ahead >> (kLongest - kQuick)];
    return quick.length != 0 ? quick : find_long(ahead);
  }

 private:
  static constexpr int kQuick = 10;
  bool number_codes();
  Found find_long(std::uint32_t ahead) const;
  std::array<std::uint8_t, kLongest> counts_{};
  std::vector<std::uint8_t> symbols_;
  std::array<Code, 256> codes_{};
  std::array<Found, 1 << kQuick> quick_{};
};

}  // namespace ktpel::biometric::detail
