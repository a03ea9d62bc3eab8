// SPDX-License-Identifier: Apache-2.0
#include "desk/desk.h"

#include <gtest/gtest.h>

#include <filesystem>

// Goal: a route is served to those who may call it, from the program's own pages, and once.
namespace ktpel::desk {
namespace {

using http::Method;
using http::Request;
using nlohmann::json;
using officer::Role;

const auto site = journal::SiteId::of("kec-990101");

base::Secret secret(std::string_view text) { return base::Secret(base::Bytes(text.begin(), text.end())); }

class Desks : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-desk-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    journal = std::move(store::JournalStore::open(folder, site,
                                                  std::make_shared<base::SigningKey>(base::SigningKey::generate()),
                                                  clock, {std::make_shared<officer::AccountsProjection>(site)})
                            .value());
    accounts = std::make_unique<officer::Accounts>(*journal, folder);
    ASSERT_TRUE(accounts->add({"rina", "RINA", "", {Role::Operator}, ""}, secret("rahasia-1"), journal::Actor("a")));
    ASSERT_TRUE(accounts->add({"budi", "BUDI", "", {Role::Auditor}, ""}, secret("rahasia-2"), journal::Actor("a")));
    sessions = std::make_unique<officer::Sessions>(*accounts, clock);
    desk = std::make_unique<Desk>(
        std::vector<Route>{{Method::Get, "/api/things/{number}", Anybody{}, "",
                            [](Call& call) -> Reply {
                              return Answer(json{{"number", call.part("number")}});
                            }},
                           {Method::Get, "/api/things/all", Anybody{}, "",
                            [](Call&) -> Reply {
                              return Answer(json{{"all", true}});
                            }},
                           {Method::Post, "/api/things", officer::Roles{Role::Operator}, "",
                            [this](Call& call) -> Reply {
                              const auto name = call.text("name");
                              const auto count = call.number("count");
                              if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
                              return Answer(json{{"name", name}, {"count", count}, {"times", ++times}}, 201);
                            }},
                           {Method::Get, "/api/broken", Open{}, "",
                            [](Call&) -> Reply {
                              return Trouble(api::Failure{api::FailureCode::Intake_NotInRegistry, "99"});
                            }}},
        *sessions, false, "Kantor Uji");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  http::Response ask(Method method, const std::string& path, const std::string& body = "", http::Headers headers = {}) {
    Request request{.method = method, .path = path};
    request.body.assign(body.begin(), body.end());
    request.headers = std::move(headers);
    return desk->serve(request).value();
  }
  /// Cookie and csrf word of who logs in.
  http::Headers as(const std::string& name, const std::string& password) {
    const auto in = ask(Method::Post, "/api/login", json{{"name", name}, {"password", password}}.dump());
    EXPECT_EQ(in.status, 200) << in.text();
    const auto& cookie = in.headers.at("set-cookie");
    EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
    EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
    return {{"cookie", "other=1; " + cookie.substr(0, cookie.find(';'))},
            {Desk::csrf_header, json::parse(in.text()).at("csrf").get<std::string>()}};
  }
  static int code(const http::Response& response) { return json::parse(response.text()).value("code", 0); }

