// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "base/strong.h"
#include "person/date.h"
#include "person/nik.h"

namespace ktpel::issuance {

/// The rules of SOP 7.2.1.1 "Penerbitan KTP Elektronik Reguler": state + event -> next
/// state, the clause it rests on, and what has to be done. Pure: no clock, no store, no
/// network. data/golden/transitions.txt lists every state against every event.
///
/// Invariants: a card can only be Verified after both the chip and the fingers (where the chip has
/// none, the face before two officers) were checked; only a Verified card is Issued; a serial that was Failed is never
/// Issued; two different people decide that somebody is a duplicate, and only two others can take that back; nobody
/// gets a card before the day from which he may hold one; nothing leads out of Issued and Cancelled.

using ApplicationNumber = base::Strong<std::string, struct ApplicationNumber_>;
/// Printed on the blank by its maker; bound to one application at most, ever.
using BlankSerial = base::Strong<std::string, struct BlankSerial_>;
using ChipUid = base::Strong<std::string, struct ChipUid_>;
using ManifestNumber = base::Strong<std::string, struct ManifestNumber_>;
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

/// Why an application is made (7).
enum class Kind { First, Moved, Damaged, Lost, Late, Foreigner, Correction };
/// Which queue it stands in: Priority for the elderly, disabled and pregnant, SameDay for P3.
enum class Lane { Regular, Priority, SameDay };

/// What is fixed at registration and holds for the whole way.
struct Basis {
  Kind kind = Kind::First;
  Lane lane = Lane::Regular;
  /// No card is made before this day: the 17th birthday of somebody who was recorded earlier.
  std::optional<person::Date> not_before = std::nullopt;
  friend bool operator==(const Basis&, const Basis&) = default;
};
/// Whether the center's recording of an earlier application serves, once a finger agreed with it. The others are
/// recorded: First, Late, and Foreigner, whose fingers a permanent stay permit does not bring along.
bool reuses_recording(Kind kind);
/// Why somebody is recorded again although a recording is there.
enum class Recapture { FingersDiffer, PoorQuality, AppearanceChanged, NoRecording };

enum class Judgement { SamePerson, DifferentPerson, PoorData };

/// What somebody finds of one of the candidates.
struct CandidateJudgement {
  ApplicationNumber earlier;
  Judgement judgement;
};
/// What follows for the whole case: one that is the same person settles it; otherwise doubt does. `each` is not empty.
Judgement whole(const std::vector<CandidateJudgement>& each);
/// How a clarification with the service point ends: the earlier record stands and this application falls; the earlier
/// record is this person's own under other data, which were put right, and the application goes on; another person.
enum class Clarification { Duplicate, Correction, Different };
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
/// A finger is compared with the recording that the center has.
struct Presenting {
  base::Digest packet;
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
  std::vector<CandidateJudgement> each = {};  ///< empty: said of the case alone
};
struct Disputed {
  std::vector<Resemblance> candidates;
  Officer first, second;
};
struct Clarifying {
  Resemblance earlier;
  std::vector<Officer> deciders;  ///< who found that it is the same person
  bool answered;                  ///< by the service point
};
struct Duplicate {
  Resemblance earlier;
  std::vector<Officer> deciders;
};
struct AwaitingAge {
  base::Digest decision;
  person::Date from;
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
struct Shipped {
  base::Digest decision;
  Card card;
  ManifestNumber manifest;
};
/// On the manifest, but not in the bag.
struct Astray {
  base::Digest decision;
  Card card;
  ManifestNumber manifest;
};
struct Arrived {
  base::Digest decision;
  Card card;
};
struct Called {
  base::Digest decision;
  Card card;
  int reminders;
};
/// Nobody came for it: it lies at the Dinas, or is on its way there.
struct Uncollected {
  base::Digest decision;
  Card card;
  std::optional<ManifestNumber> on_its_way = std::nullopt;
};
struct Verified {
  Card card;
  double right_db, left_db;
  base::Digest decision = {};
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
/// Where the card is that the new one replaces (6e, 7d, 7f).
enum class OldCard { None, Kept, OnItsWay, Missed, AtDinas, Destroyed };
struct Issued {
  Card card;
  std::string receipt;
  OldCard old_card = OldCard::None;
};
struct Cancelled {
  Officer by;
  std::string why;
};
using Application =
    std::variant<Registered, Captured, Sent, RejectedAtCheck, Presenting, Searching, Adjudicating, HalfJudged, Disputed,
                 Clarifying, Duplicate, AwaitingAge, Unique, Personalising, Personalised, Shipped, Astray, Arrived,
                 Called, Uncollected, Verified, Failed, Returning, Issued, Cancelled>;

// ---- events ----
struct Registration {
  int queue_number;
  Basis basis = {};
};
struct Recorded {
  base::Digest packet;
  /// Only where the kind of application would do with the earlier recording.
  std::optional<Recapture> recapture = std::nullopt;
};
/// A finger was taken for the center to compare (kinds that reuse a recording).
struct Presented {
  base::Digest packet;
};
struct Recognised {
  ApplicationNumber earlier;  ///< whose recording serves
  double score_db;
  base::Digest decision;
};
struct NotRecognised {
  std::string reason;
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
/// A biometric exception: a search with so few fingers proves nothing, so people decide, whether or not there is
/// somebody to compare with.
struct FingersLacking {
  std::vector<Resemblance> candidates;  ///< may be empty; a score of 0: like in biodata alone
};
struct Judged {
  Officer by;
  Judgement judgement;
  std::string reason = {};
  std::vector<CandidateJudgement> each = {};  ///< every candidate once, or empty: said of the case alone
};
struct SupervisorJudged {
  Officer by;
  Judgement judgement;
  base::Digest decision;
  std::string reason = {};
  std::vector<CandidateJudgement> each = {};  ///< as in Judged
};
/// The data centre's own question, in its words; without one the service point has the letter's general question.
struct Asked {
  std::string text;
  base::Time until;  ///< when the answer is due
};
/// The service point's answer to a clarification.
struct Answered {
  std::string text;
  /// A picture of a paper, sealed to the data centre.
  struct Attachment {
    std::string name;
    base::Digest packet;  ///< SHA-256 of the sealed picture
  };
  std::vector<Attachment> attachments = {};
};
struct Clarified {
  Clarification outcome;
  base::Digest decision;
  bool overdue = false;  ///< decided without an answer, after its deadline
};
/// Two others find that a duplicate was none.
struct Reversed {
  Officer first, second;
  base::Digest decision;
};
struct CameOfAge {};
struct BlankTaken {
  BlankSerial serial;
};
struct BlankSpoilt {
  std::string cause;
};
struct CardProved {
  ChipUid chip;
};
struct Dispatched {
  ManifestNumber manifest;
};
struct CardArrived {};
struct CardMissed {};
/// It was not found: its serial is locked and another card is made.
struct WrittenOff {
  std::string cause;
};
struct ResidentCalled {};
struct Reminded {};
/// Not collected in time: back to the Dinas, in a bag of this manifest where it travels.
struct SentBack {
  std::optional<ManifestNumber> manifest = std::nullopt;
};
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
  bool old_card_withdrawn = false;  ///< it is kept where the new card was handed over
};
/// On a list to the Dinas.
struct OldCardSent {
  std::string list;
};
struct OldCardArrived {};
struct OldCardMissed {};
struct OldCardDestroyed {
  std::string minutes;
};
struct Withdrawn {
  Officer by;
  std::string why;
};
using Event = std::variant<Registration, Recorded, Presented, Recognised, NotRecognised, ReceivedAtCenter,
                           QualityRefused, SearchBegun, NobodyResembles, SomebodyResembles, Judged, SupervisorJudged,
                           Answered, Clarified, Reversed, CameOfAge, BlankTaken, BlankSpoilt, CardProved, Dispatched,
                           CardArrived, CardMissed, WrittenOff, ResidentCalled, Reminded, SentBack, PickupAgreed,
                           PickupFailed, SentUp, MinistryFound, HandedOver, OldCardSent, OldCardArrived, OldCardMissed,
                           OldCardDestroyed, Withdrawn, Asked, FingersLacking>;

/// What a role has to do because of a step.
enum class Action {
  PrintSummons,
  SendPacket,
  StampSummons,
  StoreUntilDecided,
  AskForNewCapture,
  MatchOneToOne,
  SearchGallery,
  SignDecision,
  AskTwoAdjudicators,
  AskSupervisor,
  AskServicePoint,
  SendAnswer,
  WaitForAge,
  NotifyOffice,
  TakeBlank,
  RecordSpoilt,
  ProveCard,
  WriteManifest,
  CheckArrival,
  ReportMissing,
  PrintSecondSummons,
  RemindResident,
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
  SameOfficerTwice,  ///< a judgement has to come from somebody who has not judged before
  NobodyNamed,       ///< a resemblance without a candidate
  ReasonMissing,     ///< a second recording where the earlier one would do
  NotAnswered,       ///< a clarification that the service point has not answered, before its deadline
  OtherCandidates    ///< what is said of each candidate leaves one out, names a stranger, or does not lead to the
                     ///< whole; or the same person is seen where there is no candidate
};

/// An application begins with its registration (I.1); nothing else begins one.
base::Result<Step, Refusal> begin(const Registration& event);
base::Result<Step, Refusal> decide(const Basis& basis, const Application& now, const Event& event);

/// "Registered", and the label for officers with the code of the incumbent system.
std::string_view name(const Application& state);
std::string_view label(const Application& state);  ///< "Terdaftar, dipanggil"
/// Nothing of it is left to do: Issued, Cancelled or Duplicate.
bool is_over(const Application& state);
std::string_view name(OldCard place);                       ///< "on-its-way"
std::string_view incumbent_code(const Application& state);  ///< "UNREGISTERED"; empty where it has none
std::string_view name(const Event& event);                  ///< "recorded": the kind of its journal entry
std::string_view name(Action action);
std::string_view name(Refusal refusal);
/// "lost", and "hilang" for officers.
std::string_view name(Kind kind);
std::string_view label(Kind kind);
std::optional<Kind> kind_of(std::string_view name);
/// "priority".
std::string_view name(Lane lane);
std::optional<Lane> lane_of(std::string_view name);
std::string_view name(Recapture why);
std::string_view label(Recapture why);  ///< "jari tidak cocok dengan rekaman lama"
std::optional<Recapture> recapture_of(std::string_view name);
/// "same", "different", "poor-data".
std::string_view name(Judgement judgement);
std::optional<Judgement> judgement_of(std::string_view name);

/// The names of all events.
extern const std::array<std::string_view, std::variant_size_v<Event>> event_names;

}  // namespace ktpel::issuance
