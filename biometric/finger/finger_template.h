// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {

/// One minutia of a template: pixels at 500 dpi from the upper left corner, y down; direction as in
/// RecordedMinutia (256ths of a turn, counter-clockwise as seen).
struct TemplateMinutia {
  std::uint16_t x = 0, y = 0;
  std::uint8_t direction = 0;
  std::uint8_t quality = 0;  ///< amplitude of the ridge wave around it, 255 = 1.275 of the normalised image
  MinutiaType type = MinutiaType::Other;
  friend bool operator==(const TemplateMinutia&, const TemplateMinutia&) = default;
};

/// Everything about one impression that comparisons use. All numbers are already as coarse as they are
/// stored, so that a template read back from disk compares exactly like the one just extracted.
///
/// Invariants: width and height are multiples of 8 in 8..2048; the 8 px grid is row-major, width/8 by
/// height/8 cells; minutiae lie inside the image, at most 255; cells outside the mask are zero everywhere.
struct FingerTemplate {
  int width = 0, height = 0;              ///< pixels at 500 dpi
  std::vector<TemplateMinutia> minutiae;  ///< best quality first
  std::vector<std::uint8_t> mask;         ///< 8 px grid: 1 = finger
  std::vector<std::uint8_t> flow;         ///< 8 px grid: ridge direction, 256ths of a half turn, counter-clockwise
  std::vector<std::uint8_t> clarity;      ///< 8 px grid: amplitude of the ridge wave, 160 = 1
  std::vector<std::uint64_t> ridges;      ///< 8 px grid: bit y*8+x of a cell is 1 where the filtered image is a valley
  std::vector<std::uint8_t> period;       ///< 16 px grid, (width/8+1)/2 by (height/8+1)/2: see period_code()
  int columns() const { return width / 8; }
  int rows() const { return height / 8; }
  friend bool operator==(const FingerTemplate&, const FingerTemplate&) = default;
};

/// Largest side of a template, px at 500 dpi (10 cm).
inline constexpr int kLargestSide = 2048;

/// Ridge period of a code: 3 px * exp(code / 120).
double period_px(std::uint8_t code);
std::uint8_t period_code(double period_px);

/// How usable the impression is, 0..100 (area, clarity and number of minutiae; 0 = nothing, above 40 = usual).
int quality(const FingerTemplate& finger);

/// The minutiae as an exchange record at 197 px/cm, all of them, with their quality as 1..100.
MinutiaeRecord to_record(const FingerTemplate& finger, FingerPosition position);

enum class TemplateError {
  NotATemplate,  ///< some other bytes
  OtherVersion,  ///< of another extractor: extract again from the image
  Damaged        ///< cut or altered
};

/// The template, byte for byte what deserialise() gives back: about 10 kB for 300x400 px.
base::Bytes serialise(const FingerTemplate& finger);
/// Any bytes give a template that keeps its invariants, or an error.
base::Result<FingerTemplate, TemplateError> deserialise(base::ByteView bytes);

}  // namespace ktpel::biometric
