// SPDX-License-Identifier: Apache-2.0
#include "docket/docket.h"

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "issuance/event_text.h"

namespace ktpel::docket {
namespace {

using issuance::ApplicationNumber;
using store::StoreError;

// Folds what is stored of one application; the entries were accepted by the rules when they came.
base::Result<std::optional<Case>, StoreError> fold(store::Queries& from, const ApplicationNumber& number) {
  std::vector<journal::Entry> history;
  bool damaged = false;
  const auto read = from.each("select entry from docket_event where application = $1 order by place", {number.get()},
                              [&](const store::Row& row) {
                                auto entry = journal::decode(row.bytes(0));
                                damaged |= !entry;
                                if (entry) history.push_back(std::move(*entry));
                              });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  if (history.empty()) return std::optional<Case>();

  std::optional<issuance::Application> state;
  std::optional<person::Nik> nik;
  issuance::Basis basis;
  for (const auto& entry : history) {
    const auto event = issuance::event_of(entry.kind, entry.body);
    if (!event) return StoreError::Broken;
    if (const auto* registration = std::get_if<issuance::Registration>(&*event); registration && !state) {
      const auto parsed = person::Nik::parse(nlohmann::json::parse(entry.body).value("nik", std::string()));
      if (!parsed) return StoreError::Broken;
      nik = *parsed;
      basis = registration->basis;
      state = issuance::begin(*registration)->next;
      continue;
    }
    if (!state) return StoreError::Broken;
    auto step = issuance::decide(basis, *state, *event);
    if (!step) return StoreError::Broken;
    state = std::move(step->next);
  }
  Case c{number, *nik, basis, *state, std::move(history)};
  const auto assigned =
      from.each("select personaliser, packet, office_seals from docket_assignment where application = $1",
                {number.get()}, [&](const store::Row& row) {
                  const auto site = journal::SiteId::parse(row.text(0));
                  damaged |= !site;
                  if (site) c.assignment = Case::Assignment{*site, base::Digest::from_hex(row.text(1)), row.text(2)};
                });
  if (!assigned) return assigned.error();
  if (damaged) return StoreError::Broken;
  return std::optional<Case>(std::move(c));
}

// Nullopt if the rules allow the event as the next one.
base::Result<std::optional<std::string>, StoreError> why_not(store::Queries& from, const journal::Entry& entry,
                                                             const issuance::Event& event) {
  const auto known = fold(from, ApplicationNumber(entry.subject));
  if (!known) return known.error();
  if (std::holds_alternative<issuance::Registration>(event)) {
    if (*known) return std::optional<std::string>("registered before");
    const auto nik = nlohmann::json::parse(entry.body).value("nik", std::string());
    if (!person::Nik::parse(nik)) return std::optional<std::string>("no NIK");
    return std::optional<std::string>();
  }
  if (!*known) return std::optional<std::string>("no such application");
  if (!issuance::decide((*known)->basis, (*known)->state, event))
    return std::optional<std::string>("not in this state");
  return std::optional<std::string>();
}

base::Result<base::Done, StoreError> done(const base::Result<std::int64_t, StoreError>& executed) {
  if (!executed) return executed.error();
  return base::Done{};
}

/// The act that an entry "relayed" tells of; without blobs, which its own site and the center keep.
std::optional<journal::Entry> act_of(const journal::Entry& entry, const nlohmann::json& body) {
  const auto site = journal::SiteId::parse(body.value("site", std::string()));
  const auto previous = base::Digest::from_hex(body.value("previous", std::string()));
  if (!site || !previous) return std::nullopt;
  return journal::Entry{.site = *site,
                        .sequence = journal::Sequence(body.value("sequence", std::uint64_t{0})),
                        .time = base::Time{body.value("time", std::int64_t{0})},
                        .actor = journal::Actor(body.value("actor", std::string())),
                        .kind = body.value("kind", std::string()),
                        .subject = entry.subject,
                        .body = body.value("body", std::string()),
                        .blobs = {},
                        .previous = *previous};
}

/// Bags and old cards, so that lists of them need not read every application that was ever issued.
base::Result<base::Done, StoreError> note_travels(store::Transaction& transaction, const journal::Entry& entry,
                                                  const issuance::Event& event, const issuance::Application& now) {
  std::string manifest, list;
  if (const auto* sent = std::get_if<issuance::Dispatched>(&event)) manifest = sent->manifest.get();
  if (const auto* back = std::get_if<issuance::SentBack>(&event); back && back->manifest)
    manifest = back->manifest->get();
  if (const auto* sent = std::get_if<issuance::OldCardSent>(&event)) list = sent->list;
  if (!manifest.empty())
    if (const auto ok = transaction.execute(
            "insert into docket_bag values ($1, $2, $3) on conflict (manifest, application) do nothing",
            {manifest, entry.subject, entry.time.ms});
        !ok)
      return ok.error();
  const auto* issued = std::get_if<issuance::Issued>(&now);
  if (!issued || issued->old_card == issuance::OldCard::None) return base::Done{};
  return done(transaction.execute(
      "insert into docket_old_card values ($1, $2, $3, $4) on conflict (application) do update set place = "
      "excluded.place, list = case when excluded.list = '' then docket_old_card.list else excluded.list end",
      {entry.subject, issuance::name(issued->old_card), list, entry.time.ms}));
}

}  // namespace

const journal::Entry* Case::last(std::string_view kind) const {
  for (auto entry = history.rbegin(); entry != history.rend(); ++entry)
    if (entry->kind == kind) return &*entry;
  return nullptr;
}

std::vector<store::Migration> Docket::migrations() const {
  return {
      {1,
       "create table docket_application (number text primary key, nik text not null, name text not null, state text "
       "not null, kind text not null, lane text not null, urgency bigint not null, office text not null, "
       "personaliser text not null default '', day text not null, queue_number bigint not null, since bigint not "
       "null, place bigint not null);"
       "create index docket_application_nik on docket_application (nik);"
       "create index docket_application_state on docket_application (state);"
       "create index docket_application_day on docket_application (office, day);"
       "create table docket_event (application text not null, place bigint not null, entry bytea not null, primary "
       "key (application, place));"
       "create table docket_blank (serial text primary key, application text not null);"
       "create table docket_assignment (application text primary key, personaliser text not null, packet text not "
       "null, office_seals text not null);"
       "create table docket_told (application text not null, office text not null, next bigint not null, events "
       "bigint not null, primary key (application, office));"
       "create index docket_told_behind on docket_told (application) where next < events;"
       "create table docket_contradiction (site text not null, sequence bigint not null, kind text not null, "
       "application text not null, why text not null, primary key (site, sequence));"},
      {2,
       "create table docket_old_card (application text primary key, place text not null, list text not null, since "
       "bigint not null);"
       "create index docket_old_card_place on docket_old_card (place, since);"
       "create index docket_old_card_list on docket_old_card (list);"
       "create table docket_bag (manifest text not null, application text not null, sent bigint not null, primary key "
       "(manifest, application));"
       "create index docket_bag_sent on docket_bag (sent);"}};
}

std::vector<std::string> Docket::tables() const {
  return {"docket_application", "docket_event",         "docket_blank",    "docket_assignment",
          "docket_told",        "docket_contradiction", "docket_old_card", "docket_bag"};
}

base::Result<base::Done, StoreError> Docket::apply(store::Transaction& transaction, const journal::Entry& entry) {
  if (entry.kind == "relayed") return take_relayed(transaction, entry);
  if (entry.kind == "assigned") return take_assigned(transaction, entry);
  if (!issuance::is_event(entry.kind)) return base::Done{};  // of another part: not ours
  return take(transaction, entry, entry.site.origin() == own_);
}

base::Result<base::Done, StoreError> Docket::take_relayed(store::Transaction& transaction,
                                                          const journal::Entry& entry) {
  const auto body = nlohmann::json::parse(entry.body, nullptr, false);
  if (entry.site.origin() == own_) {
    const auto office = entry.site.addressee();
    if (!office) return StoreError::Conflict;
    const auto next = body.value("next", std::int64_t{0});
    return done(
        transaction.execute("update docket_told set next = $3 where application = $1 and office = $2 and next < $3",
                            {entry.subject, office->text(), next}));
  }
  const auto act = act_of(entry, body);
  // One that nobody can read tells nothing; the original lies at the center.
  if (!act || entry.site.addressee() != own_ || !issuance::is_event(act->kind)) return base::Done{};
  return take(transaction, *act, false);
}

base::Result<base::Done, StoreError> Docket::take_assigned(store::Transaction& transaction,
                                                           const journal::Entry& entry) {
  const auto body = nlohmann::json::parse(entry.body, nullptr, false);
  const auto office = body.value("office", std::string()), personaliser = body.value("personaliser", std::string());
  if (entry.blobs.size() != 1 || office.empty() || personaliser.empty()) return StoreError::Refused;
  const auto bound = transaction.execute(
      "insert into docket_assignment values ($1, $2, $3, $4) on conflict (application) do update set personaliser = "
      "excluded.personaliser, packet = excluded.packet, office_seals = excluded.office_seals",
      {entry.subject, personaliser, entry.blobs.front().hex(), body.value("office_seals", std::string())});
  if (!bound) return bound.error();
  if (const auto ok = transaction.execute("update docket_application set personaliser = $2 where number = $1",
                                          {entry.subject, personaliser});
      !ok)
    return ok.error();
  if (entry.site.origin() != own_ || office == personaliser) return base::Done{};
  for (const auto& site : {office, personaliser})  // from now on each hears of the other
    if (const auto ok = transaction.execute(
            "insert into docket_told select $1, $2, 0, count(*) from docket_event where application = $1 on conflict "
            "(application, office) do nothing",
            {entry.subject, site});
        !ok)
      return ok.error();
  return base::Done{};
}

base::Result<base::Done, StoreError> Docket::take(store::Transaction& transaction, const journal::Entry& entry,
                                                  bool own) {
  const auto event = issuance::event_of(entry.kind, entry.body);
  base::Result<std::optional<std::string>, StoreError> refused = std::optional<std::string>("malformed");
  if (event) refused = why_not(transaction, entry, *event);
  if (!refused) return refused.error();
  const auto* taken = event ? std::get_if<issuance::BlankTaken>(&*event) : nullptr;
  if (taken && !*refused) {
    const auto bound = bound_to(transaction, taken->serial);
    if (!bound) return bound.error();
    if (*bound) *refused = "the blank is bound already";
  }
  if (*refused) {
    if (own) return StoreError::Conflict;
    const auto kept =
        transaction.execute("insert into docket_contradiction values ($1, $2, $3, $4, $5)",
                            {entry.site.text(), entry.sequence.get(), entry.kind, entry.subject, **refused});
    if (!kept) return kept.error();
    return base::Done{};
  }

  const auto personaliser = nlohmann::json::parse(entry.body).value("personaliser", std::string());
  if (!personaliser.empty()) {
    for (const char* sql : {"insert into docket_assignment values ($1, $2, '', '') on conflict (application) do update "
                            "set personaliser = excluded.personaliser",
                            "update docket_application set personaliser = $2 where number = $1"})
      if (const auto ok = transaction.execute(sql, {entry.subject, personaliser}); !ok) return ok.error();
  }
  const auto place = transaction.first("select count(*) from docket_event where application = $1", {entry.subject},
                                       [](const store::Row& row) { return row.integer(0); });
  if (!place) return place.error();
  auto kept = entry;
  kept.signature.reset();  // may be made later than this row
  if (const auto ok = transaction.execute("insert into docket_event values ($1, $2, $3)",
                                          {entry.subject, place->value_or(0), journal::encode(kept)});
      !ok)
    return ok.error();
  if (taken)
    if (const auto ok =
            transaction.execute("insert into docket_blank values ($1, $2)", {taken->serial.get(), entry.subject});
        !ok)
      return ok.error();
  if (const auto ok = transaction.execute("update docket_told set events = $2 where application = $1",
                                          {entry.subject, place->value_or(0) + 1});
      !ok)
    return ok.error();
  for (const auto& site : {entry.site, entry.site.addressee().value_or(entry.site)})  // they know it
    if (const auto ok = transaction.execute(
            "update docket_told set next = events where application = $1 and office = $2 and next = events - 1",
            {entry.subject, site.text()});
        !ok)
      return ok.error();
  const auto now = fold(transaction, ApplicationNumber(entry.subject));
  if (!now) return now.error();
  const auto& c = **now;
  if (const auto ok = note_travels(transaction, entry, *event, c.state); !ok) return ok;
  if (c.history.size() > 1)
    return done(transaction.execute("update docket_application set state = $2, since = $3 where number = $1",
                                    {c.number.get(), issuance::name(c.state), entry.time.ms}));
  const auto all = count(transaction);
  if (!all) return all.error();
  const auto body = nlohmann::json::parse(entry.body);
  return done(transaction.execute(
      "insert into docket_application (number, nik, name, state, kind, lane, urgency, office, personaliser, day, "
      "queue_number, since, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {c.number.get(), c.nik.digits(), body.value("name", std::string()), issuance::name(c.state),
       issuance::name(c.basis.kind), issuance::name(c.basis.lane), static_cast<std::int64_t>(c.basis.lane),
       entry.site.text(), c.assignment ? c.assignment->personaliser.text() : std::string(),
       body.value("day", std::string()), body.value("queue_number", std::int64_t{0}), entry.time.ms, *all}));
}

