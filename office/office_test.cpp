// SPDX-License-Identifier: Apache-2.0
#include "office/office.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "base/key_files.h"
#include "biometric/image/codec.h"
#include "biometric/synth/finger.h"
#include "biometric/synth/portrait.h"
#include "card/chip/chip.h"
#include "card/lds/file_id.h"
#include "card/personalise/personalise.h"
#include "card/verify/verify.h"
#include "center/service.h"
#include "identity/site_authority.h"
#include "line/remote_center.h"
#include "office/chip_fingers.h"
#include "office/failure.h"
#include "office/line_files.h"
#include "store/backup.h"
#include "store/private_server.h"
#include "store/verify.h"

// Goal: nobody gets a card who should not, nothing acknowledged is lost, and each refusal has its code.
// Method: a center and an office in one folder, grown fingers, a chip in this process; then lines are cut,
// cards torn, disks filled and wrong fingers shown.
namespace ktpel::office {
namespace {

using biometric::FingerPosition;
using biometric::GreyImage;

const Officer clerk("petugas"), operating("operator"), admin("administrator"), judge_one("satu"), judge_two("dua");
constexpr FingerPosition both[] = {FingerPosition::RightIndex, FingerPosition::LeftIndex};

/// A line that breaks at the n-th call: before it arrives, or after it arrived but before the answer.
class CutLine final : public api::Exchange {
 public:
  CutLine(api::Exchange& center, int cut_at, bool answer_lost)
      : center_(center), left_(cut_at), answer_lost_(answer_lost) {}
  bool was_cut() const { return left_ < 0; }
  base::Result<std::optional<journal::Checkpoint>, api::ExchangeError> standing() override {
    return pass<std::optional<journal::Checkpoint>>([&] { return center_.standing(); });
  }
  base::Result<std::vector<base::Digest>, api::ExchangeError> missing_blobs(
      const std::vector<base::Digest>& wanted) override {
    return pass<std::vector<base::Digest>>([&] { return center_.missing_blobs(wanted); });
  }
  base::Result<base::Done, api::ExchangeError> put_blob(base::ByteView bytes) override {
    return pass<base::Done>([&] { return center_.put_blob(bytes); });
  }
  base::Result<journal::Checkpoint, api::ExchangeError> push(const std::vector<journal::Entry>& entries) override {
    return pass<journal::Checkpoint>([&] { return center_.push(entries); });
  }
  base::Result<std::vector<journal::Entry>, api::ExchangeError> pull(journal::Sequence after,
                                                                     std::size_t limit) override {
    return pass<std::vector<journal::Entry>>([&] { return center_.pull(after, limit); });
  }
  base::Result<base::Bytes, api::ExchangeError> get_blob(const base::Digest& digest) override {
    return pass<base::Bytes>([&] { return center_.get_blob(digest); });
  }
  base::Result<std::optional<api::FoundResident>, api::ExchangeError> find_resident(
      const person::Nik& nik, const journal::Actor& asks) override {
    return pass<std::optional<api::FoundResident>>([&] { return center_.find_resident(nik, asks); });
  }
  base::Result<api::FoundResidents, api::ExchangeError> find_residents(const api::ResidentQuery& query,
                                                                       const journal::Actor& asks) override {
    return pass<api::FoundResidents>([&] { return center_.find_residents(query, asks); });
  }
  base::Result<api::ObligedResidents, api::ExchangeError> find_obliged(const api::ObligedQuery& query,
                                                                       const journal::Actor& asks) override {
    return pass<api::ObligedResidents>([&] { return center_.find_obliged(query, asks); });
  }
  base::Result<std::vector<api::Village>, api::ExchangeError> villages() override {
    return pass<std::vector<api::Village>>([&] { return center_.villages(); });
  }

 private:
  template <class T, class Call>
  base::Result<T, api::ExchangeError> pass(Call call) {
    if (left_-- != 0) return call();
    if (answer_lost_) (void)call();
    return api::ExchangeError::LineDown;
  }
  api::Exchange& center_;
  int left_;
  bool answer_lost_;
};

class Offices : public testing::Test {
 protected:
  static GreyImage press(int person, FingerPosition finger, int n) {
    static std::map<std::pair<int, int>, biometric::FingerMaster> masters;
    const std::pair key(person, static_cast<int>(finger));
    auto found = masters.find(key);
    if (found == masters.end())
      found = masters
                  .emplace(key, biometric::PersonFingers::grow(static_cast<std::uint64_t>(person) + 40,
                                                               biometric::FingerNumber(key.second)))
                  .first;
    return biometric::impression(found->second, {},
                                 base::SeededRandom(static_cast<std::uint64_t>(person * 10000 + key.second * 100 + n)))
        .image;
  }

  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-office-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    open_center();
    open_office();
    ASSERT_TRUE(center->enrol_office(office->identity(), office->sealing_certificate(), "9901"));
    ASSERT_TRUE(office->enrol_operator(operating, press(99, FingerPosition::RightIndex, 0)));
  }
  void TearDown() override {
    office.reset();
    line.reset();
    center.reset();
    std::filesystem::remove_all(folder);
  }
  virtual void open_center() {
    line.reset();
    center.reset();
    auto opened = center::Center::open(folder / "pusat", clock);
    ASSERT_TRUE(opened) << api::sentence(opened.error());
    center = std::move(*opened);
    line = center->counter_for(journal::SiteId::of("dinas-9901"));
  }
  void open_office(const char* name = "dinas") {
    office.reset();
    Profile profile{.site = journal::SiteId::of("dinas-9901"),
                    .letterhead = {.province = "Khayal",
                                   .district = "Kabupaten Contoh",
                                   .subdistrict = "Uji",
                                   .address = "Jl. Contoh 1",
                                   .place = "Misal"},
                    .place = "Kantor Kecamatan Uji",
                    .head = {.name = "PEJABAT UJI", .nip = "", .duty = "Camat Uji"},
                    .service = {.name = "PELAYAN UJI", .nip = "", .duty = "Petugas Pelayanan"},
                    .operator_ = {.name = "OPERATOR UJI", .nip = "", .duty = "Petugas Operator"}};
    auto opened = Office::open(folder / name, profile, office_clock,
                               {{center::Center::site(), center->public_key()}, center->sealing_certificate()});
    ASSERT_TRUE(opened) << api::sentence(opened.error());
    office = std::move(*opened);
    card::TrustStore trust;
    ASSERT_TRUE(trust.add(authority().certificate()));
    office->use_document_signer(
        std::make_shared<card::KeyedDocumentSigner>(authority().issue_signer("uji", {.from = start})), trust);
  }
  static const card::TestAuthority& authority() {
    static const auto made = card::TestAuthority::make("uji", start);
    return made;
  }
  person::Nik resident(const char* name, int year = 1990) {
    const auto who = center->register_resident({.family_card = "9901010101200001",
                                                .name = name,
                                                .birthplace = "MISAL",
                                                .born = *person::Date::of(year, 8, 5),
                                                .sex = person::Sex::Male,
                                                .address = {.street = "JL. CONTOH",
                                                            .rt = 1,
                                                            .rw = 2,
                                                            .area = "990101",
                                                            .village_code = "2001",
                                                            .village = "Umpama",
                                                            .subdistrict = "Uji",
                                                            .district = "Kabupaten Contoh",
                                                            .province = "Khayal"},
                                                .religion = person::Religion::Islam,
                                                .marital = person::MaritalStatus::BelumKawin,
                                                .occupation = "PETANI"},
                                               journal::Actor(clerk.get()));
    return who.value().nik;
  }
  static Recording recording_of(int person, int first_press = 1) {
    static const auto portrait = biometric::draw_portrait(base::SeededRandom(1), false, biometric::Background::Blue);
    Recording r{.portrait = portrait,
                .signature = GreyImage(300, 120, biometric::Dpi(300)),
                .fingers = {},
                .verification = {},
                .operator_finger = press(99, FingerPosition::RightIndex, 1)};
    for (const auto finger : both) {
      r.fingers.emplace(finger, press(person, finger, first_press));
      r.verification[finger] = {press(person, finger, first_press + 1), press(person, finger, first_press + 2)};
    }
    for (int position = 1; position <= 10; ++position)
      if (!r.fingers.count(FingerPosition(position)))
        r.finger_exceptions[FingerPosition(position)] = CaptureException::Bandaged;
    r.approved_by = Officer("supervisor");
    r.proofs = {{Proof::RightHand, portrait}, {Proof::LeftHand, portrait}};
    return r;
  }
  std::string state(const ApplicationNumber& number) const {
    return std::string(issuance::name(office->find(number).value().state));
  }
  ApplicationNumber take_in(const person::Nik& nik) { return office->intake(nik, *line, clerk).value().application; }
  /// Nobody has these fingers, and two supervisors saw it.
  static Recording without_fingers(Recording recording) {
    recording.fingers.clear();
    recording.verification.clear();
    for (int position = 1; position <= 10; ++position)
      recording.finger_exceptions[FingerPosition(position)] = CaptureException::Missing;
    recording.approved_too = Officer("supervisor-dua");
    return recording;
  }
  /// Up to the decision of the search.
  ApplicationNumber recorded(const char* name, int person, int first_press = 1) {
    return recorded(name, recording_of(person, first_press));
  }
  ApplicationNumber recorded(const char* name, const Recording& recording) {
    const auto number = take_in(resident(name));
    const auto report = office->record(number, recording, operating);
    EXPECT_TRUE(report) << api::sentence(report.error());
    EXPECT_TRUE(office->synchronise(*line));
    EXPECT_TRUE(center->work());
    EXPECT_TRUE(office->synchronise(*line));
    return number;
  }
  /// With a card, called to collect it.
  ApplicationNumber called(const char* name, int person, card::Chip& chip, const char* serial) {
    const auto number = recorded(name, person);
    card::ChipTransport reader(chip);
    const auto card = office->personalise(number, reader, issuance::BlankSerial(serial), admin);
    EXPECT_TRUE(card) << api::sentence(card.error());
    EXPECT_TRUE(office->call(number, clerk));
    return number;
  }
  PresentFinger fingers_of(int person) const {
    return [=](FingerPosition finger, int attempt) { return std::optional(press(person, finger, 20 + attempt)); };
  }

