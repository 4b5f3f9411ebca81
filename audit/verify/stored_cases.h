// The check of the stored cases against the events of the log: what people decided stands in a table that could be
// edited, so each row must be what the latest event about it says, with the digest that event has.
//
// Thread contract: pure but for the report.
#ifndef CORDON_AUDIT_VERIFY_STORED_CASES_H_
#define CORDON_AUDIT_VERIFY_STORED_CASES_H_

#include "absl/status/status.h"
#include "audit/verify/database.h"
#include "audit/verify/log_check.h"
#include "audit/verify/report.h"

namespace cordon::verify {

// `end`: the size of the log, where a row that no event tells of is reported.
absl::Status CheckStoredCases(Database* database, const std::map<std::string, LogChecker::CaseSeen>& seen, uint64_t end,
                              Report* report);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_STORED_CASES_H_
