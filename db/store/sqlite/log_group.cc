#include "db/store/sqlite/log_group.h"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/store/sqlite/log_table.h"
#include "db/store/sqlite/screening_table.h"

namespace cordon {
namespace {

constexpr int64_t kAdoptAtOnce = 2048;

}  // namespace

absl::Status LogGroup::Open() {
  ConnectionLogReader log(writer_);
  CORDON_ASSIGN_OR_RETURN(const std::string origin, log.LogOrigin());
  if (!enabled()) {
    if (origin.empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(writer_->path(), " has a log, which nothing may be stored beside; open it with its keeper"));
  }
  if (origin.empty()) {
    CORDON_RETURN_IF_ERROR(BeginLog());
  } else {
    CORDON_RETURN_IF_ERROR(keeper_->Load(log));
  }
  return AdoptScreenings();
}

absl::Status LogGroup::BeginLog() {
  CORDON_ASSIGN_OR_RETURN(const int64_t adopted, CountScreeningRows(*writer_));
  CORDON_ASSIGN_OR_RETURN(const LogKeeper::Beginning beginning, keeper_->Create(adopted));
  CORDON_RETURN_IF_ERROR(ValidateLogEvent(beginning.created));
  return InTransaction([&]() -> absl::Status {
    int rc = InsertLogOrigin(*writer_, beginning.origin);
    int64_t index = 0;
    if (rc == SQLITE_OK) rc = AppendEvent(beginning.created, &index);
    return rc == SQLITE_OK ? absl::OkStatus() : writer_->Error("cannot begin the log in", rc);
  });
}

// A process that was stopped while it did this goes on where it stopped. Screenings beyond those were never without an
// entry.
absl::Status LogGroup::AdoptScreenings() {
  CORDON_ASSIGN_OR_RETURN(const int64_t last, CountScreeningRows(*writer_));
  CORDON_ASSIGN_OR_RETURN(int64_t logged, LastLoggedScreening(*writer_));
  if (logged > last) {
    return absl::DataLossError(absl::StrCat("the log in ", writer_->path(), " has an entry for record ", logged,
                                            ", but the last record is ", last,
                                            ": records were removed. Restore a "
                                            "backup"));
  }
  if (logged == last) return absl::OkStatus();
  CORDON_ASSIGN_OR_RETURN(const int64_t adopted, AdoptedScreenings(*writer_));
  if (last > adopted) {
    return absl::DataLossError(absl::StrCat("record ", logged + 1, " in ", writer_->path(),
                                            " has no entry in the log: it was not stored by this program, or its "
                                            "entry was removed. Restore a backup"));
  }
  while (logged < last) {
    const int64_t end = std::min(logged + kAdoptAtOnce, last);
    CORDON_RETURN_IF_ERROR(InTransaction([&]() -> absl::Status {
      Statement rows = writer_->Prepare(
          "SELECT sequence, body, create_time FROM screening WHERE sequence > ?1 AND sequence <= ?2 "
          "ORDER BY sequence");
      rows.BindInt(1, logged);
      rows.BindInt(2, end);
      StepResult step = rows.Step();
      for (; step == StepResult::kRow; step = rows.Step()) {
        ScreeningRow row;
        row.body = rows.ColumnText(1);
        row.create_time = rows.ColumnText(2);
        int64_t index = 0;
        const int rc = AppendScreening(rows.ColumnInt(0), row, &index);
        if (rc != SQLITE_OK) return writer_->Error("cannot take older records into the log in", rc);
      }
      return step == StepResult::kDone ? absl::OkStatus() : writer_->Error("cannot read", rows.result_code());
    }));
    logged = end;
  }
  return absl::OkStatus();
}

absl::Status LogGroup::InTransaction(const std::function<absl::Status()>& append) {
  CORDON_RETURN_IF_ERROR(writer_->Execute("BEGIN IMMEDIATE"));
  Begin();
  absl::Status status = append();
  if (status.ok()) {
    if (const int rc = BeforeCommit(); rc != SQLITE_OK) status = writer_->Error("cannot write the log in", rc);
  }
  if (status.ok()) status = writer_->Execute("COMMIT");
  if (!status.ok()) {
    RolledBack();
    if (writer_->InTransaction()) writer_->Execute("ROLLBACK").IgnoreError();
    return status;
  }
  return AfterCommit();
}

void LogGroup::Begin() {
  leaves_.clear();
  mark_ = 0;
  if (enabled()) keeper_->Begin();
}

int LogGroup::AppendScreening(int64_t sequence, const ScreeningRow& row, int64_t* index) {
  if (!enabled()) return SQLITE_OK;
  std::string leaf = row.body.size() <= kMaxEntryBytes ? keeper_->HashEntry(row.body)
                                                       : keeper_->HashEntry(LogEntryBytesOfRecord(row.body));
  *index = keeper_->Append(leaf);
  if (leaves_.empty()) first_ = *index;
  const int rc = InsertLogEntry(*writer_, *index, leaf, sequence, row.create_time);
  leaves_.push_back(std::move(leaf));
  return rc;
}

int LogGroup::AppendEvent(const LogEvent& event, int64_t* index) {
  if (!enabled()) return SQLITE_MISUSE;
  std::string leaf = keeper_->HashEntry(event.body);
  *index = keeper_->Append(leaf);
  if (leaves_.empty()) first_ = *index;
  const int rc = InsertLogEvent(*writer_, *index, leaf, event);
  leaves_.push_back(std::move(leaf));
  return rc;
}

void LogGroup::Mark() {
  mark_ = leaves_.size();
  if (enabled()) keeper_->Mark();
}

void LogGroup::Undo() {
  leaves_.resize(mark_);
  if (enabled()) keeper_->Undo();
}

int LogGroup::BeforeCommit() {
  if (leaves_.empty()) return SQLITE_OK;
  for (const LogTileRow& tile : keeper_->Tiles()) {
    if (const int rc = InsertLogTile(*writer_, tile); rc != SQLITE_OK) return rc;
  }
  const std::optional<LogCheckpointRow> checkpoint = keeper_->Unstored();
  return checkpoint.has_value() ? InsertLogCheckpoint(*writer_, *checkpoint) : SQLITE_OK;
}

absl::Status LogGroup::AfterCommit() {
  if (leaves_.empty()) return absl::OkStatus();
  size_t at = 0;
  absl::Status read =
      VisitLogEntries(*reader_, first_, first_ + static_cast<int64_t>(leaves_.size()), [&](const LogEntryRow& row) {
        const std::string& leaf = leaves_[at++];
        const std::string hashed = row.screening == 0 || row.body.size() <= kMaxEntryBytes
                                       ? keeper_->HashEntry(row.body)
                                       : keeper_->HashEntry(LogEntryBytesOfRecord(row.body));
        if (row.leaf_hash == leaf && hashed == leaf) return absl::OkStatus();
        return absl::DataLossError(absl::StrCat("entry ", row.index, " of the log in ", reader_->path(),
                                                " was read back otherwise than it was written"));
      });
  if (!read.ok()) return read;
  return keeper_->Seal();
}

void LogGroup::RolledBack() {
  leaves_.clear();
  if (enabled()) keeper_->RolledBack();
}

absl::StatusOr<std::string> LogGroup::Receipt(int64_t index, absl::string_view body) const {
  ConnectionLogReader log(reader_);
  return keeper_->Receipt(index, LogEntryBytesOfRecord(body), log);
}

absl::Status LogGroup::Close() {
  if (!enabled()) return absl::OkStatus();
  const std::optional<LogCheckpointRow> checkpoint = keeper_->Unstored();
  if (!checkpoint.has_value()) return absl::OkStatus();
  // One statement is a transaction. The keeper is not asked again.
  const int rc = InsertLogCheckpoint(*writer_, *checkpoint);
  return rc == SQLITE_OK ? absl::OkStatus() : writer_->Error("cannot store the last checkpoint in", rc);
}

}  // namespace cordon
