// SPDX-License-Identifier: Apache-2.0
#include "demo/ledger.h"

#include <gtest/gtest.h>

// Goal: an act that an officer was told is done, and that a journal lacks, is seen; so is one that stands there once
// more than anybody did it; and nothing else is. Method: journals written by hand.
namespace ktpel::demo {
namespace {

using nlohmann::json;

const std::string center = "pusat", counter = "kec-990101", number = "kec-990101-2026-000001";
const json unheard;

TEST(Acts, AreWhatAnAnswerSaysIsDone) {
  const auto one = [](const std::string& path, const json& asked, const json& answered) {
    const auto acts = acts_of(counter, path, asked, answered);
    return acts.size() == 1 ? acts[0].kind + " " + acts[0].subject : std::to_string(acts.size()) + " acts";
  };
  EXPECT_EQ(one("/api/applications", {{"nik", "9901"}}, {{"number", number}}), "registration 9901");
  EXPECT_EQ(one("/api/applications/" + number + "/hand-over", json::object(), json::object()), "handed-over " + number);
  EXPECT_EQ(one("/api/applications/" + number + "/pick-up", json::object(), {{"word", "gagal"}}),
            "pickup-failed " + number);
  EXPECT_EQ(one("/api/applications/" + number + "/pick-up", json::object(), {{"word", "ulangi"}}), "0 acts");
  EXPECT_EQ(one("/api/applications/" + number + "/pick-up", json::object(), unheard), "2 acts") << "either";
  EXPECT_EQ(one("/api/shipments/M-1/arrival", {{"serials", {"1"}}}, {{"arrived", {number}}}), "card-arrived " + number);
  EXPECT_EQ(one("/api/shipments/M-1/arrival", {{"serials", {"1"}}}, unheard), "card-arrived *");
  EXPECT_EQ(one("/api/shipments", {{"applications", {number}}}, json::object()), "dispatched " + number);
  EXPECT_EQ(one("/api/applications/" + number + "/capture", json::object(), json::object()), "0 acts");
  EXPECT_EQ(one("/api/synchronisation", json::object(), json::object()), "0 acts");
  EXPECT_EQ(entered(counter, "registration", number, R"({"nik":"9901"})").subject, "9901");
  EXPECT_EQ(entered(counter, "handed-over", number, "{}").subject, number);
  EXPECT_EQ(entered(counter, "relayed", number, "{}").subject, "");
}

class Balances : public testing::Test {
 protected:
  const Entered act{counter, "handed-over", number};
  Ledger ledger;
  std::map<std::string, Ledger::Journal> journals{{center, {{act, 1}}}, {counter, {{act, 1}}}};
  std::pair<std::size_t, std::size_t> lost_and_doubled() {
    const auto balance = ledger.against(journals, center);
    EXPECT_EQ(balance.which.size(), std::size_t(balance.lost > 0) + (balance.doubled > 0));
    return {balance.lost, balance.doubled};
  }
  using Both = std::pair<std::size_t, std::size_t>;
};

TEST_F(Balances, IsEvenWhereBothJournalsHoldWhatWasTold) {
  ledger.acknowledge({act});
  EXPECT_EQ(lost_and_doubled(), Both(0, 0));
  EXPECT_EQ(ledger.against(journals, center).acknowledged, 1u);
}

TEST_F(Balances, SeesAnActThatEitherJournalLacks) {
  ledger.acknowledge({act});
  journals[center].clear();
  EXPECT_EQ(lost_and_doubled(), Both(1, 0));
  journals[center] = {{act, 1}};
  journals.erase(counter);
  EXPECT_EQ(lost_and_doubled(), Both(1, 0));
}

TEST_F(Balances, SeesAnActThatNobodyDidOrDidOnce) {
  EXPECT_EQ(lost_and_doubled(), Both(0, 1)) << "nobody asked for it";
  ledger.acknowledge({act});
  journals[counter][act] = 2;
  EXPECT_EQ(lost_and_doubled(), Both(0, 1));
}

TEST_F(Balances, LetsAnUnheardActBeDoneOrNotButOnce) {
  ledger.perhaps({act});
  EXPECT_EQ(lost_and_doubled(), Both(0, 0));
  journals = {{center, {}}, {counter, {}}};
  EXPECT_EQ(lost_and_doubled(), Both(0, 0));
  journals = {{center, {{act, 2}}}, {counter, {{act, 2}}}};
  EXPECT_EQ(lost_and_doubled(), Both(0, 1));
  ledger.perhaps({{counter, "handed-over", "*"}});
  EXPECT_EQ(lost_and_doubled(), Both(0, 0)) << "an act that nobody can name";
}

}  // namespace
}  // namespace ktpel::demo
