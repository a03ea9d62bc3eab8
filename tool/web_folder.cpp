// SPDX-License-Identifier: Apache-2.0
#include "tool/web_folder.h"

#include "base/phrase.h"

namespace ktpel::tool {

std::filesystem::path built_web() { return KTPEL_WEB_FOLDER; }

void add_web_option(CLI::App* command, std::string& folder) {
  folder = built_web().string();
  command->add_option("--web", folder, base::phrase("web.option"))->envname("KTPEL_WEB");
}

}  // namespace ktpel::tool
