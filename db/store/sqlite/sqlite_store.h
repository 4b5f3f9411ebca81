// Store in a directory: cordon.db (SQLite, WAL, synchronous=FULL read back after opening) and blobs/<sha256>.
//
// ONE connection writes and checkpoints, on one thread (SQLite 3.40.1 can corrupt a WAL that two connections write or
// checkpoint at once); readers are query_only with wal_autocheckpoint=0. One process writes: Open takes an exclusive
// lock on the directory unless read_only.
#ifndef CORDON_DB_STORE_SQLITE_SQLITE_STORE_H_
#define CORDON_DB_STORE_SQLITE_SQLITE_STORE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "db/store/store.h"

namespace cordon {

struct SqliteStoreOptions {
  std::string directory;   // created (0700) unless read_only
  bool read_only = false;  // takes no lock, never writes; NotFound if there is no database
  absl::Duration lock_wait = absl::Seconds(5);
  std::string holder;      // who we are, written into the lock file: "cordond pid 123"
  int max_group = 64;      // rows per transaction
  int max_queue = 65'536;  // rows that may wait before Transact answers ResourceExhausted
  int reader_connections = 2;
  int checkpoint_pages = 1000;     // pages of 4 KiB in the log before the writer moves them into the database
  int merge_requests_at = 32'768;  // keys of retries in memory before the writer moves them into their table
  // Keeps the log; outlives the store. Null: none is kept, and a file that has one is refused for writing.
  LogKeeper* log_keeper = nullptr;
};

// FailedPrecondition "DIR is in use by <holder>" when the lock is not free in time; a database of a newer schema and a
// damaged file are refused with the remedy.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const SqliteStoreOptions& options);

// The whole check, reading everything: the file's structure, contiguous records, every record's digest. Takes no lock
// and works beside a running server. DataLoss naming the first defect; the other errors of OpenSqliteStore read_only.
absl::Status VerifySqliteStore(const std::string& directory);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_SQLITE_STORE_H_
