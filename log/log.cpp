// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>

#include "base/check.h"
#include "log/detail/json.h"

namespace ktpel::log {
namespace {

spdlog::level::level_enum library_level(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
    case Level::Off:
      break;
  }
  return spdlog::level::off;
}

struct LevelWord {
  const char *json, *text;
};
LevelWord word_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return {"debug", "DEBUG"};
    case spdlog::level::info:
      return {"info", "INFO "};
    case spdlog::level::warn:
      return {"warn", "WARN "};
    default:
      return {"error", "ERROR"};
  }
}

/// The last net: whatever reaches a sink goes out masked, and as one line.
class MaskedLines final : public spdlog::formatter {
 public:
  explicit MaskedLines(Format format) : format_(format) {}
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const base::Time time{
        std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch()).count()};
    const auto text = masked({message.payload.data(), message.payload.size()});
    const auto level = word_of(message.level);
    const auto line = format_ == Format::Json ? "{\"time\":\"" + time.iso8601() + "\",\"level\":\"" + level.json +
                                                    "\",\"text\":" + detail::json_string(text) + "}\n"
                                              : time.iso8601() + " " + level.text + " " + detail::one_line(text) + "\n";
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<MaskedLines>(format_); }

 private:
  Format format_;
};

std::shared_ptr<spdlog::logger> make_logger(const Options& options, std::vector<spdlog::sink_ptr> sinks) {
  auto logger = std::make_shared<spdlog::logger>("ktpel", sinks.begin(), sinks.end());
  logger->set_level(library_level(options.level));
  logger->set_formatter(std::make_unique<MaskedLines>(options.format));
  logger->flush_on(spdlog::level::trace);                 // a line is there even if the next moment ends the process
  logger->set_error_handler([](const std::string& why) {  // a full disk: the line is lost, the work is not
    static std::atomic<bool> said = false;
    if (!said.exchange(true)) std::fprintf(stderr, "log: %s\n", detail::one_line(masked(why)).c_str());
  });
  return logger;
}

std::mutex& current_mutex() {
  static std::mutex mutex;
  return mutex;
}
std::shared_ptr<spdlog::logger>& current_slot() {
  static auto logger = make_logger({}, {std::make_shared<spdlog::sinks::stderr_sink_mt>()});
  return logger;
}
std::shared_ptr<spdlog::logger> current() {
  const std::scoped_lock lock(current_mutex());
  return current_slot();
}
/// Beside the logger, so that a line that nobody wants costs one comparison.
std::atomic<Level> current_level = Level::Warn;

}  // namespace

base::Result<base::Done, base::FileError> set_up(const Options& options) {
  std::vector<spdlog::sink_ptr> sinks = {std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  if (options.file) {
    if (const auto folder = options.file->path.parent_path(); !folder.empty())
      if (const auto made = base::make_folder(folder); !made) return made.error();
    spdlog::file_event_handlers handlers;
    handlers.after_open = [](const spdlog::filename_t&, std::FILE* file) { ::fchmod(::fileno(file), 0600); };
    errno = 0;
    try {
      sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
          options.file->path.string(), static_cast<std::size_t>(options.file->bytes_each),
          static_cast<std::size_t>(options.file->kept), false, handlers));
    } catch (const spdlog::spdlog_ex&) {
      return base::file_error_of(errno ? errno : EIO);
    }
  }
  auto logger = make_logger(options, std::move(sinks));
  const std::scoped_lock lock(current_mutex());
  current_slot() = std::move(logger);
  current_level = options.level;
  return base::Done{};
}

bool writes(Level level) { return level != Level::Off && level >= current_level.load(); }

namespace detail {

std::string written(bool value) { return value ? "true" : "false"; }
std::string written(std::int64_t value) { return std::to_string(value); }
std::string written(std::uint64_t value) { return std::to_string(value); }
std::string written(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string filled(std::string_view text, std::initializer_list<std::string> values) {
  std::string out;
  auto value = values.begin();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && text[i] == '{' && text[i + 1] == '}') {
      base::check(value != values.end(), "a log line with too few values");
      out += *value++;
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

void write(Level level, std::string_view line) {
  current()->log(library_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace detail
}  // namespace ktpel::log
