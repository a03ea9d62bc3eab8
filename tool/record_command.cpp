// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/clock.h"
#include "base/file.h"
#include "base/phrase.h"
#include "biometric/finger/extract.h"
#include "biometric/image/codec.h"
#include "biometric/image/wsq.h"
#include "biometric/record/finger_image_record.h"
#include "biometric/record/minutiae_record.h"
#include "biometric/record/nist_transaction.h"
#include "tool/command.h"
#include "tool/record_file.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// ---- words ----

PrintPosition print_of(FingerPosition position) { return PrintPosition(static_cast<std::uint8_t>(position)); }

std::string_view name_of(ImageFormat format) {
  switch (format) {
    case ImageFormat::Png:
      return "PNG";
    case ImageFormat::Tiff:
      return "TIFF";
    case ImageFormat::Jpeg:
      return "JPEG";
    case ImageFormat::Jpeg2000:
      return "JPEG 2000";
    case ImageFormat::Bmp:
      return "BMP";
    case ImageFormat::Netpbm:
      return "PGM/PPM";
    case ImageFormat::Wsq:
      break;
  }
  return "WSQ";
}
/// For programs; people read words_of().
std::string_view name_of(ImageCoding coding) {
  constexpr std::array<std::string_view, 8> names{"raw", "packed", "wsq", "jpeg", "jp2", "jp2l", "png", "jpegl"};
  return names[static_cast<std::size_t>(coding)];
}
std::string words(ImageCoding coding) { return phrase("record.coding." + std::string(name_of(coding))); }
std::string_view name_of(MinutiaeFormat format) {
  switch (format) {
    case MinutiaeFormat::Iso2005:
      return "ISO/IEC 19794-2:2005";
    case MinutiaeFormat::Iso2011:
      return "ISO/IEC 19794-2:2011";
    case MinutiaeFormat::Ansi2004:
      return "INCITS 378-2004";
    case MinutiaeFormat::Ansi2009:
      return "INCITS 378-2009";
    case MinutiaeFormat::Ansi2009Am1:
      break;
  }
  return "INCITS 378-2009/AM1";
}
std::string_view name_of(FingerImageFormat format) {
  return format == FingerImageFormat::Iso2005 ? "ISO/IEC 19794-4:2005" : "ISO/IEC 19794-4:2011";
}

std::string dpi_words(std::optional<double> dpi) {
  if (!dpi || !(*dpi > 0)) return phrase("record.no_dpi");
  char text[32];
  std::snprintf(text, sizeof text, "%.0f", *dpi);
  return phrase("record.dpi", {{"dpi", text}});
}
std::string quality_words(int quality, bool stated) {
  return stated ? phrase("record.quality", {{"quality", std::to_string(quality)}}) : phrase("record.no_quality");
}

// ---- show ----

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

bool readable(const FingerImageView& view) { return bool(grey_of(view)); }

void show_text(const FingerImageView& view, std::size_t number) {
  std::cout << phrase("record.picture",
                      {{"number", std::to_string(number)},
                       {"finger", position_in_words(view.position)},
                       {"width", std::to_string(view.width)},
                       {"height", std::to_string(view.height)},
                       {"dpi", dpi_words(view.dpi)},
                       {"coding", words(view.coding)},
                       {"bytes", std::to_string(view.data.size())},
                       {"quality", quality_words(view.quality.value_or(0), bool(view.quality))},
                       {"readable", phrase(readable(view) ? "record.readable" : "record.unreadable")}})
            << '\n';
}

Json json_of(const FingerImageView& view) {
  return {{"position", static_cast<int>(view.position)},
          {"finger", position_in_words(view.position)},
          {"impression", view.impression},
          {"quality", view.quality ? Json(*view.quality) : Json(nullptr)},
          {"width", view.width},
          {"height", view.height},
          {"dpi", view.dpi},
          {"depth", view.depth},
          {"coding", std::string(name_of(view.coding))},
          {"bytes", view.data.size()},
          {"readable", readable(view)}};
}

std::size_t count(const MinutiaeRecord& record, MinutiaType type) {
  return static_cast<std::size_t>(
      std::count_if(record.minutiae.begin(), record.minutiae.end(), [&](const auto& m) { return m.type == type; }));
}

