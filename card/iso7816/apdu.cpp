// SPDX-License-Identifier: Apache-2.0
#include "card/iso7816/apdu.h"

#include <algorithm>

namespace ktpel::card {

std::string StatusWord::hex() const {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(value >> shift) & 15];
  return out;
}

base::Bytes Command::encode() const {
  base::check(data.size() <= 65535 && (!le || (*le >= 1 && *le <= 65536)), "a command APDU of impossible size");
  const bool wide = extended || data.size() > 255 || (le && *le > 256);
  base::ByteWriter out;
  out.u8(cla).u8(ins).u8(p1).u8(p2);
  if (!data.empty()) {
    if (wide)
      out.u8(0).u16(data.size());
    else
      out.u8(data.size());
    out.raw(data);
  }
  if (le) {
    if (!wide)
      out.u8(*le & 0xff);  // 256 is written 00
    else if (data.empty())
      out.u8(0).u16(*le & 0xffff);
    else
      out.u16(*le & 0xffff);
  }
  return out.take();
}

std::optional<Command> Command::parse(base::ByteView apdu) {
  if (apdu.size() < 4 || apdu.size() > 65544) return std::nullopt;
  Command c{apdu[0], apdu[1], apdu[2], apdu[3]};
  const auto body = apdu.subspan(4);
  const auto short_le = [](std::uint8_t v) { return v ? std::uint32_t{v} : 256u; };
  const auto wide_le = [](std::uint8_t high, std::uint8_t low) {
    const std::uint32_t v = static_cast<std::uint32_t>(high << 8 | low);
    return v ? v : 65536u;
  };
  if (body.empty()) return c;  // case 1
  if (body.size() == 1) {      // case 2 short
    c.le = short_le(body[0]);
    return c;
  }
  if (body[0] != 0) {  // cases 3 and 4, short
    const std::size_t lc = body[0];
    if (body.size() != 1 + lc && body.size() != 2 + lc) return std::nullopt;
    c.data.assign(body.begin() + 1, body.begin() + 1 + static_cast<std::ptrdiff_t>(lc));
    if (body.size() == 2 + lc) c.le = short_le(body.back());
    return c;
  }
  if (body.size() < 3) return std::nullopt;
  c.extended = true;
  if (body.size() == 3) {  // case 2 extended
    c.le = wide_le(body[1], body[2]);
    return c;
  }
  const std::size_t lc = static_cast<std::size_t>(body[1] << 8 | body[2]);
  if (lc == 0 || (body.size() != 3 + lc && body.size() != 5 + lc)) return std::nullopt;
  c.data.assign(body.begin() + 3, body.begin() + 3 + static_cast<std::ptrdiff_t>(lc));
  if (body.size() == 5 + lc) c.le = wide_le(body[3 + lc], body[4 + lc]);
  return c;
}

base::Bytes Response::encode() const {
  auto out = data;
  out.push_back(sw.sw1());
  out.push_back(sw.sw2());
  return out;
}

std::optional<Response> Response::parse(base::ByteView apdu) {
  if (apdu.size() < 2) return std::nullopt;
  const auto n = apdu.size() - 2;
  return Response{{apdu.begin(), apdu.begin() + static_cast<std::ptrdiff_t>(n)},
                  {static_cast<std::uint16_t>(apdu[n] << 8 | apdu[n + 1])}};
}

base::Result<Response, TransportError> exchange(Transport& card, const Command& command) {
  auto next = command;
  base::Bytes data;
  for (int round = 0; round < 300; ++round) {
    const auto raw = card.transmit(next.encode());
    if (!raw) return raw.error();
    auto response = Response::parse(*raw);
    if (!response) return TransportError::Broken;
    if (response->sw.sw1() == 0x6c && next.le) {
      next.le = response->sw.sw2() ? response->sw.sw2() : 256u;
      continue;
    }
    data.insert(data.end(), response->data.begin(), response->data.end());
    if (response->sw.sw1() != 0x61) return Response{std::move(data), response->sw};
    next = Command{static_cast<std::uint8_t>(command.cla & 0x03), 0xc0, 0, 0};
    next.le = response->sw.sw2() ? response->sw.sw2() : 256u;
  }
  return TransportError::Broken;
}

}  // namespace ktpel::card
