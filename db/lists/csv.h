// RFC 4180 records from a byte stream: quoted fields, comma or another separator, CRLF or LF, UTF-8 with or without
// BOM. Strict: a stray quote, an unterminated field, a lone CR, NUL, invalid UTF-8 or an over-long record is an error
// with its row (1 = first record). Also used for the analyst's parties.csv and pairs.csv. Not thread-safe.
//
//   CsvReader csv(source, {.max_record_bytes = 65536});
//   while (true) {
//     CORDON_ASSIGN_OR_RETURN(bool more, csv.Next());
//     if (!more) break;
//     csv.fields();
//   }
#ifndef CORDON_DB_LISTS_CSV_H_
#define CORDON_DB_LISTS_CSV_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"

namespace cordon {

struct CsvLimits {
  int64_t max_record_bytes = 65'536;
  int64_t max_fields = 256;
  char separator = ',';  // also ';' and TAB
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
  int64_t bytes_consumed() const { return dropped_ + static_cast<int64_t>(position_); }

  // After an error Next repeats it until Resync is called, for callers that report a bad row and go on (bulk
  // screening). Goes on behind the bad record; where its end is unknown (stray or unclosed quote, over-long), at the
  // line after the one on which it began, so that one quote too many cannot swallow the rows that follow. False at the
  // end.
  absl::StatusOr<bool> Resync();

 private:
  // Appends the next chunk to buffer_, dropping what lies before the current record. False at the end.
  absl::StatusOr<bool> Fill();
  // True if buffer_[position_] can be read.
  absl::StatusOr<bool> Ensure();
  absl::StatusOr<bool> ReadRecord();
  absl::Status ReadQuoted(std::string* field);
  absl::Status ReadUnquoted(std::string* field);
  // Consumes the separator behind a field; sets `*last` if the record ended.
  absl::Status ReadSeparator(bool* last);
  absl::Status CheckRecord(size_t size) const;
  absl::Status CheckLength() const;
  absl::Status RowError(absl::string_view what) const;

  ByteSource& source_;
  CsvLimits limits_;
  std::vector<std::string> fields_;
  std::string buffer_;
  size_t record_ = 0;      // start of the current record in buffer_
  size_t position_ = 0;    // next byte to read in buffer_
  size_t record_end_ = 0;  // end of the current record without its line end
  int64_t dropped_ = 0;    // bytes dropped before buffer_[0]
  bool at_end_ = false;    // the source has nothing more
  bool started_ = false;
  bool end_known_ = false;  // position_ stands behind the bad record
  int64_t row_ = 0;
  absl::Status failed_;
};

// One field quoted when needed (comma, quote, CR, LF, leading or trailing blank).
void AppendCsvField(absl::string_view field, std::string* out);
// A field for files that people open in spreadsheets: as above, with a leading ' before = + - @ TAB CR.
void AppendCsvFieldFormulaSafe(absl::string_view field, std::string* out);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_CSV_H_
