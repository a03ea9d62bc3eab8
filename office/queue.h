// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "office/office.h"

namespace ktpel::office {

/// The letter before a number.
char letter(QueueKind kind);
/// 'A' or 'P' or 'K', as a text; nullopt for another one.
std::optional<QueueKind> queue_kind_of(std::string_view letter);

/// Who waits, and who is called to which desk, on one day (I.1, 6): numbers and times, no names. Who is called follows
/// from the docket and from what is kept here; the file queue.json of the office's folder holds the latter and is
/// written at each change. Priority first, then who waits longest; who was called and did not come three times waits
/// behind all others. Cards are only called once their holder has come, unless asked for. One thread.
class Queue {
 public:
  static constexpr int absences_to_the_end = 3;
  /// Numbers of cards begin here: no office records this many on a day, so no number means two people.
  static constexpr int first_card = 501;
  static constexpr std::size_t longest_reason = 200;
  /// A call can be taken back for so long. Officers are told 10 s; the rest is for the way here.
  static constexpr std::int64_t take_back_ms = 12'000;

  /// What another day left is forgotten; so is what cannot be read.
  explicit Queue(const std::filesystem::path& folder) : file_(folder / "queue.json") { load(); }

  /// Who is in question now. To be said before anything is asked.
  Outcome<base::Done> refresh(const person::Date& day, std::vector<QueueCandidate> candidates);

  struct Waiting {
    int number;
    ApplicationNumber application;
    QueueKind kind;
    base::Time since;
    int called = 0;    ///< times
    bool here = true;  ///< false: a card whose holder has not come
    std::string name;
    std::string shelf = {};
  };
  /// In the order of their call; cards whose holders have not come at the end.
  std::vector<Waiting> waiting() const;
  /// Those of them who are here.
  std::size_t waiting_here() const;
  struct Call {
    int number;
    ApplicationNumber application;
    QueueKind kind;
    std::string desk;
    base::Time at;
    int times;
    bool out_of_order = false;
    std::string shelf = {};
  };
  /// The newest of each desk, the newest first; until the application has gone on, or its holder was absent.
  std::vector<Call> calling() const;

  /// Calls the first; of that kind, if one is given (Application stands for Priority as well). Queue_NobodyWaits.
  Outcome<Call> next(const std::string& desk, std::optional<QueueKind> kind, base::Time now);
  /// Calls a number: again at its own desk, or out of order, or away from another desk, both with a reason.
  Outcome<Call> call(int number, const std::string& desk, const std::string& reason, base::Time now);
  /// The newest call of this number to this desk never was: the number has its place and waiting time again, and the
  /// call does not count. The answer tells whether it had been out of order.
  Outcome<Call> take_back(int number, const std::string& desk, base::Time now);
  /// Who was called did not come.
  Outcome<base::Done> absent(int number, base::Time now);
  /// The holder of a card has come for it.
  Outcome<base::Done> arrive(int number, base::Time now);

 private:
  /// What is kept of a number.
  struct Kept {
    std::string desk;  ///< empty: waits
    base::Time at{};   ///< of the last call
    int times = 0, absences = 0;
    std::optional<base::Time> behind;  ///< waits again since then, behind all others
    std::optional<base::Time> came;    ///< of cards
    /// How it was before the last call, for who takes that back.
    struct Before {
      std::string desk;
      base::Time at;
      bool out_of_order;  ///< was the last call
    };
    std::optional<Before> before = std::nullopt;
  };
  void load();
  Outcome<base::Done> keep();
  const QueueCandidate* candidate(int number) const;
  Outcome<base::Done> expect(int number) const;
  Call call_of(int number, const QueueCandidate& one, const Kept& kept) const;
  Outcome<Call> put_at(int number, const std::string& desk, base::Time now, bool out_of_order);

  std::filesystem::path file_;
  std::string day_;
  std::map<int, Kept> kept_;
  std::map<std::string, int> cards_;  ///< the number of an application's card
  std::map<int, QueueCandidate> candidates_;
};

}  // namespace ktpel::office
