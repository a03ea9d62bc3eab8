// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "biometric/finger/finger_template.h"
#include "biometric/finger/match.h"
#include "center/center.h"

namespace ktpel::center {

/// What an opened recording holds.
struct Contents {
  std::vector<int> fingers;  ///< positions, 1..10
  bool right_iris = false, left_iris = false;
  std::vector<api::CapturePacket::Exception> exceptions;
  std::vector<std::string> proofs = {};  ///< photographs that show them: "right-hand", "left-hand", "eyes"
  std::optional<api::CapturePacket::Mark> mark = std::nullopt;  ///< in place of the signature
};

/// One of the two sides of a contest.
struct Side {
  docket::Case application;
  std::optional<registry::Resident> resident;  ///< nullopt: not in the registry any more
  Contents recording;
};

/// Another record that the search found alike.
struct Suspect {
  Side side;
  double score_db;                       ///< all common fingers together
  std::map<int, double> finger_db;       ///< of each common finger, by position
  std::vector<std::string> differences;  ///< registry::differing_fields() of the two residents
};

/// A contest laid open.
struct ContestFile {
  Side probe;
  std::vector<Suspect> suspects;
  double threshold_db;
  base::Time since;  ///< of the search that found them: the same whether or not somebody has judged
  /// What two adjudicators said, where a supervisor has to settle it; otherwise empty.
  struct Said {
    issuance::Judgement judgement;
    std::string reason;
  };
  std::vector<Said> said;
};

/// A line of the list of contests.
struct ContestLine {
  issuance::ApplicationNumber application;
  std::string name, office;
  std::size_t candidates;
  base::Time since;
  bool disputed;  ///< waits for a supervisor
};

/// Why two fingers score as they do.
struct Explanation {
  biometric::FingerTemplate probe, candidate;
  biometric::Comparison comparison;
};

enum class Picture { Portrait, Signature, RightIris, LeftIris, RightHand, LeftHand, Eyes };

/// Where adjudicators look at the recordings of a contest (SOP 2, 3b). To open one is an act: it is written down for
/// each recording, once for an officer and contest, before anything is shown. What was opened stays decrypted in memory
/// until nobody has looked for `open_ms`, and is wiped then. Pictures are given as PNG. Thread-safe.
class Bench {
 public:
  static constexpr std::int64_t open_ms = 5 * 60 * 1000;

  /// Both must outlive the bench.
  Bench(Center& center, const base::Clock& clock) : center_(center), clock_(clock) {}

  /// What waits for this adjudicator, or for any supervisor: the longest waiting first. Whether somebody has judged
  /// already is nowhere in it.
  Outcome<std::vector<ContestLine>> due(const officer::Account& who);
  /// A contest, or what became a clarification or a duplicate after one.
  Outcome<ContestFile> open(const issuance::ApplicationNumber& contest, const officer::Account& who);
  /// Refuses who may not see the contest.
  Outcome<base::Done> may_judge(const issuance::ApplicationNumber& contest, const officer::Account& who);
  /// `which` is the contest's own application or one of its candidates; position as in Contents.
  Outcome<base::Bytes> finger(const issuance::ApplicationNumber& contest, const issuance::ApplicationNumber& which,
                              int position, const officer::Account& who);
  Outcome<base::Bytes> picture(const issuance::ApplicationNumber& contest, const issuance::ApplicationNumber& which,
                               Picture what, const officer::Account& who);
  /// The contest's own finger against a candidate's.
  Outcome<Explanation> explain(const issuance::ApplicationNumber& contest, const issuance::ApplicationNumber& candidate,
                               int position, const officer::Account& who);
  /// Wipes what nobody looked at for open_ms; called from time to time.
  void close_idle();
  /// How many recordings lie open.
  std::size_t open_recordings() const;

 private:
  struct Recording {
    explicit Recording(api::CapturePacket opened) : packet(std::move(opened)) {}
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    api::CapturePacket packet;
  };
  struct Opened {
    std::map<issuance::ApplicationNumber, std::shared_ptr<const Recording>> recordings;
    base::Time last;
  };
  struct Parties {
    docket::Case probe;
    std::vector<issuance::Resemblance> candidates;
  };
  Outcome<Parties> parties(const issuance::ApplicationNumber& contest, const officer::Account& who);
  Outcome<bool> sees(const docket::Case& probe, const std::vector<issuance::Resemblance>& candidates,
                     const officer::Account& who) const;
  Outcome<std::shared_ptr<const Recording>> recording(const Parties& parties, const issuance::ApplicationNumber& which,
                                                      const officer::Account& who);
  Outcome<base::Bytes> finger_of(const Recording& recording, int position, const std::string& about) const;

  Center& center_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, issuance::ApplicationNumber>, Opened> opened_;  ///< by officer and contest
};

}  // namespace ktpel::center
