// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "store/error.h"
#include "store/private_server.h"

/// Kills the programs that keep journals at random moments and counts what is lost.
namespace ktpel::store {

/// What the killed programs left. The promise is: the four counts of faults are 0.
struct TortureReport {
  std::uint64_t rounds = 0;
  std::uint64_t kills = 0;           ///< a child was alive when it was killed
  std::uint64_t crashes = 0;         ///< of the server that keeps the journals
  std::uint64_t acknowledged = 0;    ///< appends that a child said were durable
  std::uint64_t unacknowledged = 0;  ///< appends that are there though the child died before saying so
  std::uint64_t receipts = 0;        ///< receipts of the center that an office said it had
  std::uint64_t entries = 0;         ///< in the journals at the end
  std::uint64_t lost = 0;            ///< acknowledged (or receipted), and not there or another
  std::uint64_t duplicated = 0;      ///< there more than once
  std::uint64_t halves = 0;          ///< appends of several drafts of which only some are there
  std::uint64_t broken = 0;          ///< journals that did not open, chains, blobs, projections that do not hold
  bool is_clean() const { return lost == 0 && duplicated == 0 && halves == 0 && broken == 0; }
};

/// Where the entries of the journals are kept.
struct TortureDatabase {
  /// Of a PostgreSQL server; empty: in files, by SQLite. Each run has schemas of its own there, "torture_...", which
  /// are dropped again if the run was clean.
  std::string url;
  /// The server behind the URL, if it may be crashed as well: in every third round, under the running children.
  PrivateServer* server = nullptr;
};

/// In each round a child appends to the journal in `folder`, several drafts and a blob at a time, and says so
/// through a pipe, until it is killed by SIGKILL at a random moment; then the journal is opened and judged.
/// Forks: call it while the process has one thread. `step` is called once a round.
base::Result<TortureReport, StoreError> torture_appends(const std::filesystem::path& folder, std::uint64_t rounds,
                                                        std::uint64_t seed, const std::function<void()>& step = {},
                                                        const TortureDatabase& database = {});

/// The same with two children: an office (`folder`/kantor) that appends, pushes blobs and entries and takes
/// receipts, and a center (`folder`/pusat) that receives; in each round one of the two, drawn at random, is
/// killed, the other loses its line and ends.
base::Result<TortureReport, StoreError> torture_pair(const std::filesystem::path& folder, std::uint64_t rounds,
                                                     std::uint64_t seed, const std::function<void()>& step = {},
                                                     const TortureDatabase& database = {});

}  // namespace ktpel::store
