// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "card/chip/chip.h"
#include "demo/town.h"
#include "http/server.h"

namespace ktpel::demo {

/// The visitor's hands in a town: whom he lets sit down before the sensors, which card he lays on the reader, whether
/// he cuts the line. A server of its own on 127.0.0.1, JSON, with a plain page at "/" (forms, no script); pages of the
/// town's sites may call it. Thread-safe.
///
/// GET /stage: {"residents":[{"nik","name","born","village","recorded"}] (the first 50),"foreigners":[the same],
/// "seated":nik or null,"cards":[serial],"reader":serial or null,"line":"up" or "cut"}; each POST answers with the
/// same:
/// - /stage/seat {"nik", "missing":[1..10], "swapped":bool, "as":nik whose fingers, or "operator"}; {"nik":null}:
/// nobody sits there
/// - /stage/operator {}: the operator's finger is the next that is pressed alone
/// - /stage/blank {"serial", "pulled":bool}: a fresh chip on the reader; without a serial the next one of the Dinas'
/// safe; one that is pulled leaves the reader while it is written
/// - /stage/card {"serial", "broken":bool}: that card on the reader; {"serial":null}: none
/// - /stage/line {"up":bool}
/// - /stage/power {"site":"center", "dinas" or "counter"}: a power cut there, and the program started again
/// What cannot be is answered with 400, 404 or 409 and {"error":"..."}, Indonesian.
class Stage {
 public:
  static constexpr std::uint16_t usual_port = 8090;
  static constexpr int reader = 0;  ///< of the town's readers, the visitor's
  static constexpr std::size_t most_residents = 50;

  /// `town` is one for visitors and must outlive this.
  static Outcome<std::unique_ptr<Stage>> start(Town& town);
  ~Stage();
  std::string address() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  /// As over the line, for tests.
  http::Response answer(const http::Request& request);

 private:
  explicit Stage(Town& town);
  /// Why not; 0: done.
  struct Refused {
    int status = 0;
    std::string why = {};
  };
  Refused seat(const nlohmann::json& body);
  Refused press_operator();
  Refused blank(const nlohmann::json& body);
  Refused card(const nlohmann::json& body);
  Refused line(const nlohmann::json& body);
  Refused power(const nlohmann::json& body);
  Refused lay(base::Result<ktpel::card::Chip, ktpel::card::ChipStateError> chip, const std::string& serial);
  void lift();
  nlohmann::json state();
  std::string page();
  bool is_of_a_site(const std::string& origin) const;

  Town& town_;
  std::mutex mutex_;
  std::string seated_;  ///< NIK; empty: nobody
  std::uint64_t press_ = 0;
  std::optional<ktpel::card::Chip> chip_;  ///< on the reader
  std::string serial_;
  bool cut_ = false;
  std::unique_ptr<DeskClient> counter_, dinas_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace ktpel::demo
