// What every CSV list format shares: header to columns, limits, duplicates, progress. Not thread-safe.
#ifndef CORDON_DB_LISTS_CSV_LIST_H_
#define CORDON_DB_LISTS_CSV_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "db/lists/byte_source.h"
#include "db/lists/entry_collector.h"
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
  absl::Status Read(const std::vector<std::string>& header, const std::vector<CsvColumn>& known, int64_t row = 1);

  size_t size() const { return size_; }
  bool Has(size_t column) const { return position_[column] >= 0; }
  // The trimmed cell of known column number `column`; empty if the file has no such column.
  absl::string_view Cell(const std::vector<std::string>& row, size_t column) const;

 private:
  std::vector<int> position_;
  size_t size_ = 0;
};

// One row is one entry, unless a parser that gathers rows overrides Take and Finish.
class CsvListParser {
 public:
  virtual ~CsvListParser() = default;
  virtual char separator() const { return ','; }
  // True if the first record is a line above the header, which it takes.
  virtual bool TakesPreamble(const std::vector<std::string>& /*fields*/, ImportedList* /*list*/) { return false; }
  virtual absl::Status Header(const std::vector<std::string>& header, int64_t row) = 0;
  virtual size_t column_count() const = 0;
  // Takes a row that has column_count() fields.
  virtual absl::Status Take(const std::vector<std::string>& fields, int64_t row, EntryCollector& collector);
  virtual absl::Status Finish(EntryCollector& collector, ImportedList* list);

 protected:
  // Fills `entry` from a row.
  virtual absl::Status Row(const std::vector<std::string>& /*fields*/, int64_t /*row*/, v1::ListEntry* /*entry*/) {
    return absl::UnimplementedError("a parser of CSV overrides Row or Take");
  }
};

// Reads the whole file. Refuses an empty list, a row with too few or too many fields, a second row with the same
// (list, entry id), and what breaks options.limits.
absl::Status ParseCsvList(ByteSource& bytes, const ImportOptions& options, CsvListParser& parser, ImportedList* list);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_CSV_LIST_H_
