#include "db/store/sqlite/sqlite_store.h"

#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "db/store/sqlite/blob_directory.h"
#include "db/store/sqlite/case_table.h"
#include "db/store/sqlite/connection.h"
#include "db/store/sqlite/directory_lock.h"
#include "db/store/sqlite/group_writer.h"
#include "db/store/sqlite/list_version_table.h"
#include "db/store/sqlite/log_group.h"
#include "db/store/sqlite/log_table.h"
#include "db/store/sqlite/mark_table.h"
#include "db/store/sqlite/monitored_table.h"
#include "db/store/sqlite/reader_pool.h"
#include "db/store/sqlite/schema.h"
#include "db/store/sqlite/screening_table.h"

namespace cordon {
namespace {

std::string DatabasePath(const std::string& directory) { return absl::StrCat(directory, "/cordon.db"); }

bool HasBytes(const std::string& path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && info.st_size > 0;
}

// OK if there are records to read, NotFound if the directory is fresh. Everything else (no permission, a file in the
// directory's place, a database that has gone) is an error of its own: it must never pass for a fresh directory.
absl::Status FindDatabase(const std::string& directory, const std::string& path) {
  if (HasBytes(path)) return absl::OkStatus();
  struct stat info;
  if (::stat(directory.c_str(), &info) != 0) {
    if (errno != ENOENT) return ErrnoStatus("cannot read", directory);
  } else if (!S_ISDIR(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(directory, " is not a directory; give the data directory"));
  } else if (::stat(path.c_str(), &info) != 0 && errno != ENOENT) {
    return ErrnoStatus("cannot read", path);
  }
  CORDON_RETURN_IF_ERROR(CheckNotLost(path));
  return absl::NotFoundError(absl::StrCat("there are no records in ", directory));
}

class SqliteStore final : public Store {
 public:
  // Members stand in the order in which they must outlive each other: the lock goes last, before it the write
  // connection, which checkpoints as it closes, when no reader of ours is left.
  struct Parts {
    std::unique_ptr<DirectoryLock> lock;
    std::unique_ptr<Connection> write_connection;  // null: read only
    std::unique_ptr<ReaderPool> readers;
    std::unique_ptr<Connection> log_connection;  // reads back what was written; null: read only
    std::unique_ptr<LogGroup> log;
    std::unique_ptr<GroupWriter> writer;  // null: read only
  };

  SqliteStore(const SqliteStoreOptions& options, Parts parts)
      : parts_(std::move(parts)), blobs_(absl::StrCat(options.directory, "/blobs"), kMaxBlobBytes) {}

  absl::StatusOr<ScreeningRow> GetScreening(absl::string_view id) override {
    return Checked(GetScreeningRow(*parts_.readers->Acquire(), id));
  }

  absl::StatusOr<std::optional<ScreeningRow>> FindByRequest(absl::string_view caller,
                                                            absl::string_view request_id) override {
    return Checked(FindScreeningByRequest(*parts_.readers->Acquire(), caller, request_id));
  }

  absl::StatusOr<ScreeningPage> ListScreenings(const ScreeningFilter& filter, int64_t before, int limit) override {
    return Checked(ListScreeningRows(*parts_.readers->Acquire(), filter, before, limit));
  }

  absl::StatusOr<int64_t> CountScreenings() override { return Checked(CountScreeningRows(*parts_.readers->Acquire())); }

  absl::StatusOr<std::vector<FoundMark>> FindMarks(absl::Span<const std::string> keys, int per_key) override {
    return Checked(FindMarkRows(*parts_.readers->Acquire(), keys, per_key));
  }

  absl::StatusOr<std::vector<v1::ListVersion>> ListVersions(bool all) override {
    return Checked(ReadListVersions(*parts_.readers->Acquire(), all));
  }

  absl::StatusOr<std::optional<CaseRow>> GetCase(absl::string_view screening) override {
    return Checked(GetCaseRow(*parts_.readers->Acquire(), screening));
  }
  absl::StatusOr<CasePage> ListCases(const CaseFilter& filter, const CasePlace& after, int limit) override {
    return Checked(ListCaseRows(*parts_.readers->Acquire(), filter, after, limit));
  }

