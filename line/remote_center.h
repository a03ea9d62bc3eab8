// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "api/exchange.h"
#include "http/client.h"

/// What offices and the center say to each other (api/exchange.h), over HTTPS. docs/formats/line.md is the contract of
/// both halves.
namespace ktpel::line {

/// A part of a blob that goes in one request: on a line of 64 kbit/s about eight seconds.
inline constexpr std::size_t part_bytes = 64 << 10;

/// The center as an office sees it over its line. What was cut goes on where it stopped, to the byte: the center keeps
/// the parts of a blob that arrived, this object those that were fetched. One thread.
class RemoteCenter final : public api::Exchange {
 public:
  explicit RemoteCenter(http::ClientPlan plan) : client_(std::move(plan)) {}
  base::Result<std::optional<journal::Checkpoint>, api::ExchangeError> standing() override;
  std::optional<base::Time> time_of_answer() const override { return answered_at_; }
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
  /// The answer, if it is one of 2xx.
  base::Result<http::Response, api::ExchangeError> ask(http::Method method, const std::string& path,
                                                       base::ByteView body = {});
  http::Client client_;
  std::optional<base::Time> answered_at_;
  std::map<base::Digest, base::Bytes> begun_;  ///< blobs of which a part was fetched
};

}  // namespace ktpel::line
