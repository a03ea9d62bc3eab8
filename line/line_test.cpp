// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "http/server.h"
#include "identity/site_authority.h"
#include "line/admission.h"
#include "line/counter_routes.h"
#include "line/detail/words.h"
#include "line/remote_center.h"

// Goal: what is said at one end arrives at the other; a cut line goes on where it stopped; who is not the office that
// its certificate names gets nothing. Method: a real server and client over TLS, with a center that remembers what it
// was told.
namespace ktpel::line {
namespace {

using api::ExchangeError;
using base::Digest;
using base::Done;
using base::Result;

const journal::SiteId office = journal::SiteId::of("dinas-9901"), other = journal::SiteId::of("dinas-9902");

std::shared_ptr<const base::SigningKey> key(std::uint8_t n) {
  return std::make_shared<base::SigningKey>(*base::SigningKey::from_seed(base::Secret(base::Bytes(32, n))));
}

std::vector<journal::Entry> some_entries(std::size_t count) {
  std::vector<journal::Entry> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(journal::seal({journal::Actor("rina"), "test.act", "A-" + std::to_string(i), "{}"}, office,
                                out.empty() ? nullptr : &out.back(), {5}, *key(1)));
  return out;
}

base::Bytes blob_of(std::size_t size) {
  base::Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * i >> 3u);
  return out;
}

/// A center that remembers, and that fails as it is told.
struct Memory {
  std::map<Digest, base::Bytes> blobs;
  std::vector<journal::Entry> entries;
  std::set<std::string> asked;
  std::optional<ExchangeError> fails;
};

const api::FoundResident contoh{R"({"name":"CONTOH"})", "A-1", "kec-990101", 1800000000000, "A-2", "kec-990102"};

const api::ObligedResidents obliged{
    {{"9901014508680001", "SITI \"CONTOH\"", "05-08-1968", "JL. CONTOH", 3, 1}}, 9, 5, 3};

class RememberingCenter final : public api::Exchange {
 public:
  explicit RememberingCenter(Memory& memory) : memory_(memory) {}
  Result<std::optional<journal::Checkpoint>, ExchangeError> standing() override {
    if (memory_.fails) return *memory_.fails;
    if (memory_.entries.empty()) return std::optional<journal::Checkpoint>();
    return std::optional(journal::sign_checkpoint(office, memory_.entries.back().sequence,
                                                  memory_.entries.back().hash(), {7}, journal::SiteId::of("pusat"),
                                                  *key(2)));
  }
  Result<std::vector<Digest>, ExchangeError> missing_blobs(const std::vector<Digest>& wanted) override {
    if (memory_.fails) return *memory_.fails;
    std::vector<Digest> out;
    for (const auto& digest : wanted)
      if (!memory_.blobs.contains(digest)) out.push_back(digest);
    return out;
  }
  Result<Done, ExchangeError> put_blob(base::ByteView bytes) override {
    if (memory_.fails) return *memory_.fails;
    memory_.blobs[base::sha256(bytes)] = {bytes.begin(), bytes.end()};
    return Done{};
  }
  Result<journal::Checkpoint, ExchangeError> push(const std::vector<journal::Entry>& entries) override {
    if (memory_.fails) return *memory_.fails;
    memory_.entries.insert(memory_.entries.end(), entries.begin(), entries.end());
    return journal::sign_checkpoint(office, entries.back().sequence, entries.back().hash(), {7},
                                    journal::SiteId::of("pusat"), *key(2));
  }
  Result<std::vector<journal::Entry>, ExchangeError> pull(journal::Sequence after, std::size_t limit) override {
    if (memory_.fails) return *memory_.fails;
    std::vector<journal::Entry> out;
    for (const auto& entry : memory_.entries)
      if (entry.sequence > after && out.size() < limit) out.push_back(entry);
    return out;
  }
  Result<base::Bytes, ExchangeError> get_blob(const Digest& digest) override {
    if (memory_.fails) return *memory_.fails;
    const auto found = memory_.blobs.find(digest);
    if (found == memory_.blobs.end()) return ExchangeError::NotThere;
    return found->second;
  }
  Result<std::optional<api::FoundResident>, ExchangeError> find_resident(const person::Nik& nik,
                                                                         const journal::Actor& asks) override {
    if (memory_.fails) return *memory_.fails;
    memory_.asked.insert(asks.get());
    if (nik.digits() == "9901014508680001") return std::optional(contoh);
    return std::optional<api::FoundResident>();
  }
  Result<api::FoundResidents, ExchangeError> find_residents(const api::ResidentQuery& query,
                                                            const journal::Actor& asks) override {
    if (memory_.fails) return *memory_.fails;
    memory_.asked.insert(asks.get() + ":" + query.text + ":" + query.born + ":" + query.village + ":" +
                         std::to_string(query.page));
    return api::FoundResidents{{contoh, contoh}, 52};
  }
  Result<api::ObligedResidents, ExchangeError> find_obliged(const api::ObligedQuery& query,
                                                            const journal::Actor& asks) override {
    if (memory_.fails) return *memory_.fails;
    memory_.asked.insert(asks.get() + ":" + query.village + ":" + std::to_string(query.called.size()));
    return obliged;
  }
  Result<std::vector<api::Village>, ExchangeError> villages() override {
    if (memory_.fails) return *memory_.fails;
    return std::vector<api::Village>{{"9901012001", "Umpama"}, {"9901012002", "Misal"}};
  }

