// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ktpel::person::detail {

/// Reads CSV row by row (RFC 4180; LF or CRLF; a byte order mark is passed over). A quotation mark inside a field that
/// did not begin with one is a character. Empty lines are passed over. Never fails: any text is rows.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  /// False at the end.
  bool next(std::vector<std::string>& fields);
  /// The line on which the last row began, from 1.
  std::size_t line() const { return line_; }

 private:
  std::string_view rest_;
  std::size_t line_ = 0, next_line_ = 1;
};

}  // namespace ktpel::person::detail
