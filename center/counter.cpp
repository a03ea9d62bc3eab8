// SPDX-License-Identifier: Apache-2.0
#include "center/counter.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "center/registry_projection.h"
#include "person/region.h"
#include "registry/name_key.h"
#include "registry/obliged.h"
#include "registry/resident.h"

namespace ktpel::center {

using api::ExchangeError;
using base::Done;
using base::Result;
using nlohmann::json;

namespace {

ExchangeError exchange_error_of(store::StoreError error) {
  switch (error) {
    case store::StoreError::Retry:
      return ExchangeError::LineDown;
    case store::StoreError::Gone:
      return ExchangeError::NotThere;
    case store::StoreError::Full:
      return ExchangeError::NoRoom;
    case store::StoreError::Conflict:
    case store::StoreError::Refused:
      return ExchangeError::Refused;
    case store::StoreError::ReadOnly:
    case store::StoreError::Diverged:
    case store::StoreError::Broken:
      break;
  }
  return ExchangeError::Broken;
}

/// The applications of a NIK, oldest first, whole.
Result<std::vector<docket::Case>, store::StoreError> cases_of(store::Queries& from, const person::Nik& nik) {
  const auto numbers = docket::of_nik(from, nik);
  if (!numbers) return numbers.error();
  std::vector<docket::Case> cases;
  for (const auto& number : *numbers) {
    auto c = docket::find(from, number);
    if (!c) return c.error();
    if (*c) cases.push_back(std::move(**c));
  }
  return cases;
}

/// What an office is told of a resident of its region.
Result<api::FoundResident, store::StoreError> told_of(store::Queries& from, const person::Nik& nik,
                                                      std::string biodata) {
  api::FoundResident told{.biodata = std::move(biodata)};
  const auto cases = cases_of(from, nik);
  if (!cases) return cases.error();
  for (const auto& c : *cases) {
    if (const auto* recorded = c.last("recorded"); recorded && docket::has_recording(c)) {
      told.recorded_in = c.number.get();
      told.recorded_at = c.office().text();
      told.recorded_ms = recorded->time.ms;
    }
    if (!issuance::is_over(c.state)) {
      told.open_application = c.number.get();
      told.open_at = c.office().text();
    }
  }
  return told;
}

}  // namespace

Result<std::optional<journal::Checkpoint>, ExchangeError> Counter::standing() {
  const auto receipt = center_.journal_->receipt(office_);
  if (receipt) return std::optional(*receipt);
  if (receipt.error() == store::StoreError::Gone) return std::optional<journal::Checkpoint>();
  return exchange_error_of(receipt.error());
}

std::optional<base::Time> Counter::time_of_answer() const { return center_.clock_.now(); }

Result<std::vector<base::Digest>, ExchangeError> Counter::missing_blobs(const std::vector<base::Digest>& wanted) {
  return center_.journal_->blobs().missing(wanted);
}

Result<Done, ExchangeError> Counter::put_blob(base::ByteView bytes) {
  const auto put = center_.journal_->blobs().put(bytes);
  if (!put) return exchange_error_of(put.error());
  return Done{};
}

Result<journal::Checkpoint, ExchangeError> Counter::push(const std::vector<journal::Entry>& entries) {
  if (entries.empty()) return ExchangeError::Refused;
  if (!std::all_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.site == office_; }))
    return ExchangeError::Refused;
  const auto received = center_.journal_->receive(entries);
  if (!received) return exchange_error_of(received.error());
  const auto receipt = center_.journal_->receipt(office_);
  if (!receipt) return exchange_error_of(receipt.error());
  return *receipt;
}

Result<std::vector<journal::Entry>, ExchangeError> Counter::pull(journal::Sequence after, std::size_t limit) {
  auto entries = center_.journal_->provable_entries(Center::site().to(office_), after, limit);
  if (!entries) return exchange_error_of(entries.error());
  return std::move(*entries);
}

