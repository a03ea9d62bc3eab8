// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "documents/office.h"
#include "drawing/measure.h"
#include "drawing/scene.h"
#include "drawing/table.h"

namespace ktpel::documents::detail {

inline constexpr double margin_left = 25, margin_right = 20, margin_top = 14, margin_bottom = 20;
inline constexpr double text_left = margin_left, text_width = 210 - margin_left - margin_right;

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A4 paper being filled from the top: each call adds below what stands there and moves on; a block
/// that no longer fits goes to a new page. The first drawing error is kept and comes out of finish().
/// Every page carries the test marks: nothing printed by this system is an official paper.
class Sheet {
 public:
  /// How close lines stand, when long values would push a paper past its pages.
  enum class Density {
    Normal,   ///< 11 pt
    Tight,    ///< a little under 10 pt, closer lines
    Tightest  ///< 9 pt
  };
  Sheet(std::string title, const Moment& dated, Density density);

  /// Ordinary text of this sheet.
  drawing::TextStyle plain() const;

  /// Government, district, sub-district, address, and the double rule below them.
  void letterhead(const Office& office);
  /// Centred heading, underlined, and its number line below it.
  void heading(const std::string& words, const std::string& number_line);
  void paragraph(const std::string& words, drawing::Align align = drawing::Align::Justified);
  /// "Label : value" lines from `left`; values wrap behind their colon. `label_width` mm.
  void fields(const Fields& fields, double label_width, double left = text_left, double width = text_width,
              drawing::Font value_font = drawing::Font::Sans);
  /// "1. ...", hanging.
  void numbered(const std::vector<std::string>& items);
  void table(drawing::Table table);
  void subheading(const std::string& words);
  void space(double mm) { y_ += mm; }
  void new_page();
  /// Begins a new page unless `mm` are left on this one.
  void need(double mm);

  /// A place to sign: words above, room for signature and stamp, the name underlined, NIP.
  struct Signing {
    std::vector<std::string> above;  ///< place and date, duty
    std::string name, nip;
    std::optional<biometric::GreyImage> signature = std::nullopt;
    std::string hint = {};  ///< small grey words in the empty room: "tanda tangan dan cap"
  };
  /// Up to three side by side, over the whole width.
  void signatures(const std::vector<Signing>& places);

  drawing::Page& page() { return scene_.pages.back(); }
  double y() const { return y_; }
  void move_to(double y) { y_ = y; }
  /// Text at a point of this page; the height it takes.
  double put(const std::string& words, drawing::Point at, const drawing::TextStyle& style, double width = 0);

  std::size_t pages() const { return scene_.pages.size(); }
  Paper finish();

 private:
  std::optional<drawing::Extent> extent(const std::string& words, const drawing::TextStyle& style, double width);
  void add_marks(drawing::Page& page);
  drawing::Scene scene_;
  Density density_;
  double y_ = margin_top;
  std::optional<drawing::DrawingError> error_;
};

/// Lets `fill` fill a sheet; if that takes more than `pages` pages, again with tighter lines.
Paper compose(const std::string& title, const Moment& dated, std::size_t pages,
              const std::function<void(Sheet&)>& fill);

/// What identifies a resident on a letter.
Fields identity(const person::Biodata& who);
/// "JL. KENANGA NO. 5, RT/RW 003/001, Kel/Desa Misal, Kecamatan Uji, Kabupaten Contoh".
std::string address_line(const person::Address& address);
/// Table of fingers compared at pick-up.
drawing::Table finger_table(const std::vector<FingerResult>& fingers);
std::string nip_line(const std::string& nip);
/// "87,5"
std::string decimal(double value);

}  // namespace ktpel::documents::detail
