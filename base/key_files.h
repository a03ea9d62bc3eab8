// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/file.h"
#include "base/result.h"
#include "base/seal.h"
#include "base/signing.h"

namespace ktpel::base {

/// A site's two keys in its folder: signing.key (Ed25519 seed) and sealing.key with sealing.pem (P-256),
/// keys readable by their owner alone. Made at the first call, then read again. A file that is there but
/// is no key gives Broken: a key is never silently replaced.
Result<std::shared_ptr<const SigningKey>, FileError> site_signing_key(const std::filesystem::path& folder);
Result<SealingKey, FileError> site_sealing_key(const std::filesystem::path& folder, std::string_view name, Time now);

}  // namespace ktpel::base
