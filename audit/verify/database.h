// SQLite, read only, for the verifier: hardened, never creating, changing or checkpointing anything. A database that
// nobody has open is read without its locks and leaves no file behind; one in use is read beside its writer, at one
// moment.
//
// Thread contract: one thread.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<Database> database, Database::Open(path));
//   Rows rows = database->Query("SELECT idx, leaf_hash FROM audit_entry WHERE idx >= ?1 ORDER BY idx");
//   rows.Bind(1, 17);
//   while (rows.Next()) Use(rows.Int(0), rows.Bytes(1));
//   CORDON_RETURN_IF_ERROR(rows.status());
#ifndef CORDON_AUDIT_VERIFY_DATABASE_H_
#define CORDON_AUDIT_VERIFY_DATABASE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cordon::verify {

class Rows {
 public:
  Rows(sqlite3* db, const char* sql);
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  void Bind(int index, int64_t value);
  // `text` must live until the next Reset.
  void Bind(int index, absl::string_view text);
  void Reset();
  // False at the end and after an error.
  bool Next();
  // OK unless something failed.
  const absl::Status& status() const { return status_; }

  bool IsNull(int column) const;
  int64_t Int(int column) const;
  // Of the current row, until the next call of Next.
  absl::string_view Bytes(int column) const;

 private:
  void Fail(int result_code);

  sqlite3* const db_;
  sqlite3_stmt* statement_ = nullptr;
  absl::Status status_;
};

class Database {
 public:
  // NotFound if there is no such file.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // REQUIRES: constant text that outlives the rows.
  Rows Query(const char* sql) { return Rows(db_, sql); }
  // The first column of the first row; 0 without one.
  absl::StatusOr<int64_t> QueryInt(const char* sql);
  absl::StatusOr<std::string> QueryText(const char* sql);

  // False if somebody began to write while it was read without locks: what was read may be of two moments.
  bool Undisturbed() const;

 private:
  Database(std::string path, sqlite3* db, bool unlocked) : path_(std::move(path)), db_(db), unlocked_(unlocked) {}

  const std::string path_;
  sqlite3* const db_;
  const bool unlocked_;
};

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_DATABASE_H_
