// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/failure.h"
#include "base/result.h"
#include "base/secret.h"

namespace ktpel::tool {

/// A new password: the first line of a file, of standard input ("-"), or asked for twice at the terminal without
/// showing it ("").
base::Result<base::Secret, api::Failure> read_password(const std::string& file);

}  // namespace ktpel::tool
