// SPDX-License-Identifier: Apache-2.0
// The Internet Printing Protocol (RFC 8011) as CUPS speaks it, through libcups' requests.
#include "device/printer/printer.h"

#include <cups/cups.h>
#include <cups/ipp.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>

namespace ktpel::device {
namespace {

constexpr int kConnectMs = 5000;
constexpr auto kAskAgain = std::chrono::milliseconds(100);

using Connection = std::unique_ptr<http_t, decltype(&httpClose)>;
using Message = std::unique_ptr<ipp_t, decltype(&ippDelete)>;

Connection connect(const std::string& host, int port) {
  return {
      host.empty()
          ? httpConnect2(cupsServer(), ippPort(), nullptr, AF_UNSPEC, cupsEncryption(), 1, kConnectMs, nullptr)
          : httpConnect2(host.c_str(), port, nullptr, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, kConnectMs, nullptr),
      &httpClose};
}

std::string uri_of(const std::string& printer) {
  char uri[1024];
  const auto made = httpAssembleURIf(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", nullptr, "localhost", 0,
                                     "/printers/%s", printer.c_str());
  return made == HTTP_URI_STATUS_OK ? uri : "ipp://localhost/printers/";
}

/// A request about a printer; of one about its jobs the caller adds the number.
ipp_t* request_about(ipp_op_t operation, const std::string& printer) {
  auto* request = ippNewRequest(operation);
  ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nullptr, uri_of(printer).c_str());
  ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", nullptr, cupsUser());
  return request;
}

PrinterError error_of(ipp_status_t status) {
  switch (status) {
    case IPP_STATUS_ERROR_NOT_FOUND:
    case IPP_STATUS_ERROR_GONE:
      return PrinterError::NoSuchPrinter;
    case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
    case IPP_STATUS_ERROR_PRINTER_IS_DEACTIVATED:
      return PrinterError::NotAccepting;
    case IPP_STATUS_ERROR_FORBIDDEN:
    case IPP_STATUS_ERROR_NOT_AUTHENTICATED:
    case IPP_STATUS_ERROR_NOT_AUTHORIZED:
    case IPP_STATUS_ERROR_NOT_POSSIBLE:
    case IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED:
    case IPP_STATUS_ERROR_DOCUMENT_FORMAT_ERROR:
    case IPP_STATUS_ERROR_REQUEST_ENTITY:
      return PrinterError::Refused;
    default:
      return PrinterError::Broken;
  }
}

bool is_good(ipp_t* answer) { return answer && ippGetStatusCode(answer) < IPP_STATUS_REDIRECTION_OTHER_SITE; }

std::string text(ipp_attribute_t* attribute) {
  const char* value = attribute ? ippGetString(attribute, 0, nullptr) : nullptr;
  return value ? value : "";
}

/// Takes one attribute of the printer that is being read.
void take(Printer& printer, ipp_attribute_t* attribute) {
  const std::string_view name = ippGetName(attribute);
  if (name == "printer-name") printer.name = text(attribute);
  if (name == "printer-info") printer.description = text(attribute);
  if (name == "device-uri") printer.device = text(attribute);
  if (name == "printer-is-accepting-jobs") printer.accepting = ippGetBoolean(attribute, 0) != 0;
  if (name == "printer-state") {
    const int state = ippGetInteger(attribute, 0);
    printer.state = state == IPP_PSTATE_PROCESSING ? PrinterState::Printing
                    : state == IPP_PSTATE_STOPPED  ? PrinterState::Stopped
                                                   : PrinterState::Idle;
  }
  if (name == "printer-state-reasons")
    for (int i = 0; i < ippGetCount(attribute); ++i)
      if (const char* reason = ippGetString(attribute, i, nullptr); reason && std::strcmp(reason, "none") != 0)
        printer.reasons.emplace_back(reason);
}

JobState job_state_of(int state) {
  switch (state) {
    case IPP_JSTATE_PENDING:
      return JobState::Waiting;
    case IPP_JSTATE_HELD:
      return JobState::Held;
    case IPP_JSTATE_PROCESSING:
      return JobState::Printing;
    case IPP_JSTATE_STOPPED:
      return JobState::Stopped;
    case IPP_JSTATE_CANCELED:
      return JobState::Cancelled;
    case IPP_JSTATE_COMPLETED:
      return JobState::Done;
    default:
      return JobState::Failed;
  }
}

}  // namespace

