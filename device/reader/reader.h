// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "card/iso7816/transport.h"

namespace ktpel::device {

/// Grouped by what an officer can do next.
enum class ReaderError {
  ServiceNotRunning,  ///< no PC/SC service answers: start pcscd
  NoSuchReader,       ///< no reader of that name: look at the list
  NoCard,             ///< put a card on the reader
  Removed,            ///< the card was taken away: put it back and begin again
  Broken              ///< the reader or the service failed
};

/// The names of all readers, in no useful order: always choose by name. Empty if there are none.
/// The service is the one at PCSCLITE_CSOCK_NAME, else the system's; a process can only ever talk to one.
base::Result<std::vector<std::string>, ReaderError> list_readers();

/// A card on a PC/SC reader. Holds a transaction from open() to its end, so that nobody else talks to the card
/// in between. A call that the service does not finish within the deadline gives Timeout and
/// leaves the reader unusable (reset() then gives Broken).
class PcscReader final : public card::Transport {
 public:
  /// Connects to the card in the reader with exactly this name; waits up to `wait` for a card.
  static base::Result<std::unique_ptr<PcscReader>, ReaderError> open(
      const std::string& name, std::chrono::milliseconds wait = std::chrono::milliseconds(0),
      std::chrono::milliseconds deadline = std::chrono::seconds(30));
  ~PcscReader() override;
  PcscReader(const PcscReader&) = delete;
  PcscReader& operator=(const PcscReader&) = delete;

  base::Result<base::Bytes, card::TransportError> transmit(base::ByteView apdu) override;
  base::Result<base::Bytes, card::TransportError> reset() override;
  const std::string& name() const;

 private:
  struct Line;
  explicit PcscReader(std::shared_ptr<Line> line);
  std::shared_ptr<Line> line_;
};

/// Waits until the reader has a card (or, with `present` false, has none). False after `wait`.
base::Result<bool, ReaderError> wait_for_card(const std::string& name, bool present, std::chrono::milliseconds wait);

}  // namespace ktpel::device
