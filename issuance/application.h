// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/strong.h"
#include "person/nik.h"

namespace ktpel::issuance {

/// The rules of SOP 7.2.1.1 "Penerbitan KTP Elektronik Reguler": state + event -> next
/// state, the clause it rests on, and what has to be done. Pure: no clock, no store, no
/// network. data/golden/transitions.txt lists every state against every event.
///
/// Invariants: a card can only be Verified after both the chip and the fingers were
/// checked; only a Verified card is Issued; a serial that was Failed is never Issued; two
/// different people decide that somebody is a duplicate; nothing leads out of Issued,
/// Duplicate and Cancelled.

using ApplicationNumber = base::Strong<std::string, struct ApplicationNumber_>;
/// Printed on the blank by its maker; bound to one application at most, ever.
using BlankSerial = base::Strong<std::string, struct BlankSerial_>;
using ChipUid = base::Strong<std::string, struct ChipUid_>;
using LogNumber = base::Strong<std::uint64_t, struct LogNumber_>;
using Officer = base::Strong<std::string, struct Officer_>;

struct Card {
  BlankSerial serial;
  ChipUid chip;
  friend bool operator==(const Card&, const Card&) = default;
};

/// An earlier record that the search found alike.
struct Resemblance {
  ApplicationNumber earlier;
  person::Nik nik;
  double score_db;  ///< -10 log10 of the false match rate, all fingers together
  friend bool operator==(const Resemblance&, const Resemblance&) = default;
};

enum class Judgement { SamePerson, DifferentPerson };
/// Where a returned card lies (P2 "secara berjenjang").
enum class Rung { District, Province, Ministry };
/// Where the ministry lets a returned application go on.
enum class Reopen { AtPersonalisation, AtCapture };

// ---- states: each holds exactly what is known in it ----
struct Registered {
  int queue_number;
};
struct Captured {
  base::Digest packet;
};
struct Sent {
  base::Digest packet;
  std::uint64_t office_sequence;
};
struct RejectedAtCheck {
  std::string reason;
};
struct Searching {
  LogNumber log;
};
struct Adjudicating {
  std::vector<Resemblance> candidates;
};
struct HalfJudged {
  std::vector<Resemblance> candidates;
  Officer first;
  Judgement judgement;
};
struct Disputed {
  std::vector<Resemblance> candidates;
  Officer first, second;
};
struct Clarifying {
  Resemblance earlier;
};
struct Duplicate {
  Resemblance earlier;
};
struct Unique {
  base::Digest decision;
};
struct Personalising {
  base::Digest decision;
  BlankSerial serial;
};
struct Personalised {
  base::Digest decision;
  Card card;
};
struct Called {
  base::Digest decision;
  Card card;
};
struct Verified {
  Card card;
  double right_db, left_db;
};
struct Failed {
  base::Digest decision;
  Card card;
  int cause;
};
struct Returning {
  base::Digest decision;
  Card card;
  int cause;
  Rung rung;
};
struct Issued {
  Card card;
  std::string receipt;
};
struct Cancelled {
  Officer by;
  std::string why;
};
using Application = std::variant<Registered, Captured, Sent, RejectedAtCheck, Searching, Adjudicating, HalfJudged,
                                 Disputed, Clarifying, Duplicate, Unique, Personalising, Personalised, Called, Verified,
                                 Failed, Returning, Issued, Cancelled>;

// ---- events ----
struct Registration {
  int queue_number;
};
struct Recorded {
  base::Digest packet;
};
/// Written by the center once it holds the packet durably; until then nobody says "sent".
struct ReceivedAtCenter {
  std::uint64_t office_sequence;  ///< of the entry that brought it
};
struct QualityRefused {
  std::string reason;
};
struct SearchBegun {
  LogNumber log;
};
struct NobodyResembles {
  base::Digest decision;
};
struct SomebodyResembles {
  std::vector<Resemblance> candidates;
};
struct Judged {
  Officer by;
  Judgement judgement;
};
struct SupervisorJudged {
  Officer by;
  Judgement judgement;
  base::Digest decision;
};
struct Clarified {
  Judgement judgement;
  base::Digest decision;
};
struct BlankTaken {
  BlankSerial serial;
};
struct BlankSpoilt {
  std::string cause;
};
struct CardProved {
  ChipUid chip;
};
struct ResidentCalled {};
struct PickupAgreed {
  double right_db, left_db;
};
struct PickupFailed {
  int cause;
};
struct SentUp {};
struct MinistryFound {
  Reopen reopen;
  int queue_number;
};
struct HandedOver {
  std::string receipt;
};
struct Withdrawn {
  Officer by;
  std::string why;
};
using Event = std::variant<Registration, Recorded, ReceivedAtCenter, QualityRefused, SearchBegun, NobodyResembles,
                           SomebodyResembles, Judged, SupervisorJudged, Clarified, BlankTaken, BlankSpoilt, CardProved,
                           ResidentCalled, PickupAgreed, PickupFailed, SentUp, MinistryFound, HandedOver, Withdrawn>;

/// What a role has to do because of a step.
enum class Action {
  PrintSummons,
  SendPacket,
  StampSummons,
  StoreUntilDecided,
  AskForNewCapture,
  SearchGallery,
  SignDecision,
  AskTwoAdjudicators,
  AskSupervisor,
  AskServicePoint,
  NotifyOffice,
  TakeBlank,
  RecordSpoilt,
  ProveCard,
  PrintSecondSummons,
  WriteBerhasil,
  WriteGagal,
  LockSerial,
  WriteReturnMinutes,
  PrintReceipt,
  WithdrawOldCard
};

struct Step {
  Application next;
  std::string_view clause;  ///< of the SOP: P1..P3, 1a..8, I.1..II.3
  std::vector<Action> actions;
};

enum class Refusal {
  NotInThisState,    ///< the event does not belong here; nothing changed
  SameOfficerTwice,  ///< the second judgement has to come from somebody else
  NobodyNamed        ///< a resemblance without a candidate
};

/// An application begins with its registration (I.1); nothing else begins one.
base::Result<Step, Refusal> begin(const Registration& event);
base::Result<Step, Refusal> decide(const Application& now, const Event& event);

/// "Registered", and the label for officers with the code of the incumbent system.
std::string_view name(const Application& state);
std::string_view label(const Application& state);           ///< "Terdaftar, dipanggil"
std::string_view incumbent_code(const Application& state);  ///< "UNREGISTERED"; empty where it has none
std::string_view name(const Event& event);                  ///< "recorded": the kind of its journal entry
std::string_view name(Action action);

/// The names of all events.
extern const std::array<std::string_view, std::variant_size_v<Event>> event_names;

}  // namespace ktpel::issuance
