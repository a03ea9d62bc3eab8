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
  Documents_DiskFull = 9101,
  Documents_FolderDenied = 9102,
  Documents_WriteFailed = 9103,
  Documents_FontMissing = 9104,
  Documents_CharacterNotPrintable = 9105,
  Documents_TooMuchText = 9106,
  Documents_OutOfMemory = 9107,
};

}  // namespace ktpel::api
