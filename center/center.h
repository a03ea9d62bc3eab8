// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/exchange.h"
#include "api/failure.h"
#include "api/packet.h"
#include "api/parcel.h"
#include "base/clock.h"
#include "base/seal.h"
#include "base/signing.h"
#include "biometric/search/gallery.h"
#include "center/registry_projection.h"
#include "docket/clarification.h"
#include "docket/docket.h"
#include "identity/site_authority.h"
#include "issuance/application.h"
#include "line/admission.h"
#include "officer/accounts.h"
#include "person/biodata.h"
#include "registry/likeness.h"
#include "registry/obliged.h"
#include "registry/resident.h"
#include "store/journal_store.h"

/// The data centre: who exists, who is unique, what may be personalised.
///
/// The folder: journal.db and blobs/ (store/journal_store.h), signing.key, sealing.key and authority.key (0600),
/// sealing.pem, authority.pem. Everything else is derived: the gallery in memory is rebuilt at the start from the
/// sealed packets, by log number.
namespace ktpel::center {

template <class T>
using Outcome = base::Result<T, api::Failure>;

/// What became of one packet.
struct Handled {
  issuance::ApplicationNumber application;
  std::string state;     ///< issuance::name of where it stands now
  double search_ms = 0;  ///< of the 1:N comparison alone
  std::uint64_t records_compared = 0;
};

/// What two adjudicators look at.
struct Contest {
  issuance::ApplicationNumber application;
  person::Nik nik;
  std::string name;
  std::vector<issuance::Resemblance> candidates;
};

/// Where an office stands.
struct OfficeRecord {
  std::string site, region;
  enum class Standing { Invited, Applied, LetIn, ShutOut } standing;
};

/// Whose people somebody may see: those whose area code starts with these 0, 2, 4 or 6 digits.
struct Scope {
  std::string region = {};
  bool holds(std::string_view area) const { return area.starts_with(region); }
};

/// What became of residents that came with their NIK.
struct Imported {
  std::size_t added = 0, already = 0;
  struct Differs {
    person::Nik nik;
    std::vector<std::string> fields;  ///< registry::differing_fields()
  };
  std::vector<Differs> differing;  ///< there with other data, and left as they are
};

/// What became of a resident who was to be registered.
struct Registered {
  std::optional<person::Biodata> issued;  ///< nullopt: nothing was written, since somebody is alike
  std::vector<Alike> alike;               ///< the likest first; of the officer's region
  std::size_t alike_elsewhere = 0;        ///< how many more there are that the officer may not see
};

/// What became of a request to take a duplicate back.
struct Reversal {
  std::string state;     ///< issuance::name of where the application stands now
  std::string asked_by;  ///< who asked first; empty once it is done
};

/// Two residents who may be one person.
struct Double {
  registry::Resident first, second;
  registry::Likeness likeness;
};

/// A part of an office's parcel.
struct TakenParcel {
  journal::SiteId office;
  journal::Sequence holds;  ///< up to where the office has what is said to it
  bool is_last = false;
  std::size_t added = 0, blobs = 0;  ///< entries and blobs that were new
};

/// One data centre in one process. Thread-safe.
class Center {
 public:
  static constexpr std::int64_t answer_ms = docket::answer_ms;     ///< a service point has to answer a clarification
  static constexpr std::int64_t reversal_ms = 7 * 24 * 3600000LL;  ///< a request to take a duplicate back is good

  /// Opens or founds the center at `place`; `clock` must outlive it. The gallery is not read yet.
  static Outcome<std::unique_ptr<Center>> open(const store::JournalPlace& place, const base::Clock& clock);
  /// Rebuilds the gallery from the sealed packets, once; work() does it otherwise.
  Outcome<base::Done> load_gallery();

  static journal::SiteId site() { return journal::SiteId::of("pusat"); }
  base::PublicKey public_key() const { return signer_->public_key(); }
  const base::SealingCertificate& sealing_certificate() const { return sealing_.certificate(); }
  /// For what its own officers leave behind half done.
  const base::SealingKey& sealing_key() const { return sealing_; }
  /// Lets an office in: its entries are accepted, and print packets can be sealed to it. It is given residents whose
  /// address lies in `region` (the first 2, 4 or 6 digits of area codes).
  /// One that `personalises` makes the cards of its region; where there is none, the service point makes its own.
  Outcome<base::Done> enrol_office(const store::KnownSite& office, const base::SealingCertificate& seals,
                                   const std::string& region, bool personalises = false);

