// SPDX-License-Identifier: Apache-2.0
#include "demo/nine_cases.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "api/failure_code.h"
#include "base/phrase.h"
#include "base/random.h"
#include "biometric/image/codec.h"
#include "biometric/synth/signature.h"
#include "card/lds/file_id.h"
#include "demo/residents.h"
#include "office/chip_fingers.h"

namespace ktpel::demo {
namespace {

using base::phrase;
using biometric::FingerPosition;
using nlohmann::json;
using Site = Town::Site;

/// Ends a case; what it says stands in the report.
struct Stopped {
  std::string why;
};

/// A resident, and whose fingers he has.
struct Person {
  registry::Resident who;
  std::uint64_t seed;
  std::vector<FingerPosition> missing = {};
};

std::string decibel(double db) { return std::to_string(std::lround(db)) + " dB"; }

/// One case: acts at the desks, timed and told.
class Case {
 public:
  Case(Town& town, const CaseListener& listener, const char* name, const char* expected)
      : town_(town), listener_(listener) {
    report_.name = name;
    report_.title = phrase(std::string("demo.case_") + name);
    report_.expected = expected;
    std::replace(report_.title.begin(), report_.title.end(), '\n', ' ');
  }
  CaseReport& report() { return report_; }
  Town& town() { return town_; }

  /// Does an act, times it and tells of it; the act answers with what it came to.
  template <class Doing>
  void act(const char* clause, const char* words, int limit_s, Doing&& doing) {
    const auto start = std::chrono::steady_clock::now();
    const auto tell = [&](const std::string& outcome) {
      const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
      report_.acts.push_back({clause, phrase(words), ms, limit_s, outcome});
      listener_(report_, report_.acts.back());
    };
    std::string outcome;
    try {
      outcome = doing();
    } catch (const Stopped& stopped) {
      tell(phrase("demo.act_failed", {{"why", stopped.why}}));
      throw;
    }
    tell(outcome);
  }

  template <class T>
  T must(Told<T> told) {
    if (!told) throw Stopped{words(told.error())};
    return std::move(*told);
  }
  /// The act has to be refused, with this code.
  void refused(const Told<>& told, int code) {
    if (told) throw Stopped{phrase("demo.not_refused", {{"code", std::to_string(code)}})};
    if (told.error().code != code) throw Stopped{words(told.error())};
  }

  std::string state(Site site, const std::string& number) {
    const auto told = town_.desk(site, "supervisor").get("/api/applications/" + number);
    if (!told && told.error().status == 404) return {};
    return must(told).at("state").get<std::string>();
  }
  /// Waits until the application is in one of the states at a site.
  std::string await(Site site, const std::string& number, const std::set<std::string>& states) {
    const auto until = std::chrono::steady_clock::now() + town_.patience();
    for (;;) {
      const auto now = state(site, number);
      if (states.count(now)) return now;
      if (std::chrono::steady_clock::now() > until)
        throw Stopped{phrase("demo.waited_in_vain", {{"number", number}, {"state", now}})};
      // Who waits asks for an exchange: a list that is looked at is a list that is fresh.
      (void)town_.desk(site, "supervisor").post("/api/synchronisation");
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  /// An act that leads to one of the states: asked again until it is there, since an answer may be lost.
  json lead(Site site, const std::string& officer, const std::string& number, const std::string& path, const json& body,
            const std::set<std::string>& states) {
    for (int attempt = 0;; ++attempt) {
      const auto told = town_.desk(site, officer).post("/api/applications/" + number + path, body);
      if (told) return *told;
      if (states.count(state(site, number))) return json::object();
      if (attempt >= 20 || told.error().status == 403 || told.error().status == 400) throw Stopped{words(told.error())};
      const bool passing = told.error().status == 0 || told.error().status >= 500 || is_of_device(told.error());
      if (!passing) throw Stopped{words(told.error())};
      pause();
    }
  }
  /// An act with a scanner or camera. One that is away, in use or not ready is waited for, as its officer would: a
  /// program that was killed while a finger lay on the glass leaves the scanner at work for nobody.
  json take(DeskClient& desk, const std::string& path) {
    const auto until = std::chrono::steady_clock::now() + town_.patience();
    for (;;) {
      const auto told = desk.post(path);
      if (told) return *told;
      if (!is_of_device(told.error()) || std::chrono::steady_clock::now() > until) throw Stopped{words(told.error())};
      pause();
    }
  }
  /// Before somebody tries again.
  static void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(300)); }

