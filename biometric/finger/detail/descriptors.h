// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "biometric/finger/detail/indexed_finger.h"

namespace ktpel::biometric::detail {

/// Neighbours within 70 px as cylinder bits (Cappelli, Ferrara, Maltoni 2010).
void describe_neighbours(const IndexedFinger& finger, int minutia, Descriptor& out);
/// Ridge flow on four rings (Tico and Kuosmanen 2003).
void describe_flow(const IndexedFinger& finger, int minutia, Descriptor& out);
/// Ridge or valley on a 16x16 lattice.
void describe_patch(const IndexedFinger& finger, int minutia, const FingerTemplate& ridges, Descriptor& out);

}  // namespace ktpel::biometric::detail
