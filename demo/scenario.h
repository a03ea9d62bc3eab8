// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/failure.h"
#include "base/clock.h"
#include "base/result.h"
#include "demo/finger_source.h"

namespace ktpel::demo {

/// The steps of the SOP as the timeline shows them.
enum class SopStep { Registration, Intake, Recording, Uniqueness, Personalisation, PickUp, HandOver, Return };
struct StepFacts {
  const char* clause;  ///< "I.1"
  int limit_s;         ///< the SOP's standard time, 0 where it has none
};
StepFacts facts(SopStep step);
/// "Permohonan dan antrian".
std::string words(SopStep step);

struct Done {
  SopStep step;
  double ms;
  std::string outcome;  ///< for people: "antrian 1", "berhasil (kanan 87 dB, kiri 92 dB)"
};

/// One application's way.
struct Story {
  std::string person;  ///< label of the finger source
  std::string name, nik, application;
  std::string role;         ///< first, second-application
  std::string final_state;  ///< issuance::name
  std::string expected;     ///< what it had to be
  std::vector<Done> steps;
  bool as_expected() const { return final_state == expected; }
};

struct Count {
  int made = 0, right = 0;
};

struct Outcome {
  std::vector<Story> stories;
  Count issued, second_applications, swapped_pickups, altered_chips;
  /// Genuine fingers that did not do what they should: "012 telunjuk kanan: pengambilan 31 dB".
  std::vector<std::string> finger_failures;
  std::vector<double> genuine_db;  ///< every genuine score at pick-up, best of the presses
  std::vector<double> duplicate_db;
  std::map<SopStep, std::vector<double>> step_ms;
  std::filesystem::path folder;
  /// Every first-timer issued, every second application found, every swapped or altered pick-up refused.
  bool right() const;
};

struct Options {
  std::filesystem::path folder;  ///< must not exist, or be empty
  std::uint64_t seed = 1;
  bool every_case = false;  ///< second application and swapped pick-up of every person, not just of one
};

/// Called as things happen, for a timeline on the screen.
using Listener = std::function<void(const Story& story, const Done& done)>;

/// Drives a center, an office with every capability and a virtual reader through the SOP: everybody is
/// registered, recorded from impression 1, searched, personalised over PC/SC, and collects with
/// impression 3 (then 4 and 5, as three presses are allowed). Some, or all, come again under another name
/// with impression 2; some cards are first tried with another person's fingers; one chip is altered first. A
/// failed card goes up to the ministry and comes back as a new one.
/// All files lie in the folder: pusat/, dinas-9901/, chips/, pki/, templates/. One thread.
base::Result<Outcome, api::Failure> run(const Options& options, const FingerSource& fingers, const base::Clock& clock,
                                        const Listener& listener);

}  // namespace ktpel::demo
