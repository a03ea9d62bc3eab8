// SPDX-License-Identifier: Apache-2.0
// `ktpel finger split`: the fingers of a slap, or of all slaps of a record of ten fingers, and whether hands or fingers
// were swapped.
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "base/phrase.h"
#include "biometric/slap/slap.h"
#include "tool/finger_command.h"
#include "tool/finger_file.h"
#include "tool/finger_picture.h"
#include "tool/record_file.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct SplitOrder {
  std::string in, out;
  std::optional<PrintPosition> hand;
  std::vector<int> missing;
  double dpi = 0;
  int part = 0;
  bool json = false;
};

/// The names of files.
std::string_view name_of(FingerPosition position) {
  constexpr std::array<std::string_view, 11> names{"unknown",     "right_thumb",  "right_index", "right_middle",
                                                   "right_ring",  "right_little", "left_thumb",  "left_index",
                                                   "left_middle", "left_ring",    "left_little"};
  return names[static_cast<std::size_t>(position)];
}
std::string_view name_of(PrintPosition slap) {
  return slap == PrintPosition::RightFour ? "right_four" : slap == PrintPosition::LeftFour ? "left_four" : "thumbs";
}
std::string in_words(FingerPosition position) {
  return position_in_words(PrintPosition(static_cast<std::uint8_t>(position)));
}

bool is_slap(PrintPosition position) {
  return position == PrintPosition::RightFour || position == PrintPosition::LeftFour ||
         position == PrintPosition::BothThumbs;
}

// ---- what is to be split ----

/// Fingers that cannot be taken: as the caller says, and as any record of the file says in field 18 (AMP: position and
/// why, ANSI/NIST-ITL 1-2011 type 14).
std::vector<FingerPosition> missing_fingers(const SplitOrder& order, const RecordFile& file) {
  std::set<FingerPosition> out;
  const auto add = [&](int code) {
    if (code >= 1 && code <= 10) out.insert(FingerPosition(static_cast<std::uint8_t>(code)));
  };
  for (const int code : order.missing) add(code);
  if (const auto* transaction = std::get_if<NistTransaction>(&file.content))
    for (const auto& record : transaction->records)
      for (const auto& field : record.fields)
        if (record.type == 14 && field.number == 18)
          for (const auto& amputated : field.subfields())
            if (!amputated.empty() && amputated[0].size() <= 2 &&
                amputated[0].find_first_not_of("0123456789") == std::string::npos && !amputated[0].empty())
              add(std::stoi(amputated[0]));
  return {out.begin(), out.end()};
}

/// The slaps among the pictures; with --hand those of that hand, or else the ones of which nothing is said.
std::vector<FingerImageView> slaps_among(std::vector<FingerImageView> pictures, std::optional<PrintPosition> hand) {
  const auto keep = [&](auto wanted) {
    std::vector<FingerImageView> out;
    for (const auto& p : pictures)
      if (wanted(p.position)) out.push_back(p);
    return out;
  };
  if (!hand) return keep(is_slap);
  auto out = keep([&](PrintPosition p) { return p == *hand; });
  if (out.empty()) out = keep([](PrintPosition p) { return p == PrintPosition::Unknown; });
  for (auto& p : out) p.position = *hand;
  return out;
}

struct SlapPicture {
  PrintPosition kind;
  GreyImage image;
};

Or<std::vector<SlapPicture>> pictures_of(const SplitOrder& order, const RecordFile& file) {
  auto pictures = pictures_in(file, dpi_of(order.dpi));
  if (!pictures) return pictures.error();
  if (const auto there = choose_part(*pictures, order.part, order.in); !there) return there.error();
  if (order.part > 0 && order.hand) pictures->front().position = *order.hand;  // the caller knows better
  const auto views = slaps_among(std::move(*pictures), order.hand);
  if (views.empty()) return api::Failure{api::FailureCode::Slap_HandUnknown, order.in};
  std::vector<SlapPicture> out;
  for (const auto& view : views) {
    auto image = grey_of(view);
    if (!image) return failure_of(image.error(), order.in);
    out.push_back({view.position, std::move(*image)});
  }
  return out;
}

