// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace ktpel::device {

/// Takes a live view apart: parts of multipart/x-mixed-replace (RFC 2046 5.1), each with its Content-Length, as they
/// come in pieces of any size.
class MotionJpeg {
 public:
  static constexpr std::size_t largest_frame = 8u << 20;

  /// The frames that these bytes completed, in order.
  std::vector<base::Bytes> feed(base::ByteView bytes);
  /// What came is no such stream; nothing more is taken.
  bool broken() const { return broken_; }

 private:
  static constexpr std::size_t largest_head = 4096;
  bool read_head();
  base::Bytes waiting_;
  std::size_t missing_ = 0;  ///< bytes of the frame that is being read
  bool in_frame_ = false, broken_ = false;
};

}  // namespace ktpel::device
