// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/exchange.h"
#include "api/failure.h"
#include "api/packet.h"
#include "api/parcel.h"
#include "base/clock.h"
#include "base/seal.h"
#include "base/signing.h"
#include "biometric/finger/finger_template.h"
#include "biometric/image/raster.h"
#include "biometric/record/minutiae_record.h"
#include "card/iso7816/transport.h"
#include "card/pace/can.h"
#include "card/trust/certificate.h"
#include "card/trust/signing_keys.h"
#include "card/verify/verdict.h"
#include "card/verify/verify.h"
#include "docket/docket.h"
#include "documents/card_lists.h"
#include "documents/destruction_minutes.h"
#include "documents/manifest.h"
#include "documents/office.h"
#include "documents/receipt.h"
#include "documents/slots.h"
#include "documents/summons.h"
#include "issuance/clock.h"
#include "issuance/requirements.h"
#include "issuance/stock.h"
#include "issuance/uncollected.h"
#include "issuance/visit.h"
#include "person/biodata.h"
#include "store/journal_store.h"

/// A site that serves residents: intake, capture, personalisation and hand-over (SOP I.1, I.2, II.1-II.3).
///
/// The folder: journal.db and blobs/ (store/journal_store.h), keys (base/key_files.h),
/// operators/ (templates of the operators' index fingers, 0600), papers/ (PDF), cards/ (faces).
namespace ktpel::office {

template <class T>
using Outcome = base::Result<T, api::Failure>;
using issuance::ApplicationNumber;
using issuance::Officer;

/// What an office may do (architecture: a service point has Intake, Capture and HandOver; a Dinas all four).
struct Capabilities {
  bool intake = true, capture = true, personalise = true, handover = true;
};

/// Monday to Friday 08.00 to 15.00 without the hour from 12.00, ten residents an hour.
documents::SlotRules usual_hours();

/// What does not change from one resident to the next.
struct Profile {
  journal::SiteId site;
  documents::Office letterhead;
  std::string place;             ///< where residents are called to
  documents::Officer head;       ///< signs the summons: the Camat, or the head of the Dinas
  documents::Officer service;    ///< petugas pelayanan
  documents::Officer operator_;  ///< petugas operator
  int hours_east = 7;            ///< of UTC: WIB 7, WITA 8, WIT 9
  Capabilities may = {};
  bool has_iris_scanner = false;  ///< then every recording holds both irises, or says why not
  /// No application without the papers of its kind (7a-7g). Without it they are asked for as soon as one is named.
  bool wants_documents = false;
  issuance::CollectionPeriods collection = {};
  documents::SlotRules hours = usual_hours();  ///< when residents are called for
  /// Where residents are called to from the waiting room, as the screen there names them.
  std::vector<std::string> desks = {"Meja 1", "Meja 2", "Loket 1"};
  std::string printer = {};  ///< of papers, by its name at the print service; empty: the one it uses by itself
};

/// Who is on the other side of the line.
struct CenterIdentity {
  store::KnownSite known;
  base::SealingCertificate seals;
};

/// What the letter before a number says: A, an application's capture; P, the same with priority; K, a card to fetch.
enum class QueueKind { Application, Priority, Card };
/// An application whose holder is waited for today.
struct QueueCandidate {
  ApplicationNumber application;
  QueueKind kind;
  int number = 0;  ///< of applications, as their registration gave it; cards get theirs from the queue
  base::Time since;
  std::string name;        ///< of the resident
  std::string shelf = {};  ///< where a card lies
};

/// What an applicant asks for at the counter (I.1, 7).
struct Request {
  person::Nik nik;
  issuance::Kind kind = issuance::Kind::First;
  issuance::Lane lane = issuance::Lane::Regular;
  std::string lane_reason = {};     ///< of another lane than the regular one
  std::string documents = "[]";     ///< what was brought, as issuance::text_of() writes it
  std::optional<base::Time> began;  ///< when the officer turned to the applicant
};

struct Intake {
  ApplicationNumber application;
  int queue_number;
  person::Biodata who;
  std::filesystem::path summons;
  bool from_copy = false;  ///< without a line: the data that were taken along
};

/// Why a finger or an eye is not recorded (SOP 1c, 1d).
/// CannotWrite: a signature alone (1b).
enum class CaptureException { Missing, Bandaged, Damaged, Worn, CannotOpen, Clouded, Unwilling, CannotWrite };
std::string_view name(CaptureException why);  ///< "bandaged"
std::optional<CaptureException> capture_exception_of(std::string_view name);
enum class Eye { Right, Left };
/// What a photograph shows of exceptions: a hand with its thumb, or the eyes.
enum class Proof { RightHand, LeftHand, Eyes };
std::string_view name(Proof of);  ///< "right-hand"
std::optional<Proof> proof_of(std::string_view name);
/// Whether an exception can be seen on a photograph, so that one is asked for.
bool is_seen(CaptureException why);

/// In place of a signature (1b, 1f): who saw it made.
struct Witness {
  static constexpr std::size_t longest = 60;  ///< of each, bytes
  std::string name, identity, relation;
  friend bool operator==(const Witness&, const Witness&) = default;
};
struct SignatureMark {
  CaptureException why;
  bool thumb;  ///< otherwise a cross
  Witness witness;
};

/// What the operator's devices gave (SOP 1a-1g).
struct Recording {
  biometric::ColourImage portrait;
  biometric::GreyImage signature;
  std::map<biometric::FingerPosition, biometric::GreyImage> fingers;
  /// Presses for the check against the recording just made (1e), by finger; the best of a finger counts.
  std::map<biometric::FingerPosition, std::vector<biometric::GreyImage>> verification;
  biometric::GreyImage operator_finger;  ///< right index (1g)
  std::map<Eye, biometric::GreyImage> irises = {};
  /// Every finger, and with a scanner every eye, is recorded or stands here.
  std::map<biometric::FingerPosition, CaptureException> finger_exceptions = {};
  std::map<Eye, CaptureException> eye_exceptions = {};
  std::optional<Officer> approved_by = std::nullopt;  ///< the supervisor, where there is an exception
  /// A second one, where fewer than Office::fewest_fingers are recorded.
  std::optional<Officer> approved_too = std::nullopt;
  std::map<Proof, biometric::ColourImage> proofs = {};  ///< of each hand, or eye, with an exception that can be seen
  std::optional<SignatureMark> mark = std::nullopt;     ///< what `signature` shows is none
  /// Where the center's earlier recording would do.
  std::optional<issuance::Recapture> recapture = std::nullopt;
  std::optional<base::Time> began = std::nullopt;
};

/// A finger for the center to compare with the recording it has (kinds that reuse one).
struct Presentation {
  std::map<biometric::FingerPosition, std::vector<biometric::GreyImage>> presses;
  biometric::GreyImage signature;        ///< under the truth statement
  biometric::GreyImage operator_finger;  ///< right index (1g)
  std::optional<base::Time> began = std::nullopt;
  std::optional<SignatureMark> mark = std::nullopt;
};

/// What an arrival notes beside the cards that were in the bag.
struct ArrivalNotes {
  /// Serials of cards that lay in the bag and stand on another manifest, or on none.
  std::vector<std::string> foreign = {};
  std::string shelf = {};  ///< where the cards that came are put ("L-07"); empty: nowhere named
};
/// An old card that was withdrawn, and where it is now (6e, 7d, 7f).
struct KeptOldCard {
  docket::Line line;
  std::string number;  ///< of the old card
  base::Time withdrawn;
  std::string by, receipt;
  issuance::OldCard place;
  std::string list;     ///< on which it was handed on; empty: it was not
  std::string minutes;  ///< of its destruction
};
struct OldCardList {
  std::string number;
  std::filesystem::path paper;
};

/// A bag of cards on its way (5).
struct Shipment {
  issuance::ManifestNumber manifest;
  std::filesystem::path paper;
};
struct Arrival {
  std::vector<ApplicationNumber> arrived, missed;
};

struct RecordingReport {
  std::map<biometric::FingerPosition, int> quality;  ///< 0..100 of each usable finger
  std::vector<biometric::FingerPosition> unusable;
  std::vector<biometric::FingerPosition> chip_fingers;
  std::map<biometric::FingerPosition, double> verification_db;
  double operator_db = 0;
  std::size_t packet_bytes = 0;
  std::filesystem::path summons, statement;
};

struct SyncReport {
  std::size_t pushed = 0, pulled = 0, blobs_sent = 0, blobs_fetched = 0;
  std::optional<api::Failure> warning =
      std::nullopt;  ///< of this office's clock; everything was exchanged all the same
};

/// A part of the center's answer on a stick.
struct TakenAnswer {
  bool is_last = false;
  std::size_t acknowledged = 0;         ///< entries that count as sent now
  std::size_t received = 0, blobs = 0;  ///< from the center, new ones
};

struct CardReport {
  issuance::Card card;
  std::string card_number;
  std::size_t apdus = 0;
  double write_ms = 0, total_ms = 0;
  std::filesystem::path face_pdf, face_png, back_png;
};

/// Two people who act together on the stock, and how papers name them.
struct Witnessed {
  issuance::blank::Pair by;
  documents::Officer first, second;
};

/// A card that waits for its holder (6).
struct Uncollected {
  docket::Line line;
  issuance::BlankSerial serial;
  issuance::Waiting waiting;
  bool remind = false, send_back = false;  ///< what is due
  std::string shelf = {};
};

/// Residents of a village who are to be recorded (I.1).
struct CallUpOrder {
  static constexpr std::size_t most = 200;
  std::string village;
  std::vector<person::Nik> residents;  ///< in the order of their call; nobody twice, 1 to `most`
  person::Date from;                   ///< nobody comes before
};
struct CallUp {
  struct Called {
    person::Nik nik;
    std::string name, letter;  ///< number of the letter
    documents::Slot slot;
  };
  struct LeftOut {
    person::Nik nik;
    std::string why;  ///< for the officer
  };
  std::string number;
  std::filesystem::path paper;
  std::vector<Called> called;
  std::vector<LeftOut> left_out;
};

/// How long a step of the SOP took at the applications of a day.
struct StepTimes {
  issuance::SopStep step;
  std::size_t count = 0;       ///< done
  std::size_t running = 0;     ///< under way
  std::size_t breaches = 0;    ///< of both: longer than the SOP allows
  std::int64_t median_ms = 0;  ///< of those done; 0 if there are none
};

/// Residents of the office's region who fit what was asked.
struct Residents {
  std::vector<api::FoundResident> items;
  std::size_t total = 0;
  bool from_copy = false;  ///< without a line: among the data that were taken along
};
/// Wajib KTP of a village who are to be called up; without a line of those taken along.
struct ToCallUp {
  api::ObligedResidents found;
  std::size_t left = 0;  ///< neither recorded nor called, of whom `found` names the first
  bool from_copy = false;
};
struct Villages {
  std::vector<api::Village> items;
  bool from_copy = false;
};

/// A chip as anybody reads it who holds the card, beside what the office knows was printed.
struct ChipReport {
  struct Row {
    std::string label, chip, face;
  };
  card::Verdict verdict = card::Verdict::good;
  std::string nik, name;  ///< of the chip; empty, as all that follows, if it could not be read whole
  std::vector<Row> rows;
  base::Bytes portrait_png;
  std::size_t fingers = 0;  ///< that the chip holds; none: an exception
  double chip_ms = 0;
};

/// What else is said of a hand-over.
struct Handover {
  std::optional<issuance::BlankSerial> scanned = std::nullopt;  ///< the number on the card in the officer's hand
  std::string witness = {};  ///< who saw it where the recipient cannot sign; empty: he signed
};

/// A bag of cards that was sent from here or to here.
struct SentCards {
  struct Card {
    ApplicationNumber application;
    issuance::BlankSerial serial;
    std::string name, state;
    bool missed = false;  ///< it was not in the bag when that was counted
    std::string shelf = {};
  };
  issuance::ManifestNumber manifest;
  std::string seal, carrier;
  journal::SiteId from, to;
  base::Time sent;
  std::optional<base::Time> arrived;  ///< when it was counted
  std::vector<Card> cards;
  bool back = false;                   ///< cards that nobody came for, from the service point to the Dinas
  std::vector<std::string> foreign{};  ///< serials in it that stand on another manifest
};

/// A card that failed at pick-up and is on its way up (P2).
struct ReturnedCard {
  docket::Line line;
  issuance::BlankSerial serial;
  card::Verdict verdict;
  std::optional<issuance::Rung> rung;  ///< nullopt: it lies at the service point
};

/// Gives the press of a finger at pick-up; `attempt` counts from 0. Nullopt: no further press.
using PresentFinger = std::function<std::optional<biometric::GreyImage>(biometric::FingerPosition finger, int attempt)>;

struct PickUp {
  card::Verdict verdict = card::Verdict::good;
  card::Word word = card::Word::again;
  int data_group = 0;  ///< that the verdict is about, 0 for none
  std::map<biometric::FingerPosition, double> best_db;
  std::map<biometric::FingerPosition, int> attempts;
  std::string face_seen_by;  ///< both officers, where the chip holds no finger; empty otherwise
  double chip_ms = 0;
  std::filesystem::path summons;
};

/// One office in one process. One thread; synchronise() may run beside it in another.
class Office {
 public:
  /// Presses of a finger at pick-up, the best of which counts (card profile 6.3).
  static constexpr int pickup_attempts = 3;
  /// Under this many fingers the data centre cannot search: two supervisors approve, and there people decide.
  static constexpr std::size_t fewest_fingers = 2;

