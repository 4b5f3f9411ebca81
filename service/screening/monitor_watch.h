// Compares registered parties in the background of a server: at the start, when something was activated, when a day
// begins, and again after a failure. Whoever activates lists or screens does not wait for it.
// Thread contract: construction and destruction from one thread.
//
//   MonitorWatch watch(&engine->monitor());
#ifndef CORDON_SERVICE_SCREENING_MONITOR_WATCH_H_
#define CORDON_SERVICE_SCREENING_MONITOR_WATCH_H_

#include <atomic>
#include <thread>

#include "absl/time/time.h"
#include "base/mutex.h"
#include "service/screening/party_monitor.h"

namespace cordon {

class MonitorWatch {
 public:
  // `monitor` outlives it. It looks by itself every `interval`: a new day, a failure, a policy that was read again.
  explicit MonitorWatch(PartyMonitor* monitor, absl::Duration interval = absl::Seconds(30));
  // Ends a comparison that is under way; it is resumed by the next one.
  ~MonitorWatch();
  MonitorWatch(const MonitorWatch&) = delete;
  MonitorWatch& operator=(const MonitorWatch&) = delete;

 private:
  void Run();

  PartyMonitor* const monitor_;
  const absl::Duration interval_;
  std::atomic<bool> end_{false};
  Mutex mu_;
  CondVar wake_;
  bool wanted_ ABSL_GUARDED_BY(mu_) = true;
  std::thread thread_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_MONITOR_WATCH_H_
