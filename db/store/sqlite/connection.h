// One SQLite connection with its prepared statements, opened hardened: defensive mode, no trusted schema, cell size
// checks, extended result codes. Statements are prepared once per connection and found by their text.
//
// Thread contract: a connection and its statements belong to one thread at a time; whoever hands a connection to
// another thread synchronises (ReaderPool, the writer thread).
//
//   Statement find = connection->Prepare("SELECT body FROM screening WHERE id = ?1");
//   find.BindText(1, id);
//   if (find.Step() == StepResult::kRow) body = find.ColumnText(0);
#ifndef CORDON_DB_STORE_SQLITE_CONNECTION_H_
#define CORDON_DB_STORE_SQLITE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cordon {

// What a failed SQLite call means for the store.
enum class SqliteFault {
  kNone,
  kOwn,        // the statement's own fault (a constraint): others may go on
  kDiskFull,   // clears by itself when space is freed
  kTransient,  // locked by somebody else, out of memory: later calls may succeed
  kBroken,     // I/O error, damage, anything unknown: nothing may be written any more
};
SqliteFault ClassifySqlite(int result_code);

enum class StepResult { kRow, kDone, kError };

// A prepared statement in use; reset and unbound when it goes out of scope. Bound text must outlive it. After an error
// in Prepare or a Bind call, Step answers kError; the connection knows why.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, int result_code) : statement_(statement), result_code_(result_code) {}
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;

  void BindText(int index, absl::string_view text);
  void BindTextOrNull(int index, absl::string_view text);  // empty -> NULL
  void BindBlob(int index, absl::string_view bytes);
  void BindInt(int index, int64_t value);

  StepResult Step();
  // Result code of the last call that failed, SQLITE_OK if none.
  int result_code() const { return result_code_; }

  // Columns of the current row; NULL reads as "" or 0.
  std::string ColumnText(int column) const;
  int64_t ColumnInt(int column) const;

 private:
  sqlite3_stmt* statement_;
  int result_code_;
};

// How long a call waits for somebody else's lock on the file.
inline constexpr absl::Duration kBusyTimeout = absl::Seconds(5);

class Connection {
 public:
  enum class Mode {
    kWriter,           // creates the file; the only connection that writes and checkpoints
    kReader,           // query_only, never checkpoints
    kImmutableReader,  // for a database nobody can write: takes no locks, reads no WAL
  };
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Cached by text; REQUIRES that no other Statement of the same text is in use.
  Statement Prepare(absl::string_view sql);

  // Runs constant SQL without results or parameters, possibly several statements.
  absl::Status Execute(absl::string_view sql);
  // Like Execute for one statement, answering the SQLite result code (SQLITE_OK when done).
  int Run(absl::string_view sql);
  // First column of the first row of one constant statement; "" or 0 without a row or for NULL.
  absl::StatusOr<std::string> QueryText(absl::string_view sql);
  absl::StatusOr<int64_t> QueryInt(absl::string_view sql);

  // The last error as a status that names the file: DataLoss for damage, Unavailable otherwise.
  absl::Status Error(absl::string_view what, int result_code) const;

  void SetBusyTimeout(absl::Duration timeout);
  // From here on closing must not checkpoint (a checkpoint would sync again after a failed sync).
  void ForbidCheckpointOnClose();

  bool InTransaction() const;
  int64_t LastInsertRowid() const;
  int64_t Changes() const;
  sqlite3* handle() const { return db_; }
  const std::string& path() const { return path_; }

 private:
  Connection(std::string path, sqlite3* db) : path_(std::move(path)), db_(db) {}
  absl::Status Harden(Mode mode);

  const std::string path_;
  sqlite3* const db_;
  absl::flat_hash_map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_CONNECTION_H_
