// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/failure_code.h"

namespace ktpel::api {

/// A failure as it reaches a person: the code, and what it was about ("kartu.png").
struct Failure {
  FailureCode code;
  std::string about = {};
};

/// "NIK bukan 16 angka (1234): periksa ... (1001)": cause, thing, what to do and code, in
/// Indonesian, from the row of docs/failure_codes.md. Thread-safe.
std::string sentence(const Failure& failure);

struct FailureText {
  int code;
  std::string name, cause, action, cause_english, action_english;
};
/// The row of the manual for a code.
const FailureText& manual(FailureCode code);

}  // namespace ktpel::api
