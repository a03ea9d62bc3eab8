// SPDX-License-Identifier: Apache-2.0
#include "person/region.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/digest.h"
#include "base/file.h"
#include "base/golden.h"
#include "person/detail/csv.h"
#include "person/region_csv.h"

// Goal: a code means what the ministry's list says, a name is found as people type it, and a list read back is the
// list written, or a reason.
// Method: golden lines for codes and searches in the fictional province; properties on made-up lists; the file cut at
// each byte and changed at each byte.
namespace ktpel::person {
namespace {

RegionCode code(std::string_view text) { return RegionCode::parse(text).value(); }

TEST(RegionCode, IsWhatTheListSays) {
  const char* answers[] = {"not a code", "no such province", "no such district", "no such sub-district",
                           "no such village"};
  const char* levels[] = {"province", "district", "sub-district", "village"};
  const char* kinds[] = {"", ", kelurahan", ", desa", ", desa adat"};
  std::ostringstream out;
  for (const char* text : {"99",
                           "99.01",
                           "9901",
                           "9969",
                           "9971",
                           "9999",
                           "99.01.01",
                           "990101",
                           "99.01.01.1003",
                           "9901012001",
                           "99.01.01.3005",
                           "",
                           "9",
                           "990",
                           "99.",
                           "99.01.",
                           "9.901",
                           "99.0101",
                           "99.01.01.20",
                           "99.01.01.20011",
                           "99-01",
                           "9a",
                           "10",
                           "00",
                           "9900",
                           "9970",
                           "990100",
                           "9901010001",
                           "9901014001",
                           "9901011000",
                           "9901012000"}) {
    const auto parsed = RegionCode::parse(text);
    out << '"' << text << "\" ";
    if (parsed)
      out << parsed->dotted() << ' ' << levels[static_cast<int>(parsed->level())]
          << (parsed->urban_district() ? ", kota" : "")
          << (parsed->village_kind() ? kinds[static_cast<int>(*parsed->village_kind())] : "")
          << (parsed->parent() ? " in " + parsed->parent()->dotted() : "");
    else
      out << answers[static_cast<int>(parsed.error())];
    out << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "region_codes.txt"));
}

RC_GTEST_PROP(RegionCode, AnyTextIsParsedOrRefusedWithoutHarm, (const std::string& text)) {
  const auto parsed = RegionCode::parse(text);
  if (parsed) RC_ASSERT(parsed->digits() == text || parsed->dotted() == text);
}

TEST(Region, IsPrintedAsOnTheCard) {
  EXPECT_EQ(printed_region("Kabupaten Contoh"), "KABUPATEN CONTOH");
  EXPECT_EQ(printed_region("Kota Teladan"), "KOTA TELADAN");
  EXPECT_EQ(printed_region("Kota Administrasi Khayal Pusat"), "KHAYAL PUSAT");
  EXPECT_EQ(printed_region("KABUPATEN ADMINISTRASI KEPULAUAN ANGAN"), "KEPULAUAN ANGAN");
  EXPECT_EQ(printed_region("Ra’ayal"), "RA’AYAL");
  EXPECT_EQ(printed_region("Kota Administrasi "), "KOTA ADMINISTRASI ");
}

TEST(RegionList, FindsNamesAsPeopleTypeThem) {
  const auto& list = fictional_regions();
  std::ostringstream out;
  for (const char* text :
       {"uji baru", "UJI", "uji utara", "rekaan", "reka", "kaan", "raayal", "Ra'ayal", "RA\"AYAL", "umpama uji baru",
        "misal kabupaten contoh", "khayal pusat", "kota", "1", "", " ’ ", "zzz"}) {
    out << '"' << text << "\":\n";
    for (const auto& region : list.search(text, 6)) out << "  " << region.code.dotted() << ' ' << region.name << '\n';
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "region_search.txt"));
}

TEST(RegionList, GivesThePathFromTheProvince) {
  const auto path = fictional_regions().path(code("99.01.01.2001"));
  ASSERT_EQ(path.size(), 4u);
  EXPECT_EQ(path[0].name, "Khayal");
  EXPECT_EQ(path[3].name, "Umpama");
  EXPECT_TRUE(fictional_regions().path(code("99.01.01.2999")).empty());
  EXPECT_FALSE(fictional_regions().find(code("11")));
}

TEST(RegionList, RefusesRowsThatContradict) {
  using Cause = RegionListError::Cause;
  const RegionEdition edition{"uji", *Date::of(2026, 1, 1)};
  const auto why = [&](std::vector<RegionList::Row> rows) { return RegionList::of(edition, std::move(rows)).error(); };
  EXPECT_EQ(why({{code("99"), "A"}, {code("99"), "B"}}).cause, Cause::Twice);
  EXPECT_EQ(why({{code("99"), "A"}, {code("9901"), "B"}, {code("990201"), "C"}}).code, "99.02.01");
  for (const char* bad : {"", " A", "A ", "A\nB", "\xFF", "A\xE2\x80\x8B"})
    EXPECT_EQ(why({{code("99"), bad}}).cause, Cause::NameMalformed) << bad;
  EXPECT_EQ(RegionList::of({"", edition.date}, {}).error().cause, Cause::NameMalformed);
  EXPECT_EQ(RegionList::of(edition, {{code("9901"), "B"}, {code("99"), "A"}})->at(0).name, "A");  // any order
}

