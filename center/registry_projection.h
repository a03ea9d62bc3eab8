// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "biometric/search/gallery.h"
#include "issuance/application.h"
#include "person/nik.h"
#include "registry/likeness.h"
#include "registry/resident.h"
#include "store/projection.h"

namespace ktpel::center {

/// Who exists, which serials were issued, which subject number stands for which NIK, which gallery
/// record came from which application, to whom print packets are sealed, and which blobs were said to which office.
/// Rows come from entries of the center alone: resident-registered, resident-imported, office-enrolled,
/// gallery-appended, and whatever is addressed to an office.
class RegistryProjection final : public store::Projection {
 public:
  std::string name() const override { return "registry"; }
  std::vector<store::Migration> migrations() const override;
  std::vector<std::string> tables() const override;
  base::Result<base::Done, store::StoreError> apply(store::Transaction& transaction,
                                                    const journal::Entry& entry) override;
};

/// The resident's biodata text; nullopt if the NIK is in no row.
base::Result<std::optional<std::string>, store::StoreError> resident(store::Queries& from, const person::Nik& nik);
/// The same with what offices are not given.
base::Result<std::optional<registry::Resident>, store::StoreError> whole_resident(store::Queries& from,
                                                                                  const person::Nik& nik);
/// Those whose name is filed under the words typed (registry/name_key.h), as far as an index tells: not more than
/// `most`, whole words before beginnings.
base::Result<std::vector<registry::Resident>, store::StoreError> residents_named(store::Queries& from,
                                                                                 const std::string& typed,
                                                                                 std::size_t most);
/// Those of one name but for its spelling, and those born on that day or the one with day and month swapped.
base::Result<std::vector<registry::Resident>, store::StoreError> residents_like(store::Queries& from,
                                                                                const registry::Resident& who);
/// An earlier resident who may be the same person.
struct Alike {
  registry::Resident resident;
  registry::Likeness likeness;
};
/// Those like this one, the likest first (Likeness::warn or more).
base::Result<std::vector<Alike>, store::StoreError> those_like(store::Queries& from, const registry::Resident& who);
/// The members of a family card, in order of NIK.
base::Result<std::vector<registry::Resident>, store::StoreError> family_of(store::Queries& from,
                                                                           const std::string& family_card);
/// Those of a village (ten digits), in order of NIK.
base::Result<std::vector<registry::Resident>, store::StoreError> residents_of_village(store::Queries& from,
                                                                                      const std::string& village);
/// One resident of each village whose code begins with `region`, by code.
base::Result<std::vector<registry::Resident>, store::StoreError> one_of_each_village(store::Queries& from,
                                                                                     const std::string& region);
/// Those of a village (ten digits) of whom there is no recording in the gallery, in order of NIK.
base::Result<std::vector<registry::Resident>, store::StoreError> unrecorded_of(store::Queries& from,
                                                                               const std::string& village);
/// In order of NIK.
base::Result<std::vector<registry::Resident>, store::StoreError> all_residents(store::Queries& from);
/// The highest serial issued in a scope (registry/resident.h), 0 if none.
base::Result<int, store::StoreError> last_serial(store::Queries& from, const std::string& scope);
/// The PEM certificate of an office; nullopt if it was never enrolled.
base::Result<std::optional<std::string>, store::StoreError> office_certificate(store::Queries& from,
                                                                               const std::string& site);

/// The digits that area codes of the office's residents start with; nullopt if it was never enrolled.
base::Result<std::optional<std::string>, store::StoreError> office_region(store::Queries& from,
                                                                          const std::string& site);
/// Who makes the cards of an office's applicants: of the offices that personalise and are let in the one of the
/// smallest region around the office's; the office itself if there is none.
base::Result<journal::SiteId, store::StoreError> personaliser_of(store::Queries& from, const std::string& site);
/// True if an entry that was said to the office names the blob.
base::Result<bool, store::StoreError> was_said_to(store::Queries& from, const std::string& site,
                                                  const base::Digest& blob);

/// What is known of an office; texts are empty before their time.
struct OfficeRow {
  std::string site, region;
  std::string secret_hash;  ///< of its invitation, hexadecimal
  std::int64_t until = 0;   ///< of the invitation, milliseconds
  std::int64_t wrong_secrets = 0;
  std::string csr, key, sealing;  ///< as it applied
  std::string sealing_in_use;     ///< since it was let in
  std::string line;               ///< certificate and authority, PEM
  bool shut_out = false;
  bool personalises = false;
};
base::Result<std::optional<OfficeRow>, store::StoreError> office_row(store::Queries& from, const std::string& site);
base::Result<std::vector<OfficeRow>, store::StoreError> office_rows(store::Queries& from);

struct GalleryRow {
  biometric::LogNumber log;
  biometric::Subject subject;
  issuance::ApplicationNumber application;
  person::Nik nik;
  base::Digest packet;  ///< the sealed recording that it was made from
};
base::Result<std::vector<GalleryRow>, store::StoreError> gallery_rows(store::Queries& from);
base::Result<std::optional<GalleryRow>, store::StoreError> gallery_row(store::Queries& from, biometric::LogNumber log);
/// Of a NIK, oldest first.
base::Result<std::vector<GalleryRow>, store::StoreError> gallery_rows_of(store::Queries& from, const person::Nik& nik);
/// The subject number of a NIK; nullopt before its first recording.
base::Result<std::optional<biometric::Subject>, store::StoreError> subject_of(store::Queries& from,
                                                                              const person::Nik& nik);

}  // namespace ktpel::center
