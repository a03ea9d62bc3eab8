// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace ktpel::api {

/// What a recording sends to the data centre (SOP 1h), before sealing. Fingers are WSQ 15:1, the others JPEG 2000; any
/// format of biometric/image/codec.h is read.
struct CapturePacket {
  struct Finger {
    int position;  ///< ISO/IEC 19794-2: 1..10 right thumb .. left little
    base::Bytes picture;
    friend bool operator==(const Finger&, const Finger&) = default;
  };
  /// What could not be recorded (SOP 1b-1d): "finger-7", "iris-right", "signature", and why: "amputated".
  struct Exception {
    std::string what, why;
    friend bool operator==(const Exception&, const Exception&) = default;
  };
  struct Iris {
    bool right;
    base::Bytes picture;
    friend bool operator==(const Iris&, const Iris&) = default;
  };
  /// What shows an exception: "right-hand", "left-hand" or "eyes".
  struct Proof {
    std::string of;
    base::Bytes picture;
    friend bool operator==(const Proof&, const Proof&) = default;
  };
  /// Who cannot write gave a thumb print or a cross in place of the signature, and somebody saw it (1b, 1f).
  struct Mark {
    bool thumb;  ///< otherwise a cross
    std::string witness, identity, relation;
    friend bool operator==(const Mark&, const Mark&) = default;
  };
  std::string application;
  std::string biodata;    ///< registry/resident.h text_of: as read aloud and signed
  std::string statement;  ///< the truth statement as read aloud (1f)
  base::Bytes portrait, signature;
  std::vector<Finger> fingers;
  std::vector<Iris> irises = {};           ///< at most one of each eye
  std::vector<Exception> exceptions = {};  ///< approved by a supervisor
  /// The fingers chosen for the chip at capture, right hand first where there is one; 0..2 positions.
  std::vector<int> chip_fingers;
  // Left out of the text where there is none, as it was before there were any.
  std::vector<Proof> proofs = {};  ///< at most one of each
  std::optional<Mark> mark = std::nullopt;
  friend bool operator==(const CapturePacket&, const CapturePacket&) = default;
};

/// A finger of somebody whose recording the center has (kinds that reuse it), before sealing.
struct ClaimPacket {
  std::string application, biodata, statement;
  std::vector<CapturePacket::Finger> fingers;  ///< 1..10 presses; a finger may be pressed more than once
  friend bool operator==(const ClaimPacket&, const ClaimPacket&) = default;
};

/// What the data centre sends back for personalisation (II.1), sealed to the office that prints.
struct PrintPacket {
  struct Finger {
    int position;
    base::Bytes compact;  ///< ISO/IEC 19794-2 card compact
    friend bool operator==(const Finger&, const Finger&) = default;
  };
  std::string application, biodata;
  base::Bytes portrait, signature;
  std::vector<Finger> fingers;
  friend bool operator==(const PrintPacket&, const PrintPacket&) = default;
};

/// CBOR (RFC 8949). Reading gives nullopt for anything that is not such a packet: wrong types, positions
/// out of range or twice, more than ten fingers. Never throws.
base::Bytes encode(const CapturePacket& packet);
base::Bytes encode(const ClaimPacket& packet);
base::Bytes encode(const PrintPacket& packet);
std::optional<CapturePacket> decode_capture_packet(base::ByteView bytes);
std::optional<ClaimPacket> decode_claim_packet(base::ByteView bytes);
std::optional<PrintPacket> decode_print_packet(base::ByteView bytes);

}  // namespace ktpel::api
