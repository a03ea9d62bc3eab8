// SPDX-License-Identifier: Apache-2.0
#include "issuance/application.h"

namespace ktpel::issuance {
namespace {

using Next = base::Result<Step, Refusal>;
using enum Action;

Next step(Application next, std::string_view clause, std::vector<Action> actions) {
  return Step{std::move(next), clause, std::move(actions)};
}

// One line per arrow of the process. Nothing else is allowed.
struct Rules {
  // recording (I.2) and its way to the data centre
  Next operator()(const Registered&, const Recorded& e) const {
    return step(Captured{e.packet}, "I.2, 1a-1i", {StampSummons, SendPacket, StoreUntilDecided});
  }
  Next operator()(const Captured& s, const ReceivedAtCenter& e) const {
    return step(Sent{s.packet, e.office_sequence}, "1h", {});
  }
  Next operator()(const Sent&, const QualityRefused& e) const {
    return step(RejectedAtCheck{e.reason}, "I.3", {AskForNewCapture});
  }
  Next operator()(const RejectedAtCheck&, const Recorded& e) const {
    return step(Captured{e.packet}, "I.2, 1a-1i", {StampSummons, SendPacket, StoreUntilDecided});
  }

  // uniqueness (I.3)
  Next operator()(const Sent&, const SearchBegun& e) const { return step(Searching{e.log}, "I.3, 2", {SearchGallery}); }
  Next operator()(const Searching&, const NobodyResembles& e) const {
    return step(Unique{e.decision}, "I.3, 3a", {SignDecision, NotifyOffice});
  }
  Next operator()(const Searching&, const SomebodyResembles& e) const {
    if (e.candidates.empty()) return Refusal::NobodyNamed;
    return step(Adjudicating{e.candidates}, "2", {AskTwoAdjudicators});
  }
  Next operator()(const Adjudicating& s, const Judged& e) const {
    return step(HalfJudged{s.candidates, e.by, e.judgement}, "2", {});
  }
  Next operator()(const HalfJudged& s, const Judged& e) const {
    if (e.by == s.first) return Refusal::SameOfficerTwice;
    if (e.judgement != s.judgement) return step(Disputed{s.candidates, s.first, e.by}, "2", {AskSupervisor});
    if (e.judgement == Judgement::SamePerson) return step(Clarifying{s.candidates.front()}, "3b", {AskServicePoint});
    // Two say "another person": the search's own statement that nobody else resembles stands behind it.
    return step(Unique{base::sha256("adjudicated: " + s.first.get() + ", " + e.by.get())}, "3a",
                {SignDecision, NotifyOffice});
  }
  Next operator()(const Disputed& s, const SupervisorJudged& e) const {
    if (e.by == s.first || e.by == s.second) return Refusal::SameOfficerTwice;
    if (e.judgement == Judgement::SamePerson) return step(Clarifying{s.candidates.front()}, "3b", {AskServicePoint});
    return step(Unique{e.decision}, "3a", {SignDecision, NotifyOffice});
  }
  Next operator()(const Clarifying& s, const Clarified& e) const {
    if (e.judgement == Judgement::SamePerson) return step(Duplicate{s.earlier}, "3b", {NotifyOffice});
    return step(Unique{e.decision}, "3b", {SignDecision, NotifyOffice});
  }

  // personalisation (II.1)
  Next operator()(const Unique& s, const BlankTaken& e) const {
    return step(Personalising{s.decision, e.serial}, "II.1, 4", {TakeBlank, ProveCard});
  }
  Next operator()(const Personalising& s, const BlankSpoilt&) const {
    return step(Unique{s.decision}, "II.1, 4", {RecordSpoilt, LockSerial});
  }
  Next operator()(const Personalising& s, const CardProved& e) const {
    return step(Personalised{s.decision, Card{s.serial, e.chip}}, "II.1, 4", {});
  }

  // pick-up (II.2, II.3)
  Next operator()(const Personalised& s, const ResidentCalled&) const {
    return step(Called{s.decision, s.card}, "5, 6", {PrintSecondSummons});
  }
  Next operator()(const Called& s, const PickupAgreed& e) const {
    return step(Verified{s.card, e.right_db, e.left_db}, "II.2, 6a-6d", {WriteBerhasil});
  }
  Next operator()(const Called& s, const PickupFailed& e) const {
    return step(Failed{s.decision, s.card, e.cause}, "II.2, 6d, P2", {WriteGagal, LockSerial, WriteReturnMinutes});
  }
  Next operator()(const Verified& s, const HandedOver& e) const {
    return step(Issued{s.card, e.receipt}, "II.3, 6e", {PrintReceipt, WithdrawOldCard});
  }

