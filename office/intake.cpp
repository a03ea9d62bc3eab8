// SPDX-License-Identifier: Apache-2.0
// I.1, 7, 8: from a person at the counter to a queue number.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/file.h"
#include "base/phrase.h"
#include "biometric/image/codec.h"
#include "issuance/event_text.h"
#include "office/failure.h"
#include "office/office.h"
#include "person/card_law.h"
#include "registry/resident.h"

namespace ktpel::office {
namespace {

using api::Failure;
using api::failure_of;
using api::FailureCode;
using base::Done;
using issuance::Kind;
using nlohmann::json;

/// Somebody of 16 is recorded already; the card waits for the birthday.
constexpr int recorded_from = 16, card_from = 17;

std::string text_of(const api::FoundResident& found) {
  return json{{"biodata", found.biodata},
              {"recorded_in", found.recorded_in},
              {"recorded_at", found.recorded_at},
              {"recorded_ms", found.recorded_ms},
              {"open_application", found.open_application},
              {"open_at", found.open_at}}
      .dump();
}

std::optional<api::FoundResident> found_of(std::string_view text) {
  try {
    const auto j = json::parse(text);
    return api::FoundResident{j.at("biodata"),     j.at("recorded_in"),      j.at("recorded_at"),
                              j.at("recorded_ms"), j.at("open_application"), j.at("open_at")};
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::filesystem::path Office::copy_of(const person::Nik& nik) const {
  return folder_ / "taken-along" / (base::sha256(nik.digits()).hex() + ".sealed");
}

Outcome<Done> Office::take_along(const std::vector<person::Nik>& niks, api::Exchange& center, const Officer& by) {
  for (const auto& nik : niks) {
    const auto found = center.find_resident(nik, journal::Actor(by.get()));
    if (!found) return failure_of(found.error(), std::string(nik.redacted()));
    if (!*found) return Failure{FailureCode::Visit_NotInRegistry, std::string(nik.redacted())};
    const auto sealed = sealing_.certificate().seal(base::bytes_of(text_of(**found)));
    if (const auto ok = base::write_file_durably(copy_of(nik), sealed, 0600); !ok)
      return failure_of(ok.error(), copy_of(nik).string());
  }
  return Done{};
}

std::vector<std::pair<person::Biodata, api::FoundResident>> Office::taken_along() const {
  std::vector<std::pair<person::Biodata, api::FoundResident>> out;
  std::error_code none;
  for (const auto& copy : std::filesystem::directory_iterator(folder_ / "taken-along", none)) {
    const auto sealed = base::read_file(copy.path(), 1 << 20);
    const auto plain =
        sealed ? sealing_.open(*sealed) : base::Result<base::Bytes, base::UnsealError>(base::UnsealError::NotSealed);
    auto found = plain ? found_of(base::text_of(*plain)) : std::nullopt;
    auto who = found ? registry::biodata_of(found->biodata) : std::nullopt;
    if (who) out.emplace_back(std::move(*who), std::move(*found));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first.nik < b.first.nik; });
  return out;
}

Outcome<Done> Office::forget_taken_along() {
  std::error_code gone;
  for (const auto& copy : std::filesystem::directory_iterator(folder_ / "taken-along", gone))
    std::filesystem::remove(copy.path(), gone);
  if (gone) return Failure{FailureCode::Visit_CopiesNotRemoved, (folder_ / "taken-along").string()};
  return Done{};
}

/// Second: whether it is the copy that was taken along.
Outcome<std::pair<api::FoundResident, bool>> Office::look_up(const person::Nik& nik, api::Exchange& center,
                                                             const Officer& by) {
  const auto found = center.find_resident(nik, journal::Actor(by.get()));
  if (found) {
    if (!*found) return Failure{FailureCode::Intake_NotInRegistry, std::string(nik.digits())};
    return std::pair(**found, false);
  }
  if (found.error() == api::ExchangeError::LineDown)
    if (const auto sealed = base::read_file(copy_of(nik), 1 << 20))
      if (const auto plain = sealing_.open(*sealed))
        if (const auto copy = found_of(base::text_of(*plain))) return std::pair(*copy, true);
  return failure_of(found.error(), std::string(nik.redacted()));
}

Outcome<Intake> Office::intake(const person::Nik& nik, api::Exchange& center, const Officer& by) {
  return intake(Request{.nik = nik, .began = {}}, center, by);
}

Outcome<Intake> Office::intake(const Request& request, api::Exchange& center, const Officer& by) {
  auto begun = request;
  if (!begun.began) begun.began = clock_.now();
  const auto looked_up = look_up(request.nik, center, by);
  if (!looked_up) return looked_up.error();
  return intake(begun, *looked_up, by);
}

Outcome<Intake> Office::intake(const Request& request, const std::pair<api::FoundResident, bool>& looked_up,
                               const Officer& by) {
  const auto start = clock_.now();
  const auto& nik = request.nik;
  const auto& [found, from_copy] = looked_up;
  const auto who = registry::biodata_of(found.biodata);
  if (!who || who->nik != nik || !person::check(*who, today()))
    return Failure{FailureCode::Intake_BiodataIncomplete, std::string(nik.digits())};

  // P1, 7: is a card due, and of this kind?
  issuance::Basis basis{request.kind, request.lane, std::nullopt};
  if (!person::obliged_to_hold_card(*who, today())) {
    const bool soon = who->citizenship == person::Citizenship::Wni && request.kind == Kind::First &&
                      person::age_on(who->born, today()) >= recorded_from;
    if (!soon) return Failure{FailureCode::Intake_NotObliged, who->born.printed()};
    basis.not_before = who->born.plus_years(card_from);
  }
  const bool foreign = who->citizenship == person::Citizenship::Wna;
  if (foreign != (request.kind == Kind::Foreigner))
    return Failure{FailureCode::Intake_KindDoesNotFit, std::string(issuance::label(request.kind))};
  if (foreign && !profile_.may.personalise)
    return Failure{FailureCode::Intake_ForeignersAtTheDinas, profile_.site.text()};
  if (request.lane != issuance::Lane::Regular && request.lane_reason.empty())
    return Failure{FailureCode::Intake_LaneNeedsReason, std::string(issuance::name(request.lane))};

  // 7a-7g: are the papers there?
  const auto papers = issuance::documents_of(request.documents);
  if (!papers) return Failure{FailureCode::Intake_DocumentsMalformed, std::string(issuance::label(request.kind))};
  for (const auto& paper : *papers)
    if (paper.scan && !has_scan(*paper.scan))
      return Failure{FailureCode::Intake_ScanMissing, std::string(issuance::label(paper.type))};
  if (profile_.wants_documents || !papers->empty()) {
    std::string lacks;
    for (const auto& lack : issuance::lacking(request.kind, today(), *papers))
      lacks += (lacks.empty() ? "" : "; ") + issuance::label(lack);
    if (!lacks.empty()) return Failure{FailureCode::Intake_DocumentsLacking, lacks};
  }

  std::string already;
  const auto own = journal_->read([&](store::Queries& q) { return docket::of_nik(q, nik); });
  if (!own) return failure_of(own.error(), std::string(nik.digits()));
  for (const auto& number : *own) {
    const auto c = find(number);
    if (!c) return c.error();
    if (!issuance::is_over(c->state)) already = number.get() + ", " + std::string(issuance::label(c->state));
    if (std::holds_alternative<issuance::Issued>(c->state) && !issuance::reuses_recording(request.kind))
      already = number.get() + ", " + std::string(issuance::label(c->state));
  }
  if (already.empty() && !found.open_application.empty()) already = found.open_application + ", " + found.open_at;
  if (already.empty() && !issuance::reuses_recording(request.kind) && !found.recorded_in.empty())
    already = base::phrase("office.recorded_before", {{"day", moment(base::Time{found.recorded_ms}).day.printed()},
                                                      {"office", found.recorded_at}});
  if (!already.empty()) return Failure{FailureCode::Intake_AlreadyRecorded, already};
  if (issuance::reuses_recording(request.kind) && found.recorded_in.empty() && !from_copy)
    return Failure{FailureCode::Intake_NeverRecorded, std::string(issuance::label(request.kind))};

  const auto day = today();
  const auto counted =
      journal_->read([&](store::Queries& q) -> base::Result<std::pair<std::int64_t, std::int64_t>, store::StoreError> {
        const auto all = docket::count(q);
        if (!all) return all.error();
        const auto here = docket::registered_on(q, profile_.site, day.printed());
        if (!here) return here.error();
        return std::pair(*all, *here);
      });
  if (!counted) return failure_of(counted.error(), "antrian");
  const int queue = static_cast<int>(counted->second) + 1;
  char serial[32];
  std::snprintf(serial, sizeof serial, "-%d-%06lld", day.year(), static_cast<long long>(counted->first) + 1);
  const ApplicationNumber number(profile_.site.text() + serial);
  const json extra{{"nik", nik.digits()},
                   {"name", who->name},
                   {"day", day.printed()},
                   {"biodata", found.biodata},
                   {"lane_reason", request.lane_reason},
                   {"documents", json::parse(issuance::text_of(*papers))},
                   {"from_copy", from_copy},
                   {"took_ms", clock_.now().ms - request.began.value_or(start).ms}};
  const auto ok =
      write({docket::draft(issuance::Registration{queue, basis}, number, journal::Actor(by.get()), extra.dump())});
  if (!ok) return ok.error();
  const auto c = find(number);
  if (!c) return c.error();
  const auto summons = write_summons(*c, documents::NotYetCaptured{});
  if (!summons) return summons.error();
  return Intake{number, queue, *who, *summons, from_copy};
}

std::vector<issuance::Document> documents_of(const docket::Case& c) {
  const auto kept = json::parse(c.history.front().body).value("documents", json::array());
  return issuance::documents_of(kept.dump()).value_or(std::vector<issuance::Document>());
}

Outcome<Done> Office::withdraw(const ApplicationNumber& application, const std::string& why, const Officer& by) {
  const issuance::Withdrawn event{by, why};
  const auto c = expect(application, event);
  if (!c) return c.error();
  // Once another office has the print packet, a card may be on its way there.
  if (c->assignment && !is_made_here(*c)) return Failure{FailureCode::Intake_TooLateToWithdraw, application.get()};
  return write({docket::draft(event, application, journal::Actor(by.get()))});
}

Outcome<Done> Office::answer(const ApplicationNumber& application, const std::string& text, const Officer& by,
                             const std::vector<Paper>& papers) {
  issuance::Answered answer{text};
  const auto c = expect(application, answer);
  if (!c) return c.error();
  std::vector<base::Bytes> sealed;
  for (const auto& paper : papers) {
    std::size_t size = 0;
    for (std::size_t page = 1; page == 1 || has_page(paper.scan, page); ++page) {
      const auto picture = scanned_page(paper.scan, page);
      if (!picture) return picture.error();
      size += picture->size();
      if (size > largest_paper) return Failure{FailureCode::Answer_AttachmentTooLarge, paper.name};
      if (!biometric::image_format_of(*picture)) return Failure{FailureCode::Answer_AttachmentNotPicture, paper.name};
      sealed.push_back(center_.seals.seal(*picture));
      const auto name = page == 1 ? paper.name : paper.name + " (" + std::to_string(page) + ")";
      answer.attachments.push_back({name, base::sha256(sealed.back())});
    }
  }
  // The same answer again, because nobody heard that it was written down: it stands. Its papers are sealed anew each
  // time, and only their names are alike.
  if (const auto* before = c->last("answered"); before && std::get<issuance::Clarifying>(c->state).answered)
    if (const auto event = issuance::event_of(before->kind, before->body)) {
      const auto& said = std::get<issuance::Answered>(*event);
      if (said.text == text &&
          std::equal(said.attachments.begin(), said.attachments.end(), answer.attachments.begin(),
                     answer.attachments.end(), [](const auto& a, const auto& b) { return a.name == b.name; }))
        return Done{};
    }
  std::vector<base::Digest> digests;
  for (const auto& one : answer.attachments) digests.push_back(one.packet);
  return write({docket::draft(answer, application, journal::Actor(by.get()), "{}", digests)}, sealed);
}

}  // namespace ktpel::office
