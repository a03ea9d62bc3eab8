// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "registry/life.h"

namespace ktpel::registry {

enum class ObligedBy { Age, Marriage };
/// In Indonesian: "berusia 17 tahun pada 14-05-2027", "kawin atau pernah kawin".
std::string sentence(ObligedBy why, const person::Biodata& who);

struct Obliged {
  person::Biodata who;
  ObligedBy why;
};
/// Wajib KTP of a place on `day` who are not recorded yet: those present whom person::obligation_rule() names. In the
/// order in which letters are delivered: RW, RT, family card, name, NIK.
std::vector<Obliged> obliged_on(const person::Date& day, std::span<const Record> residents,
                                const std::function<bool(const person::Nik&)>& is_recorded);

}  // namespace ktpel::registry
