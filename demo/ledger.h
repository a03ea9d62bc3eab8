// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ktpel::demo {

/// What an officer did, as a journal tells of it.
struct Entered {
  std::string site;  ///< whose officer: "kec-990101"
  std::string kind;  ///< "handed-over"
  std::string
      subject;  ///< an application's number; where only the office gives one, the NIK or name that was asked for
  auto operator<=>(const Entered&) const = default;
};

/// The acts that are done when the desk answers `answered` (2xx) to what was asked of it; none for what writes nothing
/// of an officer's down: lists, parts of a recording that goes on, an exchange. With `answered` null: those that may
/// have been done, where nobody knows; subject "*" where only the answer would have named it.
std::vector<Entered> acts_of(const std::string& site, const std::string& path, const nlohmann::json& asked,
                             const nlohmann::json& answered);
/// The same for an entry of the site's journal; its subject is "" if it is none of these.
Entered entered(const std::string& site, const std::string& kind, const std::string& subject, const std::string& body);

/// What officers were told is done, against what journals hold. A desk that answered 2xx has done the act, once. One
/// whose answer was lost may have, once at most, however often it was asked.
class Ledger {
 public:
  void acknowledge(const std::vector<Entered>& acts);
  void perhaps(const std::vector<Entered>& acts);

  /// What a journal holds of the acts, of all sites that it knows.
  using Journal = std::map<Entered, std::size_t>;
  struct Balance {
    std::size_t acknowledged = 0;
    std::size_t unheard = 0;         ///< acts of which nobody was told how they ended
    std::size_t lost = 0;            ///< acknowledged, and in a journal not there
    std::size_t doubled = 0;         ///< more often in a journal than anybody did it
    std::vector<std::string> which;  ///< "lost kec-990101 handed-over T-1: 1 told, 0 written"
  };
  /// By site; an act has to stand in the journal of its site and in the center's, which is one of them.
  Balance against(const std::map<std::string, Journal>& journals, const std::string& center) const;

 private:
  std::map<Entered, std::size_t> acknowledged_, perhaps_;
};

}  // namespace ktpel::demo
