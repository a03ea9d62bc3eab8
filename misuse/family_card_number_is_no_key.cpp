// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "person/family_card_number.h"

// A No. KK may change, so nothing is filed under it.
bool same(const ktpel::person::FamilyCardNumber& a, const ktpel::person::FamilyCardNumber& b) {
#ifdef KTPEL_MISUSE
  return std::map<ktpel::person::FamilyCardNumber, int>{{a, 1}}.contains(b);
#else
  return a == b;
#endif
}
