// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/seal.h"
#include "office/office.h"

namespace ktpel::office {

/// What is recorded of a resident before the operator signs it off: kept on the office's disk from the moment it is
/// taken, sealed to the office's own key, so that neither a closed window nor a power cut costs more than the step in
/// hand. Gone once the packet is sealed to the center. One for each application; one thread.
///
/// The folder captures/<application>/: one file a part, <part>.sealed. Parts: "facts" (JSON), "portrait", "signature",
/// "finger-1" to "finger-10", "iris-right", "iris-left", "verify-1-1" to "verify-10-10", "operator",
/// "proof-right-hand", "proof-left-hand", "proof-eyes".
class Capture {
 public:
  /// Opens or begins it. Sealed to `key`, which must outlive this.
  static Outcome<Capture> open(const std::filesystem::path& folder, const ApplicationNumber& application,
                               const base::SealingKey& key, const base::Clock& clock);
  /// The same of one that was begun; nullopt: there is none, and none is begun.
  static Outcome<std::optional<Capture>> find(const std::filesystem::path& folder, const ApplicationNumber& application,
                                              const base::SealingKey& key);
  /// Of which applications one was begun; of some there may be only an empty folder left.
  static std::vector<ApplicationNumber> begun(const std::filesystem::path& folder);
  static bool is_part(const std::string& name);
  /// "proof-eyes".
  static std::string part_of(Proof proof);

  Outcome<base::Done> put(const std::string& part, base::ByteView bytes);
  /// nullopt if it was not taken.
  Outcome<std::optional<base::Bytes>> get(const std::string& part) const;
  Outcome<base::Done> remove(const std::string& part);
  /// By name, without "facts".
  std::set<std::string> parts() const;
  /// Removes it whole.
  Outcome<base::Done> discard();

  /// Why it was put aside: the device, the line, the resident, the papers, another.
  enum class Aside { Device, Line, Resident, Papers, Other };
  static std::string_view name(Aside why);  ///< "alat"
  static std::optional<Aside> aside_of(std::string_view name);

  // What is no picture.
  struct Facts {
    base::Time began{};
    bool biodata_confirmed = false, statement_read = false;
    std::map<std::string, CaptureException> exceptions;  ///< by part
    std::optional<Officer> approved_by;
    std::optional<issuance::Recapture> recapture;
    std::optional<Officer> approved_too = std::nullopt;  ///< where fewer than two fingers are there
    bool thumb = false;                                  ///< the mark in place of the signature is a thumb print
    Witness witness = {};                                ///< of that mark
    struct PutAside {
      Aside why;
      std::string words;  ///< of Aside::Other
      base::Time at;
      std::string by;
    };
    std::optional<PutAside> aside = std::nullopt;  ///< until it is gone on with
    std::string by = {};                           ///< who did something with it last
  };
  /// How many fingers are taken, or are still to be.
  std::size_t fingers_left() const;
  /// So many are left out that two supervisors have to approve (Office::fewest_fingers).
  bool needs_two_approvals() const;
  bool needs_approval() const;
  /// The step that is to be done, 1 to 8 (SOP 1, 1a-1g); without irises the fifth is never that. `reuses`: an earlier
  /// recording serves (7), which takes 4.
  int step(bool has_iris_scanner, bool reuses) const;
  const Facts& facts() const { return facts_; }
  Outcome<base::Done> set_facts(const Facts& facts);

  /// Everything together, for Office::record(). The first part that is missing or cannot be read is named.
  Outcome<Recording> recording() const;
  /// Only the presses and the signature, for Office::present().
  Outcome<Presentation> presentation() const;

 private:
  Capture(std::filesystem::path folder, const base::SealingKey& key) : folder_(std::move(folder)), key_(&key) {}
  Outcome<biometric::GreyImage> grey(const std::string& part) const;
  std::optional<SignatureMark> mark() const;
  std::filesystem::path folder_;
  const base::SealingKey* key_;
  Facts facts_;
};

/// A finger that is on the glass twice, or is not the resident's (SOP 1c): nullopt if all is well. OtherHand: two or
/// more are the same fingers of the other hand, which was taken before.
struct SequenceFault {
  enum class Kind { SameFingerTwice, OperatorsFinger, OtherHand } kind;
  biometric::FingerPosition finger, other = biometric::FingerPosition::Unknown;
};
std::optional<SequenceFault> sequence_fault(
    const std::map<biometric::FingerPosition, biometric::FingerTemplate>& taken,
    const std::map<biometric::FingerPosition, biometric::FingerTemplate>& before,
    const biometric::FingerTemplate* operators);

}  // namespace ktpel::office
