// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over its corpus without libFuzzer: every file as it is, cut at each
// byte (up to 4 KiB), and with seeded random mutations. A crash or a sanitizer report fails the test.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::size_t files = 0, runs = 0;
  const auto run = [&](const std::vector<std::uint8_t>& input) {
    // an exact allocation, so that a sanitizer sees a read past the end
    const std::vector<std::uint8_t> copy(input.begin(), input.end());
    LLVMFuzzerTestOneInput(copy.data(), copy.size());
    ++runs;
  };
  run({});
  std::mt19937 random(20261125);
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) continue;
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
      std::ifstream in(path, std::ios::binary);
      const std::vector<std::uint8_t> input{std::istreambuf_iterator<char>(in), {}};
      ++files;
      run(input);
      for (std::size_t cut = 0; cut < std::min<std::size_t>(input.size(), 4096); ++cut)
        run({input.begin(), input.begin() + static_cast<std::ptrdiff_t>(cut)});
      for (int m = 0; m < 500 && !input.empty(); ++m) {
        auto bad = input;
        for (int k = 0; k < 1 + m % 4; ++k) bad[random() % bad.size()] = static_cast<std::uint8_t>(random());
        run(bad);
      }
    }
  }
  std::printf("%zu corpus files, %zu runs\n", files, runs);
  if (argc > 1 && files == 0) {
    std::printf("the corpus %s is empty\n", argv[1]);
    return 1;
  }
  return 0;
}
