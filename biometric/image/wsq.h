// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/codec.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// The file is as many times smaller than a byte a pixel, within 2 % where the picture allows it: 1..200.
struct WsqRatio {
  double value = 15;
};
/// The bins of the specification's formula for a rate r, whatever size comes out: 0.75, the usual rate of archives,
/// gives about 15:1 for an inked finger, 2.25 about 5:1. -6..14.
struct WsqFormula {
  double bits_per_pixel = 0.75;
};
using WsqSize = std::variant<WsqRatio, WsqFormula>;

/// Wavelet scalar quantisation, version 3.1 of the FBI's specification (IAFIS-IC-0110): 9/7 wavelet, 64
/// subbands, adaptive bins, three Huffman blocks; the resolution stands in a NIST_COM comment, rounded to whole
/// pixels an inch. Lossy: made for fingerprints of 500 dpi. Any size of picture. Thread-safe; about 4 ms for
/// 388x374 (wsq_bench.cpp).
base::Bytes encode_wsq(const GreyImage& image, const WsqSize& size = WsqRatio{});

/// Reads any WSQ file with filters of odd length up to 9 taps, as decode_grey does but for pictures of any size.
/// The resolution is `dpi` if given, else that of the NIST_COM comment, else 500, for which the specification is
/// made. Damaged if a coefficient is missing. Thread-safe; about 3 ms for 388x374 (wsq_bench.cpp).
base::Result<GreyImage, ImageError> decode_wsq(base::ByteView bytes, std::optional<Dpi> dpi = {});

}  // namespace ktpel::biometric
