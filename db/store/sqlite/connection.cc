#include "db/store/sqlite/connection.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

// SQLite opens names that start with "file:" as URIs; a path of ours never does, and a relative one cannot either.
std::string PlainPath(const std::string& path) {
  return path.empty() || path[0] == '/' ? path : absl::StrCat("./", path);
}

// Percent-encodes what has a meaning in a URI.
std::string ImmutableUri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : PlainPath(path)) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '/' || c == '.' || c == '-' || c == '_') {
      uri.push_back(c);
    } else {
      absl::StrAppend(&uri, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

SqliteFault ClassifySqlite(int result_code) {
  // Extended codes first: running out of memory or of space for the shared-memory file is no damage.
  if (result_code == SQLITE_IOERR_NOMEM) return SqliteFault::kTransient;
  if (result_code == SQLITE_IOERR_SHMSIZE) return SqliteFault::kDiskFull;
  switch (result_code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return SqliteFault::kNone;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return SqliteFault::kOwn;
    case SQLITE_FULL:
      return SqliteFault::kDiskFull;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
      return SqliteFault::kTransient;
    default:
      return SqliteFault::kBroken;
  }
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), result_code_(other.result_code_) {}

void Statement::BindText(int index, absl::string_view text) {
  if (result_code_ != SQLITE_OK) return;
  // A null pointer would bind NULL.
  result_code_ = sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                                     SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::BindTextOrNull(int index, absl::string_view text) {
  if (text.empty()) return;  // unbound is NULL
  BindText(index, text);
}

void Statement::BindBlob(int index, absl::string_view bytes) {
  if (result_code_ != SQLITE_OK) return;
  result_code_ =
      sqlite3_bind_blob64(statement_, index, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
}

void Statement::BindInt(int index, int64_t value) {
  if (result_code_ != SQLITE_OK) return;
  result_code_ = sqlite3_bind_int64(statement_, index, value);
}

StepResult Statement::Step() {
  if (result_code_ != SQLITE_OK) return StepResult::kError;
  const int rc = sqlite3_step(statement_);
  if (rc == SQLITE_ROW) return StepResult::kRow;
  if (rc == SQLITE_DONE) return StepResult::kDone;
  result_code_ = rc;
  return StepResult::kError;
}

std::string Statement::ColumnText(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr || size <= 0) return std::string();
  return std::string(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

int64_t Statement::ColumnInt(int column) const { return sqlite3_column_int64(statement_, column); }

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, Mode mode) {
  const std::string name = mode == Mode::kImmutableReader ? ImmutableUri(path) : PlainPath(path);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= mode == Mode::kWriter ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (mode == Mode::kImmutableReader) flags |= SQLITE_OPEN_URI;
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(name.c_str(), &db, flags, nullptr);
  if (db == nullptr) return absl::ResourceExhaustedError(absl::StrCat("no memory to open ", path));
  std::unique_ptr<Connection> connection(new Connection(path, db));
  if (rc != SQLITE_OK) return connection->Error("cannot open", rc);
  CORDON_RETURN_IF_ERROR(connection->Harden(mode));
  return connection;
}

Connection::~Connection() {
  for (const auto& entry : statements_) sqlite3_finalize(entry.second);
  sqlite3_close_v2(db_);
}

absl::Status Connection::Harden(Mode mode) {
  const struct {
    int option;
    int value;
  } kOptions[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1}, {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode == Mode::kWriter ? 0 : 1},
  };
  for (const auto& option : kOptions) {
    int set = -1;
    const int rc = sqlite3_db_config(db_, option.option, option.value, &set);
    if (rc != SQLITE_OK || set != option.value) {
      return absl::InternalError(absl::StrCat("SQLite does not accept option ", option.option));
    }
  }
  sqlite3_limit(db_, SQLITE_LIMIT_ATTACHED, 0);
  SetBusyTimeout(kBusyTimeout);
  // temp_store: nothing of a record ever goes to a temporary directory. mmap_size: an I/O error must be an error code,
  // not a signal. recursive_triggers: REPLACE must not get past the DELETE trigger.
  CORDON_RETURN_IF_ERROR(
      Execute("PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA recursive_triggers=ON;"
              "PRAGMA wal_autocheckpoint=0;"));
  return Execute(mode == Mode::kWriter ? "PRAGMA cache_size=-32768" : "PRAGMA query_only=ON; PRAGMA cache_size=-8192");
}

Statement Connection::Prepare(absl::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return Statement(found->second, SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  const int rc =
      sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (rc == SQLITE_OK) statements_.emplace(std::string(sql), statement);
  return Statement(statement, rc);
}

absl::Status Connection::Execute(absl::string_view sql) {
  const char* rest = sql.data();
  const char* const end = sql.data() + sql.size();
  while (rest != end) {
    sqlite3_stmt* statement = nullptr;
    int rc = sqlite3_prepare_v2(db_, rest, static_cast<int>(end - rest), &statement, &rest);
    if (rc == SQLITE_OK && statement == nullptr) continue;  // white space or a comment
    while (rc == SQLITE_OK || rc == SQLITE_ROW) rc = sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (rc != SQLITE_DONE) return Error("cannot use", rc);
  }
  return absl::OkStatus();
}

int Connection::Run(absl::string_view sql) {
  Statement statement = Prepare(sql);
  StepResult result = statement.Step();
  while (result == StepResult::kRow) result = statement.Step();
  return result == StepResult::kDone ? SQLITE_OK : statement.result_code();
}

// Stepped to the end even though only the first row counts: a pragma such as journal_mode answers with its row before
// it commits, and an error of that commit must not be lost.
absl::StatusOr<std::string> Connection::QueryText(absl::string_view sql) {
  Statement statement = Prepare(sql);
  std::string first;
  bool any = false;
  StepResult result = statement.Step();
  for (; result == StepResult::kRow; result = statement.Step()) {
    if (!any) first = statement.ColumnText(0);
    any = true;
  }
  if (result == StepResult::kError) return Error("cannot use", statement.result_code());
  return first;
}

absl::StatusOr<int64_t> Connection::QueryInt(absl::string_view sql) {
  CORDON_ASSIGN_OR_RETURN(const std::string text, QueryText(sql));
  int64_t value = 0;
  if (!text.empty() && !absl::SimpleAtoi(text, &value)) {
    return absl::InternalError(absl::StrCat("not a number: ", sql));
  }
  return value;
}

absl::Status Connection::Error(absl::string_view what, int result_code) const {
  const std::string message = absl::StrCat(what, " ", path_, ": ", sqlite3_errstr(result_code), " (",
                                           sqlite3_errmsg(db_), ", code ", result_code, ")");
  switch (result_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(message);
    default:
      return absl::UnavailableError(message);
  }
}

void Connection::SetBusyTimeout(absl::Duration timeout) {
  sqlite3_busy_timeout(db_, static_cast<int>(absl::ToInt64Milliseconds(timeout)));
}

void Connection::ForbidCheckpointOnClose() { sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

bool Connection::InTransaction() const { return sqlite3_get_autocommit(db_) == 0; }
int64_t Connection::LastInsertRowid() const { return sqlite3_last_insert_rowid(db_); }
int64_t Connection::Changes() const { return sqlite3_changes64(db_); }

}  // namespace cordon
