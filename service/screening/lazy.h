// A large value that is made when it is first needed and then kept: a server makes it before it publishes a state, a
// command that never asks for it does not pay for it. A failure is not kept: the next caller tries again.
// Thread contract: Get may be called from any thread; it blocks while the value is made.
//
//   Lazy<OwnershipGraph> graph([=] { return LoadGraph(...); });
//   CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const OwnershipGraph> loaded, graph.Get());
#ifndef CORDON_SERVICE_SCREENING_LAZY_H_
#define CORDON_SERVICE_SCREENING_LAZY_H_

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "base/status_macros.h"

namespace cordon {

template <typename T>
class Lazy {
 public:
  using Maker = std::function<absl::StatusOr<std::shared_ptr<const T>>()>;
  explicit Lazy(Maker maker) : maker_(std::move(maker)) {}

  absl::StatusOr<std::shared_ptr<const T>> Get() const {
    if (made_.load(std::memory_order_acquire)) return value_;
    MutexLock lock(mu_);
    if (!made_.load(std::memory_order_relaxed)) {
      CORDON_ASSIGN_OR_RETURN(value_, maker_());
      // What it was made from may go now.
      maker_ = nullptr;
      made_.store(true, std::memory_order_release);
    }
    return value_;
  }

  // Null if nobody has asked for it yet.
  std::shared_ptr<const T> IfMade() const { return made_.load(std::memory_order_acquire) ? value_ : nullptr; }

 private:
  mutable Mutex mu_;
  mutable Maker maker_ ABSL_GUARDED_BY(mu_);
  mutable std::atomic<bool> made_{false};
  mutable std::shared_ptr<const T> value_;  // written once, under mu_, before made_
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LAZY_H_