  /// Opens or founds the office. What an earlier process left half personalised becomes a spoilt blank.
  static Outcome<std::unique_ptr<Office>> open(const std::filesystem::path& folder, Profile profile,
                                               const base::Clock& clock, CenterIdentity center);

  store::KnownSite identity() const { return {profile_.site, signer_->public_key()}; }
  const base::SealingCertificate& sealing_certificate() const { return sealing_.certificate(); }
  /// The key that signs chips, and the authorities that verification believes.
  void use_document_signer(std::shared_ptr<const card::DocumentSigner> signer, card::TrustStore trust);
  /// The operator's right index finger, for signing off recordings (1g).
  Outcome<base::Done> enrol_operator(const Officer& who, const biometric::GreyImage& right_index);

  /// I.1: finds the resident at the center, checks that a card is due and the kind of application fits, gives a queue
  /// number and the summons. Without a line it does with what take_along() brought.
  Outcome<Intake> intake(const Request& request, api::Exchange& center, const Officer& by);
  Outcome<Intake> intake(const person::Nik& nik, api::Exchange& center, const Officer& by);
  /// The same with what look() found, so that nobody has to wait for this officer's line.
  Outcome<Intake> intake(const Request& request, const std::pair<api::FoundResident, bool>& looked_up,
                         const Officer& by);
  /// 8: keeps a sealed copy of these residents' data for a visit without a line, until forget_taken_along().
  Outcome<base::Done> take_along(const std::vector<person::Nik>& niks, api::Exchange& center, const Officer& by);
  Outcome<base::Done> forget_taken_along();
  /// 7: the applicant gives up, or the office finds that no card is due. Where the card is made elsewhere, only until
  /// the decision.
  Outcome<base::Done> withdraw(const ApplicationNumber& application, const std::string& why, const Officer& by);
  /// 7: takes a finger for the center to recognise.
  Outcome<RecordingReport> present(const ApplicationNumber& application, const Presentation& presentation,
                                   const Officer& by);
  /// A paper that comes with an answer; its pages were kept by keep_scan() and are pictures, of 5 MB together at most.
  struct Paper {
    std::string name;
    base::Digest scan;
  };
  static constexpr std::size_t largest_paper = 5u << 20;
  /// 3b: answers the clarification that the center asked for; the papers go along, sealed to the center.
  Outcome<base::Done> answer(const ApplicationNumber& application, const std::string& text, const Officer& by,
                             const std::vector<Paper>& papers = {});
  /// I.2: checks, seals and writes down a recording. Nothing is kept that the office could open again.
  Outcome<RecordingReport> record(const ApplicationNumber& application, const Recording& recording, const Officer& by);
  /// 1h: pushes what the center lacks, pulls what it decided. May be cut at any point and repeated. Before anything
  /// else it looks whether the center's receipt fits its journal: if not, this folder is an old copy or not the only
  /// one (Line_JournalDiverged), nothing is sent, and from then on nothing more is written here.
  Outcome<SyncReport> synchronise(api::Exchange& center);
  /// A clock that differs more from the center's is warned of.
  static constexpr std::int64_t clock_tolerance_ms = 10 * 60000;
  /// 1h without a line: what the center has not acknowledged, sealed to it, in parts (api/parcel.h) given to `sink` in
  /// order. Nothing counts as sent until its answer is taken; made again, it holds the same and what is new.
  Outcome<api::Packed> pack_parcel(const api::ParcelSink& sink, std::size_t part_bytes = api::parcel_part_bytes);
  /// A part of the center's answer: its receipt, and what it says to this office. In any order, as often as one likes.
  Outcome<TakenAnswer> take_answer(base::ByteView part);