  std::filesystem::path folder;
  base::SystemClock clock;
  std::unique_ptr<store::JournalStore> journal;
  std::unique_ptr<officer::Accounts> accounts;
  std::unique_ptr<officer::Sessions> sessions;
  std::unique_ptr<Desk> desk;
  int times = 0;
};

TEST_F(Desks, ServeWhoMay) {
  EXPECT_EQ(code(ask(Method::Get, "/api/things/7")), 9402);
  EXPECT_EQ(ask(Method::Get, "/api/things/7", "", {{"cookie", "ktpel_session=0000"}}).status, 401);
  const auto rina = as("rina", "rahasia-1"), budi = as("budi", "rahasia-2");
  EXPECT_EQ(json::parse(ask(Method::Get, "/api/things/7", "", budi).text()), (json{{"number", "7"}}));
  EXPECT_EQ(json::parse(ask(Method::Get, "/api/things/all", "", budi).text()), (json{{"all", true}}));
  EXPECT_EQ(code(ask(Method::Post, "/api/things", R"({"name":"a","count":1})", budi)), 9406);
  const auto made = ask(Method::Post, "/api/things", R"({"name":"a","count":1})", rina);
  EXPECT_EQ(made.status, 201);
  EXPECT_TRUE(made.headers.count("content-security-policy"));
  const auto me = json::parse(ask(Method::Get, "/api/me", "", rina).text());
  EXPECT_EQ(me.at("name"), "rina");
  EXPECT_EQ(me.at("full_name"), "RINA");
  EXPECT_EQ(me.at("place"), "Kantor Uji");
  EXPECT_EQ(me.at("csrf"), rina.at(Desk::csrf_header));
  EXPECT_NEAR(me.at("expires_ms").get<double>(), static_cast<double>(clock.now().ms + officer::Sessions::idle_ms),
              60000);
  EXPECT_EQ(ask(Method::Post, "/api/logout", "", rina).status, 200);
  EXPECT_EQ(code(ask(Method::Get, "/api/me", "", rina)), 9402);
}

TEST_F(Desks, RefuseWhatIsNoCallOfTheirs) {
  auto rina = as("rina", "rahasia-1");
  EXPECT_EQ(code(ask(Method::Get, "/api/nothing", "", rina)), 9401);
  EXPECT_EQ(ask(Method::Delete, "/api/things", "", rina).status, 405);
  EXPECT_EQ(code(ask(Method::Post, "/api/things", "name=a", rina)), 9409);
  EXPECT_EQ(code(ask(Method::Post, "/api/things", "[1]", rina)), 9409);
  const auto wrong = ask(Method::Post, "/api/things", R"({"name":"a","count":"1"})", rina);
  EXPECT_EQ(code(wrong), 9408);
  EXPECT_EQ(json::parse(wrong.text()).at("about"), "count");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(code(ask(Method::Get, "/api/broken")), 1101);
  EXPECT_EQ(ask(Method::Get, "/api/broken").status, 404);
  rina[Desk::csrf_header] = std::string(32, '0');
  EXPECT_EQ(code(ask(Method::Post, "/api/things", R"({"name":"a","count":1})", rina)), 9407);
  rina.erase(Desk::csrf_header);
  EXPECT_EQ(code(ask(Method::Post, "/api/things", R"({"name":"a","count":1})", rina)), 9407);
  EXPECT_EQ(times, 0);
  Request other{.method = Method::Get, .path = "/index.html"};
  EXPECT_FALSE(desk->serve(other));
}

TEST_F(Desks, DoOnceWhatIsAskedTwice) {
  auto rina = as("rina", "rahasia-1");
  rina["idempotency-key"] = "k-1";
  const auto first = ask(Method::Post, "/api/things", R"({"name":"a","count":1})", rina);
  const auto again = ask(Method::Post, "/api/things", R"({"name":"a","count":1})", rina);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(times, 1);
  rina["idempotency-key"] = "k-2";
  ask(Method::Post, "/api/things", R"({"name":"a","count":1})", rina);
  EXPECT_EQ(times, 2);
}

/// A file is made again: kept for every key, parcels would fill the memory.
TEST_F(Desks, KeepNoFileForWhoAsksTwice) {
  auto rina = as("rina", "rahasia-1");
  rina["idempotency-key"] = "k-1";
  const auto body = json{{"name", std::string(Desk::largest_kept, 'a')}, {"count", 1}}.dump();
  ask(Method::Post, "/api/things", body, rina);
  ask(Method::Post, "/api/things", body, rina);
  EXPECT_EQ(times, 2);
}

TEST_F(Desks, LogInRefusesRubbish) {
  EXPECT_EQ(code(ask(Method::Post, "/api/login", R"({"name":"rina","password":"x"})")), 9403);
  EXPECT_EQ(code(ask(Method::Post, "/api/login", R"({"name":"rina"})")), 9408);
  EXPECT_EQ(code(ask(Method::Post, "/api/login", R"({"name":1,"password":"x"})")), 9408);
  for (int i = 0; i < 4; ++i) ask(Method::Post, "/api/login", R"({"name":"rina","password":"x"})");
  EXPECT_EQ(code(ask(Method::Post, "/api/login", R"({"name":"rina","password":"rahasia-1"})")), 9404);
}

}  // namespace
}  // namespace ktpel::desk
