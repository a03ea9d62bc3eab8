// SPDX-License-Identifier: Apache-2.0
#include "docket/clarification.h"

#include <algorithm>

#include "issuance/event_text.h"

namespace ktpel::docket {

const Correspondence::Message* Correspondence::question() const {
  const auto last = std::find_if(messages.rbegin(), messages.rend(), [](const auto& one) { return one.from_center; });
  return last == messages.rend() ? nullptr : &*last;
}

std::optional<Correspondence> correspondence(const Case& c) {
  std::optional<Correspondence> found;
  std::size_t attachments = 0;
  for (const auto& entry : c.history) {
    const auto event = issuance::event_of(entry.kind, entry.body);
    if (!event) continue;
    if (std::holds_alternative<issuance::Judged>(*event) || std::holds_alternative<issuance::SupervisorJudged>(*event))
      found = Correspondence{entry.time, {entry.time.ms + answer_ms}, {}};  // the last of them opened it
    if (const auto* asked = std::get_if<issuance::Asked>(&*event); asked && found) {
      found->messages.push_back({entry.time, true, asked->text, {}, attachments});
      found->deadline = asked->until;
    }
    if (const auto* answered = std::get_if<issuance::Answered>(&*event)) {
      if (found) found->messages.push_back({entry.time, false, answered->text, answered->attachments, attachments});
      attachments += answered->attachments.size();
    }
  }
  return found;
}

}  // namespace ktpel::docket
