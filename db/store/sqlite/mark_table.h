// The table `screening_mark`: what later screenings look for in earlier ones. Not thread-safe (as Connection).
#ifndef CORDON_DB_STORE_SQLITE_MARK_TABLE_H_
#define CORDON_DB_STORE_SQLITE_MARK_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "db/store/sqlite/connection.h"
#include "db/store/store.h"

namespace cordon {

// Number and sizes of a screening's marks.
absl::Status ValidateMarks(const std::vector<HistoryMark>& marks);

// Writes the marks of the row `sequence`. SQLite result code. REQUIRES: a write transaction.
int InsertMarks(Connection& connection, const std::vector<HistoryMark>& marks, int64_t sequence);

absl::StatusOr<std::vector<FoundMark>> FindMarkRows(Connection& connection, absl::Span<const std::string> keys,
                                                    int per_key);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_MARK_TABLE_H_
