// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "documents/office.h"
#include "documents/stamp.h"
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
  /// What no page holds whole goes on over the next ones.
  void paragraph(const std::string& words, drawing::Align align = drawing::Align::Justified);
  /// "Label : value" lines from `left`; values wrap behind their colon. `label_width` mm.
  void fields(const Fields& fields, double label_width, double left = text_left, double width = text_width,
              drawing::Font value_font = drawing::Font::Sans);
  /// "1. ...", hanging.
  void numbered(const std::vector<std::string>& items);
  /// What stands below the rows of each page: how many are on it, how many up to it.
  using PageTotal = std::function<std::string(std::size_t here, std::size_t so_far)>;
  void table(drawing::Table table, const PageTotal& total = {});
  /// Small words at the top of every page that begins from now on, so that no page is lost or exchanged.
  void continued_as(std::string words) { continued_as_ = std::move(words); }
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

  /// Ruled lines to write on.
  void lines(int count);
  /// A stamp block (SOP 1.i) as a rubber stamp would stand; the box at least 34 x 20 mm.
  void stamp(const StampBlock& stamp, const drawing::Box& box);
  /// A QR code with its quiet paper, left top at `at`, `size` mm of modules.
  void code(const std::string& text, drawing::Point at, double size);
  /// One line that becomes narrower and then smaller until it stands.
  double fitted(const std::string& words, drawing::Point at, const drawing::TextStyle& style, double width);

  drawing::Page& page() { return scene_.pages.back(); }
  double y() const { return y_; }
  void move_to(double y) { y_ = y; }
  /// Text at a point of this page; the height it takes.
  double put(const std::string& words, drawing::Point at, const drawing::TextStyle& style, double width = 0);

  std::size_t pages() const { return scene_.pages.size(); }
  const std::optional<drawing::DrawingError>& error() const { return error_; }
  Paper finish();
  /// Several papers in one file, each with its own page numbers.
  static Paper finish_together(std::string title, std::vector<Sheet> sheets);

 private:
  std::optional<drawing::Extent> extent(const std::string& words, const drawing::TextStyle& style, double width);
  double height_of(const std::string& words, const drawing::TextStyle& style, double width);
  void add_marks(drawing::Page& page);
  void add_footers();
  drawing::Scene scene_;
  Density density_;
  double y_ = margin_top;
  std::string continued_as_;
  std::optional<drawing::DrawingError> error_;
};

/// Lets `fill` fill a sheet; if that takes more than `pages` pages, again with tighter lines, where they save a page.
Paper compose(const std::string& title, const Moment& dated, std::size_t pages,
              const std::function<void(Sheet&)>& fill);
/// The same, not yet a file.
Sheet composed(const std::string& title, const Moment& dated, std::size_t pages,
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
