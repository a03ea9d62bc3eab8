// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "journal/entry.h"

namespace ktpel::journal {

/// "Of `site` I hold every entry up to `sequence`, durably, and that one's hash is `head`":
/// signed by another site, in practice the center. It is the receipt that lets an office show
/// "sent", and the witness that keeps a site from rewriting or cutting its past.
struct Checkpoint {
  SiteId site;
  /// From 1.
  Sequence sequence;
  base::Digest head;
  /// By the signer's clock.
  base::Time time;
  SiteId signer;
  base::Signature signature{};
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

Checkpoint sign_checkpoint(const SiteId& site, Sequence sequence, const base::Digest& head, base::Time time,
                           const SiteId& signer, const base::Signer& key);
/// True if `key` signed the checkpoint as it stands.
bool is_signed_by(const Checkpoint& checkpoint, const base::PublicKey& key);

/// The one byte form (docs/formats/journal-entry.md), under 256 bytes, and back; nullopt unless
/// the bytes are exactly what encode() writes. The signature is not judged.
base::Bytes encode(const Checkpoint& checkpoint);
std::optional<Checkpoint> decode_checkpoint(base::ByteView bytes);

}  // namespace ktpel::journal
