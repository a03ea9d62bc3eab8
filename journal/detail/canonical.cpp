// SPDX-License-Identifier: Apache-2.0
#include "journal/detail/canonical.h"

#include <array>
#include <cstdint>

#include "journal/detail/text.h"

namespace ktpel::journal::detail {
namespace {

/// Beyond so many digits a number may not fit into 64 bits, and is then written otherwise.
constexpr std::size_t surely_whole_digits = 18;

/// Characters of a string that stand for themselves and need no look: printable ASCII but '"' and '\'.
constexpr std::array<bool, 256> plain = [] {
  std::array<bool, 256> out{};
  for (int c = 0x20; c < 0x80; ++c) out[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return out;
}();

class Reader {
 public:
  Reader(std::string_view text, std::size_t max_depth) : text_(text), max_depth_(max_depth) {}

  Canonical judge() {
    if (!object(1) || at_ != text_.size()) return Canonical::No;
    return certain_ ? Canonical::Yes : Canonical::Unknown;
  }

 private:
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool object(std::size_t depth) {
    if (depth > max_depth_ || !take('{')) return false;
    if (take('}')) return true;
    std::string_view before;
    for (bool first = true;; first = false) {
      const auto start = at_ + 1;
      if (!string()) return false;
      const auto key = text_.substr(start, at_ - 1 - start);
      // the order is that of the bytes meant, which an escape does not show
      if (key.find('\\') != std::string_view::npos) certain_ = false;
      if (!first && certain_ && key <= before) return false;
      before = key;
      if (!take(':') || !value(depth)) return false;
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

  bool array(std::size_t depth) {
    if (depth > max_depth_ || !take('[')) return false;
    if (take(']')) return true;
    for (;;) {
      if (!value(depth)) return false;
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  bool value(std::size_t depth) {
    if (at_ >= text_.size()) return false;
    switch (text_[at_]) {
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return string();
      case 't':
        return take("true");
      case 'f':
        return take("false");
      case 'n':
        return take("null");
      default:
        return number();
    }
  }

  bool number() {
    const bool negative = take('-');
    const auto start = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    const auto digits = at_ - start;
    if (digits == 0 || (digits > 1 && text_[start] == '0')) return false;
    if (negative && text_[start] == '0') certain_ = false;
    if (digits > surely_whole_digits) certain_ = false;
    const auto fraction = at_;
    while (at_ < text_.size() && std::string_view("0123456789.eE+-").find(text_[at_]) != std::string_view::npos) ++at_;
    if (at_ != fraction) certain_ = false;
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    bool ascii = true;
    const auto start = at_;
    while (at_ < text_.size()) {
      const auto c = static_cast<std::uint8_t>(text_[at_]);
      if (plain[c]) {
        ++at_;
      } else if (c == '"') {
        if (!ascii && !is_utf8(text_.substr(start, at_ - start))) return false;
        ++at_;
        return true;
      } else if (c == '\\') {
        ++at_;
        if (!escape()) return false;
      } else if (c >= 0x80) {
        ascii = false;
        ++at_;
      } else {
        return false;  // a control character
      }
    }
    return false;
  }

  /// What must be escaped, in its shortest form; nothing else is.
  bool escape() {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_++];
    if (std::string_view("\"\\bfnrt").find(c) != std::string_view::npos) return true;
    if (c != 'u' || !take("00")) return false;
    if (at_ + 2 > text_.size()) return false;
    const char high = text_[at_], low = text_[at_ + 1];
    at_ += 2;
    if (high != '0' && high != '1') return false;
    const bool digit = low >= '0' && low <= '9', letter = low >= 'a' && low <= 'f';
    if (!digit && !letter) return false;
    const int code = (high - '0') * 16 + (digit ? low - '0' : low - 'a' + 10);
    return code != '\b' && code != '\f' && code != '\n' && code != '\r' && code != '\t';
  }

  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  bool certain_ = true;
};

}  // namespace

Canonical canonical_form(std::string_view json, std::size_t max_depth) { return Reader(json, max_depth).judge(); }

}  // namespace ktpel::journal::detail
