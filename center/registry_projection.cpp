// SPDX-License-Identifier: Apache-2.0
#include "center/registry_projection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/center.h"
#include "registry/name_key.h"
#include "registry/resident.h"

namespace ktpel::center {
namespace {

using store::StoreError;

GalleryRow read_row(const store::Row& row) {
  return {biometric::LogNumber(static_cast<std::uint64_t>(row.integer(0))),
          biometric::Subject(static_cast<std::uint64_t>(row.integer(1))), issuance::ApplicationNumber(row.text(2)),
          person::Nik::parse(row.text(3)).value(), base::Digest::from_hex(row.text(4)).value_or(base::Digest{})};
}

/// Residents of a statement whose first column is `whole`; Broken if one is none.
base::Result<std::vector<registry::Resident>, StoreError> residents_of(store::Queries& from, const std::string& sql,
                                                                       const store::Values& values) {
  std::vector<registry::Resident> residents;
  bool broken = false;
  const auto read = from.while_rows(sql, values, [&](const store::Row& row) {
    auto who = registry::resident_of(row.text(0));
    broken = !who;
    if (who) residents.push_back(std::move(*who));
    return !broken;
  });
  if (!read) return read.error();
  if (broken) return StoreError::Broken;
  return residents;
}

/// A text above all that begin with `word`: the highest character is in no name.
std::string behind(const std::string& word) { return word + "\xF4\x8F\xBF\xBF"; }

}  // namespace

std::vector<store::Migration> RegistryProjection::migrations() const {
  return {{1,
           "create table resident (nik text primary key, biodata text not null, whole text not null, name_key text not "
           "null, born text not null, village text not null);"
           "create index resident_name on resident (name_key);"
           "create index resident_born on resident (born);"
           "create index resident_village on resident (village);"
           "create table resident_word (word text not null, nik text not null, primary key (word, nik));"
           "create index resident_word_nik on resident_word (nik);"
           "create table nik_serial (scope text primary key, last bigint not null);"
           "create table office (site text primary key, region text not null, secret_hash text not null default '', "
           "until bigint not null default 0, wrong_secrets bigint not null default 0, csr text not null default '', "
           "applied_key text not null default '', sealing text not null default '', certificate text not null "
           "default '', line text not null default '', shut_out bigint not null default 0, personalises bigint not "
           "null default 0);"
           "create table said_blob (office text not null, blob bytea not null, primary key (office, blob));"
           "create table gallery (log bigint primary key, subject bigint not null, application text not null, nik text "
           "not null, packet text not null);"
           "create index gallery_nik on gallery (nik);"},
          {2,
           "alter table resident add column family_card text not null default '';"
           "create index resident_family_card on resident (family_card);"}};
}

std::vector<std::string> RegistryProjection::tables() const {
  return {"resident", "resident_word", "nik_serial", "office", "said_blob", "gallery"};
}

base::Result<base::Done, StoreError> RegistryProjection::apply(store::Transaction& transaction,
                                                               const journal::Entry& entry) {
  if (entry.site.origin() != Center::site()) return base::Done{};
  if (const auto office = entry.site.addressee()) {
    for (const auto& blob : entry.blobs) {
      const auto ok = transaction.execute("insert into said_blob values ($1, $2) on conflict (office, blob) do nothing",
                                          {office->text(), blob});
      if (!ok) return ok.error();
    }
    return base::Done{};
  }
  if (entry.kind == "resident-registered" || entry.kind == "resident-imported") {
    const auto who = registry::resident_of(entry.body);
    if (!who) return StoreError::Refused;
    const auto& nik = who->biodata.nik;
    const auto scope = std::string(nik.digits().substr(0, 12));
    // A serial that is not above the last one was issued before: the primary key of resident, or this, refuses it. One
    // that comes from elsewhere may lie below, but none above it is issued again.
    const auto last = last_serial(transaction, scope);
    if (!last) return last.error();
    if (entry.kind == "resident-registered" && nik.serial() <= *last) return StoreError::Conflict;
    for (const auto& [sql, values] : std::initializer_list<std::pair<const char*, store::Values>>{
             {"insert into resident values ($1, $2, $3, $4, $5, $6, $7)",
              {nik.digits(), registry::text_of(who->biodata), entry.body, registry::name_key(who->biodata.name),
               who->biodata.born.compact(), who->biodata.address.area + who->biodata.address.village_code,
               who->biodata.family_card}},
             {"insert into nik_serial values ($1, $2) on conflict (scope) do update set last = excluded.last",
              {scope, std::max(*last, nik.serial())}}})
      if (const auto ok = transaction.execute(sql, values); !ok) return ok.error();
    for (const auto& word : registry::filed_under(who->biodata.name))
      if (const auto ok = transaction.execute("insert into resident_word values ($1, $2)", {word, nik.digits()}); !ok)
        return ok.error();
  } else if (entry.kind == "office-enrolled") {
    const auto body = nlohmann::json::parse(entry.body);
    const auto ok = transaction.execute(
        "insert into office (site, region, certificate, line, personalises) values ($1, $2, $3, $4, $5) on conflict "
        "(site) do update set region = excluded.region, certificate = excluded.certificate, line = excluded.line, "
        "personalises = excluded.personalises, shut_out = 0",
        {entry.subject, body.value("region", std::string()), body.value("certificate", std::string()),
         body.value("line", std::string()), std::int64_t{body.value("personalises", false)}});
    if (!ok) return ok.error();
  } else if (entry.kind == "office-invited") {
    const auto body = nlohmann::json::parse(entry.body);
    const auto ok = transaction.execute(
        "insert into office (site, region, secret_hash, until, personalises) values ($1, $2, $3, $4, $5) on conflict "
        "(site) do update set region = excluded.region, secret_hash = excluded.secret_hash, until = excluded.until, "
        "personalises = excluded.personalises, wrong_secrets = 0",
        {entry.subject, body.value("region", std::string()), body.value("secret", std::string()),
         body.value("until", std::int64_t{0}), std::int64_t{body.value("personalises", false)}});
    if (!ok) return ok.error();
  } else if (entry.kind == "office-secret-wrong") {
    const auto ok =
        transaction.execute("update office set wrong_secrets = wrong_secrets + 1 where site = $1", {entry.subject});
    if (!ok) return ok.error();
  } else if (entry.kind == "office-applied") {
    const auto body = nlohmann::json::parse(entry.body);
    const auto ok =
        transaction.execute("update office set csr = $2, applied_key = $3, sealing = $4, line = '' where site = $1",
                            {entry.subject, body.value("csr", std::string()), body.value("key", std::string()),
                             body.value("sealing", std::string())});
    if (!ok) return ok.error();
  } else if (entry.kind == "office-shut-out") {
    const auto ok =
        transaction.execute("update office set line = '', csr = '', shut_out = 1 where site = $1", {entry.subject});
    if (!ok) return ok.error();
  } else if (entry.kind == "gallery-appended") {
    const auto body = nlohmann::json::parse(entry.body);
    const auto ok =
        transaction.execute("insert into gallery values ($1, $2, $3, $4, $5)",
                            {body.value("log", std::uint64_t{0}), body.value("subject", std::uint64_t{0}),
                             entry.subject, body.value("nik", std::string()), body.value("packet", std::string())});
    if (!ok) return ok.error();
  }
  return base::Done{};
}

base::Result<std::optional<std::string>, StoreError> resident(store::Queries& from, const person::Nik& nik) {
  return from.first("select biodata from resident where nik = $1", {nik.digits()},
                    [](const store::Row& row) { return row.text(0); });
}

base::Result<std::optional<registry::Resident>, StoreError> whole_resident(store::Queries& from,
                                                                           const person::Nik& nik) {
  const auto found = residents_of(from, "select whole from resident where nik = $1", {nik.digits()});
  if (!found) return found.error();
  if (found->empty()) return std::optional<registry::Resident>();
  return std::optional(found->front());
}

base::Result<std::vector<registry::Resident>, StoreError> residents_named(store::Queries& from,
                                                                          const std::string& typed, std::size_t most) {
  auto words = registry::name_keys(typed);
  if (words.empty()) return std::vector<registry::Resident>{};
  // The longest word leads, since fewest are filed under it; the others only have to be there, or their initials.
  std::stable_sort(words.begin(), words.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  std::vector<registry::Resident> found;
  const auto take = [&](const std::vector<std::string>& asked) -> base::Result<base::Done, StoreError> {
    std::string sql =
        "select r.whole, w.word, r.nik from resident_word w join resident r on r.nik = w.nik where w.word >= $1 and "
        "w.word < $2";
    store::Values values = {asked.front(), behind(asked.front())};
    const auto parameter = [&](std::string value) {
      values.emplace_back(std::move(value));
      return "$" + std::to_string(values.size());
    };
    for (std::size_t i = 1; i < asked.size(); ++i) {
      const auto from_word = parameter(asked[i]), to_word = parameter(behind(asked[i])),
                 initial = parameter(asked[i].substr(0, 1));
      sql += " and exists (select 1 from resident_word o where o.nik = r.nik and ((o.word >= " + from_word +
             " and o.word < " + to_word + ") or o.word = " + initial + "))";
    }
    values.emplace_back(static_cast<std::int64_t>(most));
    sql += " order by w.word, r.nik limit $" + std::to_string(values.size());
    auto some = residents_of(from, sql, values);
    if (!some) return some.error();
    for (auto& who : *some) {
      const auto same = [&](const registry::Resident& other) { return other.biodata.nik == who.biodata.nik; };
      if (std::none_of(found.begin(), found.end(), same)) found.push_back(std::move(who));
    }
    return base::Done{};
  };
  if (const auto ok = take(words); !ok) return ok.error();
  if (words.size() > 1) {  // NUR HAYATI is also filed by those who wrote NURHAYATI
    std::string together;
    for (const auto& word : registry::name_keys(typed)) together += word;
    if (const auto ok = take({registry::word_key(together)}); !ok) return ok.error();
  }
  return found;
}

base::Result<std::vector<registry::Resident>, StoreError> residents_like(store::Queries& from,
                                                                         const registry::Resident& who) {
  const auto& born = who.biodata.born;
  const auto swapped = person::Date::of(born.year(), born.day(), born.month()).value_or(born);
  return residents_of(from, "select whole from resident where name_key = $1 or born = $2 or born = $3 order by nik",
                      {registry::name_key(who.biodata.name), born.compact(), swapped.compact()});
}
base::Result<std::vector<registry::Resident>, StoreError> family_of(store::Queries& from,
                                                                    const std::string& family_card) {
  return residents_of(from, "select whole from resident where family_card = $1 order by nik", {family_card});
}

base::Result<std::vector<registry::Resident>, StoreError> residents_of_village(store::Queries& from,
                                                                               const std::string& village) {
  return residents_of(from, "select whole from resident where village = $1 order by nik", {village});
}

base::Result<std::vector<registry::Resident>, StoreError> one_of_each_village(store::Queries& from,
                                                                              const std::string& region) {
  return residents_of(from,
                      "select r.whole from resident r join (select min(nik) as nik from resident where village >= $1 "
                      "and village < $2 group by village) f on f.nik = r.nik order by r.village",
                      {region, region + ":"});  // ':' follows '9'
}

base::Result<std::vector<registry::Resident>, StoreError> unrecorded_of(store::Queries& from,
                                                                        const std::string& village) {
  return residents_of(
      from,
      "select r.whole from resident r where r.village = $1 and not exists (select 1 from gallery g where "
      "g.nik = r.nik) order by r.nik",
      {village});
}

base::Result<std::vector<registry::Resident>, StoreError> all_residents(store::Queries& from) {
  return residents_of(from, "select whole from resident order by nik", {});
}

base::Result<int, StoreError> last_serial(store::Queries& from, const std::string& scope) {
  const auto last = from.first("select last from nik_serial where scope = $1", {scope},
                               [](const store::Row& row) { return static_cast<int>(row.integer(0)); });
  if (!last) return last.error();
  return last->value_or(0);
}

base::Result<std::optional<std::string>, StoreError> office_certificate(store::Queries& from, const std::string& site) {
  return from.first("select certificate from office where site = $1 and certificate <> ''", {site},
                    [](const store::Row& row) { return row.text(0); });
}

base::Result<std::optional<std::string>, StoreError> office_region(store::Queries& from, const std::string& site) {
  return from.first("select region from office where site = $1", {site},
                    [](const store::Row& row) { return row.text(0); });
}

base::Result<journal::SiteId, StoreError> personaliser_of(store::Queries& from, const std::string& site) {
  const auto region = office_region(from, site);
  if (!region) return region.error();
  const auto all = office_rows(from);
  if (!all) return all.error();
  const OfficeRow* nearest = nullptr;
  for (const auto& row : *all)
    if (row.personalises && !row.shut_out && !row.sealing_in_use.empty() && *region &&
        (*region)->starts_with(row.region) &&
        (row.site == site || !nearest || (nearest->site != site && row.region.size() > nearest->region.size())))
      nearest = &row;
  const auto found = journal::SiteId::parse(nearest ? nearest->site : site);
  if (!found) return StoreError::Broken;
  return *found;
}

base::Result<bool, StoreError> was_said_to(store::Queries& from, const std::string& site, const base::Digest& blob) {
  const auto found = from.first("select 1 from said_blob where office = $1 and blob = $2", {site, blob},
                                [](const store::Row&) { return true; });
  if (!found) return found.error();
  return found->has_value();
}

namespace {

constexpr const char* office_columns =
    "site, region, secret_hash, until, wrong_secrets, csr, applied_key, sealing, certificate, line, shut_out, "
    "personalises";

OfficeRow read_office(const store::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.integer(4),       row.text(5),
          row.text(6), row.text(7), row.text(8), row.text(9),    row.integer(10) == 1, row.integer(11) == 1};
}

}  // namespace

base::Result<std::optional<OfficeRow>, StoreError> office_row(store::Queries& from, const std::string& site) {
  return from.first(std::string("select ") + office_columns + " from office where site = $1", {site}, read_office);
}

base::Result<std::vector<OfficeRow>, StoreError> office_rows(store::Queries& from) {
  return from.all(std::string("select ") + office_columns + " from office order by site", {}, read_office);
}

base::Result<std::vector<GalleryRow>, StoreError> gallery_rows(store::Queries& from) {
  return from.all("select log, subject, application, nik, packet from gallery order by log", {}, read_row);
}

base::Result<std::optional<GalleryRow>, StoreError> gallery_row(store::Queries& from, biometric::LogNumber log) {
  return from.first("select log, subject, application, nik, packet from gallery where log = $1", {log.get()}, read_row);
}

base::Result<std::vector<GalleryRow>, StoreError> gallery_rows_of(store::Queries& from, const person::Nik& nik) {
  return from.all("select log, subject, application, nik, packet from gallery where nik = $1 order by log",
                  {nik.digits()}, read_row);
}

base::Result<std::optional<biometric::Subject>, StoreError> subject_of(store::Queries& from, const person::Nik& nik) {
  return from.first(
      "select subject from gallery where nik = $1 order by log", {nik.digits()},
      [](const store::Row& row) { return biometric::Subject(static_cast<std::uint64_t>(row.integer(0))); });
}

}  // namespace ktpel::center
