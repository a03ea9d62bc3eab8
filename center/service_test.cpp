// SPDX-License-Identifier: Apache-2.0
#include "center/service.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "http/client.h"

// Goal: an officer's browser, which has no certificate, is served over TLS beside the offices' lines, which need one.
// Method: a service on a free port of this machine, and a client that knows the authority alone.
namespace ktpel::center {
namespace {

using http::Method;
using nlohmann::json;

class Services : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-center-service-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    center = std::move(Center::open(folder, clock).value());
    const std::string password = "rahasia-uji";
    ASSERT_TRUE(center->add_officer({"kepala", "KEPALA UJI", "", {officer::Role::Supervisor}, ""},
                                    base::Secret(base::Bytes(password.begin(), password.end())),
                                    journal::Actor("uji")));
    ServicePlan plan;
    plan.uploads = folder / "uploads";
    service = std::move(Service::start(*center, plan, clock).value());
    browser.emplace(http::ClientPlan{.base_url = "https://127.0.0.1:" + std::to_string(service->port()),
                                     .identity = http::ClientIdentity{center->authority().certificate_pem()}});
  }
  void TearDown() override {
    browser.reset();
    service.reset();
    center.reset();
    std::filesystem::remove_all(folder);
  }
  http::Response send(Method method, const std::string& path, const std::string& body = "",
                      const http::Headers& headers = {}) {
    return browser->send(method, path, base::bytes_of(body), headers).value();
  }
  std::filesystem::path folder;
  const base::SystemClock clock;  // certificates are looked at by the clock of the machine
  std::unique_ptr<Center> center;
  std::unique_ptr<Service> service;
  std::optional<http::Client> browser;
};

TEST_F(Services, ServeOfficersAtTheirBrowsers) {
  EXPECT_EQ(send(Method::Get, "/api/reports/states").status, 401);
  EXPECT_EQ(send(Method::Get, "/api/tidak-ada").status, 404);
  const auto in = send(Method::Post, "/api/login", R"({"name":"kepala","password":"rahasia-uji"})");
  ASSERT_EQ(in.status, 200) << in.text();
  const auto& cookie = *in.header("set-cookie");
  EXPECT_NE(cookie.find("Secure"), std::string::npos);
  http::Headers me{{"cookie", cookie.substr(0, cookie.find(';'))}};
  EXPECT_EQ(send(Method::Get, "/api/reports/states", "", me).status, 200);
  const json who{{"name", "BUDI"},
                 {"birthplace", "MISAL"},
                 {"born", "14-05-1990"},
                 {"sex", "L"},
                 {"family_card", "9901010101200001"},
                 {"village", "9901012001"},
                 {"street", "JL. UJI"},
                 {"rt", 1},
                 {"rw", 2},
                 {"religion", "Islam"},
                 {"marital", "Kawin"},
                 {"occupation", "Petani/pekebun"}};
  EXPECT_EQ(send(Method::Post, "/api/residents", who.dump(), me).status, 403);  // without its csrf word
  me["x-ktpel-csrf"] = json::parse(in.text()).at("csrf").get<std::string>();
  const auto issued = send(Method::Post, "/api/residents", who.dump(), me);
  EXPECT_EQ(issued.status, 201) << issued.text();
  EXPECT_TRUE(issued.header("content-security-policy"));
  EXPECT_EQ(send(Method::Get, "/v1/entries?after=0", "", me).status / 100, 4);  // the offices' side is not theirs
  EXPECT_TRUE(service->is_idle_within(std::chrono::seconds(20)));
}

}  // namespace
}  // namespace ktpel::center
