// SPDX-License-Identifier: Apache-2.0
#include "journal/entry.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "journal/detail/canonical.h"
#include "journal/detail/text.h"

namespace ktpel::journal {
namespace {

constexpr std::string_view magic = "ktJE\x02";          // kind of record, then its version
constexpr std::uint8_t is_unsigned = 0, is_signed = 1;  // a signature follows the content, or none
constexpr std::string_view tag = "ktpel.entry.v2:";     // what is signed starts with it

// The parser takes any depth without recursion, but what it builds is written and freed recursively.
bool nests_too_deep(std::string_view json) {
  std::size_t depth = 0;
  bool quoted = false, escaped = false;
  for (const char c : json) {
    if (quoted) {
      if (escaped)
        escaped = false;
      else if (c == '\\')
        escaped = true;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_body_depth) return true;
    } else if ((c == '}' || c == ']') && depth) {
      --depth;
    }
  }
  return false;
}

/// The slow way to the canonical form, and the judge of what it is.
std::optional<std::string> rewritten(std::string_view json) {
  if (json.size() > max_body || nests_too_deep(json)) return std::nullopt;
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  auto text = parsed.dump();  // keys sorted; the parser has refused what is not UTF-8
  if (text.size() > max_body) return std::nullopt;
  return text;
}

bool is_canonical(std::string_view body) {
  if (body.size() > max_body) return false;
  switch (detail::canonical_form(body, max_body_depth)) {
    case detail::Canonical::Yes:
      return true;
    case detail::Canonical::No:
      return false;
    case detail::Canonical::Unknown:
      break;
  }
  return rewritten(body) == body;
}

bool is_sound(std::string_view actor, std::string_view kind, std::string_view subject, std::string_view body,
              const std::vector<base::Digest>& blobs) {
  return !actor.empty() && actor.size() <= max_actor && detail::is_plain_text(actor) && !kind.empty() &&
         kind.size() <= max_kind && detail::is_name_of(kind, "._-") && subject.size() <= max_subject &&
         detail::is_plain_text(subject) && blobs.size() <= max_blobs &&
         std::set<base::Digest>(blobs.begin(), blobs.end()).size() == blobs.size() && is_canonical(body);
}

void put_short(base::ByteWriter& out, std::string_view text) { out.u8(text.size()).raw(base::bytes_of(text)); }

base::Bytes content_of(const Entry& entry) {
  base::ByteWriter out;
  out.raw(base::bytes_of(magic));
  put_short(out, entry.site.text());
  out.u64(entry.sequence.get()).u64(static_cast<std::uint64_t>(entry.time.ms));
  put_short(out, entry.actor.get());
  put_short(out, entry.kind);
  put_short(out, entry.subject);
  out.counted(base::bytes_of(entry.body)).u8(entry.blobs.size());
  for (const auto& blob : entry.blobs) out.raw(blob.bytes);
  out.raw(entry.previous.bytes);
  return out.take();
}

}  // namespace

std::optional<SiteId> SiteId::parse(std::string_view text) {
  if (text.empty() || text.size() > max_site || !detail::is_name_of(text, "-")) return std::nullopt;
  return SiteId(std::string(text));
}

SiteId SiteId::of(std::string_view text) {
  auto site = parse(text);
  base::check(site.has_value(), "no name of a site");
  return *std::move(site);
}

std::optional<std::string> canonical_body(std::string_view json) {
  if (is_canonical(json)) return std::string(json);
  return rewritten(json);
}

bool is_sound(const Draft& draft) {
  return is_sound(draft.actor.get(), draft.kind, draft.subject, draft.body, draft.blobs);
}

base::Digest Entry::content_hash() const { return base::sha256(content_of(*this)); }

base::Digest Entry::hash() const { return chain_hash(content_hash(), signature); }

