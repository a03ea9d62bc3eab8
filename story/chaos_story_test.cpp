// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.h"

// Goal: whatever is killed and however bad the lines are, what an officer was told is done is in the journals once, and
// every case ends as the SOP says; and a center that serves for long does not grow.
// Method: the short forms of `demo --chaos` and `center bench --minutes`; the long ones are for a night.
namespace ktpel::story {
namespace {

using nlohmann::json;

TEST(Chaos, LosesAndDoublesNothingThatWasAcknowledged) {
  const Folder folder;
  const auto demo = folder.path() / "demo";
  const auto ran = run({"demo", "--chaos", "--kills", "6", "--cuts", "2", "--line", "4000", "--cases", "3",
                        "--residents", "60", "--json", "--folder", demo.string()});
  ASSERT_FALSE(ran.out.empty()) << ran.err;
  const auto out = json::parse(ran.out);
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_EQ(out["ok"], true);
  EXPECT_GE(out["kills"], 6);
  EXPECT_GE(out["line"]["cuts"], 1);
  EXPECT_GT(out["line"]["bytes_up"], 3 * 100'000) << "recordings went over the bad line";
  ASSERT_GE(out["cases"].size(), 3u);
  for (const auto& one : out["cases"]) EXPECT_EQ(one["reached"], "Issued") << one.dump(2);
  // each card: registration, recording or finger, card, dispatch, arrival, call, pick-up, hand-over
  EXPECT_GE(out["acknowledged"].get<std::size_t>() + out["unheard"].get<std::size_t>(), out["cases"].size() * 8);
  for (const char* none : {"lost", "doubled", "contradictions", "unsent"}) EXPECT_EQ(out[none], 0) << none << ran.out;
  for (const char* site : {"pusat", "dinas-9901", "kec-990101"})
    EXPECT_EQ(out["journals"][site]["whole"], true) << site;
}

TEST(Soak, TakesTheSamePersonsAgainWithoutAGalleryThatGrows) {
  const auto ran = run({"center", "bench", "--minutes", "0.15", "--rate", "4", "--packets", "6", "--offices", "3",
                        "--persons", "2", "--packet-kb", "50", "--json"});
  ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  const auto out = json::parse(ran.out);
  EXPECT_EQ(out["ok"], true);
  EXPECT_EQ(out["failed"], 0);
  EXPECT_EQ(out["gallery"], 6) << "who comes again is refused at the check";
  EXPECT_GT(out["accepted"], 6);
  EXPECT_EQ(out["packet_ms_p99_by_quarter"].size(), 4u);
  EXPECT_GT(out["rss_mb"]["start"], 0);
  // Ten fingers of a record are some 1.4 MB; what comes again must not cost anything like that.
  const auto grown = out["rss_mb"]["end"].get<long>() - out["rss_mb"]["middle"].get<long>();
  EXPECT_LT(grown, 40) << ran.out;
}

}  // namespace
}  // namespace ktpel::story
