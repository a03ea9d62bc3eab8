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

using api::failure_of;
using base::Done;

namespace {

constexpr std::size_t candidates = 500;         // of an index, to be ranked
constexpr std::size_t niks_in_an_entry = 8000;  // 19 bytes each; a body has at most journal::max_body

}  // namespace

Outcome<Imported> Center::import_residents(const std::vector<registry::Resident>& residents, const journal::Actor& by) {
  const std::scoped_lock lock(mutex_);
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
                                                                  std::size_t most) {
  const std::scoped_lock lock(mutex_);
  const auto nik = person::Nik::parse(text);
  auto found =
      journal_->read([&](store::Queries& q) -> base::Result<std::vector<registry::Resident>, store::StoreError> {
        if (!nik) return residents_named(q, text, std::max(most, candidates));
        const auto one = whole_resident(q, *nik);
        if (!one) return one.error();
        return *one ? std::vector{**one} : std::vector<registry::Resident>{};
      });
  if (!found) return failure_of(found.error(), "registry");
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

Outcome<std::vector<registry::Obliged>> Center::obliged(const std::string& village, const person::Date& day,
                                                        const journal::Actor& by) {
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
  const auto found = journal_->read([&](store::Queries& q) { return residents_like(q, asked); });
  if (!found) return failure_of(found.error(), "registry");
  std::vector<Alike> alike;
  for (const auto& other : *found)
    if (auto how = registry::likeness(other, asked); how.score >= registry::Likeness::warn)
      alike.push_back({other, std::move(how)});
  std::stable_sort(alike.begin(), alike.end(),
                   [](const Alike& a, const Alike& b) { return a.likeness.score > b.likeness.score; });
  std::vector<std::string_view> niks;
  for (const auto& one : alike) niks.push_back(one.resident.biodata.nik.digits());
  if (const auto ok = write_shown("alike: " + who.name, niks, by); !ok) return ok.error();
  return alike;
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