base::Digest chain_hash(const base::Digest& content_hash, const std::optional<base::Signature>& signature) {
  std::array<std::uint8_t, sizeof(base::Digest::bytes) + sizeof(base::Signature)> both;
  const auto end = std::copy(content_hash.bytes.begin(), content_hash.bytes.end(), both.begin());
  if (!signature) return base::sha256(base::ByteView(both.begin(), end));
  std::copy(signature->begin(), signature->end(), end);
  return base::sha256(both);
}

Entry link(const Draft& draft, const SiteId& site, Sequence head, const base::Digest& head_hash, base::Time time) {
  base::check(is_sound(draft), "a draft that is not sound was to be linked");
  base::check(head != before_first || head_hash == base::Digest{}, "a hash before the first entry");
  return {site,       Sequence(head.get() + 1),
          time,       draft.actor,
          draft.kind, draft.subject,
          draft.body, draft.blobs,
          head_hash,  std::nullopt};
}

void sign(Entry& entry, const base::Signer& signer) {
  entry.signature = signer.sign(signed_bytes(entry.content_hash()));
}

Entry seal(const Draft& draft, const SiteId& site, const Entry* previous, base::Time time, const base::Signer& signer) {
  base::check(!previous || previous->site == site, "the entry before is another site's");
  auto entry = previous ? link(draft, site, previous->sequence, previous->hash(), time)
                        : link(draft, site, before_first, base::Digest{}, time);
  sign(entry, signer);
  return entry;
}

base::Bytes signed_bytes(const base::Digest& content_hash) {
  return base::ByteWriter().raw(base::bytes_of(tag)).raw(content_hash.bytes).take();
}

bool is_signed_by(const Entry& entry, const base::PublicKey& key) {
  return entry.signature && key.verifies(signed_bytes(entry.content_hash()), *entry.signature);
}

base::Bytes encode(const Entry& entry) {
  auto bytes = content_of(entry);
  bytes.push_back(entry.signature ? is_signed : is_unsigned);
  if (entry.signature) bytes.insert(bytes.end(), entry.signature->begin(), entry.signature->end());
  return bytes;
}

base::Digest content_hash_of(base::ByteView encoded, const Entry& entry) {
  return base::sha256(encoded.first(encoded.size() - 1 - (entry.signature ? sizeof(base::Signature) : 0)));
}

std::optional<Entry> decode(base::ByteView bytes) {
  if (bytes.size() > max_encoded) return std::nullopt;
  base::ByteReader in(bytes);
  if (base::text_of(in.take(magic.size())) != magic) return std::nullopt;
  const auto short_text = [&] { return base::text_of(in.take(in.u8())); };
  const auto digest = [&] { return base::Digest::from_bytes(in.take(32)).value_or(base::Digest{}); };
  const auto site = SiteId::parse(short_text());
  const Sequence sequence(in.u64());
  const base::Time time{static_cast<std::int64_t>(in.u64())};
  Actor actor(short_text());
  auto kind = short_text();
  auto subject = short_text();
  const auto body_size = in.u32();
  if (!in.ok() || body_size > max_body) return std::nullopt;
  auto body = base::text_of(in.take(body_size));
  std::vector<base::Digest> blobs(in.u8());
  if (!in.ok() || blobs.size() > max_blobs) return std::nullopt;
  for (auto& blob : blobs) blob = digest();
  const auto previous = digest();
  std::optional<base::Signature> signature;
  const auto mark = in.u8();
  if (mark != is_unsigned && mark != is_signed) return std::nullopt;
  if (mark == is_signed) {
    const auto bytes_of_it = in.take(sizeof(base::Signature));
    if (!in.ok()) return std::nullopt;
    std::copy(bytes_of_it.begin(), bytes_of_it.end(), signature.emplace().begin());
  }
  if (!in.ok() || in.left() != 0 || !site || sequence == before_first) return std::nullopt;
  if ((sequence.get() == 1) != (previous == base::Digest{})) return std::nullopt;
  if (!is_sound(actor.get(), kind, subject, body, blobs)) return std::nullopt;
  return Entry{*site,           sequence,         time,     std::move(actor), std::move(kind), std::move(subject),
               std::move(body), std::move(blobs), previous, signature};
}

}  // namespace ktpel::journal
