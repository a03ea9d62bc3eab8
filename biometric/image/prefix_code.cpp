// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "biometric/image/detail/prefix_code.h"

namespace ktpel::biometric::detail {
namespace {

constexpr std::size_t kDeepest = 64;  // frequencies of 32 bits cannot make a code longer than about 46

/// Number of symbols at each depth of a Huffman tree; sorted frequencies, rarest first.
std::array<std::uint32_t, kDeepest> depths_of(const std::vector<std::uint64_t>& rising) {
  // two queues: leaves, and joints in the order in which they are made, which is rising too
  const std::size_t n = rising.size();
  std::vector<std::uint64_t> joint_weight(n);
  std::vector<std::size_t> parent(2 * n);
  std::size_t leaf = 0, joint = 0, made = 0;
  const auto take = [&]() -> std::pair<std::size_t, std::uint64_t> {
    if (leaf < n && (joint == made || rising[leaf] <= joint_weight[joint])) {
      const auto at = leaf++;
      return {at, rising[at]};
    }
    const auto at = joint++;
    return {n + at, joint_weight[at]};
  };
  for (; made + 1 < n; ++made) {
    const auto [a, wa] = take();
    const auto [b, wb] = take();
    parent[a] = parent[b] = n + made;
    joint_weight[made] = wa + wb;
  }
  std::array<std::uint32_t, kDeepest> count{};
  std::vector<std::size_t> depth(2 * n, 0);
  for (std::size_t i = n + made; i-- > 0;) {
    const bool root = i == n + made - 1;
    depth[i] = root ? 0 : depth[parent[i]] + 1;
    if (i < n) ++count[depth[i]];
  }
  return count;
}

}  // namespace

PrefixCode PrefixCode::best_for(const Frequencies& frequencies) {
  PrefixCode out;
  for (unsigned s = 0; s < 256; ++s)
    if (frequencies[s] > 0) out.symbols_.push_back(static_cast<std::uint8_t>(s));
  if (out.symbols_.empty()) out.symbols_.push_back(1);
  std::stable_sort(out.symbols_.begin(), out.symbols_.end(),
                   [&](auto a, auto b) { return frequencies[a] > frequencies[b]; });
  // one more symbol, the rarest, takes the code of only ones
  std::vector<std::uint64_t> rising{0};
  for (auto s = out.symbols_.rbegin(); s != out.symbols_.rend(); ++s) rising.push_back(frequencies[*s]);
  auto count = depths_of(rising);
  // ITU-T T.81 figure K.3: a pair that is too deep gives one leaf to its parent, and the other goes below a leaf
  // further up
  for (std::size_t i = kDeepest - 1; i > kLongest; --i)
    while (count[i] > 0) {
      std::size_t j = i - 2;
      while (count[j] == 0) --j;
      count[i] -= 2, ++count[i - 1], count[j + 1] += 2, --count[j];
    }
  std::size_t deepest = kLongest;
  while (count[deepest] == 0) --deepest;
  --count[deepest];  // the code of only ones
  for (std::size_t i = 0; i < kLongest; ++i) out.counts_[i] = static_cast<std::uint8_t>(count[i + 1]);
  base::check(out.number_codes(), "a Huffman tree that is no tree");
  return out;
}

std::optional<PrefixCode> PrefixCode::from_table(base::ByteView counts, base::ByteView symbols) {
  PrefixCode out;
  if (counts.size() != kLongest) return std::nullopt;
  std::copy(counts.begin(), counts.end(), out.counts_.begin());
  const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (total > 256 || total > symbols.size()) return std::nullopt;
  out.symbols_.assign(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(total));
  if (!out.number_codes()) return std::nullopt;
  return out;
}

/// Codes of one length follow each other; the first of the next length is the next number, doubled.
bool PrefixCode::number_codes() {
  std::uint32_t next = 0;
  std::size_t at = 0;
  for (int length = 1; length <= kLongest; ++length, next <<= 1)
    for (int i = 0; i < counts_[static_cast<std::size_t>(length - 1)]; ++i, ++next, ++at) {
      if (next >= 1u << length) return false;
      codes_[symbols_[at]] = {static_cast<std::uint16_t>(next), static_cast<std::uint8_t>(length)};
      if (length > kQuick) continue;
      const auto first = next << (kQuick - length);
      std::fill_n(quick_.begin() + first, 1u << (kQuick - length),
                  Found{symbols_[at], static_cast<std::uint8_t>(length)});
    }
  return true;
}

PrefixCode::Found PrefixCode::find_long(std::uint32_t ahead) const {
  std::uint32_t first = 0;
  std::size_t at = 0;
  for (int length = 1; length <= kLongest; ++length, first <<= 1) {
    const std::uint32_t count = counts_[static_cast<std::size_t>(length - 1)];
    const std::uint32_t lead = ahead >> (kLongest - length);
    if (lead < first + count && lead >= first) return {symbols_[at + lead - first], static_cast<std::uint8_t>(length)};
    first += count, at += count;
  }
  return {0, 0};
}

}  // namespace ktpel::biometric::detail
