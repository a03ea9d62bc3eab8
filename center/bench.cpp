// SPDX-License-Identifier: Apache-2.0
#include "center/bench.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/secret.h"
#include "biometric/finger/extract.h"
#include "biometric/image/codec.h"
#include "center/registry_projection.h"
#include "issuance/event_text.h"

namespace ktpel::center {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using issuance::ApplicationNumber;
using nlohmann::json;
using officer::Role;

namespace {

/// Who was found alike, in the states in which somebody looks at it; empty in all others.
std::vector<issuance::Resemblance> candidates_of(const issuance::Application& state) {
  return std::visit(
      [](const auto& s) -> std::vector<issuance::Resemblance> {
        if constexpr (requires { s.candidates; })
          return s.candidates;
        else if constexpr (requires { s.earlier; })
          return {s.earlier};
        else
          return {};
      },
      state);
}

Contents contents_of(const api::CapturePacket& packet) {
  Contents out;
  for (const auto& finger : packet.fingers) out.fingers.push_back(finger.position);
  for (const auto& iris : packet.irises) (iris.right ? out.right_iris : out.left_iris) = true;
  out.exceptions = packet.exceptions;
  for (const auto& proof : packet.proofs) out.proofs.push_back(proof.of);
  out.mark = packet.mark;
  return out;
}

std::string about(const ApplicationNumber& application, const std::string& what) {
  return application.get() + " " + what;
}

}  // namespace

Bench::Recording::~Recording() {
  const auto wipe = [](base::Bytes& bytes) { base::wipe(bytes.data(), bytes.size()); };
  wipe(packet.portrait);
  wipe(packet.signature);
  for (auto& finger : packet.fingers) wipe(finger.picture);
  for (auto& iris : packet.irises) wipe(iris.picture);
  for (auto& proof : packet.proofs) wipe(proof.picture);
  base::wipe(reinterpret_cast<std::uint8_t*>(packet.biodata.data()), packet.biodata.size());
}

/// An officer of a region looks at contests between its own people alone.
Outcome<bool> Bench::sees(const docket::Case& probe, const std::vector<issuance::Resemblance>& candidates,
                          const officer::Account& who) const {
  if (who.region.empty()) return true;
  std::vector<person::Nik> niks{probe.nik};
  for (const auto& candidate : candidates) niks.push_back(candidate.nik);
  for (const auto& nik : niks) {
    const auto area = center_.area_of(nik);
    if (!area) return area.error();
    if (!Scope{who.region}.holds(*area)) return false;
  }
  return true;
}

Outcome<Bench::Parties> Bench::parties(const ApplicationNumber& contest, const officer::Account& who) {
  auto c = center_.application(contest);
  if (!c) return c.error();
  Parties parties{std::move(*c), {}};
  parties.candidates = candidates_of(parties.probe.state);
  if (parties.candidates.empty()) return Failure{FailureCode::Center_NoSuchContest, contest.get()};
  const auto seen = sees(parties.probe, parties.candidates, who);
  if (!seen) return seen.error();
  if (!*seen) return Center::other_region(contest.get());
  return parties;
}

Outcome<Done> Bench::may_judge(const ApplicationNumber& contest, const officer::Account& who) {
  if (const auto found = parties(contest, who); !found) return found.error();
  return Done{};
}

Outcome<std::vector<ContestLine>> Bench::due(const officer::Account& who) {
  std::vector<ContestLine> lines;
  const bool adjudicates = who.roles.count(Role::Adjudicator), settles = who.roles.count(Role::Supervisor);
  for (const auto& [state, wanted] :
       {std::pair("Adjudicating", adjudicates), std::pair("HalfJudged", adjudicates), std::pair("Disputed", settles)}) {
    if (!wanted) continue;
    const auto waiting = center_.journal().read([&](store::Queries& q) { return docket::in_state(q, state); });
    if (!waiting) return failure_of(waiting.error(), "ajudikasi");
    for (const auto& number : *waiting) {
      const auto c = center_.application(number);
      if (!c) return c.error();
      const auto* half = std::get_if<issuance::HalfJudged>(&c->state);
      if (half && half->first.get() == who.name) continue;
      const auto candidates = candidates_of(c->state);
      const auto seen = sees(*c, candidates, who);
      if (!seen) return seen.error();
      if (!*seen) continue;
      const auto *found = c->last("somebody-resembles"), *registration = c->last("registration");
      base::check(found && registration, "a contest without a search that found somebody");
      lines.push_back({number, json::parse(registration->body).value("name", std::string()), c->office().text(),
                       candidates.size(), found->time, std::holds_alternative<issuance::Disputed>(c->state)});
    }
  }
  std::stable_sort(lines.begin(), lines.end(), [](const ContestLine& a, const ContestLine& b) {
    return std::pair(a.since, a.application) < std::pair(b.since, b.application);
  });
  return lines;
}

Outcome<std::shared_ptr<const Bench::Recording>> Bench::recording(const Parties& parties,
                                                                  const ApplicationNumber& which,
                                                                  const officer::Account& who) {
  std::vector<ApplicationNumber> all{parties.probe.number};
  for (const auto& candidate : parties.candidates) all.push_back(candidate.earlier);
  if (std::find(all.begin(), all.end(), which) == all.end())
    return Failure{FailureCode::Center_NotInThisContest, about(parties.probe.number, which.get())};
  const std::scoped_lock lock(mutex_);
  const std::pair key(who.name, parties.probe.number);
  auto found = opened_.find(key);
  if (found != opened_.end() && clock_.now().ms - found->second.last.ms >= open_ms) {
    opened_.erase(found);
    found = opened_.end();
  }
  if (found == opened_.end()) {
    std::vector<journal::Draft> drafts;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& nik = i == 0 ? parties.probe.nik : parties.candidates[i - 1].nik;
      const auto body = json{{"nik", nik.digits()}, {"contest", parties.probe.number.get()}}.dump();
      drafts.push_back(
          {journal::Actor(who.name), "recording-opened", all[i].get(), *journal::canonical_body(body), {}});
    }
    if (const auto ok = center_.write(drafts); !ok) return ok.error();
    found = opened_.emplace(key, Opened{{}, clock_.now()}).first;
  }
  found->second.last = clock_.now();
  auto& kept = found->second.recordings[which];
  if (!kept) {
    const auto c = center_.application(which);
    if (!c) return c.error();
    auto packet = center_.recording_of(*c);
    if (!packet) return packet.error();
    kept = std::make_shared<const Recording>(std::move(*packet));
  }
  return kept;
}

