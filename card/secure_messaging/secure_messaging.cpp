// SPDX-License-Identifier: Apache-2.0
#include "card/secure_messaging/secure_messaging.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "card/iso7816/tlv.h"

namespace ktpel::card {
namespace {

constexpr std::size_t block = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};
struct FreeMac {
  void operator()(EVP_MAC* m) const { EVP_MAC_free(m); }
  void operator()(EVP_MAC_CTX* c) const { EVP_MAC_CTX_free(c); }
};

const EVP_CIPHER* cbc(std::size_t key_size) {
  return key_size == 16 ? EVP_aes_128_cbc() : key_size == 24 ? EVP_aes_192_cbc() : EVP_aes_256_cbc();
}

base::Bytes run_cbc(const base::Secret& key, base::ByteView iv, base::ByteView bytes, int encrypt) {
  const auto k = key.reveal();
  base::check((k.size() == 16 || k.size() == 24 || k.size() == 32) && iv.size() == block && bytes.size() % block == 0,
              "AES with a key, IV or length that it has not");
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  base::Bytes out(bytes.size());
  int written = 0;
  base::check(
      context && EVP_CipherInit_ex2(context.get(), cbc(k.size()), k.data(), iv.data(), encrypt, nullptr) == 1 &&
          EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
          EVP_CipherUpdate(context.get(), out.data(), &written, bytes.data(), static_cast<int>(bytes.size())) == 1,
      "AES failed");
  return out;
}

void append(base::Bytes& to, base::ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

/// Without the padding; nullopt if it is none.
std::optional<base::Bytes> unpadded(base::Bytes bytes) {
  while (!bytes.empty() && bytes.back() == 0) bytes.pop_back();
  if (bytes.empty() || bytes.back() != 0x80) return std::nullopt;
  bytes.pop_back();
  return bytes;
}

}  // namespace

base::Bytes padded(base::ByteView bytes) {
  base::Bytes out(bytes.begin(), bytes.end());
  out.push_back(0x80);
  out.resize((out.size() + block - 1) / block * block, 0);
  return out;
}

std::array<std::uint8_t, 8> cmac8(const base::Secret& key, base::ByteView message) {
  // fetched once: the look-up costs more than the MAC of a command
  static const std::unique_ptr<EVP_MAC, FreeMac> algorithm(EVP_MAC_fetch(nullptr, "CMAC", nullptr));
  const auto k = key.reveal();
  const std::unique_ptr<EVP_MAC_CTX, FreeMac> context(EVP_MAC_CTX_new(algorithm.get()));
  char name[16];
  std::snprintf(name, sizeof name, "AES-%zu-CBC", k.size() * 8);
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name, 0),
                                   OSSL_PARAM_construct_end()};
  std::uint8_t full[16];
  std::size_t size = 0;
  base::check(context && EVP_MAC_init(context.get(), k.data(), k.size(), parameters) == 1 &&
                  EVP_MAC_update(context.get(), message.data(), message.size()) == 1 &&
                  EVP_MAC_final(context.get(), full, &size, sizeof full) == 1 && size == sizeof full,
              "CMAC failed");
  std::array<std::uint8_t, 8> out;
  std::copy_n(full, out.size(), out.begin());
  return out;
}

base::Bytes aes_cbc_encrypt(const base::Secret& key, base::ByteView iv, base::ByteView bytes) {
  return run_cbc(key, iv, bytes, 1);
}
base::Bytes aes_cbc_decrypt(const base::Secret& key, base::ByteView iv, base::ByteView bytes) {
  return run_cbc(key, iv, bytes, 0);
}

SecureMessaging::SecureMessaging(SessionKeys keys) : keys_(std::move(keys)) {}
SecureMessaging::SecureMessaging(SessionKeys keys, const std::array<std::uint8_t, 16>& counter)
    : keys_(std::move(keys)), counter_(counter) {}

void SecureMessaging::count() {
  for (std::size_t i = counter_.size(); i-- > 0;)
    if (++counter_[i] != 0) return;
}

base::Bytes SecureMessaging::encrypt(base::ByteView plain) const {
  const base::Bytes zero(block, 0);
  const auto iv = aes_cbc_encrypt(keys_.encryption, zero, counter_);  // one block: the same as ECB
  return aes_cbc_encrypt(keys_.encryption, iv, padded(plain));
}

base::Result<base::Bytes, SecureMessagingError> SecureMessaging::decrypt(base::ByteView sealed) const {
  if (sealed.empty() || sealed.size() % block != 0) return SecureMessagingError::ObjectWrong;
  const base::Bytes zero(block, 0);
  const auto iv = aes_cbc_encrypt(keys_.encryption, zero, counter_);
  auto plain = unpadded(aes_cbc_decrypt(keys_.encryption, iv, sealed));
  if (!plain) return SecureMessagingError::ObjectWrong;
  return std::move(*plain);
}

base::Bytes SecureMessaging::mac(base::ByteView objects, base::ByteView header) const {
  base::Bytes message(counter_.begin(), counter_.end());
  if (!header.empty()) append(message, padded(header));
  append(message, objects);
  // no objects: the padded header already fills its blocks (ISO/IEC 7816-4:2005 6.2.3.1)
  const auto out = cmac8(keys_.mac, objects.empty() ? message : padded(message));
  return {out.begin(), out.end()};
}

