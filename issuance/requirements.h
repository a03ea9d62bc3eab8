// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "issuance/application.h"
#include "person/date.h"

namespace ktpel::issuance {

/// The papers that an application rests on (7a..7g).
enum class DocumentType {
  FamilyCard,           ///< Kartu Keluarga (7a)
  NeighbourhoodLetter,  ///< surat pengantar RT/RW (7b)
  MoveLetter,           ///< surat keterangan pindah (7c)
  DamagedCard,          ///< the damaged KTP-el (7d)
  PoliceReport,         ///< surat keterangan kehilangan (7e)
  OldCard,              ///< the KTP that the new one replaces (6e, 7f)
  Passport,             ///< of a foreigner (7g)
  StayPermit,           ///< KITAP (7g)
  RegistryChange        ///< the registry's proof of changed biodata (7)
};
/// How it lies on the desk.
enum class Form { Original, Copy, Scan };

/// A paper that an applicant brought. Texts are UTF-8 without control characters, 0 to max_document_text bytes.
struct Document {
  DocumentType type;
  std::string number = {};
  std::optional<person::Date> date = std::nullopt;  ///< of issue
  std::string issuer = {};                          ///< the police station, the district that let somebody go
  Form form = Form::Original;
  std::optional<person::Date> expires = std::nullopt;  ///< the last day on which it is good
  std::optional<base::Digest> scan = std::nullopt;     ///< SHA-256 of its picture
  friend bool operator==(const Document&, const Document&) = default;
};
inline constexpr std::size_t max_document_text = 200, max_documents = 32;

enum class Need {
  Required,  ///< without it no application is made
  IfHeld,    ///< asked for; who has none goes without
  AtPickup   ///< withdrawn when the new card is handed over (6e)
};

/// One row of the table: what a kind of application needs on the days `from` to `to`, both inclusive; nullopt = without
/// beginning or end.
struct Requirement {
  std::optional<person::Date> from, to;
  Kind kind;
  DocumentType type;
  Need need;
  bool original;                      ///< a copy or a scan does not serve
  bool number, date, issuer, expiry;  ///< which particulars have to be written down
  std::string_view clause;            ///< "7a"
  std::string_view source;            ///< "SOP 7.2.1.1"
};
std::span<const Requirement> requirement_rules();
/// The rows for applications of a kind that are made on `day`.
std::vector<Requirement> required(Kind kind, const person::Date& day);

enum class Fault {
  Missing,
  Expired,
  NoNumber,
  NumberMalformed,
  NoDate,
  DatedAhead,
  NoIssuer,
  NoExpiry,
  NotOriginal,
  NoScan
};
struct Lack {
  DocumentType type;
  Fault fault;
  std::string_view clause;
  friend bool operator==(const Lack&, const Lack&) = default;
};
/// What stands against taking the application in on `day`, in order of the table; empty: nothing. Of several documents
/// of a type one without a fault is enough. Documents that are not asked for are not looked at.
std::vector<Lack> lacking(Kind kind, const person::Date& day, const std::vector<Document>& documents);

/// The last day of the card that these papers entitle to, where it follows a paper: a foreigner's ends with the KITAP.
/// nullopt: the card's validity is another rule's (person::validity_rule).
std::optional<person::Date> card_ends(Kind kind, const std::vector<Document>& documents);
/// Whether only the Dinas takes such applications in (7g).
bool only_at_dinas(Kind kind);

/// True if it is within the limits above.
bool is_sound(const Document& document);
/// The documents as a JSON array for the body of an entry. Not sound or over max_documents: a mistake in the program.
std::string text_of(const std::vector<Document>& documents);
/// Back again; nullopt unless it is such an array: unknown words, fields and days, over-long texts, more than
/// max_documents are refused. Never throws.
std::optional<std::vector<Document>> documents_of(std::string_view json);

/// "police-report", and "surat keterangan kehilangan dari Kepolisian" for officers.
std::string_view name(DocumentType type);
std::string_view label(DocumentType type);
std::optional<DocumentType> document_type_of(std::string_view name);
std::string_view name(Form form);
std::optional<Form> form_of(std::string_view name);
std::string_view name(Need need);
/// "missing", and "belum ada" for officers.
std::string_view name(Fault fault);
std::string_view label(Fault fault);
/// "surat keterangan kehilangan dari Kepolisian: nomornya belum ditulis (7e)".
std::string label(const Lack& lack);

}  // namespace ktpel::issuance