Result<base::Bytes, ExchangeError> Counter::get_blob(const base::Digest& digest) {
  const auto said = center_.journal_->read([&](store::Queries& q) { return was_said_to(q, office_.text(), digest); });
  if (!said) return exchange_error_of(said.error());
  if (!*said) return ExchangeError::NotThere;
  auto bytes = center_.journal_->blobs().get(digest);
  if (!bytes) return exchange_error_of(bytes.error());
  return std::move(*bytes);
}

Result<std::optional<api::FoundResident>, ExchangeError> Counter::find_resident(const person::Nik& nik,
                                                                                const journal::Actor& asks) {
  // Reading personal data is an act: first it is written down, then it is answered.
  const auto body = journal::canonical_body(R"({"office":")" + office_.text() + R"("})");
  if (const auto ok = center_.journal_->append({{asks, "resident-read", std::string(nik.digits()), *body}}); !ok)
    return exchange_error_of(ok.error());
  const auto found = center_.journal_->read([&](store::Queries& q) { return resident(q, nik); });
  if (!found) return exchange_error_of(found.error());
  if (!*found) return std::optional<api::FoundResident>();
  const auto who = registry::biodata_of(**found);
  const auto own = region();
  if (!own) return own.error();
  if (!who || !who->address.area.starts_with(*own)) return ExchangeError::OtherRegion;
  auto told = center_.journal_->read([&](store::Queries& q) { return told_of(q, nik, **found); });
  if (!told) return exchange_error_of(told.error());
  return std::optional(std::move(*told));
}

/// The digits that area codes of the office's residents start with.
Result<std::string, ExchangeError> Counter::region() const {
  auto region = center_.journal_->read([&](store::Queries& q) { return office_region(q, office_.text()); });
  if (!region) return exchange_error_of(region.error());
  if (!*region) return ExchangeError::OtherRegion;
  return std::move(**region);
}

/// Who is shown is written down, with the office that shows it; then it is answered.
Result<Done, ExchangeError> Counter::write_shown(const std::string& asked, const std::vector<std::string_view>& niks,
                                                 const journal::Actor& asks) {
  const json body{{"asked", asked}, {"shown", niks}, {"office", office_.text()}};
  const auto canonical = journal::canonical_body(body.dump(-1, ' ', false, json::error_handler_t::replace));
  base::check(canonical.has_value(), "a list of residents that no entry holds");
  if (const auto ok = center_.journal_->append({{asks, "residents-read", "", *canonical}}); !ok)
    return exchange_error_of(ok.error());
  return Done{};
}

Result<api::FoundResidents, ExchangeError> Counter::find_residents(const api::ResidentQuery& query,
                                                                   const journal::Actor& asks) {
  constexpr std::size_t candidates = 5000;  // of the index; those of other regions are left out afterwards
  const auto& text = query.text;
  const auto born = person::Date::parse(query.born);
  if (text.empty() || text.size() > api::ResidentQuery::longest_text || query.page < 1 ||
      (!query.born.empty() && !born))
    return ExchangeError::Refused;
  const auto own = region();
  if (!own) return own.error();
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  auto found =
      center_.journal_->read([&](store::Queries& q) -> Result<std::vector<registry::Resident>, store::StoreError> {
        if (!is_number) return residents_named(q, text, candidates);
        // Sixteen digits are a NIK or the number of a family card, which has the same shape.
        auto family = family_of(q, text);
        if (!family) return family.error();
        const auto nik = person::Nik::parse(text);
        if (!nik) return family;
        const auto one = whole_resident(q, *nik);
        if (!one) return one.error();
        const auto is_he = [&](const registry::Resident& who) { return who.biodata.nik == *nik; };
        if (*one && std::none_of(family->begin(), family->end(), is_he)) family->insert(family->begin(), **one);
        return family;
      });
  if (!found) return exchange_error_of(found.error());
  std::erase_if(*found, [&](const registry::Resident& one) {
    const auto& who = one.biodata;
    return !who.address.area.starts_with(*own) || (born && who.born != *born) ||
           !(who.address.area + who.address.village_code).starts_with(query.village) ||
           (!is_number && !registry::may_mean(text, who.name));
  });
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < found->size(); ++i)
    order.emplace_back(is_number ? 0.0 : -registry::name_likeness(text, (*found)[i].biodata.name), i);
  std::sort(order.begin(), order.end());
  api::FoundResidents told{.items = {}, .total = order.size()};
  const auto first = std::min(order.size(), (query.page - 1) * api::ResidentQuery::page_size),
             last = std::min(order.size(), first + api::ResidentQuery::page_size);
  std::vector<std::string_view> niks;
  for (auto i = first; i < last; ++i) niks.push_back((*found)[order[i].second].biodata.nik.digits());
  if (const auto ok = write_shown("search: " + text, niks, asks); !ok) return ok.error();
  for (auto i = first; i < last; ++i) {
    const auto& who = (*found)[order[i].second].biodata;
    auto one = center_.journal_->read([&](store::Queries& q) { return told_of(q, who.nik, registry::text_of(who)); });
    if (!one) return exchange_error_of(one.error());
    told.items.push_back(std::move(*one));
  }
  return told;
}

