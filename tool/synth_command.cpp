// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "biometric/image/codec.h"
#include "biometric/synth/finger.h"
#include "biometric/synth/portrait.h"
#include "biometric/synth/signature.h"
#include "tool/command.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

api::Failure failure_of_writing(base::FileError error, const fs::path& path) {
  if (error == base::FileError::NoSpace) return {api::FailureCode::Synth_DiskFull, path.string()};
  return {api::FailureCode::Synth_CannotWrite, path.string()};
}

double rounded(double value, int per_unit) { return std::round(value * per_unit) / per_unit; }

/// The known minutiae of an impression, in the units of TrueMinutia but with the angle in degrees.
Json truth_of(const Impression& made, const FingerMaster& master, const std::string& image) {
  Json minutiae = Json::array();
  for (const auto& m : made.minutiae)
    minutiae.push_back({{"x", rounded(m.x_px, 100)},
                        {"y", rounded(m.y_px, 100)},
                        {"angle_deg", rounded(m.angle_rad * 180 / 3.14159265358979323846, 100)},
                        {"type", m.kind == TrueMinutia::Kind::Ending ? "ending" : "bifurcation"}});
  return {{"synthetic", true},
          {"image", image},
          {"width", made.image.width()},
          {"height", made.image.height()},
          {"dpi", 500},
          {"finger", master.finger.get()},
          {"pattern", name_of(master.pattern)},
          {"ridge_period_px", rounded(master.period_px, 100)},
          {"minutiae", minutiae}};
}

struct FingerOrder {
  std::string folder;
  std::uint64_t seed = 1;
  int persons = 1, impressions = 1;
  std::vector<int> fingers;
  bool capacitive = false, json = false;
  Care care = Care::Volunteers;
  SensorKind sensor = SensorKind::Optical;
  double dryness = 0, pressure = 0, contact = 1, noise = 1;  ///< beside what `care` draws: two added, two as factors
  std::vector<Hardship> hardships;                           ///< each press takes one of them by turns; none: `care`
};

Conditions conditions_of(const FingerOrder& order, std::size_t turn, const base::SeededRandom& person,
                         FingerNumber finger, const base::SeededRandom& press) {
  if (!order.hardships.empty()) {
    auto c = hard_conditions(order.hardships[turn % order.hardships.size()], press.branch(100));
    c.sensor = order.sensor;
    return c;
  }
  auto c = press_conditions(order.care, order.sensor, person, finger, press);
  c.dryness += order.dryness, c.pressure += order.pressure;
  c.contact *= order.contact, c.noise *= order.noise;
  return c;
}

