#include "db/store/sqlite/monitored_table.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/store/store.h"

namespace cordon {
namespace {

MonitoredRow ReadMonitored(const Statement& row) {
  MonitoredRow found;
  found.ref = row.ColumnText(0);
  found.party = row.ColumnText(1);
  found.result = row.ColumnText(2);
  return found;
}

int RunToEnd(Statement* statement) {
  return statement->Step() == StepResult::kDone ? SQLITE_OK : statement->result_code();
}

}  // namespace

absl::Status ValidateMonitoredRow(const MonitoredRow& row) {
  if (row.ref.empty() || row.ref.size() > kMaxPartyRefBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a registered party needs a ref of 1 to ", kMaxPartyRefBytes, " bytes"));
  }
  if (row.party.size() > kMaxPartyBytes || row.result.size() > kMaxPartyResultBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a registered party of ", row.party.size(), " bytes with a result of ", row.result.size(),
                     " cannot be stored; the limits are ", kMaxPartyBytes, " and ", kMaxPartyResultBytes));
  }
  return absl::OkStatus();
}

int WriteMonitoredRow(Connection& connection, const MonitoredRow& row) {
  Statement write = connection.Prepare(
      row.party.empty() ? "UPDATE monitored_party SET result = ?2 WHERE ref = ?1"
                        : "INSERT INTO monitored_party (ref, result, party) VALUES (?1, ?2, ?3) "
                          "ON CONFLICT (ref) DO UPDATE SET party = excluded.party, result = excluded.result");
  write.BindText(1, row.ref);
  if (!row.result.empty()) write.BindBlob(2, row.result);
  if (!row.party.empty()) write.BindBlob(3, row.party);
  return RunToEnd(&write);
}

int DeleteMonitoredRow(Connection& connection, const std::string& ref) {
  Statement remove = connection.Prepare("DELETE FROM monitored_party WHERE ref = ?1");
  remove.BindText(1, ref);
  return RunToEnd(&remove);
}

int WriteMonitorProgress(Connection& connection, const std::string& body) {
  Statement write = connection.Prepare(
      "INSERT INTO monitor_progress (id, body) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET body = excluded.body");
  write.BindBlob(1, body);
  return RunToEnd(&write);
}

absl::StatusOr<std::vector<MonitoredRow>> GetMonitoredRows(Connection& connection, absl::Span<const std::string> refs) {
  if (refs.size() > static_cast<size_t>(kMaxPageRows)) {
    return absl::InvalidArgumentError(absl::StrCat("at most ", kMaxPageRows, " at once"));
  }
  std::vector<MonitoredRow> rows;
  for (const std::string& ref : refs) {
    Statement find = connection.Prepare("SELECT ref, party, result FROM monitored_party WHERE ref = ?1");
    find.BindText(1, ref);
    const StepResult step = find.Step();
    if (step == StepResult::kError) return connection.Error("cannot read", find.result_code());
    if (step == StepResult::kRow) rows.push_back(ReadMonitored(find));
  }
  return rows;
}

absl::StatusOr<MonitoredPage> ListMonitoredRows(Connection& connection, absl::string_view after, bool with_result,
                                                int limit) {
  if (limit < 1 || limit > kMaxPageRows) {
    return absl::InvalidArgumentError(absl::StrCat("a page has 1 to ", kMaxPageRows, " rows, not ", limit));
  }
  Statement rows = connection.Prepare(
      with_result ? "SELECT ref, party, result FROM monitored_party WHERE result IS NOT NULL AND ref > ?1 ORDER BY ref "
                    "LIMIT ?2"
                  : "SELECT ref, party, result FROM monitored_party WHERE ref > ?1 ORDER BY ref LIMIT ?2");
  rows.BindText(1, after);
  rows.BindInt(2, int64_t{limit} + 1);
  MonitoredPage page;
  size_t bytes = 0;
  StepResult step = rows.Step();
  for (; step == StepResult::kRow; step = rows.Step()) {
    page.more = static_cast<int>(page.rows.size()) == limit || bytes > kMaxPageBytes;
    if (page.more) return page;
    page.rows.push_back(ReadMonitored(rows));
    bytes += page.rows.back().party.size() + page.rows.back().result.size();
  }
  if (step == StepResult::kError) return connection.Error("cannot read", rows.result_code());
  return page;
}

absl::StatusOr<MonitoredCount> CountMonitoredRows(Connection& connection) {
  MonitoredCount count;
  CORDON_ASSIGN_OR_RETURN(count.parties, connection.QueryInt("SELECT count(*) FROM monitored_party"));
  CORDON_ASSIGN_OR_RETURN(count.with_result,
                          connection.QueryInt("SELECT count(*) FROM monitored_party WHERE result IS NOT NULL"));
  return count;
}

absl::StatusOr<std::string> ReadMonitorProgress(Connection& connection) {
  Statement find = connection.Prepare("SELECT body FROM monitor_progress WHERE id = 1");
  switch (find.Step()) {
    case StepResult::kRow:
      return find.ColumnText(0);
    case StepResult::kDone:
      return std::string();
    case StepResult::kError:
      break;
  }
  return connection.Error("cannot read", find.result_code());
}

}  // namespace cordon