bool has_recording(const Case& c) {
  return c.last("recorded") && c.assignment && !std::holds_alternative<issuance::Duplicate>(c.state);
}

journal::Draft draft(const issuance::Event& event, const ApplicationNumber& number, const journal::Actor& actor,
                     std::string_view extra, std::vector<base::Digest> blobs) {
  auto body = nlohmann::json::parse(extra);
  base::check(body.is_object(), "extra fields of an event that are no JSON object");
  body.update(nlohmann::json::parse(issuance::body_of(event)));
  const auto canonical = journal::canonical_body(body.dump());
  base::check(canonical.has_value(), "an event whose body is too large for an entry");
  return {actor, std::string(issuance::name(event)), number.get(), *canonical, std::move(blobs)};
}

journal::Draft assigned(const ApplicationNumber& number, const journal::SiteId& office,
                        const journal::SiteId& personaliser, const base::Digest& print_packet,
                        const std::string& office_seals, const journal::Actor& actor) {
  const auto body =
      nlohmann::json{{"office", office.text()}, {"personaliser", personaliser.text()}, {"office_seals", office_seals}}
          .dump();
  journal::Draft draft{actor, "assigned", number.get(), *journal::canonical_body(body), {print_packet}};
  draft.to = personaliser;
  return draft;
}

