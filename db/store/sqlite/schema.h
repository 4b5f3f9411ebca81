// Brings a database file into service: is it ours, is it whole, has it the right schema and the durable settings.
// Everything that is not as it must be is refused with the remedy. Not thread-safe (called while opening).
#ifndef CORDON_DB_STORE_SQLITE_SCHEMA_H_
#define CORDON_DB_STORE_SQLITE_SCHEMA_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "db/store/sqlite/connection.h"

namespace cordon {

// "CRDN", in bytes 68-71 of the file.
inline constexpr int64_t kApplicationId = 0x4352444E;
// A file up to this size is checked page by page when it is opened; beyond that `VerifySqliteStore` does it on demand.
inline constexpr int64_t kQuickCheckBytes = int64_t{32} << 20;

// For a database that is missing or empty: DataLoss if it was there, because its write-ahead log holds data or files
// stand in blobs/. To start anew beside them would lose records, or answer as a fresh directory does.
absl::Status CheckNotLost(const std::string& path);

// Before the writer opens `path`: CheckNotLost if it is missing or empty; creates it with mode 0600 if it is absent.
absl::Status PrepareDatabaseFile(const std::string& path);

// For the write connection: ours?, WAL and synchronous=FULL (read back), migrations, everything in the log moved into
// the database, quick check.
absl::Status PrepareForWriting(Connection& connection);

// For a reader: ours, and of exactly this schema. NotFound if the file is still empty.
absl::Status CheckForReading(Connection& connection);

// Adds to an error that means damage what to do about it.
absl::Status WithDamageRemedy(const absl::Status& status);

// PRAGMA integrity_check; DataLoss naming the first findings.
absl::Status CheckIntegrity(Connection& connection);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_SCHEMA_H_
