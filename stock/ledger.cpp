// SPDX-License-Identifier: Apache-2.0
#include "stock/ledger.h"
