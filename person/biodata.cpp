// SPDX-License-Identifier: Apache-2.0
#include "person/biodata.h"

#include <algorithm>
#include <cstdio>

#include "person/card_law.h"
#include "person/family_card_number.h"

namespace ktpel::person {

std::string printed(Religion r) {
  static constexpr const char* names[] = {
      "ISLAM", "KRISTEN", "KATOLIK", "HINDU", "BUDDHA", "KONGHUCU", "KEPERCAYAAN TERHADAP TUHAN YME"};
  return names[static_cast<int>(r) - 1];
}

std::string printed(MaritalStatus m) {
  static constexpr const char* names[] = {"BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"};
  return names[static_cast<int>(m) - 1];
}

std::string printed(BloodType b) {
  static constexpr const char* names[] = {"A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-", "-"};
  return names[static_cast<int>(b) - 1];
}

std::string printed(Citizenship c) { return c == Citizenship::Wni ? "WNI" : "WNA"; }
std::string printed(Sex s) { return s == Sex::Female ? "PEREMPUAN" : "LAKI-LAKI"; }

std::string Address::rt_rw() const {
  char text[48];
  std::snprintf(text, sizeof text, "%03d/%03d", rt, rw);
  return text;
}

bool obliged_to_hold_card(const Biodata& who, const Date& day) { return obligation_rule(who, day) != nullptr; }

std::optional<Date> valid_until(const Biodata& who, const Date& day) {
  const auto* rule = validity_rule(who, day);
  if (!rule) return day;
  if (std::holds_alternative<ForLife>(rule->answer)) return std::nullopt;
  if (const auto* years = std::get_if<Years>(&rule->answer)) return day.plus_years(years->count);
  return who.permit_until;
}

base::Result<base::Done, BiodataError> check(const Biodata& who, const Date& today) {
  const auto digits = [](std::string_view text, std::size_t count) {
    return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto characters = std::count_if(who.name.begin(), who.name.end(), [](char c) { return (c & 0xC0) != 0x80; });
  if (who.name.find_first_not_of(' ') == std::string::npos) return BiodataError::NameEmpty;
  if (characters > 60) return BiodataError::NameTooLong;
  if (!FamilyCardNumber::parse(who.family_card)) return BiodataError::FamilyCardMalformed;
  const auto& a = who.address;
  if (a.street.empty() || a.street.size() > 100 || !digits(a.area, 6) || !digits(a.village_code, 4) || a.rt < 0 ||
      a.rt > 999 || a.rw < 0 || a.rw > 999)
    return BiodataError::AddressMalformed;
  if (who.born > today) return BiodataError::BornInFuture;
  return base::Done{};
}

}  // namespace ktpel::person
