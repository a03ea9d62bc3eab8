// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "journal/entry.h"

/// What both halves of a line agree on.
namespace ktpel::line::detail {

struct ErrorWord {
  api::ExchangeError error;
  int status;  ///< of HTTP
  std::string_view word;
};
const ErrorWord& word_of(api::ExchangeError error);
/// By the status of an answer that is not one of 2xx.
api::ExchangeError error_of(int status);

/// Each entry with its size before it (4 bytes, big-endian).
base::Bytes bytes_of(const std::vector<journal::Entry>& entries);
/// nullopt unless the bytes are exactly such a list.
std::optional<std::vector<journal::Entry>> entries_of(base::ByteView bytes);

}  // namespace ktpel::line::detail