  /// II.1, 4: writes the chip in the reader, reads it back, draws the face. On any failure after the
  /// blank was started the blank is recorded as spoilt, and no card exists.
  /// `out_of_turn`: why this card is made before older ones; empty if it is not.
  Outcome<CardReport> personalise(const ApplicationNumber& application, card::Transport& reader,
                                  const issuance::BlankSerial& blank, const Officer& by,
                                  const std::string& out_of_turn = {});
  /// II.1, 4: a finished card that turns out bad before it leaves.
  Outcome<base::Done> spoil(const ApplicationNumber& application, const std::string& cause, const Officer& by);
  /// 5: finished cards of one service point into a bag, with its manifest; all or none.
  Outcome<Shipment> ship(const std::vector<ApplicationNumber>& applications, const std::string& seal,
                         const std::string& carrier, const Officer& by);
  /// 5: checks the bag card by card. Serials that are not on the manifest refuse the whole, unless they are noted as
  /// foreign: then both sides read of them with the bag.
  Outcome<Arrival> arrive(const issuance::ManifestNumber& manifest, const std::vector<issuance::BlankSerial>& found,
                          const Officer& by, const ArrivalNotes& notes = {});
  /// 5: a card that was not in the bag has turned up, or is given up for good.
  Outcome<base::Done> turned_up(const ApplicationNumber& application, const Officer& by, const std::string& shelf = {});
  Outcome<base::Done> write_off(const ApplicationNumber& application, const std::string& cause, const Officer& by);
  /// 6: reminds the resident once more.
  Outcome<base::Done> remind(const ApplicationNumber& application, const Officer& by);
  /// 6: the same for several, all or none, with a letter to each; gives the letters' paths.
  Outcome<std::vector<std::filesystem::path>> remind_all(const std::vector<ApplicationNumber>& applications,
                                                         const Officer& by);
  /// 6: cards that nobody came for within the set time, or whose holder is known not to come (`why`), into a bag to the
  /// Dinas with its manifest; all or none. nullopt: they were made here, and go no further than into the safe.
  Outcome<std::optional<Shipment>> send_back(const std::vector<ApplicationNumber>& applications,
                                             const std::string& seal, const std::string& carrier,
                                             const std::string& why, const Officer& by);
  /// 5, 6: the second summons.
  Outcome<base::Done> call(const ApplicationNumber& application, const Officer& by);
  /// II.2, 6a-6d: reads and checks the chip, matches its fingers, writes berhasil or gagal behind the name.
  /// Word::again: nothing was written; present again.
  /// A card without fingers (an exception at the recording) goes by the face: `face_seen_by` is the supervisor who
  /// looked at it beside `by`; without one Pickup_FaceUnchecked.
  Outcome<PickUp> pick_up(const ApplicationNumber& application, card::Transport& reader, const PresentFinger& present,
                          const Officer& by, const std::optional<Officer>& face_seen_by = std::nullopt);
  /// Reads and checks the chip of a card that was made, without fingers and without a word behind the name; that it was
  /// read is written down.
  Outcome<ChipReport> read_chip(const ApplicationNumber& application, card::Transport& reader, const Officer& by);
  /// II.3, 6e: the receipt, and the card to its holder. Gives the receipt's path.
  Outcome<std::filesystem::path> hand_over(const ApplicationNumber& application,
                                           const std::optional<biometric::GreyImage>& signature, const Officer& by,
                                           const documents::OldCard& old_card = documents::NoOldCard{},
                                           const Handover& more = {});
  /// A verification counts this long (screens.md 3.20).
  static constexpr std::int64_t verified_ms = 24 * 3600000LL;
  /// P2: one rung up, with its minutes. Gives the paper's path.
  Outcome<std::filesystem::path> send_up(const ApplicationNumber& application, const Officer& by);

