// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/raster.h"
#include "drawing/scene.h"
#include "person/biodata.h"

namespace ktpel::documents {

/// The head of a letter. Names as in the region list: "Khayal", "Kabupaten Contoh", "Uji".
struct Office {
  std::string province, district;  ///< both empty: the letter is the data centre's own
  std::string subdistrict;         ///< empty: the letter is the Dinas's own
  std::string address;             ///< one line: street, telephone
  std::string place;               ///< where letters are dated: "Misal"
};

struct Officer {
  std::string name;
  std::string nip;   ///< 18 digits, or empty for contract staff
  std::string duty;  ///< "Camat Uji", "Petugas Pelayanan"
};

/// A local moment as written on paper: "08.30 WIB".
struct Moment {
  person::Date day;
  int hour = 0, minute = 0;  ///< 0..23, 0..59
  std::string zone = "WIB";
  std::string hour_words() const;  ///< "08.30 WIB"
  std::string printed() const;     ///< "3 Januari 2012, 08.30 WIB"
};

/// A PDF, ready to be written; equal input gives equal bytes.
using Paper = base::Result<base::Bytes, drawing::DrawingError>;

/// A finger compared at pick-up with the template read from the chip.
struct FingerResult {
  std::string finger;  ///< "Telunjuk kanan"
  double score = 0, threshold = 0;
  bool matched = false;
  Moment at;
};

}  // namespace ktpel::documents
