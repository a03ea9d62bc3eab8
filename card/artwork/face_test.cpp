// SPDX-License-Identifier: Apache-2.0
// Goal: a card shows every field of its owner, whole and where it belongs, and SPESIMEN across it; what had
// to be done to a long value is reported. Method: the text is read back from the PDF by poppler, the QR code by
// zbar; the look is compared with coarse greys of a face that was seen and accepted.
#include "card/artwork/face.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "card/artwork/detail/layout.h"
#include "drawing/read_back_test.h"
#include "drawing/render.h"

namespace ktpel::card {
namespace {

namespace read_back = drawing::read_back;
using biometric::Dpi;
using person::Date;

const SpecimenMark mark;

biometric::ColourImage portrait(int red, int green, int blue) {
  constexpr int width = 120, height = 160;
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double dx = (x - 60) / 30.0, dy = (y - 75) / 40.0;
      const bool head = dx * dx + dy * dy < 1 || (y > 115 && std::abs(x - 60) < 50);
      for (const int c : {head ? 190 : red, head ? 150 : green, head ? 120 : blue})
        rgb.push_back(static_cast<std::uint8_t>(c));
    }
  return {width, height, std::move(rgb)};
}

biometric::GreyImage signature() {
  biometric::GreyImage out(160, 60, Dpi(300));
  for (int x = 10; x < 150; ++x)
    for (int d = 0; d < 4; ++d) out.at(x, 10 + (x * 7 / 10) % 40 + d) = 0;
  return out;
}

person::Biodata resident() {
  const auto born = *Date::of(1987, 5, 14);
  return {.nik = *person::Nik::compose("990101", born, person::Sex::Female, 1),
          .family_card = "9901010101120007",
          .name = "Sekar Ayu",
          .birthplace = "Khayalan",
          .born = born,
          .sex = person::Sex::Female,
          .blood = person::BloodType::AB,
          .address = {"Jl. Melati No. 12", 3, 1, "990101", "1001", "Misal", "Uji", "Kabupaten Contoh", "Khayal"},
          .religion = person::Religion::Hindu,
          .marital = person::MaritalStatus::Kawin,
          .occupation = "Guru",
          .citizenship = person::Citizenship::Wni};
}

CardFace face_of(const person::Biodata& who) {
  const bool odd = who.born.year() % 2 != 0;
  return {.who = who,
          .portrait = odd ? portrait(200, 30, 30) : portrait(30, 60, 200),
          .signature = signature(),
          .place_of_issue = who.address.district,
          .issued = *Date::of(2014, 2, 1),
          .valid_until = std::nullopt};
}

/// The longest legal values: name 60 characters, street 100 bytes, names of areas 44 characters.
person::Biodata longest() {
  auto who = resident();
  who.name = "MUHAMMAD ABDURRAHMAN WICAKSONO KUSUMANINGRAT SASTROWARDOYO A";
  who.birthplace = "KEPULAUAN CONTOH REKAAN SEBELAH BARAT DAYA U";
  who.address.street =
      "JL. RAYA CONTOH PERMAI INDAH KAV. AB-12 NO. 345 SEBELAH UTARA LAPANGAN CEMPAKA WANGI KHAYALAN SISI Z";
  who.address.village = "Misal Tanjung Khayalan Perwakilan Uji Timura";
  who.address.subdistrict = "Percontohan Pulau Khayal Seberang Lautan Uji";
  who.address.district = "Kabupaten Percontohan Pulau Khayal Seberang Laut";
  who.religion = person::Religion::Kepercayaan;
  who.occupation = "Penata Administrasi Kependudukan dan Sipil";
  who.blood = person::BloodType::TidakTahu;
  return who;
}

std::string text_of(const CardFace& face) {
  return read_back::squeezed(read_back::pdf_text(render_front(face, mark)->pdf));
}

TEST(Front, EveryFieldIsReadBack) {
  const auto text = text_of(face_of(resident()));
  for (const char* want : {"PROVINSIKHAYAL", "KABUPATENCONTOH", "9901015405870001", "SEKARAYU", "KHAYALAN,14-05-1987",
                           "PEREMPUAN", "Gol.Darah:AB", "JL.MELATINO.12", "003/001", "MISAL", "UJI", "HINDU", "KAWIN",
                           "GURU", "WNI", "SEUMURHIDUP", "01-02-2014"})
    EXPECT_NE(text.find(want), std::string::npos) << want << "\n" << text;
}

TEST(Front, FieldsStandInTheOrderOfTheCard) {
  const auto text = text_of(face_of(resident()));
  std::size_t last = 0;
  for (const char* want :
       {"PROVINSI", "KABUPATENCONTOH", "NIK", "Nama", "Tempat/TglLahir", "JenisKelamin", "Alamat", "RT/RW", "Kel/Desa",
        "Kecamatan", "Agama", "StatusPerkawinan", "Pekerjaan", "Kewarganegaraan", "BerlakuHingga"}) {
    const auto at = text.find(want);
    ASSERT_NE(at, std::string::npos) << want;
    EXPECT_GT(at + 1, last) << want;
    last = at + 1;
  }
}

TEST(Front, AnOrdinaryFaceNeedsNoNotes) {
  const auto report = render_front(face_of(resident()), mark)->report;
  EXPECT_TRUE(report.fields.empty());
  EXPECT_FALSE(report.portrait);
}

TEST(Front, LongestLegalValuesStandWholeAndAreReported) {
  const auto face = face_of(longest());
  const auto rendered = render_front(face, mark);
  ASSERT_TRUE(rendered);
  const auto text = read_back::squeezed(read_back::pdf_text(rendered->pdf));
  for (const auto& want :
       {face.who.name, detail::upper(face.who.address.street), detail::upper(face.who.address.village),
        detail::upper(face.who.address.subdistrict), detail::upper(face.who.address.district),
        detail::upper(face.who.occupation), std::string("KEPERCAYAAN TERHADAP TUHAN YME"),
        face.who.birthplace + ", 14-05-1987", std::string("Gol. Darah : -")})
    EXPECT_NE(text.find(read_back::squeezed(want)), std::string::npos) << want << "\n" << text;
  for (const char* field : {"nama", "alamat", "kel_desa", "kecamatan", "tempat_tgl_lahir"})
    EXPECT_TRUE(std::any_of(rendered->report.fields.begin(), rendered->report.fields.end(), [&](const auto& note) {
      return note.field == field;
    })) << field;
}

TEST(Front, NoDataTouchThePhotoOrLeaveTheCard) {
  for (const auto& word : read_back::pdf_words(render_front(face_of(longest()), mark)->pdf)) {
    if (word.bottom - word.top > 5 || word.text.find("SPESIMEN") != std::string::npos) continue;  // letters across
    EXPECT_GE(word.left, 3) << word.text;
    EXPECT_LE(word.bottom, card_height - 1) << word.text;
    if (word.top > 12.6 && word.left < 62) {
      EXPECT_LE(word.right, 62.4) << word.text;
    }
    EXPECT_LE(word.right, card_width - 2) << word.text;
  }
}

TEST(Front, RowsDoNotRunIntoEachOther) {
  std::vector<read_back::Word> firsts;  // the first word of each line of the data column
  for (const auto& word : read_back::pdf_words(render_front(face_of(longest()), mark)->pdf))
    if (word.left > 22 && word.left < 23.2 && word.top > 15 && word.bottom - word.top < 5) firsts.push_back(word);
  ASSERT_GE(firsts.size(), 16u);
  std::sort(firsts.begin(), firsts.end(), [](const auto& a, const auto& b) { return a.top < b.top; });
  for (std::size_t i = 1; i < firsts.size(); ++i) {
    const double line = firsts[i].bottom - firsts[i].top;  // ascent and descent, 1.12 em
    EXPECT_GT(firsts[i].top - firsts[i - 1].top, 0.94 * line) << firsts[i].text;
  }
}

TEST(Front, TheStreetIsAbbreviatedOnlyWhenItMust) {
  auto who = resident();
  who.address.street = "Jalan Melati Nomor 12";
  EXPECT_NE(text_of(face_of(who)).find("JALANMELATINOMOR12"), std::string::npos);
  who.address.street =
      "PERUMAHAN GRIYA CONTOH PERMAI INDAH BLOK AB-12 NOMOR 345 LORONG CEMPAKA WANGI SEBELAH UTARA RAYA";
  const auto rendered = render_front(face_of(who), mark);
  EXPECT_NE(
      read_back::squeezed(read_back::pdf_text(rendered->pdf)).find("PERUM.GRIYACONTOHPERMAIINDAHBLK.AB-12NO.345LR."),
      std::string::npos);
  ASSERT_EQ(rendered->report.fields.size(), 1u);
  EXPECT_TRUE(rendered->report.fields[0].abbreviated);
}

TEST(Front, WhatCannotBeReadIsRefused) {
  auto who = resident();
  who.address.village = std::string(900, 'W');
  EXPECT_EQ(render_front(face_of(who), mark).error(), ArtworkError::TooMuchText);
  who = resident();
  who.name = "李明";
  EXPECT_EQ(render_front(face_of(who), mark).error(), ArtworkError::GlyphMissing);
}

TEST(Front, ForeignersGetEnglishFieldsTheirCountryAndSinceJune2022Orange) {
  auto who = resident();
  who.citizenship = person::Citizenship::Wna;
  auto face = face_of(who);
  face.country = "Republic of Exampleland";
  face.valid_until = *Date::of(2019, 1, 31);
  const auto text = text_of(face);
  for (const char* want :
       {"Name", "Sex", "FEMALE", "MARRIED", "Nationality", "REPUBLICOFEXAMPLELAND", "ValidUntil", "31-01-2019"})
    EXPECT_NE(text.find(want), std::string::npos) << want;
  const auto corner = [&](const Date& issued) {
    face.issued = issued;
    const auto image = drawing::to_pixels(draw_front(face, mark)->scene.pages[0], Dpi(100)).value();
    const auto* p = image.rgb().data() + (static_cast<std::size_t>(image.width()) * 20 + 4) * 3;
    return p[0] > p[2] ? "orange" : "blue";
  };
  EXPECT_STREQ(corner(*Date::of(2019, 6, 1)), "blue");
  EXPECT_STREQ(corner(*Date::of(2022, 5, 31)), "blue");
  EXPECT_STREQ(corner(*Date::of(2022, 6, 1)), "orange");
}

TEST(Front, KotaAdministrasiIsLeftOutOfTheHead) {
  auto who = resident();
  who.address.district = "Kota Administrasi Khayal Pusat";
  const auto text = text_of(face_of(who));
  EXPECT_NE(text.find("PROVINSIKHAYALKHAYALPUSATNIK"), std::string::npos) << text;
}

TEST(BothFaces, CarrySpecimenAndHaveExactlyTheCardsSize) {
  for (const int dpi : {300, 600}) {
    const auto front = render_front(face_of(resident()), mark, Dpi(dpi));
    const auto back = render_back({"UJ0000123", *Date::of(2014, 2, 1)}, mark, Dpi(dpi));
    for (const auto* face : {&*front, &*back}) {
      EXPECT_EQ(read_back::png_size(face->png), dpi == 300 ? std::pair(1011u, 638u) : std::pair(2022u, 1275u));
      EXPECT_NE(read_back::squeezed(read_back::pdf_text(face->pdf)).find("SPESIMEN"), std::string::npos);
      // 85.60 x 53.98 mm in points
      EXPECT_NE(read_back::pdf_info(face->pdf).find("242.646 x 153.014 pts"), std::string::npos)
          << read_back::pdf_info(face->pdf);
    }
  }
}

TEST(BothFaces, BleedAddsAMillimetreOnEachSide) {
  const auto page = draw_front(face_of(resident()), mark, Edge::Bleed)->scene.pages[0];
  EXPECT_DOUBLE_EQ(page.width, 87.60);
  EXPECT_DOUBLE_EQ(page.height, 55.98);
  const auto image = drawing::to_pixels(page, Dpi(100)).value();
  EXPECT_LT(image.rgb()[0], 250);  // the design runs over the corner
}

TEST(BothFaces, EqualInputGivesEqualBytes) {
  EXPECT_EQ(render_front(face_of(resident()), mark)->pdf, render_front(face_of(resident()), mark)->pdf);
  EXPECT_EQ(render_front(face_of(resident()), mark)->png, render_front(face_of(resident()), mark)->png);
}

TEST(BothFaces, LookAsAccepted) {
  const auto front = drawing::to_pixels(draw_front(face_of(resident()), mark)->scene.pages[0], Dpi(150)).value();
  EXPECT_TRUE(read_back::looks_like(front, "card_front.txt", 5));
  const auto back =
      drawing::to_pixels(draw_back({"UJ0000123", *Date::of(2014, 2, 1)}, mark)->scene.pages[0], Dpi(150)).value();
  EXPECT_TRUE(read_back::looks_like(back, "card_back.txt", 5));
}

TEST(Back, TheQrCodeIsTheCardNumber) {
  const auto back = render_back({"UJ0000123", *Date::of(2014, 2, 1)}, mark);
  EXPECT_EQ(read_back::qr_text(back->png), "UJ0000123");
  EXPECT_NE(read_back::pdf_text(back->pdf).find("UJ0000123"), std::string::npos);
  EXPECT_EQ(read_back::pdf_text(back->pdf).find("REPUBLIK"), std::string::npos);
}

TEST(Background, RedForOddYearsBlueForEvenAndOnlyAWarning) {
  const auto odd = *Date::of(1987, 5, 14), even = *Date::of(1988, 5, 14);
  const auto red = portrait(200, 30, 30), blue = portrait(30, 60, 200), white = portrait(250, 250, 250);
  EXPECT_EQ(check_background(red, odd), std::nullopt);
  EXPECT_EQ(check_background(blue, even), std::nullopt);
  EXPECT_EQ(check_background(blue, odd), PortraitWarning::BackgroundNotRed);
  EXPECT_EQ(check_background(red, even), PortraitWarning::BackgroundNotBlue);
  EXPECT_EQ(check_background(white, even), PortraitWarning::BackgroundNotBlue);
  auto face = face_of(resident());
  face.portrait = white;
  const auto rendered = render_front(face, mark);
  ASSERT_TRUE(rendered);  // printed all the same
  EXPECT_EQ(rendered->report.portrait, PortraitWarning::BackgroundNotRed);
}

TEST(Upper, LatinLettersAndNothingElse) {
  EXPECT_EQ(detail::upper("rené šimić ÿ ju\u2019un ßł"), "RENÉ ŠIMIĆ Ÿ JU\u2019UN ßŁ");
  EXPECT_EQ(detail::upper("\xC3"), "\xC3");  // cut in the middle of a letter
}

RC_GTEST_PROP(Upper, TwiceIsOnceAndLengthStays, (const std::string& words)) {
  const auto once = detail::upper(words);
  RC_ASSERT(once.size() == words.size());
  RC_ASSERT(detail::upper(once) == once);
}

}  // namespace
}  // namespace ktpel::card
