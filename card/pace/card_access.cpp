// SPDX-License-Identifier: Apache-2.0
#include "card/pace/card_access.h"

#include <algorithm>

#include "card/iso7816/tlv.h"

namespace ktpel::card {
namespace {

// 0.4.0.127.0.7.2.2.4.2 = id-PACE-ECDH-GM; the cipher is the last arc
constexpr std::array<std::uint8_t, 9> ecdh_gm{0x04, 0x00, 0x7f, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02};

}  // namespace

base::Bytes pace_oid(PaceCipher cipher) {
  base::Bytes out(ecdh_gm.begin(), ecdh_gm.end());
  out.push_back(static_cast<std::uint8_t>(cipher));
  return out;
}

base::Bytes encode_card_access(const PaceParameters& offered) {
  const base::Bytes version{2}, parameter{static_cast<std::uint8_t>(offered.curve)};
  return tlv(0x31, {tlv(0x30, {tlv(0x06, pace_oid(offered.cipher)), tlv(0x02, version), tlv(0x02, parameter)})});
}

base::Result<std::vector<PaceParameters>, CardAccessError> parse_card_access(base::ByteView file) {
  if (!is_strict_der(file)) return CardAccessError::Malformed;
  TlvReader outer(file);
  const auto set = outer.expect(0x31);
  if (!set || !outer.finished()) return CardAccessError::Malformed;
  std::vector<PaceParameters> known;
  TlvReader infos(set->value);
  while (const auto info = infos.next()) {
    if (info->tag != 0x30) return CardAccessError::Malformed;
    TlvReader fields(info->value);
    const auto oid = fields.expect(0x06);
    if (!oid) return CardAccessError::Malformed;
    if (oid->value.size() != ecdh_gm.size() + 1 || !std::equal(ecdh_gm.begin(), ecdh_gm.end(), oid->value.begin()))
      continue;
    const auto cipher = oid->value.back();
    const auto version = fields.expect(0x02), parameter = fields.next();
    if (!version || !fields.finished()) return CardAccessError::Malformed;
    if ((cipher != 2 && cipher != 4) || version->value.size() != 1 || version->value[0] != 2) continue;
    if (!parameter || parameter->tag != 0x02 || parameter->value.size() != 1) continue;  // own curves: not ours
    if (parameter->value[0] != 12 && parameter->value[0] != 13) continue;
    known.push_back({PaceCipher{cipher}, PaceCurve{parameter->value[0]}});
  }
  if (!infos.finished()) return CardAccessError::Malformed;
  if (known.empty()) return CardAccessError::NothingSupported;
  return known;
}

}  // namespace ktpel::card
