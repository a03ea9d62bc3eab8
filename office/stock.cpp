// SPDX-License-Identifier: Apache-2.0
// 4: blanks by their serials, from the delivery to the ash, and each day's count.
#include "stock/ledger.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "documents/blank_minutes.h"
#include "office/failure.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using issuance::BlankSerial;
using nlohmann::json;
namespace blank = issuance::blank;

namespace {

Failure failure_of(blank::Refusal refusal, std::string about) {
  switch (refusal) {
    case blank::Refusal::NotReceived:
      return {FailureCode::Stock_NotReceived, std::move(about)};
    case blank::Refusal::SamePersonTwice:
      return {FailureCode::Stock_SamePersonTwice, std::move(about)};
    case blank::Refusal::NotTheHolder:
      return {FailureCode::Stock_NotTheHolder, std::move(about)};
    case blank::Refusal::ReasonMissing:
      return {FailureCode::Stock_ReasonMissing, std::move(about)};
    case blank::Refusal::NoSuchRange:
      return {FailureCode::Stock_NoSuchRange, std::move(about)};
    case blank::Refusal::CountDiffers:
      return {FailureCode::Stock_CountDiffers, std::move(about)};
    case blank::Refusal::DayIsClosed:
      return {FailureCode::Stock_DayIsClosed, std::move(about)};
    case blank::Refusal::NoStockKept:
      return {FailureCode::Stock_NoStockKept, std::move(about)};
    case blank::Refusal::NotInThisState:
      break;
  }
  return {FailureCode::Stock_NotInThisState, std::move(about)};
}

std::string words(const blank::Range& range) {
  return range.first == range.last ? range.first.get() : range.first.get() + " - " + range.last.get();
}

/// Its texts are within the limits of an entry.
bool is_sound(const blank::Act& act) { return blank::act_of(blank::kind_of(act), blank::body_of(act)).has_value(); }

/// What the minutes say of a blank that is destroyed.
documents::Destroyed piece_of(const stock::Blank& held) {
  documents::Destroyed piece{.serial = held.serial.get(), .chip_uid = {}, .holder = {}, .reason = {}};
  std::string application;
  for (const auto& event : held.history) {
    if (event.kind != "blank-taken") continue;
    application = event.subject;
    piece.chip_uid = json::parse(event.body).value("chip", std::string());
  }
  if (const auto* spoilt = std::get_if<blank::Spoilt>(&held.state)) {
    piece.reason = spoilt->cause;
  } else if (const auto* withheld = std::get_if<blank::Withheld>(&held.state)) {
    piece.kind = documents::DestroyedKind::InvalidCard;
    piece.holder = withheld->application.get();
    piece.reason = base::phrase("office.destroyed_withheld", {{"cause", withheld->cause}});
  } else if (const auto* missing = std::get_if<blank::Missing>(&held.state)) {
    piece.holder = application;
    piece.reason = base::phrase("office.destroyed_found", {{"cause", missing->cause}});
  } else {
    piece.reason = base::phrase("office.destroyed_unused");
  }
  return piece;
}

/// The blanks that the account counts as spoilt: the newest ones that had not become good cards before.
base::Result<std::vector<documents::SpoiltBlank>, store::StoreError> spoilt_of(store::Queries& from,
                                                                               const journal::SiteId& site,
                                                                               const blank::Account& account) {
  std::vector<documents::SpoiltBlank> out;
  const auto wanted = static_cast<std::size_t>(account.spoilt);
  const auto newest = stock::spoilage(from, site, static_cast<std::size_t>(account.spoilt + account.failed_later));
  if (!newest) return newest.error();
  for (const auto& spoilt : *newest) {
    if (out.size() == wanted) break;
    const auto held = stock::find(from, spoilt.serial);
    if (!held) return held.error();
    const bool was_good = *held && std::any_of((*held)->history.begin(), (*held)->history.end(),
                                               [](const stock::Event& e) { return e.kind == "card-proved"; });
    if (!was_good) out.push_back({spoilt.serial.get(), spoilt.cause});
  }
  return out;
}

}  // namespace

template <class Act>
Outcome<Done> Office::expect_stock(const Act& act, const std::string& about) const {
  const auto why = journal_->read([&](store::Queries& q) { return stock::why_not(q, profile_.site, act); });
  if (!why) return failure_of(why.error(), about);
  if (*why) return failure_of(**why, about);
  return Done{};
}

