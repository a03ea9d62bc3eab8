// SPDX-License-Identifier: Apache-2.0
// Contests, clarifications and duplicates (SOP 2, 3b). The second adjudicator's opinion is blind: no answer here
// differs by whether, how or by whom somebody judged before.
#include <charconv>

#include "api/store_failure.h"
#include "center/desk_projection.h"
#include "center/detail/routes.h"
#include "issuance/event_text.h"

namespace ktpel::center::detail {

using api::Failure;
using api::FailureCode;
using http::Method;
using issuance::ApplicationNumber;
using officer::Role;

namespace {

std::optional<issuance::Judgement> judgement_of(const std::string& word) {
  if (word == "same") return issuance::Judgement::SamePerson;
  if (word == "different") return issuance::Judgement::DifferentPerson;
  if (word == "poor-data") return issuance::Judgement::PoorData;
  return std::nullopt;
}
const char* word(issuance::Judgement judgement) {
  switch (judgement) {
    case issuance::Judgement::SamePerson:
      return "same";
    case issuance::Judgement::DifferentPerson:
      return "different";
    case issuance::Judgement::PoorData:
      break;
  }
  return "poor-data";
}
std::optional<issuance::Clarification> outcome_of(const std::string& word) {
  if (word == "duplicate") return issuance::Clarification::Duplicate;
  if (word == "correction") return issuance::Clarification::Correction;
  if (word == "different") return issuance::Clarification::Different;
  return std::nullopt;
}

json to_json(const Side& side, const officer::Account& reader) {
  json exceptions = json::array();
  for (const auto& [what, why] : side.recording.exceptions) exceptions.push_back({{"what", what}, {"why", why}});
  json mark = nullptr;
  if (const auto& made = side.recording.mark)
    mark = {{"thumb", made->thumb}, {"witness", made->witness}, {"relation", made->relation}};
  return {{"number", side.application.number.get()},
          {"office", side.application.office().text()},
          {"kind", issuance::name(side.application.basis.kind)},
          {"resident", side.resident ? detail::to_json(*side.resident) : json(nullptr)},
          {"fingers", side.recording.fingers},
          {"right_iris", side.recording.right_iris},
          {"left_iris", side.recording.left_iris},
          {"exceptions", exceptions},
          {"proofs", side.recording.proofs},
          {"mark", mark},
          {"history", timeline(side.application, reader)}};
}

json to_json(const ContestFile& file, const officer::Account& reader) {
  json candidates = json::array();
  for (const auto& suspect : file.suspects) {
    auto one = to_json(suspect.side, reader);
    json fingers = json::object();
    for (const auto& [position, db] : suspect.finger_db) fingers[std::to_string(position)] = db;
    one["score_db"] = suspect.score_db;
    one["finger_db"] = fingers;
    one["differences"] = suspect.differences;
    candidates.push_back(std::move(one));
  }
  json said = json::array();
  for (const auto& one : file.said) said.push_back({{"judgement", word(one.judgement)}, {"reason", one.reason}});
  return {{"number", file.probe.application.number.get()},
          {"state", state_for(std::string(issuance::name(file.probe.application.state)), reader)},
          {"since", file.since.iso8601()},
          {"threshold_db", file.threshold_db},
          {"probe", to_json(file.probe, reader)},
          {"candidates", candidates},
          {"said", said}};
}

json to_json(const biometric::FingerTemplate& finger) {
  json minutiae = json::array();
  for (const auto& m : finger.minutiae)
    minutiae.push_back({{"x", m.x}, {"y", m.y}, {"direction", m.direction}, {"type", static_cast<int>(m.type)}});
  return {{"width", finger.width}, {"height", finger.height}, {"minutiae", minutiae}};
}

json to_json(const Explanation& explained) {
  json pairs = json::array();
  for (const auto& pair : explained.comparison.pairs) pairs.push_back({pair.probe, pair.candidate});
  return {{"score_db", explained.comparison.score.get()},
          {"rotation", explained.comparison.rotation},
          {"dpi", 500},
          {"probe", to_json(explained.probe)},
          {"candidate", to_json(explained.candidate)},
          {"pairs", pairs}};
}

Reply picture_reply(Outcome<base::Bytes> png) {
  if (!png) return Trouble(png.error());
  return Answer(http::answer(200, "image/png", std::move(*png)));
}

int position_of(const Call& call) {
  const auto& text = call.part("position");
  int position = 0;
  std::from_chars(text.data(), text.data() + text.size(), position);
  return position;  // 0 and what is above 10 is in no recording
}

ApplicationNumber which_of(const Call& call) {
  const auto& which = call.part("which");
  return ApplicationNumber(which == "probe" ? call.part("number") : which);
}

/// Both parts of what an adjudicator or a supervisor says.
struct Said {
  std::optional<issuance::Judgement> judgement;
  std::string reason;
};
Said said_in(Call& call) {
  Said said{judgement_of(call.text("judgement")), call.text("reason")};
  if (!said.judgement) call.note_wrong("judgement");
  if (said.reason.size() > 2000) call.note_wrong("reason");
  return said;
}

/// When the second judgement, or the supervisor's, asked the service point.
base::Time asked_at(const docket::Case& c) {
  for (auto entry = c.history.rbegin(); entry != c.history.rend(); ++entry)
    if (entry->kind == "judged" || entry->kind == "supervisor-judged") return entry->time;
  return c.history.back().time;
}

Reply clarifications(const DeskMeans& means, Call& call) {
  const auto lines = means.center.applications({.states = {"Clarifying"}}, scope_of(call), 10000);
  if (!lines) return Trouble(lines.error());
  json items = json::array();
  for (const auto& line : *lines) {
    const auto c = means.center.application(line.number);
    if (!c) return Trouble(c.error());
    const auto* clarifying = std::get_if<issuance::Clarifying>(&c->state);
    if (!clarifying) continue;  // somebody was quicker
    auto item = detail::to_json(line, call.officer());
    item["earlier"] = clarifying->earlier.earlier.get();
    item["answered"] = clarifying->answered;
    item["deadline"] = base::Time{asked_at(*c).ms + Center::answer_ms}.iso8601();
    item["answer"] = nullptr;
    if (const auto* answered = clarifying->answered ? c->last("answered") : nullptr)
      item["answer"] = json::parse(answered->body).value("text", std::string());
    items.push_back(std::move(item));
  }
  return Answer(page_of(call, items));
}

Reply decide_clarification(const DeskMeans& means, Call& call) {
  const auto outcome = outcome_of(call.text("outcome"));
  const bool overdue = call.flag_or("overdue", false);
  if (!outcome) call.note_wrong("outcome");
  if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
  const auto c = means.center.application(number_of(call), scope_of(call));
  if (!c) return Trouble(c.error());
  // Never closed by time: once it has run out, a supervisor decides.
  if (overdue && !call.officer().roles.count(Role::Supervisor))
    return Trouble(Failure{FailureCode::Center_OnlySupervisorOverdue, call.officer().name});
  if (overdue && means.clock.now().ms - asked_at(*c).ms < Center::answer_ms)
    return Trouble(Failure{FailureCode::Center_DeadlineNotPassed, c->number.get()});
  return state_reply(means.center.clarify(c->number, *outcome, actor_of(call), overdue));
}

Reply duplicates(const DeskMeans& means, Call& call) {
  const auto lines =
      means.center.applications({.states = {"Duplicate"}}, scope_of(call), page_size,
                                static_cast<std::size_t>(call.query_number("page", 0, 0, 1000000)) * page_size);
  if (!lines) return Trouble(lines.error());
  json items = json::array();
  for (const auto& line : *lines) {
    const auto asked = means.center.journal().read([&](store::Queries& q) { return reversal_asked(q, line.number); });
    if (!asked) return Trouble(api::failure_of(asked.error(), line.number.get()));
    auto item = detail::to_json(line, call.officer());
    const bool stands = *asked && means.clock.now().ms - (*asked)->time.ms < Center::reversal_ms;
    item["reversal_asked_by"] = stands ? json((*asked)->officer) : json(nullptr);
    item["reversal_reason"] = stands ? json((*asked)->reason) : json(nullptr);
    items.push_back(std::move(item));
  }
  return Answer(json{{"items", items}});
}

}  // namespace

void add_adjudication(std::vector<Route>& routes, const DeskMeans& means) {
  const officer::Roles bench{Role::Adjudicator, Role::Supervisor};
  const auto add = [&](Method method, const char* pattern, officer::Roles who, const char* summary, auto serve) {
    routes.push_back({method, pattern, std::move(who), summary, [=](Call& call) { return serve(means, call); }});
  };
  add(Method::Get, "/api/contests", bench, "Kasus ajudikasi yang menunggu petugas ini",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto due = m.bench.due(call.officer());
        if (!due) return Trouble(due.error());
        json items = json::array();
        for (const auto& line : *due)
          items.push_back({{"number", line.application.get()},
                           {"name", line.name},
                           {"office", line.office},
                           {"candidates", line.candidates},
                           {"since", line.since.iso8601()},
                           {"disputed", line.disputed}});
        return Answer(page_of(call, items));
      });
  add(Method::Get, "/api/contests/{number}", bench, "Satu kasus: kandidat, skor, beda biodata, riwayat",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto file = m.bench.open(number_of(call), call.officer());
        if (!file) return Trouble(file.error());
        return Answer(to_json(*file, call.officer()));
      });
  add(Method::Get, "/api/contests/{number}/{which}/fingers/{position}", bench, "Gambar satu jari dari rekaman",
      [](const DeskMeans& m, Call& call) -> Reply {
        return picture_reply(m.bench.finger(number_of(call), which_of(call), position_of(call), call.officer()));
      });
  for (const auto& [path, what, summary] :
       {std::tuple("portrait", Picture::Portrait, "Pas foto dari rekaman"),
        std::tuple("signature", Picture::Signature, "Tanda tangan dari rekaman"),
        std::tuple("irises/right", Picture::RightIris, "Iris kanan dari rekaman"),
        std::tuple("irises/left", Picture::LeftIris, "Iris kiri dari rekaman"),
        std::tuple("proof/right-hand", Picture::RightHand, "Foto bukti pengecualian: tangan kanan"),
        std::tuple("proof/left-hand", Picture::LeftHand, "Foto bukti pengecualian: tangan kiri"),
        std::tuple("proof/eyes", Picture::Eyes, "Foto bukti pengecualian: kedua mata")})
    routes.push_back({Method::Get, std::string("/api/contests/{number}/{which}/") + path, bench, summary,
                      [means, what = what](Call& call) {
                        return picture_reply(
                            means.bench.picture(number_of(call), which_of(call), what, call.officer()));
                      }});
  add(Method::Get, "/api/contests/{number}/match/{position}", bench,
      "Titik dan pasangan titik kedua jari; ?candidate= nomor permohonan kandidat",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto candidate = call.query("candidate");
        if (candidate.empty()) return Trouble(WrongField{"candidate"});
        const auto explained =
            m.bench.explain(number_of(call), ApplicationNumber(candidate), position_of(call), call.officer());
        if (!explained) return Trouble(explained.error());
        return Answer(to_json(*explained));
      });
  add(Method::Post, "/api/contests/{number}/judgement", {Role::Adjudicator}, "Mencatat pendapat satu petugas",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto said = said_in(call);
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        if (const auto ok = m.bench.may_judge(number_of(call), call.officer()); !ok) return Trouble(ok.error());
        const auto state = m.center.judge(number_of(call), officer_of(call), *said.judgement, said.reason);
        if (!state) return Trouble(state.error());
        // The same for the first and the second: what became of it would tell one of the other.
        return Answer(json{{"state", "recorded"}});
      });
  add(Method::Post, "/api/contests/{number}/supervisor", {Role::Supervisor}, "Memutuskan beda pendapat",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto said = said_in(call);
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        if (const auto ok = m.bench.may_judge(number_of(call), call.officer()); !ok) return Trouble(ok.error());
        return state_reply(
            m.center.judge_as_supervisor(number_of(call), officer_of(call), *said.judgement, said.reason));
      });
  add(Method::Get, "/api/clarifications", bench, "Klarifikasi yang belum diputuskan", clarifications);
  add(Method::Post, "/api/clarifications/{number}/outcome", bench, "Memutuskan klarifikasi", decide_clarification);
  add(Method::Get, "/api/duplicates", bench, "Permohonan ganda, dan siapa yang minta ditinjau", duplicates);
  // Two persons: the second confirms in a session of his own, at his own screen, once he has looked himself. A second
  // password typed at the first one's browser would be known there, and proves a finger on a keyboard, not a look.
  add(Method::Post, "/api/duplicates/{number}/reversal", bench, "Minta atau menguatkan pembatalan putusan ganda",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto reason = call.text("reason");
        if (reason.size() > 2000) call.note_wrong("reason");
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        if (const auto ok = m.bench.may_judge(number_of(call), call.officer()); !ok) return Trouble(ok.error());
        const auto done = m.center.ask_or_confirm_reversal(number_of(call), reason, officer_of(call));
        if (!done) return Trouble(done.error());
        return Answer(
            json{{"state", done->state}, {"asked_by", done->asked_by.empty() ? json(nullptr) : json(done->asked_by)}});
      });
}

}  // namespace ktpel::center::detail
