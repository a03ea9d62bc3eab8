// SPDX-License-Identifier: Apache-2.0
// I.3, 2: residents of whom there are too few fingers to search with. People decide, and this finds whom they compare.
#include <algorithm>

#include "api/store_failure.h"
#include "center/center.h"
#include "center/registry_projection.h"

namespace ktpel::center {

using api::failure_of;
using base::Done;
using store::StoreError;
template <class T>
using Read = base::Result<T, StoreError>;

namespace {

constexpr std::size_t most_compared = 8;
constexpr int years_apart = 5;  // of two who might be the same under other data

/// The newest recording of each who is like this resident in biodata, the likest first.
Read<std::vector<GalleryRow>> recorded_like(store::Queries& q, const registry::Resident& who) {
  const auto like = those_like(q, who);
  if (!like) return like.error();
  std::vector<GalleryRow> rows;
  for (const auto& other : *like) {
    const auto of_him = gallery_rows_of(q, other.resident.biodata.nik);
    if (!of_him) return of_him.error();
    if (!of_him->empty()) rows.push_back(of_him->back());
  }
  return rows;
}

/// Of these recordings those whose holders are of the resident's sex and about as old, the nearest in age first.
Read<std::vector<GalleryRow>> about_as_old(store::Queries& q, const person::Biodata& who,
                                           const std::vector<biometric::LogNumber>& recordings) {
  struct Near {
    int years;
    GalleryRow row;
  };
  std::vector<Near> near;
  for (const auto log : recordings) {
    auto row = gallery_row(q, log);
    if (!row) return row.error();
    const auto other = *row ? whole_resident(q, (*row)->nik) : Read<std::optional<registry::Resident>>(std::nullopt);
    if (!other) return other.error();
    if (!*other || (*other)->biodata.sex != who.sex) continue;
    const auto& born = (*other)->biodata.born;
    const int years = born < who.born ? person::age_on(born, who.born) : person::age_on(who.born, born);
    if (years < years_apart) near.push_back({years, std::move(**row)});
  }
  std::stable_sort(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.years < b.years; });
  std::vector<GalleryRow> rows;
  for (auto& one : near) rows.push_back(std::move(one.row));
  return rows;
}

}  // namespace

Outcome<Done> Center::ask_people(const docket::Case& c, const GalleryRow& row) {
  issuance::FingersLacking lacking;
  const auto compare_with = [&](const GalleryRow& other, double score_db) {
    const bool there = std::any_of(lacking.candidates.begin(), lacking.candidates.end(),
                                   [&](const auto& one) { return one.nik == other.nik; });
    if (other.log < row.log && other.subject != row.subject && !there && lacking.candidates.size() < most_compared)
      lacking.candidates.push_back({other.application, other.nik, score_db});
  };
  std::vector<biometric::LogNumber> also_lacking;
  for (std::uint64_t log = 1; log < row.log.get(); ++log)
    if (gallery_.fingers(biometric::LogNumber(log)) < biometric::Gallery::fewest_fingers)
      also_lacking.emplace_back(log);
  const auto findings = gallery_.search(row.log);  // with the one finger, if there is one
  struct People {
    std::vector<std::pair<GalleryRow, double>> by_finger;
    std::vector<GalleryRow> by_biodata, without_fingers;
  };
  const auto people = journal_->read([&](store::Queries& q) -> Read<People> {
    People found;
    if (findings)
      for (const auto& hit : findings->hits) {
        auto other = gallery_row(q, hit.log);
        if (!other) return other.error();
        base::check(other->has_value(), "a hit without its gallery row");
        found.by_finger.emplace_back(std::move(**other), hit.fused_db);
      }
    const auto who = whole_resident(q, row.nik);
    if (!who) return who.error();
    if (!*who)
      return found;  // recorded under a NIK that the registry does not have: what he said of himself is no help
    auto like = recorded_like(q, **who);
    if (!like) return like.error();
    found.by_biodata = std::move(*like);
    auto old = about_as_old(q, (*who)->biodata, also_lacking);
    if (!old) return old.error();
    found.without_fingers = std::move(*old);
    return found;
  });
  if (!people) return failure_of(people.error(), c.number.get());
  for (const auto& [other, score_db] : people->by_finger) compare_with(other, score_db);
  for (const auto& other : people->by_biodata) compare_with(other, 0);
  for (const auto& other : people->without_fingers) compare_with(other, 0);
  const auto ok = step(c.number, lacking, journal::Actor("pusat"));
  if (!ok) return ok.error();
  return Done{};
}

}  // namespace ktpel::center