  // Blanks (4): each act of the stock by its rules (issuance/stock.h); two people where they ask for them.

  /// Received, handed out, handed back, returned or missing; not destroyed, which needs its minutes.
  Outcome<base::Done> move_blanks(const issuance::blank::Act& act, const Officer& by);
  /// Gives the path of the minutes. `order`: the letter that ordered it, may be empty.
  Outcome<std::filesystem::path> destroy_blanks(const issuance::blank::Range& range, documents::DestructionMethod how,
                                                const std::string& order, const Witnessed& by);
  /// Closes today's account with what two people counted. Gives the path of the minutes.
  Outcome<std::filesystem::path> close_stock_day(std::int64_t counted, const Witnessed& by);

  // Home visits (8).

  Outcome<issuance::visit::VisitNumber> order_visit(const issuance::visit::Order& order, const Officer& by);
  /// "Captured" names an application of that resident.
  Outcome<base::Done> visit_result(const issuance::visit::VisitNumber& visit, const issuance::visit::Resulted& result,
                                   const Officer& by);
  /// Closes it; with the last open visit go the data that were taken along.
  Outcome<base::Done> close_visit(const issuance::visit::VisitNumber& visit, const Officer& by);
  Outcome<issuance::visit::Visit> find_visit(const issuance::visit::VisitNumber& visit) const;
  /// take_along() for those who have no result yet; gives how many.
  Outcome<std::size_t> take_along(const issuance::visit::VisitNumber& visit, api::Exchange& center, const Officer& by);