 private:
  Memory& memory_;
};

class Lines : public testing::Test {
 protected:
  Lines() {
    std::string name = (std::filesystem::temp_directory_path() / "ktpel-line-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    start();
  }
  ~Lines() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }
  void start() {
    routes = std::make_unique<CounterRoutes>(
        [this](const journal::SiteId& who, base::ByteView) -> std::unique_ptr<api::Exchange> {
          if (who != office) return nullptr;
          return std::make_unique<RememberingCenter>(memory);
        },
        folder / "uploads");
    auto own = authority.issue_server({"127.0.0.1"}, clock.now());
    http::ServerPlan plan;
    plan.identity = http::ServerIdentity{own.chain_pem, std::move(own.key_pem), authority.certificate_pem()};
    plan.port = port;
    auto started = http::Server::start(std::move(plan), [this](const http::Request& request) {
      if (requests_left == 0) return http::answer(503, "text/plain", "");
      --requests_left;
      received += request.body.size();
      return routes->serve(request).value_or(http::answer(404, "text/plain", ""));
    });
    ASSERT_TRUE(started);
    server = std::move(*started);
    port = server->port();
  }
  RemoteCenter line(const journal::SiteId& site) const {
    auto request = identity::make_request(site.text());
    return RemoteCenter({"https://127.0.0.1:" + std::to_string(port),
                         http::ClientIdentity{authority.certificate_pem(),
                                              *authority.issue_site(request.csr_pem, site.text(), clock.now()),
                                              std::move(request.key_pem), ""}});
  }
  const base::SystemClock clock;
  const identity::SiteAuthority authority = identity::SiteAuthority::found("Pusat UJI", clock.now());
  std::filesystem::path folder;
  Memory memory;
  std::unique_ptr<CounterRoutes> routes;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
  int requests_left = -1;
  std::size_t received = 0;
};

TEST_F(Lines, CarryEveryWord) {
  auto center = line(office);
  const auto small = blob_of(10), large = blob_of(3 * part_bytes + 17), empty = base::Bytes{};
  const std::vector<Digest> wanted = {base::sha256(small), base::sha256(large), base::sha256(empty)};
  EXPECT_EQ(center.missing_blobs(wanted).value(), wanted);
  for (const auto* blob : {&small, &large, &empty}) ASSERT_TRUE(center.put_blob(*blob));
  EXPECT_TRUE(center.missing_blobs(wanted).value().empty());
  for (const auto* blob : {&small, &large, &empty}) EXPECT_EQ(center.get_blob(base::sha256(*blob)).value(), *blob);
  EXPECT_EQ(center.get_blob(base::sha256("nothing")).error(), ExchangeError::NotThere);

  EXPECT_EQ(center.standing().value(), std::nullopt) << "it holds nothing yet";
  const auto entries = some_entries(5);
  const auto receipt = center.push(entries);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(center.standing().value(), *receipt);
  const auto told = center.time_of_answer();
  ASSERT_TRUE(told) << "its answers say when they were given";
  EXPECT_LT(std::abs(told->ms - clock.now().ms), 60'000);
  EXPECT_EQ(receipt->head, entries.back().hash());
  EXPECT_EQ(memory.entries, entries);
  const auto pulled = center.pull(journal::Sequence(1), 3);
  EXPECT_EQ(pulled.value(), (std::vector(entries.begin() + 1, entries.begin() + 4)));

  const auto known = person::Nik::parse("9901014508680001").value(),
             unknown = person::Nik::parse("9901014508680002").value();
  EXPECT_EQ(center.find_resident(known, journal::Actor("rina")).value(), contoh);
  EXPECT_EQ(center.find_resident(unknown, journal::Actor("budi")).value(), std::nullopt);
  EXPECT_EQ(memory.asked, (std::set<std::string>{"budi", "rina"}));
  memory.asked.clear();
  const auto found =
      center.find_residents({"siti contoh", "05-08-1968", "9901012001", 2}, journal::Actor("rina")).value();
  EXPECT_EQ(found.items, (std::vector{contoh, contoh}));
  EXPECT_EQ(found.total, 52u);
  EXPECT_EQ(center.find_obliged({"9901012001", {known, unknown}}, journal::Actor("budi")).value(), obliged);
  EXPECT_EQ(center.villages().value(), (std::vector<api::Village>{{"9901012001", "Umpama"}, {"9901012002", "Misal"}}));
  EXPECT_EQ(memory.asked, (std::set<std::string>{"budi:9901012001:2", "rina:siti contoh:05-08-1968:9901012001:2"}));
}

TEST_F(Lines, CarryEveryError) {
  auto center = line(office);
  for (const auto error :
       {ExchangeError::LineDown, ExchangeError::Refused, ExchangeError::NotThere, ExchangeError::OtherRegion,
        ExchangeError::NotTrusted, ExchangeError::NoRoom, ExchangeError::Broken}) {
    memory.fails = error;
    EXPECT_EQ(center.missing_blobs({base::sha256("x")}).error(), error);
    EXPECT_EQ(center.put_blob(base::bytes_of("x")).error(), error);
    EXPECT_EQ(center.push(some_entries(1)).error(), error);
    EXPECT_EQ(center.pull(journal::before_first, 5).error(), error);
    EXPECT_EQ(center.get_blob(base::sha256("x")).error(), error);
    EXPECT_EQ(center.find_resident(person::Nik::parse("9901014508680001").value(), journal::Actor("a")).error(), error);
    EXPECT_EQ(center.find_residents({"siti"}, journal::Actor("a")).error(), error);
    EXPECT_EQ(center.find_obliged({"9901012001", {}}, journal::Actor("a")).error(), error);
    EXPECT_EQ(center.villages().error(), error);
  }
}

TEST_F(Lines, LetInWhoseCertificateIsAnOffices) {
  auto stranger = line(other);
  EXPECT_EQ(stranger.pull(journal::before_first, 5).error(), ExchangeError::NotTrusted);
  auto nobody =
      RemoteCenter({"https://127.0.0.1:" + std::to_string(port), http::ClientIdentity{authority.certificate_pem()}});
  EXPECT_EQ(nobody.pull(journal::before_first, 5).error(), ExchangeError::NotTrusted);
  auto misled =
      RemoteCenter({"https://127.0.0.1:" + std::to_string(port),
                    http::ClientIdentity{identity::SiteAuthority::found("lain", clock.now()).certificate_pem()}});
  EXPECT_EQ(misled.pull(journal::before_first, 5).error(), ExchangeError::NotTrusted);
}

// The line is cut after each number of requests; every try goes on where the last one stopped.
TEST_F(Lines, GoOnWhereTheyWereCut) {
  const auto blob = blob_of(10 * part_bytes);
  auto center = line(office);
  int tries = 0;
  for (;; ++tries) {
    requests_left = 3;  // one that asks how much is there, two parts
    const auto put = center.put_blob(blob);
    if (put) break;
    EXPECT_EQ(put.error(), ExchangeError::LineDown);
    // the center is started anew in between
    server.reset();
    start();
    center = line(office);
    ASSERT_LT(tries, 10);
  }
  EXPECT_EQ(tries, 4);
  EXPECT_EQ(received, blob.size()) << "no byte went twice";
  EXPECT_EQ(memory.blobs.at(base::sha256(blob)), blob);

  std::size_t fetches = 0;
  for (;; ++fetches) {
    requests_left = 3;
    const auto got = center.get_blob(base::sha256(blob));
    if (got) {
      EXPECT_EQ(*got, blob);
      break;
    }
    ASSERT_LT(fetches, 10u);
  }
  EXPECT_EQ(fetches, 3u);
}

TEST_F(Lines, ADamagedPartStartsAnew) {
  const auto blob = blob_of(3 * part_bytes);
  auto center = line(office);
  requests_left = 2;
  EXPECT_FALSE(center.put_blob(blob));
  requests_left = -1;
  for (const auto& file : std::filesystem::directory_iterator(folder / "uploads"))
    std::filesystem::resize_file(file.path(), 2 * part_bytes);  // a disk that filled in zeros
  EXPECT_EQ(center.put_blob(blob).error(), ExchangeError::Broken);
  EXPECT_TRUE(memory.blobs.empty());
  EXPECT_TRUE(center.put_blob(blob));
  EXPECT_EQ(memory.blobs.size(), 1u);
}

TEST_F(Lines, RefuseWhatIsMalformed) {
  auto request = identity::make_request(office.text());
  http::Client client({"https://127.0.0.1:" + std::to_string(port),
                       http::ClientIdentity{authority.certificate_pem(),
                                            *authority.issue_site(request.csr_pem, office.text(), clock.now()),
                                            std::move(request.key_pem), ""}});
  const auto status = [&](http::Method method, const std::string& path, std::string_view body = {}) {
    const auto got = client.send(method, path, base::bytes_of(body));
    return got ? got->status : -1 - static_cast<int>(got.error());
  };
  using http::Method;
  const auto hex = base::sha256("x").hex();
  EXPECT_EQ(status(Method::Post, "/v1/blobs/missing", "{"), 409);
  EXPECT_EQ(status(Method::Post, "/v1/blobs/missing", R"({"wanted":["x"]})"), 409);
  EXPECT_EQ(status(Method::Post, "/v1/entries", "rubbish"), 409);
  EXPECT_EQ(status(Method::Post, "/v1/entries", ""), 409);
  EXPECT_EQ(status(Method::Get, "/v1/entries"), 409);
  EXPECT_EQ(status(Method::Get, "/v1/entries?after=-1&limit=5"), 409);
  EXPECT_EQ(status(Method::Get, "/v1/entries?after=0&limit=100000"), 409);
  EXPECT_EQ(status(Method::Put, "/v1/blobs/" + hex, "x"), 409);
  EXPECT_EQ(status(Method::Put, "/v1/blobs/" + hex + "?from=0&size=99999999999", "x"), 409);
  EXPECT_EQ(status(Method::Put, "/v1/blobs/" + hex + "?from=5&size=3", "x"), 409);
  EXPECT_EQ(status(Method::Put, "/v1/blobs/..%2f..%2fx?from=0&size=1", "x"), 400);
  EXPECT_EQ(status(Method::Put, "/v1/blobs/xyz?from=0&size=1", "x"), 404);
  EXPECT_EQ(status(Method::Delete, "/v1/blobs/" + hex), 404);
  EXPECT_EQ(status(Method::Post, "/v1/residents/find", R"({"nik":"99","asks":"a"})"), 409);
  EXPECT_EQ(status(Method::Post, "/v1/residents/find", R"({"nik":"9901014508680001","asks":""})"), 409);
  EXPECT_EQ(status(Method::Post, "/v1/residents/search", R"({"text":"a","born":"","village":"","page":1})"), 409);
  EXPECT_EQ(status(Method::Post, "/v1/residents/search", R"({"text":1,"born":"","village":"","page":1,"asks":"a"})"),
            409);
  EXPECT_EQ(status(Method::Post, "/v1/residents/obliged", R"({"village":"9901012001","called":["x"],"asks":"a"})"),
            409);
  EXPECT_EQ(status(Method::Post, "/v1/residents/obliged", R"({"village":"9901012001","called":[],"asks":"a"})"), 200);
  EXPECT_EQ(status(Method::Get, "/v1/nothing"), 404);
  EXPECT_EQ(status(Method::Get, "/elsewhere"), 404);
}

TEST(Invitation, IsTypedFromPaper) {
  const auto print = base::sha256("authority");
  const auto code = InvitationCode::make(print);
  EXPECT_EQ(code.authority(), print.hex().substr(0, 24));
  auto text = code.text();
  const auto again = InvitationCode::parse(text);
  ASSERT_TRUE(again) << text;
  EXPECT_EQ(again->secret_hash(), code.secret_hash());
  for (auto& c : text) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(InvitationCode::parse(" " + text + " ")->secret(), code.secret());
  EXPECT_EQ(InvitationCode::parse("O1LI-0000-0000:" + code.authority())->secret(), "011100000000");
  for (const auto& bad : std::vector<std::string>{
           "", ":", "ABCD-EFGH-JKMN", "ABCD-EFGH-JKM:" + code.authority(), "ABCD-EFGH-JKMU:" + code.authority(),
           "ABCD-EFGH-JKMN:" + code.authority().substr(1), "ABCD-EFGH-JKMN:" + std::string(24, 'g')})
    EXPECT_FALSE(InvitationCode::parse(bad)) << bad;
  EXPECT_NE(InvitationCode::make(print).secret(), code.secret());
}

TEST(Admission, ComesBackOrIsRefused) {
  const AdmissionRequest request{office, "SECRET", "csr", key(1)->public_key(), "pem"};
  const auto back = admission_request_of(text_of(request));
  ASSERT_TRUE(back);
  EXPECT_EQ(text_of(*back), text_of(request));
  const Welcome welcome{"chain", key(2)->public_key(), "pem", "9901"};
  EXPECT_EQ(text_of(*welcome_of(text_of(welcome))), text_of(welcome));
  for (const auto* bad : {"", "{", "[]", "{}", R"({"site":"a.b","secret":"x","csr":"","key":"","sealing":""})",
                          R"({"chain":1,"center_key":"","center_sealing":"","region":""})"}) {
    EXPECT_FALSE(admission_request_of(bad)) << bad;
    EXPECT_FALSE(welcome_of(bad)) << bad;
  }
}

TEST(EntryList, ComesBackOrIsRefused) {
  const auto entries = some_entries(3);
  const auto bytes = detail::bytes_of(entries);
  EXPECT_EQ(detail::entries_of(bytes), entries);
  EXPECT_EQ(detail::entries_of({}), std::vector<journal::Entry>{});
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    const auto part = detail::entries_of(base::ByteView(bytes).first(cut));
    EXPECT_TRUE(!part || part->size() < 3);
  }
}

}  // namespace
}  // namespace ktpel::line