void show_text(const MinutiaeRecord& view, std::size_t number) {
  std::cout << phrase("record.minutiae", {{"number", std::to_string(number)},
                                          {"finger", position_in_words(print_of(view.position))},
                                          {"count", std::to_string(view.minutiae.size())},
                                          {"endings", std::to_string(count(view, MinutiaType::Ending))},
                                          {"bifurcations", std::to_string(count(view, MinutiaType::Bifurcation))},
                                          {"width", std::to_string(view.width)},
                                          {"height", std::to_string(view.height)},
                                          {"per_cm", std::to_string(view.x_per_cm)},
                                          {"quality", quality_words(view.quality, view.quality > 0)}})
            << '\n';
  const auto& e = view.extended;
  if (e == ExtendedData{}) return;
  std::cout << phrase("record.extended", {{"ridges", std::to_string(e.ridge_counts.size())},
                                          {"cores", std::to_string(e.cores.size())},
                                          {"deltas", std::to_string(e.deltas.size())},
                                          {"others", std::to_string(e.others.size())}})
            << '\n';
}

Json json_of(const MinutiaeRecord& view) {
  const auto& e = view.extended;
  return {{"position", static_cast<int>(view.position)},
          {"finger", position_in_words(print_of(view.position))},
          {"view", view.view},
          {"impression", view.impression},
          {"quality", view.quality},
          {"width", view.width},
          {"height", view.height},
          {"pixels_per_cm", view.x_per_cm},
          {"minutiae", view.minutiae.size()},
          {"endings", count(view, MinutiaType::Ending)},
          {"bifurcations", count(view, MinutiaType::Bifurcation)},
          {"ridge_counts", e.ridge_counts.size()},
          {"cores", e.cores.size()},
          {"deltas", e.deltas.size()},
          {"other_blocks", e.others.size()}};
}

/// A field's text for a line: items with commas, subfields with semicolons, cut when long.
std::string in_line(const NistField& field) {
  constexpr std::size_t kLongest = 100;
  std::string out;
  for (const auto& subfield : field.subfields()) {
    if (!out.empty()) out += "; ";
    for (std::size_t i = 0; i < subfield.size(); ++i) out += (i > 0 ? ", " : "") + subfield[i];
  }
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (out.size() <= kLongest) return out;
  std::size_t cut = kLongest;
  while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xc0) == 0x80) --cut;  // not inside a UTF-8 letter
  return out.substr(0, cut) + "...";
}

bool readable(const NistRecord& record) {
  if (const auto view = finger_image_of(record)) return readable(*view);
  const auto& image = *record.image;
  if (image.coding == ImageCoding::Raw || image.coding == ImageCoding::BitPacked) {
    const auto bits = std::uint64_t(image.width) * std::uint64_t(image.height) * std::uint64_t(image.depth);
    return bits > 0 && image.data.size() * 8 >= bits;
  }
  const auto facts = image_facts(image.data);
  return facts && facts->width == image.width && facts->height == image.height;
}

void show_text(const NistRecord& record) {
  const auto type = std::to_string(record.type);
  std::cout << phrase("record.nist_record", {{"type", type}, {"idc", std::to_string(record.idc)}}) << '\n';
  for (const auto& field : record.fields) {
    char number[8];
    std::snprintf(number, sizeof number, "%03d", field.number % 1000);
    std::cout << phrase("record.nist_field", {{"type", type}, {"number", number}, {"text", in_line(field)}}) << '\n';
  }
  if (record.image) {
    const auto& image = *record.image;
    std::string fingers;
    for (const auto p : image.positions) fingers += position_in_words(p) + ", ";
    std::cout << phrase("record.nist_picture",
                        {{"finger", fingers},
                         {"width", std::to_string(image.width)},
                         {"height", std::to_string(image.height)},
                         {"dpi", dpi_words(image.dpi)},
                         {"coding", image.coding ? words(*image.coding) : phrase("record.coding_unknown")},
                         {"bytes", std::to_string(image.data.size())},
                         {"readable", phrase(readable(record) ? "record.readable" : "record.unreadable")}})
              << '\n';
  }
  if (const auto minutiae = minutiae_of(record))
    std::cout << phrase("record.nist_minutiae", {{"finger", position_in_words(print_of(minutiae->position))},
                                                 {"count", std::to_string(minutiae->minutiae.size())},
                                                 {"cores", std::to_string(minutiae->extended.cores.size())},
                                                 {"deltas", std::to_string(minutiae->extended.deltas.size())}})
              << '\n';
}