  // Lists of the counter (6, 6e, I.1).

  /// Who was called here and has not come; the one that waits longest first.
  Outcome<std::vector<Uncollected>> uncollected() const;
  Outcome<std::filesystem::path> print_uncollected(const documents::Officer& signer);
  /// Old cards withdrawn, and police letters taken, on a day.
  Outcome<std::vector<documents::HandedOldCard>> old_cards(const person::Date& day) const;
  Outcome<std::filesystem::path> print_old_cards(const person::Date& day, const documents::Officer& handing);
  /// Letters for all who are to be recorded, each with day and hour after those of earlier call-ups. Who need not or
  /// cannot come is left out, with the reason.
  Outcome<CallUp> call_up(const CallUpOrder& order, api::Exchange& center, const Officer& by);
  /// Bags from here and to here, the newest first, whatever became of their cards; at most `bags_shown`.
  Outcome<std::vector<SentCards>> shipments() const;
  static constexpr std::size_t bags_shown = 200;

  // Old cards (6e, 7d, 7f): kept where they were withdrawn, handed on with a list, ticked at the Dinas, destroyed
  // there.

  /// Those that are kept here, on their way from or to here, missed, or at this Dinas; the longest kept first.
  Outcome<std::vector<KeptOldCard>> kept_old_cards() const;
  /// Hands punched cards on to the Dinas; all or none.
  Outcome<OldCardList> hand_on_old_cards(const std::vector<ApplicationNumber>& applications, const Witnessed& by);
  /// Ticks a list at the Dinas, card by card, by application. Those that are not on the list refuse the whole.
  Outcome<Arrival> receive_old_cards(const std::string& list, const std::vector<ApplicationNumber>& found,
                                     const Officer& by);
  /// One that was not there has turned up.
  Outcome<base::Done> old_card_turned_up(const ApplicationNumber& application, const Officer& by);
  /// Destroys cards that lie at this Dinas. `photo`: a kept scan that shows it. Gives the path of the minutes.
  Outcome<std::filesystem::path> destroy_old_cards(const std::vector<ApplicationNumber>& applications,
                                                   documents::DestructionMethod how, const std::string& order,
                                                   const base::Digest& photo, const Witnessed& by);

