// The verification of an export alone: a directory of tiles, or a file of JSON lines. Needs no data directory.
//
// Thread contract: any thread.
//
//   CORDON_ASSIGN_OR_RETURN(Report report, VerifyExport({.directory = "export-2026"}));
#ifndef CORDON_AUDIT_VERIFY_EXPORT_DIRECTORY_H_
#define CORDON_AUDIT_VERIFY_EXPORT_DIRECTORY_H_

#include <string>

#include "absl/status/statusor.h"
#include "audit/verify/live_store.h"
#include "audit/verify/report.h"

namespace cordon::verify {

inline constexpr char kExportFormat[] = "cordon.audit.export.v1";
inline constexpr char kLinesFormat[] = "cordon.audit.jsonl.v1";
inline constexpr size_t kMaxManifestBytes = size_t{1} << 30;
inline constexpr size_t kMaxBundleBytes = size_t{256} * (2 + 65'535);
inline constexpr size_t kMaxLineBytes = size_t{8} << 20;

// True for a directory that holds an export rather than a store, and for a file.
bool LooksLikeExport(const std::string& path);

// As VerifyStore; `options.directory` is the export and `options.from` must be empty. A log of another origin than ours
// (its name does not begin with "cordon/") is checked as tree and checkpoint only, with the keys that are given or its
// log.vkey.
absl::StatusOr<Report> VerifyExport(const VerifyOptions& options);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_EXPORT_DIRECTORY_H_
