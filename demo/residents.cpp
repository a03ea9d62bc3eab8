// SPDX-License-Identifier: Apache-2.0
#include "demo/residents.h"

#include <cstdio>

#include "base/random.h"

namespace ktpel::demo {
namespace {

constexpr const char* women[] = {"SITI",    "DEWI",     "NURUL",   "RATNA",   "SRI",   "WULAN", "INDAH",   "FITRI",
                                 "LESTARI", "MEGAWATI", "KARTINI", "YULIANA", "ANISA", "PUTRI", "MARLINA", "RINA"};
constexpr const char* men[] = {"BUDI",    "AGUS",  "AHMAD", "EKO",     "JOKO",  "RUDI",   "HENDRA", "SUKARDI",
                               "BAMBANG", "DIMAS", "WAYAN", "YOHANES", "RIZKI", "TAUFIK", "SLAMET", "ANTON"};
constexpr const char* family[] = {"SANTOSO", "WIJAYA",   "PRATAMA", "LESTARI", "HIDAYAT",  "SAPUTRA",
                                  "SIREGAR", "NASUTION", "WIBOWO",  "KUSUMA",  "SETIAWAN", "RAHAYU",
                                  "PERMATA", "GUNAWAN",  "HARTONO", "SUSANTO"};
constexpr const char* occupations[] = {"KARYAWAN SWASTA",       "PETANI/PEKEBUN", "PELAJAR/MAHASISWA", "WIRASWASTA",
                                       "MENGURUS RUMAH TANGGA", "GURU",           "NELAYAN/PERIKANAN", "BIDAN"};
constexpr const char* streets[] = {"JL. MELATI",     "JL. KENANGA",    "JL. DIPONEGORO",
                                   "DUSUN SUKAMAJU", "JL. PASAR LAMA", "GG. MAWAR"};

template <std::size_t N>
const char* one_of(base::SeededRandom& random, const char* const (&list)[N]) {
  return list[random.below(N)];
}

}  // namespace

registry::NewResident invent_resident(std::uint64_t seed, int number) {
  auto random = base::SeededRandom(seed).branch(static_cast<std::uint64_t>(number) + 1000);
  random.next();
  const bool female = random.below(2) == 0;
  const int year = 1948 + static_cast<int>(random.below(60));  // 1948..2007: over 17 in 2026
  const auto born =
      *person::Date::of(year, 1 + static_cast<unsigned>(random.below(12)), 1 + static_cast<unsigned>(random.below(28)));
  std::string name = female ? one_of(random, women) : one_of(random, men);
  if (random.below(8) != 0) name += std::string(" ") + one_of(random, family);  // one word is a name
  char card[64];
  std::snprintf(card, sizeof card, "990101%02d0%d20%04d", 1 + static_cast<int>(random.below(28)),
                1 + static_cast<int>(random.below(9)), number + 1);
  return {.family_card = card,
          .name = name,
          .birthplace = "MISAL",
          .born = born,
          .sex = female ? person::Sex::Female : person::Sex::Male,
          .blood = static_cast<person::BloodType>(1 + random.below(4)),
          .address = {.street = std::string(one_of(random, streets)) + " NO. " + std::to_string(1 + random.below(120)),
                      .rt = 1 + static_cast<int>(random.below(12)),
                      .rw = 1 + static_cast<int>(random.below(6)),
                      .area = "990101",
                      .village_code = "2001",
                      .village = "Umpama",
                      .subdistrict = "Uji",
                      .district = "Kabupaten Contoh",
                      .province = "Khayal"},
          .religion = static_cast<person::Religion>(1 + random.below(6)),
          .marital = year < 1998 ? person::MaritalStatus::Kawin : person::MaritalStatus::BelumKawin,
          .occupation = one_of(random, occupations)};
}

registry::NewResident alias_of(const registry::NewResident& who, std::uint64_t seed, int number) {
  auto alias = invent_resident(seed ^ 0xa11a5, number + 5000);
  alias.sex = who.sex;
  alias.born = who.born.plus_years(-3).plus_days(11);
  return alias;
}

std::uint64_t body_of(const person::Nik& nik) { return std::stoull(std::string(nik.digits())); }

}  // namespace ktpel::demo
