// SPDX-License-Identifier: Apache-2.0
#include "issuance/application.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"
#include "issuance/event_text.h"
#include "issuance/table.h"

// Goal: the rules can be read, and a change to them reviewed, without reading C++.
// Method: put every event to every state and write down the answer; then walk at random.
namespace ktpel::issuance {
namespace {

TEST(Application, IsTheTableOfTheSop) {
  std::ostringstream out;
  for (const auto& row : table()) {
    out << row.from << " + " << row.event;
    if (row.to.empty()) {
      out << " refused: " << row.refusal << '\n';
      continue;
    }
    out << " -> " << row.to << "  [" << row.clause << ']';
    for (const auto& action : row.actions) out << (&action == &row.actions.front() ? " " : ", ") << action;
    out << '\n';
  }
  out << "everything else is refused\n";
  EXPECT_TRUE(base::matches_golden(out.str(), "transitions.txt"));
}

// Where a search proves nothing people decide; nobody is the same person as nobody.
TEST(Application, WithTooFewFingersPeopleDecideEvenWithoutACandidate) {
  using enum Judgement;
  const Application alone = decide({}, Searching{LogNumber(1)}, FingersLacking{}).value().next;
  ASSERT_TRUE(std::holds_alternative<Adjudicating>(alone));
  EXPECT_EQ(decide({}, alone, Judged{Officer("a"), SamePerson, ""}).error(), Refusal::OtherCandidates);
  const auto half = decide({}, alone, Judged{Officer("a"), DifferentPerson, "true"}).value().next;
  EXPECT_EQ(decide({}, half, Judged{Officer("b"), SamePerson, ""}).error(), Refusal::OtherCandidates);
  EXPECT_TRUE(std::holds_alternative<Unique>(decide({}, half, Judged{Officer("b"), DifferentPerson, ""}).value().next));
  const auto disputed = decide({}, half, Judged{Officer("b"), PoorData, ""}).value().next;
  EXPECT_EQ(decide({}, disputed, SupervisorJudged{Officer("c"), SamePerson, {}, ""}).error(), Refusal::OtherCandidates);
  EXPECT_TRUE(std::holds_alternative<RejectedAtCheck>(
      decide({}, disputed, SupervisorJudged{Officer("c"), PoorData, {}, "blur"}).value().next));
}

// Two who call different candidates the same person agree in a word and in nothing else.
TEST(Application, OfSeveralCandidatesTheOneThatBothNameCounts) {
  const auto nik = *person::Nik::parse("9901014805900001");
  const ApplicationNumber x("X"), y("Y"), z("Z");
  const Application contest = Adjudicating{{{x, nik, 90}, {y, nik, 80}, {z, nik, 70}}};
  using enum Judgement;
  const auto both_say = [&](std::vector<CandidateJudgement> one, std::vector<CandidateJudgement> other) {
    const auto half = decide({}, contest, Judged{Officer("a"), one.empty() ? SamePerson : whole(one), "", one});
    return decide({}, half.value().next, Judged{Officer("b"), other.empty() ? SamePerson : whole(other), "", other})
        .value()
        .next;
  };
  const auto earlier = [](const Application& state) { return std::get<Clarifying>(state).earlier.earlier; };
  EXPECT_EQ(earlier(both_say({}, {})), x);  // entries from before each was judged
  EXPECT_EQ(earlier(both_say({}, {{x, DifferentPerson}, {y, SamePerson}, {z, PoorData}})), y);
  EXPECT_EQ(earlier(both_say({{x, SamePerson}, {y, SamePerson}, {z, DifferentPerson}},
                             {{z, DifferentPerson}, {y, SamePerson}, {x, DifferentPerson}})),
            y);
  const auto disputed = both_say({{x, SamePerson}, {y, DifferentPerson}, {z, DifferentPerson}},
                                 {{x, DifferentPerson}, {y, SamePerson}, {z, DifferentPerson}});
  ASSERT_TRUE(std::holds_alternative<Disputed>(disputed));
  const SupervisorJudged third{
      Officer("c"), SamePerson, {}, "", {{x, PoorData}, {y, DifferentPerson}, {z, SamePerson}}};
  EXPECT_EQ(earlier(decide({}, disputed, third).value().next), z);
  EXPECT_EQ(decide({}, contest, Judged{Officer("a"), SamePerson, "", {{x, SamePerson}, {y, SamePerson}}}).error(),
            Refusal::OtherCandidates);
  EXPECT_EQ(whole({{x, DifferentPerson}, {y, PoorData}}), PoorData);
}

TEST(Application, EveryStepNamesAClause) {
  for (const auto& row : table()) EXPECT_NE(row.to.empty(), row.clause.size() > 0) << row.from << " + " << row.event;
}

TEST(Application, EveryStateHasAWayInAndIsInTheDiagram) {
  const auto graph = diagram();
  for (const auto& state : sample_states())
    EXPECT_NE(graph.find("-> \"" + std::string(name(state))), std::string::npos) << name(state);
}

TEST(Application, SamplesHoldEveryStateAndEvent) {
  std::vector<bool> states(std::variant_size_v<Application>), events(std::variant_size_v<Event>);
  for (const auto& state : sample_states()) states[state.index()] = true;
  for (const auto& [what, event] : sample_events()) events[event.index()] = true;
  EXPECT_EQ(std::count(states.begin(), states.end(), false), 0);
  EXPECT_EQ(std::count(events.begin(), events.end(), false), 0);
}

RC_GTEST_PROP(Application, NobodyGetsACardWithoutUniquenessAndFingers, ()) {
  const auto events = sample_events();
  const Basis basis{*rc::gen::element(Kind::First, Kind::Lost, Kind::Foreigner), Lane::Regular,
                    *rc::gen::arbitrary<bool>() ? person::Date::of(2030, 1, 2) : std::nullopt};
  auto now = begin(Registration{1, basis}).value().next;
  bool unique = false, agreed = false, of_age = !basis.not_before;
  for (const auto pick :
       *rc::gen::container<std::vector<std::size_t>>(200, rc::gen::inRange<std::size_t>(0, events.size()))) {
    const auto next = decide(basis, now, events[pick].second);
    if (!next) continue;
    if (std::holds_alternative<Registered>(next->next) || std::holds_alternative<Captured>(next->next)) unique = false;
    if (std::holds_alternative<CameOfAge>(events[pick].second)) of_age = true;
    if (std::holds_alternative<Unique>(next->next) || std::holds_alternative<AwaitingAge>(next->next))
      unique = true, agreed = false;
    if (std::holds_alternative<Verified>(next->next)) agreed = true;
    RC_ASSERT(!std::holds_alternative<Personalising>(next->next) || (unique && of_age));
    RC_ASSERT(!std::holds_alternative<Issued>(next->next) || (unique && agreed));
    now = next->next;
  }
}

TEST(EventText, EveryEventComesBack) {
  auto events = sample_events();
  events.emplace_back("registration of a minor's lost card",
                      Registration{7, {Kind::Lost, Lane::SameDay, person::Date::of(2030, 1, 2)}});
  for (const auto& [what, event] : events) {
    const auto back = event_of(name(event), body_of(event));
    ASSERT_TRUE(back) << what;
    EXPECT_EQ(body_of(*back), body_of(event)) << what;
    EXPECT_EQ(back->index(), event.index()) << what;
  }
}
RC_GTEST_PROP(EventText, RubbishIsRefusedWithoutHarm, (const std::string& body)) {
  for (const auto& [what, event] : sample_events())
    if (body_of(event) != "{}") RC_ASSERT(!event_of(name(event), body));
}
// The journal is for ever: what was written before candidates were judged one by one, and answers had papers.
TEST(EventText, EntriesFromBeforeAreRead) {
  const auto judged = event_of("judged", R"({"by":"a","judgement":"same","reason":"x"})");
  ASSERT_TRUE(judged);
  EXPECT_TRUE(std::get<Judged>(*judged).each.empty());
  EXPECT_EQ(body_of(*judged), R"({"by":"a","judgement":"same","reason":"x"})");
  const auto answered = event_of("answered", R"({"text":"pindah"})");
  ASSERT_TRUE(answered);
  EXPECT_EQ(body_of(*answered), R"({"text":"pindah"})");
}
/// 6e: what a hand-over said of the old card before the rules followed it.
TEST(EventText, AHandOverOfBeforeTellsOfTheOldCard) {
  const auto event = [](const char* body) { return std::get<HandedOver>(*event_of("handed-over", body)); };
  EXPECT_FALSE(event(R"({"receipt":"T-1"})").old_card_withdrawn);
  EXPECT_FALSE(event(R"({"receipt":"T-1","old_card":"lost"})").old_card_withdrawn);
  EXPECT_TRUE(event(R"({"receipt":"T-1","old_card":"withdrawn","old_card_number":"99"})").old_card_withdrawn);
}
TEST(EventText, WhatIsNoObjectIsNoBody) {
  for (const char* body : {"3", "[]", "null", "\"same\""})
    for (const auto& [what, event] : sample_events()) EXPECT_FALSE(event_of(name(event), body)) << what << body;
}
TEST(EventText, UnknownWordsAreRefused) {
  EXPECT_FALSE(event_of("registration", R"({"queue_number":1,"kind":"gift","lane":"regular"})"));
  EXPECT_FALSE(event_of("registration", R"({"queue_number":1,"kind":"lost","lane":"fast"})"));
  EXPECT_FALSE(
      event_of("registration", R"({"queue_number":1,"kind":"lost","lane":"regular","not_before":"31-02-2030"})"));
  EXPECT_FALSE(event_of("recorded", R"({"packet":")" + base::sha256("x").hex() + R"(","recapture":"bored"})"));
  EXPECT_FALSE(event_of("judged", R"({"by":"a","judgement":"perhaps","reason":""})"));
}

}  // namespace
}  // namespace ktpel::issuance
