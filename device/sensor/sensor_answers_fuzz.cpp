// SPDX-License-Identifier: Apache-2.0
#include "device/sensor/answers.h"
#include "device/sensor/jws.h"
#include "device/sensor/motion_jpeg.h"

// Whatever a service sends: an answer or an error, and nothing that was not signed becomes a capture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  using namespace device;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto found = detail::read_discovery(text, 4501);
  SensorFacts facts;
  if (found && !found->empty()) facts = found->front();
  base::check(!detail::read_info(text, facts, "", {}), "an unsigned device that is believed");
  base::check(!detail::read_capture(text, {.target = Target::Thumbs, .transaction = "abcd"}, facts, "", {}),
              "an unsigned capture that is believed");
  base::check(!verify_jws(text, "", {}), "a signature without an anchor");
  (void)detail::read_stream_error(text);
  MotionJpeg view;
  for (const auto& frame : view.feed({data, size})) base::check(!frame.empty(), "an empty picture");
  return 0;
}