  static constexpr base::Time start{1796000000000};  // 2026-11-29
  std::filesystem::path folder;
  base::TickingClock clock{start};
  base::TickingClock office_clock{start};
  std::unique_ptr<center::Center> center;
  std::unique_ptr<api::Exchange> line;
  std::unique_ptr<Office> office;
};

TEST_F(Offices, TheWholeWay) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  EXPECT_EQ(state(number), "Called");
  card::ChipTransport reader(chip);
  const auto pick_up = office->pick_up(number, reader, fingers_of(1), operating);
  ASSERT_TRUE(pick_up) << api::sentence(pick_up.error());
  EXPECT_EQ(pick_up->word, card::Word::succeeded);
  EXPECT_EQ(pick_up->best_db.size(), 2u);
  const auto receipt = office->hand_over(number, GreyImage(300, 120, biometric::Dpi(300)), clerk);
  ASSERT_TRUE(receipt) << api::sentence(receipt.error());
  EXPECT_EQ(state(number), "Issued");
  EXPECT_TRUE(std::filesystem::exists(*receipt));
  EXPECT_TRUE(std::filesystem::exists(pick_up->summons));
  EXPECT_EQ(office->hand_over(number, GreyImage(300, 120, biometric::Dpi(300)), clerk).error().code,
            api::FailureCode::Office_NotInThisState);
  // The office cannot open what it recorded: only the center's key does.
  const auto c = office->find(number).value();
  const auto sealed =
      const_cast<store::JournalStore&>(office->journal()).blobs().get(c.last("recorded")->blobs.front()).value();
  const auto own = base::site_sealing_key(folder / "dinas", "", start).value();
  EXPECT_FALSE(own.open(sealed));
}

// 6e: the card that was verified, to the person who was, on the day.
TEST_F(Offices, AnotherCardOrAnOldVerificationIsNotHandedOver) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  ASSERT_TRUE(office->pick_up(number, reader, fingers_of(1), operating));
  const GreyImage signature(300, 120, biometric::Dpi(300));
  const auto other = office->hand_over(number, signature, clerk, documents::NoOldCard{},
                                       {.scanned = issuance::BlankSerial("990000002")});
  EXPECT_EQ(other.error().code, api::FailureCode::Handover_OtherCard);
  office_clock.tick_ms(Office::verified_ms + 1000);
  const Handover scanned{.scanned = issuance::BlankSerial("990000001")};
  EXPECT_EQ(office->hand_over(number, signature, clerk, documents::NoOldCard{}, scanned).error().code,
            api::FailureCode::Handover_VerifiedTooLongAgo);
  EXPECT_EQ(state(number), "Verified");
  // Verified once more it may; the receipt of who cannot sign names the witness.
  ASSERT_TRUE(office->pick_up(number, reader, fingers_of(1), operating));
  EXPECT_EQ(state(number), "Verified");
  const auto receipt = office->hand_over(number, std::nullopt, clerk, documents::NoOldCard{},
                                         {.scanned = scanned.scanned, .witness = "SAKSI UJI"});
  ASSERT_TRUE(receipt) << api::sentence(receipt.error());
  EXPECT_EQ(nlohmann::json::parse(office->find(number).value().last("handed-over")->body).at("witness"), "SAKSI UJI");
}

// Other fingers on the second day: the first day's berhasil is worth nothing any more.
TEST_F(Offices, AVerificationOnceMoreCanFail) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  ASSERT_TRUE(office->pick_up(number, reader, fingers_of(1), operating));
  const auto again = office->pick_up(number, reader, fingers_of(2), operating);
  ASSERT_TRUE(again) << api::sentence(again.error());
  EXPECT_EQ(again->word, card::Word::failed);
  EXPECT_EQ(state(number), "Failed");
}

TEST_F(Offices, IntakeRefusesWithACode) {
  EXPECT_EQ(office->intake(person::Nik::parse("9901014508680009").value(), *line, clerk).error().code,
            api::FailureCode::Intake_NotInRegistry);
  EXPECT_EQ(office->intake(resident("MUDA", 2015), *line, clerk).error().code, api::FailureCode::Intake_NotObliged);
  const auto nik = resident("BUDI");
  take_in(nik);
  EXPECT_EQ(office->intake(nik, *line, clerk).error().code, api::FailureCode::Intake_AlreadyRecorded);
  CutLine cut(*line, 0, false);
  EXPECT_EQ(office->intake(resident("AGUS"), cut, clerk).error().code, api::FailureCode::Line_Down);
}

TEST_F(Offices, RecordingRefusesWrongAndBlankFingersAndWritesNothing) {
  const auto number = take_in(resident("BUDI"));
  const auto before = office->journal().head(journal::SiteId::of("dinas-9901")).value();
  auto r = recording_of(1);
  r.verification = recording_of(2).verification;
  EXPECT_EQ(office->record(number, r, operating).error().code, api::FailureCode::Capture_VerificationFailed);
  r = recording_of(1);
  r.operator_finger = press(1, FingerPosition::RightIndex, 1);
  EXPECT_EQ(office->record(number, r, operating).error().code, api::FailureCode::Capture_OperatorFingerDiffers);
  EXPECT_EQ(office->record(number, recording_of(1), Officer("siapa")).error().code,
            api::FailureCode::Capture_OperatorUnknown);
  r = recording_of(1);
  for (auto& [position, picture] : r.fingers) picture = GreyImage(320, 400, biometric::Dpi(500));
  EXPECT_EQ(office->record(number, r, operating).error().code, api::FailureCode::Capture_TooFewFingers);
  EXPECT_EQ(office->journal().head(journal::SiteId::of("dinas-9901")).value(), before);
  EXPECT_EQ(state(number), "Registered");
}

TEST_F(Offices, ACutLineCostsARepetitionAndNothingElse) {
  for (const bool answer_lost : {false, true}) {
    const auto number = take_in(resident(answer_lost ? "AGUS" : "BUDI"));
    ASSERT_TRUE(office->record(number, recording_of(answer_lost ? 2 : 1), operating));
    int cuts = 0;
    for (int at = 0;; ++at) {
      CutLine cut(*line, at, answer_lost);
      const auto sent = office->synchronise(cut);
      if (sent) break;
      EXPECT_EQ(sent.error().code, api::FailureCode::Line_Down);
      ++cuts;
      ASSERT_LT(cuts, 50);
    }
    EXPECT_GE(cuts, 3);
    ASSERT_TRUE(center->work());
    for (int at = 0;; ++at) {
      CutLine cut(*line, at, answer_lost);
      if (office->synchronise(cut)) break;
      ASSERT_LT(at, 50);
    }
    EXPECT_EQ(state(number), "Unique");
  }
  const auto at_center = center->journal().head(journal::SiteId::of("dinas-9901")).value();
  EXPECT_EQ(at_center, office->journal().head(journal::SiteId::of("dinas-9901")).value());
}

// A cut between the journal and the folder of the steps; the next start ends what the last one began.
TEST_F(Offices, StepsOfARecordingThatIsSignedOffAreGoneAfterACut) {
  const auto done = recorded("BUDI", 1);
  const auto begun = take_in(resident("HENDRA"));
  office.reset();
  for (const auto& application : {done, begun}) {
    const auto steps = folder / "dinas" / "captures" / application.get();
    std::filesystem::create_directories(steps);
    std::ofstream(steps / "portrait.sealed") << "x";
  }
  open_office();
  EXPECT_FALSE(std::filesystem::exists(folder / "dinas" / "captures" / done.get()));
  EXPECT_TRUE(std::filesystem::exists(folder / "dinas" / "captures" / begun.get() / "portrait.sealed"));
}

TEST_F(Offices, WhoComesAgainIsDuplicateAfterTwoJudgements) {
  const auto first = recorded("BUDI", 1);
  EXPECT_EQ(state(first), "Unique");
  open_center();  // the gallery is rebuilt from the packets
  const auto second = recorded("HENDRA", 1, 10);
  EXPECT_EQ(state(second), "Adjudicating");
  const auto contests = center->contests().value();
  ASSERT_EQ(contests.size(), 1u);
  EXPECT_EQ(contests[0].name, "HENDRA");
  ASSERT_EQ(contests[0].candidates.size(), 1u);
  EXPECT_EQ(contests[0].candidates[0].earlier, first);
  EXPECT_TRUE(center->judge(second, judge_one, issuance::Judgement::SamePerson));
  EXPECT_EQ(center->judge(second, judge_one, issuance::Judgement::SamePerson).error().code,
            api::FailureCode::Center_SameOfficerTwice);
  EXPECT_EQ(center->judge(second, judge_two, issuance::Judgement::SamePerson).value(), "Clarifying");
  // The counter answers, does not hear that it is done, and answers again: it is one answer. Another one is another.
  ASSERT_TRUE(office->synchronise(*line));
  const auto answers = [&] {
    const auto c = office->find(second).value();
    return std::count_if(c.history.begin(), c.history.end(), [](const auto& e) { return e.kind == "answered"; });
  };
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(office->answer(second, "KK terlampir", admin));
  EXPECT_EQ(answers(), 1);
  EXPECT_TRUE(office->answer(second, "KK dan akta terlampir", admin));
  EXPECT_EQ(answers(), 2);
  // Asked again in its own words, it sends the papers, which the center alone opens.
  ASSERT_TRUE(office->synchronise(*line));
  ASSERT_TRUE(center->ask(second, "Lampirkan KK.", {clock.now().ms + 3 * 24 * 3600000LL}, journal::Actor("petugas")));
  ASSERT_TRUE(office->synchronise(*line));
  const auto page = [](int width) {
    return biometric::encode_png(biometric::GreyImage(width, 200, biometric::Dpi(300), 240));
  };
  const auto letters = docket::correspondence(office->find(second).value());
  ASSERT_TRUE(letters && letters->question());
  EXPECT_EQ(letters->question()->text, "Lampirkan KK.");
  const auto card = office->keep_scan({page(150), page(160)}).value();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(office->answer(second, "KK terlampir", admin, {{"KK", card}}));
  EXPECT_EQ(answers(), 3);
  const auto text = std::string("%PDF-1.4\n%%EOF\n");
  const auto pdf = office->keep_scan({base::Bytes(text.begin(), text.end())}).value();
  EXPECT_EQ(office->answer(second, "PDF", admin, {{"KK", pdf}}).error().code,
            api::FailureCode::Answer_AttachmentNotPicture);
  auto large = page(150);
  large.resize(Office::largest_paper + 1);
  EXPECT_EQ(office->answer(second, "besar", admin, {{"KK", office->keep_scan({large}).value()}}).error().code,
            api::FailureCode::Answer_AttachmentTooLarge);
  EXPECT_EQ(office->answer(second, "hilang", admin, {{"KK", base::sha256("x")}}).error().code,
            api::FailureCode::Scan_NoSuchPage);
  ASSERT_TRUE(office->synchronise(*line));
  const auto there = center->application(second).value();
  EXPECT_EQ(biometric::decode_colour(center->attachment(there, 1).value()).value().width(), 160);
  EXPECT_EQ(center->attachment(there, 2).error().code, api::FailureCode::Clarification_NoSuchAttachment);
  EXPECT_EQ(center->clarify(second, issuance::Clarification::Duplicate, journal::Actor("petugas"), true).value(),
            "Duplicate");
  ASSERT_TRUE(office->synchronise(*line));
  EXPECT_EQ(state(second), "Duplicate");
  auto chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  EXPECT_EQ(office->personalise(second, reader, issuance::BlankSerial("990000001"), admin).error().code,
            api::FailureCode::Office_NotInThisState);
  EXPECT_EQ(center->judge(second, judge_two, issuance::Judgement::DifferentPerson).error().code,
            api::FailureCode::Center_NotInThisState);
}