 private:
  static bool is_of_device(const DeskRefusal& refusal) {
    using enum api::FailureCode;
    const auto code = static_cast<api::FailureCode>(refusal.code);
    return code == Device_SensorNotThere || code == Device_SensorBusy || code == Device_SensorNotReady;
  }
  Town& town_;
  const CaseListener& listener_;
  CaseReport report_;
};

// ---- the acts of the SOP ----

void show(Town& town, const Person& person, std::uint64_t press) {
  device::Presented shown{.person = person.seed,
                          .female = person.who.biodata.sex == person::Sex::Female,
                          .birth_year = person.who.biodata.born.year()};
  shown.missing_fingers = person.missing;
  shown.press = press;
  town.sensors().present(shown);
}

void show_operator(Town& town) { town.sensors().present({.person = Town::operator_person}); }

std::string nik_of(const Person& person) { return std::string(person.who.biodata.nik.digits()); }

/// I.1
std::string take_in(Case& c, Site site, const Person& person, const json& more = json::object()) {
  std::string number;
  c.act("I.1", "demo.act_intake", 120, [&] {
    json body{{"nik", nik_of(person)}};
    body.update(more);
    auto told = c.town().desk(site, "pelayanan").post("/api/applications", body);
    if (!told && told.error().code == 1104) {  // the answer was lost, and the program that gave it is another one now
      const auto lines = c.must(c.town().desk(site, "pelayanan").get("/api/applications?state=Registered"));
      for (const auto& line : lines.at("items"))
        if (line.at("nik") == nik_of(person))
          told = json{{"number", line.at("number")}, {"queue_number", line.at("queue_number")}, {"from_copy", false}};
    }
    const auto taken = c.must(told);
    number = taken.at("number").get<std::string>();
    c.report().applications.push_back(number);
    return phrase("demo.queue",
                  {{"number", std::to_string(taken.at("queue_number").get<int>())}, {"application", number}}) +
           (taken.at("from_copy").get<bool>() ? ", " + phrase("demo.from_copy") : "");
  });
  return number;
}

base::Bytes signature_of(const Person& person) {
  const auto strokes = biometric::sign(base::SeededRandom(person.seed), person.who.biodata.name);
  return biometric::encode_png(biometric::draw_signature(strokes, 600, 240, biometric::Dpi(300)));
}

/// 1e, or the finger presented instead of a recording: presses of the fingers that the chip will hold.
void press_again(Case& c, Site site, const std::string& base, const Person& person) {
  std::vector<FingerPosition> usable;
  for (int position = 1; position <= 10; ++position)
    if (std::find(person.missing.begin(), person.missing.end(), FingerPosition(position)) == person.missing.end())
      usable.push_back(FingerPosition(position));
  auto& desk = c.town().desk(site, "operator");
  for (const auto finger : office::choose_chip_fingers(usable))
    for (int press = 1; press <= 2; ++press)
      c.take(desk, base + "/press/verify-" + std::to_string(static_cast<int>(finger)) + "-" + std::to_string(press));
}

/// I.2, with the desk's devices, exceptions approved by the supervisor.
void record(Case& c, Site site, const std::string& number, const Person& person, std::uint64_t press = 1) {
  c.act("I.2", "demo.act_capture", 240, [&] {
    auto& desk = c.town().desk(site, "operator");
    const auto base = "/api/applications/" + number + "/capture";
    c.must(desk.post(base));
    show(c.town(), person, press);
    c.take(desk, base + "/portrait");
    c.must(desk.put_file(base + "/parts/signature", signature_of(person)));
    for (const char* group : {"right-four", "left-four", "thumbs"}) c.take(desk, base + "/fingers/" + group);
    c.take(desk, base + "/irises");
    json facts{{"biodata_confirmed", true}, {"statement_read", true}};
    if (!person.missing.empty()) {
      facts["exceptions"] = json::object();
      for (const auto finger : person.missing)
        facts["exceptions"]["finger-" + std::to_string(static_cast<int>(finger))] = "missing";
    }
    c.must(desk.put(base + "/facts", facts));
    std::set<std::string> hands;
    for (const auto finger : person.missing) hands.insert(static_cast<int>(finger) <= 5 ? "right-hand" : "left-hand");
    for (const auto& hand : hands) c.take(desk, base + "/proof/" + hand);
    if (!person.missing.empty())
      c.must(desk.post(base + "/approval", {{"name", "supervisor"}, {"password", Town::password()}}));
    show(c.town(), person, press + 1);
    press_again(c, site, base, person);
    show_operator(c.town());
    c.take(desk, base + "/press/operator");
    const auto done = c.lead(site, "operator", number, "/capture/finish", json::object(),
                             {"Captured", "Sent", "Searching", "Unique", "Adjudicating", "AwaitingAge"});
    if (!done.contains("packet_bytes")) return phrase("demo.recorded_before_cut");
    return phrase("demo.recorded", {{"fingers", std::to_string(done.at("quality").size())},
                                    {"kb", std::to_string(done.at("packet_bytes").get<std::size_t>() / 1024)}});
  });
}

/// 7: one finger instead of a recording.
void present(Case& c, Site site, const std::string& number, const Person& person, std::uint64_t press) {
  c.act("7", "demo.act_present", 240, [&] {
    auto& desk = c.town().desk(site, "operator");
    const auto base = "/api/applications/" + number + "/capture";
    c.must(desk.post(base));
    show(c.town(), person, press);
    c.must(desk.put_file(base + "/parts/signature", signature_of(person)));
    press_again(c, site, base, person);
    show_operator(c.town());
    c.take(desk, base + "/press/operator");
    c.lead(site, "operator", number, "/capture/present", json::object(), {"Presenting", "Unique", "RejectedAtCheck"});
    return phrase("demo.presented");
  });
}

/// I.3, 2, 3
void decided(Case& c, Site site, const std::string& number, const char* expected = "Unique") {
  c.act("I.3", "demo.act_uniqueness", 86400, [&] {
    return c.await(site, number, {expected, "RejectedAtCheck", "Adjudicating", "Unique", "Duplicate"});
  });
  if (const auto reached = c.state(site, number); reached != expected)
    throw Stopped{phrase("demo.decided_otherwise", {{"state", reached}, {"expected", expected}})};
}

/// II.1: at the Dinas. Gives the serial of the card.
std::string make_card(Case& c, const std::string& number) {
  static int blanks = 0;
  char digits[32];
  std::snprintf(digits, sizeof digits, "99%07d", ++blanks);
  std::string serial = digits;
  c.await(Site::Dinas, number, {"Unique"});
  c.act("II.1", "demo.act_card", 240, [&] {
    for (int attempt = 0;; ++attempt) {
      auto chip = card::Chip::create(c.town().chip_file(serial));
      if (!chip) throw Stopped{c.town().chip_file(serial).string()};
      const auto reader = c.town().lay_on_reader(*chip);
      if (!reader) throw Stopped{api::sentence(reader.error())};
      const auto made = c.town()
                            .desk(Site::Dinas, "cetak")
                            .post("/api/applications/" + number + "/card", {{"serial", serial}, {"reader", *reader}});
      c.town().clear_reader();
      if (made)
        return phrase("demo.personalised", {{"serial", serial},
                                            {"chip", made->at("chip").get<std::string>()},
                                            {"apdus", std::to_string(made->at("apdus").get<int>())}});
      // A power cut spoils the blank, or the answer alone was lost.
      if (c.state(Site::Dinas, number) == "Personalised")
        return phrase("demo.personalised_before_cut", {{"serial", serial}});
      if (attempt >= 10) throw Stopped{words(made.error())};
      c.pause();
      std::snprintf(digits, sizeof digits, "99%07d", ++blanks);
      serial = digits;
    }
  });
  return serial;
}

/// 5: in a bag to the counter, and checked there.
void ship(Case& c, const std::string& number, const std::string& serial) {
  c.act("5", "demo.act_ship", 0, [&] {
    std::string manifest;
    for (int attempt = 0; manifest.empty(); ++attempt) {
      const auto sent =
          c.town()
              .desk(Site::Dinas, "cetak")
              .post("/api/shipments", {{"applications", {number}}, {"seal", "S-" + serial}, {"carrier", "kurir"}});
      if (sent)
        manifest = sent->at("manifest").get<std::string>();
      else if (c.state(Site::Dinas, number) == "Shipped")
        break;  // written down before the power cut
      else if (attempt >= 10)
        throw Stopped{words(sent.error())};
      else
        c.pause();
    }
    c.await(Site::Counter, number, {"Shipped", "Arrived"});
    if (manifest.empty()) {
      const auto told = c.must(c.town().desk(Site::Counter, "pelayanan").get("/api/applications/" + number));
      manifest = told.value("manifest", std::string());
    }
    for (int attempt = 0;; ++attempt) {
      const auto arrived = c.town()
                               .desk(Site::Counter, "pelayanan")
                               .post("/api/shipments/" + manifest + "/arrival", {{"serials", {serial}}});
      if (arrived || c.state(Site::Counter, number) == "Arrived") return manifest;
      if (attempt >= 10) throw Stopped{words(arrived.error())};
      c.pause();
    }
  });
}

/// 6: called, chip against fingers. Gives "berhasil", "gagal" or "ulangi".
std::string pick_up(Case& c, Site site, const std::string& number, const std::string& serial, const Person& person,
                    std::uint64_t press) {
  if (c.state(site, number) != "Called") c.lead(site, "pelayanan", number, "/call", json::object(), {"Called"});
  std::string word;
  c.act("II.2", "demo.act_pickup", 120, [&]() -> std::string {
    for (int attempt = 0;; ++attempt) {
      auto chip = card::Chip::open(c.town().chip_file(serial));
      if (!chip) throw Stopped{c.town().chip_file(serial).string()};
      const auto reader = c.town().lay_on_reader(*chip);
      if (!reader) throw Stopped{api::sentence(reader.error())};
      show(c.town(), person, press);
      const auto told =
          c.town().desk(site, "operator").post("/api/applications/" + number + "/pick-up", {{"reader", *reader}});
      c.town().clear_reader();
      if (told) {
        word = told->at("word").get<std::string>();
        std::string scores;
        for (const auto& [finger, one] : told->at("fingers").items())
          scores += (scores.empty() ? "" : ", ") + one.at("words").get<std::string>() + " " +
                    decibel(one.at("db").get<double>());
        if (word != "ulangi" || attempt >= 5)
          return word + " " + std::to_string(told->at("verdict").get<int>()) +
                 (scores.empty() ? "" : " (" + scores + ")");
        continue;
      }
      const auto reached = c.state(site, number);
      if (reached == "Verified" || reached == "Failed") {
        word = reached == "Verified" ? "berhasil" : "gagal";
        return word;
      }
      if (attempt >= 10) throw Stopped{words(told.error())};
      c.pause();
    }
  });
  return word;
}

/// II.3
void hand_over(Case& c, Site site, const std::string& number, const Person& person, json more = json::object()) {
  c.act("II.3", "demo.act_handover", 60, [&] {
    more["signature_png_hex"] = base::hex(signature_of(person));
    const auto told = c.lead(site, "pendukung", number, "/hand-over", more, {"Issued"});
    return told.value("receipt", std::string("T-" + number));
  });
  c.report().reached = c.state(site, number);
}

/// From the decision to the resident's hand, at the counter.
void card_into_hand(Case& c, const std::string& number, const Person& person, std::uint64_t press,
                    const json& old_card = json::object()) {
  const auto serial = make_card(c, number);
  ship(c, number, serial);
  if (const auto word = pick_up(c, Site::Counter, number, serial, person, press); word != "berhasil")
    throw Stopped{word};
  hand_over(c, Site::Counter, number, person, old_card);
}

// ---- the nine ----

void first_timer(Case& c, const Person& person) {
  const auto number = take_in(c, Site::Counter, person);
  record(c, Site::Counter, number, person);
  decided(c, Site::Counter, number);
  card_into_hand(c, number, person, 11);
}

/// P1: Pencatatan Biodata gives the NIK, then as anybody.
void not_in_database(Case& c, Person& person) {
  auto& who = person.who.biodata;
  c.refused(c.town().desk(Site::Counter, "pelayanan").post("/api/applications", {{"nik", "9901015001010099"}}), 1101);
  c.act("P1", "demo.act_register", 0, [&] {
    json body{{"name", who.name},
              {"birthplace", who.birthplace},
              {"born", who.born.printed()},
              {"sex", person::printed(who.sex)},
              {"family_card", who.family_card},
              {"street", who.address.street},
              {"rt", who.address.rt},
              {"rw", who.address.rw},
              {"religion", person::printed(who.religion)},
              {"marital", person::printed(who.marital)},
              {"occupation", who.occupation},
              {"village", "9901012001"}};
    auto told = c.town().desk(Site::Center, "pencatat").post("/api/residents", body);
    std::string nik;
    if (!told && told.error().status == 409) {
      // Somebody like him is there already: himself, where the answer was lost; else somebody else.
      for (const auto& one : told.error().said.value("alike", json::array())) {
        const auto& there = one.at("resident");
        if (there.at("name") == who.name && there.at("born") == who.born.printed() &&
            there.at("family_card") == who.family_card)
          nik = there.at("nik").get<std::string>();
      }
      body["despite"] = phrase("demo.despite");
      if (nik.empty()) told = c.town().desk(Site::Center, "pencatat").post("/api/residents", body);
    }
    if (nik.empty()) nik = c.must(told).at("nik").get<std::string>();
    who.nik = person::Nik::parse(nik).value();
    c.report().nik = nik;
    return phrase("demo.nik_issued", {{"nik", nik}});
  });
  first_timer(c, person);
}

void lost_card(Case& c, const Person& person) {
  const auto number = take_in(c, Site::Counter, person, {{"kind", "lost"}});
  present(c, Site::Counter, number, person, 21);
  decided(c, Site::Counter, number);
  card_into_hand(c, number, person, 31,
                 {{"old_card", "lost"}, {"police_letter", "SKTLK/99/XI/2026"}, {"police_letter_day", "20-11-2026"}});
}

void damaged_card(Case& c, const Person& person) {
  const auto number = take_in(c, Site::Counter, person, {{"kind", "damaged"}});
  present(c, Site::Counter, number, person, 22);
  decided(c, Site::Counter, number);
  card_into_hand(c, number, person, 32, {{"old_card", "withdrawn"}, {"old_card_number", "990000001"}});
}

/// 7g: at the Dinas alone.
void foreigner(Case& c, const Person& person) {
  c.refused(c.town()
                .desk(Site::Counter, "pelayanan")
                .post("/api/applications", {{"nik", nik_of(person)}, {"kind", "foreigner"}}),
            1109);
  const auto number = take_in(c, Site::Dinas, person, {{"kind", "foreigner"}});
  record(c, Site::Dinas, number, person);
  decided(c, Site::Dinas, number);
  const auto serial = make_card(c, number);
  if (const auto word = pick_up(c, Site::Dinas, number, serial, person, 11); word != "berhasil") throw Stopped{word};
  hand_over(c, Site::Dinas, number, person);
}

/// 8: data taken along, recorded without a line, sent on return.
void home_visit(Case& c, const Person& person) {
  c.act("8", "demo.act_take_along", 0, [&] {
    c.must(c.town().desk(Site::Counter, "operator").post("/api/visits/take-along", {{"niks", {nik_of(person)}}}));
    c.town().kill(Site::Center);
    return phrase("demo.no_line");
  });
  const auto number = take_in(c, Site::Counter, person);
  record(c, Site::Counter, number, person);
  if (const auto here = c.state(Site::Counter, number); !c.town().is_harassed() && here != "Captured")
    throw Stopped{here};
  c.act("8", "demo.act_return_home", 0, [&] {
    if (!c.town().start(Site::Center)) throw Stopped{phrase("demo.center_not_back")};
    return phrase("demo.line_back");
  });
  decided(c, Site::Counter, number);
  card_into_hand(c, number, person, 11);
}

/// 2, 3b: the same fingers under another name.
void enrols_twice(Case& c, const Person& other_name, const std::string& earlier) {
  const auto number = take_in(c, Site::Counter, other_name);
  record(c, Site::Counter, number, other_name, 41);
  decided(c, Site::Counter, number, "Adjudicating");
  // Who judged is the auditor's to know alone.
  const auto judged = [&](const std::string& adjudicator) {
    const auto all = c.must(c.town().desk(Site::Center, "auditor").get("/api/applications/" + number));
    const auto& timeline = all.at("timeline");
    return std::any_of(timeline.begin(), timeline.end(), [&](const json& entry) {
      return entry.value("kind", std::string()) == "judged" && entry.value("actor", std::string()) == adjudicator;
    });
  };
  c.act("2", "demo.act_adjudication", 0, [&] {
    for (const char* adjudicator : {"ajudikator-satu", "ajudikator-dua"}) {
      auto& desk = c.town().desk(Site::Center, adjudicator);
      const auto contest = c.must(desk.get("/api/contests/" + number));
      // First what the pictures alone say of each candidate, then the decision on each.
      json each = json::array();
      for (const auto& candidate : contest.at("candidates")) {
        const auto which = candidate.at("number").get<std::string>();
        const char* word = which == earlier ? "same" : "different";
        const auto noted =
            desk.post("/api/contests/" + number + "/impression", {{"candidate", which}, {"impression", word}});
        if (!noted && !judged(adjudicator)) throw Stopped{words(noted.error())};
        each.push_back({{"number", which}, {"judgement", word}});
      }
      const auto told = desk.post("/api/contests/" + number + "/judgement",
                                  {{"candidates", each}, {"reason", phrase("demo.judged")}});
      // Where the answer was lost the opinion is refused as a second one, or because the two have decided already.
      if (!told && !judged(adjudicator)) throw Stopped{words(told.error())};
    }
    return phrase("demo.duplicate_of_application", {{"application", earlier}});
  });
  c.act("3b", "demo.act_clarification", 0, [&] {
    c.await(Site::Counter, number, {"Clarifying"});
    c.lead(Site::Counter, "pelayanan", number, "/answer", {{"text", phrase("demo.answer")}}, {});
    auto& desk = c.town().desk(Site::Center, "ajudikator-satu");
    for (int attempt = 0;; ++attempt) {
      (void)c.town().desk(Site::Counter, "pelayanan").post("/api/synchronisation");
      const auto told = desk.post("/api/clarifications/" + number + "/outcome", {{"outcome", "duplicate"}});
      if (told) break;
      if (c.state(Site::Counter, number) == "Duplicate") break;
      if (attempt >= 50) throw Stopped{words(told.error())};
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return c.await(Site::Counter, number, {"Duplicate"});
  });
  c.report().reached = c.state(Site::Counter, number);
}

/// P2: a chip that fails goes up to the ministry, and a new card is made.
void failing_chip(Case& c, const Person& person) {
  const auto number = take_in(c, Site::Counter, person);
  record(c, Site::Counter, number, person);
  decided(c, Site::Counter, number);
  const auto serial = make_card(c, number);
  ship(c, number, serial);
  {
    auto chip = card::Chip::open(c.town().chip_file(serial));
    if (!chip || !chip->inject_flip(card::file::dg11, 40, 0x01)) throw Stopped{"chip"};
  }
  if (const auto word = pick_up(c, Site::Counter, number, serial, person, 11); word != "gagal") throw Stopped{word};
  c.act("P2", "demo.act_return", 0, [&] {
    c.lead(Site::Counter, "pelayanan", number, "/return", json::object(), {"Returning"});
    c.await(Site::Dinas, number, {"Returning"});
    for (int attempt = 0;; ++attempt) {  // the Dinas to the province, the province to the ministry
      const auto up = c.town().desk(Site::Dinas, "cetak").post("/api/applications/" + number + "/return");
      if (up || up.error().code == 5105 || attempt >= 10) break;
    }
    auto& ministry = c.town().desk(Site::Center, "kementerian");
    for (int attempt = 0;; ++attempt) {
      (void)c.town().desk(Site::Dinas, "cetak").post("/api/synchronisation");
      (void)ministry.post("/api/returns/" + number + "/up");  // refused where it is up already
      const auto found = ministry.post("/api/returns/" + number + "/finding", {{"reopen", "personalisation"}});
      if (found || c.state(Site::Dinas, number) == "Unique") return phrase("demo.returned");
      if (attempt >= 50) throw Stopped{words(found.error())};
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  });
  card_into_hand(c, number, person, 12);
}

}  // namespace

std::vector<CaseReport> play_nine_cases(Town& town, std::uint64_t town_seed, int round, const CaseListener& listener,
                                        std::size_t cases) {
  std::vector<CaseReport> reports;
  const auto seed = town_seed * 16 + static_cast<std::uint64_t>(round);  // of fingers and of who is in no register
  const auto somebody = [&](std::size_t i) {
    return Person{town.residents().at(static_cast<std::size_t>(round) * 5 + i), seed * 1000 + i + 1};
  };
  const auto play = [&](const char* name, const char* expected, Person& person, auto&& doing) {
    if (reports.size() >= cases) return;
    Case c(town, listener, name, expected);
    c.report().person = person.who.biodata.name;
    c.report().nik = nik_of(person);
    try {
      doing(c);
    } catch (const Stopped& stopped) {
      c.report().fault = stopped.why;
    } catch (const json::exception& wrong) {
      c.report().fault = wrong.what();
    }
    if (c.report().reached.empty() && !c.report().applications.empty()) try {
        c.report().reached = c.state(Site::Counter, c.report().applications.back());
      } catch (const Stopped&) {
      }
    reports.push_back(c.report());
  };
  auto one = somebody(0), two = somebody(1), three = somebody(2), four = somebody(3), five = somebody(4);
  play("first-timer", "Issued", one, [&](Case& c) { first_timer(c, one); });
  auto unknown =
      Person{{registry::with_nik(invent_resident(seed ^ 0x77, 77), one.who.biodata.nik), {}}, seed * 1000 + 901};
  play("not-in-database", "Issued", unknown, [&](Case& c) { not_in_database(c, unknown); });
  play("lost-card", "Issued", one, [&](Case& c) { lost_card(c, one); });
  play("damaged-card", "Issued", unknown, [&](Case& c) { damaged_card(c, unknown); });
  auto stranger = Person{town.foreigner(round), seed * 1000 + 902};
  play("foreigner", "Issued", stranger, [&](Case& c) { foreigner(c, stranger); });
  play("home-visit", "Issued", two, [&](Case& c) { home_visit(c, two); });
  play("enrols-twice", "Duplicate", three, [&](Case& c) {
    auto again = three;
    again.seed = one.seed;  // the fingers of the first
    enrols_twice(c, again, reports.front().applications.empty() ? "-" : reports.front().applications.front());
  });
  play("failing-chip", "Issued", four, [&](Case& c) { failing_chip(c, four); });
  five.missing = {FingerPosition::RightIndex, FingerPosition::RightThumb, FingerPosition::LeftIndex};
  play("missing-fingers", "Issued", five, [&](Case& c) { first_timer(c, five); });
  return reports;
}

}  // namespace ktpel::demo