  absl::StatusOr<std::vector<MonitoredRow>> GetMonitored(absl::Span<const std::string> refs) override {
    return Checked(GetMonitoredRows(*parts_.readers->Acquire(), refs));
  }
  absl::StatusOr<MonitoredPage> ListMonitored(absl::string_view after, bool with_result, int limit) override {
    return Checked(ListMonitoredRows(*parts_.readers->Acquire(), after, with_result, limit));
  }
  absl::StatusOr<MonitoredCount> CountMonitored() override {
    return Checked(CountMonitoredRows(*parts_.readers->Acquire()));
  }
  absl::StatusOr<std::string> GetMonitorProgress() override {
    return Checked(ReadMonitorProgress(*parts_.readers->Acquire()));
  }

  absl::StatusOr<int64_t> LogSize() override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).LogSize());
  }
  absl::StatusOr<std::string> LogOrigin() override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).LogOrigin());
  }
  absl::StatusOr<LogEntryRow> GetLogEntry(int64_t index) override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).GetLogEntry(index));
  }
  absl::StatusOr<std::string> LeafHashes(int64_t first, int64_t end) override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).LeafHashes(first, end));
  }
  absl::StatusOr<std::string> GetLogTile(int level, int64_t number) override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).GetLogTile(level, number));
  }
  absl::StatusOr<int64_t> CountCheckpoints() override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).CountCheckpoints());
  }
  absl::StatusOr<std::optional<LogCheckpointRow>> NewestCheckpoint() override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).NewestCheckpoint());
  }
  absl::StatusOr<std::vector<LogEntryRow>> NewestEvents(absl::string_view kind, int limit) override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).NewestEvents(kind, limit));
  }
  absl::StatusOr<std::vector<LogEntryRow>> EventsAfter(const std::vector<std::string>& kinds, int64_t after,
                                                       int limit) override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).EventsAfter(kinds, after, limit));
  }
  absl::StatusOr<LogPage> ListLog(const LogFilter& filter, int64_t before, int limit) override {
    return Checked(ConnectionLogReader(&*parts_.readers->Acquire()).ListLog(filter, before, limit));
  }

  absl::StatusOr<std::string> PutBlob(absl::string_view bytes) override {
    if (parts_.writer == nullptr) return ReadOnly();
    return blobs_.Put(bytes);
  }

  absl::StatusOr<std::string> GetBlob(absl::string_view sha256) override { return blobs_.Get(sha256); }

  void Transact(WriteBatch batch, Done done) override {
    if (parts_.writer == nullptr) return done(ReadOnly());
    parts_.writer->Transact(std::move(batch), std::move(done));
  }

  absl::Status Health() override { return parts_.writer == nullptr ? ReadOnly() : parts_.writer->Health(); }

 private:
  static absl::Status ReadOnly() {
    return absl::FailedPreconditionError("the data directory was opened read only; nothing was stored");
  }

  // Damage that a reader meets stops the writer too.
  template <typename T>
  absl::StatusOr<T> Checked(absl::StatusOr<T> result) {
    if (absl::IsDataLoss(result.status()) && parts_.writer != nullptr) parts_.writer->MarkBroken(result.status());
    return result;
  }

  Parts parts_;
  BlobDirectory blobs_;
};

