// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "person/date.h"

namespace ktpel::person {

enum class RegionLevel { Province, District, Subdistrict, Village };
/// The seventh digit of a village code (Permendagri 58/2021): urban 1, rural 2, rural under custom 3.
enum class VillageKind { Kelurahan = 1, Desa = 2, DesaAdat = 3 };

enum class RegionCodeError { NotACode, NoSuchProvince, NoSuchDistrict, NoSuchSubdistrict, NoSuchVillage };

/// A code of the ministry's list: PP province (11..99), KK district (01..69 kabupaten, 71..99 kota), CC sub-district
/// (01..99), DDDD village (1001..3999). A valid code need not be in any list. Ordered so that a
/// region stands directly before everything within it.
class RegionCode {
 public:
  /// "99", "9901", "990101", "9901012001", with or without the dots of the list ("99.01.01.2001").
  static base::Result<RegionCode, RegionCodeError> parse(std::string_view text);

  RegionLevel level() const;
  std::string digits() const;  ///< "9901012001"
  std::string dotted() const;  ///< "99.01.01.2001"
  /// What it lies in; nullopt for a province.
  std::optional<RegionCode> parent() const;
  /// A district that is a kota; false at other levels.
  bool urban_district() const;
  /// nullopt unless it is a village.
  std::optional<VillageKind> village_kind() const;
  friend auto operator<=>(const RegionCode&, const RegionCode&) = default;

 private:
  friend class RegionList;
  explicit RegionCode(std::uint64_t ten_digits) : ten_digits_(ten_digits) {}
  std::uint64_t ten_digits_;  ///< filled with zeros to the right; no level has a code 00 or 0000
};

/// Which list it is. Codes are abolished and given anew with each edition, so a code means nothing without one.
struct RegionEdition {
  std::string name;  ///< 1..100 bytes UTF-8, "idn-area-data 3.1.2"
  Date date;         ///< when that edition came out
  friend bool operator==(const RegionEdition&, const RegionEdition&) = default;
};

/// One row; the name lives as long as its list.
struct Region {
  RegionCode code;
  std::string_view name;
};

/// As the card prints it: upper case; cities and the regency of the capital, which are no authorities of their own,
/// without their kind: "Kota Administrasi Jakarta Pusat" -> "JAKARTA PUSAT" (domain practice, no written source).
std::string printed_region(std::string_view name);

struct RegionListError {
  enum class Cause {
    NameMalformed,  ///< empty, over 100 bytes, not UTF-8, control characters or spaces at its ends
    Twice,          ///< the code stands in the list already
    Orphan          ///< what it lies in is not in the list
  } cause;
  std::string code;  ///< dotted; empty for the edition's name
};

enum class RegionFileError {
  NotARegionList,  ///< another kind of file
  OtherVersion,    ///< of a later program
  Damaged,         ///< the checksum does not fit
  Malformed        ///< whole, but no program of ours wrote it
};

/// All regions of one edition, by code. Immutable, cheap to copy, thread-safe.
class RegionList {
 public:
  struct Row {
    RegionCode code;
    std::string name;
  };
  /// Rows in any order.
  static base::Result<RegionList, RegionListError> of(RegionEdition edition, std::vector<Row> rows);
  /// What serialise() gave (docs/formats/region-list.md). About 30 ms for 90 000 rows (region_bench.cpp).
  static base::Result<RegionList, RegionFileError> read(base::ByteView bytes);
  base::Bytes serialise() const;

  const RegionEdition& edition() const;
  std::size_t size() const;
  /// In order of code.
  Region at(std::size_t index) const;
  /// Binary search; about 0.1 us in 90 000 rows (region_bench.cpp).
  std::optional<Region> find(RegionCode code) const;
  /// The region and what it lies in, province first; empty if it is not in the list.
  std::vector<Region> path(RegionCode code) const;
  /// Whose name is like the text, best first: the whole name, its beginning, words of it, words of it and of what
  /// it lies in ("senayan kebayoran baru"); the last word may be unfinished. Case, accents, apostrophes and
  /// punctuation do not count. At most `most`; wider regions and lower codes first among equals. About 13 ms in 90 000
  /// rows.
  std::vector<Region> search(std::string_view text, std::size_t most = 20) const;

 private:
  struct Content;
  explicit RegionList(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  std::shared_ptr<const Content> content_;
};

/// Province 99 "Khayal", which is not in Indonesia: for tests, demonstrations and training. Built in.
const RegionList& fictional_regions();

}  // namespace ktpel::person
