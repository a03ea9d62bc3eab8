// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "person/date.h"

namespace ktpel::person {

enum class NameError { Empty, NotText };

/// A name as it is stored and printed: upper case, single spaces, nothing invisible, none at the ends. One word is a
/// name. NotText: not UTF-8, or control characters.
base::Result<std::string, NameError> normalised_name(std::string_view typed);

/// For comparing names, never for printing them: lower case, accents and apostrophes dropped, any other punctuation and
/// white space one space between words. Any bytes are answered.
std::string comparable_name(std::string_view name);

/// What an officer is told of a new name; a name that exists is never refused for it.
enum class NameWarning {
  OverThirtyTwoBoxes,
  MayHoldTitle,
  OverSixtyCharacters,
  OneWord,
  NotLatinLetters,
  HasDigit,
  HasPunctuation
};

/// One rule of the law on names; days inclusive, nullopt = without end.
struct NameRule {
  std::optional<Date> from, to;
  NameWarning warning;
  std::string_view source;
};
std::span<const NameRule> name_rules();

/// The rules of the day on which the name was first recorded that it does not keep, in their order. Names recorded
/// before a rule stay as they are. `name` as normalised_name() gives it.
std::vector<NameWarning> name_warnings(std::string_view name, const Date& recorded);

}  // namespace ktpel::person
