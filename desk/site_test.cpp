// SPDX-License-Identifier: Apache-2.0
#include "desk/site.h"

#include <gtest/gtest.h>

#include <fstream>

// Goal: every page of the front-end opens at its own address, scripts come from this site alone, and a site of a demo
// says so. Method: a built front-end of two files, requests as values.
namespace ktpel::desk {
namespace {

namespace fs = std::filesystem;
using http::Method;
using nlohmann::json;

class Sites : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-site-XXXXXX").string();
    root = ::mkdtemp(name.data());
    fs::create_directories(root / "web" / "assets");
    std::ofstream(root / "web" / "index.html") << "front";
    std::ofstream(root / "web" / "assets" / "a-1.css") << "p{}";
  }
  void TearDown() override { fs::remove_all(root); }
  http::Response get(const std::string& path, Method method = Method::Get) const {
    return Web(root / "web", root).answer({.method = method, .path = path});
  }
  json site() const {
    const auto route = site_route({.kind = "office", .site = "kec-990101", .place = "Kantor", .folder = root});
    EXPECT_TRUE(std::holds_alternative<Open>(route.who));
    const http::Request request{.method = Method::Get, .path = "/api/site"};
    Call call(request, {}, std::nullopt);
    return json::parse(route.serve(call)->response.text());
  }
  void write_demo(const std::string& text) const { std::ofstream(root / "demo.json") << text; }
  std::string policy() const { return get("/").headers.at("content-security-policy"); }
  fs::path root;
};

TEST_F(Sites, AnswerEveryPageWithTheFrontEnd) {
  for (const char* path : {"/", "/masuk", "/perekaman/KP-99-1", "/assets", "/index.html"}) {
    EXPECT_EQ(get(path).text(), "front") << path;
    EXPECT_EQ(get(path).status, 200) << path;
    EXPECT_EQ(get(path).headers.at("cache-control"), "no-cache") << path;
    EXPECT_EQ(get(path).headers.at("content-type"), "text/html; charset=utf-8") << path;
  }
  EXPECT_EQ(get("/assets/a-1.css").text(), "p{}");
  EXPECT_EQ(get("/assets/a-1.css").headers.at("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/", Method::Head).status, 200);
  EXPECT_EQ(get("/assets/a-2.css").status, 404);  // an older front-end asks for what is gone: no page in its place
  EXPECT_EQ(get("/favicon.ico").status, 404);
  EXPECT_EQ(get("/masuk", Method::Post).status, 405);
}

TEST_F(Sites, LetScriptsComeFromHereAlone) {
  EXPECT_NE(policy().find("default-src 'self';"), std::string::npos);
  EXPECT_EQ(policy().find("script-src"), std::string::npos);  // default-src is theirs
  for (const char* part : {"worker-src 'self';", "manifest-src 'self';", "connect-src 'self';"})
    EXPECT_NE(policy().find(part), std::string::npos) << part;
  for (const char* path : {"/", "/assets/a-1.css", "/none.js"})
    EXPECT_EQ(get(path).headers.at("x-content-type-options"), "nosniff") << path;
}

TEST_F(Sites, OfADemoSaySoAndLetTheStageBeCalled) {
  EXPECT_TRUE(site().at("demo").is_null());
  write_demo(R"({"stage":"http://127.0.0.1:8090","accounts":[]})");
  EXPECT_EQ(site().at("demo").at("stage"), "http://127.0.0.1:8090");
  EXPECT_EQ(site().at("specimen"), true);
  EXPECT_NE(policy().find("connect-src 'self' http://127.0.0.1:8090;"), std::string::npos);
  for (const char* other : {R"({"stage":"http://evil.example"})", R"({"stage":"http://127.0.0.1:80; script-src *"})",
                            R"({"stage":"http://127.0.0.1:"})", R"({"stage":7})", "{}", "[]", "{"}) {
    write_demo(other);
    EXPECT_NE(policy().find("connect-src 'self';"), std::string::npos) << other;
  }
}

TEST_F(Sites, WithoutAFrontEndSayHowItIsBuilt) {
  fs::remove(root / "web" / "index.html");
  EXPECT_EQ(get("/").status, 503);
  EXPECT_NE(get("/masuk").text().find("scripts/build-web"), std::string_view::npos);
  EXPECT_TRUE(get("/").headers.count("content-security-policy"));
  EXPECT_EQ(get("/assets/a-1.css").status, 404);
  EXPECT_EQ(get("/", Method::Post).status, 405);
}

}  // namespace
}  // namespace ktpel::desk