Outcome<ContestFile> Bench::open(const ApplicationNumber& contest, const officer::Account& who) {
  auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const auto side = [&](const ApplicationNumber& which) -> Outcome<Side> {
    const auto opened = recording(*parties, which, who);
    if (!opened) return opened.error();
    auto c = center_.application(which);
    if (!c) return c.error();
    auto resident = center_.journal().read([&](store::Queries& q) { return whole_resident(q, c->nik); });
    if (!resident) return failure_of(resident.error(), which.get());
    return Side{std::move(*c), std::move(*resident), contents_of((*opened)->packet)};
  };
  auto probe = side(contest);
  if (!probe) return probe.error();
  const auto* found = probe->application.last("somebody-resembles");
  base::check(found != nullptr, "a contest without a search that found somebody");
  const auto search = json::parse(found->body);
  ContestFile file{std::move(*probe), {}, search.value("threshold_db", 0.0), found->time, {}};
  // The hits stand beside the candidates of the event, in the same order.
  const auto event = issuance::event_of(found->kind, found->body);
  const auto* resembles = event ? std::get_if<issuance::SomebodyResembles>(&*event) : nullptr;
  base::check(resembles != nullptr, "a search's entry that the docket took and cannot be read");
  const auto hits = search.value("hits", json::array());
  for (const auto& candidate : parties->candidates) {
    auto other = side(candidate.earlier);
    if (!other) return other.error();
    Suspect suspect{std::move(*other), candidate.score_db, {}, {}};
    for (std::size_t i = 0; i < resembles->candidates.size() && i < hits.size(); ++i) {
      if (resembles->candidates[i].earlier != candidate.earlier) continue;
      const auto fingers = hits[i].value("finger_db", json::object());
      for (const auto& [position, db] : fingers.items())
        suspect.finger_db.emplace(std::stoi(position), db.get<double>());
    }
    if (file.probe.resident && suspect.side.resident)
      suspect.differences = registry::differing_fields(*file.probe.resident, *suspect.side.resident);
    file.suspects.push_back(std::move(suspect));
  }
  if (std::holds_alternative<issuance::Disputed>(file.probe.application.state) && who.roles.count(Role::Supervisor))
    for (const auto& entry : file.probe.application.history) {
      if (entry.kind == "somebody-resembles") file.said.clear();  // what was said of an earlier search
      if (entry.kind != "judged") continue;
      const auto judged = issuance::event_of(entry.kind, entry.body);
      if (const auto* one = judged ? std::get_if<issuance::Judged>(&*judged) : nullptr)
        file.said.push_back({one->judgement, one->reason});
    }
  return file;
}

