// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace ktpel::tool {

/// A page for people: headings, lines of text, pictures with a caption each, in the order of the calls. Pictures are
/// files beside it, drawings stand in it.
class FingerPage {
 public:
  explicit FingerPage(std::string heading) : heading_(std::move(heading)) {}
  void head(const std::string& heading);
  void say(const std::string& sentence);
  /// `name` is that of the file, without its ending.
  void show(const std::string& name, const std::string& caption, base::Bytes png);
  /// `svg` is one element, as it shall stand in the page.
  void draw(const std::string& caption, const std::string& svg);
  /// index.html and the pictures, into a folder that is made if need be. False if it cannot be written.
  bool write(const std::filesystem::path& folder) const;

 private:
  struct Picture {
    std::string file;
    base::Bytes png;
  };
  std::string heading_, body_;
  std::vector<Picture> pictures_;
};

/// Text as it stands in HTML and SVG.
std::string escaped(const std::string& text);

}  // namespace ktpel::tool
