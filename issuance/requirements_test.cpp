// SPDX-License-Identifier: Apache-2.0
#include "issuance/requirements.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"

// Goal: an officer is told which paper is missing, has run out or lacks its number, by the law of the day.
// Method: the SOP's list, kind by kind, on days on both sides of the change of the law.
namespace ktpel::issuance {
namespace {

using enum DocumentType;
const auto before = *person::Date::of(2017, 12, 31), after = *person::Date::of(2018, 1, 1),
           today = *person::Date::of(2026, 11, 26);
Document family_card() { return {FamilyCard, "9901012601150001"}; }
Document police() { return {PoliceReport, "LP/12/XI/2026", person::Date::of(2026, 11, 20), "Polsek Contoh"}; }
Document passport() { return {Passport, "X1234567", {}, {}, Form::Original, person::Date::of(2030, 1, 1)}; }
Document kitap() { return {StayPermit, "2D41-9901", {}, {}, Form::Original, person::Date::of(2028, 5, 6)}; }

std::vector<DocumentType> types(Kind kind, const person::Date& day) {
  std::vector<DocumentType> out;
  for (const auto& rule : required(kind, day))
    if (rule.need == Need::Required) out.push_back(rule.type);
  return out;
}

TEST(Requirements, AreThoseOfTheSopByKindAndDay) {
  using Types = std::vector<DocumentType>;
  EXPECT_EQ(types(Kind::First, before), (Types{FamilyCard, NeighbourhoodLetter}));
  EXPECT_EQ(types(Kind::First, after), Types{FamilyCard});
  EXPECT_EQ(types(Kind::Moved, today), (Types{FamilyCard, MoveLetter}));
  EXPECT_EQ(types(Kind::Damaged, today), Types{DamagedCard});
  EXPECT_EQ(types(Kind::Lost, today), Types{PoliceReport});
  EXPECT_EQ(types(Kind::Late, after), Types{FamilyCard});
  EXPECT_EQ(types(Kind::Foreigner, before), (Types{Passport, StayPermit}));
  EXPECT_EQ(types(Kind::Correction, today), Types{RegistryChange});
  EXPECT_TRUE(only_at_dinas(Kind::Foreigner));
  EXPECT_FALSE(only_at_dinas(Kind::First));
}

TEST(Requirements, CanBeReadByALawyer) {
  std::ostringstream out;
  for (const auto& r : requirement_rules()) {
    out << (r.from ? r.from->printed() : "..........") << " - " << (r.to ? r.to->printed() : "..........") << "  "
        << name(r.kind) << ": " << name(r.type) << ", " << name(r.need);
    if (r.original) out << ", original";
    for (const auto& [wanted, what] : {std::pair(r.number, ", number"), std::pair(r.date, ", date"),
                                       std::pair(r.issuer, ", issuer"), std::pair(r.expiry, ", expiry")})
      if (wanted) out << what;
    out << "  [" << r.clause << "; " << r.source << "]\n";
  }
  EXPECT_TRUE(base::matches_golden(out.str(), "requirements.txt"));
}

TEST(Requirements, EveryKindHasSomeOnEveryDay) {
  for (int kind = 0; kind <= static_cast<int>(Kind::Correction); ++kind)
    for (const auto& day : {before, after, today, *person::Date::of(2012, 1, 3)})
      EXPECT_FALSE(types(static_cast<Kind>(kind), day).empty()) << kind;
}

TEST(Lacking, SaysWhichIsMissingAndByWhichClause) {
  EXPECT_EQ(lacking(Kind::Lost, today, {}), (std::vector{Lack{PoliceReport, Fault::Missing, "7e"}}));
  EXPECT_EQ(lacking(Kind::Moved, today, {family_card()}), (std::vector{Lack{MoveLetter, Fault::Missing, "7c"}}));
  EXPECT_EQ(lacking(Kind::First, before, {family_card()}),
            (std::vector{Lack{NeighbourhoodLetter, Fault::Missing, "7b"}}));
  EXPECT_TRUE(lacking(Kind::First, after, {family_card()}).empty());
  EXPECT_TRUE(lacking(Kind::Lost, today, {police()}).empty());
  EXPECT_TRUE(lacking(Kind::Late, after, {family_card()}).empty());  // an old card only if there is one
  EXPECT_EQ(label(Lack{PoliceReport, Fault::NoNumber, "7e"}),
            "surat keterangan kehilangan dari Kepolisian: nomornya belum ditulis (7e)");
}

TEST(Lacking, SaysWhatAPaperLacks) {
  const auto faults = [](Kind kind, Document document) {
    std::vector<Fault> out;
    for (const auto& lack : lacking(kind, today, {std::move(document)})) out.push_back(lack.fault);
    return out;
  };
  using Faults = std::vector<Fault>;
  auto report = police();
  report.number = "";
  report.date.reset();
  report.issuer = "";
  EXPECT_EQ(faults(Kind::Lost, report), (Faults{Fault::NoNumber, Fault::NoDate, Fault::NoIssuer}));
  report = police();
  report.date = today.plus_days(1);
  EXPECT_EQ(faults(Kind::Lost, report), Faults{Fault::DatedAhead});
  report = police();
  report.expires = today.plus_days(-1);
  EXPECT_EQ(faults(Kind::Lost, report), Faults{Fault::Expired});
  report.expires = today;  // good on its last day
  EXPECT_EQ(faults(Kind::Lost, report), Faults{});
  report.form = Form::Scan;
  EXPECT_EQ(faults(Kind::Lost, report), Faults{Fault::NoScan});
  report.scan = base::sha256("scan");
  EXPECT_EQ(faults(Kind::Lost, report), Faults{});
  EXPECT_EQ(faults(Kind::Damaged, {DamagedCard, {}, {}, {}, Form::Copy}), Faults{Fault::NotOriginal});
  EXPECT_EQ(faults(Kind::First, {FamilyCard, "123"}), Faults{Fault::NumberMalformed});
}

TEST(Lacking, OneGoodPaperOfATypeIsEnough) {
  auto torn = police();
  torn.number = "";
  EXPECT_TRUE(lacking(Kind::Lost, today, {torn, police()}).empty());
  EXPECT_EQ(lacking(Kind::Lost, today, {torn, torn}).size(), 1u);
  EXPECT_TRUE(lacking(Kind::Lost, today, {police(), {MoveLetter}}).empty());  // not asked for
}

TEST(Foreigner, HasAPermitThatHasNotRunOutAndTheCardFollowsIt) {
  EXPECT_TRUE(lacking(Kind::Foreigner, today, {passport(), kitap()}).empty());
  auto old = kitap();
  old.expires = today.plus_days(-1);
  EXPECT_EQ(lacking(Kind::Foreigner, today, {passport(), old}), (std::vector{Lack{StayPermit, Fault::Expired, "7g"}}));
  old.expires.reset();
  EXPECT_EQ(lacking(Kind::Foreigner, today, {passport(), old}), (std::vector{Lack{StayPermit, Fault::NoExpiry, "7g"}}));
  EXPECT_EQ(card_ends(Kind::Foreigner, {passport(), kitap()}), person::Date::of(2028, 5, 6));
  EXPECT_EQ(card_ends(Kind::Foreigner, {passport()}), std::nullopt);
  EXPECT_EQ(card_ends(Kind::First, {kitap()}), std::nullopt);
}

TEST(DocumentText, ComesBack) {
  auto report = police();
  report.scan = base::sha256("scan");
  const std::vector<Document> all{family_card(), report, passport(), {DamagedCard, {}, {}, {}, Form::Copy}};
  EXPECT_EQ(documents_of(text_of(all)), all);
  EXPECT_EQ(documents_of(text_of({})), std::vector<Document>{});
  EXPECT_EQ(text_of({family_card()}),
            R"([{"form":"original","issuer":"","number":"9901012601150001","type":"family-card"}])");
}
TEST(DocumentText, RubbishIsRefused) {
  const std::string good = text_of({police()});
  ASSERT_TRUE(documents_of(good));
  const auto with = [&](const std::string& what, const std::string& instead) {
    auto text = good;
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), instead);
    return documents_of(text).has_value();
  };
  EXPECT_TRUE(with("Polsek", "Polres"));
  EXPECT_FALSE(with("police-report", "letter"));
  EXPECT_FALSE(with("original", "photo"));
  EXPECT_FALSE(with("20-11-2026", "31-02-2026"));
  EXPECT_FALSE(with("\"issuer\"", "\"office\""));
  EXPECT_FALSE(with("Polsek Contoh", "Polsek\\u0000"));
  EXPECT_FALSE(with("Polsek Contoh", std::string(max_document_text + 1, 'x')));
  EXPECT_FALSE(with("\"LP/12/XI/2026\"", "12"));
  for (const char* text : {"", "{}", "[1]", "[[]]", "[{}]", "null", "[", "[{\"type\":\"family-card\"}]"})
    EXPECT_FALSE(documents_of(text)) << text;
  std::string many = "[";
  for (std::size_t i = 0; i <= max_documents; ++i) many += (i ? "," : "") + good.substr(1, good.size() - 2);
  EXPECT_FALSE(documents_of(many + "]"));
}
RC_GTEST_PROP(DocumentText, NothingButDocumentsIsAccepted, (const std::string& text)) {
  RC_ASSERT(!documents_of(text) || text == "[]");
}

}  // namespace
}  // namespace ktpel::issuance
