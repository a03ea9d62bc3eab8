// SPDX-License-Identifier: Apache-2.0
// I.2: from what the devices gave to a sealed packet on its way (SOP 1a-1i).
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "api/packet.h"
#include "api/store_failure.h"
#include "base/phrase.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/image/codec.h"
#include "biometric/image/jpeg2000.h"
#include "biometric/image/wsq.h"
#include "documents/truth_statement.h"
#include "office/chip_fingers.h"
#include "office/failure.h"
#include "office/office.h"
#include "registry/resident.h"

namespace ktpel::office {
namespace {

using api::Failure;
using api::FailureCode;
using biometric::FingerPosition;
using biometric::GreyImage;
using nlohmann::json;

/// The best score of several presses against one recorded finger; presses that cannot be read count as 0.
double best_of(const std::vector<biometric::GreyImage>& presses, const biometric::FingerTemplate& recorded) {
  const biometric::Candidate candidate(recorded);
  double best = 0;
  for (const auto& press : presses) {
    const auto finger = biometric::extract(press);
    if (!finger) continue;
    const auto score = biometric::match(biometric::Probe(*finger), candidate);
    if (score) best = std::max(best, score->get());
  }
  return best;
}

std::string with_score(FingerPosition finger, double db) {
  return finger_words(finger) + ", " + std::to_string(std::lround(db)) + " dB";
}

constexpr std::string_view exceptions[] = {"missing",     "bandaged", "damaged",   "worn",
                                           "cannot-open", "clouded",  "unwilling", "cannot-write"};
constexpr std::string_view proofs[] = {"right-hand", "left-hand", "eyes"};

// What keeps a whole packet below 600 kB, so that it passes a line of 64 kbit/s in 80 s.
constexpr std::size_t portrait_bytes = 60000, iris_bytes = 20000, proof_bytes = 20000;

std::string exception_words(CaptureException why) { return base::phrase("office.exception_" + std::string(name(why))); }
std::string eye_words(Eye eye) { return base::phrase(eye == Eye::Right ? "office.right_eye" : "office.left_eye"); }

/// Of those exceptions that a photograph can show, which it must show and does not; empty if all are shown.
std::string unproven(const Recording& recording) {
  std::set<Proof> wanted;
  for (const auto& [finger, why] : recording.finger_exceptions)
    if (is_seen(why)) wanted.insert(static_cast<int>(finger) <= 5 ? Proof::RightHand : Proof::LeftHand);
  for (const auto& [eye, why] : recording.eye_exceptions)
    if (is_seen(why)) wanted.insert(Proof::Eyes);
  std::string out;
  for (const auto of : wanted)
    if (!recording.proofs.count(of))
      out += (out.empty() ? "" : ", ") + base::phrase("office.proof_" + std::string(name(of)));
  return out;
}

/// "jari manis kanan (diperban/luka), ...", and who approved it; empty if everything was recorded.
std::string left_out_words(const Recording& recording) {
  std::string out;
  const auto add = [&](const std::string& what, CaptureException why) {
    out += (out.empty() ? "" : ", ") + what + " (" + exception_words(why) + ")";
  };
  for (const auto& [finger, why] : recording.finger_exceptions) add(finger_words(finger), why);
  for (const auto& [eye, why] : recording.eye_exceptions) add(eye_words(eye), why);
  if (out.empty() || !recording.approved_by) return out;
  auto who = recording.approved_by->get();
  if (recording.approved_too) who += ", " + recording.approved_too->get();
  return base::phrase("office.left_out", {{"parts", out}, {"who", who}});
}

std::optional<documents::TruthStatement::Marked> on_paper(const std::optional<SignatureMark>& mark) {
  if (!mark) return std::nullopt;
  return documents::TruthStatement::Marked{base::phrase(mark->thumb ? "office.mark_thumb" : "office.mark_cross"),
                                           mark->witness.name, mark->witness.identity, mark->witness.relation};
}

/// A mark without somebody who saw it made.
bool lacks_witness(const std::optional<SignatureMark>& mark) {
  return mark && (mark->witness.name.empty() || mark->witness.identity.empty());
}

biometric::ColourImage in_colour(const GreyImage& grey) {
  std::vector<std::uint8_t> rgb;
  rgb.reserve(static_cast<std::size_t>(grey.width()) * static_cast<std::size_t>(grey.height()) * 3);
  for (int y = 0; y < grey.height(); ++y)
    for (int x = 0; x < grey.width(); ++x) rgb.insert(rgb.end(), 3, grey.at(x, y));
  return {grey.width(), grey.height(), std::move(rgb)};
}

}  // namespace

std::string truth_statement_of(const person::Biodata& who) {
  return base::phrase("office.truth_statement", {{"name", who.name}, {"nik", std::string(who.nik.digits())}});
}

std::string_view name(CaptureException why) { return exceptions[static_cast<std::size_t>(why)]; }

std::optional<CaptureException> capture_exception_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(exceptions); ++i)
    if (exceptions[i] == name) return static_cast<CaptureException>(i);
  return std::nullopt;
}