  /// Pencatatan Biodata (P1): issues the NIK and writes the resident down. Two at once get two serials.
  Outcome<person::Biodata> register_resident(const registry::NewResident& who, const journal::Actor& by);
  /// The same unless somebody is so like this one that an officer should look (registry/likeness.h); with a reason in
  /// `despite` it is done all the same, and the reason is written down. Looking and issuing are one transaction: of two
  /// officers who register one person at once the later is told of the earlier.
  Outcome<Registered> register_unless_alike(const registry::NewResident& who, const std::string& despite,
                                            const journal::Actor& by, const Scope& scope = {});

  // How an office comes to its line (line/admission.h).

  /// Invites an office of this name to serve a region; answers the code for its paper. An earlier invitation is void.
  Outcome<line::InvitationCode> invite(const journal::SiteId& office, const std::string& region,
                                       const journal::Actor& by, bool personalises = false);
  /// What the office brings is kept for a person to look at. The secret is good for 7 days, five wrong ones void it.
  Outcome<base::Done> apply(const line::AdmissionRequest& request);
  /// Issues the certificate of its line and lets the office in.
  Outcome<base::Done> approve(const journal::SiteId& office, const journal::Actor& by);
  /// What an approved office is given; nullopt while nobody has approved. The secret is that of its invitation.
  Outcome<std::optional<line::Welcome>> welcome(const journal::SiteId& office, const std::string& secret);
  /// Its certificate is good no more. Its entries stay.
  Outcome<base::Done> shut_out(const journal::SiteId& office, const journal::Actor& by);
  /// True if this is the certificate (DER) of an approved office's line.
  Outcome<bool> is_let_in(const journal::SiteId& office, base::ByteView certificate) const;
  /// Every office that was invited, by name.
  Outcome<std::vector<OfficeRecord>> offices() const;
  const identity::SiteAuthority& authority() const { return authority_; }

  /// Writes residents down who have their NIK from elsewhere: all that are new in one transaction, or none. No NIK is
  /// changed that is there already; given again, nothing happens. A NIK must not stand twice in the list. Nobody
  /// outside of `scope` may be in it.
  Outcome<Imported> import_residents(const std::vector<registry::Resident>& residents, const journal::Actor& by,
                                     const Scope& scope = {});
  // Reading personal data is an act: each of these writes down who was shown, then answers.
  /// By NIK, or by words of the name in any spelling (registry/name_key.h), the likest first, at most `most`.
  Outcome<std::vector<registry::Resident>> search_residents(const std::string& text, const journal::Actor& by,
                                                            std::size_t most = 20, const Scope& scope = {});
  /// One resident.
  Outcome<registry::Resident> resident_of(const person::Nik& nik, const journal::Actor& by, const Scope& scope = {});
  /// Wajib KTP of a village (ten digits) on `day` who are not recorded yet.
  Outcome<std::vector<registry::Obliged>> obliged(const std::string& village, const person::Date& day,
                                                  const journal::Actor& by, const Scope& scope = {});
  /// Who is so like this one that an officer should look before a NIK is issued; the likest first.
  Outcome<std::vector<Alike>> alike(const registry::NewResident& who, const journal::Actor& by);
  /// All pairs that may be one person, the likest first; `step` as for registry::alike_pairs(), `start` with the number
  /// of its calls before. The center answers nobody else meanwhile only while it reads, not while it compares.
  Outcome<std::vector<Double>> doubles(int least, const journal::Actor& by,
                                       const std::function<void(std::size_t)>& start = {},
                                       const std::function<void()>& step = {});

  /// What the office calls, once it is known to be that office. The center must outlive it.
  std::unique_ptr<api::Exchange> counter_for(const journal::SiteId& office);

  // Where an office has no line (api/parcel.h).

  /// Stores what a part of an office's parcel holds. In any order, as often as one likes; what is in it is worked off
  /// by work() as if it had come by the line.
  Outcome<TakenParcel> take_parcel(base::ByteView part);
  /// The answer: the receipt of what is held of the office, and what is said to it after `holds`, sealed to it.
  Outcome<api::Packed> answer_parcel(const journal::SiteId& office, journal::Sequence holds,
                                     const api::ParcelSink& sink, std::size_t part_bytes = api::parcel_part_bytes);

