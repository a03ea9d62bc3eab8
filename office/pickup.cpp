// SPDX-License-Identifier: Apache-2.0
// II.2, II.3, P2: the card on the reader, both fingers against the chip, one word behind the name.
#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "card/verify/verify.h"
#include "documents/receipt.h"
#include "documents/return_minutes.h"
#include "office/chip_fingers.h"
#include "office/failure.h"
#include "office/office.h"

namespace ktpel::office {
namespace {

using api::Failure;
using api::FailureCode;
using biometric::FingerPosition;
using card::Verdict;
using nlohmann::json;

/// "kedua jari tidak cocok": the officers' label as it stands on paper.
std::string verdict_words(Verdict verdict) {
  std::string words;
  for (const char c : card::label(verdict))
    words += c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return words;
}

/// 6e: the old card is withdrawn before the new one is given, or the police report stands for it.
bool settles_old_card(issuance::Kind kind, const documents::OldCard& old_card) {
  using issuance::Kind;
  if (kind == Kind::Lost) return std::holds_alternative<documents::OldCardLost>(old_card);
  if (kind == Kind::Damaged || kind == Kind::Moved || kind == Kind::Correction)
    return std::holds_alternative<documents::OldCardWithdrawn>(old_card);
  return true;
}

/// The police report that was brought at the registration (7e), if it says enough.
std::optional<documents::OldCardLost> police_report_of(const docket::Case& c) {
  for (const auto& document : documents_of(c))
    if (document.type == issuance::DocumentType::PoliceReport && !document.number.empty() && document.date)
      return documents::OldCardLost{document.number, *document.date};
  return std::nullopt;
}

Verdict verdict_of(const std::vector<bool>& agrees) {
  if (agrees.size() == 1) return agrees[0] ? Verdict::good_by_exception : Verdict::both_fingers_differ;
  if (agrees[0] && agrees[1]) return Verdict::good;
  if (!agrees[0] && !agrees[1]) return Verdict::both_fingers_differ;
  return agrees[0] ? Verdict::left_finger_differs : Verdict::right_finger_differs;
}

bool any_agrees(const std::vector<biometric::FingerTemplate>& presses, const biometric::MinutiaeRecord& recorded) {
  const biometric::Candidate candidate(recorded);
  return std::any_of(presses.begin(), presses.end(), [&](const auto& press) {
    const auto score = biometric::match(biometric::Probe(press), candidate);
    return score && *score >= biometric::kDefaultThreshold;
  });
}

}  // namespace

/// Whether the chip carries exactly what was written and read back at personalisation.
bool Office::is_as_written(const card::CardReading& reading, const docket::Case& c) const {
  const auto* proved = c.last("card-proved");
  if (!proved) return false;
  const auto body = json::parse(proved->body);
  const auto& files = body.at("files");
  return reading.files.size() == files.size() &&
         std::all_of(reading.files.begin(), reading.files.end(), [&](const card::CardFile& f) {
           return files.value(std::string(f.id.name), std::string()) == base::sha256(f.content).hex();
         });
}

Outcome<PickUp> Office::pick_up(const ApplicationNumber& application, card::Transport& reader,
                                const PresentFinger& present, const Officer& by,
                                const std::optional<Officer>& face_seen_by) {
  const auto c = expect(application, issuance::PickupAgreed{0, 0});
  if (!c) return c.error();
  if (c->last("resident-called")->site != profile_.site)
    return Failure{FailureCode::Pickup_CalledElsewhere, c->last("resident-called")->site.text()};
  const auto can = can_of(*c);
  if (!can) return can.error();

  // 6a, 6b: the chip, as a stranger reads it
  PickUp result;
  const auto start = std::chrono::steady_clock::now();
  const auto reading = card::read_card(reader, *can, &trust_, today());
  result.chip_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!reading) {
    result.verdict = reading.error().verdict;
    result.data_group = reading.error().data_group;
  } else if (reading->details.nik != c->nik.digits()) {
    result.verdict = Verdict::not_this_holder;
  } else if (!is_as_written(*reading, *c)) {
    result.verdict = Verdict::contents_differ;
  } else if (reading->fingers.empty()) {
    // Recorded without a finger: two officers look at the face.
    if (!face_seen_by || *face_seen_by == by) return Failure{FailureCode::Pickup_FaceUnchecked, c->number.get()};
    result.verdict = Verdict::good_by_exception;
    result.face_seen_by = by.get() + ", " + face_seen_by->get();
  } else {
    // 6c: 1:1, each finger of the chip
    std::vector<bool> agrees;
    std::vector<std::pair<biometric::MinutiaeRecord, std::vector<biometric::FingerTemplate>>>
        shown;  // recorded, pressed
    for (const auto& finger : reading->fingers) {
      const auto position = position_of_subtype(finger.subtype);
      const auto record = biometric::decode_compact(finger.compact, position.value_or(FingerPosition::Unknown));
      double& best = result.best_db[position.value_or(FingerPosition::Unknown)];
      int& attempts = result.attempts[position.value_or(FingerPosition::Unknown)];
      if (position && record) {
        shown.emplace_back(*record, std::vector<biometric::FingerTemplate>());
        const biometric::Candidate candidate(*record);
        for (; attempts < pickup_attempts && best < biometric::kDefaultThreshold.get(); ++attempts) {
          const auto press = present(*position, attempts);
          if (!press) break;
          const auto live = biometric::extract(*press);
          if (!live) continue;
          const auto score = biometric::match(biometric::Probe(*live), candidate);
          if (score) best = std::max(best, score->get());
          shown.back().second.push_back(*live);
        }
      }
      agrees.push_back(best >= biometric::kDefaultThreshold.get());
    }
    result.verdict = verdict_of(agrees);
    const bool none = std::none_of(agrees.begin(), agrees.end(), [](bool one) { return one; });
    if (none && shown.size() == 2 && any_agrees(shown[0].second, shown[1].first) &&
        any_agrees(shown[1].second, shown[0].first))
      result.verdict = Verdict::fingers_swapped;
  }

