// SPDX-License-Identifier: Apache-2.0
#include "center/center.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "api/packet.h"
#include "api/store_failure.h"
#include "base/key_files.h"
#include "base/phrase.h"
#include "base/random.h"
#include "biometric/finger/extract.h"
#include "biometric/image/codec.h"
#include "center/admission.h"
#include "center/counter.h"
#include "center/registry_projection.h"

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
    const auto image = biometric::decode_grey(finger.png);
    if (!image) continue;
    auto extracted = biometric::extract(*image);
    if (extracted) fingers.emplace(static_cast<biometric::FingerPosition>(finger.position), std::move(*extracted));
  }
  return fingers;
}

const base::Digest& packet_digest(const docket::Case& c) {
  const auto* recorded = c.last("recorded");
  base::check(recorded && !recorded->blobs.empty(), "an application past its recording without a packet");
  return recorded->blobs.front();
}

/// The office that serves the resident: what is decided about the application is said to it.
const journal::SiteId& office_of(const docket::Case& c) { return c.history.front().site; }

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

Outcome<std::unique_ptr<Center>> Center::open(const std::filesystem::path& folder, const base::Clock& clock) {
  if (const auto made = base::make_folder(folder); !made) return failure_of(made.error(), folder.string());
  auto signer = base::site_signing_key(folder);
  if (!signer) return failure_of(signer.error(), (folder / "signing.key").string());
  auto sealing = base::site_sealing_key(folder, "UJI ktpel pusat", clock.now());
  if (!sealing) return failure_of(sealing.error(), (folder / "sealing.key").string());
  auto authority = site_authority(folder, clock.now());
  if (!authority) return authority.error();
  auto journal =
      store::JournalStore::open(folder, site(), *signer, clock,
                                {std::make_shared<docket::Docket>(site()), std::make_shared<RegistryProjection>()});
  if (!journal) return failure_of(journal.error(), folder.string());
  std::unique_ptr<Center> center(
      new Center(std::move(*journal), *signer, std::move(*sealing), std::move(*authority), clock));
  if (const auto loaded = center->load_gallery(); !loaded) return loaded.error();
  return center;
}

Outcome<Done> Center::load_gallery() {
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
  return Done{};
}

Outcome<Done> Center::enrol_office(const store::KnownSite& office, const base::SealingCertificate& seals,
                                   const std::string& region) {
  const std::scoped_lock lock(mutex_);
  if (!is_region(region)) return Failure{FailureCode::Center_RegionMalformed, region};
  if (const auto ok = journal_->register_site(office); !ok) return failure_of(ok.error(), office.site.text());
  const auto body = journal::canonical_body(
      json{{"certificate", seals.pem()}, {"key", base::hex(office.key.bytes)}, {"region", region}}.dump());
  return write({{self, "office-enrolled", office.site.text(), *body}});
}

Outcome<person::Biodata> Center::register_resident(const registry::NewResident& who, const journal::Actor& by) {
  const std::scoped_lock lock(mutex_);
  const auto scope = registry::serial_scope(who.address.area, who.born, who.sex);
  if (!scope) return Failure{FailureCode::Center_AreaMalformed, who.address.area};
  std::optional<person::Biodata> issued;
  const auto entries =
      journal_->append_decided([&](store::Queries& q) -> base::Result<std::vector<journal::Draft>, store::StoreError> {
        const auto last = last_serial(q, *scope);
        if (!last) return last.error();
        const auto nik = registry::next_nik(who.address.area, who.born, who.sex, *last);
        if (!nik) return std::vector<journal::Draft>{};
        issued = registry::with_nik(who, *nik);
        return std::vector<journal::Draft>{
            {by, "resident-registered", std::string(nik->digits()),
             *journal::canonical_body(registry::text_of(registry::Resident{*issued, who.kin}))}};
      });
  if (!entries) return failure_of(entries.error(), "Pencatatan Biodata");
  if (!issued) return Failure{FailureCode::Center_SerialsUsedUp, *scope};
  return *issued;
}

std::unique_ptr<api::Exchange> Center::counter_for(const journal::SiteId& office) {
  return std::make_unique<Counter>(*this, office);
}

Outcome<Done> Center::write(const std::vector<journal::Draft>& drafts, const std::vector<base::Bytes>& blobs) {
  const auto entries = journal_->append(drafts, blobs);
  if (!entries) return failure_of(entries.error(), drafts.front().kind + " " + drafts.front().subject);
  return Done{};
}

Outcome<std::optional<docket::Case>> Center::find(const issuance::ApplicationNumber& application) {
  const std::scoped_lock lock(mutex_);
  return find_here(application);
}

Outcome<std::optional<docket::Case>> Center::find_here(const issuance::ApplicationNumber& application) {
  auto c = journal_->read([&](store::Queries& q) { return docket::find(q, application); });
  if (!c) return failure_of(c.error(), application.get());
  return std::move(*c);
}