// A resident without hands: people decide instead of the search, and look at the face instead of the fingers.
TEST_F(Offices, WithoutFingersPeopleDecideAndTheFaceOpensTheWay) {
  recorded("AGUS", 1);  // somebody with fingers is nobody to compare with
  const auto number = recorded("BUDI", without_fingers(recording_of(2)));
  EXPECT_EQ(state(number), "Adjudicating");
  EXPECT_TRUE(center->contests().value().at(0).candidates.empty());
  EXPECT_FALSE(center->judge(number, judge_one, issuance::Judgement::SamePerson));
  ASSERT_TRUE(center->judge(number, judge_one, issuance::Judgement::DifferentPerson));
  EXPECT_EQ(center->judge(number, judge_two, issuance::Judgement::DifferentPerson).value(), "Unique");
  ASSERT_TRUE(office->synchronise(*line));
  auto chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  ASSERT_TRUE(office->personalise(number, reader, issuance::BlankSerial("990000001"), admin));
  ASSERT_TRUE(office->call(number, clerk));
  EXPECT_EQ(office->read_chip(number, reader, operating).value().fingers, 0u);
  const auto nobody = [](FingerPosition, int) -> std::optional<GreyImage> {
    ADD_FAILURE() << "a finger is asked for that nobody has";
    return std::nullopt;
  };
  EXPECT_EQ(office->pick_up(number, reader, nobody, operating).error().code, api::FailureCode::Pickup_FaceUnchecked);
  EXPECT_EQ(office->pick_up(number, reader, nobody, operating, operating).error().code,
            api::FailureCode::Pickup_FaceUnchecked);
  EXPECT_EQ(state(number), "Called");
  const auto pick_up = office->pick_up(number, reader, nobody, operating, Officer("supervisor"));
  ASSERT_TRUE(pick_up) << api::sentence(pick_up.error());
  EXPECT_EQ(pick_up->verdict, card::Verdict::good_by_exception);
  EXPECT_EQ(state(number), "Verified");
  EXPECT_TRUE(office->hand_over(number, GreyImage(300, 120, biometric::Dpi(300)), clerk));
  // The next one without fingers, of the same sex and age, is compared with the first.
  const auto next = recorded("CAHYO", without_fingers(recording_of(3)));
  const auto contests = center->contests().value();
  ASSERT_EQ(contests.size(), 1u);
  EXPECT_EQ(contests[0].application, next);
  ASSERT_EQ(contests[0].candidates.size(), 1u);
  EXPECT_EQ(contests[0].candidates[0].earlier, number);
  EXPECT_EQ(contests[0].candidates[0].score_db, 0);
  ASSERT_TRUE(center->judge(next, judge_one, issuance::Judgement::SamePerson));
  EXPECT_EQ(center->judge(next, judge_two, issuance::Judgement::SamePerson).value(), "Clarifying");
}

TEST_F(Offices, OneFingerFindsButProvesNothing) {
  const auto first = recorded("AGUS", 1);
  auto one = without_fingers(recording_of(1, 10));
  const auto all = recording_of(1, 10);
  const auto finger = FingerPosition::RightIndex;
  one.fingers.emplace(finger, all.fingers.at(finger));
  one.verification[finger] = all.verification.at(finger);
  one.finger_exceptions.erase(finger);
  const auto again = recorded("BUDI", one);
  const auto contests = center->contests().value();
  ASSERT_EQ(contests.size(), 1u);
  EXPECT_EQ(contests[0].application, again);
  ASSERT_EQ(contests[0].candidates.size(), 1u);
  EXPECT_EQ(contests[0].candidates[0].earlier, first);
  EXPECT_GT(contests[0].candidates[0].score_db, 0);
}

// A glass that nobody cleaned is no exception, and two supervisors are asked for each that is.
TEST_F(Offices, TooFewFingersAreNoExceptionByThemselves) {
  const auto number = take_in(resident("BUDI"));
  auto recording = without_fingers(recording_of(2));
  recording.approved_too.reset();
  EXPECT_EQ(office->record(number, recording, operating).error().code, api::FailureCode::Capture_ExceptionNotApproved);
  recording = without_fingers(recording_of(2));
  recording.fingers.emplace(FingerPosition::RightIndex, GreyImage(320, 400, biometric::Dpi(500)));
  recording.finger_exceptions.erase(FingerPosition::RightIndex);
  EXPECT_EQ(office->record(number, recording, operating).error().code, api::FailureCode::Capture_TooFewFingers);
}

TEST_F(Offices, TwoJudgementsOfDifferentPersonLetPrint) {
  recorded("BUDI", 1);
  const auto second = recorded("HENDRA", 1, 10);
  EXPECT_TRUE(center->judge(second, judge_one, issuance::Judgement::DifferentPerson));
  EXPECT_EQ(center->judge(second, judge_two, issuance::Judgement::DifferentPerson).value(), "Unique");
  ASSERT_TRUE(office->synchronise(*line));
  auto chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  const auto card = office->personalise(second, reader, issuance::BlankSerial("990000001"), admin);
  EXPECT_TRUE(card) << api::sentence(card.error());
}

TEST_F(Offices, ASupervisorSettlesADispute) {
  const auto first = recorded("BUDI", 1);
  const auto second = recorded("HENDRA", 1, 10);
  EXPECT_TRUE(center->judge(second, judge_one, issuance::Judgement::SamePerson));
  EXPECT_EQ(center->judge(second, judge_two, issuance::Judgement::DifferentPerson).value(), "Disputed");
  EXPECT_EQ(center->judge_as_supervisor(second, judge_two, issuance::Judgement::SamePerson).error().code,
            api::FailureCode::Center_SameOfficerTwice);
  EXPECT_EQ(center->judge_as_supervisor(second, Officer("supervisor"), issuance::Judgement::SamePerson).value(),
            "Clarifying");
  EXPECT_EQ(center->clarify(second, issuance::Clarification::Different, journal::Actor("petugas"), true).value(),
            "Unique");
  ASSERT_TRUE(office->synchronise(*line));
  auto chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  EXPECT_TRUE(office->personalise(second, reader, issuance::BlankSerial("990000001"), admin));
}

TEST_F(Offices, ARecordingAgainIsTheSameSubjectAndNoDuplicate) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  ASSERT_EQ(office->pick_up(number, reader, fingers_of(2), operating)->word, card::Word::failed);
  for (int rung = 0; rung < 2; ++rung) ASSERT_TRUE(office->send_up(number, clerk));
  ASSERT_TRUE(office->synchronise(*line));
  ASSERT_TRUE(center->send_up(number, journal::Actor("provinsi")));
  ASSERT_TRUE(center->find_on_return(number, issuance::Reopen::AtCapture, journal::Actor("kementerian")));
  ASSERT_TRUE(office->synchronise(*line));
  EXPECT_EQ(state(number), "Registered");
  ASSERT_TRUE(office->record(number, recording_of(1, 30), operating));
  ASSERT_TRUE(office->synchronise(*line));
  open_center();  // both recordings are in the rebuilt gallery, each from its own packet
  ASSERT_TRUE(center->work());
  ASSERT_TRUE(office->synchronise(*line));
  EXPECT_EQ(state(number), "Unique");
}

TEST_F(Offices, ATornCardIsASpoiltBlankAndNoCard) {
  const auto number = recorded("BUDI", 1);
  auto torn = card::Chip::blank();
  card::ChipTransport torn_reader(torn);
  torn.inject_tear(20, true);
  const auto failed = office->personalise(number, torn_reader, issuance::BlankSerial("990000001"), admin);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, api::FailureCode::Personalise_CardLost) << api::sentence(failed.error());
  EXPECT_EQ(state(number), "Unique");
  auto fresh = card::Chip::blank();
  card::ChipTransport reader(fresh);
  EXPECT_EQ(office->personalise(number, reader, issuance::BlankSerial("990000001"), admin).error().code,
            api::FailureCode::Stock_NotInThisState);
  EXPECT_EQ(office->personalise(number, torn_reader, issuance::BlankSerial("990000002"), admin).error().code,
            api::FailureCode::Personalise_NotBlank);
  EXPECT_TRUE(office->personalise(number, reader, issuance::BlankSerial("990000003"), admin));
}

TEST_F(Offices, APowerCutWhileWritingSpoilsTheBlankAtTheNextStart) {
  const auto number = recorded("BUDI", 1);
  office.reset();
  {  // what is on disk when the lights go out after the blank was journalled
    const auto site = journal::SiteId::of("dinas-9901");
    auto journal = store::JournalStore::open(folder / "dinas", site, base::site_signing_key(folder / "dinas").value(),
                                             clock, {std::make_shared<docket::Docket>(site)});
    ASSERT_TRUE((*journal)->append({docket::draft(issuance::BlankTaken{issuance::BlankSerial("990000001")}, number,
                                                  journal::Actor("administrator"))}));
  }
  open_office();
  EXPECT_EQ(state(number), "Unique");
  EXPECT_EQ(office->find(number).value().history.back().kind, "blank-spoilt");
}

TEST_F(Offices, AFullDiskIssuesNoCardAndLosesNothing) {
  const auto number = recorded("BUDI", 1);
  auto chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit full{4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &full);
  const auto failed = office->personalise(number, reader, issuance::BlankSerial("990000001"), admin);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, api::FailureCode::Journal_DiskFull) << api::sentence(failed.error());
  EXPECT_EQ(chip.life(), card::ChipLife::Blank);  // the attempt is journalled before the chip is touched
  EXPECT_EQ(state(number), "Unique");
  EXPECT_TRUE(office->personalise(number, reader, issuance::BlankSerial("990000001"), admin));
}

