// SPDX-License-Identifier: Apache-2.0
// What stands on the desk, whether it works, and what is printed and scanned with it.
#include <charconv>

#include "base/file.h"
#include "base/phrase.h"
#include "office/desk_words.h"
#include "office/service.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;
using desk::Call;
using desk::Reply;
using http::Method;
using nlohmann::json;
using officer::Role;
using officer::Roles;

namespace {

const Roles who_looks{Role::Operator, Role::Supervisor, Role::SiteAdmin, Role::DinasAdmin};
const Roles who_prints{Role::ServiceOfficer, Role::Operator, Role::DinasAdmin, Role::Support, Role::Supervisor};
const Roles who_scans{Role::ServiceOfficer, Role::Operator, Role::DinasAdmin};

json to_json(const SeenDevice& device, bool tested) {
  json out{
      {"kind", name(device.kind)}, {"name", device.name}, {"state", name(device.state)}, {"detail", device.detail}};
  if (!tested) return out;
  out["ms"] = device.test_ms;
  out["failure"] = device.failure ? desk::to_json(*device.failure) : json(nullptr);
  return out;
}

/// Without anybody who could look: as many devices as the office has functions for.
std::vector<SeenDevice> by_functions(const Devices& devices) {
  const auto one = [](DeviceKind kind, bool there) {
    return SeenDevice{kind, "", there ? DeviceState::Ready : DeviceState::Gone,
                      there ? "" : base::phrase("office.no_such_device")};
  };
  return {one(DeviceKind::Fingers, bool(devices.take_fingers)), one(DeviceKind::Irises, bool(devices.take_irises)),
          one(DeviceKind::Camera, bool(devices.take_portrait)), one(DeviceKind::Reader, bool(devices.open_reader)),
          one(DeviceKind::Printer, bool(devices.print)),        one(DeviceKind::Scanner, bool(devices.scan_paper))};
}

bool is_there(const SeenDevice& device) { return device.state != DeviceState::Gone; }

/// What a page of a scan is.
const char* type_of(base::ByteView page) {
  const auto start = base::text_of(page.first(std::min<std::size_t>(page.size(), 4)));
  return start == "%PDF" ? "application/pdf" : start == "\x89PNG" ? "image/png" : "image/jpeg";
}

}  // namespace

std::string_view name(DeviceKind kind) {
  constexpr std::string_view names[] = {"fingers", "irises", "camera", "reader", "printer", "scanner"};
  return names[static_cast<int>(kind)];
}

std::string_view name(DeviceState state) {
  constexpr std::string_view names[] = {"siap", "dipakai", "belum-siap", "tidak-terdaftar", "terputus"};
  return names[static_cast<int>(state)];
}

std::vector<SeenDevice> Service::look_at_devices() {
  auto seen = parts_.devices.look ? parts_.devices.look() : by_functions(parts_.devices);
  const std::scoped_lock lock(mutex_);
  seen_ = seen;
  return seen;
}

std::vector<SeenDevice> Service::seen_devices() const {
  const std::scoped_lock lock(mutex_);
  return seen_.empty() ? by_functions(parts_.devices) : seen_;
}

void Service::keep_looking() {
  constexpr auto pause = std::chrono::minutes(5);
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    (void)look_at_devices();
    feed_.publish("devices", "seen");
    lock.lock();
  } while (!wake_.wait_for(lock, pause, [&] { return ends_; }));
}

json Service::device_status() const {
  const auto seen = seen_devices();
  json there = json::object();
  for (const auto kind : device_kinds)
    there[std::string(name(kind))] =
        std::any_of(seen.begin(), seen.end(), [&](const SeenDevice& one) { return one.kind == kind && is_there(one); });
  // What nobody would use is not there, whatever is plugged in.
  const auto& d = parts_.devices;
  const std::pair<const char*, bool> usable[] = {{"fingers", bool(d.take_fingers)}, {"irises", bool(d.take_irises)},
                                                 {"camera", bool(d.take_portrait)}, {"reader", bool(d.open_reader)},
                                                 {"printer", bool(d.print)},        {"scanner", bool(d.scan_paper)}};
  for (const auto& [kind, can] : usable) there[kind] = there[kind].get<bool>() && can;
  return there;
}

