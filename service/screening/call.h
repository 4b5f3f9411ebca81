// What every use case does with a call: is the answer still wanted, and waiting for an asynchronous one.
#ifndef CORDON_SERVICE_SCREENING_CALL_H_
#define CORDON_SERVICE_SCREENING_CALL_H_

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "service/screening/screener.h"

namespace cordon {

// CANCELLED or DEADLINE_EXCEEDED once nobody waits for the answer; never an answer of its own.
absl::Status CheckStillWanted(const CallContext& context, const Clock& clock);

// Blocks until an asynchronous call has called back.
template <typename T>
class Waiter {
 public:
  void Set(absl::StatusOr<T> value) {
    const std::lock_guard<std::mutex> lock(mu_);
    value_ = std::move(value);
    cv_.notify_one();
  }
  absl::StatusOr<T> Wait() {
    std::unique_lock<std::mutex> lock(mu_);
    cv_.wait(lock, [this] { return value_.has_value(); });
    return *std::move(value_);
  }

 private:
  std::mutex mu_;
  std::condition_variable cv_;
  std::optional<absl::StatusOr<T>> value_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CALL_H_