TEST_F(Offices, SomebodyElsesFingersEndInGagalAndNoHandOver) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  const auto result = office->pick_up(number, reader, fingers_of(2), operating).value();
  EXPECT_EQ(result.word, card::Word::failed);
  EXPECT_EQ(result.verdict, card::Verdict::both_fingers_differ);
  EXPECT_EQ(result.attempts.at(FingerPosition::RightIndex), Office::pickup_attempts);
  EXPECT_EQ(state(number), "Failed");
  EXPECT_EQ(office->hand_over(number, GreyImage(300, 120, biometric::Dpi(300)), clerk).error().code,
            api::FailureCode::Office_NotInThisState);
  // P2: rung by rung to the ministry, which lets a new card be made; the old serial is dead.
  EXPECT_EQ(center->send_up(number, journal::Actor("provinsi")).error().code, api::FailureCode::Center_ReturnNotHere);
  for (int rung = 0; rung < 2; ++rung) ASSERT_TRUE(office->send_up(number, clerk));
  EXPECT_EQ(office->send_up(number, clerk).error().code, api::FailureCode::Return_NotHere);
  ASSERT_TRUE(office->synchronise(*line));
  ASSERT_TRUE(center->send_up(number, journal::Actor("provinsi")));
  EXPECT_EQ(center->find_on_return(number, issuance::Reopen::AtPersonalisation, journal::Actor("kementerian")).value(),
            "Unique");
  ASSERT_TRUE(office->synchronise(*line));
  EXPECT_EQ(office->personalise(number, reader, issuance::BlankSerial("990000002"), admin).error().code,
            api::FailureCode::Personalise_NotBlank);
}

/// 6c: the right index on the left's turn and the reverse is no stranger; nothing is written, and they try again.
TEST_F(Offices, SwappedFingersArePresentedAgain) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  const auto swapped = [](FingerPosition finger, int attempt) {
    const auto other = finger == FingerPosition::LeftIndex ? FingerPosition::RightIndex : FingerPosition::LeftIndex;
    return std::optional(press(1, other, 20 + attempt));
  };
  const auto result = office->pick_up(number, reader, swapped, operating).value();
  EXPECT_EQ(result.verdict, card::Verdict::fingers_swapped);
  EXPECT_EQ(result.word, card::Word::again);
  EXPECT_EQ(state(number), "Called");
  EXPECT_EQ(office->pick_up(number, reader, fingers_of(1), operating).value().word, card::Word::succeeded);
}

TEST_F(Offices, OneWrongFingerIsEnoughForGagal) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  const auto result =
      office
          ->pick_up(
              number, reader,
              [](FingerPosition finger, int attempt) {
                return std::optional(press(finger == FingerPosition::LeftIndex ? 2 : 1, finger, 20 + attempt));
              },
              operating)
          .value();
  EXPECT_EQ(result.verdict, card::Verdict::left_finger_differs);
  EXPECT_EQ(result.word, card::Word::failed);
}

TEST_F(Offices, AChipIsReadWithoutFingersAndWithoutAWord) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  card::ChipTransport reader(chip);
  const auto report = office->read_chip(number, reader, operating);
  ASSERT_TRUE(report) << api::sentence(report.error());
  EXPECT_EQ(report->verdict, card::Verdict::good);
  EXPECT_EQ(report->name, "BUDI");
  ASSERT_EQ(report->rows.size(), 8u);
  for (const auto& row : report->rows) EXPECT_EQ(row.chip, row.face) << row.label;
  EXPECT_EQ(report->rows.back().chip, "990000001");
  EXPECT_TRUE(biometric::decode_colour(report->portrait_png));
  EXPECT_EQ(state(number), "Called");
  const auto& entries = office->journal().entries(office->profile().site, journal::before_first, 1000).value();
  EXPECT_EQ(entries.back().kind, "chip-read");

  const auto other = recorded("SITI", 2);
  EXPECT_EQ(office->read_chip(other, reader, operating).error().code, api::FailureCode::Chip_NoCardYet);
  ASSERT_TRUE(chip.inject_flip(card::file::dg2, 60, 0x10));
  card::ChipTransport again(chip);
  const auto altered = office->read_chip(number, again, operating);
  ASSERT_TRUE(altered);
  EXPECT_EQ(altered->verdict, card::Verdict::data_group_hash_differs);
  EXPECT_TRUE(altered->rows.empty() && altered->nik.empty() && altered->portrait_png.empty())
      << "nothing of an altered chip is shown";
}

TEST_F(Offices, AnAlteredChipIsRefusedBeforeAnyFinger) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  ASSERT_TRUE(chip.inject_flip(card::file::dg3, 60, 0x10));
  card::ChipTransport reader(chip);
  int asked = 0;
  const auto result = office
                          ->pick_up(
                              number, reader,
                              [&](FingerPosition, int) {
                                ++asked;
                                return std::optional<GreyImage>();
                              },
                              operating)
                          .value();
  EXPECT_EQ(result.verdict, card::Verdict::data_group_hash_differs);
  EXPECT_EQ(result.data_group, 3);
  EXPECT_EQ(result.word, card::Word::failed);
  EXPECT_EQ(asked, 0);
}

// Whoever holds a signer's key could write a chip that proves itself; it is still not the one that was read back here.
TEST_F(Offices, AValidChipThatIsNotTheOneWrittenHereIsRefused) {
  auto chip = card::Chip::blank();
  const auto number = called("BUDI", 1, chip, "990000001");
  const auto can = chip.can()->duplicate();
  const auto today = *person::Date::of(2026, 11, 30);
  card::TrustStore trust;
  ASSERT_TRUE(trust.add(authority().certificate()));
  card::ChipTransport original(chip);
  const auto reading = card::read_card(original, can, &trust, today);
  ASSERT_TRUE(reading);
  const auto who = biodata_of(office->find(number).value());
  card::CardContents contents{.holder = {.nik = who.nik,
                                         .name = who.name,
                                         .birthplace = who.birthplace,
                                         .street = who.address.street,
                                         .born = who.born,
                                         .sex = who.sex},
                              .card_number = "990000001",
                              .valid_until = std::nullopt,
                              .portrait = reading->portrait,
                              .fingers = reading->fingers};
  ASSERT_EQ(contents.fingers.size(), 2u);
  std::swap(contents.fingers[0].compact, contents.fingers[1].compact);
  auto forged = card::Chip::blank();
  card::ChipTransport reader(forged);
  const auto signer = authority().issue_signer("uji", {.from = start});
  const auto written =
      card::personalise(reader, card::probe_blank(reader).value(), contents,
                        {.signer = signer, .trust = trust, .can = can, .attempt = {1}, .now = start, .today = today});
  ASSERT_TRUE(written);
  const auto result = office->pick_up(number, reader, fingers_of(1), operating).value();
  EXPECT_EQ(result.verdict, card::Verdict::contents_differ);
  EXPECT_EQ(result.word, card::Word::failed);
  EXPECT_TRUE(result.best_db.empty());
}

TEST_F(Offices, AnotherResidentsCardWritesNothing) {
  auto mine = card::Chip::blank(), other = card::Chip::blank();
  const auto number = called("BUDI", 1, mine, "990000001");
  called("AGUS", 2, other, "990000002");
  card::ChipTransport reader(other);
  const auto result = office->pick_up(number, reader, fingers_of(1), operating).value();
  EXPECT_EQ(result.word, card::Word::again);
  EXPECT_EQ(state(number), "Called");
  EXPECT_TRUE(result.best_db.empty());
}

TEST(ChipFingers, AreChosenPerHand) {
  using enum FingerPosition;
  EXPECT_EQ(choose_chip_fingers({RightThumb, RightIndex, LeftIndex, LeftThumb}), (std::vector{RightIndex, LeftIndex}));
  EXPECT_EQ(choose_chip_fingers({RightThumb, LeftRing, LeftMiddle}), (std::vector{RightThumb, LeftMiddle}));
  EXPECT_EQ(choose_chip_fingers({RightThumb, RightIndex, RightRing}), (std::vector{RightIndex, RightThumb}));
  EXPECT_EQ(choose_chip_fingers({LeftLittle}), (std::vector{LeftLittle}));
  EXPECT_TRUE(choose_chip_fingers({}).empty());
  EXPECT_EQ(chip_subtype(RightIndex), card::right_index_subtype);
  EXPECT_EQ(chip_subtype(LeftIndex), card::left_index_subtype);
  for (int i = 1; i <= 10; ++i)
    EXPECT_EQ(position_of_subtype(chip_subtype(static_cast<FingerPosition>(i))), static_cast<FingerPosition>(i));
  EXPECT_FALSE(position_of_subtype(0));
  EXPECT_FALSE(position_of_subtype(0xff));
}

// The line between machines.

// A service point without a printer, and the Dinas that makes its cards: one application, two journals.
class TwoOffices : public Offices {
 protected:
  void SetUp() override {
    Offices::SetUp();  // `office` is the Dinas
    ASSERT_TRUE(center->enrol_office(office->identity(), office->sealing_certificate(), "9901", true));
    Profile profile{.site = journal::SiteId::of("kec-990101"),
                    .letterhead = office->profile().letterhead,
                    .place = "Kantor Kecamatan Uji",
                    .head = {.name = "PEJABAT UJI", .nip = "", .duty = "Camat Uji"},
                    .service = {.name = "PELAYAN UJI", .nip = "", .duty = "Petugas Pelayanan"},
                    .operator_ = {.name = "OPERATOR UJI", .nip = "", .duty = "Petugas Operator"}};
    profile.may = {.intake = true, .capture = true, .personalise = false, .handover = true};
    auto opened = Office::open(folder / "kec", profile, clock,
                               {{center::Center::site(), center->public_key()}, center->sealing_certificate()});
    ASSERT_TRUE(opened) << api::sentence(opened.error());
    counter = std::move(*opened);
    card::TrustStore trust;
    ASSERT_TRUE(trust.add(authority().certificate()));
    counter->use_document_signer(nullptr, trust);
    ASSERT_TRUE(center->enrol_office(counter->identity(), counter->sealing_certificate(), "990101"));
    ASSERT_TRUE(counter->enrol_operator(operating, press(99, FingerPosition::RightIndex, 0)));
    counter_line = center->counter_for(profile.site);
  }
  void TearDown() override {
    counter.reset();
    counter_line.reset();
    Offices::TearDown();
  }
  void synchronise() {
    for (int turn = 0; turn < 2; ++turn) {
      ASSERT_TRUE(counter->synchronise(*counter_line));
      ASSERT_TRUE(office->synchronise(*line));
      const auto worked = center->work();
      ASSERT_TRUE(worked) << api::sentence(worked.error());
    }
    ASSERT_TRUE(counter->synchronise(*counter_line));
    ASSERT_TRUE(office->synchronise(*line));
  }
  std::string state_at(const Office& at, const ApplicationNumber& number) {
    return std::string(issuance::name(at.find(number).value().state));
  }
  /// Shipped and called for.
  issuance::ManifestNumber bring(const ApplicationNumber& number, card::Chip& chip, const char* serial) {
    card::ChipTransport reader(chip);
    const auto made = office->personalise(number, reader, issuance::BlankSerial(serial), admin);
    EXPECT_TRUE(made) << api::sentence(made.error());
    const auto shipped = office->ship({number}, "SEGEL-1", "kurir", admin);
    EXPECT_TRUE(shipped) << api::sentence(shipped.error());
    EXPECT_TRUE(std::filesystem::exists(shipped->paper));
    synchronise();
    return shipped->manifest;
  }
  std::unique_ptr<Office> counter;
  void old_card_goes_its_way(const ApplicationNumber& number);
  std::unique_ptr<api::Exchange> counter_line;
};

