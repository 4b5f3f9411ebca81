#include "db/store/sqlite/screening_table.h"

#include <sqlite3.h>

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/store/sqlite/blob_directory.h"
#include "db/store/sqlite/mark_table.h"

namespace cordon {
namespace {

constexpr char kRowColumns[] =
    "sequence, id, sha256, caller, request_id, request_sha256, external_ref, create_time, disposition, body, "
    "coalesce((SELECT a.idx FROM audit_entry AS a WHERE a.screening = screening.sequence), -1)";

// Reads the columns of kRowColumns. DataLoss if the bytes do not have the stored digest: a changed record is never
// handed out as if it were one.
absl::StatusOr<ScreeningRow> ReadRow(const Connection& connection, const Statement& row) {
  ScreeningRow result;
  result.id = row.ColumnText(1);
  result.sha256 = row.ColumnText(2);
  result.caller = row.ColumnText(3);
  result.request_id = row.ColumnText(4);
  result.request_sha256 = row.ColumnText(5);
  result.external_ref = row.ColumnText(6);
  result.create_time = row.ColumnText(7);
  result.disposition = static_cast<int>(row.ColumnInt(8));
  result.body = row.ColumnText(9);
  result.audit_index = row.ColumnInt(10);
  if (Sha256Hex(result.body) != result.sha256) {
    return absl::DataLossError(absl::StrCat("record ", row.ColumnInt(0), " (screening ", result.id, ") in ",
                                            connection.path(),
                                            " was changed: its bytes do not have its digest. Restore a backup"));
  }
  return result;
}

std::string FindBySql(absl::string_view column) {
  return absl::StrCat("SELECT ", kRowColumns, " FROM screening WHERE ", column, " = ?1");
}

// Rows with request_id ?3, by its key ?10: those that are merged, and those that are not yet (request_index.h).
constexpr char kWithRequestIdSql[] =
    " sequence IN (SELECT sequence FROM request_key WHERE key = ?10 UNION SELECT sequence FROM screening WHERE "
    "sequence > "
    "(SELECT merged_through FROM request_key_state) AND request_id = ?3) AND +request_id = ?3";

// The row of (caller, request_id) among the candidates. SQLite result code.
int FindAmong(Connection& connection, const RequestIndex::Candidates& candidates, const ScreeningRow& wanted,
              ScreeningOutcome* outcome) {
  const std::string sql = candidates.empty() ? std::string() : FindBySql("sequence");
  for (const int64_t sequence : candidates) {
    Statement find = connection.Prepare(sql);
    find.BindInt(1, sequence);
    // An index that leads to no row lies.
    if (find.Step() != StepResult::kRow) return find.result_code() == SQLITE_OK ? SQLITE_CORRUPT : find.result_code();
    if (find.ColumnText(4) != wanted.request_id || find.ColumnText(3) != wanted.caller) continue;
    absl::StatusOr<ScreeningRow> existing = ReadRow(connection, find);
    if (!existing.ok()) return SQLITE_CORRUPT;
    outcome->sequence = sequence;
    outcome->existing = *std::move(existing);
    return SQLITE_OK;
  }
  return SQLITE_OK;
}

absl::Status TooLong(absl::string_view what, size_t size, size_t limit) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot store a screening: its ", what, " has ", size, " bytes, the limit is ", limit));
}

// The sequences between which rows of the filter's time range lie, [first, last + 1). Times nearly ascend with the
// sequence but not strictly, so both ends are looked up, on an index that holds nothing else.
absl::StatusOr<std::pair<int64_t, int64_t>> SequencesInTimeRange(Connection& connection,
                                                                 const ScreeningFilter& filter) {
  Statement range = connection.Prepare(
      "SELECT coalesce(min(sequence), 0), coalesce(max(sequence), -1) + 1 FROM screening "
      "WHERE create_time >= ?1 AND create_time < ?2");
  range.BindText(1, filter.created_from);
  // Greater than every stored time.
  range.BindText(2, filter.created_before.empty() ? absl::string_view("~") : absl::string_view(filter.created_before));
  if (range.Step() != StepResult::kRow) return connection.Error("cannot search", range.result_code());
  return std::make_pair(range.ColumnInt(0), range.ColumnInt(1));
}

}  // namespace

