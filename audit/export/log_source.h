// A log as exports read it: the entries below its newest stored checkpoint, in order, and the hashes that proofs are
// made of. Read only, at one moment, also beside a running server.
//
// Thread contract: one thread.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<LogSource> log, LogSource::Open(data_dir));
//   log->ReadEntries(0, log->size(), [&](const LogSource::Entry& entry) { ... });
//   CORDON_ASSIGN_OR_RETURN(std::vector<TreeHash> proof, InclusionProof(17, log->size(), *log));
#ifndef CORDON_AUDIT_EXPORT_LOG_SOURCE_H_
#define CORDON_AUDIT_EXPORT_LOG_SOURCE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "audit/log/proof.h"
#include "audit/verify/database.h"

namespace cordon {

class LogSource : public NodeSource {
 public:
  struct Entry {
    int64_t index = 0;
    absl::string_view bytes;   // as they are hashed
    absl::string_view record;  // of a screening: the record, longer than `bytes` if it stands as its digest
    bool is_event = false;
  };

  // NotFound without a data directory, FailedPrecondition if it has no checkpoint yet.
  static absl::StatusOr<std::unique_ptr<LogSource>> Open(const std::string& directory);

  const std::string& origin() const { return origin_; }
  // Entries that the checkpoint covers.
  int64_t size() const { return size_; }
  const TreeHash& root() const { return root_; }
  const std::string& checkpoint() const { return checkpoint_; }
  // Verifier key that signed it.
  const std::string& key() const { return key_; }

  // Entries first..end-1 in order, until `entry` answers an error. DataLoss if one is missing or has another hash.
  absl::Status ReadEntries(int64_t first, int64_t end, const std::function<absl::Status(const Entry&)>& entry);
  // Index of the screening with this id (without "screenings/"). NotFound.
  absl::StatusOr<int64_t> FindScreening(absl::string_view id);
  // Of those the checkpoint covers; -1 if there is none.
  absl::StatusOr<int64_t> NewestScreening();
  absl::StatusOr<std::string> ReadBlob(absl::string_view sha256) const;

  absl::StatusOr<TreeHash> Subtree(int height, int64_t number) override;

 private:
  LogSource(std::string directory, std::unique_ptr<verify::Database> database)
      : directory_(std::move(directory)), database_(std::move(database)) {}
  absl::Status Load();
  // Hashes [first, first + count) of a level, within one tile.
  absl::StatusOr<std::string> LevelHashes(int level, int64_t first, int64_t count);
  absl::StatusOr<std::string> FullTile(int level, int64_t number);

  const std::string directory_;
  const std::unique_ptr<verify::Database> database_;
  std::string origin_;
  int64_t size_ = 0;
  TreeHash root_{};
  std::string checkpoint_;
  std::string key_;
  std::map<int, std::pair<int64_t, std::string>> newest_tile_;  // by level: the one read last
  std::map<std::pair<int, int64_t>, TreeHash> subtrees_;        // that proofs asked for: neighbours ask again
};

}  // namespace cordon

#endif  // CORDON_AUDIT_EXPORT_LOG_SOURCE_H_
