// SPDX-License-Identifier: Apache-2.0
#include "issuance/application.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"
#include "issuance/event_text.h"

// Goal: the rules can be read, and a change to them reviewed, without reading C++.
// Method: put every event to every state and write down the answer; then walk at random.
namespace ktpel::issuance {
namespace {

// 99.01.01 is no real district: test people never share a number with a living person.
const Resemblance someone{ApplicationNumber("A-1"), person::Nik::parse("9901014508680001").value(), 120};
const Card card{BlankSerial("B-1"), ChipUid("C-1")};
const base::Digest d = base::sha256("decision");
const Officer first("first"), second("second");

const std::vector<Application> states{Registered{1},
                                      Captured{d},
                                      Sent{d, 1},
                                      RejectedAtCheck{"blur"},
                                      Searching{LogNumber(1)},
                                      Adjudicating{{someone}},
                                      HalfJudged{{someone}, first, Judgement::SamePerson},
                                      Disputed{{someone}, first, second},
                                      Clarifying{someone},
                                      Duplicate{someone},
                                      Unique{d},
                                      Personalising{d, BlankSerial("B-1")},
                                      Personalised{d, card},
                                      Called{d, card},
                                      Verified{card, 90, 80},
                                      Failed{d, card, 172},
                                      Returning{d, card, 172, Rung::District},
                                      Returning{d, card, 172, Rung::Province},
                                      Returning{d, card, 172, Rung::Ministry},
                                      Issued{card, "T-1"},
                                      Cancelled{first, "moved"}};
const std::vector<std::pair<const char*, Event>> events{
    {"registration", Registration{1}},
    {"recorded", Recorded{d}},
    {"received at center", ReceivedAtCenter{1}},
    {"quality refused", QualityRefused{"blur"}},
    {"search begun", SearchBegun{LogNumber(1)}},
    {"nobody resembles", NobodyResembles{d}},
    {"somebody resembles", SomebodyResembles{{someone}}},
    {"somebody resembles, unnamed", SomebodyResembles{}},
    {"first adjudicator: same", Judged{first, Judgement::SamePerson}},
    {"second adjudicator: same", Judged{second, Judgement::SamePerson}},
    {"second adjudicator: different", Judged{second, Judgement::DifferentPerson}},
    {"second adjudicator as supervisor: same", SupervisorJudged{second, Judgement::SamePerson, d}},
    {"supervisor: same", SupervisorJudged{Officer("third"), Judgement::SamePerson, d}},
    {"supervisor: different", SupervisorJudged{Officer("third"), Judgement::DifferentPerson, d}},
    {"clarified: same", Clarified{Judgement::SamePerson, d}},
    {"clarified: different", Clarified{Judgement::DifferentPerson, d}},
    {"blank taken", BlankTaken{BlankSerial("B-1")}},
    {"blank spoilt", BlankSpoilt{"torn"}},
    {"card proved", CardProved{ChipUid("C-1")}},
    {"resident called", ResidentCalled{}},
    {"pick-up agreed", PickupAgreed{90, 80}},
    {"pick-up failed", PickupFailed{172}},
    {"sent up", SentUp{}},
    {"ministry found: personalise again", MinistryFound{Reopen::AtPersonalisation, 1}},
    {"ministry found: record again", MinistryFound{Reopen::AtCapture, 1}},
    {"handed over", HandedOver{"T-1"}},
    {"withdrawn", Withdrawn{first, "moved"}}};

std::string shown(const Application& state) {
  std::string text(name(state));
  if (const auto* r = std::get_if<Returning>(&state)) {
    constexpr const char* rungs[] = {" at the district", " at the province", " at the ministry"};
    text += rungs[static_cast<int>(r->rung)];
  }
  return text;
}

TEST(Application, IsTheTableOfTheSop) {
  std::ostringstream out;
  out << "(nothing) + registration -> " << name(begin(Registration{1})->next) << "  [" << begin(Registration{1})->clause
      << "] print summons\n";
  for (const auto& state : states)
    for (const auto& [what, event] : events) {
      const auto next = decide(state, event);
      if (!next) {
        if (next.error() != Refusal::NotInThisState)
          out << shown(state) << " + " << what
              << " refused: " << (next.error() == Refusal::SameOfficerTwice ? "the same officer twice" : "nobody named")
              << '\n';
        continue;
      }
      out << shown(state) << " + " << what << " -> " << shown(next->next) << "  [" << next->clause << ']';
      for (const auto action : next->actions) out << (action == next->actions.front() ? " " : ", ") << name(action);
      out << '\n';
    }
  out << "everything else is refused\n";
  EXPECT_TRUE(base::matches_golden(out.str(), "transitions.txt"));
}

TEST(Application, EveryStepNamesAClause) {
  for (const auto& state : states)
    for (const auto& [what, event] : events)
      if (const auto next = decide(state, event)) {
        EXPECT_FALSE(next->clause.empty()) << what;
      }
}

RC_GTEST_PROP(Application, NobodyGetsACardWithoutUniquenessAndFingers, ()) {
  auto now = begin(Registration{1}).value().next;
  bool unique = false, agreed = false;
  for (const auto pick :
       *rc::gen::container<std::vector<std::size_t>>(200, rc::gen::inRange<std::size_t>(0, events.size()))) {
    const auto next = decide(now, events[pick].second);
    if (!next) continue;
    if (std::holds_alternative<Registered>(next->next) || std::holds_alternative<Captured>(next->next)) unique = false;
    if (std::holds_alternative<Unique>(next->next)) unique = true, agreed = false;
    if (std::holds_alternative<Verified>(next->next)) agreed = true;
    RC_ASSERT(!std::holds_alternative<Personalising>(next->next) || unique);
    RC_ASSERT(!std::holds_alternative<Issued>(next->next) || (unique && agreed));
    now = next->next;
  }
}

TEST(EventText, EveryEventComesBack) {
  for (const auto& [what, event] : events) {
    const auto back = event_of(name(event), body_of(event));
    ASSERT_TRUE(back) << what;
    EXPECT_EQ(body_of(*back), body_of(event)) << what;
    EXPECT_EQ(back->index(), event.index()) << what;
  }
}
RC_GTEST_PROP(EventText, RubbishIsRefusedWithoutHarm, (const std::string& body)) {
  for (const auto& [what, event] : events)
    if (name(event) != "resident-called" && name(event) != "sent-up") RC_ASSERT(!event_of(name(event), body));
}

}  // namespace
}  // namespace ktpel::issuance
