// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_file.h"

#include <algorithm>
#include <set>

#include "base/file.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
namespace fs = std::filesystem;

api::Failure failure_of(ImageError error, const std::string& about) {
  switch (error) {
    case ImageError::Missing:
      return {api::FailureCode::Image_Missing, about};
    case ImageError::NotAnImage:
      return {api::FailureCode::Image_NotAnImage, about};
    case ImageError::NoResolution:
      return {api::FailureCode::Image_NoResolution, about};
    case ImageError::TooSmall:
      return {api::FailureCode::Image_TooSmall, about};
    case ImageError::TooLarge:
      return {api::FailureCode::Image_TooLarge, about};
    case ImageError::Damaged:
      break;
  }
  return {api::FailureCode::Image_Damaged, about};
}

api::Failure failure_of(ExtractError error, const std::string& about) {
  switch (error) {
    case ExtractError::Blank:
      return {api::FailureCode::Finger_Blank, about};
    case ExtractError::TooSmall:
      return {api::FailureCode::Finger_TooSmall, about};
    case ExtractError::TooLarge:
      return {api::FailureCode::Finger_TooLarge, about};
    case ExtractError::TooFewMinutiae:
      break;
  }
  return {api::FailureCode::Finger_TooFewMinutiae, about};
}

api::Failure failure_of(RecordError error, const std::string& about) {
  return error == RecordError::Unsupported ? api::Failure{api::FailureCode::Finger_RecordUnsupported, about}
                                           : api::Failure{api::FailureCode::Finger_RecordDamaged, about};
}

api::Failure failure_of(TemplateError error, const std::string& about) {
  return error == TemplateError::OtherVersion ? api::Failure{api::FailureCode::Finger_TemplateOtherVersion, about}
                                              : api::Failure{api::FailureCode::Finger_TemplateDamaged, about};
}

std::string kind_of(MinutiaeFormat format) {
  switch (format) {
    case MinutiaeFormat::Iso2005:
      return "iso2005";
    case MinutiaeFormat::Iso2011:
      return "iso2011";
    case MinutiaeFormat::Ansi2004:
      return "ansi378-2004";
    case MinutiaeFormat::Ansi2009:
      return "ansi378-2009";
    case MinutiaeFormat::Ansi2009Am1:
      break;
  }
  return "ansi378-2009am1";
}

std::optional<MinutiaeFormat> minutiae_format(TemplateFormat format) {
  switch (format) {
    case TemplateFormat::Iso2005:
      return MinutiaeFormat::Iso2005;
    case TemplateFormat::Iso2011:
      return MinutiaeFormat::Iso2011;
    case TemplateFormat::Ansi378:
      return MinutiaeFormat::Ansi2009;
    default:
      return std::nullopt;
  }
}

/// Could it be a card's minutiae? They look like dice throws, where text and tables do not: no two lie on one place,
/// hardly more than a third of the bytes are letters, and the type 3 (upper two bits of every third byte) is unused.
bool may_be_compact(base::ByteView bytes) {
  constexpr std::size_t kFewest = 4, kMost = 85;
  if (bytes.size() % 3 != 0 || bytes.size() < 3 * kFewest || bytes.size() > 3 * kMost) return false;
  const auto letters = std::count_if(bytes.begin(), bytes.end(), [](auto b) { return b >= 0x20 && b < 0x7f; });
  if (4 * letters >= 3 * static_cast<std::ptrdiff_t>(bytes.size())) return false;
  std::set<std::pair<std::uint8_t, std::uint8_t>> places;
  for (std::size_t at = 0; at < bytes.size(); at += 3)
    if (bytes[at + 2] >> 6 == 3 || !places.emplace(bytes[at], bytes[at + 1]).second) return false;
  return true;
}

Or<FingerFile> read_minutiae(base::ByteView bytes, const std::string& about) {
  auto file = decode_minutiae_file(bytes);
  if (!file) return failure_of(file.error(), about);
  return FingerFile{kind_of(file->format), {}, std::move(file->views.front())};
}

