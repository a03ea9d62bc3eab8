// SPDX-License-Identifier: Apache-2.0
// I.1, 6, 6e: who is called up, who has not come, which old cards were withdrawn, how long the steps took.
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles counter{Role::ServiceOfficer, Role::Supervisor};
const Roles who_sees{Role::ServiceOfficer, Role::DinasAdmin, Role::Support, Role::Supervisor, Role::Auditor};

/// The day that a query or body names; today if it names none.
std::optional<person::Date> day_of(const std::string& text, const Office& office) {
  return text.empty() ? std::optional(office.today()) : person::Date::parse(text);
}

struct OldCardWords {
  json operator()(const documents::OldCardWithdrawn& o) const { return {{"kind", "withdrawn"}, {"number", o.number}}; }
  json operator()(const documents::OldCardLost& o) const {
    return {{"kind", "lost"}, {"number", o.police_letter}, {"day", o.dated.printed()}};
  }
  json operator()(const documents::NoOldCard&) const { return {{"kind", "none"}, {"number", ""}}; }
};

std::vector<ApplicationNumber> numbers_of(Call& call) {
  std::vector<ApplicationNumber> out;
  for (const auto& number : call.list("applications")) out.emplace_back(number);
  return out;
}

json to_json(const Uncollected& card) {
  return {{"application", office::to_json(card.line)},
          {"serial", card.serial.get()},
          {"called", card.waiting.called.iso8601()},
          {"reminders", card.waiting.reminders},
          {"reminded", card.waiting.reminded ? json(card.waiting.reminded->iso8601()) : json(nullptr)},
          {"remind", card.remind},
          {"send_back", card.send_back},
          {"shelf", card.shelf}};
}

json to_json(const CallUp& made) {
  json called = json::array(), left_out = json::array();
  for (const auto& one : made.called) {
    const auto at = documents::moment_of(one.slot, "");
    char hour[16];
    std::snprintf(hour, sizeof hour, "%02d:%02d", at.hour, at.minute);
    called.push_back({{"nik", one.nik.digits()},
                      {"name", one.name},
                      {"letter", one.letter},
                      {"day", one.slot.day.printed()},
                      {"hour", hour}});
  }
  for (const auto& one : made.left_out) left_out.push_back({{"nik", one.nik.digits()}, {"why", one.why}});
  return {
      {"number", made.number}, {"paper", made.paper.filename().string()}, {"called", called}, {"left_out", left_out}};
}

json to_json(const StepTimes& times) {
  const auto& limit = issuance::limit(times.step);
  return {{"clause", limit.clause},
          {"label", limit.label},
          {"limit_ms", limit.limit_ms},
          {"count", times.count},
          {"running", times.running},
          {"breaches", times.breaches},
          {"median_ms", times.count > 0 ? json(times.median_ms) : json(nullptr)}};
}

}  // namespace

