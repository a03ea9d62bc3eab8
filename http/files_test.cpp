// SPDX-License-Identifier: Apache-2.0
#include "http/files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "http/client.h"
#include "http/server.h"

// Goal: a browser gets the files of one folder, whole or "unchanged", and nothing else of this machine. Method: a
// folder of our own with a secret beside it, requests as values, and one exchange over a real server.
namespace ktpel::http {
namespace {

namespace fs = std::filesystem;

class Served : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-files-XXXXXX").string();
    root = ::mkdtemp(name.data());
    write("secret.txt", "rahasia");
    write("web/index.html", "<!doctype html>");
    write("web/assets/app-1.js", "let a = 1;");
    write("web/assets/app-1.js.gz", "\x1f\x8b packed");
    write("web/alone.gz", "a file of its own");
    write("web/.hidden", "x");
    write("web/.git/config", "x");
    fs::create_symlink(root / "secret.txt", root / "web" / "link.txt");
    files = Files::read(root / "web");
    ASSERT_TRUE(files);
  }
  void TearDown() override { fs::remove_all(root); }
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path, std::ios::binary) << text;
  }
  std::optional<Response> get(const std::string& path, Headers headers = {}, Method method = Method::Get) const {
    const Request request{.method = method, .path = path, .query = {}, .headers = std::move(headers)};
    return files->serve(request, path);
  }
  fs::path root;
  std::optional<Files> files;
};

TEST_F(Served, AreWhatLayInTheFolderAndNothingElse) {
  EXPECT_EQ(get("/index.html")->text(), "<!doctype html>");
  EXPECT_EQ(get("/index.html")->headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(get("/assets/app-1.js")->headers.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/alone.gz")->text(), "a file of its own");
  for (const char* path : {"/", "", "/assets", "/assets/", "index.html", "/../secret.txt", "/assets/../../secret.txt",
                           "/link.txt", "/.hidden", "/.git/config", "//index.html", "/index.html/", "/INDEX.HTML"})
    EXPECT_FALSE(get(path)) << path;
  EXPECT_FALSE(get("/index.html", {}, Method::Post));
  write("web/later.txt", "x");
  EXPECT_FALSE(get("/later.txt"));  // read once
}

TEST_F(Served, AreCompressedForWhoTakesIt) {
  for (const char* takes : {"gzip", "br, gzip", "deflate , gzip;q=0.5"}) {
    const auto got = get("/assets/app-1.js", {{"accept-encoding", takes}});
    EXPECT_EQ(got->headers.at("content-encoding"), "gzip") << takes;
    EXPECT_EQ(got->text(), "\x1f\x8b packed");
    EXPECT_EQ(got->headers.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(got->headers.at("vary"), "accept-encoding");
  }
  for (const char* refuses : {"", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"}) {
    const auto got = get("/assets/app-1.js", {{"accept-encoding", refuses}});
    EXPECT_FALSE(got->headers.count("content-encoding")) << refuses;
    EXPECT_EQ(got->text(), "let a = 1;");
    EXPECT_EQ(got->headers.at("vary"), "accept-encoding");
  }
  EXPECT_FALSE(get("/index.html", {{"accept-encoding", "gzip"}})->headers.count("content-encoding"));
}

TEST_F(Served, AreNotSentAgain) {
  const auto plain = get("/assets/app-1.js")->headers.at("etag");
  const auto packed = get("/assets/app-1.js", {{"accept-encoding", "gzip"}})->headers.at("etag");
  EXPECT_NE(plain, packed);
  for (const auto& known : {plain, "W/" + plain, "\"x\", " + plain, std::string("*")}) {
    const auto got = get("/assets/app-1.js", {{"if-none-match", known}});
    EXPECT_EQ(got->status, 304) << known;
    EXPECT_TRUE(got->body.empty());
    EXPECT_EQ(got->headers.at("etag"), plain);
  }
  for (const auto& other : {packed, std::string("\"x\""), plain.substr(1)})
    EXPECT_EQ(get("/assets/app-1.js", {{"if-none-match", other}})->status, 200) << other;
}

TEST_F(Served, AreReadWholeOrNotAtAll) {
  EXPECT_FALSE(Files::read(root / "none"));
  EXPECT_FALSE(Files::read(root / "secret.txt"));
  fs::create_directories(root / "many");
  for (std::size_t i = 0; i <= Files::most_files; ++i) write("many/" + std::to_string(i), "");
  EXPECT_FALSE(Files::read(root / "many"));
}

TEST_F(Served, ComeOverTheLine) {
  const auto server = Server::start({}, [&](const Request& request) {
                        return files->serve(request, request.path).value_or(answer(404, "text/plain", ""));
                      }).value();
  Client client({"http://127.0.0.1:" + std::to_string(server->port())});
  const auto whole = client.send(Method::Get, "/index.html");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->text(), "<!doctype html>");
  const auto head = client.send(Method::Head, "/index.html");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->headers.at("content-length"), "15");
  EXPECT_TRUE(head->body.empty());
  const auto unchanged = client.send(Method::Get, "/index.html", {}, {{"if-none-match", whole->headers.at("etag")}});
  ASSERT_TRUE(unchanged);
  EXPECT_EQ(unchanged->status, 304);
  EXPECT_FALSE(unchanged->header("content-length"));  // 0 would be the length of the file that the browser has
  EXPECT_EQ(client.send(Method::Get, "/%2e%2e/secret.txt")->status, 400);
  EXPECT_EQ(client.send(Method::Get, "/index.html")->status, 200);  // the connection goes on
}

}  // namespace
}  // namespace ktpel::http
