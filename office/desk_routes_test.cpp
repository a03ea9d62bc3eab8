// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <semaphore>
#include <set>
#include <sstream>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/file.h"
#include "base/golden.h"
#include "biometric/image/codec.h"
#include "card/chip/chip.h"
#include "center/bench.h"
#include "center/desk_routes.h"
#include "desk/contract.h"
#include "docket/docket.h"
#include "office/desk_words.h"
#include "office/service.h"
#include "person/region.h"
#include "registry/resident.h"
#include "stock/ledger.h"

// Goal: each officer of an office gets what his role allows and no more; blanks, visits, papers and call-ups keep their
// rules also when they are asked for over the desk; the contract says what is really answered.
// Method: a center and an office with its service in one folder; every route in every role; then the acts one after the
// other. Applications that need no fingers here are brought to their state by their entries.
namespace ktpel::office {
namespace {

using api::FailureCode;
using http::Method;
using nlohmann::json;
using officer::Role;

base::Secret secret(std::string_view text) { return base::Secret(base::Bytes(text.begin(), text.end())); }

/// Also the exchanging thread reads it.
class SteppedClock final : public base::Clock {
 public:
  explicit SteppedClock(base::Time start) : ms_(start.ms) {}
  base::Time now() const override { return {ms_}; }
  void days(std::int64_t n) { ms_ += n * 24 * 3600 * 1000; }
  void seconds(std::int64_t n) { ms_ += n * 1000; }

 private:
  std::atomic<std::int64_t> ms_;
};

class Desks : public testing::Test {
 protected:
  static constexpr base::Time start{1796000000000};  // 30-11-2026, 06.33 WIB: a Monday
  const journal::SiteId site = journal::SiteId::of("dinas-9901");

  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-office-desk-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    center = std::move(center::Center::open(folder / "pusat", clock).value());
    line = center->counter_for(site);
    counter = std::make_unique<SlowCounter>(center->counter_for(site));
    const documents::Officer one{.name = "PEJABAT UJI", .nip = "", .duty = "Petugas"};
    office =
        std::move(Office::open(folder / "dinas",
                               {.site = site,
                                .letterhead = {.province = "Khayal",
                                               .district = "Kabupaten Contoh",
                                               .subdistrict = "Uji",
                                               .address = "Jl. Contoh 1",
                                               .place = "Misal"},
                                .place = "Kantor Uji",
                                .head = one,
                                .service = one,
                                .operator_ = one},
                               clock, {{center::Center::site(), center->public_key()}, center->sealing_certificate()})
                      .value());
    ASSERT_TRUE(center->enrol_office(office->identity(), office->sealing_certificate(), "9901"));
    accounts = std::make_unique<officer::Accounts>(office->journal(), folder / "dinas");
    serve();
  }
  void serve() {
    service.reset();
    logged_in.clear();
    service = std::move(Service::start({*office, *accounts, *line, *counter, clock, devices}, {}).value());
  }
  void TearDown() override {
    service.reset();
    accounts.reset();
    office.reset();
    line.reset();
    counter.reset();
    center.reset();
    std::filesystem::remove_all(folder);
  }

  /// The counter's line, which holds a question for a resident until it is let go.
  class SlowCounter final : public api::Exchange {
   public:
    explicit SlowCounter(std::unique_ptr<api::Exchange> center) : center_(std::move(center)) {}
    base::Result<std::optional<journal::Checkpoint>, api::ExchangeError> standing() override {
      return center_->standing();
    }
    base::Result<std::vector<base::Digest>, api::ExchangeError> missing_blobs(
        const std::vector<base::Digest>& wanted) override {
      return center_->missing_blobs(wanted);
    }
    base::Result<base::Done, api::ExchangeError> put_blob(base::ByteView bytes) override {
      return center_->put_blob(bytes);
    }
    base::Result<journal::Checkpoint, api::ExchangeError> push(const std::vector<journal::Entry>& entries) override {
      return center_->push(entries);
    }
    base::Result<std::vector<journal::Entry>, api::ExchangeError> pull(journal::Sequence after,
                                                                       std::size_t limit) override {
      return center_->pull(after, limit);
    }
    base::Result<base::Bytes, api::ExchangeError> get_blob(const base::Digest& digest) override {
      return center_->get_blob(digest);
    }
    base::Result<std::optional<api::FoundResident>, api::ExchangeError> find_resident(
        const person::Nik& nik, const journal::Actor& asks) override {
      if (holds) {
        asked.release();
        let_go.acquire();
      }
      return center_->find_resident(nik, asks);
    }
    base::Result<api::FoundResidents, api::ExchangeError> find_residents(const api::ResidentQuery& query,
                                                                         const journal::Actor& asks) override {
      return center_->find_residents(query, asks);
    }
    base::Result<api::ObligedResidents, api::ExchangeError> find_obliged(const api::ObligedQuery& query,
                                                                         const journal::Actor& asks) override {
      return center_->find_obliged(query, asks);
    }
    base::Result<std::vector<api::Village>, api::ExchangeError> villages() override { return center_->villages(); }
    std::atomic<bool> holds = false;
    std::counting_semaphore<> asked{0}, let_go{0};

   private:
    std::unique_ptr<api::Exchange> center_;
  };

