// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "base/file.h"
#include "base/phrase.h"
#include "biometric/image/codec.h"
#include "biometric/image/jpeg2000.h"
#include "card/chip/chip.h"
#include "card/verify/verify.h"
#include "device/reader/reader.h"
#include "device/reader/virtual_readers.h"
#include "tool/command.h"
#include "tool/device_failure.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;
using base::phrase;

// --- shared --------------------------------------------------------------------------------------------------

using tool::failure_of;  // of a reader's error

Failure failure_of(const card::Refusal& refusal) {
  auto about = std::string(card::label(refusal.verdict));
  if (refusal.data_group) about += " DG" + std::to_string(refusal.data_group);
  using card::Verdict;
  switch (refusal.verdict) {
    case Verdict::chip_silent:
      return {FailureCode::Card_ChipSilent, about};
    case Verdict::communication_lost:
      return {FailureCode::Card_ConnectionLost, about};
    case Verdict::card_unfinished:
      return {FailureCode::Card_Unfinished, about};
    case Verdict::pace_failed:
      return {FailureCode::Card_WrongCan, about};
    case Verdict::parameters_not_allowed:
      return {FailureCode::Card_ParametersNotAllowed, about};
    case Verdict::sod_signature_invalid:
      return {FailureCode::Card_SignatureInvalid, about};
    case Verdict::data_group_hash_differs:
      return {FailureCode::Card_DataAltered, about};
    case Verdict::data_group_missing:
      return {FailureCode::Card_DataMissing, about};
    case Verdict::certificate_expired:
      return {FailureCode::Card_SignerExpired, about};
    case Verdict::certificate_unknown:
      return {FailureCode::Card_SignerUnknown, about};
    default:
      break;  // the others are decided elsewhere: reading alone ends with contents that cannot be understood
  }
  return {FailureCode::Card_ContentsNotUnderstood, about};
}

person::Date today() {
  const auto text = base::SystemClock().now().iso8601();
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(text.substr(at, size)); };
  return *person::Date::of(number(0, 4), static_cast<unsigned>(number(5, 2)), static_cast<unsigned>(number(8, 2)));
}

// --- list ----------------------------------------------------------------------------------------------------

Outcome list(bool json) {
  auto names = device::list_readers();
  if (!names) return failure_of(names.error(), {});
  std::sort(names->begin(), names->end());
  if (json) {
    std::cout << nlohmann::ordered_json{{"readers", *names}}.dump(2) << '\n';
  } else if (names->empty()) {
    std::cout << phrase("card.no_readers") << '\n';
  } else {
    for (const auto& name : *names) std::cout << name << '\n';
  }
  return 0;
}

// --- read ----------------------------------------------------------------------------------------------------

struct ReadArguments {
  std::string reader, can, authorities, photo;
  bool json = false;
};

std::string finger_words(std::uint8_t subtype) {
  static constexpr const char* fingers[] = {"", "thumb", "index", "middle", "ring", "little"};
  return phrase((subtype & 3) == 1 ? "card.right" : "card.left",
                {{"finger", phrase(std::string("card.finger_") + fingers[subtype >> 2])}});
}

bool write_photo(const std::filesystem::path& path, const card::ChipPortrait& portrait) {
  if (path.extension() != ".png") return bool(base::write_file_durably(path, portrait.jp2));
  const auto image = biometric::decode_jp2(portrait.jp2);
  return image && base::write_file_durably(path, biometric::encode_png(*image));
}

void print_json(const card::CardReading& r, const std::string& reader) {
  nlohmann::ordered_json out;
  out["reader"] = reader;
  out["card_number"] = r.mrz.document_number;
  out["nik"] = r.details.nik;
  out["name"] = r.details.name;
  out["birthplace"] = r.details.birthplace;
  out["born"] = r.mrz.born.printed();
  out["sex"] = r.mrz.sex == person::Sex::Female ? "female" : "male";
  out["street"] = r.details.street;
  out["nationality"] = r.mrz.nationality;
  out["valid_until"] =
      r.mrz.expires ? nlohmann::ordered_json(r.mrz.expires->printed()) : nlohmann::ordered_json(nullptr);
  out["mrz"] = r.mrz.encode();
  out["portrait"] = {
      {"format", "jp2"}, {"width", r.portrait.width}, {"height", r.portrait.height}, {"bytes", r.portrait.jp2.size()}};
  out["fingers"] = nlohmann::json::array();
  for (const auto& finger : r.fingers)
    out["fingers"].push_back({{"subtype", finger.subtype}, {"minutiae", finger.compact.size() / 3}});
  out["signature"] = {{"valid", true},
                      {"signed_at", r.signed_at.iso8601()},
                      {"signer", r.signer.subject()},
                      {"issuer", r.signer.issuer()},
                      {"serial", r.signer.serial()},
                      {"test_only", r.signer.test_only()},
                      {"trust", r.trust == card::SignerTrust::Trusted ? "trusted" : "not_checked"}};
  out["files"] = nlohmann::json::array();
  for (const auto& file : r.files)
    out["files"].push_back({{"name", file.id.name},
                            {"bytes", file.content.size()},
                            {"sha256", base::sha256(file.content).hex()},
                            {"hash_signed", file.id.data_group != 0}});
  out["apdus"] = r.apdus;
  out["pace_ms"] = r.pace_ms;
  out["total_ms"] = r.total_ms;
  std::cout << out.dump(2) << '\n';
}

