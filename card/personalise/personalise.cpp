// SPDX-License-Identifier: Apache-2.0
#include "card/personalise/personalise.h"

#include <chrono>

#include "card/personalise/card_adapter.h"

namespace ktpel::card {
namespace {

class Counted final : public Transport {
 public:
  explicit Counted(Transport& card) : card_(card) {}
  base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override {
    ++count_;
    return card_.transmit(apdu);
  }
  base::Result<base::Bytes, TransportError> reset() override { return card_.reset(); }
  std::size_t count() const { return count_; }

 private:
  Transport& card_;
  std::size_t count_ = 0;
};

class Stopwatch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

base::Result<BlankChip, PersonaliseError> probe(Transport& card) {
  auto atr = card.reset();
  if (!atr) return PersonaliseError::NoCard;
  const auto identity = VirtualChipAdapter(card).identify();
  if (!identity) return identity.error() == StepError::Lost ? PersonaliseError::NoCard : PersonaliseError::NotBlank;
  if (identity->life != ChipLife::Blank) return PersonaliseError::NotBlank;
  return BlankChip{identity->uid, identity->life, std::move(*atr)};
}

PersonaliseError error_of(StepError error) {
  switch (error) {
    case StepError::Lost:
      return PersonaliseError::Lost;
    case StepError::Refused:
      return PersonaliseError::WriteRefused;
    case StepError::Differs:
      break;
  }
  return PersonaliseError::ReadBackDiffers;
}

}  // namespace

bool spoils_blank(PersonaliseError error) {
  switch (error) {
    case PersonaliseError::ContentsRefused:
    case PersonaliseError::OverBudget:
    case PersonaliseError::NoCard:
    case PersonaliseError::NotBlank:
      return false;
    case PersonaliseError::Lost:
    case PersonaliseError::WriteRefused:
    case PersonaliseError::ReadBackDiffers:
    case PersonaliseError::FieldReadFailed:
      break;
  }
  return true;
}

base::Result<BlankChip, PersonaliseError> probe_blank(Transport& card) { return probe(card); }

base::Result<PersonalisationReport, PersonaliseError> personalise(Transport& wire, const BlankChip& blank,
                                                                  const CardContents& contents,
                                                                  const PersonalisationOrder& order) {
  const Stopwatch whole;
  Counted card(wire);

  // 1 everything that can be refused is refused before the first command
  const auto files = build_files(contents, order.signer, order.now);
  if (!files)
    return files.error() == LdsError::OverBudget ? PersonaliseError::OverBudget : PersonaliseError::ContentsRefused;
  const auto program = writing_program(*files);

  // 2 the blank that was journalled is the one on the reader
  const auto found = probe(card);
  if (!found) return found.error();
  if (found->uid != blank.uid) return PersonaliseError::NotBlank;

  // 3 write, read back every file, and only then let the card be a card
  VirtualChipAdapter adapter(card);
  const Stopwatch writing;
  double read_back_ms = 0;
  for (const auto& step : program.steps) {
    const Stopwatch one;
    const auto done = adapter.run(step, order.attempt, order.can);
    if (!done) return error_of(done.error());
    if (std::holds_alternative<ReadBack>(step)) read_back_ms += one.ms();
  }
  const auto write_ms = writing.ms() - read_back_ms;

  // 4 the field read-back: as a stranger, from a reset, with nothing but the CAN and the authority
  auto reading = read_card(card, order.can, &order.trust, order.today);
  if (!reading) {
    const auto verdict = reading.error().verdict;
    return verdict == Verdict::communication_lost || verdict == Verdict::chip_silent
               ? PersonaliseError::Lost
               : PersonaliseError::FieldReadFailed;
  }
  if (!differences(*reading, contents).empty()) return PersonaliseError::FieldReadFailed;

  // 5 close the lifecycle
  const auto locked = adapter.run(AdvanceLife{ChipLife::Locked}, order.attempt, order.can);
  if (!locked) return error_of(locked.error());

  std::vector<FileHash> hashes;
  for (const auto& one : *files) hashes.push_back({one.id.name, one.content.size(), base::sha256(one.content)});
  const double field_ms = reading->total_ms;
  return PersonalisationReport{
      found->uid,        order.attempt, program.digest(),   order.signer.certificate().serial(),
      std::move(hashes), card.count(),  write_ms,           read_back_ms,
      field_ms,          whole.ms(),    std::move(*reading)};
}

}  // namespace ktpel::card
