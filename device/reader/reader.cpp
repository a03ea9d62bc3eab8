// SPDX-License-Identifier: Apache-2.0
#include "device/reader/reader.h"

#include <winscard.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace ktpel::device {
namespace {

ReaderError error_of(LONG code) {
  switch (code) {
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_F_COMM_ERROR:
      return ReaderError::ServiceNotRunning;
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_NO_READERS_AVAILABLE:
      return ReaderError::NoSuchReader;
    case SCARD_E_NO_SMARTCARD:
    case SCARD_W_UNPOWERED_CARD:
    case SCARD_W_UNRESPONSIVE_CARD:
      return ReaderError::NoCard;
    case SCARD_W_REMOVED_CARD:
    case SCARD_W_RESET_CARD:
      return ReaderError::Removed;
    default:
      return ReaderError::Broken;
  }
}

card::TransportError transport_error_of(LONG code) {
  switch (error_of(code)) {
    case ReaderError::NoCard:
      return card::TransportError::NoCard;
    case ReaderError::Removed:
      return card::TransportError::Gone;
    default:
      break;
  }
  // a virtual reader whose card is pulled answers a communication error before it reports the removal
  return code == SCARD_F_COMM_ERROR || code == SCARD_E_NOT_TRANSACTED ? card::TransportError::Gone
                                                                      : card::TransportError::Broken;
}

class Context {
 public:
  Context() : result_(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle_)) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() {
    if (result_ == SCARD_S_SUCCESS) SCardReleaseContext(handle_);
  }
  LONG result() const { return result_; }
  SCARDCONTEXT get() const { return handle_; }

 private:
  SCARDCONTEXT handle_ = 0;
  LONG result_;
};

base::Result<std::vector<std::string>, ReaderError> list(SCARDCONTEXT context) {
  DWORD size = 0;
  LONG code = SCardListReaders(context, nullptr, nullptr, &size);
  if (code == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>{};
  if (code != SCARD_S_SUCCESS) return error_of(code);
  std::string names(size, '\0');
  code = SCardListReaders(context, nullptr, names.data(), &size);
  if (code == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>{};
  if (code != SCARD_S_SUCCESS) return error_of(code);
  names.resize(size);
  std::vector<std::string> out;
  for (const char* at = names.c_str(); *at; at += std::strlen(at) + 1) out.emplace_back(at);
  return out;
}

/// Waits until the reader has a card, or has none; false = not in time.
base::Result<bool, ReaderError> wait_state(SCARDCONTEXT context, const std::string& name, bool present,
                                           std::chrono::milliseconds wait) {
  SCARD_READERSTATE state{};
  state.szReader = name.c_str();
  state.dwCurrentState = SCARD_STATE_UNAWARE;
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    const LONG code =
        SCardGetStatusChange(context, static_cast<DWORD>(std::max<std::int64_t>(0, left.count())), &state, 1);
    if (code != SCARD_S_SUCCESS && code != SCARD_E_TIMEOUT) return error_of(code);
    if (state.dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_IGNORE)) return ReaderError::NoSuchReader;
    if (code == SCARD_S_SUCCESS && bool(state.dwEventState & SCARD_STATE_PRESENT) == present) return true;
    if (left.count() <= 0) return false;
    state.dwCurrentState = state.dwEventState;
  }
}

}  // namespace

base::Result<std::vector<std::string>, ReaderError> list_readers() {
  const Context context;
  if (context.result() != SCARD_S_SUCCESS) return error_of(context.result());
  return list(context.get());
}

base::Result<bool, ReaderError> wait_for_card(const std::string& name, bool present, std::chrono::milliseconds wait) {
  const Context context;
  if (context.result() != SCARD_S_SUCCESS) return error_of(context.result());
  return wait_state(context.get(), name, present, wait);
}

/// The calls of PC/SC have no deadline, so they are made by a thread of their own. When one does not come back the
/// thread is left behind with everything it uses: hence shared by both sides.
struct PcscReader::Line {
  explicit Line(std::string reader_name, std::chrono::milliseconds limit)
      : name(std::move(reader_name)), deadline(limit) {}

  const std::string name;
  const std::chrono::milliseconds deadline;

  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> job;
  bool busy = false, closing = false, abandoned = false, finished = false;

  // of the thread alone
  std::optional<Context> context;
  SCARDHANDLE handle = 0;
  bool connected = false;
  DWORD protocol = SCARD_PROTOCOL_T1;

  static void serve(std::shared_ptr<Line> line) {
    std::unique_lock lock(line->mutex);
    for (;;) {
      line->changed.wait(lock, [&] { return line->job || line->closing; });
      if (line->job) {
        auto work = std::move(line->job);
        line->job = nullptr;
        lock.unlock();
        work();
        lock.lock();
        line->busy = false;
        line->changed.notify_all();
      } else {
        lock.unlock();
        line->disconnect();
        lock.lock();
        line->finished = true;
        line->changed.notify_all();
        return;
      }
    }
  }

