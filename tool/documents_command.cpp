// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/file.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "card/artwork/face.h"
#include "documents/receipt.h"
#include "documents/return_minutes.h"
#include "documents/summons.h"
#include "documents/truth_statement.h"
#include "drawing/render.h"
#include "tool/command.h"

namespace ktpel::tool {
namespace {

using base::phrase;
using documents::Captured;
using documents::Collected;
using documents::FingerResult;
using documents::Moment;
using documents::Officer;
using documents::PickUpWord;
using person::Date;

/// What stops the command: the disk, or the drawing.
enum class Trouble { NoSpace, Denied, Broken, FontMissing, GlyphMissing, TooMuchText, OutOfMemory };

Trouble trouble_of(base::FileError error) {
  switch (error) {
    case base::FileError::NoSpace:
      return Trouble::NoSpace;
    case base::FileError::Denied:
      return Trouble::Denied;
    case base::FileError::Missing:
    case base::FileError::TooLarge:
    case base::FileError::Broken:
      break;
  }
  return Trouble::Broken;
}

Trouble trouble_of(drawing::DrawingError error) {
  switch (error) {
    case drawing::DrawingError::FontMissing:
      return Trouble::FontMissing;
    case drawing::DrawingError::GlyphMissing:
      return Trouble::GlyphMissing;
    case drawing::DrawingError::QrTooLong:
      return Trouble::TooMuchText;
    case drawing::DrawingError::OutOfMemory:
      break;
  }
  return Trouble::OutOfMemory;
}

Trouble trouble_of(card::ArtworkError error) {
  switch (error) {
    case card::ArtworkError::FontMissing:
      return Trouble::FontMissing;
    case card::ArtworkError::GlyphMissing:
      return Trouble::GlyphMissing;
    case card::ArtworkError::TooMuchText:
      return Trouble::TooMuchText;
    case card::ArtworkError::OutOfMemory:
      break;
  }
  return Trouble::OutOfMemory;
}

api::Failure failure_of(Trouble trouble, const std::string& about) {
  switch (trouble) {
    case Trouble::NoSpace:
      return {api::FailureCode::Documents_DiskFull, about};
    case Trouble::Denied:
      return {api::FailureCode::Documents_FolderDenied, about};
    case Trouble::Broken:
      return {api::FailureCode::Documents_WriteFailed, about};
    case Trouble::FontMissing:
      return {api::FailureCode::Documents_FontMissing, about};
    case Trouble::GlyphMissing:
      return {api::FailureCode::Documents_CharacterNotPrintable, about};
    case Trouble::TooMuchText:
      return {api::FailureCode::Documents_TooMuchText, about};
    case Trouble::OutOfMemory:
      break;
  }
  return {api::FailureCode::Documents_OutOfMemory, about};
}

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

Date day(int year, unsigned month, unsigned d) { return *Date::of(year, month, d); }

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

card::CardFace face_of(const person::Biodata& who) {
  return {.who = who,
          .portrait = figure(who.born.year() % 2 != 0),
          .signature = scribble(who.born.day()),
          .place_of_issue = who.address.district,
          .issued = day(2012, 2, 1),
          .valid_until = person::valid_until(who, day(2012, 2, 1))};
}

/// Writes one file after another and keeps the first trouble.
class SampleFolder {
 public:
  SampleFolder(std::filesystem::path folder, base::Progress& progress)
      : folder_(std::move(folder)), progress_(progress) {}

  void make() {
    if (const auto made = base::make_folder(folder_); !made) fail(trouble_of(made.error()), folder_);
  }

  /// Draws and writes one file; after the first trouble nothing more is drawn.
  template <class Draw>
  void write(const std::string& name, const Draw& draw) {
    progress_.step();
    if (trouble_) return;
    const auto bytes = draw();
    if (!bytes) return fail(trouble_of(bytes.error()), name);
    if (const auto written = base::write_file_durably(folder_ / name, *bytes); !written)
      return fail(trouble_of(written.error()), folder_ / name);
    files_.push_back({{"file", name}, {"bytes", bytes->size()}, {"sha256", base::sha256(*bytes).hex()}});
  }

