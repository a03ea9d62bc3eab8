// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "card/iso7816/status.h"
#include "card/iso7816/transport.h"
#include "card/pace/can.h"
#include "card/pace/card_access.h"
#include "card/secure_messaging/secure_messaging.h"

// PACE with generic mapping, ICAO Doc 9303-11 4.4:
//   0  MSE:Set AT          which protocol, which password
//   1  encrypted nonce     chip -> terminal: z = E(K_pi, s)
//   2  map nonce           both: G' = s*G + H, H = ECDH of the mapping keys
//   3  key agreement       both: K = ECDH over G'
//   4  mutual tokens       T = CMAC(K_mac, public key of the other side)
namespace ktpel::card {

/// Gives `count` random bytes: base::random_bytes, or the numbers of a worked example.
using RandomSource = std::function<base::Bytes(std::size_t count)>;

/// The password key K_pi, ICAO Doc 9303-11 9.7.3: KDF(password, 3).
class PasswordKey {
 public:
  PasswordKey(const Can& can, PaceCipher cipher);
  /// From the bytes that stand for the password (for the MRZ: its SHA-1).
  PasswordKey(base::ByteView password, PaceCipher cipher);
  const base::Secret& key() const { return key_; }

 private:
  base::Secret key_;
};

/// KDF of ICAO Doc 9303-11 9.7.1: SHA-1 for AES-128, SHA-256 for AES-256.
base::Secret derive_key(base::ByteView shared_secret, std::uint32_t counter, PaceCipher cipher);

/// What both sides have after step 4.
struct PaceSession {
  SessionKeys keys;
  base::Bytes chip_ephemeral_x;  ///< x coordinate of the chip's step 3 key: ID_PICC of Terminal Authentication
};

/// The chip's half: four answers, in order. After any refusal the run is over. Not thread-safe.
class PaceChip {
 public:
  PaceChip(const PaceParameters& parameters, const PasswordKey& password, RandomSource random);
  ~PaceChip();
  PaceChip(PaceChip&&) noexcept;
  PaceChip& operator=(PaceChip&&) noexcept;

  /// One GENERAL AUTHENTICATE: the content of the terminal's 7C template in, ours out. A wrong
  /// password is 6300 (step 4), a message out of order 6985, a bad point or form 6A80.
  base::Result<base::Bytes, StatusWord> answer(base::ByteView dynamic_authentication_data);
  /// The number of answers given, 0..4.
  int steps() const;
  /// After the fourth answer, once.
  std::optional<PaceSession> take_session();

 private:
  struct Run;
  std::unique_ptr<Run> run_;
};

enum class PaceError {
  WrongPassword,  ///< the chip refused our token, or its own token is wrong
  Refused,        ///< the chip refused an earlier step
  BadAnswer,      ///< an answer is malformed, off the curve, or our own key sent back
  Lost            ///< no answer
};

/// The terminal's half, over a transport. MSE:Set AT with password reference 02 (CAN).
base::Result<PaceSession, PaceError> run_pace(Transport& card, const Can& can, const PaceParameters& parameters);
/// As above with any password and its reference (01 MRZ, 02 CAN) and given random numbers. `always_name_curve`
/// adds DO'84' with the domain parameter to MSE:Set AT, as chips with several sets want.
base::Result<PaceSession, PaceError> run_pace(Transport& card, const PasswordKey& password,
                                              std::uint8_t password_reference, const PaceParameters& parameters,
                                              const RandomSource& random, bool always_name_curve = false);

}  // namespace ktpel::card
