// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "center/desk_routes.h"

/// The parts of desk_routes(), one for each subject, and what they share.
namespace ktpel::center::detail {

using desk::Answer;
using desk::Call;
using desk::Reply;
using desk::Route;
using desk::Trouble;
using desk::WrongField;
using nlohmann::json;

void add_adjudication(std::vector<Route>& routes, const DeskMeans& means);
void add_residents(std::vector<Route>& routes, const DeskMeans& means);
void add_applications(std::vector<Route>& routes, const DeskMeans& means);
void add_returns(std::vector<Route>& routes, const DeskMeans& means);
void add_offices(std::vector<Route>& routes, const DeskMeans& means);
void add_officers(std::vector<Route>& routes, const DeskMeans& means);
void add_reports(std::vector<Route>& routes, const DeskMeans& means);
void add_journal(std::vector<Route>& routes, const DeskMeans& means);

inline constexpr int page_size = 50;

inline journal::Actor actor_of(const Call& call) { return journal::Actor(call.officer().name); }
inline issuance::Officer officer_of(const Call& call) { return issuance::Officer(call.officer().name); }
inline Scope scope_of(const Call& call) { return {call.officer().region}; }
inline issuance::ApplicationNumber number_of(const Call& call) {
  return issuance::ApplicationNumber(call.part("number"));
}
/// What lists show of a NIK.
inline std::string tail(const person::Nik& nik) { return std::string(nik.digits().substr(12)); }
/// {"state": ...} of an act that answers where the application stands now.
Reply state_reply(const Outcome<std::string>& state);
/// One page of the list that `items` has whole, from query "page" (0, 1, ...), and how many there are.
json page_of(const Call& call, const json& items);

/// One act or event of an application, as officers read it.
json timeline(const docket::Case& c, const officer::Account& reader);
/// That one of two adjudicators has judged is for auditors alone to know.
bool may_know_judgements(const officer::Account& reader);
/// Whose application this is, is not for adjudicators while two of them have to judge it (center/bench.h).
bool hides_person(std::string_view state, const officer::Account& reader);
/// The state as this officer may know it.
std::string state_for(std::string state, const officer::Account& reader);
json to_json(const docket::Line& line, const officer::Account& reader);
json to_json(const registry::Resident& who);

/// A table as JSON ({"columns": [...], "rows": [...], ...}) or, with ?format=csv, as a file.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<json>> rows;
};
Reply table_reply(const Call& call, const std::string& name, const Table& table, json beside = json::object());

}  // namespace ktpel::center::detail