/// 6e: from the counter's drawer to the ash at the Dinas, with one card that is missing at first.
void TwoOffices::old_card_goes_its_way(const ApplicationNumber& number) {
  const Witnessed two{{clerk, admin}, {.name = "A", .nip = "", .duty = ""}, {.name = "B", .nip = "", .duty = ""}};
  const auto place = [](const Office& at) {
    const auto kept = at.kept_old_cards().value();
    return kept.empty() ? std::string("nowhere") : std::string(issuance::name(kept[0].place));
  };
  EXPECT_EQ(place(*counter), "kept");
  EXPECT_EQ(place(*office), "nowhere") << "it still lies at the counter";
  EXPECT_EQ(office->hand_on_old_cards({number}, two).error().code, api::FailureCode::OldCard_NotHere);
  const auto list = counter->hand_on_old_cards({number}, two);
  ASSERT_TRUE(list) << api::sentence(list.error());
  EXPECT_EQ(counter->hand_on_old_cards({number}, two).error().code, api::FailureCode::OldCard_NotHere);
  synchronise();
  EXPECT_EQ(place(*office), "on-its-way");
  EXPECT_EQ(office->receive_old_cards("DKL-?", {}, admin).error().code, api::FailureCode::OldCard_NoSuchList);
  EXPECT_EQ(office->receive_old_cards(list->number, {ApplicationNumber("kec-1")}, admin).error().code,
            api::FailureCode::OldCard_NotOnList);
  ASSERT_TRUE(office->receive_old_cards(list->number, {}, admin));
  synchronise();
  EXPECT_EQ(place(*counter), "missed") << "both sides see the difference";
  const auto photo = office->keep_scan({biometric::encode_png(GreyImage(40, 30, biometric::Dpi(300)))}).value();
  const auto destroy = [&](const base::Digest& shows) {
    return office->destroy_old_cards({number}, documents::DestructionMethod::Shredded, "", shows, two);
  };
  EXPECT_EQ(destroy(photo).error().code, api::FailureCode::OldCard_NotHere);
  ASSERT_TRUE(office->old_card_turned_up(number, admin));
  EXPECT_EQ(destroy(base::sha256("no photo")).error().code, api::FailureCode::OldCard_NoPhoto);
  const auto minutes = destroy(photo);
  ASSERT_TRUE(minutes) << api::sentence(minutes.error());
  EXPECT_TRUE(std::filesystem::exists(*minutes));
  EXPECT_EQ(destroy(photo).error().code, api::FailureCode::OldCard_NotHere) << "destroyed once";
  synchronise();
  EXPECT_EQ(place(*counter), "nowhere");
  EXPECT_EQ(place(*office), "nowhere");
}

TEST_F(TwoOffices, ACardMadeAtTheDinasIsCollectedAtTheCounter) {
  const auto nik = resident("BUDI");
  const auto number = counter->intake(nik, *counter_line, clerk).value().application;
  const auto report = counter->record(number, recording_of(1), operating);
  ASSERT_TRUE(report) << api::sentence(report.error());
  synchronise();
  EXPECT_EQ(state_at(*counter, number), "Unique");
  EXPECT_EQ(state_at(*office, number), "Unique");
  auto chip = card::Chip::blank();
  {
    card::ChipTransport reader(chip);
    EXPECT_EQ(counter->personalise(number, reader, issuance::BlankSerial("990000001"), admin).error().code,
              api::FailureCode::Personalise_OtherOffice);
  }
  EXPECT_EQ(counter->withdraw(number, "pindah", clerk).error().code, api::FailureCode::Intake_TooLateToWithdraw);
  const auto manifest = bring(number, chip, "990000001");
  EXPECT_EQ(state_at(*counter, number), "Shipped");
  EXPECT_EQ(counter->arrive(manifest, {issuance::BlankSerial("990000001"), issuance::BlankSerial("990000009")}, clerk)
                .error()
                .code,
            api::FailureCode::Shipping_NotOnManifest);
  EXPECT_EQ(counter->arrive(issuance::ManifestNumber("M-?"), {}, clerk).error().code,
            api::FailureCode::Shipping_NoSuchManifest);
  EXPECT_EQ(counter->arrive(manifest, {}, clerk, {{}, "rak satu"}).error().code,
            api::FailureCode::Shipping_ShelfMalformed);
  ASSERT_TRUE(counter->arrive(manifest, {issuance::BlankSerial("990000001")}, clerk, {{"990000009"}, "L-07"}));
  EXPECT_EQ(shelf_of(counter->find(number).value()), "L-07");
  EXPECT_EQ(office->call(number, clerk).error().code, api::FailureCode::Office_NotInThisState);  // not yet heard of it
  ASSERT_TRUE(counter->call(number, clerk));
  ASSERT_TRUE(counter->remind(number, clerk));
  synchronise();
  EXPECT_EQ(state_at(*office, number), "Called");
  card::ChipTransport reader(chip);
  EXPECT_EQ(office->pick_up(number, reader, fingers_of(1), operating).error().code,
            api::FailureCode::Pickup_CalledElsewhere);
  const auto picked = counter->pick_up(number, reader, fingers_of(1), operating);
  ASSERT_TRUE(picked) << api::sentence(picked.error());
  EXPECT_EQ(picked->word, card::Word::succeeded);
  ASSERT_TRUE(counter->hand_over(number, GreyImage(300, 120, biometric::Dpi(300)), clerk,
                                 documents::OldCardWithdrawn{"9901-5"}));
  synchronise();
  // A bag stays in the list after its cards were fetched; both sides read what else lay in it, and where the card was.
  for (const auto* at : {counter.get(), office.get()}) {
    const auto bags = at->shipments().value();
    ASSERT_EQ(bags.size(), 1u);
    EXPECT_EQ(bags[0].foreign, std::vector<std::string>{"990000009"});
    EXPECT_EQ(bags[0].cards.at(0).shelf, "L-07");
    EXPECT_EQ(bags[0].cards.at(0).state, "Issued");
  }
  old_card_goes_its_way(number);
  for (const auto* at : {counter.get(), office.get()}) {
    EXPECT_EQ(state_at(*at, number), "Issued");
    EXPECT_EQ(at->journal().read([](store::Queries& q) { return docket::contradictions(q); }).value().size(), 0u);
    EXPECT_EQ(at->journal().projections_that_differ().value(), std::vector<std::string>{});
  }
  EXPECT_EQ(center->journal().read([](store::Queries& q) { return docket::contradictions(q); }).value().size(), 0u);

  // A card that is lost later is made anew after one finger agreed; nobody is recorded twice for it.
  EXPECT_EQ(counter->intake(nik, *counter_line, clerk).error().code, api::FailureCode::Intake_AlreadyRecorded);
  const auto again = counter->intake({.nik = nik, .kind = issuance::Kind::Lost, .began = {}}, *counter_line, clerk);
  ASSERT_TRUE(again) << api::sentence(again.error());
  EXPECT_EQ(counter->record(again->application, recording_of(1, 5), operating).error().code,
            api::FailureCode::Capture_RecaptureNeedsReason);
  const auto shown =
      counter->present(again->application,
                       {.presses = {{FingerPosition::RightIndex, {press(1, FingerPosition::RightIndex, 7)}}},
                        .signature = GreyImage(300, 120, biometric::Dpi(300)),
                        .operator_finger = press(99, FingerPosition::RightIndex, 2)},
                       operating);
  ASSERT_TRUE(shown) << api::sentence(shown.error());
  synchronise();
  EXPECT_EQ(state_at(*counter, again->application), "Unique");
  auto second = card::Chip::blank();
  const auto second_bag = bring(again->application, second, "990000002");
  ASSERT_TRUE(counter->arrive(second_bag, {}, clerk));  // the bag is empty
  EXPECT_EQ(state_at(*counter, again->application), "Astray");
  ASSERT_TRUE(counter->turned_up(again->application, clerk));
  ASSERT_TRUE(counter->call(again->application, clerk));
  // Before its time it goes back only with a reason; the bag is counted at the Dinas, and may be sent out again.
  EXPECT_EQ(counter->send_back({again->application}, "S-9", "AGUS", "", clerk).error().code,
            api::FailureCode::Uncollected_NotDue);
  const auto back = counter->send_back({again->application}, "S-9", "AGUS", "pemilik di luar kota", clerk);
  ASSERT_TRUE(back) << api::sentence(back.error());
  ASSERT_TRUE(back->has_value());
  synchronise();
  const auto bags = office->shipments().value();
  EXPECT_EQ(std::count_if(bags.begin(), bags.end(), [](const SentCards& bag) { return bag.back; }), 1);
  EXPECT_EQ(office->ship({again->application}, "S-10", "AGUS", admin).error().code,
            api::FailureCode::Office_NotInThisState)
      << "it is still on its way";
  ASSERT_TRUE(office->arrive((*back)->manifest, {issuance::BlankSerial("990000002")}, admin));
  const auto once_more = office->ship({again->application}, "S-10", "AGUS", admin);
  ASSERT_TRUE(once_more) << api::sentence(once_more.error());
  synchronise();
  ASSERT_TRUE(counter->arrive(once_more->manifest, {issuance::BlankSerial("990000002")}, clerk));
  ASSERT_TRUE(counter->call(again->application, clerk));
  card::ChipTransport second_reader(second);
  ASSERT_EQ(counter->pick_up(again->application, second_reader, fingers_of(1), operating)->word, card::Word::succeeded);
  EXPECT_EQ(counter->hand_over(again->application, GreyImage(300, 120, biometric::Dpi(300)), clerk).error().code,
            api::FailureCode::Handover_OldCardMissing);
  EXPECT_TRUE(counter->hand_over(again->application, GreyImage(300, 120, biometric::Dpi(300)), clerk,
                                 documents::OldCardLost{"B/1/XI/2026", *person::Date::of(2026, 11, 20)}));
}