// ---- splitting ----

api::Failure failure_of_slap(SlapError error, const std::string& about) {
  switch (error) {
    case SlapError::TooFewFingers:
      return {api::FailureCode::Slap_TooFewFingers, about};
    case SlapError::TooManyFingers:
      return {api::FailureCode::Slap_TooManyFingers, about};
    case SlapError::WrongKind:
    case SlapError::Empty:
      break;
  }
  return {api::FailureCode::Slap_Empty, about};
}

/// A finger that was cut out: where it was written, and its quality, 0 if no features are found in it.
struct CutFinger {
  std::string file;
  int quality = 0;
};
struct CutSlap {
  std::string boxes;
  std::vector<CutFinger> fingers;
};

Or<CutSlap> write_fingers(const fs::path& folder, const SlapPicture& picture, const Slap& slap,
                          std::map<std::string, int>& used) {
  const auto unused = [&](std::string_view name) {  // a second slap of the same hand does not write over the first
    const int times = ++used[std::string(name)];
    return (folder / (std::string(name) + (times > 1 ? "_" + std::to_string(times) : "") + ".png")).string();
  };
  CutSlap out{unused(std::string(name_of(slap.kind)) + "_boxes"), {}};
  if (const auto written = write_result(out.boxes, encode_png(boxed(picture.image, slap.fingers))); !written)
    return written.error();
  for (const auto& finger : slap.fingers) {
    const auto found = extract(finger.image);
    out.fingers.push_back({unused(name_of(finger.position)), found ? quality(*found) : 0});
    if (const auto written = write_result(out.fingers.back().file, encode_png(finger.image)); !written)
      return written.error();
  }
  return out;
}

// ---- answers ----

double degrees(double radians) { return std::round(radians * 1800 / 3.14159265358979) / 10; }

std::string in_words(const SequenceFault& fault) {
  if (fault.kind == SequenceFault::Kind::HandSwapped)
    return phrase("finger.split_hand_swapped", {{"finger", in_words(fault.first)}});
  return phrase("finger.split_finger_twice", {{"first", in_words(fault.first)},
                                              {"second", in_words(fault.second.value_or(FingerPosition::Unknown))}});
}

Json json_of(const SplitOrder& order, const std::vector<Slap>& slaps, const std::vector<CutSlap>& cut,
             const std::vector<SequenceFault>& faults) {
  Json all = Json::array(), wrong = Json::array();
  for (std::size_t s = 0; s < slaps.size(); ++s) {
    Json fingers = Json::array();
    for (std::size_t f = 0; f < slaps[s].fingers.size(); ++f) {
      const auto& finger = slaps[s].fingers[f];
      fingers.push_back({{"position", static_cast<int>(finger.position)},
                         {"name", name_of(finger.position)},
                         {"finger", in_words(finger.position)},
                         {"box",
                          {{"middle_x", std::round(finger.x_px)},
                           {"middle_y", std::round(finger.y_px)},
                           {"width", std::round(finger.width_px)},
                           {"height", std::round(finger.height_px)}}},
                         {"rotation_degrees", degrees(finger.rotation_rad)},
                         {"quality", cut[s].fingers[f].quality},
                         {"file", cut[s].fingers[f].file}});
    }
    const auto& looks = slaps[s].looks_like;
    all.push_back({{"position", static_cast<int>(slaps[s].kind)},
                   {"name", name_of(slaps[s].kind)},
                   {"looks_like", looks ? Json(*looks == Hand::Right ? "right" : "left") : Json(nullptr)},
                   {"boxes", cut[s].boxes},
                   {"fingers", fingers}});
  }
  for (const auto& fault : faults)
    wrong.push_back({{"kind", fault.kind == SequenceFault::Kind::HandSwapped ? "hand_swapped" : "finger_twice"},
                     {"first", static_cast<int>(fault.first)},
                     {"second", fault.second ? Json(static_cast<int>(*fault.second)) : Json(nullptr)},
                     {"sentence", in_words(fault)}});
  return {{"in", order.in}, {"folder", order.out}, {"slaps", all}, {"sequence_faults", wrong}};
}

