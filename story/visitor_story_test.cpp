// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "program.h"

// Goal: who starts the demo has a town to try out: pages, accounts, a stage for his hands, lists that are not empty;
// and it ends without leaving anything running. Method: the program as it is, and what a browser would say to it.
namespace ktpel::story {
namespace {

using nlohmann::json;

/// An officer's browser.
class Browser {
 public:
  Browser(std::string site, const std::string& name, const std::string& password) : site_(std::move(site)) {
    const auto in = fetch(site_, "POST", "/api/login", json{{"name", name}, {"password", password}}.dump());
    EXPECT_EQ(in.status, 200) << name << in.body;
    const auto cookie = in.headers.find("set-cookie");
    if (in.status != 200 || cookie == in.headers.end()) return;
    headers_ = {{"cookie", cookie->second.substr(0, cookie->second.find(';'))},
                {"x-ktpel-csrf", json::parse(in.body).at("csrf").get<std::string>()}};
  }
  Fetched send(const std::string& method, const std::string& path, const json& body = json::object()) const {
    return fetch(site_, method, path, method == "GET" ? std::string() : body.dump(), headers_);
  }
  json get(const std::string& path) const {
    const auto got = send("GET", path);
    EXPECT_EQ(got.status, 200) << path << got.body;
    return json::parse(got.body, nullptr, false);
  }

 private:
  std::string site_;
  std::map<std::string, std::string> headers_;
};

/// Applications at a site by state.
std::map<std::string, int> states(const Browser& officer) {
  std::map<std::string, int> out;
  const auto list = officer.get("/api/applications");
  for (const auto& one : list.at("items")) ++out[one.at("state").get<std::string>()];
  return out;
}

class Visitor : public testing::Test {
 protected:
  void open(std::vector<std::string> more) {
    std::filesystem::create_directories(folder.path() / "web");
    std::ofstream(folder.path() / "web" / "index.html") << "halaman";
    more.insert(more.begin(), {"demo", "--json", "--residents", "60", "--folder", (folder.path() / "demo").string()});
    demo = std::make_unique<Running>(more, std::vector<std::string>{"KTPEL_WEB=" + (folder.path() / "web").string()});
    told = json::parse(demo->first_line(), nullptr, false);
    ASSERT_TRUE(told.is_object()) << demo->first_line() << demo->err();
    counter = told["counter"];
    dinas = told["dinas"];
    stage = told["stage"];
  }
  Browser at(const std::string& site, const std::string& name) const { return {site, name, told["password"]}; }
  json act(const std::string& what, const json& body = json::object()) const {
    const auto done = fetch(stage, "POST", "/stage/" + what, body.dump());
    EXPECT_EQ(done.status, 200) << what << done.body;
    return json::parse(done.body, nullptr, false);
  }

