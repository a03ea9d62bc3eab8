// SPDX-License-Identifier: Apache-2.0
#include "card/pace/pace.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <algorithm>

#include "base/random.h"
#include "card/iso7816/apdu.h"
#include "card/iso7816/tlv.h"

namespace ktpel::card {
namespace {

constexpr std::size_t field_size = 32;  // both curves
constexpr std::size_t nonce_size = 16;  // one block of the cipher

struct Free {
  void operator()(EC_GROUP* g) const { EC_GROUP_free(g); }
  void operator()(EC_POINT* p) const { EC_POINT_clear_free(p); }
  void operator()(BIGNUM* n) const { BN_clear_free(n); }
  void operator()(BN_CTX* c) const { BN_CTX_free(c); }
};
using Point = std::unique_ptr<EC_POINT, Free>;
using Number = std::unique_ptr<BIGNUM, Free>;

/// The curve's arithmetic, in words of the protocol.
class Curve {
 public:
  explicit Curve(PaceCurve curve)
      : group_(EC_GROUP_new_by_curve_name(curve == PaceCurve::NistP256 ? NID_X9_62_prime256v1 : NID_brainpoolP256r1)),
        context_(BN_CTX_new()) {
    base::check(group_ && context_, "a curve that the library has not");
  }
  Number scalar(base::ByteView bytes) const {
    Number n(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    base::check(n != nullptr, "out of memory");
    BN_set_flags(n.get(), BN_FLG_CONSTTIME);
    return n;
  }
  /// Uniform in [1, order).
  Number private_key(const RandomSource& random) const {
    for (int tries = 0; tries < 200; ++tries) {
      const base::Secret bytes(random(field_size));
      auto n = scalar(bytes.reveal());
      if (!BN_is_zero(n.get()) && BN_cmp(n.get(), EC_GROUP_get0_order(group_.get())) < 0) return n;
    }
    base::check(false, "the random source gives no usable number");
    return nullptr;
  }
  Point times(const BIGNUM* n, const EC_POINT* point) const {
    Point out(EC_POINT_new(group_.get()));
    base::check(out && EC_POINT_mul(group_.get(), out.get(), nullptr, point, n, context_.get()) == 1,
                "multiplication on the curve failed");
    return out;
  }
  Point times_generator(const BIGNUM* n) const {
    Point out(EC_POINT_new(group_.get()));
    base::check(out && EC_POINT_mul(group_.get(), out.get(), n, nullptr, nullptr, context_.get()) == 1,
                "multiplication on the curve failed");
    return out;
  }
  Point sum(const EC_POINT* a, const EC_POINT* b) const {
    Point out(EC_POINT_new(group_.get()));
    base::check(out && EC_POINT_add(group_.get(), out.get(), a, b, context_.get()) == 1,
                "addition on the curve failed");
    return out;
  }
  bool infinite(const EC_POINT* point) const { return EC_POINT_is_at_infinity(group_.get(), point) == 1; }
  bool same(const EC_POINT* a, const EC_POINT* b) const {
    return EC_POINT_cmp(group_.get(), a, b, context_.get()) == 0;
  }
  /// 04 x y; nullptr if it is not such a point of the curve (the library tests the equation).
  Point decode(base::ByteView bytes) const {
    if (bytes.size() != 1 + 2 * field_size || bytes[0] != 0x04) return nullptr;
    Point out(EC_POINT_new(group_.get()));
    base::check(out != nullptr, "out of memory");
    if (EC_POINT_oct2point(group_.get(), out.get(), bytes.data(), bytes.size(), context_.get()) != 1) return nullptr;
    return out;
  }
  base::Bytes encode(const EC_POINT* point) const {
    base::Bytes out(1 + 2 * field_size);
    base::check(EC_POINT_point2oct(group_.get(), point, POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(),
                                   context_.get()) == out.size(),
                "a point that cannot be written");
    return out;
  }
  base::Bytes x_of(const EC_POINT* point) const {
    const auto whole = encode(point);
    return {whole.begin() + 1, whole.begin() + 1 + static_cast<std::ptrdiff_t>(field_size)};
  }

 private:
  std::unique_ptr<EC_GROUP, Free> group_;
  std::unique_ptr<BN_CTX, Free> context_;
};

/// G' = s*G + H, 4.4.3.3.1. nullptr if the other side chose a point that makes it nothing.
Point map_nonce(const Curve& curve, const base::Secret& nonce, const BIGNUM* mine, const EC_POINT* theirs) {
  const auto h = curve.times(mine, theirs);
  if (curve.infinite(h.get())) return nullptr;
  auto mapped = curve.sum(curve.times_generator(curve.scalar(nonce.reveal()).get()).get(), h.get());
  return curve.infinite(mapped.get()) ? nullptr : std::move(mapped);
}

SessionKeys session_keys(const Curve& curve, const BIGNUM* mine, const EC_POINT* theirs, PaceCipher cipher) {
  const base::Secret shared(curve.x_of(curve.times(mine, theirs).get()));
  return {derive_key(shared.reveal(), 1, cipher), derive_key(shared.reveal(), 2, cipher)};
}

/// 4.4.3.4: the CMAC over the OTHER side's public key.
std::array<std::uint8_t, 8> token(const base::Secret& mac_key, PaceCipher cipher, base::ByteView public_key) {
  return cmac8(mac_key, tlv(0x7f49, {tlv(0x06, pace_oid(cipher)), tlv(0x86, public_key)}));
}

/// The one object in a 7C template's content, if it is alone and has this tag.
std::optional<base::ByteView> only(base::ByteView content, std::uint32_t tag) {
  TlvReader reader(content);
  const auto object = reader.expect(tag);
  if (!object || !reader.finished()) return std::nullopt;
  return object->value;
}

}  // namespace

base::Secret derive_key(base::ByteView shared_secret, std::uint32_t counter, PaceCipher cipher) {
  base::Bytes input(shared_secret.begin(), shared_secret.end());
  for (int shift = 24; shift >= 0; shift -= 8) input.push_back(static_cast<std::uint8_t>(counter >> shift));
  const base::Secret held(std::move(input));
  const bool wide = cipher == PaceCipher::Aes256;
  base::Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  base::check(EVP_Digest(held.reveal().data(), held.reveal().size(), digest.data(), &size,
                         wide ? EVP_sha256() : EVP_sha1(), nullptr) == 1,
              "a hash failed");
  const std::size_t key_size = wide ? 32 : 16;
  base::wipe(digest.data() + key_size, digest.size() - key_size);
  digest.resize(key_size);
  return base::Secret(std::move(digest));
}

PasswordKey::PasswordKey(const Can& can, PaceCipher cipher)
    : key_(derive_key(base::bytes_of(can.reveal()), 3, cipher)) {}
PasswordKey::PasswordKey(base::ByteView password, PaceCipher cipher) : key_(derive_key(password, 3, cipher)) {}

struct PaceChip::Run {
  PaceParameters parameters;
  Curve curve;
  base::Secret password;
  RandomSource random;
  int steps = 0;
  bool over = false;
  base::Secret nonce = {};
  Point mapped = {};
  SessionKeys keys = {};
  base::Bytes own_public = {}, their_public = {};
  std::optional<PaceSession> session = {};

