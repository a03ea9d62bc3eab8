// SPDX-License-Identifier: Apache-2.0
// I.2: from what the devices gave to a sealed packet on its way (SOP 1a-1i).
#include <cmath>
#include <nlohmann/json.hpp>

#include "api/packet.h"
#include "api/store_failure.h"
#include "base/phrase.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/image/codec.h"
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

}  // namespace

Outcome<RecordingReport> Office::record(const ApplicationNumber& application, const Recording& recording,
                                        const Officer& by) {
  const auto c = expect(application, issuance::Recorded{});
  if (!c) return c.error();
  const auto who = biodata_of(*c);
  RecordingReport report;

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
  if (usable.size() < 2) return Failure{FailureCode::Capture_TooFewFingers, who.name};
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
  const auto known = operators_.find(by.get());
  if (known == operators_.end()) return Failure{FailureCode::Capture_OperatorUnknown, by.get()};
  report.operator_db = best_of({recording.operator_finger}, known->second);
  if (report.operator_db < biometric::kDefaultThreshold.get())
    return Failure{FailureCode::Capture_OperatorFingerDiffers, by.get()};

  // 1f, 1h: the statement, and everything into one packet that only the center opens
  const auto biodata_text = registry::text_of(who);
  const auto statement =
      base::phrase("office.truth_statement", {{"name", who.name}, {"nik", std::string(who.nik.digits())}});
  api::CapturePacket packet{application.get(),
                            biodata_text,
                            statement,
                            biometric::encode_png(recording.portrait),
                            biometric::encode_png(recording.signature),
                            {},
                            {}};
  for (const auto& [position, picture] : recording.fingers)
    packet.fingers.push_back({static_cast<int>(position), biometric::encode_png(picture)});
  for (const auto position : report.chip_fingers) packet.chip_fingers.push_back(static_cast<int>(position));
  const auto sealed = center_.seals.seal(api::encode(packet));
  report.packet_bytes = sealed.size();

  json scores = json::object(), quality = json::object();
  for (const auto& [position, db] : report.verification_db) scores[std::to_string(static_cast<int>(position))] = db;
  for (const auto& [position, q] : report.quality) quality[std::to_string(static_cast<int>(position))] = q;
  const json extra{{"biodata_hash", base::sha256(biodata_text).hex()},
                   {"statement", base::sha256(statement).hex()},
                   {"verification_db", scores},
                   {"quality", quality},
                   {"chip_fingers", packet.chip_fingers},
                   {"operator_db", report.operator_db}};
  const auto digest = base::sha256(sealed);
  const auto ok =
      write({docket::draft(issuance::Recorded{digest}, application, journal::Actor(by.get()), extra.dump(), {digest})},
            {sealed});
  if (!ok) return ok.error();

  // 1f, 1i: the papers, printed again from the journal at any time
  const auto at = moment(clock_.now());
  const auto paper =
      write_paper(application.get() + "-pernyataan.pdf",
                  documents::truth_statement(
                      {.office = profile_.letterhead,
                       .application = application.get(),
                       .at = at,
                       .who = who,
                       .recorded = base::phrase("office.recorded", {{"fingers", std::to_string(usable.size())}}),
                       .record_hash = digest,
                       .signature = recording.signature,
                       .operator_ = profile_.operator_,
                       .operator_finger_at = at}));
  if (!paper) return paper.error();
  report.statement = *paper;
  const auto summons = write_summons(*c, documents::Captured{at, profile_.service});
  if (!summons) return summons.error();
  report.summons = *summons;
  return report;
}

}  // namespace ktpel::office
