// SPDX-License-Identifier: Apache-2.0
#include "issuance/application.h"

#include <algorithm>

namespace ktpel::issuance {
namespace {

using Next = base::Result<Step, Refusal>;
using enum Action;

Next step(Application next, std::string_view clause, std::vector<Action> actions) {
  return Step{std::move(next), clause, std::move(actions)};
}

// One line per arrow of the process. Nothing else is allowed.
struct Rules {
  const Basis& basis;

  /// Who is nobody else may have a card, from the day on that the law gives him one.
  Next unique(const base::Digest& decision, std::string_view clause) const {
    if (basis.not_before) return step(AwaitingAge{decision, *basis.not_before}, clause, {SignDecision, WaitForAge});
    return step(Unique{decision}, clause, {SignDecision, NotifyOffice});
  }

  // recording (I.2) and its way to the data centre
  Next operator()(const Registered&, const Recorded& e) const {
    if (reuses_recording(basis.kind) && !e.recapture) return Refusal::ReasonMissing;
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

  // a finger instead of a recording (7)
  Next operator()(const Registered&, const Presented& e) const {
    if (!reuses_recording(basis.kind)) return Refusal::NotInThisState;
    return step(Presenting{e.packet}, "7", {SendPacket, MatchOneToOne});
  }
  Next operator()(const Presenting&, const Recognised& e) const { return unique(e.decision, "7, 3a"); }
  Next operator()(const Presenting&, const NotRecognised& e) const {
    return step(RejectedAtCheck{e.reason}, "7", {AskForNewCapture});
  }

  // uniqueness (I.3)
  Next operator()(const Sent&, const SearchBegun& e) const { return step(Searching{e.log}, "I.3, 2", {SearchGallery}); }
  Next operator()(const Searching&, const NobodyResembles& e) const { return unique(e.decision, "I.3, 3a"); }
  Next operator()(const Searching&, const SomebodyResembles& e) const {
    if (e.candidates.empty()) return Refusal::NobodyNamed;
    return step(Adjudicating{e.candidates}, "2", {AskTwoAdjudicators});
  }
  Next operator()(const Searching&, const FingersLacking& e) const {
    return step(Adjudicating{e.candidates}, "2", {AskTwoAdjudicators});
  }
  Next operator()(const Adjudicating& s, const Judged& e) const {
    if (!fits(s.candidates, e.judgement, e.each)) return Refusal::OtherCandidates;
    return step(HalfJudged{s.candidates, e.by, e.judgement, e.each}, "2", {});
  }
  Next operator()(const HalfJudged& s, const Judged& e) const {
    if (e.by == s.first) return Refusal::SameOfficerTwice;
    if (!fits(s.candidates, e.judgement, e.each)) return Refusal::OtherCandidates;
    const auto both = common(s.candidates, s.each, e.each);
    if (e.judgement != s.judgement || (e.judgement == Judgement::SamePerson && !both))
      return step(Disputed{s.candidates, s.first, e.by}, "2", {AskSupervisor});
    return settled(e.judgement, both, {s.first, e.by},
                   // Two say "another person": the search's own statement that nobody else resembles stands behind it.
                   base::sha256("adjudicated: " + s.first.get() + ", " + e.by.get()), e.reason);
  }
  Next operator()(const Disputed& s, const SupervisorJudged& e) const {
    if (e.by == s.first || e.by == s.second) return Refusal::SameOfficerTwice;
    if (!fits(s.candidates, e.judgement, e.each)) return Refusal::OtherCandidates;
    return settled(e.judgement, common(s.candidates, e.each, {}), {s.first, s.second, e.by}, e.decision, e.reason);
  }
  /// Whether what is said of each names every candidate once and leads to what is said of the case.
  static bool fits(const std::vector<Resemblance>& candidates, Judgement judgement,
                   const std::vector<CandidateJudgement>& each) {
    if (candidates.empty() && judgement == Judgement::SamePerson) return false;
    if (each.empty()) return true;
    return each.size() == candidates.size() && whole(each) == judgement &&
           std::all_of(candidates.begin(), candidates.end(), [&](const Resemblance& candidate) {
             return std::count_if(each.begin(), each.end(),
                                  [&](const CandidateJudgement& one) { return one.earlier == candidate.earlier; }) == 1;
           });
  }
  /// The likest candidate that both call the same person; who spoke of the case alone means any.
  static std::optional<Resemblance> common(const std::vector<Resemblance>& candidates,
                                           const std::vector<CandidateJudgement>& one,
                                           const std::vector<CandidateJudgement>& other) {
    const auto calls_same = [](const std::vector<CandidateJudgement>& each, const Resemblance& candidate) {
      return each.empty() || std::any_of(each.begin(), each.end(), [&](const CandidateJudgement& said) {
               return said.earlier == candidate.earlier && said.judgement == Judgement::SamePerson;
             });
    };
    for (const auto& candidate : candidates)
      if (calls_same(one, candidate) && calls_same(other, candidate)) return candidate;
    return std::nullopt;
  }
  Next settled(Judgement judgement, const std::optional<Resemblance>& same, std::vector<Officer> deciders,
               const base::Digest& decision, const std::string& reason) const {
    if (judgement == Judgement::PoorData) return step(RejectedAtCheck{reason}, "2", {AskForNewCapture});
    if (judgement == Judgement::DifferentPerson) return unique(decision, "3a");
    return step(Clarifying{*same, std::move(deciders), false}, "3b", {AskServicePoint});
  }
  Next operator()(const Clarifying& s, const Asked&) const {
    return step(Clarifying{s.earlier, s.deciders, false}, "3b", {AskServicePoint});
  }
  Next operator()(const Clarifying& s, const Answered&) const {
    return step(Clarifying{s.earlier, s.deciders, true}, "3b", {SendAnswer});
  }
  Next operator()(const Clarifying& s, const Clarified& e) const {
    if (!s.answered && !e.overdue) return Refusal::NotAnswered;
    if (e.outcome == Clarification::Duplicate)
      return step(Duplicate{s.earlier, s.deciders}, "3b", {SignDecision, NotifyOffice});
    return unique(e.decision, "3b");
  }
  Next operator()(const Duplicate& s, const Reversed& e) const {
    const auto decided = [&](const Officer& who) {
      return std::find(s.deciders.begin(), s.deciders.end(), who) != s.deciders.end();
    };
    if (e.first == e.second || decided(e.first) || decided(e.second)) return Refusal::SameOfficerTwice;
    return unique(e.decision, "3b");
  }
  Next operator()(const AwaitingAge& s, const CameOfAge&) const {
    return step(Unique{s.decision}, "7", {NotifyOffice});
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

  Next operator()(const Personalised& s, const BlankSpoilt&) const {
    return step(Unique{s.decision}, "II.1, 4", {RecordSpoilt, LockSerial});
  }

  // to the service point (5)
  Next operator()(const Personalised& s, const Dispatched& e) const {
    return step(Shipped{s.decision, s.card, e.manifest}, "5", {WriteManifest});
  }
  Next operator()(const Uncollected& s, const Dispatched& e) const {
    if (s.on_its_way) return Refusal::NotInThisState;
    return step(Shipped{s.decision, s.card, e.manifest}, "5", {WriteManifest});
  }
  Next operator()(const Shipped& s, const CardArrived&) const {
    return step(Arrived{s.decision, s.card}, "5", {CheckArrival});
  }
  Next operator()(const Shipped& s, const CardMissed&) const {
    return step(Astray{s.decision, s.card, s.manifest}, "5", {ReportMissing});
  }
  Next operator()(const Uncollected& s, const CardArrived&) const {
    if (!s.on_its_way) return Refusal::NotInThisState;
    return step(Uncollected{s.decision, s.card}, "5", {CheckArrival});
  }
  Next operator()(const Uncollected& s, const CardMissed&) const {
    if (!s.on_its_way) return Refusal::NotInThisState;
    return step(Astray{s.decision, s.card, *s.on_its_way}, "5", {ReportMissing});
  }
  Next operator()(const Astray& s, const CardArrived&) const {
    return step(Arrived{s.decision, s.card}, "5", {CheckArrival});
  }
  Next operator()(const Astray& s, const WrittenOff&) const { return step(Unique{s.decision}, "5", {LockSerial}); }

  // pick-up (II.2, II.3)
  Next operator()(const Personalised& s, const ResidentCalled&) const {  // where it was made
    return step(Called{s.decision, s.card, 0}, "6", {PrintSecondSummons});
  }
  Next operator()(const Arrived& s, const ResidentCalled&) const {
    return step(Called{s.decision, s.card, 0}, "5, 6", {PrintSecondSummons});
  }
  Next operator()(const Uncollected& s, const ResidentCalled&) const {
    if (s.on_its_way) return Refusal::NotInThisState;
    return step(Called{s.decision, s.card, 0}, "6", {PrintSecondSummons});
  }
  Next operator()(const Called& s, const Reminded&) const {
    return step(Called{s.decision, s.card, s.reminders + 1}, "6", {RemindResident});
  }
  Next operator()(const Called& s, const SentBack& e) const {
    return step(Uncollected{s.decision, s.card, e.manifest}, "6",
                e.manifest ? std::vector<Action>{WriteManifest} : std::vector<Action>());
  }
  Next operator()(const Called& s, const PickupAgreed& e) const {
    return step(Verified{s.card, e.right_db, e.left_db, s.decision}, "II.2, 6a-6d", {WriteBerhasil});
  }
  // Not handed over on the day: once more, and what comes of it counts.
  Next operator()(const Verified& s, const PickupAgreed& e) const {
    return step(Verified{s.card, e.right_db, e.left_db, s.decision}, "II.2, 6a-6d", {WriteBerhasil});
  }
  Next operator()(const Verified& s, const PickupFailed& e) const {
    return step(Failed{s.decision, s.card, e.cause}, "II.2, 6d, P2", {WriteGagal, LockSerial, WriteReturnMinutes});
  }
  Next operator()(const Called& s, const PickupFailed& e) const {
    return step(Failed{s.decision, s.card, e.cause}, "II.2, 6d, P2", {WriteGagal, LockSerial, WriteReturnMinutes});
  }
  Next operator()(const Verified& s, const HandedOver& e) const {
    return step(Issued{s.card, e.receipt, e.old_card_withdrawn ? OldCard::Kept : OldCard::None}, "II.3, 6e",
                {PrintReceipt, WithdrawOldCard});
  }

  // the old card, from the counter to the ash (6e, 7d, 7f)
  Next old_card(Issued s, OldCard to) const {
    s.old_card = to;
    return step(std::move(s), "6e, 7d, 7f", {});
  }
  Next operator()(const Issued& s, const OldCardSent&) const {
    if (s.old_card != OldCard::Kept) return Refusal::NotInThisState;
    return old_card(s, OldCard::OnItsWay);
  }
  Next operator()(const Issued& s, const OldCardArrived&) const {
    if (s.old_card != OldCard::OnItsWay && s.old_card != OldCard::Missed) return Refusal::NotInThisState;
    return old_card(s, OldCard::AtDinas);
  }
  Next operator()(const Issued& s, const OldCardMissed&) const {
    if (s.old_card != OldCard::OnItsWay) return Refusal::NotInThisState;
    return old_card(s, OldCard::Missed);
  }
  Next operator()(const Issued& s, const OldCardDestroyed&) const {
    if (s.old_card != OldCard::Kept && s.old_card != OldCard::AtDinas) return Refusal::NotInThisState;
    return old_card(s, OldCard::Destroyed);
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
    {"Presenting", "Pencocokan 1:1 dengan rekaman lama", "PROCESSING"},
    {"Searching", "Pemadanan 1:N", "RECEIVED_AT_CENTRAL"},
    {"Adjudicating", "Ajudikasi", "ADJUDICATE_RECORD"},
    {"HalfJudged", "Ajudikasi, satu pendapat", "ADJUDICATE_RECORD"},
    {"Disputed", "Ajudikasi, menunggu supervisor", "ADJUDICATE_RECORD"},
    {"Clarifying", "Klarifikasi dengan tempat pelayanan", "REQUEST_VALIDATION"},
    {"Duplicate", "Ganda", "DUPLICATE_RECORD"},
    {"AwaitingAge", "Menunggu usia 17", ""},
    {"Unique", "Tunggal, siap cetak", "PRINT_READY_RECORD"},
    {"Personalising", "Personalisasi", "SENT_FOR_CARD_PRINTING"},
    {"Personalised", "Selesai dipersonalisasi", "CARD_PRINTED"},
    {"Shipped", "Dikirim ke tempat pelayanan", "CARD_SHIPPED"},
    {"Astray", "Tidak ada dalam kiriman", "CARD_SHIPPED"},
    {"Arrived", "Tiba di tempat pelayanan", "CARD_SHIPPED"},
    {"Called", "Dipanggil untuk pengambilan", "CARD_SHIPPED"},
    {"Uncollected", "Tidak diambil, disimpan di Dinas", "CARD_SHIPPED"},
    {"Verified", "berhasil", ""},
    {"Failed", "gagal", ""},
    {"Returning", "Dikembalikan berjenjang", ""},
    {"Issued", "Diserahkan", "CARD_ISSUED"},
    {"Cancelled", "Dibatalkan", ""},
};
static_assert(std::size(states) == std::variant_size_v<Application>);

constexpr std::string_view actions[] = {
    "print summons",        "send packet",          "stamp summons",     "keep local copy until decided",
    "ask for new capture",  "match one to one",     "search gallery",    "sign decision",
    "ask two adjudicators", "ask supervisor",       "ask service point", "send answer",
    "wait for age",         "notify office",        "take blank",        "record spoilt blank",
    "prove card",           "write manifest",       "check arrival",     "report missing card",
    "print second summons", "remind resident",      "write berhasil",    "write gagal",
    "lock serial",          "write return minutes", "print receipt",     "withdraw old card"};
static_assert(std::size(actions) == static_cast<std::size_t>(WithdrawOldCard) + 1);

constexpr std::string_view refusals[] = {"not in this state", "the same officer twice",
                                         "nobody named",      "no reason to record again",
                                         "not answered",      "not each candidate once"};
static_assert(std::size(refusals) == static_cast<std::size_t>(Refusal::OtherCandidates) + 1);

struct Named {
  std::string_view name, label;
};
constexpr Named kinds[] = {{"first", "baru"},
                           {"moved", "pindah datang"},
                           {"damaged", "rusak"},
                           {"lost", "hilang"},
                           {"late", "belum ikut perekaman massal"},
                           {"foreigner", "orang asing"},
                           {"correction", "perubahan data"}};
static_assert(std::size(kinds) == static_cast<std::size_t>(Kind::Correction) + 1);
constexpr Named lanes[] = {{"regular", "biasa"}, {"priority", "prioritas"}, {"same-day", "sehari selesai"}};
static_assert(std::size(lanes) == static_cast<std::size_t>(Lane::SameDay) + 1);
constexpr std::string_view old_cards[] = {"none", "kept", "on-its-way", "missed", "at-dinas", "destroyed"};
static_assert(std::size(old_cards) == static_cast<std::size_t>(OldCard::Destroyed) + 1);
constexpr Named recaptures[] = {{"fingers-differ", "jari tidak cocok dengan rekaman lama"},
                                {"poor-quality", "mutu rekaman lama kurang"},
                                {"appearance-changed", "wajah atau jari berubah"},
                                {"no-recording", "rekaman lama tidak ada"}};
static_assert(std::size(recaptures) == static_cast<std::size_t>(Recapture::NoRecording) + 1);

constexpr Named judgements[] = {{"same", ""}, {"different", ""}, {"poor-data", ""}};
static_assert(std::size(judgements) == static_cast<std::size_t>(Judgement::PoorData) + 1);

template <class Enum, std::size_t n>
std::optional<Enum> found(const Named (&table)[n], std::string_view name) {
  for (std::size_t i = 0; i < n; ++i)
    if (table[i].name == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

bool reuses_recording(Kind kind) {
  return kind == Kind::Moved || kind == Kind::Damaged || kind == Kind::Lost || kind == Kind::Correction;
}

const std::array<std::string_view, std::variant_size_v<Event>> event_names = {"registration",
                                                                              "recorded",
                                                                              "presented",
                                                                              "recognised",
                                                                              "not-recognised",
                                                                              "received-at-center",
                                                                              "quality-refused",
                                                                              "search-begun",
                                                                              "nobody-resembles",
                                                                              "somebody-resembles",
                                                                              "judged",
                                                                              "supervisor-judged",
                                                                              "answered",
                                                                              "clarified",
                                                                              "reversed",
                                                                              "came-of-age",
                                                                              "blank-taken",
                                                                              "blank-spoilt",
                                                                              "card-proved",
                                                                              "dispatched",
                                                                              "card-arrived",
                                                                              "card-missed",
                                                                              "written-off",
                                                                              "resident-called",
                                                                              "reminded",
                                                                              "sent-back",
                                                                              "pickup-agreed",
                                                                              "pickup-failed",
                                                                              "sent-up",
                                                                              "ministry-found",
                                                                              "handed-over",
                                                                              "old-card-sent",
                                                                              "old-card-arrived",
                                                                              "old-card-missed",
                                                                              "old-card-destroyed",
                                                                              "withdrawn",
                                                                              "asked",
                                                                              "fingers-lacking"};

Judgement whole(const std::vector<CandidateJudgement>& each) {
  const auto said = [&](Judgement judgement) {
    return std::any_of(each.begin(), each.end(), [&](const auto& one) { return one.judgement == judgement; });
  };
  if (said(Judgement::SamePerson)) return Judgement::SamePerson;
  return said(Judgement::PoorData) ? Judgement::PoorData : Judgement::DifferentPerson;
}

base::Result<Step, Refusal> begin(const Registration& event) {
  return step(Registered{event.queue_number}, "I.1", {PrintSummons});
}

base::Result<Step, Refusal> decide(const Basis& basis, const Application& now, const Event& event) {
  return std::visit(Rules{basis}, now, event);
}

std::string_view name(const Application& state) { return states[state.index()].name; }
std::string_view label(const Application& state) { return states[state.index()].label; }
bool is_over(const Application& state) {
  return std::holds_alternative<Issued>(state) || std::holds_alternative<Cancelled>(state) ||
         std::holds_alternative<Duplicate>(state);
}
std::string_view name(OldCard place) { return old_cards[static_cast<std::size_t>(place)]; }
std::string_view incumbent_code(const Application& state) { return states[state.index()].code; }
std::string_view name(const Event& event) { return event_names[event.index()]; }
std::string_view name(Action action) { return actions[static_cast<std::size_t>(action)]; }
std::string_view name(Refusal refusal) { return refusals[static_cast<std::size_t>(refusal)]; }
std::string_view name(Kind kind) { return kinds[static_cast<std::size_t>(kind)].name; }
std::string_view label(Kind kind) { return kinds[static_cast<std::size_t>(kind)].label; }
std::optional<Kind> kind_of(std::string_view name) { return found<Kind>(kinds, name); }
std::string_view name(Lane lane) { return lanes[static_cast<std::size_t>(lane)].name; }
std::optional<Lane> lane_of(std::string_view name) { return found<Lane>(lanes, name); }
std::string_view name(Recapture why) { return recaptures[static_cast<std::size_t>(why)].name; }
std::string_view label(Recapture why) { return recaptures[static_cast<std::size_t>(why)].label; }
std::optional<Recapture> recapture_of(std::string_view name) { return found<Recapture>(recaptures, name); }
std::string_view name(Judgement judgement) { return judgements[static_cast<std::size_t>(judgement)].name; }
std::optional<Judgement> judgement_of(std::string_view name) { return found<Judgement>(judgements, name); }

}  // namespace ktpel::issuance