  /// PDF and both PNG sizes of a face, and what was done to its fields.
  template <class Draw>
  void write_face(const std::string& name, const Draw& draw) {
    if (trouble_) return;
    const auto face = draw();
    if (!face) return fail(trouble_of(face.error()), name);
    const auto& page = face->scene.pages.front();
    write(name + ".pdf", [&] { return drawing::to_pdf(face->scene); });
    for (const int dpi : {300, 600})
      write(name + "-" + std::to_string(dpi) + ".png", [&] { return drawing::to_png(page, biometric::Dpi(dpi)); });
    static constexpr const char* done[] = {"whole", "narrowed", "wrapped", "squeezed"};
    for (const auto& note : face->report.fields)
      fits_.push_back({{"face", name},
                       {"field", note.field},
                       {"fit", done[static_cast<int>(note.fit)]},
                       {"abbreviated", note.abbreviated}});
  }

  const std::optional<api::Failure>& trouble() const { return trouble_; }
  const nlohmann::ordered_json& files() const { return files_; }
  const nlohmann::ordered_json& fits() const { return fits_; }

 private:
  void fail(Trouble trouble, const std::string& about) {
    if (!trouble_) trouble_ = failure_of(trouble, about);
  }
  std::filesystem::path folder_;
  base::Progress& progress_;
  nlohmann::ordered_json files_ = nlohmann::ordered_json::array(), fits_ = nlohmann::ordered_json::array();
  std::optional<api::Failure> trouble_;
};

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

Outcome sample(const std::string& folder, bool json) {
  const auto who = resident(), longest = longest_resident();
  auto foreigner = who;
  foreigner.name = "ANNA MARIE EXAMPLE";
  foreigner.birthplace = "SAMPLETON";
  foreigner.citizenship = person::Citizenship::Wna;
  foreigner.occupation = "Karyawan Swasta";
  auto foreign_face = face_of(foreigner);
  foreign_face.country = "Republic of Exampleland";
  foreign_face.issued = day(2023, 3, 1);
  foreign_face.valid_until = day(2028, 2, 28);

  base::Progress progress(phrase("documents.sample.progress"), 20);
  SampleFolder out(folder, progress);
  out.make();
  const card::SpecimenMark mark;
  const Moment picked_up{day(2012, 2, 6), 9, 16};
  const Collected good{sealed, PickUpWord::Berhasil, picked_up, fingers(true), 0, "", operating};
  const Collected bad{sealed,   PickUpWord::Gagal, picked_up, fingers(false), 171, phrase("documents.sample.cause"),
                      operating};
  using documents::summons;
  out.write("surat-panggilan.pdf", [&] { return summons(summons_letter(who)); });
  out.write("surat-panggilan-terekam.pdf", [&] { return summons(summons_letter(who), sealed); });
  out.write("surat-panggilan-berhasil.pdf", [&] { return summons(summons_letter(who), good); });
  out.write("surat-panggilan-gagal.pdf", [&] { return summons(summons_letter(longest), bad); });
  out.write("tanda-terima.pdf", [&] { return documents::receipt(receipt_of(who)); });
  out.write("berita-acara-pengembalian.pdf", [&] { return documents::return_minutes(minutes_of(longest)); });
  out.write("pernyataan-kebenaran-data.pdf", [&] { return documents::truth_statement(statement_of(who)); });
  out.write("pernyataan-kebenaran-data-terpanjang.pdf",
            [&] { return documents::truth_statement(statement_of(longest)); });
  out.write_face("kartu-depan", [&] { return card::draw_front(face_of(who), mark); });
  out.write_face("kartu-depan-terpanjang", [&] { return card::draw_front(face_of(longest), mark); });
  out.write_face("kartu-depan-orang-asing", [&] { return card::draw_front(foreign_face, mark); });
  out.write_face("kartu-belakang", [&] { return card::draw_back({"UJ0000123", day(2012, 2, 1)}, mark); });
  if (out.trouble()) return *out.trouble();

  if (json) {
    std::cout << nlohmann::ordered_json{{"folder", folder}, {"files", out.files()}, {"fields_fitted", out.fits()}}.dump(
                     2)
              << '\n';
    return 0;
  }
  for (const auto& file : out.files()) std::cout << file["file"].get<std::string>() << '\n';
  std::cout << phrase("documents.sample.written", {{"count", std::to_string(out.files().size())}, {"folder", folder}})
            << '\n';
  return 0;
}

}  // namespace

void add_documents_commands(Commands& commands) {
  auto* group = commands.group("documents", phrase("documents.command.group"));
  auto* command = group->add_subcommand("sample", phrase("documents.command.sample"));
  auto folder = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("DIR", *folder, phrase("documents.command.folder"))->required();
  command->add_flag("--json", *json, phrase("documents.command.json"));
  commands.on(command, [=] { return sample(*folder, *json); });
}

}  // namespace ktpel::tool
