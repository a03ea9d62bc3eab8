// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/digest.h"
#include "base/file.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "card/artwork/face.h"
#include "documents/letter_number.h"
#include "drawing/render.h"
#include "tool/command.h"
#include "tool/sample_papers.h"

namespace ktpel::tool {
namespace {

using base::phrase;
using person::Date;
using samples::day;

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

card::CardFace face_of(const person::Biodata& who) {
  return {.who = who,
          .portrait = samples::figure(who.born.year() % 2 != 0),
          .signature = samples::scribble(who.born.day()),
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

Outcome sample(const std::string& folder, bool json) {
  const auto who = samples::resident(), longest = samples::longest_resident();
  const auto papers = samples::papers();
  auto foreigner = who;
  foreigner.name = "ANNA MARIE EXAMPLE";
  foreigner.birthplace = "SAMPLETON";
  foreigner.citizenship = person::Citizenship::Wna;
  foreigner.occupation = "Karyawan Swasta";
  auto foreign_face = face_of(foreigner);
  foreign_face.country = "Republic of Exampleland";
  foreign_face.issued = day(2023, 3, 1);
  foreign_face.valid_until = day(2028, 2, 28);

  base::Progress progress(phrase("documents.sample.progress"), papers.size() + 12);
  SampleFolder out(folder, progress);
  out.make();
  const card::SpecimenMark mark;
  for (const auto& paper : papers) out.write(paper.file, paper.draw);
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

api::Failure failure_of(documents::PatternError error, const std::string& pattern) {
  switch (error) {
    case documents::PatternError::UnknownField:
      return {api::FailureCode::Documents_NumberFieldUnknown, pattern};
    case documents::PatternError::BraceOpen:
      return {api::FailureCode::Documents_NumberBraceOpen, pattern};
    case documents::PatternError::FieldTwice:
      return {api::FailureCode::Documents_NumberFieldTwice, pattern};
    case documents::PatternError::NoSequence:
      return {api::FailureCode::Documents_NumberNoSequence, pattern};
    case documents::PatternError::NoYear:
      return {api::FailureCode::Documents_NumberNoYear, pattern};
    case documents::PatternError::FieldsTouch:
      return {api::FailureCode::Documents_NumberFieldsTouch, pattern};
    case documents::PatternError::CharacterForbidden:
      break;
  }
  return {api::FailureCode::Documents_NumberCharacterForbidden, pattern};
}

api::Failure failure_of(documents::NumberError error, const std::string& about) {
  switch (error) {
    case documents::NumberError::ValueMalformed:
      return {api::FailureCode::Documents_NumberValueMalformed, about};
    case documents::NumberError::YearPassed:
      return {api::FailureCode::Documents_NumberYearPassed, about};
    case documents::NumberError::UsedUp:
      break;
  }
  return {api::FailureCode::Documents_NumberUsedUp, about};
}

struct NumberQuestion {
  std::string pattern, classification, unit, dated;
  int year = 0;
  std::uint32_t last = 0;
  bool json = false;
};

Outcome number(const NumberQuestion& asked) {
  const auto pattern = documents::NumberPattern::read(asked.pattern);
  if (!pattern) return failure_of(pattern.error(), asked.pattern);
  const auto dated = Date::parse(asked.dated);
  if (!dated) return api::Failure{api::FailureCode::Documents_NumberDateMalformed, asked.dated};
  const auto next = documents::next_number(*pattern, {asked.classification, asked.unit}, *dated,
                                           {asked.year == 0 ? dated->year() : asked.year, asked.last});
  if (!next) return failure_of(next.error(), asked.classification + " " + asked.unit + " " + asked.dated);
  if (asked.json)
    std::cout << nlohmann::ordered_json{{"number", next->number},
                                        {"year", next->counter.year},
                                        {"sequence", next->counter.last}}
                     .dump(2)
              << '\n';
  else
    std::cout << next->number << '\n';
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

  auto* next = group->add_subcommand("number", phrase("documents.command.number"));
  auto asked = std::make_shared<NumberQuestion>();
  next->add_option("PATTERN", asked->pattern,
                   phrase("documents.command.pattern", {{"example", samples::number_pattern}}))
      ->required();
  next->add_option("--classification", asked->classification, phrase("documents.command.classification"))->required();
  next->add_option("--unit", asked->unit, phrase("documents.command.unit"))->required();
  next->add_option("--date", asked->dated, phrase("documents.command.date"))->required();
  next->add_option("--last", asked->last, phrase("documents.command.last"));
  next->add_option("--year", asked->year, phrase("documents.command.year"));
  next->add_flag("--json", asked->json, phrase("documents.command.json"));
  commands.on(next, [=] { return number(*asked); });
}

}  // namespace ktpel::tool
