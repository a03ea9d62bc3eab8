// SPDX-License-Identifier: Apache-2.0
#include "office/capture.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/file.h"
#include "biometric/finger/match.h"
#include "biometric/image/codec.h"
#include "office/failure.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using biometric::FingerPosition;
using nlohmann::json;

namespace {

constexpr const char* ending = ".sealed";
constexpr std::size_t largest_part = 16u << 20;
constexpr std::string_view asides[] = {"alat", "jalur", "penduduk", "berkas", "lain"};

/// 1 to 10; nullopt for another text.
std::optional<int> position_in(std::string_view text) {
  int position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc() || end != text.data() + text.size() || position < 1 || position > 10) return std::nullopt;
  return position;
}

/// "verify-2-1": which finger, nullopt for another part.
std::optional<int> verified_finger(std::string_view part) {
  constexpr std::string_view start = "verify-";
  if (!part.starts_with(start)) return std::nullopt;
  part.remove_prefix(start.size());
  const auto dash = part.find('-');
  if (dash == std::string_view::npos || !position_in(part.substr(dash + 1))) return std::nullopt;
  return position_in(part.substr(0, dash));
}

std::optional<int> finger_of(std::string_view part) {
  constexpr std::string_view start = "finger-";
  if (!part.starts_with(start)) return std::nullopt;
  return position_in(part.substr(start.size()));
}

