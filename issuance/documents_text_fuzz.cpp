// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"
#include "base/check.h"
#include "issuance/requirements.h"

// Whatever is accepted as documents is written back as something that reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  if (const auto documents = issuance::documents_of(base::text_of({data, size}))) {
    const auto text = issuance::text_of(*documents);
    base::check(issuance::documents_of(text) == *documents, "documents that do not come back");
    for (int kind = 0; kind <= static_cast<int>(issuance::Kind::Correction); ++kind)
      (void)issuance::lacking(static_cast<issuance::Kind>(kind), *person::Date::of(2026, 11, 26), *documents);
  }
  return 0;
}
