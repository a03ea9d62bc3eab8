// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "biometric/finger/finger_template.h"
#include "biometric/finger/match.h"
#include "biometric/image/raster.h"

namespace ktpel::tool {

/// A page for people: a heading, lines of text, pictures with a caption each. Pictures are files beside it.
class FingerPage {
 public:
  explicit FingerPage(std::string heading) : heading_(std::move(heading)) {}
  void say(const std::string& sentence) { sentences_.push_back(sentence); }
  /// `name` is that of the file, without its ending.
  void show(const std::string& name, const std::string& caption, base::Bytes png);
  /// index.html and the pictures, into a folder that is made if need be. False if it cannot be written.
  bool write(const std::filesystem::path& folder) const;

 private:
  struct Picture {
    std::string name, caption;
    base::Bytes png;
  };
  std::string heading_;
  std::vector<std::string> sentences_;
  std::vector<Picture> pictures_;
};

/// Both fingers side by side, their minutiae in grey, matched ones joined by lines in colours of their own.
biometric::ColourImage joined(const biometric::GreyImage& a, const biometric::FingerTemplate& fa,
                              const biometric::GreyImage& b, const biometric::FingerTemplate& fb,
                              const std::vector<biometric::MatchedPair>& pairs);

}  // namespace ktpel::tool
