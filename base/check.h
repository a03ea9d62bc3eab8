// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ktpel::base {

/// For our own mistakes only: stops the program, in release builds too. What the
/// world can do wrong (a bad record, a lost card) is a Result, never a check.
constexpr void check(bool must_hold, const char* what) {
  if (must_hold) return;
  std::fprintf(stderr, "mistake in the program: %s\n", what);
  std::abort();
}

}  // namespace ktpel::base
