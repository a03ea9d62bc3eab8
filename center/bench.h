// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "biometric/finger/finger_template.h"
#include "biometric/finger/match.h"
#include "center/center.h"

namespace ktpel::center {

/// What there is to look at in a recording; nothing of whom it is.
struct Contents {
  std::vector<int> fingers;  ///< positions, 1..10
  bool right_iris = false, left_iris = false;
};

/// Whose recording it is and where it comes from.
struct Known {
  docket::Case application;
  std::optional<registry::Resident> resident;  ///< nullopt: not in the registry any more
  std::vector<api::CapturePacket::Exception> exceptions;
  std::vector<std::string> proofs = {};  ///< photographs that show them: "right-hand", "left-hand", "eyes"
  std::optional<api::CapturePacket::Mark> mark = std::nullopt;  ///< in place of the signature
};

/// One of the two sides of a contest.
struct Side {
  issuance::ApplicationNumber number;
  Contents recording;
  std::optional<Known> known;  ///< nullopt: shut until the first impression
};

/// How much alike the search found them.
struct Alikeness {
  double score_db;                       ///< all common fingers together
  std::map<int, double> finger_db;       ///< of each common finger, by position
  std::vector<std::string> differences;  ///< registry::differing_fields() of the two residents
};

/// Another record that the search found alike.
struct Suspect {
  Side side;
  std::optional<Alikeness> alikeness;               ///< nullopt: shut until the first impression
  std::optional<issuance::Judgement> impression{};  ///< what this officer said before anything was open
};

/// What somebody found in a contest that is decided, for those who look at it afterwards.
struct Found {
  base::Time time;
  std::string kind;                                     ///< "judged", "supervisor-judged", "clarified", "reversed"
  std::optional<issuance::Judgement> judgement = {};    ///< of the first two
  std::optional<issuance::Clarification> outcome = {};  ///< of "clarified"
  std::string reason = {};                              ///< of the first two
  std::vector<issuance::CandidateJudgement> each = {};  ///< likewise
  bool taken_back = false;                              ///< by a later "reversed"
};

/// A contest laid open, as far as this officer may see it.
///
/// Blind: who adjudicates sees pictures alone. What the search scored, whose recordings they are and where they were
/// made is not in here before he has said his first impression of that candidate, once and for good; the contest's own
/// side opens with the first of them. A supervisor, and whoever looks at a contest that is decided, sees all.
struct ContestFile {
  issuance::Application state;
  Side probe;
  std::vector<Suspect> suspects;
  std::optional<double> threshold_db;  ///< nullopt while nothing is open, and where no search was possible
  base::Time since;                    ///< of the search that found them: the same whether or not somebody has judged
  /// What two adjudicators said, where a supervisor has to settle it; otherwise empty.
  struct Said {
    issuance::Judgement judgement;
    std::string reason;
    std::vector<issuance::CandidateJudgement> each;
  };
  std::vector<Said> said;
  /// What was decided, oldest first; empty while it is not, and while anything is shut.
  std::vector<Found> history;
  /// A biometric exception: nobody was found by a search, the candidates (perhaps none) are alike in biodata.
  bool lacks_fingers = false;
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
  bool may_see_score;  ///< false before the first impression
};

enum class Picture { Portrait, Signature, RightIris, LeftIris, RightHand, LeftHand, Eyes };

/// Where adjudicators look at the recordings of a contest (SOP 2, 3b). To look at one is an act: it is written down,
/// once for an officer, a contest and a recording, before anything of it is shown. What was opened stays decrypted in
/// memory, with the pictures made of it, until nobody has looked for `open_ms`, and is wiped then. Pictures are given
/// as PNG. Thread-safe.
class Bench {
 public:
  static constexpr std::int64_t open_ms = 5 * 60 * 1000;

  /// Both must outlive the bench.
  Bench(Center& center, const base::Clock& clock) : center_(center), clock_(clock) {}

  /// What waits for this adjudicator, or for any supervisor: the longest waiting first. Whether somebody has judged
  /// already is nowhere in it.
  Outcome<std::vector<ContestLine>> due(const officer::Account& who);
  /// A contest, or what became a clarification or a duplicate after one, or was taken back.
  Outcome<ContestFile> open(const issuance::ApplicationNumber& contest, const officer::Account& who);
  /// Makes ready what is looked at first, so that it stands at once when the officer opens the contest. Nothing is
  /// shown, and nothing is written down.
  Outcome<base::Done> prepare(const issuance::ApplicationNumber& contest, const officer::Account& who);
  /// What he thinks of a candidate before he knows anything of it; said again nothing happens, another one is refused.
  Outcome<base::Done> impress(const issuance::ApplicationNumber& contest, const issuance::ApplicationNumber& candidate,
                              issuance::Judgement impression, const officer::Account& who);
  /// Refuses who may not see the contest, and what names another set of candidates than the contest has; empty: only
  /// where there is one candidate. An adjudicator has said his impression of each before.
  Outcome<base::Done> may_judge(const issuance::ApplicationNumber& contest, const officer::Account& who,
                                const std::vector<issuance::CandidateJudgement>& each);
  /// Refuses who may not see the contest.
  Outcome<base::Done> may_see(const issuance::ApplicationNumber& contest, const officer::Account& who);
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
    mutable std::mutex mutex;
    mutable std::map<std::string, base::Bytes> pictures;  ///< PNGs made of it so far, by part
  };
  struct Opened {
    std::map<issuance::ApplicationNumber, std::shared_ptr<const Recording>> recordings;
    std::set<issuance::ApplicationNumber> shown;  ///< what was looked at, and is written down
    base::Time last;
  };
  struct Parties {
    docket::Case probe;
    std::vector<issuance::Resemblance> candidates;
  };
  enum class For { Showing, MakingReady };
  Outcome<Parties> parties(const issuance::ApplicationNumber& contest, const officer::Account& who);
  Outcome<bool> sees(const docket::Case& probe, const std::vector<issuance::Resemblance>& candidates,
                     const officer::Account& who) const;
  Outcome<std::map<issuance::ApplicationNumber, issuance::Judgement>> impressions(const Parties& parties,
                                                                                  const officer::Account& who) const;
  Outcome<std::shared_ptr<const Recording>> recording(const Parties& parties, const issuance::ApplicationNumber& which,
                                                      const officer::Account& who, For purpose);
  static bool is_in(const Parties& parties, const issuance::ApplicationNumber& which);
  static api::Failure not_in(const issuance::ApplicationNumber& contest, const issuance::ApplicationNumber& which);
  static api::Failure not_recorded(const issuance::ApplicationNumber& which, int position);
  static const base::Bytes* stored(const Recording& recording, const std::string& part);
  static std::optional<base::Bytes> png_of(const Recording& recording, const std::string& part);

  Center& center_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, issuance::ApplicationNumber>, Opened> opened_;  ///< by officer and contest
};

}  // namespace ktpel::center
