// SPDX-License-Identifier: Apache-2.0
#include "api/parcel.h"

#include <algorithm>
#include <array>

namespace ktpel::api {

using base::ByteView;
using base::Digest;
using base::Done;
using base::Result;
using store::StoreError;

namespace {

constexpr std::string_view file_magic = "ktpel-parcel-1\n";
/// Before what is signed, so that no other signature of ktpel can stand for it.
constexpr std::string_view signed_tag = "ktpel.parcel-part.v1";
constexpr std::size_t most_in_list = 1u << 20, largest_receipt = 256;
/// How many entries are asked for at a time; a few more come, up to the next signed one.
constexpr std::size_t batch = 64;

base::Bytes tagged(ByteView content) {
  base::ByteWriter out;
  return out.raw(base::bytes_of(signed_tag)).raw(content).take();
}

std::optional<journal::SiteId> site_of(base::ByteReader& in) {
  const auto text = base::text_of(in.take(in.u8()));
  auto site = journal::SiteId::parse(text);
  if (!site || site->addressee()) return std::nullopt;
  return site;
}

/// Gathers what goes into the part that is being made.
class Packer {
 public:
  Packer(const ParcelPlan& plan, const ParcelSink& sink) : plan_(plan), sink_(sink) { begin(); }

  Result<Done, StoreError> blob(base::Bytes bytes) {
    if (const auto room = make_room(bytes.size()); !room) return room;
    size_ += bytes.size();
    ++packed_.blobs;
    part_.blobs.push_back(std::move(bytes));
    return Done{};
  }
  Result<Done, StoreError> entries(std::vector<journal::Entry> some) {
    std::size_t size = 0;
    for (const auto& entry : some) size += journal::encode(entry).size();
    if (const auto room = make_room(size); !room) return room;
    size_ += size;
    packed_.entries += some.size();
    part_.entries.insert(part_.entries.end(), std::make_move_iterator(some.begin()),
                         std::make_move_iterator(some.end()));
    return Done{};
  }
  Result<Packed, StoreError> finish() {
    part_.is_last = true;
    if (const auto sent = send(); !sent) return sent.error();
    return packed_;
  }

 private:
  void begin() {
    part_ = {.from = plan_.from,
             .to = plan_.to,
             .number = static_cast<std::uint32_t>(packed_.parts),
             .made = plan_.made,
             .holds = plan_.holds,
             .receipt = plan_.receipt};
    size_ = 0;
  }
  Result<Done, StoreError> make_room(std::size_t size) {
    if (size_ == 0 || size_ + size <= plan_.part_bytes) return Done{};
    if (const auto sent = send(); !sent) return sent;
    begin();
    return Done{};
  }
  Result<Done, StoreError> send() {
    ++packed_.parts;
    return sink_(seal_parcel_part(part_, plan_.sender, plan_.receiver));
  }

