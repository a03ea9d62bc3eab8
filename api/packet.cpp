// SPDX-License-Identifier: Apache-2.0
#include "api/packet.h"

#include <nlohmann/json.hpp>
#include <set>

namespace ktpel::api {
namespace {

using nlohmann::json;

json binary(const base::Bytes& bytes) { return json::binary(bytes); }

base::Bytes bytes_in(const json& j) {
  const auto& b = j.get_binary();
  return {b.begin(), b.end()};
}

json::type_error wrong(const char* what) {
  return json::type_error::create(302, what, static_cast<const json*>(nullptr));
}

int position_in(const json& j, std::set<int>& seen) {
  const int position = j.get<int>();
  if (position < 1 || position > 10 || !seen.insert(position).second) throw wrong("a finger that cannot be");
  return position;
}

json parsed(base::ByteView bytes, const char* kind) {
  auto j = json::from_cbor(bytes.begin(), bytes.end(), true, true);
  if (j.at("kind") != kind) throw wrong("another packet");
  return j;
}

}  // namespace

base::Bytes encode(const CapturePacket& p) {
  json fingers = json::array();
  for (const auto& f : p.fingers) fingers.push_back({{"position", f.position}, {"png", binary(f.png)}});
  return json::to_cbor(json{{"kind", "capture-1"},
                            {"application", p.application},
                            {"biodata", p.biodata},
                            {"statement", p.statement},
                            {"portrait", binary(p.portrait_png)},
                            {"signature", binary(p.signature_png)},
                            {"fingers", fingers},
                            {"chip_fingers", p.chip_fingers}});
}

base::Bytes encode(const PrintPacket& p) {
  json fingers = json::array();
  for (const auto& f : p.fingers) fingers.push_back({{"position", f.position}, {"compact", binary(f.compact)}});
  return json::to_cbor(json{{"kind", "print-1"},
                            {"application", p.application},
                            {"biodata", p.biodata},
                            {"portrait", binary(p.portrait_png)},
                            {"signature", binary(p.signature_png)},
                            {"fingers", fingers}});
}

std::optional<CapturePacket> decode_capture_packet(base::ByteView bytes) {
  try {
    const auto j = parsed(bytes, "capture-1");
    CapturePacket p{j.at("application"),
                    j.at("biodata"),
                    j.at("statement"),
                    bytes_in(j.at("portrait")),
                    bytes_in(j.at("signature")),
                    {},
                    {}};
    std::set<int> seen, chosen;
    for (const auto& f : j.at("fingers"))
      p.fingers.push_back({position_in(f.at("position"), seen), bytes_in(f.at("png"))});
    for (const auto& f : j.at("chip_fingers")) p.chip_fingers.push_back(position_in(f, chosen));
    if (p.chip_fingers.size() > 2) return std::nullopt;
    for (const int f : p.chip_fingers)
      if (!seen.count(f)) return std::nullopt;
    return p;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<PrintPacket> decode_print_packet(base::ByteView bytes) {
  try {
    const auto j = parsed(bytes, "print-1");
    PrintPacket p{j.at("application"), j.at("biodata"), bytes_in(j.at("portrait")), bytes_in(j.at("signature")), {}};
    std::set<int> seen;
    for (const auto& f : j.at("fingers"))
      p.fingers.push_back({position_in(f.at("position"), seen), bytes_in(f.at("compact"))});
    if (p.fingers.size() > 2) return std::nullopt;
    return p;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace ktpel::api
