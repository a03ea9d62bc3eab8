// SPDX-License-Identifier: Apache-2.0
#include "config/sites.h"

// Any bytes are the settings of a site or errors with words; what was settled on is shown in a form that reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ktpel;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto* schema : {&config::center_schema().schema, &config::office_schema().schema}) {
    const auto inspection = config::inspect(*schema, {.file = text, .file_name = "x"});
    for (const auto& error : inspection.errors) base::check(!error.words().empty(), "an error without words");
    if (!inspection.errors.empty()) continue;
    std::string again;
    for (std::size_t i = 0; i < inspection.found.size(); ++i) {
      const auto& row = schema->rows()[i];
      const auto& value = inspection.found[i].value;
      if (!value) continue;
      again += row.section + "." + row.name + " = " + config::toml_text(row, *value) + "\n";
    }
    const auto back = config::inspect(*schema, {.file = again, .file_name = "y"});
    base::check(back.errors.empty(), "what is shown is no configuration");
    for (std::size_t i = 0; i < back.found.size(); ++i)
      base::check(back.found[i].value == inspection.found[i].value, "a value changed on its way");
  }
  config::peek(text, "site", "role");
  return 0;
}
