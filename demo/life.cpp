// SPDX-License-Identifier: Apache-2.0
#include "demo/life.h"

#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/phrase.h"
#include "base/random.h"
#include "biometric/image/codec.h"
#include "biometric/synth/finger.h"
#include "biometric/synth/portrait.h"
#include "biometric/synth/signature.h"
#include "demo/guide.h"
#include "demo/residents.h"
#include "office/chip_fingers.h"

namespace ktpel::demo {
namespace {

using biometric::FingerPosition;
using nlohmann::json;
using Site = Town::Site;

/// Ends it; why stands in the answer.
struct Stopped {
  std::string why;
};

/// Ten fingers of a person, grown once.
class Hands {
 public:
  explicit Hands(std::uint64_t person) : person_(person) {
    for (int n = 1; n <= 10; ++n) grown_.push_back(biometric::PersonFingers::grow(person, biometric::FingerNumber(n)));
  }
  base::Bytes press(int finger, std::uint64_t press) const {
    return biometric::encode_png(
        biometric::impression(grown_[static_cast<std::size_t>(finger - 1)], {},
                              base::SeededRandom(person_).branch(press).branch(static_cast<std::uint64_t>(finger)))
            .image);
  }

 private:
  std::uint64_t person_;
  std::vector<biometric::FingerMaster> grown_;
};

class Day {
 public:
  Day(Town& town, const std::atomic<bool>& stops) : town_(town), stops_(stops), cast_(cast_of(town)) {}

  void work() {
    receive_blanks();
    for (const auto* who : cast_.waiting) take_in(*who);
    const Hands first(body_of(cast_.collects.biodata.nik));
    const auto collects = record(cast_.collects, first);
    const Hands second(body_of(cast_.unique.biodata.nik));
    const auto unique = record(cast_.unique, second);
    await(Site::Counter, unique, {"Unique"});  // so that the other is compared with it
    record(cast_.twice, second);
    make_card_and_call(collects);
  }

 private:
  template <class T>
  T must(Told<T> told) const {
    if (!told) throw Stopped{told.error().message};
    return std::move(*told);
  }
  DeskClient& at(Site site, const char* officer) {
    if (stops_) throw Stopped{};
    auto& desk = desks_[{site, officer}];
    if (!desk) desk = town_.open_desk(site, officer, patience);
    return *desk;
  }

  void receive_blanks() {
    must(at(Site::Dinas, "cetak")
             .post("/api/stock/receipts", {{"first", first_blank},
                                           {"last", last_blank},
                                           {"note", base::phrase("life.delivery_note")},
                                           {"second_name", "supervisor"},
                                           {"second_password", Town::password()}}));
  }

  /// I.1
  std::string take_in(const registry::Resident& who) {
    const json papers = json::array({{{"type", "family-card"},
                                      {"number", std::string(who.biodata.family_card)},
                                      {"issuer", ""},
                                      {"form", "original"}}});
    return must(at(Site::Counter, "pelayanan")
                    .post("/api/applications", {{"nik", std::string(who.biodata.nik.digits())}, {"documents", papers}}))
        .at("number")
        .get<std::string>();
  }

  /// I.2: everything as files.
  std::string record(const registry::Resident& who, const Hands& hands) {
    const auto number = take_in(who);
    const auto& b = who.biodata;
    const auto body = body_of(b.nik);
    const auto base = "/api/applications/" + number + "/capture";
    const auto put = [&](const std::string& part, const base::Bytes& picture) {
      must(at(Site::Counter, "operator").put_file(base + "/parts/" + part, picture));
    };
    must(at(Site::Counter, "operator").post(base));
    put("portrait",
        biometric::encode_png(biometric::draw_portrait(base::SeededRandom(body), b.sex == person::Sex::Female,
                                                       biometric::background_of(b.born.year()))));
    const auto strokes = biometric::sign(base::SeededRandom(body), b.name);
    put("signature", biometric::encode_png(biometric::draw_signature(strokes, 600, 240, biometric::Dpi(300))));
    std::vector<FingerPosition> all;
    for (int finger = 1; finger <= 10; ++finger) {
      put("finger-" + std::to_string(finger), hands.press(finger, 1));
      all.push_back(FingerPosition(finger));
    }
    put("iris-right", biometric::encode_png(device::draw_eye(body, biometric::Eye::Right)));
    put("iris-left", biometric::encode_png(device::draw_eye(body, biometric::Eye::Left)));
    for (const auto finger : office::choose_chip_fingers(all))
      for (int press = 1; press <= 2; ++press) {
        const int n = static_cast<int>(finger);
        put("verify-" + std::to_string(n) + "-" + std::to_string(press),
            hands.press(n, static_cast<std::uint64_t>(press + 1)));
      }
    put("operator", biometric::encode_png(
                        biometric::impression(operators_finger_, {}, base::SeededRandom(++operator_presses_)).image));
    must(at(Site::Counter, "operator").put(base + "/facts", {{"biodata_confirmed", true}, {"statement_read", true}}));
    must(at(Site::Counter, "operator").post(base + "/finish"));
    return number;
  }

  void await(Site site, const std::string& number, const std::set<std::string>& states) {
    for (int left = 600;; --left) {
      (void)at(site, "supervisor").post("/api/synchronisation");
      const auto told = at(site, "supervisor").get("/api/applications/" + number);
      const auto state = told ? told->at("state").get<std::string>() : std::string();
      if (states.count(state)) return;
      if (left == 0) throw Stopped{number + ": " + state};
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }

  /// II.1, 5, 6
  void make_card_and_call(const std::string& number) {
    await(Site::Dinas, number, {"Unique"});
    {
      auto chip = card::Chip::create(town_.chip_file(first_blank));
      if (!chip || !town_.reader(life_reader).insert(*chip)) throw Stopped{town_.chip_file(first_blank).string()};
      const struct Away {
        device::ChipInReader& reader;
        ~Away() { reader.remove(); }
      } away{town_.reader(life_reader)};
      must(at(Site::Dinas, "cetak")
               .post("/api/applications/" + number + "/card",
                     {{"serial", first_blank}, {"reader", town_.reader_name(life_reader)}}));
    }
    const auto manifest =
        must(at(Site::Dinas, "cetak")
                 .post("/api/shipments",
                       {{"applications", {number}}, {"seal", "S-0001"}, {"carrier", base::phrase("life.carrier")}}))
            .at("manifest")
            .get<std::string>();
    await(Site::Counter, number, {"Shipped"});
    must(at(Site::Counter, "pelayanan").post("/api/shipments/" + manifest + "/arrival", {{"serials", {first_blank}}}));
    must(at(Site::Counter, "pelayanan").post("/api/applications/" + number + "/call"));
  }

  Town& town_;
  const std::atomic<bool>& stops_;
  Cast cast_;
  static constexpr std::chrono::seconds patience{4};  // the end of the demo waits as long at most
  const biometric::FingerMaster operators_finger_ =
      biometric::PersonFingers::grow(Town::operator_person, biometric::FingerNumber(2));
  std::uint64_t operator_presses_ = 1;
  std::map<std::pair<Site, std::string>, std::unique_ptr<DeskClient>> desks_;
};

}  // namespace

std::string bring_to_life(Town& town, const std::atomic<bool>& stops) {
  try {
    Day(town, stops).work();
  } catch (const Stopped& stopped) {
    return stopped.why;
  } catch (const json::exception& wrong) {
    return wrong.what();
  }
  return {};
}

}  // namespace ktpel::demo
