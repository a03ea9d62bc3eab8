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
  Center_AreaMalformed = 3101,
  Center_SerialsUsedUp = 3102,
  Center_OfficeUnknown = 3103,
  Center_NoSuchApplication = 3104,
  Center_NotInThisState = 3105,
  Center_SameOfficerTwice = 3106,
  Center_PacketUnreadable = 3107,
  Center_GalleryPacketUnreadable = 3108,
  Journal_Busy = 6101,
  Journal_Conflict = 6102,
  Journal_NotThere = 6103,
  Journal_DiskFull = 6104,
  Journal_NotWritable = 6105,
  Journal_Refused = 6106,
  Journal_Broken = 6107,
  Image_Missing = 8001,
  Image_NotAnImage = 8002,
  Image_Damaged = 8003,
  Image_NoResolution = 8004,
  Image_TooSmall = 8005,
  Image_TooLarge = 8006,
  Finger_Blank = 8011,
  Finger_TooSmall = 8012,
  Finger_TooLarge = 8013,
  Finger_TooFewMinutiae = 8014,
  Finger_RecordDamaged = 8021,
  Finger_RecordUnsupported = 8022,
  Finger_TooFewToCompare = 8023,
  Finger_CannotWrite = 8031,
  Finger_NoImpressions = 8032,
  Finger_NoPairs = 8033,
  Finger_NothingToLeaveOut = 8034,
  Synth_DiskFull = 8101,
  Synth_CannotWrite = 8102,
};

}  // namespace ktpel::api
