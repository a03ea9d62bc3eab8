// SPDX-License-Identifier: Apache-2.0
#include "device/scanner/scanner.h"

#include <sane/sane.h>
#include <sane/saneopts.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

#include "base/bytes.h"

namespace ktpel::device {
namespace {

constexpr int kMostSide = 20000;
constexpr std::size_t kMostBytes = std::size_t{400} << 20;

ScannerError error_of(SANE_Status status) {
  switch (status) {
    case SANE_STATUS_DEVICE_BUSY:
      return ScannerError::Busy;
    case SANE_STATUS_ACCESS_DENIED:
      return ScannerError::NotAllowed;
    case SANE_STATUS_NO_DOCS:
      return ScannerError::NoPaper;
    case SANE_STATUS_JAMMED:
    case SANE_STATUS_COVER_OPEN:
      return ScannerError::Jammed;
    case SANE_STATUS_UNSUPPORTED:
      return ScannerError::NotSupported;
    default:
      return ScannerError::Broken;
  }
}

/// The library while somebody uses it; it knows one program at a time.
class Library {
 public:
  Library() : turn_(mutex()), status_(sane_init(nullptr, nullptr)) {}
  ~Library() {
    if (status_ == SANE_STATUS_GOOD) sane_exit();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  bool works() const { return status_ == SANE_STATUS_GOOD; }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> turn_;
  SANE_Status status_;
};

bool contains(std::string text, std::string_view part) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text.find(part) != std::string::npos;
}

/// A device's options by name. Setting one may change the others, so they are looked up each time.
class Options {
 public:
  explicit Options(SANE_Handle device) : device_(device) {}

  SANE_Status set(const std::string& name, const std::string& value) {
    const auto [index, option] = find(name);
    if (!option) return SANE_STATUS_UNSUPPORTED;
    if (option->type == SANE_TYPE_STRING) {
      if (value.size() >= static_cast<std::size_t>(option->size)) return SANE_STATUS_UNSUPPORTED;
      std::string text(static_cast<std::size_t>(option->size), '\0');
      value.copy(text.data(), value.size());
      return control(index, SANE_ACTION_SET_VALUE, text.data());
    }
    SANE_Word word = 0;
    if (option->type == SANE_TYPE_BOOL) word = value == "yes" ? SANE_TRUE : SANE_FALSE;
    if (option->type == SANE_TYPE_INT) word = static_cast<SANE_Word>(std::strtol(value.c_str(), nullptr, 10));
    if (option->type == SANE_TYPE_FIXED) word = SANE_FIX(std::strtod(value.c_str(), nullptr));
    return control(index, SANE_ACTION_SET_VALUE, &word);
  }

  /// Sets a number as near to `wanted` as the device can, and gives what it became.
  std::optional<double> set_near(const std::string& name, double wanted) {
    const auto [index, option] = find(name);
    if (!option || (option->type != SANE_TYPE_INT && option->type != SANE_TYPE_FIXED)) return std::nullopt;
    const bool fixed = option->type == SANE_TYPE_FIXED;
    const auto number = [&](SANE_Word word) { return fixed ? SANE_UNFIX(word) : static_cast<double>(word); };
    double best = wanted;
    if (option->constraint_type == SANE_CONSTRAINT_WORD_LIST) {
      const auto* list = option->constraint.word_list;
      best = number(list[1]);
      for (int i = 1; i <= list[0]; ++i)
        if (std::abs(number(list[i]) - wanted) < std::abs(best - wanted)) best = number(list[i]);
    } else if (option->constraint_type == SANE_CONSTRAINT_RANGE) {
      const auto* range = option->constraint.range;
      best = std::clamp(wanted, number(range->min), number(range->max));
    }
    SANE_Word word = fixed ? SANE_FIX(best) : static_cast<SANE_Word>(std::lround(best));
    if (control(index, SANE_ACTION_SET_VALUE, &word) != SANE_STATUS_GOOD) return std::nullopt;
    if (control(index, SANE_ACTION_GET_VALUE, &word) != SANE_STATUS_GOOD) return std::nullopt;
    return number(word);
  }

