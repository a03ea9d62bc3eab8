// SPDX-License-Identifier: Apache-2.0
#include "office/office.h"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/key_files.h"
#include "base/phrase.h"
#include "biometric/finger/extract.h"
#include "desk/event_kinds.h"
#include "desk/journal_pages.h"
#include "office/failure.h"
#include "office/parcels.h"
#include "officer/accounts.h"
#include "registry/resident.h"
#include "stock/ledger.h"
#include "visit/visits.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using nlohmann::json;

Office::Office(std::filesystem::path folder, Profile profile, const base::Clock& clock, CenterIdentity center,
               std::shared_ptr<const base::SigningKey> signer, base::SealingKey sealing,
               std::unique_ptr<store::JournalStore> journal)
    : folder_(std::move(folder)),
      profile_(std::move(profile)),
      clock_(clock),
      center_(std::move(center)),
      signer_(std::move(signer)),
      sealing_(std::move(sealing)),
      journal_(std::move(journal)) {}

Outcome<std::unique_ptr<Office>> Office::open(const std::filesystem::path& folder, Profile profile,
                                              const base::Clock& clock, CenterIdentity center) {
  for (const char* part : {"", "papers", "cards", "operators", "taken-along", "scans"})
    if (const auto made = base::make_folder(folder / part); !made)
      return failure_of(made.error(), (folder / part).string());
  auto signer = base::site_signing_key(folder);
  if (!signer) return failure_of(signer.error(), (folder / "signing.key").string());
  auto sealing = base::site_sealing_key(folder, "UJI ktpel " + profile.site.text(), clock.now());
  if (!sealing) return failure_of(sealing.error(), (folder / "sealing.key").string());
  auto journal = store::JournalStore::open(
      folder, profile.site, *signer, clock,
      {std::make_shared<docket::Docket>(profile.site), std::make_shared<stock::Ledger>(profile.site),
       std::make_shared<visit::Visits>(profile.site), std::make_shared<officer::AccountsProjection>(profile.site)});
  if (!journal) return failure_of(journal.error(), folder.string());
  if (const auto ok = (*journal)->register_site(center.known); !ok)
    return failure_of(ok.error(), center.known.site.text());
  std::unique_ptr<Office> office(new Office(folder, std::move(profile), clock, std::move(center), *signer,
                                            std::move(*sealing), std::move(*journal)));
  if (const auto ok = office->recover(); !ok) return ok.error();
  if (const auto ok = office->load_own(); !ok) return ok.error();
  return office;
}

/// Operators' fingers that an earlier process took: the file that the newest entry of each names; and the last call-up.
Outcome<Done> Office::load_own() {
  for (auto after = journal::before_first;;) {
    const auto entries = journal_->entries(profile_.site, after, 1000);
    if (!entries) return failure_of(entries.error(), folder_.string());
    if (entries->empty()) return Done{};
    for (const auto& entry : *entries) {
      if (entry.kind == call_up_kind) note_called_up(entry.body);
      if (entry.kind == stamped_kind) note_stamped(entry);
      if (entry.kind != "operator-enrolled") continue;
      const auto path = folder_ / "operators" / (base::sha256(entry.subject).hex().substr(0, 16) + ".finger");
      const auto bytes = base::read_file(path, 1 << 20);
      if (!bytes || base::sha256(*bytes).hex() != json::parse(entry.body).value("finger", std::string())) continue;
      if (auto finger = biometric::deserialise(*bytes)) operators_.insert_or_assign(entry.subject, std::move(*finger));
    }
    after = entries->back().sequence;
  }
}

Outcome<Done> Office::recover() {
  const auto cut = journal_->read([](store::Queries& q) { return docket::in_state(q, "Personalising"); });
  if (!cut) return failure_of(cut.error(), folder_.string());
  for (const auto& application : *cut) {
    const auto c = find(application);
    if (!c) return c.error();
    if (c->last("blank-taken")->site != profile_.site) continue;  // another office is at it
    // The chip may be half written: whatever is on it, this blank is never used again.
    const auto ok = write({docket::draft(issuance::BlankSpoilt{base::phrase("office.personalisation_cut")}, application,
                                         journal::Actor(profile_.site.text()))});
    if (!ok) return ok.error();
  }
  return forget_finished_captures();
}

