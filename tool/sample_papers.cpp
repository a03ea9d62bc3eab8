// SPDX-License-Identifier: Apache-2.0
#include "tool/sample_papers.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/phrase.h"
#include "documents/application_form.h"
#include "documents/blank_minutes.h"
#include "documents/card_lists.h"
#include "documents/clarification.h"
#include "documents/destruction_minutes.h"
#include "documents/letter_number.h"
#include "documents/manifest.h"
#include "documents/receipt.h"
#include "documents/replacement_letter.h"
#include "documents/return_minutes.h"
#include "documents/slots.h"
#include "documents/summons_batch.h"
#include "documents/truth_statement.h"

namespace ktpel::tool::samples {

using base::phrase;
using documents::Captured;
using documents::Collected;
using documents::FingerResult;
using documents::Moment;
using documents::Officer;
using documents::PickUpWord;

/// A drawn figure that nobody could take for a person: shoulders, head and hair as plain shapes.
biometric::ColourImage figure(bool red_background) {
  constexpr int width = 480, height = 640;
  std::vector<std::uint8_t> rgb;
  rgb.reserve(static_cast<std::size_t>(width) * height * 3);
  const auto inside = [](double x, double y, double cx, double cy, double rx, double ry) {
    return (x - cx) * (x - cx) / (rx * rx) + (y - cy) * (y - cy) / (ry * ry) <= 1;
  };
  for (int py = 0; py < height; ++py)
    for (int px = 0; px < width; ++px) {
      const double x = (px + 0.5) / width, y = (py + 0.5) / width;  // 0..1 across, 0..1.333 down
      std::array<int, 3> c = red_background ? std::array{196, 34, 38} : std::array{36, 88, 190};
      const double lit = 1.06 - 0.12 * y;
      if (inside(x, y, 0.5, 1.50, 0.46, 0.52)) c = {236, 238, 240};    // shirt
      if (inside(x, y, 0.5, 1.02, 0.115, 0.20)) c = {176, 128, 96};    // neck
      if (inside(x, y, 0.5, 0.50, 0.245, 0.28)) c = {38, 32, 30};      // hair
      if (inside(x, y, 0.5, 0.61, 0.215, 0.285)) c = {198, 148, 112};  // face
      if (inside(x, y, 0.5, 0.34, 0.200, 0.085)) c = {38, 32, 30};     // fringe
      if (inside(x, y, 0.415, 0.585, 0.026, 0.014) || inside(x, y, 0.585, 0.585, 0.026, 0.014)) c = {40, 28, 24};
      if (inside(x, y, 0.415, 0.535, 0.045, 0.008) || inside(x, y, 0.585, 0.535, 0.045, 0.008)) c = {50, 38, 32};
      if (inside(x, y, 0.5, 0.675, 0.026, 0.016)) c = {176, 124, 94};
      if (inside(x, y, 0.5, 0.765, 0.066, 0.014)) c = {150, 78, 72};
      for (const int channel : c) rgb.push_back(static_cast<std::uint8_t>(std::clamp(channel * lit, 0.0, 255.0)));
    }
  return {width, height, std::move(rgb)};
}

/// A pen stroke along a made-up curve.
biometric::GreyImage scribble(double phase) {
  biometric::GreyImage out(600, 220, biometric::Dpi(300));
  constexpr int steps = 5200;
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps, a = t * 6.2832;
    const double x = 60 + 450 * t + 38 * std::sin(5 * a + phase), fade = 1 - 0.55 * t;
    const double y = 112 - fade * (62 * std::sin(4 * a + phase) + 22 * std::cos(9 * a)) + 14 * t;
    const double radius = 2.2 + 1.3 * std::sin(3 * a + phase);
    for (int dy = -5; dy <= 5; ++dy)
      for (int dx = -5; dx <= 5; ++dx) {
        const int px = static_cast<int>(x) + dx, py = static_cast<int>(y) + dy;
        if (px < 0 || py < 0 || px >= out.width() || py >= out.height()) continue;
        const double cover = std::clamp(radius + 0.5 - std::hypot(px - x, py - y), 0.0, 1.0);
        out.at(px, py) = std::min(out.at(px, py), static_cast<std::uint8_t>(255 - 235 * cover));
      }
  }
  return out;
}

