// SPDX-License-Identifier: Apache-2.0
#include "demo/scenario.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "api/store_failure.h"
#include "base/phrase.h"
#include "base/random.h"
#include "biometric/finger/extract.h"
#include "biometric/finger/match.h"
#include "biometric/synth/finger.h"
#include "biometric/synth/portrait.h"
#include "biometric/synth/signature.h"
#include "card/chip/chip.h"
#include "card/lds/file_id.h"
#include "card/trust/signing_keys.h"
#include "center/service.h"
#include "demo/residents.h"
#include "device/reader/reader.h"
#include "device/reader/virtual_readers.h"
#include "line/remote_center.h"
#include "office/chip_fingers.h"
#include "office/failure.h"
#include "office/line_files.h"
#include "office/office.h"

namespace ktpel::demo {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;
using biometric::FingerPosition;
using biometric::GreyImage;
template <class T>
using Result = base::Result<T, Failure>;

// Which impression serves what (the words of --fingers).
constexpr int recorded_impression = 1, second_application_impression = 2, pickup_impression = 3;
constexpr int reader_count = 4;       // in turn: the driver needs a second between two cards in one reader
constexpr int verification_from = 4;  // 1e: other presses than those compared later, where there are any

const issuance::Officer service("petugas.pelayanan"), operating("petugas.operator"),
    administrator("administrator.dinas"), first_adjudicator("ajudikator.satu"), second_adjudicator("ajudikator.dua"),
    supervisor("supervisor");

std::string decibel(double db) { return std::to_string(std::lround(db)) + " dB"; }

Failure failure_of(device::VirtualReaderError error) {
  switch (error) {
    case device::VirtualReaderError::NotInstalled:
      return {FailureCode::Demo_ReaderNotInstalled};
    case device::VirtualReaderError::NamespaceNotAllowed:
      return {FailureCode::Demo_NamespaceNotAllowed};
    case device::VirtualReaderError::DidNotStart:
    case device::VirtualReaderError::AlreadyRunning:
      break;
  }
  return {FailureCode::Demo_ReaderServiceFailed};
}

office::Profile profile() {
  return {.site = journal::SiteId::of("dinas-9901"),
          .letterhead = {.province = "Khayal",
                         .district = "Kabupaten Contoh",
                         .subdistrict = "Uji",
                         .address = "Jl. Contoh No. 1, Misal",
                         .place = "Misal"},
          .place = "Kantor Kecamatan Uji",
          .head = {.name = "DRS. CONTOH PEJABAT", .nip = "", .duty = "Camat Uji"},
          .service = {.name = "PELAYAN UJI", .nip = "", .duty = "Petugas Pelayanan"},
          .operator_ = {.name = "OPERATOR UJI", .nip = "", .duty = "Petugas Operator"}};
}

class Play {
 public:
  Play(const Options& options, const FingerSource& fingers, const base::Clock& clock, const Listener& listener)
      : options_(options), fingers_(fingers), clock_(clock), listener_(listener) {}

  Result<Outcome> run() {
    outcome_.folder = options_.folder;
    if (const auto ok = found(); !ok) return ok.error();
    const std::size_t people = fingers_.persons();
    for (std::size_t i = 0; i < people; ++i)
      people_.push_back({.who = invent_resident(options_.seed, static_cast<int>(i)), .story = {}, .report = {}});

    for (std::size_t i = 0; i < people; ++i)
      if (const auto ok = enter(i); !ok) return ok.error();
    for (std::size_t i = 0; i < people; ++i)
      if ((options_.every_case || i == 0) &&
          people_[i].story.final_state == "Unique")  // only who was recorded can come again
        if (const auto ok = come_again(i); !ok) return ok.error();
    for (std::size_t i = 0; i < people; ++i) {
      if (people_[i].story.final_state == "Unique")
        if (const auto ok = collect(i); !ok) return ok.error();
      ++outcome_.issued.made;
      outcome_.issued.right += people_[i].story.as_expected();
    }
    // What the office did last is sent as well.
    if (const auto ok = office_->synchronise(*line_); !ok) return ok.error();
    std::vector<Story> firsts;
    for (auto& p : people_) firsts.push_back(std::move(p.story));
    outcome_.stories.insert(outcome_.stories.begin(), firsts.begin(), firsts.end());
    return std::move(outcome_);
  }

