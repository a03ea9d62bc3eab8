// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "api/failure.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/seal.h"
#include "base/signing.h"
#include "journal/checkpoint.h"
#include "journal/entry.h"
#include "store/journal_store.h"

/// What goes between an office and the center on a stick where there is no line: the same entries, blobs and receipts,
/// signed by the sender and sealed to the receiver (docs/formats/parcel.md). A parcel is a row of parts, each of which
/// can be taken alone; parts that come twice, or late, change nothing.
namespace ktpel::api {

/// About how much one part holds before the next is begun, and what no part exceeds; bytes.
inline constexpr std::size_t parcel_part_bytes = 32u << 20;
inline constexpr std::size_t largest_parcel_part = store::BlobStore::max_blob + parcel_part_bytes + (2u << 20);

/// Grouped by what the one who carries the stick can do next.
enum class ParcelError {
  NotAParcel,      ///< another kind of file: look for the right one
  Incomplete,      ///< its end is missing: copy it again. What came is stored.
  NotForThisSite,  ///< sealed to another site, or sent to another
  Altered,         ///< damaged on the way, or not signed by whom it names
  SenderUnknown,   ///< of a site that is not let in
  Refused          ///< its entries do not continue what is stored here: a fork, or not signed
};
/// What the person is told.
Failure failure_of(ParcelError error, std::string about);

/// One part, open.
struct ParcelPart {
  journal::SiteId from, to;
  std::uint32_t number = 0;  ///< from 0
  bool is_last = false;
  base::Time made = {};
  /// Up to where the sender has what the receiver says to it (the chain to.to(from)).
  journal::Sequence holds = journal::before_first;
  /// What the sender holds durably of the receiver's own chain; an office gives none.
  std::optional<journal::Checkpoint> receipt = std::nullopt;
  std::vector<base::Bytes> blobs = {};       ///< of these entries or of later parts'
  std::vector<journal::Entry> entries = {};  ///< of one chain, the last of them signed
  friend bool operator==(const ParcelPart&, const ParcelPart&) = default;
};
base::Bytes encode(const ParcelPart& part);
/// nullopt unless the bytes are exactly what encode() writes.
std::optional<ParcelPart> decode_parcel_part(base::ByteView bytes);

/// Signed by `sender`, then sealed to `receiver`.
base::Bytes seal_parcel_part(const ParcelPart& part, const base::Signer& sender,
                             const base::SealingCertificate& receiver);
/// The key of a site whose parcels are taken; nullopt: it is not let in.
using SenderKey = std::function<std::optional<base::PublicKey>(const journal::SiteId& from)>;
base::Result<ParcelPart, ParcelError> open_parcel_part(base::ByteView sealed, const base::SealingKey& own,
                                                       const journal::SiteId& self, const SenderKey& key_of);

/// Takes the sealed parts in order; an error ends the packing and is passed on.
using ParcelSink = std::function<base::Result<base::Done, store::StoreError>(base::ByteView part)>;

struct ParcelPlan {
  journal::SiteId from, to;
  const base::Signer& sender;
  const base::SealingCertificate& receiver;
  base::Time made;
  journal::Sequence holds = journal::before_first;
  std::optional<journal::Checkpoint> receipt = std::nullopt;
  std::size_t part_bytes = parcel_part_bytes;
};
struct Packed {
  std::size_t entries = 0, blobs = 0, parts = 0;
};
/// Packs the entries of `chain` after `after`, and the blobs that they name; at least one part, though it be empty.
base::Result<Packed, store::StoreError> pack_parcel(const store::JournalStore& journal, const ParcelPlan& plan,
                                                    const journal::SiteId& chain, journal::Sequence after,
                                                    const ParcelSink& sink);

struct Unpacked {
  std::size_t added = 0, blobs = 0;  ///< what was new
};
/// Stores what a part holds; `chain` is whose entries may come. Conflict and Refused as for JournalStore::receive().
base::Result<Unpacked, store::StoreError> unpack_parcel_part(store::JournalStore& journal, const ParcelPart& part,
                                                             const journal::SiteId& chain);

/// The file: "ktpel-parcel-1\n", then each part with its size before it (4 bytes, big-endian).
class ParcelWriter {
 public:
  /// `out` must outlive the writer.
  explicit ParcelWriter(std::ostream& out);
  /// Full: the stick has no room, or was pulled out.
  base::Result<base::Done, store::StoreError> write(base::ByteView part);

 private:
  std::ostream& out_;
};
/// Reads a file part by part; holds one part at a time.
class ParcelReader {
 public:
  explicit ParcelReader(std::istream& in) : in_(in) {}
  /// The next sealed part; nullopt at the end of the file. NotAParcel, Incomplete (cut within a part).
  base::Result<std::optional<base::Bytes>, ParcelError> next();

 private:
  std::istream& in_;
  bool is_begun_ = false;
};

}  // namespace ktpel::api