  /// Takes every received packet through quality gate, gallery and 1:N search (I.3), or a presented finger through its
  /// 1:1 check (7), oldest first, continues what an earlier process left half done, lets go on who came of age, and
  /// tells offices that share an application of each other. Stops at the first failure of the center itself. One such
  /// call at a time; others are served meanwhile.
  Outcome<std::vector<Handled>> work();

  /// What waits for adjudicators (2).
  Outcome<std::vector<Contest>> contests();
  /// One adjudicator's judgement; the second one's decides (2, 3b).
  Outcome<std::string> judge(const issuance::ApplicationNumber& application, const issuance::Officer& by,
                             issuance::Judgement judgement, const std::string& reason = {},
                             const std::vector<issuance::CandidateJudgement>& each = {});
  /// Where two adjudicators disagree, a third person settles it.
  Outcome<std::string> judge_as_supervisor(const issuance::ApplicationNumber& application, const issuance::Officer& by,
                                           issuance::Judgement judgement, const std::string& reason = {},
                                           const std::vector<issuance::CandidateJudgement>& each = {});
  /// Asks the service point in the data centre's own words, again if need be; `until` 1 to 30 days ahead (3b).
  Outcome<std::string> ask(const issuance::ApplicationNumber& application, const std::string& text, base::Time until,
                           const journal::Actor& by);
  /// A picture that came with an answer, `index` from 0 over all answers, oldest first.
  Outcome<base::Bytes> attachment(const docket::Case& c, std::size_t index) const;
  /// How a clarification ends, once the service point answered or `overdue` (3b).
  Outcome<std::string> clarify(const issuance::ApplicationNumber& application, issuance::Clarification outcome,
                               const journal::Actor& by, bool overdue = false);
  /// Two who had no part in it find that a duplicate is none.
  Outcome<std::string> reverse(const issuance::ApplicationNumber& application, const issuance::Officer& first,
                               const issuance::Officer& second);
  /// The same with two acts: the first who calls asks, another one who calls within a week confirms.
  Outcome<Reversal> ask_or_confirm_reversal(const issuance::ApplicationNumber& application, const std::string& reason,
                                            const issuance::Officer& by);
  /// P2: a returned card one rung up, from the province to the ministry; the way there is the offices'.
  Outcome<std::string> send_up(const issuance::ApplicationNumber& application, const journal::Actor& by);
  /// The recording of an application as the adjudicators see it. Opening one is an act: it is written down first.
  Outcome<api::CapturePacket> open_recording(const issuance::ApplicationNumber& application, const journal::Actor& by);
  /// The ministry's finding on a returned card (P2).
  Outcome<std::string> find_on_return(const issuance::ApplicationNumber& application, issuance::Reopen reopen,
                                      const journal::Actor& by);

  Outcome<std::optional<docket::Case>> find(const issuance::ApplicationNumber& application);
  /// One that is there, of an office that the scope holds.
  Outcome<docket::Case> application(const issuance::ApplicationNumber& application, const Scope& scope = {});
  /// As docket::list(), of the offices that the scope holds.
  Outcome<std::vector<docket::Line>> applications(docket::Filter filter, const Scope& scope, std::size_t limit,
                                                  std::size_t offset = 0);
  /// The sites of the offices that the scope holds; nullopt: all there are, since it holds every area.
  Outcome<std::optional<std::vector<std::string>>> offices_of(const Scope& scope) const;
  /// Refuses a region, an area, or an office that the scope does not hold.
  static api::Failure other_region(std::string about);
  static Outcome<base::Done> within(const Scope& scope, std::string_view area, const std::string& about);
  Outcome<base::Done> within(const Scope& scope, const journal::SiteId& office) const;
  /// The area where a resident lives now; the one of the NIK if the registry does not have it.
  Outcome<std::string> area_of(const person::Nik& nik) const;
  const store::JournalStore& journal() const { return *journal_; }
  /// Writes down that somebody reads a site's journal.
  Outcome<base::Done> write_journal_read(const journal::SiteId& site, journal::Sequence after,
                                         const journal::Actor& by);
  /// What all journals say of a resident since `from`, the newest first. That it was asked, and why, is written down
  /// before anything is answered.
  Outcome<std::vector<journal::Entry>> search_journals(const person::Nik& nik, const std::string& reason,
                                                       base::Time from, const journal::Actor& by);
  static constexpr std::size_t most_journal_hits = 500;

