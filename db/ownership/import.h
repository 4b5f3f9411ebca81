// From the bytes of an ownership source to nodes and edges: GLEIF Level 1, Level 2 and reporting exceptions
// (golden-copy CSV and CDF XML), Beneficial Ownership Data Standard 0.2 and 0.4 (JSON array or lines), FollowTheMoney
// (JSON lines) and the operator's own CSV. Formats are recognised by content.
//
// Reading is streaming and strict: what breaks the format refuses the file and names the place. What the format allows
// and we cannot read (a share in free words, a date of the wrong form) is taken in the safe direction and counted in
// the report: an unreadable share is an unknown share, an unreadable date is no bound.
//
// Pure functions apart from the sink; not for concurrent use of one source.
//
//   OwnershipSink sink{[&](const v1::OwnershipNode& n) { return builder.AddNode(n); },
//                      [&](const v1::OwnershipEdge& e) { return builder.AddEdge(e); }};
//   CORDON_ASSIGN_OR_RETURN(OwnershipImportReport report, ImportOwnershipFile(*source, {.file_name = "rr.csv"}, sink));
#ifndef CORDON_DB_OWNERSHIP_IMPORT_H_
#define CORDON_DB_OWNERSHIP_IMPORT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cordon/v1/ownership.pb.h"
#include "db/lists/byte_source.h"

namespace cordon {

struct OwnershipImportLimits {
  int64_t max_records = 50'000'000;    // rows, statements, entities
  int64_t max_buffered = 2'000'000;    // records of formats that must be seen whole (BODS, operator's CSV)
  int64_t max_record_bytes = 1 << 20;  // one row, statement or XML record
  int max_depth = 32;                  // nesting of JSON and XML
  int64_t max_values = 10'000;         // values in one record
};

struct OwnershipImportOptions {
  std::string file_name;  // base name; names the source and stands in errors
  OwnershipImportLimits limits;
  // Called now and then with the bytes read so far; may be empty.
  std::function<void(int64_t bytes)> progress;
};

struct OwnershipSink {
  std::function<absl::Status(const v1::OwnershipNode&)> node;
  std::function<absl::Status(const v1::OwnershipEdge&)> edge;
};

struct OwnershipImportReport {
  std::string format;  // gleif-lei-csv, gleif-lei-xml, gleif-rr-*, gleif-repex-*, bods-0.2, bods-0.4, ftm, operator-csv
  std::string source;  // what stands in the nodes and edges
  std::string sha256;  // hex, of the bytes read
  int64_t bytes = 0;
  int64_t records = 0;
  int64_t nodes = 0;
  int64_t edges = 0;
  int64_t unknown_shares = 0;     // shareholdings whose size is not stated or not readable
  int64_t unreadable_shares = 0;  // of these, with a text that was not understood
  int64_t unreadable_dates = 0;
  int64_t superseded = 0;            // statements replaced by later ones
  int64_t withdrawn = 0;             // annulled, duplicate or otherwise never valid
  int64_t other_records = 0;         // kinds that carry no ownership (addresses, sanctions, payments)
  std::vector<std::string> remarks;  // the first few unreadable values with their place
};

// InvalidArgument: "rr.csv: row 17, column Relationship.StartNode.NodeID: ..." with the remedy.
// ResourceExhausted: a limit; DataLoss and others from the source; whatever the sink answers.
absl::StatusOr<OwnershipImportReport> ImportOwnershipFile(ByteSource& bytes, const OwnershipImportOptions& options,
                                                          const OwnershipSink& sink);

}  // namespace cordon

#endif  // CORDON_DB_OWNERSHIP_IMPORT_H_
