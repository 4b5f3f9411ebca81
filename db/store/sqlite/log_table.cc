#include "db/store/sqlite/log_table.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/store/store.h"

namespace cordon {
namespace {

constexpr size_t kLeafHashBytes = 32;
constexpr char kEntryColumns[] =
    "SELECT e.idx, e.leaf_hash, coalesce(e.screening, 0), coalesce(e.event, s.body), e.kind, e.retain_until "
    "FROM audit_entry AS e LEFT JOIN screening AS s ON s.sequence = e.screening";
// What an event says about itself where a screening has columns.
constexpr char kActorSql[] = "coalesce(s.caller, json_extract(CAST(e.event AS TEXT), '$.actor'))";
constexpr char kTimeSql[] = "coalesce(s.create_time, json_extract(CAST(e.event AS TEXT), '$.time'))";

int Insert(Statement& statement) { return statement.Step() == StepResult::kDone ? SQLITE_OK : statement.result_code(); }

LogEntryRow ReadEntry(const Statement& row) {
  LogEntryRow entry;
  entry.index = row.ColumnInt(0);
  entry.leaf_hash = row.ColumnText(1);
  entry.screening = row.ColumnInt(2);
  entry.body = row.ColumnText(3);
  entry.kind = row.ColumnText(4);
  entry.retain_until = row.ColumnText(5);
  return entry;
}

absl::Status Missing(const Connection& connection, int64_t index) {
  return absl::DataLossError(
      absl::StrCat("entry ", index, " of the log is missing from ", connection.path(), ". Restore a backup"));
}

}  // namespace

absl::Status ValidateLogEvent(const LogEvent& event) {
  if (event.kind.empty() || event.kind.size() > kMaxEventKindBytes || event.kind == "screening") {
    return absl::InvalidArgumentError(absl::StrCat("cannot store an event of kind '", event.kind.substr(0, 100), "'"));
  }
  if (event.body.empty() || event.body.size() > kMaxEventBytes) {
    return absl::InvalidArgumentError(absl::StrCat("cannot store an event ", event.kind, " of ", event.body.size(),
                                                   " bytes, the limit is ", kMaxEventBytes));
  }
  return absl::OkStatus();
}

int InsertLogOrigin(Connection& connection, absl::string_view origin) {
  Statement insert = connection.Prepare("INSERT INTO audit_log (one, origin) VALUES (1, ?1)");
  insert.BindText(1, origin);
  return Insert(insert);
}

int InsertLogEntry(Connection& connection, int64_t index, absl::string_view leaf_hash, int64_t screening,
                   absl::string_view create_time) {
  const std::string retain_until = RetainUntil(create_time);
  Statement insert =
      connection.Prepare("INSERT INTO audit_entry (idx, leaf_hash, screening, retain_until) VALUES (?1, ?2, ?3, ?4)");
  insert.BindInt(1, index);
  insert.BindBlob(2, leaf_hash);
  insert.BindInt(3, screening);
  insert.BindText(4, retain_until);
  return Insert(insert);
}

int InsertLogEvent(Connection& connection, int64_t index, absl::string_view leaf_hash, const LogEvent& event) {
  const std::string retain_until = RetainUntil(event.create_time);
  Statement insert = connection.Prepare(
      "INSERT INTO audit_entry (idx, leaf_hash, event, retain_until, kind) VALUES (?1, ?2, ?3, ?4, ?5)");
  insert.BindInt(1, index);
  insert.BindBlob(2, leaf_hash);
  insert.BindBlob(3, event.body);
  insert.BindText(4, retain_until);
  insert.BindText(5, event.kind);
  return Insert(insert);
}

int InsertLogTile(Connection& connection, const LogTileRow& tile) {
  Statement insert = connection.Prepare("INSERT INTO audit_tile (level, n, hashes) VALUES (?1, ?2, ?3)");
  insert.BindInt(1, tile.level);
  insert.BindInt(2, tile.number);
  insert.BindBlob(3, tile.hashes);
  return Insert(insert);
}

int InsertLogCheckpoint(Connection& connection, const LogCheckpointRow& checkpoint) {
  Statement insert = connection.Prepare("INSERT INTO audit_checkpoint (size, note, create_time) VALUES (?1, ?2, ?3)");
  insert.BindInt(1, checkpoint.size);
  insert.BindText(2, checkpoint.note);
  insert.BindText(3, checkpoint.create_time);
  return Insert(insert);
}

absl::Status VisitLogEntries(Connection& connection, int64_t first, int64_t end,
                             const std::function<absl::Status(const LogEntryRow&)>& visit) {
  Statement rows = connection.Prepare(absl::StrCat(kEntryColumns, " WHERE e.idx >= ?1 AND e.idx < ?2 ORDER BY e.idx"));
  rows.BindInt(1, first);
  rows.BindInt(2, end);
  int64_t expected = first;
  StepResult step = rows.Step();
  for (; step == StepResult::kRow; step = rows.Step(), ++expected) {
    const LogEntryRow row = ReadEntry(rows);
    if (row.index != expected) return Missing(connection, expected);
    CORDON_RETURN_IF_ERROR(visit(row));
  }
  if (step == StepResult::kError) return connection.Error("cannot read the log in", rows.result_code());
  return expected == end ? absl::OkStatus() : Missing(connection, expected);
}

absl::StatusOr<int64_t> LastLoggedScreening(Connection& connection) {
  return connection.QueryInt("SELECT coalesce(max(screening), 0) FROM audit_entry WHERE screening IS NOT NULL");
}

absl::StatusOr<int64_t> AdoptedScreenings(Connection& connection) {
  return connection.QueryInt("SELECT json_extract(CAST(event AS TEXT), '$.adopted') FROM audit_entry WHERE idx = 0");
}

absl::StatusOr<int64_t> ConnectionLogReader::LogSize() {
  return connection_.QueryInt("SELECT coalesce(max(idx) + 1, 0) FROM audit_entry");
}

absl::StatusOr<std::string> ConnectionLogReader::LogOrigin() {
  return connection_.QueryText("SELECT origin FROM audit_log");
}

absl::StatusOr<LogEntryRow> ConnectionLogReader::GetLogEntry(int64_t index) {
  Statement find = connection_.Prepare(absl::StrCat(kEntryColumns, " WHERE e.idx = ?1"));
  find.BindInt(1, index);
  switch (find.Step()) {
    case StepResult::kRow:
      return ReadEntry(find);
    case StepResult::kDone:
      return absl::NotFoundError(absl::StrCat("there is no entry ", index, " in the log"));
    case StepResult::kError:
      break;
  }
  return connection_.Error("cannot read the log in", find.result_code());
}

absl::StatusOr<std::string> ConnectionLogReader::LeafHashes(int64_t first, int64_t end) {
  if (first < 0 || end < first || end - first > kLogTileHashes) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read the hashes of entries ", first, " to ", end));
  }
  Statement rows =
      connection_.Prepare("SELECT idx, leaf_hash FROM audit_entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx");
  rows.BindInt(1, first);
  rows.BindInt(2, end);
  std::string hashes;
  int64_t expected = first;
  StepResult step = rows.Step();
  for (; step == StepResult::kRow; step = rows.Step(), ++expected) {
    const std::string hash = rows.ColumnText(1);
    if (rows.ColumnInt(0) != expected || hash.size() != kLeafHashBytes) return Missing(connection_, expected);
    hashes += hash;
  }
  if (step == StepResult::kError) return connection_.Error("cannot read the log in", rows.result_code());
  if (expected != end) return Missing(connection_, expected);
  return hashes;
}

