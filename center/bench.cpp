// SPDX-License-Identifier: Apache-2.0
#include "center/bench.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/secret.h"
#include "biometric/finger/extract.h"
#include "biometric/image/codec.h"
#include "center/desk_projection.h"
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

/// What begins a contest: a search that found somebody, or could find nobody for want of fingers.
bool begins_contest(const journal::Entry& entry) {
  return entry.kind == "somebody-resembles" || entry.kind == "fingers-lacking";
}
/// The last one; nullptr: there was none.
const journal::Entry* beginning_of(const docket::Case& c) {
  const auto found = std::find_if(c.history.rbegin(), c.history.rend(), begins_contest);
  return found == c.history.rend() ? nullptr : &*found;
}
/// Whom people were given to compare with.
std::vector<issuance::Resemblance> given_in(const journal::Entry& beginning) {
  const auto event = issuance::event_of(beginning.kind, beginning.body);
  base::check(event.has_value(), "a search's entry that the docket took and cannot be read");
  return std::visit(
      [](const auto& e) -> std::vector<issuance::Resemblance> {
        if constexpr (requires { e.candidates; })
          return e.candidates;
        else
          return {};
      },
      *event);
}

/// Who was found alike, in the states in which somebody looks at it, and after it was taken back; empty in all others.
std::vector<issuance::Resemblance> candidates_of(const docket::Case& c) {
  auto now = std::visit(
      [](const auto& s) -> std::vector<issuance::Resemblance> {
        if constexpr (requires { s.candidates; })
          return s.candidates;
        else if constexpr (requires { s.earlier; })
          return {s.earlier};
        else
          return {};
      },
      c.state);
  const auto *found = beginning_of(c), *reversed = c.last("reversed");
  if (now.empty() && found && reversed && found < reversed) return given_in(*found);  // both in the same history
  return now;
}

/// Still to be judged by two, each alone, or by a supervisor.
bool is_contested(const issuance::Application& state) {
  return std::holds_alternative<issuance::Adjudicating>(state) || std::holds_alternative<issuance::HalfJudged>(state) ||
         std::holds_alternative<issuance::Disputed>(state);
}

bool settles(const officer::Account& who) { return who.roles.count(Role::Supervisor) > 0; }

Contents contents_of(const api::CapturePacket& packet) {
  Contents out;
  for (const auto& finger : packet.fingers) out.fingers.push_back(finger.position);
  for (const auto& iris : packet.irises) (iris.right ? out.right_iris : out.left_iris) = true;
  return out;
}

/// What an officer sees first: the first finger in this order that either side has; the face where they have none in
/// common.
std::string first_part(const api::CapturePacket& a, const api::CapturePacket& b) {
  const auto has = [](const api::CapturePacket& packet, int position) {
    return std::any_of(packet.fingers.begin(), packet.fingers.end(),
                       [&](const auto& finger) { return finger.position == position; });
  };
  const bool common =
      std::any_of(a.fingers.begin(), a.fingers.end(), [&](const auto& finger) { return has(b, finger.position); });
  for (const int position : {2, 7, 1, 6, 3, 8, 4, 9, 5, 10})
    if (common && (has(a, position) || has(b, position))) return "fingers/" + std::to_string(position);
  return "portrait";
}

std::string about(const ApplicationNumber& application, const std::string& what) {
  return application.get() + " " + what;
}

/// What was decided, oldest first, without what is still open.
std::vector<Found> decided_in(const docket::Case& c) {
  std::vector<Found> all;
  std::size_t earlier = 0;  // decisions of earlier searches
  for (const auto& entry : c.history) {
    if (begins_contest(entry)) earlier = all.size();
    const auto event = issuance::event_of(entry.kind, entry.body);
    if (!event) continue;
    Found found{.time = entry.time, .kind = entry.kind};
    if (const auto* judged = std::get_if<issuance::Judged>(&*event)) {
      found.judgement = judged->judgement, found.reason = judged->reason, found.each = judged->each;
    } else if (const auto* settled = std::get_if<issuance::SupervisorJudged>(&*event)) {
      found.judgement = settled->judgement, found.reason = settled->reason, found.each = settled->each;
    } else if (const auto* clarified = std::get_if<issuance::Clarified>(&*event)) {
      found.outcome = clarified->outcome;
    } else if (std::holds_alternative<issuance::Reversed>(*event)) {
      for (auto& before : all) before.taken_back = true;
    } else {
      continue;
    }
    all.push_back(std::move(found));
  }
  if (is_contested(c.state)) all.resize(earlier);
  return all;
}

}  // namespace

