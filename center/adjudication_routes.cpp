// SPDX-License-Identifier: Apache-2.0
// Contests, clarifications and duplicates (SOP 2, 3b). The second adjudicator's opinion is blind: no answer here
// differs by whether, how or by whom somebody judged before. And it is an opinion of pictures: what the Bench leaves
// shut is in no answer.
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

constexpr std::int64_t day_ms = 24 * 3600000LL;

std::optional<issuance::Clarification> outcome_of(const std::string& word) {
  if (word == "duplicate") return issuance::Clarification::Duplicate;
  if (word == "correction") return issuance::Clarification::Correction;
  if (word == "different") return issuance::Clarification::Different;
  return std::nullopt;
}

const char* word(issuance::Clarification outcome) {
  switch (outcome) {
    case issuance::Clarification::Duplicate:
      return "duplicate";
    case issuance::Clarification::Correction:
      return "correction";
    case issuance::Clarification::Different:
      break;
  }
  return "different";
}

json to_json(const Side& side, const officer::Account& reader) {
  json out{{"number", side.number.get()},
           {"fingers", side.recording.fingers},
           {"right_iris", side.recording.right_iris},
           {"left_iris", side.recording.left_iris}};
  if (!side.known) return out;
  json exceptions = json::array();
  for (const auto& [what, why] : side.known->exceptions) exceptions.push_back({{"what", what}, {"why", why}});
  out["office"] = side.known->application.office().text();
  out["kind"] = issuance::name(side.known->application.basis.kind);
  out["resident"] = side.known->resident ? detail::to_json(*side.known->resident) : json(nullptr);
  out["exceptions"] = exceptions;
  out["proofs"] = side.known->proofs;
  out["mark"] = nullptr;
  if (const auto& made = side.known->mark)
    out["mark"] = {{"thumb", made->thumb}, {"witness", made->witness}, {"relation", made->relation}};
  out["history"] = timeline(side.known->application, reader);
  return out;
}

json to_json(const std::vector<issuance::CandidateJudgement>& each) {
  json out = json::array();
  for (const auto& one : each)
    out.push_back({{"number", one.earlier.get()}, {"judgement", issuance::name(one.judgement)}});
  return out;
}