  void hire(const std::string& name, officer::Roles roles) {
    ASSERT_TRUE(accounts->add({name, "PETUGAS " + name, "", std::move(roles), "", false}, secret("rahasia-uji"),
                              journal::Actor("uji")));
  }
  /// The stock's two, a counter, a team.
  void hire_everybody() {
    hire("gudang", {Role::DinasAdmin});
    hire("cetak", {Role::DinasAdmin});
    hire("loket", {Role::ServiceOfficer});
    hire("perekam", {Role::Operator});
  }
  /// What an officer's browser sends along; logs in if he is not.
  http::Headers as(const std::string& name) {
    if (name.empty()) return {};
    auto& headers = logged_in[name];
    if (headers.empty()) {
      const auto in = send(Method::Post, "/api/login", json{{"name", name}, {"password", "rahasia-uji"}}.dump(), {});
      EXPECT_EQ(in.status, 200) << in.text();
      const auto& cookie = in.headers.at("set-cookie");
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
    request.client_address = from_address;
    return service->desk().serve(request).value();
  }
  http::Response get(const std::string& who, const std::string& target) {
    return send(Method::Get, target, "", as(who));
  }
  http::Response post(const std::string& who, const std::string& target, const json& body = json::object()) {
    return send(Method::Post, target, body.dump(), as(who));
  }
  static json read(const http::Response& response) { return json::parse(response.text(), nullptr, false); }
  static FailureCode code(const http::Response& response) {
    const auto body = read(response);
    return static_cast<FailureCode>(body.is_object() ? body.value("code", 0) : 0);
  }
  /// An act of "gudang" for which "cetak" is the second.
  http::Response together(const std::string& what, json body) {
    body["second_name"] = "cetak";
    body["second_password"] = "rahasia-uji";
    return post("gudang", "/api/stock/" + what, body);
  }

  person::Biodata resident(const char* name, int year = 1990) {
    return center
        ->register_resident({.family_card = "9901010101200001",
                             .name = name,
                             .birthplace = "MISAL",
                             .born = *person::Date::of(year, 8, 5),
                             .sex = person::Sex::Male,
                             .address = {.street = "JL. CONTOH",
                                         .rt = 1,
                                         .rw = 2,
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
  }
  ApplicationNumber take_in(const person::Biodata& who, issuance::Kind kind = issuance::Kind::First,
                            const json& documents = json::array()) {
    const ApplicationNumber number("dinas-9901-2026-9" + std::to_string(++registered));
    tell(number, issuance::Registration{registered, {kind, issuance::Lane::Regular, std::nullopt}},
         {{"nik", who.nik.digits()},
          {"name", who.name},
          {"day", office->today().printed()},
          {"biodata", registry::text_of(who)},
          {"documents", documents},
          {"took_ms", 60'000 * registered}});
    return number;
  }
  void tell(const ApplicationNumber& number, const issuance::Event& event, const json& extra = json::object(),
            const char* by = "cetak") {
    const auto told = office->journal().append({docket::draft(event, number, journal::Actor(by), extra.dump())});
    ASSERT_TRUE(told) << issuance::name(event);
  }
  /// Registered -> a card that waits for its holder.
  void make_card(const ApplicationNumber& number, const char* serial) {
    const auto digest = base::sha256(number.get());
    if (office->find(number).value().basis.kind == issuance::Kind::Lost) {
      tell(number, issuance::Presented{digest});
      tell(number, issuance::Recognised{ApplicationNumber("lama"), 60, digest});
    } else {
      tell(number, issuance::Recorded{digest});
      tell(number, issuance::ReceivedAtCenter{1});
      tell(number, issuance::SearchBegun{issuance::LogNumber(static_cast<std::uint64_t>(registered))});
      tell(number, issuance::NobodyResembles{digest});
    }
    tell(number, issuance::BlankTaken{issuance::BlankSerial(serial)}, {{"chip", "04a1b2"}});
    tell(number, issuance::CardProved{issuance::ChipUid("04a1b2")});
    tell(number, issuance::ResidentCalled{});
  }
  /// How many entries of a kind the office wrote.
  std::size_t written(std::string_view kind) const {
    const auto entries = office->journal().entries(site, journal::before_first, 10'000).value();
    return static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.kind == kind; }));
  }
  std::string state(const ApplicationNumber& number) {
    return std::string(issuance::name(office->find(number).value().state));
  }
  bool is_paper(const json& answer) const {
    const auto bytes = base::read_file(folder / "dinas" / "papers" / answer.value("paper", std::string("-")));
    return bytes && base::text_of(*bytes).starts_with("%PDF");
  }

  std::filesystem::path folder;
  SteppedClock clock{start};
  std::unique_ptr<center::Center> center;
  std::unique_ptr<api::Exchange> line;
  std::unique_ptr<SlowCounter> counter;
  std::unique_ptr<Office> office;
  std::unique_ptr<officer::Accounts> accounts;
  std::unique_ptr<Service> service;
  std::map<std::string, http::Headers> logged_in;
  Devices devices;
  std::string from_address = "127.0.0.1";
  int registered = 0;
};

std::string filled(const std::string& pattern) {
  std::string path;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      path += pattern[i];
      continue;
    }
    path += "x";
    i = pattern.find('}', i);
  }
  return path;
}

TEST_F(Desks, ServeEachRouteToItsRolesAlone) {
  std::vector<std::string> officers{""};
  for (std::size_t i = 0; i < officer::role_count; ++i) {
    officers.emplace_back(officer::name(static_cast<Role>(i)));
    hire(officers.back(), {static_cast<Role>(i)});
  }
  std::ostringstream table;
  for (const auto& route : service->desk().routes()) {
    table << http::name(route.method) << ' ' << route.pattern << ':';
    for (const auto& officer : officers) {
      const auto answer = send(route.method, filled(route.pattern), "{}", as(officer));
      if (answer.status == 200 && route.pattern == "/api/logout") logged_in.erase(officer);
      // A log-in that fails was let through.
      const bool let = code(answer) != FailureCode::Desk_NotLoggedIn && code(answer) != FailureCode::Desk_NotYourRole;
      EXPECT_NE(answer.status, 405) << route.pattern;
      if (let) table << ' ' << (officer.empty() ? "nobody" : officer);
    }
    table << '\n';
  }
  EXPECT_TRUE(base::matches_golden(table.str(), "office_routes.txt"));
}

TEST_F(Desks, BlanksNeedTwoPeopleAndTheirHolder) {
  hire_everybody();
  const json some{{"first", "990000001"}, {"last", "990000010"}, {"note", "SJ-1"}};
  auto alone = some;
  alone["second_name"] = "gudang";
  alone["second_password"] = "rahasia-uji";
  EXPECT_EQ(code(post("gudang", "/api/stock/receipts", alone)), FailureCode::Stock_SecondOfficerRefused);
  alone["second_name"] = "cetak";
  alone["second_password"] = "salah-sekali";
  EXPECT_EQ(code(post("gudang", "/api/stock/receipts", alone)), FailureCode::Stock_SecondOfficerRefused);
  alone["second_name"] = "loket";  // no keeper of blanks
  alone["second_password"] = "rahasia-uji";
  EXPECT_EQ(code(post("gudang", "/api/stock/receipts", alone)), FailureCode::Stock_SecondOfficerRefused);
  EXPECT_EQ(code(together("days", {{"counted", 0}})), FailureCode::Stock_NoStockKept);
  EXPECT_EQ(read(get("gudang", "/api/stock")).at("keeps_stock"), false);

  EXPECT_EQ(read(together("receipts", some)).at("count"), 10);
  EXPECT_EQ(code(together("receipts", some)), FailureCode::Stock_NotInThisState);
  EXPECT_EQ(code(together("receipts", {{"first", "9"}, {"last", "1"}, {"note", "SJ-1"}})),
            FailureCode::Stock_NoSuchRange);
  EXPECT_EQ(code(together("receipts", {{"first", "20"}, {"note", "dua\nbaris"}})), FailureCode::Stock_TextMalformed);
  EXPECT_EQ(code(post("gudang", "/api/stock/hand-outs", {{"first", "990000001"}, {"to", "loket"}})),
            FailureCode::Stock_NoSuchHolder);
  EXPECT_EQ(code(post("gudang", "/api/stock/hand-outs", {{"first", "990000001"}, {"to", "gudang"}})),
            FailureCode::Stock_SamePersonTwice);
  EXPECT_EQ(
      post("gudang", "/api/stock/hand-outs", {{"first", "990000001"}, {"last", "990000004"}, {"to", "cetak"}}).status,
      200);
  EXPECT_EQ(read(get("cetak", "/api/stock")).at("with_me").size(), 4u);
  EXPECT_EQ(code(post("cetak", "/api/stock/hand-backs", {{"first", "990000004"}})), FailureCode::Stock_SamePersonTwice);
  EXPECT_EQ(post("gudang", "/api/stock/hand-backs", {{"first", "990000004"}}).status, 200);
  EXPECT_EQ(code(together("losses", {{"first", "990000077"}, {"cause", "tidak ada"}})), FailureCode::Stock_NotReceived);

  // A good card, a spoilt blank, one missing, one sent back.
  const auto good = take_in(resident("BUDI")), bad = take_in(resident("AGUS"));
  make_card(good, "990000001");
  const auto digest = base::sha256(bad.get());
  tell(bad, issuance::Recorded{digest});
  tell(bad, issuance::ReceivedAtCenter{1});
  tell(bad, issuance::SearchBegun{issuance::LogNumber(7)});
  tell(bad, issuance::NobodyResembles{digest});
  tell(bad, issuance::BlankTaken{issuance::BlankSerial("990000002")}, {{"chip", "04c3"}});
  tell(bad, issuance::BlankSpoilt{"cetakan miring"});
  EXPECT_EQ(together("losses", {{"first", "990000009"}, {"cause", "tidak ditemukan"}}).status, 200);
  EXPECT_EQ(together("returns", {{"first", "990000010"}, {"to", "Ditjen"}, {"minutes", "BA-1"}}).status, 200);

  EXPECT_EQ(code(together("days", {{"counted", 7}})), FailureCode::Stock_CountDiffers);
  const auto closed = read(together("days", {{"counted", 6}}));
  EXPECT_TRUE(is_paper(closed)) << closed;
  EXPECT_EQ(code(together("days", {{"counted", 6}})), FailureCode::Stock_DayIsClosed);
  const auto day = read(get("gudang", "/api/stock/days")).at("items").at(0);
  EXPECT_EQ(day.at("account").at("spoilt"), 1);
  EXPECT_EQ(day.at("by"), json({"gudang", "cetak"}));
  const auto spoilage = read(get("gudang", "/api/stock/spoilage"));
  EXPECT_EQ(spoilage.at("items").at(0).at("serial"), "990000002");
  EXPECT_EQ(spoilage.at("causes").at(0).at("count"), 1);

  EXPECT_TRUE(is_paper(read(together("destructions", {{"first", "990000002"}, {"method", "shredded"}}))));
  EXPECT_EQ(read(get("gudang", "/api/stock/blanks/990000002")).at("state"), "Destroyed");
  EXPECT_EQ(code(together("destructions", {{"first", "990000001"}})), FailureCode::Stock_NotInThisState);
  EXPECT_EQ(get("gudang", "/api/stock/blanks/1234").status, 404);
}

TEST_F(Desks, NobodyPersonalisesABlankOfAnother) {
  hire_everybody();
  ASSERT_EQ(together("receipts", {{"first", "1"}, {"last", "3"}, {"note", "SJ-1"}}).status, 200);
  ASSERT_EQ(post("gudang", "/api/stock/hand-outs", {{"first", "1"}, {"to", "cetak"}}).status, 200);
  const auto number = take_in(resident("BUDI"));
  const auto digest = base::sha256(number.get());
  tell(number, issuance::Recorded{digest});
  tell(number, issuance::ReceivedAtCenter{1});
  tell(number, issuance::SearchBegun{issuance::LogNumber(1)});
  tell(number, issuance::NobodyResembles{digest});
  auto chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  const auto refused = [&](const char* serial, const char* by) {
    return office->personalise(number, reader, issuance::BlankSerial(serial), Officer(by)).error().code;
  };
  EXPECT_EQ(refused("1", "gudang"), FailureCode::Stock_NotTheHolder);
  EXPECT_EQ(refused("9", "cetak"), FailureCode::Stock_NotReceived);
  EXPECT_EQ(refused("1", "cetak"), FailureCode::Personalise_NoPrintPacket);  // the blank is his
  EXPECT_EQ(state(number), "Unique");
}

TEST_F(Desks, IntakeAsksForThePapersOfItsKind) {
  hire_everybody();
  const auto nik = std::string(resident("BUDI").nik.digits());
  const auto asked = [&](const json& documents) {
    return post("loket", "/api/applications", {{"nik", nik}, {"documents", documents}});
  };
  EXPECT_EQ(code(asked("KK")), FailureCode::Intake_DocumentsMalformed);
  EXPECT_EQ(code(asked(json::array({{{"type", "kk"}}}))), FailureCode::Intake_DocumentsMalformed);
  json card{{"type", "family-card"}, {"number", "12"}, {"issuer", ""}, {"form", "copy"}};
  const auto lacking = read(asked(json::array({card})));
  EXPECT_EQ(lacking.at("code"), static_cast<int>(FailureCode::Intake_DocumentsLacking));
  EXPECT_NE(lacking.at("about").get<std::string>().find("Kartu Keluarga"), std::string::npos);
  card["number"] = "9901010101200001";
  const auto taken = asked(json::array({card}));
  ASSERT_EQ(taken.status, 201) << taken.text();
  const auto kept = documents_of(office->find(ApplicationNumber(read(taken).at("number").get<std::string>())).value());
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].number, "9901010101200001");
}

/// I.1, 1: what a page lists is what intake asks for, and what is read aloud is what intake took.
TEST_F(Desks, TellWhatAnApplicationNeedsAndWhatIsReadAloud) {
  hire_everybody();
  const auto lost = read(get("loket", "/api/requirements?kind=lost&day=30-11-2026")).at("items");
  const auto report =
      std::find_if(lost.begin(), lost.end(), [](const json& one) { return one["type"] == "police-report"; });
  ASSERT_NE(report, lost.end());
  EXPECT_EQ((*report)["need"], "required");
  EXPECT_EQ((*report)["number"], true);
  EXPECT_EQ(get("loket", "/api/requirements?kind=apa").status, 400);
  EXPECT_EQ(get("loket", "/api/requirements?kind=lost&day=99-99-2026").status, 400);
  EXPECT_EQ(read(get("loket", "/api/requirements?kind=foreigner")).at("only_at_dinas"), true);

  const auto number = take_in(resident("BUDI"));
  const auto told = read(get("perekam", "/api/applications/" + number.get() + "/biodata"));
  ASSERT_EQ(told.at("fields").size(), 14u);
  EXPECT_EQ(told.at("fields").at(1), (json{{"key", "name"}, {"value", "BUDI"}}));
  EXPECT_EQ(told.at("fields").at(7), (json{{"key", "rt_rw"}, {"value", "001/002"}}));
  EXPECT_NE(told.at("statement").get<std::string>().find("BUDI"), std::string::npos);
  // Nothing came from the center for a card yet.
  EXPECT_EQ(get("gudang", "/api/applications/" + number.get() + "/print-data").status, 409);
  EXPECT_EQ(get("gudang", "/api/applications/" + number.get() + "/print-data/portrait").status, 409);
}

TEST_F(Desks, WhoWaitsForTheLineKeepsNobodyElseWaiting) {
  hire_everybody();
  const auto budi = std::string(resident("BUDI").nik.digits()), agus = std::string(resident("AGUS").nik.digits());
  const auto number = take_in(resident("CITRA"));
  make_card(number, "78");
  as("loket");
  counter->holds = true;
  auto waits = std::async(std::launch::async, [&, headers = as("loket")] {
    return send(Method::Post, "/api/applications", json{{"nik", budi}}.dump(), headers);
  });
  counter->asked.acquire();  // the line is asked, and says nothing
  auto acts = std::async(std::launch::async, [&, headers = as("loket")] {
    return send(Method::Post, "/api/applications/" + number.get() + "/reminder", "{}", headers);
  });
  const bool done = acts.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
  counter->holds = false;
  counter->let_go.release();
  EXPECT_TRUE(done) << "a reminder waits for somebody else's intake";
  EXPECT_EQ(acts.get().status, 200);
  EXPECT_EQ(waits.get().status, 201);
  EXPECT_EQ(post("loket", "/api/applications", {{"nik", agus}}).status, 201);
}

TEST_F(Desks, ThePoliceReportOfTheIntakeStandsForALostCard) {
  const json report{{"type", "police-report"},
                    {"number", "SKK/12"},
                    {"issuer", "Polsek Misal"},
                    {"form", "original"},
                    {"date", "20-11-2026"}};
  for (const bool brought : {false, true}) {
    const auto number = take_in(resident(brought ? "AGUS" : "BUDI"), issuance::Kind::Lost,
                                brought ? json::array({report}) : json::array());
    make_card(number, brought ? "11" : "12");
    tell(number, issuance::PickupAgreed{60, 60}, {{"fingers", json::object()}});
    const auto handed =
        office->hand_over(number, biometric::GreyImage(300, 120, biometric::Dpi(300)), Officer("loket"));
    ASSERT_EQ(bool(handed), brought);
    if (!brought) {
      EXPECT_EQ(handed.error().code, FailureCode::Handover_OldCardMissing);
    }
  }
  hire_everybody();
  const auto list = read(get("loket", "/api/old-cards?day=" + office->today().printed()));
  ASSERT_EQ(list.at("items").size(), 1u) << list;
  EXPECT_EQ(list.at("items").at(0).at("old_card"),
            json({{"kind", "lost"}, {"number", "SKK/12"}, {"day", "20-11-2026"}}));
  EXPECT_TRUE(is_paper(read(post("loket", "/api/old-cards/paper"))));
  EXPECT_EQ(read(get("loket", "/api/old-cards?day=01-01-2026")).at("items").size(), 0u);
}

TEST_F(Desks, WhoDoesNotComeIsRemindedAndThenTheCardGoesBack) {
  const auto number = take_in(resident("BUDI"));
  make_card(number, "1");
  hire_everybody();
  const auto due = [&] {
    const auto card = read(get("loket", "/api/uncollected")).at("items").at(0);
    return std::pair(card.at("remind").get<bool>(), card.at("send_back").get<bool>());
  };
  EXPECT_EQ(due(), std::pair(false, false));
  clock.days(15);
  logged_in.clear();
  EXPECT_EQ(due(), std::pair(true, false));
  EXPECT_EQ(post("loket", "/api/applications/" + number.get() + "/reminder").status, 200);
  EXPECT_EQ(due(), std::pair(false, false));
  EXPECT_EQ(read(get("loket", "/api/uncollected")).at("items").at(0).at("reminders"), 1);
  EXPECT_EQ(code(post("loket", "/api/uncollected/returns",
                      {{"applications", {number.get()}}, {"seal", "S-1"}, {"carrier", "AGUS"}})),
            FailureCode::Uncollected_NotDue);
  const auto letters =
      read(post("loket", "/api/uncollected/reminders", {{"applications", {number.get()}}})).at("papers");
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_TRUE(is_paper({{"paper", letters.at(0)}}));
  EXPECT_EQ(read(get("loket", "/api/uncollected")).at("items").at(0).at("reminders"), 2);
  clock.days(80);
  logged_in.clear();
  EXPECT_EQ(due(), std::pair(false, true));
  EXPECT_TRUE(is_paper(read(post("loket", "/api/uncollected/paper"))));
  // Made where it waits: it goes into the safe, not into a bag.
  const json back{{"applications", {number.get()}}, {"seal", "S-1"}, {"carrier", "AGUS"}};
  const auto sent = read(post("loket", "/api/uncollected/returns", back));
  EXPECT_EQ(sent.at("manifest"), nullptr);
  EXPECT_EQ(code(post("loket", "/api/uncollected/returns", back)), FailureCode::Office_NotInThisState);
  EXPECT_EQ(read(get("loket", "/api/uncollected")).at("items").size(), 0u);
}

TEST_F(Desks, VisitsEndWithAResultForEach) {
  hire_everybody();
  const auto budi = resident("BUDI"), agus = resident("AGUS");
  const json order{{"day", "01-12-2026"},
                   {"route", "Dusun Satu"},
                   {"residents", {budi.nik.digits(), agus.nik.digits()}},
                   {"equipment", {"alat perekam"}},
                   {"team", {"perekam"}}};
  auto nobody = order;
  nobody["team"] = json::array({"siapa"});
  EXPECT_EQ(post("perekam", "/api/visits", nobody).status, 400);
  auto twice = order;
  twice["residents"] = {budi.nik.digits(), budi.nik.digits()};
  EXPECT_EQ(code(post("perekam", "/api/visits", twice)), FailureCode::Visit_SomebodyTwice);
  const auto made = read(post("perekam", "/api/visits", order));
  const auto path = "/api/visits/" + made.at("number").get<std::string>();
  EXPECT_EQ(read(post("perekam", path + "/take-along")).at("taken"), 2);
  EXPECT_FALSE(std::filesystem::is_empty(folder / "dinas" / "taken-along"));
  EXPECT_EQ(code(post("perekam", path + "/closing")), FailureCode::Visit_ResultsOpen);
  const auto result = [&](const person::Biodata& who, const char* outcome, const char* application,
                          const char* reason) {
    return post("perekam", path + "/results",
                {{"nik", who.nik.digits()}, {"outcome", outcome}, {"application", application}, {"reason", reason}});
  };
  EXPECT_EQ(code(result(budi, "captured", "", "")), FailureCode::Visit_ApplicationMissing);
  EXPECT_EQ(code(result(budi, "refused", "", "")), FailureCode::Visit_ReasonMissing);
  const auto of_agus = take_in(agus);
  EXPECT_EQ(code(result(budi, "captured", of_agus.get().c_str(), "")), FailureCode::Visit_OtherResident);
  EXPECT_EQ(code(result(agus, "captured", of_agus.get().c_str(), "")), FailureCode::Visit_RecordingMissing);
  tell(of_agus, issuance::Recorded{base::sha256(of_agus.get())});
  EXPECT_EQ(result(agus, "captured", of_agus.get().c_str(), "").status, 200);
  EXPECT_EQ(result(budi, "not-met", "", "").status, 200);
  EXPECT_EQ(result(budi, "refused", "", "sakit").status, 200);
  EXPECT_EQ(code(result(budi, "not-met", "", "")), FailureCode::Visit_HasResult);
  const auto closed = read(post("perekam", path + "/closing"));
  EXPECT_EQ(closed.at("closed"), true);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "dinas" / "taken-along"));
  EXPECT_EQ(code(post("perekam", path + "/closing")), FailureCode::Visit_IsClosed);
  EXPECT_EQ(read(get("perekam", "/api/visits?open=true")).at("items").size(), 0u);
  EXPECT_EQ(read(get("perekam", "/api/visits")).at("items").at(0).at("refused"), 1);
  EXPECT_EQ(get("perekam", "/api/visits/K-0").status, 404);
}

