// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "docket/docket.h"

namespace ktpel::docket {

/// A service point has 72 hours to answer a clarification, unless the data centre names another day (SOP 3b).
inline constexpr std::int64_t answer_ms = 72 * 3600000LL;

/// What the data centre and the service point wrote to each other about one finding that somebody is the same person.
struct Correspondence {
  struct Message {
    base::Time time;
    bool from_center;
    std::string text;
    std::vector<issuance::Answered::Attachment> attachments;
    std::size_t first_attachment;  ///< number of the first of them among all that the application's answers have
  };
  base::Time opened;  ///< when two adjudicators, or a supervisor, found it
  base::Time deadline;
  std::vector<Message> messages;  ///< oldest first; empty: the letter's general question alone
  /// The newest question in the data centre's own words; nullptr if there is none.
  const Message* question() const;
};

/// nullopt: nobody found that it is the same person.
std::optional<Correspondence> correspondence(const Case& c);

}  // namespace ktpel::docket