  /// The first allowed text that holds the part, in whatever case: devices say "Gray", "Grayscale", "True Gray".
  SANE_Status set_containing(const std::string& name, std::string_view part) {
    const auto found = find(name);
    if (!found.second || found.second->type != SANE_TYPE_STRING ||
        found.second->constraint_type != SANE_CONSTRAINT_STRING_LIST)
      return SANE_STATUS_UNSUPPORTED;
    for (const auto* one = found.second->constraint.string_list; *one; ++one)
      if (contains(*one, part)) return set(name, *one);
    return SANE_STATUS_UNSUPPORTED;
  }
  bool has(const std::string& name) { return find(name).second != nullptr; }

 private:
  std::pair<SANE_Int, const SANE_Option_Descriptor*> find(const std::string& name) {
    for (SANE_Int i = 1;; ++i) {
      const auto* option = sane_get_option_descriptor(device_, i);
      if (!option) return {0, nullptr};
      if (option->name && name == option->name && SANE_OPTION_IS_ACTIVE(option->cap)) return {i, option};
    }
  }
  SANE_Status control(SANE_Int index, SANE_Action action, void* value) {
    SANE_Int info = 0;
    return sane_control_option(device_, index, action, value, &info);
  }
  SANE_Handle device_;
};

/// nullopt: the paper is taken from there.
std::optional<ScannerError> choose(SANE_Handle device, PaperSource source) {
  Options options(device);
  if (!options.has(SANE_NAME_SCAN_SOURCE)) return std::nullopt;
  const bool fed = source == PaperSource::Feeder;
  for (const char* word : {fed ? "feeder" : "flatbed", fed ? "adf" : "normal"})
    if (options.set_containing(SANE_NAME_SCAN_SOURCE, word) == SANE_STATUS_GOOD) return std::nullopt;
  // One that only feeds has no glass to choose; what it has will do.
  return fed ? std::optional(ScannerError::NotSupported) : std::nullopt;
}

/// nullopt: all was set. The resolution goes out through `dpi`.
std::optional<ScannerError> prepare(SANE_Handle device, const ScanOrder& order, double& dpi) {
  Options options(device);
  auto status = options.set_containing(SANE_NAME_SCAN_MODE, order.mode == ScanMode::Grey ? "gray" : "color");
  if (status != SANE_STATUS_GOOD) return ScannerError::NotSupported;
  if (options.has(SANE_NAME_BIT_DEPTH)) (void)options.set_near(SANE_NAME_BIT_DEPTH, 8);  // checked by the parameters
  const auto resolution = options.set_near(SANE_NAME_SCAN_RESOLUTION, order.dpi);
  if (!resolution || *resolution <= 0) return ScannerError::NotSupported;
  dpi = *resolution;
  for (const auto& [name, value] : order.options) {
    status = options.set(name, value);
    if (status != SANE_STATUS_GOOD) return ScannerError::NotSupported;
  }
  if (order.width_mm || order.height_mm) {
    (void)options.set_near(SANE_NAME_SCAN_TL_X, 0);
    (void)options.set_near(SANE_NAME_SCAN_TL_Y, 0);
  }
  if (order.width_mm && !options.set_near(SANE_NAME_SCAN_BR_X, *order.width_mm)) return ScannerError::NotSupported;
  if (order.height_mm && !options.set_near(SANE_NAME_SCAN_BR_Y, *order.height_mm)) return ScannerError::NotSupported;
  return std::nullopt;
}

base::Result<Scan, ScannerError> read(SANE_Handle device, double dpi) {
  auto status = sane_start(device);
  if (status != SANE_STATUS_GOOD) return error_of(status);
  SANE_Parameters parameters{};
  status = sane_get_parameters(device, &parameters);
  if (status != SANE_STATUS_GOOD) return error_of(status);
  const bool grey = parameters.format == SANE_FRAME_GRAY;
  // three passes, one a colour, are of devices that nobody sells any more
  if ((!grey && parameters.format != SANE_FRAME_RGB) || parameters.depth != 8) return ScannerError::NotSupported;
  const int width = parameters.pixels_per_line, channels = grey ? 1 : 3;
  const int line = parameters.bytes_per_line;
  if (width <= 0 || width > kMostSide || line < width * channels) return ScannerError::Broken;
  base::Bytes raw;
  base::Bytes chunk(64 << 10);
  for (;;) {
    SANE_Int length = 0;
    status = sane_read(device, chunk.data(), static_cast<SANE_Int>(chunk.size()), &length);
    if (status == SANE_STATUS_EOF) break;
    if (status != SANE_STATUS_GOOD) return error_of(status);
    raw.insert(raw.end(), chunk.begin(), chunk.begin() + length);
    if (raw.size() > kMostBytes) return ScannerError::Broken;
  }
  const std::size_t height = raw.size() / static_cast<std::size_t>(line);
  if (height == 0 || height > kMostSide ||
      (parameters.lines > 0 && height != static_cast<std::size_t>(parameters.lines)))
    return ScannerError::Broken;  // it stopped early
  base::Bytes pixels;
  pixels.reserve(height * static_cast<std::size_t>(width * channels));
  for (std::size_t y = 0; y < height; ++y) {  // lines may be padded
    const auto from = raw.begin() + static_cast<std::ptrdiff_t>(y * static_cast<std::size_t>(line));
    pixels.insert(pixels.end(), from, from + width * channels);
  }
  if (grey) return Scan{biometric::GreyImage(width, static_cast<int>(height), biometric::Dpi(dpi), pixels), dpi};
  return Scan{biometric::ColourImage(width, static_cast<int>(height), pixels), dpi};
}

std::string text(SANE_String_Const value) { return value ? value : ""; }

}  // namespace

base::Result<std::vector<Scanner>, ScannerError> list_scanners(bool local_only) {
  const Library library;
  if (!library.works()) return ScannerError::ServiceBroken;
  const SANE_Device** devices = nullptr;
  const auto status = sane_get_devices(&devices, local_only ? SANE_TRUE : SANE_FALSE);
  if (status != SANE_STATUS_GOOD) return error_of(status);
  std::vector<Scanner> out;
  for (; devices && *devices; ++devices) {
    const auto& one = **devices;
    out.push_back({text(one.name), text(one.vendor), text(one.model), text(one.type)});
  }
  return out;
}

base::Result<Scan, ScannerError> scan(const std::string& name, const ScanOrder& order) {
  auto pages = scan_pages(name, order, PaperSource::Glass, 1);
  if (!pages) return pages.error();
  return std::move(pages->front());
}

base::Result<std::vector<Scan>, ScannerError> scan_pages(const std::string& name, const ScanOrder& order,
                                                         PaperSource source, std::size_t most) {
  base::check(most > 0, "a scan of no page");
  base::check(order.dpi >= 50 && order.dpi <= 1200, "a scan at 50 to 1200 dpi");
  const Library library;
  if (!library.works()) return ScannerError::ServiceBroken;
  SANE_Handle device = nullptr;
  const auto status = sane_open(name.c_str(), &device);
  // a back end that is not there, and one that does not know the device, say the same
  if (status == SANE_STATUS_INVAL) return ScannerError::NoSuchScanner;
  if (status != SANE_STATUS_GOOD) return error_of(status);
  const std::unique_ptr<void, decltype(&sane_close)> close(device, &sane_close);
  double dpi = 0;
  const bool fed = source == PaperSource::Feeder;
  if (const auto error = choose(device, source)) return *error;
  if (const auto error = prepare(device, order, dpi)) return *error;
  std::vector<Scan> pages;
  base::Result<Scan, ScannerError> last = ScannerError::NoPaper;
  do {
    last = read(device, dpi);
    if (last) pages.push_back(std::move(*last));
  } while (last && fed && pages.size() < most);
  sane_cancel(device);  // ends a scan, also one that is complete
  // An empty feeder ends a stack of papers; whatever else went wrong, nobody knows which pages are missing.
  if (!last && (pages.empty() || last.error() != ScannerError::NoPaper)) return last.error();
  return pages;
}

}  // namespace ktpel::device
