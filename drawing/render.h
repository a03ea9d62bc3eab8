// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "drawing/scene.h"

namespace ktpel::drawing {

/// The pages as one PDF 1.5: vector, text searchable, fonts embedded. Equal scenes give
/// equal bytes. The caller writes the file. Thread-safe.
base::Result<base::Bytes, DrawingError> to_pdf(const Scene& scene);

/// A page as pixels on white: width and height are the page's at `dpi`, rounded (an ID-1 card
/// at 300 dpi is 1011 x 638). 0 < dpi <= 1200. Thread-safe.
base::Result<biometric::ColourImage, DrawingError> to_pixels(const Page& page, biometric::Dpi dpi);

/// The same as a PNG file (RGB, 8 bit) that carries its resolution.
base::Result<base::Bytes, DrawingError> to_png(const Page& page, biometric::Dpi dpi);

}  // namespace ktpel::drawing
