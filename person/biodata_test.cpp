// SPDX-License-Identifier: Apache-2.0
#include "person/biodata.h"

#include <gtest/gtest.h>

// Goal: who must hold a card, and until when it is valid, by the law of the day.
namespace ktpel::person {
namespace {

Biodata someone() {
  return {.nik = Nik::parse("9901011311030001").value(),
          .family_card = "9901010101200001",
          .name = "SUKARDI",
          .birthplace = "MISAL",
          .born = *Date::of(2003, 11, 13),
          .sex = Sex::Male,
          .blood = BloodType::TidakTahu,
          .address = {.street = "JL. CONTOH NO. 1",
                      .rt = 3,
                      .rw = 1,
                      .area = "990101",
                      .village_code = "2001",
                      .village = "Misal",
                      .subdistrict = "Uji",
                      .district = "Kabupaten Contoh",
                      .province = "Khayal"},
          .religion = Religion::Islam,
          .marital = MaritalStatus::BelumKawin,
          .occupation = "PELAJAR/MAHASISWA",
          .citizenship = Citizenship::Wni};
}

TEST(Biodata, SeventeenOrMarriedMustHoldACard) {
  auto who = someone();
  EXPECT_FALSE(obliged_to_hold_card(who, *Date::of(2020, 11, 12)));
  EXPECT_TRUE(obliged_to_hold_card(who, *Date::of(2020, 11, 13)));
  who.marital = MaritalStatus::CeraiHidup;
  EXPECT_TRUE(obliged_to_hold_card(who, *Date::of(2020, 11, 12)));
}

TEST(Biodata, ValidityFollowsTheLawOfTheDay) {
  auto who = someone();
  who.born = *Date::of(1960, 1, 1);
  EXPECT_EQ(valid_until(who, *Date::of(2012, 3, 1)), Date::of(2017, 3, 1));
  who.born = *Date::of(1952, 3, 1);
  EXPECT_EQ(valid_until(who, *Date::of(2012, 3, 1)), std::nullopt);
  who.born = *Date::of(1990, 1, 1);
  EXPECT_EQ(valid_until(who, *Date::of(2026, 3, 1)), std::nullopt);
}

TEST(Biodata, OneWordIsANameAndNothingIsNone) {
  auto who = someone();
  const auto today = *Date::of(2026, 1, 1);
  EXPECT_TRUE(check(who, today));
  who.name = "  ";
  EXPECT_EQ(check(who, today).error(), BiodataError::NameEmpty);
  who.name = std::string(61, 'A');
  EXPECT_EQ(check(who, today).error(), BiodataError::NameTooLong);
  who.name = "SUKARDI";
  who.family_card = "123";
  EXPECT_EQ(check(who, today).error(), BiodataError::FamilyCardMalformed);
  EXPECT_EQ(printed(who.blood), "-");
  EXPECT_EQ(who.address.rt_rw(), "003/001");
}

}  // namespace
}  // namespace ktpel::person
