// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "person/region.h"

// Question: in a list of the country's size (about 92 000 regions), how long does a code take to be found, a name to be
// found, and the list to be read? Names are made up; their lengths and words are like the real ones.
namespace {

using namespace ktpel;

person::RegionList country() {
  static constexpr const char* parts[] = {"Suka", "Karang", "Tanjung", "Sumber", "Maju",  "Jaya", "Baru",  "Lama",
                                          "Rejo", "Mulya",  "Sari",    "Indah",  "Kidul", "Lor",  "Wetan", "Tengah"};
  base::SeededRandom random(7);
  const auto name = [&] {
    std::string text = parts[random.below(16)];
    for (auto words = random.below(3); words > 0; --words) text += std::string(" ") + parts[random.below(16)];
    return text;
  };
  std::vector<person::RegionList::Row> rows;
  const auto add = [&](int number) {
    rows.push_back({person::RegionCode::parse(std::to_string(number)).value(), name()});
  };
  for (int province = 11; province < 49; ++province) {
    add(province);
    for (int district = 1; district <= 14; ++district) {
      add(province * 100 + district);
      for (int subdistrict = 1; subdistrict <= 14; ++subdistrict) {
        const auto code = std::to_string((province * 100 + district) * 100 + subdistrict);
        rows.push_back({person::RegionCode::parse(code).value(), name()});
        for (int village = 2001; village <= 2011; ++village)
          rows.push_back({person::RegionCode::parse(code + std::to_string(village)).value(), name()});
      }
    }
  }
  return person::RegionList::of({"buatan", *person::Date::of(2026, 1, 1)}, std::move(rows)).value();
}

void region_find(benchmark::State& state) {
  const auto list = country();
  base::SeededRandom random(11);
  std::vector<person::RegionCode> codes;
  for (int i = 0; i < 4096; ++i) codes.push_back(list.at(random.below(list.size())).code);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(list.find(codes[i++ % codes.size()]));
  state.counters["regions"] = static_cast<double>(list.size());
}
BENCHMARK(region_find);

void region_search(benchmark::State& state) {
  const auto list = country();
  for (auto _ : state) benchmark::DoNotOptimize(list.search("tanjung sari baru"));
}
BENCHMARK(region_search)->Unit(benchmark::kMillisecond);

void region_read(benchmark::State& state) {
  const auto bytes = country().serialise();
  for (auto _ : state) benchmark::DoNotOptimize(bool(person::RegionList::read(bytes)));
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(region_read)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
