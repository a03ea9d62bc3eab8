// SPDX-License-Identifier: Apache-2.0
#include "person/code_list.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/check.h"
#include "person/detail/csv.h"

namespace ktpel::person {

std::string_view person_text(std::string_view name);  // embedded by ktpel_embed()

namespace detail {
namespace {

constexpr std::array files = {"data/code_lists/agama.csv",       "data/code_lists/status_perkawinan.csv",
                              "data/code_lists/status_f101.csv", "data/code_lists/shdk.csv",
                              "data/code_lists/pendidikan.csv",  "data/code_lists/golongan_darah.csv",
                              "data/code_lists/pekerjaan.csv"};

using List = std::map<CodeEdition, std::vector<CodeRow>>;

}  // namespace

std::optional<List> read_code_list(std::string_view csv) {
  List list;
  CsvReader reader(csv);
  std::vector<std::string> fields;
  if (!reader.next(fields) || fields != std::vector<std::string>{"edisi", "kode", "nama", "cetak"}) return std::nullopt;
  while (reader.next(fields)) {
    if (fields.size() != 4 || fields[2].empty()) return std::nullopt;
    if (fields[0] != "2010" && fields[0] != "2019") return std::nullopt;
    const auto edition = fields[0] == "2010" ? CodeEdition::Of2010 : CodeEdition::Of2019;
    auto& rows = list[edition];
    const int number = static_cast<int>(rows.size()) + 1;
    if (fields[1] != std::to_string(number)) return std::nullopt;  // without holes
    rows.push_back({edition, number, fields[2], fields[3].empty() ? fields[2] : fields[3]});
  }
  if (list.empty()) return std::nullopt;
  return list;
}

std::span<const CodeRow> code_rows(CodeKind kind, CodeEdition edition) {
  static const auto lists = [] {
    std::array<List, files.size()> all;
    for (std::size_t i = 0; i < files.size(); ++i) {
      auto list = read_code_list(person_text(files[i]));
      base::check(list.has_value(), "a code list of the program is one");
      all[i] = std::move(*list);
    }
    return all;
  }();
  const auto& list = lists.at(static_cast<std::size_t>(kind));
  const auto found = list.find(edition);
  if (found == list.end()) return {};
  return found->second;
}

const CodeRow* code_row(CodeKind kind, CodeEdition edition, int number) {
  const auto rows = code_rows(kind, edition);
  return number >= 1 && static_cast<std::size_t>(number) <= rows.size() ? &rows[static_cast<std::size_t>(number) - 1]
                                                                        : nullptr;
}

const CodeRow* code_row(CodeKind kind, CodeEdition edition, std::string_view text) {
  const auto rows = code_rows(kind, edition);
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const CodeRow& row) { return row.text == text; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace detail
}  // namespace ktpel::person
