// SPDX-License-Identifier: Apache-2.0
// What the center does with the registry of residents beyond issuing a NIK.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "api/store_failure.h"
#include "center/center.h"
#include "center/registry_projection.h"
#include "registry/name_key.h"

namespace ktpel::center {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;

namespace {

constexpr std::size_t candidates = 500;         // of an index, to be ranked
constexpr std::size_t niks_in_an_entry = 8000;  // 19 bytes each; a body has at most journal::max_body

}  // namespace

base::Result<std::vector<Alike>, store::StoreError> those_like(store::Queries& q, const registry::Resident& asked) {
  const auto found = residents_like(q, asked);
  if (!found) return found.error();
  std::vector<Alike> alike;
  for (const auto& other : *found)
    if (auto how = registry::likeness(other, asked); how.score >= registry::Likeness::warn)
      alike.push_back({other, std::move(how)});
  std::stable_sort(alike.begin(), alike.end(),
                   [](const Alike& a, const Alike& b) { return a.likeness.score > b.likeness.score; });
  return alike;
}

Outcome<Imported> Center::import_residents(const std::vector<registry::Resident>& residents, const journal::Actor& by,
                                           const Scope& scope) {
  const std::scoped_lock lock(mutex_);
  for (const auto& who : residents)
    if (const auto ok = within(scope, who.biodata.address.area, who.biodata.nik.redacted()); !ok) return ok.error();
  Imported imported;
  const auto entries =
      journal_->append_decided([&](store::Queries& q) -> base::Result<std::vector<journal::Draft>, store::StoreError> {
        imported = {};  // it may be asked again
        std::vector<journal::Draft> drafts;
        for (const auto& who : residents) {
          const auto there = whole_resident(q, who.biodata.nik);
          if (!there) return there.error();
          if (*there) {
            auto differing = registry::differing_fields(**there, who);
            if (differing.empty())
              ++imported.already;
            else
              imported.differing.push_back({who.biodata.nik, std::move(differing)});
            continue;
          }
          ++imported.added;
          drafts.push_back({by, "resident-imported", std::string(who.biodata.nik.digits()),
                            *journal::canonical_body(registry::text_of(who))});
        }
        return drafts;
      });
  if (!entries) return failure_of(entries.error(), "resident-imported");
  return imported;
}

/// Who was shown, and upon which question.
Outcome<Done> Center::write_shown(const std::string& asked, const std::vector<std::string_view>& niks,
                                  const journal::Actor& by) {
  std::vector<journal::Draft> drafts;
  for (std::size_t at = 0; at == 0 || at < niks.size(); at += niks_in_an_entry) {
    nlohmann::json shown = nlohmann::json::array();
    for (std::size_t i = at; i < std::min(niks.size(), at + niks_in_an_entry); ++i) shown.push_back(niks[i]);
    const auto body = nlohmann::json{{"asked", asked}, {"shown", shown}}.dump(-1, ' ', false,
                                                                              nlohmann::json::error_handler_t::replace);
    drafts.push_back({by, "residents-read", "", *journal::canonical_body(body)});
  }
  return write(drafts);
}

Outcome<std::vector<registry::Resident>> Center::search_residents(const std::string& text, const journal::Actor& by,
                                                                  std::size_t most, const Scope& scope) {
  const std::scoped_lock lock(mutex_);
  const auto nik = person::Nik::parse(text);
  auto found =
      journal_->read([&](store::Queries& q) -> base::Result<std::vector<registry::Resident>, store::StoreError> {
        // Those of other regions are left out afterwards, so that more have to be looked through.
        if (!nik) return residents_named(q, text, std::max(most, scope.region.empty() ? candidates : 10 * candidates));
        const auto one = whole_resident(q, *nik);
        if (!one) return one.error();
        return *one ? std::vector{**one} : std::vector<registry::Resident>{};
      });
  if (!found) return failure_of(found.error(), "registry");
  std::erase_if(*found, [&](const registry::Resident& who) { return !scope.holds(who.biodata.address.area); });
  if (!nik) {
    std::erase_if(*found, [&](const registry::Resident& who) { return !registry::may_mean(text, who.biodata.name); });
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < found->size(); ++i)
      order.emplace_back(-registry::name_likeness(text, (*found)[i].biodata.name), i);
    std::sort(order.begin(), order.end());
    order.resize(std::min(order.size(), most));
    std::vector<registry::Resident> best;
    for (const auto& [how, i] : order) best.push_back((*found)[i]);
    *found = std::move(best);
  }
  std::vector<std::string_view> niks;
  for (const auto& who : *found) niks.push_back(who.biodata.nik.digits());
  if (const auto ok = write_shown("search: " + text.substr(0, 200), niks, by); !ok) return ok.error();
  return std::move(*found);
}

Outcome<registry::Resident> Center::resident_of(const person::Nik& nik, const journal::Actor& by, const Scope& scope) {
  const std::scoped_lock lock(mutex_);
  const auto found = journal_->read([&](store::Queries& q) { return whole_resident(q, nik); });
  if (!found) return failure_of(found.error(), nik.redacted());
  if (!*found) return Failure{FailureCode::Center_NoSuchResident, nik.redacted()};
  // Who asked for somebody that he may not see is written down as well: that is what an auditor looks for.
  const auto ok = within(scope, (*found)->biodata.address.area, nik.redacted());
  const auto written =
      ok ? write_shown("resident", {nik.digits()}, by) : write_shown("refused: " + std::string(nik.digits()), {}, by);
  if (!written) return written.error();
  if (!ok) return ok.error();
  return **found;
}

