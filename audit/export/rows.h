// Exports of entries as lines: JSON lines with a proof for each, and CSV for spreadsheets. docs/audit-format.md.
//
// Thread contract: as the source. Rows come in order of index.
//
//   ExportRows(*log, RowFormat::kJsonl, 0, log->size(), [&](absl::string_view text) { out << text; ... });
#ifndef CORDON_AUDIT_EXPORT_ROWS_H_
#define CORDON_AUDIT_EXPORT_ROWS_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "audit/export/log_source.h"

namespace cordon {

enum class RowFormat { kJsonl, kCsv };

// Entries first..end-1. OutOfRange beyond the checkpoint. The proof of each row is checked before it is written.
absl::Status ExportRows(LogSource& log, RowFormat format, int64_t first, int64_t end,
                        const std::function<absl::Status(absl::string_view)>& sink);

// The receipt of one entry, with its bytes.
absl::StatusOr<std::string> ExportReceipt(LogSource& log, int64_t index);

}  // namespace cordon

#endif  // CORDON_AUDIT_EXPORT_ROWS_H_
