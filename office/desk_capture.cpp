// SPDX-License-Identifier: Apache-2.0
// I.2, 1a-1h: the recording, step by step; what is taken stays taken.
#include <algorithm>

#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/finger/quality.h"
#include "biometric/image/codec.h"
#include "office/capture.h"
#include "office/chip_fingers.h"
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using base::Done;
using biometric::FingerPosition;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles operators{Role::Operator};
const Roles who_looks{Role::Operator, Role::Supervisor};
constexpr std::size_t longest_words = 200;

json to_json(const std::optional<Capture::Facts::PutAside>& aside) {
  if (!aside) return nullptr;
  return {{"why", Capture::name(aside->why)}, {"words", aside->words}, {"at", aside->at.iso8601()}, {"by", aside->by}};
}

json to_json(const Capture& capture) {
  const auto& facts = capture.facts();
  json exceptions = json::object(), parts = json::array();
  for (const auto& [part, why] : facts.exceptions) exceptions[part] = name(why);
  for (const auto& part : capture.parts()) parts.push_back(part);
  return {{"began", facts.began.iso8601()},
          {"biodata_confirmed", facts.biodata_confirmed},
          {"statement_read", facts.statement_read},
          {"exceptions", exceptions},
          {"approved_by", facts.approved_by ? facts.approved_by->get() : std::string()},
          {"approved_too", facts.approved_too ? facts.approved_too->get() : std::string()},
          {"needs_approval", capture.needs_approval()},
          {"mark", facts.thumb ? "thumb" : "cross"},
          {"witness",
           {{"name", facts.witness.name}, {"identity", facts.witness.identity}, {"relation", facts.witness.relation}}},
          {"aside", to_json(facts.aside)},
          {"recapture", facts.recapture ? json(issuance::name(*facts.recapture)) : json(nullptr)},
          {"parts", parts}};
}

/// A recording that nobody has begun, or that is over: the same words, and nothing in them.
json nothing_begun() {
  return {{"began", nullptr},
          {"biodata_confirmed", false},
          {"statement_read", false},
          {"exceptions", json::object()},
          {"approved_by", ""},
          {"approved_too", ""},
          {"needs_approval", false},
          {"mark", "cross"},
          {"witness", {{"name", ""}, {"identity", ""}, {"relation", ""}}},
          {"aside", nullptr},
          {"recapture", nullptr},
          {"parts", json::array()}};
}

std::string finger_part(FingerPosition finger) { return "finger-" + std::to_string(static_cast<int>(finger)); }

/// The fingers that were taken before, as far as they can be read.
Outcome<std::map<FingerPosition, biometric::FingerTemplate>> fingers_of(const Capture& capture) {
  std::map<FingerPosition, biometric::FingerTemplate> fingers;
  for (int position = 1; position <= 10; ++position) {
    const auto bytes = capture.get(finger_part(static_cast<FingerPosition>(position)));
    if (!bytes) return bytes.error();
    if (!*bytes) continue;
    const auto image = biometric::decode_grey(**bytes);
    if (!image) continue;
    if (auto finger = biometric::extract(*image)) fingers.emplace(static_cast<FingerPosition>(position), *finger);
  }
  return fingers;
}

/// The finger that "verify-2-1" or "operator" is a press of.
FingerPosition finger_of(const std::string& part) {
  return part == "operator" ? FingerPosition::RightIndex : static_cast<FingerPosition>(std::stoi(part.substr(7)));
}

bool agrees(const biometric::FingerTemplate& press, const biometric::FingerTemplate& recorded) {
  const auto score = biometric::match(biometric::Probe(press), biometric::Candidate(recorded));
  return score && *score >= biometric::kDefaultThreshold;
}

/// What a device gave.
template <class T>
using Taking = base::Result<T, desk::Trouble>;

struct Taken {
  FingerPosition finger;
  int quality;  ///< 0..100; 0: cannot be read
  std::vector<std::string> reasons;
};

json to_json(const Taken& taken) {
  return {{"finger", static_cast<int>(taken.finger)},
          {"words", finger_words(taken.finger)},
          {"quality", taken.quality},
          {"reasons", taken.reasons}};
}

}  // namespace

std::string_view name(FingerGroup group) {
  constexpr std::string_view names[] = {"right-four", "left-four", "thumbs"};
  return names[static_cast<int>(group)];
}

