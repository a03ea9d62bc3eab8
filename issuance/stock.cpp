// SPDX-License-Identifier: Apache-2.0
#include "issuance/stock.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/check.h"

namespace ktpel::issuance::blank {
namespace {

using nlohmann::json;
using Next = base::Result<State, Refusal>;
constexpr std::size_t max_officer = 64, max_text = 200;

bool same(const Pair& by) { return by.first == by.second; }

/// What is wrong with an act whatever blank it is about.
std::optional<Refusal> wrong(const Act& act) {
  struct Look {
    std::optional<Refusal> operator()(const Receipt& e) const { return of(e.by, e.note); }
    std::optional<Refusal> operator()(const HandOut& e) const {
      return e.to == e.by ? std::optional(Refusal::SamePersonTwice) : std::nullopt;
    }
    std::optional<Refusal> operator()(const HandBack&) const { return std::nullopt; }
    std::optional<Refusal> operator()(const Return& e) const {
      if (e.to.empty()) return Refusal::ReasonMissing;
      return of(e.by, e.minutes);
    }
    std::optional<Refusal> operator()(const Destruction& e) const {
      if (e.how.empty()) return Refusal::ReasonMissing;
      return of(e.by, e.minutes);
    }
    std::optional<Refusal> operator()(const Loss& e) const { return of(e.by, e.cause); }
    static std::optional<Refusal> of(const Pair& by, const std::string& reason) {
      if (same(by)) return Refusal::SamePersonTwice;
      if (reason.empty()) return Refusal::ReasonMissing;
      return std::nullopt;
    }
  };
  if (!size_of(range_of(act))) return Refusal::NoSuchRange;
  return std::visit(Look{}, act);
}

// One line per arrow of a blank's life. Nothing else is allowed.
struct Rules {
  Next operator()(const Unknown&, const Receipt&) const { return State(InStock{}); }
  Next operator()(const InStock&, const HandOut& e) const { return State(HandedOut{e.to}); }
  Next operator()(const HandedOut& s, const HandBack& e) const {
    if (e.to == s.officer) return Refusal::SamePersonTwice;
    return State(InStock{});
  }

  // it becomes a card
  Next operator()(const InStock&, const Taken& e) const { return State(Started{e.application}); }
  Next operator()(const HandedOut& s, const Taken& e) const {
    if (e.by != s.officer) return Refusal::NotTheHolder;
    return State(Started{e.application});
  }
  Next operator()(const Started&, const Spoiling& e) const { return State(Spoilt{e.cause}); }
  Next operator()(const Started& s, const Proof&) const { return State(Good{s.application}); }
  Next operator()(const Good&, const Spoiling& e) const { return State(Spoilt{e.cause}); }
  Next operator()(const Good&, const WriteOff& e) const { return State(Missing{e.cause}); }
  Next operator()(const Good& s, const PickupFailure& e) const { return State(Withheld{s.application, e.cause}); }
  Next operator()(const Good& s, const Delivery&) const { return State(Delivered{s.application}); }

  // its ends
  Next operator()(const InStock&, const Return& e) const { return State(Returned{e.to, true}); }
  Next operator()(const Spoilt&, const Return& e) const { return State(Returned{e.to, false}); }
  Next operator()(const Withheld&, const Return& e) const { return State(Returned{e.to, false}); }
  Next operator()(const InStock&, const Destruction& e) const { return destroyed(e); }
  Next operator()(const Spoilt&, const Destruction& e) const { return destroyed(e); }
  Next operator()(const Withheld&, const Destruction& e) const { return destroyed(e); }
  Next operator()(const Missing&, const Destruction& e) const { return destroyed(e); }  // found again
  Next operator()(const InStock&, const Loss& e) const { return State(Missing{e.cause}); }
  Next operator()(const HandedOut&, const Loss& e) const { return State(Missing{e.cause}); }
  Next operator()(const Spoilt&, const Loss& e) const { return State(Missing{e.cause}); }
  Next operator()(const Returned& s, const Receipt&) const {
    if (!s.unused) return Refusal::NotInThisState;
    return State(InStock{});
  }
  static Next destroyed(const Destruction& e) { return State(Destroyed{e.by.first, e.by.second}); }

