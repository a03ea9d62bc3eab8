// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "card/iso7816/apdu.h"
#include "card/iso7816/transport.h"
#include "card/pace/can.h"
#include "card/personalise/program.h"

namespace ktpel::card {

enum class StepError {
  Lost,     ///< no answer
  Refused,  ///< the card said no
  Differs   ///< a file does not read as it was written
};

struct ChipIdentity {
  ChipUid uid;
  ChipLife life;
  AttemptId attempt;
  std::size_t free_bytes;
};

/// Speaks the writing commands of one card product. One object per card; not thread-safe.
class CardAdapter {
 public:
  virtual ~CardAdapter() = default;
  virtual base::Result<ChipIdentity, StepError> identify() = 0;
  /// One step of the program for this attempt.
  virtual base::Result<base::Done, StepError> run(const PersonalisationStep& step, const AttemptId& attempt,
                                                  const Can& can) = 0;
};

/// The virtual chip of card/chip, in the state of a blank from the maker: no secure channel yet.
class VirtualChipAdapter final : public CardAdapter {
 public:
  explicit VirtualChipAdapter(Transport& card) : card_(card) {}
  base::Result<ChipIdentity, StepError> identify() override;
  base::Result<base::Done, StepError> run(const PersonalisationStep& step, const AttemptId& attempt,
                                          const Can& can) override;

 private:
  base::Result<Response, StepError> send(const Command& command);
  Transport& card_;
};

}  // namespace ktpel::card