RC_GTEST_PROP(RegionList, ComesBackAsItWasWritten, ()) {
  std::vector<RegionList::Row> rows{{code("99"), "Khayal"}};
  const auto letters = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
  for (int district = 1; district <= *rc::gen::inRange(1, 6); ++district) {
    const auto digits = "990" + std::to_string(district);
    rows.push_back({code(digits), "Kabupaten " + *letters});
    rows.push_back({code(digits + "01"), "Mi’" + (*letters).substr(0, 50)});
    rows.push_back({code(digits + "012001"), *letters});
  }
  for (auto& row : rows) row.name = row.name.substr(0, 100);
  const auto list = RegionList::of({"uji", *Date::of(2026, 1, 1)}, rows).value();
  const auto back = RegionList::read(list.serialise());
  RC_ASSERT(bool(back));
  RC_ASSERT(back->edition() == list.edition());
  RC_ASSERT(back->size() == rows.size());
  for (const auto& row : rows) {
    RC_ASSERT(back->find(row.code)->name == row.name);
    const auto found = back->search(row.name, rows.size());
    RC_ASSERT(std::any_of(found.begin(), found.end(), [&](const Region& r) { return r.code == row.code; }));
  }
  RC_ASSERT(back->serialise() == list.serialise());
}

TEST(RegionList, ReadsOnlyWhatItWouldWrite) {
  const auto whole = fictional_regions().serialise();
  ASSERT_TRUE(RegionList::read(whole));
  for (std::size_t cut = 0; cut < whole.size(); ++cut)
    EXPECT_FALSE(RegionList::read(base::ByteView(whole).first(cut))) << cut;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bad = whole;
    bad[at] ^= 1;
    const auto read = RegionList::read(bad);
    ASSERT_FALSE(read) << at;
    EXPECT_EQ(read.error(), at < 4    ? RegionFileError::NotARegionList
                            : at == 4 ? RegionFileError::OtherVersion
                                      : RegionFileError::Damaged);
  }
  // with a fitting checksum the content is still not believed
  const auto signed_again = [&](auto&& change) {
    auto body = base::Bytes(whole.begin(), whole.end() - 32);
    change(body);
    const auto digest = base::sha256(body);
    body.insert(body.end(), digest.bytes.begin(), digest.bytes.end());
    return RegionList::read(body);
  };
  EXPECT_TRUE(signed_again([](base::Bytes&) {}));
  EXPECT_EQ(signed_again([](base::Bytes& b) { b.push_back(0); }).error(), RegionFileError::Malformed);
  const auto edition = whole[5];
  EXPECT_EQ(signed_again([&](base::Bytes& b) {
              b[6 + edition + 3] = 31;
              b[6 + edition + 2] = 2;
            }).error(),
            RegionFileError::Malformed);  // 31 February
  EXPECT_EQ(signed_again([&](base::Bytes& b) { b[6 + edition + 4] = 0xFF; }).error(), RegionFileError::Malformed);
  EXPECT_EQ(signed_again([&](base::Bytes& b) { b[6 + edition + 8 + 4] += 1; }).error(), RegionFileError::Malformed);
}

TEST(RegionCsv, ReadsTablesOfThePackageAndNamesTheLine) {
  using Cause = RegionCsvError::Cause;
  std::vector<RegionList::Row> rows;
  ASSERT_TRUE(
      read_region_csv("\xEF\xBB\xBF"
                      "code,district_code,name\r\n99.01.01.2001,99.01.01,Ja\"ah\r\n"
                      "99.01.01.2002,99.01.01,\"Uji, \"\"Baru\"\"\"\n\n99.01.01.2003,99.01.01,Mi’raj",
                      rows));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].name, "Ja\"ah");
  EXPECT_EQ(rows[1].name, "Uji, \"Baru\"");
  EXPECT_EQ(rows[2].name, "Mi’raj");
  const auto why = [&](std::string_view text) { return read_region_csv(text, rows).error(); };
  EXPECT_EQ(why("").cause, Cause::NoHeader);
  EXPECT_EQ(why("kode,nama\n99,A\n").cause, Cause::NoHeader);
  EXPECT_EQ(why("code,name\n99,A\n\n99.01\n").line, 4u);
  EXPECT_EQ(why("code,name\n99,A\n99.01\n").cause, Cause::RowMalformed);
  EXPECT_EQ(why("code,name\n99.70,A\n").cause, Cause::CodeMalformed);
}

// The corpus of the fuzz target is made by our own code: KTPEL_UPDATE_GOLDEN=1 writes it anew.
TEST(RegionList, CorpusIsOfThisVersion) {
  const std::string path = std::string(std::getenv("KTPEL_SOURCE_DIR")) + "/data/corpus/region_list/fictional.ktrl";
  const auto bytes = fictional_regions().serialise();
  if (std::getenv("KTPEL_UPDATE_GOLDEN")) {
    ASSERT_TRUE(base::write_file_durably(path, base::ByteView(bytes)));
  }
  const auto stored = base::read_file(path);
  ASSERT_TRUE(stored) << path;
  EXPECT_EQ(*stored, bytes);
}

}  // namespace
}  // namespace ktpel::person
