// SPDX-License-Identifier: Apache-2.0
#include "line/remote_center.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "http/date.h"
#include "line/detail/words.h"

namespace ktpel::line {

using api::ExchangeError;
using base::Digest;
using base::Done;
using base::Result;
using http::Method;
using nlohmann::json;

namespace {

/// nullopt for anything but a whole number that fits.
std::optional<std::size_t> number_of(const std::string* text) {
  if (!text) return std::nullopt;
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return out;
}

base::ByteView bytes_of(const std::string& text) { return base::bytes_of(text); }

}  // namespace

Result<http::Response, ExchangeError> RemoteCenter::ask(Method method, const std::string& path, base::ByteView body) {
  auto got = client_.send(method, path, body);
  if (!got) {
    switch (got.error()) {
      case http::LineError::NoLine:
        return ExchangeError::LineDown;
      case http::LineError::NotTrusted:
        return ExchangeError::NotTrusted;
      case http::LineError::OutOfDate:
        return ExchangeError::OutOfDate;
      case http::LineError::NotHttp:
        break;
    }
    return ExchangeError::Broken;
  }
  const auto* date = got->header("date");
  answered_at_ = date ? http::parse_date(*date) : std::nullopt;
  if (got->status / 100 != 2) return detail::error_of(got->status);
  return std::move(*got);
}

Result<std::optional<journal::Checkpoint>, ExchangeError> RemoteCenter::standing() {
  const auto got = ask(Method::Get, "/v1/entries/standing");
  if (!got) return got.error();
  if (got->status == 204) return std::optional<journal::Checkpoint>();
  auto receipt = journal::decode_checkpoint(got->body);
  if (!receipt) return ExchangeError::Broken;
  return receipt;
}

Result<std::vector<Digest>, ExchangeError> RemoteCenter::missing_blobs(const std::vector<Digest>& wanted) {
  if (wanted.empty()) return std::vector<Digest>{};
  auto names = json::array();
  for (const auto& digest : wanted) names.push_back(digest.hex());
  const auto got = ask(Method::Post, "/v1/blobs/missing", bytes_of(json{{"wanted", names}}.dump()));
  if (!got) return got.error();
  const auto answer = json::parse(got->text(), nullptr, false);
  if (!answer.is_object() || !answer.contains("missing") || !answer["missing"].is_array()) return ExchangeError::Broken;
  std::vector<Digest> out;
  for (const auto& name : answer["missing"]) {
    const auto digest = name.is_string() ? Digest::from_hex(name.get<std::string>()) : std::nullopt;
    if (!digest) return ExchangeError::Broken;
    out.push_back(*digest);
  }
  return out;
}

Result<Done, ExchangeError> RemoteCenter::put_blob(base::ByteView bytes) {
  const auto path = "/v1/blobs/" + base::sha256(bytes).hex();
  const auto size = std::to_string(bytes.size());
  // what arrived before the line was cut need not go again
  const auto there = ask(Method::Get, path + "/begun");
  if (!there) return there.error();
  auto have = number_of(there->header("x-have"));
  if (!have || *have > bytes.size()) return ExchangeError::Broken;
  for (;;) {
    const auto part = bytes.subspan(*have, std::min(part_bytes, bytes.size() - *have));
    const auto sent = ask(Method::Put, path + "?from=" + std::to_string(*have) + "&size=" + size, part);
    if (!sent) return sent.error();
    if (sent->status == 201) return Done{};  // all of it, durably
    const auto now = number_of(sent->header("x-have"));
    if (!now || *now <= *have || *now > bytes.size()) return ExchangeError::Broken;
    have = now;
  }
}

Result<journal::Checkpoint, ExchangeError> RemoteCenter::push(const std::vector<journal::Entry>& entries) {
  const auto got = ask(Method::Post, "/v1/entries", detail::bytes_of(entries));
  if (!got) return got.error();
  const auto receipt = journal::decode_checkpoint(got->body);
  if (!receipt) return ExchangeError::Broken;
  return *receipt;
}

Result<std::vector<journal::Entry>, ExchangeError> RemoteCenter::pull(journal::Sequence after, std::size_t limit) {
  const auto got =
      ask(Method::Get, "/v1/entries?after=" + std::to_string(after.get()) + "&limit=" + std::to_string(limit));
  if (!got) return got.error();
  auto entries = detail::entries_of(got->body);
  if (!entries) return ExchangeError::Broken;
  return std::move(*entries);
}

Result<base::Bytes, ExchangeError> RemoteCenter::get_blob(const Digest& digest) {
  auto& have = begun_[digest];
  for (;;) {
    const auto got = ask(Method::Get, "/v1/blobs/" + digest.hex() + "?from=" + std::to_string(have.size()));
    if (!got) return got.error();
    const auto size = number_of(got->header("x-size"));
    if (!size || have.size() + got->body.size() > *size || (got->body.empty() && have.size() < *size)) {
      begun_.erase(digest);
      return ExchangeError::Broken;
    }
    have.insert(have.end(), got->body.begin(), got->body.end());
    if (have.size() < *size) continue;
    auto out = std::move(have);
    begun_.erase(digest);
    if (base::sha256(out) != digest) return ExchangeError::Broken;
    return out;
  }
}

Result<std::optional<api::FoundResident>, ExchangeError> RemoteCenter::find_resident(const person::Nik& nik,
                                                                                     const journal::Actor& asks) {
  const auto body = json{{"nik", nik.digits()}, {"asks", asks.get()}}.dump();
  const auto got = ask(Method::Post, "/v1/residents/find", bytes_of(body));
  if (!got) return got.error();
  const auto answer = json::parse(got->text(), nullptr, false);
  if (!answer.is_object() || !answer.contains("biodata")) return ExchangeError::Broken;
  if (answer["biodata"].is_null()) return std::optional<api::FoundResident>();
  auto found = detail::found_resident_of(answer);
  if (!found) return ExchangeError::Broken;
  return found;
}

Result<api::FoundResidents, ExchangeError> RemoteCenter::find_residents(const api::ResidentQuery& query,
                                                                        const journal::Actor& asks) {
  auto body = detail::to_json(query);
  body["asks"] = asks.get();
  const auto got = ask(Method::Post, "/v1/residents/search", bytes_of(body.dump()));
  if (!got) return got.error();
  auto found = detail::found_residents_of(json::parse(got->text(), nullptr, false));
  if (!found) return ExchangeError::Broken;
  return std::move(*found);
}

Result<api::ObligedResidents, ExchangeError> RemoteCenter::find_obliged(const api::ObligedQuery& query,
                                                                        const journal::Actor& asks) {
  auto body = detail::to_json(query);
  body["asks"] = asks.get();
  const auto got = ask(Method::Post, "/v1/residents/obliged", bytes_of(body.dump()));
  if (!got) return got.error();
  auto found = detail::obliged_residents_of(json::parse(got->text(), nullptr, false));
  if (!found) return ExchangeError::Broken;
  return std::move(*found);
}

Result<std::vector<api::Village>, ExchangeError> RemoteCenter::villages() {
  const auto got = ask(Method::Get, "/v1/villages");
  if (!got) return got.error();
  auto found = detail::villages_of(json::parse(got->text(), nullptr, false));
  if (!found) return ExchangeError::Broken;
  return std::move(*found);
}

}  // namespace ktpel::line
