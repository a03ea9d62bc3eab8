// SPDX-License-Identifier: Apache-2.0
#include "center/desk_routes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "base/golden.h"
#include "base/key_files.h"
#include "biometric/image/codec.h"
#include "biometric/synth/finger.h"
#include "center/desk_projection.h"
#include "registry/resident.h"
#include "stock/ledger.h"
#include "store/private_server.h"

// Goal: each officer of the center gets what his role and region allow and no more; the second opinion is blind; what
// was opened is written down.
// Method: a center with two service points, whose entries are written by hand; three recordings of one person's fingers
// under three NIKs, the third in another region; then every route in every role, and the acts one after the other.
namespace ktpel::center {
namespace {

using biometric::FingerNumber;
using http::Method;
using issuance::ApplicationNumber;
using nlohmann::json;
using officer::Role;

base::Secret secret(std::string_view text) { return base::Secret(base::Bytes(text.begin(), text.end())); }

base::Bytes press(int finger, int n) {
  static const std::map<int, biometric::FingerMaster> masters = [] {
    std::map<int, biometric::FingerMaster> grown;
    for (const int position : {2, 7})
      grown.emplace(position, biometric::PersonFingers::grow(41, FingerNumber(position)));
    return grown;
  }();
  return biometric::encode_png(
      biometric::impression(masters.at(finger), {}, base::SeededRandom(static_cast<std::uint64_t>(finger * 100 + n)))
          .image);
}

/// An office as the center sees it: a key, and entries that it signs.
struct ServicePoint {
  ServicePoint(Center& center, const std::filesystem::path& folder, const char* name, const char* region,
               const base::Clock& clock)
      : site(journal::SiteId::of(name)), key(std::make_shared<base::SigningKey>(base::SigningKey::generate())) {
    journal = std::move(store::JournalStore::open(folder / name, site, key, clock).value());
    const auto seals = base::SealingKey::generate(name, clock.now());
    EXPECT_TRUE(center.enrol_office({site, key->public_key()}, seals.certificate(), region));
    line = center.counter_for(site);
  }
  void push() {
    const auto known = line->push(journal->provable_entries(site, sent, 100).value());
    ASSERT_TRUE(known);
    sent = known->sequence;
  }
  journal::SiteId site;
  std::shared_ptr<base::SigningKey> key;
  std::unique_ptr<store::JournalStore> journal;
  std::unique_ptr<api::Exchange> line;
  journal::Sequence sent = journal::before_first;
};

class Desks : public testing::Test {
 protected:
  static constexpr base::Time start{1796000000000};  // 2026-11-29

  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-center-desk-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    auto opened = Center::open(place(), clock);
    ASSERT_TRUE(opened) << api::sentence(opened.error());
    center = std::move(*opened);
    here = std::make_unique<ServicePoint>(*center, folder, "kec-990101", "990101", clock);
    there = std::make_unique<ServicePoint>(*center, folder, "kec-990201", "990201", clock);
    sessions = std::make_unique<officer::Sessions>(center->accounts(), clock);
    bench = std::make_unique<Bench>(*center, clock);
    drafts = std::make_unique<desk::Drafts>(center->folder(), center->sealing_key(), clock);
    desk = std::make_unique<desk::Desk>(
        desk_routes({*center, *sessions, *bench, *drafts, feed, clock,
                     [](person::RegionCode code) { return person::fictional_regions().path(code); }}),
        *sessions, true);
  }
  virtual store::JournalPlace place() { return folder / "pusat"; }
  void TearDown() override {
    desk.reset();
    bench.reset();
    sessions.reset();
    here.reset();
    there.reset();
    center.reset();
    std::filesystem::remove_all(folder);
  }

  /// Registers a resident and records him: with the same fingers each time.
  person::Nik recorded(ServicePoint& office, const char* number, const char* who, const char* area, int n) {
    const auto biodata = center
                             ->register_resident({.family_card = "9901010101200001",
                                                  .name = who,
                                                  .birthplace = "MISAL",
                                                  .born = *person::Date::of(1990, 8, 5),
                                                  .sex = person::Sex::Male,
                                                  .address = {.street = "JL. CONTOH",
                                                              .rt = 1,
                                                              .rw = 2,
                                                              .area = area,
                                                              .village_code = "2001",
                                                              .village = "Umpama",
                                                              .subdistrict = "Uji",
                                                              .district = "Kabupaten Contoh",
                                                              .province = "Khayal"},
                                                  .religion = person::Religion::Islam,
                                                  .marital = person::MaritalStatus::BelumKawin,
                                                  .occupation = "PETANI"},
                                                 journal::Actor("uji"))
                             .value();
    const api::CapturePacket packet{
        .application = number,
        .biodata = registry::text_of(biodata),
        .statement = "benar",
        .portrait = biometric::encode_png(biometric::GreyImage(120, 160, biometric::Dpi(300), 200)),
        .signature = biometric::encode_png(biometric::GreyImage(120, 100, biometric::Dpi(300), 255)),
        .fingers = {{2, press(2, n)}, {7, press(7, n)}},
        .irises = {},
        .exceptions = {{"iris-right", "bandaged"}},
        .chip_fingers = {2, 7}};
    const auto sealed = center->sealing_certificate().seal(api::encode(packet));
    const auto digest = base::sha256(sealed);
    const ApplicationNumber application(number);
    EXPECT_TRUE(office.journal->append(
        {docket::draft(issuance::Registration{n}, application, journal::Actor("petugas"),
                       json{{"nik", biodata.nik.digits()}, {"name", who}, {"day", "29-11-2026"}}.dump()),
         docket::draft(issuance::Recorded{digest}, application, journal::Actor("operator-" + office.site.text()),
                       json{{"quality", {{"2", 70}, {"7", 30}}}, {"exceptions", {{"iris-right", "bandaged"}}}}.dump(),
                       {digest})},
        {sealed}));
    EXPECT_TRUE(office.line->put_blob(sealed));
    office.push();
    const auto worked = center->work();
    EXPECT_TRUE(worked) << api::sentence(worked.error());
    return biodata.nik;
  }
  /// A-1 is unique, A-2 resembles it, and B-1 both, from another region.
  void one_person_thrice() {
    niks = {recorded(*here, "A-1", "SITI CONTOH", "990101", 1), recorded(*here, "A-2", "RATNA UMPAMA", "990101", 2),
            recorded(*there, "B-1", "DEWI ANDAI", "990201", 3)};
    ASSERT_EQ(state("A-1"), "Unique");
    ASSERT_EQ(state("A-2"), "Adjudicating");
    ASSERT_EQ(state("B-1"), "Adjudicating");
  }
  void report_without_naming_residents();
  void tell_an_office_of_its_region_alone();
  std::string state(const char* number) {
    return std::string(issuance::name(center->application(ApplicationNumber(number)).value().state));
  }

