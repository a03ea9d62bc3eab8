// SPDX-License-Identifier: Apache-2.0
#include "docket/tally.h"

namespace ktpel::docket {

base::Result<std::vector<Tally>, store::StoreError> tally(store::Queries& from,
                                                          const std::vector<std::string>& offices) {
  std::string sql = "select office, state, count(*), min(since) from docket_application";
  store::Values values;
  for (const auto& office : offices) {
    values.emplace_back(office);
    sql += (values.size() == 1 ? " where office in ($" : ", $") + std::to_string(values.size());
  }
  if (!values.empty()) sql += ")";
  return from.all(sql + " group by office, state order by office, state", values, [](const store::Row& row) {
    return Tally{row.text(0), row.text(1), row.integer(2), base::Time{row.integer(3)}};
  });
}

}  // namespace ktpel::docket
