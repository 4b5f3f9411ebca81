// The verification of a data directory: the log in cordon.db as it stands at one moment, also beside a running server.
// Reads everything, changes nothing, and uses none of the code that wrote it.
//
// Thread contract: any thread.
//
//   CORDON_ASSIGN_OR_RETURN(Report report, VerifyStore({.directory = data_dir}));
//   if (!report.ok()) Say(report.first()->first, report.first()->what);
#ifndef CORDON_AUDIT_VERIFY_LIVE_STORE_H_
#define CORDON_AUDIT_VERIFY_LIVE_STORE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "audit/verify/log_check.h"
#include "audit/verify/report.h"

namespace cordon::verify {

struct VerifyOptions {
  std::string directory;
  std::vector<VerifierKey> pinned;
  std::vector<Anchor> anchors;  // ascending by size
  // Screenings below this checkpoint are not read again: it is trusted for them.
  std::optional<Anchor> from;
  // Called now and then with the entries read so far; may be empty.
  std::function<void(uint64_t entries)> progress;
};

// A defect of the record is a finding of the report. Not OK: it could not be read at all (NotFound: there is nothing).
absl::StatusOr<Report> VerifyStore(const VerifyOptions& options);

// The checkpoint notes in a directory (or one file), ascending by size. InvalidArgument for a file that is none, and
// for a directory without any.
absl::StatusOr<std::vector<Anchor>> ReadAnchors(const std::string& path);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_LIVE_STORE_H_
