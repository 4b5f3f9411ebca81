// Headers whose spelling is known from descriptions only: which column of a publisher holds which field is a table, in
// which a field may have several spellings, compared by letters and digits alone. When a real file is read for the
// first time, its spelling is put into the table. Not thread-safe.
#ifndef CORDON_DB_LISTS_HEADER_MAP_H_
#define CORDON_DB_LISTS_HEADER_MAP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cordon {

struct MappedColumn {
  const char* field;  // what the parser asks for
  const char*
      spellings;  // headers, separated by "|"; a trailing "*" stands for any ending, of columns that nobody asks for
  bool required;
};

class HeaderMap {
 public:
  // `known` must outlive the object. A column that no row of the table names, a field that stands twice and a required
  // one that is missing are refused.
  absl::Status Read(const std::vector<std::string>& header, const std::vector<MappedColumn>& known, int64_t row);

  size_t size() const { return size_; }
  // The trimmed cell of a field; empty if the file has no such column.
  absl::string_view Cell(const std::vector<std::string>& row, absl::string_view field) const;

 private:
  struct Position {
    absl::string_view field;
    size_t at;
  };
  std::vector<Position> positions_;
  size_t size_ = 0;
};

// Letters and digits of a header, in lower case: "Nationality(/ies)" -> "nationalityies".
std::string HeaderKey(absl::string_view header);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_HEADER_MAP_H_
