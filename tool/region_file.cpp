// SPDX-License-Identifier: Apache-2.0
#include "tool/region_file.h"

#include <cstdlib>
#include <string_view>

#include "base/file.h"

namespace ktpel::tool {

using api::Failure;
using api::FailureCode;

std::filesystem::path default_region_file() {
  const auto folder_of = [](const char* variable) {
    const char* value = std::getenv(variable);
    const std::filesystem::path folder = value ? value : "";
    return folder.is_absolute() ? folder : std::filesystem::path();  // XDG: relative ones are to be ignored
  };
  const std::filesystem::path file = "regions.ktrl";
  if (const auto data = folder_of("XDG_DATA_HOME"); !data.empty()) return data / "ktpel" / file;
  if (const auto home = folder_of("HOME"); !home.empty()) return home / ".local/share/ktpel" / file;
  return file;
}

base::Result<std::optional<person::RegionList>, Failure> open_regions(const std::string& named) {
  const auto path = named.empty() ? default_region_file() : std::filesystem::path(named);
  const auto bytes = base::read_file(path);
  if (!bytes) {
    const bool missing = bytes.error() == base::FileError::Missing;
    if (missing && named.empty()) return std::optional<person::RegionList>();
    if (missing) return Failure{FailureCode::Region_ListMissing, path.string()};
    return Failure{FailureCode::Region_ListUnreadable, path.string()};
  }
  const auto list = person::RegionList::read(*bytes);
  if (list) return std::optional(*list);
  switch (list.error()) {
    case person::RegionFileError::NotARegionList:
      return Failure{FailureCode::Region_NotAList, path.string()};
    case person::RegionFileError::OtherVersion:
      return Failure{FailureCode::Region_OtherVersion, path.string()};
    case person::RegionFileError::Damaged:
    case person::RegionFileError::Malformed:
      break;
  }
  return Failure{FailureCode::Region_ListDamaged, path.string()};
}

base::Result<std::function<std::vector<person::Region>(person::RegionCode)>, Failure> region_names(
    const std::string& named) {
  auto list = open_regions(named);
  if (!list) return list.error();
  return std::function([imported = *list](person::RegionCode code) {
    if (code.digits().starts_with("99")) return person::fictional_regions().path(code);
    return imported ? imported->path(code) : std::vector<person::Region>{};
  });
}

std::string spoken(const std::vector<person::Region>& path) {
  std::string text;
  for (auto region = path.rbegin(); region != path.rend(); ++region) {
    if (!text.empty()) text += ", ";
    text += region->name;
  }
  return text;
}

}  // namespace ktpel::tool
