// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "card/secure_messaging/secure_messaging.h"

// Without the key nothing unwraps: neither as a command nor as an answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto keys = [] {
    return card::SessionKeys{base::Secret(base::Bytes(16, 1)), base::Secret(base::Bytes(16, 2))};
  };
  const base::ByteView bytes(data, size);
  if (const auto command = card::Command::parse(bytes)) {
    card::SecureMessaging chip(keys());
    if (chip.unprotect(*command)) std::abort();
  }
  if (const auto response = card::Response::parse(bytes)) {
    card::SecureMessaging terminal(keys());
    terminal.protect({0, 0xb0, 0, 0, {}, 8});
    if (terminal.unprotect(*response)) std::abort();
  }
  return 0;
}
