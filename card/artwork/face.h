// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/raster.h"
#include "drawing/measure.h"
#include "drawing/scene.h"
#include "person/biodata.h"

namespace ktpel::card {

/// The word that stands across photo and data of every face drawn here. It is a value that
/// each call must be given, and the only overprint there is: a face without it cannot be
/// asked for by screen, option or configuration.
class SpecimenMark {
 public:
  explicit SpecimenMark() = default;
};

/// What the front of a card shows. Texts are printed upper case.
struct CardFace {
  person::Biodata who;
  biometric::ColourImage portrait;  ///< frontal, 3:4, red or blue background
  biometric::GreyImage signature;   ///< black ink on white
  std::string place_of_issue;       ///< district, "Kabupaten Contoh"
  person::Date issued;
  std::optional<person::Date> valid_until;  ///< nullopt = SEUMUR HIDUP
  std::string country = {};                 ///< of a foreigner, printed as citizenship; else empty
};

/// What the back shows besides our plain design: the card number, as text and QR code, which the
/// officer compares with the chip's.
struct CardBack {
  std::string card_number;  ///< 1..32 characters, as in DG1 (9 characters)
  person::Date issued;
};

/// Red background for odd birth years, blue for even ones. A warning: faces are never recoloured.
enum class PortraitWarning { BackgroundNotRed, BackgroundNotBlue };

/// What was done to a field so that it stands whole in its place. `field` is the row's name in
/// data/card_layout.csv ("nama"); `abbreviated` says that words of data/card_abbreviations.csv were used.
struct FieldNote {
  std::string field;
  drawing::Fit fit = drawing::Fit::Whole;
  bool abbreviated = false;
};

/// For the operator, before printing.
struct FaceReport {
  std::vector<FieldNote> fields;  ///< only those not printed exactly as designed
  std::optional<PortraitWarning> portrait;
};

/// ID-1 (ISO/IEC 7810): 85.60 x 53.98 mm, corners of 3.18 mm radius.
inline constexpr double card_width = 85.60, card_height = 53.98, card_corner = 3.18;

enum class Edge {
  Card,  ///< exactly the card, round corners
  Bleed  ///< 1 mm more on each side, square: for printers that print over the edge
};

enum class ArtworkError {
  FontMissing,   ///< install the fonts of scripts/packages
  GlyphMissing,  ///< a character that cannot be printed: correct the biodata
  TooMuchText,   ///< not legible even when squeezed: correct the biodata
  OutOfMemory
};

struct DrawnFace {
  drawing::Scene scene;  ///< one page
  FaceReport report;
};

/// The face as a scene, positions from data/card_layout.csv. Thread-safe.
base::Result<DrawnFace, ArtworkError> draw_front(const CardFace& face, SpecimenMark mark, Edge edge = Edge::Card);
base::Result<DrawnFace, ArtworkError> draw_back(const CardBack& back, SpecimenMark mark, Edge edge = Edge::Card);

struct RenderedFace {
  base::Bytes pdf;  ///< vector, one page
  base::Bytes png;  ///< 1011 x 638 at 300 dpi, 2022 x 1275 at 600
  FaceReport report;
};
base::Result<RenderedFace, ArtworkError> render_front(const CardFace& face, SpecimenMark mark,
                                                      biometric::Dpi dpi = biometric::Dpi(300));
base::Result<RenderedFace, ArtworkError> render_back(const CardBack& back, SpecimenMark mark,
                                                     biometric::Dpi dpi = biometric::Dpi(300));

/// Looks at the upper border of a portrait, beside the head, for the colour its birth year asks for.
std::optional<PortraitWarning> check_background(const biometric::ColourImage& portrait, const person::Date& born);

}  // namespace ktpel::card
