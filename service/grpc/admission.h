// Who may start work: a cap on the requests held at once, the deadline a call gets, and the gate that closes when the
// server drains. Decided before any work is done, so that overload costs little and is told at once.
// Thread-safe.
#ifndef CORDON_SERVICE_GRPC_ADMISSION_H_
#define CORDON_SERVICE_GRPC_ADMISSION_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cordon {

class Admission {
 public:
  // The policy's limits, refreshed while serving.
  void SetLimits(int max_in_flight, absl::Duration default_deadline) {
    max_in_flight_.store(max_in_flight, std::memory_order_relaxed);
    default_deadline_ms_.store(absl::ToInt64Milliseconds(default_deadline), std::memory_order_relaxed);
  }

  // OK: one request is held until Leave. Otherwise OVERLOADED (with RetryInfo) or DRAINING.
  absl::Status Enter();
  void Leave() { in_flight_.fetch_sub(1, std::memory_order_acq_rel); }
  int in_flight() const { return in_flight_.load(std::memory_order_acquire); }

  // From now on Enter answers DRAINING.
  void Close() { closed_.store(true, std::memory_order_release); }
  bool closed() const { return closed_.load(std::memory_order_acquire); }
  // How many calls were told so.
  int64_t turned_away() const { return turned_away_.load(std::memory_order_relaxed); }

  // The earlier of what the caller asked for and what the policy allows a unary call.
  absl::Time UnaryDeadline(absl::Time now, absl::Time asked) const {
    const absl::Time allowed = now + absl::Milliseconds(default_deadline_ms_.load(std::memory_order_relaxed));
    return asked < allowed ? asked : allowed;
  }

 private:
  std::atomic<int> in_flight_{0};
  std::atomic<int> max_in_flight_{1};
  std::atomic<int64_t> default_deadline_ms_{2000};
  std::atomic<bool> closed_{false};
  std::atomic<int64_t> turned_away_{0};
};

// What every call says that cannot be started because something is full.
absl::Status Overloaded(absl::string_view what);
// What a call says whose time ran out.
absl::Status DeadlinePassed();

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_ADMISSION_H_