absl::StatusOr<std::string> ConnectionLogReader::GetLogTile(int level, int64_t number) {
  Statement find = connection_.Prepare("SELECT hashes FROM audit_tile WHERE level = ?1 AND n = ?2");
  find.BindInt(1, level);
  find.BindInt(2, number);
  switch (find.Step()) {
    case StepResult::kRow: {
      std::string hashes = find.ColumnText(0);
      if (hashes.size() == kLeafHashBytes * static_cast<size_t>(kLogTileHashes)) return hashes;
      return absl::DataLossError(
          absl::StrCat("tile ", level, "/", number, " in ", connection_.path(), " is damaged. Restore a backup"));
    }
    case StepResult::kDone:
      return absl::NotFoundError(absl::StrCat("there is no tile ", level, "/", number, " in ", connection_.path()));
    case StepResult::kError:
      break;
  }
  return connection_.Error("cannot read the log in", find.result_code());
}

absl::StatusOr<int64_t> ConnectionLogReader::CountCheckpoints() {
  Statement count = connection_.Prepare("SELECT count(*) FROM audit_checkpoint");
  if (count.Step() != StepResult::kRow) return connection_.Error("cannot read the log in", count.result_code());
  return count.ColumnInt(0);
}

absl::StatusOr<std::optional<LogCheckpointRow>> ConnectionLogReader::NewestCheckpoint() {
  Statement find =
      connection_.Prepare("SELECT size, note, create_time FROM audit_checkpoint ORDER BY size DESC LIMIT 1");
  const StepResult step = find.Step();
  if (step == StepResult::kError) return connection_.Error("cannot read the log in", find.result_code());
  if (step == StepResult::kDone) return std::optional<LogCheckpointRow>();
  LogCheckpointRow row;
  row.size = find.ColumnInt(0);
  row.note = find.ColumnText(1);
  row.create_time = find.ColumnText(2);
  return std::optional<LogCheckpointRow>(std::move(row));
}

