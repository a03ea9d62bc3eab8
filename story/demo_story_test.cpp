// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "program.h"

// Goal: the whole SOP runs through the program that people use, over a real PC/SC service, and what goes wrong
// ends with a code, nothing lost and no card issued.
// Method: run ktpel as somebody at a terminal would.
namespace ktpel::story {
namespace {

using nlohmann::json;
using testing::Test;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string text_of_pdf(const std::filesystem::path& pdf) {
  const Folder folder;
  const auto out = folder.path() / "text";
  const auto command = "pdftotext -raw '" + pdf.string() + "' '" + out.string() + "'";
  if (std::system(command.c_str()) != 0) return {};
  std::ifstream in(out);
  std::string text, word;  // one space between words, whatever the line breaks
  while (in >> word) text += word + " ";
  return text;
}

TEST(Demo, IssuesCardsFindsTheSecondApplicationAndRefusesTheRest) {
  const Folder folder;
  const auto demo = folder.path() / "demo";
  const auto ran = run({"demo", "--headless", "--fingers", "synthetic:3", "--json", "--folder", demo.string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  const auto out = json::parse(ran.out);
  EXPECT_EQ(out["ok"], true);
  EXPECT_EQ(out["issued"], (json{{"made", 3}, {"right", 3}}));
  EXPECT_EQ(out["second_applications"], (json{{"made", 1}, {"right", 1}}));
  EXPECT_EQ(out["swapped_pickups"], (json{{"made", 1}, {"right", 1}}));
  EXPECT_EQ(out["altered_chips"], (json{{"made", 1}, {"right", 1}}));
  EXPECT_EQ(out["folder"], demo.string());
  std::set<std::string> states;
  for (const auto& person : out["people"]) {
    states.insert(person["state"].get<std::string>());
    EXPECT_TRUE(has(person["nik"].get<std::string>(), "990101"));
  }
  EXPECT_EQ(states, (std::set<std::string>{"Issued", "Duplicate"}));
  for (const char* clause : {"P1", "I.1", "I.2", "I.3", "II.1", "II.2", "II.3", "P2"})
    EXPECT_TRUE(out["steps"].contains(clause)) << clause;

  // everything lies in the folder
  std::size_t faces = 0, papers = 0, chips = 0, templates = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(demo)) {
    faces += file.path().parent_path().filename() == "cards" && file.path().extension() == ".png";
    papers += file.path().parent_path().filename() == "papers" && file.path().extension() == ".pdf";
    chips += file.path().extension() == ".chip";
    templates += file.path().extension() == ".iso";
  }
  EXPECT_EQ(faces, 10u);  // both sides of three cards handed over, two that were returned
  EXPECT_EQ(chips, 5u);
  EXPECT_EQ(papers, 4u * 2 + 3 + 2 * 2);  // summons and statement of four, three receipts, two ways up to the province
  EXPECT_EQ(templates, 4u * 10);

  // what the papers say: the word behind the name, and the fingers that agreed
  std::size_t succeeded = 0, receipts = 0, returned = 0;
  for (const auto& file : std::filesystem::directory_iterator(demo / "dinas-9901" / "papers")) {
    const auto name = file.path().filename().string();
    const auto text = text_of_pdf(file.path());
    EXPECT_TRUE(has(text, "DOKUMEN UJI: dicetak oleh sistem uji")) << name;
    if (has(name, "surat-panggilan")) succeeded += has(text, "Hasil : berhasil") && has(text, "telunjuk kanan");
    if (has(name, "tanda-terima"))
      receipts += has(text, "telunjuk kanan") && has(text, "telunjuk kiri") && has(text, "cocok");
    if (has(name, "berita-acara")) returned += has(text, "kode 172") || has(text, "kode 121");
  }
  EXPECT_EQ(succeeded, 3u);
  EXPECT_EQ(receipts, 3u);
  EXPECT_EQ(returned, 4u);

  // the journals are whole, and one changed byte is found and named
  const auto whole = run({"journal", "verify", demo.string(), "--json"});
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
  const auto file = demo / "dinas-9901" / "journal.db";
  std::fstream database(file, std::ios::in | std::ios::out | std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(database), {}};
  std::size_t changed = 0;  // the entry, and the copies that tables made from it hold
  for (auto at = bytes.find("handed-over"); at != std::string::npos;
       at = bytes.find("handed-over", at + 1), ++changed) {
    database.seekp(static_cast<std::streamoff>(at));
    database.put('H');
  }
  ASSERT_GT(changed, 0u);
  database.close();
  const auto broken = run({"journal", "verify", demo.string()});
  EXPECT_NE(broken.exit_code, 0);
  EXPECT_TRUE(has(broken.out + broken.err, "dinas-9901")) << broken.out << broken.err;
}

// The nine of the SOP, through what browsers, scanner and readers offer, over programs that talk by mutual TLS.
TEST(Demo, TheNineCasesEndAsTheyMust) {
  const Folder folder;
  const auto demo = folder.path() / "demo";
  const auto ran = run({"demo", "--headless", "--residents", "100", "--json", "--folder", demo.string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  const auto out = json::parse(ran.out);
  EXPECT_EQ(out["ok"], true);
  ASSERT_EQ(out["cases"].size(), 9u);
  std::map<std::string, int> reached;
  for (const auto& one : out["cases"]) {
    EXPECT_EQ(one["right"], true) << one.dump(2);
    ++reached[one["reached"].get<std::string>()];
    for (const auto& act : one["timeline"]) EXPECT_EQ(act["within"], true) << act.dump();
  }
  EXPECT_EQ(reached, (std::map<std::string, int>{{"Issued", 8}, {"Duplicate", 1}}));
  EXPECT_EQ(out["contradictions"], 0);
  EXPECT_EQ(out["unsent"], 0);
  for (const char* site : {"pusat", "dinas-9901", "kec-990101"})
    EXPECT_EQ(out["journals"][site]["whole"], true) << site;
  std::size_t faces = 0, papers = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(demo)) {
    faces += file.path().parent_path().filename() == "cards" && file.path().extension() == ".png";
    papers += file.path().parent_path().filename() == "papers" && file.path().extension() == ".pdf";
  }
  EXPECT_EQ(faces, 18u);  // both sides: eight handed over, one returned
  EXPECT_GE(papers, 9u * 2 + 8);
}

TEST(Demo, KilledAtAnyMomentLeavesWholeJournals) {
  for (const int after_ms : {1500, 3000, 4500, 6000}) {
    const Folder folder;
    const auto demo = folder.path() / "demo";
    const auto ran =
        run_and_kill({"demo", "--headless", "--fingers", "synthetic:3", "--folder", demo.string()}, after_ms);
    if (!std::filesystem::exists(demo / "pusat" / "journal.db")) continue;
    const auto whole = run({"journal", "verify", demo.string(), "--json"});
    EXPECT_EQ(whole.exit_code, 0) << after_ms << " ms: " << whole.out << whole.err;
  }
}

TEST(Demo, AFullDiskEndsWithACodeWholeJournalsAndNoReceipt) {
  // no file may grow over so many blocks of 512 bytes, as on a disk that fills up: at the founding, at the first
  // packet, and when the journal has grown
  for (const char* limit : {"ulimit -f 40", "ulimit -f 160", "ulimit -f 1000", "ulimit -f 2200"}) {
    const Folder folder;
    const auto demo = folder.path() / "demo";
    const auto ran = run({"demo", "--headless", "--fingers", "synthetic:2", "--folder", demo.string()}, limit);
    EXPECT_EQ(ran.exit_code, 1) << limit;
    // Whose disk it is depends on which journal grows first.
    EXPECT_TRUE(has(ran.err, "Disk penuh") || has(ran.err, "Disk pusat data penuh")) << limit << ran.err;
    // no paper speaks of a card that the journal does not know as handed over
    const auto acts = run({"journal", "show", (demo / "dinas-9901").string(), "--limit", "10000"}).out;
    for (const auto& file : std::filesystem::recursive_directory_iterator(demo)) {
      const auto name = file.path().filename().string();
      if (const auto end = name.find("-tanda-terima"); end != std::string::npos) {
        EXPECT_TRUE(has(acts, "handed-over  " + name.substr(0, end))) << limit << acts;
      }
    }
    const auto whole = run({"journal", "verify", demo.string(), "--json"});
    EXPECT_EQ(whole.exit_code, 0) << limit << whole.out << whole.err;
  }
}

TEST(Demo, WithoutTheReaderServiceNoCardIsMade) {
  const Folder folder;
  const auto demo = folder.path() / "demo";
  // the service is there but cannot be started, in a mount namespace of this call alone
  const std::string unshare = ::geteuid() == 0 ? "unshare -m" : "unshare -rm";
  const auto ran = run({"demo", "--headless", "--fingers", "synthetic:1", "--folder", demo.string()},
                       "exec " + unshare + R"( sh -c 'mount --bind /dev/null /usr/sbin/pcscd && exec "$@"' sh "$@")");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_TRUE(has(ran.err, "pcscd")) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(demo / "dinas-9901" / "cards") &&
               !std::filesystem::is_empty(demo / "dinas-9901" / "cards"));
}

TEST(Demo, RefusesFoldersThatCannotServe) {
  const Folder folder;
  EXPECT_TRUE(has(run({"demo", "--fingers", (folder.path() / "none").string()}).err, "(9011)"));
  EXPECT_TRUE(has(run({"demo", "--fingers", folder.path().string()}).err, "(9012)"));
  std::ofstream(folder.path() / "something") << "x";
  EXPECT_TRUE(has(run({"demo", "--folder", folder.path().string()}).err, "(9010)"));
}

TEST(CommandLine, SaysWhatIsWrongInIndonesianWithACode) {
  const auto nothing = run({});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_TRUE(has(nothing.err, "(9201)")) << nothing.err;
  EXPECT_TRUE(has(run({"nik", "explain"}).err, "(9201)"));
  EXPECT_TRUE(has(run({"nik", "explain", "9901014508680001", "lagi"}).err, "(9202)"));
  EXPECT_TRUE(has(run({"demo", "--residents", "0"}).err, "(9204)"));
  EXPECT_TRUE(has(run({"demo", "--folder"}).err, "(9203)"));
  const auto help = run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* command : {"demo", "nik", "finger", "journal", "card", "documents", "synth", "Pemakaian"})
    EXPECT_TRUE(has(help.out, command)) << command;
}

TEST(Nik, IsExplainedOrRefusedWithItsCode) {
  const auto good = run({"nik", "explain", "9901014508680001"});
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_TRUE(has(good.out, "perempuan"));
  EXPECT_EQ(json::parse(run({"nik", "explain", "9901014508680001", "--json"}).out)["serial"], 1);
  for (const auto& [typed, code] : {std::pair{"99010145086800", "(1001)"},
                                    {"9901013208680001", "(1002)"},
                                    {"9901010513680001", "(1003)"},
                                    {"9901010508680000", "(1004)"},
                                    {"9900010508680001", "(1005)"}}) {
    const auto bad = run({"nik", "explain", typed, "--json"});
    EXPECT_NE(bad.exit_code, 0);
    EXPECT_TRUE(has(bad.err, code)) << bad.err;
    EXPECT_TRUE(bad.out.empty());
  }
}

TEST(Finger, GoesFromPictureToRecordToScore) {
  const Folder folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  ASSERT_EQ(run({"synth", "finger", "-o", folder.path().string(), "--persons", "2", "--fingers", "2", "--impressions",
                 "2", "--seed", "5", "--care", "attended"})
                .exit_code,
            0);
  std::vector<std::string> pictures;
  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    if (file.path().extension() == ".png") pictures.push_back(file.path().string());
  std::sort(pictures.begin(), pictures.end());
  ASSERT_EQ(pictures.size(), 4u);
  ASSERT_EQ(run({"finger", "extract", pictures[0], "--dpi", "500", "-o", path("a.iso")}).exit_code, 0);
  const auto same = json::parse(run({"finger", "match", path("a.iso"), pictures[1], "--dpi", "500", "--json"}).out);
  const auto other = json::parse(run({"finger", "match", pictures[0], pictures[2], "--dpi", "500", "--json"}).out);
  EXPECT_GE(same["score_db"].get<double>(), 40) << same;
  EXPECT_LT(other["score_db"].get<double>(), 40) << other;

  // a cut picture, an empty one, and none
  std::ifstream in(pictures[0], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::ofstream(path("cut.png"), std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size() / 2));
  std::ofstream blank(path("blank.pgm"), std::ios::binary);
  blank << "P5\n300 400\n255\n" << std::string(300 * 400, '\xff');
  blank.close();
  for (const auto& bad : {path("cut.png"), path("blank.pgm"), path("none.png")}) {
    const auto refused = run({"finger", "extract", bad, "--dpi", "500", "-o", path("bad.iso"), "--json"});
    EXPECT_NE(refused.exit_code, 0) << bad;
    EXPECT_TRUE(has(refused.err, "(80")) << refused.err;
    EXPECT_TRUE(refused.out.empty());
    EXPECT_FALSE(std::filesystem::exists(path("bad.iso")));
  }
}

TEST(Card, WithoutServiceOrReaderSaysSo) {
  const auto ran = run({"card", "read", "--reader", "Tidak Ada 00 00", "--can", "123456", "--json"}, {},
                       {"PCSCLITE_CSOCK_NAME=/nonexistent/pcscd.comm"});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_TRUE(has(ran.err, "pcscd")) << ran.err;
  EXPECT_TRUE(has(ran.err, "(70")) << ran.err;
  EXPECT_TRUE(ran.out.empty());
}

}  // namespace
}  // namespace ktpel::story
