// SPDX-License-Identifier: Apache-2.0
#include "biometric/search/gallery.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace ktpel::biometric {
namespace {

constexpr std::size_t near_kept = 5;

bool better(const Hit& a, const Hit& b) {
  return a.fused_db != b.fused_db ? a.fused_db > b.fused_db
                                  : a.log < b.log;  // ties by number: the same answer each time
}

}  // namespace

double fuse_db(const std::map<FingerPosition, double>& finger_db) {
  if (finger_db.empty()) return 0;
  double sum = 0;  // of -ln p
  for (const auto& [position, db] : finger_db) sum += std::max(0.0, db - finger_discount_db) * std::log(10.0) / 10;
  // P(Gamma(k,1) > sum) = exp(-sum) * (1 + sum + sum^2/2! + ... + sum^(k-1)/(k-1)!)
  double term = 1, series = 1;
  for (std::size_t i = 1; i < finger_db.size(); ++i) series += term *= sum / static_cast<double>(i);
  return std::max(0.0, 10 / std::log(10.0) * (sum - std::log(series)));
}

LogNumber Gallery::append(Subject subject, const TenPrint& fingers) {
  Record record{subject, {}, {}};
  for (const auto& [position, finger] : fingers) {
    record.fingers.emplace(position, Candidate(finger));
    record.probes.emplace(position, Probe(finger));
  }
  records_.push_back(std::move(record));
  return LogNumber(records_.size());
}

std::size_t Gallery::fingers(LogNumber log) const {
  base::check(log.get() >= 1 && log.get() <= records_.size(), "fingers of a record that is not in the gallery");
  return records_[log.get() - 1].probes.size();
}

base::Result<Findings, SearchError> Gallery::search(LogNumber log) const {
  base::check(log.get() >= 1 && log.get() <= records_.size(), "a search for a record that is not in the gallery");
  const auto& probe = records_[log.get() - 1];
  if (probe.probes.empty()) return SearchError::NoFinger;
  const std::size_t count = log.get() - 1;
  const double threshold = 10 * std::log10(static_cast<double>(std::max<std::size_t>(count, 1)) / false_positive_rate);

  std::vector<Hit> all(count, Hit{LogNumber(0), Subject(0), 0, {}});
  const auto compare_range = [&](std::size_t first, std::size_t step) {
    for (std::size_t i = first; i < count; i += step) {
      auto& hit = all[i];
      hit.log = LogNumber(i + 1);
      hit.subject = records_[i].subject;
      for (const auto& [position, finger] : probe.probes) {
        const auto other = records_[i].fingers.find(position);
        if (other == records_[i].fingers.end()) continue;
        const auto score = match(finger, other->second);
        hit.finger_db[position] = score ? score->get() : 0;
      }
      hit.fused_db = fuse_db(hit.finger_db);
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned t = 1; t < threads_; ++t) workers.emplace_back(compare_range, t, threads_);
  compare_range(0, std::max(1u, threads_));
  workers.clear();

  Findings findings{Coverage{log, count, threshold, "finger-1/fisher-2"}, {}, {}};
  std::sort(all.begin(), all.end(), better);
  for (auto& hit : all) {
    if (hit.fused_db >= threshold)
      findings.hits.push_back(std::move(hit));
    else if (findings.near.size() < near_kept)
      findings.near.push_back(std::move(hit));
  }
  return findings;
}

}  // namespace ktpel::biometric
