// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace ktpel::device::detail {

enum class LineError {
  NobodyThere,  ///< refused, or cut before an answer
  TooSlow,
  NotHttp  ///< no HTTP, or an answer over the limit
};

/// Asks the service on a port of this machine with a verb of the interface ("RCAPTURE"). The body of its answer,
/// whatever its status: the interface says its errors in the body.
base::Result<std::string, LineError> ask(std::uint16_t port, const std::string& verb, const std::string& path,
                                         const std::string& body, std::chrono::milliseconds wait);

/// The same for an answer that does not end: pieces go to `take` until it says false or the time is over.
base::Result<base::Done, LineError> listen(std::uint16_t port, const std::string& verb, const std::string& path,
                                           const std::string& body, std::chrono::milliseconds time,
                                           const std::function<bool(base::ByteView)>& take);

/// Whether anything listens on that port of this machine.
bool somebody_listens(std::uint16_t port);

}  // namespace ktpel::device::detail
