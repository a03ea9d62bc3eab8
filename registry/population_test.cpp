// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/golden.h"
#include "registry/family.h"
#include "registry/life.h"
#include "registry/likeness.h"
#include "registry/obliged.h"
#include "registry/typed.h"

// Goal: families, lives, the obliged and likeness say what the law and common sense say.
// Method: every event put to every standing, and pairs of residents, in golden files; properties over made-up villages.
namespace ktpel::registry {
namespace {

using person::Date;

Resident resident(const std::string& nik, const std::string& name, const Date& born, int role = 1) {
  return {{.nik = person::Nik::parse(nik).value(),
           .family_card = "9901010101120001",
           .name = name,
           .birthplace = "UMPAMA",
           .born = born,
           .sex = person::Sex::Male,
           .blood = person::BloodType::TidakTahu,
           .address = {.street = "JL. CONTOH",
                       .rt = 1,
                       .rw = 2,
                       .area = "990101",
                       .village_code = "2002",
                       .village = "Misal",
                       .subdistrict = "Uji",
                       .district = "Kabupaten Contoh",
                       .province = "Khayal"},
           .religion = person::Religion::Hindu,
           .marital = person::MaritalStatus::BelumKawin,
           .occupation = "PETANI/PEKEBUN",
           .citizenship = person::Citizenship::Wni},
          {.role = person::FamilyRole::of(person::CodeEdition::Of2010, role), .mother = {}, .father = {}}};
}

const Date born = *Date::of(1990, 5, 4), day = *Date::of(2026, 11, 25);
const Resident wayan = resident("9901010405900001", "WAYAN UJI", born);

TEST(ResidentText, CarriesKinAndOldReadersReadIt) {
  auto who = wayan;
  who.kin.mother = "KETUT";
  const auto back = resident_of(text_of(who));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->kin, who.kin);
  EXPECT_TRUE(biodata_of(text_of(who)));
  EXPECT_EQ(text_of(Resident{who.biodata, {}}), text_of(who.biodata));
  EXPECT_FALSE(resident_of(R"({"kin":{"role":99}})"));
  auto other = who;
  other.kin.mother.clear();
  other.biodata.address.rt = 9;
  EXPECT_EQ(differing_fields(who, other), (std::vector<std::string>{"address.rt", "kin.mother"}));
  EXPECT_TRUE(differing_fields(who, who).empty());
}

TEST(Life, EveryEventAtEveryStanding) {
  const std::pair<const char*, Standing> standings[] = {{"present", Present{}},
                                                        {"away", Away{*Date::of(2020, 1, 1), "DENPASAR"}},
                                                        {"dead", Dead{*Date::of(2020, 1, 1), "AK-1"}}};
  auto elsewhere = wayan.biodata.address;
  elsewhere.rt = 7;
  auto corrected = wayan;
  corrected.biodata.name = "WAYAN UJIAN";
  auto other_nik = wayan;
  other_nik.biodata.nik = person::Nik::parse("9901010405900002").value();
  const std::pair<const char*, LifeEvent> events[] = {
      {"moved here", MovedHere{day, elsewhere, "9901010101120002"}},
      {"moved here, same place", MovedHere{day, wayan.biodata.address, wayan.biodata.family_card}},
      {"moved away", MovedAway{day, "SINGARAJA"}},
      {"moved away, nowhere", MovedAway{day, ""}},
      {"moved away before birth", MovedAway{*Date::of(1990, 5, 3), "SINGARAJA"}},
      {"moved here before the move away", MovedHere{*Date::of(2019, 1, 1), elsewhere, "9901010101120002"}},
      {"died", Died{day, "AK-2"}},
      {"died, no certificate", Died{day, ""}},
      {"corrected", Corrected{day, corrected, "AKTA-1"}},
      {"corrected, no paper", Corrected{day, corrected, ""}},
      {"corrected, another NIK", Corrected{day, other_nik, "AKTA-1"}},
      {"corrected, nothing", Corrected{day, wayan, "AKTA-1"}}};
  std::ostringstream out;
  for (const auto& [standing_name, standing] : standings)
    for (const auto& [event_name, event] : events) {
      const auto next = after({wayan, standing}, event);
      out << standing_name << " + " << event_name << " -> ";
      if (next)
        out << name(next->standing) << ", " << next->resident.biodata.name << ", " << next->resident.biodata.address.rt
            << '\n';
      else
        out << "refused: " << name(next.error()) << '\n';
      EXPECT_TRUE(!next || next->resident.biodata.nik == wayan.biodata.nik);
    }
  EXPECT_TRUE(base::matches_golden(out.str(), "life.txt"));
}

TEST(Family, HasOneHeadAndNobodyTwice) {
  const auto number = person::FamilyCardNumber::parse("9901010101120001").value();
  const auto member = [](int serial, int role) {
    return Member{person::Nik::compose("990101", born, person::Sex::Male, serial).value(), "UJI",
                  person::FamilyRole::of(person::CodeEdition::Of2010, role).value()};
  };
  const auto family = Family::of(number, {member(3, 4), member(2, 3), member(1, 1), member(4, 4)});
  ASSERT_TRUE(family);
  EXPECT_EQ(family->head().nik.serial(), 1);
  EXPECT_EQ(family->members()[2].nik.serial(), 3);
  EXPECT_EQ(Family::of(number, {member(1, 4)}).error(), FamilyFault::NoHead);
  EXPECT_EQ(Family::of(number, {}).error(), FamilyFault::NoHead);
  EXPECT_EQ(Family::of(number, {member(1, 1), member(2, 1)}).error(), FamilyFault::TwoHeads);
  EXPECT_EQ(Family::of(number, {member(1, 1), member(1, 4)}).error(), FamilyFault::MemberTwice);
}

RC_GTEST_PROP(Family, EveryResidentIsInOneListOfFamilies, ()) {
  std::vector<Resident> village;
  for (int i = *rc::gen::inRange(0, 30); i > 0; --i) {
    auto who = resident("990101040590" + std::to_string(1000 + i), "UJI", born, *rc::gen::inRange(1, 5));
    who.biodata.family_card = "990101010112000" + std::to_string(*rc::gen::inRange(0, 9));
    if (*rc::gen::inRange(0, 9) == 0) who.kin.role.reset();
    village.push_back(who);
  }
  const auto families = families_of(village);
  std::size_t counted = 0;
  for (const auto& family : families.sound) {
    counted += family.members().size();
    RC_ASSERT(family.head().role.number() == 1);
  }
  for (const auto& family : families.troubled) counted += family.members;
  RC_ASSERT(counted == village.size());
}

TEST(Obliged, From17OrMarriedAndOnlyThoseThere) {
  auto young = resident("9901010405100001", "MUDA", *Date::of(2010, 5, 4));
  auto bride = resident("9901014405100001", "MEMPELAI", *Date::of(2010, 5, 4));
  bride.biodata.marital = person::MaritalStatus::Kawin;
  bride.biodata.address.rw = 1;
  const auto turning = resident("9901012511090001", "TEPAT", *Date::of(2009, 11, 25));
  const auto recorded = resident("9901010405900002", "SUDAH", born);
  const std::vector<Record> village = {{wayan},
                                       {young},
                                       {bride},
                                       {turning},
                                       {recorded},
                                       {resident("9901010405900003", "PINDAH", born), Away{day, "X"}},
                                       {resident("9901010405900004", "WAFAT", born), Dead{day, "X"}}};
  const auto names = [&](const Date& on) {
    std::string text;
    for (const auto& one : obliged_on(on, village, [&](const person::Nik& nik) { return nik == recorded.biodata.nik; }))
      text += one.who.name + (one.why == ObligedBy::Age ? "/17 " : "/kawin ");
    return text;
  };
  EXPECT_EQ(names(day), "MEMPELAI/kawin TEPAT/17 WAYAN UJI/17 ");
  EXPECT_EQ(names(*Date::of(2026, 11, 24)), "MEMPELAI/kawin WAYAN UJI/17 ");
  EXPECT_EQ(names(*Date::of(2027, 5, 4)), "MEMPELAI/17 MUDA/17 TEPAT/17 WAYAN UJI/17 ");
  EXPECT_EQ(sentence(ObligedBy::Age, young.biodata), "berusia 17 tahun pada 04-05-2027");
}

TEST(Likeness, ScoresPairsAsAnOfficerWould) {
  std::ostringstream out;
  const auto pair = [&](const char* what, auto change) {
    auto a = resident("9901010405900001", "MUHAMMAD WAYAN SUKARDI", born);
    auto b = resident("9901010405900009", "MUHAMMAD WAYAN SUKARDI", born);
    a.biodata.family_card = "9901010101120008";
    change(a, b);
    const auto how = likeness(a, b), back = likeness(b, a);
    EXPECT_EQ(how.score, back.score);
    EXPECT_EQ(how.reasons, back.reasons);
    out << what << ": " << how.score;
    for (const auto reason : how.reasons) out << "; " << sentence(reason);
    out << '\n';
  };
  pair("the same", [](auto&, auto&) {});
  pair("spelling", [](auto&, auto& b) { b.biodata.name = "MOH. WAJAN SOEKARDI"; });
  pair("day and month swapped", [](auto&, auto& b) { b.biodata.born = *Date::of(1990, 4, 5); });
  pair("one digit", [](auto&, auto& b) { b.biodata.born = *Date::of(1980, 5, 4); });
  pair("two digits", [](auto&, auto& b) { b.biodata.born = *Date::of(1981, 5, 4); });
  pair("spelling, swapped, same mother", [](auto& a, auto& b) {
    b.biodata.name = "M WAYAN SUKARDI";
    b.biodata.born = *Date::of(1990, 4, 5);
    a.kin.mother = "NI KETUT";
    b.kin.mother = "NI KETOET";
  });
  pair("a word left out", [](auto&, auto& b) { b.biodata.name = "WAYAN SUKARDI"; });
  pair("another mother", [](auto& a, auto& b) {
    a.kin.mother = "KETUT";
    b.kin.mother = "SULASTRI";
  });
  pair("another birthplace", [](auto&, auto& b) { b.biodata.birthplace = "REKAAN"; });
  pair("another sex", [](auto&, auto& b) { b.biodata.sex = person::Sex::Female; });
  pair("another name", [](auto&, auto& b) { b.biodata.name = "MUHAMMAD PUTU"; });
  pair("the same card", [](auto& a, auto& b) { a.biodata.family_card = b.biodata.family_card; });
  pair("twins with names a letter apart", [](auto& a, auto& b) {
    a.biodata.name = "RINA";
    b.biodata.name = "RINI";
    a.biodata.family_card = b.biodata.family_card;
    a.kin.mother = b.kin.mother = "KETUT";
  });
  EXPECT_TRUE(base::matches_golden(out.str(), "likeness.txt"));
}

// The blocks may not cost a pair that the score would name, as far as the header promises.
RC_GTEST_PROP(Likeness, BlocksFindWhatComparingAllFinds, ()) {
  std::vector<Resident> village;
  for (int i = 0; i < 24; ++i) {
    auto who = resident("990101040590" + std::to_string(1000 + i), "", born);
    who.biodata.name = *rc::gen::element<std::string>("WAYAN SUKARDI", "WAJAN SOEKARDI", "M. WAYAN SUKARDI", "PUTU",
                                                      "POETOE", "NUR HAYATI", "NURHAYATI");
    who.biodata.born = *rc::gen::element(born, *Date::of(1990, 4, 5), *Date::of(1990, 5, 14), *Date::of(1991, 5, 4));
    who.biodata.family_card = "990101010112" + std::to_string(1000 + i);
    village.push_back(who);
  }
  std::vector<std::pair<std::size_t, std::size_t>> all, found;
  for (std::size_t i = 0; i < village.size(); ++i)
    for (std::size_t j = i + 1; j < village.size(); ++j) {
      const auto how = likeness(village[i], village[j]);
      const bool alike_only =
          std::find(how.reasons.begin(), how.reasons.end(), LikenessReason::NameAlike) != how.reasons.end();
      if (how.score >= Likeness::warn && !alike_only) all.emplace_back(i, j);
    }
  for (const auto& pair : alike_pairs(village)) found.emplace_back(pair.first, pair.second);
  std::sort(found.begin(), found.end());
  RC_ASSERT(std::includes(found.begin(), found.end(), all.begin(), all.end()));
}

TEST(Typed, AsPeopleWriteIt) {
  for (const auto text : {"14-05-1990", "14/5/1990", "1990-05-14", "14.05.1990", "1990-05-14 00:00:00"})
    EXPECT_EQ(typed_date(text), Date::of(1990, 5, 14)) << text;
  for (const auto text : {"", "31-02-1990", "14-05-90", "1990-14-05", "14051990", "1-2-3-4", "a-b-cccc"})
    EXPECT_FALSE(typed_date(text)) << text;
  EXPECT_EQ(typed_sex("pr"), person::Sex::Female);
  EXPECT_EQ(typed_sex("LAKI-LAKI"), person::Sex::Male);
  EXPECT_FALSE(typed_sex("X"));
  constexpr auto of2010 = person::CodeEdition::Of2010;
  EXPECT_EQ(typed_code<person::ReligionCode>("KATHOLIK", of2010)->number(), 3);
  EXPECT_EQ(typed_code<person::ReligionCode>("BUDHA", of2010)->number(), 5);
  EXPECT_EQ(typed_code<person::ReligionCode>("KEPERCAYAAN", of2010)->number(), 7);
  EXPECT_FALSE(typed_code<person::MaritalCode>("CERAI", of2010));
  EXPECT_EQ(typed_code<person::BloodTypeCode>("A-", of2010)->number(), 6);
  EXPECT_EQ(typed_occupation("89", of2010)->text(), "LAINNYA");
  EXPECT_EQ(typed_occupation("99", of2010)->text(), "LAINNYA");
}

}  // namespace
}  // namespace ktpel::registry
