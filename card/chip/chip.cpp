// SPDX-License-Identifier: Apache-2.0
#include "card/chip/chip.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "base/digest.h"
#include "base/random.h"
#include "card/chip/personalisation_commands.h"
#include "card/iso7816/tlv.h"

namespace ktpel::card {
namespace {

constexpr std::string_view magic = "KTPEL-CHIP-TEST";
constexpr std::uint8_t state_version = 1;
constexpr std::uint16_t master_fid = 0x3f00;
constexpr std::uint32_t file_tag = 0xa5, digest_tag = 0x8f;

struct File {
  Folder folder;
  std::uint16_t fid;
  std::uint8_t sfi;
  base::Bytes content;
};

std::uint16_t u16_at(base::ByteView b, std::size_t at) { return static_cast<std::uint16_t>(b[at] << 8 | b[at + 1]); }

}  // namespace

struct Chip::Inside {
  Surroundings around;
  std::optional<std::filesystem::path> path = {};

  // memory
  ChipUid uid{};
  ChipLife life = ChipLife::Blank;
  AttemptId attempt{};
  std::optional<Can> can = {};
  std::uint8_t wrong_cans = 0;  // in a row
  std::vector<File> files = {};

  // lost with the power
  Folder folder = Folder::Master;
  std::optional<std::size_t> selected = {};
  std::optional<PaceChip> pace = {};
  std::optional<SecureMessaging> session = {};

  // this run
  bool dirty = false, drop_session = false, off = false, dead = false;
  std::size_t commands = 0;
  std::optional<std::size_t> tear_at = {};
  bool tear_after = false;

  bool in_the_field() const { return life == ChipLife::Personalised || life == ChipLife::Locked; }
  void forget() {
    folder = Folder::Master;
    selected.reset();
    pace.reset();
    session.reset();
    drop_session = false;
  }
  std::optional<std::size_t> index_of(Folder where, std::uint16_t fid) const {
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i].folder == where && files[i].fid == fid) return i;
    return std::nullopt;
  }
  std::size_t free_bytes() const {
    std::size_t used = card_overhead;
    for (const auto& one : files) used += one.content.size();
    return used < card_memory ? card_memory - used : 0;
  }

  base::Bytes state() const;
  bool load(base::ByteView bytes);
  bool save() const { return !path || bool(base::write_file_durably(*path, state())); }

  Response handle(base::ByteView apdu);
  Response secure(const Command& command);
  Response plain(const Command& command, bool inside_session);
  Response personalisation_command(const Command& command);
  Response select(const Command& command, bool inside_session);
  Response select_file(std::uint16_t fid, const Command& command, bool inside_session);
  Response read(const Command& command, bool inside_session);
  Response set_pace(const Command& command);
  Response general_authenticate(const Command& command);
};

// --- memory -------------------------------------------------------------------------------------------------

base::Bytes Chip::Inside::state() const {
  base::ByteWriter out;
  out.raw(base::bytes_of(magic)).u8(state_version);
  out.raw(tlv(0x80, uid)).raw(tlv(0x81, base::Bytes{static_cast<std::uint8_t>(life)})).raw(tlv(0x82, attempt));
  if (can) out.raw(tlv(0x83, base::bytes_of(can->reveal())));
  out.raw(tlv(0x84, base::Bytes{wrong_cans}));
  for (const auto& one : files)
    out.raw(tlv(file_tag, {tlv(0x81, base::Bytes{static_cast<std::uint8_t>(one.folder)}),
                           tlv(0x82, base::ByteWriter().u16(one.fid).bytes()), tlv(0x83, base::Bytes{one.sfi}),
                           tlv(0x84, one.content)}));
  const auto digest = base::sha256(out.bytes());
  out.raw(tlv(digest_tag, digest.view()));
  return out.take();
}

