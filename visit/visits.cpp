// SPDX-License-Identifier: Apache-2.0
#include "visit/visits.h"
