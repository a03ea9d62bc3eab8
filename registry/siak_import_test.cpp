// SPDX-License-Identifier: Apache-2.0
#include "registry/siak_import.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/file.h"
#include "base/golden.h"

// Goal: what SIAK exports is read with all its dirt, nobody is taken half, and no report shows whom it is about.
// Method: the files of the corpus with what is made of each in a golden file; then residents written in every dialect
// and read back.
namespace ktpel::registry {
namespace {

ImportSettings settings() {
  return {.today = *person::Date::of(2026, 11, 25),
          .village = *person::RegionCode::parse("99.01.01.2002"),
          .edition = person::CodeEdition::Of2010,
          .path = [](person::RegionCode code) { return person::fictional_regions().path(code); }};
}

TEST(SiakImport, ReadsWhatExportsHold) {
  std::ostringstream out;
  const auto folder = std::filesystem::path(std::getenv("KTPEL_SOURCE_DIR")) / "data/corpus/siak_import";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    out << "== " << file.filename().string() << '\n';
    auto bytes = base::read_file(file).value();
    if (file.filename() == "wrong.csv") {
      EXPECT_EQ(read_siak(bytes, settings()).error(), ImportError::QuoteNotClosed);
      bytes.resize(bytes.size() - 7);  // without its open quotation mark
    }
    const auto import = read_siak(bytes, settings());
    ASSERT_TRUE(import) << file;
    out << import->records << " records, separator " << import->separator
        << (import->windows_1252 ? ", Windows-1252" : ", UTF-8")
        << (import->named_columns ? ", named" : ", in SIAK's order") << ", wrong lines " << import->wrong_lines()
        << '\n';
    for (const auto& line : import->good) out << line.line << ": " << text_of(line.resident) << '\n';
    for (const auto& note : import->notes)
      out << note.line << ": " << title(note.column) << ": " << sentence(note.remark) << " [" << note.value << "]\n";
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "siak_import.txt"));
}

TEST(SiakImport, SaysWhatIsNoExport) {
  const auto read = [](std::string_view text) { return read_siak(base::bytes_of(text), settings()); };
  EXPECT_EQ(read("").error(), ImportError::Empty);
  EXPECT_EQ(read("\r\n\n").error(), ImportError::Empty);
  EXPECT_EQ(read(std::string_view("P\0K", 3)).error(), ImportError::NotText);
  EXPECT_EQ(read("NIK;NAMA\n").error(), ImportError::ColumnsMissing);
  EXPECT_EQ(read("a;b;c\n").error(), ImportError::ColumnsMissing);
}

TEST(SiakImport, TellsOfEachSignThatCannotBeSeen) {
  for (const std::string sign : {"\u200B", "\u200E", "\u202E", "\u2066", "\u00AD", "\uFEFF", "\u00A0"}) {
    const auto text =
        "No KK;NIK;Nama;Tempat Lahir;Tgl Lahir;JK;Status Kawin;Agama;Alamat;RT;RW;Pekerjaan\n"
        "9901010101120001;99010114" +
        sign + "05900001;UJI;UMPAMA;14-05-1990;L;1;1;JL. CONTOH;1;2;9\n";
    const auto import = read_siak(base::bytes_of(text), settings());
    ASSERT_TRUE(import);
    ASSERT_EQ(import->good.size(), 1u);
    EXPECT_EQ(import->good[0].resident.biodata.nik.digits(), "9901011405900001");
    ASSERT_FALSE(import->notes.empty());
    EXPECT_EQ(import->notes[0].remark, Remark::InvisibleRemoved);
  }
}

TEST(SiakImport, MasksPeople) {
  EXPECT_EQ(masked("9901011405900001"), "990101**********");
  EXPECT_EQ(masked("SITI AMINAH"), "S*** A*****");
  EXPECT_EQ(masked("14-05-1990"), "1*-0*-1***");
  EXPECT_EQ(masked("É’RENÉ"), "É*****");
  EXPECT_EQ(masked(std::string(100, 'A')), "A" + std::string(39, '*') + "...");
}

RC_GTEST_PROP(SiakImport, WhatWasWrittenIsRead, ()) {
  const std::string separator = *rc::gen::element<std::string>(";", ",", "\t");
  const std::string end = *rc::gen::element<std::string>("\n", "\r\n");
  const bool quoted = *rc::gen::arbitrary<bool>();
  const std::string dirt = *rc::gen::element<std::string>("", "\u200B", "\u00A0", " ", "\uFEFF", "\u202E");
  const auto cell = [&](std::string text) {
    text = dirt + text + dirt;
    return quoted || text.find(',') != std::string::npos ? "\"" + text + "\"" : text;
  };
  const int count = *rc::gen::inRange(1, 9);
  std::ostringstream file;
  if (*rc::gen::arbitrary<bool>()) file << "\xEF\xBB\xBF";
  file << "No KK" << separator << "NIK" << separator << "Nama" << separator << "Tempat Lahir" << separator
       << "Tgl Lahir" << separator << "JK" << separator << "Status Kawin" << separator << "Agama" << separator
       << "Alamat" << separator << "RT" << separator << "RW" << separator << "Pekerjaan" << end;
  std::vector<std::string> names, streets;
  for (int i = 1; i <= count; ++i) {
    names.push_back(*rc::gen::element<std::string>("SUKARDI", "NI’MAH UJI", "RENÉ"));
    streets.push_back(*rc::gen::element<std::string>("JL. CONTOH, 1", "DUSUN UJI"));
    const auto nik = person::Nik::compose("990101", *person::Date::of(1990, 5, 14), person::Sex::Male, i).value();
    file << cell("9901010101120001");
    for (const std::string& text :
         {std::string(nik.digits()), names.back(), std::string("UMPAMA"), std::string("14-05-1990"), std::string("L"),
          std::string("1"), std::string("2"), streets.back(), std::string("3"), std::string("4"), std::string("5")})
      file << separator << cell(text);
    file << end;
  }
  const auto import = read_siak(base::bytes_of(file.str()), settings());
  RC_ASSERT(bool(import));
  RC_ASSERT(import->wrong_lines() == 0u);
  RC_ASSERT(import->good.size() == static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& who = import->good[i].resident.biodata;
    RC_ASSERT(import->good[i].line == i + 2);
    RC_ASSERT(who.name == names[i] && who.address.street == streets[i] && who.nik.serial() == static_cast<int>(i) + 1);
    RC_ASSERT(who.religion == person::Religion::Kristen && who.address.rt == 3 && who.address.village == "Misal");
  }
}

}  // namespace
}  // namespace ktpel::registry
