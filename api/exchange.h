// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"
#include "journal/checkpoint.h"
#include "journal/entry.h"
#include "person/nik.h"

namespace ktpel::api {

/// Grouped by what the office can do next.
enum class ExchangeError {
  LineDown,     ///< nothing was heard: keep working, again later
  Refused,      ///< the center will not take this: look at it before doing more
  NotThere,     ///< what was asked for does not exist at the center
  OtherRegion,  ///< a resident of a region that this office does not serve
  NotTrusted,   ///< one of the two does not believe the other's certificate
  OutOfDate,    ///< a certificate is not valid at this time: it has run out, or a clock is wrong
  NoRoom,       ///< the center's disk is full: again later
  Broken        ///< the center failed
};

/// What the center tells an office of a resident.
struct FoundResident {
  std::string biodata;  ///< registry/resident.h text_of()
  /// The application whose recording the center has of him, where and when it was made; empty if there is none.
  std::string recorded_in = {}, recorded_at = {};
  std::int64_t recorded_ms = 0;  ///< milliseconds since 1970
  /// An application that is on its way, anywhere; empty if there is none.
  std::string open_application = {}, open_at = {};
  friend bool operator==(const FoundResident&, const FoundResident&) = default;
};

/// Whom an office looks for among the residents of its region; whatever is given must fit.
struct ResidentQuery {
  static constexpr std::size_t page_size = 50, longest_text = 200;
  std::string text;          ///< a NIK, the number of a family card, or words of a name in any spelling
  std::string born = {};     ///< "05-08-1968"; empty: any day
  std::string village = {};  ///< ten digits; empty: any of the region
  std::size_t page = 1;      ///< from 1 on
};
struct FoundResidents {
  std::vector<FoundResident> items;  ///< the likest first
  std::size_t total = 0;             ///< of all pages
};

/// Wajib KTP of a village who are still to be recorded.
struct ObligedQuery {
  static constexpr std::size_t most_called = 20000;
  std::string village;              ///< ten digits
  std::vector<person::Nik> called;  ///< whom the office has called up before; at most `most_called`
};
struct ObligedResident {
  std::string nik, name, born, street;  ///< born: "05-08-1968"
  int rt = 0, rw = 0;
  friend bool operator==(const ObligedResident&, const ObligedResident&) = default;
};
struct ObligedResidents {
  static constexpr std::size_t most = 200;
  std::vector<ObligedResident> items;  ///< not recorded and not called, in the order in which letters are delivered
  std::size_t obliged = 0, recorded = 0, called = 0;  ///< recorded and called: of those obliged
  friend bool operator==(const ObligedResidents&, const ObligedResidents&) = default;
};

struct Village {
  std::string code, name;  ///< ten digits; "Umpama"
  friend bool operator==(const Village&, const Village&) = default;
};

/// What one office and the center say to each other: missing entries and the blobs they name.
/// Every call may be repeated without harm; a lost answer costs a repetition and nothing else.
/// In one process a call (center/counter.h), between machines the same words over HTTPS (line/).
class Exchange {
 public:
  virtual ~Exchange() = default;

  /// The center's signed receipt of what it holds durably of the office; nullopt if it holds nothing. An office asks
  /// before it pushes: a receipt that does not fit its own journal says that the journal was restored from an old copy,
  /// or that somebody else writes with its key.
  virtual base::Result<std::optional<journal::Checkpoint>, ExchangeError> standing() = 0;
  /// What the center's clock showed at its last answer, to a second; nullopt if it has not answered or did not say.
  virtual std::optional<base::Time> time_of_answer() const { return std::nullopt; }

  /// Those of `wanted` that the center does not hold yet.
  virtual base::Result<std::vector<base::Digest>, ExchangeError> missing_blobs(
      const std::vector<base::Digest>& wanted) = 0;
  /// Durable on return.
  virtual base::Result<base::Done, ExchangeError> put_blob(base::ByteView bytes) = 0;
  /// Entries in order, blobs first. The answer is the center's signed receipt of what it holds
  /// durably of the office; only then is anything "sent".
  virtual base::Result<journal::Checkpoint, ExchangeError> push(const std::vector<journal::Entry>& entries) = 0;

  /// What the center says to this office (journal::SiteId::to) after `after`, `limit` entries or a few more, and a blob
  /// that one of them names.
  virtual base::Result<std::vector<journal::Entry>, ExchangeError> pull(journal::Sequence after, std::size_t limit) = 0;
  virtual base::Result<base::Bytes, ExchangeError> get_blob(const base::Digest& digest) = 0;

  /// A resident; nullopt if the NIK is in no registry (P1). The center writes down who asked.
  virtual base::Result<std::optional<FoundResident>, ExchangeError> find_resident(const person::Nik& nik,
                                                                                  const journal::Actor& asks) = 0;

  // The rest of the registry, as far as it lies in the office's region. The center writes down who asked and who was
  // shown. An exchange without a registry has none of it (NotThere).
  virtual base::Result<FoundResidents, ExchangeError> find_residents(const ResidentQuery&, const journal::Actor&) {
    return ExchangeError::NotThere;
  }
  virtual base::Result<ObligedResidents, ExchangeError> find_obliged(const ObligedQuery&, const journal::Actor&) {
    return ExchangeError::NotThere;
  }
  /// Those in which somebody lives, by code.
  virtual base::Result<std::vector<Village>, ExchangeError> villages() { return ExchangeError::NotThere; }
};

}  // namespace ktpel::api
