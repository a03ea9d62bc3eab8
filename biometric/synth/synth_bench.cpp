// SPDX-License-Identifier: Apache-2.0
// Question: how long do a finger, a press of it, a portrait and a signature take on one core?
#include <benchmark/benchmark.h>

#include "biometric/synth/finger.h"
#include "biometric/synth/portrait.h"
#include "biometric/synth/signature.h"

namespace {

using namespace ktpel;
using namespace ktpel::biometric;

void grow(benchmark::State& state) {
  std::uint64_t seed = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(PersonFingers::grow(++seed, FingerNumber(1 + static_cast<int>(seed % 10))));
}
BENCHMARK(grow)->Name("one master")->Unit(benchmark::kMillisecond);

void press(benchmark::State& state) {
  const auto master = PersonFingers::grow(1, FingerNumber(2));
  std::uint64_t seed = 0;
  for (auto _ : state) benchmark::DoNotOptimize(impression(master, {}, base::SeededRandom(++seed)));
}
BENCHMARK(press)->Name("one impression, 320x400")->Unit(benchmark::kMillisecond);

void portrait(benchmark::State& state) {
  std::uint64_t seed = 0;
  for (auto _ : state) {
    ++seed;
    benchmark::DoNotOptimize(draw_portrait(base::SeededRandom(seed), seed % 2 == 0, Background::Red));
  }
}
BENCHMARK(portrait)->Name("one portrait, 480x640")->Unit(benchmark::kMillisecond);

void signature(benchmark::State& state) {
  std::uint64_t seed = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(draw_signature(sign(base::SeededRandom(++seed), "Budi Santoso"), 600, 200, Dpi(300)));
}
BENCHMARK(signature)->Name("one signature, 600x200")->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