  void hire(const std::string& name, officer::Roles roles, const std::string& region = "") {
    const auto added = center->add_officer({name, "PETUGAS UJI", "", std::move(roles), region}, secret("rahasia-uji"),
                                           journal::Actor("uji"));
    ASSERT_TRUE(added) << api::sentence(added.error());
  }
  /// What an officer's browser sends along; logs in if he is not.
  http::Headers as(const std::string& name) {
    if (name.empty()) return {};
    auto& headers = logged_in[name];
    if (headers.empty()) {
      const auto in = send(Method::Post, "/api/login", json{{"name", name}, {"password", "rahasia-uji"}}.dump(), {});
      EXPECT_EQ(in.status, 200) << in.text();
      const auto& cookie = in.headers.at("set-cookie");
      EXPECT_NE(cookie.find("Secure"), std::string::npos);
      headers = {{"cookie", cookie.substr(0, cookie.find(';'))},
                 {desk::Desk::csrf_header, json::parse(in.text()).at("csrf").get<std::string>()}};
    }
    return headers;
  }
  http::Response send(Method method, const std::string& target, const std::string& body, http::Headers headers) {
    const auto parsed = http::parse_target(target).value();
    http::Request request{.method = method, .path = parsed.path, .query = parsed.query};
    request.headers = std::move(headers);
    request.body.assign(body.begin(), body.end());
    return desk->serve(request).value();
  }
  http::Response get(const std::string& who, const std::string& target) {
    return send(Method::Get, target, "", as(who));
  }
  http::Response post(const std::string& who, const std::string& target, const json& body) {
    return send(Method::Post, target, body.dump(), as(who));
  }
  /// The first impression of each candidate of a contest.
  void impress(const std::string& who, const std::string& contest, const std::string& impression) {
    const auto file = read(get(who, "/api/contests/" + contest));
    for (const auto& candidate : file["candidates"]) {
      const auto said = post(who, "/api/contests/" + contest + "/impression",
                             {{"candidate", candidate["number"]}, {"impression", impression}});
      EXPECT_EQ(said.status, 200) << said.text();
    }
  }
  /// The same fingers again under a fourth name: a contest with two candidates.
  void two_candidates() {
    one_person_thrice();
    recorded(*here, "A-3", "LASMI MISAL", "990101", 4);
    ASSERT_EQ(state("A-3"), "Adjudicating");
  }
  static json read(const http::Response& response) { return json::parse(response.text(), nullptr, false); }
  static int code(const http::Response& response) {
    const auto body = read(response);
    return body.is_object() ? body.value("code", 0) : 0;
  }
  std::size_t written(const std::string& kind, const std::string& by) {
    std::size_t count = 0;
    for (const auto& entry : center->journal().entries(Center::site(), journal::before_first, 10000).value())
      count += entry.kind == kind && entry.actor.get() == by;
    return count;
  }

