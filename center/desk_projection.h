// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "issuance/application.h"
#include "store/projection.h"

namespace ktpel::center {

/// What the officers' pages count beside the docket: how long each uniqueness check took (from "received-at-center" or
/// "presented" until the service point has an answer), the quality of recordings by day and operator, and who asked to
/// take a duplicate back; what was taken back; and what each officer thought of a candidate before he knew anything of
/// it.
class DeskProjection final : public store::Projection {
 public:
  std::string name() const override { return "desk"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;
};

/// A request that nobody has confirmed yet.
struct AskedReversal {
  std::string officer, reason;
  base::Time time;
};
base::Result<std::optional<AskedReversal>, store::StoreError> reversal_asked(
    store::Queries& from, const issuance::ApplicationNumber& application);

/// A duplicate that two others found to be none.
struct TakenBack {
  issuance::ApplicationNumber application;
  base::Time time;
};
/// The latest first, at most `limit`.
base::Result<std::vector<TakenBack>, store::StoreError> taken_back(store::Queries& from, std::size_t limit);

/// What this officer said of each candidate at first sight, since the search that found them.
base::Result<std::map<issuance::ApplicationNumber, issuance::Judgement>, store::StoreError> impressions(
    store::Queries& from, const issuance::ApplicationNumber& contest, const std::string& officer);

/// Days since 1970 in the land's westernmost zone (UTC+7).
std::int64_t day_number(base::Time time);

/// I.3 of an office: checks that began in a period, and what the SOP's limit makes of them at `now`.
struct Turnaround {
  std::string office;
  std::int64_t checks, answered;
  std::int64_t late;     ///< answered after the limit
  std::int64_t overdue;  ///< not answered, and past the limit
  std::int64_t mean_ms;  ///< of those answered; 0 if none is
  friend bool operator==(const Turnaround&, const Turnaround&) = default;
};
struct Period {
  std::int64_t from_ms = 0, until_ms = INT64_MAX;  ///< from inclusive, until exclusive
};
/// Of these offices, or of all if none is named; by office. `limit_ms` is the SOP's.
base::Result<std::vector<Turnaround>, store::StoreError> turnarounds(store::Queries& from,
                                                                     const std::vector<std::string>& offices,
                                                                     const Period& period, std::int64_t limit_ms,
                                                                     base::Time now);
/// A check that has no answer, the oldest first.
struct Unanswered {
  std::string application, office;
  base::Time since;
};
/// Those that began before `before`, at most `limit`.
base::Result<std::vector<Unanswered>, store::StoreError> unanswered(store::Queries& from,
                                                                    const std::vector<std::string>& offices,
                                                                    base::Time before, std::size_t limit);

/// What an operator's recordings are like.
struct CaptureQuality {
  std::string office, operator_name;
  std::int64_t recordings, fingers;
  std::int64_t quality_sum;  ///< of all fingers, each 0..100 (biometric::quality)
  std::int64_t poor;         ///< fingers of usual_quality or less
  std::int64_t exceptions;   ///< fingers and eyes that were left out
  static constexpr int usual_quality = 40;
  friend bool operator==(const CaptureQuality&, const CaptureQuality&) = default;
};
/// By office, then by operator.
base::Result<std::vector<CaptureQuality>, store::StoreError> capture_quality(store::Queries& from,
                                                                             const std::vector<std::string>& offices,
                                                                             const Period& period);

}  // namespace ktpel::center