Outcome<base::Bytes> Bench::finger_of(const Recording& recording, int position, const std::string& about) const {
  for (const auto& finger : recording.packet.fingers)
    if (finger.position == position) return finger.picture;
  return Failure{FailureCode::Center_FingerNotRecorded, about};
}

Outcome<base::Bytes> Bench::finger(const ApplicationNumber& contest, const ApplicationNumber& which, int position,
                                   const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const auto opened = recording(*parties, which, who);
  if (!opened) return opened.error();
  const auto of = about(which, std::to_string(position));
  const auto stored = finger_of(**opened, position, of);
  if (!stored) return stored.error();
  const auto image = biometric::decode_grey(*stored);
  if (!image) return Failure{FailureCode::Center_FingerUnreadable, of};
  return biometric::encode_png(*image);
}

Outcome<base::Bytes> Bench::picture(const ApplicationNumber& contest, const ApplicationNumber& which, Picture what,
                                    const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const auto opened = recording(*parties, which, who);
  if (!opened) return opened.error();
  const auto& packet = (*opened)->packet;
  const base::Bytes* stored = nullptr;
  if (what == Picture::Portrait) stored = &packet.portrait;
  if (what == Picture::Signature) stored = &packet.signature;
  for (const auto& iris : packet.irises)
    if (what == (iris.right ? Picture::RightIris : Picture::LeftIris)) stored = &iris.picture;
  for (const auto& [of, shown] : {std::pair("right-hand", Picture::RightHand),
                                  std::pair("left-hand", Picture::LeftHand), std::pair("eyes", Picture::Eyes)})
    for (const auto& proof : packet.proofs)
      if (what == shown && proof.of == of) stored = &proof.picture;
  if (!stored || stored->empty()) return Failure{FailureCode::Center_PictureNotRecorded, which.get()};
  const auto image = biometric::decode_colour(*stored);
  if (!image) return Failure{FailureCode::Center_PictureUnreadable, which.get()};
  return biometric::encode_png(*image);
}

Outcome<Explanation> Bench::explain(const ApplicationNumber& contest, const ApplicationNumber& candidate, int position,
                                    const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  std::optional<biometric::FingerTemplate> fingers[2];
  for (int i = 0; i < 2; ++i) {
    const auto& which = i == 0 ? contest : candidate;
    const auto opened = recording(*parties, which, who);
    if (!opened) return opened.error();
    const auto stored = finger_of(**opened, position, about(which, std::to_string(position)));
    if (!stored) return stored.error();
    const auto image = biometric::decode_grey(*stored);
    auto extracted =
        image ? biometric::extract(*image)
              : base::Result<biometric::FingerTemplate, biometric::ExtractError>(biometric::ExtractError::Blank);
    if (extracted) fingers[i] = std::move(*extracted);
  }
  const auto comparison =
      fingers[0] && fingers[1]
          ? biometric::compare(biometric::Probe(*fingers[0]), biometric::Candidate(*fingers[1]))
          : base::Result<biometric::Comparison, biometric::MatchError>(biometric::MatchError::TooFewMinutiae);
  if (!comparison) return Failure{FailureCode::Center_FingersNotComparable, about(candidate, std::to_string(position))};
  return Explanation{std::move(*fingers[0]), std::move(*fingers[1]), *comparison};
}

void Bench::close_idle() {
  const auto now = clock_.now();
  const std::scoped_lock lock(mutex_);
  std::erase_if(opened_, [&](const auto& one) { return now.ms - one.second.last.ms >= open_ms; });
}

std::size_t Bench::open_recordings() const {
  const std::scoped_lock lock(mutex_);
  std::size_t count = 0;
  for (const auto& [key, one] : opened_) count += one.recordings.size();
  return count;
}

}  // namespace ktpel::center
