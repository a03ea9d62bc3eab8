// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "person/nik.h"

// Question: how long does a NIK take to be read, right or wrong, when a register of millions is gone through?
namespace {

using namespace ktpel;

std::vector<std::string> numbers(bool right) {
  base::SeededRandom random(5);
  std::vector<std::string> out;
  for (int i = 0; i < 4096; ++i) {
    const auto born =
        *person::Date::of(1940 + static_cast<int>(random.below(70)), 1 + static_cast<unsigned>(random.below(12)),
                          1 + static_cast<unsigned>(random.below(28)));
    const auto sex = random.below(2) ? person::Sex::Female : person::Sex::Male;
    std::string digits(
        person::Nik::compose("990101", born, sex, 1 + static_cast<int>(random.below(9999))).value().digits());
    if (!right) digits[random.below(digits.size())] = "9xO "[random.below(4)];
    out.push_back(std::move(digits));
  }
  return out;
}

void nik_parse(benchmark::State& state) {
  const auto typed = numbers(state.range(0) == 1);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(person::Nik::parse(typed[i++ % typed.size()]));
}
BENCHMARK(nik_parse)->ArgName("right")->Arg(1)->Arg(0);

}  // namespace

BENCHMARK_MAIN();
