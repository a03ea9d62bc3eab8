// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_page.h"

#include "base/file.h"

namespace ktpel::tool {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  return out;
}

void FingerPage::head(const std::string& heading) { body_ += "<h2>" + escaped(heading) + "</h2>\n"; }

void FingerPage::say(const std::string& sentence) { body_ += "<p>" + escaped(sentence) + "</p>\n"; }

void FingerPage::show(const std::string& name, const std::string& caption, base::Bytes png) {
  const auto file = name + ".png";
  body_ += "<figure><img src=\"" + escaped(file) + "\" alt=\"\"><figcaption>" + escaped(caption) +
           "</figcaption></figure>\n";
  pictures_.push_back({file, std::move(png)});
}

void FingerPage::draw(const std::string& caption, const std::string& svg) {
  body_ += "<figure>" + svg + "<figcaption>" + escaped(caption) + "</figcaption></figure>\n";
}

bool FingerPage::write(const std::filesystem::path& folder) const {
  if (!base::make_folder(folder)) return false;
  for (const auto& picture : pictures_)
    if (!base::write_file_durably(folder / picture.file, picture.png)) return false;
  const auto page =
      "<!doctype html>\n<html lang=\"id\"><head><meta charset=\"utf-8\"><title>" + escaped(heading_) +
      "</title><style>body{font-family:sans-serif;margin:2em}figure{display:inline-block;margin:0 1.5em 1.5em 0;"
      "vertical-align:top}img,svg{display:block;border:1px solid #999}figcaption{max-width:30em;padding-top:.4em}"
      "</style></head>\n<body><h1>" +
      escaped(heading_) + "</h1>\n" + body_ + "</body></html>\n";
  return bool(base::write_file_durably(folder / "index.html", base::bytes_of(page)));
}

}  // namespace ktpel::tool