bool Chip::Inside::load(base::ByteView bytes) {
  const auto head = magic.size() + 1;
  if (bytes.size() < head || base::text_of(bytes.first(magic.size())) != magic || bytes[magic.size()] != state_version)
    return false;
  constexpr std::size_t tail = 2 + 32;
  if (bytes.size() < head + tail) return false;
  const auto body = bytes.first(bytes.size() - tail);
  const auto digest = base::sha256(body);
  const auto want = tlv(digest_tag, digest.view());
  if (!std::equal(want.begin(), want.end(), bytes.end() - static_cast<std::ptrdiff_t>(tail))) return false;
  TlvReader objects(body.subspan(head));
  const auto id = objects.expect(0x80), life_byte = objects.expect(0x81), attempt_id = objects.expect(0x82);
  if (!id || id->value.size() != uid.size() || !life_byte || life_byte->value.size() != 1 || life_byte->value[0] > 3 ||
      !attempt_id || attempt_id->value.size() != attempt.size())
    return false;
  std::copy(id->value.begin(), id->value.end(), uid.begin());
  life = ChipLife{life_byte->value[0]};
  std::copy(attempt_id->value.begin(), attempt_id->value.end(), attempt.begin());
  auto next = objects.next();
  if (next && next->tag == 0x83) {
    can = Can::parse(base::text_of(next->value));
    if (!can) return false;
    next = objects.next();
  }
  if (!next || next->tag != 0x84 || next->value.size() != 1) return false;
  wrong_cans = next->value[0];
  std::size_t total = 0;
  while (const auto one = objects.next()) {
    TlvReader fields(one->value);
    const auto where = fields.expect(0x81), fid = fields.expect(0x82), sfi = fields.expect(0x83),
               content = fields.expect(0x84);
    if (one->tag != file_tag || !content || !fields.finished() || where->value.size() != 1 || where->value[0] > 1 ||
        fid->value.size() != 2 || sfi->value.size() != 1)
      return false;
    total += content->value.size();
    const auto number = u16_at(fid->value, 0);
    if (total > card_memory || files.size() >= 32 || index_of(Folder{where->value[0]}, number)) return false;
    files.push_back({Folder{where->value[0]}, number, sfi->value[0], {content->value.begin(), content->value.end()}});
  }
  return objects.finished();
}

// --- commands -----------------------------------------------------------------------------------------------

Response Chip::Inside::handle(base::ByteView apdu) {
  const auto command = Command::parse(apdu);
  if (!command) return {{}, sw::wrong_length};
  if (command->cla == 0xff) {  // PC/SC part 3: a reader's own command, answered here because the reader is virtual
    if (command->ins == 0xca && command->p1 == 0 && command->p2 == 0) return {{uid.begin(), uid.end()}, sw::ok};
    return {{}, sw::unknown_instruction};
  }
  if (command->cla == 0x0c) return secure(*command);
  // one plain command ends secure messaging (Doc 9303-11 9.8.3)
  session.reset();
  if (command->cla == personalisation::cla) return personalisation_command(*command);
  if (command->cla == 0x10) {
    if (command->ins != 0x86) return {{}, sw::chaining_not_supported};
    return general_authenticate(*command);
  }
  if (command->cla != 0x00) return {{}, sw::unknown_class};
  return plain(*command, false);
}

Response Chip::Inside::secure(const Command& command) {
  if (!session) return {{}, sw::sm_object_wrong};
  const auto inner = session->unprotect(command);
  if (!inner) {
    forget();
    return {{}, inner.error() == SecureMessagingError::ObjectMissing ? sw::sm_object_missing : sw::sm_object_wrong};
  }
  const auto answer = session->protect(plain(*inner, true));
  if (drop_session) {
    session.reset();
    drop_session = false;
  }
  return answer;
}

Response Chip::Inside::plain(const Command& command, bool inside_session) {
  switch (command.ins) {
    case 0xa4:
      return select(command, inside_session);
    case 0xb0:
      return read(command, inside_session);
    case 0x22:
      return inside_session ? Response{{}, sw::conditions_not_satisfied} : set_pace(command);
    case 0x86:
      return inside_session ? Response{{}, sw::conditions_not_satisfied} : general_authenticate(command);
    default:
      return {{}, sw::unknown_instruction};
  }
}

Response Chip::Inside::select(const Command& c, bool inside_session) {
  if (c.p2 != 0x00 && c.p2 != 0x0c) return {{}, sw::wrong_p1p2};
  const auto master = [&]() -> Response {
    if (folder == Folder::Application) drop_session = inside_session;  // the application is left: its access ends
    folder = Folder::Master;
    selected.reset();
    return {{}, sw::ok};
  };
  if (c.p1 == 0x00 && c.data.empty()) return master();
  if (c.p1 == 0x00 || c.p1 == 0x02) {
    if (c.data.size() != 2) return {{}, sw::wrong_length};
    const auto fid = u16_at(c.data, 0);
    if (c.p1 == 0x00 && fid == master_fid) return master();
    return select_file(fid, c, inside_session);
  }
  if (c.p1 != 0x04) return {{}, sw::wrong_p1p2};
  if (!in_the_field() || c.data.size() != lds_application.size() ||
      !std::equal(c.data.begin(), c.data.end(), lds_application.begin()))
    return {{}, sw::file_not_found};
  folder = Folder::Application;
  selected.reset();
  if (c.p2 == 0x0c || !c.le) return {{}, sw::ok};
  return {tlv(0x6f, tlv(0x84, lds_application)), sw::ok};
}