template <class Act>
Outcome<Done> Office::write_stock(const Act& act, const Officer& by) {
  const auto drafted = stock::draft(act, journal::Actor(by.get()));
  std::optional<blank::Refusal> refused;
  const auto written =
      journal_->append_decided([&](store::Queries& q) -> base::Result<std::vector<journal::Draft>, store::StoreError> {
        const auto why = stock::why_not(q, profile_.site, act);
        if (!why) return why.error();
        refused = *why;
        if (refused) return std::vector<journal::Draft>();
        return std::vector<journal::Draft>{drafted};
      });
  if (!written) return failure_of(written.error(), drafted.subject);
  if (refused) return failure_of(*refused, drafted.subject);
  return Done{};
}

Outcome<Done> Office::move_blanks(const blank::Act& act, const Officer& by) {
  const auto about = words(blank::range_of(act));
  if (const auto ok = expect_stock(act, about); !ok) return ok.error();
  if (!is_sound(act)) return Failure{FailureCode::Stock_TextMalformed, about};
  return write_stock(act, by);
}

Outcome<std::filesystem::path> Office::destroy_blanks(const blank::Range& range, documents::DestructionMethod how,
                                                      const std::string& order, const Witnessed& by) {
  static constexpr const char* methods[] = {"cut", "shredded", "burnt"};
  const auto about = words(range);
  // A blank is destroyed once: no two minutes begin with the same.
  const auto number = "BA-M-" + profile_.site.text() + "-" + range.first.get();
  const blank::Act act = blank::Destruction{range, methods[static_cast<int>(how)], number, by.by};
  if (const auto ok = expect_stock(act, about); !ok) return ok.error();
  documents::DestructionMinutes minutes{.office = profile_.letterhead,
                                        .number = number,
                                        .at = moment(clock_.now()),
                                        .place = profile_.place,
                                        .order = order,
                                        .method = how,
                                        .pieces = {},
                                        .chair = profile_.head,
                                        .first_witness = by.first,
                                        .second_witness = by.second};
  for (const auto& serial : blank::serials(range)) {
    const auto held = journal_->read([&](store::Queries& q) { return stock::find(q, serial); });
    if (!held) return failure_of(held.error(), serial.get());
    base::check(held->has_value(), "a blank that may be destroyed and is not there");
    minutes.pieces.push_back(piece_of(**held));
  }
  const auto paper = documents::destruction_minutes(minutes);
  if (!paper) return failure_of(paper.error(), number);
  if (const auto ok = write_stock(act, by.by.first); !ok) return ok.error();
  return write_paper(number + ".pdf", paper);
}

Outcome<std::filesystem::path> Office::close_stock_day(std::int64_t counted, const Witnessed& by) {
  const blank::DayClosed closing{today(), counted, by.by};
  const auto day = closing.day.printed();
  if (const auto ok = expect_stock(closing, day); !ok) return ok.error();
  documents::BlankDay counts;
  const auto read = journal_->read([&](store::Queries& q) -> base::Result<Done, store::StoreError> {
    const auto account = stock::open_account(q, profile_.site);
    if (!account) return account.error();
    auto spoilt = spoilt_of(q, profile_.site, *account);
    if (!spoilt) return spoilt.error();
    const auto count = [](std::int64_t n) { return static_cast<std::uint32_t>(n); };
    counts = {.carried = count(account->opening),
              .received = count(account->received),
              .good = count(account->good),
              .spoilt = std::move(*spoilt),
              .stock = count(counted),
              .returned = count(account->returned),
              .destroyed = count(account->destroyed),
              .missing = count(account->missing)};
    return Done{};
  });
  if (!read) return failure_of(read.error(), day);
  const auto balanced = documents::BalancedDay::of(std::move(counts));
  base::check(bool(balanced), "an account that the rules close and the minutes do not");
  const auto number = "BA-B-" + profile_.site.text() + "-" + day;
  const auto paper = documents::blank_minutes({.office = profile_.letterhead,
                                               .number = number,
                                               .at = moment(clock_.now()),
                                               .balance = *balanced,
                                               .keeper = by.first,
                                               .second = by.second});
  if (!paper) return failure_of(paper.error(), number);
  if (const auto ok = write_stock(closing, by.by.first); !ok) return ok.error();
  return write_paper(number + ".pdf", paper);
}

Outcome<Done> Office::expect_blank(const BlankSerial& serial, const ApplicationNumber& application,
                                   const Officer& by) const {
  const auto why = journal_->read([&](store::Queries& q) {
    return stock::why_not_taken(q, profile_.site, serial, blank::Taken{application, by});
  });
  if (!why) return failure_of(why.error(), serial.get());
  if (*why) return failure_of(**why, serial.get());
  return Done{};
}

}  // namespace ktpel::office
