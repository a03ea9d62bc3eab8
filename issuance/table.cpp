// SPDX-License-Identifier: Apache-2.0
#include "issuance/table.h"

#include <algorithm>
#include <map>

namespace ktpel::issuance {
namespace {

// 99.01.01 is no real district: sample people never share a number with a living person.
const Resemblance& someone() {
  static const Resemblance one{ApplicationNumber("A-1"), person::Nik::parse("9901014508680001").value(), 120};
  return one;
}
const Card& card() {
  static const Card one{BlankSerial("B-1"), ChipUid("C-1")};
  return one;
}
const base::Digest& digest() {
  static const base::Digest one = base::sha256("decision");
  return one;
}
const Officer first("first"), second("second"), third("third"), fourth("fourth");

std::string shown(const Application& state) {
  std::string text(name(state));
  if (const auto* r = std::get_if<Returning>(&state)) {
    constexpr const char* rungs[] = {" at the district", " at the province", " at the ministry"};
    text += rungs[static_cast<int>(r->rung)];
  }
  if (const auto* u = std::get_if<Uncollected>(&state)) text += u->on_its_way ? " (on its way)" : "";
  if (const auto* c = std::get_if<Clarifying>(&state)) text += c->answered ? " (answered)" : " (asked)";
  if (const auto* i = std::get_if<Issued>(&state)) {
    constexpr const char* places[] = {"",
                                      " (old card kept)",
                                      " (old card on its way)",
                                      " (old card missed)",
                                      " (old card at the Dinas)",
                                      " (old card destroyed)"};
    text += places[static_cast<int>(i->old_card)];
  }
  return text;
}

/// A basis, and in which words it stands beside a state where it makes a difference.
struct Ground {
  Basis basis;
  const char* words;
};
std::vector<Ground> grounds() {
  return {{{Kind::First}, ""},
          {{Kind::Lost}, " (earlier recording serves)"},
          {{Kind::First, Lane::Regular, person::Date::of(2030, 1, 2)}, " (not of age)"}};
}

Row row_of(std::string from, std::string event, const base::Result<Step, Refusal>& next) {
  Row row{std::move(from), std::move(event), {}, {}, {}, {}};
  if (!next) {
    row.refusal = name(next.error());
    return row;
  }
  row.to = shown(next->next);
  row.clause = next->clause;
  for (const auto action : next->actions) row.actions.emplace_back(name(action));
  return row;
}

bool same_answer(const Row& a, const Row& b) {
  return a.to == b.to && a.clause == b.clause && a.actions == b.actions && a.refusal == b.refusal;
}

}  // namespace

std::vector<Application> sample_states() {
  const auto& d = digest();
  const ManifestNumber manifest("M-1");
  const std::vector<Officer> deciders{first, second};
  return {Registered{1},
          Captured{d},
          Sent{d, 1},
          RejectedAtCheck{"blur"},
          Presenting{d},
          Searching{LogNumber(1)},
          Adjudicating{{someone()}},
          HalfJudged{{someone()}, first, Judgement::SamePerson},
          HalfJudged{{someone()}, first, Judgement::DifferentPerson},
          HalfJudged{{someone()}, first, Judgement::PoorData},
          Disputed{{someone()}, first, second},
          Clarifying{someone(), deciders, false},
          Clarifying{someone(), deciders, true},
          Duplicate{someone(), deciders},
          AwaitingAge{d, *person::Date::of(2030, 1, 2)},
          Unique{d},
          Personalising{d, card().serial},
          Personalised{d, card()},
          Shipped{d, card(), manifest},
          Astray{d, card(), manifest},
          Arrived{d, card()},
          Called{d, card(), 0},
          Uncollected{d, card()},
          Uncollected{d, card(), manifest},
          Verified{card(), 90, 80, d},
          Failed{d, card(), 172},
          Returning{d, card(), 172, Rung::District},
          Returning{d, card(), 172, Rung::Province},
          Returning{d, card(), 172, Rung::Ministry},
          Issued{card(), "T-1"},
          Issued{card(), "T-1", OldCard::Kept},
          Issued{card(), "T-1", OldCard::OnItsWay},
          Issued{card(), "T-1", OldCard::Missed},
          Issued{card(), "T-1", OldCard::AtDinas},
          Issued{card(), "T-1", OldCard::Destroyed},
          Cancelled{first, "moved"}};
}

std::vector<std::pair<std::string, Event>> sample_events() {
  const auto& d = digest();
  const std::vector<CandidateJudgement> each{{someone().earlier, Judgement::SamePerson}};
  return {{"registration", Registration{1}},
          {"recorded", Recorded{d}},
          {"recorded again, with a reason", Recorded{d, Recapture::FingersDiffer}},
          {"finger presented", Presented{d}},
          {"finger recognised", Recognised{ApplicationNumber("A-1"), 90, d}},
          {"finger not recognised", NotRecognised{"differs"}},
          {"received at center", ReceivedAtCenter{1}},
          {"quality refused", QualityRefused{"blur"}},
          {"search begun", SearchBegun{LogNumber(1)}},
          {"nobody resembles", NobodyResembles{d}},
          {"somebody resembles", SomebodyResembles{{someone()}}},
          {"somebody resembles, unnamed", SomebodyResembles{}},
          {"fingers lacking", FingersLacking{{someone()}}},
          {"fingers lacking, nobody like in biodata", FingersLacking{}},
          {"first adjudicator: same", Judged{first, Judgement::SamePerson, "ridges"}},
          {"first adjudicator: poor data", Judged{first, Judgement::PoorData, "blur"}},
          {"second adjudicator: same", Judged{second, Judgement::SamePerson, "ridges"}},
          {"second adjudicator: different", Judged{second, Judgement::DifferentPerson, "ridges"}},
          {"second adjudicator: poor data", Judged{second, Judgement::PoorData, "blur"}},
          {"second adjudicator as supervisor: same", SupervisorJudged{second, Judgement::SamePerson, d, "ridges"}},
          {"supervisor: same", SupervisorJudged{third, Judgement::SamePerson, d, "ridges"}},
          {"supervisor: different", SupervisorJudged{third, Judgement::DifferentPerson, d, "ridges"}},
          {"supervisor: poor data", SupervisorJudged{third, Judgement::PoorData, d, "blur"}},
          {"second adjudicator: same, of each", Judged{second, Judgement::SamePerson, "ridges", each}},
          {"second adjudicator: of a stranger",
           Judged{second, Judgement::SamePerson, "ridges", {{ApplicationNumber("A-9"), Judgement::SamePerson}}}},
          {"second adjudicator: each and whole differ", Judged{second, Judgement::DifferentPerson, "ridges", each}},
          {"supervisor: same, of each", SupervisorJudged{third, Judgement::SamePerson, d, "ridges", each}},
          {"asked", Asked{"where was she recorded before?", base::Time{1796000000000}}},
          {"answered", Answered{"moved in 2019"}},
          {"answered with a paper", Answered{"moved in 2019", {{"surat pindah", d}}}},
          {"clarified: duplicate", Clarified{Clarification::Duplicate, d}},
          {"clarified: correction", Clarified{Clarification::Correction, d}},
          {"clarified: different", Clarified{Clarification::Different, d}},
          {"clarified after the deadline: duplicate", Clarified{Clarification::Duplicate, d, true}},
          {"reversed by two others", Reversed{third, fourth, d}},
          {"reversed by one who decided", Reversed{first, fourth, d}},
          {"reversed by one alone", Reversed{third, third, d}},
          {"came of age", CameOfAge{}},
          {"blank taken", BlankTaken{card().serial}},
          {"blank spoilt", BlankSpoilt{"torn"}},
          {"card proved", CardProved{card().chip}},
          {"dispatched", Dispatched{ManifestNumber("M-1")}},
          {"card arrived", CardArrived{}},
          {"card missed", CardMissed{}},
          {"written off", WrittenOff{"lost on the way"}},
          {"resident called", ResidentCalled{}},
          {"reminded", Reminded{}},
          {"sent back uncollected", SentBack{}},
          {"sent back uncollected in a bag", SentBack{ManifestNumber("M-1")}},
          {"pick-up agreed", PickupAgreed{90, 80}},
          {"pick-up failed", PickupFailed{172}},
          {"sent up", SentUp{}},
          {"ministry found: personalise again", MinistryFound{Reopen::AtPersonalisation, 1}},
          {"ministry found: record again", MinistryFound{Reopen::AtCapture, 1}},
          {"handed over", HandedOver{"T-1"}},
          {"handed over, an old card withdrawn", HandedOver{"T-1", true}},
          {"old card sent", OldCardSent{"L-1"}},
          {"old card arrived", OldCardArrived{}},
          {"old card missed", OldCardMissed{}},
          {"old card destroyed", OldCardDestroyed{"B-1"}},
          {"withdrawn", Withdrawn{first, "moved"}}};
}

std::vector<Row> table() {
  std::vector<Row> rows{row_of("(nothing)", "registration", begin(Registration{1}))};
  const auto events = sample_events();
  for (const auto& state : sample_states())
    for (const auto& [what, event] : events) {
      std::vector<Row> seen;
      for (const auto& [basis, words] : grounds()) {
        const auto next = decide(basis, state, event);
        auto row = row_of(shown(state) + words, what, next);
        const bool news = seen.empty() || !same_answer(seen.front(), row);
        seen.push_back(row);
        if (news && (next || next.error() != Refusal::NotInThisState)) rows.push_back(std::move(row));
      }
    }
  return rows;
}

std::string diagram() {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> arrows;
  const auto plain = [](std::string text) { return text.substr(0, text.find(" (")); };
  for (const auto& row : table()) {
    if (row.to.empty()) continue;
    auto& words = arrows[{plain(row.from), plain(row.to)}];
    const auto text = plain(row.event.substr(0, row.event.find(':')));
    if (std::find(words.begin(), words.end(), text) == words.end()) words.push_back(text);
  }
  std::map<std::string, std::string> labels{{"(nothing)", ""}};
  for (const auto& state : sample_states()) labels[plain(shown(state))] = label(state);
  std::string out =
      "digraph issuance {\n  rankdir=TB; node [shape=box, style=rounded, fontname=\"DejaVu Sans\", fontsize=11];\n"
      "  edge [fontname=\"DejaVu Sans\", fontsize=9];\n  \"(nothing)\" [shape=point, label=\"\"];\n";
  for (const auto& [state, words] : labels)
    if (!words.empty()) out += "  \"" + state + "\" [label=\"" + words + "\\n" + state + "\"];\n";
  for (const auto& [ends, words] : arrows) {
    out += "  \"" + ends.first + "\" -> \"" + ends.second + "\" [label=\"";
    for (std::size_t i = 0; i < words.size(); ++i) out += (i ? "\\n" : "") + words[i];
    out += "\"];\n";
  }
  return out + "}\n";
}

}  // namespace ktpel::issuance
