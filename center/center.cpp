// SPDX-License-Identifier: Apache-2.0
#include "center/center.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "api/packet.h"
#include "api/store_failure.h"
#include "base/key_files.h"
#include "base/phrase.h"
#include "base/random.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/image/codec.h"
#include "center/admission.h"
#include "center/counter.h"
#include "center/desk_projection.h"
#include "center/registry_projection.h"
#include "desk/event_kinds.h"
#include "desk/journal_pages.h"
#include "issuance/event_text.h"
#include "stock/ledger.h"

namespace ktpel::center {
namespace {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using nlohmann::json;

const journal::Actor self("pusat");

/// The usable fingers of a packet. A finger that cannot be read is left out; the gate counts what is left.
biometric::TenPrint fingers_of(const api::CapturePacket& packet) {
  biometric::TenPrint fingers;
  for (const auto& finger : packet.fingers) {
    const auto image = biometric::decode_grey(finger.picture);
    if (!image) continue;
    auto extracted = biometric::extract(*image);
    if (extracted) fingers.emplace(static_cast<biometric::FingerPosition>(finger.position), std::move(*extracted));
  }
  return fingers;
}

const base::Digest& packet_digest(const docket::Case& c, const char* kind = "recorded") {
  const auto* recorded = c.last(kind);
  base::check(recorded && !recorded->blobs.empty(), "an application past its recording without a packet");
  return recorded->blobs.front();
}

/// Two supervisors of the office found that the other fingers cannot be recorded (1c).
bool is_exception(const docket::Case& c, const api::CapturePacket& packet) {
  const auto fingers = std::count_if(packet.exceptions.begin(), packet.exceptions.end(),
                                     [](const auto& one) { return one.what.starts_with("finger-"); });
  const auto body = json::parse(c.last("recorded")->body, nullptr, false);
  return fingers > 10 - static_cast<std::ptrdiff_t>(biometric::Gallery::fewest_fingers) && body.is_object() &&
         body.contains("approved_too");
}

/// True for what makes somebody unique; the others only lead back to that.
bool finds_unique(const issuance::Event& event) {
  return std::holds_alternative<issuance::NobodyResembles>(event) || std::holds_alternative<issuance::Judged>(event) ||
         std::holds_alternative<issuance::SupervisorJudged>(event) ||
         std::holds_alternative<issuance::Clarified>(event) || std::holds_alternative<issuance::Reversed>(event) ||
         std::holds_alternative<issuance::Recognised>(event);
}

bool is_recorded_kind(issuance::Kind kind) { return !issuance::reuses_recording(kind); }

person::Date day_of(base::Time time) {  // the earliest of the land's three zones decides nothing here: a day more
  using namespace std::chrono;
  const year_month_day ymd(floor<days>(sys_time<milliseconds>(milliseconds(time.ms)) + hours(7)));
  const auto date = person::Date::of(static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                                     static_cast<unsigned>(ymd.day()));
  base::check(date.has_value(), "a clock outside the calendar");
  return *date;
}

json to_json(const biometric::Hit& hit) {
  json fingers = json::object();
  for (const auto& [position, db] : hit.finger_db) fingers[std::to_string(static_cast<int>(position))] = db;
  return {{"log", hit.log.get()}, {"subject", hit.subject.get()}, {"fused_db", hit.fused_db}, {"finger_db", fingers}};
}

/// What the search stands for: the coverage it had, signed (SOP 3a "data tunggal").
base::Bytes signed_decision(const docket::Case& c, const biometric::Findings& findings, base::Time now,
                            const base::Signer& key) {
  json decision{{"application", c.number.get()},
                {"decision", "unique"},
                {"decided", now.iso8601()},
                {"coverage",
                 {{"below", findings.coverage.below.get()},
                  {"compared", findings.coverage.compared},
                  {"complete", findings.coverage.complete()},
                  {"threshold_db", findings.coverage.threshold_db},
                  {"matcher", findings.coverage.matcher}}},
                {"near", json::array()}};
  for (const auto& hit : findings.near) decision["near"].push_back(to_json(hit));
  const auto text = decision.dump();
  const json envelope{{"decision", text},
                      {"signature", base::hex(key.sign(base::bytes_of("ktpel-decision\n" + text)))}};
  const auto bytes = envelope.dump();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Outcome<std::unique_ptr<Center>> Center::open(const store::JournalPlace& place, const base::Clock& clock) {
  const auto& folder = place.folder;
  if (const auto made = base::make_folder(folder); !made) return failure_of(made.error(), folder.string());
  auto signer = base::site_signing_key(folder);
  if (!signer) return failure_of(signer.error(), (folder / "signing.key").string());
  auto sealing = base::site_sealing_key(folder, "UJI ktpel pusat", clock.now());
  if (!sealing) return failure_of(sealing.error(), (folder / "sealing.key").string());
  auto authority = site_authority(folder, clock.now());
  if (!authority) return authority.error();
  auto journal = store::JournalStore::open(
      place, site(), *signer, clock,
      {std::make_shared<docket::Docket>(site()), std::make_shared<stock::Ledger>(site()),
       std::make_shared<RegistryProjection>(), std::make_shared<officer::AccountsProjection>(site()),
       std::make_shared<DeskProjection>()});
  if (!journal) return failure_of(journal.error(), folder.string());
  std::unique_ptr<Center> center(
      new Center(folder, std::move(*journal), *signer, std::move(*sealing), std::move(*authority), clock));
  center->accounts_ = std::make_unique<officer::Accounts>(*center->journal_, folder);
  return center;
}

Outcome<Done> Center::load_gallery() {
  const std::scoped_lock lock(work_mutex_);
  return read_gallery();
}

Outcome<Done> Center::read_gallery() {
  if (has_gallery_) return Done{};
  gallery_ = biometric::Gallery();  // an earlier try may have ended half way
  const auto rows = journal_->read([](store::Queries& q) { return gallery_rows(q); });
  if (!rows) return failure_of(rows.error(), "gallery");
  for (const auto& row : *rows) {
    const auto sealed = journal_->blobs().get(row.packet);
    if (!sealed) return failure_of(sealed.error(), row.application.get());
    const auto plain = sealing_.open(*sealed);
    const auto packet = plain ? api::decode_capture_packet(*plain) : std::nullopt;
    if (!packet) return Failure{FailureCode::Center_GalleryPacketUnreadable, row.application.get()};
    const auto log = gallery_.append(row.subject, fingers_of(*packet));
    base::check(log == row.log, "a gallery whose numbers have a hole");
  }
  has_gallery_ = true;
  return Done{};
}

Outcome<Done> Center::enrol_office(const store::KnownSite& office, const base::SealingCertificate& seals,
                                   const std::string& region, bool personalises) {
  const std::scoped_lock lock(mutex_);
  if (!is_region(region)) return Failure{FailureCode::Center_RegionMalformed, region};
  if (const auto ok = journal_->register_site(office); !ok) return failure_of(ok.error(), office.site.text());
  const auto body = journal::canonical_body(json{
      {"certificate", seals.pem()},
      {"key", base::hex(office.key.bytes)},
      {"region", region},
      {"personalises", personalises}}.dump());
  return write({{self, "office-enrolled", office.site.text(), *body}});
}

std::unique_ptr<api::Exchange> Center::counter_for(const journal::SiteId& office) {
  return std::make_unique<Counter>(*this, office);
}

Outcome<Done> Center::write(const std::vector<journal::Draft>& drafts, const std::vector<base::Bytes>& blobs) {
  for (const auto& draft : drafts) base::check(desk::is_event_kind(draft.kind), "an entry that no page has words for");
  const auto entries = journal_->append(drafts, blobs);
  if (!entries) return failure_of(entries.error(), drafts.front().kind + " " + drafts.front().subject);
  return Done{};
}

Outcome<std::optional<docket::Case>> Center::find(const issuance::ApplicationNumber& application) {
  return find_here(application);
}

Outcome<std::optional<docket::Case>> Center::find_here(const issuance::ApplicationNumber& application) {
  auto c = journal_->read([&](store::Queries& q) { return docket::find(q, application); });
  if (!c) return failure_of(c.error(), application.get());
  return std::move(*c);
}

Outcome<api::CapturePacket> Center::recording_of(const docket::Case& c) const {
  const auto sealed = journal_->blobs().get(packet_digest(c));
  if (!sealed) return failure_of(sealed.error(), c.number.get());
  const auto plain = sealing_.open(*sealed);
  auto packet = plain ? api::decode_capture_packet(*plain) : std::nullopt;
  if (!packet) return Failure{FailureCode::Center_PacketUnreadable, c.number.get()};
  return std::move(*packet);
}

/// What the card of `c` is made of: the data as now confirmed, the pictures and fingers of the recording that serves.
Outcome<base::Bytes> Center::print_packet(const docket::Case& c, const docket::Case& recorded,
                                          const journal::SiteId& personaliser) {
  auto packet = recording_of(recorded);
  if (!packet) return packet.error();
  api::PrintPacket print{c.number.get(), packet->biodata, packet->portrait, packet->signature, {}};
  if (recorded.number != c.number) {
    const auto sealed = journal_->blobs().get(packet_digest(c, "presented"));
    if (!sealed) return failure_of(sealed.error(), c.number.get());
    const auto plain = sealing_.open(*sealed);
    const auto claim = plain ? api::decode_claim_packet(*plain) : std::nullopt;
    base::check(claim.has_value(), "a claim that was recognised cannot be read");
    print.biodata = claim->biodata;
  }
  std::erase_if(packet->fingers, [&](const api::CapturePacket::Finger& finger) {
    return std::find(packet->chip_fingers.begin(), packet->chip_fingers.end(), finger.position) ==
           packet->chip_fingers.end();
  });
  const auto fingers = fingers_of(*packet);
  for (const int position : packet->chip_fingers) {
    const auto at = static_cast<biometric::FingerPosition>(position);
    const auto finger = fingers.find(at);
    if (finger == fingers.end()) continue;
    print.fingers.push_back({position, biometric::encode_compact(biometric::to_record(finger->second, at))});
  }
  const auto site = personaliser.text();
  const auto pem = journal_->read([&](store::Queries& q) { return office_certificate(q, site); });
  if (!pem) return failure_of(pem.error(), site);
  const auto certificate = *pem ? base::SealingCertificate::from_pem(**pem) : std::nullopt;
  if (!certificate) return Failure{FailureCode::Center_OfficeUnknown, site};
  return certificate->seal(api::encode(print));
}

Failure Center::refused(const docket::Case& c, const issuance::Event& event, issuance::Refusal refusal,
                        const journal::Actor& by) {
  if (refusal == issuance::Refusal::SameOfficerTwice) return {FailureCode::Center_SameOfficerTwice, by.get()};
  if (refusal == issuance::Refusal::NotAnswered) return {FailureCode::Center_NotAnsweredYet, c.number.get()};
  return {FailureCode::Center_NotInThisState,
          c.number.get() + ": " + std::string(issuance::label(c.state)) + ", " + std::string(issuance::name(event))};
}

Outcome<std::string> Center::step(const issuance::ApplicationNumber& application, const issuance::Event& event,
                                  const journal::Actor& by, const std::vector<base::Bytes>& blobs,
                                  std::string_view extra) {
  const std::scoped_lock lock(mutex_);
  const auto found = this->application(application);
  if (!found) return found.error();
  const auto& c = *found;
  const auto next = issuance::decide(c.basis, c.state, event);
  if (!next) return refused(c, event, next.error(), by);
  std::vector<base::Digest> digests;
  for (const auto& blob : blobs) digests.push_back(base::sha256(blob));
  std::vector<journal::Draft> drafts{docket::draft(event, application, by, extra, digests)};
  drafts.front().to = c.office();
  auto all = blobs;
  // Whatever makes somebody unique also says who makes the card, and of what.
  if (finds_unique(event) && (std::holds_alternative<issuance::Unique>(next->next) ||
                              std::holds_alternative<issuance::AwaitingAge>(next->next))) {
    const auto personaliser = journal_->read([&](store::Queries& q) { return personaliser_of(q, c.office().text()); });
    if (!personaliser) return failure_of(personaliser.error(), application.get());
    const auto* recognised = std::get_if<issuance::Recognised>(&event);
    const auto recorded = recognised ? find_here(recognised->earlier) : Outcome<std::optional<docket::Case>>(c);
    if (!recorded) return recorded.error();
    base::check(recorded->has_value(), "a recognised resident without the earlier application");
    auto packet = print_packet(c, **recorded, *personaliser);
    if (!packet) return packet.error();
    const auto seals = journal_->read([&](store::Queries& q) { return office_certificate(q, c.office().text()); });
    if (!seals) return failure_of(seals.error(), c.office().text());
    auto body = json::parse(drafts.front().body);
    body["personaliser"] = personaliser->text();
    drafts.front().body = *journal::canonical_body(body.dump());
    drafts.push_back(docket::assigned(application, c.office(), *personaliser, base::sha256(*packet),
                                      seals->value_or(std::string()), self));
    all.push_back(std::move(*packet));
  }
  if (const auto ok = write(drafts, all); !ok) return ok.error();
  return std::string(issuance::name(next->next));
}

Outcome<Done> Center::let_go_on_who_came_of_age() {
  const auto waiting = journal_->read([](store::Queries& q) { return docket::in_state(q, "AwaitingAge"); });
  if (!waiting) return failure_of(waiting.error(), "AwaitingAge");
  for (const auto& application : *waiting) {
    const auto c = find_here(application);
    if (!c) return c.error();
    const auto* until = *c ? std::get_if<issuance::AwaitingAge>(&(*c)->state) : nullptr;
    if (!until || until->from > day_of(clock_.now())) continue;
    if (const auto ok = step(application, issuance::CameOfAge{}, self); !ok) return ok.error();
  }
  return Done{};
}

Outcome<Done> Center::tell_each_other() {
  constexpr std::size_t some = 256;
  for (;;) {
    const auto drafts = journal_->read([&](store::Queries& q) { return docket::untold(q, self, some); });
    if (!drafts) return failure_of(drafts.error(), "relayed");
    if (drafts->empty()) return Done{};
    if (const auto ok = write(*drafts); !ok) return ok.error();
  }
}

Outcome<std::vector<Handled>> Center::work() {
  const std::scoped_lock lock(work_mutex_);
  std::vector<Handled> done;
  if (const auto ok = read_gallery(); !ok) return ok.error();
  if (const auto ok = let_go_on_who_came_of_age(); !ok) return ok.error();
  for (const char* state : {"Searching", "Sent", "Captured", "Presenting"}) {
    const auto waiting = journal_->read([&](store::Queries& q) { return docket::in_state(q, state); });
    if (!waiting) return failure_of(waiting.error(), state);
    for (const auto& application : *waiting) {
      auto handled = handle(application);
      if (!handled) return handled.error();
      done.push_back(std::move(*handled));
    }
  }
  if (const auto ok = tell_each_other(); !ok) return ok.error();
  return done;
}

Outcome<Handled> Center::handle(const issuance::ApplicationNumber& application) {
  Handled handled{application, {}, 0, 0};
  for (;;) {
    const auto found = find_here(application);
    if (!found) return found.error();
    base::check(found->has_value(), "an application that its own list names is not there");
    const auto& c = **found;
    handled.state = issuance::name(c.state);
    Outcome<Done> done = Done{};
    if (std::holds_alternative<issuance::Captured>(c.state))
      done = acknowledge(c);
    else if (std::holds_alternative<issuance::Sent>(c.state))
      done = admit(c);
    else if (std::holds_alternative<issuance::Presenting>(c.state))
      done = recognise(c);
    else if (const auto* searching = std::get_if<issuance::Searching>(&c.state))
      done = decide(c, biometric::LogNumber(searching->log.get()), handled);
    else
      return handled;
    if (!done) return done.error();
  }
}

/// The packet is here and durable: from now on the office may say "sent".
Outcome<Done> Center::acknowledge(const docket::Case& c) {
  const auto ok = step(c.number, issuance::ReceivedAtCenter{c.last("recorded")->sequence.get()}, self);
  if (!ok) return ok.error();
  return Done{};
}

/// The quality gate, then the gallery: of two records that arrive together the later sees the earlier.
Outcome<Done> Center::admit(const docket::Case& c) {
  const auto& digest = packet_digest(c);
  const auto sealed = journal_->blobs().get(digest);
  if (!sealed) return failure_of(sealed.error(), c.number.get());
  const auto plain = sealing_.open(*sealed);
  const auto packet = plain ? api::decode_capture_packet(*plain) : std::nullopt;
  const auto who = packet ? registry::biodata_of(packet->biodata) : std::nullopt;
  const auto fingers = packet ? fingers_of(*packet) : biometric::TenPrint{};
  const char* refused = !packet || packet->application != c.number.get() ? "center.packet_unreadable"
                        : !who || who->nik != c.nik                      ? "center.biodata_differ"
                        : fingers.size() < biometric::Gallery::fewest_fingers && !is_exception(c, *packet)
                            ? "center.too_few_fingers"
                            : nullptr;
  if (!refused && is_recorded_kind(c.basis.kind)) {  // nobody gets two cards on one NIK from two counters
    const auto rows = journal_->read([&](store::Queries& q) { return gallery_rows_of(q, c.nik); });
    if (!rows) return failure_of(rows.error(), c.number.get());
    for (const auto& row : *rows) {
      if (row.application == c.number) continue;
      const auto other = find_here(row.application);
      if (!other) return other.error();
      if (*other && !std::holds_alternative<issuance::Cancelled>((*other)->state) &&
          !std::holds_alternative<issuance::Duplicate>((*other)->state) &&
          !std::holds_alternative<issuance::RejectedAtCheck>((*other)->state))
        refused = "center.recorded_before";
    }
  }
  if (refused) {
    const auto ok = step(c.number, issuance::QualityRefused{base::phrase(refused)}, self);
    if (!ok) return ok.error();
    return Done{};
  }
  const std::uint64_t log = gallery_.size() + 1;
  const auto known = journal_->read([&](store::Queries& q) { return subject_of(q, c.nik); });
  if (!known) return failure_of(known.error(), c.number.get());
  const auto subject = *known ? **known : biometric::Subject(base::ByteReader(base::random_bytes(8)).u64() >> 1);
  const auto body =
      json{{"log", log}, {"subject", subject.get()}, {"nik", c.nik.digits()}, {"packet", digest.hex()}}.dump();
  auto begun = docket::draft(issuance::SearchBegun{issuance::LogNumber(log)}, c.number, self);
  begun.to = c.office();
  const auto ok = write({{self, "gallery-appended", c.number.get(), *journal::canonical_body(body)}, std::move(begun)});
  if (!ok) return ok.error();
  gallery_.append(subject, fingers);
  return Done{};
}

/// 7: is it the person whose recording we have? One agreeing finger is enough, since the NIK says who it should be.
Outcome<Done> Center::recognise(const docket::Case& c) {
  const auto refuse = [&](const char* why) -> Outcome<Done> {
    const auto ok = step(c.number, issuance::NotRecognised{base::phrase(why)}, self);
    if (!ok) return ok.error();
    return Done{};
  };
  const auto sealed = journal_->blobs().get(packet_digest(c, "presented"));
  if (!sealed) return failure_of(sealed.error(), c.number.get());
  const auto plain = sealing_.open(*sealed);
  const auto claim = plain ? api::decode_claim_packet(*plain) : std::nullopt;
  const auto who = claim ? registry::biodata_of(claim->biodata) : std::nullopt;
  if (!claim || claim->application != c.number.get()) return refuse("center.packet_unreadable");
  if (!who || who->nik != c.nik) return refuse("center.biodata_differ");
  const auto rows = journal_->read([&](store::Queries& q) { return gallery_rows_of(q, c.nik); });
  if (!rows) return failure_of(rows.error(), c.number.get());
  for (auto row = rows->rbegin(); row != rows->rend(); ++row) {  // the newest that stands
    const auto earlier = find_here(row->application);
    if (!earlier) return earlier.error();
    if (!*earlier || (*earlier)->number == c.number || !docket::has_recording(**earlier)) continue;
    auto recorded = recording_of(**earlier);
    if (!recorded) return recorded.error();
    std::erase_if(recorded->fingers, [&](const api::CapturePacket::Finger& f) {
      return std::none_of(claim->fingers.begin(), claim->fingers.end(),
                          [&](const api::CapturePacket::Finger& p) { return p.position == f.position; });
    });
    const auto known = fingers_of(*recorded);
    double best = 0;
    for (const auto& press : claim->fingers) {
      const auto record = known.find(static_cast<biometric::FingerPosition>(press.position));
      const auto image = biometric::decode_grey(press.picture);
      if (record == known.end() || !image) continue;
      const auto live = biometric::extract(*image);
      if (!live) continue;
      const auto score = biometric::match(biometric::Probe(*live), biometric::Candidate(record->second));
      if (score) best = std::max(best, score->get());
    }
    if (best < biometric::kDefaultThreshold.get()) return refuse("center.finger_differs");
    const auto decision = decision_of(c.number, "1:1 " + (*earlier)->number.get());
    const auto ok =
        step(c.number, issuance::Recognised{(*earlier)->number, best, base::sha256(decision)}, self, {decision});
    if (!ok) return ok.error();
    return Done{};
  }
  return refuse("center.no_recording");
}

/// 1:N against every earlier record: a signed decision, or what people have to look at.
Outcome<Done> Center::decide(const docket::Case& c, biometric::LogNumber log, Handled& handled) {
  const auto row = journal_->read([&](store::Queries& q) { return gallery_row(q, log); });
  if (!row) return failure_of(row.error(), c.number.get());
  base::check(row->has_value(), "a search without its gallery row");
  if (gallery_.fingers(log) < biometric::Gallery::fewest_fingers) return ask_people(c, **row);
  const auto start = std::chrono::steady_clock::now();
  auto findings = gallery_.search(log);
  handled.search_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  base::check(bool(findings), "fingers that are there and cannot be searched with");
  handled.records_compared = findings->coverage.compared;
  // The same person's own earlier capture is no resemblance.
  std::erase_if(findings->hits, [&](const biometric::Hit& hit) { return hit.subject == (*row)->subject; });
  if (findings->hits.empty()) {
    const auto decision = signed_decision(c, *findings, clock_.now(), *signer_);
    const auto ok = step(c.number, issuance::NobodyResembles{base::sha256(decision)}, self, {decision});
    if (!ok) return ok.error();
    return Done{};
  }
  issuance::SomebodyResembles resembles;
  json audit = json::array();
  for (const auto& hit : findings->hits) {
    const auto other = journal_->read([&](store::Queries& q) { return gallery_row(q, hit.log); });
    if (!other) return failure_of(other.error(), c.number.get());
    base::check(other->has_value(), "a hit without its gallery row");
    resembles.candidates.push_back({(*other)->application, (*other)->nik, hit.fused_db});
    audit.push_back(to_json(hit));
  }
  const auto ok = step(c.number, resembles, self, {},
                       json{{"hits", audit}, {"threshold_db", findings->coverage.threshold_db}}.dump());
  if (!ok) return ok.error();
  return Done{};
}

Outcome<std::vector<Contest>> Center::contests() {
  std::vector<Contest> open;
  for (const char* state : {"Adjudicating", "HalfJudged", "Disputed"}) {
    const auto waiting = journal_->read([&](store::Queries& q) { return docket::in_state(q, state); });
    if (!waiting) return failure_of(waiting.error(), "ajudikasi");
    for (const auto& application : *waiting) {
      const auto found = find_here(application);
      if (!found) return found.error();
      const auto& c = **found;
      const auto biodata = journal_->read([&](store::Queries& q) { return resident(q, c.nik); });
      if (!biodata) return failure_of(biodata.error(), application.get());
      const auto who = *biodata ? registry::biodata_of(**biodata) : std::nullopt;
      const auto& candidates = std::visit(
          [](const auto& s) -> std::vector<issuance::Resemblance> {
            if constexpr (requires { s.candidates; }) return s.candidates;
            return {};
          },
          c.state);
      open.push_back({application, c.nik, who ? who->name : std::string(), candidates});
    }
  }
  return open;
}

Outcome<std::string> Center::judge(const issuance::ApplicationNumber& application, const issuance::Officer& by,
                                   issuance::Judgement judgement, const std::string& reason,
                                   const std::vector<issuance::CandidateJudgement>& each) {
  return step(application, issuance::Judged{by, judgement, reason, each}, journal::Actor(by.get()));
}

Outcome<std::string> Center::judge_as_supervisor(const issuance::ApplicationNumber& application,
                                                 const issuance::Officer& by, issuance::Judgement judgement,
                                                 const std::string& reason,
                                                 const std::vector<issuance::CandidateJudgement>& each) {
  const auto decision = decision_of(application, by.get());
  return step(application, issuance::SupervisorJudged{by, judgement, base::sha256(decision), reason, each},
              journal::Actor(by.get()), {decision});
}

Outcome<std::string> Center::ask(const issuance::ApplicationNumber& application, const std::string& text,
                                 base::Time until, const journal::Actor& by) {
  constexpr std::int64_t day_ms = 24 * 3600000LL, hour_ms = 3600000LL;
  const auto ahead = until.ms - clock_.now().ms;
  if (ahead < day_ms - hour_ms || ahead > 30 * day_ms + hour_ms)
    return Failure{FailureCode::Clarification_DeadlineWrong, until.iso8601()};
  return step(application, issuance::Asked{text, until}, by);
}

Outcome<base::Bytes> Center::attachment(const docket::Case& c, std::size_t index) const {
  for (const auto& entry : c.history) {
    const auto event = entry.kind == "answered" ? issuance::event_of(entry.kind, entry.body) : std::nullopt;
    const auto* answered = event ? std::get_if<issuance::Answered>(&*event) : nullptr;
    if (!answered) continue;
    if (index >= answered->attachments.size()) {
      index -= answered->attachments.size();
      continue;
    }
    const auto sealed = journal_->blobs().get(answered->attachments[index].packet);
    std::optional<biometric::ColourImage> image;
    if (const auto plain = sealed ? sealing_.open(*sealed) : base::UnsealError::NotSealed)
      if (auto decoded = biometric::decode_colour(*plain)) image = std::move(*decoded);
    if (!image) return Failure{FailureCode::Clarification_AttachmentUnreadable, answered->attachments[index].name};
    return biometric::encode_png(*image, biometric::PngEffort::Quick);
  }
  return Failure{FailureCode::Clarification_NoSuchAttachment, c.number.get()};
}

Outcome<std::string> Center::clarify(const issuance::ApplicationNumber& application, issuance::Clarification outcome,
                                     const journal::Actor& by, bool overdue) {
  const auto decision = decision_of(application, by.get());
  return step(application, issuance::Clarified{outcome, base::sha256(decision), overdue}, by, {decision});
}

Outcome<std::string> Center::reverse(const issuance::ApplicationNumber& application, const issuance::Officer& first,
                                     const issuance::Officer& second) {
  const auto decision = decision_of(application, first.get() + ", " + second.get());
  return step(application, issuance::Reversed{first, second, base::sha256(decision)}, journal::Actor(first.get()),
              {decision});
}

Outcome<Reversal> Center::ask_or_confirm_reversal(const issuance::ApplicationNumber& application,
                                                  const std::string& reason, const issuance::Officer& by) {
  std::optional<issuance::Officer> first;
  {
    const std::scoped_lock lock(mutex_);
    const auto c = this->application(application);
    if (!c) return c.error();
    const auto asked = journal_->read([&](store::Queries& q) { return reversal_asked(q, application); });
    if (!asked) return failure_of(asked.error(), application.get());
    const bool stands = *asked && clock_.now().ms - (*asked)->time.ms < reversal_ms && (*asked)->officer != by.get();
    if (stands) first = issuance::Officer((*asked)->officer);
    if (!first) {
      // Would the rules take it, with somebody else beside?
      const issuance::Event event = issuance::Reversed{by, issuance::Officer("-"), {}};
      if (const auto next = issuance::decide(c->basis, c->state, event); !next)
        return refused(*c, event, next.error(), journal::Actor(by.get()));
      const auto body = json{{"reason", reason}}.dump(-1, ' ', false, json::error_handler_t::replace);
      if (const auto ok = write(
              {{journal::Actor(by.get()), "reversal-asked", application.get(), *journal::canonical_body(body), {}}});
          !ok)
        return ok.error();
      return Reversal{std::string(issuance::name(c->state)), by.get()};
    }
  }
  const auto decision = decision_of(application, first->get() + ", " + by.get());
  const auto state =
      step(application, issuance::Reversed{*first, by, base::sha256(decision)}, journal::Actor(by.get()), {decision});
  if (!state) return state.error();
  return Reversal{*state, {}};
}

Outcome<std::string> Center::send_up(const issuance::ApplicationNumber& application, const journal::Actor& by) {
  const auto c = find_here(application);
  if (!c) return c.error();
  const auto* there = *c ? std::get_if<issuance::Returning>(&(*c)->state) : nullptr;
  if (!there || there->rung != issuance::Rung::Province)
    return Failure{FailureCode::Center_ReturnNotHere, application.get()};
  return step(application, issuance::SentUp{}, by);
}

Outcome<api::CapturePacket> Center::open_recording(const issuance::ApplicationNumber& application,
                                                   const journal::Actor& by) {
  const auto c = find_here(application);
  if (!c) return c.error();
  if (!*c || !(*c)->last("recorded")) return Failure{FailureCode::Center_NotRecorded, application.get()};
  const auto body = json{{"nik", (*c)->nik.digits()}}.dump();
  if (const auto ok = write({{by, "recording-opened", application.get(), *journal::canonical_body(body), {}}}); !ok)
    return ok.error();
  return recording_of(**c);
}

Outcome<Done> Center::write_journal_read(const journal::SiteId& site, journal::Sequence after,
                                         const journal::Actor& by) {
  const auto body = json{{"after", after.get()}}.dump();
  return write({{by, "journal-read", site.text(), *journal::canonical_body(body), {}}});
}

Outcome<std::vector<journal::Entry>> Center::search_journals(const person::Nik& nik, const std::string& reason,
                                                             base::Time from, const journal::Actor& by) {
  const auto body =
      json{{"reason", reason}, {"from", from.iso8601()}}.dump(-1, ' ', false, json::error_handler_t::replace);
  if (const auto ok = write({{by, "journal-searched", std::string(nik.digits()), *journal::canonical_body(body), {}}});
      !ok)
    return ok.error();
  const auto applications = journal_->read([&](store::Queries& q) { return docket::of_nik(q, nik); });
  if (!applications) return failure_of(applications.error(), nik.redacted());
  std::set<std::string> names{std::string(nik.digits())};
  for (const auto& application : *applications) names.insert(application.get());
  auto found = desk::entries_that_name(*journal_, names, from, most_journal_hits);
  if (!found) return failure_of(found.error(), nik.redacted());
  return std::move(*found);
}

/// Who decided, where people do.
base::Bytes Center::decision_of(const issuance::ApplicationNumber& application, const std::string& by) const {
  const auto text =
      json{{"application", application.get()}, {"decided_by", by}, {"decided", clock_.now().iso8601()}}.dump();
  return {text.begin(), text.end()};
}

Outcome<std::string> Center::find_on_return(const issuance::ApplicationNumber& application, issuance::Reopen reopen,
                                            const journal::Actor& by) {
  return step(application, issuance::MinistryFound{reopen, 0}, by);
}

}  // namespace ktpel::center
