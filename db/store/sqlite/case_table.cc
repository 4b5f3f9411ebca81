#include "db/store/sqlite/case_table.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/store/store.h"

namespace cordon {
namespace {

// v1::HOLD and v1::BLOCK: what is better is no case.
constexpr int kLeastCase = 3;
constexpr int kWorstCase = 5;
constexpr uint32_t kAnyStatus = 0xFFFFFFFFU;

CaseRow ReadCase(const Statement& row, int first_column) {
  CaseRow found;
  found.screening = row.ColumnText(first_column);
  found.version = row.ColumnInt(first_column + 1);
  found.status = static_cast<int>(row.ColumnInt(first_column + 2));
  found.assignee = row.ColumnText(first_column + 3);
  found.update_time = row.ColumnText(first_column + 4);
  found.body = row.ColumnText(first_column + 5);
  return found;
}

// The cases of one disposition behind `sequence`, until the page has `limit` and one more.
absl::Status AddCases(Connection& connection, const CaseFilter& filter, int disposition, int64_t sequence, int limit,
                      CasePage* page) {
  Statement rows = connection.Prepare(
      "SELECT s.sequence, s.id, c.screening, c.version, c.status, c.assignee, c.update_time, c.body "
      "FROM screening AS s LEFT JOIN review_case AS c ON c.screening = s.id "
      "WHERE s.disposition = ?1 AND s.sequence > ?2 AND (?3 & (1 << coalesce(c.status, 1))) <> 0 "
      "AND (?4 IS NULL OR c.assignee = ?4) AND (?5 IS NULL OR s.external_ref = ?5) ORDER BY s.sequence LIMIT ?6");
  rows.BindInt(1, disposition);
  rows.BindInt(2, sequence);
  rows.BindInt(3, filter.statuses == 0 ? kAnyStatus : filter.statuses);
  rows.BindTextOrNull(4, filter.assignee);
  rows.BindTextOrNull(5, filter.external_ref);
  rows.BindInt(6, int64_t{limit} + 1 - static_cast<int64_t>(page->cases.size()));
  StepResult step = rows.Step();
  for (; step == StepResult::kRow; step = rows.Step()) {
    if (static_cast<int>(page->cases.size()) == limit) {
      page->more = true;
      return absl::OkStatus();
    }
    FoundCase found;
    found.place = {disposition, rows.ColumnInt(0)};
    found.screening = rows.ColumnText(1);
    if (rows.ColumnInt(3) > 0) found.row = ReadCase(rows, 2);
    page->cases.push_back(std::move(found));
  }
  if (step == StepResult::kError) return connection.Error("cannot read", rows.result_code());
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateCaseRow(const CaseRow& row) {
  if (row.screening.empty() || row.screening.size() > kMaxScreeningIdBytes) {
    return absl::InvalidArgumentError("cannot store a case without the id of its screening");
  }
  if (row.version < 1 || row.status < 1 || row.status > kMaxCaseStatus) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot store case ", row.screening, ": version ", row.version, ", status ", row.status));
  }
  if (row.body.empty() || row.body.size() > kMaxCaseBytes || row.assignee.size() > kMaxAssigneeBytes ||
      row.update_time.empty() || row.update_time.size() > kMaxTimeBytes) {
    return absl::InvalidArgumentError(absl::StrCat("cannot store case ", row.screening, ": it has ", row.body.size(),
                                                   " bytes, the limit is ", kMaxCaseBytes));
  }
  return absl::OkStatus();
}

int WriteCaseRow(Connection& connection, const CaseRow& row, bool* conflict) {
  *conflict = false;
  // One statement for each, so that neither can do the other's work.
  Statement write = connection.Prepare(
      row.version == 1 ? "INSERT INTO review_case (status, assignee, update_time, body, screening, version) "
                         "SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM screening WHERE id = ?5) "
                         "ON CONFLICT (screening) DO NOTHING"
                       : "UPDATE review_case SET status = ?1, assignee = ?2, update_time = ?3, body = ?4, version = ?6 "
                         "WHERE screening = ?5 AND version = ?6 - 1");
  write.BindInt(1, row.status);
  write.BindTextOrNull(2, row.assignee);
  write.BindText(3, row.update_time);
  write.BindBlob(4, row.body);
  write.BindText(5, row.screening);
  write.BindInt(6, row.version);
  if (write.Step() != StepResult::kDone) return write.result_code();
  *conflict = sqlite3_changes(connection.handle()) != 1;
  return SQLITE_OK;
}

absl::StatusOr<std::optional<CaseRow>> GetCaseRow(Connection& connection, absl::string_view screening) {
  Statement find = connection.Prepare(
      "SELECT screening, version, status, assignee, update_time, body FROM review_case WHERE screening = ?1");
  find.BindText(1, screening);
  switch (find.Step()) {
    case StepResult::kRow:
      return std::optional<CaseRow>(ReadCase(find, 0));
    case StepResult::kDone:
      return std::optional<CaseRow>();
    case StepResult::kError:
      break;
  }
  return connection.Error("cannot read", find.result_code());
}

absl::StatusOr<CasePage> ListCaseRows(Connection& connection, const CaseFilter& filter, const CasePlace& after,
                                      int limit) {
  if (limit < 1 || limit > kMaxPageRows) {
    return absl::InvalidArgumentError(absl::StrCat("a page has 1 to ", kMaxPageRows, " rows, not ", limit));
  }
  CasePage page;
  const int worst = after.disposition == 0 ? kWorstCase : std::min(after.disposition, kWorstCase);
  for (int disposition = worst; disposition >= std::max(kLeastCase, filter.least_disposition); --disposition) {
    const int64_t behind = disposition == after.disposition ? after.sequence : 0;
    CORDON_RETURN_IF_ERROR(AddCases(connection, filter, disposition, behind, limit, &page));
    if (page.more) break;
  }
  return page;
}

}  // namespace cordon
