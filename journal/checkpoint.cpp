// SPDX-License-Identifier: Apache-2.0
#include "journal/checkpoint.h"

#include <algorithm>

namespace ktpel::journal {
namespace {

constexpr std::string_view magic = "ktJC\x02";            // kind of record, then its version
constexpr std::string_view tag = "ktpel.checkpoint.v2:";  // what is signed starts with it

base::Bytes content_of(const Checkpoint& checkpoint) {
  base::ByteWriter out;
  out.raw(base::bytes_of(magic));
  out.u8(checkpoint.site.text().size()).raw(base::bytes_of(checkpoint.site.text()));
  out.u64(checkpoint.sequence.get()).raw(checkpoint.head.bytes).u64(static_cast<std::uint64_t>(checkpoint.time.ms));
  out.u8(checkpoint.signer.text().size()).raw(base::bytes_of(checkpoint.signer.text()));
  return out.take();
}

base::Bytes signed_bytes(const Checkpoint& checkpoint) {
  return base::ByteWriter().raw(base::bytes_of(tag)).raw(content_of(checkpoint)).take();
}

}  // namespace

Checkpoint sign_checkpoint(const SiteId& site, Sequence sequence, const base::Digest& head, base::Time time,
                           const SiteId& signer, const base::Signer& key) {
  base::check(sequence != before_first, "a checkpoint of an empty journal");
  Checkpoint checkpoint{site, sequence, head, time, signer, {}};
  checkpoint.signature = key.sign(signed_bytes(checkpoint));
  return checkpoint;
}

bool is_signed_by(const Checkpoint& checkpoint, const base::PublicKey& key) {
  return key.verifies(signed_bytes(checkpoint), checkpoint.signature);
}

base::Bytes encode(const Checkpoint& checkpoint) {
  auto bytes = content_of(checkpoint);
  bytes.insert(bytes.end(), checkpoint.signature.begin(), checkpoint.signature.end());
  return bytes;
}

std::optional<Checkpoint> decode_checkpoint(base::ByteView bytes) {
  base::ByteReader in(bytes);
  if (base::text_of(in.take(magic.size())) != magic) return std::nullopt;
  const auto site = SiteId::parse(base::text_of(in.take(in.u8())));
  const Sequence sequence(in.u64());
  const auto head = base::Digest::from_bytes(in.take(32));
  const base::Time time{static_cast<std::int64_t>(in.u64())};
  const auto signer = SiteId::parse(base::text_of(in.take(in.u8())));
  base::Signature signature{};
  const auto signature_bytes = in.take(signature.size());
  if (!in.ok() || in.left() != 0 || !site || !head || !signer || sequence == before_first) return std::nullopt;
  std::copy(signature_bytes.begin(), signature_bytes.end(), signature.begin());
  return Checkpoint{*site, sequence, *head, time, *signer, signature};
}

}  // namespace ktpel::journal
