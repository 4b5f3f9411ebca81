// The one thread and the one connection that write. Batches queue; the thread takes what waits (up to max_group rows),
// writes it in one transaction, commits, has the log read it back and sign it, and only then tells the callers. Between
// groups it checkpoints.
//
// A request that is alone never waits for others. But callers that were just answered come back with their next
// request, one after the other: taking the first of them would make groups of 1 and 63 in turn, two syncs for what one
// could carry. So if the last group had more rows than wait now, the thread gives the others a moment, at most a
// quarter of what the last commit took.
//
// States: ok <-> disk full (cleared by the next commit that succeeds or by a probe for free space, every 250 ms while
// idle) -> broken (final: after an I/O error no further write, sync or checkpoint is attempted, because a second fsync
// after a failed one can report success for data that is lost).
//
// Thread contract: Transact, Health and MarkBroken from any thread; Start and destruction from one. The destructor
// commits what is queued.
#ifndef CORDON_DB_STORE_SQLITE_GROUP_WRITER_H_
#define CORDON_DB_STORE_SQLITE_GROUP_WRITER_H_

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "db/store/sqlite/connection.h"
#include "db/store/sqlite/log_group.h"
#include "db/store/sqlite/request_index.h"
#include "db/store/store.h"

namespace cordon {

class GroupWriter {
 public:
  struct Options {
    std::string directory;
    int max_group = 64;
    int max_queue = 65'536;
    int checkpoint_pages = 1000;
    int merge_requests_at = 32'768;
  };

  // Starts the thread. `connection` and `log` must outlive the writer and are used by nobody else; `log` is open.
  static absl::StatusOr<std::unique_ptr<GroupWriter>> Start(const Options& options, Connection* connection,
                                                            LogGroup* log);
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  void Transact(WriteBatch batch, Writer::Done done);
  absl::Status Health() const;
  // A reader found damage.
  void MarkBroken(const absl::Status& reason);

 private:
  GroupWriter(const Options& options, Connection* connection, LogGroup* log);

  // One queued batch and what becomes of it.
  struct Pending {
    WriteBatch batch;
    std::vector<std::string> encoded_lists;
    Writer::Done done;
    int rows = 0;
    absl::Status conflict;  // set by ApplyRows: a case is at another version
    absl::StatusOr<WriteResult> result = WriteResult();
  };
  using Group = std::vector<std::unique_ptr<Pending>>;

  void Run();
  Group TakeGroup(bool* probe);
  void Gather() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void CommitGroup(Group& group);
  // Writes one batch into the open transaction. False when the group cannot go on; `failure_` says why.
  bool ApplyBatch(Pending& pending);
  int ApplyRows(Pending& pending);
  // The transaction is in the file: what the log does before anybody is answered.
  void SealGroup(Group& group);
  void GiveReceipts(Group& group);
  void FailGroup(Group& group, const absl::Status& status);
  void Rollback();
  void MaybeCheckpoint();
  void SetDiskFull(bool full);
  void ProbeDisk();
  absl::Status NotStored(absl::string_view what, int result_code);

  const Options options_;
  Connection* const connection_;
  LogGroup* const log_;

  mutable Mutex mu_;
  CondVar wake_;
  std::deque<std::unique_ptr<Pending>> queue_ ABSL_GUARDED_BY(mu_);
  int queued_rows_ ABSL_GUARDED_BY(mu_) = 0;
  int wake_at_rows_ ABSL_GUARDED_BY(mu_) = 1;  // the thread sleeps until so many rows wait
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  bool disk_full_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status broken_ ABSL_GUARDED_BY(mu_);  // OK while it is not

  // Of the writer thread only.
  RequestIndex requests_;
  absl::Status failure_;
  int last_group_rows_ = 0;
  std::chrono::nanoseconds last_commit_{0};
  int log_pages_ = 0;
  int next_checkpoint_pages_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_GROUP_WRITER_H_
