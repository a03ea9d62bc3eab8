// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ktpel::api {

/// What an officer can read over the telephone. One value per (step, cause); each
/// has one row in docs/failure_codes.md and is raised at exactly one place in the
/// source (tested: cmake/FailureCodes.cmake). The thousands tell the step:
/// 1 intake, 2 capture, 3 data centre and uniqueness, 4 personalisation, 5 pick-up,
/// 6 journal and disk, 7 devices, 8 images and fingers, 9 the command line.
enum class FailureCode {
  Intake_NikNotSixteenDigits = 1001,
  Intake_NikNoSuchDay = 1002,
  Intake_NikNoSuchMonth = 1003,
  Intake_NikNoSerial = 1004,
  Intake_NikNoSuchArea = 1005,
  Journal_NotThere = 6001,
  Journal_CannotRead = 6002,
  Journal_EntryMissing = 6003,
  Journal_EntryRepeated = 6004,
  Journal_EntryForeign = 6005,
  Journal_LinkBroken = 6006,
  Journal_SignatureWrong = 6007,
  Journal_EntryMalformed = 6008,
  Journal_CutOff = 6009,
  Journal_Rewritten = 6010,
  Journal_CheckpointWrong = 6011,
  Journal_KeyUnknown = 6012,
  Journal_BlobMissing = 6013,
  Journal_BlobChanged = 6014,
  Journal_Forked = 6015,
  Journal_TortureLost = 6016,
  Journal_TortureCannotRun = 6017,
  Journal_SiteNameWrong = 6018,
};

}  // namespace ktpel::api
