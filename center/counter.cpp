// SPDX-License-Identifier: Apache-2.0
#include "center/counter.h"

#include <algorithm>

#include "center/registry_projection.h"
#include "registry/resident.h"

namespace ktpel::center {

using api::ExchangeError;
using base::Done;
using base::Result;

namespace {

ExchangeError exchange_error_of(store::StoreError error) {
  switch (error) {
    case store::StoreError::Retry:
      return ExchangeError::LineDown;
    case store::StoreError::Gone:
      return ExchangeError::NotThere;
    case store::StoreError::Full:
      return ExchangeError::NoRoom;
    case store::StoreError::Conflict:
    case store::StoreError::Refused:
      return ExchangeError::Refused;
    case store::StoreError::ReadOnly:
    case store::StoreError::Diverged:
    case store::StoreError::Broken:
      break;
  }
  return ExchangeError::Broken;
}

/// The applications of a NIK, oldest first, whole.
Result<std::vector<docket::Case>, store::StoreError> cases_of(store::Queries& from, const person::Nik& nik) {
  const auto numbers = docket::of_nik(from, nik);
  if (!numbers) return numbers.error();
  std::vector<docket::Case> cases;
  for (const auto& number : *numbers) {
    auto c = docket::find(from, number);
    if (!c) return c.error();
    if (*c) cases.push_back(std::move(**c));
  }
  return cases;
}

}  // namespace

Result<std::optional<journal::Checkpoint>, ExchangeError> Counter::standing() {
  const auto receipt = center_.journal_->receipt(office_);
  if (receipt) return std::optional(*receipt);
  if (receipt.error() == store::StoreError::Gone) return std::optional<journal::Checkpoint>();
  return exchange_error_of(receipt.error());
}

std::optional<base::Time> Counter::time_of_answer() const { return center_.clock_.now(); }

Result<std::vector<base::Digest>, ExchangeError> Counter::missing_blobs(const std::vector<base::Digest>& wanted) {
  return center_.journal_->blobs().missing(wanted);
}

Result<Done, ExchangeError> Counter::put_blob(base::ByteView bytes) {
  const auto put = center_.journal_->blobs().put(bytes);
  if (!put) return exchange_error_of(put.error());
  return Done{};
}

Result<journal::Checkpoint, ExchangeError> Counter::push(const std::vector<journal::Entry>& entries) {
  if (entries.empty()) return ExchangeError::Refused;
  if (!std::all_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.site == office_; }))
    return ExchangeError::Refused;
  const auto received = center_.journal_->receive(entries);
  if (!received) return exchange_error_of(received.error());
  const auto receipt = center_.journal_->receipt(office_);
  if (!receipt) return exchange_error_of(receipt.error());
  return *receipt;
}

Result<std::vector<journal::Entry>, ExchangeError> Counter::pull(journal::Sequence after, std::size_t limit) {
  auto entries = center_.journal_->provable_entries(Center::site().to(office_), after, limit);
  if (!entries) return exchange_error_of(entries.error());
  return std::move(*entries);
}

Result<base::Bytes, ExchangeError> Counter::get_blob(const base::Digest& digest) {
  const auto said = center_.journal_->read([&](store::Queries& q) { return was_said_to(q, office_.text(), digest); });
  if (!said) return exchange_error_of(said.error());
  if (!*said) return ExchangeError::NotThere;
  auto bytes = center_.journal_->blobs().get(digest);
  if (!bytes) return exchange_error_of(bytes.error());
  return std::move(*bytes);
}

Result<std::optional<api::FoundResident>, ExchangeError> Counter::find_resident(const person::Nik& nik,
                                                                                const journal::Actor& asks) {
  // Reading personal data is an act: first it is written down, then it is answered.
  const auto body = journal::canonical_body(R"({"office":")" + office_.text() + R"("})");
  if (const auto ok = center_.journal_->append({{asks, "resident-read", std::string(nik.digits()), *body}}); !ok)
    return exchange_error_of(ok.error());
  const auto found = center_.journal_->read([&](store::Queries& q) { return resident(q, nik); });
  if (!found) return exchange_error_of(found.error());
  if (!*found) return std::optional<api::FoundResident>();
  const auto who = registry::biodata_of(**found);
  const auto region = center_.journal_->read([&](store::Queries& q) { return office_region(q, office_.text()); });
  if (!region) return exchange_error_of(region.error());
  if (!who || !*region || !who->address.area.starts_with(**region)) return ExchangeError::OtherRegion;
  api::FoundResident told{.biodata = **found};
  const auto cases = center_.journal_->read([&](store::Queries& q) { return cases_of(q, nik); });
  if (!cases) return exchange_error_of(cases.error());
  for (const auto& c : *cases) {
    if (const auto* recorded = c.last("recorded"); recorded && docket::has_recording(c)) {
      told.recorded_in = c.number.get();
      told.recorded_at = c.office().text();
      told.recorded_ms = recorded->time.ms;
    }
    if (!issuance::is_over(c.state)) {
      told.open_application = c.number.get();
      told.open_at = c.office().text();
    }
  }
  return std::optional(std::move(told));
}

}  // namespace ktpel::center