/// 8: who is dead or lives elsewhere gets no card here; a recording that nobody noted keeps the visit open.
TEST_F(Desks, VisitsEndApplicationsOfTheDeadAndCountTheirRecordings) {
  hire_everybody();
  const auto budi = resident("BUDI"), agus = resident("AGUS"), siti = resident("SITI");
  const auto made = read(post("perekam", "/api/visits",
                              {{"day", office->today().printed()},
                               {"route", "Dusun Dua"},
                               {"residents", {budi.nik.digits(), agus.nik.digits(), siti.nik.digits()}},
                               {"team", {"perekam"}}}));
  const auto path = "/api/visits/" + made.at("number").get<std::string>();
  const auto of_budi = take_in(budi), of_siti = take_in(siti);
  const auto result = [&](const person::Biodata& who, const char* outcome, const char* reason,
                          const std::string& application = "") {
    return post("perekam", path + "/results",
                {{"nik", who.nik.digits()}, {"outcome", outcome}, {"application", application}, {"reason", reason}});
  };
  EXPECT_EQ(code(result(budi, "deceased", "")), FailureCode::Visit_ReasonMissing);
  EXPECT_EQ(state(of_budi), "Registered") << "a result that is refused ends nothing";
  EXPECT_EQ(result(budi, "deceased", "kata ketua RT").status, 200);
  EXPECT_EQ(state(of_budi), "Cancelled");
  EXPECT_EQ(result(agus, "moved", "ke kabupaten lain").status, 200);
  EXPECT_EQ(code(result(agus, "not-met", "")), FailureCode::Visit_HasResult);
  EXPECT_EQ(result(siti, "refused", "takut").status, 200);
  tell(of_siti, issuance::Recorded{base::sha256(of_siti.get())});
  EXPECT_EQ(code(post("perekam", path + "/closing")), FailureCode::Visit_RecordingNotNoted);
  EXPECT_EQ(result(siti, "captured", "", of_siti.get()).status, 200) << "she let herself be captured after all";
  EXPECT_EQ(read(post("perekam", path + "/closing")).at("closed"), true);
  const auto line = read(get("perekam", "/api/visits")).at("items").at(0);
  EXPECT_EQ(line.at("gone"), 2);
  EXPECT_EQ(line.at("captured"), 1);
}

