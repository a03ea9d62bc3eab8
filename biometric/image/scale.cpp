// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/scale.h"

#include <algorithm>

namespace ktpel::biometric {

ColourImage scale(const ColourImage& image, int width, int height) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  const auto& in = image.rgb();
  for (int y = 0; y < height; ++y) {
    const long y0 = static_cast<long>(y) * image.height() / height;
    const long y1 = std::max(y0 + 1, (static_cast<long>(y) + 1) * image.height() / height);
    for (int x = 0; x < width; ++x) {
      const long x0 = static_cast<long>(x) * image.width() / width;
      const long x1 = std::max(x0 + 1, (static_cast<long>(x) + 1) * image.width() / width);
      long sum[3] = {};
      for (long v = y0; v < y1; ++v)
        for (long u = x0; u < x1; ++u)
          for (int c = 0; c < 3; ++c) sum[c] += in[static_cast<std::size_t>((v * image.width() + u) * 3 + c)];
      const long area = (y1 - y0) * (x1 - x0);
      for (int c = 0; c < 3; ++c)
        out[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3 +
            static_cast<std::size_t>(c)] = static_cast<std::uint8_t>((sum[c] + area / 2) / area);
    }
  }
  return {width, height, std::move(out)};
}

}  // namespace ktpel::biometric
