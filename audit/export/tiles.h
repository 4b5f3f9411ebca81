// An export of the whole log as a tlog-tiles directory, which other people's tools can read: docs/audit-format.md.
//
// Thread contract: as the source.
#ifndef CORDON_AUDIT_EXPORT_TILES_H_
#define CORDON_AUDIT_EXPORT_TILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "audit/export/log_source.h"

namespace cordon {

struct TilesOptions {
  std::string directory;  // must not exist, or be empty
  bool with_blobs = false;
  std::string created;  // RFC 3339
};

// What was written is read again and verified before OK is answered; after an error the directory is not to be used.
absl::Status ExportTiles(LogSource& log, const TilesOptions& options);

}  // namespace cordon

#endif  // CORDON_AUDIT_EXPORT_TILES_H_