/// 6e: an old card from the drawer to the ash, at a Dinas with a counter of its own.
TEST_F(Desks, OldCardsArePunchedListedAndDestroyedByTwo) {
  hire_everybody();
  hire("kepala", {Role::Supervisor});
  const auto number = take_in(resident("BUDI"));
  make_card(number, "41");
  tell(number, issuance::PickupAgreed{60, 60}, {{"fingers", json::object()}});
  ASSERT_TRUE(office->hand_over(number, biometric::GreyImage(300, 120, biometric::Dpi(300)), Officer("loket"),
                                documents::OldCardWithdrawn{"9901-7"}));
  const auto kept = [&] { return read(get("gudang", "/api/old-cards/kept")).at("items"); };
  ASSERT_EQ(kept().size(), 1u) << kept();
  EXPECT_EQ(kept().at(0).at("place"), "kept");
  EXPECT_EQ(kept().at(0).at("number"), "9901-7");
  json order{{"applications", {number.get()}},
             {"punched", json::array()},
             {"second_name", "kepala"},
             {"second_password", "rahasia-uji"}};
  EXPECT_EQ(code(post("loket", "/api/old-cards/hand-overs", order)), FailureCode::OldCard_NotPunched);
  order["punched"] = {number.get()};
  auto alone = order;
  alone["second_name"] = "loket";
  EXPECT_EQ(code(post("loket", "/api/old-cards/hand-overs", alone)), FailureCode::Stock_SecondOfficerRefused);
  EXPECT_EQ(code(post("gudang", "/api/old-cards/hand-overs/DKL-1/arrival", {{"applications", {number.get()}}})),
            FailureCode::OldCard_NoSuchList);

  json end{{"applications", {number.get()}},
           {"method", "shredded"},
           {"photo", std::string(64, 'a')},
           {"second_name", "kepala"},
           {"second_password", "rahasia-uji"}};
  EXPECT_EQ(code(post("gudang", "/api/old-cards/destructions", end)), FailureCode::OldCard_NoPhoto);
  const auto photo = biometric::encode_png(biometric::GreyImage(40, 30, biometric::Dpi(300)));
  const auto scan =
      read(send(Method::Post, "/api/scans/upload", std::string(photo.begin(), photo.end()), as("gudang")));
  end["photo"] = scan.at("scan");
  // Nobody told this office yet that it is the one that makes the card.
  EXPECT_EQ(code(post("gudang", "/api/old-cards/destructions", end)), FailureCode::OldCard_NotHere);
  const auto list = read(post("loket", "/api/old-cards/hand-overs", order));
  EXPECT_TRUE(is_paper(list)) << list;
  EXPECT_EQ(kept().at(0).at("place"), "on-its-way");
  EXPECT_EQ(kept().at(0).at("list"), list.at("list"));
}

/// Who reads, and who asks for a person, is written down; without a reason nobody asks.
TEST_F(Desks, TheJournalSaysWhoAskedAndIsWhole) {
  hire_everybody();
  hire("pemeriksa", {Role::Auditor});
  hire("kepala", {Role::Supervisor});
  const auto budi = resident("BUDI");
  const auto number = take_in(budi);
  (void)take_in(resident("AGUS"));
  EXPECT_EQ(code(get("pemeriksa", "/api/journal?site=kec-1")), FailureCode::Journal_NoSuchChain);
  const auto page = read(get("pemeriksa", "/api/journal?latest=true&limit=2"));
  ASSERT_EQ(page.at("items").size(), 2u);
  EXPECT_EQ(page.at("items").at(1).at("kind"), "journal-read") << "reading is an entry as well";
  EXPECT_EQ(page.at("chains"), json({"dinas-9901", "pusat.dinas-9901"}));
  json asked{{"nik", budi.nik.digits()}, {"reason", ""}};
  EXPECT_EQ(code(post("kepala", "/api/journal/resident", asked)), FailureCode::Journal_ReasonMissing);
  asked["reason"] = "keluhan warga";
  const auto found = read(post("kepala", "/api/journal/resident", asked)).at("items");
  ASSERT_EQ(found.size(), 2u) << found;
  std::set<std::string> kinds;
  for (const auto& one : found) kinds.insert(one.at("kind").get<std::string>());
  EXPECT_EQ(kinds, (std::set<std::string>{"journal-searched", "registration"}));
  clock.days(40);
  logged_in.clear();
  EXPECT_EQ(read(post("kepala", "/api/journal/resident", asked)).at("items").size(), 1u) << "only the last 7 days";
  asked["days"] = 366;
  EXPECT_EQ(read(post("kepala", "/api/journal/resident", asked)).at("items").size(), 4u);
  asked["days"] = 0;
  EXPECT_EQ(code(post("kepala", "/api/journal/resident", asked)), FailureCode::Desk_BodyMalformed);

  const auto whole = read(get("pemeriksa", "/api/journal/dinas-9901/verify"));
  EXPECT_EQ(whole.at("whole"), true) << whole;
  EXPECT_EQ(whole.at("entries"), whole.at("total"));
  // In parts, as a page with a bar of progress asks, it comes to the same head.
  json part;
  int parts = 0;
  std::uint64_t after = 0;
  do {
    part = read(get("pemeriksa", "/api/journal/dinas-9901/verify?limit=3&after=" + std::to_string(after)));
    ASSERT_EQ(part.at("whole"), true) << part;
    ASSERT_GT(part.at("entries").get<std::uint64_t>(), after);
    after = part.at("entries");
    ++parts;
  } while (after < part.at("total").get<std::uint64_t>());
  EXPECT_GT(parts, 1);
  EXPECT_EQ(part.at("head"), whole.at("head"));
}

/// 1h: each item that waits has a number, a kind, an age and a size.
TEST_F(Desks, WhatIsNotSentIsListed) {
  hire_everybody();
  const auto budi = resident("BUDI");
  as("perekam");
  ASSERT_TRUE(service->synchronise());  // nothing is sent by itself for a while now
  const auto number = take_in(budi);
  const auto items = read(get("perekam", "/api/outbox")).at("items");
  const auto mine =
      std::find_if(items.begin(), items.end(), [&](const json& one) { return one["subject"] == number.get(); });
  ASSERT_NE(mine, items.end()) << items;
  EXPECT_EQ(mine->at("kind"), "registration");
  EXPECT_EQ(mine->at("name"), "BUDI");
  EXPECT_GT(mine->at("bytes").get<int>(), 100);
}

TEST_F(Desks, CallUpsGiveEverybodyADayOfHisOwn) {
  hire_everybody();
  json niks = json::array();
  for (const char* name : {"BUDI", "AGUS", "HENDRA", "DEWI", "SITI", "RATNA"})
    niks.push_back(resident(name).nik.digits());
  auto all = niks;
  all.push_back(resident("MUDA", 2015).nik.digits());
  all.push_back("9901014508680009");
  const auto first = read(post("loket", "/api/call-ups", {{"village", "Umpama"}, {"niks", all}}));
  ASSERT_TRUE(is_paper(first)) << first;
  ASSERT_EQ(first.at("called").size(), 6u);
  EXPECT_EQ(first.at("left_out").size(), 2u);
  // From tomorrow on; five to a slot.
  EXPECT_EQ(first.at("called").at(0).at("day"), "01-12-2026");
  EXPECT_EQ(first.at("called").at(4).at("hour"), "08:00");
  EXPECT_EQ(first.at("called").at(5).at("hour"), "08:30");
  const auto second =
      read(post("loket", "/api/call-ups", {{"village", "Umpama"}, {"niks", {resident("JOKO").nik.digits()}}}));
  EXPECT_EQ(second.at("called").at(0).at("hour"), "09:00");
  EXPECT_NE(second.at("called").at(0).at("letter"), first.at("called").at(0).at("letter"));
  EXPECT_EQ(code(post("loket", "/api/call-ups", {{"village", "Umpama"}, {"niks", {"9901014508680009"}}})),
            FailureCode::CallUp_NobodyToCall);
  EXPECT_EQ(code(post("loket", "/api/call-ups", {{"village", "Umpama"}, {"niks", json::array()}})),
            FailureCode::CallUp_CountWrong);
  EXPECT_EQ(code(post("loket", "/api/call-ups", {{"village", "Umpama"}, {"niks", niks}, {"from", "01-01-2026"}})),
            FailureCode::CallUp_DayPassed);
}

