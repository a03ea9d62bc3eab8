// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/schema.h"

namespace ktpel::config {

/// Later ones win.
enum class Layer { Default, File, Environment, CommandLine };

/// Where a value or a mistake stands.
struct Origin {
  Layer layer = Layer::Default;
  std::string name = {};             ///< the file, the variable, or "--set"
  std::size_t line = 0, column = 0;  ///< of a file, from 1; 0 where there is none
  /// "pusat.toml:12:3", "KTPEL_LOG_LEVEL", "--set log.level"; "bawaan" for a default.
  std::string words() const;
};

/// What the writer of the file does about it.
enum class Fault {
  NotUtf8,      ///< save the file as UTF-8
  BadToml,      ///< correct the line
  UnknownKey,   ///< correct the name; `wanted` is the nearest one, if one is near
  WrongType,    ///< write another kind of value
  OutOfRange,   ///< write a value inside the range
  NotAChoice,   ///< write one of the words
  Malformed,    ///< write the duration, size, URL or text as `wanted` says
  Missing,      ///< add the key
  Doubled,      ///< take one of them out
  HoldsSecret,  ///< put the password into a file of its own
  Incomplete    ///< add what belongs to the key as well, or take it out
};

struct Error {
  Fault fault;
  Origin origin;
  std::string key = {};     ///< "listen.port"; empty if it is about no key
  std::string found = {};   ///< what stands there; never a secret
  std::string wanted = {};  ///< what would be right, in Indonesian
  /// "pusat.toml:3:8 listen.port: 70000, bukan angka bulat dari 1 sampai 65535", in Indonesian.
  std::string words() const;
};

/// A text from outside a file: KTPEL_LOG_LEVEL=debug, --set log.level=debug.
struct Assignment {
  std::string name, value;
};

struct Layers {
  std::optional<std::string> file = {};       ///< the text
  std::string file_name = {};                 ///< for Origin alone
  std::vector<Assignment> environment = {};   ///< all variables; those that do not concern the schema are passed over
  std::vector<Assignment> command_line = {};  ///< names are "section.key"
};

/// All keys have passed their rules, and whatever is required is there.
class Settings {
 public:
  /// A key of another schema is a mistake in the program.
  template <class T>
  T get(const Key<T>& key) const {
    return as<T>(value_at(key.schema_, key.index_).value());
  }
  template <class T>
  std::optional<T> get(const OptionalKey<T>& key) const {
    const auto& value = value_at(key.schema_, key.index_);
    return value ? std::optional<T>(as<T>(*value)) : std::nullopt;
  }

 private:
  friend struct Inspection;
  Settings(unsigned schema, std::vector<std::optional<Value>> values) : schema_(schema), values_(std::move(values)) {}
  const std::optional<Value>& value_at(unsigned schema, std::size_t index) const {
    base::check(schema == schema_, "a key of another schema");
    return values_.at(index);
  }
  template <class T>
  static T as(const Value& value) {
    if constexpr (std::is_enum_v<T>)
      return static_cast<T>(std::get<Choice>(value).number);
    else
      return std::get<T>(value);
  }
  unsigned schema_;
  std::vector<std::optional<Value>> values_;
};

/// What was found, right or wrong: for `ktpel config show`.
struct Inspection {
  struct Found {
    std::optional<Value> value;  ///< nullopt: none was given and there is no default
    Origin origin;
  };
  unsigned schema;
  std::vector<Found> found;   ///< one for each row of the schema
  std::vector<Error> errors;  ///< in the order of the file, then environment, command line, and what is missing
  /// Only without errors: else a mistake in the program.
  Settings settings() const;
};

/// Applies the layers: default < file < environment < command line. Files over 1 MiB are bad TOML.
Inspection inspect(const Schema& schema, const Layers& layers);

/// The settings, or everything that is wrong at once.
base::Result<Settings, std::vector<Error>> read(const Schema& schema, const Layers& layers);
/// From a file's text alone.
base::Result<Settings, std::vector<Error>> read(const Schema& schema, std::string_view text);

/// What the file says under [section] name, if it is a text; for choosing the schema.
std::optional<std::string> peek(std::string_view text, std::string_view section, std::string_view name);

/// A file with every key, its meaning, unit and default; optional keys stand in comments. Reads back as it is.
std::string example(const Schema& schema);

}  // namespace ktpel::config
