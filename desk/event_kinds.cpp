// SPDX-License-Identifier: Apache-2.0
#include "desk/event_kinds.h"

#include <algorithm>

namespace ktpel::desk {
namespace {

constexpr std::string_view kinds[] = {
    // applications (issuance/application.h)
    "answered", "asked", "blank-spoilt", "blank-taken", "came-of-age", "card-arrived", "card-missed", "card-proved",
    "clarified", "dispatched", "fingers-lacking", "handed-over", "judged", "ministry-found", "nobody-resembles",
    "not-recognised", "old-card-arrived", "old-card-destroyed", "old-card-missed", "old-card-sent", "pickup-agreed",
    "pickup-failed", "presented", "quality-refused", "received-at-center", "recognised", "recorded", "registration",
    "reminded", "resident-called", "reversed", "search-begun", "sent-back", "sent-up", "somebody-resembles",
    "supervisor-judged", "withdrawn", "written-off",
    // blanks (issuance/stock.h)
    "blank-destroyed", "blank-handed-back", "blank-handed-out", "blank-missing", "blank-received", "blank-returned",
    "stock-day-closed",
    // visits (issuance/visit.h)
    "visit-closed", "visit-ordered", "visit-result",
    // offices
    "call-taken-back", "called-out-of-order", "called-up", "capture-discarded", "chip-read", "operator-enrolled",
    "summons-stamped",
    // officers
    "officer-added", "officer-changed", "officer-disabled", "officer-password-set",
    // the center
    "assigned", "gallery-appended", "impression", "likeness-passed-over", "office-applied", "office-enrolled",
    "office-invited", "office-secret-wrong", "office-shut-out", "recording-opened", "relayed", "resident-imported",
    "resident-registered", "resident-read", "residents-read", "reversal-asked",
    // who reads a journal
    "journal-read", "journal-searched"};

}  // namespace

std::span<const std::string_view> event_kinds() { return kinds; }
bool is_event_kind(std::string_view kind) {
  return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds);
}

}  // namespace ktpel::desk
