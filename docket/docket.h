// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "issuance/application.h"
#include "journal/entry.h"
#include "person/nik.h"
#include "store/projection.h"

namespace ktpel::docket {

/// One application as the journal tells it.
struct Case {
  issuance::ApplicationNumber number;
  person::Nik nik;
  issuance::Basis basis;
  issuance::Application state;
  /// The entries that led here, oldest first, without their signatures.
  std::vector<journal::Entry> history;
  /// Who makes the card, and what for; from the decision that the resident is unique on.
  struct Assignment {
    journal::SiteId personaliser;
    std::optional<base::Digest> print_packet;  ///< sealed to that office, which alone is told of it
    std::string
        office_seals;  ///< likewise: PEM certificate of the service point: what only it may open is sealed to that
  };
  std::optional<Assignment> assignment = std::nullopt;
  /// The service point that took the application in.
  const journal::SiteId& office() const { return history.front().site; }
  /// The newest entry of a kind; nullptr if there is none.
  const journal::Entry* last(std::string_view kind) const;
};

/// Where each application stands, folded from the entries of all sites by the rules of issuance.
///
/// An act of the own site that the rules refuse, or a blank that is bound already, undoes its append
/// (StoreError::Conflict): nobody can write down what may not happen. An entry of another site has
/// happened there; if the rules refuse it here it is kept as a contradiction for people to look at and
/// changes nothing, so that synchronisation never stands still.
///
/// Two offices may work on one application, the service point and the one that makes the card. Neither sees the
/// other's journal: the center tells each what the other did, in entries "relayed" of the chain addressed to it, and
/// who makes the card, in an entry "assigned"; the service point reads it in the field "personaliser" of the decision.
/// Only what another site relays counts; what the own site tells is known.
class Docket final : public store::Projection {
 public:
  explicit Docket(journal::SiteId own) : own_(std::move(own)) {}
  std::string name() const override { return "docket"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;

 private:
  base::Result<base::Done, store::StoreError> take(store::Transaction& transaction, const journal::Entry& entry,
                                                   bool own);
  base::Result<base::Done, store::StoreError> take_relayed(store::Transaction& transaction,
                                                           const journal::Entry& entry);
  base::Result<base::Done, store::StoreError> take_assigned(store::Transaction& transaction,
                                                            const journal::Entry& entry);
  journal::SiteId own_;
};

/// Whether the center has a recording of it that stands for the resident: one that passed the uniqueness check.
bool has_recording(const Case& c);

/// The draft of an event: kind and body by issuance/event_text.h; `extra` is a JSON object whose
/// fields stand beside the event's own (biodata at a registration, hashes of the chip's files).
journal::Draft draft(const issuance::Event& event, const issuance::ApplicationNumber& number,
                     const journal::Actor& actor, std::string_view extra = "{}", std::vector<base::Digest> blobs = {});

base::Result<std::optional<Case>, store::StoreError> find(store::Queries& from,
                                                          const issuance::ApplicationNumber& number);
/// The draft that says who makes the card; stands in the chain addressed to that office and names the print packet.
journal::Draft assigned(const issuance::ApplicationNumber& number, const journal::SiteId& office,
                        const journal::SiteId& personaliser, const base::Digest& print_packet,
                        const std::string& office_seals, const journal::Actor& actor);
/// What the offices that share an application have not been told yet of each other's acts: drafts "relayed", at most
/// `limit`. Written down, they are told. At the center.
base::Result<std::vector<journal::Draft>, store::StoreError> untold(store::Queries& from, const journal::Actor& actor,
                                                                    std::size_t limit);

/// A line of a list of applications.
struct Line {
  issuance::ApplicationNumber number;
  person::Nik nik;
  std::string name;   ///< of the resident, as the registration says; empty if it does not
  std::string state;  ///< issuance::name
  issuance::Kind kind;
  issuance::Lane lane;
  journal::SiteId office;
  std::string personaliser;  ///< empty before the decision
  std::string day;           ///< of the registration, as the office's calendar says
  int queue_number;
  base::Time since;  ///< of the event that led to the state
};
/// Which applications a list holds; all fields that are given must fit.
struct Filter {
  std::vector<std::string> states = {};
  std::string office = {}, personaliser = {}, day = {};
  /// Any of these takes part, as service point or as the one that makes the card; empty: all.
  std::vector<std::string> offices = {};
};
/// Same-day lane first, then priority, then oldest first; `offset` lines are left out, at most `limit` given.
base::Result<std::vector<Line>, store::StoreError> list(store::Queries& from, const Filter& filter, std::size_t limit,
                                                        std::size_t offset = 0);

/// The applications of a NIK, oldest first.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> of_nik(store::Queries& from,
                                                                                 const person::Nik& nik);
/// Those in a state (issuance::name), oldest first.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> in_state(store::Queries& from,
                                                                                   std::string_view state);
/// How many registrations an office wrote down on a day of its calendar.
base::Result<std::int64_t, store::StoreError> registered_on(store::Queries& from, const journal::SiteId& office,
                                                            std::string_view day);
/// How many events of applications were taken so far; never goes down.
base::Result<std::int64_t, store::StoreError> count_events(store::Queries& from);
/// How many applications there are.
base::Result<std::int64_t, store::StoreError> count(store::Queries& from);
/// The same for each state in which there is one (issuance::name), by name.
base::Result<std::vector<std::pair<std::string, std::int64_t>>, store::StoreError> count_by_state(store::Queries& from);
/// Entries of other sites that the rules refused: "<site> <sequence> <kind> <application>".
base::Result<std::vector<std::string>, store::StoreError> contradictions(store::Queries& from);
/// Applications whose old card lies in one of these places, the one that was handed over first in front.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> old_cards_in(
    store::Queries& from, const std::vector<issuance::OldCard>& places);
/// Those on a list of old cards that was handed on.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> on_old_card_list(store::Queries& from,
                                                                                           const std::string& list);
/// A card of a bag that travelled, there or back.
struct Bagged {
  issuance::ManifestNumber manifest;
  issuance::ApplicationNumber application;
};
/// Every card of the newest `bags` bags, the newest bag first.
base::Result<std::vector<Bagged>, store::StoreError> bagged(store::Queries& from, std::size_t bags);
/// The cards of one bag.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> in_bag(
    store::Queries& from, const issuance::ManifestNumber& manifest);
/// The application that a blank was bound to, ever.
base::Result<std::optional<issuance::ApplicationNumber>, store::StoreError> bound_to(
    store::Queries& from, const issuance::BlankSerial& serial);

}  // namespace ktpel::docket
