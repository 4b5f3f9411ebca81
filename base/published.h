// One pointer to an immutable value that many threads read and one publisher replaces. A reader keeps the value it
// got until it lets go, so no request ever sees a mixture of two versions.
//
// Thread contract: all methods may be called from any thread.
//
//   Published<EngineState> current(std::make_shared<const EngineState>(...));
//   std::shared_ptr<const EngineState> state = current.Get();
#ifndef CORDON_BASE_PUBLISHED_H_
#define CORDON_BASE_PUBLISHED_H_

#include <memory>
#include <utility>

#include "base/mutex.h"

namespace cordon {

template <typename T>
class Published {
 public:
  Published() = default;
  explicit Published(std::shared_ptr<const T> value) : value_(std::move(value)) {}

  // The current value; null only before the first Set.
  std::shared_ptr<const T> Get() const {
    MutexLock lock(mu_);
    return value_;
  }

  void Set(std::shared_ptr<const T> value) {
    {
      MutexLock lock(mu_);
      value_.swap(value);
    }
    // The old value is destroyed here, outside the lock.
  }

 private:
  mutable Mutex mu_;
  std::shared_ptr<const T> value_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_BASE_PUBLISHED_H_