/// Steps of a recording that was signed off, which the cut left no time to remove: the resident's pictures stay here no
/// longer than they are needed.
Outcome<Done> Office::forget_finished_captures() {
  using enum FailureCode;
  std::error_code none;
  for (const auto& kept : std::filesystem::directory_iterator(folder_ / "captures", none)) {
    const auto c = find(ApplicationNumber(kept.path().filename().string()));
    if (!c && c.error().code == Office_NoSuchApplication) continue;
    if (!c) return c.error();
    const bool goes_on = issuance::decide(c->basis, c->state, issuance::Recorded{}) ||
                         issuance::decide(c->basis, c->state, issuance::Presented{});
    if (!goes_on) std::filesystem::remove_all(kept.path(), none);
  }
  return Done{};
}

void Office::use_document_signer(std::shared_ptr<const card::DocumentSigner> signer, card::TrustStore trust) {
  document_signer_ = std::move(signer);
  trust_ = std::move(trust);
}

Outcome<Done> Office::enrol_operator(const Officer& who, const biometric::GreyImage& right_index) {
  auto finger = biometric::extract(right_index);
  if (!finger) return Failure{FailureCode::Capture_OperatorFingerUnusable, who.get()};
  const auto bytes = biometric::serialise(*finger);
  const auto path = folder_ / "operators" / (base::sha256(who.get()).hex().substr(0, 16) + ".finger");
  if (const auto ok = base::write_file_durably(path, bytes, 0600); !ok) return failure_of(ok.error(), path.string());
  operators_.insert_or_assign(who.get(), std::move(*finger));
  const auto body = json{{"finger", base::sha256(bytes).hex()}}.dump();
  return write({{journal::Actor(who.get()), "operator-enrolled", who.get(), *journal::canonical_body(body)}});
}

Outcome<Done> Office::write(const std::vector<journal::Draft>& drafts, const std::vector<base::Bytes>& blobs) {
  for (const auto& draft : drafts) base::check(desk::is_event_kind(draft.kind), "an entry that no page has words for");
  const auto entries = journal_->append(drafts, blobs);
  if (!entries) return failure_of(entries.error(), drafts.front().kind + " " + drafts.front().subject);
  return Done{};
}

Outcome<Done> Office::write_file(const std::filesystem::path& path, base::ByteView bytes) {
  const auto ok = base::write_file_durably(path, bytes);
  if (!ok) return failure_of(ok.error(), path.string());
  return Done{};
}

Outcome<std::filesystem::path> Office::write_paper(const std::string& name, const documents::Paper& paper) {
  const auto path = folder_ / "papers" / name;
  if (!paper) return failure_of(paper.error(), name);
  if (const auto ok = write_file(path, *paper); !ok) return ok.error();
  return path;
}

Outcome<docket::Case> Office::find(const ApplicationNumber& application) const {
  auto found = journal_->read([&](store::Queries& q) { return docket::find(q, application); });
  if (!found) return failure_of(found.error(), application.get());
  if (!*found) return Failure{FailureCode::Office_NoSuchApplication, application.get()};
  return std::move(**found);
}

Outcome<docket::Case> Office::expect(const ApplicationNumber& application, const issuance::Event& event) const {
  auto c = find(application);
  if (c && !issuance::decide(c->basis, c->state, event))
    return Failure{FailureCode::Office_NotInThisState,
                   application.get() + ": " + std::string(issuance::label(c->state))};
  return c;
}

person::Date Office::today() const { return moment(clock_.now()).day; }

documents::Moment Office::moment(base::Time time) const {
  using namespace std::chrono;
  const auto local = sys_time<milliseconds>(milliseconds(time.ms)) + hours(profile_.hours_east);
  const sys_days day = floor<days>(local);
  const year_month_day ymd(day);
  const auto date = person::Date::of(static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                                     static_cast<unsigned>(ymd.day()));
  base::check(date.has_value(), "a clock outside the calendar");
  const hh_mm_ss clock(floor<minutes>(local - day));
  static constexpr const char* zones[] = {"WIB", "WITA", "WIT"};
  const int zone = profile_.hours_east - 7;
  return {*date, static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
          zone >= 0 && zone <= 2 ? zones[zone] : "UTC"};
}

person::Biodata biodata_of(const docket::Case& c) {
  const auto body = json::parse(c.history.front().body);
  const auto who = registry::biodata_of(body.value("biodata", std::string()));
  base::check(who.has_value(), "a registration without biodata");
  return *who;
}

