// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/signing.h"
#include "base/strong.h"

/// The journal as values: no disk, no wall clock. The bytes are described in
/// docs/formats/journal-entry.md.
namespace ktpel::journal {

/// The name of a site ("dinas-9901", "pusat"): 1 to 32 of a-z, 0-9 and '-'.
class SiteId {
 public:
  /// nullopt if the text is no such name.
  static std::optional<SiteId> parse(std::string_view text);
  /// For a name that stands in the program; another is a mistake in it.
  static SiteId of(std::string_view text);
  const std::string& text() const { return text_; }
  friend auto operator<=>(const SiteId&, const SiteId&) = default;

 private:
  explicit SiteId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// The place of an entry in its site's journal, from 1 without holes.
using Sequence = base::Strong<std::uint64_t, struct Sequence_>;
/// Before any entry: "after this one" then means from the start; as a head: an empty journal.
inline constexpr Sequence before_first{0};

/// Who did it: a user name, or the name of a part of the program. 1 to 64 bytes of UTF-8
/// without control characters.
using Actor = base::Strong<std::string, struct Actor_>;

/// Upper limits of an entry; bytes, unless said otherwise.
inline constexpr std::size_t max_site = 32, max_actor = 64, max_kind = 64, max_subject = 128, max_body = 256 << 10,
                             max_blobs = 64 /* digests */, max_body_depth = 32 /* levels of nesting */;

/// An act that is to be written down.
struct Draft {
  Actor actor;
  /// What happened, 1 to 64 of a-z, 0-9, '.', '_' and '-': "capture.saved".
  std::string kind;
  /// What it was about (an application, a card serial): 0 to 128 bytes of UTF-8 without control characters.
  std::string subject;
  /// A JSON object in the form that canonical_body() gives.
  std::string body = "{}";
  /// SHA-256 of each blob that the act needs, in the order of the body's meaning; no digest twice.
  std::vector<base::Digest> blobs = {};
  friend bool operator==(const Draft&, const Draft&) = default;
};

/// The JSON object with sorted keys and no white space, as entries carry it; nullopt if the
/// text is no JSON object in UTF-8, is over max_body or nests deeper than max_body_depth.
std::optional<std::string> canonical_body(std::string_view json);

/// True if every field of the draft is within the limits and shapes above.
bool is_sound(const Draft& draft);

/// How many entries may follow each other without a signature, so that whoever takes a part of a chain can always
/// end it at a signed one.
inline constexpr std::size_t longest_unsigned_run = 63;

/// One act at one site, linked to the entry before it. Entries that are stored together share one signature, that of
/// the last of them: a key in a smart card or behind PKCS#11 signs a few times a second only.
struct Entry {
  SiteId site;
  Sequence sequence;
  base::Time time;
  Actor actor;
  std::string kind, subject, body;
  std::vector<base::Digest> blobs;
  /// hash() of the entry before; zeros in the first.
  base::Digest previous;
  /// By the site's key over signed_bytes(content_hash()); nullopt: the next signed entry vouches for this one too.
  std::optional<base::Signature> signature = std::nullopt;

  /// SHA-256 of everything but the signature: what is signed.
  base::Digest content_hash() const;
  /// SHA-256 of the content hash and the signature: what the next entry names. So a good signature on an entry
  /// vouches for all before it, their signatures included.
  base::Digest hash() const;
  friend bool operator==(const Entry&, const Entry&) = default;
};

/// Links the draft to the head of the chain (before_first and zeros: the first entry). A draft that is not sound is a
/// mistake in the program. Pure.
Entry link(const Draft& draft, const SiteId& site, Sequence head, const base::Digest& head_hash, base::Time time);
/// Signs it, and with it all before it. Changes its hash().
void sign(Entry& entry, const base::Signer& signer);
/// link() to `previous` (nullptr: the site's first entry; one of another site is a mistake in the program) and sign().
Entry seal(const Draft& draft, const SiteId& site, const Entry* previous, base::Time time, const base::Signer& signer);

/// What is signed for an entry of this content: a tag that no other signature of ktpel starts with, then the hash.
base::Bytes signed_bytes(const base::Digest& content_hash);
/// Entry::hash(), where its parts are known.
base::Digest chain_hash(const base::Digest& content_hash, const std::optional<base::Signature>& signature);
/// True if `key` signed this entry as it stands; false if nobody did.
bool is_signed_by(const Entry& entry, const base::PublicKey& key);

/// The one byte form of an entry, at most max_encoded bytes.
base::Bytes encode(const Entry& entry);
inline constexpr std::size_t max_encoded = 512 << 10;
/// entry.content_hash(), without encoding it again.
base::Digest content_hash_of(base::ByteView encoded, const Entry& entry);
/// Back again. nullopt unless the bytes are exactly what encode() writes for a sound entry:
/// other limits, trailing bytes, a body that is not canonical JSON are refused. Signature and link are not judged.
std::optional<Entry> decode(base::ByteView bytes);

}  // namespace ktpel::journal