std::string text_of(const Capture::Facts& facts) {
  json exceptions = json::object();
  for (const auto& [part, why] : facts.exceptions) exceptions[part] = name(why);
  json text{
      {"began", facts.began.ms},
      {"biodata_confirmed", facts.biodata_confirmed},
      {"statement_read", facts.statement_read},
      {"exceptions", exceptions},
      {"approved_by", facts.approved_by ? facts.approved_by->get() : std::string()},
      {"recapture", facts.recapture ? std::string(issuance::name(*facts.recapture)) : std::string()},
      {"approved_too", facts.approved_too ? facts.approved_too->get() : std::string()},
      {"thumb", facts.thumb},
      {"witness",
       {{"name", facts.witness.name}, {"identity", facts.witness.identity}, {"relation", facts.witness.relation}}},
      {"by", facts.by}};
  if (facts.aside)
    text["aside"] = {{"why", Capture::name(facts.aside->why)},
                     {"words", facts.aside->words},
                     {"at", facts.aside->at.ms},
                     {"by", facts.aside->by}};
  return text.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<Capture::Facts> facts_of(std::string_view text) {
  try {
    const auto j = json::parse(text);
    Capture::Facts facts{
        base::Time{j.at("began").get<std::int64_t>()}, j.at("biodata_confirmed"), j.at("statement_read"), {}, {}, {}};
    for (const auto& [part, why] : j.at("exceptions").items()) {
      const auto known = capture_exception_of(why.get<std::string>());
      if (!known) return std::nullopt;
      facts.exceptions.emplace(part, *known);
    }
    if (const auto by = j.at("approved_by").get<std::string>(); !by.empty()) facts.approved_by = Officer(by);
    facts.recapture = issuance::recapture_of(j.at("recapture").get<std::string>());
    // Of an earlier program's recording the following is not there.
    if (const auto too = j.value("approved_too", std::string()); !too.empty()) facts.approved_too = Officer(too);
    facts.thumb = j.value("thumb", false);
    if (const auto w = j.find("witness"); w != j.end())
      facts.witness = {w->at("name").get<std::string>(), w->at("identity").get<std::string>(),
                       w->at("relation").get<std::string>()};
    facts.by = j.value("by", std::string());
    if (const auto aside = j.find("aside"); aside != j.end())
      if (const auto why = Capture::aside_of(aside->at("why").get<std::string>()))
        facts.aside = {*why, aside->at("words").get<std::string>(), base::Time{aside->at("at").get<std::int64_t>()},
                       aside->at("by").get<std::string>()};
    return facts;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::string_view Capture::name(Aside why) { return asides[static_cast<std::size_t>(why)]; }

std::optional<Capture::Aside> Capture::aside_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(asides); ++i)
    if (asides[i] == name) return static_cast<Aside>(i);
  return std::nullopt;
}

std::string Capture::part_of(Proof proof) { return "proof-" + std::string(office::name(proof)); }

bool Capture::is_part(const std::string& name) {
  return (name.starts_with("proof-") && proof_of(name.substr(6))) || name == "portrait" || name == "signature" ||
         name == "iris-right" || name == "iris-left" || name == "operator" || finger_of(name) || verified_finger(name);
}

Outcome<Capture> Capture::open(const std::filesystem::path& folder, const ApplicationNumber& application,
                               const base::SealingKey& key, const base::Clock& clock) {
  Capture capture(folder / "captures" / application.get(), key);
  if (const auto made = base::make_folder(capture.folder_); !made)
    return failure_of(made.error(), capture.folder_.string());
  const auto kept = capture.get("facts");
  if (!kept) return kept.error();
  if (const auto facts = *kept ? facts_of(base::text_of(**kept)) : std::nullopt) {
    capture.facts_ = *facts;
    return capture;
  }
  capture.facts_.began = clock.now();
  if (const auto ok = capture.set_facts(capture.facts_); !ok) return ok.error();
  return capture;
}

Outcome<std::optional<Capture>> Capture::find(const std::filesystem::path& folder, const ApplicationNumber& application,
                                              const base::SealingKey& key) {
  Capture capture(folder / "captures" / application.get(), key);
  const auto kept = capture.get("facts");
  if (!kept) return kept.error();
  const auto facts = *kept ? facts_of(base::text_of(**kept)) : std::nullopt;
  if (!facts) return std::optional<Capture>();
  capture.facts_ = *facts;
  return std::optional(std::move(capture));
}

std::vector<ApplicationNumber> Capture::begun(const std::filesystem::path& folder) {
  std::vector<ApplicationNumber> out;
  std::error_code none;
  for (const auto& kept : std::filesystem::directory_iterator(folder / "captures", none))
    out.emplace_back(kept.path().filename().string());
  return out;
}

std::size_t Capture::fingers_left() const {
  const auto taken = parts();
  std::size_t left = 0;
  for (int position = 1; position <= 10; ++position) {
    const auto part = "finger-" + std::to_string(position);
    left += taken.count(part) || !facts_.exceptions.count(part);
  }
  return left;
}

bool Capture::needs_two_approvals() const { return fingers_left() < Office::fewest_fingers; }

bool Capture::needs_approval() const {
  return !facts_.exceptions.empty() && (!facts_.approved_by || (needs_two_approvals() && !facts_.approved_too));
}

int Capture::step(bool has_iris_scanner, bool reuses) const {
  const auto taken = parts();
  const auto there = [&](const std::string& part) { return taken.count(part) || facts_.exceptions.count(part); };
  const bool verified =
      std::any_of(taken.begin(), taken.end(), [](const std::string& part) { return part.starts_with("verify-"); });
  if (!facts_.biodata_confirmed) return 1;
  if (reuses) return !verified ? 2 : facts_.statement_read ? 4 : 3;
  if (!taken.count("portrait")) return 2;
  if (!taken.count("signature")) return 3;
  for (int position = 1; position <= 10; ++position)
    if (!there("finger-" + std::to_string(position))) return 4;
  if (has_iris_scanner && !(there("iris-right") && there("iris-left"))) return 5;
  if (!verified && fingers_left() > 0) return 6;
  return facts_.statement_read ? 8 : 7;
}

Outcome<Done> Capture::put(const std::string& part, base::ByteView bytes) {
  const auto path = folder_ / (part + ending);
  const auto ok = base::write_file_durably(path, key_->certificate().seal(bytes), 0600);
  if (!ok) return failure_of(ok.error(), path.string());
  return Done{};
}

Outcome<std::optional<base::Bytes>> Capture::get(const std::string& part) const {
  const auto path = folder_ / (part + ending);
  const auto sealed = base::read_file(path, largest_part);
  if (!sealed && sealed.error() == base::FileError::Missing) return std::optional<base::Bytes>();
  if (!sealed) return failure_of(sealed.error(), path.string());
  auto plain = key_->open(*sealed);
  if (!plain) return Failure{FailureCode::Capture_PartUnreadable, part};
  return std::optional(std::move(*plain));
}

Outcome<Done> Capture::remove(const std::string& part) {
  std::error_code error;
  std::filesystem::remove(folder_ / (part + ending), error);
  if (error) return Failure{FailureCode::Capture_NotRemoved, (folder_ / (part + ending)).string()};
  return Done{};
}

std::set<std::string> Capture::parts() const {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder_, error)) {
    const auto name = file.path().stem().string();
    if (file.path().extension() == ending && is_part(name)) names.insert(name);
  }
  return names;
}

Outcome<Done> Capture::discard() {
  for (const auto& part : parts())
    if (const auto ok = remove(part); !ok) return ok;
  if (const auto ok = remove("facts"); !ok) return ok;
  std::error_code error;
  std::filesystem::remove(folder_, error);  // an empty folder that stays is of no harm
  return Done{};
}

Outcome<Done> Capture::set_facts(const Facts& facts) {
  facts_ = facts;
  return put("facts", base::bytes_of(text_of(facts)));
}

Outcome<biometric::GreyImage> Capture::grey(const std::string& part) const {
  const auto bytes = get(part);
  if (!bytes) return bytes.error();
  auto image = *bytes ? biometric::decode_grey(**bytes)
                      : base::Result<biometric::GreyImage, biometric::ImageError>(biometric::ImageError::Missing);
  if (!image) return Failure{FailureCode::Capture_PartMissing, part};
  return std::move(*image);
}

std::optional<SignatureMark> Capture::mark() const {
  const auto why = facts_.exceptions.find("signature");
  if (why == facts_.exceptions.end()) return std::nullopt;
  return SignatureMark{why->second, facts_.thumb, facts_.witness};
}

