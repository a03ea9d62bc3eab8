// SPDX-License-Identifier: Apache-2.0
#include "card/pace/can.h"

#include "base/random.h"

namespace ktpel::card {

std::optional<Can> Can::parse(std::string_view digits) {
  if (digits.size() != 6) return std::nullopt;
  for (const char c : digits)
    if (c < '0' || c > '9') return std::nullopt;
  const auto bytes = base::bytes_of(digits);
  return Can(base::Secret({bytes.begin(), bytes.end()}));
}

Can Can::random() {
  for (;;) {
    const base::Secret raw(base::random_bytes(4));
    base::ByteReader reader(raw.reveal());
    const auto number = reader.u32();
    if (number >= 4294000000u) continue;  // 4294 whole millions: no value is likelier than another
    base::Bytes digits(6);
    auto rest = number % 1000000u;
    for (std::size_t i = 6; i-- > 0; rest /= 10) digits[i] = static_cast<std::uint8_t>('0' + rest % 10);
    return Can(base::Secret(std::move(digits)));
  }
}

std::string_view Can::reveal() const {
  const auto bytes = digits_.reveal();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace ktpel::card
