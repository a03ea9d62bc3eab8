// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ktpel::device {

enum class PrinterState { Idle, Printing, Stopped };

/// A queue of the print service (CUPS).
struct Printer {
  std::string name, description, device;
  PrinterState state = PrinterState::Idle;
  bool accepting = false;
  bool is_default = false;
  /// What it says is wrong (RFC 8011 5.4.12), without "none": "media-empty", "cover-open", "toner-low".
  std::vector<std::string> reasons;
};

/// Grouped by what an officer can do next.
enum class PrinterError {
  ServiceNotRunning,  ///< no print service answers: start CUPS
  NoSuchPrinter,      ///< look at the list
  NotAccepting,       ///< the queue takes no jobs: switch it on
  Refused,            ///< the service does not allow it, or not this document
  NoSuchJob,          ///< it ended long ago, or never was
  Broken              ///< the service failed in the middle
};

enum class JobState { Waiting, Printing, Held, Stopped, Done, Cancelled, Failed };
inline bool is_over(JobState state) {
  return state == JobState::Done || state == JobState::Cancelled || state == JobState::Failed;
}

/// A job by its number at the service.
struct PrintJob {
  int number;
  std::string printer;
};

/// The print service at CUPS_SERVER (or the system's), or at an address of its own. One thread.
class PrintService {
 public:
  PrintService() = default;
  /// "127.0.0.1", 8631.
  PrintService(std::string host, int port) : host_(std::move(host)), port_(port) {}

  base::Result<std::vector<Printer>, PrinterError> list() const;
  /// Gives a PDF (or another type that the queue takes) to a printer; the title is what the queue shows.
  base::Result<PrintJob, PrinterError> print(const std::string& printer, const std::string& title,
                                             base::ByteView document,
                                             const std::string& type = "application/pdf") const;
  base::Result<JobState, PrinterError> state(const PrintJob& job) const;
  /// Until it is over; its state then, or what it is after `wait`.
  base::Result<JobState, PrinterError> wait(const PrintJob& job, std::chrono::milliseconds wait) const;
  base::Result<base::Done, PrinterError> cancel(const PrintJob& job) const;

 private:
  std::string host_;
  int port_ = 0;
};

}  // namespace ktpel::device
