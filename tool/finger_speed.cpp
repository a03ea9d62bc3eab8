// SPDX-License-Identifier: Apache-2.0
// `ktpel finger bench`. Question: how long does each step of a 1:1 comparison take on one core, on the pictures of
// one's own sensor, and how does that compare with other programs?
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/machine.h"
#include "base/phrase.h"
#include "base/progress.h"
#include "biometric/finger/quality.h"
#include "biometric/image/wsq.h"
#include "tool/finger_command.h"
#include "tool/finger_set.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// ---- other programs ----

enum class Step {
  Extraction,
  Template,  ///< written as an ISO/IEC 19794-2:2005 record
  Indexing,  ///< made ready to be compared, once for each template
  Quality,
  Genuine,  ///< two impressions of one finger
  Impostor,
  Comparison,  ///< both together, as the set mixes them
  WsqEncode,
  WsqDecode
};
constexpr int kSteps = 9;
constexpr std::string_view kStepNames[kSteps] = {"extraction", "template",   "indexing",   "quality",   "genuine",
                                                 "impostor",   "comparison", "wsq_encode", "wsq_decode"};
std::string_view name_of(Step step) { return kStepNames[static_cast<std::size_t>(step)]; }

/// Medians of three, processor time on one core of an AMD EPYC with AVX-512 (2 virtual cores, Debian 12), FVC2002
/// DB1_B; comparisons of parsed templates, all pairs; WSQ at 0.75 bits a pixel of 388x374. SourceAFIS 3.18.1 (Java 17),
/// NBIS 5.0 (mindtct, bozorth3, cwsq, dwsq), FingerJetFX OSE, OpenAFIS. A ratio says something only on the same
/// pictures and the same kind of machine.
struct Peer {
  Step step;
  const char* program;
  double microseconds;
};
constexpr Peer kPeers[] = {{Step::Extraction, "FingerJetFX", 10000},    {Step::Extraction, "NBIS mindtct", 19500},
                           {Step::Extraction, "SourceAFIS", 31100},     {Step::Comparison, "OpenAFIS, lowest", 22},
                           {Step::Comparison, "OpenAFIS, highest", 45}, {Step::Comparison, "SourceAFIS 1:N", 84},
                           {Step::Comparison, "NBIS bozorth3", 933},    {Step::WsqEncode, "NBIS cwsq", 6500},
                           {Step::WsqDecode, "NBIS dwsq", 9200}};

// ---- measuring ----

struct BenchOrder {
  std::string folder, append;
  double dpi = 0;
  int runs = 5, images = 80;
  bool json = false;
};

struct Quartiles {
  double lower, median, upper;  ///< microseconds for one
};

/// `values` is not empty; between two neighbours as the crow flies.
Quartiles quartiles(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.25), at(0.5), at(0.75)};
}

/// What is measured on: everything that one step needs was made by the steps before.
struct Material {
  std::vector<std::string> owners;
  std::vector<GreyImage> images;
  std::vector<FingerTemplate> fingers;
  std::vector<Probe> probes;
  std::vector<Candidate> candidates;
  std::vector<base::Bytes> wsq;
  std::vector<std::pair<std::size_t, std::size_t>> genuine, impostor;  ///< presented, enrolled
  std::size_t left_out = 0;                                            ///< pictures without a usable finger
};

constexpr WsqFormula kArchive{0.75};

