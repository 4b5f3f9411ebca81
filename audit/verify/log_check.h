// The check of one log, whatever it is read from: entries come in order and are hashed into the tree; every checkpoint,
// stored or brought along, must have the root the entries give at its size and the signature of the key that was valid
// there. The keys are followed through the log itself, from its first entry over each rotation.
//
// Thread contract: none (one owner). Memory does not grow with the log, apart from what events name.
//
//   LogChecker checker({origin}, next_checkpoint, tile, &report);
//   for (entry : log) checker.Add(entry);
//   checker.Finish();
#ifndef CORDON_AUDIT_VERIFY_LOG_CHECK_H_
#define CORDON_AUDIT_VERIFY_LOG_CHECK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "audit/verify/json.h"
#include "audit/verify/note.h"
#include "audit/verify/report.h"
#include "audit/verify/tree.h"

namespace cordon::verify {

inline constexpr char kEventFormat[] = "cordon.audit.event.v1";
inline constexpr char kLargeFormat[] = "cordon.audit.large.v1";
inline constexpr size_t kMaxEventBytes = 32'768;

// A checkpoint that was kept elsewhere.
struct Anchor {
  std::string label;  // its file
  std::string note;
  uint64_t size = 0;  // as its text says
};

struct LogCheckOptions {
  std::string origin;
  // Anchors, ascending by size.
  std::vector<Anchor> anchors;
  // At least one of these must have signed the log. Empty: whatever the log itself says.
  std::vector<VerifierKey> pinned;
  // An anchor below the log's size must also be among the stored checkpoints.
  bool stored_has_anchors = false;
  // Log of somebody else: entries mean nothing to us, checkpoints must be signed by `pinned`.
  bool foreign = false;
};

class LogChecker {
 public:
  struct StoredCheckpoint {
    uint64_t size = 0;
    std::string note;
  };
  // The next stored checkpoint in ascending order of size; nullopt at the end.
  using NextCheckpoint = std::function<std::optional<StoredCheckpoint>()>;

  LogChecker(LogCheckOptions options, NextCheckpoint next_checkpoint, TreeReader::FullTile full_tile, Report* report);

  // The next entry. `is_event`: it is none of a screening; its meaning is followed.
  void Add(absl::string_view bytes, bool is_event);
  // The same with its leaf hash at hand.
  void Add(absl::string_view bytes, bool is_event, const Hash& leaf);
  // A screening whose bytes are not looked at, below a checkpoint that is trusted.
  void AddHash(const Hash& leaf);
  void Finish();

  uint64_t size() const { return tree_.size(); }
  const TreeReader& tree() const { return tree_; }
  // What events name: digest -> the first index that does. And each list version with the digest of its entries.
  const std::map<std::string, uint64_t>& blobs() const { return blobs_; }
  struct VersionSeen {
    uint64_t index;
    std::string entries_sha256;
  };
  const std::map<std::string, VersionSeen>& versions() const { return versions_; }
  // The latest event of each case.
  struct CaseSeen {
    uint64_t index = 0;
    int64_t version = 0;
    std::string sha256;
  };
  const std::map<std::string, CaseSeen>& cases() const { return cases_; }
  // Of `log_created`: how many screenings there were before.
  int64_t adopted() const { return adopted_; }

 private:
  // A key and the index of the event that made it sign.
  struct KeySpan {
    VerifierKey key;
    uint64_t since;
  };

  void FollowEvent(absl::string_view bytes);
  void FollowCreated(const JsonValue& event);
  void FollowRotation(const JsonValue& event);
  void FollowCase(const JsonValue& event);
  void AddBlob(const JsonValue& value);
  void CheckpointsHere();
  void CheckStored(const StoredCheckpoint& stored);
  void CheckAnchor(const Anchor& anchor);
  // True if note, signature, origin, size and root are right; otherwise reported under `label`.
  bool CheckNote(absl::string_view label, absl::string_view text, uint64_t size);
  void Beyond(absl::string_view label, uint64_t size);
  void CheckPinned();
  const VerifierKey* KeyAt(uint64_t size) const;

  const LogCheckOptions options_;
  const NextCheckpoint next_checkpoint_;
  Report& report_;
  TreeReader tree_;
  std::optional<StoredCheckpoint> pending_;
  size_t next_anchor_ = 0;
  uint64_t last_stored_ = 0;  // size of the last stored checkpoint that was met
  uint64_t last_good_ = 0;    // size up to which a checkpoint vouches for the entries
  uint64_t stored_seen_ = 0;
  std::vector<KeySpan> keys_;
  std::vector<Anchor> missing_;  // anchors that are good and not stored
  std::map<std::string, uint64_t> blobs_;
  std::map<std::string, VersionSeen> versions_;
  std::map<std::string, CaseSeen> cases_;
  int64_t adopted_ = 0;
  bool root_known_ = false;  // root_ is that of the current size
  Hash root_{};
};

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_LOG_CHECK_H_