void print_text(const SplitOrder& order, const std::vector<Slap>& slaps, const std::vector<CutSlap>& cut,
                const std::vector<SequenceFault>& faults) {
  for (std::size_t s = 0; s < slaps.size(); ++s) {
    std::cout << position_in_words(slaps[s].kind) << '\n';
    for (std::size_t f = 0; f < slaps[s].fingers.size(); ++f) {
      const auto& finger = slaps[s].fingers[f];
      std::cout << phrase("finger.split_finger", {{"finger", in_words(finger.position)},
                                                  {"x", fixed(finger.x_px, 0)},
                                                  {"y", fixed(finger.y_px, 0)},
                                                  {"width", fixed(finger.width_px, 0)},
                                                  {"height", fixed(finger.height_px, 0)},
                                                  {"rotation", fixed(degrees(finger.rotation_rad), 0)},
                                                  {"quality", std::to_string(cut[s].fingers[f].quality)}})
                << '\n';
    }
  }
  for (const auto& fault : faults) std::cout << in_words(fault) << '\n';
  if (faults.empty()) std::cout << phrase("finger.split_in_order") << '\n';
  std::cout << phrase("finger.split_written", {{"folder", order.out}}) << '\n';
}

Outcome run_split(const SplitOrder& order) {
  const auto file = open_record(order.in, false);
  if (!file) return file.error();
  const auto pictures = pictures_of(order, *file);
  if (!pictures) return pictures.error();
  const auto missing = missing_fingers(order, *file);
  std::vector<Slap> slaps;
  for (const auto& picture : *pictures) {
    auto slap = split_slap(picture.image, picture.kind, missing);
    if (!slap) return failure_of_slap(slap.error(), order.in + " (" + position_in_words(picture.kind) + ")");
    slaps.push_back(std::move(*slap));
  }
  if (!base::make_folder(order.out)) return api::Failure{api::FailureCode::Slap_CannotMakeFolder, order.out};
  std::vector<CutSlap> cut;
  std::map<std::string, int> used;
  for (std::size_t s = 0; s < slaps.size(); ++s) {
    auto written = write_fingers(order.out, (*pictures)[s], slaps[s], used);
    if (!written) return written.error();
    cut.push_back(std::move(*written));
  }
  const auto faults = check_sequence(slaps);
  if (order.json)
    std::cout << json_of(order, slaps, cut, faults).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  else
    print_text(order, slaps, cut, faults);
  return 0;
}

}  // namespace

void add_finger_split(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("split", phrase("finger.help_split"));
  auto o = std::make_shared<SplitOrder>();
  auto hand = std::make_shared<std::string>();
  command->add_option("SLAP", o->in, phrase("finger.option_slap"))->required();
  command->add_option("-o,--output", o->out, phrase("finger.option_split_out"))->required();
  command->add_option("--hand", *hand, phrase("finger.option_hand"))->check(CLI::IsMember({"right", "left", "thumbs"}));
  command->add_option("--missing", o->missing, phrase("finger.option_missing"))
      ->delimiter(',')
      ->check(CLI::Range(1, 10));
  command->add_option("--part", o->part, phrase("finger.option_part"))->check(CLI::Range(1, 1000));
  add_dpi_option(command, o->dpi), add_json_option(command, o->json);
  commands.on(command, [o, hand] {
    if (!hand->empty())
      o->hand = *hand == "right"  ? PrintPosition::RightFour
                : *hand == "left" ? PrintPosition::LeftFour
                                  : PrintPosition::BothThumbs;
    return run_split(*o);
  });
}

}  // namespace ktpel::tool