void print_words(const card::CardReading& r) {
  const auto line = [](const char* key, std::initializer_list<std::pair<std::string_view, std::string>> values) {
    std::cout << "  " << phrase(std::string("card.") + key, values) << '\n';
  };
  std::cout << phrase("card.title", {{"number", r.mrz.document_number}}) << '\n';
  line("nik", {{"nik", r.details.nik}});
  line("name", {{"name", r.details.name}});
  line("born", {{"place", r.details.birthplace}, {"date", r.mrz.born.printed()}});
  line("sex", {{"sex", phrase(r.mrz.sex == person::Sex::Female ? "card.female" : "card.male")}});
  line("street", {{"street", r.details.street}});
  line("nationality", {{"nationality", r.mrz.nationality}});
  line("valid_until", {{"date", r.mrz.expires ? r.mrz.expires->printed() : phrase("card.for_life")}});
  line("portrait", {{"width", std::to_string(r.portrait.width)},
                    {"height", std::to_string(r.portrait.height)},
                    {"bytes", std::to_string(r.portrait.jp2.size())}});
  if (r.fingers.empty()) line("no_fingers", {});
  for (const auto& finger : r.fingers)
    line("finger", {{"finger", finger_words(finger.subtype)}, {"count", std::to_string(finger.compact.size() / 3)}});
  std::cout << phrase("card.authenticity") << '\n';
  line("signature_valid", {{"signer", r.signer.subject()}, {"time", r.signed_at.iso8601()}});
  line("serial", {{"serial", r.signer.serial()}});
  line(r.trust == card::SignerTrust::Trusted ? "trusted" : "trust_not_checked", {{"issuer", r.signer.issuer()}});
  if (r.signer.test_only()) line("test_only", {});
  for (const auto& file : r.files)
    line(file.id.data_group ? "hash_signed" : "hash", {{"name", std::string(file.id.name)},
                                                       {"bytes", std::to_string(file.content.size())},
                                                       {"hash", base::sha256(file.content).hex()}});
  char time[64];
  std::snprintf(time, sizeof time, "%.0f", r.total_ms);
  line("effort", {{"count", std::to_string(r.apdus)}, {"ms", time}});
}

Outcome read(const ReadArguments& given) {
  const auto can = card::Can::parse(given.can);
  if (!can) return Failure{FailureCode::Card_CanNotSixDigits};
  std::optional<card::TrustStore> trust;
  if (!given.authorities.empty()) {
    auto loaded = card::TrustStore::load(given.authorities);
    if (!loaded) return Failure{FailureCode::Card_TrustListUnreadable, given.authorities};
    if (loaded->authorities().empty()) return Failure{FailureCode::Card_TrustListEmpty, given.authorities};
    trust = std::move(*loaded);
  }
  const auto reader = device::PcscReader::open(given.reader);
  if (!reader) return failure_of(reader.error(), given.reader);
  const auto reading = card::read_card(**reader, *can, trust ? &*trust : nullptr, today());
  if (!reading) return failure_of(reading.error());
  if (!given.photo.empty() && !write_photo(given.photo, reading->portrait))
    return Failure{FailureCode::Card_PhotoNotWritten, given.photo};
  if (given.json)
    print_json(*reading, given.reader);
  else
    print_words(*reading);
  return 0;
}

// --- emulate -------------------------------------------------------------------------------------------------

constexpr int stock_port = 35963;  // of the driver package's own entry: two slots, two ports
constexpr const char* stock_names[] = {"Virtual PCD 00 00", "Virtual PCD 00 01"};

int plain_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

bool driver_listens() {
  const int fd = plain_socket();
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(stock_port + 1);  // the second slot: a look must not count as a card in the first
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool listens = fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  if (fd >= 0) ::close(fd);
  return listens;
}

