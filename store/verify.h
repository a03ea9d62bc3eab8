// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "journal/chain.h"
#include "store/error.h"
#include "store/journal_store.h"

/// Judges journals on disk from outside: needs no key but the public ones beside them, and changes nothing.
namespace ktpel::store {

/// A blob that an entry names and that is not what it should be.
struct BlobFault {
  base::Digest blob;
  journal::Sequence sequence;  ///< of the first entry that names it
  bool missing;                ///< else: there, with another content
};

/// One site's chain as one folder holds it.
struct SiteReport {
  std::string site;  ///< as it stands in the database
  std::uint64_t entries = 0;
  Head head;                      ///< the last entry that verified
  std::uint64_t checkpoints = 0;  ///< countersigned ones that the chain was held against
  std::uint64_t blobs = 0;        ///< different ones that its entries name
  /// No known public key, or not the one that site.pub states: nothing of this site can be trusted.
  bool key_unknown = false;
  std::optional<journal::ChainBreak> broken;
  std::optional<BlobFault> blob_fault;  ///< the first
  bool is_whole() const { return !key_unknown && !broken && !blob_fault; }
};

struct FolderReport {
  std::filesystem::path folder;
  std::optional<journal::SiteId> own;  ///< whose folder it is; nullopt if it does not say
  std::vector<SiteReport> sites;       ///< own first
};

/// Two folders hold the same site's entry of one sequence with different hashes.
struct Fork {
  std::string site;
  journal::Sequence sequence;
  std::filesystem::path first, second;
};

/// `folder` itself if it holds a journal, else those at most three levels below it that do, sorted.
std::vector<std::filesystem::path> journal_folders(const std::filesystem::path& folder);

/// How many entries a folder holds.
base::Result<std::uint64_t, StoreError> count_entries(const std::filesystem::path& folder);

/// Every chain, signature, checkpoint and named blob of a folder. `step` is called once an entry.
/// Gone: no journal there; Broken: the database itself cannot be read; Retry, Refused, ReadOnly: the server that keeps
/// its blobs does not answer, or does not let us read.
base::Result<FolderReport, StoreError> verify_folder(const std::filesystem::path& folder,
                                                     const std::function<void()>& step = {});

/// Compares what several folders hold of the same sites; the first fork of each site.
base::Result<std::vector<Fork>, StoreError> compare_folders(const std::vector<std::filesystem::path>& folders);

/// Entries of a folder for reading, in the order in which they were stored; of one site or of all; the last
/// `limit`. Bytes that are no entry are skipped.
base::Result<std::vector<journal::Entry>, StoreError> list_entries(const std::filesystem::path& folder,
                                                                   const std::optional<journal::SiteId>& site,
                                                                   std::size_t limit);

}  // namespace ktpel::store
