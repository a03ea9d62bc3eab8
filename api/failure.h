// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/failure_code.h"

namespace ktpel::api {

/// A failure as it reaches a person: the code, and what it was about ("kartu.png").
struct Failure {
  FailureCode code;
  std::string about = {};
};

enum class Language { Indonesian, English };
/// "id" or "en"; nullopt for another word.
std::optional<Language> language_of(std::string_view word);
/// For sentences from now on; Indonesian until then. Thread-safe.
void set_language(Language language);

/// "NIK bukan 16 angka [1234]. Periksa ... (1001)": cause, thing, what to do and code, in the
/// language that was set, from the row of docs/failure_codes.md. Thread-safe.
std::string sentence(const Failure& failure);
std::string sentence(const Failure& failure, Language language);

struct FailureText {
  int code;
  std::string name, cause, action, cause_english, action_english;
};
/// The row of the manual for a code.
const FailureText& manual(FailureCode code);
/// All rows, by code.
std::vector<FailureText> whole_manual();

}  // namespace ktpel::api
