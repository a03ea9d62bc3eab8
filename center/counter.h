// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/exchange.h"
#include "center/center.h"

namespace ktpel::center {

/// Where one office is served. It is given what was said to it and what residents of its region need, and its own
/// entries alone are taken from it. Thread-safe.
class Counter final : public api::Exchange {
 public:
  /// `office` is who calls, as its certificate proved. The center must outlive the counter.
  Counter(Center& center, journal::SiteId office) : center_(center), office_(std::move(office)) {}
  base::Result<std::optional<journal::Checkpoint>, api::ExchangeError> standing() override;
  std::optional<base::Time> time_of_answer() const override;
  base::Result<std::vector<base::Digest>, api::ExchangeError> missing_blobs(
      const std::vector<base::Digest>& wanted) override;
  base::Result<base::Done, api::ExchangeError> put_blob(base::ByteView bytes) override;
  base::Result<journal::Checkpoint, api::ExchangeError> push(const std::vector<journal::Entry>& entries) override;
  base::Result<std::vector<journal::Entry>, api::ExchangeError> pull(journal::Sequence after,
                                                                     std::size_t limit) override;
  base::Result<base::Bytes, api::ExchangeError> get_blob(const base::Digest& digest) override;
  base::Result<std::optional<api::FoundResident>, api::ExchangeError> find_resident(
      const person::Nik& nik, const journal::Actor& asks) override;
  base::Result<api::FoundResidents, api::ExchangeError> find_residents(const api::ResidentQuery& query,
                                                                       const journal::Actor& asks) override;
  base::Result<api::ObligedResidents, api::ExchangeError> find_obliged(const api::ObligedQuery& query,
                                                                       const journal::Actor& asks) override;
  base::Result<std::vector<api::Village>, api::ExchangeError> villages() override;

 private:
  base::Result<std::string, api::ExchangeError> region() const;
  base::Result<base::Done, api::ExchangeError> write_shown(const std::string& asked,
                                                           const std::vector<std::string_view>& niks,
                                                           const journal::Actor& asks);
  Center& center_;
  journal::SiteId office_;
};

}  // namespace ktpel::center
