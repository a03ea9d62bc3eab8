// SPDX-License-Identifier: Apache-2.0
// Goal: the papers of stock, shipping and call-up say everything they are given, whatever its length, and nothing
// overlaps or leaves the page; sums that do not hold are never printed. Method: poppler reads words and their places
// back, zbar the QR codes; values are long, empty, accented and random.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "documents/application_form.h"
#include "documents/blank_minutes.h"
#include "documents/card_lists.h"
#include "documents/clarification.h"
#include "documents/destruction_minutes.h"
#include "documents/manifest.h"
#include "documents/replacement_letter.h"
#include "documents/summons_batch.h"
#include "drawing/read_back_test.h"

namespace ktpel::documents {
namespace {

namespace read_back = drawing::read_back;
using person::Date;

Date day(int year, unsigned month, unsigned d) { return *Date::of(year, month, d); }

person::Biodata resident(const std::string& name = "SEKAR AYU", int serial = 1) {
  const auto born = day(1987, 5, 14);
  return {.nik = *person::Nik::compose("990101", born, person::Sex::Female, serial),
          .family_card = "9901010101120007",
          .name = name,
          .birthplace = "KHAYALAN",
          .born = born,
          .sex = person::Sex::Female,
          .blood = person::BloodType::AB,
          .address = {"JL. MELATI NO. 12", 3, 1, "990101", "1001", "Misal", "Uji", "Kabupaten Contoh", "Khayal"},
          .religion = person::Religion::Hindu,
          .marital = person::MaritalStatus::Kawin,
          .occupation = "GURU",
          .citizenship = person::Citizenship::Wni};
}

const std::string long_name = "MUHAMMAD ABDURRAHMAN WICAKSONO KUSUMANINGRAT SASTROWARDOYO A";
person::Biodata longest() {
  auto who = resident(long_name);
  who.birthplace = "KEPULAUAN CONTOH REKAAN SEBELAH BARAT DAYA U";
  who.address.street =
      "JL. RAYA CONTOH PERMAI INDAH KAV. AB-12 NO. 345 SEBELAH UTARA LAPANGAN CEMPAKA WANGI KHAYALAN BLOK Z";
  who.address.village = "Misal Tanjung Khayalan Perwakilan Uji Timura";
  who.address.subdistrict = "Percontohan Pulau Khayal Seberang Lautan Uji";
  who.address.district = "Kabupaten Percontohan Pulau Khayal Seberang Laut";
  return who;
}

const Office office{"Khayal", "Kabupaten Contoh", "Uji", "Jalan Khayalan Nomor 1, Misal 99011", "Misal"};
const Officer head{"Drs. Ahmad Percontohan, M.Si.", "990101199001011001", "Camat Uji"};
const Officer service{"Rina Misalkan, S.Sos.", "990202199202022002", "Petugas Pelayanan"};
const Officer contract{"Suroto Misalnya", "", "Kepala Desa Misal"};

biometric::GreyImage signature() {
  biometric::GreyImage out(160, 60, biometric::Dpi(300));
  for (int x = 10; x < 150; ++x)
    for (int d = 0; d < 4; ++d) out.at(x, 10 + (x * 7 / 10) % 40 + d) = 0;
  return out;
}
biometric::ColourImage portrait() { return {20, 30, std::vector<std::uint8_t>(20 * 30 * 3, 120)}; }

std::string text_of(const base::Bytes& pdf) { return read_back::squeezed(read_back::pdf_text(pdf)); }

void expect_holds(const base::Bytes& pdf, const std::vector<std::string>& wanted) {
  const auto text = text_of(pdf);
  for (const auto& want : wanted)
    EXPECT_NE(text.find(read_back::squeezed(want)), std::string::npos) << want << "\n" << text;
}

std::size_t count_in(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

int pages_of(const base::Bytes& pdf) {
  const auto info = read_back::pdf_info(pdf);
  return std::atoi(info.c_str() + info.find("Pages:") + 6);
}

/// What is wrong with the places of the words; empty if nothing is: all within the margins, no two over each other.
std::string misplaced(const base::Bytes& pdf) {
  std::vector<read_back::Word> words;
  for (const auto& word : read_back::pdf_words(pdf)) {
    if (word.bottom - word.top > 9) continue;                           // the queue number
    if (word.text.size() == 1 && word.right - word.left > 8) continue;  // the letters across the page
    if (word.left < 24 || word.right > 191 || word.top < 12 || word.bottom > 289) return "beyond: " + word.text;
    words.push_back(word);
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    for (std::size_t j = i + 1; j < words.size(); ++j) {
      const auto &a = words[i], &b = words[j];
      if (a.page != b.page) continue;
      // Boxes reach from the font's ascent to its descent, so lines set closely touch a little.
      const double across = std::min(a.right, b.right) - std::max(a.left, b.left);
      const double down = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
      if (across > 0.3 && down > 0.4 * std::min(a.bottom - a.top, b.bottom - b.top))
        return "over each other on page " + std::to_string(a.page) + ": " + a.text + " / " + b.text;
    }
  return "";
}

void expect_proper(const base::Bytes& pdf, int pages) {
  EXPECT_EQ(pages_of(pdf), pages);
  const auto text = text_of(pdf);
  EXPECT_EQ(count_in(text, "SPESIMEN"), static_cast<std::size_t>(pages));
  EXPECT_EQ(count_in(text, "tidakberlakusebagaidokumenkependudukan"), static_cast<std::size_t>(pages));
  EXPECT_EQ(count_in(text, "REPUBLIKINDONESIA"), 0u);
  EXPECT_EQ(misplaced(pdf), "");
}

Summons letter(const person::Biodata& who, int queue) {
  return {.office = office,
          .number = "470/" + std::to_string(100 + queue) + "/KEC.UJI/I/2012",
          .dated = day(2012, 1, 3),
          .to = who,
          .appointment = {day(2012, 1, 9), 8, 30},
          .place = "Kantor Kecamatan Uji",
          .bring = {},
          .queue = queue,
          .application = "990101-20120103-" + std::to_string(100 + queue),
          .signer = head};
}
SummonsBatch batch(std::vector<person::Biodata> people) {
  SummonsBatch out{.office = office,
                   .number = "470/0135/KEC.UJI/I/2012",
                   .dated = day(2012, 1, 3),
                   .village = "Misal",
                   .letters = {},
                   .signer = head,
                   .receiver = contract};
  for (const auto& who : people) out.letters.push_back(letter(who, static_cast<int>(out.letters.size()) + 1));
  return out;
}
ApplicationForm form(const person::Biodata& who) {
  return {.office = office,
          .request = FormRequest::Replacement,
          .who = who,
          .postal_code = "99011",
          .portrait = portrait(),
          .mark = Signed{signature()},
          .filed = {day(2012, 1, 3), 9, 5},
          .subdistrict_head = head,
          .village_head = contract,
          .registration = "990101-20120103-000123",
          .stamp = recorded_stamp({day(2012, 1, 9), 8, 52}, service, office)};
}
DestructionMinutes destruction(std::size_t count, const std::string& words = "lapisan terkelupas") {
  DestructionMinutes out{.office = office,
                         .number = "470/0018/BA/III/2012",
                         .at = {day(2012, 3, 30), 10, 0},
                         .place = "halaman kantor",
                         .order = "Surat nomor 470/0011",
                         .method = DestructionMethod::Burnt,
                         .pieces = {},
                         .chair = head,
                         .first_witness = service,
                         .second_witness = contract};
  for (std::size_t i = 0; i < count; ++i)
    out.pieces.push_back({static_cast<DestroyedKind>(i % 4), "UJ" + std::to_string(1000 + i), i % 2 ? "08A1B2C3" : "",
                          i % 3 ? words : "", i % 5 ? words : ""});
  return out;
}
Manifest shipment(std::size_t count, const std::string& name = "SEKAR AYU") {
  Manifest out{.office = office,
               .number = "470/0031/II/2012",
               .batch = "KIRIM-9901-20120203-01",
               .seal = "SEGEL-000231",
               .sent = {day(2012, 2, 3), 13, 30},
               .from = "Dinas Kabupaten Contoh",
               .to = "Kecamatan Uji",
               .carrier = "",
               .cards = {},
               .sender = head,
               .receiver = {"", "", "Petugas Operator"}};
  for (std::size_t i = 0; i < count; ++i)
    out.cards.push_back({"UJ" + std::to_string(1000 + i), "08A" + std::to_string(1000 + i),
                         resident("", static_cast<int>(i) + 1).nik, name});
  return out;
}
BlankMinutes blanks(BlankDay counted) {
  return {office, "470/0040/II/2012", {day(2012, 2, 3), 15, 30}, *BalancedDay::of(std::move(counted)), head, service};
}
ReplacementLetter suket(const person::Biodata& who) {
  return {.office = {"Khayal", "Kabupaten Contoh", "", "Jalan Percontohan Nomor 2", "Misal"},
          .number = "471.13/0217/III/2012",
          .dated = day(2012, 3, 1),
          .valid_until = last_valid_day(day(2012, 3, 1), 6),
          .who = who,
          .recorded = day(2012, 1, 9),
          .application = "990101-20120103-000123",
          .portrait = portrait(),
          .signer = {"Dra. Wulan Andaikan", "990404199404042004",
                     "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh"}};
}
ClarificationLetter clarification(const std::string& question = "Apakah keduanya orang yang sama?") {
  return {.office = {"", "", "", "Jalan Khayalan Raya Nomor 7", "Misal"},
          .number = "470/0007/PD/I/2012",
          .dated = day(2012, 1, 11),
          .to = "Kecamatan Uji, Kabupaten Contoh",
          .newer = {"990101-20120103-000123", resident().nik, "SEKAR AYU", day(2012, 1, 9), "Kecamatan Uji"},
          .earlier = {"990102-20111114-000456", resident("", 2).nik, long_name, day(2011, 11, 14), "Kecamatan Coba"},
          .question = question,
          .answer_by = day(2012, 1, 18),
          .signer = {"Ir. Laras Seumpama", "990707199707071007", "Petugas Ajudikasi"},
          .answer = {}};
}
OldCardList old_cards(std::vector<HandedOldCard> cards) {
  return {office, "470/0501/II/2012", {day(2012, 2, 29), 14, 0}, "Dinas Kabupaten Contoh", std::move(cards), service,
          head};
}
UncollectedList uncollected(std::vector<UncollectedCard> cards) {
  return {office, "470/0502/V/2012", {day(2012, 5, 31), 14, 0}, 90, std::move(cards), head};
}

TEST(BatchOfSummonses, HasEveryLetterOnItsOwnSheetAndAListOfAll) {
  const auto printed = summons_batch(batch({resident("SEKAR AYU", 1), resident("JOSÉ MÜLLER", 2), longest()}));
  ASSERT_TRUE(printed);
  EXPECT_TRUE(printed->left_out.empty());
  expect_proper(printed->pdf, 7);
  expect_holds(printed->pdf,
               {"470/101/KEC.UJI/I/2012", "470/103/KEC.UJI/I/2012", "JOSÉ MÜLLER", long_name, "DAFTAR SURAT PANGGILAN",
                "Kel/Desa Misal", "Senin, 9 Januari 2012", "Surat pada halaman ini: 3; sampai dengan halaman ini: 3",
                "Suroto Misalnya", "Halaman 2 dari 2"});
  for (const int i : {0, 2})
    EXPECT_EQ(read_back::qr_text(read_back::pdf_to_png(printed->pdf, 2 * i + 1, 150)),
              "990101-20120103-" + std::to_string(101 + i));
}

TEST(BatchOfSummonses, CallsEverybodyElseWhenOneNameCannotBePrinted) {
  const auto printed = summons_batch(batch({resident("SEKAR AYU", 1), resident("李明", 2), resident("SUPARMI", 3)}));
  ASSERT_TRUE(printed);
  EXPECT_EQ(printed->left_out, std::vector<std::size_t>{1});
  expect_proper(printed->pdf, 5);
  expect_holds(printed->pdf, {"SUPARMI", "tidak dapat dicetak", std::string(resident("", 2).nik.digits())});
}

TEST(FormF121, HoldsBoxesNamesAndTheHalfForTheApplicant) {
  const auto paper = application_form(form(resident()));
  ASSERT_TRUE(paper);
  expect_proper(*paper, 2);
  expect_holds(*paper, {"F-1.21",
                        "FORMULIR PERMOHONAN KARTU TANDA PENDUDUK (KTP)",
                        "WARGA NEGARA INDONESIA",
                        "Khayal",
                        "Kabupaten Contoh",
                        "SEKAR",
                        "9901015405870001",
                        "9901010101120007",
                        "JL. MELATI NO. 12",
                        "99011",
                        "Misal, 3 Januari 2012",
                        "Mengetahui",
                        "Camat Uji,",
                        "Kepala Desa Misal,",
                        "BUKTI PERMOHONAN",
                        "990101-20120103-000123",
                        "TELAH DIREKAM",
                        "09-01-2012  08.52 WIB",
                        "TATA CARA PENGISIAN",
                        "C. Penggantian; 3 Januari 2012, 09.05 WIB"});
  EXPECT_EQ(read_back::qr_text(read_back::pdf_to_png(*paper, 1, 150)), "990101-20120103-000123");
}

TEST(FormF121, CrossesTheOneKindAskedFor) {
  std::vector<double> crosses;
  for (const auto kind : {FormRequest::New, FormRequest::Extension, FormRequest::Replacement}) {
    auto f = form(resident());
    f.request = kind;
    const auto words = read_back::pdf_words(application_form(f).value());
    std::vector<read_back::Word> found;
    std::copy_if(words.begin(), words.end(), std::back_inserter(found),
                 [](const auto& w) { return w.page == 1 && w.text == "X"; });
    ASSERT_EQ(found.size(), 1u);
    crosses.push_back(found[0].left);
  }
  EXPECT_LT(crosses[0] + 20, crosses[1]);
  EXPECT_LT(crosses[1] + 20, crosses[2]);
}

TEST(FormF121, LongestAndEmptyValuesStayOnTheirPages) {
  auto f = form(longest());
  f.postal_code.clear();
  f.portrait.reset();
  f.stamp.reset();
  for (const auto& mark : {ApplicantMark(NotYetSigned{}), ApplicantMark(ThumbPrinted{signature()})}) {
    f.mark = mark;
    const auto paper = application_form(f);
    ASSERT_TRUE(paper);
    expect_proper(*paper, 2);
    expect_holds(*paper, {long_name, f.who.address.street, f.who.address.village, "(tempat cap perekaman)"});
    EXPECT_EQ(text_of(*paper).find("TELAHDIREKAM"), std::string::npos);
  }
}

TEST(MinutesOfDestruction, ListEveryPieceAndTheSums) {
  const auto paper = destruction_minutes(destruction(6));
  ASSERT_TRUE(paper);
  expect_proper(*paper, 1);
  expect_holds(*paper, {"BERITA ACARA PEMUSNAHAN", "Jumat, 30 Maret 2012", "halaman kantor", "Surat nomor 470/0011",
                        "dibakar sampai habis", "UJ1000", "UJ1005", "UID 08A1B2C3", "Blangko rusak 2",
                        "KTP-el rusak fisik 2", "KTP-el invalid (salah data) 1", "KTP lama 1", "Jumlah seluruhnya 6",
                        "Saksi pertama", "Saksi kedua", "Yang memusnahkan"});
}

TEST(MinutesOfDestruction, GoOnOverPagesWithoutLoss) {
  const auto paper = destruction_minutes(destruction(120, "lapisan terkelupas saat dicetak; kartu terlipat"));
  ASSERT_TRUE(paper);
  expect_proper(*paper, pages_of(*paper));
  const auto text = text_of(*paper);
  for (int i = 0; i < 120; ++i) EXPECT_EQ(count_in(text, "UJ" + std::to_string(1000 + i)), 1u) << i;
  EXPECT_NE(text.find("sampaidenganhalamanini:120"), std::string::npos);
  EXPECT_EQ(count_in(text, "(lanjutan)"), static_cast<std::size_t>(pages_of(*paper) - 1));
}

TEST(ManifestOfAShipment, CountsThePagesUpToTheWhole) {
  const auto paper = manifest(shipment(70));
  ASSERT_TRUE(paper);
  const int pages = pages_of(*paper);
  EXPECT_GE(pages, 3);
  expect_proper(*paper, pages);
  expect_holds(*paper, {"KIRIM-9901-20120203-01", "SEGEL-000231", "70 keping", "Dinas Kabupaten Contoh",
                        "Kecamatan Uji", "Yang mengirim", "Yang menerima", "sampai dengan halaman ini: 70"});
  const auto text = text_of(*paper);
  for (int i = 0; i < 70; ++i) EXPECT_EQ(count_in(text, "UJ" + std::to_string(1000 + i)), 1u);
  // "Jumlah pada halaman ini: N; sampai dengan halaman ini: M": the pages' own counts add up to the last M.
  int sum = 0;
  const std::string here = "Jumlahpadahalamanini:";
  for (auto at = text.find(here); at != std::string::npos; at = text.find(here, at + 1)) {
    sum += std::atoi(text.c_str() + at + here.size());
    EXPECT_NE(text.find(";sampaidenganhalamanini:" + std::to_string(sum), at), std::string::npos) << sum;
  }
  EXPECT_EQ(sum, 70);
  EXPECT_EQ(read_back::qr_text(read_back::pdf_to_png(*paper, 1, 150)), "KIRIM-9901-20120203-01|SEGEL-000231|70");
}

TEST(BlanksOfADay, CloseOnlyWhenTheSumHolds) {
  const BlankDay good{.carried = 5, .received = 10, .good = 7, .spoilt = {{"UJ1", "cip"}}, .stock = 7};
  EXPECT_TRUE(BalancedDay::of(good));
  for (auto change : {&BlankDay::carried, &BlankDay::received, &BlankDay::good, &BlankDay::stock}) {
    auto wrong = good;
    wrong.*change += 1;
    EXPECT_EQ(BalancedDay::of(wrong).error(), BlankError::SumDiffers);
  }
  auto wrong = good;
  wrong.spoilt.push_back({"UJ2", ""});
  EXPECT_EQ(BalancedDay::of(wrong).error(), BlankError::SumDiffers);
  wrong.stock -= 1;
  EXPECT_TRUE(BalancedDay::of(wrong));
  wrong.spoilt[1].serial = "UJ1";
  EXPECT_EQ(BalancedDay::of(wrong).error(), BlankError::SerialTwice);
  wrong.spoilt[1].serial = "";
  EXPECT_EQ(BalancedDay::of(wrong).error(), BlankError::SerialMissing);
}

TEST(BlanksOfADay, SumsDoNotComeRoundAtThirtyTwoBits) {
  EXPECT_EQ(BalancedDay::of({.carried = 4'294'967'295u, .received = 1, .good = 0, .spoilt = {}, .stock = 0}).error(),
            BlankError::SumDiffers);
}

TEST(BlanksOfADay, HoldEveryFigureAndSerial) {
  const auto paper = blank_minutes(blanks(
      {.carried = 420, .received = 1000, .good = 187, .spoilt = {{"UJ7", "cip mati"}, {"UJ8", ""}}, .stock = 1231}));
  ASSERT_TRUE(paper);
  expect_proper(*paper, 1);
  expect_holds(*paper, {"BERITA ACARA HARIAN BLANGKO", "Sisa hari sebelumnya 420", "Diterima hari ini 1000",
                        "Jumlah yang dipertanggungjawabkan 1420", "Menjadi KTP elektronik yang baik 187", "Rusak 2",
                        "Sisa, dihitung pada akhir hari 1231", "Jumlah 1420 = baik 187 + rusak 2 + sisa 1231: cocok.",
                        "UJ7 cip mati", "UJ8", "Penanggung jawab blangko", "Petugas kedua"});
  const auto none = blank_minutes(blanks({.carried = 0, .received = 0, .good = 0, .spoilt = {}, .stock = 0}));
  ASSERT_TRUE(none);
  expect_proper(*none, 1);
  expect_holds(*none, {"Tidak ada blangko rusak."});
}

TEST(LetterInPlaceOfACard, SaysWhoAndUntilWhenAlsoInItsCode) {
  const auto paper = replacement_letter(suket(resident()));
  ASSERT_TRUE(paper);
  expect_proper(*paper, 1);
  expect_holds(*paper, {"SURAT KETERANGAN PENGGANTI KTP ELEKTRONIK", "471.13/0217/III/2012", "SEKAR AYU",
                        "9901015405870001", "sampai dengan tanggal 31 Agustus 2012", "9 Januari 2012",
                        "990101-20120103-000123", "Dra. Wulan Andaikan", "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL"});
  EXPECT_EQ(read_back::qr_text(read_back::pdf_to_png(*paper, 1, 150)),
            "SUKET|471.13/0217/III/2012|9901015405870001|20120831");
}

TEST(LetterInPlaceOfACard, LongestValuesWithoutAPortraitStayOnOnePage) {
  auto l = suket(longest());
  l.portrait.reset();
  const auto paper = replacement_letter(l);
  ASSERT_TRUE(paper);
  expect_proper(*paper, 1);
  expect_holds(*paper, {long_name, l.who.address.street, l.who.address.village, l.who.address.subdistrict,
                        l.who.birthplace, "Pas foto"});
}

TEST(LetterInPlaceOfACard, LastsMonthsOfAnyLength) {
  EXPECT_EQ(last_valid_day(day(2012, 1, 3), 6), day(2012, 7, 2));
  EXPECT_EQ(last_valid_day(day(2012, 1, 1), 1), day(2012, 1, 31));
  EXPECT_EQ(last_valid_day(day(2012, 8, 31), 6), day(2013, 2, 28));
  EXPECT_EQ(last_valid_day(day(2011, 8, 31), 6), day(2012, 2, 29));
  EXPECT_EQ(last_valid_day(day(2012, 12, 15), 12), day(2013, 12, 14));
  EXPECT_EQ(last_valid_day(day(2012, 12, 31), 24), day(2014, 12, 30));
}

TEST(LetterOfClarification, AsksAndLeavesRoomOrHoldsTheAnswer) {
  const auto asked = clarification_letter(clarification());
  ASSERT_TRUE(asked);
  expect_proper(*asked, pages_of(*asked));
  expect_holds(*asked, {"PUSAT DATA KTP ELEKTRONIK", "Klarifikasi Data Ganda", "Kecamatan Uji, Kabupaten Contoh",
                        "990101-20120103-000123", "990102-20111114-000456", long_name, "14 November 2011",
                        "Apakah keduanya orang yang sama?", "Rabu, 18 Januari 2012", "Jawaban tempat pelayanan",
                        "Yang menjawab,"});
  EXPECT_EQ(read_back::qr_text(read_back::pdf_to_png(*asked, 1, 150)), "990101-20120103-000123");
  auto letter = clarification();
  letter.answer =
      ClarificationAnswer{"Ya, orang yang sama.", {"fotokopi Kartu Keluarga;"}, {day(2012, 1, 16), 11, 20}, service};
  const auto answered = clarification_letter(letter);
  ASSERT_TRUE(answered);
  expect_holds(*answered, {"Ya, orang yang sama.", "fotokopi Kartu Keluarga;", "16 Januari 2012, 11.20 WIB",
                           "Rina Misalkan, S.Sos."});
  EXPECT_EQ(text_of(*answered).find("Yangmenjawab"), std::string::npos);
}

TEST(LetterOfClarification, AQuestionLongerThanAPageGoesOnWithoutLoss) {
  std::string question;
  for (int i = 0; i < 900; ++i) question += "kata" + std::to_string(i) + " ";
  const auto paper = clarification_letter(clarification(question));
  ASSERT_TRUE(paper);
  EXPECT_GT(pages_of(*paper), 2);
  expect_proper(*paper, pages_of(*paper));
  const auto text = text_of(*paper);
  for (int i = 0; i < 900; ++i) EXPECT_NE(text.find("kata" + std::to_string(i)), std::string::npos) << i;
}

TEST(ListOfOldCards, TellsCardsFromPoliceLetters) {
  const auto paper = old_card_list(
      old_cards({{resident().nik, "SEKAR AYU", OldCardWithdrawn{"12345"}, true, day(2012, 2, 6)},
                 {resident().nik, long_name, OldCardWithdrawn{"777"}, false, day(2012, 2, 7)},
                 {resident().nik, "SUPARMI", OldCardLost{"SKTLK/9", day(2012, 2, 1)}, true, day(2012, 2, 8)}}));
  ASSERT_TRUE(paper);
  expect_proper(*paper, 1);
  expect_holds(*paper,
               {"DAFTAR PENYERAHAN KTP LAMA", "KTP lama nomor 12345, sudah dilubangi",
                "KTP lama nomor 777, belum dilubangi", "hilang: surat Kepolisian nomor SKTLK/9 tanggal 01-02-2012",
                "06-02-2012", "2 keping KTP lama dan 1 surat keterangan kehilangan", "Yang menyerahkan"});
  const auto none = old_card_list(old_cards({}));
  ASSERT_TRUE(none);
  expect_holds(*none, {"Tidak ada KTP lama yang diserahkan."});
}

TEST(ListOfUncollectedCards, CountsDaysOldestFirstAndMarksWhatGoesBack) {
  const auto paper = uncollected_list(
      uncollected({{resident("", 1).nik, "BARU", "UJ1", day(2012, 5, 30), 0, std::nullopt},
                   {resident("", 2).nik, "LAMA", "UJ2", day(2012, 2, 29), 2, day(2012, 5, 1)},     // 92 days
                   {resident("", 3).nik, "BATAS", "UJ3", day(2012, 3, 2), 1, day(2012, 4, 1)}}));  // 90 days: not yet
  ASSERT_TRUE(paper);
  expect_proper(*paper, 1);
  const auto text = text_of(*paper);
  EXPECT_LT(text.find("LAMA"), text.find("BATAS"));
  EXPECT_LT(text.find("BATAS"), text.find("BARU"));
  expect_holds(*paper, {"92 (kembalikan)", "2 kali, 01-05-2012", "Belum diambil 3 keping; 1 keping"});
  EXPECT_EQ(count_in(text, "(kembalikan)"), 1u);
  EXPECT_NE(text.find("90"), std::string::npos);
  EXPECT_EQ(text.find("90(kembalikan)"), std::string::npos);
}

TEST(EveryPaper, RefusesALetterThatNoFontHas) {
  EXPECT_EQ(application_form(form(resident("李明"))).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(destruction_minutes(destruction(3, "李明")).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(manifest(shipment(2, "李明")).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(replacement_letter(suket(resident("李明"))).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(clarification_letter(clarification("李明")).error(), drawing::DrawingError::GlyphMissing);
}

/// Words of odd lengths and letters, as people write them.
std::string odd_text(int most) {
  static const std::vector<std::string> bits = {"A",   "ÄÖÜ",      "É",  "ñ",      "Š",
                                                "ø",   "'",        "-",  " ",      "  ",
                                                ".",   ",",        "/",  "WIDODO", "SUPERCALIFRAGILISTIK",
                                                "(1)", "&",        "\"", "<b>",    "%s",
                                                "{x}", "e\xCC\x81"};
  std::string out;
  for (int i = *rc::gen::inRange(0, most); i > 0; --i) {
    const auto bit = *rc::gen::elementOf(bits);
    out += bit;
    if (*rc::gen::inRange(0, 3) == 0) out += " ";
  }
  return out;
}

void expect_placed(const Paper& paper) {
  if (!paper) {
    RC_ASSERT(paper.error() == drawing::DrawingError::GlyphMissing);
    return;
  }
  const auto wrong = misplaced(*paper);
  if (!wrong.empty()) RC_FAIL(wrong);
}

RC_GTEST_PROP(EveryPaper, KeepsOddAndLongTextsInTheirPlaces, ()) {
  auto who = resident(odd_text(14));
  who.birthplace = odd_text(10);
  who.address.street = odd_text(24);
  who.address.village = odd_text(10);
  who.address.subdistrict = odd_text(10);
  switch (*rc::gen::inRange(0, 6)) {
    case 0: {
      auto f = form(who);
      f.postal_code = odd_text(3);
      if (*rc::gen::arbitrary<bool>()) f.stamp.reset();
      return expect_placed(application_form(f));
    }
    case 1:
      return expect_placed(destruction_minutes(destruction(*rc::gen::inRange<std::size_t>(1, 40), odd_text(20))));
    case 2:
      return expect_placed(manifest(shipment(*rc::gen::inRange<std::size_t>(1, 60), odd_text(16))));
    case 3:
      return expect_placed(replacement_letter(suket(who)));
    case 4: {
      auto letter = clarification(odd_text(120));
      letter.newer.name = odd_text(16);
      letter.to = odd_text(16);
      if (*rc::gen::arbitrary<bool>())
        letter.answer =
            ClarificationAnswer{odd_text(200), {odd_text(20), odd_text(20)}, {day(2012, 1, 16), 11, 20}, service};
      return expect_placed(clarification_letter(letter));
    }
    default:
      std::vector<UncollectedCard> cards;
      for (int i = *rc::gen::inRange(0, 40); i > 0; --i)
        cards.push_back({resident().nik, odd_text(16), odd_text(6), day(2012, 1, 1), 1, day(2012, 2, 1)});
      return expect_placed(uncollected_list(uncollected(cards)));
  }
}

}  // namespace
}  // namespace ktpel::documents
