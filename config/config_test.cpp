// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/golden.h"
#include "config/detail/units.h"
#include "config/read.h"
#include "config/sites.h"

// Goal: whoever writes a configuration is told everything that is wrong with it at once, where it stands and what would
// be right; and a program cannot ask for what is not there.
// Method: a small schema with a key of each type, and one line of TOML per mistake.
namespace ktpel::config {
namespace {

using namespace std::chrono_literals;

enum class Colour { Red, Green };

/// Its help texts are not asked for, so that it needs no phrases of its own.
struct Sample {
  Schema schema;
  Key<std::string> title = schema.required("a", "title", text(), "satu");
  Key<std::int64_t> count = schema.defaulted("a", "count", whole(1, 10, "buah"), 3);
  Key<double> ratio = schema.defaulted("a", "ratio", real(0, 1), 0.5);
  Key<bool> open = schema.defaulted("a", "open", boolean(), true);
  Key<Duration> wait = schema.defaulted("b", "wait", duration(1s, 1h), 30s);
  Key<Size> room = schema.defaulted("b", "room", size({1024}, {1u << 30}), Size{64u << 20});
  Key<Colour> colour =
      schema.defaulted("b", "colour", choice<Colour>({{"red", Colour::Red}, {"green", Colour::Green}}), Colour::Red);
  OptionalKey<std::filesystem::path> folder = schema.optional("b", "folder", path(), "/tmp");
  OptionalKey<Url> place = schema.optional("c", "place", url({"https"}), Url::parse("https://pusat.uji").value());
  OptionalKey<SecretFile> key_file = schema.optional("c", "key_file", secret_file(), SecretFile("/k"));
  Sample() { schema.together(place, key_file); }
};
const Sample& sample() {
  static const Sample one;
  return one;
}

std::vector<Error> errors_of(const std::string& text) {
  return inspect(sample().schema, {.file = text, .file_name = "uji.toml"}).errors;
}
/// The one error of a text in which the required key stands on line 2.
Error error_of(const std::string& text) {
  const auto errors = errors_of("[a]\ntitle = \"x\"\n" + text);
  EXPECT_EQ(errors.size(), 1u) << text;
  for (std::size_t i = 1; i < errors.size(); ++i) ADD_FAILURE() << errors[i].words();
  return errors.empty() ? Error{Fault::BadToml, {}} : errors.front();
}

TEST(Read, GivesEachTypeAndItsDefault) {
  const auto& keys = sample();
  const auto defaults = read(keys.schema, "[a]\ntitle = 'x'").value();
  EXPECT_EQ(defaults.get(keys.title), "x");
  EXPECT_EQ(defaults.get(keys.count), 3);
  EXPECT_EQ(defaults.get(keys.ratio), 0.5);
  EXPECT_TRUE(defaults.get(keys.open));
  EXPECT_EQ(defaults.get(keys.wait), 30s);
  EXPECT_EQ(defaults.get(keys.room).bytes, 64u << 20);
  EXPECT_EQ(defaults.get(keys.colour), Colour::Red);
  EXPECT_FALSE(defaults.get(keys.folder));
  const auto given = read(keys.schema, R"(
[a]
title = "judul é"
count = 10
ratio = 1
open = false
[b]
wait = "2m"
room = "2KiB"
colour = "green"
folder = "/srv/data"
[c]
place = "https://pusat.uji:8443/x"
key_file = "/etc/k")");
  ASSERT_TRUE(given) << given.error().front().words();
  EXPECT_EQ(given->get(keys.title), "judul é");
  EXPECT_EQ(given->get(keys.count), 10);
  EXPECT_EQ(given->get(keys.ratio), 1.0);
  EXPECT_FALSE(given->get(keys.open));
  EXPECT_EQ(given->get(keys.wait), 2min);
  EXPECT_EQ(given->get(keys.room).bytes, 2048u);
  EXPECT_EQ(given->get(keys.colour), Colour::Green);
  EXPECT_EQ(given->get(keys.folder), "/srv/data");
  EXPECT_EQ(given->get(keys.place)->host(), "pusat.uji");
  EXPECT_EQ(given->get(keys.place)->port(), 8443);
  EXPECT_EQ(given->get(keys.key_file)->path(), "/etc/k");
}

TEST(Read, SaysWhereWhatAndWhatWouldBeRight) {
  EXPECT_EQ(error_of("count = 11").words(), "uji.toml:3:1 a.count = 11; seharusnya angka bulat dari 1 sampai 10 buah");
  EXPECT_EQ(error_of("  cuont = 3").words(), "uji.toml:3:3 a.cuont; mungkin maksudnya a.count");
  EXPECT_EQ(error_of("[b]\nwait = 30").words(),
            "uji.toml:4:1 b.wait = 30; seharusnya lama dari \"1s\" sampai \"1h\", misalnya \"30s\" (ms, s, m, h, d)");
}

TEST(Read, KnowsEachFault) {
  EXPECT_EQ(error_of("count = \"3\"").fault, Fault::WrongType);
  EXPECT_EQ(error_of("count = 3.5").fault, Fault::WrongType);
  EXPECT_EQ(error_of("count = [3]").fault, Fault::WrongType);
  EXPECT_EQ(error_of("count = { x = 1 }").fault, Fault::WrongType);
  EXPECT_EQ(error_of("count = 2026-11-25").fault, Fault::WrongType);
  EXPECT_EQ(error_of("open = 1").fault, Fault::WrongType);
  EXPECT_EQ(error_of("count = 0").fault, Fault::OutOfRange);
  EXPECT_EQ(error_of("ratio = 1.5").fault, Fault::OutOfRange);
  EXPECT_EQ(error_of("ratio = nan").fault, Fault::OutOfRange);
  EXPECT_EQ(error_of("ratio = inf").fault, Fault::OutOfRange);
  EXPECT_EQ(error_of("[b]\nwait = \"61m\"").fault, Fault::OutOfRange);
  EXPECT_EQ(error_of("[b]\nwait = \"30 s\"").fault, Fault::Malformed);
  EXPECT_EQ(error_of("[b]\nwait = \"-1s\"").fault, Fault::Malformed);
  EXPECT_EQ(error_of("[b]\nroom = \"1 B\"").fault, Fault::OutOfRange);
  EXPECT_EQ(error_of("[b]\nroom = \"64 MB\"").fault, Fault::Malformed);
  EXPECT_EQ(error_of("[b]\ncolour = \"blue\"").fault, Fault::NotAChoice);
  EXPECT_EQ(error_of("[b]\nfolder = \"\"").fault, Fault::Malformed);
  EXPECT_EQ(error_of("[c]\nplace = \"http://pusat.uji\"\nkey_file = \"/k\"").fault, Fault::Malformed);
  EXPECT_EQ(error_of("[c]\nplace = \"https://u:rahasia@pusat.uji\"\nkey_file = \"/k\"").fault, Fault::HoldsSecret);
  EXPECT_EQ(error_of("[c]\nplace = \"https://pusat.uji\"").fault, Fault::Incomplete);
  EXPECT_EQ(error_of("[d]\nx = 1").fault, Fault::UnknownKey);
  EXPECT_EQ(error_of("count = 3\ncount = 4").fault, Fault::Doubled);
  EXPECT_EQ(error_of("[b]\nwait = \"2s\"\n[a]\n").fault, Fault::Doubled);
  EXPECT_EQ(error_of("count = = 3").fault, Fault::BadToml);
  EXPECT_EQ(error_of("count").fault, Fault::BadToml);
  EXPECT_EQ(error_of("[b").fault, Fault::BadToml);
  EXPECT_EQ(error_of("count = 99999999999999999999").fault, Fault::BadToml);
  EXPECT_EQ(error_of("# \xff").fault, Fault::NotUtf8);
  EXPECT_EQ(errors_of("").front().fault, Fault::Missing);
  EXPECT_EQ(errors_of("").front().words(), "a.title; seharusnya teks dalam tanda petik, tidak kosong");
  EXPECT_EQ(errors_of("a = 1\n").front().fault, Fault::UnknownKey);
  EXPECT_EQ(errors_of(std::string((1u << 20) + 1, ' ')).front().fault, Fault::BadToml);
}

TEST(Read, TellsEverythingThatIsWrongAtOnce) {
  const auto errors = errors_of(R"([a]
title = 5
count = = 7
ratio = 2.0
count = 4
opne = true
[b]
wait = "x"
wait = "2s"
[q]
)");
  std::vector<std::pair<std::size_t, Fault>> found;
  for (const auto& error : errors) found.emplace_back(error.origin.line, error.fault);
  EXPECT_EQ(found, (std::vector<std::pair<std::size_t, Fault>>{{2, Fault::WrongType},
                                                               {3, Fault::BadToml},
                                                               {4, Fault::OutOfRange},
                                                               {6, Fault::UnknownKey},
                                                               {8, Fault::Malformed},
                                                               {9, Fault::Doubled},
                                                               {10, Fault::UnknownKey}}));
}

TEST(Read, NeverRepeatsASecret) {
  for (const char* line : {"[c]\nplace = \"https://u:s3cr3t@pusat.uji\"", "[c]\nplace = \"https:/u:s3cr3t@x\"",
                           "[c]\nkey_file = \"\\u0007s3cr3t\"", "password = \"s3cr3t\"", "password = s3cr3t",
                           "[c]\nkey_file = s3cr3t", "[c]\npassword = \"s3cr3t"})
    for (const auto& error : errors_of(std::string("[a]\ntitle = 'x'\n") + line))
      EXPECT_EQ(error.words().find("s3cr3t"), std::string::npos) << error.words();
}

TEST(Read, LaterLayersWin) {
  const auto& keys = sample();
  Layers layers{.file = "[a]\ntitle = 'x'\ncount = 4\nratio = 0.25\n[b]\nwait='2s'", .file_name = "uji.toml"};
  layers.environment = {
      {"KTPEL_A_COUNT", "5"}, {"KTPEL_B_WAIT", "3s"}, {"KTPEL_LANG", "en"}, {"PATH", "/bin"}, {"KTPEL_A_OPEN", ""}};
  layers.command_line = {{"a.count", "6"}};
  const auto all = inspect(keys.schema, layers);
  ASSERT_TRUE(all.errors.empty()) << all.errors.front().words();
  const auto settings = all.settings();
  EXPECT_EQ(settings.get(keys.count), 6);
  EXPECT_EQ(settings.get(keys.wait), 3s);
  EXPECT_EQ(settings.get(keys.ratio), 0.25);
  std::vector<std::string> sources;
  for (const auto& found : all.found) sources.push_back(found.origin.words());
  EXPECT_EQ(sources, (std::vector<std::string>{"uji.toml:2:1", "--set", "uji.toml:4:1", "bawaan", "KTPEL_B_WAIT",
                                               "bawaan", "bawaan", "bawaan", "bawaan", "bawaan"}));
}

TEST(Read, JudgesTheOtherLayersAsStrictly) {
  const auto& keys = sample();
  Layers layers{.file = "[a]\ntitle = 'x'"};
  layers.environment = {{"KTPEL_A_CUONT", "5"}, {"KTPEL_B_WAIT", "soon"}};
  layers.command_line = {{"a.ratio", "half"}, {"a.titel", "x"}, {"title", "x"}, {"a.open", "yes"}};
  const auto errors = inspect(keys.schema, layers).errors;
  std::vector<std::string> words;
  for (const auto& error : errors) words.push_back(error.words().substr(0, 50));
  EXPECT_EQ(words, (std::vector<std::string>{"KTPEL_A_CUONT; mungkin maksudnya KTPEL_A_COUNT",
                                             "KTPEL_B_WAIT b.wait = \"soon\"; seharusnya lama dari",
                                             "--set a.ratio = \"half\"; seharusnya angka dari 0 sa",
                                             "--set a.titel; mungkin maksudnya a.title", "--set title",
                                             "--set a.open = \"yes\"; seharusnya true atau false"}));
}

TEST(Read, AKeyOfAnotherSchemaIsAMistakeInTheProgram) {
  const auto settings = read(sample().schema, "[a]\ntitle = 'x'").value();
  EXPECT_DEATH((void)settings.get(center_schema().site.name), "a key of another schema");
}
TEST(Schema, RefusesAKeyTwiceAndADefaultOutsideItsRange) {
  Schema schema;
  schema.defaulted("a", "b", whole(1, 2), 1);
  EXPECT_DEATH(schema.defaulted("a", "b", whole(1, 2), 1), "twice");
  EXPECT_DEATH(schema.defaulted("a", "c", whole(1, 2), 3), "refuses");
  EXPECT_DEATH(schema.required("a", "d", url({"https"}), Url::parse("http://x").value()), "refuses");
  EXPECT_DEATH(schema.defaulted("a", "E", boolean(), true), "made of");
}

RC_GTEST_PROP(Units, DurationsComeBack, ()) {
  const Duration duration(*rc::gen::inRange<std::int64_t>(0, 3'000'000'000'000));
  RC_ASSERT(detail::read_duration(detail::duration_text(duration)) == duration);
}
RC_GTEST_PROP(Units, SizesComeBack, ()) {
  const Size size{*rc::gen::inRange<std::uint64_t>(0, 1ULL << 53)};
  RC_ASSERT(detail::read_size(detail::size_text(size)) == size);
}
TEST(Units, AreShownInTheLargestThatFits) {
  EXPECT_EQ(detail::duration_text(90s), "90s");
  EXPECT_EQ(detail::duration_text(48h), "2d");
  EXPECT_EQ(detail::duration_text(0ms), "0ms");
  EXPECT_EQ(detail::size_text({1536}), "1536 B");
  EXPECT_EQ(detail::size_text({64u << 20}), "64 MiB");
  EXPECT_FALSE(detail::read_duration("99999999999999999999d"));
  EXPECT_FALSE(detail::read_duration("200000000d"));
  EXPECT_FALSE(detail::read_size("9999999 TiB"));
}
TEST(Units, TheNearestNameIsNearOrNone) {
  EXPECT_EQ(detail::nearest("log.levle", {"log.level", "log.file"}), "log.level");
  EXPECT_EQ(detail::nearest("listen.prot", {"listen.port", "listen.address"}), "listen.port");
  EXPECT_EQ(detail::nearest("qqqq", {"log.level"}), "");
}

RC_GTEST_PROP(Read, AnyTextIsSettingsOrErrors, (const std::string& text)) {
  const auto inspection = inspect(sample().schema, {.file = text});
  RC_ASSERT(inspection.found.size() == sample().schema.rows().size());
  RC_ASSERT(!inspection.errors.empty());  // the required key is not in it
}
RC_GTEST_PROP(Read, AnyTitleComesBackAsItIsShown, ()) {
  const auto title = *rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::suchThat<char>([](char c) { return c >= 0x20 && c != 0x7f; })));
  const auto& rows = sample().schema.rows();
  const auto settings = read(sample().schema, "[a]\ntitle = " + toml_text(rows[0], Value(title)));
  RC_ASSERT(bool(settings));
  RC_ASSERT(settings->get(sample().title) == title);
}