TEST_F(Desks, ClocksTellTheMedianAndWhoTookTooLong) {
  const auto first = take_in(resident("BUDI"));  // one minute; the others two and three
  (void)take_in(resident("AGUS"));
  (void)take_in(resident("HENDRA"));
  tell(first, issuance::Recorded{base::sha256(first.get())},
       {{"took_ms", issuance::limit(issuance::SopStep::Capture).limit_ms + 1}});
  hire_everybody();
  const auto steps = read(get("loket", "/api/clocks")).at("steps");
  ASSERT_EQ(steps.size(), issuance::step_limits.size());
  EXPECT_EQ(steps.at(0).at("count"), 3);
  EXPECT_EQ(steps.at(0).at("median_ms"), 120'000);
  EXPECT_EQ(steps.at(1).at("breaches"), 1);
  EXPECT_EQ(steps.at(2).at("running"), 1);
  EXPECT_EQ(steps.at(5).at("median_ms"), nullptr);
}

// ---- the waiting room ----

/// What a listener was told so far: names of events.
std::vector<std::string> told(const http::Response& stream) {
  std::vector<std::string> out;
  while (const auto event = stream.events->take()) out.push_back(event->substr(7, event->find('\n') - 7));
  return out;
}

TEST_F(Desks, TheQueueCallsAndTheWaitingRoomSeesNumbersAlone) {
  hire_everybody();
  const auto first = take_in(resident("BUDI")), second = take_in(resident("AGUS"));
  const auto card = take_in(resident("HENDRA"));
  make_card(card, "31");
  const auto screen = get("", "/api/display/events");
  ASSERT_TRUE(screen.events);
  auto queue = read(get("loket", "/api/queue"));
  EXPECT_EQ(queue.at("desks"), json({"Meja 1", "Meja 2", "Loket 1"}));
  ASSERT_EQ(queue.at("waiting").size(), 3u) << queue;
  EXPECT_EQ(queue.at("waiting").at(0).at("number"), first.get());
  EXPECT_EQ(queue.at("waiting").at(2).at("label"), "K-501");
  EXPECT_EQ(queue.at("waiting").at(2).at("here"), false);
  EXPECT_EQ(queue.at("estimate_minutes"), nullptr) << "nobody knows after no recording";

  EXPECT_EQ(code(post("perekam", "/api/queue/next", {{"desk", "Meja 9"}})), FailureCode::Desk_BodyMalformed);
  EXPECT_EQ(code(post("perekam", "/api/queue/next", {{"desk", "Meja 1"}, {"kind", "X"}})),
            FailureCode::Desk_BodyMalformed);
  const auto called = read(post("perekam", "/api/queue/next", {{"desk", "Meja 1"}}));
  EXPECT_EQ(called.at("label"), "A-001");
  EXPECT_EQ(called.at("number"), first.get());
  EXPECT_EQ(told(screen), std::vector<std::string>{"queue"});
  const auto shown = read(get("", "/api/display"));
  EXPECT_EQ(shown.at("calling").at(0).at("desk"), "Meja 1");
  EXPECT_EQ(shown.dump().find("BUDI"), std::string::npos);
  EXPECT_EQ(shown.dump().find(first.get()), std::string::npos) << "not even the application's number";
  EXPECT_EQ(shown.at("place"), "Kantor Uji");
  EXPECT_EQ(shown.at("hours").at(0), (json{{"weekday", 1}, {"open", "08.00"}, {"close", "15.00"}}));
  EXPECT_EQ(read(get("loket", "/api/status")).at("queue").at("waiting"), 1);

  EXPECT_EQ(code(post("loket", "/api/queue/501/call", {{"desk", "Loket 1"}})), FailureCode::Queue_ReasonNeeded);
  EXPECT_EQ(post("loket", "/api/queue/501/arrival").status, 200);
  EXPECT_EQ(read(post("loket", "/api/queue/next", {{"desk", "Loket 1"}, {"kind", "K"}})).at("number"), card.get());
  EXPECT_EQ(post("loket", "/api/queue/abc/absent").status, 409);
  EXPECT_EQ(post("perekam", "/api/queue/1/absent").status, 200);
  EXPECT_EQ(post("perekam", "/api/queue/2/call", {{"desk", "Meja 2"}, {"reason", "lansia"}}).status, 200);
  const auto last = office->journal().entries(site, journal::before_first, 1000).value().back();
  EXPECT_EQ(last.kind, "called-out-of-order");
  EXPECT_EQ(last.subject, second.get());
  serve();  // a restart
  EXPECT_EQ(read(get("loket", "/api/queue")).at("calling").size(), 2u);
}

TEST_F(Desks, ACallIsTakenBackAndOneOutOfOrderLeavesBothWords) {
  hire_everybody();
  const auto first = take_in(resident("BUDI")), second = take_in(resident("AGUS"));
  ASSERT_EQ(post("perekam", "/api/queue/next", {{"desk", "Meja 1"}}).status, 200);
  EXPECT_EQ(code(post("perekam", "/api/queue/1/take-back", {{"desk", "Meja 2"}})), FailureCode::Queue_NotCalledHere);
  EXPECT_EQ(read(post("perekam", "/api/queue/1/take-back", {{"desk", "Meja 1"}})).at("times"), 0);
  EXPECT_EQ(read(get("perekam", "/api/queue")).at("waiting").size(), 2u);
  ASSERT_EQ(post("perekam", "/api/queue/2/call", {{"desk", "Meja 1"}, {"reason", "lansia"}}).status, 200);
  ASSERT_EQ(post("perekam", "/api/queue/2/take-back", {{"desk", "Meja 1"}}).status, 200);
  EXPECT_EQ(written("called-out-of-order"), 1u);
  EXPECT_EQ(written("call-taken-back"), 1u);
  ASSERT_EQ(post("perekam", "/api/queue/next", {{"desk", "Meja 1"}}).status, 200);
  clock.seconds(13);
  EXPECT_EQ(code(post("perekam", "/api/queue/1/take-back", {{"desk", "Meja 1"}})), FailureCode::Queue_TakeBackTooLate);
}

TEST_F(Desks, TheEstimateIsPeopleBeforeTimesTheMedian) {
  hire_everybody();
  int minutes = 0;
  for (const char* name : {"BUDI", "AGUS", "HENDRA"}) {
    const auto number = take_in(resident(name));
    tell(number, issuance::Recorded{base::sha256(number.get())}, {{"took_ms", ++minutes * 60'000}});
    EXPECT_EQ(read(get("loket", "/api/queue")).at("estimate_minutes").is_null(), minutes < 3) << name;
  }
  (void)take_in(resident("DEWI"));
  (void)take_in(resident("SITI"));
  EXPECT_EQ(read(get("loket", "/api/queue")).at("estimate_minutes"), 4) << "two before, two minutes each";
}

// ---- the registry ----

TEST_F(Desks, WhatANikSaysOtherwiseIsToldAndStopsNobody) {
  hire_everybody();
  const auto fits = resident("BUDI");
  auto corrected = resident("AGUS");
  corrected.nik = *person::Nik::compose("990101", *person::Date::of(1991, 8, 5), person::Sex::Female, 77);
  ASSERT_TRUE(center->import_residents({{corrected}}, journal::Actor("uji")));
  const auto warnings = [&](const person::Nik& nik) {
    return read(get("loket", "/api/residents/" + std::string(nik.digits()))).at("nik_warnings");
  };
  EXPECT_EQ(warnings(fits.nik), json::array());
  EXPECT_EQ(warnings(corrected.nik), (json{"sex", "born"}));
}

TEST_F(Desks, ResidentsAreFoundAndTheVillageIsCalledUp) {
  hire_everybody();
  const auto budi = resident("BUDI"), agus = resident("AGUS SALIM");
  (void)resident("ANAK", 2020);
  EXPECT_EQ(code(get("loket", "/api/residents?q=a")), FailureCode::Desk_BodyMalformed);
  EXPECT_EQ(code(get("loket", "/api/residents?q=budi&born=kemarin")), FailureCode::Desk_BodyMalformed);
  const auto found = read(get("loket", "/api/residents?q=boedi"));
  ASSERT_EQ(found.at("items").size(), 1u) << found;
  const auto& he = found.at("items").at(0);
  EXPECT_EQ(he.at("nik"), budi.nik.digits());
  EXPECT_EQ(he.at("obliged").at("holds"), true);
  EXPECT_EQ(he.at("address").at("village"), "Umpama");
  EXPECT_EQ(found.at("from_copy"), false);
  EXPECT_EQ(read(get("loket", "/api/residents?q=anak")).at("items").at(0).at("obliged").at("holds"), false);
  EXPECT_EQ(read(get("loket", "/api/villages")).at("items"),
            json::array({{{"code", "9901012001"}, {"name", "Umpama"}}}));

  EXPECT_EQ(code(get("loket", "/api/obliged?village=99")), FailureCode::Desk_BodyMalformed);
  auto obliged = read(get("loket", "/api/obliged?village=9901012001"));
  EXPECT_EQ(obliged.at("counts"), (json{{"obliged", 2}, {"recorded", 0}, {"called", 0}, {"left", 2}}));
  ASSERT_EQ(obliged.at("items").size(), 2u);
  EXPECT_EQ(post("loket", "/api/call-ups", {{"village", "Umpama"}, {"niks", {budi.nik.digits()}}}).status, 201);
  obliged = read(get("loket", "/api/obliged?village=9901012001"));
  EXPECT_EQ(obliged.at("counts"), (json{{"obliged", 2}, {"recorded", 0}, {"called", 1}, {"left", 1}}));
  EXPECT_EQ(obliged.at("items").at(0).at("name"), "AGUS SALIM");
}

// ---- devices, papers, scans ----

TEST_F(Desks, DevicesAreSeenTestedAndUsed) {
  hire_everybody();
  hire("kepala", {Role::SiteAdmin});
  std::string printed_title;
  devices.look = [] {
    return std::vector<SeenDevice>{{DeviceKind::Printer, "Pencetak-A", DeviceState::Ready, "utama"},
                                   {DeviceKind::Scanner, "", DeviceState::Gone, "tidak ada"}};
  };
  devices.test = [] {
    return std::vector<SeenDevice>{{DeviceKind::Printer, "Pencetak-A", DeviceState::NotReady, "", 12.5,
                                    api::Failure{FailureCode::Paper_NotDrawn, "x"}}};
  };
  devices.print = [&](const std::string& title, base::ByteView) -> Outcome<PrintedPaper> {
    printed_title = title;
    return PrintedPaper{"Pencetak-A", "17", true};
  };
  serve();
  const auto seen = read(get("kepala", "/api/devices")).at("devices");
  EXPECT_EQ(seen.at(0), (json{{"kind", "printer"}, {"name", "Pencetak-A"}, {"state", "siap"}, {"detail", "utama"}}));
  EXPECT_EQ(seen.at(1).at("state"), "terputus");
  const auto status = read(get("loket", "/api/status"));
  EXPECT_EQ(status.at("printer"), (json{{"there", true}, {"name", "Pencetak-A"}}));
  EXPECT_EQ(status.at("scanner"), false);
  const auto tested = read(post("kepala", "/api/devices/test"));
  EXPECT_EQ(tested.at("devices").at(0).at("failure").at("code"), static_cast<int>(FailureCode::Paper_NotDrawn));
  EXPECT_EQ(tested.at("devices").at(0).at("ms"), 12.5);
  EXPECT_EQ(tested.at("tested"), clock.now().iso8601());

  const auto made = read(post("loket", "/api/old-cards/paper"));
  const auto paper = made.at("paper").get<std::string>();
  EXPECT_EQ(read(post("loket", "/api/papers/" + paper + "/print")),
            (json{{"state", "printed"}, {"job", "17"}, {"printer", "Pencetak-A"}}));
  EXPECT_EQ(printed_title, paper);
  EXPECT_EQ(code(post("loket", "/api/papers/tidak-ada.pdf/print")), FailureCode::Paper_NotThere);
  EXPECT_EQ(code(post("loket", "/api/papers/.hidden/print")), FailureCode::Paper_NotThere);
  devices.print = {};
  serve();
  EXPECT_EQ(code(post("loket", "/api/papers/" + paper + "/print")), FailureCode::Capture_NoDevice);
}

TEST_F(Desks, ScansAreKeptSealedAndNamedByDocuments) {
  const auto page = [](std::uint8_t grey) {
    return biometric::encode_png(biometric::GreyImage(120, 160, biometric::Dpi(150), grey));
  };
  devices.scan_paper = [&](bool feeder) -> Outcome<std::vector<base::Bytes>> {
    return feeder ? std::vector<base::Bytes>{page(10), page(20)} : std::vector<base::Bytes>{page(30)};
  };
  serve();
  hire_everybody();
  EXPECT_EQ(code(post("loket", "/api/scans", {{"source", "langit"}})), FailureCode::Desk_BodyMalformed);
  const auto two = read(post("loket", "/api/scans", {{"source", "feeder"}}));
  EXPECT_EQ(two.at("pages"), 2);
  const auto id = two.at("scan").get<std::string>();
  const auto second = get("perekam", "/api/scans/" + id + "/2");
  EXPECT_EQ(second.headers.at("content-type"), "image/png");
  EXPECT_EQ(second.body, page(20));
  EXPECT_EQ(code(get("perekam", "/api/scans/" + id + "/3")), FailureCode::Scan_NoSuchPage);
  EXPECT_EQ(code(get("perekam", "/api/scans/xyz/1")), FailureCode::Scan_NoSuchPage);
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder / "dinas" / "scans")) {
    if (!file.is_regular_file()) continue;
    EXPECT_EQ(base::text_of(base::read_file(file.path()).value()).find("PNG"), std::string::npos);
  }

  const auto upload = [&](const std::string& bytes) {
    return send(Method::Post, "/api/scans/upload", bytes, as("loket"));
  };
  EXPECT_EQ(code(upload("%PDF-1.4 tanpa akhir")), FailureCode::Scan_NotAPage);
  EXPECT_EQ(code(upload("\x89PNG rusak")), FailureCode::Scan_NotAPage);
  const auto pdf = read(upload("%PDF-1.4 isi\n%%EOF\n"));
  EXPECT_EQ(get("loket", "/api/scans/" + pdf.at("scan").get<std::string>() + "/1").headers.at("content-type"),
            "application/pdf");

  const auto nik = std::string(resident("BUDI").nik.digits());
  json paper{{"type", "family-card"}, {"number", "9901010101200001"}, {"issuer", ""}, {"form", "copy"}};
  paper["scan"] = std::string(64, '0');
  EXPECT_EQ(code(post("loket", "/api/applications", {{"nik", nik}, {"documents", {paper}}})),
            FailureCode::Intake_ScanMissing);
  paper["scan"] = id;
  EXPECT_EQ(post("loket", "/api/applications", {{"nik", nik}, {"documents", {paper}}}).status, 201);
  const auto file = folder / "dinas" / "scans" / id / "1.sealed";
  ASSERT_TRUE(base::write_file_durably(file, std::string_view("rusak")));
  EXPECT_EQ(code(get("loket", "/api/scans/" + id + "/1")), FailureCode::Scan_Unreadable);
}

// ---- cards on their way ----

TEST_F(Desks, BagsAndReturnedCardsAreListed) {
  hire_everybody();
  const auto sent = take_in(resident("BUDI")), failed = take_in(resident("AGUS"));
  make_card(sent, "41");
  make_card(failed, "42");
  EXPECT_TRUE(read(get("loket", "/api/shipments")).at("items").empty()) << "made where they are fetched";
  tell(sent, issuance::SentBack{});
  tell(sent, issuance::Dispatched{issuance::ManifestNumber("M-1")},
       {{"seal", "S-7"}, {"carrier", "AGUS"}, {"serial", "41"}});
  auto bag = read(get("gudang", "/api/shipments")).at("items").at(0);
  EXPECT_EQ(bag.at("manifest"), "M-1");
  EXPECT_EQ(bag.at("seal"), "S-7");
  EXPECT_EQ(bag.at("arrived"), nullptr);
  EXPECT_EQ(bag.at("cards").at(0).at("serial"), "41");
  EXPECT_EQ(bag.at("cards").at(0).at("name"), "BUDI");
  EXPECT_EQ(post("loket", "/api/shipments/M-1/arrival", {{"serials", {"41"}}}).status, 200);
  EXPECT_NE(read(get("gudang", "/api/shipments")).at("items").at(0).at("arrived"), nullptr);

  EXPECT_TRUE(read(get("loket", "/api/returns")).at("items").empty());
  tell(failed, issuance::PickupFailed{170}, {{"verdict", 170}, {"fingers", json::object()}});
  auto card = read(get("loket", "/api/returns")).at("items").at(0);
  EXPECT_EQ(card.at("rung"), "service-point");
  EXPECT_EQ(card.at("serial"), "42");
  EXPECT_EQ(card.at("verdict"), 170);
  EXPECT_EQ(post("gudang", "/api/applications/" + failed.get() + "/return").status, 200);
  EXPECT_EQ(read(get("loket", "/api/returns")).at("items").at(0).at("rung"), "district");
}

TEST_F(Desks, AChipIsReadOnlyWithAReader) {
  hire_everybody();
  const auto number = take_in(resident("BUDI"));
  EXPECT_EQ(code(post("perekam", "/api/applications/" + number.get() + "/read-chip")), FailureCode::Capture_NoDevice);
  auto chip = card::Chip::blank();
  devices.open_reader = [&](const std::string&) -> Outcome<std::unique_ptr<card::Transport>> {
    return std::unique_ptr<card::Transport>(std::make_unique<card::ChipTransport>(chip));
  };
  serve();
  EXPECT_EQ(code(post("perekam", "/api/applications/" + number.get() + "/read-chip")), FailureCode::Chip_NoCardYet);
}

// ---- a stick, as the browser carries it ----

TEST_F(Desks, AParcelLeavesAndItsAnswerComesBack) {
  hire_everybody();
  (void)take_in(resident("BUDI"));
  const auto parcel = send(Method::Post, "/api/parcels", "", as("perekam"));
  ASSERT_EQ(parcel.status, 200) << parcel.text();
  EXPECT_NE(parcel.headers.at("content-disposition").find("dinas-9901-"), std::string::npos);
  EXPECT_NE(parcel.headers.at("x-ktpel-entries"), "0");
  std::istringstream in(std::string(parcel.text()), std::ios::binary);
  api::ParcelReader reader(in);
  std::ostringstream out(std::ios::binary);
  api::ParcelWriter writer(out);
  journal::Sequence holds = journal::before_first;
  for (auto part = reader.next(); part && *part; part = reader.next())
    holds = center->take_parcel(**part).value().holds;
  ASSERT_TRUE(center->answer_parcel(site, holds, [&](base::ByteView part) { return writer.write(part); }));
  const auto import = [&](const std::string& text) {
    return send(Method::Post, "/api/parcels/import", text, as("perekam"));
  };
  EXPECT_EQ(code(import("bukan paket")), FailureCode::Parcel_NotAParcel);
  EXPECT_EQ(code(import(out.str().substr(0, out.str().size() / 2))), FailureCode::Parcel_Incomplete);
  const auto report = read(import(out.str()));
  EXPECT_EQ(report.at("parts"), 1) << report;
  EXPECT_EQ(office->unsent().value(), 0u);
}

// ---- the resident's screen ----

TEST_F(Desks, TheResidentsScreenIsForThisMachineAndIsWiped) {
  hire_everybody();
  const auto page = get("", "/api/screen/events?station=2");
  ASSERT_TRUE(page.events);
  EXPECT_EQ(read(get("", "/api/screen?station=2")).at("state"), "idle");
  EXPECT_EQ(code(post("", "/api/screen/answer?station=2", {{"answer", "right"}})), FailureCode::Screen_NothingAsked);
  const auto show = [&](const json& body) { return send(Method::Put, "/api/screen", body.dump(), as("perekam")); };
  EXPECT_EQ(code(show({{"station", "2"}, {"state", "menari"}})), FailureCode::Desk_BodyMalformed);
  EXPECT_EQ(show({{"station", "2"}, {"state", "biodata"}, {"data", {{"name", "BUDI"}}}}).status, 200);
  EXPECT_EQ(told(page), std::vector<std::string>{"screen"});
  EXPECT_EQ(read(get("", "/api/screen?station=2")).at("data").at("name"), "BUDI");
  EXPECT_EQ(read(get("", "/api/screen")).at("state"), "idle") << "another desk's";

  const auto officers = get("perekam", "/api/events");
  EXPECT_EQ(code(post("", "/api/screen/answer?station=2", {{"answer", "mungkin"}})), FailureCode::Desk_BodyMalformed);
  EXPECT_EQ(post("", "/api/screen/answer?station=2", {{"answer", "wrong"}, {"lines", {"name"}}}).status, 200);
  const auto event = officers.events->take().value();
  EXPECT_NE(event.find("event: screen"), std::string::npos) << event;
  EXPECT_NE(event.find("\"lines\":[\"name\"]"), std::string::npos) << event;

  from_address = "192.168.1.7";
  EXPECT_EQ(code(get("", "/api/screen?station=2")), FailureCode::Screen_OtherMachine);
  EXPECT_EQ(code(get("", "/api/screen/events")), FailureCode::Screen_OtherMachine);
  from_address = "127.0.0.1";
  const http::Headers elsewhere{{"host", "127.0.0.1:8080"}, {"origin", "http://jahat.example"}};
  EXPECT_EQ(code(send(Method::Get, "/api/screen?station=2", "", elsewhere)), FailureCode::Screen_OtherMachine);
  const http::Headers own{{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}};
  EXPECT_EQ(send(Method::Get, "/api/screen?station=2", "", own).status, 200);

  EXPECT_EQ(show({{"station", "2"}, {"state", "done"}, {"data", {{"name", "BUDI"}}}}).status, 200);
  clock.days(1);
  const auto after = read(get("", "/api/screen?station=2"));
  EXPECT_EQ(after.at("state"), "idle");
  EXPECT_TRUE(after.at("data").empty());
}

// ---- the contract ----

json shapes() {
  const auto text = base::read_file(std::filesystem::path(std::getenv("KTPEL_SOURCE_DIR")) / "api" / "shapes.json");
  return json::parse(base::text_of(text.value()));
}

// ---- the recording as it goes on ----

TEST_F(Desks, OnlyBeginningBeginsARecording) {
  hire_everybody();
  hire("kepala", {Role::Supervisor});
  const auto number = take_in(resident("BUDI"));
  const auto path = "/api/applications/" + number.get() + "/capture";
  EXPECT_EQ(read(get("perekam", path)).at("began"), nullptr);
  const auto put = [&](const std::string& what, const json& body) {
    return send(Method::Put, path + what, body.dump(), as("perekam"));
  };
  EXPECT_EQ(code(put("/facts", {{"biodata_confirmed", true}})), FailureCode::Capture_NotBegun);
  EXPECT_FALSE(std::filesystem::exists(folder / "dinas" / "captures" / number.get()));
  ASSERT_TRUE(read(post("perekam", path)).at("began").is_string());
  ASSERT_EQ(put("/facts", {{"biodata_confirmed", true}}).status, 200);
  EXPECT_EQ(read(get("kepala", path)).at("biodata_confirmed"), true);

  const auto over = take_in(resident("AGUS"));
  make_card(over, "44");
  const auto finished = "/api/applications/" + over.get() + "/capture";
  EXPECT_EQ(code(post("perekam", finished)), FailureCode::Capture_NotAtCapture);
  EXPECT_EQ(read(get("perekam", finished)).at("began"), nullptr);
  EXPECT_FALSE(std::filesystem::exists(folder / "dinas" / "captures" / over.get()));
  // A page that nobody has begun to fill in is no error.
  EXPECT_EQ(get("perekam", "/api/drafts/meja").status, 200);
  EXPECT_EQ(read(get("perekam", "/api/drafts/meja")), json::object());
}

TEST_F(Desks, ARecordingIsPutAsideWithAReasonAndDiscardedByTwo) {
  hire_everybody();
  hire("kepala", {Role::Supervisor});
  const auto number = take_in(resident("BUDI"));
  const auto path = "/api/applications/" + number.get() + "/capture";
  ASSERT_EQ(post("perekam", path).status, 200);
  EXPECT_TRUE(read(get("perekam", "/api/captures")).at("items").empty()) << "opened alone";
  EXPECT_EQ(code(post("perekam", path + "/aside", {{"reason", "malas"}})), FailureCode::Desk_BodyMalformed);
  EXPECT_EQ(code(post("perekam", path + "/aside", {{"reason", "lain"}})), FailureCode::Desk_BodyMalformed);
  ASSERT_EQ(post("perekam", path + "/aside", {{"reason", "alat"}}).status, 200);
  serve();  // a restart
  const auto kept = read(get("kepala", "/api/captures")).at("items");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept.at(0).at("aside").at("why"), "alat");
  EXPECT_EQ(kept.at(0).at("aside").at("by"), "perekam");
  EXPECT_EQ(kept.at(0).at("step"), 1);
  EXPECT_EQ(kept.at(0).at("steps"), 8);
  // Gone on with, it is not put aside any more.
  ASSERT_EQ(post("perekam", path).status, 200);
  EXPECT_EQ(read(get("perekam", path)).at("aside"), nullptr);
  const auto portrait = biometric::encode_png(biometric::GreyImage(60, 80, biometric::Dpi(300), 99));
  ASSERT_EQ(
      send(Method::Put, path + "/parts/portrait", std::string(portrait.begin(), portrait.end()), as("perekam")).status,
      200);

  const auto discard = [&](const char* who, const char* second, const char* reason) {
    return post(who, path + "/discard", {{"name", second}, {"password", "rahasia-uji"}, {"reason", reason}});
  };
  EXPECT_EQ(code(discard("perekam", "kepala", "")), FailureCode::Desk_BodyMalformed);
  EXPECT_EQ(code(discard("perekam", "loket", "orang lain duduk")), FailureCode::Capture_ApprovalRefused);
  EXPECT_EQ(code(discard("kepala", "kepala", "orang lain duduk")), FailureCode::Capture_ApprovalRefused);
  EXPECT_EQ(written("capture-discarded"), 0u);
  ASSERT_EQ(discard("perekam", "kepala", "orang lain duduk").status, 200);
  EXPECT_EQ(written("capture-discarded"), 1u);
  EXPECT_EQ(code(discard("perekam", "kepala", "orang lain duduk")), FailureCode::Capture_NotBegun);
  EXPECT_FALSE(std::filesystem::exists(folder / "dinas" / "captures" / number.get()));
  EXPECT_TRUE(read(get("kepala", "/api/captures")).at("items").empty());
}

TEST_F(Desks, AnExceptionIsShownAndApprovedByOneOrWithoutAnyFingerByTwo) {
  hire_everybody();
  hire("kepala", {Role::Supervisor});
  hire("wakil", {Role::Supervisor});
  const auto number = take_in(resident("BUDI"));
  const auto path = "/api/applications/" + number.get() + "/capture";
  ASSERT_EQ(post("perekam", path).status, 200);
  const auto facts = [&](const json& body) {
    return read(send(Method::Put, path + "/facts", body.dump(), as("perekam")));
  };
  EXPECT_EQ(facts({{"exceptions", {{"finger-4", "bandaged"}}}}).at("needs_approval"), true);
  const auto hand = biometric::encode_png(biometric::GreyImage(60, 80, biometric::Dpi(300), 99));
  const std::string picture(hand.begin(), hand.end());
  ASSERT_EQ(send(Method::Put, path + "/parts/proof-right-hand", picture, as("perekam")).status, 200);
  EXPECT_EQ(code(send(Method::Put, path + "/parts/proof-foot", picture, as("perekam"))),
            FailureCode::Capture_NoSuchPart);
  EXPECT_EQ(code(post("perekam", path + "/proof/right-hand")), FailureCode::Capture_NoDevice);
  // The supervisor sees what is to be approved, and nothing else of the resident.
  EXPECT_EQ(get("kepala", path + "/parts/proof-right-hand").status, 200);
  ASSERT_EQ(send(Method::Put, path + "/parts/portrait", picture, as("perekam")).status, 200);
  EXPECT_EQ(get("kepala", path + "/parts/portrait").status, 404);
  EXPECT_EQ(code(post("perekam", path + "/approval")), FailureCode::Desk_BodyMalformed);
  const auto once = read(post("kepala", path + "/approval"));
  EXPECT_EQ(once.at("approved_by"), "kepala");
  EXPECT_EQ(once.at("needs_approval"), false);

  json all = json::object();
  for (int finger = 1; finger <= 10; ++finger) all["finger-" + std::to_string(finger)] = "missing";
  EXPECT_EQ(facts({{"exceptions", all}}).at("approved_by"), "");
  const json at_the_desk{{"name", "kepala"}, {"password", "rahasia-uji"}};
  EXPECT_EQ(read(post("perekam", path + "/approval", at_the_desk)).at("needs_approval"), true);
  EXPECT_EQ(read(post("perekam", path + "/approval", at_the_desk)).at("needs_approval"), true) << "the same one twice";
  const auto both = read(post("wakil", path + "/approval"));
  EXPECT_EQ(both.at("approved_by"), "kepala");
  EXPECT_EQ(both.at("approved_too"), "wakil");
  EXPECT_EQ(both.at("needs_approval"), false);

  const auto marked =
      facts({{"mark", "thumb"}, {"witness", {{"name", "SAKSI"}, {"identity", "12"}, {"relation", ""}}}});
  EXPECT_EQ(marked.at("mark"), "thumb");
  EXPECT_EQ(marked.at("witness").at("name"), "SAKSI");
  EXPECT_EQ(facts({{"mark", "lingkaran"}}).at("about"), "mark");
  EXPECT_EQ(facts({{"witness", "SAKSI"}}).at("about"), "witness");
}

TEST_F(Desks, TheStampStandsInTheHistoryAndLeavesTheList) {
  hire_everybody();
  const auto number = take_in(resident("BUDI"));
  EXPECT_EQ(code(post("loket", "/api/applications/" + number.get() + "/stamp")), FailureCode::Stamp_NotRecorded);
  tell(number, issuance::Recorded{base::sha256(number.get())});
  ASSERT_EQ(read(get("loket", "/api/stamps")).at("items").size(), 1u);
  clock.seconds(60);
  ASSERT_EQ(post("loket", "/api/applications/" + number.get() + "/stamp").status, 200);
  EXPECT_TRUE(read(get("loket", "/api/stamps")).at("items").empty());
  clock.seconds(60);
  tell(number, issuance::ReceivedAtCenter{1});
  const auto told = read(get("loket", "/api/applications/" + number.get()));
  EXPECT_EQ(told.at("stamped").at("by"), "loket");
  std::vector<std::string> kinds;
  for (const auto& one : told.at("history")) kinds.push_back(one.at("kind"));
  EXPECT_EQ(kinds, (std::vector<std::string>{"registration", "recorded", "summons-stamped", "received-at-center"}));
  EXPECT_EQ(code(post("perekam", "/api/applications/" + number.get() + "/stamp")), FailureCode::Stamp_AlreadyStamped);
}

TEST_F(Desks, WhatTheResidentWritesReachesTheOperatorAndStays) {
  hire_everybody();
  const auto heard = get("perekam", "/api/events");
  ASSERT_TRUE(heard.events);
  const auto show = [&](const json& body) { return send(Method::Put, "/api/screen", body.dump(), as("perekam")); };
  const json ink{{{10, 20}, {30.5, 40}}};
  EXPECT_EQ(read(post("", "/api/screen/strokes", {{"strokes", ink}})).at("taken"), false) << "nobody asked for it";
  ASSERT_EQ(show({{"state", "signature"}}).status, 200);
  (void)told(heard);
  EXPECT_EQ(read(post("", "/api/screen/strokes", {{"strokes", ink}})).at("taken"), true);
  const auto event = heard.events->take();
  ASSERT_TRUE(event);
  EXPECT_NE(event->find("event: ink"), std::string::npos) << *event;
  EXPECT_NE(event->find("30.5"), std::string::npos);
  // The page is loaded again, the operator's page says the same once more: it stays.
  ASSERT_EQ(show({{"state", "signature"}, {"data", {{"step", 3}}}}).status, 200);
  EXPECT_EQ(read(get("", "/api/screen")).at("data").at("strokes"), ink);
  // Wiped by the operator, and by the resident.
  ASSERT_EQ(show({{"state", "signature"}, {"data", {{"strokes", json::array()}}}}).status, 200);
  EXPECT_TRUE(read(get("", "/api/screen")).at("data").at("strokes").empty());
  ASSERT_EQ(show({{"state", "statement"}}).status, 200);
  EXPECT_FALSE(read(get("", "/api/screen")).at("data").contains("strokes")) << "another signature";
  for (const json& wrong : {json("x"), json{1}, json{{{1}}}, json{{{1, 2000}}}})
    EXPECT_EQ(code(post("", "/api/screen/strokes", {{"strokes", wrong}})), FailureCode::Desk_BodyMalformed) << wrong;
}

TEST_F(Desks, TheContractIsTheirTables) {
  officer::Sessions sessions(center->accounts(), clock);
  center::Bench bench(*center, clock);
  desk::Drafts drafts(folder, center->sealing_key(), clock);
  http::Feed feed;
  desk::Desk of_center(
      center::desk_routes({*center, sessions, bench, drafts, feed, clock,
                           [](person::RegionCode code) { return person::fictional_regions().path(code); }}),
      sessions, true);
  const auto contract =
      desk::contract({{"office", &service->desk().routes()}, {"center", &of_center.routes()}}, shapes());
  ASSERT_TRUE(contract.unknown.empty()) << contract.unknown.front() << " is the shape of no route";
  EXPECT_TRUE(base::matches_golden(desk::yaml_of(contract.openapi), "../../api/openapi.yaml"));
}

/// What a schema has against a message; empty: nothing.
std::string against(const json& schema, const json& message) {
  const json whole{{"allOf", json::array({schema})}, {"components", {{"schemas", shapes().at("schemas")}}}};
  valijson::Schema parsed;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(whole), parsed);
  valijson::ValidationResults results;
  valijson::Validator validator;
  if (validator.validate(parsed, valijson::adapters::NlohmannJsonAdapter(message), &results)) return {};
  std::string why;
  for (const auto& error : results) why += error.description + "; ";
  return why + message.dump();
}