  void disconnect() {
    if (connected) {
      // the transaction ends with it, and the next who opens finds a chip without our session
      SCardDisconnect(handle, SCARD_RESET_CARD);
      connected = false;
    }
    context.reset();
  }

  /// Runs on the thread; nullopt if it did not finish in time. The answer is shared, because the job may end later.
  template <class T>
  std::optional<T> in_time(std::function<T()> work) {
    std::unique_lock lock(mutex);
    if (abandoned) return std::nullopt;
    auto answer = std::make_shared<std::optional<T>>();
    job = [answer, work = std::move(work)] { *answer = work(); };
    busy = true;
    changed.notify_all();
    if (!changed.wait_for(lock, deadline, [&] { return !busy; })) {
      abandoned = true;
      return std::nullopt;
    }
    return std::move(*answer);
  }

  base::Result<base::Done, ReaderError> connect(std::chrono::milliseconds wait) {
    context.emplace();
    if (context->result() != SCARD_S_SUCCESS) return error_of(context->result());
    const auto names = list(context->get());
    if (!names) return names.error();
    bool known = false;
    for (const auto& one : *names) known |= one == name;
    if (!known) return ReaderError::NoSuchReader;
    const auto there = wait_state(context->get(), name, true, wait);
    if (!there) return there.error();
    if (!*there) return ReaderError::NoCard;
    LONG code = SCardConnect(context->get(), name.c_str(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                             &handle, &protocol);
    if (code != SCARD_S_SUCCESS) return error_of(code);
    connected = true;
    code = SCardBeginTransaction(handle);
    if (code == SCARD_W_RESET_CARD) {  // somebody reset it before us: take it as it is now
      code = SCardReconnect(handle, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_LEAVE_CARD,
                            &protocol);
      if (code == SCARD_S_SUCCESS) code = SCardBeginTransaction(handle);
    }
    if (code != SCARD_S_SUCCESS) return error_of(code);
    return base::Done{};
  }

  base::Result<base::Bytes, card::TransportError> send(const base::Bytes& apdu) {
    base::Bytes out(65538);
    DWORD size = static_cast<DWORD>(out.size());
    const LONG code = SCardTransmit(handle, protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1, apdu.data(),
                                    static_cast<DWORD>(apdu.size()), nullptr, out.data(), &size);
    if (code != SCARD_S_SUCCESS) return transport_error_of(code);
    if (size < 2) return card::TransportError::Gone;
    out.resize(size);
    return out;
  }

  base::Result<base::Bytes, card::TransportError> restart() {
    const LONG code =
        SCardReconnect(handle, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_RESET_CARD, &protocol);
    if (code != SCARD_S_SUCCESS) return transport_error_of(code);
    base::Bytes atr(MAX_ATR_SIZE);
    DWORD size = static_cast<DWORD>(atr.size()), state = 0, current = 0, name_size = 0;
    if (SCardStatus(handle, nullptr, &name_size, &state, &current, atr.data(), &size) != SCARD_S_SUCCESS)
      return card::TransportError::NoCard;
    atr.resize(size);
    return atr;
  }
};

PcscReader::PcscReader(std::shared_ptr<Line> line) : line_(std::move(line)) {}

base::Result<std::unique_ptr<PcscReader>, ReaderError> PcscReader::open(const std::string& name,
                                                                        std::chrono::milliseconds wait,
                                                                        std::chrono::milliseconds deadline) {
  auto line = std::make_shared<Line>(name, deadline + wait);
  std::thread(Line::serve, line).detach();
  std::unique_ptr<PcscReader> reader(new PcscReader(line));
  using Connected = base::Result<base::Done, ReaderError>;
  const auto connected = line->in_time<Connected>([line = line.get(), wait] { return line->connect(wait); });
  if (!connected) return ReaderError::Broken;
  if (!*connected) return connected->error();
  return reader;
}

PcscReader::~PcscReader() {
  std::unique_lock lock(line_->mutex);
  line_->closing = true;
  line_->changed.notify_all();
  // so that the next to open finds the reader free; a service that hangs is not waited for
  if (!line_->abandoned) line_->changed.wait_for(lock, std::chrono::seconds(2), [&] { return line_->finished; });
}

base::Result<base::Bytes, card::TransportError> PcscReader::transmit(base::ByteView apdu) {
  using Answer = base::Result<base::Bytes, card::TransportError>;
  auto answer = line_->in_time<Answer>(
      [line = line_.get(), bytes = base::Bytes(apdu.begin(), apdu.end())] { return line->send(bytes); });
  if (!answer) return card::TransportError::Timeout;
  return std::move(*answer);
}

base::Result<base::Bytes, card::TransportError> PcscReader::reset() {
  using Answer = base::Result<base::Bytes, card::TransportError>;
  auto answer = line_->in_time<Answer>([line = line_.get()] { return line->restart(); });
  if (!answer) return card::TransportError::Broken;
  return std::move(*answer);
}

const std::string& PcscReader::name() const { return line_->name; }

}  // namespace ktpel::device
