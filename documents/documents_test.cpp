// SPDX-License-Identifier: Apache-2.0
// Goal: each paper says everything it is given, on the pages it should take, and cannot be mistaken for an
// official one. Method: poppler reads text, places and page counts back, zbar the QR code; the longest legal
// values are in the fixture.
#include <gtest/gtest.h>

#include <algorithm>

#include "documents/receipt.h"
#include "documents/return_minutes.h"
#include "documents/summons.h"
#include "documents/truth_statement.h"
#include "drawing/read_back_test.h"

namespace ktpel::documents {
namespace {

namespace read_back = drawing::read_back;
using person::Date;

Date day(int year, unsigned month, unsigned d) { return *Date::of(year, month, d); }

person::Biodata resident() {
  const auto born = day(1987, 5, 14);
  return {.nik = *person::Nik::compose("990101", born, person::Sex::Female, 1),
          .family_card = "9901010101120007",
          .name = "SEKAR AYU",
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

person::Biodata longest() {
  auto who = resident();
  who.name = "MUHAMMAD ABDURRAHMAN WICAKSONO KUSUMANINGRAT SASTROWARDOYO A";
  who.birthplace = "KEPULAUAN CONTOH REKAAN SEBELAH BARAT DAYA U";
  who.address.street =
      "JL. RAYA CONTOH PERMAI INDAH KAV. AB-12 NO. 345 SEBELAH UTARA LAPANGAN CEMPAKA WANGI KHAYALAN BLOK Z";
  who.address.village = "Misal Tanjung Khayalan Perwakilan Uji Timura";
  who.address.subdistrict = "Percontohan Pulau Khayal Seberang Lautan Uji";
  who.address.district = "Kabupaten Percontohan Pulau Khayal Seberang Laut";
  return who;
}

Office office() { return {"Khayal", "Kabupaten Contoh", "Uji", "Jalan Khayalan Nomor 1, Misal 99011", "Misal"}; }
const Officer head{"Drs. Ahmad Percontohan, M.Si.", "990101199001011001", "Camat Uji"};
const Officer service{"Rina Misalkan, S.Sos.", "990202199202022002", "Petugas Pelayanan"};
const Officer operating{"Bagus Umpama, A.Md.", "990303199303031003", "Petugas Operator"};
const Captured sealed{{day(2012, 1, 9), 8, 52}, service};

std::vector<FingerResult> fingers() {
  return {{"Telunjuk kanan", 87.4, 40, true, {day(2012, 2, 6), 9, 14}},
          {"Telunjuk kiri", 11.8, 40, false, {day(2012, 2, 6), 9, 15}}};
}

biometric::GreyImage signature() {
  biometric::GreyImage out(160, 60, biometric::Dpi(300));
  for (int x = 10; x < 150; ++x)
    for (int d = 0; d < 4; ++d) out.at(x, 10 + (x * 7 / 10) % 40 + d) = 0;
  return out;
}

Summons letter(const person::Biodata& who) {
  return {.office = office(),
          .number = "470/0123/KEC.UJI/I/2012",
          .dated = day(2012, 1, 3),
          .to = who,
          .appointment = {day(2012, 1, 9), 8, 30},
          .place = "Kantor Kecamatan Uji",
          .bring = {},
          .queue = 27,
          .application = "990101-20120103-000123",
          .signer = head};
}
Collected collected(PickUpWord word) {
  const bool failed = word == PickUpWord::Gagal;
  return {sealed,
          word,
          {day(2012, 2, 6), 9, 16},
          fingers(),
          failed ? 171 : 0,
          failed ? "sidik jari telunjuk kiri tidak cocok" : "",
          operating};
}
Receipt receipt_for(const person::Biodata& who, OldCard old_card) {
  return {.office = office(),
          .number = "470/0456/TT/II/2012",
          .handed = {day(2012, 2, 6), 9, 18},
          .who = who,
          .card_number = "UJ0000123",
          .chip_uid = "08A1B2C3",
          .application = "990101-20120103-000123",
          .fingers = fingers(),
          .old_card = std::move(old_card),
          .signature = signature(),
          .service_officer = service,
          .operator_ = operating};
}
ReturnMinutes minutes(const person::Biodata& who, std::size_t count) {
  const std::string findings = "Telunjuk kiri 11,8 tidak cocok (ambang 40,0), 5 kali percobaan";
  return {.office = office(),
          .number = "470/0457/BA/II/2012",
          .at = {day(2012, 2, 6), 14, 0},
          .from = {"Kecamatan Uji", operating},
          .to = {"Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh",
                 {"Dra. Wulan Andaikan", "990404199404042004", "Administrator Dinas"}},
          .cards = std::vector<ReturnedCard>(
              count, {who.nik, who.name, "UJ0000123", "08A1B2C3", ReturnCause::FingerDiffers, 171, findings}),
          .seal = "SEGEL-UJI-00017",
          .witness = service};
}
TruthStatement statement(const person::Biodata& who) {
  return {.office = office(),
          .application = "990101-20120103-000123",
          .at = {day(2012, 1, 9), 8, 47},
          .who = who,
          .recorded = "pas foto, tanda tangan, sepuluh sidik jari dan iris kedua mata",
          .record_hash = base::sha256("rekaman"),
          .signature = signature(),
          .operator_ = operating,
          .operator_finger_at = {day(2012, 1, 9), 8, 48}};
}

std::string text_of(const Paper& paper) { return read_back::squeezed(read_back::pdf_text(paper.value())); }

void expect_holds(const Paper& paper, const std::vector<std::string>& wanted) {
  const auto text = text_of(paper);
  for (const auto& want : wanted)
    EXPECT_NE(text.find(read_back::squeezed(want)), std::string::npos) << want << "\n" << text;
}

int pages_of(const Paper& paper) {
  const auto info = read_back::pdf_info(paper.value());
  return std::atoi(info.c_str() + info.find("Pages:") + 6);
}

/// A paper of ours: so many pages, each marked, nothing over its margins.
void expect_proper(const Paper& paper, int pages) {
  ASSERT_TRUE(paper);
  EXPECT_EQ(pages_of(paper), pages);
  const auto text = text_of(paper);
  const auto count = [&](const std::string& what) {
    int found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("SPESIMEN"), pages);
  EXPECT_EQ(count("tidakberlakusebagaidokumenkependudukan"), pages);
  EXPECT_EQ(count("REPUBLIKINDONESIA"), 0);
  for (const auto& word : read_back::pdf_words(paper.value())) {
    if (word.bottom - word.top > 9) continue;  // the queue number, the letters across the page
    EXPECT_GE(word.left, 24) << word.text;
    EXPECT_LE(word.right, 191) << word.text;
    EXPECT_LE(word.bottom, 297 - 8) << word.text;
  }
}

TEST(SummonsLetter, SaysWhoWhenWhereAndWhatToBring) {
  const auto paper = summons(letter(resident()));
  expect_proper(paper, 2);
  expect_holds(paper, {"PEMERINTAH KABUPATEN CONTOH",
                       "KECAMATAN UJI",
                       "Provinsi Khayal",
                       "470/0123/KEC.UJI/I/2012",
                       "Panggilan Perekaman KTP Elektronik",
                       "Misal, 3 Januari 2012",
                       "Kepada Yth.",
                       "SEKAR AYU",
                       "NIK 9901015405870001",
                       "JL. MELATI NO. 12",
                       "RT/RW 003/001, Kel/Desa Misal",
                       "Senin, 9 Januari 2012",
                       "08.30 WIB",
                       "Kantor Kecamatan Uji",
                       "fotokopi Kartu Keluarga",
                       "surat pengantar dari RT/RW",
                       "KTP lama",
                       "NOMOR ANTRIAN",
                       "027",
                       "990101-20120103-000123",
                       "Camat Uji,",
                       "Drs. Ahmad Percontohan, M.Si.",
                       "NIP 990101199001011001"});
}

TEST(SummonsLetter, TheCallerMayNameOtherPapersToBring) {
  auto moved = letter(resident());
  moved.bring = {"surat keterangan pindah;"};
  const auto text = text_of(summons(moved));
  EXPECT_NE(text.find("suratketeranganpindah;"), std::string::npos);
  EXPECT_EQ(text.find("fotokopiKartuKeluarga"), std::string::npos);
}

TEST(SummonsLetter, TheQrCodeIsTheApplicationNumber) {
  const auto paper = summons(letter(resident()));
  EXPECT_EQ(read_back::qr_text(read_back::pdf_to_png(paper.value(), 1, 150)), "990101-20120103-000123");
}

TEST(SummonsLetter, EachStateShowsWhatHasHappenedAndNoMore) {
  const auto fresh = text_of(summons(letter(resident())));
  EXPECT_EQ(fresh.find("TELAHDIREKAM"), std::string::npos);
  EXPECT_EQ(fresh.find("Hasilpemadanan"), std::string::npos);
  const auto captured = summons(letter(resident()), sealed);
  expect_holds(captured, {"TELAH DIREKAM", "09-01-2012 08.52 WIB", "Rina Misalkan, S.Sos.", "990202199202022002"});
  EXPECT_EQ(text_of(captured).find("Hasilpemadanan"), std::string::npos);
  const auto good = summons(letter(resident()), collected(PickUpWord::Berhasil));
  expect_holds(good, {"TELAH DIREKAM", "Hasil: berhasil", "6 Februari 2012, 09.16 WIB", "87,4", "40,0", "11,8",
                      "Bagus Umpama, A.Md."});
  EXPECT_EQ(text_of(good).find("(kode"), std::string::npos);
  const auto bad = summons(letter(resident()), collected(PickUpWord::Gagal));
  expect_holds(bad, {"Hasil: gagal", "sidik jari telunjuk kiri tidak cocok (kode 171)", "secara berjenjang"});
}

TEST(SummonsLetter, TheWordStandsBehindTheNameOfTheResident) {
  for (const auto word : {PickUpWord::Berhasil, PickUpWord::Gagal}) {
    const std::string written = word == PickUpWord::Berhasil ? "berhasil" : "gagal";
    const auto words = read_back::pdf_words(summons(letter(resident()), collected(word)).value());
    const auto in_table = [&](const std::string& text, double height) {
      return std::find_if(words.begin(), words.end(), [&](const auto& w) {
        return w.page == 2 && w.text == text && w.bottom - w.top > height && w.top > 60 && w.top < 95;
      });
    };
    const auto name = in_table("SEKAR", 0), result = in_table(written, 5);
    ASSERT_NE(name, words.end());
    ASSERT_NE(result, words.end()) << written;
    EXPECT_GT(result->left, name->right);
    EXPECT_LT(std::abs((result->top + result->bottom) - (name->top + name->bottom)) / 2, 14);  // the same row
    EXPECT_EQ(in_table(written == "gagal" ? "berhasil" : "gagal", 0), words.end());
  }
}

TEST(SummonsLetter, LongestValuesStayOnOneSheet) {
  const auto who = longest();
  for (const auto& state :
       {SummonsState(NotYetCaptured{}), SummonsState(sealed), SummonsState(collected(PickUpWord::Gagal))}) {
    auto long_letter = letter(who);
    long_letter.bring = {"fotokopi Kartu Keluarga;", "surat pengantar dari RT/RW;", "surat keterangan pindah;",
                         "KTP elektronik yang rusak;", "KTP lama, bila ada."};
    long_letter.place = "Balai Pertemuan Kecamatan Percontohan Pulau Khayal Seberang, Jalan Khayalan Nomor 1, lantai 2";
    const auto paper = summons(long_letter, state);
    expect_proper(paper, 2);
    expect_holds(
        paper, {who.name, who.address.street, who.address.village, who.address.subdistrict, "NIP 990101199001011001"});
  }
}

TEST(ReceiptOfCard, HoldsEveryField) {
  const auto paper = receipt(receipt_for(resident(), OldCardWithdrawn{"9901015405870001"}));
  expect_proper(paper, 1);
  expect_holds(paper, {"TANDA TERIMA KTP ELEKTRONIK",
                       "Nomor: 470/0456/TT/II/2012",
                       "Senin, 6 Februari 2012",
                       "09.18 WIB",
                       "SEKAR AYU",
                       "9901015405870001",
                       "KHAYALAN, 14 Mei 1987",
                       "UJ0000123",
                       "08A1B2C3",
                       "990101-20120103-000123",
                       "Telunjuk kanan",
                       "87,4",
                       "06-02-2012 09.14 WIB",
                       "Telunjuk kiri",
                       "11,8",
                       "tidak cocok",
                       "KTP lama bernomor 9901015405870001 telah ditarik",
                       "Penerima",
                       "Bagus Umpama, A.Md.",
                       "Rina Misalkan, S.Sos.",
                       "Petugas Pelayanan",
                       "Petugas Operator"});
}

TEST(ReceiptOfCard, SaysWhatBecameOfTheOldCard) {
  expect_holds(receipt(receipt_for(resident(), NoOldCard{})), {"Tidak ada KTP lama"});
  expect_holds(receipt(receipt_for(resident(), OldCardLost{"SKTLK/99/I/2012", day(2012, 1, 2)})),
               {"SKTLK/99/I/2012 tanggal 2 Januari 2012"});
}

TEST(ReceiptOfCard, LongestValuesStayOnOnePage) {
  const auto who = longest();
  const auto paper = receipt(receipt_for(who, OldCardLost{"SKTLK/99/I/2012", day(2012, 1, 2)}));
  expect_proper(paper, 1);
  expect_holds(paper, {who.name, who.address.street, who.address.village, who.address.subdistrict, who.address.district,
                       who.birthplace});
}

TEST(MinutesOfReturn, HoldEveryField) {
  const auto paper = return_minutes(minutes(resident(), 1));
  expect_proper(paper, 1);
  expect_holds(paper, {"BERITA ACARA PENGEMBALIAN KTP ELEKTRONIK", "470/0457/BA/II/2012", "Senin, 6 Februari 2012",
                       "14.00 WIB", "PIHAK PERTAMA", "PIHAK KEDUA", "Dra. Wulan Andaikan", "Administrator Dinas",
                       "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh", "SEKAR AYU", "9901015405870001",
                       "UJ0000123", "UID 08A1B2C3", "Sidik jari tidak sesuai (kode 171)", "11,8 tidak cocok",
                       "1 keping", "SEGEL-UJI-00017", "Saksi", "secara berjenjang"});
}

TEST(MinutesOfReturn, NameEachCause) {
  auto m = minutes(resident(), 1);
  for (const auto& [cause, words] :
       {std::pair(ReturnCause::ChipUnreadable, "Cip tidak terbaca"), std::pair(ReturnCause::WrongData, "Salah data"),
        std::pair(ReturnCause::Damaged, "Rusak fisik")}) {
    m.cards[0].cause = cause;
    expect_holds(return_minutes(m), {words});
  }
}

TEST(MinutesOfReturn, SixLongCardsGoOnWithoutLoss) {
  const auto paper = return_minutes(minutes(longest(), 6));
  ASSERT_TRUE(paper);
  expect_proper(paper, pages_of(paper));
  EXPECT_LE(pages_of(paper), 2);
  const auto text = text_of(paper);
  std::size_t found = 0;
  for (auto at = text.find("UID08A1B2C3"); at != std::string::npos; at = text.find("UID08A1B2C3", at + 1)) ++found;
  EXPECT_EQ(found, 6u);
  expect_holds(paper, {"6 keping"});
}

TEST(MinutesOfReturn, FindingsOfAnyLengthGoOnOverThePages) {
  auto m = minutes(longest(), 6);
  for (auto& card : m.cards)
    for (int i = 0; i < 12; ++i) card.findings += "; percobaan " + std::to_string(i) + " tidak cocok";
  const auto paper = return_minutes(m);
  ASSERT_TRUE(paper);
  EXPECT_GT(pages_of(paper), 2);
  expect_proper(paper, pages_of(paper));
  const auto text = text_of(paper);
  std::size_t found = 0;
  for (auto at = text.find("percobaan11tidakcocok"); at != std::string::npos;
       at = text.find("percobaan11tidak", at + 1))
    ++found;
  EXPECT_EQ(found, 6u);
}

TEST(TruthOfData, NamesWhatIsLeftOutAndTheWitnessOfAMark) {
  auto s = statement(resident());
  s.left_out = "jari manis kanan (diperban/luka); disetujui wati";
  s.mark = TruthStatement::Marked{"cap jempol", "SAKSI UJI", "9901010101800001", "anak"};
  const auto paper = truth_statement(s);
  expect_proper(paper, 1);
  expect_holds(paper, {"Tidak direkam: jari manis kanan (diperban/luka); disetujui wati.", "cap jempol", "SAKSI UJI",
                       "9901010101800001"});
}

TEST(TruthOfData, ListsEveryFieldTheHashAndTheOperatorsFinger) {
  const auto s = statement(resident());
  const auto paper = truth_statement(s);
  expect_proper(paper, 1);
  expect_holds(paper, {"PERNYATAAN KEBENARAN DATA",
                       "Nomor permohonan: 990101-20120103-000123",
                       "NIK: 9901015405870001",
                       "9901010101120007",
                       "SEKAR AYU",
                       "KHAYALAN, 14 Mei 1987",
                       "PEREMPUAN",
                       "Golongan darah: AB",
                       "JL. MELATI NO. 12",
                       "003/001",
                       "Misal",
                       "Uji",
                       "Kabupaten Contoh",
                       "Khayal",
                       "HINDU",
                       "KAWIN",
                       "GURU",
                       "WNI",
                       s.recorded,
                       "sanksi",
                       "9 Januari 2012, 08.47 WIB",
                       "9 Januari 2012, 08.48 WIB",
                       s.record_hash.hex(),
                       "Bagus Umpama, A.Md.",
                       "Yang menyatakan"});
}

TEST(TruthOfData, LongestValuesStayOnOnePage) {
  const auto who = longest();
  const auto paper = truth_statement(statement(who));
  expect_proper(paper, 1);
  expect_holds(paper, {who.name, who.address.street, who.address.village, who.address.subdistrict, who.address.district,
                       who.birthplace});
}

TEST(Papers, EqualInputGivesEqualBytes) {
  EXPECT_EQ(summons(letter(resident()), sealed).value(), summons(letter(resident()), sealed).value());
  EXPECT_EQ(truth_statement(statement(resident())).value(), truth_statement(statement(resident())).value());
}

TEST(Papers, ANameThatCannotBePrintedIsAnError) {
  auto who = resident();
  who.name = "李明";
  EXPECT_EQ(summons(letter(who)).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(receipt(receipt_for(who, NoOldCard{})).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(return_minutes(minutes(who, 1)).error(), drawing::DrawingError::GlyphMissing);
  EXPECT_EQ(truth_statement(statement(who)).error(), drawing::DrawingError::GlyphMissing);
}

TEST(Moments, AreWrittenAsLettersWriteThem) {
  const Moment at{day(2012, 1, 3), 8, 5, "WITA"};
  EXPECT_EQ(at.hour_words(), "08.05 WITA");
  EXPECT_EQ(at.printed(), "3 Januari 2012, 08.05 WITA");
}

}  // namespace
}  // namespace ktpel::documents