Response Chip::Inside::select_file(std::uint16_t fid, const Command& c, bool inside_session) {
  const auto found = index_of(folder, fid);
  if (!in_the_field() || !found) return {{}, sw::file_not_found};
  if (folder == Folder::Application && !inside_session) return {{}, sw::security_not_satisfied};
  selected = found;
  if (c.p2 == 0x0c || !c.le) return {{}, sw::ok};
  return {tlv(0x6f, {tlv(0x80, base::ByteWriter().u16(files[*found].content.size()).bytes()),
                     tlv(0x83, base::ByteWriter().u16(fid).bytes())}),
          sw::ok};
}

Response Chip::Inside::read(const Command& c, bool inside_session) {
  if (!c.data.empty() || !c.le) return {{}, sw::wrong_length};
  std::size_t offset = 0;
  if (c.p1 & 0x80) {
    const int sfi = c.p1 & 0x1f;
    if ((c.p1 & 0x60) || sfi == 0 || sfi == 31) return {{}, sw::wrong_p1p2};
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i].folder == folder && files[i].sfi == sfi) found = i;
    if (!in_the_field() || !found) return {{}, sw::file_not_found};
    if (folder == Folder::Application && !inside_session) return {{}, sw::security_not_satisfied};
    selected = found;
    offset = c.p2;
  } else {
    if (!selected || !in_the_field()) return {{}, sw::no_file_selected};
    // a selection made inside a session does not outlive it
    if (folder == Folder::Application && !inside_session) return {{}, sw::security_not_satisfied};
    offset = static_cast<std::size_t>(c.p1 << 8 | c.p2);
  }
  const auto& content = files[*selected].content;
  if (offset >= content.size()) return {{}, sw::offset_outside};
  const std::size_t count = std::min<std::size_t>(*c.le, content.size() - offset);
  const auto from = content.begin() + static_cast<std::ptrdiff_t>(offset);
  const bool short_read = count < *c.le && *c.le != 256 && *c.le != 65536;
  return {{from, from + static_cast<std::ptrdiff_t>(count)}, short_read ? sw::end_of_file : sw::ok};
}

// MSE:Set AT for PACE, Doc 9303-11 4.4.4.1.
Response Chip::Inside::set_pace(const Command& c) {
  pace.reset();
  if (c.p1 != 0xc1 || c.p2 != 0xa4) return {{}, sw::wrong_p1p2};
  if (!in_the_field() || !can) return {{}, sw::file_not_found};
  const auto access = index_of(Folder::Master, file::card_access.fid);
  const auto offered = access ? parse_card_access(files[*access].content)
                              : base::Result<std::vector<PaceParameters>, CardAccessError>(CardAccessError::Malformed);
  if (!offered) return {{}, sw::conditions_not_satisfied};
  const auto protocol = find(c.data, 0x80), reference = find(c.data, 0x83), parameter = find(c.data, 0x84);
  if (!protocol || !reference || reference->size() != 1) return {{}, sw::wrong_data};
  if ((*reference)[0] != 0x02) return {{}, sw::reference_not_found};
  for (const auto& one : *offered) {
    const auto name = pace_oid(one.cipher);
    if (!std::equal(name.begin(), name.end(), protocol->begin(), protocol->end())) continue;
    if (parameter && (parameter->size() != 1 || (*parameter)[0] != static_cast<std::uint8_t>(one.curve))) continue;
    // guessing is slowed down, never blocked: a blocked chip would punish its holder
    if (wrong_cans >= 3) around.wait(std::chrono::seconds(1 << std::min(wrong_cans - 3, 4)));
    pace.emplace(one, PasswordKey(*can, one.cipher), around.random);
    return {{}, sw::ok};
  }
  return {{}, sw::wrong_data};
}