TEST(Url, IsTakenApart) {
  const auto host_port = [](std::string_view text) {
    const auto url = Url::parse(text);
    return url ? url->host() + "|" + std::to_string(url->port().value_or(0)) : std::string("refused");
  };
  EXPECT_EQ(host_port("https://pusat.uji:8443/x"), "pusat.uji|8443");
  EXPECT_EQ(host_port("postgresql:///ktpel?host=/run"), "|0");
  EXPECT_EQ(host_port("postgresql://ktpel@db/ktpel"), "db|0");
  EXPECT_EQ(host_port("https://[::1]:443"), "[::1]|443");
  for (const char* bad : {"", "pusat.uji", "://x", "https://x:0", "https://x:65536", "https://x:y", "https://a b",
                          "HT1://x", "https://x:80x"})
    EXPECT_EQ(Url::parse(bad).error(), Url::Error::NotAUrl) << bad;
  for (const char* secret : {"https://u:p@x", "postgresql://db/k?password=p", "postgresql://db/k?Password=p"})
    EXPECT_EQ(Url::parse(secret).error(), Url::Error::HoldsPassword) << secret;
}

TEST(SecretFile, IsReadOnlyIfItIsItsOwnersAlone) {
  std::string folder = (std::filesystem::temp_directory_path() / "ktpel-config-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const auto file = std::filesystem::path(folder) / "key";
  std::ofstream(file) << "rahasia\r\n";
  ::chmod(file.c_str(), 0640);
  EXPECT_EQ(SecretFile(file).read().error(), SecretFile::Error::OpenToOthers);
  ::chmod(file.c_str(), 0600);
  EXPECT_EQ(base::text_of(SecretFile(file).read().value().reveal()), "rahasia");
  std::ofstream(file) << " \n";
  EXPECT_EQ(SecretFile(file).read().error(), SecretFile::Error::Empty);
  EXPECT_EQ(SecretFile(file.string() + "x").read().error(), SecretFile::Error::Unreadable);
  std::filesystem::remove_all(folder);
}

TEST(Sites, ExamplesReadBackAndAreWhatTheGoldenFilesSay) {
  const auto judge = [](const Schema& schema, const char* golden) {
    auto text = example(schema);
    EXPECT_TRUE(base::matches_golden(text, golden));
    const auto as_it_is = inspect(schema, {.file = text, .file_name = golden});
    for (const auto& error : as_it_is.errors) ADD_FAILURE() << error.words();
    // with each optional key taken out of its comment
    for (const auto& row : schema.rows()) {
      const auto at = text.find("\n# " + row.name + " = ");
      if (!row.required && !row.fallback) {
        ASSERT_NE(at, std::string::npos) << row.key();
        text.erase(at + 1, 2);
      }
    }
    const auto all = inspect(schema, {.file = text, .file_name = golden});
    for (const auto& error : all.errors) ADD_FAILURE() << error.words();
    for (std::size_t i = 0; i < all.found.size(); ++i) {
      const auto& row = schema.rows()[i];
      EXPECT_EQ(all.found[i].value, row.fallback ? row.fallback : row.sample) << row.key();
      EXPECT_EQ(all.found[i].origin.layer, Layer::File) << row.key();
    }
  };
  judge(center_schema().schema, "config_center.toml");
  judge(office_schema().schema, "config_office.toml");
}
TEST(Sites, ARoleIsToldFromItsFile) {
  EXPECT_EQ(peek(example(center_schema().schema), "site", "role"), "center");
  EXPECT_EQ(peek(example(office_schema().schema), "site", "role"), "office");
  EXPECT_FALSE(peek("[site]\nname = 'x'", "site", "role"));
  EXPECT_FALSE(peek("\xff", "site", "role"));
  EXPECT_EQ(read(center_schema().schema, example(office_schema().schema)).error().front().fault, Fault::NotAChoice);
}
TEST(Sites, LogOptionsComeFromTheirKeys) {
  const auto& tool = tool_schema();
  const auto settings = read(tool.schema, Layers{.command_line = {{"log.level", "debug"},
                                                                  {"log.format", "json"},
                                                                  {"log.file", "/x/y.log"},
                                                                  {"log.file_size", "1 MiB"},
                                                                  {"log.files_kept", "2"}}})
                            .value();
  const auto options = tool.log.options(settings);
  EXPECT_EQ(options.level, log::Level::Debug);
  EXPECT_EQ(options.format, log::Format::Json);
  EXPECT_EQ(options.file->path, "/x/y.log");
  EXPECT_EQ(options.file->bytes_each, 1u << 20);
  EXPECT_EQ(options.file->kept, 2);
  EXPECT_FALSE(tool.log.options(read(tool.schema, "").value()).file);
}

}  // namespace
}  // namespace ktpel::config
