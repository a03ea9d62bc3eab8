// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "issuance/visit.h"
#include "journal/entry.h"
#include "store/projection.h"

namespace ktpel::visit {

/// The home visits of all sites, folded from their entries by the rules of issuance/visit.h. An own act that they
/// refuse undoes its append (StoreError::Conflict); one of another site is kept as a contradiction.
class Visits final : public store::Projection {
 public:
  explicit Visits(journal::SiteId own) : own_(std::move(own)) {}
  std::string name() const override { return "visits"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;

 private:
  journal::SiteId own_;
};

journal::Draft draft(const issuance::visit::Event& event, const issuance::visit::VisitNumber& number,
                     const journal::Actor& actor);

base::Result<std::optional<issuance::visit::Visit>, store::StoreError> find(store::Queries& from,
                                                                            const issuance::visit::VisitNumber& number);

/// A line of a list of visits.
struct Line {
  issuance::visit::VisitNumber number;
  journal::SiteId site;
  person::Date day;
  std::string route;
  std::int64_t residents, captured, refused, not_met, gone;  ///< gone: dead or moved away
  bool closed;
};
enum class Which { Open, All };
/// The latest day first; at most `limit`.
base::Result<std::vector<Line>, store::StoreError> list(store::Queries& from, const journal::SiteId& site, Which which,
                                                        std::size_t limit);
/// Open visits on whose list a resident stands.
base::Result<std::vector<issuance::visit::VisitNumber>, store::StoreError> of_nik(store::Queries& from,
                                                                                  const person::Nik& nik);
/// Acts that the rules refused: "<site> <sequence> <kind> <visit>: <why>".
base::Result<std::vector<std::string>, store::StoreError> contradictions(store::Queries& from);

}  // namespace ktpel::visit