Or<FingerFile> read_picture(base::ByteView bytes, std::optional<Dpi> dpi, const std::string& about) {
  const auto image = decode_grey(bytes, dpi);
  if (!image) return failure_of(image.error(), about);
  auto finger = finger_in(*image, about);
  if (!finger) return finger.error();
  return FingerFile{"image", resample(*image, Dpi(500)), std::move(*finger)};
}

}  // namespace

std::optional<Dpi> dpi_of(double option) { return option > 0 ? std::optional(Dpi(option)) : std::nullopt; }

Or<GreyImage> load_picture(const fs::path& path, std::optional<Dpi> dpi, std::optional<Dpi> otherwise) {
  auto image = load_grey(path, dpi);
  if (!image && image.error() == ImageError::NoResolution && otherwise) image = load_grey(path, otherwise);
  if (!image) return failure_of(image.error(), path.string());
  return std::move(*image);
}

Or<FingerTemplate> finger_in(const GreyImage& image, const std::string& about) {
  auto finger = extract(image);
  if (!finger) return failure_of(finger.error(), about);
  return std::move(*finger);
}

Or<base::Done> write_result(const fs::path& path, base::ByteView bytes) {
  if (!base::write_file_durably(path, bytes)) return api::Failure{api::FailureCode::Finger_CannotWrite, path.string()};
  return base::Done{};
}

const std::map<std::string, TemplateFormat>& template_formats() {
  static const std::map<std::string, TemplateFormat> all{{"iso2005", TemplateFormat::Iso2005},
                                                         {"iso2011", TemplateFormat::Iso2011},
                                                         {"ansi378", TemplateFormat::Ansi378},
                                                         {"compact", TemplateFormat::Compact},
                                                         {"ktpel", TemplateFormat::Ktpel}};
  return all;
}

base::Bytes written_as(const FingerTemplate& finger, TemplateFormat format) {
  if (format == TemplateFormat::Ktpel) return serialise(finger);
  const auto record = to_record(finger, FingerPosition::Unknown);
  if (format == TemplateFormat::Compact) return encode_compact(record);
  auto bytes = encode_minutiae_record(record, *minutiae_format(format));
  base::check(bool(bytes), "a template that an exchange record cannot hold");
  return std::move(*bytes);
}

MinutiaeRecord reduced_to(const FingerTemplate& finger, TemplateFormat format) {
  base::check(format != TemplateFormat::Ktpel, "a whole template is not a record");
  const auto bytes = written_as(finger, format);
  return format == TemplateFormat::Compact ? *decode_compact(bytes) : *decode_minutiae_record(bytes);
}

Or<FingerFile> read_finger(const fs::path& path, std::optional<Dpi> dpi) {
  const auto about = path.string();
  const auto bytes = base::read_file(path);
  if (!bytes) {
    const auto why = load_picture(path, dpi);  // says what keeps it from being read
    return why ? failure_of(ImageError::Missing, about) : why.error();
  }
  if (image_format_of(*bytes)) return read_picture(*bytes, dpi, about);
  if (bytes->size() >= 4 && base::text_of(base::ByteView(*bytes).first(3)) == "FMR")
    return read_minutiae(*bytes, about);
  auto finger = deserialise(*bytes);
  if (finger) return FingerFile{"ktpel", {}, std::move(*finger)};
  if (finger.error() != TemplateError::NotATemplate) return failure_of(finger.error(), about);
  if (may_be_compact(*bytes)) return FingerFile{"compact", {}, *decode_compact(*bytes)};
  return failure_of(ImageError::NotAnImage, about);
}

Probe probe_of(const FingerFile& file) {
  return std::visit([](const auto& finger) { return Probe(finger); }, file.finger);
}

Candidate candidate_of(const FingerFile& file) {
  return std::visit([](const auto& finger) { return Candidate(finger); }, file.finger);
}

}  // namespace ktpel::tool