Outcome<Recording> Capture::recording() const {
  const auto portrait_bytes = get("portrait");
  if (!portrait_bytes) return portrait_bytes.error();
  auto portrait = *portrait_bytes
                      ? biometric::decode_colour(**portrait_bytes)
                      : base::Result<biometric::ColourImage, biometric::ImageError>(biometric::ImageError::Missing);
  if (!facts_.biodata_confirmed || !facts_.statement_read || !portrait)
    return Failure{FailureCode::Capture_StepMissing, !portrait                   ? "portrait"
                                                     : !facts_.biodata_confirmed ? "biodata_confirmed"
                                                                                 : "statement_read"};
  auto signature = grey("signature");
  if (!signature) return signature.error();
  auto operators = grey("operator");
  if (!operators) return operators.error();
  Recording recording{.portrait = std::move(*portrait),
                      .signature = std::move(*signature),
                      .fingers = {},
                      .verification = {},
                      .operator_finger = std::move(*operators)};
  recording.approved_by = facts_.approved_by;
  recording.approved_too = facts_.approved_too;
  recording.recapture = facts_.recapture;
  recording.mark = mark();
  for (const auto of : {Proof::RightHand, Proof::LeftHand, Proof::Eyes}) {
    const auto bytes = get(part_of(of));
    if (!bytes) return bytes.error();
    if (!*bytes) continue;
    if (auto picture = biometric::decode_colour(**bytes)) recording.proofs.emplace(of, std::move(*picture));
  }
  recording.began = facts_.began;
  for (const auto& part : parts()) {
    const auto finger = finger_of(part), verified = verified_finger(part);
    const bool eye = part.starts_with("iris-");
    if (!finger && !verified && !eye) continue;
    auto picture = grey(part);
    if (!picture) return picture.error();
    if (finger)
      recording.fingers.emplace(static_cast<FingerPosition>(*finger), std::move(*picture));
    else if (verified)
      recording.verification[static_cast<FingerPosition>(*verified)].push_back(std::move(*picture));
    else
      recording.irises.emplace(part == "iris-right" ? Eye::Right : Eye::Left, std::move(*picture));
  }
  for (const auto& [part, why] : facts_.exceptions) {
    if (const auto finger = finger_of(part); finger && !recording.fingers.count(static_cast<FingerPosition>(*finger)))
      recording.finger_exceptions.emplace(static_cast<FingerPosition>(*finger), why);
    if (part == "iris-right" && !recording.irises.count(Eye::Right)) recording.eye_exceptions.emplace(Eye::Right, why);
    if (part == "iris-left" && !recording.irises.count(Eye::Left)) recording.eye_exceptions.emplace(Eye::Left, why);
  }
  return recording;
}

Outcome<Presentation> Capture::presentation() const {
  auto signature = grey("signature");
  if (!signature) return signature.error();
  auto operators = grey("operator");
  if (!operators) return operators.error();
  Presentation presentation{.presses = {},
                            .signature = std::move(*signature),
                            .operator_finger = std::move(*operators),
                            .began = facts_.began,
                            .mark = mark()};
  for (const auto& part : parts()) {
    const auto verified = verified_finger(part);
    if (!verified) continue;
    auto picture = grey(part);
    if (!picture) return picture.error();
    presentation.presses[static_cast<FingerPosition>(*verified)].push_back(std::move(*picture));
  }
  return presentation;
}

std::optional<SequenceFault> sequence_fault(const std::map<FingerPosition, biometric::FingerTemplate>& taken,
                                            const std::map<FingerPosition, biometric::FingerTemplate>& before,
                                            const biometric::FingerTemplate* operators) {
  const auto same = [](const biometric::FingerTemplate& a, const biometric::FingerTemplate& b) {
    const auto score = biometric::match(biometric::Probe(a), biometric::Candidate(b));
    return score && *score >= biometric::kDefaultThreshold;
  };
  // The same finger of the other hand lies where this one should, more than once: the hands were taken one for the
  // other.
  const auto mirrored = std::count_if(taken.begin(), taken.end(), [&](const auto& one) {
    const int position = static_cast<int>(one.first);
    const auto other = before.find(static_cast<FingerPosition>(position <= 5 ? position + 5 : position - 5));
    return other != before.end() && same(one.second, other->second);
  });
  if (mirrored >= 2) return SequenceFault{SequenceFault::Kind::OtherHand, taken.begin()->first};
  for (auto one = taken.begin(); one != taken.end(); ++one) {
    if (operators && same(one->second, *operators))
      return SequenceFault{SequenceFault::Kind::OperatorsFinger, one->first};
    for (auto other = std::next(one); other != taken.end(); ++other)
      if (same(one->second, other->second))
        return SequenceFault{SequenceFault::Kind::SameFingerTwice, one->first, other->first};
    for (const auto& [position, finger] : before)
      if (position != one->first && same(one->second, finger))
        return SequenceFault{SequenceFault::Kind::SameFingerTwice, one->first, position};
  }
  return std::nullopt;
}

}  // namespace ktpel::office