  template <class Other>
  Next operator()(const Unknown&, const Other&) const {
    return Refusal::NotReceived;
  }
  template <class Some, class Other>
  Next operator()(const Some&, const Other&) const {
    return Refusal::NotInThisState;
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_serial(std::string_view s) {
  return !s.empty() && s.size() <= max_serial && is_digit(s.back()) && std::all_of(s.begin(), s.end(), [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
}
/// The number that the last digits make; at most 18 of them, so that it fits.
struct Numbered {
  std::string_view letters;
  std::string_view digits;
  std::int64_t number;
};
Numbered numbered(std::string_view s) {
  std::size_t at = s.size();
  while (at > 0 && is_digit(s[at - 1]) && s.size() - at < 18) --at;
  return {s.substr(0, at), s.substr(at), std::stoll(std::string(s.substr(at)))};
}

// ---- JSON ----
bool is_text(std::string_view text, std::size_t most) {
  return text.size() <= most &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

struct Write {
  json operator()(const Receipt& e) const { return {{"note", e.note}, {"by", pair(e.by)}}; }
  json operator()(const HandOut& e) const { return {{"to", e.to.get()}, {"by", e.by.get()}}; }
  json operator()(const HandBack& e) const { return {{"to", e.to.get()}}; }
  json operator()(const Return& e) const { return {{"to", e.to}, {"minutes", e.minutes}, {"by", pair(e.by)}}; }
  json operator()(const Destruction& e) const { return {{"how", e.how}, {"minutes", e.minutes}, {"by", pair(e.by)}}; }
  json operator()(const Loss& e) const { return {{"cause", e.cause}, {"by", pair(e.by)}}; }
  static json pair(const Pair& by) { return json::array({by.first.get(), by.second.get()}); }
};

std::string dumped(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

/// The fields of an act; says once whether all were there and sound.
class Fields {
 public:
  explicit Fields(const json& from) : from_(from) {}
  std::string text(const char* key, std::size_t most = max_text) { return checked(from_.value(key, json()), most); }
  Officer officer(const char* key) { return Officer(named(from_.value(key, json()))); }
  Pair pair(const char* key) {
    const auto two = from_.value(key, json());
    if (!two.is_array() || two.size() != 2) {
      sound_ = false;
      return {Officer(""), Officer("")};
    }
    return {Officer(named(two[0])), Officer(named(two[1]))};
  }
  Range range() {
    Range r{BlankSerial(text("first", max_serial)), BlankSerial(text("last", max_serial))};
    sound_ = sound_ && size_of(r);
    return r;
  }
  bool sound() const { return sound_; }

 private:
  std::string checked(const json& j, std::size_t most) {
    if (j.is_string() && is_text(j.get_ref<const std::string&>(), most)) return j.get<std::string>();
    sound_ = false;
    return {};
  }
  std::string named(const json& j) {
    auto who = checked(j, max_officer);
    sound_ = sound_ && !who.empty();
    return who;
  }
  const json& from_;
  bool sound_ = true;
};

Act read(std::size_t which, Fields& f) {
  // In braces the fields are read from left to right.
  switch (which) {
    case 0:
      return Receipt{f.range(), f.text("note"), f.pair("by")};
    case 1:
      return HandOut{f.range(), f.officer("to"), f.officer("by")};
    case 2:
      return HandBack{f.range(), f.officer("to")};
    case 3:
      return Return{f.range(), f.text("to"), f.text("minutes"), f.pair("by")};
    case 4:
      return Destruction{f.range(), f.text("how"), f.text("minutes"), f.pair("by")};
    default:
      return Loss{f.range(), f.text("cause"), f.pair("by")};
  }
}

constexpr std::string_view labels[] = {
    "tidak dikenal",      "di gudang", "pada petugas", "sedang dicetak", "kartu baik", "sudah diserahkan",
    "gagal saat diambil", "rusak",     "dikembalikan", "dimusnahkan",    "hilang"};
static_assert(std::size(labels) == std::variant_size_v<State>);
constexpr std::string_view refusals[] = {"not in this state", "not received",   "the same person twice",
                                         "not the holder",    "reason missing", "no such range",
                                         "count differs",     "day is closed",  "no stock kept"};
static_assert(std::size(refusals) == static_cast<std::size_t>(Refusal::NoStockKept) + 1);

std::string shown(const State& state) {
  std::string text(name(state));
  if (const auto* r = std::get_if<Returned>(&state)) text += r->unused ? " (unused)" : " (used)";
  return text;
}

}  // namespace

bool is_stock(const State& state) {
  return std::holds_alternative<InStock>(state) || std::holds_alternative<HandedOut>(state) ||
         std::holds_alternative<Started>(state);
}

std::optional<std::int64_t> size_of(const Range& range) {
  const auto &first = range.first.get(), &last = range.last.get();
  if (!is_serial(first) || !is_serial(last) || first.size() != last.size()) return std::nullopt;
  const auto a = numbered(first), b = numbered(last);
  if (a.letters != b.letters || b.number < a.number || b.number - a.number >= max_range) return std::nullopt;
  return b.number - a.number + 1;
}

std::vector<BlankSerial> serials(const Range& range) {
  const auto size = size_of(range);
  base::check(size.has_value(), "serials of what is no range");
  const auto from = numbered(range.first.get());
  std::vector<BlankSerial> out;
  out.reserve(static_cast<std::size_t>(*size));
  for (std::int64_t i = 0; i < *size; ++i) {
    auto digits = std::to_string(from.number + i);
    digits.insert(0, from.digits.size() - digits.size(), '0');
    out.emplace_back(std::string(from.letters) + digits);
  }
  return out;
}

Event event_of(const Act& act) {
  return std::visit([](const auto& a) { return Event(a); }, act);
}

Next decide(const State& now, const Event& event) {
  const auto refused = std::visit(
      [](const auto& e) -> std::optional<Refusal> {
        if constexpr (requires { e.range; }) return wrong(Act(e));
        return std::nullopt;
      },
      event);
  const auto next = std::visit(Rules{}, now, event);
  // Where the act is no act for this blank at all, that is said first.
  if (next && refused) return *refused;
  return next;
}

void book(Account& account, const State& before, const State& after) {
  const bool was = is_stock(before), is = is_stock(after);
  if (!was && is) ++account.received;
  if (was && !is) {
    if (std::holds_alternative<Good>(after)) ++account.good;
    if (std::holds_alternative<Spoilt>(after)) ++account.spoilt;
    if (std::holds_alternative<Returned>(after)) ++account.returned;
    if (std::holds_alternative<Destroyed>(after)) ++account.destroyed;
    if (std::holds_alternative<Missing>(after)) ++account.missing;
  }
  if (std::holds_alternative<Good>(before) && !std::holds_alternative<Delivered>(after)) ++account.failed_later;
}

base::Result<Account, Refusal> close(const Account& account, const std::optional<person::Date>& last,
                                     const DayClosed& closing) {
  if (same(closing.by)) return Refusal::SamePersonTwice;
  if (last && closing.day <= *last) return Refusal::DayIsClosed;
  if (closing.counted != account.closing()) return Refusal::CountDiffers;
  return Account{.opening = closing.counted};
}

Forecast forecast(std::int64_t stock, std::int64_t backlog, const std::vector<Account>& working_days) {
  Forecast out;
  out.stock = stock;
  out.backlog = backlog;
  std::int64_t good = 0, spoilt = 0;
  for (const auto& day : working_days) good += day.good, spoilt += day.spoilt;
  if (!working_days.empty())
    out.per_day = static_cast<double>(good + spoilt) / static_cast<double>(working_days.size());
  if (good > 0) out.per_card = static_cast<double>(good + spoilt) / static_cast<double>(good);
  if (out.per_day > 0) out.days_left = static_cast<double>(stock) / out.per_day;
  const auto needed = static_cast<std::int64_t>(std::ceil(static_cast<double>(backlog) * out.per_card - 1e-9));
  out.short_of = std::max<std::int64_t>(0, needed - stock);
  return out;
}

const std::array<std::string_view, std::variant_size_v<Act>> act_kinds = {
    "blank-received", "blank-handed-out", "blank-handed-back", "blank-returned", "blank-destroyed", "blank-missing"};
std::string_view kind_of(const Act& act) { return act_kinds[act.index()]; }
const Range& range_of(const Act& act) {
  return std::visit([](const auto& a) -> const Range& { return a.range; }, act);
}

std::string body_of(const Act& act) {
  auto j = std::visit(Write{}, act);
  j["first"] = range_of(act).first.get();
  j["last"] = range_of(act).last.get();
  return dumped(j);
}
std::string body_of(const DayClosed& closing) {
  return dumped({{"day", closing.day.printed()}, {"counted", closing.counted}, {"by", Write::pair(closing.by)}});
}

std::optional<Act> act_of(std::string_view kind, std::string_view body) {
  const auto which = std::find(act_kinds.begin(), act_kinds.end(), kind);
  const auto j = json::parse(body, nullptr, false);
  if (which == act_kinds.end() || !j.is_object()) return std::nullopt;
  Fields fields(j);
  auto act = read(static_cast<std::size_t>(which - act_kinds.begin()), fields);
  if (!fields.sound()) return std::nullopt;
  return act;
}
std::optional<DayClosed> day_closed_of(std::string_view body) {
  const auto j = json::parse(body, nullptr, false);
  if (!j.is_object()) return std::nullopt;
  Fields fields(j);
  const auto day = person::Date::parse(fields.text("day"));
  auto by = fields.pair("by");
  const auto counted = j.value("counted", json());
  if (!fields.sound() || !day || !counted.is_number_unsigned() || counted.get<std::uint64_t>() > 1'000'000'000)
    return std::nullopt;
  return DayClosed{*day, counted.get<std::int64_t>(), std::move(by)};
}

const std::array<std::string_view, std::variant_size_v<State>> state_names = {
    "Unknown",  "InStock", "HandedOut", "Started",   "Good",   "Delivered",
    "Withheld", "Spoilt",  "Returned",  "Destroyed", "Missing"};
std::string_view name(const State& state) { return state_names[state.index()]; }
std::string_view label(const State& state) { return labels[state.index()]; }
std::string_view name(Refusal refusal) { return refusals[static_cast<std::size_t>(refusal)]; }

std::vector<State> sample_states() {
  const ApplicationNumber one("A-1");
  return {Unknown{},
          InStock{},
          HandedOut{Officer("holder")},
          Started{one},
          Good{one},
          Delivered{one},
          Withheld{one, "172"},
          Spoilt{"torn"},
          Returned{"Ditjen", true},
          Returned{"Ditjen", false},
          Destroyed{Officer("first"), Officer("second")},
          Missing{"not found"}};
}

std::vector<std::pair<std::string, Event>> sample_events() {
  const Range one{BlankSerial("990000001"), BlankSerial("990000001")};
  const Range torn{BlankSerial("990000002"), BlankSerial("990000001")};
  const Officer first("first"), second("second"), holder("holder");
  const Pair two{first, second}, alone{first, first};
  const ApplicationNumber application("A-1");
  return {{"received by two", Receipt{one, "SJ-1", two}},
          {"received by one alone", Receipt{one, "SJ-1", alone}},
          {"received without a delivery note", Receipt{one, "", two}},
          {"received, last serial before first", Receipt{torn, "SJ-1", two}},
          {"handed out", HandOut{one, holder, first}},
          {"handed out to oneself", HandOut{one, first, first}},
          {"handed back", HandBack{one, first}},
          {"handed back to oneself", HandBack{one, holder}},
          {"returned by two", Return{one, "Ditjen", "BA-1", two}},
          {"returned by one alone", Return{one, "Ditjen", "BA-1", alone}},
          {"returned without minutes", Return{one, "Ditjen", "", two}},
          {"destroyed by two", Destruction{one, "burnt", "BA-2", two}},
          {"destroyed by one alone", Destruction{one, "burnt", "BA-2", alone}},
          {"destroyed without minutes", Destruction{one, "burnt", "", two}},
          {"missing, two looked", Loss{one, "not found", two}},
          {"missing, one looked", Loss{one, "not found", alone}},
          {"missing without a cause", Loss{one, "", two}},
          {"taken by its holder", Taken{application, holder}},
          {"taken by another", Taken{application, second}},
          {"spoilt", Spoiling{"torn"}},
          {"card proved", Proof{}},
          {"written off", WriteOff{"lost on the way"}},
          {"pick-up failed", PickupFailure{"172"}},
          {"handed over", Delivery{}}};
}

std::vector<Row> table() {
  std::vector<Row> rows;
  for (const auto& state : sample_states())
    for (const auto& [what, event] : sample_events()) {
      const auto next = decide(state, event);
      if (!next && next.error() == Refusal::NotInThisState) continue;
      if (!next && next.error() == Refusal::NotReceived) continue;
      rows.push_back({shown(state), what, next ? shown(*next) : std::string(),
                      next ? std::string() : std::string(name(next.error()))});
    }
  return rows;
}

}  // namespace ktpel::issuance::blank