TEST_F(Desks, RealAnswersFitTheContract) {
  hire_everybody();
  hire("kepala", {Role::SiteAdmin});
  const auto number = take_in(resident("BUDI"));
  make_card(number, "77");
  const auto nik = std::string(resident("AGUS").nik.digits());
  ASSERT_EQ(together("receipts", {{"first", "1"}, {"last", "3"}, {"note", "SJ-1"}}).status, 200);
  const auto visit =
      read(post("perekam", "/api/visits",
                {{"day", "01-12-2026"}, {"route", "Satu"}, {"residents", {nik}}, {"team", {"perekam"}}}));
  struct Asked {
    const char *who, *route;
    std::string target;
    json body = nullptr;  ///< of a POST
  };
  const std::vector<Asked> asked{
      {"loket", "GET /api/status", "/api/status"},
      {"loket", "GET /api/me", "/api/me"},
      {"loket", "GET /api/display", "/api/display"},
      {"loket", "GET /api/applications", "/api/applications"},
      {"loket", "GET /api/applications/{number}", "/api/applications/" + number.get()},
      {"loket", "GET /api/residents/{nik}", "/api/residents/" + nik},
      {"loket", "POST /api/applications", "/api/applications", {{"nik", nik}}},
      {"loket", "POST /api/applications/{number}/reminder", "/api/applications/" + number.get() + "/reminder",
       json::object()},
      {"loket", "GET /api/uncollected", "/api/uncollected"},
      {"loket", "POST /api/uncollected/paper", "/api/uncollected/paper", json::object()},
      {"loket", "GET /api/old-cards", "/api/old-cards"},
      {"loket", "GET /api/clocks", "/api/clocks"},
      {"loket", "GET /api/requirements", "/api/requirements?kind=lost"},
      {"loket", "GET /api/applications/{number}/biodata", "/api/applications/" + number.get() + "/biodata"},
      {"gudang", "GET /api/stock", "/api/stock"},
      {"gudang", "GET /api/stock/blanks/{serial}", "/api/stock/blanks/2"},
      {"gudang", "GET /api/stock/spoilage", "/api/stock/spoilage"},
      {"gudang", "GET /api/stock/days", "/api/stock/days"},
      {"gudang", "POST /api/stock/hand-outs", "/api/stock/hand-outs", {{"first", "1"}, {"to", "cetak"}}},
      {"perekam", "GET /api/visits", "/api/visits"},
      {"perekam", "GET /api/visits/{number}", "/api/visits/" + visit.at("number").get<std::string>()},
      {"loket", "GET /api/queue", "/api/queue"},
      {"loket", "GET /api/residents", "/api/residents?q=budi"},
      {"loket", "GET /api/villages", "/api/villages"},
      {"loket", "GET /api/obliged", "/api/obliged?village=9901012001"},
      {"loket", "GET /api/shipments", "/api/shipments"},
      {"loket", "GET /api/returns", "/api/returns"},
      {"kepala", "GET /api/devices", "/api/devices"},
      {"kepala", "POST /api/devices/test", "/api/devices/test", json::object()},
      {"", "GET /api/screen", "/api/screen"},
      {"perekam", "POST /api/queue/next", "/api/queue/next", {{"desk", "Meja 1"}, {"kind", "A"}}},
      {"kepala", "GET /api/officers", "/api/officers"}};
  const auto known = shapes();
  for (const auto& one : asked) {
    const auto& routes = known.at("routes");
    const auto own = routes.find("office " + std::string(one.route));
    const auto& shape = own != routes.end() ? *own : routes.at(one.route);
    const auto answer = one.body.is_null() ? get(one.who, one.target) : post(one.who, one.target, one.body);
    EXPECT_EQ(answer.status, shape.value("status", 200)) << one.route << answer.text();
    EXPECT_EQ(against(shape.at("answer"), read(answer)), "") << one.route;
    if (!one.body.is_null() && shape.contains("asks")) {
      EXPECT_EQ(against(shape.at("asks"), one.body), "") << one.route;
    }
    // A check that lets everything pass would be none.
    EXPECT_NE(against(shape.at("answer"), json{{"sesuatu", "lain"}}), "") << one.route;
  }
  const auto failure = get("loket", "/api/applications/tidak-ada");
  EXPECT_EQ(failure.status, 404);
  EXPECT_EQ(against({{"$ref", "#/components/schemas/Failure"}}, read(failure)), "");
}