person::Date day(int year, unsigned month, unsigned d) { return *person::Date::of(year, month, d); }

person::Biodata resident() {
  const auto born = day(1987, 5, 14);
  return {.nik = *person::Nik::compose("990101", born, person::Sex::Female, 1),
          .family_card = "9901010101120007",
          .name = "SEKAR AYU CONTOHWATI",
          .birthplace = "KHAYALAN",
          .born = born,
          .sex = person::Sex::Female,
          .blood = person::BloodType::O,
          .address = {.street = "JL. MELATI NO. 12",
                      .rt = 3,
                      .rw = 1,
                      .area = "990101",
                      .village_code = "1001",
                      .village = "Misal",
                      .subdistrict = "Uji",
                      .district = "Kabupaten Contoh",
                      .province = "Khayal"},
          .religion = person::Religion::Islam,
          .marital = person::MaritalStatus::Kawin,
          .occupation = "Guru",
          .citizenship = person::Citizenship::Wni};
}

/// The longest values the law and the region list allow.
person::Biodata longest_resident() {
  auto who = resident();
  who.born = day(1990, 12, 31);
  who.nik = *person::Nik::compose("990101", who.born, person::Sex::Male, 9999);
  who.sex = person::Sex::Male;
  who.blood = person::BloodType::TidakTahu;
  who.name = "MUHAMMAD ABDURRAHMAN WICAKSONO KUSUMANINGRAT SASTROWARDOYO A";
  who.birthplace = "KEPULAUAN KHAYALAN SELATAN DAN SEKITARNYA";
  who.address.street =
      "PERUMAHAN GRIYA CONTOH PERMAI INDAH BLOK AB-12 NOMOR 345 LORONG CEMPAKA WANGI SEBELAH UTARA RAYA 100";
  who.address.village = "Misal Tanjung Khayalan Perwakilan Uji Timura";
  who.address.subdistrict = "Percontohan Pulau Khayal Seberang Lautan Uji";
  who.religion = person::Religion::Kepercayaan;
  who.marital = person::MaritalStatus::BelumKawin;
  who.occupation = "Anggota Lembaga Tinggi Lainnya";
  return who;
}