  // 6d: the word
  result.word = card::word(result.verdict);
  if (result.word == card::Word::again) return result;
  json fingers = json::object();
  for (const auto& [position, db] : result.best_db)
    fingers[std::to_string(static_cast<int>(position))] = {{"db", db}, {"attempts", result.attempts[position]}};
  json extra{{"verdict", static_cast<int>(result.verdict)},
             {"data_group", result.data_group},
             {"fingers", fingers},
             {"threshold_db", biometric::kDefaultThreshold.get()},
             {"chip_ms", result.chip_ms},
             {"took_ms",
              std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count()}};
  if (!result.face_seen_by.empty()) extra["face_seen_by"] = result.face_seen_by;
  const auto first_db = result.best_db.empty() ? 0 : result.best_db.begin()->second,
             last_db = result.best_db.empty() ? 0 : result.best_db.rbegin()->second;
  const issuance::Event event = result.word == card::Word::succeeded
                                    ? issuance::Event(issuance::PickupAgreed{first_db, last_db})
                                    : issuance::Event(issuance::PickupFailed{static_cast<int>(result.verdict)});
  if (const auto ok = write({docket::draft(event, application, journal::Actor(by.get()), extra.dump())}); !ok)
    return ok.error();
  const auto state = collected(*c, result);
  if (!state) return state.error();
  const auto summons = write_summons(*c, *state);
  if (!summons) return summons.error();
  result.summons = *summons;
  return result;
}

Outcome<documents::Collected> Office::collected(const docket::Case& c, const PickUp& result) const {
  const auto* recorded = confirmation_of(c);
  base::check(recorded != nullptr, "a pick-up without a recording");
  const auto at = moment(clock_.now());
  documents::Collected state{
      .capture = {moment(recorded->time), profile_.service},
      .word = result.word == card::Word::succeeded ? documents::PickUpWord::Berhasil : documents::PickUpWord::Gagal,
      .at = at,
      .fingers = {},
      .cause = result.word == card::Word::succeeded ? 0 : static_cast<int>(result.verdict),
      .cause_words = result.word == card::Word::succeeded ? "" : verdict_words(result.verdict),
      .operator_ = profile_.operator_,
      .face_seen_by = result.face_seen_by};
  for (const auto& [position, db] : result.best_db)
    state.fingers.push_back(
        {finger_words(position), db, biometric::kDefaultThreshold.get(), db >= biometric::kDefaultThreshold.get(), at});
  return state;
}

