// SPDX-License-Identifier: Apache-2.0
#include "tool/record_file.h"

#include <string_view>

#include "base/file.h"
#include "base/phrase.h"

namespace ktpel::tool {

using namespace biometric;

api::Failure failure_of(RecordError error, const std::string& about) {
  switch (error) {
    case RecordError::NotARecord:
      return {api::FailureCode::Record_NotKnown, about};
    case RecordError::Unsupported:
      return {api::FailureCode::Record_Unsupported, about};
    case RecordError::TooMuch:
      return {api::FailureCode::Record_DoesNotFit, about};
    case RecordError::Damaged:
      break;
  }
  return {api::FailureCode::Record_Damaged, about};
}

api::Failure failure_of(ImageError error, const std::string& about) {
  switch (error) {
    case ImageError::NoResolution:
      return {api::FailureCode::Record_PictureNoResolution, about};
    case ImageError::TooSmall:
    case ImageError::TooLarge:
      return {api::FailureCode::Record_PictureSize, about};
    default:
      return {api::FailureCode::Record_PictureUnreadable, about};
  }
}

namespace {

bool begins(base::ByteView bytes, std::string_view text) {
  return bytes.size() >= text.size() && base::text_of(bytes.first(text.size())) == text;
}

Or<RecordContent> content_of(base::ByteView bytes, bool compact, const std::string& about) {
  const auto wrap = [&](auto result) -> Or<RecordContent> {
    if (!result) return failure_of(result.error(), about);
    return RecordContent(std::move(*result));
  };
  if (compact) {
    auto record = decode_compact(bytes);
    if (!record) return failure_of(record.error(), about);
    return RecordContent(CardContent{std::move(*record)});
  }
  if (begins(bytes, "FMR")) return wrap(decode_minutiae_file(bytes));
  if (begins(bytes, "FIR")) return wrap(decode_finger_images(bytes));
  if (!image_format_of(bytes)) return wrap(decode_transaction(bytes));
  const auto facts = image_facts(bytes);
  if (!facts) return failure_of(facts.error(), about);
  return RecordContent(PictureFile{*facts});
}

}  // namespace

Or<RecordFile> open_record(const std::string& path, bool compact) {
  auto bytes = base::read_file(path);
  if (!bytes) return api::Failure{api::FailureCode::Record_Missing, path};
  auto content = content_of(*bytes, compact, path);
  if (!content) return content.error();
  return RecordFile{path, std::move(*bytes), std::move(*content)};
}

Or<std::vector<FingerImageView>> pictures_in(const RecordFile& file, std::optional<Dpi> dpi) {
  std::vector<FingerImageView> out;
  if (const auto* images = std::get_if<FingerImageFile>(&file.content)) out = images->views;
  if (const auto* transaction = std::get_if<NistTransaction>(&file.content))
    for (const auto& record : transaction->records)
      if (auto view = finger_image_of(record)) out.push_back(std::move(*view));
  if (std::holds_alternative<PictureFile>(file.content)) {
    const auto image = decode_grey(file.bytes, dpi);
    if (!image) return failure_of(image.error(), file.path);
    auto view = view_of(*image, PrintPosition::Unknown, ImageCoding::Raw);
    // a file that records may hold as it is stays as it is
    const auto format = std::get<PictureFile>(file.content).facts.format;
    if (format == ImageFormat::Wsq) view.coding = ImageCoding::Wsq, view.data = file.bytes;
    out.push_back(std::move(view));
  }
  return out;
}

Or<base::Done> check_part(std::size_t parts, int wanted, const std::string& about) {
  if (wanted < 0 || static_cast<std::size_t>(wanted) > parts)
    return api::Failure{api::FailureCode::Record_NoSuchPart, about + " (" + std::to_string(wanted) + ")"};
  return base::Done{};
}

std::string position_in_words(PrintPosition position) {
  return base::phrase("record.finger." + std::to_string(static_cast<int>(position)));
}

}  // namespace ktpel::tool
