// SPDX-License-Identifier: Apache-2.0
// 6e, 7d, 7f: old cards from the counter's drawer to the ash at the Dinas.
#include <algorithm>

#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles counter{Role::ServiceOfficer, Role::Supervisor};
const Roles dinas{Role::DinasAdmin};
const Roles who_sees{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor, Role::Auditor};

json to_json(const KeptOldCard& card) {
  return {{"application", card.line.number.get()},
          {"nik", card.line.nik.digits()},
          {"name", card.line.name},
          {"office", card.line.office.text()},
          {"kind", issuance::name(card.line.kind)},
          {"number", card.number},
          {"withdrawn", card.withdrawn.iso8601()},
          {"by", card.by},
          {"receipt", card.receipt},
          {"place", issuance::name(card.place)},
          {"list", card.list}};
}

std::vector<ApplicationNumber> numbers_of(Call& call) {
  std::vector<ApplicationNumber> out;
  for (const auto& number : call.list("applications")) out.emplace_back(number);
  if (out.empty()) call.note_wrong("applications");
  return out;
}

}  // namespace

std::vector<desk::Route> Service::old_card_routes() {
  return {
      {Method::Get, "/api/old-cards/kept", who_sees, "KTP lama yang tersimpan, di jalan, atau di Dinas (6e, 7d, 7f)",
       [this](Call&) -> Reply {
         const auto cards = parts_.office.kept_old_cards();
         if (!cards) return trouble(cards.error());
         json items = json::array();
         for (const auto& card : *cards) items.push_back(to_json(card));
         return done({{"items", items}});
       }},
      {Method::Post, "/api/old-cards/hand-overs", counter,
       "Menyerahkan KTP lama yang sudah dilubangi ke Dinas dengan daftar, ditandatangani dua orang (6e)",
       [this](Call& call) -> Reply {
         const auto numbers = numbers_of(call);
         std::vector<std::string> punched = call.list("punched");
         (void)call.text("second_name");
         (void)call.text("second_password");
         if (!call.wrong_field().empty()) return wrong(call);
         for (const auto& number : numbers)
           if (std::find(punched.begin(), punched.end(), number.get()) == punched.end())
             return trouble({FailureCode::OldCard_NotPunched, number.get()});
         const auto by = witnessed(call);
         if (!by) return trouble(by.error());
         const std::scoped_lock lock(acts_);
         const auto list = parts_.office.hand_on_old_cards(numbers, *by);
         if (!list) return trouble(list.error());
         changed("old-cards");
         return desk::Answer(json{{"list", list->number}, {"paper", list->paper.filename().string()}}, 201);
       }},
      {Method::Post, "/api/old-cards/hand-overs/{list}/arrival", dinas, "Mencocokkan daftar KTP lama satu per satu",
       [this](Call& call) -> Reply {
         std::vector<ApplicationNumber> found;
         for (const auto& number : call.list("applications")) found.emplace_back(number);
         if (!call.wrong_field().empty()) return wrong(call);
         const std::scoped_lock lock(acts_);
         const auto arrival = parts_.office.receive_old_cards(call.part("list"), found, officer_of(call));
         if (!arrival) return trouble(arrival.error());
         changed("old-cards");
         json arrived = json::array(), missed = json::array();
         for (const auto& n : arrival->arrived) arrived.push_back(n.get());
         for (const auto& n : arrival->missed) missed.push_back(n.get());
         return done({{"arrived", arrived}, {"missed", missed}});
       }},
      {Method::Post, "/api/applications/{number}/old-card-found", dinas, "KTP lama yang kurang sudah ditemukan",
       act_on("old-cards",
              [this](Call& call, const ApplicationNumber& n) {
                return parts_.office.old_card_turned_up(n, officer_of(call));
              })},
      {Method::Post, "/api/old-cards/destructions", dinas,
       "Memusnahkan KTP lama di depan dua saksi, dengan foto: berita acara", [this](Call& call) -> Reply {
         const auto numbers = numbers_of(call);
         const auto method = destruction_method_of(call.text_or("method", "cut"));
         const auto order = call.text_or("order", "");
         const auto photo = base::Digest::from_hex(call.text_or("photo", ""));
         (void)call.text("second_name");
         (void)call.text("second_password");
         if (!method) call.note_wrong("method");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto by = witnessed(call);
         if (!by) return trouble(by.error());
         const std::scoped_lock lock(acts_);
         const auto paper =
             parts_.office.destroy_old_cards(numbers, *method, order, photo.value_or(base::Digest{}), *by);
         if (!paper) return trouble(paper.error());
         changed("old-cards");
         return desk::Answer(json{{"paper", paper->filename().string()}}, 201);
       }}};
}

}  // namespace ktpel::office