Or<Material> material_of(const BenchOrder& order) {
  auto all = impressions_in(order.folder);
  if (!all) return all.error();
  if (all->size() > static_cast<std::size_t>(order.images)) all->resize(static_cast<std::size_t>(order.images));
  Material out;
  base::Progress progress(phrase("finger.extracting"), all->size());
  for (const auto& one : *all) {
    progress.step();
    auto image = load_impression(one, {dpi_of(order.dpi), {}});
    if (!image) return image.error();
    auto finger = extract(*image);
    if (!finger) {
      ++out.left_out;
      continue;
    }
    out.owners.push_back(one.finger);
    out.probes.emplace_back(*finger), out.candidates.emplace_back(*finger);
    out.wsq.push_back(encode_wsq(*image, kArchive));
    out.images.push_back(std::move(*image)), out.fingers.push_back(std::move(*finger));
  }
  for (std::size_t i = 0; i < out.owners.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      (out.owners[i] == out.owners[j] ? out.genuine : out.impostor).emplace_back(i, j);
  if (out.genuine.empty() || out.impostor.empty())
    return api::Failure{api::FailureCode::Finger_NothingToMeasure, order.folder};
  return out;
}

/// Keeps the compiler from leaving out what it sees nobody use.
volatile double sink = 0;

struct Figures {
  std::array<std::vector<double>, kSteps> runs;  ///< microseconds for one, a value for each run
};

void measure_once(const Material& m, Figures& figures) {
  const auto timed = [&](Step step, std::size_t count, auto body) {
    const double start = thread_seconds();
    for (std::size_t i = 0; i < count; ++i) body(i);
    const double us = 1e6 * (thread_seconds() - start) / static_cast<double>(count);
    figures.runs[static_cast<std::size_t>(step)].push_back(us);
    return us;
  };
  const auto count = m.images.size();
  timed(Step::Extraction, count, [&](std::size_t i) { sink = sink + double(extract(m.images[i])->minutiae.size()); });
  timed(Step::Template, count,
        [&](std::size_t i) { sink = sink + double(written_as(m.fingers[i], TemplateFormat::Iso2005).size()); });
  timed(Step::Indexing, count, [&](std::size_t i) {
    const Candidate candidate(m.fingers[i]);
    sink = sink + double(reinterpret_cast<std::uintptr_t>(&candidate.indexed()) & 1);
  });
  timed(Step::Quality, count, [&](std::size_t i) { sink = sink + assess(m.images[i], m.fingers[i]).score; });
  const auto compare_all = [&](Step step, const auto& pairs) {
    return timed(step, pairs.size(), [&](std::size_t k) {
      if (const auto s = match(m.probes[pairs[k].first], m.candidates[pairs[k].second])) sink = sink + s->get();
    });
  };
  const double genuine = compare_all(Step::Genuine, m.genuine), impostor = compare_all(Step::Impostor, m.impostor);
  const auto g = static_cast<double>(m.genuine.size()), i = static_cast<double>(m.impostor.size());
  figures.runs[static_cast<std::size_t>(Step::Comparison)].push_back((g * genuine + i * impostor) / (g + i));
  timed(Step::WsqEncode, count, [&](std::size_t k) { sink = sink + double(encode_wsq(m.images[k], kArchive).size()); });
  timed(Step::WsqDecode, count, [&](std::size_t k) { sink = sink + decode_wsq(m.wsq[k])->at(0, 0); });
}

// ---- answers ----

double rounded(double value) { return std::round(value * 1000) / 1000; }

/// The mean number of bytes of each kind of template, and of a WSQ file.
Json sizes_of(const Material& m) {
  Json out = Json::object();
  const auto mean = [&](auto bytes_of) {
    double sum = 0;
    for (std::size_t i = 0; i < m.fingers.size(); ++i) sum += static_cast<double>(bytes_of(i));
    return std::round(sum / static_cast<double>(m.fingers.size()));
  };
  for (const auto& [name, format] : template_formats())
    out[name] = mean([&, format = format](std::size_t i) { return written_as(m.fingers[i], format).size(); });
  out["wsq"] = mean([&](std::size_t i) { return m.wsq[i].size(); });
  return out;
}

Json json_of(const BenchOrder& order, const Material& m, const Figures& figures) {
  Json steps = Json::object(), peers = Json::array();
  for (int s = 0; s < kSteps; ++s) {
    const auto q = quartiles(figures.runs[static_cast<std::size_t>(s)]);
    steps[std::string(name_of(Step(s)))] = {
        {"median_us", rounded(q.median)}, {"lower_us", rounded(q.lower)}, {"upper_us", rounded(q.upper)}};
  }
  for (const auto& peer : kPeers)
    peers.push_back(
        {{"step", name_of(peer.step)},
         {"program", peer.program},
         {"us_on_fvc2002_db1", peer.microseconds},
         {"ratio", rounded(quartiles(figures.runs[static_cast<std::size_t>(peer.step)]).median / peer.microseconds)}});
  return {{"question", "finger, each step of 1:1, one core, processor time"},
          {"at", base::SystemClock().now().iso8601()},
          {"machine", base::machine()},
          {"build", base::compiler()},
          {"folder", order.folder},
          {"width", m.images.front().width()},
          {"height", m.images.front().height()},
          {"dpi", m.images.front().dpi().get()},
          {"images", m.images.size()},
          {"left_out", m.left_out},
          {"genuine_pairs", m.genuine.size()},
          {"impostor_pairs", m.impostor.size()},
          {"runs", order.runs},
          {"steps", steps},
          {"bytes", sizes_of(m)},
          {"peers", peers}};
}

std::string microseconds(double us) {
  auto text = us >= 1000 ? fixed(us / 1000, 2) + " ms" : fixed(us, 1) + " us";
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

void print_text(const Json& figures) {
  std::cout << phrase("finger.bench_machine", {{"machine", figures["machine"].get<std::string>()},
                                               {"build", figures["build"].get<std::string>()}})
            << '\n'
            << phrase("finger.bench_set", {{"images", figures["images"].dump()},
                                           {"left_out", figures["left_out"].dump()},
                                           {"genuine", figures["genuine_pairs"].dump()},
                                           {"impostor", figures["impostor_pairs"].dump()},
                                           {"runs", figures["runs"].dump()}})
            << '\n';
  for (const auto& [name, step] : figures["steps"].items()) {
    std::cout << phrase("finger.bench_step", {{"step", phrase("finger.bench_" + name)},
                                              {"median", microseconds(step["median_us"])},
                                              {"lower", microseconds(step["lower_us"])},
                                              {"upper", microseconds(step["upper_us"])}})
              << '\n';
    for (const auto& peer : figures["peers"])
      if (peer["step"] == name)
        std::cout << phrase("finger.bench_peer", {{"program", peer["program"].get<std::string>()},
                                                  {"peer", microseconds(peer["us_on_fvc2002_db1"])},
                                                  {"ratio", fixed(peer["ratio"], 2)}})
                  << '\n';
  }
  std::cout << phrase("finger.bench_note") << '\n';
}

/// One line more at the end of a history.
Or<base::Done> append(const std::string& path, const std::string& line) {
  std::ofstream out(path, std::ios::app);
  out << line << '\n';
  out.flush();
  if (!out) return api::Failure{api::FailureCode::Finger_CannotAppend, path};
  return base::Done{};
}

Outcome run_bench(const BenchOrder& order) {
  const auto material = material_of(order);
  if (!material) return material.error();
  Figures figures;
  {
    base::Progress progress(phrase("finger.measuring"), static_cast<std::size_t>(order.runs));
    for (int run = 0; run < order.runs; ++run) measure_once(*material, figures), progress.step();
  }
  const auto all = json_of(order, *material, figures);
  if (!order.append.empty())
    if (const auto appended = append(order.append, all.dump()); !appended) return appended.error();
  if (order.json)
    std::cout << all.dump(2) << '\n';
  else
    print_text(all);
  return 0;
}

}  // namespace

void add_finger_speed(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("bench", phrase("finger.help_bench"));
  auto o = std::make_shared<BenchOrder>();
  command->add_option("FOLDER", o->folder, phrase("finger.option_folder"))->required();
  command->add_option("--runs", o->runs, phrase("finger.option_runs"))
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("--images", o->images, phrase("finger.option_images"))
      ->capture_default_str()
      ->check(CLI::Range(2, 100000));
  command->add_option("--append", o->append, phrase("finger.option_append"));
  add_dpi_option(command, o->dpi), add_json_option(command, o->json);
  commands.on(command, [o] { return run_bench(*o); });
}

}  // namespace ktpel::tool