Response Chip::Inside::general_authenticate(const Command& c) {
  if (c.p1 != 0 || c.p2 != 0) return {{}, sw::wrong_p1p2};
  if (!pace) return {{}, sw::conditions_not_satisfied};
  const bool last = pace->steps() == 3;
  TlvReader reader(c.data);
  const auto dynamic = reader.expect(0x7c);
  if (!dynamic || !reader.finished() || (c.cla == 0x10) == last) {
    pace.reset();
    return {{}, sw::wrong_data};
  }
  const auto answer = pace->answer(dynamic->value);
  if (!answer) {
    if (answer.error() == sw::authentication_failed) {
      if (wrong_cans < 255) ++wrong_cans;
      dirty = true;  // durable before the answer leaves, so that pulling the card saves no try
    }
    pace.reset();
    return {{}, answer.error()};
  }
  if (auto done = pace->take_session()) {
    session.emplace(std::move(done->keys));
    pace.reset();
    if (wrong_cans) dirty = true;
    wrong_cans = 0;
  }
  return {tlv(0x7c, *answer), sw::ok};
}

Response Chip::Inside::personalisation_command(const Command& c) {
  const base::ByteView data(c.data);
  if (c.ins == personalisation::identify) {
    if (c.p1 || c.p2) return {{}, sw::wrong_p1p2};
    return {tlv(0xe1, {tlv(0x80, uid), tlv(0x81, base::Bytes{static_cast<std::uint8_t>(life)}), tlv(0x82, attempt),
                       tlv(0x83, base::ByteWriter().u16(free_bytes()).bytes())}),
            sw::ok};
  }
  if (c.ins == personalisation::advance) {
    if (data.size() != attempt.size()) return {{}, sw::wrong_length};
    const bool same = std::equal(data.begin(), data.end(), attempt.begin());
    const auto next = ChipLife{c.p1};
    if (life == ChipLife::Blank && next == ChipLife::Started)
      std::copy(data.begin(), data.end(), attempt.begin());
    else if (!(life == ChipLife::Started && next == ChipLife::Personalised && same && can) &&
             !(life == ChipLife::Personalised && next == ChipLife::Locked && same))
      return {{}, sw::conditions_not_satisfied};
    life = next;
    dirty = true;
    return {{}, sw::ok};
  }
  if (c.ins != personalisation::create && c.ins != personalisation::write && c.ins != personalisation::read &&
      c.ins != personalisation::put_secret)
    return {{}, sw::unknown_instruction};
  if (life != ChipLife::Started) return {{}, sw::conditions_not_satisfied};
  if (c.ins == personalisation::put_secret) {
    if (c.p1 || c.p2 != personalisation::can_reference) return {{}, sw::wrong_p1p2};
    auto given = Can::parse(base::text_of(data));
    if (!given) return {{}, sw::wrong_data};
    can = std::move(given);
    dirty = true;
    return {{}, sw::ok};
  }
  if (data.size() < 3 || data[0] > 1) return {{}, sw::wrong_data};
  const auto where = Folder{data[0]};
  const auto fid = u16_at(data, 1);
  const auto found = index_of(where, fid);
  if (c.ins == personalisation::create) {
    if (data.size() != 6) return {{}, sw::wrong_length};
    const std::size_t size = u16_at(data, 4);
    if (found) return {{}, sw::file_exists};
    if (size == 0 || size > free_bytes() || files.size() >= 32) return {{}, sw::no_memory};
    files.push_back({where, fid, data[3], base::Bytes(size)});
    dirty = true;
    return {{}, sw::ok};
  }
  if (!found) return {{}, sw::file_not_found};
  auto& content = files[*found].content;
  const std::size_t offset = static_cast<std::size_t>(c.p1 << 8 | c.p2);
  if (c.ins == personalisation::write) {
    const auto bytes = data.subspan(3);
    if (bytes.empty()) return {{}, sw::wrong_length};
    if (offset > content.size() || bytes.size() > content.size() - offset) return {{}, sw::offset_outside};
    std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
    dirty = true;
    return {{}, sw::ok};
  }
  if (!c.le || data.size() != 3) return {{}, sw::wrong_length};
  if (offset >= content.size()) return {{}, sw::offset_outside};
  const auto from = content.begin() + static_cast<std::ptrdiff_t>(offset);
  return {{from, from + static_cast<std::ptrdiff_t>(std::min<std::size_t>(*c.le, content.size() - offset))}, sw::ok};
}

// --- the chip from outside ----------------------------------------------------------------------------------

