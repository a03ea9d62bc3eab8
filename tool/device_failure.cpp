// SPDX-License-Identifier: Apache-2.0
#include "tool/device_failure.h"

namespace ktpel::tool {

using api::Failure;
using api::FailureCode;

Failure failure_of(device::ReaderError error, const std::string& name) {
  switch (error) {
    case device::ReaderError::ServiceNotRunning:
      return {FailureCode::Device_ReaderServiceNotRunning};
    case device::ReaderError::NoSuchReader:
      return {FailureCode::Device_NoSuchReader, name};
    case device::ReaderError::NoCard:
      return {FailureCode::Device_NoCardOnReader, name};
    case device::ReaderError::Removed:
      return {FailureCode::Device_CardRemoved, name};
    case device::ReaderError::Broken:
      break;
  }
  return {FailureCode::Device_ReaderBroken, name};
}

Failure failure_of(device::PrinterError error, const std::string& name) {
  switch (error) {
    case device::PrinterError::ServiceNotRunning:
      return {FailureCode::Device_PrintServiceNotRunning};
    case device::PrinterError::NoSuchPrinter:
      return {FailureCode::Device_NoSuchPrinter, name};
    case device::PrinterError::NotAccepting:
      return {FailureCode::Device_PrinterNotAccepting, name};
    case device::PrinterError::Refused:
      return {FailureCode::Device_PrintRefused, name};
    case device::PrinterError::NoSuchJob:
      return {FailureCode::Device_PrintJobGone, name};
    case device::PrinterError::Broken:
      break;
  }
  return {FailureCode::Device_PrintServiceBroken, name};
}

Failure failure_of(device::ScannerError error, const std::string& name) {
  switch (error) {
    case device::ScannerError::ServiceBroken:
      return {FailureCode::Device_ScannerServiceBroken};
    case device::ScannerError::NoSuchScanner:
      return {FailureCode::Device_NoSuchScanner, name};
    case device::ScannerError::Busy:
      return {FailureCode::Device_ScannerBusy, name};
    case device::ScannerError::NotAllowed:
      return {FailureCode::Device_ScannerNotAllowed, name};
    case device::ScannerError::NoPaper:
      return {FailureCode::Device_ScannerNoPaper, name};
    case device::ScannerError::Jammed:
      return {FailureCode::Device_ScannerJammed, name};
    case device::ScannerError::NotSupported:
      return {FailureCode::Device_ScannerNotSupported, name};
    case device::ScannerError::Broken:
      break;
  }
  return {FailureCode::Device_ScannerBroken, name};
}

Failure failure_of(device::FingerReaderError error, const std::string& name) {
  switch (error) {
    case device::FingerReaderError::NoSuchReader:
      return {FailureCode::Device_NoSuchFingerReader, name};
    case device::FingerReaderError::Busy:
      return {FailureCode::Device_FingerReaderBusy, name};
    case device::FingerReaderError::NotAllowed:
      return {FailureCode::Device_FingerReaderNotAllowed, name};
    case device::FingerReaderError::NoImages:
      return {FailureCode::Device_FingerReaderNoImages, name};
    case device::FingerReaderError::NothingSeen:
      return {FailureCode::Device_FingerReaderNothingSeen, name};
    case device::FingerReaderError::PressAgain:
      return {FailureCode::Device_FingerReaderPressAgain, name};
    case device::FingerReaderError::Broken:
      break;
  }
  return {FailureCode::Device_FingerReaderBroken, name};
}

Failure failure_of(device::SensorError error, const std::string& name) {
  switch (error) {
    case device::SensorError::NotThere:
      return {FailureCode::Device_SensorNotThere, name};
    case device::SensorError::Busy:
      return {FailureCode::Device_SensorBusy, name};
    case device::SensorError::NotReady:
      return {FailureCode::Device_SensorNotReady, name};
    case device::SensorError::NotRegistered:
      return {FailureCode::Device_SensorNotRegistered, name};
    case device::SensorError::NothingSeen:
      return {FailureCode::Device_SensorNothingSeen, name};
    case device::SensorError::NotSupported:
      return {FailureCode::Device_SensorNotSupported, name};
    case device::SensorError::NotTrusted:
      return {FailureCode::Device_SensorNotTrusted, name};
    case device::SensorError::BadAnswer:
      return {FailureCode::Device_SensorBadAnswer, name};
    case device::SensorError::Failed:
      break;
  }
  return {FailureCode::Device_SensorFailed, name};
}

}  // namespace ktpel::tool
