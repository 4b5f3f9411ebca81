// Entries of the log as the API shows them, and the filters that find them. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_AUDIT_ENTRIES_H_
#define CORDON_SERVICE_SCREENING_AUDIT_ENTRIES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/audit.pb.h"
#include "db/store/log.h"

namespace cordon {

// What the store finds by, and what has to be read in the record.
struct AuditFilter {
  LogFilter stored;
  std::string party;  // part of a name, without regard to case and marks
  std::string list;   // code of a list with a match
  bool reads_records() const { return !party.empty() || !list.empty(); }
};

// `kind = screening AND list = EL AND create_time >= "2026-01-01"`. INVALID_FILTER says where and what is allowed.
absl::StatusOr<AuditFilter> ParseAuditFilter(absl::string_view text);

// Without the record and the bytes unless `whole`. DataLoss for an entry that cannot be read.
absl::StatusOr<v1::AuditEntry> DescribeEntry(const LogEntryRow& row, bool whole);

// Whether the record in `row` has the party and the list that are asked for.
absl::StatusOr<bool> MatchesRecord(const LogEntryRow& row, const AuditFilter& filter);

// All of the filter, for an entry that was found by its number.
absl::StatusOr<bool> MatchesFilter(const LogEntryRow& row, const AuditFilter& filter);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_AUDIT_ENTRIES_H_
