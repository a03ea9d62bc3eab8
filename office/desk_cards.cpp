// SPDX-License-Identifier: Apache-2.0
// II.1 to II.3, 5, P2: cards are made, shipped, compared with their holder, handed over, or returned.
#include "biometric/finger/match.h"
#include "biometric/image/codec.h"
#include "office/chip_fingers.h"
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using biometric::FingerPosition;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles dinas{Role::DinasAdmin};
const Roles counter{Role::ServiceOfficer, Role::Supervisor};
const Roles who_sees_shipments{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor};

/// What is said of the old card (6e); nullopt if the body says nothing that can be used.
std::optional<documents::OldCard> old_card_of(Call& call) {
  const auto kind = call.text_or("old_card", "none");
  if (kind == "none") return documents::NoOldCard{};
  if (kind == "withdrawn") return documents::OldCardWithdrawn{call.text("old_card_number")};
  const auto day = person::Date::parse(call.text("police_letter_day"));
  if (kind != "lost" || !day) {
    call.note_wrong(kind == "lost" ? "police_letter_day" : "old_card");
    return std::nullopt;
  }
  return documents::OldCardLost{call.text("police_letter"), *day};
}

json to_json(const SentCards& bag) {
  json cards = json::array();
  for (const auto& card : bag.cards)
    cards.push_back({{"number", card.application.get()},
                     {"serial", card.serial.get()},
                     {"name", card.name},
                     {"state", card.state},
                     {"missed", card.missed},
                     {"shelf", card.shelf}});
  return {{"manifest", bag.manifest.get()},
          {"seal", bag.seal},
          {"carrier", bag.carrier},
          {"from", bag.from.text()},
          {"to", bag.to.text()},
          {"sent", bag.sent.iso8601()},
          {"arrived", bag.arrived ? json(bag.arrived->iso8601()) : json(nullptr)},
          {"back", bag.back},
          {"foreign", bag.foreign},
          {"cards", cards}};
}

const char* rung_of(const ReturnedCard& card) {
  constexpr const char* rungs[] = {"district", "province", "ministry"};
  return card.rung ? rungs[static_cast<int>(*card.rung)] : "service-point";
}

json to_json(const ReturnedCard& card) {
  return {{"number", card.line.number.get()},
          {"nik", card.line.nik.digits()},
          {"name", card.line.name},
          {"serial", card.serial.get()},
          {"state", card.line.state},
          {"rung", rung_of(card)},
          {"since", card.line.since.iso8601()},
          {"verdict", static_cast<int>(card.verdict)},
          {"verdict_label", card::label(card.verdict)}};
}

}  // namespace