std::string_view name(Proof of) { return proofs[static_cast<std::size_t>(of)]; }

std::optional<Proof> proof_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(proofs); ++i)
    if (proofs[i] == name) return static_cast<Proof>(i);
  return std::nullopt;
}

bool is_seen(CaptureException why) {
  return why != CaptureException::Worn && why != CaptureException::Unwilling && why != CaptureException::CannotWrite;
}

Outcome<base::Done> Office::sign_off(const GreyImage& finger, const Officer& by, double& db) const {
  const auto known = operators_.find(by.get());
  if (known == operators_.end()) return Failure{FailureCode::Capture_OperatorUnknown, by.get()};
  db = best_of({finger}, known->second);
  if (db < biometric::kDefaultThreshold.get()) return Failure{FailureCode::Capture_OperatorFingerDiffers, by.get()};
  return base::Done{};
}

Outcome<RecordingReport> Office::record(const ApplicationNumber& application, const Recording& recording,
                                        const Officer& by) {
  const auto start = clock_.now();
  const auto c = find(application);
  if (!c) return c.error();
  const auto allowed = issuance::decide(c->basis, c->state, issuance::Recorded{{}, recording.recapture});
  if (!allowed && allowed.error() == issuance::Refusal::ReasonMissing)
    return Failure{FailureCode::Capture_RecaptureNeedsReason, std::string(issuance::label(c->basis.kind))};
  if (const auto ok = expect(application, issuance::Recorded{{}, recording.recapture}); !ok) return ok.error();
  const auto who = biodata_of(*c);
  RecordingReport report;

  // 1c, 1d: nothing is left out without a word and a supervisor
  std::string missing;
  for (int position = 1; position <= 10; ++position) {
    const auto finger = static_cast<FingerPosition>(position);
    if (!recording.fingers.count(finger) && !recording.finger_exceptions.count(finger))
      missing += (missing.empty() ? "" : ", ") + finger_words(finger);
  }
  if (profile_.has_iris_scanner)
    for (const auto eye : {Eye::Right, Eye::Left})
      if (!recording.irises.count(eye) && !recording.eye_exceptions.count(eye))
        missing += (missing.empty() ? "" : ", ") + eye_words(eye);
  if (!missing.empty()) return Failure{FailureCode::Capture_NotAllRecorded, missing};
  const bool excepted = !recording.finger_exceptions.empty() || !recording.eye_exceptions.empty() || recording.mark;
  const auto& [first, second] = std::pair(recording.approved_by, recording.approved_too);
  const bool alone = !first || *first == by;
  const bool by_two = !alone && second && *second != by && *second != *first;
  if ((excepted && alone) || (recording.fingers.size() < fewest_fingers && !by_two))
    return Failure{FailureCode::Capture_ExceptionNotApproved, who.name};
  if (const auto what = unproven(recording); !what.empty()) return Failure{FailureCode::Capture_ProofMissing, what};
  if (const auto ok = expect_witness(recording.mark, who.name); !ok) return ok.error();

  // 1c: every finger that can be used
  std::map<FingerPosition, biometric::FingerTemplate> fingers;
  std::vector<FingerPosition> usable;
  for (const auto& [position, picture] : recording.fingers) {
    auto finger = biometric::extract(picture);
    if (!finger) {
      report.unusable.push_back(position);
      continue;
    }
    report.quality[position] = biometric::quality(*finger);
    usable.push_back(position);
    fingers.emplace(position, std::move(*finger));
  }
  // What was pressed and cannot be read is pressed again, or excepted: a person is no exception for a dirty glass.
  if (usable.size() < std::min(fewest_fingers, recording.fingers.size()))
    return Failure{FailureCode::Capture_TooFewFingers, who.name};
  report.chip_fingers = choose_chip_fingers(usable);

  // 1e: the resident's fingers once more, against what was just recorded
  for (const auto position : report.chip_fingers) {
    const auto presses = recording.verification.find(position);
    const double db = presses == recording.verification.end() ? 0 : best_of(presses->second, fingers.at(position));
    report.verification_db[position] = db;
    if (db < biometric::kDefaultThreshold.get())
      return Failure{FailureCode::Capture_VerificationFailed, with_score(position, db)};
  }

  // 1g: the operator's own finger
  if (const auto ok = sign_off(recording.operator_finger, by, report.operator_db); !ok) return ok.error();

  // 1f, 1h: the statement, and everything into one packet that only the center opens
  const auto biodata_text = registry::text_of(who);
  const auto statement = truth_statement_of(who);
  api::CapturePacket packet{application.get(),
                            biodata_text,
                            statement,
                            biometric::encode_jp2(recording.portrait, portrait_bytes),
                            biometric::encode_png(recording.signature),
                            {},
                            {},
                            {},
                            {}};
  for (const auto& [position, picture] : recording.fingers)
    packet.fingers.push_back({static_cast<int>(position), biometric::encode_wsq(picture)});
  for (const auto& [eye, picture] : recording.irises)
    packet.irises.push_back({eye == Eye::Right, biometric::encode_jp2(in_colour(picture), iris_bytes)});
  for (const auto& [finger, why] : recording.finger_exceptions)
    packet.exceptions.push_back({"finger-" + std::to_string(static_cast<int>(finger)), std::string(name(why))});
  for (const auto& [eye, why] : recording.eye_exceptions)
    packet.exceptions.push_back({eye == Eye::Right ? "iris-right" : "iris-left", std::string(name(why))});
  if (recording.mark) {
    const auto& [why, thumb, witness] = *recording.mark;
    packet.exceptions.push_back({"signature", std::string(name(why))});
    packet.mark = api::CapturePacket::Mark{thumb, witness.name, witness.identity, witness.relation};
  }
  for (const auto& [of, picture] : recording.proofs)
    packet.proofs.push_back({std::string(name(of)), biometric::encode_jp2(picture, proof_bytes)});
  for (const auto position : report.chip_fingers) packet.chip_fingers.push_back(static_cast<int>(position));
  const auto sealed = center_.seals.seal(api::encode(packet));
  report.packet_bytes = sealed.size();

  json scores = json::object(), quality = json::object(), left_out = json::object();
  for (const auto& e : packet.exceptions) left_out[e.what] = e.why;
  for (const auto& [position, db] : report.verification_db) scores[std::to_string(static_cast<int>(position))] = db;
  for (const auto& [position, q] : report.quality) quality[std::to_string(static_cast<int>(position))] = q;
  json extra{{"biodata_hash", base::sha256(biodata_text).hex()},
             {"statement", base::sha256(statement).hex()},
             {"verification_db", scores},
             {"quality", quality},
             {"chip_fingers", packet.chip_fingers},
             {"operator_db", report.operator_db},
             {"exceptions", left_out},
             {"approved_by", recording.approved_by ? recording.approved_by->get() : std::string()},
             {"took_ms", clock_.now().ms - recording.began.value_or(start).ms}};
  if (recording.approved_too) extra["approved_too"] = recording.approved_too->get();
  if (!recording.proofs.empty()) extra["proofs"] = recording.proofs.size();
  const auto digest = base::sha256(sealed);
  const auto ok = write({docket::draft(issuance::Recorded{digest, recording.recapture}, application,
                                       journal::Actor(by.get()), extra.dump(), {digest})},
                        {sealed});
  if (!ok) return ok.error();

  // 1f, 1i: the papers, printed again from the journal at any time
  const auto at = moment(clock_.now());
  const auto paper =
      write_statement(*c, who, at, base::phrase("office.recorded", {{"fingers", std::to_string(usable.size())}}),
                      digest, recording.signature, recording.mark, left_out_words(recording));
  if (!paper) return paper.error();
  report.statement = *paper;
  const auto summons = write_summons(*c, documents::Captured{at, profile_.service});
  if (!summons) return summons.error();
  report.summons = *summons;
  return report;
}

