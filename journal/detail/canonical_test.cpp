// SPDX-License-Identifier: Apache-2.0
#include "journal/detail/canonical.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

// Goal: the quick judgement is never wrong. Method: the library as the judge, over random objects, over the same
// with characters changed, and over each rule of the form from both sides.
namespace ktpel::journal::detail {
namespace {

constexpr std::size_t depth = 6;

Canonical judged(std::string_view json) { return canonical_form(json, depth); }

/// What the library makes of it.
bool is_canonical(const std::string& json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  return parsed.is_object() && parsed.dump() == json;
}

nlohmann::json any_value(int levels) {
  switch (*rc::gen::inRange(0, levels > 0 ? 9 : 7)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    case 3:
      return *rc::gen::inRange(-1000, 1000);
    case 4:
      return *rc::gen::inRange(0, 1000) / 8.0;
    case 5:
      return *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    case 6:
      return std::string(*rc::gen::elementOf(std::vector<std::string>{"Siti é", "€\u0001", "\\\"/", "😀", "a\tb"}));
    case 7: {
      auto out = nlohmann::json::array();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) out.push_back(any_value(levels - 1));
      return out;
    }
    default: {
      auto out = nlohmann::json::object();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        out[*rc::gen::container<std::string>(rc::gen::elementOf(std::string("abAB1 é\\\"")))] = 0;
      for (auto& [key, value] : out.items()) value = any_value(levels - 1);
      return out;
    }
  }
}

std::string any_object() {
  auto object = nlohmann::json::object();
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
    object[std::string(1, "abcxyz"[*rc::gen::inRange(0, 6)])] = any_value(3);
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

RC_GTEST_PROP(CanonicalForm, AgreesWithTheLibrary, ()) {
  const auto json = any_object();
  RC_ASSERT(judged(json) != Canonical::No);
  if (judged(json) == Canonical::Yes) RC_ASSERT(is_canonical(json));
}

RC_GTEST_PROP(CanonicalForm, AgreesWhereCharactersWereChanged, ()) {
  auto json = any_object();
  for (int changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
    const auto at = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, json.size()));
    const char other =
        *rc::gen::elementOf(std::string("{}[]\",:\\/u0019-+eE. \n\tabtfn\x01\x7f\xc3\xa9\xe2\x82\xac\xf0"));
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        json[static_cast<std::size_t>(at)] = other;
        break;
      case 1:
        json.insert(json.begin() + at, other);
        break;
      default:
        if (json.size() > 2) json.erase(json.begin() + at);
    }
  }
  const auto verdict = judged(json);
  RC_CLASSIFY(verdict == Canonical::No);
  if (verdict == Canonical::Yes) RC_ASSERT(is_canonical(json));
  if (verdict == Canonical::No) RC_ASSERT(!is_canonical(json));
}

TEST(CanonicalForm, KnowsEachRule) {
  for (const auto* yes : {"{}", R"({"a":1})", R"({"a":-1,"b":[true,false,null,{}],"c":"\u0001\n\"\\/"})",
                          R"({"a":123456789012345678})", "{\"a\":\"\x7f\"}", R"({"A":1,"a":{"a":1}})"})
    EXPECT_EQ(judged(yes), Canonical::Yes) << yes;
  for (const auto* no : {"",
                         "[]",
                         "1",
                         "{",
                         "{}x",
                         " {}",
                         R"({"a": 1})",
                         R"({"b":1,"a":2})",
                         R"({"a":1,"a":1})",
                         R"({"a":01})",
                         R"({"a":-})",
                         R"({"a":+1})",
                         R"({"a":"\/"})",
                         R"({"a":"\u0041"})",
                         R"({"a":"\u000A"})",
                         R"({"a":"\u000a"})",
                         R"({"a":"\u001F"})",
                         "{\"a\":\"\n\"}",
                         R"({"a":tru})",
                         R"({"a":1,})",
                         R"({"a":[1,]})",
                         "{\"a\":\"\xc0\xaf\"}",
                         "{\"a\":\"\xed\xa0\x80\"}",
                         R"({"a)",
                         R"({"a":"\)",
                         R"({"a":"\u00)"})
    EXPECT_EQ(judged(no), Canonical::No) << no;
  for (const auto* unknown : {R"({"a":1.5})", R"({"a":1e3})", R"({"a":-0})", R"({"a":1234567890123456789})",
                              R"({"\n":1,"a":2})", R"({"a":-0.0})"})
    EXPECT_EQ(judged(unknown), Canonical::Unknown) << unknown;
}

TEST(CanonicalForm, CountsLevels) {
  EXPECT_EQ(judged(R"({"a":[[[[[]]]]]})"), Canonical::Yes);
  EXPECT_EQ(judged(R"({"a":[[[[[[]]]]]]})"), Canonical::No);
  EXPECT_EQ(judged(R"({"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}})"), Canonical::No);
}

}  // namespace
}  // namespace ktpel::journal::detail
