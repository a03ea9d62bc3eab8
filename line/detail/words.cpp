// SPDX-License-Identifier: Apache-2.0
#include "line/detail/words.h"

#include <algorithm>
#include <array>

namespace ktpel::line::detail {

using api::ExchangeError;

namespace {

constexpr std::array<ErrorWord, 8> words = {{{ExchangeError::LineDown, 503, "LineDown"},
                                             {ExchangeError::Refused, 409, "Refused"},
                                             {ExchangeError::NotThere, 404, "NotThere"},
                                             {ExchangeError::OtherRegion, 403, "OtherRegion"},
                                             {ExchangeError::NotTrusted, 401, "NotTrusted"},
                                             {ExchangeError::OutOfDate, 412, "OutOfDate"},
                                             {ExchangeError::NoRoom, 507, "NoRoom"},
                                             {ExchangeError::Broken, 500, "Broken"}}};

}  // namespace

const ErrorWord& word_of(ExchangeError error) {
  const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.error == error; });
  base::check(found != words.end(), "every error of an exchange has a word");
  return *found;
}

ExchangeError error_of(int status) {
  const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.status == status; });
  if (found != words.end()) return found->error;
  if (status == 429 || status == 502 || status == 504) return ExchangeError::LineDown;  // something between the two
  return status >= 400 && status < 500 ? ExchangeError::Refused : ExchangeError::Broken;
}

base::Bytes bytes_of(const std::vector<journal::Entry>& entries) {
  base::ByteWriter out;
  for (const auto& entry : entries) out.counted(journal::encode(entry));
  return out.take();
}

std::optional<std::vector<journal::Entry>> entries_of(base::ByteView bytes) {
  std::vector<journal::Entry> out;
  base::ByteReader in(bytes);
  while (in.left() > 0) {
    const auto size = in.u32();
    if (!in.ok() || size > journal::max_encoded) return std::nullopt;
    const auto encoded = in.take(size);
    if (!in.ok()) return std::nullopt;
    auto entry = journal::decode(encoded);
    if (!entry) return std::nullopt;
    out.push_back(std::move(*entry));
  }
  return out;
}

}  // namespace ktpel::line::detail
