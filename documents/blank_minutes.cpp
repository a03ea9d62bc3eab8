// SPDX-License-Identifier: Apache-2.0
#include "documents/blank_minutes.h"

#include <set>

#include "base/phrase.h"
#include "documents/detail/sheet.h"

namespace ktpel::documents {

base::Result<BalancedDay, BlankError> BalancedDay::of(BlankDay day) {
  std::set<std::string_view> serials;
  for (const auto& blank : day.spoilt) {
    if (blank.serial.empty()) return BlankError::SerialMissing;
    if (!serials.insert(blank.serial).second) return BlankError::SerialTwice;
  }
  // Sums in 64 bits: a count near the end of 32 bits must not come round to a sum that holds.
  const auto held = std::uint64_t(day.carried) + day.received;
  const auto gone = std::uint64_t(day.returned) + day.destroyed + day.missing;
  if (held != std::uint64_t(day.good) + day.spoilt.size() + gone + day.stock) return BlankError::SumDiffers;
  return BalancedDay(std::move(day));
}

namespace {

using base::phrase;
using detail::Sheet;
using drawing::Align;

void fill(Sheet& sheet, const BlankMinutes& m) {
  const auto& day = m.balance.day();
  sheet.continued_as(
      phrase("documents.continued", {{"title", phrase("documents.blanks.title")}, {"number", m.number}}));
  sheet.letterhead(m.office);
  sheet.heading(phrase("documents.blanks.title"), phrase("documents.number_line", {{"number", m.number}}));
  sheet.paragraph(phrase("documents.blanks.opening", {{"day", m.at.day.with_weekday()}, {"hour", m.at.hour_words()}}));
  drawing::Table sums{.at = {},
                      .columns = {{phrase("documents.blanks.column_what"), 120},
                                  {phrase("documents.blanks.column_count"), 45, Align::Right}},
                      .rows = {},
                      .body = {.size = 3.6}};
  const auto row = [&](const char* key, std::uint64_t count) {
    sums.rows.push_back({phrase(key), std::to_string(count)});
  };
  row("documents.blanks.carried", day.carried);
  row("documents.blanks.received", day.received);
  row("documents.blanks.total", m.balance.total());
  row("documents.blanks.good", day.good);
  row("documents.blanks.spoilt", day.spoilt.size());
  const auto gone = std::uint64_t(day.returned) + day.destroyed + day.missing;
  if (day.returned > 0) row("documents.blanks.returned", day.returned);
  if (day.destroyed > 0) row("documents.blanks.destroyed", day.destroyed);
  if (day.missing > 0) row("documents.blanks.missing", day.missing);
  row("documents.blanks.stock", day.stock);
  sheet.table(sums);
  sheet.paragraph(phrase(gone > 0 ? "documents.blanks.equation_gone" : "documents.blanks.equation",
                         {{"gone", std::to_string(gone)},
                          {"total", std::to_string(m.balance.total())},
                          {"good", std::to_string(day.good)},
                          {"spoilt", std::to_string(day.spoilt.size())},
                          {"stock", std::to_string(day.stock)}}));
  sheet.subheading(phrase("documents.blanks.spoilt_title"));
  if (day.spoilt.empty()) {
    sheet.paragraph(phrase("documents.blanks.none_spoilt"));
  } else {
    drawing::Table list{.at = {},
                        .columns = {{phrase("documents.column.no"), 11, Align::Centre},
                                    {phrase("documents.blanks.column_serial"), 54},
                                    {phrase("documents.blanks.column_cause"), 100}},
                        .rows = {},
                        .body = {.size = 3.2}};
    for (std::size_t i = 0; i < day.spoilt.size(); ++i)
      list.rows.push_back(
          {std::to_string(i + 1), day.spoilt[i].serial, day.spoilt[i].cause.empty() ? "-" : day.spoilt[i].cause});
    sheet.table(list);
  }
  sheet.need(66);
  sheet.paragraph(phrase("documents.blanks.closing"));
  sheet.space(2);
  sheet.signatures({{.above = {phrase("documents.blanks.second"), m.second.duty},
                     .name = m.second.name,
                     .nip = m.second.nip,
                     .hint = phrase("documents.signature")},
                    {.above = {phrase("documents.blanks.keeper"), m.keeper.duty},
                     .name = m.keeper.name,
                     .nip = m.keeper.nip,
                     .hint = phrase("documents.signature")}});
}

}  // namespace

Paper blank_minutes(const BlankMinutes& m) {
  return detail::compose(phrase("documents.blanks.pdf_title", {{"number", m.number}}), m.at, 1,
                         [&](Sheet& sheet) { fill(sheet, m); });
}

}  // namespace ktpel::documents
