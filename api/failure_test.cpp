// SPDX-License-Identifier: Apache-2.0
#include "api/failure.h"

#include <gtest/gtest.h>

// Goal: what an officer reads is the manual's row, word for word.
namespace ktpel::api {
namespace {

TEST(Failure, IsASentenceWithCauseThingActionAndCode) {
  EXPECT_EQ(sentence({FailureCode::Intake_NikNoSerial, "9901014508680000"}),
            "Nomor urut NIK 0000 tidak pernah diterbitkan (empat angka terakhir) [9901014508680000]. "
            "Periksa empat angka terakhir pada Kartu Keluarga, lalu ketik ulang. (1004)");
}

}  // namespace
}  // namespace ktpel::api