absl::StatusOr<std::vector<LogEntryRow>> ConnectionLogReader::NewestEvents(absl::string_view kind, int limit) {
  LogFilter filter;
  filter.kind = std::string(kind);
  CORDON_ASSIGN_OR_RETURN(LogPage page, ListLog(filter, 0, limit));
  return std::move(page.rows);
}

absl::StatusOr<std::vector<LogEntryRow>> ConnectionLogReader::EventsAfter(const std::vector<std::string>& kinds,
                                                                          int64_t after, int limit) {
  if (limit < 1 || limit > kMaxPageRows) {
    return absl::InvalidArgumentError(absl::StrCat("a page has 1 to ", kMaxPageRows, " events, not ", limit));
  }
  // One walk of the index by kind for each: a search for all kinds at once would sort whatever lies behind `after`.
  std::vector<LogEntryRow> events;
  for (const std::string& kind : kinds) {
    Statement walk =
        connection_.Prepare(absl::StrCat(kEntryColumns, " WHERE e.kind = ?1 AND e.idx > ?2 ORDER BY e.idx LIMIT ?3"));
    walk.BindText(1, kind);
    walk.BindInt(2, after);
    walk.BindInt(3, limit);
    StepResult step = walk.Step();
    for (; step == StepResult::kRow; step = walk.Step()) events.push_back(ReadEntry(walk));
    if (step == StepResult::kError) return connection_.Error("cannot read the log in", walk.result_code());
  }
  std::sort(events.begin(), events.end(), [](const LogEntryRow& a, const LogEntryRow& b) { return a.index < b.index; });
  if (static_cast<int>(events.size()) > limit) events.resize(static_cast<size_t>(limit));
  return events;
}

absl::StatusOr<LogPage> ConnectionLogReader::ListLog(const LogFilter& filter, int64_t before, int limit) {
  if (limit < 1 || limit > kMaxPageRows) {
    return absl::InvalidArgumentError(absl::StrCat("a page has 1 to ", kMaxPageRows, " entries, not ", limit));
  }
  if (before < 0) return absl::InvalidArgumentError("a page cannot continue before a negative index");
  std::string sql = absl::StrCat(kEntryColumns, " WHERE e.idx < ?1");
  const bool screenings = filter.kind == "screening";
  if (screenings) absl::StrAppend(&sql, " AND e.screening IS NOT NULL");
  if (!filter.kind.empty() && !screenings) absl::StrAppend(&sql, " AND e.kind = ?2");
  if (!filter.actor.empty()) absl::StrAppend(&sql, " AND ", kActorSql, " = ?3");
  if (filter.disposition.has_value()) absl::StrAppend(&sql, " AND s.disposition = ?4");
  // A reference belongs to few screenings: found by its index, not by walking the log.
  if (!filter.external_ref.empty()) {
    absl::StrAppend(&sql, " AND e.screening IN (SELECT sequence FROM screening WHERE external_ref = ?5)");
  }
  if (!filter.created_from.empty()) absl::StrAppend(&sql, " AND ", kTimeSql, " >= ?6");
  if (!filter.created_before.empty()) absl::StrAppend(&sql, " AND ", kTimeSql, " < ?7");
  absl::StrAppend(&sql, " ORDER BY e.idx DESC LIMIT ?8");
  Statement page = connection_.Prepare(sql);
  page.BindInt(1, before == 0 ? std::numeric_limits<int64_t>::max() : before);
  if (!filter.kind.empty() && !screenings) page.BindText(2, filter.kind);
  if (!filter.actor.empty()) page.BindText(3, filter.actor);
  if (filter.disposition.has_value()) page.BindInt(4, *filter.disposition);
  if (!filter.external_ref.empty()) page.BindText(5, filter.external_ref);
  if (!filter.created_from.empty()) page.BindText(6, filter.created_from);
  if (!filter.created_before.empty()) page.BindText(7, filter.created_before);
  page.BindInt(8, int64_t{limit} + 1);
  LogPage result;
  size_t bytes = 0;
  StepResult step = page.Step();
  for (; step == StepResult::kRow; step = page.Step()) {
    if (static_cast<int>(result.rows.size()) == limit || bytes >= kMaxPageBytes) {
      result.next_before = result.rows.back().index;
      return result;
    }
    result.rows.push_back(ReadEntry(page));
    bytes += result.rows.back().body.size();
  }
  if (step == StepResult::kError) return connection_.Error("cannot read the log in", page.result_code());
  return result;
}

}  // namespace cordon
