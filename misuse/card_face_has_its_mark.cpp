// SPDX-License-Identifier: Apache-2.0
// A face without the specimen mark cannot be asked for, and no word of a configuration becomes one.
#include "card/artwork/face.h"

ktpel::base::Result<ktpel::card::DrawnFace, ktpel::card::ArtworkError> face(const ktpel::card::CardFace& of) {
#ifdef KTPEL_MISUSE
  return ktpel::card::draw_front(of, false);
#else
  return ktpel::card::draw_front(of, ktpel::card::SpecimenMark());
#endif
}