TEST_F(TwoOffices, SomebodyElsesFingerIsNotRecognised) {
  const auto nik = resident("BUDI");
  const auto first = counter->intake(nik, *counter_line, clerk).value().application;
  ASSERT_TRUE(counter->synchronise(*counter_line));
  EXPECT_EQ(office->intake(nik, *line, clerk).error().code, api::FailureCode::Intake_AlreadyRecorded)
      << "at two counters";
  ASSERT_TRUE(counter->record(first, recording_of(1), operating));
  synchronise();
  auto chip = card::Chip::blank();
  const auto bag = bring(first, chip, "990000001");
  ASSERT_TRUE(counter->arrive(bag, {issuance::BlankSerial("990000001")}, clerk));
  ASSERT_TRUE(counter->call(first, clerk));
  card::ChipTransport reader(chip);
  ASSERT_EQ(counter->pick_up(first, reader, fingers_of(1), operating)->word, card::Word::succeeded);
  ASSERT_TRUE(counter->hand_over(first, GreyImage(300, 120, biometric::Dpi(300)), clerk));
  synchronise();
  const auto claimed = counter->intake({.nik = nik, .kind = issuance::Kind::Damaged, .began = {}}, *counter_line, clerk)
                           .value()
                           .application;
  ASSERT_TRUE(counter->present(claimed,
                               {.presses = {{FingerPosition::RightIndex, {press(2, FingerPosition::RightIndex, 7)}}},
                                .signature = GreyImage(300, 120, biometric::Dpi(300)),
                                .operator_finger = press(99, FingerPosition::RightIndex, 2)},
                               operating));
  synchronise();
  EXPECT_EQ(state_at(*counter, claimed), "RejectedAtCheck");
}

TEST_F(TwoOffices, WithoutALineWhatWasTakenAlongServes) {
  const auto nik = resident("BUDI"), other = resident("SITI");
  ASSERT_TRUE(counter->take_along({nik}, *counter_line, clerk));
  CutLine cut(*counter_line, 0, false), cut_again(*counter_line, 0, false), cut_later(*counter_line, 0, false);
  const auto taken_in = counter->intake(nik, cut, clerk);
  ASSERT_TRUE(taken_in) << api::sentence(taken_in.error());
  EXPECT_TRUE(taken_in->from_copy);
  EXPECT_EQ(counter->intake(other, cut_again, clerk).error().code, api::FailureCode::Line_Down);
  const auto found = [&](const char* text) {
    CutLine no_line(*counter_line, 0, false);
    return counter->find_residents({text}, no_line, clerk).value();
  };
  EXPECT_TRUE(found("budi").from_copy);
  EXPECT_EQ(found("budi").items.size(), 1u);
  EXPECT_EQ(found(std::string(nik.digits()).c_str()).total, 1u);
  EXPECT_EQ(found("siti").total, 0u) << "she was not taken along";
  CutLine no_villages(*counter_line, 0, false), no_list(*counter_line, 0, false);
  const auto villages = counter->villages(no_villages).value();
  ASSERT_EQ(villages.items.size(), 1u);
  EXPECT_TRUE(villages.from_copy);
  const auto to_call = counter->to_call_up(villages.items[0].code, no_list, clerk).value();
  EXPECT_TRUE(to_call.from_copy);
  EXPECT_EQ(to_call.found.items.size(), 1u);
  EXPECT_EQ(to_call.left, 1u);
  ASSERT_TRUE(counter->record(taken_in->application, recording_of(1), operating));
  synchronise();
  EXPECT_EQ(state_at(*counter, taken_in->application), "Unique");
  ASSERT_TRUE(counter->forget_taken_along());
  EXPECT_EQ(counter->intake(nik, cut_later, clerk).error().code, api::FailureCode::Line_Down);
}

TEST_F(TwoOffices, NothingIsLeftOutWithoutASupervisor) {
  const auto number = counter->intake(resident("BUDI"), *counter_line, clerk).value().application;
  auto recording = recording_of(1);
  recording.approved_by = operating;  // the operator alone
  EXPECT_EQ(counter->record(number, recording, operating).error().code, api::FailureCode::Capture_ExceptionNotApproved);
  recording = recording_of(1);
  recording.finger_exceptions.erase(FingerPosition::LeftLittle);
  EXPECT_EQ(counter->record(number, recording, operating).error().code, api::FailureCode::Capture_NotAllRecorded);
  recording = recording_of(1);
  recording.proofs.erase(Proof::LeftHand);
  const auto unproven = counter->record(number, recording, operating);
  EXPECT_EQ(unproven.error().code, api::FailureCode::Capture_ProofMissing);
  EXPECT_EQ(unproven.error().about, "tangan kiri");
  // Worn ridges are seen on no photograph.
  for (auto& [finger, why] : recording.finger_exceptions) why = CaptureException::Worn;
  EXPECT_TRUE(counter->record(number, recording, operating));
}

TEST_F(TwoOffices, WithoutAnyFingerTwoSupervisorsAgree) {
  const auto number = counter->intake(resident("BUDI"), *counter_line, clerk).value().application;
  auto recording = recording_of(1);
  recording.fingers.clear();
  recording.verification.clear();
  for (int position = 1; position <= 10; ++position)
    recording.finger_exceptions[FingerPosition(position)] = CaptureException::Missing;
  EXPECT_EQ(counter->record(number, recording, operating).error().code, api::FailureCode::Capture_ExceptionNotApproved);
  recording.approved_too = recording.approved_by;  // the same once more is no second one
  EXPECT_EQ(counter->record(number, recording, operating).error().code, api::FailureCode::Capture_ExceptionNotApproved);
  recording.approved_too = Officer("supervisor-dua");
  EXPECT_TRUE(counter->record(number, recording, operating));
}

TEST_F(Offices, AMarkHasAWitnessAndReachesTheCenterWithItsProofs) {
  const auto number = take_in(resident("BUDI"));
  auto recording = recording_of(1);
  recording.mark = SignatureMark{CaptureException::CannotWrite, true, {"SAKSI UJI", "", "anak"}};
  EXPECT_EQ(office->record(number, recording, operating).error().code, api::FailureCode::Capture_WitnessMissing);
  recording.mark->witness.identity = "9901010101800001";
  ASSERT_TRUE(office->record(number, recording, operating));
  const auto body = nlohmann::json::parse(office->find(number).value().last("recorded")->body);
  EXPECT_EQ(body.at("exceptions").at("signature"), "cannot-write");
  EXPECT_EQ(body.at("proofs"), 2);
  const auto key = base::site_sealing_key(folder / "pusat", "", clock.now());
  ASSERT_TRUE(key);
  const auto blob = office->find(number).value().last("recorded")->blobs.front();
  const auto plain = key->open(office->journal().blobs().get(blob).value());
  ASSERT_TRUE(plain);
  const auto packet = api::decode_capture_packet(*plain);
  ASSERT_TRUE(packet);
  ASSERT_TRUE(packet->mark);
  EXPECT_EQ(*packet->mark, (api::CapturePacket::Mark{true, "SAKSI UJI", "9901010101800001", "anak"}));
  ASSERT_EQ(packet->proofs.size(), 2u);
  EXPECT_EQ(packet->proofs.front().of, "right-hand");
  EXPECT_TRUE(biometric::decode_colour(packet->proofs.front().picture));
}

TEST_F(Offices, ALetterIsStampedOnceAfterTheRecordingAndThatOutlivesARestart) {
  const auto number = take_in(resident("BUDI"));
  EXPECT_EQ(office->stamp(number, {}, clerk).error().code, api::FailureCode::Stamp_NotRecorded);
  ASSERT_TRUE(office->record(number, recording_of(1), operating));
  ASSERT_EQ(office->to_stamp().value().size(), 1u);
  EXPECT_FALSE(office->stamp_of(office->find(number).value()));
  ASSERT_TRUE(office->stamp(number, office_clock.now(), clerk));
  EXPECT_TRUE(office->to_stamp().value().empty());
  open_office();
  const auto stamp = office->stamp_of(office->find(number).value());
  ASSERT_TRUE(stamp);
  EXPECT_EQ(stamp->by, clerk.get());
  EXPECT_TRUE(office->to_stamp().value().empty());
  EXPECT_EQ(office->stamp(number, {}, clerk).error().code, api::FailureCode::Stamp_AlreadyStamped);
  EXPECT_TRUE(office->synchronise(*line));  // a kind that the center knows nothing of
}

TEST_F(TwoOffices, WhoIsSixteenWaitsForTheBirthday) {
  const auto born_16_years_ago = 2010;  // on 5 August; the clock stands in November 2026
  const auto number = counter->intake(resident("MUDA", born_16_years_ago), *counter_line, clerk).value().application;
  ASSERT_TRUE(counter->record(number, recording_of(1), operating));
  synchronise();
  EXPECT_EQ(state_at(*counter, number), "AwaitingAge");
  EXPECT_EQ(state_at(*office, number), "AwaitingAge");
}

/// A center that serves, and an office that comes to it as any other does.
class Lines : public Offices {
 protected:
  void SetUp() override {
    Offices::SetUp();
    serve();
  }
  void TearDown() override {
    service.reset();
    Offices::TearDown();
  }
  void serve(std::uint16_t port = 0) {
    auto started = center::Service::start(*center, {.port = port, .uploads = folder / "pusat" / "uploads"}, system);
    ASSERT_TRUE(started) << api::sentence(started.error());
    service = std::move(*started);
    url = "https://127.0.0.1:" + std::to_string(service->port());
  }
  const journal::SiteId site = journal::SiteId::of("kecamatan-990102");
  const journal::Actor administrator{"administrator"};
  const base::SystemClock system;  // certificates are looked at by the clock of the machine
  std::unique_ptr<center::Service> service;
  std::string url;
};

