// SPDX-License-Identifier: Apache-2.0
// The registry (P1): who is there, who should come, who is new.
#include <algorithm>

#include "center/detail/routes.h"
#include "person/family_card_number.h"
#include "person/name.h"
#include "registry/siak_import.h"
#include "registry/typed.h"

namespace ktpel::center::detail {

using api::Failure;
using api::FailureCode;
using http::Method;
using officer::Role;

namespace {

constexpr std::size_t shown_at_once = 20, longest_name = 60, longest_street = 100;
constexpr std::size_t batch = 500;  // residents in one transaction

person::Date today(const base::Clock& clock) {
  const auto text = base::Time{clock.now().ms + 7 * 3600000}.iso8601();
  const auto part = [&](std::size_t at, std::size_t size) { return std::stoi(text.substr(at, size)); };
  return person::Date::of(part(0, 4), static_cast<unsigned>(part(5, 2)), static_cast<unsigned>(part(8, 2))).value();
}

/// In upper case and without odd spaces; notes the field if it is no name.
std::string name_in(Call& call, const char* field, bool may_be_empty = false) {
  const auto typed = may_be_empty ? call.text_or(field, "") : call.text(field);
  if (typed.empty()) return {};
  const auto name = person::normalised_name(typed);
  const auto is_start = [](char c) { return (c & 0xC0) != 0x80; };
  if (name && static_cast<std::size_t>(std::count_if(name->begin(), name->end(), is_start)) <= longest_name)
    return *name;
  call.note_wrong(field);
  return {};
}

template <class Code>
std::optional<Code> code_in(Call& call, const char* field) {
  const auto raised = person::normalised_name(call.text(field));
  auto code = registry::typed_code<Code>(raised ? *raised : "", person::CodeEdition::Of2010);
  if (!code) call.note_wrong(field);
  return code;
}

/// What the form says; what is wrong with it is noted in the call. nullopt then, or a failure of the village's code.
Outcome<std::optional<registry::NewResident>> new_resident_in(const DeskMeans& means, Call& call) {
  const auto name = name_in(call, "name"), birthplace = name_in(call, "birthplace");
  const auto born = registry::typed_date(call.text("born"));
  if (!born || *born > today(means.clock)) call.note_wrong("born");
  const auto sex = registry::typed_sex(call.text("sex"));
  if (!sex) call.note_wrong("sex");
  const auto family_card = call.text("family_card");
  if (!person::FamilyCardNumber::parse(family_card)) call.note_wrong("family_card");
  const auto street = person::normalised_name(call.text("street"));
  if (!street || street->size() > longest_street) call.note_wrong("street");
  const auto rt = call.number("rt"), rw = call.number("rw");
  if (rt < 0 || rt > 999) call.note_wrong("rt");
  if (rw < 0 || rw > 999) call.note_wrong("rw");
  const auto religion = code_in<person::ReligionCode>(call, "religion");
  const auto marital = code_in<person::MaritalCode>(call, "marital");
  const auto work = person::normalised_name(call.text("occupation"));
  const auto occupation = registry::typed_occupation(work ? *work : "", person::CodeEdition::Of2010);
  if (!occupation) call.note_wrong("occupation");
  auto blood = person::BloodType::TidakTahu;
  if (const auto typed = call.text_or("blood", "-"); typed != "-")
    if (const auto code = code_in<person::BloodTypeCode>(call, "blood"))
      blood = static_cast<person::BloodType>(code->number());
  registry::Kin kin{.role = {}, .mother = name_in(call, "mother", true), .father = name_in(call, "father", true)};
  if (!call.text_or("role", "").empty()) kin.role = code_in<person::FamilyRole>(call, "role");
  auto citizenship = person::Citizenship::Wni;
  std::optional<person::Date> permit_until;
  if (const auto typed = call.text_or("permit_until", ""); !typed.empty()) {
    permit_until = registry::typed_date(typed);
    if (!permit_until) call.note_wrong("permit_until");
    citizenship = person::Citizenship::Wna;
  }
  const auto village = person::RegionCode::parse(call.text("village"));
  if (!village || village->level() != person::RegionLevel::Village) call.note_wrong("village");
  if (!call.wrong_field().empty()) return std::optional<registry::NewResident>();
  const auto path = means.region_path(*village);
  if (path.size() != 4) return Failure{FailureCode::Center_VillageUnknown, village->dotted()};
  const auto digits = village->digits();
  return std::optional(registry::NewResident{.family_card = family_card,
                                             .name = name,
                                             .birthplace = birthplace,
                                             .born = *born,
                                             .sex = *sex,
                                             .blood = blood,
                                             .address = {.street = *street,
                                                         .rt = static_cast<int>(rt),
                                                         .rw = static_cast<int>(rw),
                                                         .area = digits.substr(0, 6),
                                                         .village_code = digits.substr(6),
                                                         .village = std::string(path[3].name),
                                                         .subdistrict = std::string(path[2].name),
                                                         .district = std::string(path[1].name),
                                                         .province = std::string(path[0].name)},
                                             .religion = static_cast<person::Religion>(religion->number()),
                                             .marital = static_cast<person::MaritalStatus>(marital->number()),
                                             .occupation = occupation->text(),
                                             .citizenship = citizenship,
                                             .permit_until = permit_until,
                                             .kin = kin});
}

Reply register_resident(const DeskMeans& means, Call& call) {
  const auto despite = call.text_or("despite", "");
  if (despite.size() > 500) call.note_wrong("despite");
  const auto who = new_resident_in(means, call);
  if (!who) return Trouble(who.error());
  if (!*who) return Trouble(WrongField{call.wrong_field()});
  const auto done = means.center.register_unless_alike(**who, despite, actor_of(call), scope_of(call));
  if (!done) return Trouble(done.error());
  if (done->issued) return Answer(json{{"nik", done->issued->nik.digits()}, {"name", done->issued->name}}, 201);
  json alike = json::array();
  for (const auto& one : done->alike) {
    json reasons = json::array();
    for (const auto reason : one.likeness.reasons) reasons.push_back(registry::sentence(reason));
    alike.push_back({{"resident", to_json(one.resident)},
                     {"score", one.likeness.score},
                     {"strong", one.likeness.score >= registry::Likeness::strong},
                     {"reasons", reasons}});
  }
  auto body = desk::to_json(
      Failure{FailureCode::Center_AlikeExists, std::to_string(done->alike.size() + done->alike_elsewhere)});
  body["alike"] = alike;
  body["alike_elsewhere"] = done->alike_elsewhere;
  return Answer(body, 409);
}

const char* word(registry::ImportError error) {
  switch (error) {
    case registry::ImportError::Empty:
      return "empty";
    case registry::ImportError::NotText:
      return "not_text";
    case registry::ImportError::QuoteNotClosed:
      return "quote_not_closed";
    case registry::ImportError::ColumnsMissing:
      break;
  }
  return "columns_missing";
}

/// The file is the body; nothing is written while a line is wrong, unless good_lines=1 asks for the others.
Reply import(const DeskMeans& means, Call& call) {
  registry::ImportSettings settings{
      .today = today(means.clock),
      .village = {},
      .edition = call.query("edition") == "2019" ? person::CodeEdition::Of2019 : person::CodeEdition::Of2010,
      .path = means.region_path};
  if (const auto typed = call.query("village"); !typed.empty()) {
    const auto village = person::RegionCode::parse(typed);
    if (!village || village->level() != person::RegionLevel::Village) return Trouble(WrongField{"village"});
    settings.village = *village;
  }
  const auto read = registry::read_siak(call.request().body, settings);
  if (!read) return Trouble(Failure{FailureCode::Center_FileNotResidents, word(read.error())});
  json notes = json::array();
  for (const auto& note : read->notes)
    notes.push_back({{"line", note.line},
                     {"column", registry::name(note.column)},
                     {"title", registry::title(note.column)},
                     {"remark", registry::name(note.remark)},
                     {"sentence", registry::sentence(note.remark)},
                     {"wrong", registry::is_wrong(note.remark)},
                     {"value", note.value}});
  const auto wrong = read->wrong_lines();
  const bool writes = call.query("dry_run") != "1" && (wrong == 0 || call.query("good_lines") == "1");
  Imported done;
  if (writes) {
    // Whoever may not write one of them writes none.
    for (const auto& line : read->good) {
      const auto& who = line.resident.biodata;
      if (const auto ok = Center::within(scope_of(call), who.address.area, who.nik.redacted()); !ok)
        return Trouble(ok.error());
    }
    for (std::size_t at = 0; at < read->good.size(); at += batch) {
      std::vector<registry::Resident> some;
      for (std::size_t i = at; i < std::min(read->good.size(), at + batch); ++i) some.push_back(read->good[i].resident);
      const auto imported = means.center.import_residents(some, actor_of(call), scope_of(call));
      if (!imported) return Trouble(imported.error());
      done.added += imported->added;
      done.already += imported->already;
      done.differing.insert(done.differing.end(), imported->differing.begin(), imported->differing.end());
    }
  }
  json differing = json::array();
  for (const auto& other : done.differing)
    differing.push_back({{"nik", other.nik.redacted()}, {"fields", other.fields}});
  return Answer(json{{"records", read->records},
                     {"good", read->good.size()},
                     {"wrong", wrong},
                     {"written", writes},
                     {"added", done.added},
                     {"already", done.already},
                     {"differing", differing},
                     {"notes", notes}});
}

Reply obliged(const DeskMeans& means, Call& call) {
  const auto village = person::RegionCode::parse(call.query("village"));
  if (!village || village->level() != person::RegionLevel::Village) return Trouble(WrongField{"village"});
  const auto typed = call.query("day");
  const auto day = typed.empty() ? std::optional(today(means.clock)) : registry::typed_date(typed);
  if (!day) return Trouble(WrongField{"day"});
  const auto found = means.center.obliged(village->digits(), *day, actor_of(call), scope_of(call));
  if (!found) return Trouble(found.error());
  json items = json::array();
  for (const auto& one : *found) {
    auto item = to_json(registry::Resident{one.who, {}});
    item["why"] = registry::sentence(one.why, one.who);
    items.push_back(std::move(item));
  }
  return Answer(page_of(call, items));
}

Reply resident(const DeskMeans& means, Call& call) {
  const auto nik = person::Nik::parse(call.part("nik"));
  if (!nik) return Trouble(WrongField{"nik"});
  const auto who = means.center.resident_of(*nik, actor_of(call), scope_of(call));
  if (!who) return Trouble(who.error());
  return Answer(to_json(*who));
}

}  // namespace

void add_residents(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles registry{Role::ServiceOfficer, Role::DinasAdmin, Role::Supervisor};
  routes.push_back(
      {Method::Get, "/api/residents", registry, "Mencari penduduk dengan NIK atau nama", [means](Call& call) -> Reply {
         const auto asked = call.query("query");
         if (asked.empty() || asked.size() > 200) return Trouble(WrongField{"query"});
         const auto found = means.center.search_residents(asked, actor_of(call), shown_at_once, scope_of(call));
         if (!found) return Trouble(found.error());
         json items = json::array();
         for (const auto& who : *found) items.push_back(to_json(who));
         return Answer(json{{"items", items}});
       }});
  routes.push_back({Method::Get, "/api/residents/{nik}", registry, "Data satu penduduk",
                    [means](Call& call) { return resident(means, call); }});
  routes.push_back({Method::Post, "/api/residents", registry, "Pencatatan Biodata: menerbitkan NIK",
                    [means](Call& call) { return register_resident(means, call); }});
  routes.push_back({Method::Post, "/api/residents/import", registry, "Memasukkan ekspor SIAK (CSV)",
                    [means](Call& call) { return import(means, call); }, true});
  routes.push_back({Method::Get, "/api/obliged", registry, "Wajib KTP sebuah desa yang belum direkam",
                    [means](Call& call) { return obliged(means, call); }});
}

}  // namespace ktpel::center::detail
