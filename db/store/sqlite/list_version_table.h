// The table `list_version`. A version is stored once under its name and then changes its state only: STAGED when
// stored without becoming active, ACTIVE (at most one per source), INACTIVE once another took its place.
// Not thread-safe (as Connection).
#ifndef CORDON_DB_STORE_SQLITE_LIST_VERSION_TABLE_H_
#define CORDON_DB_STORE_SQLITE_LIST_VERSION_TABLE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "db/store/sqlite/connection.h"
#include "db/store/store.h"

namespace cordon {

// The version as it is stored. InvalidArgument without name or source, or beyond the size limit.
absl::StatusOr<std::string> EncodeListVersion(const v1::ListVersion& version);

// Stores or updates `activation.version` (already encoded) and moves the active mark. Returns the SQLite result code of
// what failed, SQLITE_OK if nothing did. REQUIRES: a write transaction.
int ApplyListActivation(Connection& connection, const ListActivation& activation, absl::string_view encoded);

absl::StatusOr<std::vector<v1::ListVersion>> ReadListVersions(Connection& connection, bool all);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_LIST_VERSION_TABLE_H_
