// SPDX-License-Identifier: Apache-2.0
#include "office/parcels.h"

#include "api/store_failure.h"
#include "base/key_files.h"
#include "docket/docket.h"
#include "identity/site_authority.h"
#include "officer/accounts.h"

namespace ktpel::office {

using api::failure_of;

Outcome<api::Packed> pack_parcel(const ParcelEnds& ends, base::Time now, const api::ParcelSink& sink,
                                 std::size_t part_bytes) {
  const auto& self = ends.journal.site();
  const auto& center = ends.center.known.site;
  const auto diverged = ends.journal.has_diverged();
  if (!diverged) return failure_of(diverged.error(), self.text());
  if (*diverged) return failure_of(store::StoreError::Diverged, self.text());
  const auto after = ends.journal.acknowledged_by(center);
  if (!after) return failure_of(after.error(), self.text());
  const auto head = ends.journal.head(center.to(self));
  if (!head) return failure_of(head.error(), self.text());
  const api::ParcelPlan plan{.from = self,
                             .to = center,
                             .sender = ends.signer,
                             .receiver = ends.center.seals,
                             .made = now,
                             .holds = head->sequence,
                             .part_bytes = part_bytes};
  auto packed = api::pack_parcel(ends.journal, plan, self, *after, sink);
  if (!packed) return failure_of(packed.error(), self.text());
  return *packed;
}

Outcome<TakenAnswer> take_answer(const ParcelEnds& ends, base::ByteView part) {
  const auto& self = ends.journal.site();
  const auto& center = ends.center.known;
  const auto open = api::open_parcel_part(part, ends.sealing, self, [&](const journal::SiteId& from) {
    return from == center.site ? std::optional(center.key) : std::nullopt;
  });
  if (!open) return api::failure_of(open.error(), self.text());
  const auto before = ends.journal.acknowledged_by(center.site);
  if (!before) return failure_of(before.error(), self.text());
  TakenAnswer out{.is_last = open->is_last};
  if (open->receipt) {
    const auto acknowledged = ends.journal.acknowledged(center.site, *open->receipt);
    if (!acknowledged) return failure_of(acknowledged.error(), self.text());
    out.acknowledged = static_cast<std::size_t>(acknowledged->get() - before->get());
  }
  const auto taken = api::unpack_parcel_part(ends.journal, *open, center.site.to(self));
  if (!taken) {
    if (taken.error() == store::StoreError::Conflict || taken.error() == store::StoreError::Refused)
      return api::failure_of(api::ParcelError::Refused, center.site.text());
    return failure_of(taken.error(), self.text());
  }
  out.received = taken->added;
  out.blobs = taken->blobs;
  return out;
}

Outcome<ParcelFolder> open_parcel_folder(const std::filesystem::path& folder, const base::Clock& clock) {
  auto line = open_line(folder);
  if (!line) return line.error();
  const auto certificate = identity::read_certificate_pem(line->plan.identity->chain_pem);
  const auto site = certificate ? journal::SiteId::parse(certificate->site) : std::nullopt;
  // fetch_line() has looked at it before it was kept
  base::check(site.has_value(), "the certificate of a line names its office");
  auto signer = base::site_signing_key(folder);
  if (!signer) return failure_of(signer.error(), (folder / "signing.key").string());
  auto sealing = base::site_sealing_key(folder, "UJI ktpel " + site->text(), clock.now());
  if (!sealing) return failure_of(sealing.error(), (folder / "sealing.key").string());
  auto journal = store::JournalStore::open(
      folder, *site, *signer, clock,
      {std::make_shared<docket::Docket>(*site), std::make_shared<officer::AccountsProjection>(*site)});
  if (!journal) return failure_of(journal.error(), folder.string());
  if (const auto ok = (*journal)->register_site(line->center.known); !ok)
    return failure_of(ok.error(), line->center.known.site.text());
  return ParcelFolder{std::move(line->center), std::move(*signer), std::move(*sealing), std::move(*journal)};
}

}  // namespace ktpel::office
