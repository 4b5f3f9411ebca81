// Runs `cordon lists update` against this server again and again, with jitter. A process of its own does the
// downloading: the server itself never reaches out, and what parses a publisher's answer holds none of its memory.
// Thread contract: Start and destruction from one thread; a thread of its own in between.
//
//   UpdateSchedule schedule({.every = absl::Hours(6), .server = "unix:/var/lib/cordon/cordond.sock", .data_dir = dir});
#ifndef CORDON_SERVICE_GRPC_UPDATE_SCHEDULE_H_
#define CORDON_SERVICE_GRPC_UPDATE_SCHEDULE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "base/mutex.h"

namespace cordon {

struct UpdateScheduleOptions {
  absl::Duration every;
  std::string program;   // cordon; empty: the one beside this program
  std::string server;    // as for --server
  std::string data_dir;  // keeps partial downloads
};

inline constexpr absl::Duration kLeastUpdateInterval = absl::Seconds(1);

// How long to wait: a tenth more or less than `every`, so that many servers do not ask at the same moment; the first
// time up to a tenth of it. `random` is any number.
absl::Duration UpdateDelay(absl::Duration every, uint64_t random, bool first);

class UpdateSchedule {
 public:
  explicit UpdateSchedule(UpdateScheduleOptions options);
  // Ends an update that is under way; what is active stays as it is.
  ~UpdateSchedule();
  UpdateSchedule(const UpdateSchedule&) = delete;
  UpdateSchedule& operator=(const UpdateSchedule&) = delete;

 private:
  void Run();
  void UpdateOnce();
  // False when the schedule ends.
  bool Pause(absl::Duration delay);

  const UpdateScheduleOptions options_;
  Mutex mu_;
  CondVar ended_;
  bool end_ ABSL_GUARDED_BY(mu_) = false;
  pid_t child_ ABSL_GUARDED_BY(mu_) = 0;
  std::thread thread_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_UPDATE_SCHEDULE_H_
