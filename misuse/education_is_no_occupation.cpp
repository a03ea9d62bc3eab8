// SPDX-License-Identifier: Apache-2.0
#include "person/code_list.h"

// Codes of two lists are not compared, whatever their numbers.
bool same(const ktpel::person::Education& education, const ktpel::person::Occupation& occupation) {
#ifdef KTPEL_MISUSE
  return education == occupation;
#else
  return education.number() == occupation.number();
#endif
}
