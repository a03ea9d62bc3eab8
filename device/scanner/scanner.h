// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "biometric/image/raster.h"

namespace ktpel::device {

/// A document scanner as SANE names it.
struct Scanner {
  std::string name;  ///< "pixma:MG5200_192.168.1.5", "test:0": by this it is opened
  std::string maker, model, type;
};

/// Grouped by what an officer can do next.
enum class ScannerError {
  ServiceBroken,  ///< the scanner library does not start: install sane
  NoSuchScanner,  ///< look at the list, plug it in
  Busy,           ///< another program scans: close it
  NotAllowed,     ///< this user may not use it
  NoPaper,        ///< the feeder is empty
  Jammed,         ///< paper jam or open cover
  NotSupported,   ///< it has no such resolution or mode
  Broken          ///< the device failed: unplug it and plug it in
};

enum class ScanMode { Grey, Colour };
enum class PaperSource { Glass, Feeder };

struct ScanOrder {
  ScanMode mode = ScanMode::Colour;
  int dpi = 200;  ///< as near as the device can; 50..1200
  /// The size to scan from the upper left corner, mm; nullopt: all that the glass has.
  std::optional<double> width_mm = std::nullopt, height_mm = std::nullopt;
  /// Further options by their SANE names: {"test-picture", "Color pattern"}.
  std::vector<std::pair<std::string, std::string>> options = {};
};

struct Scan {
  std::variant<biometric::GreyImage, biometric::ColourImage> picture;
  double dpi;  ///< as the device set it
};

/// The scanners that SANE finds. SANE_CONFIG_DIR, read at the first call in a process, names another configuration.
/// Takes as long as its back ends need: some ask the network. Thread-safe: one call at a time.
base::Result<std::vector<Scanner>, ScannerError> list_scanners(bool local_only = true);
base::Result<Scan, ScannerError> scan(const std::string& name, const ScanOrder& order);
/// One page from the glass; from the feeder all that lie in it, at most `most`. NoPaper if there was none. A device
/// without such a source says NotSupported; one that has no choice of sources takes from where it takes.
base::Result<std::vector<Scan>, ScannerError> scan_pages(const std::string& name, const ScanOrder& order,
                                                         PaperSource source, std::size_t most = 50);

}  // namespace ktpel::device