 private:
  struct Person {
    registry::NewResident who;
    Story story;
    office::RecordingReport report;
  };

  /// The office comes to its line as any other does: invited, applied, approved.
  Result<base::Done> enrol(const std::filesystem::path& folder) {
    const auto who = profile();
    const journal::Actor administrator("administrator");
    const auto url = "https://127.0.0.1:" + std::to_string(service_->port());
    const auto code = center_->invite(who.site, "99", administrator);
    if (!code) return code.error();
    if (const auto ok = office::apply_for_line(folder, who.site, url, *code, clock_); !ok) return ok.error();
    if (const auto ok = center_->approve(who.site, administrator); !ok) return ok.error();
    const auto fetched = office::fetch_line(folder, who.site, url, *code);
    if (!fetched) return fetched.error();
    auto line = office::open_line(folder);
    if (!line) return line.error();
    auto office = office::Office::open(folder, who, clock_, std::move(line->center));
    if (!office) return office.error();
    office_ = std::move(*office);
    line_ = std::make_unique<line::RemoteCenter>(std::move(line->plan));
    return base::Done{};
  }

  /// Center, office, keys and readers.
  Result<base::Done> found() {
    for (const char* part : {"chips", "templates", "pki"})
      if (const auto ok = base::make_folder(options_.folder / part); !ok)
        return api::failure_of(ok.error(), (options_.folder / part).string());
    auto center = center::Center::open(options_.folder / "pusat", clock_);
    if (!center) return center.error();
    center_ = std::move(*center);
    auto service = center::Service::start(*center_, {.uploads = options_.folder / "pusat" / "uploads"}, clock_);
    if (!service) return service.error();
    service_ = std::move(*service);
    if (const auto ok = enrol(options_.folder / "dinas-9901"); !ok) return ok.error();

    const auto authority = card::TestAuthority::make("ktpel", clock_.now());
    auto signer =
        std::make_shared<card::KeyedDocumentSigner>(authority.issue_signer("Dinas 9901", {.from = clock_.now()}));
    if (const auto ok = signer->save(options_.folder / "pki", "penandatangan"); !ok)
      return Failure{FailureCode::Demo_KeysNotWritten, (options_.folder / "pki").string()};
    if (const auto ok = base::write_file_durably(options_.folder / "pki" / "csca.pem", authority.certificate().pem());
        !ok)
      return api::failure_of(ok.error(), "csca.pem");
    card::TrustStore trust;
    base::check(trust.add(authority.certificate()), "an authority that its own store refuses");
    office_->use_document_signer(std::move(signer), std::move(trust));

    const auto operator_master = biometric::PersonFingers::grow(options_.seed ^ 0x0be7a70b, biometric::FingerNumber(2));
    const auto press = [=](std::uint64_t n) {
      return biometric::impression(operator_master, {}, base::SeededRandom(n)).image;
    };
    operator_press_ = press;
    if (const auto ok = office_->enrol_operator(operating, press(0)); !ok) return ok.error();

    auto readers = device::VirtualReaders::start(reader_count);
    if (!readers) return failure_of(readers.error());
    readers_ = std::move(*readers);
    return base::Done{};
  }

  /// Does a step and remembers how long it took, for tell().
  template <class Act>
  auto timed(Act&& act) {
    const auto start = std::chrono::steady_clock::now();
    auto done = act();
    last_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return done;
  }
  void tell(Story& story, SopStep step, std::string what) {
    story.steps.push_back({step, last_ms_, std::move(what)});
    outcome_.step_ms[step].push_back(last_ms_);
    listener_(story, story.steps.back());
  }
  void genuine_failed(const Story& story, const std::string& what) {
    outcome_.finger_failures.push_back(story.person + " " + what);
  }

  std::optional<GreyImage> press(std::size_t person, FingerPosition finger, int impression) const {
    return fingers_.press(person, finger, impression);
  }

