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
  issuance::Application state;
  /// The entries that led here, oldest first, without their signatures.
  std::vector<journal::Entry> history;
  /// The newest entry of a kind; nullptr if there is none.
  const journal::Entry* last(std::string_view kind) const;
};

/// Where each application stands, folded from the entries of all sites by the rules of issuance.
///
/// An act of the own site that the rules refuse, or a blank that is bound already, undoes its append
/// (StoreError::Conflict): nobody can write down what may not happen. An entry of another site has
/// happened there; if the rules refuse it here it is kept as a contradiction for people to look at and
/// changes nothing, so that synchronisation never stands still.
class Docket final : public store::Projection {
 public:
  explicit Docket(journal::SiteId own) : own_(std::move(own)) {}
  std::string name() const override { return "docket"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;

 private:
  journal::SiteId own_;
};

/// The draft of an event: kind and body by issuance/event_text.h; `extra` is a JSON object whose
/// fields stand beside the event's own (biodata at a registration, hashes of the chip's files).
journal::Draft draft(const issuance::Event& event, const issuance::ApplicationNumber& number,
                     const journal::Actor& actor, std::string_view extra = "{}", std::vector<base::Digest> blobs = {});

base::Result<std::optional<Case>, store::StoreError> find(store::Queries& from,
                                                          const issuance::ApplicationNumber& number);
/// The applications of a NIK, oldest first.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> of_nik(store::Queries& from,
                                                                                 const person::Nik& nik);
/// Those in a state (issuance::name), oldest first.
base::Result<std::vector<issuance::ApplicationNumber>, store::StoreError> in_state(store::Queries& from,
                                                                                   std::string_view state);
/// How many applications there are.
base::Result<std::int64_t, store::StoreError> count(store::Queries& from);
/// The same for each state in which there is one (issuance::name), by name.
base::Result<std::vector<std::pair<std::string, std::int64_t>>, store::StoreError> count_by_state(store::Queries& from);
/// Entries of other sites that the rules refused: "<site> <sequence> <kind> <application>".
base::Result<std::vector<std::string>, store::StoreError> contradictions(store::Queries& from);
/// The application that a blank was bound to, ever.
base::Result<std::optional<issuance::ApplicationNumber>, store::StoreError> bound_to(
    store::Queries& from, const issuance::BlankSerial& serial);

}  // namespace ktpel::docket