Json json_of(const NistRecord& record) {
  Json fields = Json::object();
  for (const auto& field : record.fields) fields[std::to_string(field.number)] = field.subfields();
  Json out = {{"type", record.type}, {"idc", record.idc}, {"fields", fields}};
  if (record.image) {
    const auto& image = *record.image;
    Json positions = Json::array(), fingers = Json::array();
    for (const auto p : image.positions)
      positions.push_back(static_cast<int>(p)), fingers.push_back(position_in_words(p));
    out["picture"] = {{"positions", positions},
                      {"fingers", fingers},
                      {"impression", image.impression},
                      {"width", image.width},
                      {"height", image.height},
                      {"dpi", image.dpi ? Json(*image.dpi) : Json(nullptr)},
                      {"depth", image.depth},
                      {"coding", image.coding ? Json(std::string(name_of(*image.coding))) : Json(nullptr)},
                      {"bytes", image.data.size()},
                      {"readable", readable(record)}};
  }
  if (const auto minutiae = minutiae_of(record)) out["minutiae"] = json_of(*minutiae);
  return out;
}

std::string what_is(const RecordContent& content) {
  return std::visit(Overloaded{[](const PictureFile& f) {
                                 return phrase("record.what.image", {{"format", std::string(name_of(f.facts.format))}});
                               },
                               [](const FingerImageFile& f) {
                                 return phrase("record.what.images", {{"format", std::string(name_of(f.format))}});
                               },
                               [](const MinutiaeFile& f) {
                                 return phrase("record.what.minutiae", {{"format", std::string(name_of(f.format))}});
                               },
                               [](const CardContent&) { return phrase("record.what.compact"); },
                               [](const NistTransaction&) { return phrase("record.what.transaction"); }},
                    content);
}

void show_text(const RecordContent& content) {
  const auto each = [](const auto& views) {
    for (std::size_t i = 0; i < views.size(); ++i) show_text(views[i], i + 1);
  };
  std::visit(Overloaded{[](const PictureFile& f) {
                          std::cout << phrase("record.image", {{"width", std::to_string(f.facts.width)},
                                                               {"height", std::to_string(f.facts.height)},
                                                               {"dpi", dpi_words(f.facts.dpi)}})
                                    << '\n';
                        },
                        [&](const FingerImageFile& f) { each(f.views); }, [&](const MinutiaeFile& f) { each(f.views); },
                        [](const CardContent& f) { show_text(f.record, 1); },
                        [](const NistTransaction& f) {
                          for (const auto& record : f.records) show_text(record);
                        }},
             content);
}

Json json_of(const RecordContent& content) {
  const auto each = [](const auto& all) {
    Json out = Json::array();
    for (const auto& one : all) out.push_back(json_of(one));
    return out;
  };
  return std::visit(
      Overloaded{
          [](const PictureFile& f) -> Json {
            return {{"kind", "image"},
                    {"format", std::string(name_of(f.facts.format))},
                    {"width", f.facts.width},
                    {"height", f.facts.height},
                    {"dpi", f.facts.dpi ? Json(*f.facts.dpi) : Json(nullptr)}};
          },
          [&](const FingerImageFile& f) -> Json {
            return {{"kind", "finger_images"}, {"format", std::string(name_of(f.format))}, {"views", each(f.views)}};
          },
          [&](const MinutiaeFile& f) -> Json {
            return {{"kind", "minutiae"}, {"format", std::string(name_of(f.format))}, {"views", each(f.views)}};
          },
          [&](const CardContent& f) -> Json {
            return {{"kind", "card"}, {"format", "ISO/IEC 19794-2"}, {"views", each(std::vector{f.record})}};
          },
          [&](const NistTransaction& f) -> Json {
            return {{"kind", "transaction"}, {"format", "ANSI/NIST-ITL"}, {"records", each(f.records)}};
          }},
      content);
}

Outcome show_command(const std::string& path, bool compact, bool json) {
  const auto file = open_record(path, compact);
  if (!file) return file.error();
  if (json) {
    Json out = {{"file", path}, {"bytes", file->bytes.size()}};
    out.update(json_of(file->content));
    // text of old records need not be UTF-8
    std::cout << out.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return 0;
  }
  std::cout << phrase("record.title",
                      {{"file", path}, {"what", what_is(file->content)}, {"bytes", std::to_string(file->bytes.size())}})
            << '\n';
  show_text(file->content);
  return 0;
}

// ---- convert ----

