// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "biometric/image/codec.h"
#include "biometric/image/raster.h"

namespace ktpel::biometric {

/// How the size of a WSQ file is steered.
enum class WsqControl {
  Size,    ///< the bins are scaled until the file has the wanted size within 2 %, where the picture allows it
  Formula  ///< the bins of the standard's formula for that rate, whatever size comes out
};

struct WsqOptions {
  double bits_per_pixel = 0.75;  ///< 0.05..8; 0.75 is 15:1, the usual rate of archives, 2.25 is about 3.6:1
  WsqControl control = WsqControl::Size;
};

/// Wavelet scalar quantisation, version 3.1 of the FBI's specification (IAFIS-IC-0110): 9/7 wavelet, 64
/// subbands, adaptive bins, three Huffman blocks; the resolution stands in a NIST_COM comment, rounded to whole
/// pixels an inch. Lossy: made for fingerprints of 500 dpi. Any size of picture. Thread-safe; about 4 ms for
/// 388x374 (wsq_bench.cpp).
base::Bytes encode_wsq(const GreyImage& image, const WsqOptions& options = {});

/// Reads any WSQ file with filters of odd length up to 9 taps, as decode_grey does but for pictures of any size.
/// The resolution is `dpi` if given, else that of the NIST_COM comment, else 500, for which the specification is
/// made. Damaged if a coefficient is missing. Thread-safe; about 3 ms for 388x374 (wsq_bench.cpp).
base::Result<GreyImage, ImageError> decode_wsq(base::ByteView bytes, std::optional<Dpi> dpi = {});

}  // namespace ktpel::biometric