  // The journal, for who has to look after it.

  Outcome<base::Done> write_journal_read(const journal::SiteId& chain, journal::Sequence after, const Officer& by);
  /// What this office's journals say of a resident since `from`, the newest first. That it was asked, and why, is
  /// written down before anything is answered.
  Outcome<std::vector<journal::Entry>> search_journals(const person::Nik& nik, const std::string& reason,
                                                       base::Time from, const Officer& by);
  static constexpr std::size_t most_journal_hits = 500;
  const store::KnownSite& center() const { return center_.known; }
  Outcome<std::vector<ReturnedCard>> returns() const;

  // The registry, as the line or what was taken along shows it.

  Outcome<Residents> find_residents(const api::ResidentQuery& query, api::Exchange& center, const Officer& by);
  Outcome<ToCallUp> to_call_up(const std::string& village, api::Exchange& center, const Officer& by);
  Outcome<Villages> villages(api::Exchange& center);

  // The waiting room (I.1).

  /// Who waits today: applications of today that are to be captured, and those whose card can be fetched.
  Outcome<std::vector<QueueCandidate>> queue_candidates() const;
  /// How long the last 20 recordings of today took, in the middle, ms; nullopt if there are fewer than 3.
  Outcome<std::optional<std::int64_t>> capture_pace() const;
  /// Somebody was called before others, or from another desk: that is written down.
  Outcome<base::Done> note_out_of_order(const ApplicationNumber& application, const std::string& desk,
                                        const std::string& reason, const Officer& by);

  /// Such a call was taken back at once.
  Outcome<base::Done> note_taken_back(const ApplicationNumber& application, const std::string& desk, const Officer& by);