enum class Target {
  Wsq,
  Png,
  Images2005,
  Images2011,
  Nist4,
  Nist14,
  Minutiae2005,
  Minutiae2011,
  Compact,
  Ansi2004,
  Ansi2009,
  Ansi2009Am1
};
struct TargetName {
  std::string_view name;
  Target target;
  std::string_view extension;  ///< that means it when --to is not given; may be empty
};
constexpr TargetName kTargets[] = {{"wsq", Target::Wsq, ".wsq"},
                                   {"png", Target::Png, ".png"},
                                   {"iso19794-4", Target::Images2011, ".fir"},
                                   {"iso19794-4-2005", Target::Images2005, ""},
                                   {"iso19794-4-2011", Target::Images2011, ""},
                                   {"an2", Target::Nist14, ".an2"},
                                   {"an2-14", Target::Nist14, ".nist"},
                                   {"an2-4", Target::Nist4, ""},
                                   {"iso19794-2", Target::Minutiae2005, ".fmr"},
                                   {"iso19794-2-2005", Target::Minutiae2005, ""},
                                   {"iso19794-2-2011", Target::Minutiae2011, ""},
                                   {"iso19794-2-compact", Target::Compact, ""},
                                   {"ansi378", Target::Ansi2009, ""},
                                   {"ansi378-2004", Target::Ansi2004, ""},
                                   {"ansi378-2009", Target::Ansi2009, ""},
                                   {"ansi378-2009am1", Target::Ansi2009Am1, ""}};

std::string target_names() {
  std::string out;
  for (const auto& t : kTargets) out += (out.empty() ? "" : ", ") + std::string(t.name);
  return out;
}

const TargetName* find_target(const std::string& to, const fs::path& out) {
  const auto extension = out.extension().string();
  for (const auto& t : kTargets)
    if (to.empty() ? !extension.empty() && extension == t.extension : to == t.name) return &t;
  return nullptr;
}

struct ConvertOptions {
  std::string in, out, to;
  double dpi = 0;
  double ratio = 15;
  int position = -1, part = 0;
  bool compact = false, json = false;
};

std::vector<MinutiaeRecord> minutiae_in(const RecordFile& file) {
  std::vector<MinutiaeRecord> out;
  if (const auto* records = std::get_if<MinutiaeFile>(&file.content)) out = records->views;
  if (const auto* card = std::get_if<CardContent>(&file.content)) out.push_back(card->record);
  if (const auto* transaction = std::get_if<NistTransaction>(&file.content))
    for (const auto& record : transaction->records)
      if (auto minutiae = minutiae_of(record)) out.push_back(std::move(*minutiae));
  return out;
}

Or<std::vector<MinutiaeRecord>> extracted(const std::vector<FingerImageView>& views, const std::string& about) {
  std::vector<MinutiaeRecord> out;
  for (const auto& view : views) {
    const auto image = grey_of(view);
    if (!image) return failure_of(image.error(), about);
    const auto finger = extract(*image);
    if (!finger) return api::Failure{api::FailureCode::Record_FingerUnclear, about};
    auto record = to_record(*finger, finger_of(view.position).value_or(FingerPosition::Unknown));
    record.impression = view.impression & 15;
    out.push_back(std::move(record));
  }
  return out;
}

bool of_minutiae(Target target) { return target >= Target::Minutiae2005; }

/// "20260131", by the clock of this computer.
std::string today() {
  auto text = base::SystemClock().now().iso8601().substr(0, 10);
  std::erase(text, '-');
  return text;
}

base::Result<base::Bytes, RecordError> transaction_bytes(const std::vector<FingerImageView>& views, NistPictures kind) {
  const NistEnvelope envelope{"OTHER", today(), "KTPEL", "KTPEL", "KTPEL-" + today()};
  const auto transaction = transaction_of(views, envelope, kind);
  if (!transaction) return transaction.error();
  return encode_transaction(*transaction);
}

/// Written, and how many parts of the source are in it.
struct Converted {
  base::Bytes bytes;
  std::size_t parts;
};

Or<Converted> pictures_as(Target target, std::vector<FingerImageView> views, const ConvertOptions& o) {
  if (target == Target::Wsq || target == Target::Png) {
    const auto image = grey_of(views.front());
    if (!image) return failure_of(image.error(), o.in);
    return Converted{target == Target::Wsq ? encode_wsq(*image, WsqRatio{o.ratio}) : encode_png(*image), 1};
  }
  const auto bytes = target == Target::Images2005   ? encode_finger_images(views, FingerImageFormat::Iso2005)
                     : target == Target::Images2011 ? encode_finger_images(views, FingerImageFormat::Iso2011)
                     : target == Target::Nist4      ? transaction_bytes(views, NistPictures::Type4)
                                                    : transaction_bytes(views, NistPictures::Type14);
  if (bytes) return Converted{*bytes, views.size()};
  if (bytes.error() == RecordError::Unsupported) return api::Failure{api::FailureCode::Record_NotInThisFormat, o.in};
  return failure_of(bytes.error(), o.in);
}

