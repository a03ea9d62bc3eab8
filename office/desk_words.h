// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "desk/desk.h"
#include "docket/docket.h"
#include "office/office.h"
#include "officer/accounts.h"

namespace ktpel::office {

// What the office's routes say, in one form each.

nlohmann::json to_json(const docket::Line& line);
/// With its history: kind, time, actor and site of each act; no biodata but the name.
nlohmann::json to_json(const docket::Case& c);
/// "intake", "capture", "personalise", "handover": true or false.
nlohmann::json may_words(const Capabilities& may);

inline desk::Reply done(const nlohmann::json& body = {{"state", "done"}}) { return desk::Answer(body); }
inline desk::Reply trouble(const api::Failure& failure) { return desk::Trouble(failure); }
/// The first field of the body that was missing or of another type.
inline desk::Reply wrong(const desk::Call& call) { return desk::Trouble(desk::WrongField{call.wrong_field()}); }
inline Officer officer_of(const desk::Call& call) { return Officer(call.officer().name); }
inline ApplicationNumber application_of(const desk::Call& call) { return ApplicationNumber(call.part("number")); }
/// How papers name an officer: full name, NIP and his first role here.
documents::Officer printed(const officer::Account& account);
/// "cut", "shredded" or "burnt".
std::optional<documents::DestructionMethod> destruction_method_of(const std::string& name);
/// A name that the office itself gave to a file: no path leads out of its folder.
bool is_plain_name(const std::string& name);
/// RFC 4648 4.
std::string base64(base::ByteView bytes);
/// The state that an application is in after an act, or what went wrong.
desk::Reply state_after(const Office& office, const ApplicationNumber& application, const Outcome<base::Done>& act);

}  // namespace ktpel::office
