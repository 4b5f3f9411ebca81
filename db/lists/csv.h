// RFC 4180 records from a byte stream: quoted fields, CRLF or LF, UTF-8 with or without BOM. Strict: a stray quote, an
// unterminated field, NUL, invalid UTF-8 or an over-long record is an error with its row (1 = first record). Also used
// for the analyst's parties.csv and pairs.csv.
// Not thread-safe.
//
//   CsvReader csv(source, {.max_record_bytes = 65536});
//   while (true) {
//     CORDON_ASSIGN_OR_RETURN(bool more, csv.Next());
//     if (!more) break;
//     csv.fields();
//   }
#ifndef CORDON_DB_LISTS_CSV_H_
#define CORDON_DB_LISTS_CSV_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"

namespace cordon {

struct CsvLimits {
  int64_t max_record_bytes = 65'536;
  int64_t max_fields = 256;
};

class CsvReader {
 public:
  CsvReader(ByteSource& source, const CsvLimits& limits);

  // Reads the next record; false at the end. Blank lines are skipped but counted. InvalidArgument names the row.
  absl::StatusOr<bool> Next();
  // Fields of the current record; valid until the next call of Next.
  const std::vector<std::string>& fields() const { return fields_; }
  // Number of the current record, 1-based, and the byte offset behind it.
  int64_t row() const { return row_; }
  int64_t bytes_consumed() const { return consumed_; }

  // Skips to the record after the next line end that can start one, for callers that report a bad row and go on
  // (bulk screening). False at the end.
  absl::StatusOr<bool> Resync();

 private:
  absl::StatusOr<int> GetByte();

  ByteSource& source_;
  CsvLimits limits_;
  std::vector<std::string> fields_;
  std::string buffer_;
  size_t position_ = 0;
  bool at_end_ = false;
  bool started_ = false;
  int64_t row_ = 0;
  int64_t consumed_ = 0;
};

// One field quoted when needed (comma, quote, CR, LF, leading or trailing blank).
void AppendCsvField(absl::string_view field, std::string* out);
// A field for files that people open in spreadsheets: as above, with a leading ' before = + - @ TAB CR.
void AppendCsvFieldFormulaSafe(absl::string_view field, std::string* out);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_CSV_H_