Result<api::ObligedResidents, ExchangeError> Counter::find_obliged(const api::ObligedQuery& query,
                                                                   const journal::Actor& asks) {
  const auto village = person::RegionCode::parse(query.village);
  if (!village || village->level() != person::RegionLevel::Village || query.called.size() > query.most_called)
    return ExchangeError::Refused;
  const auto own = region();
  if (!own) return own.error();
  if (!village->digits().starts_with(*own)) return ExchangeError::OtherRegion;
  using Both = std::pair<std::vector<registry::Resident>, std::vector<registry::Resident>>;
  const auto read = center_.journal_->read([&](store::Queries& q) -> Result<Both, store::StoreError> {
    auto all = residents_of_village(q, village->digits());
    if (!all) return all.error();
    auto unrecorded = unrecorded_of(q, village->digits());
    if (!unrecorded) return unrecorded.error();
    return Both{std::move(*all), std::move(*unrecorded)};
  });
  if (!read) return exchange_error_of(read.error());
  std::vector<registry::Record> records;
  for (const auto& who : read->first) records.push_back({who, registry::Present{}});
  std::set<person::Nik> unrecorded;
  for (const auto& who : read->second) unrecorded.insert(who.biodata.nik);
  const std::set<person::Nik> called(query.called.begin(), query.called.end());
  constexpr std::int64_t westernmost_ms = 7 * 3600000;  // UTC+7, as all days of the center
  const auto today = base::Time{center_.clock_.now().ms + westernmost_ms}.iso8601();
  const auto part = [&](std::size_t at, std::size_t size) { return std::stoi(today.substr(at, size)); };
  const auto day = person::Date::of(part(0, 4), static_cast<unsigned>(part(5, 2)), static_cast<unsigned>(part(8, 2)));
  base::check(day.has_value(), "a clock outside the calendar");
  api::ObligedResidents told;
  for (const auto& one : registry::obliged_on(*day, records, [](const person::Nik&) { return false; })) {
    const auto& who = one.who;
    ++told.obliged;
    if (!unrecorded.count(who.nik))
      ++told.recorded;
    else if (called.count(who.nik))
      ++told.called;
    else if (told.items.size() < api::ObligedResidents::most)
      told.items.push_back({std::string(who.nik.digits()), who.name, who.born.printed(), who.address.street,
                            who.address.rt, who.address.rw});
  }
  std::vector<std::string_view> niks;
  for (const auto& one : told.items) niks.push_back(one.nik);
  if (const auto ok = write_shown("obliged: " + query.village, niks, asks); !ok) return ok.error();
  return told;
}

Result<std::vector<api::Village>, ExchangeError> Counter::villages() {
  const auto own = region();
  if (!own) return own.error();
  const auto found = center_.journal_->read([&](store::Queries& q) { return one_of_each_village(q, *own); });
  if (!found) return exchange_error_of(found.error());
  std::vector<api::Village> out;
  for (const auto& one : *found)
    out.push_back({one.biodata.address.area + one.biodata.address.village_code, one.biodata.address.village});
  return out;
}

}  // namespace ktpel::center