  Result<base::Done> keep_templates(const Story& story, const std::map<FingerPosition, GreyImage>& pictures) {
    for (const auto& [position, picture] : pictures) {
      const auto finger = biometric::extract(picture);
      if (!finger) continue;
      const auto record = biometric::encode_minutiae_record(biometric::to_record(*finger, position));
      if (!record) continue;
      const auto path = options_.folder / "templates" /
                        (story.application + "_" + std::to_string(static_cast<int>(position)) + ".iso");
      if (const auto ok = base::write_file_durably(path, *record); !ok)
        return api::failure_of(ok.error(), path.string());
    }
    return base::Done{};
  }

  /// Registration, I.1, I.2, 1h, I.3; leaves the state after the search in story.final_state.
  Result<base::Done> apply(std::size_t person, const registry::NewResident& who, int impression, Story& story,
                           office::RecordingReport& report) {
    story.person = fingers_.label(person);
    story.name = who.name;

    const auto resident = timed([&] { return center_->register_resident(who, journal::Actor(service.get())); });
    if (!resident) return resident.error();
    story.nik = resident->nik.digits();
    tell(story, SopStep::Registration, phrase("demo.nik_issued", {{"nik", story.nik}}));

    const auto intake = timed([&] { return office_->intake(resident->nik, *line_, service); });
    if (!intake) return intake.error();
    story.application = intake->application.get();
    story.final_state = "Registered";
    tell(story, SopStep::Intake,
         phrase("demo.queue", {{"number", std::to_string(intake->queue_number)}, {"application", story.application}}));

    const auto strokes = biometric::sign(base::SeededRandom(options_.seed).branch(person + 7), who.name);
    office::Recording recording{
        .portrait = biometric::draw_portrait(base::SeededRandom(options_.seed).branch(person + 70000),
                                             who.sex == person::Sex::Female, biometric::background_of(who.born.year())),
        .signature = biometric::draw_signature(strokes, 600, 240, biometric::Dpi(300)),
        .fingers = {},
        .verification = {},
        .operator_finger = operator_press_(person + 1)};
    for (const auto position : fingers_.fingers(person)) {
      auto picture = press(person, position, impression);
      if (!picture) {  // a picture that is there but cannot be read: said, and recorded without
        genuine_failed(story, office::finger_words(position) + ": " +
                                  phrase("demo.unreadable", {{"impression", std::to_string(impression)}}));
        continue;
      }
      recording.fingers.emplace(position, std::move(*picture));
      auto& again = recording.verification[position];
      const int most = std::min(fingers_.impressions(person, position), verification_from + 2);
      for (int n = most >= verification_from ? verification_from : second_application_impression; n <= most; ++n)
        if (n != impression)
          if (auto p = press(person, position, n)) again.push_back(std::move(*p));
    }
    for (int position = 1; position <= 10; ++position)
      if (!recording.fingers.count(FingerPosition(position)))
        recording.finger_exceptions[FingerPosition(position)] = office::CaptureException::Worn;
    recording.approved_by = supervisor;
    auto recorded = timed([&] { return office_->record(intake->application, recording, operating); });
    if (!recorded && !office::is_finger_refusal(recorded.error())) return recorded.error();
    if (!recorded) {  // a genuine finger that did not pass its own check: said, not hidden
      tell(story, SopStep::Recording, api::sentence(recorded.error()));
      genuine_failed(story, api::manual(recorded.error().code).cause + " [" + recorded.error().about + "]");
      return base::Done{};
    }
    report = std::move(*recorded);
    tell(story, SopStep::Recording,
         phrase("demo.recorded", {{"fingers", std::to_string(report.quality.size())},
                                  {"kb", std::to_string(report.packet_bytes / 1024)}}));
    if (const auto ok = keep_templates(story, recording.fingers); !ok) return ok.error();

    const auto searched = timed([&]() -> Result<base::Done> {
      if (const auto sent = office_->synchronise(*line_); !sent) return sent.error();
      service_->is_idle_within(std::chrono::minutes(5));  // a packet that is late shows in the state below
      if (const auto back = office_->synchronise(*line_); !back) return back.error();
      return base::Done{};
    });
    if (!searched) return searched.error();
    const auto c = office_->find(intake->application);
    if (!c) return c.error();
    const auto* begun = c->last("search-begun");
    const std::uint64_t compared =
        begun ? nlohmann::json::parse(begun->body).value("log", std::uint64_t{1}) - 1 : 0;  // all earlier records
    story.final_state = issuance::name(c->state);
    tell(story, SopStep::Uniqueness,
         phrase("demo.searched",
                {{"state", std::string(issuance::label(c->state))}, {"records", std::to_string(compared)}}));
    return base::Done{};
  }

