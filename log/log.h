// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/result.h"

/// What those who run a site read when something goes wrong; never what an officer is told (api/failure.h).
///
///     log::warn("database: {} after {} ms", state, waited_ms);
///
/// Three nets keep people's data out of it. The text is a literal, so that nothing read from outside becomes one. A
/// value has a type that may be logged: a NIK is written as its redacted() form, a key, a CAN or biodata do not
/// compile. And every line passes masked() on its way out, whoever wrote it.
namespace ktpel::log {

enum class Level { Debug, Info, Warn, Error, Off };
enum class Format {
  Text,  ///< "2026-11-25T18:30:00.123Z WARN  the text"
  Json   ///< {"time":"2026-11-25T18:30:00.123Z","level":"warn","text":"the text"}
};

/// A file that is begun anew when it is full: ktpel.log, ktpel.1.log, ktpel.2.log ..., the oldest is deleted. Readable
/// by its owner alone.
struct RotatingFile {
  std::filesystem::path path;
  std::uint64_t bytes_each;
  int kept;  ///< older ones beside the present one
};

struct Options {
  Level level = Level::Warn;
  Format format = Format::Text;
  std::optional<RotatingFile> file = {};  ///< besides stderr; always the same format
};

/// From now on; until the first call: warnings and errors, as text, to stderr. Fails if the file cannot be opened: then
/// nothing changes. Thread-safe.
base::Result<base::Done, base::FileError> set_up(const Options& options);
/// Whether a line of this level is written anywhere.
bool writes(Level level);

/// The text without what must not stay in a log: digits after the fourth of any 16 or more in a row, also when single
/// spaces, dots, hyphens and the like stand between them ("9901************"); passwords in URLs; private keys in
/// PEM; and what stands behind a name such as nama, name, alamat, can, pin, password, token or nik and '=' or ':'.
/// Rather too much than too little. masked(masked(x)) == masked(x). Linear in the length.
std::string masked(std::string_view text);

namespace detail {

template <class>
inline constexpr bool never = false;

template <class T>
concept Redacted = requires(const T& value) {
  { value.redacted() } -> std::convertible_to<std::string>;
};

std::string written(bool value);
std::string written(std::int64_t value);
std::string written(std::uint64_t value);
std::string written(double value);

/// How a value stands in a log.
template <class T>
std::string value_text(const T& value) {
  if constexpr (Redacted<T>) {
    return value.redacted();
  } else if constexpr (std::same_as<T, bool>) {
    return written(value);
  } else if constexpr (std::signed_integral<T>) {
    return written(static_cast<std::int64_t>(value));
  } else if constexpr (std::unsigned_integral<T>) {
    return written(static_cast<std::uint64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    return written(static_cast<double>(value));
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    return std::string(std::string_view(value));
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    return value.string();
  } else if constexpr (std::same_as<T, base::Time>) {
    return value.iso8601();
  } else if constexpr (std::same_as<T, base::Digest>) {
    return value.hex();
  } else {
    static_assert(never<T>, "this type may not be logged: log its redacted() form, or one harmless fact of it");
  }
}

/// A literal with as many {} as there are values.
template <class... Values>
struct Text {
  template <std::size_t Size>
  consteval Text(const char (&literal)[Size]) : text(literal, Size - 1) {
    std::size_t holes = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
      if (text[i] == '{' && text[i + 1] == '}') ++holes;
    if (holes != sizeof...(Values)) throw "a log line needs one {} for each value";
  }
  std::string_view text;
};

std::string filled(std::string_view text, std::initializer_list<std::string> values);
void write(Level level, std::string_view line);

template <class... Values>
void say(Level level, std::string_view text, const Values&... values) {
  if (writes(level)) write(level, filled(text, {value_text(values)...}));
}

}  // namespace detail

/// What helps to follow one run.
template <class... Values>
void debug(detail::Text<std::type_identity_t<Values>...> text, const Values&... values) {
  detail::say(Level::Debug, text.text, values...);
}
/// What happened as it should.
template <class... Values>
void info(detail::Text<std::type_identity_t<Values>...> text, const Values&... values) {
  detail::say(Level::Info, text.text, values...);
}
/// What somebody should look at; the work goes on.
template <class... Values>
void warn(detail::Text<std::type_identity_t<Values>...> text, const Values&... values) {
  detail::say(Level::Warn, text.text, values...);
}
/// What ended a piece of work.
template <class... Values>
void error(detail::Text<std::type_identity_t<Values>...> text, const Values&... values) {
  detail::say(Level::Error, text.text, values...);
}

}  // namespace ktpel::log
