// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "officer/accounts.h"
#include "officer/sessions.h"

// Goal: only who was added and knows the password is in, for as long as he works, with the roles he was given.
namespace ktpel::officer {
namespace {

const auto site = journal::SiteId::of("kec-990101");
const journal::Actor chief("kepala");

base::Secret secret(std::string_view text) { return base::Secret(base::Bytes(text.begin(), text.end())); }

/// Stands still until it is moved.
class HandClock final : public base::Clock {
 public:
  base::Time now() const override { return time; }
  base::Time time{1800000000000};
};

class Officers : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-officer-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    key = std::make_shared<base::SigningKey>(base::SigningKey::generate());
    open();
  }
  void TearDown() override {
    accounts.reset();
    journal.reset();
    std::filesystem::remove_all(folder);
  }
  void open() {
    accounts.reset();
    journal.reset();
    journal = std::move(
        store::JournalStore::open(folder, site, key, clock, {std::make_shared<AccountsProjection>(site)}).value());
    accounts = std::make_unique<Accounts>(*journal, folder);
  }
  const Account rina{"rina.w", "RINA WATI", "", {Role::Operator, Role::ServiceOfficer}, "990101"};
  std::filesystem::path folder;
  HandClock clock;
  std::shared_ptr<const base::SigningKey> key;
  std::unique_ptr<store::JournalStore> journal;
  std::unique_ptr<Accounts> accounts;
};

TEST_F(Officers, LogInWithTheirPasswordAlone) {
  ASSERT_TRUE(accounts->add(rina, secret("rahasia-1"), chief));
  EXPECT_EQ(accounts->check("rina.w", secret("rahasia-1")).value(), rina);
  EXPECT_EQ(accounts->check("rina.w", secret("rahasia-2")).value(), std::nullopt);
  EXPECT_EQ(accounts->check("nobody", secret("rahasia-1")).value(), std::nullopt);
  EXPECT_EQ(accounts->check("../signing.key", secret("rahasia-1")).value(), std::nullopt);
  open();  // still there
  EXPECT_EQ(accounts->check("rina.w", secret("rahasia-1")).value(), rina);
  ASSERT_TRUE(accounts->set_password("rina.w", secret("rahasia-3"), chief));
  EXPECT_EQ(accounts->check("rina.w", secret("rahasia-1")).value(), std::nullopt);
  EXPECT_TRUE(accounts->check("rina.w", secret("rahasia-3")).value());
  ASSERT_TRUE(accounts->disable("rina.w", chief));
  EXPECT_EQ(accounts->check("rina.w", secret("rahasia-3")).value(), std::nullopt);
  EXPECT_EQ(journal->projections_that_differ().value(), std::vector<std::string>{});
}

TEST_F(Officers, RefuseWhatCannotBe) {
  auto bad = rina;
  for (const char* name : {"", "ab", "Rina", "rina wati", "rina/../x", "a-name-that-is-longer-than-32-characters"}) {
    bad.name = name;
    EXPECT_EQ(accounts->add(bad, secret("rahasia-1"), chief).error(), AccountError::NameMalformed) << name;
  }
  bad = rina;
  bad.roles.clear();
  EXPECT_EQ(accounts->add(bad, secret("rahasia-1"), chief).error(), AccountError::NoRole);
  bad = rina;
  bad.region = "99010";
  EXPECT_EQ(accounts->add(bad, secret("rahasia-1"), chief).error(), AccountError::RegionMalformed);
  EXPECT_EQ(accounts->add(rina, secret("rahasia"), chief).error(), AccountError::PasswordTooShort);
  ASSERT_TRUE(accounts->add(rina, secret("rahasia-1"), chief));
  EXPECT_EQ(accounts->add(rina, secret("rahasia-1"), chief).error(), AccountError::NameTaken);
  EXPECT_EQ(accounts->disable("nobody", chief).error(), AccountError::Unknown);
  EXPECT_EQ(accounts->all().value(), std::vector{rina});
}

TEST_F(Officers, PasswordsAreInNoJournal) {
  ASSERT_TRUE(accounts->add(rina, secret("rahasia-1"), chief));
  for (const auto& entry : journal->entries(site, journal::before_first, 10).value()) {
    EXPECT_EQ(entry.body.find("rahasia"), std::string::npos);
    EXPECT_EQ(entry.body.find("argon2"), std::string::npos);
  }
  const auto mode = std::filesystem::status(folder / "officers" / "rina.w").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Officers, SessionsEndWhenNobodyWorks) {
  ASSERT_TRUE(accounts->add(rina, secret("rahasia-1"), chief));
  Sessions sessions(*accounts, clock);
  EXPECT_EQ(sessions.log_in("rina.w", secret("x")).error(), LoginError::Wrong);
  const auto session = sessions.log_in("rina.w", secret("rahasia-1")).value();
  EXPECT_EQ(session.token.size(), 64u);
  clock.time.ms += Sessions::idle_ms - 1;
  EXPECT_TRUE(sessions.find(session.token));
  clock.time.ms += Sessions::idle_ms - 1;
  EXPECT_TRUE(sessions.find(session.token)) << "work goes on";
  clock.time.ms += Sessions::idle_ms;
  EXPECT_FALSE(sessions.find(session.token));
  auto again = sessions.log_in("rina.w", secret("rahasia-1")).value();
  EXPECT_NE(again.token, session.token);
  for (std::int64_t gone = 0; gone <= Sessions::longest_ms; gone += Sessions::idle_ms / 2) {
    sessions.find(again.token);
    clock.time.ms += Sessions::idle_ms / 2;
  }
  EXPECT_FALSE(sessions.find(again.token)) << "nobody works that long";
  again = sessions.log_in("rina.w", secret("rahasia-1")).value();
  sessions.log_out(again.token);
  EXPECT_FALSE(sessions.find(again.token));
  again = sessions.log_in("rina.w", secret("rahasia-1")).value();
  sessions.end_all_of("rina.w");
  EXPECT_FALSE(sessions.find(again.token));
}

TEST_F(Officers, FiveWrongPasswordsCostAMinute) {
  ASSERT_TRUE(accounts->add(rina, secret("rahasia-1"), chief));
  Sessions sessions(*accounts, clock);
  for (int i = 0; i < Sessions::wrong_allowed; ++i)
    EXPECT_EQ(sessions.log_in("rina.w", secret("guess-" + std::to_string(i))).error(), LoginError::Wrong);
  EXPECT_EQ(sessions.log_in("rina.w", secret("rahasia-1")).error(), LoginError::TooMany);
  clock.time.ms += Sessions::pause_ms;
  EXPECT_TRUE(sessions.log_in("rina.w", secret("rahasia-1")));
}

TEST(Role, NamesComeBack) {
  for (std::size_t i = 0; i < role_count; ++i) EXPECT_EQ(role_of(name(static_cast<Role>(i))), static_cast<Role>(i));
  EXPECT_FALSE(role_of("king"));
}

}  // namespace
}  // namespace ktpel::officer