  // the way up, and back (P2)
  Next operator()(const Failed& s, const SentUp&) const {
    return step(Returning{s.decision, s.card, s.cause, Rung::District}, "P2", {});
  }
  Next operator()(const Returning& s, const SentUp&) const {
    if (s.rung == Rung::Ministry) return Refusal::NotInThisState;
    return step(Returning{s.decision, s.card, s.cause, s.rung == Rung::District ? Rung::Province : Rung::Ministry},
                "P2", {});
  }
  Next operator()(const Returning& s, const MinistryFound& e) const {
    if (s.rung != Rung::Ministry) return Refusal::NotInThisState;
    if (e.reopen == Reopen::AtCapture) return step(Registered{e.queue_number}, "P2", {PrintSummons});
    return step(Unique{s.decision}, "P2", {NotifyOffice});
  }

  // an applicant may withdraw until a blank is taken
  Next operator()(const Registered&, const Withdrawn& e) const { return step(Cancelled{e.by, e.why}, "7", {}); }
  Next operator()(const Captured&, const Withdrawn& e) const { return step(Cancelled{e.by, e.why}, "7", {}); }
  Next operator()(const RejectedAtCheck&, const Withdrawn& e) const { return step(Cancelled{e.by, e.why}, "7", {}); }
  Next operator()(const Unique&, const Withdrawn& e) const { return step(Cancelled{e.by, e.why}, "7", {}); }

  template <class State, class Other>
  Next operator()(const State&, const Other&) const {
    return Refusal::NotInThisState;
  }
};

struct Words {
  std::string_view name, label, code;
};

// The words officers know, with the codes of the incumbent system beside them.
constexpr Words states[] = {
    {"Registered", "Terdaftar, dipanggil", "UNREGISTERED"},
    {"Captured", "Terekam, menunggu pengiriman", "BIO_CAPTURED"},
    {"Sent", "Terkirim, ada tanda terima DC", "SENT_FOR_ENROLLMENT"},
    {"RejectedAtCheck", "Perlu perekaman ulang", "ENROLL_FAILURE"},
    {"Searching", "Pemadanan 1:N", "RECEIVED_AT_CENTRAL"},
    {"Adjudicating", "Ajudikasi", "ADJUDICATE_RECORD"},
    {"HalfJudged", "Ajudikasi, satu pendapat", "ADJUDICATE_RECORD"},
    {"Disputed", "Ajudikasi, menunggu supervisor", "ADJUDICATE_RECORD"},
    {"Clarifying", "Klarifikasi dengan tempat pelayanan", "REQUEST_VALIDATION"},
    {"Duplicate", "Ganda", "DUPLICATE_RECORD"},
    {"Unique", "Tunggal, siap cetak", "PRINT_READY_RECORD"},
    {"Personalising", "Personalisasi", "SENT_FOR_CARD_PRINTING"},
    {"Personalised", "Selesai dipersonalisasi", "CARD_PRINTED"},
    {"Called", "Dipanggil untuk pengambilan", "CARD_SHIPPED"},
    {"Verified", "berhasil", ""},
    {"Failed", "gagal", ""},
    {"Returning", "Dikembalikan berjenjang", ""},
    {"Issued", "Diserahkan", "CARD_ISSUED"},
    {"Cancelled", "Dibatalkan", ""},
};
static_assert(std::size(states) == std::variant_size_v<Application>);

constexpr std::string_view actions[] = {
    "print summons",       "send packet",       "stamp summons",        "keep local copy until decided",
    "ask for new capture", "search gallery",    "sign decision",        "ask two adjudicators",
    "ask supervisor",      "ask service point", "notify office",        "take blank",
    "record spoilt blank", "prove card",        "print second summons", "write berhasil",
    "write gagal",         "lock serial",       "write return minutes", "print receipt",
    "withdraw old card"};
static_assert(std::size(actions) == static_cast<std::size_t>(WithdrawOldCard) + 1);

}  // namespace

const std::array<std::string_view, std::variant_size_v<Event>> event_names = {
    "registration",      "recorded",         "received-at-center", "quality-refused",
    "search-begun",      "nobody-resembles", "somebody-resembles", "judged",
    "supervisor-judged", "clarified",        "blank-taken",        "blank-spoilt",
    "card-proved",       "resident-called",  "pickup-agreed",      "pickup-failed",
    "sent-up",           "ministry-found",   "handed-over",        "withdrawn"};

base::Result<Step, Refusal> begin(const Registration& event) {
  return step(Registered{event.queue_number}, "I.1", {PrintSummons});
}

base::Result<Step, Refusal> decide(const Application& now, const Event& event) {
  return std::visit(Rules{}, now, event);
}

std::string_view name(const Application& state) { return states[state.index()].name; }
std::string_view label(const Application& state) { return states[state.index()].label; }
std::string_view incumbent_code(const Application& state) { return states[state.index()].code; }
std::string_view name(const Event& event) { return event_names[event.index()]; }
std::string_view name(Action action) { return actions[static_cast<std::size_t>(action)]; }

}  // namespace ktpel::issuance
