// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "device/printer/printer.h"

namespace ktpel::device {

enum class PrivateCupsError {
  NotInstalled,  ///< no cupsd
  DidNotStart    ///< it ended or did not answer in time
};

/// Printers without hardware: a print service of our own on loopback, with its own folders, whose printers write what
/// they get into files. Never meets the system's service. It is stopped by its process id, and ends with this process.
class PrivateCups {
 public:
  static base::Result<std::unique_ptr<PrivateCups>, PrivateCupsError> start(const std::vector<std::string>& printers);
  ~PrivateCups();
  PrivateCups(const PrivateCups&) = delete;
  PrivateCups& operator=(const PrivateCups&) = delete;

  PrintService service() const;
  int port() const;
  int process() const;
  /// What came out of a printer so far, one file a job, in order.
  std::vector<base::Bytes> printed(const std::string& printer) const;
  /// While paused a printer keeps its job in the works, as if it warmed up.
  void pause(const std::string& printer, bool paused);
  /// The printer says that its paper is out: its jobs stop.
  void take_paper(const std::string& printer, bool taken);

 private:
  struct Service;
  explicit PrivateCups(std::unique_ptr<Service> service);
  std::unique_ptr<Service> service_;
};

}  // namespace ktpel::device
