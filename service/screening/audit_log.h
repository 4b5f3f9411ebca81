// The record as a log, as a use case: list, show, prove, replace the key. What is proven is what was signed: the
// writer's own newest checkpoint, or without one the newest that is stored. Thread contract: all methods from any
// thread.
#ifndef CORDON_SERVICE_SCREENING_AUDIT_LOG_H_
#define CORDON_SERVICE_SCREENING_AUDIT_LOG_H_

#include <string>

#include "absl/status/statusor.h"
#include "audit/log/stored_nodes.h"
#include "audit/log/tree_keeper.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "cordon/v1/audit.pb.h"
#include "db/store/store.h"
#include "service/screening/screener.h"

namespace cordon {

inline constexpr int kMaxSample = 1000;
inline constexpr size_t kMaxExportWhat = 256;
// A sample ranks the whole log in memory.
inline constexpr int64_t kMaxSampledLog = 20'000'000;

class AuditLog {
 public:
  // `store` may be null (nothing recorded yet), `keeper` too (read only). Both outlive it.
  AuditLog(Store* store, TreeKeeper* keeper, const Clock* clock)
      : store_(store), keeper_(keeper), clock_(*clock), nodes_(store) {}

  // A page without entries may still have a next one: party and list are looked for in a limited number of records at
  // a time.
  absl::StatusOr<v1::ListAuditEntriesResponse> ListEntries(const v1::ListAuditEntriesRequest& request) const;
  absl::StatusOr<v1::AuditEntry> GetEntry(const v1::GetAuditEntryRequest& request) const;
  absl::StatusOr<v1::AuditProof> ProveEntry(const v1::ProveAuditEntryRequest& request) const;
  absl::StatusOr<v1::AuditCheckpoint> GetCheckpoint() const;
  absl::StatusOr<v1::ConsistencyProof> ProveConsistency(const v1::ProveConsistencyRequest& request) const;

  // Writers only. The entry that hands over to a new key.
  absl::StatusOr<v1::AuditEntry> RotateKey(const std::string& caller);
  // Somebody takes records out.
  absl::StatusOr<v1::AuditEntry> RecordExport(const v1::RecordExportRequest& request, const std::string& caller);
  // Stored files that nothing names are about to be removed.
  absl::Status RecordRemoval(const std::string& caller, int64_t files, int64_t bytes);
  // An entry that says the log was alive, and with it the last checkpoint into the file.
  absl::Status Heartbeat(const std::string& caller) { return CountCheckpoints("heartbeat", caller); }
  // The server stops in good order.
  absl::Status Close(const std::string& caller) { return CountCheckpoints("log_closed", caller); }
  // Somebody was refused; `count` times.
  absl::Status RecordRefusal(const std::string& caller, const std::string& method, const std::string& reason,
                             int64_t count);

 private:
  absl::StatusOr<v1::ListAuditEntriesResponse> Sample(const v1::ListAuditEntriesRequest& request) const;
  absl::StatusOr<LogCheckpointRow> Newest() const;
  absl::StatusOr<LogEntryRow> Entry(int64_t index) const;
  absl::Status CountCheckpoints(const std::string& kind, const std::string& caller);
  absl::StatusOr<int64_t> Record(const std::string& kind, const std::string& caller, v1::AuditEvent fields);

  Store* const store_;
  TreeKeeper* const keeper_;
  const Clock& clock_;
  // What it remembers never changes: roots of full tiles. The first proof computes them, the next ones need few.
  mutable Mutex mu_;
  mutable StoredNodes nodes_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_AUDIT_LOG_H_
