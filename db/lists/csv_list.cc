#include "db/lists/csv_list.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/lists/csv.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

std::string KnownColumns(const std::vector<CsvColumn>& known) {
  std::string out;
  for (const CsvColumn& column : known) absl::StrAppend(&out, out.empty() ? "" : ",", column.name);
  return out;
}

}  // namespace

absl::Status CsvListParser::Take(const std::vector<std::string>& fields, int64_t row, EntryCollector& collector) {
  v1::ListEntry entry;
  CORDON_RETURN_IF_ERROR(Row(fields, row, &entry));
  return collector.Add(std::move(entry), row);
}

absl::Status CsvListParser::Finish(EntryCollector& /*collector*/, ImportedList* /*list*/) { return absl::OkStatus(); }

absl::Status CsvColumns::Read(const std::vector<std::string>& header, const std::vector<CsvColumn>& known,
                              int64_t row) {
  size_ = header.size();
  position_.assign(known.size(), -1);
  for (size_t i = 0; i < header.size(); ++i) {
    const std::string name = LowerAscii(TrimBlanks(header[i]));
    size_t column = 0;
    while (column < known.size() && name != known[column].name) ++column;
    if (column == known.size()) {
      return CellError(row, QuoteCell(name), absl::StrCat("unknown column; known are ", KnownColumns(known)));
    }
    if (position_[column] >= 0) return CellError(row, name, "stands twice in the header");
    position_[column] = static_cast<int>(i);
  }
  for (size_t column = 0; column < known.size(); ++column) {
    if (known[column].required && position_[column] < 0) {
      return CellError(row, known[column].name, "is missing in the header");
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
  CsvReader csv(bytes, {.max_record_bytes = options.limits.max_row_bytes, .separator = parser.separator()});
  CORDON_ASSIGN_OR_RETURN(bool has_header, csv.Next());
  // Some publishers print the date of the file above the header.
  if (has_header && parser.TakesPreamble(csv.fields(), list)) {
    CORDON_ASSIGN_OR_RETURN(has_header, csv.Next());
  }
  if (!has_header) return absl::InvalidArgumentError("the file is empty");
  CORDON_RETURN_IF_ERROR(parser.Header(csv.fields(), csv.row()));

  EntryCollector collector(options, "row", list);
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const bool more, csv.Next());
    if (!more) break;
    CORDON_RETURN_IF_ERROR(collector.CountRow(csv.row()));
    if (csv.fields().size() != parser.column_count()) {
      return absl::InvalidArgumentError(absl::StrCat("row ", csv.row(), ": has ", csv.fields().size(),
                                                     " fields, the header has ", parser.column_count(),
                                                     "; the file is truncated or a quote is missing"));
    }
    CORDON_RETURN_IF_ERROR(parser.Take(csv.fields(), csv.row(), collector));
    collector.Progress(csv.bytes_consumed());
  }
  if (options.progress) options.progress(csv.bytes_consumed());
  CORDON_RETURN_IF_ERROR(parser.Finish(collector, list));
  if (list->entries.empty()) {
    return absl::InvalidArgumentError("holds a header and no rows; an empty list is not imported");
  }
  return absl::OkStatus();
}

}  // namespace cordon
