// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/random.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// The plain cloth behind the sitter. The KTP-el rule: red for an odd year of birth, blue for an even one.
enum class Background : std::uint8_t { Red, Blue };
constexpr Background background_of(int birth_year) { return birth_year % 2 == 0 ? Background::Blue : Background::Red; }

/// A drawn portrait of nobody, head and shoulders, 480 x 640 (3:4), even light, plain background.
/// Skin, hair, clothes, hijab or peci vary with the seed; the same seed gives the same bytes on every
/// machine. Visibly drawn, never to be taken for a photograph. Thread-safe. About 20 ms (synth_bench.cpp).
ColourImage draw_portrait(base::SeededRandom random, bool female, Background background);

}  // namespace ktpel::biometric
