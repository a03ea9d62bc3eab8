// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "documents/office.h"
#include "documents/stamp.h"

namespace ktpel::documents {

/// The three boxes of F-1.21.
enum class FormRequest { New, Extension, Replacement };

/// What stands in the field for thumb or signature.
struct NotYetSigned {};
struct Signed {
  biometric::GreyImage signature;
};
struct ThumbPrinted {
  biometric::GreyImage thumb;
};
using ApplicantMark = std::variant<NotYetSigned, Signed, ThumbPrinted>;

/// F-1.21, formulir permohonan KTP of a citizen (SOP I.1), filled in by the system.
struct ApplicationForm {
  Office office;
  FormRequest request = FormRequest::New;
  person::Biodata who;      ///< the code boxes come from its address
  std::string postal_code;  ///< five digits, or empty
  std::optional<biometric::ColourImage> portrait;
  ApplicantMark mark;
  Moment filed;
  Officer subdistrict_head, village_head;  ///< Camat; Kepala Desa or Lurah
  std::string registration;                ///< number on the resident's half, also in its QR code
  std::optional<StampBlock> stamp;         ///< of the recording
};

/// Two A4 pages: the form with the half that the applicant keeps, and how to fill it in.
Paper application_form(const ApplicationForm& form);

}  // namespace ktpel::documents