  /// 3b: the question reaches the counter, its answer the center, which decides.
  Result<base::Done> settle(const issuance::ApplicationNumber& number) {
    if (const auto asked = office_->synchronise(*line_); !asked) return asked.error();
    if (const auto ok = office_->answer(number, phrase("demo.answer"), service); !ok) return ok.error();
    if (const auto sent = office_->synchronise(*line_); !sent) return sent.error();
    const auto ok =
        center_->clarify(number, issuance::Clarification::Duplicate, journal::Actor(first_adjudicator.get()));
    if (!ok) return ok.error();
    return base::Done{};
  }

  Result<base::Done> enter(std::size_t i) {
    auto& p = people_[i];
    p.story.role = "first";
    p.story.expected = "Issued";
    return apply(i, p.who, recorded_impression, p.story, p.report);
  }

  /// SOP 2, 3b: the same person under another name; two adjudicators and a clarification.
  Result<base::Done> come_again(std::size_t i) {
    Story story;
    story.role = "second-application";
    story.expected = "Duplicate";
    office::RecordingReport report;
    if (const auto ok = apply(i, alias_of(people_[i].who, options_.seed, static_cast<int>(i)),
                              second_application_impression, story, report);
        !ok)
      return ok;
    ++outcome_.second_applications.made;
    const issuance::ApplicationNumber number(story.application);
    if (story.final_state == "Adjudicating") {
      const auto ended = timed([&]() -> Result<std::string> {
        const auto contests = center_->contests();
        if (!contests) return contests.error();
        std::string seen = "?";
        for (const auto& contest : *contests) {
          if (contest.application != number || contest.candidates.empty()) continue;
          const auto& best = contest.candidates.front();
          seen = phrase("demo.duplicate_of", {{"nik", std::string(best.nik.digits())},
                                              {"application", best.earlier.get()},
                                              {"db", decibel(best.score_db)}});
          outcome_.duplicate_db.push_back(best.score_db);
          // What the bench would show the two: is the candidate really the person who stands behind it?
          const auto judgement = best.earlier.get() == people_[i].story.application
                                     ? issuance::Judgement::SamePerson
                                     : issuance::Judgement::DifferentPerson;
          for (const auto& who : {first_adjudicator, second_adjudicator})
            if (const auto ok = center_->judge(number, who, judgement, phrase("demo.judged")); !ok) return ok.error();
          if (judgement == issuance::Judgement::SamePerson)
            if (const auto ok = settle(number); !ok) return ok.error();
        }
        if (const auto back = office_->synchronise(*line_); !back) return back.error();
        return seen;
      });
      if (!ended) return ended.error();
      const auto c = office_->find(number);
      if (!c) return c.error();
      story.final_state = issuance::name(c->state);
      tell(story, SopStep::Uniqueness, std::string(issuance::label(c->state)) + ": " + *ended);
    }
    outcome_.second_applications.right += story.as_expected();
    if (!story.as_expected()) genuine_failed(story, phrase("demo.second_not_found"));
    outcome_.stories.push_back(std::move(story));
    return base::Done{};
  }

