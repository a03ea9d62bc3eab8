// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/failure.h"
#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/codec.h"
#include "biometric/record/finger_image_record.h"
#include "biometric/record/minutiae_record.h"
#include "biometric/record/nist_transaction.h"
#include "tool/finger_file.h"

// A picture or a record of any format, and what is said when it is not that.
namespace ktpel::tool {

/// A picture that is a file of its own, undecoded.
struct PictureFile {
  biometric::ImageFacts facts;
};
struct CardContent {
  biometric::MinutiaeRecord record;
};
using RecordContent = std::variant<PictureFile, biometric::FingerImageFile, biometric::MinutiaeFile, CardContent,
                                   biometric::NistTransaction>;

struct RecordFile {
  std::string path;
  base::Bytes bytes;
  RecordContent content;
};

api::Failure failure_of(biometric::RecordError error, const std::string& about);
api::Failure failure_of(biometric::ImageError error, const std::string& about);

/// Told apart by content; a card's minutiae, which have no mark, by `compact`.
Or<RecordFile> open_record(const std::string& path, bool compact);

/// The pictures of fingers in a file, undecoded; `dpi` is for a picture that is a file of its own.
Or<std::vector<biometric::FingerImageView>> pictures_in(const RecordFile& file, std::optional<biometric::Dpi> dpi);

/// Record_NoSuchPart unless `wanted` is 0 (all) or the number of a part, from 1.
Or<base::Done> check_part(std::size_t parts, int wanted, const std::string& about);
/// Only the wanted part, if one is named.
template <class T>
Or<base::Done> choose_part(std::vector<T>& parts, int wanted, const std::string& about) {
  const auto there = check_part(parts.size(), wanted, about);
  if (there && wanted > 0) parts = {parts[static_cast<std::size_t>(wanted - 1)]};
  return there;
}

/// "telunjuk kanan".
std::string position_in_words(biometric::PrintPosition position);

}  // namespace ktpel::tool
