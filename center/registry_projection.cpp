// SPDX-License-Identifier: Apache-2.0
#include "center/registry_projection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/center.h"
#include "registry/resident.h"

namespace ktpel::center {
namespace {

using store::StoreError;

GalleryRow read_row(const store::Row& row) {
  return {biometric::LogNumber(static_cast<std::uint64_t>(row.integer(0))),
          biometric::Subject(static_cast<std::uint64_t>(row.integer(1))), issuance::ApplicationNumber(row.text(2)),
          person::Nik::parse(row.text(3)).value(), base::Digest::from_hex(row.text(4)).value_or(base::Digest{})};
}

}  // namespace

std::vector<store::Migration> RegistryProjection::migrations() const {
  return {{1,
           "create table resident (nik text primary key, biodata text not null);"
           "create table nik_serial (scope text primary key, last bigint not null);"
           "create table office (site text primary key, region text not null, secret_hash text not null default '', "
           "until bigint not null default 0, wrong_secrets bigint not null default 0, csr text not null default '', "
           "applied_key text not null default '', sealing text not null default '', certificate text not null "
           "default '', line text not null default '', shut_out bigint not null default 0);"
           "create table said_blob (office text not null, blob bytea not null, primary key (office, blob));"
           "create table gallery (log bigint primary key, subject bigint not null, application text not null, nik text "
           "not null, packet text not null);"
           "create index gallery_nik on gallery (nik);"}};
}

std::vector<std::string> RegistryProjection::tables() const {
  return {"resident", "nik_serial", "office", "said_blob", "gallery"};
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
  if (entry.kind == "resident-registered") {
    const auto who = registry::biodata_of(entry.body);
    if (!who) return StoreError::Refused;
    const auto scope = std::string(who->nik.digits().substr(0, 12));
    // A serial that is not above the last one was issued before: the primary key of resident, or this, refuses it.
    const auto last = last_serial(transaction, scope);
    if (!last) return last.error();
    if (who->nik.serial() <= *last) return StoreError::Conflict;
    for (const auto& [sql, values] : std::initializer_list<std::pair<const char*, store::Values>>{
             {"insert into resident values ($1, $2)", {who->nik.digits(), entry.body}},
             {"insert into nik_serial values ($1, $2) on conflict (scope) do update set last = excluded.last",
              {scope, who->nik.serial()}}})
      if (const auto ok = transaction.execute(sql, values); !ok) return ok.error();
  } else if (entry.kind == "office-enrolled") {
    const auto body = nlohmann::json::parse(entry.body);
    const auto ok = transaction.execute(
        "insert into office (site, region, certificate, line) values ($1, $2, $3, $4) on conflict (site) do update set "
        "region = excluded.region, certificate = excluded.certificate, line = excluded.line, shut_out = 0",
        {entry.subject, body.value("region", std::string()), body.value("certificate", std::string()),
         body.value("line", std::string())});
    if (!ok) return ok.error();
  } else if (entry.kind == "office-invited") {
    const auto body = nlohmann::json::parse(entry.body);
    const auto ok = transaction.execute(
        "insert into office (site, region, secret_hash, until) values ($1, $2, $3, $4) on conflict (site) do update "
        "set region = excluded.region, secret_hash = excluded.secret_hash, until = excluded.until, wrong_secrets = 0",
        {entry.subject, body.value("region", std::string()), body.value("secret", std::string()),
         body.value("until", std::int64_t{0})});
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

base::Result<bool, StoreError> was_said_to(store::Queries& from, const std::string& site, const base::Digest& blob) {
  const auto found = from.first("select 1 from said_blob where office = $1 and blob = $2", {site, blob},
                                [](const store::Row&) { return true; });
  if (!found) return found.error();
  return found->has_value();
}

namespace {

constexpr const char* office_columns =
    "site, region, secret_hash, until, wrong_secrets, csr, applied_key, sealing, certificate, line, shut_out";

OfficeRow read_office(const store::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.integer(4),      row.text(5),
          row.text(6), row.text(7), row.text(8), row.text(9),    row.integer(10) == 1};
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

base::Result<std::optional<biometric::Subject>, StoreError> subject_of(store::Queries& from, const person::Nik& nik) {
  return from.first(
      "select subject from gallery where nik = $1 order by log", {nik.digits()},
      [](const store::Row& row) { return biometric::Subject(static_cast<std::uint64_t>(row.integer(0))); });
}

}  // namespace ktpel::center