  // The center's own officers. Who judges alone must not see what others judged: nobody is both adjudicator and
  // supervisor or auditor. Nobody gives roles to himself, and nobody makes an account for a wider region than his own.
  Outcome<base::Done> add_officer(const officer::Account& account, const base::Secret& password,
                                  const journal::Actor& by, const Scope& scope = {});
  Outcome<base::Done> change_officer(const officer::Account& account, const journal::Actor& by,
                                     const Scope& scope = {});
  Outcome<base::Done> set_password(const std::string& name, const base::Secret& password, const journal::Actor& by,
                                   const Scope& scope = {});
  Outcome<base::Done> disable_officer(const std::string& name, const journal::Actor& by, const Scope& scope = {});
  Outcome<std::vector<officer::Account>> officers(const Scope& scope = {}) const;
  const officer::Accounts& accounts() const { return *accounts_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  Center(std::filesystem::path folder, std::unique_ptr<store::JournalStore> journal,
         std::shared_ptr<const base::SigningKey> signer, base::SealingKey sealing, identity::SiteAuthority authority,
         const base::Clock& clock)
      : folder_(std::move(folder)),
        journal_(std::move(journal)),
        signer_(std::move(signer)),
        sealing_(std::move(sealing)),
        authority_(std::move(authority)),
        clock_(clock) {}
  friend class Counter;
  friend class Bench;
  Outcome<base::Done> read_gallery();
  Outcome<Registered> issue(const registry::NewResident& who, const std::optional<std::string>& despite,
                            const journal::Actor& by, const Scope& scope);
  Outcome<officer::Account> account_of(const std::string& name, const Scope& scope) const;
  static api::Failure refused(const docket::Case& c, const issuance::Event& event, issuance::Refusal refusal,
                              const journal::Actor& by);
  Outcome<base::Done> write(const std::vector<journal::Draft>& drafts, const std::vector<base::Bytes>& blobs = {});
  Outcome<std::string> step(const issuance::ApplicationNumber& application, const issuance::Event& event,
                            const journal::Actor& by, const std::vector<base::Bytes>& blobs = {},
                            std::string_view extra = "{}");
  Outcome<Handled> handle(const issuance::ApplicationNumber& application);
  Outcome<base::Done> acknowledge(const docket::Case& c);
  Outcome<base::Done> admit(const docket::Case& c);
  Outcome<base::Done> recognise(const docket::Case& c);
  Outcome<base::Done> let_go_on_who_came_of_age();
  Outcome<base::Done> tell_each_other();
  Outcome<api::CapturePacket> recording_of(const docket::Case& c) const;
  Outcome<base::Done> decide(const docket::Case& c, biometric::LogNumber log, Handled& handled);
  /// With fewer than two fingers no search proves that somebody is unique: two people decide, each alone. They compare
  /// with who has the one finger, who is like in biodata, and who was recorded without fingers as well, of the same sex
  /// and about as old; at most eight.
  Outcome<base::Done> ask_people(const docket::Case& c, const GalleryRow& row);
  base::Bytes decision_of(const issuance::ApplicationNumber& application, const std::string& by) const;
  Outcome<std::optional<docket::Case>> find_here(const issuance::ApplicationNumber& application);
  Outcome<base::Bytes> print_packet(const docket::Case& c, const docket::Case& recorded,
                                    const journal::SiteId& personaliser);
  Outcome<base::Done> write_shown(const std::string& asked, const std::vector<std::string_view>& niks,
                                  const journal::Actor& by);

  std::mutex mutex_;       ///< of acts that read before they write
  std::mutex work_mutex_;  ///< of the gallery; taken before mutex_
  std::filesystem::path folder_;
  std::unique_ptr<store::JournalStore> journal_;
  std::shared_ptr<const base::SigningKey> signer_;
  base::SealingKey sealing_;
  identity::SiteAuthority authority_;
  const base::Clock& clock_;
  biometric::Gallery gallery_;
  bool has_gallery_ = false;
  std::unique_ptr<officer::Accounts> accounts_;
};

}  // namespace ktpel::center