  base::Result<base::Bytes, StatusWord> encrypted_nonce(base::ByteView in) {
    if (!in.empty()) return sw::wrong_data;
    nonce = base::Secret(random(nonce_size));
    const base::Bytes zero(16, 0);
    return tlv(0x80, aes_cbc_encrypt(password, zero, nonce.reveal()));
  }
  base::Result<base::Bytes, StatusWord> map(base::ByteView in) {
    const auto value = only(in, 0x81);
    const auto theirs = value ? curve.decode(*value) : nullptr;
    if (!theirs) return sw::wrong_data;
    const auto mine = curve.private_key(random);
    mapped = map_nonce(curve, nonce, mine.get(), theirs.get());
    if (!mapped) return sw::wrong_data;
    return tlv(0x82, curve.encode(curve.times_generator(mine.get()).get()));
  }
  base::Result<base::Bytes, StatusWord> agree(base::ByteView in) {
    const auto value = only(in, 0x83);
    const auto theirs = value ? curve.decode(*value) : nullptr;
    if (!theirs) return sw::wrong_data;
    const auto mine = curve.private_key(random);
    const auto own = curve.times(mine.get(), mapped.get());
    if (curve.same(own.get(), theirs.get())) return sw::wrong_data;
    keys = session_keys(curve, mine.get(), theirs.get(), parameters.cipher);
    own_public = curve.encode(own.get());
    their_public.assign(value->begin(), value->end());
    return tlv(0x84, own_public);
  }
  base::Result<base::Bytes, StatusWord> tokens(base::ByteView in) {
    const auto value = only(in, 0x85);
    if (!value) return sw::wrong_data;
    if (!base::same_bytes_constant_time(token(keys.mac, parameters.cipher, own_public), *value))
      return sw::authentication_failed;
    const auto mine = token(keys.mac, parameters.cipher, their_public);
    session = PaceSession{std::move(keys), {own_public.begin() + 1, own_public.begin() + 1 + field_size}};
    return tlv(0x86, mine);
  }
};

PaceChip::PaceChip(const PaceParameters& parameters, const PasswordKey& password, RandomSource random)
    : run_(new Run{parameters, Curve(parameters.curve), password.key().duplicate(), std::move(random)}) {}
PaceChip::~PaceChip() = default;
PaceChip::PaceChip(PaceChip&&) noexcept = default;
PaceChip& PaceChip::operator=(PaceChip&&) noexcept = default;

base::Result<base::Bytes, StatusWord> PaceChip::answer(base::ByteView data) {
  if (run_->over || run_->steps == 4) return sw::conditions_not_satisfied;
  auto out = run_->steps == 0   ? run_->encrypted_nonce(data)
             : run_->steps == 1 ? run_->map(data)
             : run_->steps == 2 ? run_->agree(data)
                                : run_->tokens(data);
  if (out)
    ++run_->steps;
  else
    run_->over = true;
  return out;
}
int PaceChip::steps() const { return run_->steps; }
std::optional<PaceSession> PaceChip::take_session() {
  auto out = std::move(run_->session);
  run_->session.reset();
  return out;
}

base::Result<PaceSession, PaceError> run_pace(Transport& card, const Can& can, const PaceParameters& parameters) {
  return run_pace(card, PasswordKey(can, parameters.cipher), 2, parameters, base::random_bytes);
}

base::Result<PaceSession, PaceError> run_pace(Transport& card, const PasswordKey& password,
                                              std::uint8_t password_reference, const PaceParameters& parameters,
                                              const RandomSource& random, bool always_name_curve) {
  const Curve curve(parameters.curve);

  // 0: MSE:Set AT
  Command set{0x00, 0x22, 0xc1, 0xa4};
  set.data = tlv(0x80, pace_oid(parameters.cipher));
  const auto reference = tlv(0x83, base::Bytes{password_reference});
  set.data.insert(set.data.end(), reference.begin(), reference.end());
  if (always_name_curve) {
    const auto name = tlv(0x84, base::Bytes{static_cast<std::uint8_t>(parameters.curve)});
    set.data.insert(set.data.end(), name.begin(), name.end());
  }
  const auto started = exchange(card, set);
  if (!started) return PaceError::Lost;
  // 63Cx: that many tries left, not a refusal (Doc 9303-11 4.4.4.1)
  if (started->sw != sw::ok && started->sw.sw1() != 0x63) return PaceError::Refused;

  // One GENERAL AUTHENTICATE; the value of the wanted object comes back, alone in its template. The last
  // answer may also carry certification authority references (87, 88).
  const auto step = [&](base::Bytes content, std::uint32_t wanted, bool last) -> base::Result<base::Bytes, PaceError> {
    Command ask{static_cast<std::uint8_t>(last ? 0x00 : 0x10), 0x86, 0, 0, tlv(0x7c, content), 256};
    const auto answer = exchange(card, ask);
    if (!answer) return PaceError::Lost;
    if (answer->sw != sw::ok) return last ? PaceError::WrongPassword : PaceError::Refused;
    TlvReader outer(answer->data);
    const auto dynamic = outer.expect(0x7c);
    if (!dynamic || !outer.finished()) return PaceError::BadAnswer;
    TlvReader inner(dynamic->value);
    const auto object = inner.expect(wanted);
    if (!object || (!last && !inner.finished())) return PaceError::BadAnswer;
    return base::Bytes(object->value.begin(), object->value.end());
  };

  // 1: encrypted nonce
  const auto sealed = step({}, 0x80, false);
  if (!sealed) return sealed.error();
  if (sealed->size() != 16 && sealed->size() != 32) return PaceError::BadAnswer;
  const base::Bytes zero(16, 0);
  const base::Secret nonce(aes_cbc_decrypt(password.key(), zero, *sealed));

  // 2: map nonce
  const auto map_key = curve.private_key(random);
  const auto map_answer = step(tlv(0x81, curve.encode(curve.times_generator(map_key.get()).get())), 0x82, false);
  if (!map_answer) return map_answer.error();
  const auto chip_map = curve.decode(*map_answer);
  if (!chip_map) return PaceError::BadAnswer;
  const auto mapped = map_nonce(curve, nonce, map_key.get(), chip_map.get());
  if (!mapped) return PaceError::BadAnswer;

  // 3: key agreement over the mapped generator
  const auto key = curve.private_key(random);
  const auto own = curve.times(key.get(), mapped.get());
  const auto own_public = curve.encode(own.get());
  const auto agree_answer = step(tlv(0x83, own_public), 0x84, false);
  if (!agree_answer) return agree_answer.error();
  const auto chip_public = curve.decode(*agree_answer);
  // our own key sent back would let a chip finish without the password (Doc 9303-11 4.4.1)
  if (!chip_public || curve.same(chip_public.get(), own.get())) return PaceError::BadAnswer;
  auto keys = session_keys(curve, key.get(), chip_public.get(), parameters.cipher);

  // 4: mutual tokens
  const auto mine = token(keys.mac, parameters.cipher, *agree_answer);
  const auto theirs = step(tlv(0x85, mine), 0x86, true);
  if (!theirs) return theirs.error();
  if (!base::same_bytes_constant_time(token(keys.mac, parameters.cipher, own_public), *theirs))
    return PaceError::WrongPassword;
  return PaceSession{std::move(keys), curve.x_of(chip_public.get())};
}

}  // namespace ktpel::card