  const ParcelPlan& plan_;
  const ParcelSink& sink_;
  ParcelPart part_{.from = plan_.from, .to = plan_.to};
  std::size_t size_ = 0;
  Packed packed_;
};

}  // namespace

Failure failure_of(ParcelError error, std::string about) {
  switch (error) {
    case ParcelError::NotAParcel:
      return {FailureCode::Parcel_NotAParcel, std::move(about)};
    case ParcelError::Incomplete:
      return {FailureCode::Parcel_Incomplete, std::move(about)};
    case ParcelError::NotForThisSite:
      return {FailureCode::Parcel_NotForThisSite, std::move(about)};
    case ParcelError::SenderUnknown:
      return {FailureCode::Parcel_SenderUnknown, std::move(about)};
    case ParcelError::Refused:
      return {FailureCode::Parcel_Refused, std::move(about)};
    case ParcelError::Altered:
      break;
  }
  return {FailureCode::Parcel_Altered, std::move(about)};
}

base::Bytes encode(const ParcelPart& part) {
  base::ByteWriter out;
  for (const auto* site : {&part.from, &part.to}) out.u8(site->text().size()).raw(base::bytes_of(site->text()));
  out.u32(part.number).u8(part.is_last ? 1 : 0).u64(static_cast<std::uint64_t>(part.made.ms)).u64(part.holds.get());
  out.counted(part.receipt ? journal::encode(*part.receipt) : base::Bytes{});
  out.u32(part.blobs.size());
  for (const auto& blob : part.blobs) out.counted(blob);
  out.u32(part.entries.size());
  for (const auto& entry : part.entries) out.counted(journal::encode(entry));
  return out.take();
}

std::optional<ParcelPart> decode_parcel_part(ByteView bytes) {
  base::ByteReader in(bytes);
  const auto from = site_of(in), to = site_of(in);
  if (!from || !to) return std::nullopt;
  ParcelPart out{.from = *from, .to = *to};
  out.number = in.u32();
  const auto last = in.u8();
  out.is_last = last == 1;
  out.made.ms = static_cast<std::int64_t>(in.u64());
  out.holds = journal::Sequence(in.u64());
  const auto receipt_size = in.u32();
  if (!in.ok() || last > 1 || receipt_size > largest_receipt) return std::nullopt;
  const auto receipt = in.take(receipt_size);
  if (receipt_size > 0) {
    out.receipt = journal::decode_checkpoint(receipt);
    if (!out.receipt) return std::nullopt;
  }
  const auto blobs = in.u32();
  if (!in.ok() || blobs > most_in_list) return std::nullopt;
  for (std::uint32_t i = 0; i < blobs; ++i) {
    const auto size = in.u32();
    if (!in.ok() || size > store::BlobStore::max_blob) return std::nullopt;
    const auto blob = in.take(size);
    if (!in.ok()) return std::nullopt;
    out.blobs.emplace_back(blob.begin(), blob.end());
  }
  const auto entries = in.u32();
  if (!in.ok() || entries > most_in_list) return std::nullopt;
  for (std::uint32_t i = 0; i < entries; ++i) {
    const auto size = in.u32();
    if (!in.ok() || size > journal::max_encoded) return std::nullopt;
    const auto encoded = in.take(size);
    auto entry = in.ok() ? journal::decode(encoded) : std::nullopt;
    if (!entry) return std::nullopt;
    out.entries.push_back(std::move(*entry));
  }
  if (!in.ok() || in.left() > 0) return std::nullopt;
  return out;
}

base::Bytes seal_parcel_part(const ParcelPart& part, const base::Signer& sender,
                             const base::SealingCertificate& receiver) {
  const auto content = encode(part);
  const auto signature = sender.sign(tagged(content));
  base::ByteWriter plain;
  return receiver.seal(plain.raw(signature).raw(content).bytes());
}

Result<ParcelPart, ParcelError> open_parcel_part(ByteView sealed, const base::SealingKey& own,
                                                 const journal::SiteId& self, const SenderKey& key_of) {
  const auto plain = own.open(sealed);
  if (!plain) {
    switch (plain.error()) {
      case base::UnsealError::NotForThisKey:
        return ParcelError::NotForThisSite;
      case base::UnsealError::NotSealed:
      case base::UnsealError::Altered:
        break;
    }
    return ParcelError::Altered;
  }
  base::ByteReader in(*plain);
  base::Signature signature{};
  const auto signature_bytes = in.take(signature.size());
  if (!in.ok()) return ParcelError::Altered;
  std::copy(signature_bytes.begin(), signature_bytes.end(), signature.begin());
  const auto content = in.take(in.left());
  auto part = decode_parcel_part(content);
  if (!part) return ParcelError::Altered;
  const auto key = key_of(part->from);
  if (!key) return ParcelError::SenderUnknown;
  if (!key->verifies(tagged(content), signature)) return ParcelError::Altered;
  if (part->to != self) return ParcelError::NotForThisSite;
  return std::move(*part);
}

Result<Packed, StoreError> pack_parcel(const store::JournalStore& journal, const ParcelPlan& plan,
                                       const journal::SiteId& chain, journal::Sequence after, const ParcelSink& sink) {
  Packer packer(plan, sink);
  std::set<Digest> packed;
  for (;;) {
    auto entries = journal.provable_entries(chain, after, batch);
    if (!entries) return entries.error();
    if (entries->empty()) return packer.finish();
    // blobs first, so that an entry never names what is not there
    for (const auto& entry : *entries)
      for (const auto& digest : entry.blobs) {
        if (!packed.insert(digest).second) continue;
        auto bytes = journal.blobs().get(digest);
        if (!bytes) return bytes.error();
        if (const auto ok = packer.blob(std::move(bytes).value()); !ok) return ok.error();
      }
    after = entries->back().sequence;
    if (const auto ok = packer.entries(std::move(entries).value()); !ok) return ok.error();
  }
}

Result<Unpacked, StoreError> unpack_parcel_part(store::JournalStore& journal, const ParcelPart& part,
                                                const journal::SiteId& chain) {
  if (std::any_of(part.entries.begin(), part.entries.end(), [&](const auto& entry) { return entry.site != chain; }))
    return StoreError::Refused;
  Unpacked out;
  for (const auto& blob : part.blobs) {
    if (journal.blobs().has(base::sha256(blob))) continue;
    const auto put = journal.blobs().put(blob);
    if (!put) return put.error();
    ++out.blobs;
  }
  if (part.entries.empty()) return out;
  const auto received = journal.receive(part.entries);
  if (!received) return received.error();
  out.added = received->added;
  return out;
}

ParcelWriter::ParcelWriter(std::ostream& out) : out_(out) { out_ << file_magic; }

Result<Done, StoreError> ParcelWriter::write(ByteView part) {
  base::ByteWriter size;
  size.u32(part.size());
  for (const auto bytes : {ByteView(size.bytes()), part})
    out_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out_.flush()) return StoreError::Full;
  return Done{};
}

Result<std::optional<base::Bytes>, ParcelError> ParcelReader::next() {
  const auto read = [&](std::uint8_t* into, std::size_t size) {
    in_.read(reinterpret_cast<char*>(into), static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(in_.gcount());
  };
  if (!is_begun_) {
    std::array<std::uint8_t, file_magic.size()> magic{};
    if (read(magic.data(), magic.size()) != magic.size() || base::text_of(magic) != file_magic)
      return ParcelError::NotAParcel;
    is_begun_ = true;
  }
  std::array<std::uint8_t, 4> head{};
  const auto got = read(head.data(), head.size());
  if (got == 0) return std::optional<base::Bytes>();
  if (got < head.size()) return ParcelError::Incomplete;
  const std::size_t size = base::ByteReader(head).u32();
  if (size == 0 || size > largest_parcel_part) return ParcelError::Altered;
  // grows as bytes come: a size that was altered must not take the memory of a whole part
  base::Bytes out;
  while (out.size() < size) {
    const auto before = out.size(), more = std::min<std::size_t>(size - before, 1u << 20);
    out.resize(before + more);
    const auto came = read(out.data() + before, more);
    if (came < more) return ParcelError::Incomplete;
  }
  return std::optional(std::move(out));
}

}  // namespace ktpel::api
