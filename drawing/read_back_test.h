// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/golden.h"
#include "biometric/image/raster.h"

/// What independent readers (poppler, zbar) find in a file that we drew. For tests.
namespace ktpel::drawing::read_back {

class TemporaryFile {
 public:
  explicit TemporaryFile(const base::Bytes& content) {
    std::string pattern = (std::filesystem::temp_directory_path() / "ktpel-drawing-XXXXXX").string();
    const int file = mkstemp(pattern.data());
    path_ = pattern;
    close(file);
    std::ofstream(path_, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Everything a command says on stdout and stderr: a reader's complaint is in the text, and is seen.
inline std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> part;
  while (const auto size = std::fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), size);
  pclose(pipe);
  return out;
}

inline std::string pdf_text(const base::Bytes& pdf) {
  const TemporaryFile file(pdf);
  return output_of("pdftotext -raw " + file.path() + " -");
}

inline std::string pdf_info(const base::Bytes& pdf) {
  const TemporaryFile file(pdf);
  return output_of("pdfinfo -isodates " + file.path());
}

/// A word and where it stands: mm from the page's left top corner.
struct Word {
  std::string text;
  int page;
  double left, top, right, bottom;
};
inline std::vector<Word> pdf_words(const base::Bytes& pdf) {
  const TemporaryFile file(pdf);
  std::istringstream lines(output_of("pdftotext -bbox " + file.path() + " -"));
  std::vector<Word> out;
  int page = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("<page ") != std::string::npos) ++page;
    const auto at = line.find("<word xMin=");
    if (at == std::string::npos) continue;
    Word word{"", page, 0, 0, 0, 0};
    constexpr double mm = 25.4 / 72;
    if (std::sscanf(line.c_str() + at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &word.left,
                    &word.top, &word.right, &word.bottom) != 4)
      continue;
    for (auto* side : {&word.left, &word.top, &word.right, &word.bottom}) *side *= mm;
    const auto begin = line.find('>', at) + 1;
    word.text = line.substr(begin, line.find('<', begin) - begin);
    out.push_back(std::move(word));
  }
  return out;
}

/// What a QR reader says of a PNG; empty if it finds none.
inline std::string qr_text(const base::Bytes& png) {
  const TemporaryFile file(png);
  auto text = output_of("zbarimg --quiet --nodbus --raw -Sdisable -Sqrcode.enable " + file.path());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

/// A page of a PDF as PNG, by poppler.
inline base::Bytes pdf_to_png(const base::Bytes& pdf, int page, int dpi) {
  const TemporaryFile file(pdf);
  const auto png = output_of("pdftoppm -png -r " + std::to_string(dpi) + " -f " + std::to_string(page) + " -l " +
                             std::to_string(page) + " " + file.path());
  return {png.begin(), png.end()};
}

/// Without blanks and line ends: a value that was wrapped is found all the same.
inline std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\f' && c != '\t' && c != '\r') out += c;
  return out;
}

/// Width and height of a PNG, from its header.
inline std::pair<unsigned, unsigned> png_size(const base::Bytes& png) {
  base::ByteReader reader(png);
  reader.skip(16);
  const auto width = reader.u32(), height = reader.u32();
  return {width, height};
}

/// Mean grey of a grid of `columns` x `rows` fields: what a person sees from afar.
inline std::vector<int> coarse(const biometric::ColourImage& image, int columns, int rows) {
  std::vector<int> out;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      long sum = 0, count = 0;
      for (int y = r * image.height() / rows; y < (r + 1) * image.height() / rows; ++y)
        for (int x = c * image.width() / columns; x < (c + 1) * image.width() / columns; ++x) {
          const auto* p = image.rgb().data() + (static_cast<std::size_t>(y) * image.width() + x) * 3;
          sum += (299 * p[0] + 587 * p[1] + 114 * p[2]) / 1000;
          ++count;
        }
      out.push_back(static_cast<int>(sum / count));
    }
  return out;
}

/// Compares a picture with a golden file of coarse greys; another version of a font engine may
/// move single pixels, so `tolerance` grey levels are allowed in each field.
inline bool looks_like(const biometric::ColourImage& image, const std::string& golden, int tolerance) {
  constexpr int columns = 36, rows = 24;
  const auto greys = coarse(image, columns, rows);
  std::string text = "# own output, seen and accepted; mean grey of 36 x 24 fields\n";
  for (std::size_t i = 0; i < greys.size(); ++i)
    text += std::to_string(greys[i]) + ((i + 1) % columns == 0 ? "\n" : " ");
  if (!std::getenv("KTPEL_UPDATE_GOLDEN")) {
    const char* folder = std::getenv("KTPEL_GOLDEN_DIR");
    std::ifstream in(std::string(folder ? folder : "data/golden") + "/" + golden);
    std::string comment;
    std::getline(in, comment);
    bool near = true;
    for (const int grey : greys) {
      int want = -1000;
      in >> want;
      near = near && std::abs(want - grey) <= tolerance;
    }
    if (near) return true;
  }
  return base::matches_golden(text, golden);
}

}  // namespace ktpel::drawing::read_back