namespace {

documents::Office office() {
  return {.province = "Khayal",
          .district = "Kabupaten Contoh",
          .subdistrict = "Uji",
          .address = "Jalan Khayalan Nomor 1, Misal 99011, Telepon (0999) 000001",
          .place = "Misal"};
}

const Officer head{"Drs. Ahmad Percontohan, M.Si.", "990101199001011001", "Camat Uji"};
const Officer service{"Rina Misalkan, S.Sos.", "990202199202022002", "Petugas Pelayanan"};
const Officer operating{"Bagus Umpama, A.Md.", "990303199303031003", "Petugas Operator"};

documents::Summons summons_letter(const person::Biodata& who) {
  return {.office = office(),
          .number = "470/0123/KEC.UJI/I/2012",
          .dated = day(2012, 1, 3),
          .to = who,
          .appointment = {day(2012, 1, 9), 8, 30},
          .place = "Kantor Kecamatan Uji, Jalan Khayalan Nomor 1, Misal",
          .bring = {},
          .queue = 27,
          .application = "990101-20120103-000123",
          .signer = head};
}

const Captured sealed{{day(2012, 1, 9), 8, 52}, service};

std::vector<FingerResult> fingers(bool left_matches) {
  return {{"Telunjuk kanan", 87.4, 40, true, {day(2012, 2, 6), 9, 14}},
          {"Telunjuk kiri", left_matches ? 74.1 : 11.8, 40, left_matches, {day(2012, 2, 6), 9, 15}}};
}

documents::Receipt receipt_of(const person::Biodata& who) {
  return {.office = office(),
          .number = "470/0456/TT/II/2012",
          .handed = {day(2012, 2, 6), 9, 18},
          .who = who,
          .card_number = "UJ0000123",
          .chip_uid = "08A1B2C3",
          .application = "990101-20120103-000123",
          .fingers = fingers(true),
          .old_card = documents::OldCardWithdrawn{std::string(who.nik.digits())},
          .signature = scribble(who.born.day()),
          .service_officer = service,
          .operator_ = operating};
}

documents::ReturnMinutes minutes_of(const person::Biodata& who) {
  return {.office = office(),
          .number = "470/0457/BA/II/2012",
          .at = {day(2012, 2, 6), 14, 0},
          .from = {"Kecamatan Uji, Kabupaten Contoh", operating},
          .to = {"Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh",
                 {"Dra. Wulan Andaikan", "990404199404042004", "Administrator Dinas"}},
          .cards = {{who.nik, who.name, "UJ0000123", "08A1B2C3", documents::ReturnCause::FingerDiffers, 171,
                     "Telunjuk kanan 87,4 cocok; telunjuk kiri 11,8 tidak cocok (ambang 40,0), 5 kali percobaan"}},
          .seal = "SEGEL-UJI-00017",
          .witness = {"Rina Misalkan, S.Sos.", "990202199202022002", "Petugas Pelayanan"}};
}

documents::TruthStatement statement_of(const person::Biodata& who) {
  return {.office = office(),
          .application = "990101-20120103-000123",
          .at = {day(2012, 1, 9), 8, 47},
          .who = who,
          .recorded = "pas foto, tanda tangan, sepuluh sidik jari dan iris kedua mata",
          .record_hash = base::sha256(who.name),
          .signature = scribble(who.born.day()),
          .operator_ = operating,
          .operator_finger_at = {day(2012, 1, 9), 8, 48}};
}

/// Made-up names of every shape: one word, accents, long.
const std::vector<std::string>& names() {
  static const std::vector<std::string> all = {"SUPARMI",
                                               "JOSÉ MARÍA CONTOH",
                                               "I GUSTI NGURAH UMPAMA",
                                               "ÄNNE MÜLLER-MISALKAN",
                                               "D'ANDAI KHAYALAN",
                                               "MUHAMMAD ABDURRAHMAN WICAKSONO KUSUMANINGRAT SASTROWARDOYO A",
                                               "NI LUH PUTU CONTOHWATI",
                                               "ANDI REKAAN DAENG UJI",
                                               "BÙI ŠTĚPÁN ØYVIND CONTOH",
                                               "SITI PERUMPAMAAN"};
  return all;
}

person::Biodata neighbour(std::size_t number) {
  auto who = resident();
  who.born = day(1950 + static_cast<int>(number * 7 % 44), static_cast<unsigned>(number % 12 + 1),
                 static_cast<unsigned>(number * 5 % 28 + 1));
  who.sex = number % 2 == 0 ? person::Sex::Female : person::Sex::Male;
  who.nik = *person::Nik::compose("990101", who.born, who.sex, static_cast<int>(number % 9998 + 1));
  who.name = names()[number % names().size()];
  who.address.street = "JL. KENANGA NO. " + std::to_string(number + 1);
  who.address.rt = static_cast<int>(number % 9 + 1);
  return who;
}

std::string padded(const std::string& head, std::size_t number) {
  const auto digits = std::to_string(number);
  return head + std::string(digits.size() < 7 ? 7 - digits.size() : 0, '0') + digits;
}

const Officer dinas_head{"Dra. Wulan Andaikan, M.A.P.", "990404199404042004",
                         "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh"};
const Officer dinas_officer{"Tono Seandainya, S.Kom.", "990505199505051005", "Administrator Dinas"};
const Officer village_head{"Suroto Misalnya", "", "Kepala Desa Misal"};

documents::Office dinas() {
  auto out = office();
  out.subdistrict.clear();
  out.address = "Jalan Percontohan Nomor 2, Misal 99012, Telepon (0999) 000002";
  return out;
}

documents::SummonsBatch batch() {
  documents::SlotRules rules;
  for (std::size_t weekday = 0; weekday < 5; ++weekday)
    rules.week[weekday] = documents::WorkingDay{
        {8 * 60, 15 * 60},
        {weekday == 4 ? documents::Hours{11 * 60 + 30, 13 * 60} : documents::Hours{12 * 60, 13 * 60}}};
  rules.capacity_per_hour = 4;
  constexpr std::size_t count = 12;
  const auto places = documents::slots(rules, {day(2012, 1, 13), 10 * 60}, count);
  const auto pattern = documents::NumberPattern::read(number_pattern);
  documents::LetterCounter counter{2012, 122};
  documents::SummonsBatch out{.office = office(),
                              .number = "470/0135/KEC.UJI/I/2012",
                              .dated = day(2012, 1, 5),
                              .village = "Misal",
                              .letters = {},
                              .signer = head,
                              .receiver = village_head};
  for (std::size_t i = 0; i < count; ++i) {
    auto letter = summons_letter(i == 5 ? longest_resident() : neighbour(i));
    const auto numbered = documents::next_number(*pattern, {"470", "KEC.UJI"}, out.dated, counter);
    counter = numbered->counter;
    letter.number = numbered->number;
    letter.dated = out.dated;
    letter.appointment = documents::moment_of((*places)[i], "WIB");
    letter.queue = static_cast<int>(i) + 1;
    letter.application = "990101-20120105-" + padded("", i + 201).substr(1);
    out.letters.push_back(letter);
  }
  return out;
}

documents::Paper batch_paper() {
  auto printed = documents::summons_batch(batch());
  if (!printed) return printed.error();
  return std::move(printed->pdf);
}

documents::ApplicationForm form_of(const person::Biodata& who) {
  return {.office = office(),
          .request = documents::FormRequest::New,
          .who = who,
          .postal_code = "99011",
          .portrait = figure(who.born.year() % 2 != 0),
          .mark = documents::Signed{scribble(who.born.day())},
          .filed = {day(2012, 1, 3), 9, 5},
          .subdistrict_head = head,
          .village_head = village_head,
          .registration = "990101-20120103-000123",
          .stamp = documents::recorded_stamp({day(2012, 1, 9), 8, 52}, service, office())};
}

documents::ApplicationForm empty_form() {
  auto form = form_of(longest_resident());
  form.request = documents::FormRequest::Replacement;
  form.postal_code.clear();
  form.portrait.reset();
  form.mark = documents::NotYetSigned{};
  form.stamp.reset();
  return form;
}

documents::DestructionMinutes destruction() {
  documents::DestructionMinutes out{.office = dinas(),
                                    .number = "470/0018/DUKCAPIL/III/2012",
                                    .at = {day(2012, 3, 30), 10, 0},
                                    .place = "halaman belakang Dinas Kependudukan dan Pencatatan Sipil",
                                    .order = "Surat Kepala Dinas nomor 470/0011/DUKCAPIL/III/2012",
                                    .method = documents::DestructionMethod::Shredded,
                                    .pieces = {},
                                    .chair = dinas_officer,
                                    .first_witness = service,
                                    .second_witness = {"Ratna Contohnya, S.H.", "990606199606062006", "Inspektorat"}};
  for (std::size_t i = 0; i < 38; ++i) {
    const auto kind = static_cast<documents::DestroyedKind>(i % 4);
    const bool blank = kind == documents::DestroyedKind::SpoiltBlank;
    out.pieces.push_back({kind, padded(kind == documents::DestroyedKind::OldCard ? "KTP" : "UJ", 1200 + i),
                          i % 3 == 0 ? "" : padded("08A", i), blank ? "" : neighbour(i).name,
                          blank        ? "lapisan terkelupas saat dicetak"
                          : i % 5 == 0 ? ""
                                       : "diganti kartu baru"});
  }
  return out;
}

documents::Manifest shipment() {
  documents::Manifest out{.office = dinas(),
                          .number = "470/0031/DUKCAPIL/II/2012",
                          .batch = "KIRIM-9901-20120203-01",
                          .seal = "SEGEL-DK-000231",
                          .sent = {day(2012, 2, 3), 13, 30},
                          .from = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh",
                          .to = "Kecamatan Uji, Kabupaten Contoh",
                          .carrier = "Bagus Umpama, A.Md., kendaraan dinas",
                          .cards = {},
                          .sender = dinas_officer,
                          .receiver = {"", "", "Petugas Operator Kecamatan Uji"}};
  for (std::size_t i = 0; i < 64; ++i) {
    const auto who = neighbour(i);
    out.cards.push_back({padded("UJ", 123 + i), padded("08A", 7 * i + 1), who.nik, who.name});
  }
  return out;
}

documents::BlankMinutes blanks() {
  return {.office = dinas(),
          .number = "470/0040/DUKCAPIL/II/2012",
          .at = {day(2012, 2, 3), 15, 30},
          .balance = *documents::BalancedDay::of({.carried = 420,
                                                  .received = 1000,
                                                  .good = 187,
                                                  .spoilt = {{"UJ0001201", "cip tidak dapat ditulis"},
                                                             {"UJ0001205", "cetakan bergaris"},
                                                             {"UJ0001233",
                                                              "kartu tersangkut dan terlipat di dalam "
                                                              "pencetak; pita ikut robek"}},
                                                  .stock = 1230}),
          .keeper = dinas_officer,
          .second = {"Ratna Contohnya, S.H.", "990606199606062006", "Kepala Seksi Identitas Penduduk"}};
}

documents::ReplacementLetter suket(const person::Biodata& who) {
  return {.office = dinas(),
          .number = "471.13/0217/DUKCAPIL/III/2012",
          .dated = day(2012, 3, 1),
          .valid_until = documents::last_valid_day(day(2012, 3, 1), 6),
          .who = who,
          .recorded = day(2012, 1, 9),
          .application = "990101-20120103-000123",
          .portrait = figure(who.born.year() % 2 != 0),
          .signer = dinas_head};
}

documents::ReplacementLetter suket_without_portrait() {
  auto out = suket(longest_resident());
  out.portrait.reset();
  return out;
}

documents::ClarificationLetter clarification(bool answered) {
  const auto who = neighbour(3), earlier = neighbour(5);
  documents::ClarificationLetter out{
      .office = {.province = "",
                 .district = "",
                 .subdistrict = "",
                 .address = "Jalan Khayalan Raya Nomor 7, Misal, Telepon (0999) 000007",
                 .place = "Misal"},
      .number = "470/0007/PD/I/2012",
      .dated = day(2012, 1, 11),
      .to = "Kecamatan Uji, Kabupaten Contoh",
      .newer = {"990101-20120103-000123", who.nik, who.name, day(2012, 1, 9), "Kecamatan Uji, Kabupaten Contoh"},
      .earlier = {"990102-20111114-000456", earlier.nik, earlier.name, day(2011, 11, 14),
                  "Kecamatan Coba, Kabupaten Contoh"},
      .question =
          "Apakah kedua rekaman ini milik orang yang sama? Bila ya, nama dan NIK mana yang benar menurut Kartu "
          "Keluarga dan akta kelahiran? Bila tidak, mohon diterangkan hubungan keluarga keduanya, misalnya "
          "saudara kembar.",
      .answer_by = day(2012, 1, 18),
      .signer = {"Ir. Laras Seumpama", "990707199707071007", "Petugas Ajudikasi"},
      .answer = {}};
  if (answered)
    out.answer = documents::ClarificationAnswer{
        "Keduanya orang yang sama. Penduduk pindah pada bulan Desember 2011 dan direkam sekali lagi karena mengira "
        "perekaman pertama hilang. NIK yang benar adalah NIK rekaman terdahulu.",
        {"fotokopi Kartu Keluarga;", "surat keterangan pindah nomor 475/0099/KEC.COBA/XII/2011."},
        {day(2012, 1, 16), 11, 20},
        service};
  return out;
}

documents::OldCardList old_cards() {
  documents::OldCardList out{.office = office(),
                             .number = "470/0501/KEC.UJI/II/2012",
                             .at = {day(2012, 2, 29), 14, 0},
                             .to = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh",
                             .cards = {},
                             .handing = service,
                             .receiving = dinas_officer};
  for (std::size_t i = 0; i < 42; ++i) {
    const auto who = neighbour(i);
    documents::OldCard card = documents::OldCardWithdrawn{std::string(who.nik.digits())};
    if (i % 7 == 3) card = documents::OldCardLost{padded("SKTLK/", i) + "/II/2012/SEK UJI", day(2012, 2, 1)};
    out.cards.push_back({who.nik, who.name, card, i % 9 != 8, day(2012, 2, static_cast<unsigned>(i % 28 + 1))});
  }
  return out;
}

documents::UncollectedList uncollected() {
  documents::UncollectedList out{.office = office(),
                                 .number = "470/0502/KEC.UJI/V/2012",
                                 .at = {day(2012, 5, 31), 14, 0},
                                 .return_after_days = 90,
                                 .cards = {},
                                 .signer = head};
  for (std::size_t i = 0; i < 45; ++i) {
    const auto who = neighbour(i);
    out.cards.push_back({who.nik, who.name, padded("UJ", 123 + i),
                         day(2012, 2, 1).plus_days(static_cast<int>(i * 37 % 110)), static_cast<int>(i % 3),
                         i % 3 == 0 ? std::nullopt : std::optional(day(2012, 5, static_cast<unsigned>(i % 30 + 1)))});
  }
  return out;
}

}  // namespace