Outcome<base::Bytes> Center::print_packet(const docket::Case& c) {
  const auto sealed = journal_->blobs().get(packet_digest(c));
  if (!sealed) return failure_of(sealed.error(), c.number.get());
  const auto plain = sealing_.open(*sealed);
  const auto packet = plain ? api::decode_capture_packet(*plain) : std::nullopt;
  if (!packet) return Failure{FailureCode::Center_PacketUnreadable, c.number.get()};
  api::PrintPacket print{packet->application, packet->biodata, packet->portrait_png, packet->signature_png, {}};
  const auto fingers = fingers_of(*packet);
  for (const int position : packet->chip_fingers) {
    const auto at = static_cast<biometric::FingerPosition>(position);
    const auto finger = fingers.find(at);
    if (finger == fingers.end()) continue;
    print.fingers.push_back({position, biometric::encode_compact(biometric::to_record(finger->second, at))});
  }
  const auto site = office_of(c).text();
  const auto pem = journal_->read([&](store::Queries& q) { return office_certificate(q, site); });
  if (!pem) return failure_of(pem.error(), site);
  const auto certificate = *pem ? base::SealingCertificate::from_pem(**pem) : std::nullopt;
  if (!certificate) return Failure{FailureCode::Center_OfficeUnknown, site};
  return certificate->seal(api::encode(print));
}

Outcome<std::string> Center::step(const issuance::ApplicationNumber& application, const issuance::Event& event,
                                  const journal::Actor& by, const std::vector<base::Bytes>& blobs,
                                  std::string_view extra) {
  const auto found = find_here(application);
  if (!found) return found.error();
  if (!*found) return Failure{FailureCode::Center_NoSuchApplication, application.get()};
  const auto& c = **found;
  const auto next = issuance::decide(c.state, event);
  if (!next && next.error() == issuance::Refusal::SameOfficerTwice)
    return Failure{FailureCode::Center_SameOfficerTwice, by.get()};
  if (!next)
    return Failure{
        FailureCode::Center_NotInThisState,
        application.get() + ": " + std::string(issuance::label(c.state)) + ", " + std::string(issuance::name(event))};
  auto all = blobs;
  // Whatever makes somebody unique also sends the office what it needs to print, once.
  if (std::holds_alternative<issuance::Unique>(next->next) && !std::holds_alternative<issuance::MinistryFound>(event)) {
    auto packet = print_packet(c);
    if (!packet) return packet.error();
    all.push_back(std::move(*packet));
  }
  std::vector<base::Digest> digests;
  for (const auto& blob : all) digests.push_back(base::sha256(blob));
  auto draft = docket::draft(event, application, by, extra, digests);
  draft.to = office_of(c);
  if (const auto ok = write({std::move(draft)}, all); !ok) return ok.error();
  return std::string(issuance::name(next->next));
}

Outcome<std::vector<Handled>> Center::work() {
  const std::scoped_lock lock(mutex_);
  std::vector<Handled> done;
  for (const char* state : {"Searching", "Sent", "Captured"}) {
    const auto waiting = journal_->read([&](store::Queries& q) { return docket::in_state(q, state); });
    if (!waiting) return failure_of(waiting.error(), state);
    for (const auto& application : *waiting) {
      auto handled = handle(application);
      if (!handled) return handled.error();
      done.push_back(std::move(*handled));
    }
  }
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
  const char* refused = !packet || packet->application != c.number.get()      ? "center.packet_unreadable"
                        : !who || who->nik != c.nik                           ? "center.biodata_differ"
                        : fingers.size() < biometric::Gallery::fewest_fingers ? "center.too_few_fingers"
                                                                              : nullptr;
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
  begun.to = office_of(c);
  const auto ok = write({{self, "gallery-appended", c.number.get(), *journal::canonical_body(body)}, std::move(begun)});
  if (!ok) return ok.error();
  gallery_.append(subject, fingers);
  return Done{};
}

/// 1:N against every earlier record: a signed decision, or what people have to look at.
Outcome<Done> Center::decide(const docket::Case& c, biometric::LogNumber log, Handled& handled) {
  const auto row = journal_->read([&](store::Queries& q) { return gallery_row(q, log); });
  if (!row) return failure_of(row.error(), c.number.get());
  base::check(row->has_value(), "a search without its gallery row");
  const auto start = std::chrono::steady_clock::now();
  auto findings = gallery_.search(log);
  handled.search_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  base::check(bool(findings), "a record with too few fingers passed the gate");
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
  const std::scoped_lock lock(mutex_);
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
                                   issuance::Judgement judgement) {
  const std::scoped_lock lock(mutex_);
  return step(application, issuance::Judged{by, judgement}, journal::Actor(by.get()));
}

Outcome<std::string> Center::judge_as_supervisor(const issuance::ApplicationNumber& application,
                                                 const issuance::Officer& by, issuance::Judgement judgement) {
  const std::scoped_lock lock(mutex_);
  const auto decision = decision_of(application, by.get());
  return step(application, issuance::SupervisorJudged{by, judgement, base::sha256(decision)}, journal::Actor(by.get()),
              {decision});
}

Outcome<std::string> Center::clarify(const issuance::ApplicationNumber& application, issuance::Judgement judgement,
                                     const journal::Actor& by) {
  const std::scoped_lock lock(mutex_);
  const auto decision = decision_of(application, by.get());
  return step(application, issuance::Clarified{judgement, base::sha256(decision)}, by, {decision});
}

/// Who decided, where people do.
base::Bytes Center::decision_of(const issuance::ApplicationNumber& application, const std::string& by) const {
  const auto text =
      json{{"application", application.get()}, {"decided_by", by}, {"decided", clock_.now().iso8601()}}.dump();
  return {text.begin(), text.end()};
}

Outcome<std::string> Center::find_on_return(const issuance::ApplicationNumber& application, issuance::Reopen reopen,
                                            const journal::Actor& by) {
  const std::scoped_lock lock(mutex_);
  return step(application, issuance::MinistryFound{reopen, 0}, by);
}

}  // namespace ktpel::center
