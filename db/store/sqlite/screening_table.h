// The table `screening`: one statement each way. Not thread-safe (as Connection).
#ifndef CORDON_DB_STORE_SQLITE_SCREENING_TABLE_H_
#define CORDON_DB_STORE_SQLITE_SCREENING_TABLE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/store/sqlite/connection.h"
#include "db/store/sqlite/request_index.h"
#include "db/store/store.h"

namespace cordon {

// What a row must be before it is queued: sizes, digest of the body, a request digest where there is a request id.
absl::Status ValidateScreeningRow(const ScreeningRow& row);

// Writes `row` unless (caller, request_id) is there; fills `outcome` either way. Returns the SQLite result code of what
// failed, SQLITE_OK if nothing did. REQUIRES: a write transaction.
int InsertScreening(Connection& connection, RequestIndex& requests, const ScreeningRow& row, ScreeningOutcome* outcome);

absl::StatusOr<ScreeningRow> GetScreeningRow(Connection& connection, absl::string_view id);
absl::StatusOr<std::optional<ScreeningRow>> FindScreeningByRequest(Connection& connection, absl::string_view caller,
                                                                   absl::string_view request_id);
absl::StatusOr<ScreeningPage> ListScreeningRows(Connection& connection, const ScreeningFilter& filter, int64_t before,
                                                int limit);
absl::StatusOr<int64_t> CountScreeningRows(Connection& connection);

// Every row in order: contiguous, its bytes have its digest, and its request id leads to it. DataLoss naming the first
// that is not so.
absl::Status VerifyScreeningRows(Connection& connection);

// SQL of a page for the given filter; exposed so that a test can look at its query plan.
std::string ScreeningPageSql(const ScreeningFilter& filter);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_SCREENING_TABLE_H_
