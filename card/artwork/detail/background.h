// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/artwork/detail/layout.h"
#include "card/artwork/face.h"

namespace ktpel::card::detail {

/// Our own design for the whole page; `bleed` mm lie outside the card on each side.
void add_background(drawing::Page& page, double bleed, const Palette& colours, bool back);

}  // namespace ktpel::card::detail