/// What the contract calls required is asked for, and named when it is missing.
TEST_F(Desks, WhatTheContractRequiresIsRequired) {
  hire_everybody();
  hire("pemeriksa", {Role::Auditor});
  hire("kepala", {Role::SiteAdmin});
  const std::map<std::string, std::string> callers{{"stock", "gudang"},      {"old-cards/destructions", "gudang"},
                                                   {"journal", "pemeriksa"}, {"visits", "perekam"},
                                                   {"officers", "kepala"},   {"shipments", "gudang"}};
  std::set<std::string> here;
  for (const auto& route : service->desk().routes())
    here.insert(std::string(http::name(route.method)) + " " + route.pattern);
  std::size_t looked_at = 0;
  const auto known = shapes();
  for (const auto& [key, shape] : known.at("routes").items()) {
    const auto route = key.starts_with("office ") ? key.substr(7) : key;
    if (!route.starts_with("POST ") || !here.count(route) || route == "POST /api/login" || !shape.contains("asks") ||
        route.find("{") != std::string::npos)
      continue;
    std::string who = "loket";
    for (const auto& [part, officer] : callers)
      if (route.starts_with("POST /api/" + part)) who = officer;
    std::set<std::string> required;
    for (const auto& field : shape.at("asks").value("required", json::array())) required.insert(field);
    const auto answer = read(post(who, route.substr(5)));
    if (required.empty()) continue;
    ++looked_at;
    EXPECT_EQ(answer.at("code"), static_cast<int>(FailureCode::Desk_BodyMalformed)) << route << answer;
    EXPECT_TRUE(required.count(answer.at("about"))) << route << answer;
  }
  EXPECT_GE(looked_at, 10u);
}

}  // namespace
}  // namespace ktpel::office
