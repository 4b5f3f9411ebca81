// What a running server writes into the log by itself: a heartbeat, so that a gap in time is seen, and with it the last
// checkpoint into the file; and who was refused. Refusals of one kind within a minute are one entry with their number.
// Thread contract: NoteRefusal from any thread, it does not wait; construction and destruction from one.
//
//   AuditWatch watch(&engine->audit(), {.heartbeat = absl::Hours(1), .actor = "uid:1000(cordon)"});
//   watch.NoteRefusal("loopback", "ScreenParty", "NO_RECORD_REFUSED");
#ifndef CORDON_SERVICE_SCREENING_AUDIT_WATCH_H_
#define CORDON_SERVICE_SCREENING_AUDIT_WATCH_H_

#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <tuple>

#include "absl/time/time.h"
#include "base/mutex.h"
#include "service/screening/audit_log.h"

namespace cordon {

struct AuditWatchOptions {
  absl::Duration heartbeat = absl::Hours(1);
  absl::Duration refusals = absl::Minutes(1);  // of one kind are told so often at most
  std::string actor;
  // A directory that gets the newest checkpoint as a file of its own at the start, with each heartbeat and at the end:
  // best on another machine. Empty: none.
  std::string anchors;
};

// "checkpoint-000000000017": of the first 17 entries.
std::string AnchorFileName(int64_t size);

class AuditWatch {
 public:
  // `log` outlives it.
  AuditWatch(AuditLog* log, AuditWatchOptions options);
  // Tells what is not told yet, and that the log was closed.
  ~AuditWatch();
  AuditWatch(const AuditWatch&) = delete;
  AuditWatch& operator=(const AuditWatch&) = delete;

  void NoteRefusal(const std::string& caller, const std::string& method, const std::string& reason);

 private:
  using Kind = std::tuple<std::string, std::string, std::string>;  // caller, method, reason
  struct Refusals {
    int64_t untold = 0;
    absl::Time told = absl::InfinitePast();
  };

  void Run();
  void TellRefusals(absl::Time now, bool all);
  void WriteAnchor();

  AuditLog* const log_;
  const AuditWatchOptions options_;
  Mutex mu_;
  CondVar wake_;
  bool end_ ABSL_GUARDED_BY(mu_) = false;
  bool untold_ ABSL_GUARDED_BY(mu_) = false;
  std::map<Kind, Refusals> refusals_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_AUDIT_WATCH_H_
