// SPDX-License-Identifier: Apache-2.0
#include "device/sensor/motion_jpeg.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace ktpel::device {
namespace {

bool is_jpeg(base::ByteView bytes) { return bytes.size() >= 4 && bytes[0] == 0xff && bytes[1] == 0xd8; }

/// The value of Content-Length among header lines; 0 if there is none.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "content-length:";
  for (std::size_t at = 0; at < head.size();) {
    auto line = head.substr(at, head.find('\n', at) - at);
    at += line.size() + 1;
    if (line.size() < name.size() ||
        !std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) { return a == (b | 0x20); }))
      continue;
    line.remove_prefix(name.size());
    while (line.starts_with(' ')) line.remove_prefix(1);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    return error == std::errc() && (end == line.data() + line.size() || *end == '\r') ? value : 0;
  }
  return 0;
}

}  // namespace

/// Reads "--boundary", header lines and the empty line; false if they are not whole yet, or wrong.
bool MotionJpeg::read_head() {
  // line ends are allowed before a boundary
  const auto start = std::find_if(waiting_.begin(), waiting_.end(), [](auto c) { return c != '\r' && c != '\n'; });
  waiting_.erase(waiting_.begin(), start);
  const std::string_view text(reinterpret_cast<const char*>(waiting_.data()), waiting_.size());
  if ((!text.empty() && text[0] != '-') || (text.size() > 1 && text[1] != '-')) broken_ = true;
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos && text.size() > largest_head) broken_ = true;
  if (broken_ || end == std::string_view::npos) return false;
  missing_ = content_length(text.substr(0, end));
  if (missing_ == 0 || missing_ > largest_frame || end > largest_head) {
    broken_ = true;
    return false;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(end + 4));
  in_frame_ = true;
  return true;
}

std::vector<base::Bytes> MotionJpeg::feed(base::ByteView bytes) {
  std::vector<base::Bytes> frames;
  if (broken_) return frames;
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
  while (in_frame_ || read_head()) {
    if (waiting_.size() < missing_) break;
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(missing_);
    if (!is_jpeg(base::ByteView(waiting_).first(missing_))) {
      broken_ = true;
      break;
    }
    frames.emplace_back(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    in_frame_ = false;
  }
  if (broken_) waiting_.clear();
  return frames;
}

}  // namespace ktpel::device