Bench::Recording::~Recording() {
  const auto wipe = [](base::Bytes& bytes) { base::wipe(bytes.data(), bytes.size()); };
  for (auto& [part, png] : pictures) wipe(png);
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
  parties.candidates = candidates_of(parties.probe);
  // People decide of who has too few fingers even where nobody is there to compare with.
  if (parties.candidates.empty() && !is_contested(parties.probe.state))
    return Failure{FailureCode::Center_NoSuchContest, contest.get()};
  const auto seen = sees(parties.probe, parties.candidates, who);
  if (!seen) return seen.error();
  if (!*seen) return Center::other_region(contest.get());
  return parties;
}

Outcome<Done> Bench::may_see(const ApplicationNumber& contest, const officer::Account& who) {
  if (const auto found = parties(contest, who); !found) return found.error();
  return Done{};
}

Outcome<Done> Bench::may_judge(const ApplicationNumber& contest, const officer::Account& who,
                               const std::vector<issuance::CandidateJudgement>& each) {
  const auto found = parties(contest, who);
  if (!found) return found.error();
  const auto& candidates = found->candidates;
  const auto once = [&](const issuance::Resemblance& candidate) {
    return std::count_if(each.begin(), each.end(), [&](const auto& one) { return one.earlier == candidate.earlier; }) ==
           1;
  };
  if (each.empty() ? candidates.size() > 1
                   : each.size() != candidates.size() || !std::all_of(candidates.begin(), candidates.end(), once))
    return Failure{FailureCode::Contest_CandidateLeftOut, contest.get()};
  if (settles(who) || !is_contested(found->probe.state)) return Done{};
  const auto said = impressions(*found, who);
  if (!said) return said.error();
  for (const auto& candidate : candidates)
    if (!said->count(candidate.earlier))
      return Failure{FailureCode::Contest_ImpressionMissing, about(contest, candidate.earlier.get())};
  return Done{};
}

Outcome<std::map<ApplicationNumber, issuance::Judgement>> Bench::impressions(const Parties& parties,
                                                                             const officer::Account& who) const {
  auto said =
      center_.journal().read([&](store::Queries& q) { return center::impressions(q, parties.probe.number, who.name); });
  if (!said) return failure_of(said.error(), parties.probe.number.get());
  return std::move(*said);
}

