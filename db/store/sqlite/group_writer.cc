#include "db/store/sqlite/group_writer.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/store/sqlite/case_table.h"
#include "db/store/sqlite/list_version_table.h"
#include "db/store/sqlite/log_table.h"
#include "db/store/sqlite/monitored_table.h"
#include "db/store/sqlite/screening_table.h"

namespace cordon {
namespace {

constexpr std::chrono::milliseconds kProbeInterval{250};
constexpr std::chrono::milliseconds kGatherLimit{2};
constexpr off_t kProbeBytes = 256 << 10;

// Called by SQLite after each commit with the number of pages in the log.
int RememberLogPages(void* log_pages, sqlite3* /*db*/, const char* /*name*/, int pages) {
  *static_cast<int*>(log_pages) = pages;
  return SQLITE_OK;
}

// A record and its entry go into the file together. An entry that is refused is never the caller's fault: the numbers
// of log and tree have come apart, and nothing more may be written.
int Logged(int result_code) { return ClassifySqlite(result_code) == SqliteFault::kOwn ? SQLITE_INTERNAL : result_code; }

// Whether kProbeBytes can be allocated in `directory`.
bool HasFreeSpace(const std::string& directory) {
  const std::string path = absl::StrCat(directory, "/space-probe");
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return false;
  ::unlink(path.c_str());
  const bool free = ::posix_fallocate(fd, 0, kProbeBytes) == 0;
  ::close(fd);
  return free;
}

}  // namespace

GroupWriter::GroupWriter(const Options& options, Connection* connection, LogGroup* log)
    : options_(options),
      connection_(connection),
      log_(log),
      requests_(options.merge_requests_at, connection),
      next_checkpoint_pages_(options.checkpoint_pages) {
  sqlite3_wal_hook(connection_->handle(), RememberLogPages, &log_pages_);
}

absl::StatusOr<std::unique_ptr<GroupWriter>> GroupWriter::Start(const Options& options, Connection* connection,
                                                                LogGroup* log) {
  std::unique_ptr<GroupWriter> writer(new GroupWriter(options, connection, log));
  CORDON_RETURN_IF_ERROR(writer->requests_.Load());
  writer->thread_ = std::thread([started = writer.get()] { started->Run(); });
  return writer;
}

GroupWriter::~GroupWriter() {
  {
    MutexLock lock(mu_);
    stop_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
  // Both save the next opening some reading; if they fail nothing is lost.
  if (Health().ok()) requests_.MergeAtClose().IgnoreError();
  if (Health().ok()) log_->Close().IgnoreError();
  sqlite3_wal_hook(connection_->handle(), nullptr, nullptr);
  if (!Health().ok()) connection_->ForbidCheckpointOnClose();
}

void GroupWriter::Transact(WriteBatch batch, Writer::Done done) {
  auto pending = std::make_unique<Pending>();
  pending->batch = std::move(batch);
  const WriteBatch& what = pending->batch;
  const size_t rows = what.screenings.size() + what.lists.size() + what.cases.size() + what.monitored.size() +
                      what.unmonitored.size() + (what.monitor_progress.empty() ? 0 : 1) + what.events.size();
  absl::Status refused;
  if (rows > static_cast<size_t>(options_.max_queue)) {
    refused = absl::InvalidArgumentError(
        absl::StrCat("a batch of ", rows, " rows can never be stored, the limit is ", options_.max_queue));
  }
  for (const ScreeningRow& row : pending->batch.screenings) {
    if (!refused.ok()) break;
    refused = ValidateScreeningRow(row);
  }
  for (const ListActivation& activation : pending->batch.lists) {
    if (!refused.ok()) break;
    absl::StatusOr<std::string> encoded = EncodeListVersion(activation.version);
    refused = encoded.status();
    if (encoded.ok()) pending->encoded_lists.push_back(*std::move(encoded));
  }
  for (const CaseRow& row : pending->batch.cases) {
    if (!refused.ok()) break;
    refused = ValidateCaseRow(row);
  }
  for (const MonitoredRow& row : pending->batch.monitored) {
    if (!refused.ok()) break;
    refused = ValidateMonitoredRow(row);
  }
  if (refused.ok() && pending->batch.monitor_progress.size() > kMaxMonitorProgressBytes) {
    refused = absl::InvalidArgumentError("what is known of a comparison is too large to be stored");
  }
  for (const LogEvent& event : pending->batch.events) {
    if (!refused.ok()) break;
    refused = log_->enabled() ? ValidateLogEvent(event)
                              : absl::FailedPreconditionError("the store keeps no log; nothing was stored");
  }
  if (refused.ok()) {
    pending->rows = std::max(1, static_cast<int>(rows));
    MutexLock lock(mu_);
    if (!broken_.ok()) {
      refused = broken_;
    } else if (stop_) {
      refused = absl::UnavailableError("the store is closing; nothing was stored");
    } else if (queued_rows_ + pending->rows > options_.max_queue) {
      refused = absl::ResourceExhaustedError(absl::StrCat(
          "more than ", options_.max_queue, " records wait to be stored; nothing was stored, retry later"));
    } else {
      queued_rows_ += pending->rows;
      pending->done = std::move(done);
      queue_.push_back(std::move(pending));
      if (queued_rows_ >= wake_at_rows_) wake_.NotifyOne();
      return;
    }
  }
  done(refused);
}

absl::Status GroupWriter::Health() const {
  MutexLock lock(mu_);
  if (!broken_.ok()) return broken_;
  if (disk_full_) {
    return absl::UnavailableError(
        absl::StrCat("no space left in ", options_.directory, ": nothing can be recorded until space is freed"));
  }
  return absl::OkStatus();
}

void GroupWriter::MarkBroken(const absl::Status& reason) {
  MutexLock lock(mu_);
  if (!broken_.ok()) return;
  broken_ = absl::UnavailableError(
      absl::StrCat("the store in ", options_.directory,
                   " accepts no more records until it is opened again, after: ", std::string(reason.message())));
}

void GroupWriter::Run() {
  while (true) {
    bool probe = false;
    Group group = TakeGroup(&probe);
    if (probe) {
      ProbeDisk();
      continue;
    }
    if (group.empty()) return;
    CommitGroup(group);
    for (const std::unique_ptr<Pending>& pending : group) pending->done(std::move(pending->result));
    MaybeCheckpoint();
  }
}

// Empty when the writer stops and nothing waits, or, with `*probe`, when it is time to look for free space.
GroupWriter::Group GroupWriter::TakeGroup(bool* probe) {
  Group group;
  MutexLock lock(mu_);
  while (queue_.empty()) {
    if (stop_) return group;
    if (!disk_full_) {
      wake_.Wait(mu_);
    } else if (!wake_.WaitFor(mu_, kProbeInterval)) {
      *probe = queue_.empty() && broken_.ok();
      if (*probe) return group;
    }
  }
  Gather();
  int rows = 0;
  while (!queue_.empty() && (group.empty() || rows + queue_.front()->rows <= options_.max_group)) {
    rows += queue_.front()->rows;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  queued_rows_ -= rows;
  last_group_rows_ = rows;
  return group;
}

// See the head of the header file.
void GroupWriter::Gather() {
  const int expected = std::min(last_group_rows_, options_.max_group);
  const auto deadline =
      std::chrono::steady_clock::now() + std::min<std::chrono::nanoseconds>(last_commit_ / 4, kGatherLimit);
  wake_at_rows_ = expected;
  while (queued_rows_ < expected && !stop_) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero() || !wake_.WaitFor(mu_, left)) break;
  }
  wake_at_rows_ = 1;
}

void GroupWriter::CommitGroup(Group& group) {
  {
    MutexLock lock(mu_);
    failure_ = broken_;
  }
  if (!failure_.ok()) return FailGroup(group, failure_);
  const int begun = connection_->Run("BEGIN IMMEDIATE");
  if (begun != SQLITE_OK) return FailGroup(group, NotStored("cannot begin to write", begun));
  log_->Begin();
  bool any = false;
  for (const std::unique_ptr<Pending>& pending : group) {
    if (!ApplyBatch(*pending)) {
      Rollback();
      return FailGroup(group, failure_);
    }
    any = any || pending->result.ok();
  }
  if (!any) return Rollback();
  int finished = requests_.MergeSome();
  if (finished == SQLITE_OK) finished = log_->BeforeCommit();
  if (finished != SQLITE_OK) {
    failure_ = NotStored("cannot write", finished);
    Rollback();
    return FailGroup(group, failure_);
  }
  const auto start = std::chrono::steady_clock::now();
  const int committed = connection_->Run("COMMIT");
  last_commit_ = std::chrono::steady_clock::now() - start;
  if (committed == SQLITE_OK) {
    requests_.Committed();
    SetDiskFull(false);
    return SealGroup(group);
  }

  // SQLITE_FULL: the last frame of the transaction was not written whole, so it cannot come back. SQLITE_BUSY: not
  // even tried. After anything else the frames may be on disk, and a restart may find them.
  const bool certain = (committed & 0xff) == SQLITE_FULL || (committed & 0xff) == SQLITE_BUSY;
  const absl::Status error = connection_->Error("cannot commit to", committed);
  absl::Status status = NotStored("cannot commit to", committed);
  if (!certain) {
    status = absl::UnavailableError(
        absl::StrCat("outcome unknown: the record may or may not be stored, retry with the same request_id: ",
                     std::string(error.message())));
  }
  Rollback();
  FailGroup(group, status);
}

void GroupWriter::SealGroup(Group& group) {
  if (!log_->enabled()) return;
  const absl::Status sealed = log_->AfterCommit();
  if (sealed.ok()) return GiveReceipts(group);
  // The file has what the callers must not hear of: it could not be proven that it says what they would be told.
  MarkBroken(sealed);
  FailGroup(group, absl::UnavailableError(absl::StrCat(
                       "outcome unknown: the record may be stored, but the log over it could not be signed: ",
                       std::string(sealed.message()))));
}

// A receipt that cannot be made is left out: the record is there, and can be proven later.
void GroupWriter::GiveReceipts(Group& group) {
  for (const std::unique_ptr<Pending>& pending : group) {
    if (!pending->result.ok()) continue;
    for (size_t i = 0; i < pending->batch.screenings.size(); ++i) {
      const ScreeningRow& row = pending->batch.screenings[i];
      if (!row.want_receipt) continue;
      ScreeningOutcome& outcome = pending->result->screenings[i];
      absl::StatusOr<std::string> receipt = outcome.existing.has_value()
                                                ? log_->Receipt(outcome.existing->audit_index, outcome.existing->body)
                                                : log_->Receipt(outcome.audit_index, row.body);
      if (receipt.ok()) outcome.receipt = *std::move(receipt);
    }
  }
}

bool GroupWriter::ApplyBatch(Pending& pending) {
  // A single row is atomic by itself. Savepoints are only paid for where a batch could be half written.
  const bool savepoint = pending.rows > 1 || !pending.batch.lists.empty() || !pending.batch.cases.empty();
  const size_t mark = requests_.Mark();
  if (savepoint) log_->Mark();
  int rc = savepoint ? connection_->Run("SAVEPOINT batch") : SQLITE_OK;
  if (rc == SQLITE_OK) rc = ApplyRows(pending);
  if (rc == SQLITE_OK && savepoint) rc = connection_->Run("RELEASE batch");
  if (rc == SQLITE_OK) return true;
  if (ClassifySqlite(rc) != SqliteFault::kOwn || !connection_->InTransaction()) {
    failure_ = NotStored("cannot write", rc);
    return false;
  }
  const absl::Status error = connection_->Error("cannot write to", rc);
  pending.result =
      !pending.conflict.ok() ? pending.conflict
      : rc == SQLITE_CONSTRAINT_UNIQUE
          ? absl::AlreadyExistsError(absl::StrCat("an identifier is taken; nothing of the batch was "
                                                  "stored: ",
                                                  std::string(error.message())))
          : absl::InternalError(absl::StrCat("nothing of the batch was stored: ", std::string(error.message())));
  if (savepoint) {
    requests_.Undo(mark);
    log_->Undo();
    rc = connection_->Run("ROLLBACK TO batch");
    if (rc == SQLITE_OK) rc = connection_->Run("RELEASE batch");
    if (rc != SQLITE_OK) {
      failure_ = NotStored("cannot roll back", rc);
      return false;
    }
  }
  return true;
}

int GroupWriter::ApplyRows(Pending& pending) {
  WriteResult& result = *pending.result;
  result.screenings.resize(pending.batch.screenings.size());
  for (size_t i = 0; i < pending.batch.screenings.size(); ++i) {
    const ScreeningRow& row = pending.batch.screenings[i];
    ScreeningOutcome& outcome = result.screenings[i];
    int rc = InsertScreening(*connection_, requests_, row, &outcome);
    if (rc == SQLITE_OK && !outcome.existing.has_value())
      rc = Logged(log_->AppendScreening(outcome.sequence, row, &outcome.audit_index));
    if (rc != SQLITE_OK) return rc;
  }
  for (size_t i = 0; i < pending.batch.lists.size(); ++i) {
    const int rc = ApplyListActivation(*connection_, pending.batch.lists[i], pending.encoded_lists[i]);
    if (rc != SQLITE_OK) return rc;
  }
  for (const CaseRow& row : pending.batch.cases) {
    bool conflict = false;
    const int rc = WriteCaseRow(*connection_, row, &conflict);
    if (rc != SQLITE_OK) return rc;
    if (!conflict) continue;
    pending.conflict = absl::AbortedError(
        absl::StrCat("case ", row.screening, " is not at version ", row.version - 1, "; nothing was stored"));
    return SQLITE_CONSTRAINT;
  }
  for (const MonitoredRow& row : pending.batch.monitored) {
    if (const int rc = WriteMonitoredRow(*connection_, row); rc != SQLITE_OK) return rc;
  }
  for (const std::string& ref : pending.batch.unmonitored) {
    if (const int rc = DeleteMonitoredRow(*connection_, ref); rc != SQLITE_OK) return rc;
  }
  if (!pending.batch.monitor_progress.empty()) {
    const int rc = WriteMonitorProgress(*connection_, pending.batch.monitor_progress);
    if (rc != SQLITE_OK) return rc;
  }
  result.events.resize(pending.batch.events.size());
  for (size_t i = 0; i < pending.batch.events.size(); ++i) {
    const int rc = Logged(log_->AppendEvent(pending.batch.events[i], &result.events[i]));
    if (rc != SQLITE_OK) return rc;
  }
  return SQLITE_OK;
}

// A batch that failed for its own reason keeps it.
void GroupWriter::FailGroup(Group& group, const absl::Status& status) {
  for (const std::unique_ptr<Pending>& pending : group) {
    if (pending->result.ok()) pending->result = status;
  }
}

// Some errors have rolled back already.
void GroupWriter::Rollback() {
  requests_.RolledBack();
  log_->RolledBack();
  if (connection_->InTransaction()) connection_->Run("ROLLBACK");
}

// Passive: waits for nobody. Readers that still need old pages only make it move less; then the next attempt comes
// after as many new pages.
void GroupWriter::MaybeCheckpoint() {
  if (log_pages_ < next_checkpoint_pages_) {
    // After a complete checkpoint the log starts again from its beginning.
    next_checkpoint_pages_ = std::min(next_checkpoint_pages_, log_pages_ + options_.checkpoint_pages);
    return;
  }
  {
    MutexLock lock(mu_);
    if (!broken_.ok()) return;
  }
  next_checkpoint_pages_ = log_pages_ + options_.checkpoint_pages;
  const int rc = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (rc != SQLITE_OK) NotStored("cannot checkpoint", rc).IgnoreError();
}

void GroupWriter::SetDiskFull(bool full) {
  MutexLock lock(mu_);
  disk_full_ = full;
}

void GroupWriter::ProbeDisk() {
  if (HasFreeSpace(options_.directory)) SetDiskFull(false);
}

// Turns a failed call into the callers' status and moves the state on.
absl::Status GroupWriter::NotStored(absl::string_view what, int result_code) {
  const absl::Status error = connection_->Error(what, result_code);
  switch (ClassifySqlite(result_code)) {
    case SqliteFault::kDiskFull:
      SetDiskFull(true);
      return absl::UnavailableError(
          absl::StrCat("no space left in ", options_.directory,
                       ": nothing was stored; writing resumes by itself when space is freed"));
    case SqliteFault::kNone:
    case SqliteFault::kOwn:
    case SqliteFault::kTransient:
      return absl::UnavailableError(absl::StrCat("nothing was stored: ", std::string(error.message())));
    case SqliteFault::kBroken:
      break;
  }
  MarkBroken(error);
  return absl::UnavailableError(absl::StrCat("the store failed and accepts no more records until it is opened again: ",
                                             std::string(error.message())));
}

}  // namespace cordon
