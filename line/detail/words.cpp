// SPDX-License-Identifier: Apache-2.0
#include "line/detail/words.h"

#include <algorithm>
#include <array>

namespace ktpel::line::detail {

using api::ExchangeError;

namespace {

constexpr std::array<ErrorWord, 8> words = {{{ExchangeError::LineDown, 503, "LineDown"},
                                             {ExchangeError::Refused, 409, "Refused"},
                                             {ExchangeError::NotThere, 404, "NotThere"},
                                             {ExchangeError::OtherRegion, 403, "OtherRegion"},
                                             {ExchangeError::NotTrusted, 401, "NotTrusted"},
                                             {ExchangeError::OutOfDate, 412, "OutOfDate"},
                                             {ExchangeError::NoRoom, 507, "NoRoom"},
                                             {ExchangeError::Broken, 500, "Broken"}}};

}  // namespace

const ErrorWord& word_of(ExchangeError error) {
  const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.error == error; });
  base::check(found != words.end(), "every error of an exchange has a word");
  return *found;
}

ExchangeError error_of(int status) {
  const auto* found = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.status == status; });
  if (found != words.end()) return found->error;
  if (status == 429 || status == 502 || status == 504) return ExchangeError::LineDown;  // something between the two
  return status >= 400 && status < 500 ? ExchangeError::Refused : ExchangeError::Broken;
}

base::Bytes bytes_of(const std::vector<journal::Entry>& entries) {
  base::ByteWriter out;
  for (const auto& entry : entries) out.counted(journal::encode(entry));
  return out.take();
}

std::optional<std::vector<journal::Entry>> entries_of(base::ByteView bytes) {
  std::vector<journal::Entry> out;
  base::ByteReader in(bytes);
  while (in.left() > 0) {
    const auto size = in.u32();
    if (!in.ok() || size > journal::max_encoded) return std::nullopt;
    const auto encoded = in.take(size);
    if (!in.ok()) return std::nullopt;
    auto entry = journal::decode(encoded);
    if (!entry) return std::nullopt;
    out.push_back(std::move(*entry));
  }
  return out;
}

using nlohmann::json;

namespace {

/// `read`, or nullopt where a field is missing or of another type.
template <class T, class Read>
std::optional<T> parsed(Read read) {
  try {
    return read();
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

json to_json(const api::FoundResident& who) {
  return {{"biodata", who.biodata},         {"recorded_in", who.recorded_in},
          {"recorded_at", who.recorded_at}, {"recorded_ms", who.recorded_ms},
          {"open_at", who.open_at},         {"open_application", who.open_application}};
}
std::optional<api::FoundResident> found_resident_of(const json& j) {
  return parsed<api::FoundResident>([&] {
    return api::FoundResident{j.at("biodata").get<std::string>(),          j.at("recorded_in").get<std::string>(),
                              j.at("recorded_at").get<std::string>(),      j.at("recorded_ms").get<std::int64_t>(),
                              j.at("open_application").get<std::string>(), j.at("open_at").get<std::string>()};
  });
}

json to_json(const api::FoundResidents& found) {
  json items = json::array();
  for (const auto& one : found.items) items.push_back(to_json(one));
  return {{"items", items}, {"total", found.total}};
}
std::optional<api::FoundResidents> found_residents_of(const json& j) {
  return parsed<api::FoundResidents>([&]() -> std::optional<api::FoundResidents> {
    api::FoundResidents out{.items = {}, .total = j.at("total").get<std::size_t>()};
    for (const auto& item : j.at("items")) {
      auto one = found_resident_of(item);
      if (!one || out.items.size() >= api::ResidentQuery::page_size) return std::nullopt;
      out.items.push_back(std::move(*one));
    }
    return out;
  });
}

json to_json(const api::ObligedResidents& found) {
  json items = json::array();
  for (const auto& one : found.items)
    items.push_back({{"nik", one.nik},
                     {"name", one.name},
                     {"born", one.born},
                     {"street", one.street},
                     {"rt", one.rt},
                     {"rw", one.rw}});
  return {{"items", items}, {"obliged", found.obliged}, {"recorded", found.recorded}, {"called", found.called}};
}
std::optional<api::ObligedResidents> obliged_residents_of(const json& j) {
  return parsed<api::ObligedResidents>([&]() -> std::optional<api::ObligedResidents> {
    api::ObligedResidents out{.items = {},
                              .obliged = j.at("obliged").get<std::size_t>(),
                              .recorded = j.at("recorded").get<std::size_t>(),
                              .called = j.at("called").get<std::size_t>()};
    for (const auto& item : j.at("items")) {
      if (out.items.size() >= api::ObligedResidents::most) return std::nullopt;
      out.items.push_back({item.at("nik").get<std::string>(), item.at("name").get<std::string>(),
                           item.at("born").get<std::string>(), item.at("street").get<std::string>(),
                           item.at("rt").get<int>(), item.at("rw").get<int>()});
    }
    return out;
  });
}

json to_json(const std::vector<api::Village>& villages) {
  json items = json::array();
  for (const auto& one : villages) items.push_back({{"code", one.code}, {"name", one.name}});
  return {{"items", items}};
}
std::optional<std::vector<api::Village>> villages_of(const json& j) {
  return parsed<std::vector<api::Village>>([&] {
    std::vector<api::Village> out;
    for (const auto& item : j.at("items"))
      out.push_back({item.at("code").get<std::string>(), item.at("name").get<std::string>()});
    return out;
  });
}

json to_json(const api::ResidentQuery& query) {
  return {{"text", query.text}, {"born", query.born}, {"village", query.village}, {"page", query.page}};
}
std::optional<api::ResidentQuery> resident_query_of(const json& j) {
  return parsed<api::ResidentQuery>([&] {
    return api::ResidentQuery{j.at("text").get<std::string>(), j.at("born").get<std::string>(),
                              j.at("village").get<std::string>(), j.at("page").get<std::size_t>()};
  });
}

json to_json(const api::ObligedQuery& query) {
  json called = json::array();
  for (const auto& nik : query.called) called.push_back(nik.digits());
  return {{"village", query.village}, {"called", called}};
}
std::optional<api::ObligedQuery> obliged_query_of(const json& j) {
  return parsed<api::ObligedQuery>([&]() -> std::optional<api::ObligedQuery> {
    api::ObligedQuery query{j.at("village").get<std::string>(), {}};
    for (const auto& text : j.at("called")) {
      const auto nik = person::Nik::parse(text.get<std::string>());
      if (!nik || query.called.size() >= api::ObligedQuery::most_called) return std::nullopt;
      query.called.push_back(*nik);
    }
    return query;
  });
}

}  // namespace ktpel::line::detail