Command SecureMessaging::protect(const Command& plain) {
  base::check(plain.data.size() <= 60000, "too many data for one protected command");
  count();
  Command out{static_cast<std::uint8_t>(plain.cla | 0x0c), plain.ins, plain.p1, plain.p2};
  base::Bytes objects;
  if (!plain.data.empty()) {
    auto sealed = encrypt(plain.data);
    if (plain.ins & 1) {
      append(objects, tlv(0x85, sealed));
    } else {
      sealed.insert(sealed.begin(), 0x01);
      append(objects, tlv(0x87, sealed));
    }
  }
  if (plain.le) {
    if (plain.extended || *plain.le > 256)
      append(objects, tlv(0x97, base::ByteWriter().u16(*plain.le & 0xffff).bytes()));
    else
      append(objects, tlv(0x97, base::ByteWriter().u8(*plain.le & 0xff).bytes()));
  }
  const std::uint8_t header[] = {out.cla, out.ins, out.p1, out.p2};
  append(objects, tlv(0x8e, mac(objects, header)));
  out.data = std::move(objects);
  out.extended = plain.extended || out.data.size() > 255 || (plain.le && *plain.le > 256);
  out.le = out.extended ? 65536 : 256;
  return out;
}

base::Result<Response, SecureMessagingError> SecureMessaging::unprotect(const Response& response) {
  if (!alive_) return SecureMessagingError::ObjectWrong;
  alive_ = false;  // until everything held
  count();
  last_plain_status_ = response.sw;
  if (response.data.empty()) return SecureMessagingError::ObjectMissing;
  TlvReader reader(response.data);
  std::optional<Tlv> data, odd_data, status, code;
  std::size_t covered = 0;
  while (const auto object = reader.next()) {
    if (code) return SecureMessagingError::ObjectWrong;  // the MAC is last
    auto& place = object->tag == 0x87 ? data : object->tag == 0x85 ? odd_data : object->tag == 0x99 ? status : code;
    if (place || (object->tag != 0x87 && object->tag != 0x85 && object->tag != 0x99 && object->tag != 0x8e))
      return SecureMessagingError::ObjectWrong;
    place = object;
    if (object->tag != 0x8e) covered += object->whole.size();
  }
  if (!reader.finished() || (data && odd_data)) return SecureMessagingError::ObjectWrong;
  if (!status || !code) return SecureMessagingError::ObjectMissing;
  if (status->value.size() != 2) return SecureMessagingError::ObjectWrong;
  if (!base::same_bytes_constant_time(mac(base::ByteView(response.data).first(covered), {}), code->value))
    return SecureMessagingError::ObjectWrong;
  Response out;
  out.sw = {static_cast<std::uint16_t>(status->value[0] << 8 | status->value[1])};
  if (out.sw != response.sw) return SecureMessagingError::ObjectWrong;
  if (data) {
    if (data->value.empty() || data->value[0] != 0x01) return SecureMessagingError::ObjectWrong;
    auto plain = decrypt(data->value.subspan(1));
    if (!plain) return plain.error();
    out.data = std::move(*plain);
  } else if (odd_data) {
    auto plain = decrypt(odd_data->value);
    if (!plain) return plain.error();
    out.data = std::move(*plain);
  }
  alive_ = true;
  return out;
}

base::Result<Command, SecureMessagingError> SecureMessaging::unprotect(const Command& command) {
  if (!alive_) return SecureMessagingError::ObjectWrong;
  alive_ = false;
  count();
  TlvReader reader(command.data);
  std::optional<Tlv> data, odd_data, length, code;
  std::size_t covered = 0;
  while (const auto object = reader.next()) {
    if (code) return SecureMessagingError::ObjectWrong;
    auto& place = object->tag == 0x87 ? data : object->tag == 0x85 ? odd_data : object->tag == 0x97 ? length : code;
    if (place || (object->tag != 0x87 && object->tag != 0x85 && object->tag != 0x97 && object->tag != 0x8e))
      return SecureMessagingError::ObjectWrong;
    place = object;
    if (object->tag != 0x8e) covered += object->whole.size();
  }
  if (!reader.finished() || (data && odd_data)) return SecureMessagingError::ObjectWrong;
  if (!code) return SecureMessagingError::ObjectMissing;
  const std::uint8_t header[] = {command.cla, command.ins, command.p1, command.p2};
  if (!base::same_bytes_constant_time(mac(base::ByteView(command.data).first(covered), header), code->value))
    return SecureMessagingError::ObjectWrong;
  Command out{static_cast<std::uint8_t>(command.cla & ~0x0c), command.ins, command.p1, command.p2};
  out.extended = command.extended;
  if (length) {
    if (length->value.size() == 1)
      out.le = length->value[0] ? length->value[0] : 256u;
    else if (length->value.size() == 2)
      out.le = (length->value[0] | length->value[1])
                   ? static_cast<std::uint32_t>(length->value[0] << 8 | length->value[1])
                   : 65536u;
    else
      return SecureMessagingError::ObjectWrong;
  }
  if (data || odd_data) {
    if (bool(odd_data) != bool(command.ins & 1)) return SecureMessagingError::ObjectWrong;
    auto sealed = data ? data->value : odd_data->value;
    if (data) {
      if (sealed.empty() || sealed[0] != 0x01) return SecureMessagingError::ObjectWrong;
      sealed = sealed.subspan(1);
    }
    auto plain = decrypt(sealed);
    if (!plain) return plain.error();
    out.data = std::move(*plain);
  }
  alive_ = true;
  return out;
}

Response SecureMessaging::protect(const Response& plain) {
  count();
  base::Bytes objects;
  if (!plain.data.empty()) {
    auto sealed = encrypt(plain.data);
    sealed.insert(sealed.begin(), 0x01);
    append(objects, tlv(0x87, sealed));
  }
  append(objects, tlv(0x99, base::ByteWriter().u16(plain.sw.value).bytes()));
  append(objects, tlv(0x8e, mac(objects, {})));
  return {std::move(objects), plain.sw};
}

}  // namespace ktpel::card
