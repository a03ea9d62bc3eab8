// SPDX-License-Identifier: Apache-2.0
#include "center/registry_projection.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/key_files.h"
#include "center/center.h"
#include "store/journal_store.h"
#include "store/private_server.h"

// Goal: residents are found by spelling, likeness and village, and no serial is issued below one that came from
// elsewhere, whichever database holds them.
// Method: one journal with the registry's tables on SQLite, one on a PostgreSQL server of its own; at the end the
// tables are built anew and compared.
namespace ktpel::center {
namespace {

namespace fs = std::filesystem;
using registry::Resident;

Resident resident(int serial, const std::string& name, const char* born, const std::string& mother = {}) {
  const auto date = person::Date::parse(born).value();
  return {{.nik = person::Nik::compose("990101", date, person::Sex::Male, serial).value(),
           .family_card = "9901010101120001",
           .name = name,
           .birthplace = "UMPAMA",
           .born = date,
           .sex = person::Sex::Male,
           .blood = person::BloodType::TidakTahu,
           .address = {.street = "JL. CONTOH",
                       .rt = 1,
                       .rw = 2,
                       .area = "990101",
                       .village_code = "2002",
                       .village = "Misal",
                       .subdistrict = "Uji",
                       .district = "Kabupaten Contoh",
                       .province = "Khayal"},
           .religion = person::Religion::Hindu,
           .marital = person::MaritalStatus::BelumKawin,
           .occupation = "PETANI/PEKEBUN",
           .citizenship = person::Citizenship::Wni},
          {.role = {}, .mother = mother, .father = {}}};
}

class Residents : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-residents-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    store::JournalPlace place(folder_ / "jurnal");
    if (GetParam()) {
      auto started = store::PrivateServer::start(fs::temp_directory_path());
      ASSERT_TRUE(started) << "PostgreSQL (Debian: postgresql) does not start: " << store::name(started.error());
      server_ = std::move(*started);
      place = {folder_ / "jurnal", store::Server{server_->url(), "penduduk"}};
    }
    ASSERT_TRUE(base::make_folder(folder_ / "jurnal"));
    auto key = base::site_signing_key(folder_ / "jurnal");
    ASSERT_TRUE(key);
    auto journal =
        store::JournalStore::open(place, Center::site(), *key, clock_, {std::make_shared<RegistryProjection>()});
    ASSERT_TRUE(journal) << store::name(journal.error());
    journal_ = std::move(*journal);
  }
  void TearDown() override {
    journal_.reset();
    server_.reset();
    fs::remove_all(folder_);
  }

  auto write(const std::string& kind, const Resident& who) {
    return journal_->append({{journal::Actor("uji"), kind, std::string(who.biodata.nik.digits()),
                              *journal::canonical_body(registry::text_of(who))}});
  }
  std::string named(const std::string& typed) {
    std::string names;
    const auto found = journal_->read([&](store::Queries& q) { return residents_named(q, typed, 10); });
    EXPECT_TRUE(found);
    for (const auto& who : found.value()) names += who.biodata.name + "; ";
    return names;
  }

  fs::path folder_;
  base::SystemClock clock_;
  std::unique_ptr<store::PrivateServer> server_;
  std::unique_ptr<store::JournalStore> journal_;
};

TEST_P(Residents, AreFoundByWhatIsKnownOfThem) {
  const auto sukardi = resident(7, "MUHAMMAD SOEKARDI", "04-05-1990", "WAGIYEM");
  ASSERT_TRUE(write("resident-imported", sukardi));
  ASSERT_TRUE(write("resident-imported", resident(3, "NI’MAH ÉLAN", "04-05-1990")));
  ASSERT_TRUE(write("resident-imported", resident(1, "NURHAYATI", "05-04-1990")));
  ASSERT_TRUE(write("resident-imported", resident(1, "ᬯᬬᬦ᭄", "01-01-2000")));
  EXPECT_FALSE(write("resident-imported", sukardi));                              // there already
  EXPECT_FALSE(write("resident-registered", resident(5, "PUTU", "04-05-1990")));  // a serial that may be issued
  ASSERT_TRUE(write("resident-registered", resident(8, "PUTU", "04-05-1990")));

  EXPECT_EQ(named("sukardi"), "MUHAMMAD SOEKARDI; ");
  EXPECT_EQ(named("soekar m"), "MUHAMMAD SOEKARDI; ");
  EXPECT_EQ(named("nur hayati"), "NURHAYATI; ");
  EXPECT_EQ(named("nimah elan"), "NI’MAH ÉLAN; ");
  EXPECT_EQ(named("ᬯᬬ"), "");  // by NIK alone
  EXPECT_EQ(named("bambang"), "");
  EXPECT_EQ(named("' or 1=1 --"), "");

  const auto last = journal_->read([](store::Queries& q) { return last_serial(q, "990101040590"); });
  EXPECT_EQ(last.value(), 8);
  const auto whole = journal_->read([&](store::Queries& q) { return whole_resident(q, sukardi.biodata.nik); });
  ASSERT_TRUE(whole && *whole);
  EXPECT_EQ(registry::text_of(**whole), registry::text_of(sukardi));
  const auto told = journal_->read([&](store::Queries& q) { return center::resident(q, sukardi.biodata.nik); });
  ASSERT_TRUE(told && *told);
  EXPECT_EQ((*told)->find("WAGIYEM"), std::string::npos);  // an office is not told the mother

  // The same day, and the day with its month swapped.
  const auto like =
      journal_->read([&](store::Queries& q) { return residents_like(q, resident(9, "KETUT", "04-05-1990")); });
  EXPECT_EQ(like.value().size(), 4u);
  const auto unrecorded = journal_->read([](store::Queries& q) { return unrecorded_of(q, "9901012002"); });
  EXPECT_EQ(unrecorded.value().size(), 5u);
  const auto body = R"({"log":1,"subject":1,"nik":")" + std::string(sukardi.biodata.nik.digits()) + R"(","packet":""})";
  ASSERT_TRUE(journal_->append({{journal::Actor("uji"), "gallery-appended", "A-1", *journal::canonical_body(body)}}));
  EXPECT_EQ(journal_->read([](store::Queries& q) { return unrecorded_of(q, "9901012002"); }).value().size(), 4u);
  EXPECT_EQ(journal_->read([](store::Queries& q) { return all_residents(q); }).value().size(), 5u);

  const auto differing = journal_->projections_that_differ();
  ASSERT_TRUE(differing);
  EXPECT_TRUE(differing->empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, Residents, testing::Bool(),
                         [](const auto& info) { return info.param ? "PostgreSQL" : "SQLite"; });

}  // namespace
}  // namespace ktpel::center
