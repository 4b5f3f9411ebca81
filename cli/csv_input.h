// An analyst's CSV file: header by name, then rows, each good or with the reason why not. Reading goes on behind a bad
// row. Not thread-safe.
#ifndef CORDON_CLI_CSV_INPUT_H_
#define CORDON_CLI_CSV_INPUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "db/lists/byte_source.h"
#include "db/lists/csv.h"

namespace cordon::cli {

struct CsvColumns {
  std::vector<std::string> known;
  std::vector<std::string> one_of;  // at least one of these must be there; empty: no such demand
  std::vector<std::string> all_of;  // all of these must be there
  bool allow_others = false;        // unknown columns are kept, not refused
};

class CsvInput {
 public:
  // Takes `bytes` apart, unpacking .gz and .xz. `total`: size for progress, 0 = unknown.
  CsvInput(std::unique_ptr<ByteSource> bytes, std::string shown_path, int64_t total);

  // Reads the header. UsageError when a column is unknown, twice there or missing.
  absl::Status ReadHeader(const CsvColumns& columns);
  const std::vector<std::string>& header() const { return header_; }
  // Place of a known column, or -1.
  int Find(const std::string& column) const;

  // The next row. False at the end. A row that cannot be used has its reason in error(), and no fields.
  absl::StatusOr<bool> Next();
  int64_t row() const { return row_; }  // 1-based, of the rows behind the header
  const std::string& error() const { return error_; }
  const std::vector<std::string>& fields() const { return fields_; }
  // Field of a known column, empty if the column is absent.
  const std::string& Field(int column) const;

  int64_t bytes_done() const { return counted_ != nullptr ? *counted_ : 0; }
  int64_t bytes_total() const { return total_; }

 private:
  std::string shown_path_;
  int64_t total_;
  std::shared_ptr<int64_t> counted_;  // bytes read from the file, as stored there
  std::unique_ptr<ByteSource> source_;
  CsvReader csv_;
  std::vector<std::string> header_;  // lower case
  std::vector<std::string> fields_;
  std::string error_;
  int64_t row_ = 0;
  bool at_end_ = false;
};

// Opens a file, or standard input for "-". `*total` is its size, 0 when unknown.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenInput(const std::string& path, int64_t* total);

// "a; b;;c" -> {"a", "b", "c"}: blanks around values and empty values are dropped.
std::vector<std::string> SplitValues(absl::string_view cell);

}  // namespace cordon::cli

#endif  // CORDON_CLI_CSV_INPUT_H_
