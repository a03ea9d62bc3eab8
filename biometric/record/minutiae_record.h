// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ktpel::biometric {

/// ISO/IEC 19794-2:2005 table 2 (the same numbers as in ISO/IEC 19794-4).
enum class FingerPosition : std::uint8_t {
  Unknown = 0,
  RightThumb = 1,
  RightIndex = 2,
  RightMiddle = 3,
  RightRing = 4,
  RightLittle = 5,
  LeftThumb = 6,
  LeftIndex = 7,
  LeftMiddle = 8,
  LeftRing = 9,
  LeftLittle = 10
};

/// As coded in the records.
enum class MinutiaType : std::uint8_t { Other = 0, Ending = 1, Bifurcation = 2 };

/// One minutia in the units of its record.
struct RecordedMinutia {
  MinutiaType type = MinutiaType::Other;
  std::uint16_t x = 0, y = 0;  ///< pixels of the record's resolution from the upper left corner, y down; < 16384
  /// 256ths of a turn, counter-clockwise as one sees it from the direction to the right. An ending
  /// looks along its ridge (away from the gap), a bifurcation into the valley between its two
  /// branches: ISO/IEC 19794-2:2005 5.3.
  std::uint8_t angle = 0;
  std::uint8_t quality = 0;  ///< 1..100, 0 = not reported
  friend bool operator==(const RecordedMinutia&, const RecordedMinutia&) = default;
};

/// One finger view.
struct MinutiaeRecord {
  FingerPosition position = FingerPosition::Unknown;
  std::uint8_t quality = 0;                      ///< 0..100
  std::uint16_t width = 0, height = 0;           ///< of the image, pixels
  std::uint16_t x_per_cm = 197, y_per_cm = 197;  ///< pixels a centimetre, > 0; 197 = 500 dpi
  std::vector<RecordedMinutia> minutiae;         ///< at most 255
  friend bool operator==(const MinutiaeRecord&, const MinutiaeRecord&) = default;
};

enum class RecordError {
  NotARecord,   ///< some other file
  Damaged,      ///< cut, or its lengths and fields contradict each other
  Unsupported,  ///< another version of the format, or no finger view in it
  TooMuch       ///< writing: more minutiae or larger numbers than the format can hold
};

/// The record format of ISO/IEC 19794-2:2005 clause 7 ("FMR\0 20\0"), one finger view, no extended data.
base::Result<base::Bytes, RecordError> encode_minutiae_record(const MinutiaeRecord& record);
/// Reads it. Of several views the first is taken; extended data are skipped. Any bytes give a value or an error.
base::Result<MinutiaeRecord, RecordError> decode_minutiae_record(base::ByteView bytes);

/// The compact card format of ISO/IEC 19794-2:2005 clause 8: three bytes a minutia (x and y in 0.1 mm,
/// type and 64 directions). The best `most` minutiae (at most 85) that fit a window of 25.5 mm, moved to its
/// middle, written best first: the format has no quality, so the order carries what is left of it.
base::Bytes encode_compact(const MinutiaeRecord& record, std::size_t most = 60);
/// Reads it back as a record of 100 px a centimetre, 256x256; the place in the order becomes the quality
/// (100 for the first, falling evenly to 20 for the last). Damaged unless the length is a multiple of three.
base::Result<MinutiaeRecord, RecordError> decode_compact(base::ByteView bytes,
                                                         FingerPosition position = FingerPosition::Unknown);

}  // namespace ktpel::biometric
