// SPDX-License-Identifier: Apache-2.0
#include "person/biodata.h"

#include <algorithm>
#include <cstdio>

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
  switch (b) {
    case BloodType::A:
      return "A";
    case BloodType::B:
      return "B";
    case BloodType::AB:
      return "AB";
    case BloodType::O:
      return "O";
    case BloodType::TidakTahu:
      break;
  }
  return "-";
}

std::string printed(Citizenship c) { return c == Citizenship::Wni ? "WNI" : "WNA"; }
std::string printed(Sex s) { return s == Sex::Female ? "PEREMPUAN" : "LAKI-LAKI"; }

std::string Address::rt_rw() const {
  char text[48];
  std::snprintf(text, sizeof text, "%03d/%03d", rt, rw);
  return text;
}

bool obliged_to_hold_card(const Biodata& who, const Date& day) {
  return age_on(who.born, day) >= 17 || who.marital != MaritalStatus::BelumKawin;
}

std::optional<Date> valid_until(const Biodata& who, const Date& day) {
  const auto lifetime_law = *Date::of(2013, 12, 24);
  if (day >= lifetime_law || age_on(who.born, day) >= 60) return std::nullopt;
  return day.plus_years(5);
}

base::Result<base::Done, BiodataError> check(const Biodata& who, const Date& today) {
  const auto digits = [](std::string_view text, std::size_t count) {
    return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto characters = std::count_if(who.name.begin(), who.name.end(), [](char c) { return (c & 0xC0) != 0x80; });
  if (who.name.find_first_not_of(' ') == std::string::npos) return BiodataError::NameEmpty;
  if (characters > 60) return BiodataError::NameTooLong;
  if (!digits(who.family_card, 16)) return BiodataError::FamilyCardMalformed;
  const auto& a = who.address;
  if (a.street.empty() || a.street.size() > 100 || !digits(a.area, 6) || !digits(a.village_code, 4) || a.rt < 0 ||
      a.rt > 999 || a.rw < 0 || a.rw > 999)
    return BiodataError::AddressMalformed;
  if (who.born > today) return BiodataError::BornInFuture;
  return base::Done{};
}

}  // namespace ktpel::person
