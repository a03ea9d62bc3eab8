// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/record/finger_image_record.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {

/// One field of a tagged record: its number and its text with the separators of ANSI/NIST-ITL (record separator
/// 0x1e between subfields, unit separator 0x1f between items). Text as it stands; UTF-8 or Latin as the file likes.
struct NistField {
  int number = 0;
  std::string text;
  /// Subfields, each with its items.
  std::vector<std::vector<std::string>> subfields() const;
  friend bool operator==(const NistField&, const NistField&) = default;
};

/// The picture of a record of type 3..6, 8, 10, 13..17 or 19 (anything with a field 999 or binary pixels).
struct NistImage {
  int width = 0, height = 0;       ///< pixels, as the record says
  std::optional<double> dpi = {};  ///< if the record says
  int depth = 8;
  std::optional<ImageCoding> coding = {};     ///< nullopt: one that we do not know, or strokes of a pen
  std::vector<PrintPosition> positions = {};  ///< of fingers; empty for other pictures
  std::uint8_t impression = 0;                ///< of fingers as coded; of a signature 0 the subject's, 1 the officer's
  base::Bytes data = {};
  friend bool operator==(const NistImage&, const NistImage&) = default;
};

struct NistRecord {
  int type = 0;                        ///< 1..99
  int idc = 0;                         ///< information designation character: which records belong together
  std::vector<NistField> fields = {};  ///< of tagged records, in the file's order, without length and picture
  std::optional<NistImage> image = {};
  /// The text of a field, or "" if it is not there.
  std::string text(int field) const;
  friend bool operator==(const NistRecord&, const NistRecord&) = default;
};

/// A file of the traditional encoding: record 1 first, then what it lists.
struct NistTransaction {
  std::vector<NistRecord> records;
  friend bool operator==(const NistTransaction&, const NistTransaction&) = default;
};

/// Reads the traditional encoding of ANSI/NIST-ITL 1-2000 to 1-2011. Tagged records of any type are read; pictures
/// of the types above are found in them. Damaged if a length points outside, or record 1 lists what is not there.
base::Result<NistTransaction, RecordError> decode_transaction(base::ByteView bytes);
/// Writes it back: lengths and the list in record 1 are made anew. TooMuch if a number does not fit a binary record.
base::Result<base::Bytes, RecordError> encode_transaction(const NistTransaction& transaction);

/// The minutiae of a record of type 9: the fields of INCITS 378 (9.126 and after) or the standard's own
/// (9.005 to 9.012). Unsupported if it has neither.
base::Result<MinutiaeRecord, RecordError> minutiae_of(const NistRecord& record);
/// The picture of a record of type 4, 13, 14 or 15 in the words of a finger image record; Unsupported if it has none.
base::Result<FingerImageView, RecordError> finger_image_of(const NistRecord& record);

/// What record 1 must say and no picture knows. ASCII without separators.
struct NistEnvelope {
  std::string kind;         ///< type of transaction, "ENROL" or so
  std::string date;         ///< YYYYMMDD
  std::string destination;  ///< agency
  std::string origin;       ///< agency
  std::string control;      ///< transaction control number
};
enum class NistPictures {
  Type4,  ///< binary records: 500 dpi, raw, WSQ or PNG, one byte for each number
  Type14  ///< tagged records: any resolution
};
/// A transaction of the pictures: record 1, a bare record 2 and one record for each. Unsupported for a picture of
/// another resolution than 490..510 dpi in type 4.
base::Result<NistTransaction, RecordError> transaction_of(const std::vector<FingerImageView>& views,
                                                          const NistEnvelope& envelope, NistPictures pictures);

}  // namespace ktpel::biometric