absl::StatusOr<std::unique_ptr<Store>> OpenForWriting(const SqliteStoreOptions& options) {
  const bool existed = FileExists(options.directory);
  CORDON_RETURN_IF_ERROR(MakeDirectories(options.directory));
  if (!existed) CORDON_RETURN_IF_ERROR(SyncDirectory(absl::StrCat(options.directory, "/..")));
  SqliteStore::Parts parts;
  CORDON_ASSIGN_OR_RETURN(parts.lock,
                          DirectoryLock::AcquireExclusive(options.directory, options.holder, options.lock_wait));
  CORDON_RETURN_IF_ERROR(BlobDirectory(absl::StrCat(options.directory, "/blobs"), kMaxBlobBytes).PrepareForWriting());
  const std::string path = DatabasePath(options.directory);
  CORDON_RETURN_IF_ERROR(PrepareDatabaseFile(path));
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(path, Connection::Mode::kWriter);
  if (!connection.ok()) return WithDamageRemedy(connection.status());
  parts.write_connection = *std::move(connection);
  const absl::Status prepared = PrepareForWriting(*parts.write_connection);
  if (!prepared.ok()) {
    // Refused means untouched: closing must not move the log either.
    parts.write_connection->ForbidCheckpointOnClose();
    return prepared;
  }
  // The names cordon.db, cordon.db-wal, blobs and lock.
  CORDON_RETURN_IF_ERROR(SyncDirectory(options.directory));
  CORDON_ASSIGN_OR_RETURN(parts.readers, ReaderPool::Open(path, Connection::Mode::kReader, options.reader_connections));
  CORDON_ASSIGN_OR_RETURN(parts.log_connection, Connection::Open(path, Connection::Mode::kReader));
  parts.log = std::make_unique<LogGroup>(options.log_keeper, parts.write_connection.get(), parts.log_connection.get());
  CORDON_RETURN_IF_ERROR(WithDamageRemedy(parts.log->Open()));
  GroupWriter::Options writing;
  writing.directory = options.directory;
  writing.max_group = options.max_group;
  writing.max_queue = options.max_queue;
  writing.checkpoint_pages = options.checkpoint_pages;
  writing.merge_requests_at = options.merge_requests_at;
  CORDON_ASSIGN_OR_RETURN(parts.writer, GroupWriter::Start(writing, parts.write_connection.get(), parts.log.get()));
  return std::unique_ptr<Store>(new SqliteStore(options, std::move(parts)));
}

// A WAL database is read through a shared-memory file, which SQLite creates if it is absent. Three cases:
// - a server runs: the file is there and is shared, whoever we are;
// - nobody runs and we may write the directory: SQLite creates it;
// - nobody runs and we may not (read-only mount, another user's directory): with all of cordon.db, -wal and -shm
// present
//   SQLite reads them without writing. Without -shm and with an empty or absent log everything is in the database, and
//   it may be opened as immutable, provided that no writer starts meanwhile: hence the shared lock, held until closing.
//   With a log but without -shm, immutable would silently leave out the newest records: refused.
absl::StatusOr<SqliteStore::Parts> OpenReaders(const SqliteStoreOptions& options, const std::string& path) {
  SqliteStore::Parts parts;
  absl::StatusOr<std::unique_ptr<ReaderPool>> readers =
      ReaderPool::Open(path, Connection::Mode::kReader, options.reader_connections);
  if (!readers.ok() && absl::IsUnavailable(readers.status()) && !FileExists(path + "-shm")) {
    CORDON_ASSIGN_OR_RETURN(parts.lock, DirectoryLock::AcquireShared(options.directory));
    if (HasBytes(path + "-wal")) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot read ", path, ": the directory is read only and ", path,
                       "-wal holds records that are not in the database yet; copy the whole directory to a writable "
                       "place and use that"));
    }
    readers = ReaderPool::Open(path, Connection::Mode::kImmutableReader, options.reader_connections);
  }
  if (!readers.ok()) return WithDamageRemedy(readers.status());
  parts.readers = *std::move(readers);
  return parts;
}

absl::StatusOr<std::unique_ptr<Store>> OpenForReading(const SqliteStoreOptions& options) {
  const std::string path = DatabasePath(options.directory);
  CORDON_RETURN_IF_ERROR(FindDatabase(options.directory, path));
  CORDON_ASSIGN_OR_RETURN(SqliteStore::Parts parts, OpenReaders(options, path));
  CORDON_RETURN_IF_ERROR(CheckForReading(*parts.readers->Acquire()));
  return std::unique_ptr<Store>(new SqliteStore(options, std::move(parts)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const SqliteStoreOptions& options) {
  if (options.directory.empty()) return absl::InvalidArgumentError("no data directory given");
  return options.read_only ? OpenForReading(options) : OpenForWriting(options);
}

absl::Status VerifySqliteStore(const std::string& directory) {
  SqliteStoreOptions options;
  options.directory = directory;
  options.read_only = true;
  options.reader_connections = 1;
  const std::string path = DatabasePath(directory);
  CORDON_RETURN_IF_ERROR(FindDatabase(directory, path));
  CORDON_ASSIGN_OR_RETURN(const SqliteStore::Parts parts, OpenReaders(options, path));
  const ReaderPool::Lease reader = parts.readers->Acquire();
  CORDON_RETURN_IF_ERROR(CheckForReading(*reader));
  CORDON_RETURN_IF_ERROR(CheckIntegrity(*reader));
  return VerifyScreeningRows(*reader);
}

}  // namespace cordon
