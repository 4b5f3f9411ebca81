#include "db/lists/csv_list.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/lists/csv.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

constexpr int64_t kProgressStep = 1LL << 20;

std::string KnownColumns(const std::vector<CsvColumn>& known) {
  std::string out;
  for (const CsvColumn& column : known) absl::StrAppend(&out, out.empty() ? "" : ",", column.name);
  return out;
}

}  // namespace

absl::Status CsvColumns::Read(const std::vector<std::string>& header, const std::vector<CsvColumn>& known) {
  size_ = header.size();
  position_.assign(known.size(), -1);
  for (size_t i = 0; i < header.size(); ++i) {
    const std::string name = LowerAscii(TrimBlanks(header[i]));
    size_t column = 0;
    while (column < known.size() && name != known[column].name) ++column;
    if (column == known.size()) {
      return CellError(1, QuoteCell(name), absl::StrCat("unknown column; known are ", KnownColumns(known)));
    }
    if (position_[column] >= 0) return CellError(1, name, "stands twice in the header");
    position_[column] = static_cast<int>(i);
  }
  for (size_t column = 0; column < known.size(); ++column) {
    if (known[column].required && position_[column] < 0) {
      return CellError(1, known[column].name, "is missing in the header");
    }
  }
  return absl::OkStatus();
}

absl::string_view CsvColumns::Cell(const std::vector<std::string>& row, size_t column) const {
  const int at = position_[column];
  if (at < 0) return absl::string_view();
  return TrimBlanks(row[static_cast<size_t>(at)]);
}

absl::Status ParseCsvList(ByteSource& bytes, const ImportOptions& options, CsvListParser& parser, ImportedList* list) {
  CsvReader csv(bytes, {.max_record_bytes = options.limits.max_row_bytes});
  CORDON_ASSIGN_OR_RETURN(const bool has_header, csv.Next());
  if (!has_header) return absl::InvalidArgumentError("the file is empty");
  CORDON_RETURN_IF_ERROR(parser.Header(csv.fields()));

  absl::flat_hash_map<std::string, int64_t> seen;  // list and entry id -> row
  int64_t reported = 0;
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const bool more, csv.Next());
    if (!more) break;
    if (list->rows == options.limits.max_rows) {
      return absl::InvalidArgumentError(
          absl::StrCat("row ", csv.row(), ": more than the limit of ", options.limits.max_rows, " rows"));
    }
    ++list->rows;
    if (csv.fields().size() != parser.column_count()) {
      return absl::InvalidArgumentError(absl::StrCat("row ", csv.row(), ": has ", csv.fields().size(),
                                                     " fields, the header has ", parser.column_count(),
                                                     "; the file is truncated or a quote is missing"));
    }
    v1::ListEntry entry;
    CORDON_RETURN_IF_ERROR(parser.Row(csv.fields(), csv.row(), &entry));
    const auto [it, added] =
        seen.try_emplace(absl::StrCat(entry.list(), absl::string_view("\0", 1), entry.entry_id()), csv.row());
    if (!added) {
      return absl::InvalidArgumentError(absl::StrCat("rows ", it->second, " and ", csv.row(), ": both are entry ",
                                                     QuoteCell(entry.entry_id()), " of list ", entry.list(),
                                                     "; an entry id must be unique within its list"));
    }
    list->entries.push_back(std::move(entry));
    if (options.progress && csv.bytes_consumed() - reported >= kProgressStep) {
      reported = csv.bytes_consumed();
      options.progress(reported);
    }
  }
  if (list->entries.empty()) {
    return absl::InvalidArgumentError("holds a header and no rows; an empty list is not imported");
  }
  if (options.progress) options.progress(csv.bytes_consumed());
  return absl::OkStatus();
}

}  // namespace cordon
