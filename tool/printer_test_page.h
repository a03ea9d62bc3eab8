// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "drawing/scene.h"

namespace ktpel::tool {

/// One page A4 as PDF: title, printer and time, a frame 10 mm from each edge, a staircase of greys, lines of 0.1 to 1
/// mm.
base::Result<base::Bytes, drawing::DrawingError> printer_test_page(const std::string& printer, base::Time now);

}  // namespace ktpel::tool
