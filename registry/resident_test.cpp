// SPDX-License-Identifier: Apache-2.0
#include "registry/resident.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

// Goal: a NIK is issued once, with the parts the regulation asks for; biodata survive being written down.
namespace ktpel::registry {
namespace {

const auto born = *person::Date::of(1968, 8, 5);

TEST(NextNik, CountsUpWithinAreaDateAndSex) {
  EXPECT_EQ(next_nik("990101", born, person::Sex::Female, 0)->digits(), "9901014508680001");
  EXPECT_EQ(next_nik("990101", born, person::Sex::Male, 41)->digits(), "9901010508680042");
  EXPECT_EQ(next_nik("990101", born, person::Sex::Male, 9999).error(), IssueError::SerialsUsedUp);
  EXPECT_EQ(next_nik("99010", born, person::Sex::Male, 0).error(), IssueError::AreaMalformed);
  EXPECT_EQ(serial_scope("990101", born, person::Sex::Female), "990101450868");
}

RC_GTEST_PROP(BiodataText, AnyBiodataComeBack, (const std::string& raw)) {
  std::string name;  // JSON carries UTF-8
  for (const char c : raw) name += (c & 0x80) ? '?' : c;
  const NewResident who{
      .family_card = "9901010101200001",
      .name = name,
      .birthplace = "MISAL",
      .born = born,
      .sex = *rc::gen::element(person::Sex::Male, person::Sex::Female),
      .address = {.street = "JL. CONTOH",
                  .rt = *rc::gen::inRange(0, 1000),
                  .rw = 2,
                  .area = "990101",
                  .village_code = "2001",
                  .village = "Misal",
                  .subdistrict = "Uji",
                  .district = "Kabupaten Contoh",
                  .province = "Khayal"},
      .religion = person::Religion::Hindu,
      .marital = person::MaritalStatus::Kawin,
      .occupation = "PETANI",
      .citizenship = person::Citizenship::Wna,
      .permit_until = *rc::gen::element(std::optional<person::Date>(), person::Date::of(2031, 2, 28))};
  const auto full = with_nik(who, next_nik("990101", who.born, who.sex, *rc::gen::inRange(0, 9999)).value());
  const auto back = biodata_of(text_of(full));
  RC_ASSERT(back.has_value());
  RC_ASSERT(text_of(*back) == text_of(full));
  RC_ASSERT(back->permit_until == who.permit_until);
  RC_ASSERT(back->nik == full.nik && back->name == name && back->sex == full.sex);
}

RC_GTEST_PROP(BiodataText, RubbishIsRefusedWithoutHarm, (const std::string& text)) { RC_ASSERT(!biodata_of(text)); }

}  // namespace
}  // namespace ktpel::registry
