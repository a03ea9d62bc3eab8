// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "office/line_files.h"
#include "office/office.h"

/// The exchange with the center by a stick, on the office's folder alone: it may go on beside a running office.
namespace ktpel::office {

/// Whose parcels.
struct ParcelEnds {
  store::JournalStore& journal;
  const base::Signer& signer;
  const base::SealingKey& sealing;
  const CenterIdentity& center;
};
/// As Office::pack_parcel() and Office::take_answer().
Outcome<api::Packed> pack_parcel(const ParcelEnds& ends, base::Time now, const api::ParcelSink& sink,
                                 std::size_t part_bytes = api::parcel_part_bytes);
Outcome<TakenAnswer> take_answer(const ParcelEnds& ends, base::ByteView part);

/// An office's folder, opened for parcels alone.
struct ParcelFolder {
  CenterIdentity center;
  std::shared_ptr<const base::SigningKey> signer;
  base::SealingKey sealing;
  std::unique_ptr<store::JournalStore> journal;
  ParcelEnds ends() const { return {*journal, *signer, sealing, center}; }
};
/// The folder must have its line (open_line()), since that says who the center is. `clock` must outlive it.
Outcome<ParcelFolder> open_parcel_folder(const std::filesystem::path& folder, const base::Clock& clock);

}  // namespace ktpel::office
