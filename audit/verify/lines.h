// The verification of an export as JSON lines: each line is proven by itself against the checkpoint of the first.
//
// Thread contract: any thread.
#ifndef CORDON_AUDIT_VERIFY_LINES_H_
#define CORDON_AUDIT_VERIFY_LINES_H_

#include "absl/status/statusor.h"
#include "audit/verify/live_store.h"
#include "audit/verify/report.h"

namespace cordon::verify {

// `options.directory` is the file. The checkpoint must be signed by one of `options.pinned`; without any by the key the
// file brings along, which proves no more than that the file agrees with itself, and is said so.
absl::StatusOr<Report> VerifyLines(const VerifyOptions& options);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_LINES_H_
