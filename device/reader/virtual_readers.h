// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "card/chip/chip.h"

namespace ktpel::device {

enum class VirtualReaderError {
  NotInstalled,         ///< pcscd or the vpcd driver is not there
  NamespaceNotAllowed,  ///< the system does not let us make a private mount and network namespace
  DidNotStart,          ///< pcscd ended or did not answer in time; its log is in the folder
  AlreadyRunning        ///< this process already has its private service
};

/// Puts one chip into a virtual reader, from a thread of its own. Thread-safe.
class ChipInReader {
 public:
  /// Makes a TCP socket from which the driver's port can be reached; not connected; < 0 on failure.
  using MakeSocket = std::function<int()>;
  ChipInReader(MakeSocket make_socket, int port);
  ~ChipInReader();
  ChipInReader(const ChipInReader&) = delete;
  ChipInReader& operator=(const ChipInReader&) = delete;

  /// Takes the card out that is in, if any, and puts this one in; the chip must outlive its stay. False if the
  /// driver does not listen. Waits until the reader was empty for 0.9 s, so that the service notices a change of cards.
  bool insert(card::Chip& chip);
  /// Takes the card out (nothing happens if there is none); on return the chip is no longer used.
  void remove();
  bool inserted() const;

 private:
  struct Slot;
  std::unique_ptr<Slot> slot_;
};

/// Readers without hardware: a private pcscd with the vpcd driver, in its own mount and network namespace,
/// so that it never meets the system's pcscd and nothing on the network can pose as a card. Needs root, or
/// user namespaces. One at a time per process, because the client library remembers its socket.
/// The service is stopped by its own process id, and ends by itself when this process does.
class VirtualReaders {
 public:
  /// Starts the service with `count` readers (1..8) and points this process at it (sets
  /// PCSCLITE_CSOCK_NAME: call it before other threads read the environment). About 0.5 s.
  static base::Result<std::unique_ptr<VirtualReaders>, VirtualReaderError> start(int count);
  ~VirtualReaders();
  VirtualReaders(const VirtualReaders&) = delete;
  VirtualReaders& operator=(const VirtualReaders&) = delete;

  int count() const;
  /// The PC/SC name of reader `index` (0-based), "KTP sim 1 00 00".
  const std::string& name(int index) const;
  ChipInReader& reader(int index);
  /// The socket of the service, for other programs: PCSCLITE_CSOCK_NAME.
  const std::filesystem::path& service_socket() const;

 private:
  struct Service;
  explicit VirtualReaders(std::unique_ptr<Service> service);
  std::unique_ptr<Service> service_;
};

}  // namespace ktpel::device
