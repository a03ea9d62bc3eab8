// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/detail/kernels.h"

#include <atomic>

namespace ktpel::biometric::detail {
namespace {
std::atomic<const Kernels*> forced{nullptr};
}

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"); }

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vpopcntdq");
}

const Kernels& kernels() {
  static const Kernels& best = has_avx512() ? kAvx512Kernels : has_avx2() ? kAvx2Kernels : kGenericKernels;
  const Kernels* chosen = forced.load(std::memory_order_relaxed);
  return chosen ? *chosen : best;
}

void force_kernels(const Kernels* chosen) { forced.store(chosen, std::memory_order_relaxed); }

}  // namespace ktpel::biometric::detail
