// SPDX-License-Identifier: Apache-2.0
#include "desk/drafts.h"

#include <gtest/gtest.h>

#include "base/file.h"

// Goal: what an officer typed outlives the program, is his alone, cannot be read off the disk, and does not stay for
// ever. Method: a folder, a clock that is set, files looked at from outside.
namespace ktpel::desk {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class SetClock final : public base::Clock {
 public:
  base::Time now() const override { return time; }
  base::Time time{1796000000000};
};

class DraftsOf : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ktpel-drafts-XXXXXX").string();
    folder = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder); }
  std::vector<fs::path> files() const {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) out.push_back(entry.path());
    return out;
  }
  fs::path folder;
  SetClock clock;
  base::SealingKey key = base::SealingKey::generate("UJI", base::Time{1796000000000});
};

TEST_F(DraftsOf, OneOfficerAreHisAloneAndOutliveTheProgram) {
  const json typed{{"name", "SITI CONTOH"}, {"step", 3}};
  ASSERT_TRUE(Drafts(folder, key, clock).put("rina", "biodata", typed));
  Drafts drafts(folder, key, clock);
  EXPECT_EQ(drafts.get("rina", "biodata")->value().content, typed);
  EXPECT_FALSE(drafts.get("budi", "biodata")->has_value());
  EXPECT_FALSE(drafts.get("rina", "permohonan")->has_value());
  ASSERT_TRUE(drafts.put("rina", "biodata", {{"step", 4}}));
  EXPECT_EQ(drafts.get("rina", "biodata")->value().content, (json{{"step", 4}}));
  ASSERT_TRUE(drafts.remove("budi", "biodata"));
  EXPECT_TRUE(drafts.get("rina", "biodata")->has_value());
  ASSERT_TRUE(drafts.remove("rina", "biodata"));
  EXPECT_FALSE(drafts.get("rina", "biodata")->has_value());
  EXPECT_TRUE(files().empty());
}

TEST_F(DraftsOf, AnOfficeCannotBeReadOffItsDisk) {
  ASSERT_TRUE(
      Drafts(folder, key, clock).put("rina", "biodata", {{"name", "SITI CONTOH"}, {"nik", "9901014508680001"}}));
  ASSERT_EQ(files().size(), 1u);
  const auto bytes = base::read_file(files().front()).value();
  for (const char* word : {"SITI", "9901014508680001", "name"})
    EXPECT_EQ(base::text_of(bytes).find(word), std::string::npos) << word;
  EXPECT_EQ(fs::status(files().front()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto stranger = base::SealingKey::generate("UJI", clock.time);
  const auto opened = Drafts(folder, stranger, clock).get("rina", "biodata");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, api::FailureCode::Draft_Unreadable);
}

TEST_F(DraftsOf, TwoWeeksAgoAreGone) {
  Drafts drafts(folder, key, clock);
  ASSERT_TRUE(drafts.put("rina", "old", {{"a", 1}}));
  clock.time.ms += Drafts::kept_ms;
  ASSERT_TRUE(drafts.put("budi", "new", {{"a", 1}}));
  EXPECT_EQ(drafts.sweep().value(), 0u);
  EXPECT_TRUE(drafts.get("rina", "old")->has_value());
  ++clock.time.ms;
  EXPECT_FALSE(drafts.get("rina", "old")->has_value());
  EXPECT_EQ(drafts.sweep().value(), 1u);
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(files().front().filename(), "new.sealed");
}

TEST_F(DraftsOf, APageHaveALimitAndAName) {
  Drafts drafts(folder, key, clock);
  const auto of_size = [](std::size_t bytes) {
    return json{{"t", std::string(bytes - json{{"t", ""}}.dump().size(), 'x')}};
  };
  ASSERT_EQ(of_size(Drafts::largest).dump().size(), Drafts::largest);
  EXPECT_TRUE(drafts.put("rina", "p", of_size(Drafts::largest)));
  EXPECT_EQ(drafts.get("rina", "p")->value().content, of_size(Drafts::largest));
  EXPECT_EQ(drafts.put("rina", "p", of_size(Drafts::largest + 1)).error().code, api::FailureCode::Draft_TooLarge);
  for (const char* good : {"biodata", "perekaman:KP-99-1", "a.b_c-9"}) EXPECT_TRUE(Drafts::is_page(good)) << good;
  for (const auto& bad : {std::string(), std::string("a/b"), std::string("a b"), std::string("\0", 1), std::string("é"),
                          std::string(101, 'a')})
    EXPECT_FALSE(Drafts::is_page(bad)) << bad;
}

}  // namespace
}  // namespace ktpel::desk
