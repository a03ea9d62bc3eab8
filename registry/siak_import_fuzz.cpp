// SPDX-License-Identifier: Apache-2.0
#include "registry/siak_import.h"

#include <algorithm>
#include <set>

#include "base/check.h"

// Any bytes are residents that can stand on a card, each NIK once, or a reason; no line is taken half.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const auto today = *person::Date::of(2026, 11, 25);
  const registry::ImportSettings settings{
      .today = today,
      .village = *person::RegionCode::parse("99.01.01.2002"),
      .edition = person::CodeEdition::Of2010,
      .path = [](person::RegionCode code) { return person::fictional_regions().path(code); }};
  const auto import = registry::read_siak({data, size}, settings);
  if (!import) return 0;
  const auto lines = 1 + static_cast<std::size_t>(std::count(data, data + size, '\n')) +
                     static_cast<std::size_t>(std::count(data, data + size, '\r'));
  std::set<std::size_t> good, noted;
  std::set<person::Nik> niks;
  for (const auto& line : import->good) {
    base::check(line.line <= lines && good.insert(line.line).second, "a line twice, or not in the file");
    base::check(niks.insert(line.resident.biodata.nik).second, "a NIK twice");
    base::check(bool(person::check(line.resident.biodata, today)), "biodata that cannot stand on a card");
    const auto text = registry::text_of(line.resident);
    const auto back = registry::resident_of(text);
    base::check(back && registry::text_of(*back) == text, "a resident that does not read back");
  }
  for (const auto& note : import->notes) {
    base::check(note.line >= 1 && note.line <= lines, "a note on a line that is not there");
    base::check(!registry::is_wrong(note.remark) || !good.contains(note.line), "a wrong line was taken");
    if (registry::is_wrong(note.remark) || note.remark == registry::Remark::NikTwice) noted.insert(note.line);
  }
  base::check(good.size() + noted.size() == import->records, "a record without an answer");
  return 0;
}
