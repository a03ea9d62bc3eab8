// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/failure.h"
#include "device/finger_reader/finger_reader.h"
#include "device/printer/printer.h"
#include "device/reader/reader.h"
#include "device/scanner/scanner.h"
#include "device/sensor/sensor.h"

namespace ktpel::tool {

// What a device's error is called before an officer; `name` is the device's.
api::Failure failure_of(device::ReaderError error, const std::string& name);
api::Failure failure_of(device::PrinterError error, const std::string& name);
api::Failure failure_of(device::ScannerError error, const std::string& name);
api::Failure failure_of(device::FingerReaderError error, const std::string& name);
api::Failure failure_of(device::SensorError error, const std::string& name);

}  // namespace ktpel::tool
