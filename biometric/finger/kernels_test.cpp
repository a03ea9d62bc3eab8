// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/kernels.h"

#include <gtest/gtest.h>

#include <cmath>

#include "biometric/finger/match.h"
#include "biometric/finger/people_test.h"

// Goal: a template made on one machine compares the same on any other.
// Method: the builds of the inner loops on random input, then whole extractions and scores.
namespace ktpel::biometric {
namespace {

using namespace detail;

/// Each instruction set against what every x86-64 has.
class EveryKernels : public testing::TestWithParam<const Kernels*> {
 protected:
  void SetUp() override {
    if (!has_avx2() || (GetParam() == &kAvx512Kernels && !has_avx512()))
      GTEST_SKIP() << "this machine has not got them";
  }
  void TearDown() override { force_kernels(nullptr); }
  base::SeededRandom random_{7};
};
INSTANTIATE_TEST_SUITE_P(InstructionSets, EveryKernels, testing::Values(&kAvx2Kernels, &kAvx512Kernels),
                         [](const auto& set) { return std::string(set.param->name); });

Descriptor random_descriptor(base::SeededRandom& random) {
  Descriptor d{};
  for (int i = 0; i < kFlowSamples; ++i) {
    d.flow_valid[i] = random.below(3) ? 255 : 0;
    d.flow[i] = d.flow_valid[i] ? static_cast<std::uint8_t>(random.below(256)) : 0;
  }
  for (auto& w : d.patch_valid) w = random.below(4) ? ~0ull : random.next();
  for (auto& w : d.patch) w = random.next();
  for (auto& w : d.cylinder_valid) w = random.next() | random.next();
  for (auto& w : d.cylinder) w = random.next() & random.next();
  d.has_cylinder = random.below(8) != 0;
  return d;
}

TEST_P(EveryKernels, GiveTheSameSimilarities) {
  std::vector<Descriptor> all;
  for (int i = 0; i < 60; ++i) all.push_back(random_descriptor(random_));
  all.push_back(Descriptor{});
  const int n = static_cast<int>(all.size());
  int unlike = 0;
  for (const auto& a : all) {
    std::vector<float> generic(all.size()), other(all.size());
    kGenericKernels.surroundings(a, all.data(), n, 0.35f, 0.2f, generic.data());
    GetParam()->surroundings(a, all.data(), n, 0.35f, 0.2f, other.data());
    EXPECT_EQ(generic, other);
    for (const auto& b : all) EXPECT_EQ(kGenericKernels.cylinders(a, b), GetParam()->cylinders(a, b));
    unlike += generic[0] != generic[1];
  }
  EXPECT_GT(unlike, n / 2);
}

TEST_P(EveryKernels, FilterTheSameTile) {
  constexpr std::ptrdiff_t kPitch = 80;
  std::vector<std::uint32_t> pixels(kPitch * 60), taps;
  for (auto& p : pixels) p = static_cast<std::uint32_t>(random_.next()) & 0x0fff0fff;
  std::vector<TapRow> rows;
  for (int y = 0; y < 21; ++y) {
    rows.push_back(
        {static_cast<int>(random_.below(6)), static_cast<int>(random_.below(10)), static_cast<int>(taps.size())});
    for (int k = 0; k < rows.back().pairs; ++k) taps.push_back(static_cast<std::uint32_t>(random_.next()) & 0x01ff01ff);
  }
  std::int32_t generic[32] = {}, other[32] = {};
  kGenericKernels.filter_tile(pixels.data() + 3, kPitch, rows.data(), 21, taps.data(), generic);
  GetParam()->filter_tile(pixels.data() + 3, kPitch, rows.data(), 21, taps.data(), other);
  EXPECT_TRUE(std::equal(generic, generic + 32, other));
  // one output, summed the slow way
  std::int64_t sum = 0;
  for (int y = 0; y < 21; ++y)
    for (int k = 0; k < rows[static_cast<std::size_t>(y)].pairs; ++k) {
      const auto& row = rows[static_cast<std::size_t>(y)];
      const auto p = pixels[static_cast<std::size_t>(3 + (y + 2) * kPitch + row.first + 2 * k + 5)];
      const auto t = taps[static_cast<std::size_t>(row.at + k)];
      sum += std::int64_t{p & 0xffff} * (t & 0xffff) + std::int64_t{p >> 16} * (t >> 16);
    }
  EXPECT_EQ(generic[2 * kTileWidth + 5], sum);
}

TEST_P(EveryKernels, CountTheSameRidges) {
  std::vector<std::uint64_t> bits(200), valid(200);
  for (auto& w : bits) w = random_.next();
  for (auto& w : valid) w = random_.next() | random_.next();
  RidgePatch patch{};
  for (int r = 0; r < kPatchRows; ++r) {
    patch.valid[r] = static_cast<std::uint32_t>(random_.next() | random_.next()) & 0xffffff;
    patch.bits[r] = static_cast<std::uint32_t>(random_.next()) & patch.valid[r];
  }
  for (const int shift : {0, 1, 40, 41, 63}) {
    const auto one = kGenericKernels.ridge_patch(patch, bits.data(), valid.data(), 3, shift);
    const auto two = GetParam()->ridge_patch(patch, bits.data(), valid.data(), 3, shift);
    int common = 0, differ = 0;  // bit by bit
    for (int r = 0; r < kPatchRows; ++r)
      for (int c = 0; c < kPatchRows; ++c) {
        const auto at = static_cast<std::size_t>(shift + c), word = static_cast<std::size_t>(3 * r) + at / 64;
        const bool both = (patch.valid[r] >> c & 1) && (valid[word] >> (at % 64) & 1);
        common += both, differ += both && (patch.bits[r] >> c & 1) != (bits[word] >> (at % 64) & 1);
      }
    EXPECT_EQ(one.common, common);
    EXPECT_EQ(one.differ, differ);
    EXPECT_EQ(two.common, common);
    EXPECT_EQ(two.differ, differ);
  }
}

float upto(base::SeededRandom& random, double most) { return static_cast<float>(most * random.below(100000) / 100000); }

TEST_P(EveryKernels, FindTheSameMinutiaeNear) {
  constexpr int kCount = 45;
  std::vector<float> x, y, c, s;
  for (int i = 0; i < kCount + kLanes; ++i) {
    const float angle = upto(random_, 6.28);
    x.push_back(upto(random_, 100)), y.push_back(upto(random_, 100));
    c.push_back(std::cos(angle)), s.push_back(std::sin(angle));
  }
  const Places places{x.data(), y.data(), c.data(), s.data()};
  int all = 0;
  for (int from = 0; from < 12; ++from)
    for (const int to : {from + 1, from + 7, 30, kCount}) {
      const Near near{50, 40, 1, 0, 900, 0.2f};
      std::vector<std::uint16_t> wanted, generic(kCount), other(kCount);
      for (int j = from; j < to; ++j) {  // one by one
        const auto k = static_cast<std::size_t>(j);
        const float dx = near.x - x[k], dy = near.y - y[k];
        if (dx * dx + dy * dy <= near.radius_squared && c[k] >= near.least_cosine)
          wanted.push_back(static_cast<std::uint16_t>(j));
      }
      generic.resize(static_cast<std::size_t>(kGenericKernels.near(places, from, to, near, generic.data())));
      other.resize(static_cast<std::size_t>(GetParam()->near(places, from, to, near, other.data())));
      EXPECT_EQ(generic, wanted);
      EXPECT_EQ(other, wanted);
      all += static_cast<int>(wanted.size());
    }
  EXPECT_GT(all, 50);
}

TEST_P(EveryKernels, PullAndBlurAlike) {
  std::vector<float> field(1000), one[3], two[3];
  for (auto& v : field) v = upto(random_, 90);
  for (int k = 0; k < 3; ++k) one[k] = two[k] = std::vector<float>(field.begin() + 300, field.begin() + 353);
  const Pull pull{40, 30, 5, -7, 0.0005f};
  kGenericKernels.pull(field.data(), field.data() + 100, 53, pull, one[0].data(), one[1].data(), one[2].data());
  GetParam()->pull(field.data(), field.data() + 100, 53, pull, two[0].data(), two[1].data(), two[2].data());
  for (int k = 0; k < 3; ++k) {
    EXPECT_EQ(one[k], two[k]);
    EXPECT_NE(one[k], std::vector<float>(field.begin() + 300, field.begin() + 353));
  }
  const std::vector<float> taps{0.4f, 0.2f, 0.07f, 0.03f};
  std::vector<float> generic(2 * kBlurBlock), other(2 * kBlurBlock);
  kGenericKernels.blur_row(field.data() + 3, 2, taps.data(), 3, generic.data());
  GetParam()->blur_row(field.data() + 3, 2, taps.data(), 3, other.data());
  EXPECT_EQ(generic, other);
  EXPECT_NEAR(other[17],
              0.4f * field[20] + 0.2f * (field[19] + field[21]) + 0.07f * (field[18] + field[22]) +
                  0.03f * (field[17] + field[23]),
              1e-3);
  for (const int row : {0, 1, 4, 9}) {
    kGenericKernels.blur_column(field.data(), 40, row, 10, 2, taps.data(), 3, generic.data());
    GetParam()->blur_column(field.data(), 40, row, 10, 2, taps.data(), 3, other.data());
    EXPECT_EQ(generic, other) << row;
    float wanted = 0;  // rows outside count as nothing
    for (int i = -3; i <= 3; ++i)
      if (row + i >= 0 && row + i < 10)
        wanted += taps[static_cast<std::size_t>(std::abs(i))] * field[static_cast<std::size_t>(40 * (row + i) + 9)];
    EXPECT_NEAR(other[9], wanted, 1e-3) << row;
  }
  for (int k = 0; k < 3; ++k) one[k].assign(40, 0), two[k].assign(40, 0);
  kGenericKernels.gradients(field.data(), field.data() + 40, field.data() + 80, 40, one[0].data(), one[1].data(),
                            one[2].data());
  GetParam()->gradients(field.data(), field.data() + 40, field.data() + 80, 40, two[0].data(), two[1].data(),
                        two[2].data());
  for (int k = 0; k < 3; ++k) EXPECT_EQ(one[k], two[k]);
  const auto sobel = [&](bool across) {
    float sum = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int along = across ? dx : dy, beside = across ? dy : dx;
        sum +=
            static_cast<float>(along * (beside == 0 ? 2 : 1)) * field[static_cast<std::size_t>(40 * (1 + dy) + 7 + dx)];
      }
    return sum;
  };
  EXPECT_NEAR(two[1][7], 2 * sobel(true) * sobel(false), 1);
}

TEST_P(EveryKernels, GiveTheSameTemplatesAndScores) {
  std::vector<FingerTemplate> templates[2];
  std::vector<double> scores[2];
  const Kernels* const both[2] = {&kGenericKernels, GetParam()};
  for (int k = 0; k < 2; ++k) {
    force_kernels(both[k]);
    for (int finger = 0; finger < 3; ++finger)
      for (const int press : {3, 4}) templates[k].push_back(people::extracted(finger, press));
    for (const auto& a : templates[k])
      for (const auto& b : templates[k]) {
        scores[k].push_back(match(Probe(a), Candidate(b)).value().get());
        const auto record = to_record(b, FingerPosition::Unknown);
        scores[k].push_back(match(Probe(a), Candidate(record)).value().get());
      }
  }
  EXPECT_EQ(templates[0], templates[1]);
  EXPECT_EQ(scores[0], scores[1]);
}

}  // namespace
}  // namespace ktpel::biometric