  const Folder folder;
  std::unique_ptr<Running> demo;
  json told;
  std::string counter, dinas, stage;
};

TEST_F(Visitor, HasPagesAStageAndALineToCutAndLeavesNothingRunning) {
  ASSERT_NO_FATAL_FAILURE(open({"--empty"}));
  EXPECT_EQ(told["pid"].get<int>() > 0 && told["folder"] == (folder.path() / "demo").string(), true) << told;
  EXPECT_EQ(told["accounts"]["counter"]["operator"], "operator");
  EXPECT_EQ(told["accounts"]["center"]["kementerian"], "ministry");

  // the pages, and what they know before anybody logs in
  const auto page = fetch(counter, "GET", "/perekaman/apa-saja");
  EXPECT_EQ(page.body, "halaman");
  EXPECT_NE(page.headers.at("content-security-policy").find("connect-src 'self' " + stage + ";"), std::string::npos);
  const auto site = json::parse(fetch(counter, "GET", "/api/site").body);
  EXPECT_EQ(site["kind"], "office");
  EXPECT_EQ(site["site"], "kec-990101");
  EXPECT_EQ(site["demo"]["stage"], stage);
  EXPECT_EQ(site["demo"]["tasks"].size(), 3u);
  EXPECT_EQ(site["demo"]["others"].size(), 2u);
  EXPECT_EQ(json::parse(fetch(dinas, "GET", "/api/site").body)["may"]["personalise"], true);

  // the stage: people, and who may move it
  const auto people = json::parse(fetch(stage, "GET", "/stage").body);
  EXPECT_EQ(people["residents"].size(), 50u);
  EXPECT_EQ(people["foreigners"].size(), 10u);
  EXPECT_TRUE(people["seated"].is_null() && people["reader"].is_null() && people["cards"].empty());
  EXPECT_EQ(people["line"], "up");
  const std::string nik = told["cast"]["newcomer"];
  EXPECT_EQ(fetch(stage, "POST", "/stage/seat", json{{"nik", nik}}.dump(), {{"origin", "http://evil.example"}}).status,
            403);
  const auto asked = fetch(stage, "OPTIONS", "/stage/seat", {}, {{"origin", counter}});
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked.headers.at("access-control-allow-origin"), counter);
  EXPECT_EQ(fetch(stage, "POST", "/stage/seat", R"({"nik":"1"})").status, 400);
  EXPECT_EQ(fetch(stage, "POST", "/stage/seat", json{{"nik", nik}, {"missing", {11}}}.dump()).status, 400);
  EXPECT_EQ(fetch(stage, "POST", "/stage/card", R"({"serial":"../../pki/csca"})").status, 404);
  EXPECT_EQ(fetch(stage, "POST", "/stage/blank", R"({"serial":"../x"})").status, 400);
  const auto form =
      fetch(stage, "POST", "/stage/line", "up=true", {{"content-type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(form.status, 303);
  EXPECT_NE(fetch(stage, "GET", "/").body.find(nik), std::string::npos);

  // papers are asked for, and the right fingers are on the glass
  const auto service = at(counter, "pelayanan"), operating = at(counter, "operator");
  EXPECT_NE(service.send("POST", "/api/applications", {{"nik", nik}}).status, 201);
  const json papers =
      json::array({{{"type", "family-card"}, {"number", "9901010101200001"}, {"issuer", ""}, {"form", "original"}}});
  const auto taken = service.send("POST", "/api/applications", {{"nik", nik}, {"documents", papers}});
  ASSERT_EQ(taken.status, 201) << taken.body;
  const auto capture = "/api/applications/" + json::parse(taken.body).at("number").get<std::string>() + "/capture";
  ASSERT_EQ(operating.send("POST", capture).status, 200);
  EXPECT_EQ(act("seat", {{"nik", nik}, {"missing", {2}}})["seated"], nik);
  EXPECT_EQ(operating.send("POST", capture + "/portrait").status, 200);
  const auto four = operating.send("POST", capture + "/fingers/right-four");
  ASSERT_EQ(four.status, 200) << four.body;
  EXPECT_EQ(json::parse(four.body)["fingers"].size(), 3u);
  act("operator");
  EXPECT_EQ(operating.send("POST", capture + "/press/operator").status, 200);
  EXPECT_TRUE(act("seat", {{"nik", nullptr}})["seated"].is_null());

  // a draft outlives the page
  EXPECT_EQ(service.send("PUT", "/api/drafts/biodata", {{"name", "SITI"}}).status, 200);
  EXPECT_EQ(service.get("/api/drafts/biodata"), (json{{"name", "SITI"}}));
  EXPECT_EQ(operating.send("GET", "/api/drafts/biodata").status, 200);

  // cards, and the line
  const auto laid = act("blank");
  EXPECT_EQ(laid["reader"], "990000001");
  EXPECT_EQ(laid["cards"], json::array({"990000001"}));
  EXPECT_TRUE(act("card", {{"serial", nullptr}})["reader"].is_null());
  EXPECT_EQ(fetch(stage, "POST", "/stage/blank", R"({"serial":"990000001"})").status, 409);
  EXPECT_EQ(service.send("POST", "/api/synchronisation").status, 200);
  EXPECT_EQ(act("line", {{"up", false}})["line"], "cut");
  EXPECT_EQ(service.send("POST", "/api/synchronisation").status, 503);
  EXPECT_EQ(act("line", {{"up", true}})["line"], "up");
  EXPECT_EQ(service.send("POST", "/api/synchronisation").status, 200);

  const auto end = demo->end(SIGTERM);
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(end.out.find('\n'), end.out.size() - 1) << "one line alone: " << end.out;
  for (const auto& address : {counter, dinas, stage}) EXPECT_EQ(fetch(address, "GET", "/health").status, 0) << address;
  const auto whole = run({"journal", "verify", (folder.path() / "demo").string(), "--json"});
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
}

TEST_F(Visitor, FindsPeopleWaitingACardToCollectAndACaseToDecide) {
  ASSERT_NO_FATAL_FAILURE(open({}));
  const auto seen = at(counter, "supervisor");
  const std::map<std::string, int> wanted{{"Registered", 3}, {"Unique", 1}, {"Called", 1}, {"Adjudicating", 1}};
  std::map<std::string, int> now;
  for (int left = 240; left > 0 && now != wanted; --left) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    now = states(seen);
  }
  EXPECT_EQ(now, wanted) << demo->err();
  const auto stock = at(dinas, "cetak").get("/api/stock");
  EXPECT_EQ(stock["in_safe"].size(), 49u);

  // the card that waits is the one of whom the guide speaks, and his finger opens it
  const std::string nik = told["cast"]["collects"];
  std::string number;
  const auto list = seen.get("/api/applications");
  for (const auto& one : list.at("items"))
    if (one.at("nik") == nik) number = one.at("number");
  act("seat", {{"nik", nik}});
  act("card", {{"serial", "990000001"}});
  const auto picked = at(counter, "operator").send("POST", "/api/applications/" + number + "/pick-up");
  ASSERT_EQ(picked.status, 200) << picked.body;
  EXPECT_EQ(json::parse(picked.body)["word"], "berhasil") << picked.body;
  const auto end = demo->end(SIGINT);
  EXPECT_EQ(end.exit_code, 0) << end.err;
}

TEST_F(Visitor, WhoHasEnoughInTheMiddleOfTheFoundingLeavesNothingRunning) {
  ASSERT_NO_FATAL_FAILURE(open({}));
  const auto end = demo->end(SIGTERM);  // while the town is being brought to life
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(fetch(counter, "GET", "/health").status, 0);
  const auto whole = run({"journal", "verify", (folder.path() / "demo").string(), "--json"});
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
}

}  // namespace
}  // namespace ktpel::story
