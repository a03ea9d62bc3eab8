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
  for (const auto& f : p.fingers) fingers.push_back({{"position", f.position}, {"picture", binary(f.picture)}});
  json irises = json::array(), exceptions = json::array();
  for (const auto& i : p.irises) irises.push_back({{"right", i.right}, {"picture", binary(i.picture)}});
  for (const auto& e : p.exceptions) exceptions.push_back({{"what", e.what}, {"why", e.why}});
  json text{{"kind", "capture-1"},
            {"application", p.application},
            {"biodata", p.biodata},
            {"statement", p.statement},
            {"portrait", binary(p.portrait)},
            {"signature", binary(p.signature)},
            {"fingers", fingers},
            {"irises", irises},
            {"exceptions", exceptions},
            {"chip_fingers", p.chip_fingers}};
  for (const auto& proof : p.proofs) text["proofs"].push_back({{"of", proof.of}, {"picture", binary(proof.picture)}});
  if (p.mark)
    text["mark"] = {{"thumb", p.mark->thumb},
                    {"witness", p.mark->witness},
                    {"identity", p.mark->identity},
                    {"relation", p.mark->relation}};
  return json::to_cbor(text);
}

base::Bytes encode(const ClaimPacket& p) {
  json fingers = json::array();
  for (const auto& f : p.fingers) fingers.push_back({{"position", f.position}, {"picture", binary(f.picture)}});
  return json::to_cbor(json{{"kind", "claim-1"},
                            {"application", p.application},
                            {"biodata", p.biodata},
                            {"statement", p.statement},
                            {"fingers", fingers}});
}

base::Bytes encode(const PrintPacket& p) {
  json fingers = json::array();
  for (const auto& f : p.fingers) fingers.push_back({{"position", f.position}, {"compact", binary(f.compact)}});
  return json::to_cbor(json{{"kind", "print-1"},
                            {"application", p.application},
                            {"biodata", p.biodata},
                            {"portrait", binary(p.portrait)},
                            {"signature", binary(p.signature)},
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
                    {},
                    {},
                    {}};
    std::set<int> seen, chosen;
    for (const auto& f : j.at("fingers"))
      p.fingers.push_back({position_in(f.at("position"), seen), bytes_in(f.at("picture"))});
    std::set<bool> eyes;
    for (const auto& i : j.at("irises")) {
      const bool right = i.at("right").get<bool>();
      if (!eyes.insert(right).second) return std::nullopt;
      p.irises.push_back({right, bytes_in(i.at("picture"))});
    }
    for (const auto& e : j.at("exceptions")) p.exceptions.push_back({e.at("what"), e.at("why")});
    if (p.exceptions.size() > 13) return std::nullopt;
    for (const auto& f : j.at("chip_fingers")) p.chip_fingers.push_back(position_in(f, chosen));
    if (p.chip_fingers.size() > 2) return std::nullopt;
    for (const int f : p.chip_fingers)
      if (!seen.count(f)) return std::nullopt;
    std::set<std::string> shown;
    if (const auto proofs = j.find("proofs"); proofs != j.end())
      for (const auto& proof : *proofs) {
        const auto of = proof.at("of").get<std::string>();
        if ((of != "right-hand" && of != "left-hand" && of != "eyes") || !shown.insert(of).second) return std::nullopt;
        p.proofs.push_back({of, bytes_in(proof.at("picture"))});
      }
    if (const auto mark = j.find("mark"); mark != j.end())
      p.mark = CapturePacket::Mark{mark->at("thumb").get<bool>(), mark->at("witness").get<std::string>(),
                                   mark->at("identity").get<std::string>(), mark->at("relation").get<std::string>()};
    return p;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<ClaimPacket> decode_claim_packet(base::ByteView bytes) {
  try {
    const auto j = parsed(bytes, "claim-1");
    ClaimPacket p{j.at("application"), j.at("biodata"), j.at("statement"), {}};
    for (const auto& f : j.at("fingers")) {
      std::set<int> alone;
      p.fingers.push_back({position_in(f.at("position"), alone), bytes_in(f.at("picture"))});
    }
    if (p.fingers.empty() || p.fingers.size() > 10) return std::nullopt;
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
