// SPDX-License-Identifier: Apache-2.0
#include "issuance/visit.h"

#include <gtest/gtest.h>

// Goal: nobody on the list of a home visit is forgotten, and nobody comes back captured who was not on it.
// Method: one visit, act by act, with what each act may not be.
namespace ktpel::issuance::visit {
namespace {

const auto siti = person::Nik::parse("9901014508680001").value(), budi = person::Nik::parse("9901010101500002").value(),
           ayu = person::Nik::parse("9901014102550003").value();
Order order() {
  return {*person::Date::of(2026, 11, 27), "RW 03, lalu RW 05", {siti, budi}, {"koper 2"}, {Officer("rina")}};
}
Resulted met(const person::Nik& nik) { return {nik, {Outcome::Captured, ApplicationNumber("9901-2026-000001"), ""}}; }
Visit after(const std::vector<Event>& events) {
  std::optional<Visit> now;
  for (const auto& event : events) now = decide(now, event).value();
  return *now;
}

TEST(Visit, IsClosedWhenEverybodyHasAResult) {
  auto visit = after({Ordered{order()}});
  EXPECT_EQ(visit.open(), (std::vector{siti, budi}));
  EXPECT_EQ(decide(visit, Closed{}).error(), Refusal::ResultsOpen);
  visit = after({Ordered{order()}, met(budi)});
  EXPECT_EQ(visit.open(), std::vector{siti});
  EXPECT_EQ(decide(visit, Closed{}).error(), Refusal::ResultsOpen);
  visit = after({Ordered{order()}, met(budi), Resulted{siti, {Outcome::Refused, {}, "sakit"}}, Closed{}});
  EXPECT_TRUE(visit.closed);
  EXPECT_EQ(decide(visit, Closed{}).error(), Refusal::IsClosed);
  EXPECT_EQ(decide(visit, met(siti)).error(), Refusal::IsClosed);
}

TEST(Visit, AnOrderNamesWhoGoesAndToWhom) {
  const auto refused = [](Order o) { return decide({}, Ordered{std::move(o)}).error(); };
  auto o = order();
  o.residents.clear();
  EXPECT_EQ(refused(o), Refusal::NobodyToVisit);
  o = order();
  o.team.clear();
  EXPECT_EQ(refused(o), Refusal::NobodyGoes);
  o = order();
  o.residents.push_back(siti);
  EXPECT_EQ(refused(o), Refusal::SomebodyTwice);
  o = order();
  o.team.push_back(Officer("rina"));
  EXPECT_EQ(refused(o), Refusal::SomebodyTwice);
  EXPECT_EQ(decide(after({Ordered{order()}}), Ordered{order()}).error(), Refusal::OrderedBefore);
}

TEST(Visit, AResultIsOfSomebodyOnTheListAndSaysWhatItMust) {
  const auto visit = after({Ordered{order()}});
  EXPECT_EQ(decide({}, met(siti)).error(), Refusal::NotOrdered);
  EXPECT_EQ(decide({}, Closed{}).error(), Refusal::NotOrdered);
  EXPECT_EQ(decide(visit, met(ayu)).error(), Refusal::NotOnTheList);
  EXPECT_EQ(decide(visit, Resulted{siti, {Outcome::Captured, {}, ""}}).error(), Refusal::ApplicationMissing);
  for (const auto outcome : {Outcome::Refused, Outcome::Deceased, Outcome::Moved})
    EXPECT_EQ(decide(visit, Resulted{siti, {outcome, {}, ""}}).error(), Refusal::ReasonMissing) << name(outcome);
  EXPECT_EQ(decide(after({Ordered{order()}, met(siti)}), met(siti)).error(), Refusal::HasResult);
}

TEST(Visit, WhoWasNotMetMayBeMetLaterOnTheWay) {
  const auto visit = after({Ordered{order()}, Resulted{siti, {Outcome::NotMet, {}, ""}}, met(siti)});
  EXPECT_EQ(visit.results.at(siti).outcome, Outcome::Captured);
}

TEST(Visit, WhoRefusedOrIsGoneIsDoneWithUnlessHeIsCapturedAfterAll) {
  for (const auto outcome : {Outcome::Refused, Outcome::Deceased, Outcome::Moved}) {
    const auto visit = after({Ordered{order()}, Resulted{siti, {outcome, {}, "kata ketua RT"}}});
    EXPECT_EQ(decide(visit, Resulted{siti, {Outcome::NotMet, {}, ""}}).error(), Refusal::HasResult);
    EXPECT_EQ(decide(visit, met(siti)).value().results.at(siti).outcome, Outcome::Captured);
  }
}
/// Programs from before there were such results read them as "not met".
TEST(VisitText, WhoIsGoneWasNotMetForEarlierPrograms) {
  const auto body = body_of(Event(Resulted{siti, {Outcome::Deceased, {}, "kata anaknya"}}));
  EXPECT_NE(body.find(R"("outcome":"not-met")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("because":"deceased")"), std::string::npos) << body;
  EXPECT_FALSE(event_of("visit-result", R"({"nik":"9901014508680001","outcome":"moved","reason":"ke kota"})"));
  EXPECT_FALSE(
      event_of("visit-result", R"({"nik":"9901014508680001","outcome":"refused","because":"moved","reason":"x"})"));
  EXPECT_FALSE(
      event_of("visit-result", R"({"nik":"9901014508680001","outcome":"not-met","because":"refused","reason":"x"})"));
}

TEST(VisitText, ComesBack) {
  const Event events[] = {Ordered{order()},
                          met(siti),
                          Resulted{budi, {Outcome::Refused, {}, "sakit"}},
                          Resulted{budi, {Outcome::NotMet, {}, ""}},
                          Resulted{budi, {Outcome::Moved, {}, "ke kota"}},
                          Resulted{budi, {Outcome::Deceased, {}, "kata anaknya"}},
                          Closed{}};
  for (const auto& event : events) {
    const auto back = event_of(name(event), body_of(event));
    ASSERT_TRUE(back) << body_of(event);
    EXPECT_EQ(back->index(), event.index());
    EXPECT_EQ(body_of(*back), body_of(event));
  }
  const auto back = event_of("visit-ordered", body_of(Event(Ordered{order()})));
  EXPECT_EQ(std::get<Ordered>(*back).order, order());
}
TEST(VisitText, RubbishIsRefused) {
  const auto with = [](const char* what, const std::string& instead) {
    auto body = body_of(Event(Ordered{order()}));
    const auto at = body.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return event_of("visit-ordered", body.replace(at, std::string(what).size(), instead)).has_value();
  };
  EXPECT_TRUE(with("RW 03", "RW 04"));
  EXPECT_FALSE(with("27-11-2026", "31-11-2026"));
  EXPECT_FALSE(with("9901014508680001", "99010145086800"));
  EXPECT_FALSE(with("[\"rina\"]", "\"rina\""));
  EXPECT_FALSE(with("[\"rina\"]", "[\"\"]"));
  EXPECT_FALSE(with("\"route\"", "\"way\""));
  EXPECT_FALSE(with("RW 03", std::string(max_text, 'x')));
  EXPECT_FALSE(event_of("visit-result", R"({"nik":"9901014508680001","outcome":"ill","reason":""})"));
  EXPECT_FALSE(event_of("visit-result", R"({"nik":"1","outcome":"captured","reason":""})"));
  EXPECT_FALSE(event_of("visit-closed", "[]"));
  EXPECT_FALSE(event_of("visit-begun", "{}"));
}

}  // namespace
}  // namespace ktpel::issuance::visit
