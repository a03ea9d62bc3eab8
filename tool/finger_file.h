// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/failure.h"
#include "base/bytes.h"
#include "base/result.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/image/codec.h"
#include "biometric/record/minutiae_record.h"

// Files with one finger, and what is said when they are not that.
namespace ktpel::tool {

template <class T>
using Or = base::Result<T, api::Failure>;

/// The value of `--dpi`; 0: not given.
std::optional<biometric::Dpi> dpi_of(double option);

/// Image_... if it is no picture, or none with a plausible resolution: `dpi`, else the file's, else `otherwise`.
Or<biometric::GreyImage> load_picture(const std::filesystem::path& path, std::optional<biometric::Dpi> dpi,
                                      std::optional<biometric::Dpi> otherwise = {});
/// Finger_... if there is no usable finger in the picture of `about`.
Or<biometric::FingerTemplate> finger_in(const biometric::GreyImage& image, const std::string& about);
/// Finger_CannotWrite if the file cannot be written.
Or<base::Done> write_result(const std::filesystem::path& path, base::ByteView bytes);

enum class TemplateFormat {
  Iso2005,  ///< ISO/IEC 19794-2:2005
  Iso2011,  ///< ISO/IEC 19794-2:2011
  Ansi378,  ///< INCITS 378-2009
  Compact,  ///< what a card holds, ISO/IEC 19794-2 compact; says nowhere that it is one
  Ktpel     ///< everything that our comparison uses
};
/// "iso2005" and so on.
const std::map<std::string, TemplateFormat>& template_formats();
base::Bytes written_as(const biometric::FingerTemplate& finger, TemplateFormat format);
/// What is left of a template once it was written and read again; not for Ktpel, which keeps all.
biometric::MinutiaeRecord reduced_to(const biometric::FingerTemplate& finger, TemplateFormat format);

/// A finger as a file gave it.
struct FingerFile {
  std::string kind;                                ///< "image", "ktpel", "iso2005", "ansi378-2004", ..., "compact"
  std::optional<biometric::GreyImage> image = {};  ///< of a picture: at 500 dpi
  std::variant<biometric::FingerTemplate, biometric::MinutiaeRecord> finger;
};

/// Reads a picture or a template of any format, told apart by content. The compact format has no mark of its own:
/// it is what is nothing else, at most 255 bytes, not mostly letters, and throughout in its form.
Or<FingerFile> read_finger(const std::filesystem::path& path, std::optional<biometric::Dpi> dpi);

biometric::Probe probe_of(const FingerFile& file);
biometric::Candidate candidate_of(const FingerFile& file);

}  // namespace ktpel::tool
