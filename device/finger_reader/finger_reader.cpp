// SPDX-License-Identifier: Apache-2.0
#include "device/finger_reader/finger_reader.h"

#include <fprint.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace ktpel::device {
namespace {

template <class T>
struct Unref {
  void operator()(T* object) const { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref<T>>;

struct Free {
  void operator()(GError* error) const { g_error_free(error); }
};
using Error = std::unique_ptr<GError, Free>;

constexpr double kUsualPxPerMm = 500 / 25.4;

std::mutex& turn() {
  static std::mutex one;
  return one;
}

std::string text(const char* value) { return value ? value : ""; }
std::string id_of(FpDevice* device) {
  return text(fp_device_get_driver(device)) + "/" + text(fp_device_get_device_id(device));
}

FingerReaderError error_of(const GError* error) {
  if (!error) return FingerReaderError::Broken;
  if (error->domain == FP_DEVICE_RETRY) return FingerReaderError::PressAgain;
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return FingerReaderError::NothingSeen;
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)) return FingerReaderError::NotAllowed;
  if (error->domain == FP_DEVICE_ERROR) {
    switch (error->code) {
      case FP_DEVICE_ERROR_NOT_SUPPORTED:
        return FingerReaderError::NoImages;
      case FP_DEVICE_ERROR_BUSY:
      case FP_DEVICE_ERROR_ALREADY_OPEN:
        return FingerReaderError::Busy;
      case FP_DEVICE_ERROR_REMOVED:
        return FingerReaderError::NoSuchReader;
      default:
        break;
    }
  }
  return FingerReaderError::Broken;
}

/// Cancels once the time is over, unless it ended before.
class Deadline {
 public:
  Deadline(GCancellable* cancel, std::chrono::milliseconds wait)
      : thread_([this, cancel, wait] {
          std::unique_lock lock(mutex_);
          if (!ended_.wait_for(lock, wait, [this] { return over_; })) g_cancellable_cancel(cancel);
        }) {}
  ~Deadline() {
    {
      std::lock_guard lock(mutex_);
      over_ = true;
    }
    ended_.notify_all();
    thread_.join();
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace

std::vector<FingerReader> list_finger_readers() {
  std::lock_guard lock(turn());
  const Ref<FpContext> context(fp_context_new());
  const auto* devices = fp_context_get_devices(context.get());
  std::vector<FingerReader> out;
  for (guint i = 0; devices && i < devices->len; ++i) {
    auto* device = static_cast<FpDevice*>(devices->pdata[i]);
    out.push_back({id_of(device), text(fp_device_get_name(device)),
                   (fp_device_get_features(device) & FP_DEVICE_FEATURE_CAPTURE) != 0});
  }
  return out;
}

base::Result<biometric::GreyImage, FingerReaderError> capture_finger(const std::string& id,
                                                                     std::chrono::milliseconds wait) {
  std::lock_guard lock(turn());
  const Ref<FpContext> context(fp_context_new());
  const auto* devices = fp_context_get_devices(context.get());
  FpDevice* device = nullptr;
  for (guint i = 0; devices && i < devices->len; ++i)
    if (auto* one = static_cast<FpDevice*>(devices->pdata[i]); id_of(one) == id) device = one;
  if (!device) return FingerReaderError::NoSuchReader;
  if (!(fp_device_get_features(device) & FP_DEVICE_FEATURE_CAPTURE)) return FingerReaderError::NoImages;

  GError* raw = nullptr;
  if (!fp_device_open_sync(device, nullptr, &raw)) return error_of(Error(raw).get());
  const std::unique_ptr<FpDevice, void (*)(FpDevice*)> close(
      device, [](FpDevice* one) { fp_device_close_sync(one, nullptr, nullptr); });
  const Ref<GCancellable> cancel(g_cancellable_new());
  Ref<FpImage> image;
  {
    const Deadline deadline(cancel.get(), wait);
    image.reset(fp_device_capture_sync(device, TRUE, cancel.get(), &raw));
  }
  const Error error(raw);
  if (!image) return error_of(error.get());
  gsize size = 0;
  const auto* pixels = fp_image_get_data(image.get(), &size);
  const int width = static_cast<int>(fp_image_get_width(image.get()));
  const int height = static_cast<int>(fp_image_get_height(image.get()));
  const double per_mm = fp_image_get_ppmm(image.get());
  if (!pixels || width <= 0 || height <= 0 || width > 20000 || height > 20000 ||
      size != static_cast<gsize>(width) * static_cast<gsize>(height))
    return FingerReaderError::Broken;
  return biometric::GreyImage(width, height, biometric::Dpi((per_mm > 0 ? per_mm : kUsualPxPerMm) * 25.4),
                              {pixels, pixels + size});
}

}  // namespace ktpel::device
