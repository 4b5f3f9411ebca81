// What every CSV list format shares: header to columns, limits, duplicates, progress. Not thread-safe.
#ifndef CORDON_DB_LISTS_CSV_LIST_H_
#define CORDON_DB_LISTS_CSV_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "db/lists/byte_source.h"
#include "db/lists/import.h"

namespace cordon {

struct CsvColumn {
  const char* name;
  bool required;
};

// Where the known columns stand in a file. Unknown, doubled and missing columns are refused with their name.
class CsvColumns {
 public:
  // `known` must outlive the object.
  absl::Status Read(const std::vector<std::string>& header, const std::vector<CsvColumn>& known);

  size_t size() const { return size_; }
  bool Has(size_t column) const { return position_[column] >= 0; }
  // The trimmed cell of known column number `column`; empty if the file has no such column.
  absl::string_view Cell(const std::vector<std::string>& row, size_t column) const;

 private:
  std::vector<int> position_;
  size_t size_ = 0;
};

class CsvListParser {
 public:
  virtual ~CsvListParser() = default;
  virtual absl::Status Header(const std::vector<std::string>& header) = 0;
  virtual size_t column_count() const = 0;
  // Fills `entry` from a row that has column_count() fields.
  virtual absl::Status Row(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) = 0;
};

// Reads the whole file. Refuses an empty list, a row with too few or too many fields, a second row with the same
// (list, entry id), and what breaks options.limits.
absl::Status ParseCsvList(ByteSource& bytes, const ImportOptions& options, CsvListParser& parser, ImportedList* list);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_CSV_LIST_H_
