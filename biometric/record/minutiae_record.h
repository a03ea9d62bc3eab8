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

/// How many ridges lie between two minutiae (indices from 0 in the record's order, as the file says: unchecked).
struct RidgeCount {
  std::uint8_t from = 0, to = 0, ridges = 0;
  friend bool operator==(const RidgeCount&, const RidgeCount&) = default;
};
/// Whose neighbours the ridge counts go to.
enum class RidgeCountMethod : std::uint8_t { Other = 0, FourNeighbours = 1, EightNeighbours = 2 };

/// A core (no or one angle) or a delta (no or three angles), in the units of RecordedMinutia.
struct SingularPoint {
  std::uint16_t x = 0, y = 0;
  std::vector<std::uint8_t> angles;
  friend bool operator==(const SingularPoint&, const SingularPoint&) = default;
};

/// What a record may say beyond its minutiae. Blocks of other kinds (zones, a vendor's own) are kept as they are,
/// and so is one of a known kind that contradicts itself; blocks without content are dropped.
struct ExtendedData {
  struct Block {
    std::uint16_t kind = 0;
    base::Bytes content;
    friend bool operator==(const Block&, const Block&) = default;
  };
  RidgeCountMethod ridge_count_method = RidgeCountMethod::Other;
  std::vector<RidgeCount> ridge_counts;
  std::vector<SingularPoint> cores, deltas;  ///< at most 15 of each
  std::vector<Block> others;
  friend bool operator==(const ExtendedData&, const ExtendedData&) = default;
};

/// One finger view.
struct MinutiaeRecord {
  FingerPosition position = FingerPosition::Unknown;
  std::uint8_t quality = 0;                      ///< 0..100
  std::uint16_t width = 0, height = 0;           ///< of the image, pixels
  std::uint16_t x_per_cm = 197, y_per_cm = 197;  ///< pixels a centimetre, > 0; 197 = 500 dpi
  std::vector<RecordedMinutia> minutiae;         ///< at most 255
  ExtendedData extended = {};
  std::uint8_t view = 0;        ///< 0..15: which view of this finger
  std::uint8_t impression = 0;  ///< as coded: 0 live plain, 1 live rolled, 2 plain, 3 rolled, 4.. latent, 8 swipe
  friend bool operator==(const MinutiaeRecord&, const MinutiaeRecord&) = default;
};

enum class RecordError {
  NotARecord,   ///< some other file
  Damaged,      ///< cut, or its lengths and fields contradict each other
  Unsupported,  ///< another version of the format, or no finger view in it
  TooMuch       ///< writing: more minutiae or larger numbers than the format can hold
};

/// The written forms of one and the same value.
enum class MinutiaeFormat {
  Iso2005,     ///< ISO/IEC 19794-2:2005 clause 7, "FMR\0 20\0"
  Iso2011,     ///< ISO/IEC 19794-2:2011 clause 8, "FMR\0030\0"
  Ansi2004,    ///< ANSI INCITS 378-2004, "FMR\0 20\0" with a shorter length field and a product identifier
  Ansi2009,    ///< ANSI INCITS 378-2009, "FMR\0030\0"
  Ansi2009Am1  ///< the same with amendment 1, "FMR\0035\0"
};

/// One finger view, or several of one size and resolution (1..255; the formats of before 2009 state these once).
/// The 378 formats count angles in 2 degrees, so they keep them to 0.7 of a unit. TooMuch if a number does not fit.
base::Result<base::Bytes, RecordError> encode_minutiae_record(const MinutiaeRecord& record,
                                                              MinutiaeFormat format = MinutiaeFormat::Iso2005);
base::Result<base::Bytes, RecordError> encode_minutiae_records(const std::vector<MinutiaeRecord>& views,
                                                               MinutiaeFormat format);

struct MinutiaeFile {
  MinutiaeFormat format;
  std::vector<MinutiaeRecord> views;  ///< at least one
};
/// Reads any of the five by its content. Tolerated, because it is met: zeros where a quality or an owner should
/// stand, qualities over 100 (read as not reported), angles past a full turn, bytes after the record, 378-2009
/// with the two-byte capture field of its draft. Any bytes give a value or an error.
base::Result<MinutiaeFile, RecordError> decode_minutiae_file(base::ByteView bytes);
/// The first view of it.
base::Result<MinutiaeRecord, RecordError> decode_minutiae_record(base::ByteView bytes);

/// How the minutiae of a card follow each other: what a card asks for in its algorithm parameters (ISO/IEC 19794-2,
/// minutiae order). Cards of the 2011 edition sort their input less and ask more often.
struct CompactOrder {
  enum class Key : std::uint8_t {
    Quality,  ///< best first: no order in the standard's sense, and the only one that keeps what is left of quality
    XThenY,
    YThenX,
    Angle,
    Distance  ///< from the middle of all
  };
  Key key = Key::Quality;
  bool descending = false;  ///< not used for Quality
};

/// The compact card format of ISO/IEC 19794-2:2005 clause 8 and the on-card comparison format of the edition of 2011
/// clause 9, which are the same bytes: three a minutia (x and y in 0.1 mm, type and 64 directions). The best `most`
/// minutiae (at most 85) that fit a window of 25.5 mm, moved to its middle.
base::Bytes encode_compact(const MinutiaeRecord& record, std::size_t most = 60, CompactOrder order = {});
/// Reads it back as a record of 100 px a centimetre, 256x256. Of the order Quality the place becomes the quality
/// (100 for the first, falling evenly to 20 for the last); of the others it is not reported. Damaged unless the length
/// is a multiple of three.
base::Result<MinutiaeRecord, RecordError> decode_compact(base::ByteView bytes,
                                                         FingerPosition position = FingerPosition::Unknown,
                                                         CompactOrder order = {});

}  // namespace ktpel::biometric