TEST_F(Lines, AnOfficeComesByInvitationAlone) {
  service.reset();
  line.reset();
  center.reset();
  auto opened = center::Center::open(folder / "pusat-baru", system);  // its authority is valid today
  ASSERT_TRUE(opened);
  center = std::move(*opened);
  serve();
  const auto at = folder / "kecamatan";
  const auto code = center->invite(site, "990102", administrator);
  ASSERT_TRUE(code);
  EXPECT_EQ(open_line(at).error().code, api::FailureCode::Admission_NotEnrolled);
  const auto wrong = line::InvitationCode::make(center->authority().fingerprint());
  EXPECT_EQ(apply_for_line(at, site, url, wrong, system).error().code, api::FailureCode::Admission_Refused);
  const auto elsewhere = line::InvitationCode::parse(code->secret() + ":" + std::string(24, '0')).value();
  EXPECT_EQ(apply_for_line(at, site, url, elsewhere, system).error().code, api::FailureCode::Admission_OtherCenter);
  EXPECT_EQ(apply_for_line(at, journal::SiteId::of("lain"), url, *code, system).error().code,
            api::FailureCode::Admission_Refused);
  EXPECT_EQ(center->approve(site, administrator).error().code, api::FailureCode::Center_NothingToApprove);

  ASSERT_TRUE(apply_for_line(at, site, url, *code, system));
  ASSERT_TRUE(apply_for_line(at, site, url, *code, system)) << "an answer that was lost costs a repetition";
  EXPECT_EQ(fetch_line(at, site, url, *code).value(), false);
  EXPECT_EQ(fetch_line(at, site, url, wrong).error().code, api::FailureCode::Admission_Refused);
  ASSERT_TRUE(center->approve(site, administrator));
  EXPECT_EQ(fetch_line(at, site, url, *code).value(), true);
  auto line = open_line(at);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->region, "990102");

  // it may ask for residents of its region, and for nobody else's
  const auto theirs = resident("TETANGGA");
  line::RemoteCenter remote(std::move(line->plan));
  EXPECT_EQ(remote.find_resident(theirs, journal::Actor("rina")).error(), api::ExchangeError::OtherRegion);
  EXPECT_TRUE(remote.pull(journal::before_first, 10).value().empty());

  ASSERT_TRUE(center->shut_out(site, administrator));
  EXPECT_EQ(remote.pull(journal::before_first, 10).error(), api::ExchangeError::NotTrusted);
  EXPECT_EQ(fetch_line(at, site, url, *code).value(), false);
}

TEST_F(Lines, FiveWrongCodesVoidAnInvitation) {
  const auto code = center->invite(site, "9901", administrator).value();
  const auto request = [&](const std::string& secret) {
    return line::AdmissionRequest{site, secret, identity::make_request(site.text()).csr_pem, office->identity().key,
                                  office->sealing_certificate().pem()};
  };
  EXPECT_EQ(center
                ->apply(line::AdmissionRequest{site, code.secret(), "no request", office->identity().key,
                                               office->sealing_certificate().pem()})
                .error()
                .code,
            api::FailureCode::Center_AdmissionMalformed);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(center->apply(request("000000000000")).error().code, api::FailureCode::Center_InvitationCodeWrong);
  EXPECT_EQ(center->apply(request(code.secret())).error().code, api::FailureCode::Center_NotInvited);
  const auto fresh = center->invite(site, "9901", administrator).value();
  EXPECT_TRUE(center->apply(request(fresh.secret())));
}

// What is said to one office reaches no other: neither entries nor the blobs that they name.
TEST_F(Lines, AnOfficeIsToldWhatIsAddressedToIt) {
  recorded("SITI", 1);
  const auto said = line->pull(journal::before_first, 100).value();
  ASSERT_FALSE(said.empty());
  for (const auto& entry : said) EXPECT_EQ(entry.site, journal::SiteId::of("pusat.dinas-9901"));
  const auto other = center->counter_for(site);
  EXPECT_TRUE(other->pull(journal::before_first, 100).value().empty());
  const auto blob = said.back().blobs.back();
  EXPECT_TRUE(line->get_blob(blob));
  EXPECT_EQ(other->get_blob(blob).error(), api::ExchangeError::NotThere);
  const auto own = office->journal().entries(journal::SiteId::of("dinas-9901"), journal::before_first, 1).value();
  EXPECT_EQ(other->push(own).error(), api::ExchangeError::Refused) << "another office's entries";
}

// Without a line: the stick.

class Sticks : public TwoOffices {
 protected:
  static api::ParcelSink into(std::vector<base::Bytes>& parts) {
    return [&parts](base::ByteView part) {
      parts.emplace_back(part.begin(), part.end());
      return base::Result<base::Done, store::StoreError>(base::Done{});
    };
  }
  std::vector<base::Bytes> packed_by(Office& from, std::size_t part_bytes = api::parcel_part_bytes) {
    std::vector<base::Bytes> parts;
    const auto packed = from.pack_parcel(into(parts), part_bytes);
    EXPECT_TRUE(packed) << api::sentence(packed.error());
    return parts;
  }
  /// What the center answers to these parts, after it worked off what came.
  std::vector<base::Bytes> answer_to(const std::vector<base::Bytes>& parts) {
    std::vector<base::Bytes> answer;
    std::optional<center::TakenParcel> last;
    for (const auto& part : parts) {
      auto taken = center->take_parcel(part);
      EXPECT_TRUE(taken) << api::sentence(taken.error());
      if (taken) last = *taken;
    }
    EXPECT_TRUE(center->work());
    EXPECT_TRUE(last && last->is_last);
    EXPECT_TRUE(center->answer_parcel(last->office, last->holds, into(answer)));
    return answer;
  }
};

