// SPDX-License-Identifier: Apache-2.0
// I.1: the village is called up, everybody to a day and hour of his own.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "documents/letter_number.h"
#include "documents/summons_batch.h"
#include "office/failure.h"
#include "office/office.h"
#include "person/card_law.h"
#include "registry/resident.h"

namespace ktpel::office {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using base::phrase;
using documents::Slot;
using nlohmann::json;

namespace {

/// Where the call-ups of this office stand.
struct Register {
  int batch = 0;                     ///< of the last list
  documents::LetterCounter letters;  ///< of the last letter
  std::optional<Slot> last;          ///< the last place that was given
};

json to_json(const Slot& slot) { return {{"day", slot.day.printed()}, {"minute", slot.minute}}; }

Register register_of(const std::string& body) {
  Register out;
  if (body.empty()) return out;
  const auto j = json::parse(body);
  out.batch = j.at("batch").get<int>();
  out.letters = {j.at("year").get<int>(), j.at("last_letter").get<std::uint32_t>()};
  if (const auto day = person::Date::parse(j.at("last_slot").at("day").get<std::string>()))
    out.last = Slot{*day, j.at("last_slot").at("minute").get<int>()};
  return out;
}

/// "Nobody before": the slot behind those that were given.
Slot behind(const Slot& slot, int minutes) {
  constexpr int day_minutes = 24 * 60;
  const int minute = slot.minute + minutes;
  return minute < day_minutes ? Slot{slot.day, minute} : Slot{slot.day.plus_days(1), minute - day_minutes};
}

/// The letters of call-ups are numbered apart from those of single residents.
const documents::NumberPattern& letter_pattern() {
  static const auto pattern =
      documents::NumberPattern::read("{klasifikasi}/{urut:4}/PGL/{unit}/{bulan_romawi}/{tahun}");
  base::check(bool(pattern), "the pattern of our own letter numbers");
  return *pattern;
}

}  // namespace

documents::SlotRules usual_hours() {
  const documents::WorkingDay day{.open = {8 * 60, 15 * 60}, .breaks = {{12 * 60, 13 * 60}}};
  documents::SlotRules rules;
  for (std::size_t i = 0; i < 5; ++i) rules.week[i] = day;
  return rules;
}

void Office::note_called_up(const std::string& body) {
  last_call_up_ = body;
  const auto told = json::parse(body);
  for (const auto& one : told.at("residents"))
    if (const auto nik = person::Nik::parse(one.at("nik").get<std::string>())) called_up_.insert(*nik);
}

Outcome<CallUp> Office::call_up(const CallUpOrder& order, api::Exchange& center, const Officer& by) {
  if (order.residents.empty() || order.residents.size() > CallUpOrder::most)
    return Failure{FailureCode::CallUp_CountWrong, std::to_string(order.residents.size())};
  if (std::set<person::Nik>(order.residents.begin(), order.residents.end()).size() != order.residents.size())
    return Failure{FailureCode::CallUp_SomebodyTwice, order.village};
  if (order.from < today()) return Failure{FailureCode::CallUp_DayPassed, order.from.printed()};

  CallUp out;
  std::vector<person::Biodata> called;
  for (const auto& nik : order.residents) {
    const auto leave_out = [&](std::string why) { out.left_out.push_back({nik, std::move(why)}); };
    const auto found = center.find_resident(nik, journal::Actor(by.get()));
    if (!found && found.error() == api::ExchangeError::OtherRegion) {
      leave_out(phrase("office.left_out_elsewhere"));
      continue;
    }
    if (!found) return failure_of(found.error(), std::string(nik.redacted()));
    if (!*found) {
      leave_out(phrase("office.left_out_unknown"));
      continue;
    }
    const auto& resident = **found;
    auto who = registry::biodata_of(resident.biodata);
    if (!who || !person::check(*who, today()))
      leave_out(phrase("office.left_out_incomplete"));
    else if (who->citizenship == person::Citizenship::Wna)
      leave_out(phrase("office.left_out_foreigner"));
    else if (!person::obliged_to_hold_card(*who, order.from))
      leave_out(phrase("office.left_out_not_obliged"));
    else if (!resident.open_application.empty())
      leave_out(phrase("office.left_out_on_its_way", {{"application", resident.open_application}}));
    else if (!resident.recorded_in.empty())
      leave_out(phrase("office.left_out_recorded", {{"office", resident.recorded_at}}));
    else
      called.push_back(std::move(*who));
  }
  if (called.empty()) return Failure{FailureCode::CallUp_NobodyToCall, order.village};

  auto book = register_of(last_call_up_);
  Slot from{order.from, 0};
  if (book.last) from = std::max(from, behind(*book.last, profile_.hours.slot_minutes));
  const auto places = documents::slots(profile_.hours, from, called.size());
  if (!places) return Failure{FailureCode::CallUp_NoPlaces, order.village};

  const auto now = moment(clock_.now());
  char number[64];
  std::snprintf(number, sizeof number, "U-%s-%d-%04d", profile_.site.text().c_str(), now.day.year(), ++book.batch);
  out.number = number;
  documents::SummonsBatch batch{.office = profile_.letterhead,
                                .number = number,
                                .dated = now.day,
                                .village = order.village,
                                .letters = {},
                                .signer = profile_.head,
                                .receiver = {.name = phrase("office.receiver_line"),
                                             .nip = "",
                                             .duty = phrase("office.village_head", {{"village", order.village}})}};
  int queue = 0;
  for (std::size_t i = 0; i < called.size(); ++i) {
    const auto& place = (*places)[i];
    const auto letter =
        documents::next_number(letter_pattern(), {"471.13", profile_.site.text()}, now.day, book.letters);
    if (!letter) return Failure{FailureCode::CallUp_NoLetterNumber, order.village};
    book.letters = letter->counter;
    queue = i > 0 && (*places)[i - 1].day == place.day ? queue + 1 : 1;
    batch.letters.push_back({.office = profile_.letterhead,
                             .number = letter->number,
                             .dated = now.day,
                             .to = called[i],
                             .appointment = documents::moment_of(place, now.zone),
                             .place = profile_.place,
                             .bring = {},
                             .queue = queue,
                             .application = out.number + "/" + std::to_string(i + 1),
                             .signer = profile_.head});
    out.called.push_back({called[i].nik, called[i].name, letter->number, place});
  }
  const auto printed = documents::summons_batch(batch);
  if (!printed) return office::failure_of(printed.error(), out.number);
  for (auto at = printed->left_out.rbegin(); at != printed->left_out.rend(); ++at) {
    const auto& lost = out.called[*at];
    out.left_out.push_back({lost.nik, phrase("office.left_out_glyph")});
    out.called.erase(out.called.begin() + static_cast<std::ptrdiff_t>(*at));
  }

  // Numbers and places are given once they are written down; before that nobody has a letter.
  json residents = json::array();
  for (const auto& one : out.called)
    residents.push_back({{"nik", one.nik.digits()}, {"letter", one.letter}, {"slot", to_json(one.slot)}});
  const json body{{"village", order.village},
                  {"batch", book.batch},
                  {"year", book.letters.year},
                  {"last_letter", book.letters.last},
                  {"last_slot", to_json(places->back())},
                  {"residents", residents}};
  const auto canonical = journal::canonical_body(body.dump());
  base::check(canonical.has_value(), "a call-up that no entry holds");
  if (const auto ok = write({{journal::Actor(by.get()), call_up_kind, out.number, *canonical}}); !ok) return ok.error();
  note_called_up(*canonical);
  const auto paper = write_paper(out.number + ".pdf", printed->pdf);
  if (!paper) return paper.error();
  out.paper = *paper;
  return out;
}

}  // namespace ktpel::office
