// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.h"
#include "store/error.h"

/// What the journal costs on top of its disk. Medians of turns, and ratios of what was done in turns, since machines
/// and disks are shared and noisy.
namespace ktpel::store {

/// Durable appends against bare inserts of the same bytes into SQLite with the same durability (write-ahead log,
/// synchronous=FULL), one commit each.
struct AppendSpeed {
  double journal_per_s = 0;  ///< entries
  double bare_per_s = 0;     ///< rows
  double of_bare = 0;        ///< median of the turns' ratios
  std::size_t entry_bytes = 0;
};
/// `at_once` entries in each append, for about `seconds`.
base::Result<AppendSpeed, StoreError> measure_appends(const std::filesystem::path& folder, std::size_t at_once,
                                                      double seconds);

/// Many appenders on one store against one.
struct GroupSpeed {
  double one_per_s = 0;
  double together_per_s = 0;
  double gain = 0;  ///< median of the turns' ratios
};
base::Result<GroupSpeed, StoreError> measure_group(const std::filesystem::path& folder, std::size_t appenders,
                                                   double seconds);

/// Encoded entries that a verifier follows to its end in one second, one core.
double measure_verification(double seconds);

/// A journal of `entries`, filled, and its projections rebuilt and compared with the live ones.
struct RebuildSpeed {
  std::uint64_t entries = 0;
  double filled_per_s = 0;    ///< entries
  double rebuilt_per_s = 0;   ///< entries
  double compared_per_s = 0;  ///< entries
  bool equal = false;         ///< the rebuilt tables have the rows of the live ones
};
/// Needs about 1 kB of disk an entry. `step` is called for each entry each time, three times in all.
base::Result<RebuildSpeed, StoreError> measure_rebuild(const std::filesystem::path& folder, std::uint64_t entries,
                                                       const std::function<void()>& step = {});

}  // namespace ktpel::store
