// From the bytes of an official or operator's list file to ListEntry values: recognises the format, parses streaming
// and strictly. A row that cannot be understood refuses the whole file and names row and column; nothing is skipped in
// silence. Pure functions; the caller stores and activates.
//
//   ImportOptions options{.file_name = "consolidated.csv"};
//   CORDON_ASSIGN_OR_RETURN(ImportedList list, ImportListFile(*source, options));
#ifndef CORDON_DB_LISTS_IMPORT_H_
#define CORDON_DB_LISTS_IMPORT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "db/lists/byte_source.h"

namespace cordon {

struct ListLimits {
  int64_t max_rows = 5'000'000;
  int64_t max_row_bytes = 65'536;        // one CSV record including its quotes
  int64_t max_record_bytes = 1'048'576;  // one JSON record; the texts of one XML record
  int64_t max_names_per_entry = 1'000;
  int64_t max_name_code_points = 512;
};

struct ImportOptions {
  std::string file_name{};  // base name; a date in it (2026-07-31) is the published date if the data states none
  std::string as_code{};    // list code for an operator's list, [A-Z][A-Z0-9_-]{0,15}; empty = OWN
  ListLimits limits{};
  // Called now and then with the bytes consumed so far; may be empty.
  std::function<void(int64_t bytes)> progress{};
};

struct ImportedList {
  std::string format;              // "csl-csv", "ofac-xml", "operator-csv", ...
  bool format_unverified = false;  // the parser has never read a file of the publisher
  std::string source;              // "csl", "ofac/sdn", "operator/CODE", ...
  std::string published;           // YYYY-MM-DD or empty
  std::string sha256;              // hex, of the decompressed bytes
  int64_t bytes = 0;               // decompressed
  int64_t rows = 0;
  std::vector<v1::ListEntry> entries;  // file order
};

// InvalidArgument: "consolidated.csv: row 17, column start_date: ..." with the remedy. Row 1 is the header.
absl::StatusOr<ImportedList> ImportListFile(ByteSource& bytes, const ImportOptions& options);

// Writes entries in the operator CSV layout (header included); what it writes ImportListFile reads back.
std::string ExportOperatorCsvHeader();
std::string ExportOperatorCsvRow(const v1::ListEntry& entry);

// The built-in starter list: every file of db/lists/starter, compiled in. Not for compliance decisions.
absl::StatusOr<ImportedList> LoadStarterList();

}  // namespace cordon

#endif  // CORDON_DB_LISTS_IMPORT_H_
