// SPDX-License-Identifier: Apache-2.0
#include "biometric/record/minutiae_record.h"

// What was read can be written in its own format again, and is the same the second time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  using namespace biometric;
  const base::ByteView bytes(data, size);
  if (const auto file = decode_minutiae_file(bytes)) {
    for (const auto& view : file->views) {
      const auto written = encode_minutiae_record(view, file->format);
      if (!written) continue;  // extended data that grew past their length field
      const auto again = decode_minutiae_file(*written);
      base::check(bool(again) && again->views.size() == 1, "a record that cannot be read back");
      base::check(encode_minutiae_record(again->views.front(), file->format).value() == *written,
                  "a record that changes");
      const auto iso = decode_minutiae_record(encode_minutiae_record(view, MinutiaeFormat::Iso2011).value());
      base::check(iso && iso->minutiae == view.minutiae, "minutiae that change");
      (void)encode_compact(view);
    }
  }
  if (const auto card = decode_compact(bytes)) base::check(card->minutiae.size() <= 85, "too many");
  return 0;
}
