// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/digest.h"
#include "documents/office.h"

namespace ktpel::documents {

/// Pernyataan kebenaran data (SOP 1.f-g): read aloud, signed by the resident on the pad, and
/// sealed by the operator's finger. Shown again when data are disputed at pick-up.
struct TruthStatement {
  Office office;
  std::string application;
  Moment at;
  person::Biodata who;
  std::string recorded;  ///< what was recorded: "pas foto, tanda tangan, 10 sidik jari, 2 iris"
  base::Digest record_hash;
  biometric::GreyImage signature;
  Officer operator_;
  Moment operator_finger_at;  ///< when the operator's right index finger was taken
  std::string left_out = {};  ///< what was not recorded and why, who approved it; empty: all was
  /// Who cannot write: `signature` shows a thumb print or a cross, made before a witness, who signs by pen.
  struct Marked {
    std::string how;  ///< "cap jempol", "tanda silang"
    std::string witness, identity, relation;
  };
  std::optional<Marked> mark = std::nullopt;
};

/// One A4 page.
Paper truth_statement(const TruthStatement& statement);

}  // namespace ktpel::documents
