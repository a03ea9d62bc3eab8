// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ktpel::person::detail {

/// The code points of a UTF-8 text (RFC 3629: no overlong forms, no surrogates); nullopt if it is none.
std::optional<std::u32string> code_points(std::string_view utf8);
std::string utf8(std::u32string_view points);

/// Upper case of Latin letters up to U+017F; every other character as it is. U+00DF stays.
char32_t upper(char32_t c);
/// Upper case of a UTF-8 text; a text that is not UTF-8 has its ASCII letters raised.
std::string upper(std::string_view text);

/// A letter of the Latin alphabet up to U+017F.
bool latin_letter(char32_t c);
bool white_space(char32_t c);
/// Characters that show nothing: zero-width space and joiners, soft hyphen, byte order mark. Exports of
/// population registers carry them.
bool invisible(char32_t c);
/// ' ` " and the typographic forms of each, as they stand in names (Ra'as, Mi’raj, Ja"ah).
bool apostrophe(char32_t c);

/// For comparing names as Indonesians type them: lower case, accents dropped, apostrophes dropped, any other
/// punctuation and white space one space between words. "Udek Du’en" and "UDEK  DUEN" are the same.
std::string folded(std::string_view text);

}  // namespace ktpel::person::detail
