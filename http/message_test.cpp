// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ktpel::http {
namespace {

TEST(TargetText, GivesPathAndQuery) {
  const auto target = parse_target("/v1/residents/9901?nama=Siti%20A%2Bb&kosong=&tanda&x=1+2");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v1/residents/9901");
  const std::map<std::string, std::string, std::less<>> want = {
      {"nama", "Siti A+b"}, {"kosong", ""}, {"tanda", ""}, {"x", "1 2"}};
  EXPECT_EQ(target->query, want);
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b");
}

TEST(TargetText, RefusesWhatLeadsElsewhere) {
  for (const auto* bad : {"", "x", "http://x/", "/../etc", "/a/..", "/a/../b", "/a/%2e%2e/b", "/a//b", "/a/./b", "/%00",
                          "/%", "/%1", "/%zz", "/?a=%", "/a%2f%2fb"})
    EXPECT_FALSE(parse_target(bad)) << bad;
  EXPECT_FALSE(parse_target("/" + std::string(4096, 'a')));
}

RC_GTEST_PROP(TargetText, EscapedComesBack, (const std::string& key, const std::string& value)) {
  RC_PRE(key.find('\0') == std::string::npos && value.find('\0') == std::string::npos && !key.empty());
  const auto target = parse_target("/x?" + escaped(key) + "=" + escaped(value));
  RC_PRE(key.size() + value.size() < 1000);
  RC_ASSERT(target.has_value());
  RC_ASSERT(target->query.at(key) == value);
}

RC_GTEST_PROP(TargetText, NothingThrows, (const std::string& text)) { (void)parse_target("/" + text); }

}  // namespace
}  // namespace ktpel::http