Outcome make_fingers(FingerOrder order) {
  if (order.fingers.empty()) {
    order.fingers.resize(10);
    std::iota(order.fingers.begin(), order.fingers.end(), 1);
  }
  std::sort(order.fingers.begin(), order.fingers.end());
  order.fingers.erase(std::unique(order.fingers.begin(), order.fingers.end()), order.fingers.end());
  if (order.capacitive) order.sensor = SensorKind::Capacitive;
  const fs::path folder(order.folder);
  if (const auto made = base::make_folder(folder); !made) return failure_of_writing(made.error(), folder);

  const std::size_t masters = order.fingers.size() * static_cast<std::size_t>(order.persons);
  std::atomic<std::size_t> next = 0, minutiae = 0;
  std::mutex failing;
  std::optional<std::pair<base::FileError, fs::path>> failed;
  const auto write = [&](const fs::path& path, base::ByteView bytes) {
    const auto written = base::write_file_durably(path, bytes);
    if (written) return true;
    const std::lock_guard lock(failing);
    if (!failed) failed = {written.error(), path};
    next = masters;  // the others need not begin more
    return false;
  };
  {
    base::Progress progress(phrase("synth.growing"), masters);
    const auto work = [&] {
      for (std::size_t k = next++; k < masters; k = next++) {
        const auto person = static_cast<std::uint64_t>(k / order.fingers.size());
        const FingerNumber finger(order.fingers[k % order.fingers.size()]);
        const std::uint64_t person_seed = base::SeededRandom(order.seed).branch(person).next();
        const auto master = PersonFingers::grow(person_seed, finger);
        for (int i = 1; i <= order.impressions; ++i) {
          const auto press = static_cast<std::uint64_t>(finger.get()) << 32 | static_cast<std::uint64_t>(i);
          const base::SeededRandom own(person_seed), random = own.branch(press);
          const auto conditions = conditions_of(order, k + static_cast<std::size_t>(i), own, finger, random);
          const auto made = impression(master, conditions, random);
          char name[64];
          std::snprintf(name, sizeof name, "%04d_%02d_%d", static_cast<int>(person) + 1, finger.get(), i);
          const auto truth = truth_of(made, master, name + std::string(".png")).dump(1);
          if (!write(folder / (name + std::string(".png")), encode_png(made.image)) ||
              !write(folder / (name + std::string(".minutiae.json")), base::bytes_of(truth)))
            return;
          minutiae += made.minutiae.size();
        }
        progress.step();
      }
    };
    std::vector<std::jthread> others;
    const std::size_t threads =
        std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, std::min<std::size_t>(masters, 16));
    for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
    work();
  }
  if (failed) return failure_of_writing(failed->first, failed->second);

  const std::size_t images = masters * static_cast<std::size_t>(order.impressions);
  const double mean = static_cast<double>(minutiae) / static_cast<double>(images);
  if (order.json) {
    Json out;
    out["synthetic"] = true;
    out["folder"] = order.folder;
    out["seed"] = order.seed;
    out["persons"] = order.persons;
    out["fingers"] = order.fingers;
    out["impressions"] = order.impressions;
    out["care"] = order.hardships.empty() ? Json(name_of(order.care)) : Json(nullptr);
    out["images"] = images;
    out["minutiae_mean"] = rounded(mean, 10);
    std::cout << out.dump(2) << '\n';
    return 0;
  }
  char few[16];
  std::snprintf(few, sizeof few, "%.0f", mean);
  std::cout << phrase("synth.fingers", {{"images", std::to_string(images)},
                                        {"persons", std::to_string(order.persons)},
                                        {"fingers", std::to_string(order.fingers.size())},
                                        {"impressions", std::to_string(order.impressions)},
                                        {"folder", order.folder},
                                        {"minutiae", few}})
            << '\n';
  return 0;
}

struct PictureOrder {
  std::string file, name;
  std::uint64_t seed = 1;
  int birth_year = 1990;
  bool female = false, json = false;
};

Outcome make_portrait(const PictureOrder& order) {
  const auto background = background_of(order.birth_year);
  const auto image = draw_portrait(base::SeededRandom(order.seed), order.female, background);
  if (const auto written = base::write_file_durably(order.file, encode_png(image)); !written)
    return failure_of_writing(written.error(), order.file);
  if (order.json) {
    std::cout << Json{{"synthetic", true},        {"file", order.file},
                      {"seed", order.seed},       {"width", image.width()},
                      {"height", image.height()}, {"background", background == Background::Red ? "red" : "blue"}}
                     .dump(2)
              << '\n';
    return 0;
  }
  std::cout << phrase("synth.portrait", {{"file", order.file}}) << '\n';
  return 0;
}

Outcome make_signature(const PictureOrder& order) {
  const auto strokes = sign(base::SeededRandom(order.seed), order.name);
  const auto image = draw_signature(strokes, 600, 225, Dpi(300));
  if (const auto written = base::write_file_durably(order.file, encode_png(image)); !written)
    return failure_of_writing(written.error(), order.file);
  const double seconds = strokes.back().back().t_ms / 1000;
  if (order.json) {
    std::cout << Json{{"synthetic", true},
                      {"file", order.file},
                      {"seed", order.seed},
                      {"strokes", strokes.size()},
                      {"duration_s", rounded(seconds, 1000)}}
                     .dump(2)
              << '\n';
    return 0;
  }
  char tenths[16];
  std::snprintf(tenths, sizeof tenths, "%.1f", seconds);
  std::string duration = tenths;
  std::replace(duration.begin(), duration.end(), '.', ',');
  std::cout << phrase("synth.signature",
                      {{"file", order.file}, {"strokes", std::to_string(strokes.size())}, {"duration", duration}})
            << '\n';
  return 0;
}

