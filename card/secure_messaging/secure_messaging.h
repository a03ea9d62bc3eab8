// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "card/iso7816/apdu.h"

namespace ktpel::card {

/// Session keys as PACE leaves them: AES, both 16, 24 or 32 bytes.
struct SessionKeys {
  base::Secret encryption, mac;
};

enum class SecureMessagingError {
  ObjectMissing,  ///< no MAC, or no protected status: 6987
  ObjectWrong     ///< MAC wrong, padding wrong or object malformed: 6988
};

/// AES secure messaging, ICAO Doc 9303-11 9.8 (the AES variant): data encrypted in CBC with
/// IV = E(Kenc, SSC), an 8-byte CMAC over SSC, header and objects, SSC raised before every command
/// and every response. One object per side and session; after an error the session is over and
/// every further call gives ObjectWrong. Not thread-safe.
///
/// Terminal side: protect(command) and then unprotect(response), by turns. Chip side:
/// unprotect(command), protect(response).
class SecureMessaging {
 public:
  explicit SecureMessaging(SessionKeys keys);
  /// As above, with a given counter: for worked examples.
  SecureMessaging(SessionKeys keys, const std::array<std::uint8_t, 16>& counter);

  /// CLA gets 0C; the data go into DO'87' (DO'85' for an odd INS), Le into DO'97'.
  Command protect(const Command& plain);
  /// The plain response. A plain status word (no objects) is passed on as ObjectMissing; its value is in
  /// last_plain_status().
  base::Result<Response, SecureMessagingError> unprotect(const Response& protected_response);

  /// The plain command, CLA 00.
  base::Result<Command, SecureMessagingError> unprotect(const Command& protected_command);
  /// DO'87' if there are data, DO'99' with the status, DO'8E'; the outer status equals the inner one.
  Response protect(const Response& plain);

  StatusWord last_plain_status() const { return last_plain_status_; }
  bool alive() const { return alive_; }

 private:
  void count();
  base::Bytes encrypt(base::ByteView plain) const;
  base::Result<base::Bytes, SecureMessagingError> decrypt(base::ByteView sealed) const;
  base::Bytes mac(base::ByteView objects, base::ByteView header) const;

  SessionKeys keys_;
  std::array<std::uint8_t, 16> counter_{};
  StatusWord last_plain_status_{};
  bool alive_ = true;
};

/// ISO/IEC 9797-1 padding method 2 to 16 bytes.
base::Bytes padded(base::ByteView bytes);
/// AES-CMAC (NIST SP 800-38B) cut to 8 bytes. Key of 16, 24 or 32 bytes.
std::array<std::uint8_t, 8> cmac8(const base::Secret& key, base::ByteView message);
/// AES-CBC without padding; `bytes` is a multiple of 16, `iv` 16 bytes.
base::Bytes aes_cbc_encrypt(const base::Secret& key, base::ByteView iv, base::ByteView bytes);
base::Bytes aes_cbc_decrypt(const base::Secret& key, base::ByteView iv, base::ByteView bytes);

}  // namespace ktpel::card