absl::Status ValidateScreeningRow(const ScreeningRow& row) {
  const struct {
    absl::string_view name;
    absl::string_view value;
    size_t limit;
    bool required;
  } kFields[] = {
      {"id", row.id, kMaxScreeningIdBytes, true},
      {"body", row.body, kMaxRecordBytes, true},
      {"caller", row.caller, kMaxCallerBytes, true},
      {"request_id", row.request_id, kMaxRequestIdBytes, false},
      {"external_ref", row.external_ref, kMaxExternalRefBytes, false},
      {"create_time", row.create_time, kMaxTimeBytes, true},
  };
  for (const auto& field : kFields) {
    if (field.value.size() > field.limit) return TooLong(field.name, field.value.size(), field.limit);
    if (field.required && field.value.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("cannot store a screening without ", field.name));
    }
  }
  if (row.sha256 != Sha256Hex(row.body)) {
    return absl::InvalidArgumentError("cannot store a screening: sha256 is not the digest of its body");
  }
  CORDON_RETURN_IF_ERROR(ValidateMarks(row.marks));
  if (!IsSha256Hex(row.request_sha256) && !(row.request_sha256.empty() && row.request_id.empty())) {
    return absl::InvalidArgumentError("cannot store a screening: request_sha256 is not 64 lower-case hex digits");
  }
  return absl::OkStatus();
}