base::Result<std::vector<journal::Draft>, StoreError> untold(store::Queries& from, const journal::Actor& actor,
                                                             std::size_t limit) {
  struct Behind {
    std::string application, office;
    std::int64_t next;
  };
  const auto behind =
      from.all("select application, office, next from docket_told where next < events order by application, office", {},
               [](const store::Row& row) {
                 return Behind{row.text(0), row.text(1), row.integer(2)};
               });
  if (!behind) return behind.error();
  std::vector<journal::Draft> drafts;
  bool damaged = false;
  for (const auto& b : *behind) {
    const auto office = journal::SiteId::parse(b.office);
    if (!office) return StoreError::Broken;
    struct Told {
      journal::Entry act;
      std::int64_t next;  ///< place from which on nothing is told yet
    };
    std::vector<Told> told;
    const auto read =
        from.each("select place, entry from docket_event where application = $1 and place >= $2 order by place",
                  {b.application, b.next}, [&](const store::Row& row) {
                    auto act = journal::decode(row.bytes(1));
                    damaged |= !act;
                    if (!act) return;
                    // What the office did itself, and what the center said to it, it knows.
                    if (act->site != *office && act->site.addressee() != office)
                      told.push_back({std::move(*act), row.integer(0) + 1});
                    else if (!told.empty())
                      told.back().next = row.integer(0) + 1;
                  });
    if (!read) return read.error();
    if (damaged) return StoreError::Broken;
    for (const auto& [act, next] : told) {
      if (drafts.size() >= limit) return drafts;
      const nlohmann::json body{{"site", act.site.text()},
                                {"sequence", act.sequence.get()},
                                {"time", act.time.ms},
                                {"actor", act.actor.get()},
                                {"kind", act.kind},
                                {"body", act.body},
                                {"previous", act.previous.hex()},
                                {"next", next}};
      journal::Draft draft{actor, "relayed", b.application, *journal::canonical_body(body.dump()), {}};
      draft.to = *office;
      drafts.push_back(std::move(draft));
    }
  }
  return drafts;
}

