// SPDX-License-Identifier: Apache-2.0
#include "issuance/requirements.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "person/family_card_number.h"

namespace ktpel::issuance {
namespace {

using nlohmann::json;

struct Named {
  std::string_view name, label;
};
constexpr Named types[] = {{"family-card", "fotokopi Kartu Keluarga"},
                           {"neighbourhood-letter", "surat pengantar dari RT/RW"},
                           {"move-letter", "surat keterangan pindah"},
                           {"damaged-card", "KTP elektronik yang rusak"},
                           {"police-report", "surat keterangan kehilangan dari Kepolisian"},
                           {"old-card", "KTP lama"},
                           {"passport", "paspor"},
                           {"stay-permit", "kartu izin tinggal tetap (KITAP)"},
                           {"registry-change", "bukti perubahan biodata dari pencatatan sipil"}};
static_assert(std::size(types) == static_cast<std::size_t>(DocumentType::RegistryChange) + 1);
constexpr Named forms[] = {{"original", "asli"}, {"copy", "fotokopi"}, {"scan", "hasil pindai"}};
static_assert(std::size(forms) == static_cast<std::size_t>(Form::Scan) + 1);
constexpr std::string_view needs[] = {"required", "if held", "withdrawn at pick-up"};
static_assert(std::size(needs) == static_cast<std::size_t>(Need::AtPickup) + 1);
constexpr Named faults[] = {{"missing", "belum ada"},
                            {"expired", "sudah habis masa berlakunya"},
                            {"no-number", "nomornya belum ditulis"},
                            {"number-malformed", "nomornya bukan nomor yang sah"},
                            {"no-date", "tanggalnya belum ditulis"},
                            {"dated-ahead", "tanggalnya belum tiba"},
                            {"no-issuer", "penerbitnya belum ditulis"},
                            {"no-expiry", "tanggal berakhirnya belum ditulis"},
                            {"not-original", "harus asli"},
                            {"no-scan", "hasil pindainya tidak ada"}};
static_assert(std::size(faults) == static_cast<std::size_t>(Fault::NoScan) + 1);

template <class Enum, std::size_t n>
std::optional<Enum> found(const Named (&table)[n], std::string_view name) {
  for (std::size_t i = 0; i < n; ++i)
    if (table[i].name == name) return static_cast<Enum>(i);
  return std::nullopt;
}

bool holds_on(const Requirement& rule, const person::Date& day) {
  return (!rule.from || day >= *rule.from) && (!rule.to || day <= *rule.to);
}

std::vector<Fault> faults_of(const Document& document, const Requirement& rule, const person::Date& day) {
  std::vector<Fault> out;
  if (rule.original && document.form != Form::Original) out.push_back(Fault::NotOriginal);
  if (document.form == Form::Scan && !document.scan) out.push_back(Fault::NoScan);
  if (rule.number && document.number.empty()) out.push_back(Fault::NoNumber);
  if (document.type == DocumentType::FamilyCard && !document.number.empty() &&
      !person::FamilyCardNumber::parse(document.number))
    out.push_back(Fault::NumberMalformed);
  if (rule.date && !document.date) out.push_back(Fault::NoDate);
  if (document.date && *document.date > day) out.push_back(Fault::DatedAhead);
  if (rule.issuer && document.issuer.empty()) out.push_back(Fault::NoIssuer);
  if (rule.expiry && !document.expires) out.push_back(Fault::NoExpiry);
  if (document.expires && *document.expires < day) out.push_back(Fault::Expired);
  return out;
}

bool is_sound_text(std::string_view text) {
  return text.size() <= max_document_text &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

json to_json(const Document& d) {
  json j{{"type", name(d.type)}, {"number", d.number}, {"issuer", d.issuer}, {"form", name(d.form)}};
  if (d.date) j["date"] = d.date->printed();
  if (d.expires) j["expires"] = d.expires->printed();
  if (d.scan) j["scan"] = d.scan->hex();
  return j;
}

template <class T>
bool read_optional(const json& j, const char* key, std::optional<T> (*parse)(std::string_view), std::optional<T>& out) {
  if (!j.contains(key)) return true;
  if (!j.at(key).is_string()) return false;
  out = parse(j.at(key).get_ref<const std::string&>());
  return bool(out);
}

std::optional<Document> document_of(const json& j) {
  constexpr std::string_view fields[] = {"type", "number", "issuer", "form", "date", "expires", "scan"};
  if (!j.is_object()) return std::nullopt;
  for (const auto& [key, value] : j.items())
    if (std::find(std::begin(fields), std::end(fields), key) == std::end(fields) || !value.is_string())
      return std::nullopt;
  for (const char* needed : {"type", "number", "issuer", "form"})
    if (!j.contains(needed)) return std::nullopt;
  const auto type = document_type_of(j.at("type").get_ref<const std::string&>());
  const auto form = form_of(j.at("form").get_ref<const std::string&>());
  if (!type || !form) return std::nullopt;
  Document d{*type, j.at("number").get<std::string>(), {}, j.at("issuer").get<std::string>(), *form};
  if (!read_optional(j, "date", &person::Date::parse, d.date) ||
      !read_optional(j, "expires", &person::Date::parse, d.expires) ||
      !read_optional(j, "scan", &base::Digest::from_hex, d.scan) || !is_sound(d))
    return std::nullopt;
  return d;
}

}  // namespace

std::span<const Requirement> requirement_rules() {
  using enum DocumentType;
  using enum Need;
  using enum Kind;
  // The letter of RT/RW is asked for until the year of Perpres 96/2018, which does without it.
  static const auto last_letter = person::Date::of(2017, 12, 31);
  constexpr std::string_view sop = "SOP 7.2.1.1";
  constexpr std::string_view letter = "SOP 7.2.1.1; Perpres 96/2018";
  constexpr bool yes = true, no = false;
  static const Requirement rules[] = {
      // from, to, kind, document, need, original, number, date, issuer, expiry, clause, source
      {{}, {}, First, FamilyCard, Required, no, yes, no, no, no, "7a", sop},
      {{}, last_letter, First, NeighbourhoodLetter, Required, no, yes, yes, yes, no, "7b", letter},
      {{}, {}, Moved, FamilyCard, Required, no, yes, no, no, no, "7a", sop},
      {{}, {}, Moved, MoveLetter, Required, no, yes, yes, yes, no, "7c", sop},
      {{}, {}, Moved, OldCard, AtPickup, yes, no, no, no, no, "6e", sop},
      {{}, {}, Damaged, DamagedCard, Required, yes, no, no, no, no, "7d", sop},
      {{}, {}, Lost, PoliceReport, Required, no, yes, yes, yes, no, "7e", sop},
      // Who was never recorded shows the family that he belongs to, as at a first card.
      {{}, {}, Late, FamilyCard, Required, no, yes, no, no, no, "7a", sop},
      {{}, last_letter, Late, NeighbourhoodLetter, Required, no, yes, yes, yes, no, "7b", letter},
      {{}, {}, Late, OldCard, IfHeld, yes, no, no, no, no, "7f", sop},
      {{}, {}, Foreigner, Passport, Required, no, yes, no, no, yes, "7g", "SOP 7.2.1.1; UU 24/2013 ps. 63"},
      {{}, {}, Foreigner, StayPermit, Required, no, yes, no, no, yes, "7g", "SOP 7.2.1.1; UU 24/2013 ps. 63, 64(7)b"},
      {{}, {}, Correction, RegistryChange, Required, no, yes, yes, no, no, "7", "UU 24/2013 ps. 64(8)"},
      {{}, {}, Correction, OldCard, AtPickup, yes, no, no, no, no, "6e", sop}};
  return rules;
}

std::vector<Requirement> required(Kind kind, const person::Date& day) {
  std::vector<Requirement> out;
  for (const auto& rule : requirement_rules())
    if (rule.kind == kind && holds_on(rule, day)) out.push_back(rule);
  return out;
}

std::vector<Lack> lacking(Kind kind, const person::Date& day, const std::vector<Document>& documents) {
  std::vector<Lack> out;
  for (const auto& rule : required(kind, day)) {
    if (rule.need == Need::AtPickup) continue;
    std::optional<std::vector<Fault>> least;  // of the best document of the type
    for (const auto& document : documents) {
      if (document.type != rule.type) continue;
      auto faults = faults_of(document, rule, day);
      if (!least || faults.size() < least->size()) least = std::move(faults);
    }
    if (!least && rule.need == Need::Required) out.push_back({rule.type, Fault::Missing, rule.clause});
    if (least)
      for (const auto fault : *least) out.push_back({rule.type, fault, rule.clause});
  }
  return out;
}

std::optional<person::Date> card_ends(Kind kind, const std::vector<Document>& documents) {
  std::optional<person::Date> last;
  if (kind == Kind::Foreigner)
    for (const auto& document : documents)
      if (document.type == DocumentType::StayPermit && document.expires && (!last || *document.expires > *last))
        last = document.expires;
  return last;
}

bool only_at_dinas(Kind kind) { return kind == Kind::Foreigner; }

bool is_sound(const Document& document) { return is_sound_text(document.number) && is_sound_text(document.issuer); }

std::string text_of(const std::vector<Document>& documents) {
  base::check(documents.size() <= max_documents, "more documents than an entry holds");
  json list = json::array();
  for (const auto& document : documents) {
    base::check(is_sound(document), "a document beyond its limits");
    list.push_back(to_json(document));
  }
  return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<Document>> documents_of(std::string_view text) {
  const auto list = json::parse(text, nullptr, false);
  if (!list.is_array() || list.size() > max_documents) return std::nullopt;
  std::vector<Document> out;
  for (const auto& j : list) {
    auto document = document_of(j);
    if (!document) return std::nullopt;
    out.push_back(std::move(*document));
  }
  return out;
}

std::string_view name(DocumentType type) { return types[static_cast<std::size_t>(type)].name; }
std::string_view label(DocumentType type) { return types[static_cast<std::size_t>(type)].label; }
std::optional<DocumentType> document_type_of(std::string_view name) { return found<DocumentType>(types, name); }
std::string_view name(Form form) { return forms[static_cast<std::size_t>(form)].name; }
std::optional<Form> form_of(std::string_view name) { return found<Form>(forms, name); }
std::string_view name(Need need) { return needs[static_cast<std::size_t>(need)]; }
std::string_view name(Fault fault) { return faults[static_cast<std::size_t>(fault)].name; }
std::string_view label(Fault fault) { return faults[static_cast<std::size_t>(fault)].label; }
std::string label(const Lack& lack) {
  return std::string(label(lack.type)) + ": " + std::string(label(lack.fault)) + " (" + std::string(lack.clause) + ")";
}

}  // namespace ktpel::issuance
