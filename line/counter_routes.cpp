// SPDX-License-Identifier: Apache-2.0
#include "line/counter_routes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "identity/site_authority.h"
#include "line/detail/words.h"
#include "line/remote_center.h"
#include "store/blob_store.h"

namespace ktpel::line {

using api::ExchangeError;
using base::Digest;
using http::answer;
using http::Method;
using http::Request;
using http::Response;
using nlohmann::json;

namespace {

constexpr std::size_t most_entries = 256, most_blobs_asked = 4096;
constexpr const char *bytes_type = "application/octet-stream", *json_type = "application/json";

Response refusal(ExchangeError error) {
  const auto& word = detail::word_of(error);
  return answer(word.status, json_type, json{{"error", word.word}}.dump());
}

std::optional<std::uint64_t> number_of(const std::string* text) {
  if (!text) return std::nullopt;
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return out;
}

Response with(Response response, std::string name, std::uint64_t value) {
  response.headers[std::move(name)] = std::to_string(value);
  return response;
}

Response missing(api::Exchange& counter, const Request& request) {
  const auto asked = json::parse(request.text(), nullptr, false);
  if (!asked.is_object() || !asked.contains("wanted") || !asked["wanted"].is_array() ||
      asked["wanted"].size() > most_blobs_asked)
    return refusal(ExchangeError::Refused);
  std::vector<Digest> wanted;
  for (const auto& name : asked["wanted"]) {
    const auto digest = name.is_string() ? Digest::from_hex(name.get<std::string>()) : std::nullopt;
    if (!digest) return refusal(ExchangeError::Refused);
    wanted.push_back(*digest);
  }
  const auto lacking = counter.missing_blobs(wanted);
  if (!lacking) return refusal(lacking.error());
  auto names = json::array();
  for (const auto& digest : *lacking) names.push_back(digest.hex());
  return answer(200, json_type, json{{"missing", names}}.dump());
}

Response push(api::Exchange& counter, const Request& request) {
  const auto entries = detail::entries_of(request.body);
  if (!entries || entries->empty() || entries->size() > most_entries) return refusal(ExchangeError::Refused);
  const auto receipt = counter.push(*entries);
  if (!receipt) return refusal(receipt.error());
  return answer(200, bytes_type, journal::encode(*receipt));
}

Response standing(api::Exchange& counter) {
  const auto receipt = counter.standing();
  if (!receipt) return refusal(receipt.error());
  if (!*receipt) return answer(204, bytes_type, "");
  return answer(200, bytes_type, journal::encode(**receipt));
}

Response pull(api::Exchange& counter, const Request& request) {
  const auto after = number_of(request.parameter("after")), limit = number_of(request.parameter("limit"));
  if (!after || !limit || *limit == 0 || *limit > most_entries) return refusal(ExchangeError::Refused);
  const auto entries = counter.pull(journal::Sequence(*after), *limit);
  if (!entries) return refusal(entries.error());
  return answer(200, bytes_type, detail::bytes_of(*entries));
}

Response get_part(api::Exchange& counter, const Digest& digest, const Request& request) {
  const auto from = number_of(request.parameter("from"));
  if (!from) return refusal(ExchangeError::Refused);
  const auto bytes = counter.get_blob(digest);
  if (!bytes) return refusal(bytes.error());
  if (*from > bytes->size()) return refusal(ExchangeError::Refused);
  const auto part =
      base::ByteView(*bytes).subspan(*from).first(std::min<std::size_t>(part_bytes, bytes->size() - *from));
  return with(answer(200, bytes_type, base::Bytes(part.begin(), part.end())), "x-size", bytes->size());
}

Response find(api::Exchange& counter, const Request& request) {
  const auto asked = json::parse(request.text(), nullptr, false);
  if (!asked.is_object() || !asked.contains("nik") || !asked["nik"].is_string() || !asked.contains("asks") ||
      !asked["asks"].is_string())
    return refusal(ExchangeError::Refused);
  const auto nik = person::Nik::parse(asked["nik"].get<std::string>());
  const journal::Actor asks(asked["asks"].get<std::string>());
  if (!nik || !journal::is_sound(journal::Draft{asks, "resident-read", ""})) return refusal(ExchangeError::Refused);
  const auto found = counter.find_resident(*nik, asks);
  if (!found) return refusal(found.error());
  if (!*found) return answer(200, json_type, R"({"biodata":null})");
  return answer(200, json_type, detail::to_json(**found).dump());
}

/// Who asks; nullopt if the body does not say it, or not so that it could be written down.
std::optional<journal::Actor> asker_in(const json& asked) {
  if (!asked.is_object() || !asked.contains("asks") || !asked["asks"].is_string()) return std::nullopt;
  const journal::Actor asks(asked["asks"].get<std::string>());
  if (!journal::is_sound(journal::Draft{asks, "residents-read", ""})) return std::nullopt;
  return asks;
}

Response search(api::Exchange& counter, const Request& request) {
  const auto asked = json::parse(request.text(), nullptr, false);
  const auto asks = asker_in(asked);
  const auto query = detail::resident_query_of(asked);
  if (!asks || !query) return refusal(ExchangeError::Refused);
  const auto found = counter.find_residents(*query, *asks);
  if (!found) return refusal(found.error());
  return answer(200, json_type, detail::to_json(*found).dump());
}

Response obliged(api::Exchange& counter, const Request& request) {
  const auto asked = json::parse(request.text(), nullptr, false);
  const auto asks = asker_in(asked);
  const auto query = detail::obliged_query_of(asked);
  if (!asks || !query) return refusal(ExchangeError::Refused);
  const auto found = counter.find_obliged(*query, *asks);
  if (!found) return refusal(found.error());
  return answer(200, json_type, detail::to_json(*found).dump());
}

Response villages(api::Exchange& counter) {
  const auto found = counter.villages();
  if (!found) return refusal(found.error());
  return answer(200, json_type, detail::to_json(*found).dump());
}

}  // namespace

CounterRoutes::CounterRoutes(CounterFor counter_for, std::filesystem::path uploads)
    : counter_for_(std::move(counter_for)), uploads_(std::move(uploads)) {}

std::filesystem::path CounterRoutes::part_of(const journal::SiteId& office, const Digest& digest) const {
  return uploads_ / (office.text() + "-" + digest.hex());
}

std::optional<Response> CounterRoutes::serve(const Request& request) {
  constexpr std::string_view root = "/v1/", blobs = "/v1/blobs/";
  if (!request.path.starts_with(root)) return std::nullopt;
  const auto certificate = identity::read_certificate(request.client_certificate);
  const auto office = certificate ? journal::SiteId::parse(certificate->site) : std::nullopt;
  if (!office || office->addressee()) return refusal(ExchangeError::NotTrusted);
  const auto counter = counter_for_(*office, request.client_certificate);
  if (!counter) return refusal(ExchangeError::NotTrusted);

  const auto is = [&](Method method, std::string_view path) {
    return request.method == method && request.path == path;
  };
  if (is(Method::Post, "/v1/blobs/missing")) return missing(*counter, request);
  if (is(Method::Post, "/v1/entries")) return push(*counter, request);
  if (is(Method::Get, "/v1/entries")) return pull(*counter, request);
  if (is(Method::Get, "/v1/entries/standing")) return standing(*counter);
  if (is(Method::Post, "/v1/residents/find")) return find(*counter, request);
  if (is(Method::Post, "/v1/residents/search")) return search(*counter, request);
  if (is(Method::Post, "/v1/residents/obliged")) return obliged(*counter, request);
  if (is(Method::Get, "/v1/villages")) return villages(*counter);
  if (!request.path.starts_with(blobs)) return refusal(ExchangeError::NotThere);
  const auto rest = std::string_view(request.path).substr(blobs.size());
  const auto slash = rest.find('/');
  const auto digest = Digest::from_hex(rest.substr(0, slash));
  if (!digest) return refusal(ExchangeError::NotThere);
  if (slash != std::string_view::npos) {
    if (request.method != Method::Get || rest.substr(slash) != "/begun") return refusal(ExchangeError::NotThere);
    const std::scoped_lock lock(mutex_);
    std::error_code none;
    const auto have = std::filesystem::file_size(part_of(*office, *digest), none);
    return with(answer(204, bytes_type, ""), "x-have", none ? 0 : have);
  }
  if (request.method == Method::Get) return get_part(*counter, *digest, request);
  if (request.method == Method::Put) return put_part(*counter, *office, *digest, request);
  return refusal(ExchangeError::NotThere);
}

Response CounterRoutes::put_part(api::Exchange& counter, const journal::SiteId& office, const Digest& digest,
                                 const Request& request) {
  const auto from = number_of(request.parameter("from")), size = number_of(request.parameter("size"));
  if (!from || !size || *size > store::BlobStore::max_blob || *from > *size || request.body.size() > *size - *from ||
      (request.body.empty() && *size > *from))
    return refusal(ExchangeError::Refused);
  const auto path = part_of(office, digest);
  base::Bytes whole;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto made = base::make_folder(uploads_); !made) return refusal(ExchangeError::Broken);
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return refusal(errno == ENOSPC ? ExchangeError::NoRoom : ExchangeError::Broken);
    const struct Close {
      int file;
      ~Close() { ::close(file); }
    } closes{file};
    struct stat facts {};
    if (::fstat(file, &facts) != 0) return refusal(ExchangeError::Broken);
    const auto have = static_cast<std::uint64_t>(facts.st_size);
    // Parts come in order; one that came before is no error, since its answer may have been lost.
    if (*from > have) return with(answer(202, bytes_type, ""), "x-have", have);
    for (std::size_t done = 0; done < request.body.size();) {
      const auto n =
          ::pwrite(file, request.body.data() + done, request.body.size() - done, static_cast<off_t>(*from + done));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        // what stands is whole; the disk shall not keep a torn end
        (void)!::ftruncate(file, static_cast<off_t>(have));
        return refusal(ExchangeError::NoRoom);
      }
      done += static_cast<std::size_t>(n);
    }
    const auto now = std::max<std::uint64_t>(have, *from + request.body.size());
    if (now < *size) return with(answer(202, bytes_type, ""), "x-have", now);
    whole.resize(now);
    for (std::size_t done = 0; done < whole.size();) {
      const auto n = ::pread(file, whole.data() + done, whole.size() - done, static_cast<off_t>(done));
      if (n <= 0) return refusal(ExchangeError::Broken);
      done += static_cast<std::size_t>(n);
    }
    ::unlink(path.c_str());
  }
  // begun with other bytes, or damaged: it starts anew
  if (base::sha256(whole) != digest) return with(answer(202, bytes_type, ""), "x-have", 0);
  const auto put = counter.put_blob(whole);
  if (!put) return refusal(put.error());
  return with(answer(201, bytes_type, ""), "x-have", whole.size());
}

void CounterRoutes::sweep() const {
  constexpr auto oldest = std::chrono::hours(24 * 7);
  std::error_code error;
  const auto now = std::filesystem::file_time_type::clock::now();
  for (const auto& file : std::filesystem::directory_iterator(uploads_, error)) {
    std::error_code ignored;
    if (now - file.last_write_time(ignored) > oldest) std::filesystem::remove(file.path(), ignored);
  }
}

}  // namespace ktpel::line