base::Result<std::vector<Line>, StoreError> list(store::Queries& from, const Filter& filter, std::size_t limit,
                                                 std::size_t offset) {
  std::string sql =
      "select number, nik, name, state, kind, lane, office, personaliser, day, queue_number, since from "
      "docket_application where 1 = 1";
  store::Values values;
  const auto parameter = [&](const std::string& value) {
    values.emplace_back(value);
    return "$" + std::to_string(values.size());
  };
  const auto one_of = [&](const std::vector<std::string>& some) {
    std::string in = " in (";
    for (std::size_t i = 0; i < some.size(); ++i) in += (i ? ", " : "") + parameter(some[i]);
    return in + ")";
  };
  if (!filter.states.empty()) sql += " and state" + one_of(filter.states);
  if (!filter.office.empty()) sql += " and office = " + parameter(filter.office);
  if (!filter.personaliser.empty()) sql += " and personaliser = " + parameter(filter.personaliser);
  if (!filter.day.empty()) sql += " and day = " + parameter(filter.day);
  if (!filter.offices.empty()) {
    const auto as_service_point = one_of(filter.offices);
    sql += " and (office" + as_service_point + " or personaliser" + one_of(filter.offices) + ")";
  }
  values.emplace_back(static_cast<std::int64_t>(limit));
  sql += " order by urgency desc, place limit $" + std::to_string(values.size());
  values.emplace_back(static_cast<std::int64_t>(offset));
  sql += " offset $" + std::to_string(values.size());
  std::vector<Line> lines;
  bool damaged = false;
  const auto read = from.each(sql, values, [&](const store::Row& row) {
    const auto nik = person::Nik::parse(row.text(1));
    const auto kind = issuance::kind_of(row.text(4));
    const auto lane = issuance::lane_of(row.text(5));
    const auto office = journal::SiteId::parse(row.text(6));
    if (!nik || !kind || !lane || !office) {
      damaged = true;
      return;
    }
    lines.push_back({ApplicationNumber(row.text(0)), *nik, row.text(2), row.text(3), *kind, *lane, *office, row.text(7),
                     row.text(8), static_cast<int>(row.integer(9)), base::Time{row.integer(10)}});
  });
  if (!read) return read.error();
  if (damaged) return StoreError::Broken;
  return lines;
}

