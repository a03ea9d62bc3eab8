// SPDX-License-Identifier: Apache-2.0
#include "card/personalise/program.h"

namespace ktpel::card {
namespace {

void add(base::ByteWriter& out, const FileId& id) {
  out.u8(static_cast<std::uint8_t>(id.folder)).u16(id.fid).u8(id.sfi);
}

struct Encoder {
  base::ByteWriter& out;
  void operator()(const CreateFile& s) const {
    out.u8(1);
    add(out, s.id);
    out.u32(s.size);
  }
  void operator()(const WriteFile& s) const {
    out.u8(2);
    add(out, s.id);
    out.counted(s.content);
  }
  void operator()(const PutCan&) const { out.u8(3); }
  void operator()(const ReadBack& s) const {
    out.u8(4);
    add(out, s.id);
    out.u32(s.size).raw(s.sha256.view());
  }
  void operator()(const AdvanceLife& s) const { out.u8(5).u8(static_cast<std::uint8_t>(s.to)); }
};

}  // namespace

base::Digest PersonalisationProgram::digest() const {
  base::ByteWriter out;
  for (const auto& step : steps) std::visit(Encoder{out}, step);
  return base::sha256(out.bytes());
}

PersonalisationProgram writing_program(const std::vector<CardFile>& files) {
  PersonalisationProgram out;
  auto& steps = out.steps;
  steps.push_back(AdvanceLife{ChipLife::Started});
  for (const auto& one : files) steps.push_back(CreateFile{one.id, one.content.size()});
  for (const auto& one : files) steps.push_back(WriteFile{one.id, one.content});  // the signature is the last of them
  steps.push_back(PutCan{});
  for (const auto& one : files) steps.push_back(ReadBack{one.id, one.content.size(), base::sha256(one.content)});
  steps.push_back(AdvanceLife{ChipLife::Personalised});
  return out;
}

}  // namespace ktpel::card
