// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "card/chip/chip.h"
#include "card/chip/personalisation_commands.h"
#include "card/pace/pace.h"

// A sequence of commands, each after two bytes of length, against a finished card: no answer ever contains a byte of a
// protected file. The input cannot make a valid MAC, so even with a session open (first byte odd) everything that is
// answered in plain must be free of them.
namespace {

using namespace ktpel;
using namespace ktpel::card;
constexpr std::string_view marker = "KTPEL-RAHASIA";

const base::Bytes& finished_state() {
  static const auto state = [] {
    auto chip = Chip::blank();
    const base::Bytes attempt(16, 1);
    const auto send = [&](std::uint8_t ins, std::uint8_t p1, std::uint8_t p2, base::Bytes data) {
      if (chip.process(Command{0x80, ins, p1, p2, std::move(data)}.encode()) != base::Bytes{0x90, 0x00}) std::abort();
    };
    send(personalisation::advance, 1, 0, attempt);
    const auto put = [&](const FileId& id, base::Bytes content) {
      const auto name = base::ByteWriter().u8(static_cast<std::uint8_t>(id.folder)).u16(id.fid).take();
      auto make = name, fill = name;
      const auto rest = base::ByteWriter().u8(id.sfi).u16(content.size()).take();
      make.insert(make.end(), rest.begin(), rest.end());
      fill.insert(fill.end(), content.begin(), content.end());
      send(personalisation::create, 0, 0, make);
      send(personalisation::write, 0, 0, fill);
    };
    put(file::card_access, encode_card_access({}));
    const auto secret = base::bytes_of(marker);
    for (const auto& id : {file::com, file::sod, file::dg1, file::dg2, file::dg3, file::dg11})
      put(id, {secret.begin(), secret.end()});
    send(personalisation::put_secret, 0, 2, {'3', '1', '4', '1', '5', '9'});
    send(personalisation::advance, 2, 0, attempt);
    return chip.state();
  }();
  return state;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto chip = Chip::from_state(finished_state(), {{}, [](std::chrono::milliseconds) {}}).value();
  base::ByteReader reader({data, size});
  if (reader.u8() & 1) {
    ChipTransport wire(chip);
    if (!run_pace(wire, *Can::parse("314159"), {})) std::abort();
  }
  for (int n = 0; n < 64 && reader.left(); ++n) {
    const auto answer = chip.process(reader.take(reader.u16()));
    const auto secret = base::bytes_of(marker);
    for (const std::size_t part : {std::size_t{0}, secret.size() - 6})
      if (std::search(answer.begin(), answer.end(), secret.begin() + static_cast<std::ptrdiff_t>(part),
                      secret.begin() + static_cast<std::ptrdiff_t>(part) + 6) != answer.end())
        std::abort();
  }
  return 0;
}
