// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace ktpel::base {

/// "AMD EPYC ..., 2 core": what a measured figure must name, since figures of two machines are not compared.
std::string machine();
/// "g++ 12.2.0, x86-64": the compiler of this build.
std::string compiler();

}  // namespace ktpel::base
