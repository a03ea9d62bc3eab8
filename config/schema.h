// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/file.h"
#include "base/result.h"
#include "base/secret.h"

/// What may stand in a configuration file, as a value: each key with its type, its range, its default and its meaning.
/// A program asks for a setting with the key object that the schema gave it, so a misspelt name does not compile.
namespace ktpel::config {

using Duration = std::chrono::milliseconds;

struct Size {
  std::uint64_t bytes = 0;
  friend auto operator<=>(const Size&, const Size&) = default;
};

/// "https://pusat.uji:8443/jalan". Holds no password: a secret stands in a file of its own (SecretFile).
class Url {
 public:
  enum class Error { NotAUrl, HoldsPassword };
  static base::Result<Url, Error> parse(std::string_view text);
  const std::string& text() const { return text_; }
  const std::string& scheme() const { return scheme_; }
  const std::string& host() const { return host_; }  ///< empty for "postgresql:///journal"
  std::optional<int> port() const { return port_; }
  friend bool operator==(const Url&, const Url&) = default;

 private:
  std::string text_, scheme_, host_;
  std::optional<int> port_;
};

/// The name of a file that holds a secret; the configuration itself never does.
class SecretFile {
 public:
  enum class Error {
    Unreadable,    ///< missing, no permission, over 64 KiB
    Empty,         ///< nothing but white space
    OpenToOthers,  ///< others than its owner may read it
  };
  explicit SecretFile(std::filesystem::path path) : path_(std::move(path)) {}
  const std::filesystem::path& path() const { return path_; }
  /// The content without the line end behind it.
  base::Result<base::Secret, Error> read() const;
  friend bool operator==(const SecretFile&, const SecretFile&) = default;

 private:
  std::filesystem::path path_;
};

/// A choice as its number; Settings::get gives the enumeration back.
struct Choice {
  int number = 0;
  friend bool operator==(const Choice&, const Choice&) = default;
};

/// In the order of Value.
enum class Kind { Text, Whole, Real, Boolean, Duration, Size, Path, Url, SecretFile, Choice };
using Value = std::variant<std::string, std::int64_t, double, bool, Duration, Size, std::filesystem::path, Url,
                           SecretFile, Choice>;

/// What values a key takes.
struct Rule {
  Kind kind = Kind::Text;
  double least = 0, most = 0;  ///< of numbers; ms of durations; bytes of sizes
  std::string unit = {};       ///< of numbers: "dB", "piksel"
  std::vector<std::pair<std::string, int>> choices = {};
  std::vector<std::string> schemes = {};     ///< of URLs
  bool (*fits)(std::string_view) = nullptr;  ///< of texts
  std::string_view wanted = {};              ///< phrase that says what fits
};

/// A rule whose values have type T.
template <class T>
struct Shape {
  Rule rule;
};

/// Any text that is not empty and has no control characters.
Shape<std::string> text();
/// A text that `fits`; `wanted` is the phrase that says what does.
Shape<std::string> text(bool (*fits)(std::string_view), std::string_view wanted);
Shape<std::int64_t> whole(std::int64_t least, std::int64_t most, std::string unit = {});
Shape<double> real(double least, double most, std::string unit = {});
Shape<bool> boolean();
/// "250ms", "30s", "5m", "2h", "7d".
Shape<Duration> duration(Duration least, Duration most);
/// "512 B", "64 KiB", "64 MiB", "2 GiB".
Shape<Size> size(Size least, Size most);
Shape<std::filesystem::path> path();
Shape<Url> url(std::initializer_list<const char*> schemes);
Shape<SecretFile> secret_file();
template <class E>
requires std::is_enum_v<E> Shape<E> choice(std::initializer_list<std::pair<const char*, E>> words) {
  Shape<E> shape{{.kind = Kind::Choice}};
  for (const auto& [word, value] : words) shape.rule.choices.emplace_back(word, static_cast<int>(value));
  return shape;
}

/// One key of a schema.
struct Row {
  std::string section, name;
  Rule rule;
  bool required = false;
  std::optional<Value> fallback = {};  ///< the default
  std::optional<Value> sample = {};    ///< for the example file, where there is no default
  std::string key() const { return section + "." + name; }
  /// "KTPEL_LOG_LEVEL".
  std::string variable() const;
  /// What it is for, in Indonesian: config.help_<section>_<name>.
  std::string help() const;
  /// What would be right, in Indonesian: "angka bulat dari 1 sampai 65535".
  std::string wanted() const;
};

/// A value as it stands in a file: 8443, "30s", "64 MiB", true.
std::string toml_text(const Row& row, const Value& value);

/// Always has a value: it is required or has a default.
template <class T>
class Key {
  friend class Schema;
  friend class Settings;
  Key(unsigned schema, std::size_t index) : schema_(schema), index_(index) {}
  unsigned schema_;
  std::size_t index_;
};

/// May have none.
template <class T>
class OptionalKey {
  friend class Schema;
  friend class Settings;
  OptionalKey(unsigned schema, std::size_t index) : schema_(schema), index_(index) {}
  unsigned schema_;
  std::size_t index_;
};

/// Keys of a schema that mean something only together.
using Group = std::vector<std::size_t>;

class Schema {
 public:
  Schema();
  /// Must be given. A key named twice, or a default outside its own range, is a mistake in the program.
  template <class T>
  Key<T> required(std::string section, std::string name, Shape<T> shape, std::type_identity_t<T> sample) {
    return {id_, add({std::move(section), std::move(name), std::move(shape.rule), true, {}, held(std::move(sample))})};
  }
  template <class T>
  Key<T> defaulted(std::string section, std::string name, Shape<T> shape, std::type_identity_t<T> fallback) {
    return {id_,
            add({std::move(section), std::move(name), std::move(shape.rule), false, held(std::move(fallback)), {}})};
  }
  template <class T>
  OptionalKey<T> optional(std::string section, std::string name, Shape<T> shape, std::type_identity_t<T> sample) {
    return {id_, add({std::move(section), std::move(name), std::move(shape.rule), false, {}, held(std::move(sample))})};
  }
  /// All of them are given, or none is.
  template <class... T>
  void together(const OptionalKey<T>&... keys) {
    groups_.push_back({keys.index_...});
  }

  std::span<const Row> rows() const { return rows_; }
  std::span<const Group> groups() const { return groups_; }
  /// nullopt if there is no such key.
  std::optional<std::size_t> find(std::string_view section, std::string_view name) const;
  bool has_section(std::string_view section) const;
  unsigned id() const { return id_; }

 private:
  template <class T>
  static Value held(T value) {
    if constexpr (std::is_enum_v<T>)
      return Choice{static_cast<int>(value)};
    else
      return value;
  }
  std::size_t add(Row row);
  unsigned id_;  ///< copies share it: a key of one is a key of the other
  std::vector<Row> rows_;
  std::vector<Group> groups_;
};

}  // namespace ktpel::config
