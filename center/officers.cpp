// SPDX-License-Identifier: Apache-2.0
// The center's own officers, and whose people each of them may see.
#include <algorithm>

#include "api/store_failure.h"
#include "center/center.h"
#include "center/registry_projection.h"

namespace ktpel::center {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using officer::Role;

namespace {

Failure failure_of(officer::AccountError error, const std::string& name) {
  using enum officer::AccountError;
  switch (error) {
    case NameMalformed:
      return {FailureCode::Center_OfficerNameMalformed, name};
    case NameTaken:
      return {FailureCode::Center_OfficerNameTaken, name};
    case NoRole:
      return {FailureCode::Center_OfficerWithoutRole, name};
    case RegionMalformed:
      return {FailureCode::Center_OfficerRegionMalformed, name};
    case PasswordTooShort:
      return {FailureCode::Center_PasswordTooShort, std::to_string(officer::Accounts::shortest_password)};
    case Unknown:
      return {FailureCode::Center_NoSuchOfficer, name};
    case Store:
      break;
  }
  return {FailureCode::Center_OfficersUnwritable, name};
}

Outcome<Done> told(const base::Result<Done, officer::AccountError>& done, const std::string& name) {
  if (!done) return failure_of(done.error(), name);
  return Done{};
}

Outcome<Done> check_account(const officer::Account& account, const Scope& scope) {
  if (account.roles.count(Role::Adjudicator) &&
      (account.roles.count(Role::Supervisor) || account.roles.count(Role::Auditor)))
    return Failure{FailureCode::Center_RolesConflict, account.name};
  const bool is_nip = account.nip.size() == 18 &&
                      std::all_of(account.nip.begin(), account.nip.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!account.nip.empty() && !is_nip) return Failure{FailureCode::Center_NipMalformed, account.nip};
  return Center::within(scope, account.region, account.name);
}

Outcome<Done> check_not_own(const std::string& name, const journal::Actor& by) {
  if (name == by.get()) return Failure{FailureCode::Center_OwnAccount, name};
  return Done{};
}

}  // namespace

Failure Center::other_region(std::string about) { return {FailureCode::Center_OtherRegion, std::move(about)}; }

Outcome<Done> Center::within(const Scope& scope, std::string_view area, const std::string& about) {
  if (!scope.holds(area)) return other_region(about);
  return Done{};
}

Outcome<Done> Center::within(const Scope& scope, const journal::SiteId& office) const {
  if (scope.region.empty()) return Done{};
  const auto region = journal_->read([&](store::Queries& q) { return office_region(q, office.text()); });
  if (!region) return failure_of(region.error(), office.text());
  return within(scope, region->value_or(std::string()), office.text());
}

Outcome<std::string> Center::area_of(const person::Nik& nik) const {
  const auto found = journal_->read([&](store::Queries& q) { return whole_resident(q, nik); });
  if (!found) return failure_of(found.error(), nik.redacted());
  return *found ? (*found)->biodata.address.area : std::string(nik.area());
}

Outcome<std::optional<std::vector<std::string>>> Center::offices_of(const Scope& scope) const {
  if (scope.region.empty()) return std::optional<std::vector<std::string>>();
  const auto all = offices();
  if (!all) return all.error();
  std::vector<std::string> names;
  for (const auto& office : *all)
    if (scope.holds(office.region)) names.push_back(office.site);
  return std::optional(std::move(names));
}

Outcome<docket::Case> Center::application(const issuance::ApplicationNumber& application, const Scope& scope) {
  auto c = find_here(application);
  if (!c) return c.error();
  if (!*c) return Failure{FailureCode::Center_NoSuchApplication, application.get()};
  if (const auto ok = within(scope, (*c)->office()); !ok) {
    // Another office of the scope may make the card.
    if (!(*c)->assignment || !within(scope, (*c)->assignment->personaliser)) return ok.error();
  }
  return std::move(**c);
}

Outcome<std::vector<docket::Line>> Center::applications(docket::Filter filter, const Scope& scope, std::size_t limit,
                                                        std::size_t offset) {
  auto offices = offices_of(scope);
  if (!offices) return offices.error();
  if (*offices) {
    if ((*offices)->empty()) return std::vector<docket::Line>{};  // to the docket, none would be all
    filter.offices = std::move(**offices);
  }
  auto lines = journal_->read([&](store::Queries& q) { return docket::list(q, filter, limit, offset); });
  if (!lines) return failure_of(lines.error(), "docket");
  return std::move(*lines);
}

Outcome<Done> Center::add_officer(const officer::Account& account, const base::Secret& password,
                                  const journal::Actor& by, const Scope& scope) {
  if (const auto ok = check_account(account, scope); !ok) return ok;
  return told(accounts_->add(account, password, by), account.name);
}

/// One that the scope holds.
Outcome<officer::Account> Center::account_of(const std::string& name, const Scope& scope) const {
  const auto found = accounts_->find(name);
  if (!found) return failure_of(found.error(), name);
  if (!*found) return failure_of(officer::AccountError::Unknown, name);
  if (const auto ok = within(scope, (*found)->region, name); !ok) return ok.error();
  return **found;
}

Outcome<Done> Center::change_officer(const officer::Account& account, const journal::Actor& by, const Scope& scope) {
  if (const auto there = account_of(account.name, scope); !there) return there.error();
  if (const auto ok = check_not_own(account.name, by); !ok) return ok;
  if (const auto ok = check_account(account, scope); !ok) return ok;
  return told(accounts_->change(account, by), account.name);
}

Outcome<Done> Center::set_password(const std::string& name, const base::Secret& password, const journal::Actor& by,
                                   const Scope& scope) {
  if (const auto there = account_of(name, scope); !there) return there.error();
  return told(accounts_->set_password(name, password, by), name);
}

Outcome<Done> Center::disable_officer(const std::string& name, const journal::Actor& by, const Scope& scope) {
  if (const auto there = account_of(name, scope); !there) return there.error();
  if (const auto ok = check_not_own(name, by); !ok) return ok;
  return told(accounts_->disable(name, by), name);
}

Outcome<std::vector<officer::Account>> Center::officers(const Scope& scope) const {
  auto all = accounts_->all();
  if (!all) return failure_of(all.error(), "officers");
  std::erase_if(*all, [&](const officer::Account& account) { return !scope.holds(account.region); });
  return std::move(*all);
}

}  // namespace ktpel::center
