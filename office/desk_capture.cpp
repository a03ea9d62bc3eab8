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
          {"recapture", facts.recapture ? json(issuance::name(*facts.recapture)) : json(nullptr)},
          {"parts", parts}};
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

std::vector<desk::Route> Service::capture_routes() {
  // Opens the capture of the application that the path names, and answers with how it stands afterwards.
  const auto on = [this](auto&& doing) {
    return [this, doing](Call& call) -> Reply {
      const std::scoped_lock lock(acts_);
      const auto c = parts_.office.find(application_of(call));
      if (!c) return trouble(c.error());
      auto capture =
          Capture::open(parts_.office.folder(), application_of(call), parts_.office.sealing_key(), parts_.clock);
      if (!capture) return trouble(capture.error());
      return doing(call, *capture);
    };
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
    const bool readable =
        part == "portrait" ? bool(biometric::decode_colour(bytes)) : bool(biometric::decode_grey(bytes));
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
      return trouble(
          {FailureCode::Capture_SameFingerTwice, finger_words(fault->finger) + ", " + finger_words(fault->other)});
    }
    json fingers = json::array();
    for (const auto& one : told) {
      const auto earlier = before->find(one.finger);
      const bool better = earlier == before->end() || one.quality >= biometric::quality(earlier->second);
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
       on([](Call&, Capture& capture) -> Reply { return done(to_json(capture)); })},
      {Method::Get, "/api/applications/{number}/capture", operators, "Keadaan perekaman",
       on([](Call&, Capture& capture) -> Reply { return done(to_json(capture)); })},
      {Method::Delete, "/api/applications/{number}/capture", Roles{Role::Supervisor},
       "Membuang perekaman yang belum disahkan", on([this](Call&, Capture& capture) -> Reply {
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
           if (exceptions != facts.exceptions) facts.approved_by.reset();  // another list needs another approval
           facts.exceptions = std::move(exceptions);
         }
         if (!call.wrong_field().empty()) return wrong(call);
         if (const auto ok = capture.set_facts(facts); !ok) return trouble(ok.error());
         return done(to_json(capture));
       })},
      {Method::Post, "/api/applications/{number}/capture/approval", operators,
       "Supervisor menyetujui pengecualian di meja operator: nama dan kata sandinya",
       on([this](Call& call, Capture& capture) -> Reply {
         const auto name = call.text("name"), password = call.text("password");
         if (!call.wrong_field().empty()) return wrong(call);
         const auto who = parts_.accounts.check(name, base::Secret(base::Bytes(password.begin(), password.end())));
         if (!who || !*who || !(*who)->roles.count(Role::Supervisor) || name == call.officer().name)
           return trouble({FailureCode::Capture_ApprovalRefused, name});
         auto facts = capture.facts();
         facts.approved_by = Officer(name);
         if (const auto ok = capture.set_facts(facts); !ok) return trouble(ok.error());
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
      {Method::Get, "/api/applications/{number}/capture/parts/{part}", operators, "Gambar satu bagian",
       on([](Call& call, Capture& capture) -> Reply {
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
             if (const auto ok = capture.put(part, biometric::encode_png(press)); !ok) return trouble(ok.error());
             auto told = to_json(capture);
             const auto finger = biometric::extract(press);
             json reasons = json::array();
             if (finger)
               for (const auto reason : biometric::assess(press, *finger).reasons)
                 reasons.push_back(biometric::name_of(reason));
             told["reasons"] = reasons;
             // What it is compared with when the recording is signed off, said while the resident still sits there.
             std::optional<biometric::FingerTemplate> recorded;
             if (part == "operator") {
               if (const auto* known = parts_.office.operator_template(officer_of(call))) recorded = *known;
             } else {
               const auto before = fingers_of(capture);
               if (!before) return trouble(before.error());
               if (const auto found = before->find(finger_of(part)); found != before->end()) recorded = found->second;
             }
             told["agrees"] = recorded ? json(finger && agrees(*finger, *recorded)) : json(nullptr);
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
