// The table `review_case` (db/store/cases.h). Not thread-safe (as Connection).
#ifndef CORDON_DB_STORE_SQLITE_CASE_TABLE_H_
#define CORDON_DB_STORE_SQLITE_CASE_TABLE_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/store/cases.h"
#include "db/store/sqlite/connection.h"

namespace cordon {

// InvalidArgument for a row that can never be stored.
absl::Status ValidateCaseRow(const CaseRow& row);

// Writes the row if the stored version is its predecessor; `*conflict` otherwise. Returns the SQLite result code of
// what failed, SQLITE_OK if nothing did. REQUIRES: a write transaction.
int WriteCaseRow(Connection& connection, const CaseRow& row, bool* conflict);

absl::StatusOr<std::optional<CaseRow>> GetCaseRow(Connection& connection, absl::string_view screening);

absl::StatusOr<CasePage> ListCaseRows(Connection& connection, const CaseFilter& filter, const CasePlace& after,
                                      int limit);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_CASE_TABLE_H_
