// SPDX-License-Identifier: Apache-2.0
// 7d, II.2: what the chip says of itself, without the fingers of its holder.
#include <chrono>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "biometric/image/codec.h"
#include "office/office.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using base::phrase;
using card::Verdict;
using nlohmann::json;

namespace {

std::string sex_words(person::Sex sex) {
  return phrase(sex == person::Sex::Female ? "office.sex_female" : "office.sex_male");
}

std::string until_words(const std::optional<person::Date>& until) {
  return until ? until->printed() : phrase("office.for_life");
}

/// "19680805" as cards print it; as it stands if it is no day.
std::string day_words(const std::string& compact) {
  if (compact.size() != 8) return compact;
  const auto text = compact.substr(6) + "-" + compact.substr(4, 2) + "-" + compact.substr(0, 4);
  return person::Date::parse(text) ? text : compact;
}

}  // namespace

Outcome<ChipReport> Office::read_chip(const ApplicationNumber& application, card::Transport& reader,
                                      const Officer& by) {
  const auto c = find(application);
  if (!c) return c.error();
  const auto* proved = c->last("card-proved");
  const auto* kept = is_made_here(*c) ? c->last("blank-taken") : c->last("dispatched");
  if (!proved || !kept) return Failure{FailureCode::Chip_NoCardYet, application.get()};
  const auto can = can_of(*c);
  if (!can) return can.error();

  ChipReport report;
  const auto start = std::chrono::steady_clock::now();
  const auto reading = card::read_card(reader, *can, &trust_, today());
  report.chip_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!reading)
    report.verdict = reading.error().verdict;
  else if (reading->details.nik != c->nik.digits())
    report.verdict = Verdict::not_this_holder;
  else if (!is_as_written(*reading, *c))
    report.verdict = Verdict::contents_differ;
  const auto body =
      journal::canonical_body(json{{"verdict", static_cast<int>(report.verdict)}, {"chip_ms", report.chip_ms}}.dump());
  if (const auto ok = write({{journal::Actor(by.get()), "chip-read", application.get(), *body}}); !ok)
    return ok.error();
  if (!reading) return report;

  // The face as it was drawn: from the data that the resident signed, on the day on which the card was made.
  const auto who = biodata_of(*c);
  const auto made = moment(proved->time).day;
  const auto& chip = reading->details;
  report.nik = chip.nik;
  report.name = chip.name;
  report.fingers = reading->fingers.size();
  report.rows = {
      {phrase("office.chip_nik"), chip.nik, std::string(who.nik.digits())},
      {phrase("office.chip_name"), chip.name, who.name},
      {phrase("office.chip_birthplace"), chip.birthplace, who.birthplace},
      {phrase("office.chip_born"), day_words(chip.born), who.born.printed()},
      {phrase("office.chip_sex"), sex_words(reading->mrz.sex), sex_words(who.sex)},
      {phrase("office.chip_address"), chip.street, who.address.street},
      {phrase("office.chip_until"), until_words(reading->mrz.expires), until_words(person::valid_until(who, made))},
      {phrase("office.chip_number"), reading->mrz.document_number,
       json::parse(proved->body).value("card_number", std::string())}};
  if (const auto portrait = biometric::decode_colour(reading->portrait.jp2))
    report.portrait_png = biometric::encode_png(*portrait);
  return report;
}

}  // namespace ktpel::office
