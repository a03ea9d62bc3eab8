// SPDX-License-Identifier: Apache-2.0
#include "base/key_files.h"

namespace ktpel::base {
Result<std::shared_ptr<const SigningKey>, FileError> site_signing_key(const std::filesystem::path& folder) {
  const auto path = folder / "signing.key";
  auto stored = read_file(path, 4096);
  if (stored) {
    auto key = SigningKey::from_seed(Secret(std::move(*stored)));
    if (!key) return FileError::Broken;
    return std::make_shared<const SigningKey>(std::move(*key));
  }
  if (stored.error() != FileError::Missing) return stored.error();
  auto key = SigningKey::generate();
  if (const auto ok = write_file_durably(path, key.seed().reveal(), 0600); !ok) return ok.error();
  return std::make_shared<const SigningKey>(std::move(key));
}

Result<SealingKey, FileError> site_sealing_key(const std::filesystem::path& folder, std::string_view name, Time now) {
  auto stored = read_file(folder / "sealing.key", 65536);
  if (stored) {
    const auto certificate = read_file(folder / "sealing.pem", 65536);
    if (!certificate) return certificate.error();
    auto key = SealingKey::from_pem(Secret(std::move(*stored)), text_of(*certificate));
    if (!key) return FileError::Broken;
    return std::move(*key);
  }
  if (stored.error() != FileError::Missing) return stored.error();
  auto key = SealingKey::generate(name, now);
  // the certificate first: with the key alone on disk the next start could not go on
  if (const auto ok = write_file_durably(folder / "sealing.pem", key.certificate().pem()); !ok) return ok.error();
  if (const auto ok = write_file_durably(folder / "sealing.key", key.pem().reveal(), 0600); !ok) return ok.error();
  return key;
}

}  // namespace ktpel::base
