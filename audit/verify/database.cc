#include "audit/verify/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

// With bytes in it the write-ahead log is part of the database, and there may be a writer.
bool HasLog(const std::string& path) {
  struct stat info;
  return ::stat((path + "-wal").c_str(), &info) == 0 && info.st_size > 0;
}

std::string FileUri(const std::string& path, bool immutable) {
  std::string uri = path.empty() || path[0] == '/' ? "file:" : "file:./";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '/' || c == '.' || c == '-' || c == '_') {
      uri.push_back(c);
    } else {
      absl::StrAppend(&uri, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return absl::StrCat(uri, immutable ? "?immutable=1" : "");
}

absl::Status SqliteStatus(sqlite3* db, int result_code, absl::string_view what) {
  const std::string message =
      absl::StrCat(what, ": ", sqlite3_errstr(result_code), " (", sqlite3_errmsg(db), ", code ", result_code, ")");
  switch (result_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(message);
    default:
      return absl::UnavailableError(message);
  }
}

}  // namespace

Rows::Rows(sqlite3* db, const char* sql) : db_(db) {
  const int rc = sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr);
  if (rc != SQLITE_OK) Fail(rc);
}

Rows::~Rows() { sqlite3_finalize(statement_); }

void Rows::Fail(int result_code) {
  if (status_.ok()) status_ = SqliteStatus(db_, result_code, "cannot read the database");
}

void Rows::Bind(int index, int64_t value) {
  const int rc = sqlite3_bind_int64(statement_, index, value);
  if (rc != SQLITE_OK) Fail(rc);
}

void Rows::Bind(int index, absl::string_view text) {
  const int rc = sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                                     SQLITE_STATIC, SQLITE_UTF8);
  if (rc != SQLITE_OK) Fail(rc);
}

void Rows::Reset() { sqlite3_reset(statement_); }

bool Rows::Next() {
  if (!status_.ok()) return false;
  const int rc = sqlite3_step(statement_);
  if (rc == SQLITE_ROW) return true;
  if (rc != SQLITE_DONE) Fail(rc);
  return false;
}

bool Rows::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

int64_t Rows::Int(int column) const { return sqlite3_column_int64(statement_, column); }

absl::string_view Rows::Bytes(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr || size <= 0) return absl::string_view();
  return absl::string_view(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  if (!FileExists(path)) return absl::NotFoundError(absl::StrCat("there is no database ", path));
  const bool unlocked = !HasLog(path);
  sqlite3* db = nullptr;
  const int rc =
      sqlite3_open_v2(FileUri(path, unlocked).c_str(), &db,
                      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (db == nullptr) return absl::ResourceExhaustedError(absl::StrCat("no memory to open ", path));
  std::unique_ptr<Database> database(new Database(path, db, unlocked));
  if (rc != SQLITE_OK) return SqliteStatus(db, rc, absl::StrCat("cannot open ", path));
  const struct {
    int option;
    int value;
  } kOptions[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                  {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                  {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                  {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                  {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                  {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}};
  for (const auto& option : kOptions) {
    if (sqlite3_db_config(db, option.option, option.value, nullptr) != SQLITE_OK) {
      return absl::InternalError(absl::StrCat("SQLite does not accept option ", option.option));
    }
  }
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_busy_timeout(db, 5000);
  for (const char* const sql : {"PRAGMA query_only=ON", "PRAGMA cell_size_check=ON", "PRAGMA temp_store=MEMORY",
                                "PRAGMA cache_size=-16384", "BEGIN"}) {
    Rows rows = database->Query(sql);
    while (rows.Next()) {
    }
    if (!rows.status().ok()) return rows.status();
  }
  // The first read fixes the moment that the transaction sees.
  const absl::StatusOr<int64_t> tables = database->QueryInt("SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) {
    return absl::Status(tables.status().code(),
                        absl::StrCat(path, ": ", std::string(tables.status().message()),
                                     "; a copy with a -wal file must lie where it can be written"));
  }
  return database;
}

Database::~Database() { sqlite3_close_v2(db_); }

absl::StatusOr<int64_t> Database::QueryInt(const char* sql) {
  Rows rows = Query(sql);
  const int64_t value = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return value;
}

absl::StatusOr<std::string> Database::QueryText(const char* sql) {
  Rows rows = Query(sql);
  const std::string value = rows.Next() ? std::string(rows.Bytes(0)) : std::string();
  if (!rows.status().ok()) return rows.status();
  return value;
}

bool Database::Undisturbed() const { return !unlocked_ || !HasLog(path_); }

}  // namespace cordon::verify
