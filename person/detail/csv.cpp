// SPDX-License-Identifier: Apache-2.0
#include "person/detail/csv.h"

namespace ktpel::person::detail {

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool CsvReader::next(std::vector<std::string>& fields) {
  while (!rest_.empty() && (rest_.front() == '\n' || rest_.starts_with("\r\n"))) {
    rest_.remove_prefix(rest_.front() == '\n' ? 1 : 2);
    ++next_line_;
  }
  if (rest_.empty()) return false;
  line_ = next_line_;
  fields.assign(1, {});
  bool quoted = false, fresh = true;  // fresh: nothing of this field was read yet
  std::size_t i = 0;
  for (; i < rest_.size(); ++i) {
    const char c = rest_[i];
    if (c == '\n') ++next_line_;
    if (quoted) {
      if (c != '"') {
        fields.back().push_back(c);
      } else if (i + 1 < rest_.size() && rest_[i + 1] == '"') {
        fields.back().push_back(c);
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && fresh) {
      quoted = true;
      fresh = false;
    } else if (c == ',') {
      fields.emplace_back();
      fresh = true;
    } else if (c == '\n') {
      ++i;
      break;
    } else if (c != '\r' || i + 1 >= rest_.size() || rest_[i + 1] != '\n') {
      fields.back().push_back(c);
      fresh = false;
    }
  }
  rest_.remove_prefix(i);
  return true;
}

}  // namespace ktpel::person::detail
