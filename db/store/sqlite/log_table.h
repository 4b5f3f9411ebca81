// The tables `audit_log`, `audit_entry`, `audit_tile` and `audit_checkpoint`: one statement each way.
// Not thread-safe (as Connection).
#ifndef CORDON_DB_STORE_SQLITE_LOG_TABLE_H_
#define CORDON_DB_STORE_SQLITE_LOG_TABLE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "db/store/log.h"
#include "db/store/sqlite/connection.h"

namespace cordon {

// Sizes, and that kind and body are there.
absl::Status ValidateLogEvent(const LogEvent& event);

// SQLite result codes. REQUIRES: a write transaction.
int InsertLogOrigin(Connection& connection, absl::string_view origin);
int InsertLogEntry(Connection& connection, int64_t index, absl::string_view leaf_hash, int64_t screening,
                   absl::string_view create_time);
int InsertLogEvent(Connection& connection, int64_t index, absl::string_view leaf_hash, const LogEvent& event);
int InsertLogTile(Connection& connection, const LogTileRow& tile);
int InsertLogCheckpoint(Connection& connection, const LogCheckpointRow& checkpoint);

// Calls `visit` with the entries [first, end) in order; DataLoss if one is missing.
absl::Status VisitLogEntries(Connection& connection, int64_t first, int64_t end,
                             const std::function<absl::Status(const LogEntryRow&)>& visit);

// The greatest sequence of a screening that has an entry; 0 if none has.
absl::StatusOr<int64_t> LastLoggedScreening(Connection& connection);
// How many screenings were there when the log began, as entry 0 says.
absl::StatusOr<int64_t> AdoptedScreenings(Connection& connection);

// LogReader over one connection.
class ConnectionLogReader : public LogReader {
 public:
  explicit ConnectionLogReader(Connection* connection) : connection_(*connection) {}
  absl::StatusOr<int64_t> LogSize() override;
  absl::StatusOr<std::string> LogOrigin() override;
  absl::StatusOr<LogEntryRow> GetLogEntry(int64_t index) override;
  absl::StatusOr<std::string> LeafHashes(int64_t first, int64_t end) override;
  absl::StatusOr<std::string> GetLogTile(int level, int64_t number) override;
  absl::StatusOr<std::optional<LogCheckpointRow>> NewestCheckpoint() override;
  absl::StatusOr<int64_t> CountCheckpoints() override;
  absl::StatusOr<std::vector<LogEntryRow>> NewestEvents(absl::string_view kind, int limit) override;
  absl::StatusOr<std::vector<LogEntryRow>> EventsAfter(const std::vector<std::string>& kinds, int64_t after,
                                                       int limit) override;
  absl::StatusOr<LogPage> ListLog(const LogFilter& filter, int64_t before, int limit) override;

 private:
  Connection& connection_;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_LOG_TABLE_H_
