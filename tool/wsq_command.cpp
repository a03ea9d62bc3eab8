// SPDX-License-Identifier: Apache-2.0
#include "biometric/image/wsq.h"

#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/phrase.h"
#include "tool/finger_command.h"
#include "tool/finger_file.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;
using Json = nlohmann::ordered_json;

struct WsqOrder {
  std::string in, out;
  std::optional<double> rate, ratio;
  double dpi = 0;
  bool json = false;
  WsqSize size() const { return rate ? WsqSize(WsqFormula{*rate}) : WsqSize(WsqRatio{ratio.value_or(15)}); }
};

Outcome said(const WsqOrder& order, const GreyImage& image, std::size_t wsq_bytes, std::size_t bytes) {
  const double pixels = static_cast<double>(image.width()) * static_cast<double>(image.height());
  const double ratio = std::round(100 * pixels / static_cast<double>(wsq_bytes)) / 100;
  if (order.json) {
    const Json all = {
        {"in", order.in},           {"out", order.out}, {"width", image.width()}, {"height", image.height()},
        {"dpi", image.dpi().get()}, {"bytes", bytes},   {"ratio", ratio}};
    std::cout << all.dump(2) << '\n';
    return 0;
  }
  std::cout << phrase("wsq.done", {{"file", order.out},
                                   {"width", std::to_string(image.width())},
                                   {"height", std::to_string(image.height())},
                                   {"dpi", fixed(image.dpi().get(), 0)},
                                   {"bytes", std::to_string(bytes)},
                                   {"ratio", fixed(ratio, 1)}})
            << '\n';
  return 0;
}

Outcome encode(const WsqOrder& order) {
  const auto image = load_picture(order.in, dpi_of(order.dpi));
  if (!image) return image.error();
  const auto bytes = encode_wsq(*image, order.size());
  if (const auto written = write_result(order.out, bytes); !written) return written.error();
  return said(order, *image, bytes.size(), bytes.size());
}

Outcome decode(const WsqOrder& order) {
  const auto bytes = base::read_file(order.in);
  if (bytes && image_format_of(*bytes) != ImageFormat::Wsq) return api::Failure{api::FailureCode::Wsq_NotWsq, order.in};
  const auto image = load_picture(order.in, dpi_of(order.dpi));
  if (!image) return image.error();
  const auto png = encode_png(*image);
  if (const auto written = write_result(order.out, png); !written) return written.error();
  return said(order, *image, bytes ? bytes->size() : png.size(), png.size());
}

}  // namespace

void add_wsq_commands(Commands& commands) {
  auto* group = commands.group("wsq", phrase("wsq.group"));
  const auto add = [&](const char* name, const std::shared_ptr<WsqOrder>& o, const char* out) {
    auto* command = group->add_subcommand(name, phrase(std::string("wsq.help_") + name));
    command->add_option("ASAL", o->in, phrase(std::string("wsq.option_in_") + name))->required();
    command->add_option("-o,--output", o->out, phrase(out))->required();
    add_dpi_option(command, o->dpi), add_json_option(command, o->json);
    return command;
  };
  {
    auto o = std::make_shared<WsqOrder>();
    auto* command = add("encode", o, "wsq.option_out_wsq");
    auto* rate = command->add_option("--rate", o->rate, phrase("wsq.option_rate"))->check(CLI::Range(-6.0, 14.0));
    command->add_option("--ratio", o->ratio, phrase("wsq.option_ratio"))->check(CLI::Range(1.0, 200.0))->excludes(rate);
    commands.on(command, [o] { return encode(*o); });
  }
  {
    auto o = std::make_shared<WsqOrder>();
    auto* command = add("decode", o, "wsq.option_out_png");
    commands.on(command, [o] { return decode(*o); });
  }
}

}  // namespace ktpel::tool