void add_finger(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("finger", "menumbuhkan sidik jari tiruan beserta minutiae yang sebenarnya");
  auto order = std::make_shared<FingerOrder>();
  command->add_option("-o,--out", order->folder, "folder hasil: orang_jari_tekanan.png dan .minutiae.json")->required();
  command->add_option("--seed", order->seed, "benih; benih sama, gambar sama (bawaan 1)");
  command->add_option("--persons", order->persons, "banyaknya orang, 1..9999 (bawaan 1)")->check(CLI::Range(1, 9999));
  command->add_option("--fingers", order->fingers, "nomor jari 1..10, dipisah koma (bawaan semua)")
      ->delimiter(',')
      ->check(CLI::Range(1, 10));
  command->add_option("--impressions", order->impressions, "tekanan tiap jari, 1..100 (bawaan 1)")
      ->check(CLI::Range(1, 100));
  command->add_option("--sensor", order->sensor, "jenis pemindai: optical optik (bawaan), capacitive kapasitif")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, SensorKind>{{"optical", SensorKind::Optical}, {"capacitive", SensorKind::Capacitive}}))
      ->excludes(command->add_flag("--capacitive", order->capacitive, "sama dengan --sensor capacitive"));
  command->add_option("--dryness", order->dryness, "tambahan -1 basah .. +1 kering (bawaan 0)")
      ->check(CLI::Range(-1., 1.));
  command->add_option("--pressure", order->pressure, "tambahan -1 ringan .. +1 kuat (bawaan 0)")
      ->check(CLI::Range(-1., 1.));
  command->add_option("--contact", order->contact, "luas yang menempel, kali 0.3..1.4 (bawaan 1)")
      ->check(CLI::Range(.3, 1.4));
  command->add_option("--noise", order->noise, "gangguan gambar, kali 0..3 (bawaan 1)")->check(CLI::Range(0., 3.));
  auto* care = command->add_option("--care", order->care, phrase("synth.option_care"))
                   ->transform(CLI::CheckedTransformer(
                       std::map<std::string, Care>{{std::string(name_of(Care::Attended)), Care::Attended},
                                                   {std::string(name_of(Care::Volunteers)), Care::Volunteers}}));
  std::map<std::string, Hardship> hardships;
  for (int k = 0; k < kHardships; ++k) hardships.emplace(name_of(Hardship(k)), Hardship(k));
  command
      ->add_option(
          "--hard", order->hardships,
          "tekanan sulit, bergiliran bila lebih dari satu (dipisah koma): distorted terpuntir, dry kering, wet "
          "basah, blotchy belang, scarred bergaris, framed berbingkai, ghosted berbayang, partial sebagian")
      ->delimiter(',')
      ->transform(CLI::CheckedTransformer(hardships))
      ->excludes(care);
  command->add_flag("--json", order->json, "satu objek JSON di stdout");
  commands.on(command, [=] { return make_fingers(*order); });
}

}  // namespace

void add_synth_commands(Commands& commands) {
  auto* group =
      commands.group("synth", "Data tiruan: sidik jari, pasfoto, dan tanda tangan yang bukan milik siapa pun");
  add_finger(commands, group);

  auto* portrait = group->add_subcommand("portrait", "menggambar pasfoto tiruan 480x640");
  auto sitter = std::make_shared<PictureOrder>();
  portrait->add_option("-o,--out", sitter->file, "berkas PNG")->required();
  portrait->add_option("--seed", sitter->seed, "benih (bawaan 1)");
  portrait->add_flag("--female", sitter->female, "perempuan");
  portrait
      ->add_option("--birth-year", sitter->birth_year, "tahun lahir: ganjil berlatar merah, genap biru (bawaan 1990)")
      ->check(CLI::Range(1850, 2200));
  portrait->add_flag("--json", sitter->json, "satu objek JSON di stdout");
  commands.on(portrait, [=] { return make_portrait(*sitter); });

  auto* signature = group->add_subcommand("signature", "menulis tanda tangan tiruan");
  auto signer = std::make_shared<PictureOrder>();
  signature->add_option("-o,--out", signer->file, "berkas PNG")->required();
  signature->add_option("--name", signer->name, "nama yang diikuti")->required();
  signature->add_option("--seed", signer->seed, "benih (bawaan 1)");
  signature->add_flag("--json", signer->json, "satu objek JSON di stdout");
  commands.on(signature, [=] { return make_signature(*signer); });
}

}  // namespace ktpel::tool