Chip::Chip(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {
  if (!inside_->around.random) inside_->around.random = base::random_bytes;
  if (!inside_->around.wait) inside_->around.wait = [](std::chrono::milliseconds t) { std::this_thread::sleep_for(t); };
}
Chip::~Chip() = default;
Chip::Chip(Chip&&) noexcept = default;
Chip& Chip::operator=(Chip&&) noexcept = default;

Chip Chip::blank(Surroundings surroundings) {
  Chip out(std::unique_ptr<Inside>(new Inside{std::move(surroundings)}));
  const auto uid = base::random_bytes(out.inside_->uid.size());
  std::copy(uid.begin(), uid.end(), out.inside_->uid.begin());
  return out;
}

base::Result<Chip, ChipStateError> Chip::create(const std::filesystem::path& state_file, Surroundings surroundings) {
  std::error_code error;
  if (std::filesystem::exists(state_file, error) || error) return ChipStateError::Denied;
  auto out = blank(std::move(surroundings));
  out.inside_->path = state_file;
  if (!out.inside_->save()) return ChipStateError::Denied;
  return out;
}

base::Result<Chip, ChipStateError> Chip::open(const std::filesystem::path& state_file, Surroundings surroundings) {
  const auto bytes = base::read_file(state_file, 64 << 10);
  if (!bytes)
    return bytes.error() == base::FileError::Missing    ? ChipStateError::Missing
           : bytes.error() == base::FileError::TooLarge ? ChipStateError::Malformed
                                                        : ChipStateError::Denied;
  auto out = from_state(*bytes, std::move(surroundings));
  if (out) out->inside_->path = state_file;
  return out;
}

base::Result<Chip, ChipStateError> Chip::from_state(base::ByteView state, Surroundings surroundings) {
  Chip out(std::unique_ptr<Inside>(new Inside{std::move(surroundings)}));
  if (!out.inside_->load(state)) return ChipStateError::Malformed;
  return out;
}

base::Bytes Chip::process(base::ByteView apdu) {
  auto& in = *inside_;
  const auto number = in.commands++;
  if (in.dead || in.off) return {};
  const bool torn = in.tear_at == number;
  if (torn && !in.tear_after) {
    in.off = true;
    return {};
  }
  auto response = in.handle(apdu);
  if (in.dirty) {
    if (!in.save()) response = {{}, sw::memory_failure};
    in.dirty = false;
  }
  if (torn) {
    in.off = true;
    return {};
  }
  return response.encode();
}

base::Bytes Chip::reset() {
  inside_->off = false;
  inside_->forget();
  return atr();
}

base::Bytes Chip::atr() const {
  if (inside_->dead) return {};
  // historical bytes: capabilities (DF by name, EF by identifier and short identifier; chaining, extended length),
  // then the issuer's data KTPELUJI, by which a production writer tells a test device
  base::Bytes out{0x3b, 0x8e, 0x80, 0x01, 0x80, 0x73, 0x94, 0x01, 0xc0, 0x58, 'K', 'T', 'P', 'E', 'L', 'U', 'J', 'I'};
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < out.size(); ++i) check ^= out[i];
  out.push_back(check);
  return out;
}

ChipUid Chip::uid() const { return inside_->uid; }
ChipLife Chip::life() const { return inside_->life; }
AttemptId Chip::attempt() const { return inside_->attempt; }
bool Chip::session_open() const { return inside_->session.has_value(); }
const Can* Chip::can() const { return inside_->can ? &*inside_->can : nullptr; }
std::size_t Chip::commands() const { return inside_->commands; }
base::Bytes Chip::state() const { return inside_->state(); }

void Chip::inject_tear(std::size_t at_command, bool after_effect) {
  inside_->tear_at = inside_->commands + at_command;
  inside_->tear_after = after_effect;
}
void Chip::inject_death() { inside_->dead = true; }
bool Chip::inject_flip(const FileId& file, std::size_t offset, std::uint8_t mask) {
  const auto found = inside_->index_of(file.folder, file.fid);
  if (!found || offset >= inside_->files[*found].content.size()) return false;
  inside_->files[*found].content[offset] ^= mask;
  return inside_->save();
}
void Chip::inject_file(const FileId& file, base::Bytes content) {
  inject_removal(file);
  inside_->files.push_back({file.folder, file.fid, file.sfi, std::move(content)});
  inside_->save();
}
void Chip::inject_removal(const FileId& file) {
  std::erase_if(inside_->files, [&](const File& f) { return f.folder == file.folder && f.fid == file.fid; });
  inside_->selected.reset();
  inside_->save();
}

base::Result<base::Bytes, TransportError> ChipTransport::transmit(base::ByteView apdu) {
  auto out = chip_.process(apdu);
  if (out.empty()) return TransportError::Gone;
  return out;
}
base::Result<base::Bytes, TransportError> ChipTransport::reset() {
  auto out = chip_.reset();
  if (out.empty()) return TransportError::NoCard;
  return out;
}

}  // namespace ktpel::card
