// SPDX-License-Identifier: Apache-2.0
#include "api/parcel.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/file.h"
#include "base/random.h"

// Goal: a stick carries what a line would, whole or with a reason; what was altered, cut or meant for somebody else is
// noticed. Method: two journals and their keys; every byte of a small parcel changed, and the file cut at each length.
namespace ktpel::api {
namespace {

const journal::SiteId office = journal::SiteId::of("kec-990101"), pusat = journal::SiteId::of("pusat");

std::shared_ptr<const base::SigningKey> key(std::uint8_t n) {
  return std::make_shared<base::SigningKey>(*base::SigningKey::from_seed(base::Secret(base::Bytes(32, n))));
}
base::Bytes blob_of(std::size_t size, std::uint64_t seed) {
  base::SeededRandom random(seed);
  base::Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random.next());
  return out;
}

class Parcels : public testing::Test {
 protected:
  Parcels() {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-parcel-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    at_office = store::JournalStore::open(folder / "kantor", office, key(1), clock).value();
    at_center = store::JournalStore::open(folder / "pusat", pusat, key(2), clock).value();
    base::check(bool(at_office->register_site({pusat, key(2)->public_key()})), "the center is known");
    base::check(bool(at_center->register_site({office, key(1)->public_key()})), "the office is known");
  }
  ~Parcels() override {
    at_office.reset();
    at_center.reset();
    std::filesystem::remove_all(folder);
  }
  void write(std::size_t count, std::size_t blob_bytes) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto blob = blob_of(blob_bytes, ++blobs);
      ASSERT_TRUE(at_office->append(
          {{journal::Actor("rina"), "test.act", "A-" + std::to_string(blobs), "{}", {base::sha256(blob)}}}, {blob}));
    }
  }
  std::vector<base::Bytes> pack(std::size_t part_bytes = parcel_part_bytes,
                                journal::Sequence after = journal::before_first) {
    std::vector<base::Bytes> parts;
    const auto signer = key(1);
    const ParcelPlan plan{.from = office,
                          .to = pusat,
                          .sender = *signer,
                          .receiver = center_seal.certificate(),
                          .made = clock.now(),
                          .part_bytes = part_bytes};
    packed = pack_parcel(*at_office, plan, office, after, [&](base::ByteView part) {
               parts.emplace_back(part.begin(), part.end());
               return base::Result<base::Done, store::StoreError>(base::Done{});
             }).value();
    return parts;
  }
  base::Result<ParcelPart, ParcelError> open(base::ByteView sealed) const {
    return open_parcel_part(sealed, center_seal, pusat, [](const journal::SiteId& from) {
      return from == office ? std::optional(key(1)->public_key()) : std::nullopt;
    });
  }
  static std::string file_of(const std::vector<base::Bytes>& parts) {
    std::ostringstream out;
    ParcelWriter writer(out);
    for (const auto& part : parts) EXPECT_TRUE(writer.write(part));
    return out.str();
  }
  const base::TickingClock clock{base::Time{1764095400000}};
  const base::SealingKey center_seal = base::SealingKey::generate("UJI pusat", {1764095400000}),
                         other_seal = base::SealingKey::generate("UJI lain", {1764095400000});
  std::filesystem::path folder;
  std::unique_ptr<store::JournalStore> at_office, at_center;
  std::uint64_t blobs = 0;
  Packed packed;
};

