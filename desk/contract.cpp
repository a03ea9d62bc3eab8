// SPDX-License-Identifier: Apache-2.0
#include "desk/contract.h"

#include <algorithm>
#include <map>
#include <set>

namespace ktpel::desk {
namespace {

using http::Method;
using nlohmann::json;
using Ordered = nlohmann::ordered_json;

Ordered roles_of(const Who& who) {
  Ordered names = Ordered::array();
  if (std::holds_alternative<Open>(who))
    names.push_back("everybody");
  else if (std::holds_alternative<Anybody>(who))
    names.push_back("logged-in");
  else
    for (const auto role : std::get<officer::Roles>(who)) names.push_back(officer::name(role));
  return names;
}

std::string lower(std::string_view method) {
  std::string out(method);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::vector<std::string> parts_of(const std::string& pattern) {
  std::vector<std::string> parts;
  for (auto from = pattern.find('{'); from != std::string::npos; from = pattern.find('{', from + 1))
    parts.push_back(pattern.substr(from + 1, pattern.find('}', from) - from - 1));
  return parts;
}

/// One route as the desks have it: the same path and method at several.
struct Operation {
  std::vector<std::pair<std::string, const Route*>> at;
};

/// One of them, or a choice.
Ordered either(const std::vector<json>& schemas) {
  if (schemas.size() == 1) return Ordered::parse(schemas.front().dump());
  Ordered some = Ordered::array();
  for (const auto& schema : schemas) some.push_back(Ordered::parse(schema.dump()));
  return Ordered{{"anyOf", some}};
}

class Writer {
 public:
  Writer(const json& shapes) : routes_(shapes.at("routes")) {}

  Ordered operation(const std::string& key, const Operation& operation) {
    const auto& first = *operation.at.front().second;
    Ordered out;
    out["summary"] = first.summary;
    for (const auto& [desk, route] : operation.at)
      if (route->summary != first.summary) out["description"] = desk + ": " + route->summary;
    for (const auto& [desk, route] : operation.at) out["x-roles"][desk] = roles_of(route->who);
    const auto shapes = shapes_of(key, operation);
    Ordered parameters = Ordered::array();
    std::set<std::string> queries;
    for (const auto& part : parts_of(first.pattern))
      parameters.push_back(
          {{"name", part}, {"in", "path"}, {"required", true}, {"schema", Ordered{{"type", "string"}}}});
    std::vector<json> asks, answers;
    std::string status = "200", file;
    for (const auto& shape : shapes) {
      const auto query = shape.value("query", json::object());
      for (const auto& [name, meaning] : query.items())
        if (queries.insert(name).second)
          parameters.push_back({{"name", name},
                                {"in", "query"},
                                {"description", meaning.get<std::string>()},
                                {"schema", Ordered{{"type", "string"}}}});
      if (shape.contains("asks")) keep(asks, shape.at("asks"));
      if (shape.contains("answer")) keep(answers, shape.at("answer"));
      if (shape.contains("status")) status = std::to_string(shape.at("status").get<int>());
      file = shape.value("file", file);
    }
    if (!parameters.empty()) out["parameters"] = parameters;
    if (!asks.empty()) out["requestBody"]["content"]["application/json"]["schema"] = either(asks);
    if (first.takes_files) out["requestBody"]["content"]["application/octet-stream"] = Ordered::object();
    auto& good = out["responses"][status];
    good["description"] = "berhasil";
    if (!answers.empty()) good["content"]["application/json"]["schema"] = either(answers);
    if (!file.empty()) good["content"][file] = Ordered::object();
    out["responses"]["default"]["$ref"] = "#/components/responses/Failure";
    return out;
  }
  /// Those that no operation asked for.
  std::vector<std::string> unknown() const {
    std::vector<std::string> out;
    for (const auto& [key, shape] : routes_.items())
      if (!used_.count(key)) out.push_back(key);
    return out;
  }

 private:
  static void keep(std::vector<json>& some, const json& one) {
    if (std::find(some.begin(), some.end(), one) == some.end()) some.push_back(one);
  }
  std::vector<json> shapes_of(const std::string& key, const Operation& operation) {
    std::vector<json> out;
    for (const auto& [desk, route] : operation.at)
      for (const auto& name : {desk + " " + key, key}) {
        const auto found = routes_.find(name);
        if (found == routes_.end()) continue;
        used_.insert(name);
        keep(out, *found);
        break;
      }
    return out;
  }
  const json& routes_;
  std::set<std::string> used_;
};

bool is_plain(const std::string& key) {
  return !key.empty() && std::isalpha(static_cast<unsigned char>(key.front())) &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

void write(std::string& out, const Ordered& value, std::size_t indent) {
  const std::string space(indent, ' ');
  const auto below = [&](const Ordered& child) {
    const bool block = (child.is_object() || child.is_array()) && !child.empty();
    if (block) {
      out += '\n';
      write(out, child, indent + 2);
    } else {
      out += ' ' + child.dump() + '\n';
    }
  };
  if (value.is_object()) {
    for (const auto& [key, child] : value.items()) {
      out += space + (is_plain(key) ? key : Ordered(key).dump()) + ':';
      below(child);
    }
  } else {
    for (const auto& child : value) {
      out += space + '-';
      below(child);
    }
  }
}

}  // namespace

Contract contract(const std::vector<std::pair<std::string, const std::vector<Route>*>>& desks, const json& shapes) {
  std::map<std::string, std::map<std::string, Operation>> paths;
  for (const auto& [desk, routes] : desks)
    for (const auto& route : *routes)
      paths[route.pattern][std::string(http::name(route.method))].at.emplace_back(desk, &route);
  Contract out;
  auto& doc = out.openapi;
  doc["openapi"] = "3.1.0";
  doc["info"] = {{"title", "ktpel"},
                 {"version", "1"},
                 {"description",
                  "Yang diminta peramban petugas dari tempat pelayanan (office) dan pusat data (center). Sesi: cookie "
                  "ktpel_session; setiap perubahan menyertakan header x-ktpel-csrf, dan boleh Idempotency-Key."}};
  Writer writer(shapes);
  doc["paths"] = Ordered::object();
  for (const auto& [path, operations] : paths)
    for (const auto& [method, operation] : operations)
      doc["paths"][path][lower(method)] = writer.operation(method + " " + path, operation);
  doc["components"]["schemas"] = Ordered::parse(shapes.at("schemas").dump());
  auto& failure = doc["components"]["responses"]["Failure"];
  failure["description"] = "kegagalan, dengan kode dari docs/failure_codes.md";
  failure["content"]["application/json"]["schema"]["$ref"] = "#/components/schemas/Failure";
  out.unknown = writer.unknown();
  return out;
}

std::string yaml_of(const Ordered& value) {
  std::string out;
  write(out, value, 0);
  return out;
}

}  // namespace ktpel::desk