Outcome<std::filesystem::path> Office::hand_over(const ApplicationNumber& application,
                                                 const std::optional<biometric::GreyImage>& signature,
                                                 const Officer& by, const documents::OldCard& told,
                                                 const Handover& more) {
  const auto number = "T-" + application.get();
  const issuance::HandedOver event{number, std::holds_alternative<documents::OldCardWithdrawn>(told)};
  const auto c = expect(application, event);
  if (!c) return c.error();
  auto old_card = told;
  if (c->basis.kind == issuance::Kind::Lost && std::holds_alternative<documents::NoOldCard>(told))
    if (const auto report = police_report_of(*c)) old_card = *report;
  const auto& card = std::get<issuance::Verified>(c->state).card;
  if (!settles_old_card(c->basis.kind, old_card))
    return Failure{FailureCode::Handover_OldCardMissing, std::string(issuance::label(c->basis.kind))};
  const auto* agreed = c->last("pickup-agreed");
  base::check(agreed != nullptr, "a verified card without its pick-up");
  if (more.scanned && *more.scanned != card.serial)
    return Failure{FailureCode::Handover_OtherCard, more.scanned->get()};
  if (clock_.now().ms - agreed->time.ms > verified_ms)
    return Failure{FailureCode::Handover_VerifiedTooLongAgo, moment(agreed->time).printed()};
  const auto at = moment(clock_.now());
  documents::Receipt receipt{.office = profile_.letterhead,
                             .number = number,
                             .handed = at,
                             .who = biodata_of(*c),
                             .card_number = card.serial.get(),
                             .chip_uid = card.chip.get(),
                             .application = application.get(),
                             .fingers = {},
                             .old_card = old_card,
                             .signature = signature,
                             .service_officer = profile_.service,
                             .operator_ = profile_.operator_,
                             .face_seen_by = json::parse(agreed->body).value("face_seen_by", std::string()),
                             .witness = more.witness};
  const auto agreement = json::parse(agreed->body);
  for (const auto& [position, finger] : agreement.at("fingers").items()) {
    const double db = finger.at("db").get<double>();
    receipt.fingers.push_back({finger_words(static_cast<FingerPosition>(std::stoi(position))), db,
                               biometric::kDefaultThreshold.get(), db >= biometric::kDefaultThreshold.get(),
                               moment(agreed->time)});
  }
  const auto paper = documents::receipt(receipt);
  if (!paper) return failure_of(paper.error(), number);
  // The card leaves the counter only once the act is durable.
  json extra{{"old_card", "none"}};
  if (const auto* withdrawn = std::get_if<documents::OldCardWithdrawn>(&old_card))
    extra = {{"old_card", "withdrawn"}, {"old_card_number", withdrawn->number}};
  if (const auto* lost = std::get_if<documents::OldCardLost>(&old_card))
    extra = {
        {"old_card", "lost"}, {"police_letter", lost->police_letter}, {"police_letter_day", lost->dated.printed()}};
  if (!more.witness.empty()) extra["witness"] = more.witness;
  if (const auto ok = write({docket::draft(event, application, journal::Actor(by.get()), extra.dump())}); !ok)
    return ok.error();
  return write_paper(application.get() + "-tanda-terima.pdf", paper);
}

Outcome<std::filesystem::path> Office::send_up(const ApplicationNumber& application, const Officer& by) {
  const auto c = expect(application, issuance::SentUp{});
  if (!c) return c.error();
  // The counter gives it to the Dinas, the Dinas to the province; from there it is the center's to receive.
  const auto* returning = std::get_if<issuance::Returning>(&c->state);
  const bool ours = returning ? returning->rung == issuance::Rung::District && is_made_here(*c)
                              : c->last("pickup-failed")->site == profile_.site;
  if (!ours) return Failure{FailureCode::Return_NotHere, application.get()};
  const auto* failed = c->last("pickup-failed");
  base::check(failed != nullptr, "a returned card that never failed");
  const auto body = json::parse(failed->body);
  const auto verdict = static_cast<Verdict>(body.value("verdict", 0));
  const auto now = issuance::decide(c->basis, c->state, issuance::SentUp{})->next;
  const auto& there = std::get<issuance::Returning>(now);
  static constexpr const char* rungs[] = {"office.rung_service_point", "office.rung_district", "office.rung_province",
                                          "office.rung_ministry"};
  const int to = static_cast<int>(there.rung) + 1;
  std::string findings = verdict_words(verdict);
  for (const auto& [position, finger] : body.at("fingers").items())
    findings += "; " + base::phrase("office.return_finding",
                                    {{"finger", finger_words(static_cast<FingerPosition>(std::stoi(position)))},
                                     {"db", std::to_string(std::lround(finger.at("db").get<double>()))}});
  const auto who = biodata_of(*c);
  const auto cause = verdict == Verdict::right_finger_differs || verdict == Verdict::left_finger_differs ||
                             verdict == Verdict::both_fingers_differ
                         ? documents::ReturnCause::FingerDiffers
                     : verdict == Verdict::contents_differ || verdict == Verdict::data_group_hash_differs
                         ? documents::ReturnCause::WrongData
                         : documents::ReturnCause::ChipUnreadable;
  const auto number = "BA-" + application.get() + "-" + std::to_string(to);
  const auto paper = documents::return_minutes(
      {.office = profile_.letterhead,
       .number = number,
       .at = moment(clock_.now()),
       .from = {base::phrase(rungs[to - 1]), profile_.service},
       .to = {base::phrase(rungs[to]),
              {.name = base::phrase("office.receiver_line"), .nip = "", .duty = base::phrase("office.receiver_duty")}},
       .cards = {{.nik = who.nik,
                  .name = who.name,
                  .card_number = there.card.serial.get(),
                  .chip_uid = there.card.chip.get(),
                  .cause = cause,
                  .verdict = static_cast<int>(verdict),
                  .findings = findings}},
       .seal = there.card.serial.get() + "/" + std::to_string(to),
       .witness = profile_.operator_});
  if (!paper) return failure_of(paper.error(), number);
  if (const auto ok = write({docket::draft(issuance::SentUp{}, application, journal::Actor(by.get()))}); !ok)
    return ok.error();
  return write_paper(application.get() + "-" + there.card.serial.get() + "-berita-acara-" + std::to_string(to) + ".pdf",
                     paper);
}

}  // namespace ktpel::office
