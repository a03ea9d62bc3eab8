// SPDX-License-Identifier: Apache-2.0
// II.1, 4: from the center's print packet to a proved card.
#include <chrono>
#include <nlohmann/json.hpp>

#include "api/packet.h"
#include "api/store_failure.h"
#include "base/random.h"
#include "biometric/image/codec.h"
#include "biometric/image/jpeg2000.h"
#include "biometric/image/scale.h"
#include "card/artwork/face.h"
#include "card/personalise/personalise.h"
#include "office/chip_fingers.h"
#include "office/failure.h"
#include "office/office.h"
#include "registry/resident.h"

namespace ktpel::office {
namespace {

using api::Failure;
using api::FailureCode;
using nlohmann::json;

constexpr int chip_portrait_width = 240, chip_portrait_height = 320;

}  // namespace

Outcome<api::PrintPacket> Office::print_packet_of(const docket::Case& c) const {
  if (c.assignment && !is_made_here(c))
    return Failure{FailureCode::Personalise_OtherOffice, c.assignment->personaliser.text()};
  if (!c.assignment || !c.assignment->print_packet)
    return Failure{FailureCode::Personalise_NoPrintPacket, c.number.get()};
  const auto sealed = journal_->blobs().get(*c.assignment->print_packet);
  if (!sealed) return api::failure_of(sealed.error(), c.number.get());
  const auto plain = sealing_.open(*sealed);
  auto packet = plain ? api::decode_print_packet(*plain) : std::nullopt;
  if (!packet || packet->application != c.number.get())
    return Failure{FailureCode::Personalise_PacketUnreadable, c.number.get()};
  return std::move(*packet);
}

Outcome<CardReport> Office::personalise(const ApplicationNumber& application, card::Transport& reader,
                                        const issuance::BlankSerial& blank, const Officer& by,
                                        const std::string& out_of_turn) {
  const auto c = expect(application, issuance::BlankTaken{blank});
  if (!c) return c.error();
  if (const auto ok = expect_blank(blank, application, by); !ok) return ok.error();
  const auto start = std::chrono::steady_clock::now();
  const auto who = biodata_of(*c);

  // What the center sent, and that it is what the resident signed: a difference stops here.
  const auto packet = print_packet_of(*c);
  if (!packet) return packet.error();
  base::check(document_signer_ != nullptr, "personalisation without a document signer");
  const auto* recorded = confirmation_of(*c);
  base::check(recorded != nullptr, "a unique application that was never recorded");
  if (base::sha256(packet->biodata).hex() != json::parse(recorded->body).value("biodata_hash", std::string()))
    return Failure{FailureCode::Personalise_DataDiffer, application.get()};
  const auto portrait = biometric::decode_colour(packet->portrait);
  const auto signature = biometric::decode_grey(packet->signature);
  if (!portrait || !signature) return Failure{FailureCode::Personalise_PictureUnreadable, application.get()};

  // Everything that can fail without a card fails before a blank is taken.
  const auto until = person::valid_until(who, today());
  const auto face = card::render_front({.who = who,
                                        .portrait = *portrait,
                                        .signature = *signature,
                                        .place_of_issue = who.address.district,
                                        .issued = today(),
                                        .valid_until = until},
                                       card::SpecimenMark());
  if (!face) return failure_of(face.error(), who.name);
  const auto back = card::render_back({.card_number = blank.get(), .issued = today()}, card::SpecimenMark());
  if (!back) return failure_of(back.error(), blank.get());
  card::CardContents contents{
      .holder = {.nik = who.nik,
                 .name = who.name,
                 .birthplace = who.birthplace,
                 .street = who.address.street,
                 .born = who.born,
                 .sex = who.sex},
      .card_number = blank.get(),
      .valid_until = until,
      .portrait = {chip_portrait_width, chip_portrait_height,
                   biometric::encode_jp2(biometric::scale(*portrait, chip_portrait_width, chip_portrait_height),
                                         card::portrait_allowance())},
      .fingers = {}};
  for (const auto& finger : packet->fingers)
    contents.fingers.push_back({chip_subtype(static_cast<biometric::FingerPosition>(finger.position)), finger.compact});
  const auto fits = card::build_files(contents, *document_signer_, clock_.now());
  if (!fits) return Failure{FailureCode::Personalise_DoesNotFit, application.get()};
  const auto probed = card::probe_blank(reader);
  if (!probed) return failure_of(probed.error(), blank.get());

  // The attempt is durable before the first byte goes to the chip; the CAN lies sealed in it.
  const auto can = card::Can::random();
  const auto attempt_bytes = base::random_bytes(16);
  card::AttemptId attempt{};
  std::copy(attempt_bytes.begin(), attempt_bytes.end(), attempt.begin());
  const auto uid = base::hex(probed->uid);
  json taken{{"chip", uid},
             {"attempt", base::hex(attempt)},
             {"can", base::hex(sealing_.certificate().seal(base::bytes_of(can.reveal())))}};
  if (!out_of_turn.empty()) taken["out_of_turn"] = out_of_turn;
  if (const auto ok =
          write({docket::draft(issuance::BlankTaken{blank}, application, journal::Actor(by.get()), taken.dump())});
      !ok)
    return ok.error();

  const auto spoil = [&](Failure why) -> Outcome<CardReport> {
    const auto ok =
        write({docket::draft(issuance::BlankSpoilt{api::sentence(why)}, application, journal::Actor(by.get()))});
    return ok ? why
              : ok.error();  // a journal that cannot be written is worse news; the next start records the spoilt blank
  };
  const auto written = card::personalise(reader, *probed, contents,
                                         {.signer = *document_signer_,
                                          .trust = trust_,
                                          .can = can,
                                          .attempt = attempt,
                                          .now = clock_.now(),
                                          .today = today()});
  if (!written) return spoil(failure_of(written.error(), blank.get()));

  CardReport report{{blank, issuance::ChipUid(uid)},
                    contents.card_number,
                    written->apdus,
                    written->write_ms,
                    0,
                    folder_ / "cards" / (application.get() + "-" + blank.get() + ".pdf"),
                    folder_ / "cards" / (application.get() + "-" + blank.get() + ".png"),
                    folder_ / "cards" / (application.get() + "-" + blank.get() + "-belakang.png")};
  if (const auto ok = write_file(report.face_pdf, face->pdf); !ok) return spoil(ok.error());
  if (const auto ok = write_file(report.face_png, face->png); !ok) return spoil(ok.error());
  if (const auto ok = write_file(report.back_png, back->png); !ok) return spoil(ok.error());
  json files = json::object();
  for (const auto& f : written->files) files[std::string(f.name)] = f.sha256.hex();
  const json proved{
      {"card_number", contents.card_number},
      {"files", files},
      {"program", written->program.hex()},
      {"signer", written->signer_serial},
      {"apdus", written->apdus},
      {"face", base::sha256(face->pdf).hex()},
      {"took_ms",
       std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count()}};
  if (const auto ok = write({docket::draft(issuance::CardProved{issuance::ChipUid(uid)}, application,
                                           journal::Actor(by.get()), proved.dump())});
      !ok)
    return ok.error();
  report.total_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return report;
}

Outcome<card::Can> Office::can_of(const docket::Case& c) const {
  // Where the card was made: as it was made; at the counter: as it was sent along.
  const auto* kept = is_made_here(c) ? c.last("blank-taken") : c.last("dispatched");
  base::check(kept != nullptr, "a card without the blank it was made of");
  const auto sealed = base::from_hex(json::parse(kept->body).value("can", std::string()));
  auto digits =
      sealed ? sealing_.open(*sealed) : base::Result<base::Bytes, base::UnsealError>(base::UnsealError::NotSealed);
  auto can = digits ? card::Can::parse(base::text_of(*digits)) : std::nullopt;
  if (digits) base::wipe(digits->data(), digits->size());
  if (!can) return Failure{FailureCode::Pickup_CanUnreadable, c.number.get()};
  return std::move(*can);
}

}  // namespace ktpel::office
