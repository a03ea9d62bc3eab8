// SPDX-License-Identifier: Apache-2.0
#include "person/card_law.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "base/golden.h"

// Goal: who must hold a card and how long it is valid can be read by a lawyer.
// Method: the rows, then every kind of person on every day around which the answer changes, in one golden file.
namespace ktpel::person {
namespace {

Biodata born_on(const Date& born) {
  return {.nik = Nik::parse("9901010101800001").value(),
          .family_card = "9901010101200001",
          .name = "SUKARDI",
          .birthplace = "MISAL",
          .born = born,
          .sex = Sex::Male,
          .blood = BloodType::ONegative,
          .address = {.street = "JL. CONTOH NO. 1",
                      .rt = 3,
                      .rw = 1,
                      .area = "990101",
                      .village_code = "2001",
                      .village = "Umpama",
                      .subdistrict = "Uji",
                      .district = "Kabupaten Contoh",
                      .province = "Khayal"},
          .religion = Religion::Kepercayaan,
          .marital = MaritalStatus::BelumKawin,
          .occupation = "PELAJAR/MAHASISWA",
          .citizenship = Citizenship::Wni};
}

std::string words(CardCondition condition) {
  static const char* all[] = {"citizen",
                              "citizen from 60",
                              "citizen from 17",
                              "citizen married",
                              "foreigner with permit",
                              "foreigner from 17 with permit",
                              "foreigner married with permit"};
  return all[static_cast<int>(condition)];
}

std::string words(const Validity& answer) {
  if (const auto* years = std::get_if<Years>(&answer)) return std::to_string(years->count) + " years";
  return std::holds_alternative<ForLife>(answer) ? "for life" : "until the permit ends";
}

template <class Rule>
std::string period(const Rule& rule) {
  return (rule.from ? rule.from->printed() : "..........") + " - " + (rule.to ? rule.to->printed() : "..........");
}

TEST(CardLaw, AnswersAsTheTableSays) {
  std::ostringstream out;
  for (const auto& rule : validity_rules())
    out << "validity " << period(rule) << ": " << words(rule.condition) << " -> " << words(rule.answer) << " ("
        << rule.source << ")\n";
  for (const auto& rule : obligation_rules())
    out << "obliged  " << period(rule) << ": " << words(rule.condition) << " (" << rule.source << ")\n";
  out << "everybody else is not obliged and gets none\n\n";
  for (const auto& day :
       {*Date::of(2012, 1, 3), *Date::of(2013, 12, 23), *Date::of(2013, 12, 24), *Date::of(2026, 3, 1)})
    for (const char* kind : {"citizen", "foreigner without permit", "foreigner, permit to the day",
                             "foreigner, permit ended the day before", "foreigner, permit for 3 years"})
      for (const bool married : {false, true})
        for (const int age : {16, 17, 59, 60})
          for (const int days : {0, 1}) {  // `age` completed on the day itself, or on the next
            if (days == 1 && (age == 16 || age == 59)) continue;
            auto who = born_on(day.plus_years(-age).plus_days(days));
            const std::string_view is(kind);
            if (is != "citizen") who.citizenship = Citizenship::Wna;
            if (is.ends_with("to the day")) who.permit_until = day;
            if (is.ends_with("day before")) who.permit_until = day.plus_days(-1);
            if (is.ends_with("3 years")) who.permit_until = day.plus_years(3);
            if (married) who.marital = MaritalStatus::CeraiMati;
            const auto* must = obligation_rule(who, day);
            const auto until = valid_until(who, day);
            out << day.printed() << " | born " << who.born.printed() << " | " << (married ? "widowed" : "single")
                << " | " << kind << " | " << (must ? "obliged" : "not obliged") << " | "
                << (!validity_rule(who, day) ? "none"
                    : until                  ? until->printed()
                                             : "SEUMUR HIDUP")
                << '\n';
          }
  EXPECT_TRUE(base::matches_golden(out.str(), "validity.txt"));
}

Biodata anybody() {
  auto who = born_on(Date::of(1990, 1, 1)->plus_days(*rc::gen::inRange(-20000, 13000)));
  who.marital = static_cast<MaritalStatus>(*rc::gen::inRange(1, 5));
  who.citizenship = *rc::gen::element(Citizenship::Wni, Citizenship::Wna);
  if (who.citizenship == Citizenship::Wna && *rc::gen::arbitrary<bool>())
    who.permit_until = Date::of(2015, 1, 1)->plus_days(*rc::gen::inRange(-3000, 6000));
  return who;
}

RC_GTEST_PROP(CardLaw, WhoIsObligedGetsAValidCard, ()) {
  const auto who = anybody();
  const auto day = Date::of(2012, 1, 1)->plus_days(*rc::gen::inRange(0, 6000));
  if (!obliged_to_hold_card(who, day)) return;
  RC_ASSERT(validity_rule(who, day) != nullptr);
  const auto until = valid_until(who, day);
  RC_ASSERT(!until || *until >= day);
}

RC_GTEST_PROP(CardLaw, CitizensStayObliged, ()) {
  auto who = anybody();
  who.citizenship = Citizenship::Wni;
  const auto day = Date::of(2012, 1, 1)->plus_days(*rc::gen::inRange(0, 6000));
  if (obliged_to_hold_card(who, day)) RC_ASSERT(obliged_to_hold_card(who, day.plus_days(*rc::gen::inRange(0, 6000))));
}

}  // namespace
}  // namespace ktpel::person