TEST_F(Parcels, CarryEntriesAndBlobsInParts) {
  write(150, 1000);
  const auto parts = pack(20'000);
  EXPECT_GT(parts.size(), 5u);
  EXPECT_EQ(packed.entries, 150u);
  EXPECT_EQ(packed.blobs, 150u);
  EXPECT_EQ(packed.parts, parts.size());
  std::size_t added = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = open(parts[i]);
    ASSERT_TRUE(part);
    EXPECT_EQ(part->number, i);
    EXPECT_EQ(part->is_last, i + 1 == parts.size());
    EXPECT_LT(encode(*part).size(), 60'000u) << "entries of one signature stay together, and no more";
    for (int again = 0; again < 2; ++again) {  // a part that comes twice adds nothing
      const auto taken = unpack_parcel_part(*at_center, *part, office);
      ASSERT_TRUE(taken) << store::name(taken.error());
      added += taken->added;
    }
  }
  EXPECT_EQ(added, 150u);
  EXPECT_EQ(at_center->head(office).value(), at_office->head(office).value());
  const auto last = at_center->entries(office, journal::Sequence(149), 1).value().front();
  EXPECT_EQ(at_center->blobs().get(last.blobs.front()).value(), blob_of(1000, 150));

  write(1, 10);
  ASSERT_EQ(pack(parcel_part_bytes, journal::Sequence(150)).size(), 1u);
  EXPECT_EQ(packed.entries, 1u) << "only what is new";
  EXPECT_EQ(pack(parcel_part_bytes, journal::Sequence(151)).size(), 1u) << "nothing to say is said, too";
}

TEST_F(Parcels, PartsThatComeInTheWrongOrderAreTakenWhenTheirTurnComes) {
  write(150, 1000);
  auto parts = pack(20'000);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const auto taken = unpack_parcel_part(*at_center, open(*part).value(), office);
    // entries whose blobs lie in a part that has not come are not there yet
    EXPECT_TRUE(taken || taken.error() == store::StoreError::Gone);
  }
  for (const auto& part : parts) ASSERT_TRUE(unpack_parcel_part(*at_center, open(part).value(), office));
  EXPECT_EQ(at_center->head(office).value(), at_office->head(office).value());
}

TEST_F(Parcels, AreForTheirReceiverAlone) {
  write(1, 10);
  const auto part = pack().front();
  const auto nobody = [](const journal::SiteId&) { return std::optional<base::PublicKey>(); };
  const auto wrong_key = [](const journal::SiteId&) { return std::optional(key(3)->public_key()); };
  EXPECT_EQ(open_parcel_part(part, other_seal, pusat, nobody).error(), ParcelError::NotForThisSite);
  EXPECT_EQ(open_parcel_part(part, center_seal, pusat, nobody).error(), ParcelError::SenderUnknown);
  EXPECT_EQ(open_parcel_part(part, center_seal, pusat, wrong_key).error(), ParcelError::Altered);
  const auto right_key = [](const journal::SiteId&) { return std::optional(key(1)->public_key()); };
  EXPECT_EQ(open_parcel_part(part, center_seal, journal::SiteId::of("lain"), right_key).error(),
            ParcelError::NotForThisSite);
  EXPECT_TRUE(open(part));
}

TEST_F(Parcels, AnAlteredByteIsNoticed) {
  write(1, 10);
  const auto part = pack().front();
  for (std::size_t at = 0; at < part.size(); at += 7) {
    auto altered = part;
    altered[at] ^= 0x20;
    const auto opened = open(altered);
    // a byte that says nothing (a name within the recipient's record) may pass; what is opened is as it was sent
    if (opened) {
      EXPECT_EQ(*opened, open(part).value()) << at;
    }
  }
  auto end = part;
  end.back() ^= 1;
  EXPECT_EQ(open(end).error(), ParcelError::Altered);
  EXPECT_FALSE(open(base::ByteView(part).first(part.size() / 2)));
}

TEST_F(Parcels, OnlyTheSendersOwnChainIsTaken) {
  write(2, 10);
  const auto part = open(pack().front()).value();
  EXPECT_EQ(unpack_parcel_part(*at_center, part, journal::SiteId::of("lain")).error(), store::StoreError::Refused);
  auto forged = part;
  forged.entries[1].subject = "B";
  EXPECT_EQ(unpack_parcel_part(*at_center, forged, office).error(), store::StoreError::Refused);
  EXPECT_EQ(at_center->head(office).value(), store::Head{});
}

TEST_F(Parcels, AFileIsWholeOrSaysWhatIsMissing) {
  write(3, 3000);
  const auto parts = pack(4000);
  ASSERT_GE(parts.size(), 3u);
  const auto file = file_of(parts);
  const auto read = [](const std::string& bytes) {
    std::istringstream in(bytes);
    ParcelReader reader(in);
    std::vector<base::Bytes> out;
    for (;;) {
      auto next = reader.next();
      if (!next) return std::pair(out, std::optional(next.error()));
      if (!*next) return std::pair(out, std::optional<ParcelError>());
      out.push_back(std::move(**next));
    }
  };
  EXPECT_EQ(read(file), std::pair(parts, std::optional<ParcelError>()));
  EXPECT_EQ(read("").second, ParcelError::NotAParcel);
  EXPECT_EQ(read("PK\x03\x04 something else altogether").second, ParcelError::NotAParcel);
  std::set<std::size_t> ends = {15};
  for (std::size_t at = 15; const auto& part : parts) ends.insert(at += 4 + part.size());
  for (std::size_t cut = 15; cut < file.size(); ++cut) {
    const auto got = read(file.substr(0, cut));
    // a cut between two parts shows in that none of them is the last
    EXPECT_EQ(got.second, ends.contains(cut) ? std::optional<ParcelError>() : ParcelError::Incomplete) << cut;
    EXPECT_LT(got.first.size(), parts.size());
  }
  auto large = file;
  large[15] = '\x7f';  // a part of 2 GB
  EXPECT_EQ(read(large).second, ParcelError::Altered);
}

TEST_F(Parcels, APartComesBackOrIsRefused) {
  write(2, 5);
  ParcelPart part = open(pack().front()).value();
  part.holds = journal::Sequence(7);
  part.receipt = journal::sign_checkpoint(office, journal::Sequence(2), base::sha256("x"), {5}, pusat, *key(2));
  const auto bytes = encode(part);
  EXPECT_EQ(decode_parcel_part(bytes), part);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_parcel_part(base::ByteView(bytes).first(cut))) << cut;
  auto longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(decode_parcel_part(longer));
  // for whoever wants to renew the corpus of the fuzz target
  if (const char* into = std::getenv("KTPEL_PARCEL_CORPUS")) {
    ASSERT_TRUE(base::write_file_durably(std::filesystem::path(into) / "part", bytes));
    ASSERT_TRUE(base::write_file_durably(std::filesystem::path(into) / "file", file_of({bytes, bytes})));
  }
}

TEST_F(Parcels, AStickThatIsFullIsSaid) {
  write(1, 10);
  std::ofstream full("/dev/full", std::ios::binary);
  ParcelWriter writer(full);
  EXPECT_EQ(writer.write(pack().front()).error(), store::StoreError::Full);
}

}  // namespace
}  // namespace ktpel::api