/// pcscd of our own at the standard socket; stopped by its id, and by the kernel if we are killed.
class OwnService {
 public:
  ~OwnService() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  bool start() {
    if (!base::make_folder("/run/pcscd")) return false;
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::setpgid(0, 0);  // Ctrl-C is for us; we stop it afterwards
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      if (::getppid() != parent) ::_exit(1);
      sigset_t nothing;
      sigemptyset(&nothing);
      ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
      std::freopen("/dev/null", "w", stdout);
      std::freopen("/dev/null", "w", stderr);
      ::execl("/usr/sbin/pcscd", "pcscd", "--foreground", nullptr);
      ::_exit(127);
    }
    for (int i = 0; pid_ > 0 && i < 500; ++i) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        return false;
      }
      const auto names = device::list_readers();
      if (names && std::find(names->begin(), names->end(), stock_names[0]) != names->end()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

 private:
  pid_t pid_ = -1;
};

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "ktpel" : path.string();
}

Outcome emulate(const std::string& state_file, const std::string& reader_name) {
  auto chip = card::Chip::open(state_file);
  if (!chip) {
    switch (chip.error()) {
      case card::ChipStateError::Missing:
        return Failure{FailureCode::Device_ChipStateMissing, state_file};
      case card::ChipStateError::Malformed:
        return Failure{FailureCode::Device_ChipStateMalformed, state_file};
      case card::ChipStateError::Denied:
        break;
    }
    return Failure{FailureCode::Device_ChipStateDenied, state_file};
  }
  const auto slot = std::find(std::begin(stock_names), std::end(stock_names), reader_name);
  if (slot == std::end(stock_names)) return Failure{FailureCode::Device_NotAVirtualReader, reader_name};

  // blocked before there is a second thread, so that only sigtimedwait() below sees them
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);

  OwnService service;
  if (!driver_listens()) {
    ::unsetenv("PCSCLITE_CSOCK_NAME");
    const auto already = device::list_readers();
    if (already) return Failure{FailureCode::Device_ServiceWithoutVirtualReader};
    if (!service.start()) return Failure{FailureCode::Device_ServiceCannotStart};
  }
  device::ChipInReader place(plain_socket, stock_port + static_cast<int>(slot - std::begin(stock_names)));
  if (!place.insert(*chip)) return Failure{FailureCode::Device_VirtualReaderRefused, reader_name};
  const auto present = device::wait_for_card(reader_name, true, std::chrono::seconds(10));
  if (!present) return failure_of(present.error(), reader_name);
  std::cout << phrase("card.emulating", {{"reader", reader_name}, {"uid", base::hex(chip->uid())}}) << '\n';
  if (const auto* can = chip->can())
    std::cout << phrase("card.type_this") << "\n  " << own_program() << " card read --reader \"" << reader_name
              << "\" --can " << can->reveal() << '\n';
  else
    std::cout << phrase("card.blank_chip") << '\n';
  std::cout << phrase("card.until_interrupted") << std::endl;

  const timespec half_second{0, 500'000'000};
  while (::sigtimedwait(&ends, nullptr, &half_second) < 0)
    if (!place.inserted()) return Failure{FailureCode::Device_VirtualReaderLost, reader_name};
  place.remove();
  return 0;
}

}  // namespace

void add_card_commands(Commands& commands) {
  auto* group = commands.group("card", "kartu, cip dan pembacanya");

  auto* list_command = group->add_subcommand("list", "nama semua pembaca kartu");
  auto list_json = std::make_shared<bool>(false);
  list_command->add_flag("--json", *list_json, "satu objek JSON di stdout");
  commands.on(list_command, [=] { return list(*list_json); });

  auto* read_command = group->add_subcommand("read", "membaca dan memeriksa sebuah kartu");
  auto given = std::make_shared<ReadArguments>();
  read_command->add_option("--reader", given->reader, "nama pembaca, seperti pada `ktpel card list`")->required();
  read_command->add_option("--can", given->can, "enam angka pembuka kartu (CAN)")->required();
  read_command->add_option("--csca", given->authorities, "sertifikat otoritas penandatangan (PEM) yang dipercaya");
  read_command->add_option("--photo", given->photo, "simpan potret ke berkas ini (.png, atau .jp2 apa adanya)");
  read_command->add_flag("--json", given->json, "satu objek JSON di stdout");
  commands.on(read_command, [=] { return read(*given); });

  auto* emulate_command = group->add_subcommand("emulate", "menyajikan cip maya pada pembaca maya sampai Ctrl-C");
  auto state = std::make_shared<std::string>(), reader = std::make_shared<std::string>(stock_names[0]);
  emulate_command->add_option("STATEFILE", *state, "berkas isi cip maya")->required();
  emulate_command->add_option("--reader", *reader, "pembaca maya: \"Virtual PCD 00 00\" atau \"Virtual PCD 00 01\"");
  commands.on(emulate_command, [=] { return emulate(*state, *reader); });
}

}  // namespace ktpel::tool
