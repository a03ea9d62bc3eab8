// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

/// One of the two records that resemble each other.
struct ResemblingRecord {
  std::string application;
  person::Nik nik;
  std::string name;
  person::Date recorded;
  std::string place;
};

struct ClarificationAnswer {
  std::string words;
  std::vector<std::string> attachments;
  Moment at;
  Officer officer;
};

/// Surat klarifikasi (SOP 3.b): the data centre asks the service point about records that are ganda.
struct ClarificationLetter {
  Office office;  ///< of the asking centre: see Office
  std::string number;
  person::Date dated;
  std::string to;  ///< "Kecamatan Uji, Kabupaten Contoh"
  ResemblingRecord newer, earlier;
  std::string question;
  person::Date answer_by;
  Officer signer;
  std::optional<ClarificationAnswer> answer;  ///< nullopt: ruled lines to write on
};

/// A letter whose last part is the answer; the QR code holds the newer application's number.
Paper clarification_letter(const ClarificationLetter& letter);

}  // namespace ktpel::documents