std::vector<desk::Route> Service::list_routes() {
  auto& office = parts_.office;
  return {
      {Method::Get, "/api/uncollected", who_sees,
       "Kartu yang belum diambil: yang perlu diingatkan atau dikembalikan (6)",
       [&office](Call&) -> Reply {
         const auto cards = office.uncollected();
         if (!cards) return trouble(cards.error());
         json items = json::array();
         for (const auto& card : *cards) items.push_back(to_json(card));
         return done({{"items", items},
                      {"reminder_days", office.profile().collection.reminder_days},
                      {"back_days", office.profile().collection.back_days}});
       }},
      {Method::Post, "/api/uncollected/paper", counter, "Daftar KTP-el yang belum diambil (PDF)",
       [this](Call& call) -> Reply {
         const std::scoped_lock lock(acts_);
         const auto paper = parts_.office.print_uncollected(printed(call.officer()));
         if (!paper) return trouble(paper.error());
         return desk::Answer(json{{"paper", paper->filename().string()}}, 201);
       }},
      {Method::Post, "/api/uncollected/reminders", counter, "Mengingatkan beberapa penduduk, dengan surat (6)",
       [this](Call& call) -> Reply {
         const auto numbers = numbers_of(call);
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto letters = parts_.office.remind_all(numbers, officer_of(call));
         if (!letters) return trouble(letters.error());
         changed("reminder");
         json papers = json::array();
         for (const auto& letter : *letters) papers.push_back(letter.filename().string());
         return desk::Answer(json{{"papers", papers}}, 201);
       }},
      {Method::Post, "/api/uncollected/returns", counter,
       "Mengembalikan kartu yang tidak diambil ke Dinas, dengan manifes",
       [this](Call& call) -> Reply {
         const auto numbers = numbers_of(call);
         const auto seal = call.text("seal"), carrier = call.text("carrier"), why = call.text_or("why", "");
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto sent = parts_.office.send_back(numbers, seal, carrier, why, officer_of(call));
         if (!sent) return trouble(sent.error());
         changed("sent-back");
         if (!*sent) return desk::Answer(json{{"manifest", nullptr}, {"paper", nullptr}}, 201);
         return desk::Answer(json{{"manifest", (*sent)->manifest.get()}, {"paper", (*sent)->paper.filename().string()}},
                             201);
       }},
      {Method::Get, "/api/old-cards", who_sees, "KTP lama yang ditarik pada satu hari (6e)",
       [&office](Call& call) -> Reply {
         const auto day = day_of(call.query("day"), office);
         if (!day) return desk::Trouble(desk::WrongField{"day"});
         const auto cards = office.old_cards(*day);
         if (!cards) return trouble(cards.error());
         json items = json::array();
         for (const auto& card : *cards)
           items.push_back(
               {{"nik", card.nik.digits()}, {"name", card.name}, {"old_card", std::visit(OldCardWords{}, card.card)}});
         return done({{"day", day->printed()}, {"items", items}});
       }},
      {Method::Post, "/api/old-cards/paper", counter, "Daftar KTP lama yang diserahkan ke Dinas (PDF)",
       [this](Call& call) -> Reply {
         const auto day = day_of(call.text_or("day", ""), parts_.office);
         if (!day) call.note_wrong("day");
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto paper = parts_.office.print_old_cards(*day, printed(call.officer()));
         if (!paper) return trouble(paper.error());
         return desk::Answer(json{{"paper", paper->filename().string()}}, 201);
       }},
      {Method::Post, "/api/call-ups", counter,
       "Memanggil penduduk satu desa: surat panggilan dengan hari dan jam (I.1)",
       [this](Call& call) -> Reply {
         CallUpOrder order{
             .village = call.text("village"), .residents = {}, .from = parts_.office.today().plus_days(1)};
         for (const auto& text : call.list("niks")) {
           const auto nik = person::Nik::parse(text);
           if (!nik) call.note_wrong("niks");
           if (nik) order.residents.push_back(*nik);
         }
         if (const auto from = call.text_or("from", ""); !from.empty()) {
           const auto day = person::Date::parse(from);
           if (!day) call.note_wrong("from");
           if (day) order.from = *day;
         }
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(counter_, acts_);
         const auto made = parts_.office.call_up(order, parts_.counter, officer_of(call));
         if (!made) return trouble(made.error());
         changed("call-up");
         return desk::Answer(to_json(*made), 201);
       }},
      {Method::Get, "/api/clocks",
       Roles{Role::ServiceOfficer, Role::Operator, Role::DinasAdmin, Role::Supervisor, Role::Auditor},
       "Waktu tiap langkah SOP pada permohonan satu hari: median dan pelampauan", [&office](Call& call) -> Reply {
         const auto day = day_of(call.query("day"), office);
         if (!day) return desk::Trouble(desk::WrongField{"day"});
         const auto times = office.clocks(*day);
         if (!times) return trouble(times.error());
         json steps = json::array();
         for (const auto& one : *times) steps.push_back(to_json(one));
         return done({{"day", day->printed()}, {"steps", steps}});
       }}};
}

}  // namespace ktpel::office
