#include "db/store/store.h"

#include <utility>

#include "base/mutex.h"

namespace cordon {

absl::StatusOr<WriteResult> Writer::TransactAndWait(WriteBatch batch) {
  Mutex mu;
  CondVar arrived;
  std::optional<absl::StatusOr<WriteResult>> result;
  Transact(std::move(batch), [&](absl::StatusOr<WriteResult> outcome) {
    // Notified under the lock: once the waiter wakes, all three are gone.
    MutexLock lock(mu);
    result = std::move(outcome);
    arrived.NotifyOne();
  });
  MutexLock lock(mu);
  while (!result.has_value()) arrived.Wait(mu);
  return *std::move(result);
}

}  // namespace cordon
