// SPDX-License-Identifier: Apache-2.0
// I.1, 8: the office's own part of the registry, at the center or, without a line, in what was taken along.
#include <algorithm>

#include "api/store_failure.h"
#include "office/failure.h"
#include "office/office.h"
#include "registry/name_key.h"

namespace ktpel::office {

namespace {

std::string village_of(const person::Biodata& who) { return who.address.area + who.address.village_code; }

bool fits(const api::ResidentQuery& query, const person::Biodata& who) {
  const bool is_number = query.text.find_first_not_of("0123456789") == std::string::npos;
  const bool named = is_number ? who.nik.digits() == query.text || who.family_card == query.text
                               : registry::may_mean(query.text, who.name);
  return named && (query.born.empty() || who.born.printed() == query.born) &&
         village_of(who).starts_with(query.village);
}

}  // namespace

Outcome<Residents> Office::find_residents(const api::ResidentQuery& query, api::Exchange& center, const Officer& by) {
  auto found = center.find_residents(query, journal::Actor(by.get()));
  if (found) return Residents{std::move(found->items), found->total, false};
  if (found.error() != api::ExchangeError::LineDown) return failure_of(found.error(), query.text);
  Residents copies{.items = {}, .total = 0, .from_copy = true};
  const auto first = (query.page - 1) * api::ResidentQuery::page_size;
  for (auto& [who, told] : taken_along()) {
    if (!fits(query, who)) continue;
    if (copies.total >= first && copies.items.size() < api::ResidentQuery::page_size)
      copies.items.push_back(std::move(told));
    ++copies.total;
  }
  return copies;
}

Outcome<ToCallUp> Office::to_call_up(const std::string& village, api::Exchange& center, const Officer& by) {
  api::ObligedQuery query{village, {}};
  for (const auto& nik : called_up_)
    if (query.called.size() < api::ObligedQuery::most_called) query.called.push_back(nik);
  auto found = center.find_obliged(query, journal::Actor(by.get()));
  if (found) {
    const auto left = found->obliged - std::min(found->obliged, found->recorded + found->called);
    return ToCallUp{std::move(*found), left, false};
  }
  if (found.error() != api::ExchangeError::LineDown) return failure_of(found.error(), village);
  ToCallUp copies{.found = {}, .left = 0, .from_copy = true};
  for (const auto& [who, told] : taken_along()) {
    if (village_of(who) != village || !person::obliged_to_hold_card(who, today())) continue;
    ++copies.found.obliged;
    if (!told.recorded_in.empty()) {
      ++copies.found.recorded;
    } else if (called_up_.count(who.nik)) {
      ++copies.found.called;
    } else {
      ++copies.left;
      if (copies.found.items.size() < api::ObligedResidents::most)
        copies.found.items.push_back({std::string(who.nik.digits()), who.name, who.born.printed(), who.address.street,
                                      who.address.rt, who.address.rw});
    }
  }
  return copies;
}

Outcome<Villages> Office::villages(api::Exchange& center) {
  auto found = center.villages();
  if (found) return Villages{std::move(*found), false};
  if (found.error() != api::ExchangeError::LineDown) return failure_of(found.error(), profile_.site.text());
  std::map<std::string, std::string> names;
  for (const auto& [who, told] : taken_along()) names.emplace(village_of(who), who.address.village);
  Villages copies{.items = {}, .from_copy = true};
  for (const auto& [code, name] : names) copies.items.push_back({code, name});
  return copies;
}

}  // namespace ktpel::office
