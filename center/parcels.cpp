// SPDX-License-Identifier: Apache-2.0
#include "api/store_failure.h"
#include "center/center.h"
#include "center/registry_projection.h"

namespace ktpel::center {

using api::failure_of;
using store::StoreError;

namespace {

/// An office that is let in; nullopt for any other.
base::Result<std::optional<OfficeRow>, StoreError> let_in(const store::JournalStore& journal,
                                                          const journal::SiteId& office) {
  auto row = journal.read([&](store::Queries& q) { return office_row(q, office.text()); });
  if (row && *row && ((*row)->shut_out || (*row)->sealing_in_use.empty())) return std::optional<OfficeRow>();
  return row;
}

}  // namespace

Outcome<TakenParcel> Center::take_parcel(base::ByteView part) {
  std::optional<StoreError> broken;
  const auto key_of = [&](const journal::SiteId& from) -> std::optional<base::PublicKey> {
    const auto row = let_in(*journal_, from);
    const auto known = journal_->known_site(from);
    if (!row) broken = row.error();
    if (!known) broken = known.error();
    if (broken || !*row || !*known) return std::nullopt;
    return (*known)->key;
  };
  const auto open = api::open_parcel_part(part, sealing_, site(), key_of);
  if (broken) return failure_of(*broken, site().text());
  if (!open) return api::failure_of(open.error(), site().text());
  const auto taken = api::unpack_parcel_part(*journal_, *open, open->from);
  if (!taken) {
    if (taken.error() == StoreError::Conflict || taken.error() == StoreError::Refused)
      return api::failure_of(api::ParcelError::Refused, open->from.text());
    return failure_of(taken.error(), open->from.text());
  }
  return TakenParcel{open->from, open->holds, open->is_last, taken->added, taken->blobs};
}

Outcome<api::Packed> Center::answer_parcel(const journal::SiteId& office, journal::Sequence holds,
                                           const api::ParcelSink& sink, std::size_t part_bytes) {
  const auto row = let_in(*journal_, office);
  if (!row) return failure_of(row.error(), office.text());
  const auto seals = *row ? base::SealingCertificate::from_pem((*row)->sealing_in_use) : std::nullopt;
  if (!seals) return api::failure_of(api::ParcelError::SenderUnknown, office.text());
  const auto receipt = journal_->receipt(office);
  if (!receipt && receipt.error() != StoreError::Gone) return failure_of(receipt.error(), office.text());
  const api::ParcelPlan plan{.from = site(),
                             .to = office,
                             .sender = *signer_,
                             .receiver = *seals,
                             .made = clock_.now(),
                             .receipt = receipt ? std::optional(*receipt) : std::nullopt,
                             .part_bytes = part_bytes};
  auto packed = api::pack_parcel(*journal_, plan, site().to(office), holds, sink);
  if (!packed) return failure_of(packed.error(), office.text());
  return *packed;
}

}  // namespace ktpel::center