base::Result<std::vector<Printer>, PrinterError> PrintService::list() const {
  const auto line = connect(host_, port_);
  if (!line) return PrinterError::ServiceNotRunning;
  auto* request = ippNewRequest(IPP_OP_CUPS_GET_PRINTERS);
  static const char* const wanted[] = {"printer-name",  "printer-info",          "device-uri",
                                       "printer-state", "printer-state-reasons", "printer-is-accepting-jobs"};
  ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", std::size(wanted), nullptr,
                wanted);
  const Message answer(cupsDoRequest(line.get(), request, "/"), &ippDelete);
  std::vector<Printer> printers;
  if (!answer) return PrinterError::Broken;
  if (ippGetStatusCode(answer.get()) == IPP_STATUS_ERROR_NOT_FOUND) return printers;  // CUPS says so when it has none
  if (!is_good(answer.get())) return error_of(ippGetStatusCode(answer.get()));
  bool inside = false;
  for (auto* attribute = ippFirstAttribute(answer.get()); attribute; attribute = ippNextAttribute(answer.get())) {
    const bool of_printer = ippGetGroupTag(attribute) == IPP_TAG_PRINTER && ippGetName(attribute);
    if (of_printer && !inside) printers.emplace_back();
    if (of_printer) take(printers.back(), attribute);
    inside = of_printer;  // printers are told apart by a nameless attribute
  }
  std::erase_if(printers, [](const Printer& printer) { return printer.name.empty(); });
  const Message usual(cupsDoRequest(line.get(), ippNewRequest(IPP_OP_CUPS_GET_DEFAULT), "/"), &ippDelete);
  if (is_good(usual.get())) {
    const auto name = text(ippFindAttribute(usual.get(), "printer-name", IPP_TAG_NAME));
    for (auto& printer : printers) printer.is_default = printer.name == name;
  }
  std::sort(printers.begin(), printers.end(), [](const Printer& a, const Printer& b) { return a.name < b.name; });
  return printers;
}

base::Result<PrintJob, PrinterError> PrintService::print(const std::string& printer, const std::string& title,
                                                         base::ByteView document, const std::string& type) const {
  const auto line = connect(host_, port_);
  if (!line) return PrinterError::ServiceNotRunning;
  auto* request = request_about(IPP_OP_PRINT_JOB, printer);
  ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", nullptr, title.c_str());
  ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", nullptr, type.c_str());
  const auto resource = "/printers/" + printer;
  // libcups counts the document after the request
  const auto size = ippLength(request) + document.size();
  auto status = cupsSendRequest(line.get(), request, resource.c_str(), size);
  if (status == HTTP_STATUS_CONTINUE)
    status = cupsWriteRequestData(line.get(), reinterpret_cast<const char*>(document.data()), document.size());
  ippDelete(request);
  if (status != HTTP_STATUS_CONTINUE && status != HTTP_STATUS_OK) {
    httpFlush(line.get());
    return status == HTTP_STATUS_NOT_FOUND ? PrinterError::NoSuchPrinter : PrinterError::Refused;
  }
  const Message answer(cupsGetResponse(line.get(), resource.c_str()), &ippDelete);
  if (!answer) return PrinterError::Broken;
  if (!is_good(answer.get())) return error_of(ippGetStatusCode(answer.get()));
  auto* number = ippFindAttribute(answer.get(), "job-id", IPP_TAG_INTEGER);
  if (!number) return PrinterError::Broken;
  return PrintJob{ippGetInteger(number, 0), printer};
}

base::Result<JobState, PrinterError> PrintService::state(const PrintJob& job) const {
  const auto line = connect(host_, port_);
  if (!line) return PrinterError::ServiceNotRunning;
  auto* request = request_about(IPP_OP_GET_JOB_ATTRIBUTES, job.printer);
  ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job.number);
  ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", nullptr, "job-state");
  const Message answer(cupsDoRequest(line.get(), request, "/"), &ippDelete);
  if (!answer) return PrinterError::Broken;
  if (ippGetStatusCode(answer.get()) == IPP_STATUS_ERROR_NOT_FOUND) return PrinterError::NoSuchJob;
  auto* state = ippFindAttribute(answer.get(), "job-state", IPP_TAG_ENUM);
  if (!is_good(answer.get()) || !state) return error_of(ippGetStatusCode(answer.get()));
  return job_state_of(ippGetInteger(state, 0));
}

base::Result<JobState, PrinterError> PrintService::wait(const PrintJob& job, std::chrono::milliseconds wait) const {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    const auto now = state(job);
    if (!now || is_over(*now) || std::chrono::steady_clock::now() >= until) return now;
    std::this_thread::sleep_for(kAskAgain);
  }
}

base::Result<base::Done, PrinterError> PrintService::cancel(const PrintJob& job) const {
  const auto line = connect(host_, port_);
  if (!line) return PrinterError::ServiceNotRunning;
  auto* request = request_about(IPP_OP_CANCEL_JOB, job.printer);
  ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job.number);
  const Message answer(cupsDoRequest(line.get(), request, "/jobs/"), &ippDelete);
  if (!answer) return PrinterError::Broken;
  const auto status = ippGetStatusCode(answer.get());
  if (status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_NOT_POSSIBLE) return PrinterError::NoSuchJob;
  if (!is_good(answer.get())) return error_of(status);
  return base::Done{};
}

}  // namespace ktpel::device