Outcome<std::filesystem::path> Office::write_summons(const docket::Case& c, const documents::SummonsState& state) {
  const auto& registered = c.history.front();
  const auto at = moment(registered.time);
  const auto queue = json::parse(registered.body).value("queue_number", 1);
  char number[64];
  std::snprintf(number, sizeof number, "471.13/%04d/%s/%d", queue, profile_.site.text().c_str(), at.day.year());
  const documents::Summons letter{.office = profile_.letterhead,
                                  .number = number,
                                  .dated = at.day,
                                  .to = biodata_of(c),
                                  .appointment = at,
                                  .place = profile_.place,
                                  .bring = {},
                                  .queue = queue,
                                  .application = c.number.get(),
                                  .signer = profile_.head};
  return write_paper(c.number.get() + "-surat-panggilan.pdf", documents::summons(letter, state));
}

Outcome<Done> Office::act(const ApplicationNumber& application, const issuance::Event& event, const Officer& by,
                          std::string_view extra) {
  const auto c = expect(application, event);
  if (!c) return c.error();
  return write({docket::draft(event, application, journal::Actor(by.get()), extra)});
}

Outcome<std::vector<docket::Line>> Office::list(const docket::Filter& filter, std::size_t limit,
                                                std::size_t offset) const {
  auto lines = journal_->read([&](store::Queries& q) { return docket::list(q, filter, limit, offset); });
  if (!lines) return failure_of(lines.error(), folder_.string());
  return std::move(*lines);
}

Outcome<Done> Office::write_journal_read(const journal::SiteId& chain, journal::Sequence after, const Officer& by) {
  const auto body = json{{"after", after.get()}}.dump();
  return write({{journal::Actor(by.get()), "journal-read", chain.text(), *journal::canonical_body(body)}});
}