Outcome<std::vector<registry::Obliged>> Center::obliged(const std::string& village, const person::Date& day,
                                                        const journal::Actor& by, const Scope& scope) {
  if (const auto ok = within(scope, village, village); !ok) return ok.error();
  const std::scoped_lock lock(mutex_);
  const auto unrecorded = journal_->read([&](store::Queries& q) { return unrecorded_of(q, village); });
  if (!unrecorded) return failure_of(unrecorded.error(), village);
  std::vector<registry::Record> records;
  for (const auto& who : *unrecorded) records.push_back({who, registry::Present{}});
  auto obliged = registry::obliged_on(day, records, [](const person::Nik&) { return false; });
  std::vector<std::string_view> niks;
  for (const auto& one : obliged) niks.push_back(one.who.nik.digits());
  if (const auto ok = write_shown("obliged: " + village + " " + day.printed(), niks, by); !ok) return ok.error();
  return obliged;
}

Outcome<std::vector<Alike>> Center::alike(const registry::NewResident& who, const journal::Actor& by) {
  const std::scoped_lock lock(mutex_);
  // Any number of the right shape: likeness() does not look at it.
  const auto nik = registry::next_nik(who.address.area, who.born, who.sex, 0);
  if (!nik) return std::vector<Alike>{};  // register_resident() says why
  const registry::Resident asked{registry::with_nik(who, *nik), who.kin};
  const auto alike = journal_->read([&](store::Queries& q) { return those_like(q, asked); });
  if (!alike) return failure_of(alike.error(), "registry");
  std::vector<std::string_view> niks;
  for (const auto& one : *alike) niks.push_back(one.resident.biodata.nik.digits());
  if (const auto ok = write_shown("alike: " + who.name, niks, by); !ok) return ok.error();
  return *alike;
}

Outcome<person::Biodata> Center::register_resident(const registry::NewResident& who, const journal::Actor& by) {
  const auto done = issue(who, std::nullopt, by, {});
  if (!done) return done.error();
  return *done->issued;
}

Outcome<Registered> Center::register_unless_alike(const registry::NewResident& who, const std::string& despite,
                                                  const journal::Actor& by, const Scope& scope) {
  if (const auto ok = within(scope, who.address.area, who.address.area); !ok) return ok.error();
  return issue(who, despite, by, scope);
}

/// Without a value in `despite` nobody looks who is alike.
Outcome<Registered> Center::issue(const registry::NewResident& who, const std::optional<std::string>& despite,
                                  const journal::Actor& by, const Scope& scope) {
  const std::scoped_lock lock(mutex_);
  const auto serials = registry::serial_scope(who.address.area, who.born, who.sex);
  if (!serials) return Failure{FailureCode::Center_AreaMalformed, who.address.area};
  Registered out;
  bool used_up = false;
  const auto entries =
      journal_->append_decided([&](store::Queries& q) -> base::Result<std::vector<journal::Draft>, store::StoreError> {
        out = {};  // it may be asked again
        const auto last = last_serial(q, *serials);
        if (!last) return last.error();
        const auto nik = registry::next_nik(who.address.area, who.born, who.sex, *last);
        used_up = !nik;
        if (used_up) return std::vector<journal::Draft>{};
        const registry::Resident asked{registry::with_nik(who, *nik), who.kin};
        auto alike =
            despite ? those_like(q, asked) : base::Result<std::vector<Alike>, store::StoreError>(std::vector<Alike>{});
        if (!alike) return alike.error();
        nlohmann::json shown = nlohmann::json::array(), passed_over = nlohmann::json::array();
        for (auto& one : *alike) {
          passed_over.push_back(one.resident.biodata.nik.digits());
          if (!scope.holds(one.resident.biodata.address.area)) {
            ++out.alike_elsewhere;
            continue;
          }
          shown.push_back(one.resident.biodata.nik.digits());
          out.alike.push_back(std::move(one));
        }
        const auto body = [](const nlohmann::json& fields) {
          return *journal::canonical_body(fields.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        };
        std::vector<journal::Draft> drafts;
        if (!passed_over.empty() && despite->empty()) {
          drafts.push_back({by, "residents-read", "", body({{"asked", "alike: " + who.name}, {"shown", shown}})});
          return drafts;
        }
        out.issued = asked.biodata;
        drafts.push_back({by, "resident-registered", std::string(nik->digits()),
                          *journal::canonical_body(registry::text_of(asked))});
        if (!passed_over.empty())
          drafts.push_back({by, "likeness-passed-over", std::string(nik->digits()),
                            body({{"reason", *despite}, {"alike", passed_over}})});
        return drafts;
      });
  if (!entries) return failure_of(entries.error(), "Pencatatan Biodata");
  if (used_up) return Failure{FailureCode::Center_SerialsUsedUp, *serials};
  return out;
}

Outcome<std::vector<Double>> Center::doubles(int least, const journal::Actor& by,
                                             const std::function<void(std::size_t)>& start,
                                             const std::function<void()>& step) {
  const auto residents = [&] {
    const std::scoped_lock lock(mutex_);
    return journal_->read([](store::Queries& q) { return all_residents(q); });
  }();
  if (!residents) return failure_of(residents.error(), "registry");
  if (start) start(residents->size());
  std::vector<Double> doubles;
  std::set<std::string_view> niks;
  for (auto& pair : registry::alike_pairs(*residents, least, step)) {
    const auto &first = (*residents)[pair.first], &second = (*residents)[pair.second];
    niks.insert({first.biodata.nik.digits(), second.biodata.nik.digits()});
    doubles.push_back({first, second, std::move(pair.likeness)});
  }
  const std::scoped_lock lock(mutex_);
  if (const auto ok = write_shown("doubles", {niks.begin(), niks.end()}, by); !ok) return ok.error();
  return doubles;
}

}  // namespace ktpel::center
