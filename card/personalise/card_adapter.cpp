// SPDX-License-Identifier: Apache-2.0
#include "card/personalise/card_adapter.h"

#include <algorithm>

#include "card/chip/personalisation_commands.h"
#include "card/iso7816/tlv.h"

namespace ktpel::card {
namespace {

using namespace personalisation;
constexpr std::size_t most_at_once = 252;  // a short command carries 255 bytes, three of them name the file

base::Bytes name_of(const FileId& id) {
  return base::ByteWriter().u8(static_cast<std::uint8_t>(id.folder)).u16(id.fid).take();
}
Command at_offset(std::uint8_t ins, std::size_t offset, const FileId& id) {
  return {cla, ins, static_cast<std::uint8_t>(offset >> 8), static_cast<std::uint8_t>(offset & 0xff), name_of(id)};
}

}  // namespace

base::Result<Response, StepError> VirtualChipAdapter::send(const Command& command) {
  auto response = exchange(card_, command);
  if (!response) return StepError::Lost;
  if (response->sw != sw::ok) return StepError::Refused;
  return std::move(*response);
}

base::Result<ChipIdentity, StepError> VirtualChipAdapter::identify() {
  const auto answer = send({cla, personalisation::identify, 0, 0, {}, 256});
  if (!answer) return answer.error();
  TlvReader outer(answer->data);
  const auto all = outer.expect(0xe1);
  if (!all || !outer.finished()) return StepError::Refused;
  TlvReader fields(all->value);
  const auto uid = fields.expect(0x80), life = fields.expect(0x81), attempt = fields.expect(0x82),
             room = fields.expect(0x83);
  ChipIdentity out{};
  if (!room || uid->value.size() != out.uid.size() || life->value.size() != 1 || life->value[0] > 3 ||
      attempt->value.size() != out.attempt.size() || room->value.size() != 2)
    return StepError::Refused;
  std::copy(uid->value.begin(), uid->value.end(), out.uid.begin());
  std::copy(attempt->value.begin(), attempt->value.end(), out.attempt.begin());
  out.life = ChipLife{life->value[0]};
  out.free_bytes = static_cast<std::size_t>(room->value[0] << 8 | room->value[1]);
  return out;
}

base::Result<base::Done, StepError> VirtualChipAdapter::run(const PersonalisationStep& step, const AttemptId& attempt,
                                                            const Can& can) {
  if (const auto* advance_to = std::get_if<AdvanceLife>(&step)) {
    const auto done =
        send({cla, advance, static_cast<std::uint8_t>(advance_to->to), 0, {attempt.begin(), attempt.end()}});
    if (!done) return done.error();
  } else if (const auto* make = std::get_if<CreateFile>(&step)) {
    Command command{cla, create, 0, 0, name_of(make->id)};
    const auto rest = base::ByteWriter().u8(make->id.sfi).u16(make->size).take();
    command.data.insert(command.data.end(), rest.begin(), rest.end());
    const auto done = send(command);
    if (!done) return done.error();
  } else if (const auto* fill = std::get_if<WriteFile>(&step)) {
    for (std::size_t at = 0; at < fill->content.size(); at += most_at_once) {
      auto command = at_offset(write, at, fill->id);
      const auto from = fill->content.begin() + static_cast<std::ptrdiff_t>(at);
      command.data.insert(command.data.end(), from,
                          from + static_cast<std::ptrdiff_t>(std::min(most_at_once, fill->content.size() - at)));
      const auto done = send(command);
      if (!done) return done.error();
    }
  } else if (std::get_if<PutCan>(&step)) {
    const auto digits = base::bytes_of(can.reveal());
    const auto done = send({cla, put_secret, 0, can_reference, {digits.begin(), digits.end()}});
    if (!done) return done.error();
  } else if (const auto* back = std::get_if<ReadBack>(&step)) {
    base::Bytes content;
    while (content.size() < back->size) {
      auto command = at_offset(read, content.size(), back->id);
      command.le = 256;
      const auto part = send(command);
      if (!part) return part.error();
      if (part->data.empty()) return StepError::Differs;
      content.insert(content.end(), part->data.begin(), part->data.end());
    }
    if (content.size() != back->size || base::sha256(content) != back->sha256) return StepError::Differs;
  }
  return base::Done{};
}

}  // namespace ktpel::card