std::optional<FingerGroup> finger_group_of(std::string_view text) {
  for (const auto group : {FingerGroup::RightFour, FingerGroup::LeftFour, FingerGroup::Thumbs})
    if (name(group) == text) return group;
  return std::nullopt;
}

Outcome<Officer> Service::second_person(Call& call, const Roles& roles) const {
  const auto name = call.text("name"), password = call.text("password");
  if (!call.wrong_field().empty()) return Officer(name);
  const auto who = parts_.accounts.check(name, base::Secret(base::Bytes(password.begin(), password.end())));
  if (!who || !*who || name == call.officer().name || !desk::may_call(roles, (*who)->roles))
    return Failure{FailureCode::Capture_ApprovalRefused, name};
  return Officer(name);
}

std::vector<desk::Route> Service::capture_routes() {
  // Looks at the capture of the application that the path names as far as it was begun; it is begun by one route alone.
  const auto look = [this](auto&& doing) {
    return [this, doing](Call& call) -> Reply {
      const std::scoped_lock lock(acts_);
      const auto c = parts_.office.find(application_of(call));
      if (!c) return trouble(c.error());
      auto capture = Capture::find(parts_.office.folder(), application_of(call), parts_.office.sealing_key());
      if (!capture) return trouble(capture.error());
      return doing(call, *capture);
    };
  };
  // The same of one that was begun, and answers with how it stands afterwards.
  const auto on = [look, not_begun = [](Call& call) -> Reply {
    return trouble({FailureCode::Capture_NotBegun, call.part("number")});
  }](auto&& doing) {
    return look([doing, not_begun](Call& call, std::optional<Capture>& capture) -> Reply {
      return capture ? Reply(doing(call, *capture)) : not_begun(call);
    });
  };
  // A device is waited for before the others are kept waiting; one device at a time.
  const auto with_device = [this, on](auto&& take, auto&& keep) {
    return [this, on, take, keep](Call& call) -> Reply {
      auto taken = [&] {
        const std::scoped_lock lock(devices_);
        return take(call);
      }();
      if (!taken) return taken.error();
      return on([&](Call& same, Capture& capture) -> Reply { return keep(same, capture, *taken); })(call);
    };
  };
  const auto keep_picture = [](Capture& capture, const std::string& part, base::ByteView bytes) -> Outcome<Done> {
    const bool readable = part == "portrait" || part.starts_with("proof-") ? bool(biometric::decode_colour(bytes))
                                                                           : bool(biometric::decode_grey(bytes));
    if (!readable) return Failure{FailureCode::Capture_PictureUnreadable, part};
    return capture.put(part, bytes);
  };
  // 1c: no finger twice, and none of the operator's; then they are kept, a better press in place of a worse one.
  const auto keep_fingers = [this](Call& call, Capture& capture,
                                   const std::map<FingerPosition, biometric::GreyImage>& pictures) -> Reply {
    std::map<FingerPosition, biometric::FingerTemplate> taken;
    std::vector<Taken> told;
    for (const auto& [position, picture] : pictures) {
      const auto finger = biometric::extract(picture);
      Taken one{position, 0, {}};
      if (finger) {
        const auto report = biometric::assess(picture, *finger);
        one.quality = report.score;
        for (const auto reason : report.reasons) one.reasons.emplace_back(biometric::name_of(reason));
        taken.emplace(position, *finger);
      }
      told.push_back(std::move(one));
    }
    auto before = fingers_of(capture);
    if (!before) return trouble(before.error());
    const auto* operators_finger = parts_.office.operator_template(officer_of(call));
    if (const auto fault = sequence_fault(taken, *before, operators_finger)) {
      if (fault->kind == SequenceFault::Kind::OperatorsFinger)
        return trouble({FailureCode::Capture_OperatorsFinger, finger_words(fault->finger)});
      if (fault->kind == SequenceFault::Kind::OtherHand)
        return trouble({FailureCode::Capture_OtherHand, finger_words(fault->finger)});
      return trouble(
          {FailureCode::Capture_SameFingerTwice, finger_words(fault->finger) + ", " + finger_words(fault->other)});
    }
    // What lay there before was another hand: nothing of it is kept beside this one.
    const bool another_hand = std::count_if(taken.begin(), taken.end(), [&](const auto& one) {
                                const auto earlier = before->find(one.first);
                                return earlier != before->end() && !agrees(one.second, earlier->second);
                              }) >= 2;
    json fingers = json::array();
    for (const auto& one : told) {
      const auto earlier = before->find(one.finger);
      const bool better =
          another_hand || earlier == before->end() || one.quality >= biometric::quality(earlier->second);
      if (better)
        if (const auto ok = capture.put(finger_part(one.finger), biometric::encode_png(pictures.at(one.finger))); !ok)
          return trouble(ok.error());
      auto line = to_json(one);
      line["kept"] = better;
      fingers.push_back(std::move(line));
    }
    return done({{"fingers", fingers}, {"capture", to_json(capture)}});
  };

  return {
      {Method::Post, "/api/applications/{number}/capture", operators, "Memulai atau melanjutkan perekaman (I.2)",
       [this](Call& call) -> Reply {
         const std::scoped_lock lock(acts_);
         const auto c = parts_.office.find(application_of(call));
         if (!c) return trouble(c.error());
         if (!Office::is_at_capture(*c)) return trouble({FailureCode::Capture_NotAtCapture, call.part("number")});
         auto capture =
             Capture::open(parts_.office.folder(), application_of(call), parts_.office.sealing_key(), parts_.clock);
         if (!capture) return trouble(capture.error());
         auto facts = capture->facts();
         facts.aside.reset();
         facts.by = call.officer().name;
         if (const auto ok = capture->set_facts(facts); !ok) return trouble(ok.error());
         return done(to_json(*capture));
       }},
      {Method::Get, "/api/applications/{number}/capture", who_looks,
       "Keadaan perekaman; began null bila belum dimulai atau sudah selesai",
       look([](Call&, std::optional<Capture>& capture) -> Reply {
         return done(capture ? to_json(*capture) : nothing_begun());
       })},
      {Method::Get, "/api/captures", who_looks, "Perekaman yang sedang berjalan atau ditunda di kantor ini",
       [this](Call&) -> Reply {
         const std::scoped_lock lock(acts_);
         std::vector<std::pair<base::Time, json>> found;
         for (const auto& number : Capture::begun(parts_.office.folder())) {
           const auto c = parts_.office.find(number);
           if (!c || !Office::is_at_capture(*c)) continue;  // over: nothing of it is kept for long
           const auto capture = Capture::find(parts_.office.folder(), number, parts_.office.sealing_key());
           if (!capture || !*capture) continue;  // its own page says what is wrong with it
           const auto& facts = (*capture)->facts();
           if (!facts.biodata_confirmed && (*capture)->parts().empty() && !facts.aside) continue;  // only opened
           auto told = to_json(**capture);
           told["number"] = number.get();
           told["name"] = biodata_of(*c).name;
           told["nik"] = c->nik.digits();
           told["lane"] = issuance::name(c->basis.lane);
           told["queue_number"] = json::parse(c->history.front().body).value("queue_number", 0);
           const bool reuses = issuance::reuses_recording(c->basis.kind) && !facts.recapture &&
                               std::holds_alternative<issuance::Registered>(c->state);
           told["step"] = (*capture)->step(parts_.office.profile().has_iris_scanner, reuses);
           told["steps"] = reuses ? 4 : 8;
           told["by"] = facts.by;
           found.emplace_back(facts.began, std::move(told));
         }
         std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
         json items = json::array();
         for (auto& [began, told] : found) items.push_back(std::move(told));
         return done({{"items", items}});
       }},
      {Method::Post, "/api/applications/{number}/capture/aside", operators,
       "Menunda perekaman dengan alasan: alat, jalur, penduduk, berkas, lain",
       on([this](Call& call, Capture& capture) -> Reply {
         const auto why = Capture::aside_of(call.text("reason"));
         const auto words = call.text_or("words", "");
         if (!why) call.note_wrong("reason");
         if (words.size() > longest_words || (why == Capture::Aside::Other && words.empty())) call.note_wrong("words");
         if (!call.wrong_field().empty()) return wrong(call);
         auto facts = capture.facts();
         facts.aside = {*why, words, parts_.clock.now(), call.officer().name};
         if (const auto ok = capture.set_facts(facts); !ok) return trouble(ok.error());
         feed_.publish("changed", "capture-aside");
         return done(to_json(capture));
       })},
      {Method::Post, "/api/applications/{number}/capture/discard", who_looks,
       "Membuang perekaman yang belum disahkan: alasan, dan orang kedua di meja yang sama; satu dari keduanya "
       "supervisor",
       on([this](Call& call, Capture& capture) -> Reply {
         const auto reason = call.text("reason");
         if (reason.empty() || reason.size() > longest_words) call.note_wrong("reason");
         const auto second =
             second_person(call, call.officer().roles.count(Role::Supervisor) ? who_looks : Roles{Role::Supervisor});
         if (!call.wrong_field().empty()) return wrong(call);
         if (!second) return trouble(second.error());
         const auto parts = capture.parts().size();
         if (const auto ok =
                 parts_.office.note_discarded(application_of(call), parts, reason, officer_of(call), *second);
             !ok)
           return trouble(ok.error());
         if (const auto ok = capture.discard(); !ok) return trouble(ok.error());
         changed("capture-discarded");
         return done();
       })},
      {Method::Put, "/api/applications/{number}/capture/facts", operators,
       "Biodata dibacakan, pernyataan dibacakan, pengecualian, alasan perekaman ulang",
       on([](Call& call, Capture& capture) -> Reply {
         auto facts = capture.facts();
         facts.biodata_confirmed = call.flag_or("biodata_confirmed", facts.biodata_confirmed);
         facts.statement_read = call.flag_or("statement_read", facts.statement_read);
         if (const auto why = call.text_or("recapture", ""); !why.empty()) {
           facts.recapture = issuance::recapture_of(why);
           if (!facts.recapture) call.note_wrong("recapture");
         }
         if (const auto found = call.body().find("exceptions"); found != call.body().end()) {
           std::map<std::string, CaptureException> exceptions;
           for (const auto& [part, why] : found->items()) {
             const auto known = why.is_string() ? capture_exception_of(why.get<std::string>()) : std::nullopt;
             if (!known || !Capture::is_part(part)) call.note_wrong("exceptions");
             if (known) exceptions.emplace(part, *known);
           }
           if (exceptions != facts.exceptions) {  // another list needs another approval
             facts.approved_by.reset();
             facts.approved_too.reset();
           }
           facts.exceptions = std::move(exceptions);
         }
         if (const auto mark = call.text_or("mark", ""); !mark.empty()) {
           facts.thumb = mark == "thumb";
           if (mark != "thumb" && mark != "cross") call.note_wrong("mark");
         }
         if (const auto found = call.body().find("witness"); found != call.body().end()) {
           const auto text = [&](const char* field) {
             const auto one = found->is_object() ? found->find(field) : found->end();
             if (!found->is_object() || one == found->end() || !one->is_string() ||
                 one->get<std::string>().size() > Witness::longest) {
               call.note_wrong("witness");
               return std::string();
             }
             return one->get<std::string>();
           };
           facts.witness = {text("name"), text("identity"), text("relation")};
         }
         facts.by = call.officer().name;
         if (!call.wrong_field().empty()) return wrong(call);
         if (const auto ok = capture.set_facts(facts); !ok) return trouble(ok.error());
         return done(to_json(capture));
       })},
      {Method::Post, "/api/applications/{number}/capture/approval", who_looks,
       "Supervisor menyetujui pengecualian: di meja operator dengan nama dan kata sandinya, atau dari layarnya "
       "sendiri; "
       "dengan kurang dari dua jari dua supervisor",
       on([this](Call& call, Capture& capture) -> Reply {
         const bool own = !call.body().contains("name") && call.officer().roles.count(Role::Supervisor) &&
                          capture.facts().by != call.officer().name;
         const auto who = own ? Outcome<Officer>(officer_of(call)) : second_person(call, Roles{Role::Supervisor});
         if (!call.wrong_field().empty()) return wrong(call);
         if (!who) return trouble(who.error());
         auto facts = capture.facts();
         if (facts.approved_by && capture.needs_two_approvals() && *facts.approved_by != *who)
           facts.approved_too = *who;
         else
           facts.approved_by = *who;
         if (const auto ok = capture.set_facts(facts); !ok) return trouble(ok.error());
         feed_.publish("changed", "capture-approved");
         return done(to_json(capture));
       })},
      {Method::Put, "/api/applications/{number}/capture/parts/{part}", operators,
       "Menyimpan satu bagian: gambar pasfoto, tanda tangan, jari, iris, jari petugas",
       on([keep_picture, keep_fingers](Call& call, Capture& capture) -> Reply {
         const auto& part = call.part("part");
         if (!Capture::is_part(part)) return trouble({FailureCode::Capture_NoSuchPart, part});
         const auto& bytes = call.request().body;
         if (part.starts_with("finger-")) {
           auto picture = biometric::decode_grey(bytes);
           if (!picture) return trouble({FailureCode::Capture_FingerUnreadable, part});
           std::map<FingerPosition, biometric::GreyImage> one;
           one.emplace(static_cast<FingerPosition>(std::stoi(part.substr(7))), std::move(*picture));
           return keep_fingers(call, capture, one);
         }
         if (const auto ok = keep_picture(capture, part, bytes); !ok) return trouble(ok.error());
         return done(to_json(capture));
       }),
       true},
      {Method::Get, "/api/applications/{number}/capture/parts/{part}", who_looks,
       "Gambar satu bagian; supervisor melihat foto bukti pengecualian saja",
       on([](Call& call, Capture& capture) -> Reply {
         if (!call.officer().roles.count(Role::Operator) && !call.part("part").starts_with("proof-"))
           return desk::Answer(json::object(), 404);
         const auto bytes = capture.get(call.part("part"));
         if (!bytes) return trouble(bytes.error());
         if (!*bytes || !Capture::is_part(call.part("part"))) return desk::Answer(json::object(), 404);
         return desk::Answer(http::answer(200, "image/png", **bytes));
       })},
      {Method::Delete, "/api/applications/{number}/capture/parts/{part}", operators, "Mengulangi satu bagian",
       on([](Call& call, Capture& capture) -> Reply {
         if (!Capture::is_part(call.part("part"))) return desk::Answer(json::object(), 404);
         if (const auto ok = capture.remove(call.part("part")); !ok) return trouble(ok.error());
         return done(to_json(capture));
       })},
      {Method::Post, "/api/applications/{number}/capture/fingers/{group}", operators,
       "Merekam empat jari kanan, empat jari kiri, atau dua ibu jari dengan pemindai (1c)",
       with_device(
           [this](Call& call) -> Taking<std::map<FingerPosition, biometric::GreyImage>> {
             const auto group = finger_group_of(call.part("group"));
             if (!group) return desk::Trouble(desk::WrongField{"group"});
             if (!parts_.devices.take_fingers) return desk::Trouble(no_device("take_fingers"));
             auto pictures = parts_.devices.take_fingers(*group);
             if (!pictures) return desk::Trouble(pictures.error());
             if (pictures->empty()) return desk::Trouble(Failure{FailureCode::Capture_NobodyOnTheGlass});
             return std::move(*pictures);
           },
           keep_fingers)},
      {Method::Post, "/api/applications/{number}/capture/press/{part}", operators,
       "Satu jari dengan pemindai: verify-2-1 (1e) atau operator (1g)",
       with_device(
           [this](Call& call) -> Taking<biometric::GreyImage> {
             const auto& part = call.part("part");
             if (!Capture::is_part(part) || !(part == "operator" || part.starts_with("verify-")))
               return desk::Trouble(desk::WrongField{"part"});
             if (!parts_.devices.take_finger) return desk::Trouble(no_device("take_finger"));
             auto press = parts_.devices.take_finger(finger_of(part));
             if (!press) return desk::Trouble(press.error());
             return std::move(*press);
           },
           [this](Call& call, Capture& capture, const biometric::GreyImage& press) -> Reply {
             const auto& part = call.part("part");
             const auto finger = biometric::extract(press);
             json reasons = json::array();
             if (finger)
               for (const auto reason : biometric::assess(press, *finger).reasons)
                 reasons.push_back(biometric::name_of(reason));
             // What it is compared with when the recording is signed off, said while the resident still sits there.
             std::optional<biometric::FingerTemplate> recorded;
             if (part == "operator") {
               if (const auto* known = parts_.office.operator_template(officer_of(call))) recorded = *known;
             } else {
               const auto before = fingers_of(capture);
               if (!before) return trouble(before.error());
               if (const auto found = before->find(finger_of(part)); found != before->end()) recorded = found->second;
             }
             // A press that differs from the recording is of no use later, and would look like a step that is done.
             const bool differs = recorded && !(finger && agrees(*finger, *recorded));
             if (!differs || part == "operator")
               if (const auto ok = capture.put(part, biometric::encode_png(press)); !ok) return trouble(ok.error());
             auto told = to_json(capture);
             told["reasons"] = reasons;
             told["agrees"] = recorded ? json(!differs) : json(nullptr);
             return done(told);
           })},
      {Method::Post, "/api/applications/{number}/capture/irises", operators, "Merekam kedua iris dengan alat (1d)",
       with_device(
           [this](Call&) -> Taking<std::map<Eye, biometric::GreyImage>> {
             if (!parts_.devices.take_irises) return desk::Trouble(no_device("take_irises"));
             auto irises = parts_.devices.take_irises();
             if (!irises) return desk::Trouble(irises.error());
             return std::move(*irises);
           },
           [](Call&, Capture& capture, const std::map<Eye, biometric::GreyImage>& irises) -> Reply {
             for (const auto& [eye, picture] : irises)
               if (const auto ok =
                       capture.put(eye == Eye::Right ? "iris-right" : "iris-left", biometric::encode_png(picture));
                   !ok)
                 return trouble(ok.error());
             return done(to_json(capture));
           })},
      {Method::Post, "/api/applications/{number}/capture/portrait", operators, "Mengambil pasfoto dengan kamera (1a)",
       with_device(
           [this](Call&) -> Taking<biometric::ColourImage> {
             if (!parts_.devices.take_portrait) return desk::Trouble(no_device("take_portrait"));
             auto portrait = parts_.devices.take_portrait();
             if (!portrait) return desk::Trouble(portrait.error());
             return std::move(*portrait);
           },
           [](Call&, Capture& capture, const biometric::ColourImage& portrait) -> Reply {
             if (const auto ok = capture.put("portrait", biometric::encode_png(portrait)); !ok)
               return trouble(ok.error());
             return done(to_json(capture));
           })},
      {Method::Post, "/api/applications/{number}/capture/proof/{of}", operators,
       "Foto bukti pengecualian dengan kamera: right-hand, left-hand, atau eyes (1c, 1d)",
       with_device(
           [this](Call& call) -> Taking<biometric::ColourImage> {
             if (!proof_of(call.part("of"))) return desk::Trouble(desk::WrongField{"of"});
             if (!parts_.devices.take_portrait) return desk::Trouble(no_device("take_portrait"));
             auto picture = parts_.devices.take_portrait();
             if (!picture) return desk::Trouble(picture.error());
             return std::move(*picture);
           },
           [](Call& call, Capture& capture, const biometric::ColourImage& picture) -> Reply {
             const auto part = Capture::part_of(*proof_of(call.part("of")));
             if (const auto ok = capture.put(part, biometric::encode_png(picture)); !ok) return trouble(ok.error());
             return done(to_json(capture));
           })},
      {Method::Post, "/api/applications/{number}/capture/finish", operators,
       "Mengesahkan perekaman: disegel untuk pusat data (1g, 1h)", on([this](Call& call, Capture& capture) -> Reply {
         const auto recording = capture.recording();
         if (!recording) return trouble(recording.error());
         const auto report = parts_.office.record(application_of(call), *recording, officer_of(call));
         if (!report) return trouble(report.error());
         if (const auto ok = capture.discard(); !ok) return trouble(ok.error());
         changed("recorded");
         json quality = json::object(), verified = json::object();
         for (const auto& [finger, q] : report->quality) quality[std::to_string(static_cast<int>(finger))] = q;
         for (const auto& [finger, db] : report->verification_db)
           verified[std::to_string(static_cast<int>(finger))] = db;
         return done({{"number", call.part("number")},
                      {"quality", quality},
                      {"verification_db", verified},
                      {"packet_bytes", report->packet_bytes},
                      {"statement", report->statement.filename().string()},
                      {"summons", report->summons.filename().string()}});
       })},
      {Method::Post, "/api/applications/{number}/capture/present", operators,
       "Mengirim satu jari untuk dicocokkan dengan rekaman lama (rusak, hilang, pindah, perubahan data)",
       on([this](Call& call, Capture& capture) -> Reply {
         const auto presentation = capture.presentation();
         if (!presentation) return trouble(presentation.error());
         const auto report = parts_.office.present(application_of(call), *presentation, officer_of(call));
         if (!report) return trouble(report.error());
         if (const auto ok = capture.discard(); !ok) return trouble(ok.error());
         changed("presented");
         return done({{"number", call.part("number")},
                      {"packet_bytes", report->packet_bytes},
                      {"statement", report->statement.filename().string()}});
       })}};
}

}  // namespace ktpel::office