std::vector<desk::Route> Service::card_routes() {
  auto& office = parts_.office;
  const auto act = [this](std::string what, Doing doing) { return act_on(std::move(what), std::move(doing)); };
  const auto one_cause = [](Call& call, auto&& doing) -> Outcome<base::Done> {
    const auto cause = call.text("cause");
    return cause.empty() ? Outcome<base::Done>(base::Done{}) : doing(cause);
  };
  return {
      {Method::Post, "/api/applications/{number}/card", dinas, "Personalisasi cip dan kartu pada pembaca (II.1)",
       [this](Call& call) -> Reply {
         const auto serial = call.text("serial"), reader = call.text_or("reader", ""),
                    out_of_turn = call.text_or("order_reason", "");
         if (!call.wrong_field().empty()) return wrong(call);
         if (!parts_.devices.open_reader) return trouble(no_device("open_reader"));
         const std::scoped_lock lock(acts_);
         const auto card = parts_.devices.open_reader(reader);
         if (!card) return trouble(card.error());
         const auto report = parts_.office.personalise(application_of(call), **card, issuance::BlankSerial(serial),
                                                       officer_of(call), out_of_turn);
         if (!report) {
           changed("spoilt");
           return trouble(report.error());
         }
         changed("card");
         return done({{"number", call.part("number")},
                      {"serial", report->card.serial.get()},
                      {"chip", report->card.chip.get()},
                      {"apdus", report->apdus},
                      {"total_ms", report->total_ms},
                      {"face", report->face_png.filename().string()},
                      {"back", report->back_png.filename().string()},
                      {"print", report->face_pdf.filename().string()}});
       }},
      {Method::Post, "/api/applications/{number}/spoilage", dinas, "Mencatat kartu rusak sebelum dikirim",
       act("spoilt",
           [&office, one_cause](Call& call, const ApplicationNumber& n) {
             return one_cause(call, [&](const std::string& cause) { return office.spoil(n, cause, officer_of(call)); });
           })},
      {Method::Get, "/api/shipments", who_sees_shipments, "Kiriman kartu dari dan ke tempat ini (5)",
       [&office](Call&) -> Reply {
         const auto bags = office.shipments();
         if (!bags) return trouble(bags.error());
         json items = json::array();
         for (const auto& bag : *bags) items.push_back(to_json(bag));
         return done({{"items", items}});
       }},
      {Method::Get, "/api/returns", who_sees_shipments, "Kartu yang gagal saat diambil, dan sampai di mana (P2)",
       [&office](Call&) -> Reply {
         const auto cards = office.returns();
         if (!cards) return trouble(cards.error());
         json items = json::array();
         for (const auto& card : *cards) items.push_back(to_json(card));
         return done({{"items", items}});
       }},
      {Method::Post, "/api/applications/{number}/read-chip", Roles{Role::Operator},
       "Membaca dan memeriksa cip sebuah kartu, tanpa jari",
       [this](Call& call) -> Reply {
         const auto reader = call.text_or("reader", "");
         if (!call.wrong_field().empty()) return wrong(call);
         if (!parts_.devices.open_reader) return trouble(no_device("open_reader"));
         const std::scoped_lock lock(acts_);
         const auto card = parts_.devices.open_reader(reader);
         if (!card) return trouble(card.error());
         const auto report = parts_.office.read_chip(application_of(call), **card, officer_of(call));
         if (!report) return trouble(report.error());
         json rows = json::array();
         for (const auto& row : report->rows)
           rows.push_back({{"label", row.label}, {"chip", row.chip}, {"face", row.face}});
         return done({{"number", call.part("number")},
                      {"genuine", report->verdict == card::Verdict::good},
                      {"verdict", static_cast<int>(report->verdict)},
                      {"verdict_label", card::label(report->verdict)},
                      {"nik", report->nik},
                      {"name", report->name},
                      {"rows", rows},
                      {"fingers", report->fingers},
                      {"portrait", report->portrait_png.empty() ? json(nullptr) : json(base64(report->portrait_png))},
                      {"chip_ms", report->chip_ms}});
       }},
      {Method::Post, "/api/shipments", dinas, "Mengirim kartu satu tempat pelayanan dengan manifes (5)",
       [this](Call& call) -> Reply {
         std::vector<ApplicationNumber> numbers;
         for (const auto& number : call.list("applications")) numbers.emplace_back(number);
         const auto seal = call.text("seal"), carrier = call.text_or("carrier", "");
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto shipped = parts_.office.ship(numbers, seal, carrier, officer_of(call));
         if (!shipped) return trouble(shipped.error());
         changed("shipped");
         return desk::Answer(json{{"manifest", shipped->manifest.get()}, {"paper", shipped->paper.filename().string()}},
                             201);
       }},
      {Method::Post, "/api/shipments/{manifest}/arrival", who_sees_shipments, "Memeriksa kiriman kartu demi kartu (5)",
       [this](Call& call) -> Reply {
         std::vector<issuance::BlankSerial> found;
         for (const auto& serial : call.list("serials")) found.emplace_back(serial);
         const ArrivalNotes notes{call.body().contains("foreign") ? call.list("foreign") : std::vector<std::string>(),
                                  call.text_or("shelf", "")};
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto arrival =
             parts_.office.arrive(issuance::ManifestNumber(call.part("manifest")), found, officer_of(call), notes);
         if (!arrival) return trouble(arrival.error());
         changed("arrived");
         json arrived = json::array(), missed = json::array();
         for (const auto& n : arrival->arrived) arrived.push_back(n.get());
         for (const auto& n : arrival->missed) missed.push_back(n.get());
         return done({{"arrived", arrived}, {"missed", missed}});
       }},
      {Method::Post, "/api/applications/{number}/turned-up", counter,
       "Kartu yang tidak ada dalam kiriman sudah ditemukan",
       act("arrived",
           [&office](Call& call, const ApplicationNumber& n) {
             return office.turned_up(n, officer_of(call), call.text_or("shelf", ""));
           })},
      {Method::Post, "/api/applications/{number}/write-off", dinas, "Menyatakan kartu hilang dalam kiriman",
       act("written-off",
           [&office, one_cause](Call& call, const ApplicationNumber& n) {
             return one_cause(call,
                              [&](const std::string& cause) { return office.write_off(n, cause, officer_of(call)); });
           })},
      {Method::Post, "/api/applications/{number}/pick-up", Roles{Role::Operator},
       "Verifikasi pengambilan: cip pada pembaca, kedua jari terhadap cip (II.2); bila cip tidak memuat jari, "
       "supervisor "
       "melihat wajah: nama dan kata sandinya",
       [this](Call& call) -> Reply {
         const auto reader = call.text_or("reader", "");
         std::optional<Officer> face_seen_by;
         if (call.body().contains("name")) {
           const auto supervisor = second_person(call, Roles{Role::Supervisor});
           if (call.wrong_field().empty() && !supervisor) return trouble(supervisor.error());
           if (supervisor) face_seen_by = *supervisor;
         }
         if (!call.wrong_field().empty()) return wrong(call);
         if (!parts_.devices.open_reader || !parts_.devices.take_finger) return trouble(no_device("open_reader"));
         const std::scoped_lock lock(acts_);
         const auto card = parts_.devices.open_reader(reader);
         if (!card) return trouble(card.error());
         const auto result = parts_.office.pick_up(
             application_of(call), **card,
             [this](FingerPosition finger, int) -> std::optional<biometric::GreyImage> {
               auto press = parts_.devices.take_finger(finger);
               if (!press) return std::nullopt;
               return std::move(*press);
             },
             officer_of(call), face_seen_by);
         if (!result) return trouble(result.error());
         changed("pick-up");
         json fingers = json::object();
         for (const auto& [finger, db] : result->best_db) {
           const auto attempts = result->attempts.at(finger);
           const bool agrees = db >= biometric::kDefaultThreshold.get();
           fingers[std::to_string(static_cast<int>(finger))] = {
               {"words", finger_words(finger)},
               {"db", db},
               {"attempts", attempts},
               {"agrees", agrees},
               {"reason", agrees ? json(nullptr) : json(attempts == 0 ? "no-press" : "differs")}};
         }
         return done({{"number", call.part("number")},
                      {"word", card::label(result->word)},
                      {"verdict", static_cast<int>(result->verdict)},
                      {"verdict_label", card::label(result->verdict)},
                      {"fingers", fingers},
                      {"chip_ms", result->chip_ms}});
       }},
      {Method::Post, "/api/applications/{number}/hand-over", Roles{Role::ServiceOfficer, Role::Support},
       "Menyerahkan kartu: tanda terima dan KTP lama (II.3); nomor pada kartu dipindai; penerima menandatangani, atau "
       "saksi disebut bila ia tidak dapat",
       [this](Call& call) -> Reply {
         const auto old_card = old_card_of(call);
         const auto signature_text = base::from_hex(call.text_or("signature_png_hex", ""));
         Handover more{{}, call.text_or("witness", "")};
         if (more.witness.size() > Witness::longest) call.note_wrong("witness");
         if (const auto scanned = call.text_or("card", ""); !scanned.empty())
           more.scanned = issuance::BlankSerial(scanned);
         if (!call.wrong_field().empty() || !old_card) return wrong(call);
         std::optional<biometric::GreyImage> signature;
         if (signature_text && !signature_text->empty())
           if (auto drawn = biometric::decode_grey(*signature_text, biometric::Dpi(300))) signature = std::move(*drawn);
         if (!signature && more.witness.empty()) return desk::Trouble(desk::WrongField{"signature_png_hex"});
         const std::scoped_lock lock(acts_);
         const auto receipt =
             parts_.office.hand_over(application_of(call), signature, officer_of(call), *old_card, more);
         if (!receipt) return trouble(receipt.error());
         changed("handed-over");
         return done({{"number", call.part("number")}, {"receipt", receipt->filename().string()}});
       }},
      {Method::Post, "/api/applications/{number}/return",
       Roles{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor},
       "Mengembalikan kartu gagal satu tingkat, dengan berita acara (P2)", [this](Call& call) -> Reply {
         const std::scoped_lock lock(acts_);
         const auto paper = parts_.office.send_up(application_of(call), officer_of(call));
         if (!paper) return trouble(paper.error());
         changed("returned");
         return done({{"number", call.part("number")}, {"paper", paper->filename().string()}});
       }}};
}

}  // namespace ktpel::office