base::Result<std::int64_t, StoreError> registered_on(store::Queries& from, const journal::SiteId& office,
                                                     std::string_view day) {
  const auto n = from.first("select count(*) from docket_application where office = $1 and day = $2",
                            {office.text(), day}, [](const store::Row& row) { return row.integer(0); });
  if (!n) return n.error();
  return n->value_or(0);
}

base::Result<std::optional<Case>, StoreError> find(store::Queries& from, const ApplicationNumber& number) {
  return fold(from, number);
}

base::Result<std::vector<ApplicationNumber>, StoreError> of_nik(store::Queries& from, const person::Nik& nik) {
  return from.all("select number from docket_application where nik = $1 order by place", {nik.digits()},
                  [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::vector<ApplicationNumber>, StoreError> in_state(store::Queries& from, std::string_view state) {
  return from.all("select number from docket_application where state = $1 order by place", {state},
                  [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::int64_t, StoreError> count_events(store::Queries& from) {
  const auto n =
      from.first("select count(*) from docket_event", {}, [](const store::Row& row) { return row.integer(0); });
  if (!n) return n.error();
  return n->value_or(0);
}

base::Result<std::int64_t, StoreError> count(store::Queries& from) {
  const auto n =
      from.first("select count(*) from docket_application", {}, [](const store::Row& row) { return row.integer(0); });
  if (!n) return n.error();
  return n->value_or(0);
}

base::Result<std::vector<std::pair<std::string, std::int64_t>>, StoreError> count_by_state(store::Queries& from) {
  return from.all("select state, count(*) from docket_application group by state order by state", {},
                  [](const store::Row& row) { return std::pair(row.text(0), row.integer(1)); });
}

base::Result<std::vector<std::string>, StoreError> contradictions(store::Queries& from) {
  return from.all("select site, sequence, kind, application from docket_contradiction order by site, sequence", {},
                  [](const store::Row& row) {
                    return row.text(0) + " " + std::to_string(row.integer(1)) + " " + row.text(2) + " " + row.text(3);
                  });
}

base::Result<std::optional<ApplicationNumber>, StoreError> bound_to(store::Queries& from,
                                                                    const issuance::BlankSerial& serial) {
  return from.first("select application from docket_blank where serial = $1", {serial.get()},
                    [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::vector<ApplicationNumber>, StoreError> old_cards_in(store::Queries& from,
                                                                      const std::vector<issuance::OldCard>& places) {
  store::Values values;
  std::string in;
  for (const auto place : places) {
    values.emplace_back(std::string(issuance::name(place)));
    in += (in.empty() ? "$" : ", $") + std::to_string(values.size());
  }
  if (in.empty()) return std::vector<ApplicationNumber>();
  return from.all("select application from docket_old_card where place in (" + in + ") order by since, application",
                  values, [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::vector<ApplicationNumber>, StoreError> on_old_card_list(store::Queries& from,
                                                                          const std::string& list) {
  return from.all("select application from docket_old_card where list = $1 order by since, application", {list},
                  [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

base::Result<std::vector<Bagged>, StoreError> bagged(store::Queries& from, std::size_t bags) {
  return from.all(
      "select b.manifest, b.application from docket_bag b join (select manifest, max(sent) as last from docket_bag "
      "group by manifest order by last desc, manifest limit $1) n on n.manifest = b.manifest order by n.last desc, "
      "b.manifest, b.application",
      {static_cast<std::int64_t>(bags)}, [](const store::Row& row) {
        return Bagged{issuance::ManifestNumber(row.text(0)), ApplicationNumber(row.text(1))};
      });
}

base::Result<std::vector<ApplicationNumber>, StoreError> in_bag(store::Queries& from,
                                                                const issuance::ManifestNumber& manifest) {
  return from.all("select application from docket_bag where manifest = $1 order by application", {manifest.get()},
                  [](const store::Row& row) { return ApplicationNumber(row.text(0)); });
}

}  // namespace ktpel::docket
