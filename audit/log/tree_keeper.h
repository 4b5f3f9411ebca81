// Keeps the tree over a store's entries and signs it: the LogKeeper of every real store.
//
// Opening refuses a log that is not what was signed: the newest stored checkpoint must be signed by the key that was in
// force, its root must be that of the entries, and entries after it are hashed again. Without its key nothing may be
// written.
//
// Thread contract: what LogKeeper says; Latest and PrepareRotation from any thread.
#ifndef CORDON_AUDIT_LOG_TREE_KEEPER_H_
#define CORDON_AUDIT_LOG_TREE_KEEPER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "audit/log/key_directory.h"
#include "audit/log/signing_key.h"
#include "audit/log/tree.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "db/store/log.h"

namespace cordon {

class TreeKeeper : public LogKeeper {
 public:
  struct Options {
    std::string key_directory;
    std::string actor;  // who begins a log, if there is none
    const Clock* clock = SystemClock();
  };
  explicit TreeKeeper(const Options& options)
      : keys_(options.key_directory), actor_(options.actor), clock_(*options.clock) {}

  absl::StatusOr<Beginning> Create(int64_t adopted_screenings) override;
  absl::Status Load(LogReader& log) override;
  std::string HashEntry(absl::string_view entry) const override;
  void Begin() override;
  int64_t Append(absl::string_view leaf_hash) override;
  void Mark() override;
  void Undo() override;
  std::vector<LogTileRow> Tiles() const override;
  std::optional<LogCheckpointRow> Unstored() const override;
  void RolledBack() override;
  absl::Status Seal() override;
  absl::StatusOr<std::string> Receipt(int64_t index, absl::string_view entry, LogReader& log) const override;

  // The checkpoint of everything that was sealed. FailedPrecondition before the first.
  absl::StatusOr<LogCheckpointRow> Latest() const;

  // Makes a new key and the event that hands over to it; once that event is committed the new key signs. One at a time.
  absl::StatusOr<LogEvent> PrepareRotation(const std::string& actor);

 private:
  // The keys in force as the log says: the last for what is signed now, and the one for a checkpoint of `size`.
  struct KeysInForce {
    VerifierKey now;
    VerifierKey at_size;
  };
  absl::StatusOr<KeysInForce> ReadKeys(LogReader& log, int64_t size) const;
  absl::Status CheckTail(LogReader& log, int64_t from, int64_t size) const;

  struct Rotation {
    SigningKey key;
    std::string leaf_hash;
  };

  const KeyDirectory keys_;
  const std::string actor_;
  const Clock& clock_;

  TreeEdge edge_;
  TreeEdge::Mark begin_;  // of the open transaction
  TreeEdge::Mark mark_;
  std::string origin_;
  bool unstored_ = false;      // latest_ is not in the file
  bool storing_ = false;       // the open transaction takes it along
  bool handing_over_ = false;  // the open transaction has the event of rotation_

  mutable Mutex mu_;
  std::optional<SigningKey> key_ ABSL_GUARDED_BY(mu_);
  std::optional<Rotation> rotation_ ABSL_GUARDED_BY(mu_);
  std::optional<LogCheckpointRow> latest_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_TREE_KEEPER_H_
