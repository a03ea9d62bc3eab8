// SPDX-License-Identifier: Apache-2.0
// Questions: how long does one impression take to read, and one pair to compare, on one core? With the argument
// 0 the loops for any x86-64, with 1 those for AVX2, with 2 those for AVX-512.
#include <benchmark/benchmark.h>

#include "biometric/finger/detail/kernels.h"
#include "biometric/finger/match.h"
#include "biometric/finger/people_test.h"

namespace ktpel::biometric {
namespace {

bool use_kernels(benchmark::State& state) {
  if ((state.range(0) == 1 && !detail::has_avx2()) || (state.range(0) == 2 && !detail::has_avx512())) {
    state.SkipWithError("not on this machine");
    return false;
  }
  const detail::Kernels* const all[] = {&detail::kGenericKernels, &detail::kAvx2Kernels, &detail::kAvx512Kernels};
  detail::force_kernels(all[state.range(0)]);
  return true;
}

MinutiaeRecord card(const FingerTemplate& t) {
  return *decode_compact(encode_compact(to_record(t, FingerPosition::Unknown)));
}

void extraction(benchmark::State& state) {
  if (!use_kernels(state)) return;
  const auto image = people::press(0, 0).image;
  for (auto _ : state) benchmark::DoNotOptimize(extract(image));
}

void indexing(benchmark::State& state) {
  if (!use_kernels(state)) return;
  const auto& t = people::usual(0, 0);
  for (auto _ : state) benchmark::DoNotOptimize(Candidate(t));
}

template <class Enrolled>
void comparisons(benchmark::State& state, Enrolled enrolled) {
  if (!use_kernels(state)) return;
  const Probe probe(people::usual(0, 1));
  std::vector<Candidate> others;
  for (int finger = 1; finger < 9; ++finger) others.emplace_back(enrolled(people::usual(finger, 0)));
  std::size_t at = 0;
  for (auto _ : state) benchmark::DoNotOptimize(match(probe, others[at++ % others.size()]));
}
void comparison_full(benchmark::State& state) {
  comparisons(state, [](const FingerTemplate& t) { return t; });
}
void comparison_card(benchmark::State& state) { comparisons(state, card); }

BENCHMARK(extraction)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);
BENCHMARK(indexing)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMicrosecond);
BENCHMARK(comparison_full)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMicrosecond);
BENCHMARK(comparison_card)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ktpel::biometric

BENCHMARK_MAIN();
