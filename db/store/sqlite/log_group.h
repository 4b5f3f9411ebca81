// The log's part in each transaction of the writer: entries with their records, full tiles, the checkpoint that was
// signed last; and after the commit the entries are read back through another connection, hashed again and signed.
// Does nothing without a keeper.
//
// Thread contract: as the write connection. All int results are SQLite result codes.
//
//   Begin -> AppendScreening, AppendEvent (Mark, Undo) -> BeforeCommit -> COMMIT -> AfterCommit, or RolledBack
#ifndef CORDON_DB_STORE_SQLITE_LOG_GROUP_H_
#define CORDON_DB_STORE_SQLITE_LOG_GROUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "db/store/log.h"
#include "db/store/sqlite/connection.h"
#include "db/store/store.h"

namespace cordon {

class LogGroup {
 public:
  // All outlive it; `keeper` may be null, then `reader` may too.
  LogGroup(LogKeeper* keeper, Connection* writer, Connection* reader)
      : keeper_(keeper), writer_(writer), reader_(reader) {}

  // Takes up the log of the file, or begins one: entry 0, then the screenings that are there already. To be called
  // once, before anything else.
  absl::Status Open();

  bool enabled() const { return keeper_ != nullptr; }

  void Begin();
  int AppendScreening(int64_t sequence, const ScreeningRow& row, int64_t* index);
  int AppendEvent(const LogEvent& event, int64_t* index);
  void Mark();
  void Undo();
  int BeforeCommit();
  // OK: durable, read back, signed. Otherwise nothing may be answered and nothing more written.
  absl::Status AfterCommit();
  void RolledBack();
  absl::StatusOr<std::string> Receipt(int64_t index, absl::string_view body) const;

  // Stores the last checkpoint. REQUIRES: no open transaction.
  absl::Status Close();

 private:
  absl::Status BeginLog();
  absl::Status AdoptScreenings();
  // Runs `append` in a transaction of its own, down to AfterCommit.
  absl::Status InTransaction(const std::function<absl::Status()>& append);

  LogKeeper* const keeper_;
  Connection* const writer_;
  Connection* const reader_;
  int64_t first_ = 0;                // index of the group's first entry
  std::vector<std::string> leaves_;  // of the group's entries
  size_t mark_ = 0;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_LOG_GROUP_H_