json to_json(const ContestFile& file, const officer::Account& reader) {
  json candidates = json::array();
  for (const auto& suspect : file.suspects) {
    auto one = to_json(suspect.side, reader);
    one["impression"] = suspect.impression ? json(issuance::name(*suspect.impression)) : json(nullptr);
    if (const auto& alike = suspect.alikeness) {
      json fingers = json::object();
      for (const auto& [position, db] : alike->finger_db) fingers[std::to_string(position)] = db;
      one["score_db"] = alike->score_db;
      one["finger_db"] = fingers;
      one["differences"] = alike->differences;
    }
    candidates.push_back(std::move(one));
  }
  json said = json::array();
  for (const auto& one : file.said)
    said.push_back(
        {{"judgement", issuance::name(one.judgement)}, {"reason", one.reason}, {"candidates", to_json(one.each)}});
  json decisions = json::array();
  for (const auto& one : file.history)
    decisions.push_back({{"time", one.time.iso8601()},
                         {"kind", one.kind},
                         {"judgement", one.judgement ? json(issuance::name(*one.judgement)) : json(nullptr)},
                         {"outcome", one.outcome ? json(word(*one.outcome)) : json(nullptr)},
                         {"reason", one.reason},
                         {"candidates", to_json(one.each)},
                         {"taken_back", one.taken_back}});
  json out{{"number", file.probe.number.get()},
           {"state", state_for(std::string(issuance::name(file.state)), reader)},
           {"since", file.since.iso8601()},
           {"lacks_fingers", file.lacks_fingers},
           {"probe", to_json(file.probe, reader)},
           {"candidates", candidates},
           {"said", said},
           {"decisions", decisions}};
  if (file.threshold_db) out["threshold_db"] = *file.threshold_db;
  return out;
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
  json out{{"rotation", explained.comparison.rotation},
           {"dpi", 500},
           {"probe", to_json(explained.probe)},
           {"candidate", to_json(explained.candidate)},
           {"pairs", pairs}};
  if (explained.may_see_score) out["score_db"] = explained.comparison.score.get();
  return out;
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

/// What an adjudicator or a supervisor says: of the case where there is one candidate, or of each.
struct Said {
  std::optional<issuance::Judgement> judgement;
  std::string reason;
  std::vector<issuance::CandidateJudgement> each;
};
Said said_in(Call& call) {
  Said said{{}, call.text("reason"), {}};
  if (said.reason.size() > 2000) call.note_wrong("reason");
  if (const auto list = call.body().find("candidates"); list != call.body().end()) {
    for (const auto& one : *list) {
      const auto judgement = one.is_object() ? issuance::judgement_of(one.value("judgement", json()).is_string()
                                                                          ? one["judgement"].get<std::string>()
                                                                          : std::string())
                                             : std::nullopt;
      if (!judgement || !one.value("number", json()).is_string()) {
        call.note_wrong("candidates");
        return said;
      }
      said.each.push_back({ApplicationNumber(one["number"].get<std::string>()), *judgement});
    }
    if (said.each.empty()) call.note_wrong("candidates");
    if (!said.each.empty()) said.judgement = issuance::whole(said.each);
  } else {
    said.judgement = issuance::judgement_of(call.text("judgement"));
    if (!said.judgement) call.note_wrong("judgement");
  }
  return said;
}

/// The questions and answers; `general` stands where the data centre has asked nothing of its own.
json to_json(const docket::Correspondence& letters) {
  json messages = json::array();
  for (const auto& one : letters.messages) {
    json attachments = json::array();
    for (std::size_t i = 0; i < one.attachments.size(); ++i)
      attachments.push_back({{"index", one.first_attachment + i}, {"name", one.attachments[i].name}});
    messages.push_back({{"time", one.time.iso8601()},
                        {"from", one.from_center ? "center" : "office"},
                        {"text", one.text},
                        {"attachments", attachments}});
  }
  return messages;
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
    const auto letters = docket::correspondence(*c);
    base::check(letters.has_value(), "a clarification that nobody found");
    item["asked"] = letters->opened.iso8601();
    item["deadline"] = letters->deadline.iso8601();
    item["messages"] = to_json(*letters);
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
  const auto letters = docket::correspondence(*c);
  if (overdue && letters && means.clock.now() < letters->deadline)
    return Trouble(Failure{FailureCode::Center_DeadlineNotPassed, c->number.get()});
  return state_reply(means.center.clarify(c->number, *outcome, actor_of(call), overdue));
}

Reply ask(const DeskMeans& means, Call& call) {
  const auto text = call.text("text");
  if (text.size() > 2000) call.note_wrong("text");
  const auto days = call.body().contains("days") ? call.number("days") : docket::answer_ms / day_ms;
  if (days < 0 || days > 365) call.note_wrong("days");
  if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
  const auto c = means.center.application(number_of(call), scope_of(call));
  if (!c) return Trouble(c.error());
  return state_reply(means.center.ask(c->number, text, {means.clock.now().ms + days * day_ms}, actor_of(call)));
}

Reply attachment(const DeskMeans& means, Call& call) {
  const auto c = means.center.application(number_of(call), scope_of(call));
  if (!c) return Trouble(c.error());
  std::size_t index = 0;
  const auto& text = call.part("index");
  if (const auto read = std::from_chars(text.data(), text.data() + text.size(), index); read.ec != std::errc())
    return Trouble(WrongField{"index"});
  return picture_reply(means.center.attachment(*c, index));
}

/// What was a duplicate until two others looked again.
Reply taken_back_list(const DeskMeans& means, Call& call) {
  const auto all = means.center.journal().read([&](store::Queries& q) { return taken_back(q, 10000); });
  if (!all) return Trouble(api::failure_of(all.error(), "ganda"));
  json items = json::array();
  for (const auto& one : *all) {
    const auto c = means.center.application(one.application, scope_of(call));
    if (!c) continue;  // of another region
    const auto* registration = c->last("registration");
    items.push_back({{"number", one.application.get()},
                     {"name", json::parse(registration->body).value("name", std::string())},
                     {"nik_tail", tail(c->nik)},
                     {"office", c->office().text()},
                     {"taken_back", one.time.iso8601()}});
  }
  return Answer(page_of(call, items));
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
        for (const auto& line : *due) {
          items.push_back({{"number", line.application.get()},
                           {"candidates", line.candidates},
                           {"since", line.since.iso8601()},
                           {"disputed", line.disputed}});
          // Whose it is, is for who settles it alone.
          if (line.disputed) items.back().update({{"name", line.name}, {"office", line.office}});
        }
        return Answer(page_of(call, items));
      });
  add(Method::Get, "/api/contests/{number}", bench, "Satu kasus; skor, biodata, riwayat kandidat sesudah kesan pertama",
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
  add(Method::Post, "/api/contests/{number}/preparation", bench, "Menyiapkan gambar pertama kasus yang akan dibuka",
      [](const DeskMeans& m, Call& call) -> Reply {
        if (const auto ok = m.bench.prepare(number_of(call), call.officer()); !ok) return Trouble(ok.error());
        return Answer(json{{"state", "prepared"}});
      });
  add(Method::Post, "/api/contests/{number}/impression", {Role::Adjudicator},
      "Mencatat kesan pertama tentang satu kandidat", [](const DeskMeans& m, Call& call) -> Reply {
        const auto impression = issuance::judgement_of(call.text("impression"));
        if (!impression) call.note_wrong("impression");
        const auto candidate = call.text("candidate");
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        const auto ok = m.bench.impress(number_of(call), ApplicationNumber(candidate), *impression, call.officer());
        if (!ok) return Trouble(ok.error());
        return Answer(json{{"state", "recorded"}});
      });
  add(Method::Post, "/api/contests/{number}/judgement", {Role::Adjudicator},
      "Mencatat pendapat satu petugas, untuk setiap kandidat", [](const DeskMeans& m, Call& call) -> Reply {
        const auto said = said_in(call);
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        if (const auto ok = m.bench.may_judge(number_of(call), call.officer(), said.each); !ok)
          return Trouble(ok.error());
        const auto state = m.center.judge(number_of(call), officer_of(call), *said.judgement, said.reason, said.each);
        if (!state) return Trouble(state.error());
        // The same for the first and the second: what became of it would tell one of the other.
        return Answer(json{{"state", "recorded"}});
      });
  add(Method::Post, "/api/contests/{number}/supervisor", {Role::Supervisor}, "Memutuskan beda pendapat",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto said = said_in(call);
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        if (const auto ok = m.bench.may_judge(number_of(call), call.officer(), said.each); !ok)
          return Trouble(ok.error());
        return state_reply(
            m.center.judge_as_supervisor(number_of(call), officer_of(call), *said.judgement, said.reason, said.each));
      });
  add(Method::Get, "/api/clarifications", bench, "Klarifikasi yang belum diputuskan", clarifications);
  add(Method::Post, "/api/clarifications/{number}/question", bench, "Bertanya kepada tempat pelayanan; days 1-30", ask);
  add(Method::Get, "/api/clarifications/{number}/attachments/{index}", bench, "Gambar lampiran jawaban", attachment);
  add(Method::Post, "/api/clarifications/{number}/outcome", bench, "Memutuskan klarifikasi", decide_clarification);
  add(Method::Get, "/api/duplicates", bench, "Permohonan ganda, dan siapa yang minta ditinjau", duplicates);
  add(Method::Get, "/api/duplicates/taken-back", bench, "Putusan ganda yang dibatalkan dua petugas lain",
      taken_back_list);
  // Two persons: the second confirms in a session of his own, at his own screen, once he has looked himself. A second
  // password typed at the first one's browser would be known there, and proves a finger on a keyboard, not a look.
  add(Method::Post, "/api/duplicates/{number}/reversal", bench, "Minta atau menguatkan pembatalan putusan ganda",
      [](const DeskMeans& m, Call& call) -> Reply {
        const auto reason = call.text("reason");
        if (reason.size() > 2000) call.note_wrong("reason");
        if (!call.wrong_field().empty()) return Trouble(WrongField{call.wrong_field()});
        if (const auto ok = m.bench.may_see(number_of(call), call.officer()); !ok) return Trouble(ok.error());
        const auto done = m.center.ask_or_confirm_reversal(number_of(call), reason, officer_of(call));
        if (!done) return Trouble(done.error());
        return Answer(
            json{{"state", done->state}, {"asked_by", done->asked_by.empty() ? json(nullptr) : json(done->asked_by)}});
      });
}

}  // namespace ktpel::center::detail
