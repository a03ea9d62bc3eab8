// SPDX-License-Identifier: Apache-2.0
// Question: how long do writing and reading a WSQ file of a usual single finger take on one core?
#include <benchmark/benchmark.h>

#include "biometric/image/wsq.h"
#include "biometric/synth/finger.h"

namespace ktpel::biometric {
namespace {

constexpr int kWidth = 388, kHeight = 374;

const GreyImage& finger() {
  static const auto image = [] {
    Conditions conditions;
    conditions.width = kWidth, conditions.height = kHeight;
    return impression(grow_master(base::SeededRandom(7), FingerNumber(2)), conditions, base::SeededRandom(8)).image;
  }();
  return image;
}

void report(benchmark::State& state, std::size_t bytes) {
  state.counters["ratio"] = static_cast<double>(kWidth * kHeight) / static_cast<double>(bytes);
}

void encode_at(benchmark::State& state, const WsqSize& size) {
  std::size_t bytes = 0;
  for (auto _ : state) bytes = encode_wsq(finger(), size).size();
  report(state, bytes);
}
void decode_of(benchmark::State& state, const WsqSize& size) {
  const auto file = encode_wsq(finger(), size);
  for (auto _ : state) benchmark::DoNotOptimize(decode_wsq(file));
  report(state, file.size());
}

BENCHMARK_CAPTURE(encode_at, wanted_15_to_1, WsqRatio{15})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_at, formula_0_75, WsqFormula{0.75})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_at, formula_2_25, WsqFormula{2.25})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_of, wanted_15_to_1, WsqRatio{15})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_of, formula_0_75, WsqFormula{0.75})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_of, formula_2_25, WsqFormula{2.25})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ktpel::biometric

BENCHMARK_MAIN();