  /// II.1: a fresh blank, written in the virtual reader.
  Result<issuance::BlankSerial> make_card(Story& story) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "99%07d", ++blanks_);
    const issuance::BlankSerial serial(digits);
    auto chip = card::Chip::create(chip_file(serial));
    if (!chip) return Failure{FailureCode::Demo_ChipNotWritten, chip_file(serial).string()};
    const auto report = timed([&] {
      return on_reader<office::CardReport>(*chip, [&](card::Transport& reader) {
        return office_->personalise(issuance::ApplicationNumber(story.application), reader, serial, administrator);
      });
    });
    if (!report) return report.error();
    tell(story, SopStep::Personalisation,
         phrase(
             "demo.personalised",
             {{"serial", serial.get()}, {"chip", report->card.chip.get()}, {"apdus", std::to_string(report->apdus)}}));
    if (const auto ok = office_->call(issuance::ApplicationNumber(story.application), service); !ok) return ok.error();
    return serial;
  }

  std::filesystem::path chip_file(const issuance::BlankSerial& serial) const {
    return options_.folder / "chips" / (serial.get() + ".chip");
  }

  template <class T, class Act>
  Result<T> on_reader(card::Chip& chip, Act&& act) {
    const int at = next_reader_++ % reader_count;
    if (!readers_->reader(at).insert(chip)) return Failure{FailureCode::Demo_CardNotInserted, readers_->name(at)};
    Result<T> done = [&]() -> Result<T> {
      const auto reader = device::PcscReader::open(readers_->name(at), std::chrono::seconds(10));
      if (!reader) return Failure{FailureCode::Demo_ReaderNotOpened, readers_->name(at)};
      return act(**reader);
    }();
    readers_->reader(at).remove();
    return done;
  }

  Result<office::PickUp> try_pick_up(Story& story, const issuance::BlankSerial& serial,
                                     const office::PresentFinger& present) {
    auto chip = card::Chip::open(chip_file(serial));
    if (!chip) return Failure{FailureCode::Demo_ChipNotRead, chip_file(serial).string()};
    const auto result = timed([&] {
      return on_reader<office::PickUp>(*chip, [&](card::Transport& reader) {
        return office_->pick_up(issuance::ApplicationNumber(story.application), reader, present, operating);
      });
    });
    if (!result) return result.error();
    std::string scores;
    for (const auto& [position, db] : result->best_db)
      scores += (scores.empty() ? "" : ", ") + office::finger_words(position) + " " + decibel(db) +
                (result->attempts.at(position) > 1
                     ? " (" + phrase("demo.presses", {{"count", std::to_string(result->attempts.at(position))}}) + ")"
                     : "");
    tell(story, SopStep::PickUp,
         std::string(card::label(result->word)) + " " + std::to_string(static_cast<int>(result->verdict)) + " " +
             std::string(card::label(result->verdict)) + (scores.empty() ? "" : " (" + scores + ")"));
    return result;
  }

  /// P2: up to the ministry, and back to personalisation.
  Result<base::Done> go_up_and_back(Story& story) {
    const issuance::ApplicationNumber number(story.application);
    const auto returned = timed([&]() -> Result<base::Done> {
      for (int rung = 0; rung < 2; ++rung)  // to the Dinas, and on to the province
        if (const auto ok = office_->send_up(number, service); !ok) return ok.error();
      if (const auto ok = office_->synchronise(*line_); !ok) return ok.error();
      if (const auto ok = center_->send_up(number, journal::Actor("provinsi")); !ok) return ok.error();
      if (const auto ok =
              center_->find_on_return(number, issuance::Reopen::AtPersonalisation, journal::Actor("kementerian"));
          !ok)
        return ok.error();
      if (const auto ok = office_->synchronise(*line_); !ok) return ok.error();
      return base::Done{};
    });
    if (!returned) return returned.error();
    tell(story, SopStep::Return, phrase("demo.returned"));
    return base::Done{};
  }

  /// II.1 to II.3, with the bad cases before the good one.
  Result<base::Done> collect(std::size_t i) {
    auto& story = people_[i].story;
    const issuance::ApplicationNumber number(story.application);
    const std::size_t other = (i + 1) % people_.size();
    auto serial = make_card(story);
    if (!serial) return serial.error();

    if ((options_.every_case || i == 1 || people_.size() == 1) && people_.size() > 1) {  // somebody else's fingers
      ++outcome_.swapped_pickups.made;
      const auto result =
          try_pick_up(story, *serial, [&](FingerPosition finger, int attempt) -> std::optional<GreyImage> {
            const auto has = fingers_.fingers(other);
            const auto shown = std::find(has.begin(), has.end(), finger) != has.end()
                                   ? finger
                                   : has[static_cast<std::size_t>(attempt) % has.size()];
            return press(other, shown, pickup_impression + attempt);
          });
      if (!result) return result.error();
      const bool refused = result->word == card::Word::failed && result->verdict >= card::Verdict::right_finger_differs;
      outcome_.swapped_pickups.right += refused;
      if (!refused) return stop(story, number);
      if (const auto ok = go_up_and_back(story); !ok) return ok;
      serial = make_card(story);
      if (!serial) return serial.error();
    }

    if (i == 2 || (people_.size() <= 2 && i == 0)) {  // a chip that somebody changed
      ++outcome_.altered_chips.made;
      {
        auto chip = card::Chip::open(chip_file(*serial));
        if (!chip) return Failure{FailureCode::Demo_ChipNotAltered, chip_file(*serial).string()};
        base::check(chip->inject_flip(card::file::dg11, 40, 0x01), "DG11 is shorter than any name");
      }
      const auto result = try_pick_up(story, *serial, [&](FingerPosition finger, int attempt) {
        return press(i, finger, pickup_impression + attempt);
      });
      if (!result) return result.error();
      const bool refused =
          result->word == card::Word::failed && result->verdict == card::Verdict::data_group_hash_differs;
      outcome_.altered_chips.right += refused;
      if (!refused) return stop(story, number);
      if (const auto ok = go_up_and_back(story); !ok) return ok;
      serial = make_card(story);
      if (!serial) return serial.error();
    }

    const auto result = try_pick_up(story, *serial, [&](FingerPosition finger, int attempt) {
      return press(i, finger, pickup_impression + attempt);
    });
    if (!result) return result.error();
    for (const auto& [position, db] : result->best_db) {
      outcome_.genuine_db.push_back(db);
      if (db < biometric::kDefaultThreshold.get())
        genuine_failed(story, office::finger_words(position) + ": " + decibel(db));
    }
    if (result->word == card::Word::succeeded) {
      const auto strokes = biometric::sign(base::SeededRandom(options_.seed).branch(i + 7), story.name);
      const auto receipt = timed([&] {
        return office_->hand_over(number, biometric::draw_signature(strokes, 600, 240, biometric::Dpi(300)), service);
      });
      if (!receipt) return receipt.error();
      tell(story, SopStep::HandOver, phrase("demo.handed_over", {{"receipt", receipt->filename().string()}}));
    }
    return stop(story, number);
  }

  Result<base::Done> stop(Story& story, const issuance::ApplicationNumber& number) {
    const auto c = office_->find(number);
    if (!c) return c.error();
    story.final_state = issuance::name(c->state);
    return base::Done{};
  }

  const Options& options_;
  const FingerSource& fingers_;
  const base::Clock& clock_;
  const Listener& listener_;
  std::unique_ptr<center::Center> center_;
  std::unique_ptr<center::Service> service_;
  std::unique_ptr<office::Office> office_;
  std::unique_ptr<line::RemoteCenter> line_;
  std::unique_ptr<device::VirtualReaders> readers_;
  std::function<GreyImage(std::uint64_t)> operator_press_;
  std::vector<Person> people_;
  Outcome outcome_;
  double last_ms_ = 0;
  int blanks_ = 0, next_reader_ = 0;
};

}  // namespace