  std::filesystem::path folder;
  base::TickingClock clock{start};
  std::unique_ptr<Center> center;
  std::unique_ptr<ServicePoint> here, there;
  std::unique_ptr<officer::Sessions> sessions;
  std::unique_ptr<Bench> bench;
  std::unique_ptr<desk::Drafts> drafts;
  http::Feed feed;
  std::unique_ptr<desk::Desk> desk;
  std::map<std::string, http::Headers> logged_in;
  std::vector<person::Nik> niks;
};

const char* word(Method method) { return http::name(method).data(); }

std::string who(const desk::Route& route) {
  if (std::holds_alternative<desk::Open>(route.who)) return "everybody";
  if (std::holds_alternative<desk::Anybody>(route.who)) return "logged-in";
  std::string names;
  for (const auto role : std::get<officer::Roles>(route.who))
    names += (names.empty() ? "" : " ") + std::string(officer::name(role));
  return names;
}

/// The pattern with its parts filled in.
std::string filled(const std::string& pattern, const std::map<std::string, std::string>& parts) {
  std::string path = pattern;
  for (const auto& [part, value] : parts) {
    const auto at = path.find("{" + part + "}");
    if (at != std::string::npos) path.replace(at, part.size() + 2, value);
  }
  return path;
}

TEST_F(Desks, ServeEachRouteToItsRolesAlone) {
  std::ostringstream table;
  for (const auto& route : desk->routes())
    table << word(route.method) << " " << route.pattern << " " << who(route) << "\n";
  ASSERT_TRUE(base::matches_golden(table.str(), "center_routes.txt"));

  std::vector<std::string> officers{""};
  for (std::size_t i = 0; i < officer::role_count; ++i) {
    const auto role = static_cast<Role>(i);
    officers.emplace_back(officer::name(role));
    hire(officers.back(), {role});
  }
  // What stands in the file is asked of the desk, line by line.
  std::istringstream text(table.str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  // Who is logged out is asked nothing more.
  std::stable_partition(lines.begin(), lines.end(),
                        [](const std::string& line) { return line.find("/api/logout") == std::string::npos; });
  int asked = 0;
  for (const auto& line : lines) {
    std::istringstream words(line);
    std::string method, pattern, role;
    words >> method >> pattern;
    std::set<std::string> roles;
    while (words >> role) roles.insert(role);
    const auto target = filled(pattern, {{"number", "A-0"},
                                         {"which", "probe"},
                                         {"position", "2"},
                                         {"nik", "9901010508900009"},
                                         {"site", "tidak-ada"},
                                         {"name", "tidak-ada"}});
    for (const auto& name : officers) {
      const auto verb = method == "GET"    ? Method::Get
                        : method == "POST" ? Method::Post
                        : method == "PUT"  ? Method::Put
                                           : Method::Delete;
      const auto answer = send(verb, target, verb == Method::Get ? "" : "{}", as(name));
      const bool may = roles.count("everybody") || (!name.empty() && (roles.count("logged-in") || roles.count(name)));
      if (may) {
        EXPECT_NE(answer.status, 401) << line << " as " << name;
        EXPECT_NE(code(answer), 9406) << line << " as " << name;
        EXPECT_LT(answer.status, 500) << line << " as " << name << ": " << answer.text();
      } else {
        EXPECT_EQ(answer.status, name.empty() ? 401 : 403) << line << " as " << name;
        EXPECT_EQ(code(answer), name.empty() ? 9402 : 9406) << line << " as " << name;
      }
      ++asked;
    }
  }
  EXPECT_GT(asked, 400);
}

TEST_F(Desks, KeepTheSecondOpinionBlind) {
  one_person_thrice();
  for (const char* name : {"satu", "dua", "tiga", "empat"}) hire(name, {Role::Adjudicator});
  for (const char* name : {"kepala", "wakil"}) hire(name, {Role::Supervisor});
  hire("loket", {Role::ServiceOfficer});
  const json different{{"judgement", "different"}, {"reason", "pola berlainan"}};
  const json same{{"judgement", "same"}, {"reason", "titik sepadan"}};
  const std::vector<std::string> seen{"/api/contests", "/api/contests/A-2", "/api/contests/A-2/match/2?candidate=A-1"};
  const auto look = [&](const std::string& name, const std::vector<std::string>& targets) {
    std::string all;
    for (const auto& target : targets) all += std::string(get(name, target).text()) + "\n";
    return all;
  };
  const std::vector<std::string> read_by_others{"/api/applications", "/api/applications/A-2",
                                                "/api/applications?state=Adjudicating"};
  // He does not adjudicate by what he reads: without a first impression nothing is decided.
  EXPECT_EQ(code(post("satu", "/api/contests/A-2/judgement", different)), 4550);
  for (const char* name : {"satu", "dua"}) impress(name, "A-2", "poor-data");
  const auto before = look("dua", seen), others_before = look("loket", read_by_others),
             report_before = look("kepala", {"/api/reports/states"});
  EXPECT_EQ(code(post("satu", "/api/contests/A-2/judgement", {{"judgement", "same"}})), 9408);
  EXPECT_EQ(code(post("satu", "/api/contests/A-2/judgement", {{"judgement", "sama"}, {"reason", "x"}})), 9408);
  clock.tick_ms(60000);
  const auto first = post("satu", "/api/contests/A-2/judgement", different);
  ASSERT_EQ(first.status, 200) << first.text();
  ASSERT_EQ(state("A-2"), "HalfJudged");
  EXPECT_EQ(look("dua", seen), before);
  EXPECT_EQ(look("loket", read_by_others), others_before);
  EXPECT_EQ(look("kepala", {"/api/reports/states"}), report_before);
  EXPECT_EQ(code(get("loket", "/api/applications?state=HalfJudged")), 9408);
  EXPECT_EQ(read(get("satu", "/api/contests"))["total"], 1);  // B-1 alone: on A-2 he has spoken
  EXPECT_EQ(code(post("satu", "/api/contests/A-2/judgement", same)), 3106);
  EXPECT_EQ(read(get("kepala", "/api/contests"))["total"], 0);

  const auto second = post("dua", "/api/contests/A-2/judgement", same);
  EXPECT_EQ(second.body, first.body);
  ASSERT_EQ(state("A-2"), "Disputed");
  EXPECT_TRUE(read(get("tiga", "/api/contests/A-2"))["said"].empty());
  const auto disputed = read(get("kepala", "/api/contests/A-2"));
  ASSERT_EQ(disputed["said"].size(), 2u);
  for (const auto& [i, one] : {std::pair(0u, different), std::pair(1u, same)}) {
    EXPECT_EQ(disputed["said"][i]["judgement"], one["judgement"]);
    EXPECT_EQ(disputed["said"][i]["reason"], one["reason"]);
  }
  EXPECT_EQ(disputed.dump().find("\"satu\""), std::string::npos);  // what they said, not who
  ASSERT_EQ(read(post("kepala", "/api/contests/A-2/supervisor", same))["state"], "Clarifying");

  // 3b: never closed by time alone
  const auto open = read(get("tiga", "/api/clarifications"));
  ASSERT_EQ(open["total"], 1);
  EXPECT_EQ(open["items"][0]["earlier"], "A-1");
  const json overdue{{"outcome", "duplicate"}, {"overdue", true}};
  EXPECT_EQ(code(post("tiga", "/api/clarifications/A-2/outcome", {{"outcome", "duplicate"}})), 3124);
  EXPECT_EQ(code(post("tiga", "/api/clarifications/A-2/outcome", overdue)), 3143);
  EXPECT_EQ(code(post("kepala", "/api/clarifications/A-2/outcome", overdue)), 3142);
  clock.tick_ms(Center::answer_ms);
  logged_in.clear();
  ASSERT_EQ(read(post("kepala", "/api/clarifications/A-2/outcome", overdue))["state"], "Duplicate");

  // Two others take it back, each for himself.
  EXPECT_EQ(code(post("kepala", "/api/duplicates/A-2/reversal", {{"reason", "kembar"}})), 3106);
  EXPECT_EQ(read(post("tiga", "/api/duplicates/A-2/reversal", {{"reason", "kembar"}})),
            (json{{"state", "Duplicate"}, {"asked_by", "tiga"}}));
  EXPECT_EQ(read(post("tiga", "/api/duplicates/A-2/reversal", {{"reason", "lagi"}}))["asked_by"], "tiga");
  EXPECT_EQ(state("A-2"), "Duplicate");
  const auto listed = read(get("wakil", "/api/duplicates"));
  EXPECT_EQ(listed["items"][0]["reversal_asked_by"], "tiga");
  EXPECT_EQ(read(post("empat", "/api/duplicates/A-2/reversal", {{"reason", "ya"}})),
            (json{{"state", "Unique"}, {"asked_by", nullptr}}));
  EXPECT_TRUE(center->journal().projections_that_differ().value().empty());
}

TEST_F(Desks, OpenARecordingOnceAndWriteItDown) {
  one_person_thrice();
  hire("satu", {Role::Adjudicator});
  hire("dua", {Role::Adjudicator});
  const auto finger = get("satu", "/api/contests/A-2/probe/fingers/2");
  ASSERT_EQ(finger.status, 200) << finger.text();
  EXPECT_EQ(*finger.header("content-type"), "image/png");
  EXPECT_TRUE(biometric::decode_grey(finger.body));
  EXPECT_EQ(get("satu", "/api/contests/A-2/A-1/fingers/7").status, 200);
  EXPECT_EQ(get("satu", "/api/contests/A-2/probe/portrait").status, 200);
  EXPECT_EQ(get("satu", "/api/contests/A-2/probe/signature").status, 200);
  EXPECT_EQ(written("recording-opened", "satu"), 2u);  // the contest's own and its candidate's
  EXPECT_EQ(bench->open_recordings(), 2u);
  EXPECT_EQ(get("dua", "/api/contests/A-2/probe/portrait").status, 200);
  EXPECT_EQ(written("recording-opened", "dua"), 1u);  // the candidate's he has not looked at
  EXPECT_EQ(code(get("satu", "/api/contests/A-2/probe/fingers/3")), 3134);
  EXPECT_EQ(code(get("satu", "/api/contests/A-2/probe/fingers/x")), 3134);
  EXPECT_EQ(code(get("satu", "/api/contests/A-2/probe/irises/right")), 3136);
  EXPECT_EQ(code(get("satu", "/api/contests/A-2/B-1/fingers/2")), 3133);    // somebody who is no candidate
  EXPECT_EQ(code(get("satu", "/api/contests/A-1/probe/fingers/2")), 3132);  // nobody contests it
  EXPECT_EQ(written("recording-opened", "satu"), 2u);

  impress("satu", "A-2", "same");
  const auto file = read(get("satu", "/api/contests/A-2"));
  ASSERT_EQ(file["candidates"].size(), 1u);
  const auto& candidate = file["candidates"][0];
  EXPECT_EQ(candidate["number"], "A-1");
  EXPECT_GT(candidate["score_db"], file["threshold_db"]);
  EXPECT_EQ(candidate["finger_db"].size(), 2u);
  EXPECT_EQ(file["probe"]["exceptions"][0]["what"], "iris-right");
  std::set<std::string> differences = candidate["differences"];
  EXPECT_TRUE(differences.count("name"));
  EXPECT_FALSE(differences.count("born"));
  const auto match = read(get("satu", "/api/contests/A-2/match/2?candidate=A-1"));
  EXPECT_GT(match["score_db"], 40.0);
  ASSERT_GT(match["pairs"].size(), 5u);
  for (const auto& pair : match["pairs"]) {
    EXPECT_LT(pair[0].get<std::size_t>(), match["probe"]["minutiae"].size());
    EXPECT_LT(pair[1].get<std::size_t>(), match["candidate"]["minutiae"].size());
  }
  EXPECT_EQ(written("recording-opened", "satu"), 2u);

  clock.tick_ms(Bench::open_ms - 1);
  bench->close_idle();
  EXPECT_EQ(bench->open_recordings(), 3u);
  clock.tick_ms(1);
  bench->close_idle();
  EXPECT_EQ(bench->open_recordings(), 0u);
  EXPECT_EQ(get("satu", "/api/contests/A-2/probe/portrait").status, 200);
  EXPECT_EQ(written("recording-opened", "satu"), 3u);
}

TEST_F(Desks, MakeReadyWithoutWritingDownALook) {
  one_person_thrice();
  hire("satu", {Role::Adjudicator});
  ASSERT_EQ(post("satu", "/api/contests/A-2/preparation", json::object()).status, 200);
  EXPECT_EQ(bench->open_recordings(), 2u);
  ASSERT_EQ(get("satu", "/api/contests/A-2").status, 200);
  ASSERT_EQ(get("satu", "/api/contests").status, 200);
  EXPECT_EQ(written("recording-opened", "satu"), 0u);  // a list of fingers is no look at one
  EXPECT_EQ(get("satu", "/api/contests/A-2/probe/fingers/2").status, 200);
  EXPECT_EQ(written("recording-opened", "satu"), 1u);
  clock.tick_ms(Bench::open_ms);
  bench->close_idle();
  EXPECT_EQ(bench->open_recordings(), 0u);
  EXPECT_EQ(code(post("satu", "/api/contests/A-1/preparation", json::object())), 3132);
}

TEST_F(Desks, ShowPicturesAloneUntilTheFirstImpression) {
  two_candidates();
  hire("satu", {Role::Adjudicator});
  hire("rangkap", {Role::Adjudicator, Role::ServiceOfficer});
  hire("kepala", {Role::Supervisor});
  const std::string contest = "/api/contests/A-3";
  const auto all_shown = [&](const std::string& who) {
    return std::string(get(who, "/api/contests").text()) + std::string(get(who, contest).text()) +
           std::string(get(who, contest + "/match/2?candidate=A-1").text());
  };
  const std::vector<std::string> secrets{"score_db", "finger_db", "threshold_db", "differences", "resident", "history",
                                         "timeline", "office",    "exceptions",   "kind\"",      "SITI",     "RATNA",
                                         "LASMI",    "DEWI",      "kec-990101",   "threshold",   "\"name\"", "nik"};
  const auto blind = all_shown("satu");
  for (const auto& secret : secrets) EXPECT_EQ(blind.find(secret), std::string::npos) << secret << " in " << blind;
  for (const char* path : {"/api/applications", "/api/applications/A-3"}) {
    const auto told = std::string(get("rangkap", path).text());
    EXPECT_EQ(told.find("LASMI"), std::string::npos) << told;
  }
  const auto file = read(get("satu", contest));
  ASSERT_EQ(file["candidates"].size(), 3u) << file;
  const auto number = [&](std::size_t i) { return file["candidates"][i]["number"].get<std::string>(); };
  EXPECT_TRUE(file["candidates"][0]["impression"].is_null());
  EXPECT_EQ(file["candidates"][0]["fingers"], (json{2, 7}));
  EXPECT_GT(read(get("satu", contest + "/match/2?candidate=A-1"))["pairs"].size(), 5u);

  const auto say = [&](const std::string& which, const char* impression) {
    return code(post("satu", contest + "/impression", {{"candidate", which}, {"impression", impression}}));
  };
  EXPECT_EQ(say(number(0), "perhaps"), 9408);
  EXPECT_EQ(say("A-9", "same"), 3133);
  EXPECT_EQ(say("A-3", "same"), 3133);
  EXPECT_EQ(say(number(0), "poor-data"), 0);
  EXPECT_EQ(say(number(0), "poor-data"), 0);
  EXPECT_EQ(say(number(0), "same"), 4551);
  EXPECT_EQ(written("impression", "satu"), 1u);
  // This one is open, and the contest's own side; the others are not.
  const auto partly = read(get("satu", contest));
  EXPECT_EQ(partly["candidates"][0]["impression"], "poor-data");
  EXPECT_TRUE(partly["candidates"][0].contains("score_db"));
  EXPECT_TRUE(partly["probe"].contains("resident"));
  EXPECT_TRUE(partly.contains("threshold_db"));
  for (const std::size_t i : {1u, 2u}) {
    EXPECT_FALSE(partly["candidates"][i].contains("score_db"));
    EXPECT_FALSE(partly["candidates"][i].contains("resident"));
    EXPECT_FALSE(read(get("satu", contest + "/match/2?candidate=" + number(i))).contains("score_db"));
  }
  EXPECT_TRUE(read(get("satu", contest + "/match/2?candidate=" + number(0))).contains("score_db"));
  EXPECT_EQ(read(get("rangkap", contest))["probe"].contains("resident"), false) << "each officer for himself";
  EXPECT_TRUE(read(get("kepala", contest))["candidates"][2].contains("score_db"));

  // Each candidate is judged, once, and after its impression.
  json each = json::array();
  for (const std::size_t i : {0u, 1u, 2u})
    each.push_back({{"number", number(i)}, {"judgement", i == 1 ? "same" : "different"}});
  const json whole{{"candidates", each}, {"reason", "titik"}};
  EXPECT_EQ(code(post("satu", contest + "/judgement", whole)), 4550);
  for (const std::size_t i : {1u, 2u}) EXPECT_EQ(say(number(i), "same"), 0);
  EXPECT_EQ(code(post("satu", contest + "/judgement", {{"judgement", "same"}, {"reason", "x"}})), 4552);
  auto two = whole;
  two["candidates"].erase(2);
  EXPECT_EQ(code(post("satu", contest + "/judgement", two)), 4552);
  two["candidates"].push_back(each[0]);
  EXPECT_EQ(code(post("satu", contest + "/judgement", two)), 4552);
  EXPECT_EQ(code(post("satu", contest + "/judgement", {{"candidates", {{{"number", 1}}}}, {"reason", "x"}})), 9408);
  ASSERT_EQ(post("satu", contest + "/judgement", whole).status, 200);
  EXPECT_EQ(say(number(0), "poor-data"), 0);  // it stands, also afterwards
  hire("dua", {Role::Adjudicator});
  impress("dua", "A-3", "same");
  ASSERT_EQ(post("dua", contest + "/judgement", whole).status, 200);
  ASSERT_EQ(state("A-3"), "Clarifying");
  EXPECT_EQ(read(get("satu", "/api/clarifications"))["items"][0]["earlier"], number(1));
  EXPECT_EQ(code(post("rangkap", contest + "/impression", {{"candidate", number(1)}, {"impression", "same"}})), 4553);
  EXPECT_TRUE(center->journal().projections_that_differ().value().empty());
}

TEST_F(Desks, AskAndSeeWhatComesBack) {
  one_person_thrice();
  for (const char* name : {"satu", "dua", "tiga", "empat"}) {
    hire(name, {Role::Adjudicator});
    impress(name, "A-2", "same");
  }
  for (const char* name : {"satu", "dua"})
    ASSERT_EQ(post(name, "/api/contests/A-2/judgement", {{"judgement", "same"}, {"reason", "titik"}}).status, 200);
  const std::string of = "/api/clarifications/A-2";
  const auto deadline = [&] { return read(get("tiga", "/api/clarifications"))["items"][0]["deadline"]; };
  EXPECT_EQ(deadline(), base::Time{start.ms + Center::answer_ms}.iso8601());
  EXPECT_TRUE(read(get("tiga", "/api/clarifications"))["items"][0]["messages"].empty());
  EXPECT_EQ(code(post("tiga", of + "/question", {{"text", ""}})), 9408);
  EXPECT_EQ(code(post("tiga", of + "/question", {{"text", "Kapan?"}, {"days", 31}})), 4554);
  EXPECT_EQ(code(post("tiga", of + "/question", {{"text", "Kapan?"}, {"days", 0}})), 4554);
  EXPECT_EQ(code(post("tiga", of + "/question", {{"text", "Kapan?"}, {"days", 1u << 30}})), 9408);
  EXPECT_EQ(code(post("tiga", "/api/clarifications/A-1/question", {{"text", "Kapan?"}})), 3105);
  ASSERT_EQ(read(post("tiga", of + "/question", {{"text", "Di mana direkam?"}, {"days", 5}}))["state"], "Clarifying");
  EXPECT_EQ(deadline(), (base::Time{start.ms + 5 * 24 * 3600000LL}.iso8601()));

  // The office answers with a paper; the picture comes sealed.
  const auto answer = [&](const base::Bytes& sealed, const char* text) {
    const auto digest = base::sha256(sealed);
    ASSERT_TRUE(
        here->journal->append({docket::draft(issuance::Answered{text, {{"KK", digest}}}, ApplicationNumber("A-2"),
                                             journal::Actor("petugas"), "{}", {digest})},
                              {sealed}));
    ASSERT_TRUE(here->line->put_blob(sealed));
    here->push();
  };
  const auto& seals = center->sealing_certificate();
  answer(seals.seal(biometric::encode_png(biometric::GreyImage(90, 120, biometric::Dpi(300), 250))), "pindah");
  const auto one = read(get("tiga", "/api/clarifications"))["items"][0];
  EXPECT_EQ(one["answered"], true);
  ASSERT_EQ(one["messages"].size(), 2u);
  EXPECT_EQ(one["messages"][0]["text"], "Di mana direkam?");
  EXPECT_EQ(one["messages"][1]["from"], "office");
  EXPECT_EQ(one["messages"][1]["attachments"], json::array({{{"index", 0}, {"name", "KK"}}}));
  const auto picture = get("tiga", of + "/attachments/0");
  ASSERT_EQ(picture.status, 200) << picture.text();
  EXPECT_EQ(biometric::decode_colour(picture.body).value().width(), 90);
  EXPECT_EQ(code(get("tiga", of + "/attachments/1")), 4555);
  EXPECT_EQ(code(get("tiga", of + "/attachments/x")), 9408);
  // Asked again, it waits again; what cannot be opened says so.
  ASSERT_EQ(post("tiga", of + "/question", {{"text", "Surat yang mana?"}}).status, 200);
  EXPECT_EQ(read(get("tiga", "/api/clarifications"))["items"][0]["answered"], false);
  EXPECT_EQ(code(post("tiga", of + "/outcome", {{"outcome", "duplicate"}})), 3124);
  answer({1, 2, 3}, "ini");
  EXPECT_EQ(code(get("tiga", of + "/attachments/1")), 4556);

  // A duplicate that two others take back keeps what was decided, marked.
  ASSERT_EQ(read(post("tiga", of + "/outcome", {{"outcome", "duplicate"}}))["state"], "Duplicate");
  for (const char* name : {"tiga", "empat"}) (void)post(name, "/api/duplicates/A-2/reversal", {{"reason", "kembar"}});
  ASSERT_EQ(state("A-2"), "Unique");
  const auto listed = read(get("satu", "/api/duplicates/taken-back"));
  ASSERT_EQ(listed["total"], 1);
  EXPECT_EQ(listed["items"][0]["number"], "A-2");
  const auto history = read(get("satu", "/api/contests/A-2"))["decisions"];
  ASSERT_EQ(history.size(), 4u) << history;
  EXPECT_EQ(history[0]["judgement"], "same");
  EXPECT_EQ(history[0]["taken_back"], true);
  EXPECT_EQ(history[2]["outcome"], "duplicate");
  EXPECT_EQ(history[2]["taken_back"], true);
  EXPECT_EQ(history[3]["kind"], "reversed");
  EXPECT_EQ(history[3]["taken_back"], false);
  EXPECT_EQ(history.dump().find("satu"), std::string::npos);
  EXPECT_TRUE(center->journal().projections_that_differ().value().empty());
}

TEST_F(Desks, ShowNobodyOfAnotherRegion) {
  one_person_thrice();
  ASSERT_TRUE(center->work());
  const std::map<std::string, std::string> parts{{"number", "A-2"},      {"which", "probe"},
                                                 {"position", "2"},      {"nik", std::string(niks[0].digits())},
                                                 {"site", "kec-990101"}, {"name", "orang-sana"}};
  hire("orang-sana", {Role::Operator}, "9901");
  std::vector<std::string> officers;
  for (std::size_t i = 0; i < officer::role_count; ++i) {
    officers.push_back("di-9902-" + std::string(officer::name(static_cast<Role>(i))));
    hire(officers.back(), {static_cast<Role>(i)}, "9902");
  }
  const auto says_nothing = [&](const http::Response& answer, const std::string& about) {
    for (const auto& word :
         {std::string("SITI"), std::string("RATNA"), std::string(niks[0].digits()), std::string(niks[1].digits()),
          std::string("A-1"), std::string("A-2"), std::string("operator-kec-990101"), std::string("orang-sana")})
      if (about.find(word) == std::string::npos) {
        EXPECT_EQ(answer.text().find(word), std::string::npos) << about << ": " << answer.text();
      }
  };
  std::set<int> refusals;
  for (const auto& route : desk->routes()) {
    if (route.pattern.find("/contests") != std::string::npos && route.method != Method::Get) continue;  // below
    for (const auto& name : officers) {
      if (std::holds_alternative<desk::Open>(route.who) || route.pattern == "/api/logout") continue;
      if (route.pattern.starts_with("/api/drafts")) continue;  // everybody's own
      auto target = filled(route.pattern, parts);
      if (route.pattern == "/api/residents") target += "?query=CONTOH";
      if (route.pattern == "/api/obliged") target += "?village=9901012001";
      if (route.pattern.ends_with("match/{position}")) target += "?candidate=A-1";
      if (route.pattern == "/api/journal") target += "?site=kec-990101";
      const json body{{"reopen", "capture"},  {"outcome", "duplicate"}, {"reason", "x"},
                      {"site", "kec-990101"}, {"region", "9901"},       {"password", "panjang-sekali"},
                      {"full_name", "BARU"},  {"roles", {"operator"}},  {"name", "baru"},
                      {"text", "x"}};
      const auto answer = send(route.method, target, route.method == Method::Get ? "" : body.dump(), as(name));
      says_nothing(answer, target + " as " + name);
      const bool names_them = route.pattern.find('{') != std::string::npos;
      if (desk::may_call(route.who, {officer::role_of(name.substr(8)).value()}) && names_them) {
        EXPECT_EQ(code(answer), 3130) << target << " as " << name << ": " << answer.text();
      }
    }
  }
  const std::string judge = "di-9902-adjudicator";
  EXPECT_EQ(code(post(judge, "/api/contests/A-2/judgement", {{"judgement", "same"}, {"reason", "x"}})), 3130);
  // A contest with a candidate from elsewhere is for those who see both.
  EXPECT_EQ(code(get(judge, "/api/contests/B-1")), 3130);
  EXPECT_EQ(read(get(judge, "/api/contests"))["total"], 0);
  hire("di-9901", {Role::Adjudicator}, "9901");
  EXPECT_EQ(get("di-9901", "/api/contests/A-2").status, 200);
  EXPECT_EQ(code(get("di-9901", "/api/contests/B-1")), 3130);
  EXPECT_EQ(read(get("di-9901", "/api/contests"))["total"], 1);
  // and their own they do see
  const std::string clerk = "di-9902-service-officer";
  EXPECT_EQ(read(get(clerk, "/api/residents?query=DEWI"))["items"][0]["name"], "DEWI ANDAI");
  EXPECT_EQ(read(get(clerk, "/api/applications"))["items"].size(), 1u);
  EXPECT_EQ(read(get("di-9902-auditor", "/api/journal?site=kec-990201"))["items"].size(), 2u);
  EXPECT_EQ(code(get("di-9902-auditor", "/api/journal")), 3130);  // the center's own names everybody
}

TEST_F(Desks, RegisterNobodyTwiceUnseen) {
  hire("loket", {Role::ServiceOfficer});
  hire("loket-9902", {Role::ServiceOfficer}, "9902");
  json who{{"name", "Budi Contoh"},
           {"birthplace", "Misal"},
           {"born", "14-05-1990"},
           {"sex", "L"},
           {"family_card", "9901010101200001"},
           {"village", "9901012001"},
           {"street", "Jl. Contoh 1"},
           {"rt", 1},
           {"rw", 2},
           {"religion", "Islam"},
           {"marital", "Belum kawin"},
           {"occupation", "Petani/pekebun"},
           {"mother", "Ani"}};
  const auto first = post("loket", "/api/residents", who);
  ASSERT_EQ(first.status, 201) << first.text();
  const auto nik = read(first)["nik"].get<std::string>();
  EXPECT_EQ(nik.substr(0, 12), "990101140590");
  const auto again = post("loket", "/api/residents", who);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(code(again), 3139);
  EXPECT_EQ(read(again)["alike"][0]["resident"]["nik"], nik);
  EXPECT_EQ(written("resident-registered", "loket"), 1u);
  // Who is alike in another region is counted, not shown.
  auto elsewhere = who;
  elsewhere["village"] = "9902012001";
  EXPECT_EQ(code(post("loket-9902", "/api/residents", who)), 3130);
  const auto hidden = post("loket-9902", "/api/residents", elsewhere);
  EXPECT_EQ(code(hidden), 3139);
  EXPECT_TRUE(read(hidden)["alike"].empty());
  EXPECT_EQ(read(hidden)["alike_elsewhere"], 1);
  EXPECT_EQ(hidden.text().find(nik), std::string::npos);
  who["despite"] = "kembar, akta 12/1990";
  EXPECT_EQ(post("loket", "/api/residents", who).status, 201);
  EXPECT_EQ(written("likeness-passed-over", "loket"), 1u);

  EXPECT_EQ(read(get("loket", "/api/residents/" + nik))["mother"], "ANI");
  EXPECT_EQ(code(get("loket", "/api/residents/9901010508900077")), 3131);
  EXPECT_EQ(read(get("loket", "/api/residents?query=budi%20contoh"))["items"].size(), 2u);
  EXPECT_EQ(read(get("loket", "/api/obliged?village=9901012001&day=2026-11-29"))["total"], 2);
  for (const auto& [field, wrong] : std::map<std::string, json>{{"born", "14-05-2030"},
                                                                {"sex", "X"},
                                                                {"family_card", "1"},
                                                                {"village", "990101"},
                                                                {"rt", "satu"},
                                                                {"religion", "?"},
                                                                {"name", ""}}) {
    auto bad = who;
    bad[field] = wrong;
    const auto answer = post("loket", "/api/residents", bad);
    EXPECT_EQ(code(answer), 9408) << field;
    EXPECT_EQ(read(answer)["about"], field);
  }
  who["village"] = "9901012999";
  EXPECT_EQ(code(post("loket", "/api/residents", who)), 3140);
}

TEST_F(Desks, ImportAFileOfTheOwnRegion) {
  hire("loket", {Role::DinasAdmin});
  hire("loket-9902", {Role::DinasAdmin}, "9902");
  const std::string file =
      "nik;no_kk;nama;tempat_lahir;tanggal_lahir;jenis_kelamin;status_kawin;agama;alamat;rt;rw;pekerjaan;kode_desa\n"
      "9901011405900001;9901010101200001;BUDI;MISAL;14-05-1990;L;KAWIN;ISLAM;JL. "
      "CONTOH;1;2;PETANI/PEKEBUN;9901012001\n";
  const auto refused = send(Method::Post, "/api/residents/import", file, as("loket-9902"));
  const auto tried = send(Method::Post, "/api/residents/import?dry_run=1", file, as("loket"));
  ASSERT_EQ(tried.status, 200) << tried.text();
  ASSERT_EQ(read(tried)["good"], 1) << tried.text();
  EXPECT_EQ(read(tried)["written"], false);
  EXPECT_EQ(code(refused), 3130);
  EXPECT_EQ(read(send(Method::Post, "/api/residents/import", file, as("loket")))["added"], 1);
  EXPECT_EQ(read(send(Method::Post, "/api/residents/import", file, as("loket")))["already"], 1);
  EXPECT_EQ(code(send(Method::Post, "/api/residents/import", "", as("loket"))), 3141);
}

void Desks::report_without_naming_residents() {
  one_person_thrice();
  hire("kepala", {Role::Supervisor});
  EXPECT_EQ(get("kepala", "/api/reports/states?format=csv").text(),
            "\"office\",\"state\",\"count\",\"oldest_hours\"\r\n\"kec-990101\",\"Adjudicating\",1,0\r\n"
            "\"kec-990101\",\"Unique\",1,0\r\n\"kec-990201\",\"Adjudicating\",1,0\r\n");
  clock.tick_ms(25 * 3600000LL);
  logged_in.clear();
  const auto sla = read(get("kepala", "/api/reports/sla"));
  EXPECT_EQ(
      sla["rows"][0],
      (json{
          {"office", "kec-990101"}, {"checks", 2}, {"answered", 1}, {"late", 0}, {"overdue", 1}, {"mean_minutes", 0}}));
  EXPECT_EQ(sla["overdue_now"].size(), 2u);
  EXPECT_TRUE(read(get("kepala", "/api/reports/sla?to=28-11-2026"))["rows"].empty());
  EXPECT_EQ(code(get("kepala", "/api/reports/sla?from=kemarin")), 9408);
  const auto quality = read(get("kepala", "/api/reports/quality"));
  EXPECT_EQ(quality["rows"][0], (json{{"office", "kec-990101"},
                                      {"operator", ""},  // two recordings say nothing about a person
                                      {"recordings", 2},
                                      {"fingers", 4},
                                      {"mean_quality", 50},
                                      {"poor_fingers", 2},
                                      {"exceptions", 2}}));
  EXPECT_EQ(std::string(get("kepala", "/api/reports/quality?format=csv").text()).find("operator"), std::string::npos);
  EXPECT_TRUE(center->journal().projections_that_differ().value().empty());
}

TEST_F(Desks, ReportWithoutNamingResidents) { report_without_naming_residents(); }

TEST_F(Desks, ShowHowTheWorkStands) {
  one_person_thrice();
  hire("kepala", {Role::Supervisor});
  hire("kecamatan", {Role::Supervisor}, "990101");
  auto status = read(get("kepala", "/api/status"));
  EXPECT_EQ(status["applications"], (json{{"Adjudicating", 2}, {"Unique", 1}}));
  EXPECT_EQ(status["contests"], 2);
  EXPECT_EQ(status["overdue"], 0);
  EXPECT_EQ(status["clock"], start.iso8601());
  EXPECT_EQ(read(get("kecamatan", "/api/status"))["contests"], 1);
  clock.tick_ms(25 * 3600000LL);
  logged_in.clear();
  EXPECT_EQ(read(get("kepala", "/api/status"))["overdue"], 2);

  // Blanks are told of by the office that keeps them.
  EXPECT_TRUE(read(get("kepala", "/api/stock"))["items"].empty());
  const issuance::blank::Act received =
      issuance::blank::Receipt{{issuance::BlankSerial("1"), issuance::BlankSerial("9")},
                               "SJ-1",
                               {issuance::Officer("a"), issuance::Officer("b")}};
  ASSERT_TRUE(here->journal->append({stock::draft(received, journal::Actor("a"))}));
  here->push();
  EXPECT_EQ(read(get("kepala", "/api/stock"))["items"], json::array({{{"site", "kec-990101"},
                                                                      {"place", "Uji"},
                                                                      {"left", 9},
                                                                      {"good", 0},
                                                                      {"spoilt", 0},
                                                                      {"days_left", nullptr}}}));
  hire("lain", {Role::Supervisor}, "990201");
  EXPECT_TRUE(read(get("lain", "/api/stock"))["items"].empty());
}

void Desks::tell_an_office_of_its_region_alone() {
  one_person_thrice();
  const auto search = [&](const api::ResidentQuery& query) {
    const auto found = here->line->find_residents(query, journal::Actor("loket"));
    EXPECT_TRUE(found) << query.text;
    std::vector<std::string> names;
    for (const auto& one : found ? found->items : std::vector<api::FoundResident>{})
      names.push_back(registry::biodata_of(one.biodata).value().name);
    EXPECT_EQ(found ? found->total : 0, names.size());
    return names;
  };
  using Names = std::vector<std::string>;
  const auto nik = std::string(niks[0].digits());
  EXPECT_EQ(search({"siti tjontoh"}), Names{"SITI CONTOH"});  // the old spelling
  EXPECT_EQ(search({"dewi"}), Names{}) << "she lives elsewhere";
  EXPECT_EQ(search({nik}), Names{"SITI CONTOH"});
  EXPECT_EQ(search({std::string(niks[2].digits())}), Names{});
  EXPECT_EQ(search({"9901010101200001"}), (Names{"SITI CONTOH", "RATNA UMPAMA"})) << "a family card";
  EXPECT_EQ(search({"siti", "05-08-1990"}), Names{"SITI CONTOH"});
  EXPECT_EQ(search({"siti", "06-08-1990"}), Names{});
  EXPECT_EQ(search({"siti", "", "9901012001"}), Names{"SITI CONTOH"});
  EXPECT_EQ(search({"siti", "", "9901012002"}), Names{});
  EXPECT_EQ(here->line->find_residents({"siti", "", "", 2}, journal::Actor("loket")).value().items.size(), 0u);
  EXPECT_EQ(here->line->find_residents({"siti", "", "", 2}, journal::Actor("loket")).value().total, 1u);
  EXPECT_EQ(here->line->find_residents({""}, journal::Actor("loket")).error(), api::ExchangeError::Refused);
  const auto siti = here->line->find_residents({nik}, journal::Actor("loket")).value().items.front();
  EXPECT_EQ(siti.recorded_in, "A-1");
  EXPECT_EQ(siti.open_application, "A-1");
  EXPECT_GE(written("residents-read", "loket"), 9u) << "who looked is written down";

  const auto fresh = center
                         ->register_resident({.family_card = "9901010101200002",
                                              .name = "BUDI BARU",
                                              .birthplace = "MISAL",
                                              .born = *person::Date::of(1999, 1, 2),
                                              .sex = person::Sex::Male,
                                              .address = {.street = "JL. BARU",
                                                          .rt = 3,
                                                          .rw = 4,
                                                          .area = "990101",
                                                          .village_code = "2001",
                                                          .village = "Umpama",
                                                          .subdistrict = "Uji",
                                                          .district = "Kabupaten Contoh",
                                                          .province = "Khayal"},
                                              .religion = person::Religion::Islam,
                                              .marital = person::MaritalStatus::BelumKawin,
                                              .occupation = "PETANI"},
                                             journal::Actor("uji"))
                         .value();
  const auto obliged = here->line->find_obliged({"9901012001", {}}, journal::Actor("loket")).value();
  EXPECT_EQ(obliged.obliged, 3u);
  EXPECT_EQ(obliged.recorded, 2u);
  ASSERT_EQ(obliged.items.size(), 1u);
  EXPECT_EQ(obliged.items[0],
            (api::ObligedResident{std::string(fresh.nik.digits()), "BUDI BARU", "02-01-1999", "JL. BARU", 3, 4}));
  const auto called = here->line->find_obliged({"9901012001", {fresh.nik}}, journal::Actor("loket")).value();
  EXPECT_EQ(called.called, 1u);
  EXPECT_TRUE(called.items.empty());
  EXPECT_EQ(here->line->find_obliged({"9902012001", {}}, journal::Actor("loket")).error(),
            api::ExchangeError::OtherRegion);
  EXPECT_EQ(here->line->villages().value(), (std::vector<api::Village>{{"9901012001", "Umpama"}}));
  EXPECT_EQ(there->line->villages().value(), (std::vector<api::Village>{{"9902012001", "Umpama"}}));
  EXPECT_TRUE(center->journal().projections_that_differ().value().empty());
}

TEST_F(Desks, TellAnOfficeOfItsRegionAlone) { tell_an_office_of_its_region_alone(); }

/// The same with the journal on a server.
class DesksOnServer : public Desks {
 protected:
  store::JournalPlace place() override {
    auto started = store::PrivateServer::start(std::filesystem::temp_directory_path());
    EXPECT_TRUE(started) << "PostgreSQL (Debian: postgresql) does not start: " << store::name(started.error());
    server = std::move(*started);
    return {folder / "pusat", store::Server{server->url(), "pusat"}};
  }
  void TearDown() override {
    Desks::TearDown();
    server.reset();
  }
  std::unique_ptr<store::PrivateServer> server;
};

TEST_F(DesksOnServer, ReportWithoutNamingResidents) { report_without_naming_residents(); }
TEST_F(DesksOnServer, TellAnOfficeOfItsRegionAlone) { tell_an_office_of_its_region_alone(); }

TEST_F(Desks, LetAdministratorsManageOfficesAndOfficers) {
  hire("admin", {Role::SiteAdmin});
  hire("admin-9901", {Role::SiteAdmin}, "9901");
  const auto invited = post("admin-9901", "/api/offices", {{"site", "kec-990102"}, {"region", "990102"}});
  EXPECT_EQ(invited.status, 201) << invited.text();
  EXPECT_FALSE(read(invited)["code"].get<std::string>().empty());
  EXPECT_EQ(code(post("admin-9901", "/api/offices", {{"site", "kec-990202"}, {"region", "990202"}})), 3130);
  EXPECT_EQ(code(post("admin-9901", "/api/offices", {{"site", "kec-990201"}, {"region", "990101"}})), 3130);
  EXPECT_EQ(code(post("admin", "/api/offices/kec-990102/approval", json::object())), 3116);
  EXPECT_EQ(code(send(Method::Delete, "/api/offices/tidak-ada", "", as("admin"))), 3118);
  EXPECT_EQ(send(Method::Delete, "/api/offices/kec-990101", "", as("admin-9901")).status, 200);
  EXPECT_EQ(read(get("admin", "/api/offices"))["items"][0],
            (json{{"site", "kec-990101"}, {"region", "990101"}, {"standing", "shut-out"}}));

  json rina{{"name", "rina"}, {"full_name", "RINA"}, {"roles", {"adjudicator"}}, {"password", "rahasia-uji"}};
  EXPECT_EQ(code(post("admin-9901", "/api/officers", rina)), 3130);  // the whole land is not his to give
  EXPECT_EQ(post("admin", "/api/officers", rina).status, 201);
  EXPECT_EQ(code(post("admin", "/api/officers", rina)), 3146);
  auto bad = rina;
  bad["name"] = "budi";
  bad["roles"] = {"adjudicator", "supervisor"};
  EXPECT_EQ(code(post("admin", "/api/officers", bad)), 3152);
  bad["roles"] = {"adjudicator", "raja"};
  EXPECT_EQ(code(post("admin", "/api/officers", bad)), 9408);
  bad["roles"] = {"adjudicator"};
  bad["nip"] = "123";
  EXPECT_EQ(code(post("admin", "/api/officers", bad)), 3154);
  bad["nip"] = "";
  bad["password"] = "pendek";
  EXPECT_EQ(code(post("admin", "/api/officers", bad)), 3149);
  EXPECT_EQ(get("rina", "/api/contests").status, 200);
  const json other{{"full_name", "RINA S"}, {"roles", {"auditor"}}};
  EXPECT_EQ(send(Method::Put, "/api/officers/rina", other.dump(), as("admin")).status, 200);
  EXPECT_EQ(get("rina", "/api/contests").status, 401);  // logged out at once
  logged_in.erase("rina");
  EXPECT_EQ(get("rina", "/api/journal").status, 200);
  EXPECT_EQ(code(send(Method::Put, "/api/officers/admin", other.dump(), as("admin"))), 3153);
  EXPECT_EQ(code(send(Method::Delete, "/api/officers/admin", "", as("admin"))), 3153);
  EXPECT_EQ(send(Method::Delete, "/api/officers/rina", "", as("admin")).status, 200);
  EXPECT_EQ(get("rina", "/api/journal").status, 401);
}

TEST_F(Desks, ShowAuditorsAWholeChain) {
  one_person_thrice();
  hire("pemeriksa", {Role::Auditor});
  const auto pusat = read(get("pemeriksa", "/api/journal/pusat/verify"));
  EXPECT_EQ(pusat["whole"], true);
  EXPECT_GT(pusat["entries"], 5);
  EXPECT_EQ(read(get("pemeriksa", "/api/journal/kec-990101/verify"))["entries"], 4);
  EXPECT_EQ(read(get("pemeriksa", "/api/journal/pusat.kec-990101/verify"))["whole"], true);
  EXPECT_EQ(code(get("pemeriksa", "/api/journal/tidak-ada/verify")), 3144);
  const auto page = read(get("pemeriksa", "/api/journal?site=kec-990101&after=1&limit=2"));
  ASSERT_EQ(page["items"].size(), 2u);
  EXPECT_EQ(page["items"][0]["kind"], "recorded");
  EXPECT_EQ(page["more"], true);
  EXPECT_EQ(written("journal-read", "pemeriksa"), 1u);
  const auto timeline = read(get("pemeriksa", "/api/applications/A-1"))["timeline"];
  EXPECT_EQ(timeline[0]["clause"], "I.1");
  EXPECT_EQ(timeline.back()["state"], "Unique");
}

TEST_F(Desks, TellWhatChanged) {
  hire("loket", {Role::ServiceOfficer});
  const auto answer = get("loket", "/api/events");
  ASSERT_TRUE(answer.events);
  feed.publish("changed", "{}");
  EXPECT_EQ(answer.events->take(), "event: changed\ndata: {}\n\n");
}

}  // namespace
}  // namespace ktpel::center