std::string Service::printer_name() const {
  const auto& wanted = parts_.office.profile().printer;
  for (const auto& one : seen_devices())
    if (one.kind == DeviceKind::Printer && is_there(one) && (wanted.empty() || one.name == wanted)) return one.name;
  return wanted;
}

std::vector<desk::Route> Service::device_routes() {
  const auto keep = [this](const std::vector<base::Bytes>& pages) -> Reply {
    const auto scan = parts_.office.keep_scan(pages);
    if (!scan) return trouble(scan.error());
    return desk::Answer(json{{"scan", scan->hex()}, {"pages", pages.size()}}, 201);
  };
  return {{Method::Get, "/api/devices", who_looks, "Alat di meja ini dan keadaannya",
           [this](Call&) -> Reply {
             json devices = json::array();
             for (const auto& one : look_at_devices()) devices.push_back(to_json(one, false));
             return done({{"devices", devices}});
           }},
          {Method::Post, "/api/devices/test", who_looks, "Menguji semua alat: sekitar 20 detik",
           [this](Call&) -> Reply {
             const std::scoped_lock lock(acts_);  // nobody captures meanwhile
             const auto tested = parts_.devices.test ? parts_.devices.test() : by_functions(parts_.devices);
             json devices = json::array();
             for (const auto& one : tested) devices.push_back(to_json(one, true));
             {
               const std::scoped_lock seen(mutex_);
               seen_ = tested;
             }
             feed_.publish("devices", "tested");
             return done({{"devices", devices}, {"tested", parts_.clock.now().iso8601()}});
           }},
          {Method::Post, "/api/papers/{name}/print", who_prints, "Mencetak satu surat pada pencetak kantor",
           [this](Call& call) -> Reply {
             const auto& name = call.part("name");
             const auto file = is_plain_name(name)
                                   ? base::read_file(parts_.office.folder() / "papers" / name)
                                   : base::Result<base::Bytes, base::FileError>(base::FileError::Missing);
             if (!file) return trouble({FailureCode::Paper_NotThere, name});
             if (!parts_.devices.print) return trouble(no_device("print"));
             const auto printed = parts_.devices.print(name, *file);
             if (!printed) return trouble(printed.error());
             return done({{"state", printed->is_done ? "printed" : "queued"},
                          {"job", printed->job},
                          {"printer", printed->printer}});
           }},
          {Method::Post, "/api/scans", who_scans,
           "Memindai berkas dari kaca (flatbed) atau semua lembar di pengumpan (feeder)",
           [this, keep](Call& call) -> Reply {
             const auto source = call.text_or("source", "flatbed");
             if (source != "flatbed" && source != "feeder") call.note_wrong("source");
             if (!call.wrong_field().empty()) return wrong(call);
             if (!parts_.devices.scan_paper) return trouble(no_device("scan_paper"));
             const auto pages = parts_.devices.scan_paper(source == "feeder");
             if (!pages) return trouble(pages.error());
             return keep(*pages);
           }},
          {Method::Post, "/api/scans/upload", who_scans, "Menyimpan berkas yang sudah dipindai: PNG, JPEG atau PDF",
           [keep](Call& call) -> Reply { return keep({call.request().body}); }, true},
          {Method::Get, "/api/scans/{id}/{page}",
           Roles{Role::ServiceOfficer, Role::Operator, Role::DinasAdmin, Role::Supervisor, Role::Auditor},
           "Satu halaman pindaian", [this](Call& call) -> Reply {
             const auto scan = base::Digest::from_hex(call.part("id"));
             const auto& text = call.part("page");
             std::size_t number = 0;
             const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
             const bool is_number = error == std::errc() && end == text.data() + text.size();
             const auto page = parts_.office.scanned_page(scan.value_or(base::Digest{}), is_number ? number : 0);
             if (!page) return trouble(page.error());
             return desk::Answer(http::answer(200, type_of(*page), *page));
           }}};
}

}  // namespace ktpel::office