/// 1f: a mark in place of a signature is made before a witness.
Outcome<base::Done> Office::expect_witness(const std::optional<SignatureMark>& mark, const std::string& who) {
  if (lacks_witness(mark)) return Failure{FailureCode::Capture_WitnessMissing, who};
  return base::Done{};
}

Outcome<std::filesystem::path> Office::write_statement(const docket::Case& c, const person::Biodata& who,
                                                       const documents::Moment& at, const std::string& recorded,
                                                       const base::Digest& digest, const GreyImage& signature,
                                                       const std::optional<SignatureMark>& mark,
                                                       const std::string& left_out) {
  return write_paper(c.number.get() + "-pernyataan.pdf", documents::truth_statement({.office = profile_.letterhead,
                                                                                     .application = c.number.get(),
                                                                                     .at = at,
                                                                                     .who = who,
                                                                                     .recorded = recorded,
                                                                                     .record_hash = digest,
                                                                                     .signature = signature,
                                                                                     .operator_ = profile_.operator_,
                                                                                     .operator_finger_at = at,
                                                                                     .left_out = left_out,
                                                                                     .mark = on_paper(mark)}));
}

Outcome<RecordingReport> Office::present(const ApplicationNumber& application, const Presentation& presentation,
                                         const Officer& by) {
  const auto start = clock_.now();
  const auto c = expect(application, issuance::Presented{});
  if (!c) return c.error();
  const auto who = biodata_of(*c);
  RecordingReport report;
  api::ClaimPacket packet{application.get(), registry::text_of(who), truth_statement_of(who), {}};
  for (const auto& [position, presses] : presentation.presses)
    for (const auto& press : presses) {
      const auto finger = biometric::extract(press);
      if (!finger) {
        report.unusable.push_back(position);
        continue;
      }
      auto& best = report.quality[position];
      best = std::max(best, biometric::quality(*finger));
      if (packet.fingers.size() < 10)
        packet.fingers.push_back({static_cast<int>(position), biometric::encode_wsq(press)});
    }
  if (packet.fingers.empty()) return Failure{FailureCode::Capture_NoFingerToPresent, who.name};
  if (const auto ok = expect_witness(presentation.mark, who.name); !ok) return ok.error();
  if (const auto ok = sign_off(presentation.operator_finger, by, report.operator_db); !ok) return ok.error();
  const auto sealed = center_.seals.seal(api::encode(packet));
  report.packet_bytes = sealed.size();
  const json extra{{"biodata_hash", base::sha256(packet.biodata).hex()},
                   {"statement", base::sha256(packet.statement).hex()},
                   {"operator_db", report.operator_db},
                   {"took_ms", clock_.now().ms - presentation.began.value_or(start).ms}};
  const auto digest = base::sha256(sealed);
  const auto ok =
      write({docket::draft(issuance::Presented{digest}, application, journal::Actor(by.get()), extra.dump(), {digest})},
            {sealed});
  if (!ok) return ok.error();
  const auto at = moment(clock_.now());
  const auto paper = write_statement(*c, who, at, base::phrase("office.presented"), digest, presentation.signature,
                                     presentation.mark, "");
  if (!paper) return paper.error();
  report.statement = *paper;
  const auto summons = write_summons(*c, documents::Captured{at, profile_.service});
  if (!summons) return summons.error();
  report.summons = *summons;
  return report;
}

}  // namespace ktpel::office
