#include "db/store/sqlite/schema.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "db/migrations/migrations.h"

namespace cordon {
namespace {

constexpr char kDamageRemedy[] =
    ". Restore the data directory from a backup, or move it aside to start with an empty one; nothing was changed";

int LatestSchema() { return Migrations().back().version; }

// user_version of a database that is ours, 0 for one that is still empty.
absl::StatusOr<int64_t> ReadSchemaVersion(Connection& connection) {
  CORDON_ASSIGN_OR_RETURN(const int64_t application, connection.QueryInt("PRAGMA application_id"));
  CORDON_ASSIGN_OR_RETURN(const int64_t version, connection.QueryInt("PRAGMA user_version"));
  CORDON_ASSIGN_OR_RETURN(const int64_t objects, connection.QueryInt("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && objects == 0) return 0;
  if (application != kApplicationId || version < 1) {
    return absl::FailedPreconditionError(
        absl::StrCat(connection.path(), " is a SQLite database of another program (application_id ", application,
                     "): choose another data directory, or move the file away"));
  }
  if (version > LatestSchema()) {
    return absl::FailedPreconditionError(
        absl::StrCat(connection.path(), " has schema ", version, ", newer than schema ", LatestSchema(),
                     " of this program: use the newer cordon, or restore the backup made before the upgrade"));
  }
  return version;
}

// Of a new file; others keep theirs. A record takes one to two kilobytes: of smaller pages a third stays empty.
constexpr int kPageBytes = 8192;

absl::Status SetDurable(Connection& connection) {
  CORDON_RETURN_IF_ERROR(connection.Execute(absl::StrCat("PRAGMA page_size=", kPageBytes)));
  CORDON_RETURN_IF_ERROR(connection.Execute("PRAGMA synchronous=FULL"));
  CORDON_RETURN_IF_ERROR(connection.QueryText("PRAGMA journal_mode=WAL").status());
  CORDON_ASSIGN_OR_RETURN(const std::string mode, connection.QueryText("PRAGMA journal_mode"));
  CORDON_ASSIGN_OR_RETURN(const int64_t synchronous, connection.QueryInt("PRAGMA synchronous"));
  constexpr int64_t kFull = 2;
  if (mode != "wal" || synchronous != kFull) {
    return absl::FailedPreconditionError(absl::StrCat(
        "cannot keep records durably in ", connection.path(), ": journal mode is '", mode, "' and synchronous is ",
        synchronous, ", needed are 'wal' and 2 (FULL); the file system may lack shared memory: use a local one"));
  }
  CORDON_RETURN_IF_ERROR(connection.Execute("PRAGMA journal_size_limit=67108864"));
  // SQLite opens the log with the first transaction; a checkpoint before it fails with "table is locked" on a file that
  // was in another journal mode until now, such as a copy made by VACUUM INTO.
  return connection.QueryInt("SELECT count(*) FROM sqlite_schema").status();
}

absl::Status Migrate(Connection& connection, int64_t version) {
  for (const Migration& migration : Migrations()) {
    if (migration.version <= version) continue;
    CORDON_RETURN_IF_ERROR(connection.Execute("BEGIN IMMEDIATE"));
    absl::Status status = connection.Execute(migration.sql);
    if (status.ok()) status = connection.Execute(absl::StrCat("PRAGMA application_id=", kApplicationId));
    if (status.ok()) status = connection.Execute(absl::StrCat("PRAGMA user_version=", migration.version));
    if (status.ok()) status = connection.Execute("COMMIT");
    if (!status.ok()) {
      if (connection.InTransaction()) connection.Execute("ROLLBACK").IgnoreError();
      return absl::Status(status.code(),
                          absl::StrCat("migration ", migration.name, ": ", std::string(status.message())));
    }
  }
  return absl::OkStatus();
}

absl::Status QuickCheck(Connection& connection) {
  CORDON_ASSIGN_OR_RETURN(const int64_t pages, connection.QueryInt("PRAGMA page_count"));
  CORDON_ASSIGN_OR_RETURN(const int64_t page_size, connection.QueryInt("PRAGMA page_size"));
  if (pages * page_size > kQuickCheckBytes) return absl::OkStatus();
  CORDON_ASSIGN_OR_RETURN(const std::string found, connection.QueryText("PRAGMA quick_check(1)"));
  if (found == "ok") return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(connection.path(), " is damaged: ", found));
}

}  // namespace

absl::Status WithDamageRemedy(const absl::Status& status) {
  if (!absl::IsDataLoss(status)) return status;
  return absl::DataLossError(absl::StrCat(std::string(status.message()), kDamageRemedy));
}

absl::Status CheckNotLost(const std::string& path) {
  struct stat info;
  if (::stat((path + "-wal").c_str(), &info) == 0 && info.st_size > 0) {
    return absl::DataLossError(absl::StrCat(path, " is missing or empty, but its write-ahead log ", path,
                                            "-wal holds data: the database file was lost", kDamageRemedy));
  }
  const std::filesystem::path blobs = std::filesystem::path(path).parent_path() / "blobs";
  std::error_code error;
  for (std::filesystem::directory_iterator at(blobs, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename() == "incoming") continue;
    return absl::DataLossError(absl::StrCat(path, " is missing or empty, but ", blobs.string(),
                                            " holds files of it: the database file was lost", kDamageRemedy));
  }
  return absl::OkStatus();
}

absl::Status PrepareDatabaseFile(const std::string& path) {
  struct stat info;
  const bool empty = ::stat(path.c_str(), &info) != 0 || info.st_size == 0;
  if (!empty) return absl::OkStatus();
  CORDON_RETURN_IF_ERROR(CheckNotLost(path));
  if (FileExists(path)) return absl::OkStatus();
  // SQLite would create it readable by everybody; the log and shared-memory files take their mode from it. (Only for
  // an absent file: closing a descriptor of a database that is open in this process would drop its locks.)
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return ErrnoStatus("cannot create", path);
  ::close(fd);
  return absl::OkStatus();
}

absl::Status PrepareForWriting(Connection& connection) {
  const auto prepare = [&]() -> absl::Status {
    CORDON_ASSIGN_OR_RETURN(const int64_t version, ReadSchemaVersion(connection));
    CORDON_RETURN_IF_ERROR(QuickCheck(connection));
    CORDON_RETURN_IF_ERROR(SetDurable(connection));
    CORDON_RETURN_IF_ERROR(Migrate(connection, version));
    // What a killed process left in the log goes into the database and is synced before anything is answered from
    // it. If another process keeps reading, that is no error: the log stays in use.
    connection.SetBusyTimeout(absl::Milliseconds(200));
    absl::Status status = connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    connection.SetBusyTimeout(kBusyTimeout);
    return status;
  };
  return WithDamageRemedy(prepare());
}

absl::Status CheckForReading(Connection& connection) {
  const absl::StatusOr<int64_t> version = ReadSchemaVersion(connection);
  if (!version.ok()) return WithDamageRemedy(version.status());
  if (*version == 0) return absl::NotFoundError(absl::StrCat(connection.path(), " holds nothing yet"));
  if (*version != LatestSchema()) {
    return absl::FailedPreconditionError(
        absl::StrCat(connection.path(), " has schema ", *version, ", this program reads schema ", LatestSchema(),
                     ": run a command that writes (or the server) once to bring it up to date"));
  }
  return absl::OkStatus();
}

absl::Status CheckIntegrity(Connection& connection) {
  Statement check = connection.Prepare("PRAGMA integrity_check(5)");
  std::string findings;
  StepResult result = check.Step();
  for (; result == StepResult::kRow; result = check.Step()) {
    absl::StrAppend(&findings, findings.empty() ? "" : "; ", check.ColumnText(0));
  }
  if (result == StepResult::kError) return WithDamageRemedy(connection.Error("cannot check", check.result_code()));
  if (findings == "ok") return absl::OkStatus();
  return WithDamageRemedy(absl::DataLossError(absl::StrCat(connection.path(), " is damaged: ", findings)));
}

}  // namespace cordon