Outcome<std::vector<journal::Entry>> Office::search_journals(const person::Nik& nik, const std::string& reason,
                                                             base::Time from, const Officer& by) {
  const auto body =
      json{{"reason", reason}, {"from", from.iso8601()}}.dump(-1, ' ', false, json::error_handler_t::replace);
  if (const auto ok = write(
          {{journal::Actor(by.get()), "journal-searched", std::string(nik.digits()), *journal::canonical_body(body)}});
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

Outcome<std::size_t> Office::unsent() const {
  const auto head = journal_->head(profile_.site);
  if (!head) return failure_of(head.error(), folder_.string());
  const auto acknowledged = journal_->acknowledged_by(center_.known.site);
  if (!acknowledged) return failure_of(acknowledged.error(), folder_.string());
  return static_cast<std::size_t>(head->sequence.get() - acknowledged->get());
}

Outcome<std::vector<Office::Unsent>> Office::unsent_entries(std::size_t most) const {
  auto missing = journal_->missing_for(center_.known.site, most);
  if (!missing) return failure_of(missing.error(), folder_.string());
  std::vector<Unsent> out;
  for (auto& entry : *missing) {
    std::uint64_t bytes = journal::encode(entry).size();
    for (const auto& blob : entry.blobs) {
      const auto kept = journal_->blobs().get(blob);
      if (kept) bytes += kept->size();
    }
    std::string name;
    const ApplicationNumber application(entry.subject);
    const auto c = journal_->read([&](store::Queries& q) { return docket::find(q, application); });
    if (!c) return failure_of(c.error(), folder_.string());
    if (*c) name = json::parse((*c)->history.front().body).value("name", std::string());
    out.push_back({std::move(entry), std::move(name), bytes});
  }
  return out;
}

Outcome<std::optional<base::Time>> Office::oldest_unsent() const {
  const auto missing = journal_->missing_for(center_.known.site, 1);
  if (!missing) return failure_of(missing.error(), folder_.string());
  if (missing->empty()) return std::optional<base::Time>();
  return std::optional(missing->front().time);
}

const biometric::FingerTemplate* Office::operator_template(const Officer& who) const {
  const auto known = operators_.find(who.get());
  return known == operators_.end() ? nullptr : &known->second;
}

bool Office::is_made_here(const docket::Case& c) const {
  return c.assignment && c.assignment->personaliser == profile_.site;
}

const journal::Entry* confirmation_of(const docket::Case& c) {
  for (auto entry = c.history.rbegin(); entry != c.history.rend(); ++entry)
    if (entry->kind == "recorded" || entry->kind == "presented") return &*entry;
  return nullptr;
}

/// Whether what the center holds of this office is the beginning of its journal, and all that it once acknowledged.
Outcome<Done> Office::meet(const std::optional<journal::Checkpoint>& standing) {
  const auto before = journal_->acknowledged_by(center_.known.site);
  if (!before) return failure_of(before.error(), "sinkronisasi");
  if (standing)
    if (const auto fits = journal_->acknowledged(center_.known.site, *standing); !fits)
      return failure_of(fits.error(), profile_.site.text());
  if (*before > (standing ? standing->sequence : journal::before_first))
    return Failure{FailureCode::Line_CenterLostEntries, center_.known.site.text()};
  return Done{};
}

Outcome<SyncReport> Office::synchronise(api::Exchange& center) {
  constexpr std::size_t batch = 64;
  SyncReport report;
  const auto standing = center.standing();
  if (!standing) return failure_of(standing.error(), "sinkronisasi");
  if (const auto ok = meet(*standing); !ok) return ok.error();
  for (;;) {  // what the center lacks: blobs first, so that an entry never names what is not there
    const auto missing = journal_->missing_for(center_.known.site, batch);
    if (!missing) return failure_of(missing.error(), "sinkronisasi");
    if (missing->empty()) break;
    std::vector<base::Digest> named;
    for (const auto& entry : *missing) named.insert(named.end(), entry.blobs.begin(), entry.blobs.end());
    const auto wanted = center.missing_blobs(named);
    if (!wanted) return failure_of(wanted.error(), "sinkronisasi");
    for (const auto& digest : *wanted) {
      const auto bytes = journal_->blobs().get(digest);
      if (!bytes) return failure_of(bytes.error(), digest.hex());
      if (const auto put = center.put_blob(*bytes); !put) return failure_of(put.error(), digest.hex());
      ++report.blobs_sent;
    }
    const auto receipt = center.push(*missing);
    if (!receipt && receipt.error() == api::ExchangeError::Refused) {
      // perhaps because another computer with this office's key was faster just now
      if (const auto now = center.standing(); now)
        if (const auto ok = meet(*now); !ok) return ok.error();
    }
    if (!receipt) return failure_of(receipt.error(), "sinkronisasi");
    const auto before = journal_->acknowledged_by(center_.known.site);
    const auto acknowledged = journal_->acknowledged(center_.known.site, *receipt);
    if (!acknowledged) return failure_of(acknowledged.error(), profile_.site.text());
    // A center that holds less than it acknowledged would be asked for ever.
    if (before && *before == *acknowledged) return Failure{FailureCode::Line_NoProgress, center_.known.site.text()};
    report.pushed += missing->size();
  }
  for (;;) {  // what the center decided
    const auto head = journal_->head(center_.known.site.to(profile_.site));
    if (!head) return failure_of(head.error(), "sinkronisasi");
    const auto entries = center.pull(head->sequence, batch);
    if (!entries) return failure_of(entries.error(), "sinkronisasi");
    if (entries->empty()) break;
    for (const auto& entry : *entries)
      for (const auto& digest : entry.blobs) {
        if (journal_->blobs().has(digest)) continue;
        const auto bytes = center.get_blob(digest);
        if (!bytes) return failure_of(bytes.error(), digest.hex());
        const auto put = journal_->blobs().put(*bytes);
        if (!put) return failure_of(put.error(), digest.hex());
        ++report.blobs_fetched;
      }
    const auto received = journal_->receive(*entries);
    if (!received) return failure_of(received.error(), "sinkronisasi");
    report.pulled += received->added;
  }
  // The last answer was a small one and came just now: a slow line does not look like a wrong clock.
  if (const auto told = center.time_of_answer()) {
    const auto ahead = clock_.now().ms - told->ms;
    if (std::abs(ahead) > clock_tolerance_ms) {
      const auto minutes = std::to_string(ahead / 60000);
      report.warning = Failure{FailureCode::Line_ClockDiffers, (ahead > 0 ? "+" : "") + minutes};
    }
  }
  return report;
}

Outcome<api::Packed> Office::pack_parcel(const api::ParcelSink& sink, std::size_t part_bytes) {
  return office::pack_parcel({*journal_, *signer_, sealing_, center_}, clock_.now(), sink, part_bytes);
}

Outcome<TakenAnswer> Office::take_answer(base::ByteView part) {
  return office::take_answer({*journal_, *signer_, sealing_, center_}, part);
}

}  // namespace ktpel::office