Or<Converted> minutiae_as(Target target, const std::vector<MinutiaeRecord>& views, const ConvertOptions& o) {
  if (target == Target::Compact) return Converted{encode_compact(views.front()), 1};
  const auto format = target == Target::Minutiae2005   ? MinutiaeFormat::Iso2005
                      : target == Target::Minutiae2011 ? MinutiaeFormat::Iso2011
                      : target == Target::Ansi2004     ? MinutiaeFormat::Ansi2004
                      : target == Target::Ansi2009     ? MinutiaeFormat::Ansi2009
                                                       : MinutiaeFormat::Ansi2009Am1;
  const auto bytes = encode_minutiae_records(views, format);
  if (!bytes) return failure_of(bytes.error(), o.in);
  return Converted{*bytes, views.size()};
}

Or<Converted> convert(const RecordFile& file, Target target, const ConvertOptions& o) {
  auto pictures = pictures_in(file, dpi_of(o.dpi));
  if (!pictures) return pictures.error();
  auto minutiae = minutiae_in(file);
  const bool extracts = of_minutiae(target) && minutiae.empty();
  const bool from_pictures = !of_minutiae(target) || extracts;
  const auto ready = from_pictures ? choose_part(*pictures, o.part, o.in) : choose_part(minutiae, o.part, o.in);
  if (!ready) return ready.error();
  const auto parts = from_pictures ? pictures->size() : minutiae.size();
  if (parts == 0) return api::Failure{api::FailureCode::Record_NothingToConvert, o.in};
  const bool holds_one = target == Target::Wsq || target == Target::Png || target == Target::Compact;
  if (holds_one && parts > 1) return api::Failure{api::FailureCode::Record_SeveralParts, o.in};
  if (o.position >= 0) {
    for (auto& p : *pictures)
      if (p.position == PrintPosition::Unknown) p.position = PrintPosition(o.position);
    const auto finger = finger_of(PrintPosition(o.position));
    for (auto& m : minutiae)
      if (m.position == FingerPosition::Unknown && finger) m.position = *finger;
  }
  if (extracts) {
    auto found = extracted(*pictures, o.in);
    if (!found) return found.error();
    minutiae = std::move(*found);
  }
  return of_minutiae(target) ? minutiae_as(target, minutiae, o) : pictures_as(target, std::move(*pictures), o);
}

Outcome convert_command(const ConvertOptions& o) {
  const auto* target = find_target(o.to, o.out);
  if (!target) return api::Failure{api::FailureCode::Record_FormatUnknown, o.to.empty() ? o.out : o.to};
  const auto file = open_record(o.in, o.compact);
  if (!file) return file.error();
  const auto converted = convert(*file, target->target, o);
  if (!converted) return converted.error();
  if (!base::write_file_durably(o.out, converted->bytes))
    return api::Failure{api::FailureCode::Record_CannotWrite, o.out};
  if (o.json) {
    const Json out = {{"in", o.in},
                      {"out", o.out},
                      {"format", std::string(target->name)},
                      {"parts", converted->parts},
                      {"bytes", converted->bytes.size()}};
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("record.converted", {{"count", std::to_string(converted->parts)},
                                           {"file", o.out},
                                           {"format", std::string(target->name)}})
            << '\n';
  return 0;
}

}  // namespace

void add_record_commands(Commands& commands) {
  auto* group = commands.group("record", phrase("record.group"));
  auto o = std::make_shared<ConvertOptions>();
  {
    auto* command = group->add_subcommand("show", phrase("record.show_help"));
    command->add_option("BERKAS", o->in, phrase("record.option_file"))->required();
    command->add_flag("--compact", o->compact, phrase("record.option_compact"));
    command->add_flag("--json", o->json, phrase("record.option_json"));
    commands.on(command, [o] { return show_command(o->in, o->compact, o->json); });
  }
  {
    auto* command = group->add_subcommand("convert", phrase("record.convert_help"));
    command->add_option("ASAL", o->in, phrase("record.option_file"))->required();
    command->add_option("HASIL", o->out, phrase("record.option_out"))->required();
    command->add_option("--to", o->to, phrase("record.option_to", {{"formats", target_names()}}));
    command->add_option("--dpi", o->dpi, phrase("record.option_dpi"))->check(CLI::Range(100.0, 4000.0));
    command->add_option("--ratio", o->ratio, phrase("record.option_ratio"))->check(CLI::Range(1.0, 200.0));
    command->add_option("--position", o->position, phrase("record.option_position"))->check(CLI::Range(0, 15));
    command->add_option("--part", o->part, phrase("record.option_part"))->check(CLI::Range(1, 1000));
    command->add_flag("--compact", o->compact, phrase("record.option_compact"));
    command->add_flag("--json", o->json, phrase("record.option_json"));
    commands.on(command, [o] { return convert_command(*o); });
  }
}

}  // namespace ktpel::tool