TEST_F(Sticks, CarryARecordingThereAndItsDecisionBack) {
  const auto number = take_in(resident("BUDI"));
  ASSERT_TRUE(office->record(number, recording_of(1), operating));
  const auto unsent = office->unsent().value();
  ASSERT_GT(unsent, 0u);
  const auto parcel = packed_by(*office, 20'000);
  EXPECT_GT(parcel.size(), 1u);
  EXPECT_EQ(office->unsent().value(), unsent) << "on the stick is not sent";
  const auto answer = answer_to(parcel);
  EXPECT_EQ(state(number), "Captured") << "nothing is known before the stick is back";
  for (const auto& part : answer) {
    const auto taken = office->take_answer(part);
    ASSERT_TRUE(taken) << api::sentence(taken.error());
    EXPECT_EQ(taken->acknowledged, unsent);
    EXPECT_GT(taken->received, 0u);
  }
  EXPECT_EQ(state(number), "Unique");
  EXPECT_EQ(office->unsent().value(), 0u);
  const auto at_center = center->journal().head(office->profile().site).value();

  // both sticks once more, and mixed with the line: nothing is there twice
  const auto again = answer_to(parcel);
  for (const auto& some : {again, answer})
    for (const auto& part : some) {
      const auto taken = office->take_answer(part);
      ASSERT_TRUE(taken) << api::sentence(taken.error());
      EXPECT_EQ(taken->acknowledged + taken->received, 0u);
    }
  EXPECT_EQ(center->journal().head(office->profile().site).value(), at_center);
  const auto synchronised = office->synchronise(*line);
  ASSERT_TRUE(synchronised);
  EXPECT_EQ(synchronised->pushed + synchronised->pulled, 0u);
  // what the office writes after it can be packed anew
  card::Chip chip = card::Chip::blank();
  card::ChipTransport reader(chip);
  ASSERT_TRUE(office->personalise(number, reader, issuance::BlankSerial("990000001"), admin));
  for (const auto& part : answer_to(packed_by(*office))) ASSERT_TRUE(office->take_answer(part));
  EXPECT_EQ(std::string(issuance::name(center->find(number).value()->state)), state(number));
}

TEST_F(Sticks, AreRefusedWhereTheyDoNotBelong) {
  take_in(resident("BUDI"));
  const auto parcel = packed_by(*office);
  const auto answer = answer_to(parcel);
  using api::FailureCode;
  EXPECT_EQ(counter->take_answer(answer.front()).error().code, FailureCode::Parcel_NotForThisSite);
  EXPECT_EQ(office->take_answer(parcel.front()).error().code, FailureCode::Parcel_NotForThisSite);
  EXPECT_EQ(center->take_parcel(answer.front()).error().code, FailureCode::Parcel_NotForThisSite);
  auto altered = parcel.front();
  altered.back() ^= 1;
  EXPECT_EQ(center->take_parcel(altered).error().code, FailureCode::Parcel_Altered);
  EXPECT_EQ(center->take_parcel(base::bytes_of("no parcel")).error().code, FailureCode::Parcel_Altered);

  // who has the center's certificate can seal to it, but not sign as an office
  const auto forger = base::SigningKey::generate();
  const api::ParcelPart part{.from = office->profile().site, .to = center::Center::site(), .is_last = true};
  EXPECT_EQ(center->take_parcel(api::seal_parcel_part(part, forger, center->sealing_certificate())).error().code,
            FailureCode::Parcel_Altered);
  const api::ParcelPart stranger{.from = journal::SiteId::of("entah"), .to = center::Center::site(), .is_last = true};
  EXPECT_EQ(center->take_parcel(api::seal_parcel_part(stranger, forger, center->sealing_certificate())).error().code,
            FailureCode::Parcel_SenderUnknown);
  ASSERT_TRUE(center->shut_out(office->profile().site, journal::Actor("administrator")));
  EXPECT_EQ(center->take_parcel(parcel.front()).error().code, FailureCode::Parcel_SenderUnknown);
}

// Old copies, twins and clocks.

class Copies : public Sticks {
 protected:
  void copy(const char* from, const char* to) {
    std::filesystem::remove_all(folder / to);
    std::filesystem::copy(folder / from, folder / to, std::filesystem::copy_options::recursive);
  }
  store::Head at_center() { return center->journal().head(journal::SiteId::of("dinas-9901")).value(); }
};

TEST_F(Copies, AnOfficeRestoredFromAnOldBackupStopsBeforeItSendsAnything) {
  ASSERT_TRUE(office->synchronise(*line));
  office.reset();
  copy("dinas", "lama");
  open_office();
  take_in(resident("BUDI"));
  ASSERT_TRUE(office->synchronise(*line));
  const auto head = at_center();

  open_office("lama");
  EXPECT_EQ(office->synchronise(*line).error().code, api::FailureCode::Line_JournalDiverged);
  EXPECT_EQ(office->intake(resident("SITI"), *line, clerk).error().code, api::FailureCode::Line_JournalDiverged)
      << "the fork is not let grow";
  std::vector<base::Bytes> none;
  EXPECT_EQ(office->pack_parcel(into(none)).error().code, api::FailureCode::Line_JournalDiverged);
  open_office("lama");
  EXPECT_EQ(office->intake(resident("AGUS"), *line, clerk).error().code, api::FailureCode::Line_JournalDiverged)
      << "after a new start, too";
  EXPECT_TRUE(office->list({}, 10)) << "what is there can be looked at";
  EXPECT_EQ(at_center(), head);

  open_office();
  take_in(resident("DEWI"));
  EXPECT_TRUE(office->synchronise(*line)) << "the newest folder goes on";
}

TEST_F(Copies, ARestoredOfficeThatWroteBeforeItHeardSendsNothingOfIt) {
  ASSERT_TRUE(office->synchronise(*line));
  office.reset();
  copy("dinas", "lama");
  open_office();
  take_in(resident("BUDI"));
  ASSERT_TRUE(office->synchronise(*line));
  const auto head = at_center();
  open_office("lama");
  for (const char* name : {"SITI", "AGUS", "DEWI"}) take_in(resident(name));  // longer than what the center has
  const auto fork = packed_by(*office);
  EXPECT_EQ(center->take_parcel(fork.front()).error().code, api::FailureCode::Parcel_Refused);
  EXPECT_EQ(office->synchronise(*line).error().code, api::FailureCode::Line_JournalDiverged);
  EXPECT_EQ(at_center(), head);
}

TEST_F(Copies, ARestoredOfficeHearsItFromAStickAsWell) {
  ASSERT_TRUE(office->synchronise(*line));
  office.reset();
  copy("dinas", "lama");
  open_office();
  take_in(resident("BUDI"));
  const auto answer = answer_to(packed_by(*office));
  open_office("lama");
  EXPECT_EQ(office->take_answer(answer.front()).error().code, api::FailureCode::Line_JournalDiverged);
}

/// Another computer with the same key sends just after this one asked where the center stands.
class FasterTwin final : public api::Exchange {
 public:
  FasterTwin(api::Exchange& center, std::function<void()> sends) : center_(center), sends_(std::move(sends)) {}
  base::Result<std::optional<journal::Checkpoint>, api::ExchangeError> standing() override {
    return center_.standing();
  }
  base::Result<std::vector<base::Digest>, api::ExchangeError> missing_blobs(
      const std::vector<base::Digest>& wanted) override {
    return center_.missing_blobs(wanted);
  }
  base::Result<base::Done, api::ExchangeError> put_blob(base::ByteView bytes) override {
    return center_.put_blob(bytes);
  }
  base::Result<journal::Checkpoint, api::ExchangeError> push(const std::vector<journal::Entry>& entries) override {
    sends_();
    return center_.push(entries);
  }
  base::Result<std::vector<journal::Entry>, api::ExchangeError> pull(journal::Sequence after,
                                                                     std::size_t limit) override {
    return center_.pull(after, limit);
  }
  base::Result<base::Bytes, api::ExchangeError> get_blob(const base::Digest& digest) override {
    return center_.get_blob(digest);
  }
  base::Result<std::optional<api::FoundResident>, api::ExchangeError> find_resident(
      const person::Nik& nik, const journal::Actor& asks) override {
    return center_.find_resident(nik, asks);
  }

 private:
  api::Exchange& center_;
  std::function<void()> sends_;
};

TEST_F(Copies, OfTwoComputersWithOneKeyTheSecondIsRefused) {
  for (const bool at_once : {false, true}) {
    SCOPED_TRACE(at_once);
    ASSERT_TRUE(office->synchronise(*line));
    office.reset();
    copy("dinas", "kembar");
    open_office("kembar");
    auto twin = std::move(office);
    open_office();
    ASSERT_TRUE(twin->intake(resident(at_once ? "EKA" : "BUDI"), *line, clerk));
    ASSERT_TRUE(office->intake(resident(at_once ? "TONO" : "SITI"), *line, clerk));
    if (at_once) {
      FasterTwin raced(*line, [&] { EXPECT_TRUE(office->synchronise(*line)); });
      EXPECT_EQ(twin->synchronise(raced).error().code, api::FailureCode::Line_JournalDiverged);
    } else {
      ASSERT_TRUE(office->synchronise(*line));
      EXPECT_EQ(twin->synchronise(*line).error().code, api::FailureCode::Line_JournalDiverged);
    }
    EXPECT_EQ(at_center(), office->journal().head(office->profile().site).value()) << "the first one's, unharmed";
    EXPECT_EQ(twin->journal().append({{journal::Actor("rina"), "test.act", "A", "{}"}}).error(),
              store::StoreError::Diverged);
  }
}

TEST_F(Copies, ACenterThatHoldsLessThanItAcknowledgedIsSentNothing) {
  ASSERT_TRUE(office->synchronise(*line));
  line.reset();
  counter_line.reset();
  center.reset();
  copy("pusat", "pusat-lama");
  open_center();
  take_in(resident("BUDI"));
  ASSERT_TRUE(office->synchronise(*line));
  line.reset();
  center.reset();
  copy("pusat-lama", "pusat");
  open_center();
  const auto head = at_center();
  EXPECT_EQ(office->synchronise(*line).error().code, api::FailureCode::Line_CenterLostEntries);
  EXPECT_EQ(at_center(), head);
  EXPECT_TRUE(office->journal().append({{journal::Actor("rina"), "test.act", "A", "{}"}})) << "work goes on";
}

// Years ahead, then years back: the order is that of writing, whatever the clock says.
TEST_F(Copies, AClockThatIsWrongChangesNoOrderAndIsSaid) {
  ASSERT_TRUE(office->synchronise(*line));
  constexpr std::int64_t year_ms = 366LL * 86400000;
  const auto first = take_in(resident("BUDI"));
  office_clock.tick_ms(3 * year_ms);
  const auto second = take_in(resident("SITI"));
  const auto ahead = office->synchronise(*line);
  ASSERT_TRUE(ahead) << api::sentence(ahead.error());
  ASSERT_TRUE(ahead->warning);
  EXPECT_EQ(ahead->warning->code, api::FailureCode::Line_ClockDiffers);
  EXPECT_TRUE(ahead->warning->about.starts_with("+"));
  office_clock.tick_ms(-8 * year_ms);
  const auto third = take_in(resident("AGUS"));
  const auto behind = office->synchronise(*line);
  ASSERT_TRUE(behind && behind->warning);
  EXPECT_TRUE(behind->warning->about.starts_with("-"));
  office_clock.tick_ms(5 * year_ms + 9 * 60000);
  const auto again = office->synchronise(*line);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->warning) << "nine minutes are not worth a word";

  const auto entries = center->journal().entries(office->profile().site, journal::before_first, 1000).value();
  std::vector<std::string> order;
  for (const auto& entry : entries)
    if (entry.kind == "registration") order.push_back(entry.subject);
  EXPECT_EQ(order, (std::vector{first.get(), second.get(), third.get()}));
  for (const char* at : {"dinas", "pusat"}) {
    const auto report = store::verify_folder(folder / at);
    ASSERT_TRUE(report);
    for (const auto& site : report->sites) EXPECT_TRUE(site.is_whole()) << site.site;
  }
  EXPECT_EQ(failure_of(api::ExchangeError::OutOfDate, "").code, api::FailureCode::Line_CertificateOutOfDate);
}

// The drill of docs/howto/backup-and-restore.md: a center is backed up while it serves, its machine is lost, and the
// offices go on with what was restored.
class Drill : public Copies, public testing::WithParamInterface<bool> {
 protected:
  bool on_server() const { return GetParam(); }
  void open_center() override {
    if (on_server()) {
      static const auto server = store::PrivateServer::start(std::filesystem::temp_directory_path()).value();
      url = server->url();
      std::filesystem::create_directories(folder / "pusat");
      const auto file = folder / "pusat" / "journal.server";
      if (!std::filesystem::exists(file)) base::check(bool(base::write_file_durably(file, url + " pusat\n")), "a file");
    }
    Copies::open_center();
  }
  int run(const std::string& command) const { return std::system(command.c_str()); }
  std::string url;
};

TEST_P(Drill, ABackedUpCenterIsRestoredAndWorkGoesOn) {
  const auto number = recorded("BUDI", 1);
  EXPECT_EQ(state(number), "Unique");
  const auto waiting = take_in(resident("SITI"));
  ASSERT_TRUE(office->record(waiting, recording_of(2), operating));
  ASSERT_TRUE(office->synchronise(*line));  // received, and not worked off yet

  const auto dump = (folder / "pusat.sql").string(), backup = (folder / "cadangan").string();
  if (on_server()) {
    ASSERT_EQ(run("pg_dump --schema=pusat --no-owner '" + url + "' > " + dump), 0);
  }
  const auto done = store::back_up(folder / "pusat", backup);
  ASSERT_TRUE(done) << store::name(done.error());
  EXPECT_EQ(done->entries_elsewhere, on_server());

  line.reset();
  counter_line.reset();
  center.reset();
  std::filesystem::remove_all(folder / "pusat");
  if (on_server()) {
    ASSERT_EQ(run("psql -q '" + url + "' -c 'drop schema pusat cascade' 2> /dev/null"), 0);
    ASSERT_EQ(run("psql -q -v ON_ERROR_STOP=1 '" + url + "' -f " + dump + " > /dev/null"), 0);
  }
  std::filesystem::copy(backup, folder / "pusat", std::filesystem::copy_options::recursive);
  const auto report = store::verify_folder(folder / "pusat");
  ASSERT_TRUE(report);
  ASSERT_GE(report->sites.size(), 2u);
  for (const auto& site : report->sites) EXPECT_TRUE(site.is_whole()) << site.site;

  open_center();
  ASSERT_TRUE(center->work());
  const auto synchronised = office->synchronise(*line);
  ASSERT_TRUE(synchronised) << api::sentence(synchronised.error());
  EXPECT_EQ(state(waiting), "Unique") << "what had come is worked off";
  const auto again = recorded("BUDI KEMBAR", 1, 6);
  EXPECT_EQ(state(again), "Adjudicating") << "who was recorded before the loss is known";
}
INSTANTIATE_TEST_SUITE_P(, Drill, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "PostgreSQL" : "SQLite"; });

}  // namespace
}  // namespace ktpel::office
