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

/// A list is part of the program: whatever is wrong in it is our own mistake.
List read_list(const char* file) {
  List list;
  CsvReader reader(person_text(file));
  std::vector<std::string> fields;
  base::check(reader.next(fields) && fields == std::vector<std::string>{"edisi", "kode", "nama", "cetak"},
              "a code list begins with its header");
  while (reader.next(fields)) {
    base::check(fields.size() == 4 && (fields[0] == "2010" || fields[0] == "2019"), "a code list has four columns");
    auto& rows = list[static_cast<CodeEdition>(std::stoi(fields[0]))];
    const int number = std::stoi(fields[1]);
    base::check(number == static_cast<int>(rows.size()) + 1, "a code list counts from 1 without holes");
    rows.push_back(
        {static_cast<CodeEdition>(std::stoi(fields[0])), number, fields[2], fields[3].empty() ? fields[2] : fields[3]});
  }
  base::check(!list.empty(), "a code list has rows");
  return list;
}

}  // namespace

std::span<const CodeRow> code_rows(CodeKind kind, CodeEdition edition) {
  static const auto lists = [] {
    std::array<List, files.size()> all;
    for (std::size_t i = 0; i < files.size(); ++i) all[i] = read_list(files[i]);
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