std::vector<SamplePaper> papers() {
  const auto who = resident(), longest = longest_resident();
  const Moment picked_up{day(2012, 2, 6), 9, 16};
  const Collected good{sealed, PickUpWord::Berhasil, picked_up, fingers(true), 0, "", operating};
  const Collected bad{sealed,   PickUpWord::Gagal, picked_up, fingers(false), 171, phrase("documents.sample.cause"),
                      operating};
  using namespace documents;
  return {
      {"surat-panggilan.pdf", [=] { return summons(summons_letter(who)); }},
      {"surat-panggilan-terekam.pdf", [=] { return summons(summons_letter(who), sealed); }},
      {"surat-panggilan-berhasil.pdf", [=] { return summons(summons_letter(who), good); }},
      {"surat-panggilan-gagal.pdf", [=] { return summons(summons_letter(longest), bad); }},
      {"surat-panggilan-massal.pdf", batch_paper},
      {"formulir-f-1.21.pdf", [=] { return application_form(form_of(who)); }},
      {"formulir-f-1.21-terpanjang.pdf", [] { return application_form(empty_form()); }},
      {"tanda-terima.pdf", [=] { return receipt(receipt_of(who)); }},
      {"berita-acara-pengembalian.pdf", [=] { return return_minutes(minutes_of(longest)); }},
      {"berita-acara-pemusnahan.pdf", [] { return destruction_minutes(destruction()); }},
      {"berita-acara-harian-blangko.pdf", [] { return blank_minutes(blanks()); }},
      {"manifes-pengiriman.pdf", [] { return manifest(shipment()); }},
      {"pernyataan-kebenaran-data.pdf", [=] { return truth_statement(statement_of(who)); }},
      {"pernyataan-kebenaran-data-terpanjang.pdf", [=] { return truth_statement(statement_of(longest)); }},
      {"surat-keterangan-pengganti.pdf", [=] { return replacement_letter(suket(who)); }},
      {"surat-keterangan-pengganti-terpanjang.pdf", [] { return replacement_letter(suket_without_portrait()); }},
      {"surat-klarifikasi.pdf", [] { return clarification_letter(clarification(false)); }},
      {"surat-klarifikasi-terjawab.pdf", [] { return clarification_letter(clarification(true)); }},
      {"daftar-ktp-lama.pdf", [] { return old_card_list(old_cards()); }},
      {"daftar-belum-diambil.pdf", [] { return uncollected_list(uncollected()); }},
  };
}

}  // namespace ktpel::tool::samples