  // What a recording that is not signed off comes to (I.2).

  /// Whether somebody is to be recorded, or to present a finger.
  static bool is_at_capture(const docket::Case& c);
  /// Its pictures are gone; that there were some, who agreed and why is written down.
  Outcome<base::Done> note_discarded(const ApplicationNumber& application, std::size_t parts, const std::string& reason,
                                     const Officer& by, const Officer& second);

  // 1i: the summons is signed and stamped.

  struct Stamp {
    base::Time at;
    std::string by;
  };
  /// Once for each recording.
  Outcome<base::Done> stamp(const ApplicationNumber& application, std::optional<base::Time> began, const Officer& by);
  /// Of the newest recording; nullopt: not yet.
  std::optional<Stamp> stamp_of(const docket::Case& c) const;
  /// Who was recorded today and whose letter is not stamped, the one who waits longest first.
  Outcome<std::vector<docket::Line>> to_stamp() const;

  // Papers that were scanned (7a-7g): kept sealed to this office.

  /// Its name: the SHA-256 of its pages, one behind the other. Pages are whole PNG, JPEG or PDF files.
  Outcome<base::Digest> keep_scan(const std::vector<base::Bytes>& pages);
  /// `page` from 1 on.
  Outcome<base::Bytes> scanned_page(const base::Digest& scan, std::size_t page) const;
  bool has_scan(const base::Digest& scan) const { return has_page(scan, 1); }
  bool has_page(const base::Digest& scan, std::size_t page) const;

  /// One for each step of the SOP, over the applications registered here on a day.
  Outcome<std::vector<StepTimes>> clocks(const person::Date& day) const;
  /// Of the office's calendar.
  person::Date today() const;

  Outcome<docket::Case> find(const ApplicationNumber& application) const;
  /// What the center sent for the card of an application that is made here (II.1).
  Outcome<api::PrintPacket> print_packet_of(const docket::Case& c) const;
  const store::JournalStore& journal() const { return *journal_; }
  /// A resident for the officer to look at (I.1); second: whether it is the copy that was taken along.
  Outcome<std::pair<api::FoundResident, bool>> look(const person::Nik& nik, api::Exchange& center, const Officer& by) {
    return look_up(nik, center, by);
  }
  /// How many entries the center has not acknowledged.
  Outcome<std::size_t> unsent() const;
  /// When the oldest of them was written; nullopt if there is none.
  Outcome<std::optional<base::Time>> oldest_unsent() const;
  /// What the center has not acknowledged, the oldest first; `bytes` with the blobs that it names, `name` of the
  /// resident whose application it is about.
  struct Unsent {
    journal::Entry entry;
    std::string name;
    std::uint64_t bytes;
  };
  Outcome<std::vector<Unsent>> unsent_entries(std::size_t most) const;
  /// To which this office seals what it alone may open again.
  const base::SealingKey& sealing_key() const { return sealing_; }
  /// The right index finger of an operator; nullptr if none is known.
  const biometric::FingerTemplate* operator_template(const Officer& who) const;
  store::JournalStore& journal() { return *journal_; }
  const std::filesystem::path& folder() const { return folder_; }
  const Profile& profile() const { return profile_; }
  /// Applications of this office's lists, as docket::list() gives them.
  Outcome<std::vector<docket::Line>> list(const docket::Filter& filter, std::size_t limit,
                                          std::size_t offset = 0) const;

