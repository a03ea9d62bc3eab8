// SPDX-License-Identifier: Apache-2.0
#include "store/s3_blob_store.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

#include "base/file.h"
#include "store/detail/s3_address.h"
#include "store/detail/s3_signature.h"
#include "store/s3_server_test.h"
#include "store/store_test.h"

// Goal: what a server does wrong, or does not do, ends in the error that tells the caller what to do next; secrets stay
// where they are; signatures are those of the published examples.
// Method: a server that misbehaves when told (s3_server_test.h); a table of places; the examples of Amazon's reference.
namespace ktpel::store {
namespace {

std::map<std::string, std::string> vector_file(const std::string& name) {
  std::ifstream in(std::string(std::getenv("KTPEL_SOURCE_DIR")) + "/data/vectors/" + name);
  EXPECT_TRUE(in) << name;
  std::map<std::string, std::string> out;
  for (std::string line; std::getline(in, line);) {
    const auto at = line.find(" = ");
    if (!line.empty() && line[0] != '#' && at != std::string::npos) out[line.substr(0, at)] = line.substr(at + 3);
  }
  return out;
}

TEST(S3Signature, IsThatOfThePublishedExamples) {
  auto v = vector_file("aws/sigv4_s3.vec");
  const auto secret = base::bytes_of(v["Secret"]);
  const detail::S3Key key{v["Identifier"], base::Secret(base::Bytes(secret.begin(), secret.end()))};
  EXPECT_EQ(v["Time"], base::Time{1369353600000}.iso8601());
  const auto signature_of = [&](detail::S3Request request) {
    detail::sign(request, key, v["Region"], base::Time{1369353600000});
    const auto& header = request.headers.at("authorization");
    return header.substr(header.rfind('=') + 1);
  };
  EXPECT_EQ(signature_of({"GET", v["GetPath"], {{"host", v["Host"]}, {"range", v["GetRange"]}}, base::sha256("")}),
            v["GetSignature"]);
  EXPECT_EQ(signature_of({"PUT",
                          v["PutPath"],
                          {{"host", v["Host"]}, {"date", v["PutDate"]}, {"x-amz-storage-class", v["PutStorageClass"]}},
                          base::sha256(v["PutContent"])}),
            v["PutSignature"]);
}

TEST(S3Address, IsWhatThePlaceSaysOrNothing) {
  const auto of = [](const std::string& endpoint, const std::string& bucket = "blob", const std::string& prefix = "",
                     const std::string& region = "id-1", const std::string& credentials = "/etc/k") {
    const auto address = detail::s3_address_of({endpoint, region, bucket, prefix, credentials});
    return address ? address->url_of(address->bucket + "/" + address->prefix) : "refused";
  };
  EXPECT_EQ(of("https://S3.Contoh.id"), "https://s3.contoh.id/blob/");
  EXPECT_EQ(of("https://s3.contoh.id:9000", "blob", "a/b"), "https://s3.contoh.id:9000/blob/a/b/");
  EXPECT_EQ(of("https://s3.contoh.id:443"), "https://s3.contoh.id/blob/") << "as the header Host has it";
  EXPECT_EQ(of("https://{bucket}.s3.contoh.id"), "https://blob.s3.contoh.id/");
  EXPECT_EQ(of("https://10.0.0.5"), "https://10.0.0.5/blob/");
  EXPECT_EQ(of("http://127.0.0.1:9000"), "http://127.0.0.1:9000/blob/");
  EXPECT_EQ(of("http://localhost:80"), "http://localhost/blob/");
  EXPECT_EQ(of("http://{bucket}.localhost:9000"), "http://blob.localhost:9000/");
  EXPECT_EQ(of("http://[::1]:9000"), "http://[::1]:9000/blob/");
  EXPECT_EQ(of("unprotected-http://10.0.0.5"), "http://10.0.0.5/blob/");

  for (const char* endpoint : {"http://10.0.0.5",
                               "http://127.0.0.1.contoh.id",
                               "http://localhost.contoh.id",
                               "http://[::2]",
                               "ftp://contoh.id",
                               "contoh.id",
                               "https://",
                               "https://user:secret@contoh.id",
                               "https://contoh.id/",
                               "https://contoh.id/path",
                               "https://contoh.id?x=1",
                               "https://contoh.id#x",
                               "https://contoh.id:0",
                               "https://contoh.id:65536",
                               "https://contoh.id:",
                               "https://a b",
                               "https://a\nb",
                               "https://{other}.contoh.id",
                               "https://contoh.id\n",
                               ""})
    EXPECT_EQ(of(endpoint), "refused") << endpoint;
  for (const char* bucket : {"", "ab", "Blob", "a/b", "-ab", "ab-", "a b", "a_b"})
    EXPECT_EQ(of("https://contoh.id", bucket), "refused") << bucket;
  for (const char* prefix : {"/a", "a/", "a//b", "..", "a/../b", "./a", "a/.", "a b", "a%2f", "-"})
    EXPECT_EQ(of("https://contoh.id", "blob", prefix), "refused") << prefix;
  EXPECT_EQ(of("https://contoh.id", "blob", "a..b/.c"), "https://contoh.id/blob/a..b/.c/");
  for (const char* region : {"", "id 1", "id/1"}) EXPECT_EQ(of("https://contoh.id", "blob", "", region), "refused");
  for (const char* credentials : {"", "etc/k", "/etc/a b", "/etc/k\n"})
    EXPECT_EQ(of("https://contoh.id", "blob", "", "id-1", credentials), "refused") << credentials;
}

class S3Blobs : public FreshFolder {
 protected:
  std::unique_ptr<S3BlobStore> open() { return S3BlobStore::open(s3_place(server_, folder_), impatient).value(); }
  /// How many requests `work` makes.
  template <class Work>
  std::size_t requests_of(Work work) {
    const auto before = server_.requests().size();
    work();
    return server_.requests().size() - before;
  }
  S3Server server_;
  const base::Bytes bytes_ = base::Bytes(200000, 3);
  const base::Digest digest_ = base::sha256(bytes_);
};

TEST_F(S3Blobs, AreObjectsNamedByTheirContent) {
  ASSERT_TRUE(open()->put(bytes_));
  const auto key = digest_.hex().substr(0, 2) + "/" + digest_.hex();
  EXPECT_EQ(server_.objects(), (std::map<std::string, base::Bytes>{{"uji/" + key, bytes_}}));
  EXPECT_EQ(server_.requests(), std::vector{"PUT /" + server_.bucket + "/uji/" + key});

  auto place = s3_place(server_, folder_, "");
  place.endpoint = "http://{bucket}.localhost:" + std::to_string(server_.port());
  const auto by_host = S3BlobStore::open(place, impatient).value();
  EXPECT_EQ(by_host->look_for(digest_).value(), false) << "another prefix";
  ASSERT_TRUE(by_host->put(bytes_));
  EXPECT_EQ(server_.objects().at(key), bytes_);
  EXPECT_EQ(server_.requests().back(), "PUT /" + key);
  EXPECT_TRUE(server_.complaints().empty());
}

// Whatever passes is tried again, and succeeds.
TEST_F(S3Blobs, SurviveWhatPasses) {
  const auto blobs = open();
  for (const auto misdeed : {Misdeed::ServerError, Misdeed::SlowDown, Misdeed::Cut, Misdeed::LoseTheAnswer,
                             Misdeed::NotHttp, Misdeed::Late}) {
    const auto number = static_cast<int>(misdeed);
    server_.will({misdeed});
    EXPECT_EQ(requests_of([&] { EXPECT_TRUE(blobs->put(bytes_)) << number; }), 2u) << number;
    server_.will({misdeed});
    EXPECT_EQ(requests_of([&] { EXPECT_EQ(blobs->get(digest_).value(), bytes_) << number; }), 2u) << number;
  }
  for (const auto misdeed : {Misdeed::ServerError, Misdeed::SlowDown, Misdeed::LoseTheAnswer, Misdeed::NotHttp}) {
    const auto fresh = open();
    server_.will({misdeed});
    EXPECT_EQ(requests_of([&] { EXPECT_TRUE(fresh->look_for(digest_).value()); }), 2u);
  }
  server_.will({Misdeed::OtherContent});
  EXPECT_EQ(blobs->get(digest_).value(), bytes_) << "asked once more before it is Broken";
  EXPECT_TRUE(server_.complaints().empty());
}

TEST_F(S3Blobs, GiveUpAfterSomeTries) {
  const auto blobs = open();
  const auto all = [&](Misdeed misdeed) {
    server_.will({misdeed, misdeed, misdeed});
    EXPECT_EQ(requests_of([&] { EXPECT_EQ(blobs->put(bytes_).error(), StoreError::Retry); }), 3u);
    server_.will({misdeed, misdeed, misdeed});
    EXPECT_EQ(requests_of([&] { EXPECT_EQ(blobs->get(digest_).error(), StoreError::Retry); }), 3u);
    server_.will({misdeed, misdeed, misdeed});
    EXPECT_EQ(requests_of([&] { EXPECT_EQ(blobs->look_for(digest_).error(), StoreError::Retry); }), 3u);
    server_.will({misdeed, misdeed, misdeed});
    EXPECT_FALSE(blobs->has(digest_)) << "not certainly";
  };
  for (const auto misdeed : {Misdeed::ServerError, Misdeed::SlowDown, Misdeed::NotHttp}) all(misdeed);
  EXPECT_TRUE(server_.objects().empty());

  auto patience = impatient;
  patience.tries = 2;
  const auto hurried = S3BlobStore::open(s3_place(server_, folder_), patience).value();
  server_.will({Misdeed::Silent, Misdeed::Silent});
  EXPECT_EQ(hurried->put(bytes_).error(), StoreError::Retry);
  patience.give_up_s = 0;
  patience.first_pause_ms = 10;
  const auto restless = S3BlobStore::open(s3_place(server_, folder_), patience).value();
  server_.will({Misdeed::ServerError});
  EXPECT_EQ(requests_of([&] { EXPECT_EQ(restless->put(bytes_).error(), StoreError::Retry); }), 1u);

  server_.stop();
  EXPECT_EQ(blobs->put(bytes_).error(), StoreError::Retry);
  EXPECT_EQ(blobs->get(digest_).error(), StoreError::Retry);
  EXPECT_EQ(blobs->has_all({digest_}).error(), StoreError::Retry);
  server_.start();
  EXPECT_TRUE(blobs->put(bytes_)) << "the server is back";
}

// What does not pass is said at once.
TEST_F(S3Blobs, TellWhatToDoNext) {
  const auto blobs = open();
  const auto put = [&](Misdeed misdeed) {
    server_.will({misdeed});
    const auto done = blobs->put(bytes_);
    return done ? "Done" : name(done.error());
  };
  EXPECT_EQ(requests_of([&] { EXPECT_STREQ(put(Misdeed::Denied), "ReadOnly"); }), 1u);
  EXPECT_STREQ(put(Misdeed::QuotaExceeded), "Full");
  EXPECT_STREQ(put(Misdeed::DiskFull), "Full");
  EXPECT_STREQ(put(Misdeed::Redirect), "Refused") << "a signature is for one host";
  EXPECT_STREQ(put(Misdeed::Portal), "Broken") << "it was not the server that said 200";
  EXPECT_STREQ(put(Misdeed::Rubbish), "Broken");
  EXPECT_TRUE(server_.objects().empty());
  ASSERT_TRUE(blobs->put(bytes_));

  const auto get = [&](std::vector<Misdeed> misdeeds) {
    server_.will(misdeeds);
    const auto got = blobs->get(digest_);
    return got ? "Done" : name(got.error());
  };
  EXPECT_STREQ(get({Misdeed::Denied}), "ReadOnly");
  EXPECT_STREQ(get({Misdeed::Rubbish}), "Broken") << "not Gone: nobody who knows says so";
  EXPECT_STREQ(get({Misdeed::Portal, Misdeed::Portal}), "Broken");
  EXPECT_STREQ(get({Misdeed::OtherContent, Misdeed::OtherContent}), "Broken");
  EXPECT_STREQ(get({Misdeed::Endless}), "Broken") << "and no more than a blob's worth is kept";
  EXPECT_STREQ(get({}), "Done");

  const auto look = [&](Misdeed misdeed) {
    server_.will({misdeed});
    const auto looked = open()->look_for(digest_);
    return looked ? "Done" : name(looked.error());
  };
  EXPECT_STREQ(look(Misdeed::Denied), "ReadOnly");
  EXPECT_STREQ(look(Misdeed::Portal), "Broken");
  EXPECT_TRUE(server_.complaints().empty());
}

TEST_F(S3Blobs, WithoutABucketAreBroken) {
  server_.has_bucket = false;
  const auto blobs = open();
  EXPECT_EQ(blobs->put(bytes_).error(), StoreError::Broken);
  EXPECT_EQ(blobs->get(digest_).error(), StoreError::Broken);
  EXPECT_EQ(blobs->look_for(digest_).error(), StoreError::Broken) << "not merely missing";
  server_.has_bucket = true;
  EXPECT_EQ(requests_of([&] { EXPECT_EQ(blobs->look_for(digest_).value(), false); }), 2u);
  EXPECT_EQ(requests_of([&] { EXPECT_EQ(blobs->look_for(digest_).value(), false); }), 1u) << "the bucket is known";
}

TEST_F(S3Blobs, LookOnceForWhatIsThere) {
  ASSERT_TRUE(open()->put(bytes_));
  const auto blobs = open();
  EXPECT_EQ(requests_of([&] { EXPECT_TRUE(blobs->has(digest_)); }), 1u);
  EXPECT_EQ(requests_of([&] { EXPECT_TRUE(blobs->has(digest_)); }), 0u);
  const auto another = blobs->put(base::Bytes{1}).value();
  EXPECT_EQ(requests_of([&] { EXPECT_TRUE(blobs->has(another)); }), 0u);
}

TEST_F(S3Blobs, TakeCredentialsFromAFileThatOthersCannotRead) {
  const auto place = s3_place(server_, folder_);
  const auto with = [&](const std::string& text, unsigned mode) {
    EXPECT_TRUE(base::write_file_durably(place.credentials, base::bytes_of(text), mode));
    EXPECT_EQ(::chmod(place.credentials.c_str(), mode), 0);
    const auto opened = S3BlobStore::open(place, impatient);
    return opened ? "Done" : name(opened.error());
  };
  const auto good = server_.identifier + "\n" + server_.secret;
  EXPECT_STREQ(with(good + "\n", 0600), "Done");
  EXPECT_STREQ(with(good, 0640), "Done");
  EXPECT_STREQ(with(good + "\n", 0644), "Refused");
  for (const std::string& text : {std::string(), std::string("\n\n"), server_.identifier + "\n", good + "\nmore\n",
                                  server_.identifier + " " + server_.secret, "a/b\n" + server_.secret,
                                  server_.identifier + "\r\n" + server_.secret, std::string(5000, 'x')})
    EXPECT_STREQ(with(text, 0600), "Refused") << text;
  std::filesystem::remove(place.credentials);
  EXPECT_EQ(S3BlobStore::open(place).error(), StoreError::Refused);
  EXPECT_TRUE(server_.requests().empty());
}

// The wrong key, then the right one, while the program runs. None of them is ever told to anybody.
TEST_F(S3Blobs, FollowAChangeOfTheKeyAndKeepItSecret) {
  testing::internal::CaptureStderr();
  const auto blobs = open();
  ASSERT_TRUE(blobs->put(bytes_));
  const auto old_secret = server_.secret;
  server_.secret = "uji+lain/contoh";
  EXPECT_EQ(blobs->put(bytes_).error(), StoreError::Refused);
  EXPECT_EQ(server_.complaints(), std::vector<std::string>{"SignatureDoesNotMatch"});
  EXPECT_EQ(blobs->get(digest_).error(), StoreError::Refused);
  const auto place = s3_place(server_, folder_);
  EXPECT_EQ(blobs->get(digest_).value(), bytes_);
  std::filesystem::remove(place.credentials);
  EXPECT_EQ(blobs->get(digest_).error(), StoreError::Refused) << "not Gone: that would be said of the blob";
  server_.region = "us-east-1";
  (void)s3_place(server_, folder_);
  EXPECT_EQ(blobs->get(digest_).error(), StoreError::Refused) << "signed for another region";
  for (const auto misdeed : {Misdeed::Denied, Misdeed::Rubbish, Misdeed::Redirect}) {
    server_.will({misdeed});
    EXPECT_FALSE(blobs->put(bytes_));
  }
  const auto told = testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("403 SignatureDoesNotMatch"), std::string::npos) << told;
  EXPECT_NE(told.find(place.credentials.string()), std::string::npos) << told;
  for (const auto& secret : {old_secret, server_.secret, server_.identifier})
    EXPECT_EQ(told.find(secret), std::string::npos) << told;
  for (const auto& request : server_.requests()) EXPECT_EQ(request.find(server_.identifier), std::string::npos);
}

/// Speaks TLS with a certificate that no authority signed; counts what it is told behind it.
class StrangeTls {
 public:
  StrangeTls() {
    key_ = ::EVP_EC_gen("P-256");
    certificate_ = ::X509_new();
    ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate_), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(certificate_), -3600);
    ::X509_gmtime_adj(::X509_getm_notAfter(certificate_), 3600);
    auto* name = ::X509_get_subject_name(certificate_);
    ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                                 0);
    ::X509_set_issuer_name(certificate_, name);
    ::X509_set_pubkey(certificate_, key_);
    ::X509_sign(certificate_, key_, ::EVP_sha256());
    context_ = ::SSL_CTX_new(::TLS_server_method());
    ::SSL_CTX_use_certificate(context_, certificate_);
    ::SSL_CTX_use_PrivateKey(context_, key_);
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    base::check(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 4) == 0 &&
                    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
                "a test server has a port");
    port_ = ::ntohs(address.sin_port);
    thread_ = std::thread([this] {
      while (runs_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        const int line = ::accept(listener_, nullptr, nullptr);
        auto* tls = ::SSL_new(context_);
        ::SSL_set_fd(tls, line);
        ++lines_;
        char byte;
        if (::SSL_accept(tls) == 1 && ::SSL_read(tls, &byte, 1) == 1) ++told_;
        ::SSL_free(tls);
        ::close(line);
      }
    });
  }
  ~StrangeTls() {
    end();
    ::close(listener_);
    ::SSL_CTX_free(context_);
    ::X509_free(certificate_);
    ::EVP_PKEY_free(key_);
  }
  void end() {
    runs_ = false;
    if (thread_.joinable()) thread_.join();
  }
  int port() const { return port_; }
  int lines() const { return lines_; }
  int told() const { return told_; }

 private:
  EVP_PKEY* key_;
  X509* certificate_;
  SSL_CTX* context_;
  int listener_, port_;
  std::atomic<bool> runs_ = true;
  std::atomic<int> lines_ = 0, told_ = 0;
  std::thread thread_;
};

TEST_F(S3Blobs, AreNotToldToAStranger) {
  StrangeTls stranger;
  auto place = s3_place(server_, folder_);
  place.endpoint = "https://localhost:" + std::to_string(stranger.port());
  const auto blobs = S3BlobStore::open(place, impatient).value();
  EXPECT_EQ(blobs->put(bytes_).error(), StoreError::Refused);
  EXPECT_EQ(blobs->get(digest_).error(), StoreError::Refused);
  stranger.end();
  EXPECT_EQ(stranger.lines(), 2);
  EXPECT_EQ(stranger.told(), 0);

  place.endpoint = "https://127.0.0.1:" + std::to_string(server_.port());  // which does not speak TLS
  EXPECT_EQ(S3BlobStore::open(place, {1, 1, 1000, 1, 10}).value()->look_for(digest_).error(), StoreError::Retry);
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace ktpel::store
