// The tables `monitored_party` and `monitor_progress` (db/store/monitored.h). Not thread-safe (as Connection).
#ifndef CORDON_DB_STORE_SQLITE_MONITORED_TABLE_H_
#define CORDON_DB_STORE_SQLITE_MONITORED_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "db/store/monitored.h"
#include "db/store/sqlite/connection.h"

namespace cordon {

// InvalidArgument for what can never be stored.
absl::Status ValidateMonitoredRow(const MonitoredRow& row);

// Each returns the SQLite result code of what failed, SQLITE_OK if nothing did. REQUIRES: a write transaction.
int WriteMonitoredRow(Connection& connection, const MonitoredRow& row);
int DeleteMonitoredRow(Connection& connection, const std::string& ref);
int WriteMonitorProgress(Connection& connection, const std::string& body);

absl::StatusOr<std::vector<MonitoredRow>> GetMonitoredRows(Connection& connection, absl::Span<const std::string> refs);
absl::StatusOr<MonitoredPage> ListMonitoredRows(Connection& connection, absl::string_view after, bool with_result,
                                                int limit);
absl::StatusOr<MonitoredCount> CountMonitoredRows(Connection& connection);
absl::StatusOr<std::string> ReadMonitorProgress(Connection& connection);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_MONITORED_TABLE_H_
