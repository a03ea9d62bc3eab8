// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "issuance/stock.h"
#include "journal/entry.h"
#include "store/projection.h"

namespace ktpel::stock {

/// Where each blank is, folded from the entries of all sites by the rules of issuance/stock.h, and each site's account.
///
/// As in the docket, an own act that the rules refuse undoes its append (StoreError::Conflict); one of another site is
/// kept as a contradiction and changes nothing. A site keeps stock from its first "blank-received" on: before, its
/// applications may take any blank, which is followed but stands in no account.
///
/// What an application tells of its blank at another site (pick-up, hand-over) is known at the center, and at the site
/// that made the card once the center relays it.
class Ledger final : public store::Projection {
 public:
  explicit Ledger(journal::SiteId own) : own_(std::move(own)) {}
  std::string name() const override { return "stock"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;

 private:
  journal::SiteId own_;
};

/// The drafts; subject is the first serial of the range, and the day ("26-11-2026").
journal::Draft draft(const issuance::blank::Act& act, const journal::Actor& actor);
journal::Draft draft(const issuance::blank::DayClosed& closing, const journal::Actor& actor);

/// Why the rules would refuse an act of the site now; nullopt: they would not. To be asked within
/// JournalStore::append_decided(), where nothing changes before the act is stored.
base::Result<std::optional<issuance::blank::Refusal>, store::StoreError> why_not(store::Queries& from,
                                                                                 const journal::SiteId& site,
                                                                                 const issuance::blank::Act& act);
base::Result<std::optional<issuance::blank::Refusal>, store::StoreError> why_not(
    store::Queries& from, const journal::SiteId& site, const issuance::blank::DayClosed& closing);
/// The same for an application that would take a blank there.
base::Result<std::optional<issuance::blank::Refusal>, store::StoreError> why_not_taken(
    store::Queries& from, const journal::SiteId& site, const issuance::BlankSerial& serial,
    const issuance::blank::Taken& taken);

/// One thing that happened to a blank.
struct Event {
  base::Time time;
  journal::SiteId site;
  journal::Sequence sequence;
  journal::Actor actor;
  std::string kind;     ///< of the entry: "blank-handed-out", "card-proved"
  std::string subject;  ///< the application, or the first serial of the range
  std::string body;
};
struct Blank {
  issuance::BlankSerial serial;
  journal::SiteId site;  ///< that has or had it in stock
  issuance::blank::State state;
  std::vector<Event> history;  ///< by time
};
/// nullopt if nobody told of it.
base::Result<std::optional<Blank>, store::StoreError> find(store::Queries& from, const issuance::BlankSerial& serial);

/// Whether the site has ever received blanks.
base::Result<bool, store::StoreError> keeps_stock(store::Queries& from, const journal::SiteId& site);
/// For each state (blank::name) in which the site has one: how many. By name.
base::Result<std::vector<std::pair<std::string, std::int64_t>>, store::StoreError> count_by_state(
    store::Queries& from, const journal::SiteId& site);
/// In the safe, lowest serial first.
base::Result<std::vector<issuance::BlankSerial>, store::StoreError> in_stock(store::Queries& from,
                                                                             const journal::SiteId& site,
                                                                             std::size_t limit);
/// With an officer, lowest serial first.
base::Result<std::vector<issuance::BlankSerial>, store::StoreError> held_by(store::Queries& from,
                                                                            const journal::SiteId& site,
                                                                            const issuance::Officer& officer,
                                                                            std::size_t limit);

/// The running account; all zero if the site keeps no stock.
base::Result<issuance::blank::Account, store::StoreError> open_account(store::Queries& from,
                                                                       const journal::SiteId& site);
struct ClosedDay {
  issuance::blank::DayClosed closing;
  issuance::blank::Account account;
};
/// nullopt if that day was not closed.
base::Result<std::optional<ClosedDay>, store::StoreError> closed_day(store::Queries& from, const journal::SiteId& site,
                                                                     const person::Date& day);
/// The last ones, newest first.
base::Result<std::vector<ClosedDay>, store::StoreError> closed_days(store::Queries& from, const journal::SiteId& site,
                                                                    std::size_t limit);

struct SpoiltBlank {
  issuance::BlankSerial serial;
  std::string cause;
  std::string application;  ///< empty if it was in none
  base::Time time;
};
/// Newest first.
base::Result<std::vector<SpoiltBlank>, store::StoreError> spoilage(store::Queries& from, const journal::SiteId& site,
                                                                   std::size_t limit);
/// How many for each cause, the most frequent first.
base::Result<std::vector<std::pair<std::string, std::int64_t>>, store::StoreError> causes_of_spoilage(
    store::Queries& from, const journal::SiteId& site);

/// How many applications are ready to print at the site; reads the docket, of which at most `limit` are counted.
base::Result<std::int64_t, store::StoreError> print_backlog(store::Queries& from, const journal::SiteId& site,
                                                            std::size_t limit = 100'000);
/// From the last `working_days` closed days and print_backlog().
base::Result<issuance::blank::Forecast, store::StoreError> forecast(store::Queries& from, const journal::SiteId& site,
                                                                    std::size_t working_days = 20);

/// Acts that the rules refused: "<site> <sequence> <kind> <subject>: <why>".
base::Result<std::vector<std::string>, store::StoreError> contradictions(store::Queries& from);

}  // namespace ktpel::stock