 private:
  Office(std::filesystem::path folder, Profile profile, const base::Clock& clock, CenterIdentity center,
         std::shared_ptr<const base::SigningKey> signer, base::SealingKey sealing,
         std::unique_ptr<store::JournalStore> journal);
  Outcome<base::Done> write(const std::vector<journal::Draft>& drafts, const std::vector<base::Bytes>& blobs = {});
  Outcome<docket::Case> expect(const ApplicationNumber& application, const issuance::Event& event) const;
  Outcome<base::Done> act(const ApplicationNumber& application, const issuance::Event& event, const Officer& by,
                          std::string_view extra = "{}");
  Outcome<std::pair<api::FoundResident, bool>> look_up(const person::Nik& nik, api::Exchange& center,
                                                       const Officer& by);
  std::filesystem::path copy_of(const person::Nik& nik) const;
  std::vector<std::pair<person::Biodata, api::FoundResident>> taken_along() const;
  bool is_as_written(const card::CardReading& reading, const docket::Case& c) const;
  Outcome<base::Done> sign_off(const biometric::GreyImage& finger, const Officer& by, double& db) const;
  Outcome<std::filesystem::path> write_statement(const docket::Case& c, const person::Biodata& who,
                                                 const documents::Moment& at, const std::string& recorded,
                                                 const base::Digest& digest, const biometric::GreyImage& signature,
                                                 const std::optional<SignatureMark>& mark, const std::string& left_out);
  static Outcome<base::Done> expect_witness(const std::optional<SignatureMark>& mark, const std::string& who);
  Outcome<base::Done> meet(const std::optional<journal::Checkpoint>& standing);
  bool is_made_here(const docket::Case& c) const;
  Outcome<std::filesystem::path> write_paper(const std::string& name, const documents::Paper& paper);
  Outcome<base::Done> write_file(const std::filesystem::path& path, base::ByteView bytes);
  Outcome<base::Done> forget_finished_captures();
  Outcome<base::Done> recover();
  static constexpr const char* call_up_kind = "called-up";
  Outcome<base::Done> load_own();
  void note_called_up(const std::string& body);
  static constexpr const char* stamped_kind = "summons-stamped";
  void note_stamped(const journal::Entry& entry);
  documents::Moment moment(base::Time time) const;
  /// Whether the stock's rules let the officer take this blank; without a stock they let everybody.
  Outcome<base::Done> expect_blank(const issuance::BlankSerial& blank, const ApplicationNumber& application,
                                   const Officer& by) const;
  /// The journal's draft of an act that the rules of the stock let pass, or why they do not.
  template <class Act>
  Outcome<base::Done> write_stock(const Act& act, const Officer& by);
  template <class Act>
  Outcome<base::Done> expect_stock(const Act& act, const std::string& about) const;
  /// With what follows from it for applications.
  Outcome<base::Done> write_visit(const issuance::visit::VisitNumber& visit, const issuance::visit::Event& event,
                                  const Officer& by, const std::vector<journal::Draft>& consequences = {});
  /// Who was recorded since the visit's day has that as its result.
  Outcome<base::Done> expect_recordings_noted(const issuance::visit::Visit& visit) const;
  Outcome<std::vector<journal::Draft>> withdrawals_of(const person::Nik& nik, const std::string& why,
                                                      const Officer& by) const;
  /// "M-kec-990101-2026-000123": of a paper that lists cards; never the same twice.
  Outcome<std::string> new_number(const char* kind) const;
  documents::Manifest manifest_of(const issuance::ManifestNumber& number, const std::string& seal,
                                  const std::string& carrier) const;
  static api::Failure not_here(const ApplicationNumber& application);
  Outcome<Shipment> bag(documents::Manifest manifest, const issuance::ManifestNumber& number,
                        const std::vector<journal::Draft>& drafts);
  Outcome<std::vector<docket::Line>> list_all(const docket::Filter& filter) const;
  Outcome<std::filesystem::path> write_summons(const docket::Case& c, const documents::SummonsState& state);
  Outcome<documents::Collected> collected(const docket::Case& c, const PickUp& result) const;
  Outcome<card::Can> can_of(const docket::Case& c) const;

  std::filesystem::path folder_;
  Profile profile_;
  const base::Clock& clock_;
  CenterIdentity center_;
  std::shared_ptr<const base::SigningKey> signer_;
  base::SealingKey sealing_;
  std::unique_ptr<store::JournalStore> journal_;
  std::shared_ptr<const card::DocumentSigner> document_signer_;
  card::TrustStore trust_;
  std::map<std::string, biometric::FingerTemplate> operators_;
  std::set<person::Nik> called_up_;  ///< ever
  std::string last_call_up_;         ///< body of the newest entry "called-up"; empty: none yet
  mutable std::mutex stamps_mutex_;
  std::map<std::string, Stamp> stamps_;  ///< by application, the newest
};

/// The papers that were brought at the registration.
std::vector<issuance::Document> documents_of(const docket::Case& c);
/// The entry by which the applicant confirmed the data: of the recording, or of the finger presented instead.
const journal::Entry* confirmation_of(const docket::Case& c);
/// What the resident signs, in words (1f).
std::string truth_statement_of(const person::Biodata& who);
/// Where a card was put when it came ("L-07"); empty: nobody said.
std::string shelf_of(const docket::Case& c);
/// The biodata as confirmed at intake; a registration always carries them.
person::Biodata biodata_of(const docket::Case& c);

}  // namespace ktpel::office