int InsertScreening(Connection& connection, RequestIndex& requests, const ScreeningRow& row,
                    ScreeningOutcome* outcome) {
  if (!row.request_id.empty()) {
    RequestIndex::Candidates candidates;
    int rc = requests.Find(row.request_id, &candidates);
    if (rc == SQLITE_OK) rc = FindAmong(connection, candidates, row, outcome);
    if (rc != SQLITE_OK || outcome->existing.has_value()) return rc;
  }
  Statement insert = connection.Prepare(
      "INSERT INTO screening (id, sha256, caller, request_id, request_sha256, external_ref, create_time, disposition, "
      "body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  insert.BindText(1, row.id);
  insert.BindText(2, row.sha256);
  insert.BindText(3, row.caller);
  insert.BindTextOrNull(4, row.request_id);
  insert.BindTextOrNull(5, row.request_sha256);
  insert.BindTextOrNull(6, row.external_ref);
  insert.BindText(7, row.create_time);
  insert.BindInt(8, row.disposition);
  insert.BindBlob(9, row.body);
  if (insert.Step() != StepResult::kDone) return insert.result_code();
  outcome->sequence = connection.LastInsertRowid();
  if (!row.request_id.empty()) requests.Add(row.request_id, outcome->sequence);
  return InsertMarks(connection, row.marks, outcome->sequence);
}

absl::StatusOr<ScreeningRow> GetScreeningRow(Connection& connection, absl::string_view id) {
  Statement find = connection.Prepare(FindBySql("id"));
  find.BindText(1, id);
  switch (find.Step()) {
    case StepResult::kRow:
      return ReadRow(connection, find);
    case StepResult::kDone:
      return absl::NotFoundError(absl::StrCat("there is no screening ", id.substr(0, kMaxScreeningIdBytes)));
    case StepResult::kError:
      break;
  }
  return connection.Error("cannot read", find.result_code());
}

absl::StatusOr<std::optional<ScreeningRow>> FindScreeningByRequest(Connection& connection, absl::string_view caller,
                                                                   absl::string_view request_id) {
  if (request_id.empty()) return std::optional<ScreeningRow>();
  Statement find = connection.Prepare(
      absl::StrCat("SELECT ", kRowColumns, " FROM screening WHERE", kWithRequestIdSql, " AND +caller = ?5"));
  find.BindText(3, request_id);
  find.BindText(5, caller);
  find.BindInt(10, RequestKey(request_id));
  const StepResult result = find.Step();
  if (result == StepResult::kError) return connection.Error("cannot read", find.result_code());
  if (result == StepResult::kDone) return std::optional<ScreeningRow>();
  CORDON_ASSIGN_OR_RETURN(ScreeningRow row, ReadRow(connection, find));
  return std::optional<ScreeningRow>(std::move(row));
}

std::string ScreeningPageSql(const ScreeningFilter& filter) {
  std::string sql = absl::StrCat("SELECT ", kRowColumns, " FROM screening WHERE sequence >= ?1 AND sequence < ?2");
  // Without statistics the planner does not know which column selects most: a unary plus takes an index out of play.
  // (A request id belongs to few rows, usually one: sorting them is nothing.)
  const bool selective = !filter.request_id.empty() || !filter.external_ref.empty();
  if (!filter.request_id.empty()) absl::StrAppend(&sql, " AND", kWithRequestIdSql);
  if (!filter.external_ref.empty()) {
    absl::StrAppend(&sql, " AND ", filter.request_id.empty() ? "" : "+", "external_ref = ?4");
  }
  if (!filter.caller.empty()) {
    absl::StrAppend(&sql, " AND ", selective && filter.request_id.empty() ? "+" : "", "caller = ?5");
  }
  if (filter.disposition.has_value()) {
    absl::StrAppend(&sql, " AND ", selective || !filter.caller.empty() ? "+" : "", "disposition = ?6");
  }
  if (!filter.created_from.empty()) absl::StrAppend(&sql, " AND +create_time >= ?7");
  if (!filter.created_before.empty()) absl::StrAppend(&sql, " AND +create_time < ?8");
  absl::StrAppend(&sql, " ORDER BY sequence DESC LIMIT ?9");
  return sql;
}

absl::StatusOr<ScreeningPage> ListScreeningRows(Connection& connection, const ScreeningFilter& filter, int64_t before,
                                                int limit) {
  if (limit < 1 || limit > kMaxPageRows) {
    return absl::InvalidArgumentError(absl::StrCat("a page has 1 to ", kMaxPageRows, " rows, not ", limit));
  }
  if (before < 0) return absl::InvalidArgumentError("a page cannot continue before a negative sequence");
  int64_t first = 0;
  int64_t end = before == 0 ? std::numeric_limits<int64_t>::max() : before;
  // Without a selective column a time range far in the past would make every page walk all newer rows.
  if ((!filter.created_from.empty() || !filter.created_before.empty()) && filter.request_id.empty() &&
      filter.external_ref.empty()) {
    CORDON_ASSIGN_OR_RETURN(const auto range, SequencesInTimeRange(connection, filter));
    first = range.first;
    end = std::min(end, range.second);
  }
  Statement page = connection.Prepare(ScreeningPageSql(filter));
  page.BindInt(1, first);
  page.BindInt(2, end);
  if (!filter.request_id.empty()) {
    page.BindText(3, filter.request_id);
    page.BindInt(10, RequestKey(filter.request_id));
  }
  if (!filter.external_ref.empty()) page.BindText(4, filter.external_ref);
  if (!filter.caller.empty()) page.BindText(5, filter.caller);
  if (filter.disposition.has_value()) page.BindInt(6, *filter.disposition);
  if (!filter.created_from.empty()) page.BindText(7, filter.created_from);
  if (!filter.created_before.empty()) page.BindText(8, filter.created_before);
  page.BindInt(9, int64_t{limit} + 1);

  ScreeningPage result;
  int64_t last = 0;
  size_t bytes = 0;
  StepResult step = page.Step();
  for (; step == StepResult::kRow; step = page.Step()) {
    if (static_cast<int>(result.rows.size()) == limit || bytes >= kMaxPageBytes) {
      result.next_before = last;
      return result;
    }
    CORDON_ASSIGN_OR_RETURN(ScreeningRow row, ReadRow(connection, page));
    last = page.ColumnInt(0);
    bytes += row.body.size();
    result.rows.push_back(std::move(row));
  }
  if (step == StepResult::kError) return connection.Error("cannot read", page.result_code());
  return result;
}

absl::StatusOr<int64_t> CountScreeningRows(Connection& connection) {
  // Sequences are contiguous from 1 and rows are never deleted: the last one is the number of rows.
  return connection.QueryInt("SELECT coalesce(max(sequence), 0) FROM screening");
}

absl::Status VerifyScreeningRows(Connection& connection) {
  CORDON_ASSIGN_OR_RETURN(const int64_t merged_through,
                          connection.QueryInt("SELECT merged_through FROM request_key_state"));
  Statement all = connection.Prepare(absl::StrCat("SELECT ", kRowColumns, " FROM screening ORDER BY sequence"));
  int64_t expected = 1;
  StepResult step = all.Step();
  for (; step == StepResult::kRow; step = all.Step(), ++expected) {
    if (all.ColumnInt(0) != expected) {
      return absl::DataLossError(absl::StrCat("record ", expected, " is missing from ", connection.path()));
    }
    const absl::StatusOr<ScreeningRow> row = ReadRow(connection, all);
    if (!row.ok()) return row.status();
    if (row->request_id.empty() || expected > merged_through) continue;
    Statement key = connection.Prepare("SELECT 1 FROM request_key WHERE key = ?1 AND sequence = ?2");
    key.BindInt(1, RequestKey(row->request_id));
    key.BindInt(2, expected);
    if (key.Step() != StepResult::kRow) {
      return absl::DataLossError(absl::StrCat("record ", expected, " in ", connection.path(),
                                              " is not found by its request id. Restore a backup"));
    }
  }
  if (step == StepResult::kError) return connection.Error("cannot read", all.result_code());
  return absl::OkStatus();
}

}  // namespace cordon