Outcome<Done> Bench::impress(const ApplicationNumber& contest, const ApplicationNumber& candidate,
                             issuance::Judgement impression, const officer::Account& who) {
  const std::scoped_lock lock(mutex_);
  const auto found = parties(contest, who);
  if (!found) return found.error();
  if (candidate == contest || !is_in(*found, candidate)) return not_in(contest, candidate);
  const auto said = impressions(*found, who);
  if (!said) return said.error();
  if (const auto before = said->find(candidate); before != said->end()) {
    if (before->second == impression) return Done{};
    return Failure{FailureCode::Contest_ImpressionStands, about(contest, candidate.get())};
  }
  const auto* half = std::get_if<issuance::HalfJudged>(&found->probe.state);
  if (!(half && half->first.get() != who.name) && !std::holds_alternative<issuance::Adjudicating>(found->probe.state))
    return Failure{FailureCode::Contest_NotToBeJudged, contest.get()};
  const auto body = json{{"candidate", candidate.get()}, {"impression", issuance::name(impression)}}.dump();
  return center_.write({{journal::Actor(who.name), "impression", contest.get(), *journal::canonical_body(body), {}}});
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
      const auto candidates = candidates_of(*c);
      const auto seen = sees(*c, candidates, who);
      if (!seen) return seen.error();
      if (!*seen) continue;
      const auto *found = beginning_of(*c), *registration = c->last("registration");
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

bool Bench::is_in(const Parties& parties, const ApplicationNumber& which) {
  return which == parties.probe.number ||
         std::any_of(parties.candidates.begin(), parties.candidates.end(),
                     [&](const auto& candidate) { return candidate.earlier == which; });
}

Failure Bench::not_in(const ApplicationNumber& contest, const ApplicationNumber& which) {
  return {FailureCode::Center_NotInThisContest, about(contest, which.get())};
}

Outcome<std::shared_ptr<const Bench::Recording>> Bench::recording(const Parties& parties,
                                                                  const ApplicationNumber& which,
                                                                  const officer::Account& who, For purpose) {
  if (!is_in(parties, which)) return not_in(parties.probe.number, which);
  const std::scoped_lock lock(mutex_);
  const auto now = clock_.now();
  const std::pair key(who.name, parties.probe.number);
  if (const auto old = opened_.find(key); old != opened_.end() && now.ms - old->second.last.ms >= open_ms)
    opened_.erase(old);
  auto& opened = opened_[key];
  opened.last = now;
  if (purpose == For::Showing && !opened.shown.count(which)) {
    auto nik = parties.probe.nik;
    for (const auto& candidate : parties.candidates)
      if (candidate.earlier == which) nik = candidate.nik;
    const auto body = json{{"nik", nik.digits()}, {"contest", parties.probe.number.get()}}.dump();
    const auto ok = center_.write(
        {{journal::Actor(who.name), "recording-opened", which.get(), *journal::canonical_body(body), {}}});
    if (!ok) return ok.error();
    opened.shown.insert(which);
  }
  auto& kept = opened.recordings[which];
  if (!kept) {
    const auto c = center_.application(which);
    if (!c) return c.error();
    auto packet = center_.recording_of(*c);
    if (!packet) return packet.error();
    kept = std::make_shared<const Recording>(std::move(*packet));
  }
  return kept;
}

const base::Bytes* Bench::stored(const Recording& recording, const std::string& part) {
  const auto& packet = recording.packet;
  if (part == "portrait") return &packet.portrait;
  if (part == "signature") return &packet.signature;
  for (const auto& iris : packet.irises)
    if (part == (iris.right ? "irises/right" : "irises/left")) return &iris.picture;
  for (const auto& finger : packet.fingers)
    if (part == "fingers/" + std::to_string(finger.position)) return &finger.picture;
  for (const auto& proof : packet.proofs)
    if (part == "proof/" + proof.of) return &proof.picture;
  return nullptr;
}

/// nullopt: it cannot be decoded.
std::optional<base::Bytes> Bench::png_of(const Recording& recording, const std::string& part) {
  const std::scoped_lock lock(recording.mutex);
  if (const auto there = recording.pictures.find(part); there != recording.pictures.end()) return there->second;
  const auto& bytes = *stored(recording, part);
  std::optional<base::Bytes> png;
  constexpr auto quick = biometric::PngEffort::Quick;
  if (part.starts_with("fingers/")) {
    if (const auto image = biometric::decode_grey(bytes)) png = biometric::encode_png(*image, quick);
  } else if (const auto image = biometric::decode_colour(bytes)) {
    png = biometric::encode_png(*image, quick);
  }
  if (png) recording.pictures[part] = *png;
  return png;
}

Outcome<Done> Bench::prepare(const ApplicationNumber& contest, const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const auto probe = recording(*parties, contest, who, For::MakingReady);
  if (!probe) return probe.error();
  const auto& other = parties->candidates.empty() ? contest : parties->candidates.front().earlier;
  const auto candidate = recording(*parties, other, who, For::MakingReady);
  if (!candidate) return candidate.error();
  const auto part = first_part((*probe)->packet, (*candidate)->packet);
  for (const auto& side : {*probe, *candidate})
    if (stored(*side, part)) (void)png_of(*side, part);
  return Done{};
}

Outcome<ContestFile> Bench::open(const ApplicationNumber& contest, const officer::Account& who) {
  auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const bool blind = is_contested(parties->probe.state) && !settles(who);
  const auto said = impressions(*parties, who);
  if (!said) return said.error();
  const auto side = [&](const ApplicationNumber& which, bool opens) -> Outcome<Side> {
    const auto opened = recording(*parties, which, who, opens ? For::Showing : For::MakingReady);
    if (!opened) return opened.error();
    const auto& packet = (*opened)->packet;
    Side out{which, contents_of(packet), {}};
    if (!opens) return out;
    auto c = center_.application(which);
    if (!c) return c.error();
    auto resident = center_.journal().read([&](store::Queries& q) { return whole_resident(q, c->nik); });
    if (!resident) return failure_of(resident.error(), which.get());
    out.known = Known{std::move(*c), std::move(*resident), packet.exceptions, {}, packet.mark};
    for (const auto& proof : packet.proofs) out.known->proofs.push_back(proof.of);
    return out;
  };
  const auto is_open = [&](const issuance::Resemblance& candidate) { return !blind || said->count(candidate.earlier); };
  const auto& candidates = parties->candidates;
  const bool some_open = candidates.empty() || std::any_of(candidates.begin(), candidates.end(), is_open);
  const bool all_open = std::all_of(candidates.begin(), candidates.end(), is_open);
  auto probe = side(contest, some_open);
  if (!probe) return probe.error();
  const auto* found = beginning_of(parties->probe);
  base::check(found != nullptr, "a contest without a search that found somebody");
  const auto search = json::parse(found->body);
  ContestFile file{parties->probe.state, std::move(*probe), {}, {}, found->time, {}, {}};
  file.lacks_fingers = found->kind == "fingers-lacking";
  if (some_open && !file.lacks_fingers) file.threshold_db = search.value("threshold_db", 0.0);
  // The hits stand beside the candidates of the event, in the same order.
  const auto given = given_in(*found);
  const auto hits = search.value("hits", json::array());
  for (const auto& candidate : candidates) {
    auto other = side(candidate.earlier, is_open(candidate));
    if (!other) return other.error();
    Suspect suspect{std::move(*other), {}, {}};
    if (const auto before = said->find(candidate.earlier); before != said->end()) suspect.impression = before->second;
    if (const auto& known = suspect.side.known) {
      Alikeness alike{candidate.score_db, {}, {}};
      for (std::size_t i = 0; i < given.size() && i < hits.size(); ++i) {
        if (given[i].earlier != candidate.earlier) continue;
        const auto fingers = hits[i].value("finger_db", json::object());
        for (const auto& [position, db] : fingers.items())
          alike.finger_db.emplace(std::stoi(position), db.get<double>());
      }
      if (file.probe.known->resident && known->resident)
        alike.differences = registry::differing_fields(*file.probe.known->resident, *known->resident);
      suspect.alikeness = std::move(alike);
    }
    file.suspects.push_back(std::move(suspect));
  }
  if (all_open) file.history = decided_in(parties->probe);
  if (std::holds_alternative<issuance::Disputed>(file.state) && settles(who))
    for (const auto& entry : parties->probe.history) {
      if (begins_contest(entry)) file.said.clear();  // what was said of an earlier search
      if (entry.kind != "judged") continue;
      const auto judged = issuance::event_of(entry.kind, entry.body);
      if (const auto* one = judged ? std::get_if<issuance::Judged>(&*judged) : nullptr)
        file.said.push_back({one->judgement, one->reason, one->each});
    }
  return file;
}

Outcome<base::Bytes> Bench::finger(const ApplicationNumber& contest, const ApplicationNumber& which, int position,
                                   const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const auto opened = recording(*parties, which, who, For::Showing);
  if (!opened) return opened.error();
  const auto part = "fingers/" + std::to_string(position);
  if (!stored(**opened, part)) return not_recorded(which, position);
  auto png = png_of(**opened, part);
  if (!png) return Failure{FailureCode::Center_FingerUnreadable, about(which, std::to_string(position))};
  return std::move(*png);
}

Failure Bench::not_recorded(const ApplicationNumber& which, int position) {
  return {FailureCode::Center_FingerNotRecorded, about(which, std::to_string(position))};
}

Outcome<base::Bytes> Bench::picture(const ApplicationNumber& contest, const ApplicationNumber& which, Picture what,
                                    const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  const auto opened = recording(*parties, which, who, For::Showing);
  if (!opened) return opened.error();
  constexpr const char* parts[] = {"portrait",         "signature",       "irises/right", "irises/left",
                                   "proof/right-hand", "proof/left-hand", "proof/eyes"};
  const std::string part = parts[static_cast<std::size_t>(what)];
  const auto* bytes = stored(**opened, part);
  if (!bytes || bytes->empty()) return Failure{FailureCode::Center_PictureNotRecorded, which.get()};
  auto png = png_of(**opened, part);
  if (!png) return Failure{FailureCode::Center_PictureUnreadable, which.get()};
  return std::move(*png);
}

Outcome<Explanation> Bench::explain(const ApplicationNumber& contest, const ApplicationNumber& candidate, int position,
                                    const officer::Account& who) {
  const auto parties = this->parties(contest, who);
  if (!parties) return parties.error();
  std::optional<biometric::FingerTemplate> fingers[2];
  for (int i = 0; i < 2; ++i) {
    const auto& which = i == 0 ? contest : candidate;
    const auto opened = recording(*parties, which, who, For::Showing);
    if (!opened) return opened.error();
    const auto* bytes = stored(**opened, "fingers/" + std::to_string(position));
    if (!bytes) return not_recorded(which, position);
    const auto image = biometric::decode_grey(*bytes);
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
  const auto said = impressions(*parties, who);
  if (!said) return said.error();
  const bool blind = is_contested(parties->probe.state) && !settles(who) && !said->count(candidate);
  return Explanation{std::move(*fingers[0]), std::move(*fingers[1]), *comparison, !blind};
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
