// SPDX-License-Identifier: Apache-2.0
#include "card/verify/verify.h"

#include <algorithm>
#include <chrono>

#include "card/iso7816/tlv.h"
#include "card/pace/pace.h"

namespace ktpel::card {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// Counts, and remembers whether the card ever answered: silence and a lost line are two verdicts.
class Counted final : public Transport {
 public:
  explicit Counted(Transport& card) : card_(card) {}
  base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override {
    ++count_;
    auto out = card_.transmit(apdu);
    answered_ |= bool(out);
    return out;
  }
  base::Result<base::Bytes, TransportError> reset() override { return card_.reset(); }
  std::size_t count() const { return count_; }
  Refusal lost() const { return {answered_ ? Verdict::communication_lost : Verdict::chip_silent}; }

 private:
  Transport& card_;
  std::size_t count_ = 0;
  bool answered_ = false;
};

/// How a file ended: its bytes, or the card's word, or nothing.
enum class FileFault { Absent, Refused, Lost };

/// Sends commands plain or inside a session.
class Reader {
 public:
  explicit Reader(Counted& card) : card_(card) {}
  void open_session(SessionKeys keys) { session_.emplace(std::move(keys)); }

  base::Result<Response, FileFault> send(const Command& command) {
    if (!session_) {
      auto plain = exchange(card_, command);
      if (!plain) return FileFault::Lost;
      return std::move(*plain);
    }
    const auto sealed = exchange(card_, session_->protect(command));
    if (!sealed) return FileFault::Lost;
    auto inner = session_->unprotect(*sealed);
    if (!inner) return FileFault::Refused;  // the session is over
    return std::move(*inner);
  }

  /// SELECT, then READ BINARY until the length that the file's own header tells, never more than its cap.
  base::Result<base::Bytes, FileFault> read(const FileId& id) {
    const auto selected = send({0, 0xa4, 0x02, 0x0c, base::ByteWriter().u16(id.fid).bytes()});
    if (!selected) return selected.error();
    if (selected->sw == sw::file_not_found) return FileFault::Absent;
    if (selected->sw != sw::ok) return FileFault::Refused;
    base::Bytes out;
    std::size_t want = 4;
    while (out.size() < want) {
      const auto offset = out.size();
      const auto part =
          send({0, 0xb0, static_cast<std::uint8_t>(offset >> 8), static_cast<std::uint8_t>(offset & 0xff), {}, 256});
      if (!part) return part.error();
      if ((part->sw != sw::ok && part->sw != sw::end_of_file) || part->data.empty()) return FileFault::Refused;
      out.insert(out.end(), part->data.begin(), part->data.end());
      if (offset == 0) {
        const auto size = announced_size(out);
        // a card that announces more than the profile grants is not read further: no memory for a mere claim
        if (!size || *size > id.cap + 4096) return FileFault::Refused;
        want = *size;
      }
    }
    out.resize(want);  // files are created larger than their content on some cards
    return out;
  }

 private:
  Counted& card_;
  std::optional<SecureMessaging> session_;
};

}  // namespace

