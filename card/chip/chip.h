// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/file.h"
#include "base/result.h"
#include "card/iso7816/apdu.h"
#include "card/iso7816/transport.h"
#include "card/lds/file_id.h"
#include "card/pace/pace.h"

namespace ktpel::card {

/// Where a chip is in its life; the byte in its memory and on the wire.
enum class ChipLife : std::uint8_t {
  Blank = 0,         ///< as from the maker
  Started = 1,       ///< being written: answers as if there were no application (6A82)
  Personalised = 2,  ///< complete: readable by PACE, no more writing
  Locked = 3         ///< the same, and its lifecycle is closed
};

/// 16 bytes that name one try to personalise one blank; also in the issuer's journal.
using AttemptId = std::array<std::uint8_t, 16>;
/// 8 bytes.
using ChipUid = std::array<std::uint8_t, 8>;

enum class ChipStateError {
  Missing,    ///< no such file
  Malformed,  ///< not a chip's state, cut, or of a later version
  Denied      ///< not readable or not writable
};

/// A virtual chip of the card profile: file system, access rules, PACE, secure messaging, lifecycle. A TEST
/// DEVICE: its memory, keys included, is a plain file (docs/formats/chip-state.md).
///
/// Invariants: before Personalised nothing of the application can be read in the field; EFs of the application
/// are read only inside a living PACE session; a reset, a deselected application or an error in secure messaging
/// ends the session; what a command changed in memory is durable before its answer leaves.
/// Not in this slice: Chip Authentication, Terminal Authentication (DG3 is readable after PACE), SCP.
/// Not thread-safe.
class Chip {
 public:
  struct Surroundings {
    RandomSource random;                                  ///< base::random_bytes if empty
    std::function<void(std::chrono::milliseconds)> wait;  ///< the delay after wrong CANs; sleeps if empty
  };

  /// A blank from the maker, with a random UID, in memory only.
  static Chip blank(Surroundings surroundings = {});
  /// A blank whose memory is this file from now on; Denied if the file is there already.
  static base::Result<Chip, ChipStateError> create(const std::filesystem::path& state_file,
                                                   Surroundings surroundings = {});
  /// A chip as it was left; every change goes back to the file.
  static base::Result<Chip, ChipStateError> open(const std::filesystem::path& state_file,
                                                 Surroundings surroundings = {});
  /// From the bytes of a state file, in memory only.
  static base::Result<Chip, ChipStateError> from_state(base::ByteView state, Surroundings surroundings = {});
  ~Chip();
  Chip(Chip&&) noexcept;
  Chip& operator=(Chip&&) noexcept;

  /// One command APDU in, the response APDU out. Empty = no answer (a torn or dead chip).
  base::Bytes process(base::ByteView apdu);
  /// Power on or warm reset: forgets the session, selection and chaining. Gives the ATR; empty if dead.
  base::Bytes reset();
  base::Bytes atr() const;  ///< empty if dead

  ChipUid uid() const;
  ChipLife life() const;
  AttemptId attempt() const;
  /// A PACE session stands: application files may be read by whoever holds its keys.
  bool session_open() const;
  /// The CAN of this test device, once it was set.
  const Can* can() const;
  /// How many commands process() got since it was made.
  std::size_t commands() const;
  /// The memory as its state file has it.
  base::Bytes state() const;

  // Faults, for tests and training.
  /// Power fails at the command with this number (counted from now, first = 0): before anything of it
  /// happened, or after its effect but before its answer. The chip is silent until reset().
  void inject_tear(std::size_t at_command, bool after_effect);
  /// The chip gives no ATR and no answer any more.
  void inject_death();
  /// Turns the bits of `mask` in a file's byte; false if there is no such byte.
  bool inject_flip(const FileId& file, std::size_t offset, std::uint8_t mask);
  /// Replaces a file's content, or removes the file.
  void inject_file(const FileId& file, base::Bytes content);
  void inject_removal(const FileId& file);

 private:
  struct Inside;
  explicit Chip(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

/// A chip in this process as a card on a wire.
class ChipTransport final : public Transport {
 public:
  explicit ChipTransport(Chip& chip) : chip_(chip) {}
  base::Result<base::Bytes, TransportError> transmit(base::ByteView apdu) override;
  base::Result<base::Bytes, TransportError> reset() override;

 private:
  Chip& chip_;
};

}  // namespace ktpel::card
