// consolidated.json of the Consolidated Screening List: an object with `total` and `results`, whose records say what
// the rows of the CSV say. Each record is turned into such a row. Written from the publisher's description.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "db/lists/csl_rows.h"
#include "db/lists/entry_collector.h"
#include "db/lists/format.h"
#include "db/lists/json_results.h"
#include "db/lists/json_value.h"
#include "db/lists/text.h"
#include "re2/re2.h"

namespace cordon {
namespace {

using internal::JsonValue;

constexpr int kCslJsonDepth = 8;
constexpr int64_t kCslJsonValues = 100'000;

Place CslJsonPlace(int64_t record) { return Place("record", record, "field"); }

// Key of the JSON and column of the CSV, where they differ; a key that has no column must be here with an empty one.
struct CslJsonKey {
  absl::string_view key;
  absl::string_view column;
};

constexpr CslJsonKey kCslJsonKeys[] = {
    {"id", "_id"}, {"call_sign", "call_sign"}, {"score", ""}, {"country", ""}, {"place_of_birth", "places_of_birth"},
};

std::string Scalar(const JsonValue& value) {
  if (value.type == JsonValue::kBool) return value.boolean ? "Y" : "N";
  return value.text;
}

// {"address": "1 Road", "city": "X", "state": null, "postal_code": "1", "country": "CN"} as the CSV prints it.
std::string CslAddress(const JsonValue& address) {
  std::string place;
  for (const char* key : {"address", "city", "state", "postal_code", "country"}) {
    const std::string part = Scalar(address[key]);
    if (!TrimBlanks(part).empty()) absl::StrAppend(&place, place.empty() ? "" : ", ", TrimBlanks(part));
  }
  return place;
}

// {"type": "Passport", "number": "123", "country": "KP"}.
std::string CslId(const JsonValue& id) {
  std::string out = Scalar(id["type"]);
  for (const char* key : {"number", "country"}) {
    const std::string part = Scalar(id[key]);
    if (!TrimBlanks(part).empty()) absl::StrAppend(&out, ", ", TrimBlanks(part));
  }
  return out;
}

absl::Status CslCell(const JsonValue& value, absl::string_view key, int64_t record, std::string* cell) {
  if (value.is_object()) return CellError(CslJsonPlace(record), key, "is an object where a text is expected");
  if (value.type != JsonValue::kArray) {
    *cell = Scalar(value);
    return absl::OkStatus();
  }
  std::vector<std::string> pieces;
  for (const JsonValue& item : value.items) {
    if (item.type == JsonValue::kArray) return CellError(CslJsonPlace(record), key, "holds a list in a list");
    std::string piece = item.is_object() ? (key == "ids" ? CslId(item) : CslAddress(item)) : Scalar(item);
    if (item.is_object() && key != "ids" && key != "addresses") {
      return CellError(CslJsonPlace(record), key, "holds objects where texts are expected");
    }
    if (!TrimBlanks(piece).empty()) pieces.push_back(std::move(piece));
  }
  *cell = absl::StrJoin(pieces, "; ");
  return absl::OkStatus();
}

absl::Status CslRow(const JsonValue& record, const std::vector<std::string>& columns, int64_t number,
                    std::vector<std::string>* row) {
  row->assign(columns.size(), "");
  for (const internal::JsonMember& member : record.members) {
    absl::string_view column = member.name;
    for (const CslJsonKey& known : kCslJsonKeys) {
      if (known.key == member.name) column = known.column;
    }
    if (column.empty()) continue;
    size_t at = 0;
    while (at < columns.size() && columns[at] != column) ++at;
    if (at == columns.size()) {
      return CellError(CslJsonPlace(number), QuoteCell(member.name),
                       "is not known in this format; the publisher changed it?");
    }
    CORDON_RETURN_IF_ERROR(CslCell(member.value, member.name, number, &(*row)[at]));
  }
  return absl::OkStatus();
}

absl::Status ParseCslJson(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "csl";
  const std::vector<std::string> columns = CslColumnNames();
  const std::unique_ptr<CsvListParser> rows = NewCslParser(options.limits);
  CORDON_RETURN_IF_ERROR(rows->Header(columns, 1));
  EntryCollector collector(options, "record", list);
  internal::JsonParser parser(kCslJsonDepth, kCslJsonValues);
  JsonResultsReader reader(bytes, "results", options.limits.max_record_bytes);
  JsonValue record;
  std::vector<std::string> row;
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const bool more, reader.Next());
    if (!more) break;
    const int64_t number = reader.number();
    CORDON_RETURN_IF_ERROR(collector.CountRow(number));
    if (const absl::Status parsed = parser.Parse(reader.record(), &record); !parsed.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("record ", number, ": ", parsed.message()));
    }
    CORDON_RETURN_IF_ERROR(CslRow(record, columns, number, &row));
    CORDON_RETURN_IF_ERROR(rows->Take(row, number, collector));
    collector.Progress(reader.bytes_consumed());
  }
  JsonValue envelope;
  CORDON_RETURN_IF_ERROR(parser.Parse(reader.envelope(), &envelope));
  const JsonValue& total = envelope["total"];
  if (total.type == JsonValue::kNumber && total.text != absl::StrCat(list->rows)) {
    return absl::InvalidArgumentError(absl::StrCat("states ", total.text, " records and holds ", list->rows,
                                                   "; it is a page of a search or incomplete, fetch the whole file"));
  }
  return collector.Finish();
}

bool RecognisesCslJson(absl::string_view head) {
  absl::ConsumePrefix(&head, "\xEF\xBB\xBF");
  head = TrimBlanks(head);
  return absl::StartsWith(head, "{") && absl::StrContains(head, "\"results\"") &&
         (absl::StrContains(head, "\"source\"") || absl::StrContains(head, "\"sources_used\"") ||
          absl::StrContains(head, "\"total\""));
}

}  // namespace

const ListFormat& CslJsonFormat() {
  static const auto* const kFormat =
      new ListFormat{"csl-json", "US Consolidated Screening List, consolidated.json; an object with \"results\"",
                     &RecognisesCslJson, &ParseCslJson, /*unverified=*/true};
  return *kFormat;
}

}  // namespace cordon