StepFacts facts(SopStep step) {
  switch (step) {
    case SopStep::Registration:
      return {"P1", 0};
    case SopStep::Intake:
      return {"I.1", 120};
    case SopStep::Recording:
      return {"I.2", 240};
    case SopStep::Uniqueness:
      return {"I.3", 86400};
    case SopStep::Personalisation:
      return {"II.1", 240};
    case SopStep::PickUp:
      return {"II.2", 120};
    case SopStep::HandOver:
      return {"II.3", 60};
    case SopStep::Return:
      break;
  }
  return {"P2", 0};
}

std::string words(SopStep step) {
  static constexpr const char* keys[] = {"demo.step_registration", "demo.step_intake",          "demo.step_recording",
                                         "demo.step_uniqueness",   "demo.step_personalisation", "demo.step_pickup",
                                         "demo.step_handover",     "demo.step_return"};
  return phrase(keys[static_cast<int>(step)]);
}

bool Outcome::right() const {
  const auto all = [](const Count& c) { return c.right == c.made; };
  return issued.made > 0 && all(issued) && all(second_applications) && all(swapped_pickups) && all(altered_chips);
}

base::Result<Outcome, Failure> run(const Options& options, const FingerSource& fingers, const base::Clock& clock,
                                   const Listener& listener) {
  return Play(options, fingers, clock, listener).run();
}

}  // namespace ktpel::demo
