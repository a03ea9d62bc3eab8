// SPDX-License-Identifier: Apache-2.0
// `ktpel finger extract` and `ktpel finger quality`: what one picture of a finger holds.
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/phrase.h"
#include "biometric/finger/quality.h"
#include "tool/finger_command.h"
#include "tool/finger_file.h"
#include "tool/finger_page.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// ---- extract ----

struct ExtractOrder {
  std::string image, out, explain;
  double dpi = 0;
  TemplateFormat format = TemplateFormat::Iso2005;
  bool json = false;
};

/// A page with a picture of each stage, also of an extraction that ended early.
Or<base::Done> explain_extraction(const GreyImage& image, const ExtractOrder& order) {
  FingerPage page(phrase("finger.stages_of", {{"image", fs::path(order.image).filename().string()}}));
  const auto finger = extract(image, [&](std::string_view stage, const GreyImage& picture) {
    page.show(std::string(stage), phrase("finger.stage_" + std::string(stage)), encode_png(picture));
  });
  if (finger)
    page.say(phrase("finger.extracted", {{"count", std::to_string(finger->minutiae.size())},
                                         {"quality", std::to_string(quality(*finger))}}));
  if (!page.write(order.explain)) return api::Failure{api::FailureCode::Finger_CannotExplain, order.explain};
  return base::Done{};
}

std::string name_of(TemplateFormat format) {
  for (const auto& [name, known] : template_formats())
    if (known == format) return name;
  return {};
}

void print_json(const ExtractOrder& order, const FingerTemplate& finger, const QualityReport& report) {
  const auto record = to_record(finger, FingerPosition::Unknown);
  Json minutiae = Json::array(), reasons = Json::array();
  for (const auto reason : report.reasons) reasons.push_back(name_of(reason));
  for (const auto& m : record.minutiae)
    minutiae.push_back(
        {{"type", static_cast<int>(m.type)}, {"x", m.x}, {"y", m.y}, {"angle", m.angle}, {"quality", m.quality}});
  const Json all = {{"image", order.image},
                    {"width", record.width},
                    {"height", record.height},
                    {"pixels_per_cm", record.x_per_cm},
                    {"quality", record.quality},
                    {"reasons", reasons},
                    {"minutiae_count", record.minutiae.size()},
                    {"minutiae", minutiae},
                    {"template_bytes", serialise(finger).size()},
                    {"format", name_of(order.format)},
                    {"written", order.out.empty() ? Json(nullptr) : Json(order.out)}};
  std::cout << all.dump(2) << '\n';
}

void print_text(const ExtractOrder& order, const FingerTemplate& finger, const QualityReport& report) {
  std::cout << phrase("finger.extracted",
                      {{"count", std::to_string(finger.minutiae.size())}, {"quality", std::to_string(report.score)}})
            << '\n';
  for (const auto reason : report.reasons)
    std::cout << phrase("finger.quality_" + std::string(name_of(reason))) << '\n';
  if (!order.out.empty())
    std::cout << phrase("finger.written", {{"file", order.out}, {"format", name_of(order.format)}}) << '\n';
  if (!order.explain.empty()) std::cout << phrase("finger.explained", {{"folder", order.explain}}) << '\n';
}

Outcome run_extract(const ExtractOrder& order) {
  const auto picture = load_picture(order.image, dpi_of(order.dpi));
  if (!picture) return picture.error();
  if (!order.explain.empty())
    if (const auto explained = explain_extraction(*picture, order); !explained) return explained.error();
  const auto finger = finger_in(*picture, order.image);
  if (!finger) return finger.error();
  if (!order.out.empty())
    if (const auto written = write_result(order.out, written_as(*finger, order.format)); !written)
      return written.error();
  const auto report = assess(*picture, *finger);
  (order.json ? print_json : print_text)(order, *finger, report);
  return 0;
}

// ---- quality ----

/// From here on it is a usual press (biometric/finger/finger_template.h); under it an officer captures again.
constexpr int kUsualQuality = 40;

Outcome run_quality(const std::string& image, double dpi, bool json) {
  const auto picture = load_picture(image, dpi_of(dpi));
  if (!picture) return picture.error();
  const auto finger = finger_in(*picture, image);
  if (!finger) return finger.error();
  const auto report = assess(*picture, *finger);
  const bool usual = report.score >= kUsualQuality;
  const auto advice = [](QualityReason reason) { return phrase("finger.quality_" + std::string(name_of(reason))); };
  if (json) {
    Json reasons = Json::array();
    for (const auto reason : report.reasons)
      reasons.push_back({{"reason", name_of(reason)}, {"advice", advice(reason)}});
    const Json all = {{"image", image},
                      {"quality", report.score},
                      {"usual_from", kUsualQuality},
                      {"capture_again", !usual},
                      {"minutiae_count", finger->minutiae.size()},
                      {"reasons", reasons}};
    std::cout << all.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("finger.quality",
                      {{"quality", std::to_string(report.score)}, {"count", std::to_string(finger->minutiae.size())}})
            << '\n'
            << phrase(usual ? "finger.quality_enough" : "finger.quality_again") << '\n';
  for (const auto reason : report.reasons) std::cout << advice(reason) << '\n';
  return 0;
}

}  // namespace

void add_finger_extract(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("extract", phrase("finger.help_extract"));
  auto order = std::make_shared<ExtractOrder>();
  command->add_option("GAMBAR", order->image, phrase("finger.option_image"))->required();
  command->add_option("-o,--output", order->out, phrase("finger.option_template_out"));
  command->add_option("--format", order->format, phrase("finger.option_format"))
      ->transform(CLI::CheckedTransformer(template_formats()));
  command->add_option("--explain", order->explain, phrase("finger.option_explain"));
  add_dpi_option(command, order->dpi), add_json_option(command, order->json);
  commands.on(command, [order] { return run_extract(*order); });
}

void add_finger_quality(Commands& commands, CLI::App* group) {
  auto* command = group->add_subcommand("quality", phrase("finger.help_quality"));
  auto order = std::make_shared<ExtractOrder>();
  command->add_option("GAMBAR", order->image, phrase("finger.option_image"))->required();
  add_dpi_option(command, order->dpi), add_json_option(command, order->json);
  commands.on(command, [order] { return run_quality(order->image, order->dpi, order->json); });
}

}  // namespace ktpel::tool