base::Result<CardReading, Refusal> read_card(Transport& wire, const Can& can, const TrustStore* trust,
                                             const person::Date& today) {
  const auto start = std::chrono::steady_clock::now();
  Counted card(wire);
  Reader reader(card);
  const auto refusal = [&](FileFault fault, Refusal otherwise) {
    return fault == FileFault::Lost ? card.lost() : otherwise;
  };

  // 1 EF.CardAccess, outside any session
  if (!card.reset()) return Refusal{Verdict::chip_silent};
  const auto master = reader.send({0, 0xa4, 0x00, 0x0c, {0x3f, 0x00}});
  if (!master) return card.lost();  // 9000 or 6982 both mean that one may go on
  auto access = reader.read(file::card_access);
  if (!access) return refusal(access.error(), {Verdict::card_unfinished});
  const auto offered = parse_card_access(*access);
  if (!offered) return Refusal{Verdict::parameters_not_allowed};
  // the profile's allow list is what parse_card_access() knows: the card's first choice of it
  const auto parameters = offered->front();

  // 2 PACE, once
  const auto pace_start = std::chrono::steady_clock::now();
  auto session = run_pace(card, can, parameters);
  if (!session) {
    if (session.error() == PaceError::Lost) return card.lost();
    return Refusal{Verdict::pace_failed};
  }
  const Milliseconds pace_time = std::chrono::steady_clock::now() - pace_start;
  reader.open_session(std::move(session->keys));
  const auto selected = reader.send({0, 0xa4, 0x04, 0x0c, {lds_application.begin(), lds_application.end()}});
  if (!selected) return refusal(selected.error(), {Verdict::pace_failed});
  if (selected->sw != sw::ok) return Refusal{Verdict::card_unfinished};

  // 3 EF.COM, EF.SOD: who signed which hashes
  auto com = reader.read(file::com);
  if (!com) return refusal(com.error(), {Verdict::data_group_missing});
  auto sod = reader.read(file::sod);
  if (!sod) return refusal(sod.error(), {Verdict::sod_signature_invalid});
  auto security = verify_security_object(*sod);
  if (!security) return Refusal{Verdict::sod_signature_invalid};
  if (trust) {
    const auto believed = trust->check(security->signer, security->signed_at);
    if (!believed)
      return Refusal{believed.error() == TrustError::Expired ? Verdict::certificate_expired
                                                             : Verdict::certificate_unknown};
  }

  // 4 the lists agree: EF.COM names what is there, the security object what was signed
  auto listed = parse_com(*com);
  if (!listed) return Refusal{Verdict::data_group_missing};
  std::sort(listed->begin(), listed->end());
  std::vector<int> hashed;
  for (const auto& [number, digest] : security->hashes) hashed.push_back(number);
  std::vector<int> odd;
  std::set_symmetric_difference(listed->begin(), listed->end(), hashed.begin(), hashed.end(), std::back_inserter(odd));
  if (!odd.empty()) return Refusal{Verdict::data_group_missing, odd.front()};

  // 5 the data groups, each against its signed hash before it is looked into
  base::Bytes groups[12];
  for (const int number : {1, 11, 2, 3}) {
    const auto signed_hash = security->hashes.find(number);
    if (signed_hash == security->hashes.end()) return Refusal{Verdict::data_group_missing, number};
    auto content = reader.read(*data_group(number));
    if (!content)
      return refusal(content.error(), {content.error() == FileFault::Absent ? Verdict::data_group_missing
                                                                            : Verdict::data_group_hash_differs,
                                       number});
    if (base::sha256(*content) != signed_hash->second) return Refusal{Verdict::data_group_hash_differs, number};
    groups[number] = std::move(*content);
  }

  // 6 what they say; signed but unreadable is no card of this profile
  auto mrz = parse_dg1(groups[1], today);
  if (!mrz) return Refusal{Verdict::contents_differ, 1};
  auto details = parse_dg11(groups[11]);
  if (!details) return Refusal{Verdict::contents_differ, 11};
  auto portrait = parse_dg2(groups[2]);
  if (!portrait) return Refusal{Verdict::contents_differ, 2};
  auto fingers = parse_dg3(groups[3]);
  if (!fingers) return Refusal{Verdict::contents_differ, 3};

  std::vector<CardFile> files{{file::card_access, std::move(*access)},
                              {file::com, std::move(*com)},
                              {file::dg1, std::move(groups[1])},
                              {file::dg2, std::move(groups[2])},
                              {file::dg3, std::move(groups[3])},
                              {file::dg11, std::move(groups[11])},
                              {file::sod, std::move(*sod)}};
  const Milliseconds total = std::chrono::steady_clock::now() - start;
  return CardReading{std::move(*mrz),     std::move(*portrait),
                     std::move(*fingers), std::move(*details),
                     parameters,          std::move(security->signer),
                     security->signed_at, trust ? SignerTrust::Trusted : SignerTrust::NotChecked,
                     std::move(files),    card.count(),
                     pace_time.count(),   total.count()};
}

std::vector<std::string> differences(const CardReading& reading, const CardContents& record) {
  std::vector<std::string> out;
  const auto compare = [&](bool same, const char* name) {
    if (!same) out.emplace_back(name);
  };
  const auto& who = record.holder;
  const auto& d = reading.details;
  compare(reading.mrz.document_number == record.card_number, "card_number");
  compare(d.nik == who.nik.digits(), "nik");
  compare(d.name == who.name, "name");
  // the zone's name is cut and transliterated: the same cut of the record must stand there
  const Mrz zone{record.card_number, who.born, who.sex, record.valid_until, who.nationality, who.name};
  compare(reading.mrz.encode() == zone.encode(), "mrz");
  compare(d.born == who.born.compact(), "born");
  compare(d.birthplace == who.birthplace, "birthplace");
  compare(d.street == who.street, "street");
  compare(reading.portrait == record.portrait, "portrait");
  compare(reading.pace == record.pace, "pace");
  for (const auto& wanted : record.fingers)
    if (std::find(reading.fingers.begin(), reading.fingers.end(), wanted) == reading.fingers.end())
      out.push_back("finger " + base::hex(base::Bytes{wanted.subtype}));
  compare(reading.fingers.size() == record.fingers.size(), "finger_count");
  return out;
}

}  // namespace ktpel::card
