// Checkpoints: the size and root of a log as a C2SP signed note, and receipts, which are an entry's inclusion proof and
// the checkpoint it leads to as one C2SP tlog-proof.
// Thread-safe (pure functions).
//
//   CORDON_ASSIGN_OR_RETURN(std::string note, SignCheckpoint({origin, size, root}, key));
//   CORDON_ASSIGN_OR_RETURN(Checkpoint read, OpenCheckpoint(note, key.verifier()));
#ifndef CORDON_AUDIT_LOG_CHECKPOINT_H_
#define CORDON_AUDIT_LOG_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "audit/log/signing_key.h"
#include "audit/log/tree.h"

namespace cordon {

inline constexpr size_t kMaxNoteBytes = 64 << 10;

struct Checkpoint {
  std::string origin;
  int64_t size = 0;
  TreeHash root{};
};

// The text that is signed: origin, size and root, a line each.
std::string CheckpointText(const Checkpoint& checkpoint);

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);

// The checkpoint in a note, which `key` must have signed. DataLoss saying what is wrong.
absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note, const VerifierKey& key);

// `entry` are the bytes of the entry, kept as the proof's extra data; without them if empty.
std::string ReceiptText(absl::string_view entry, int64_t index, const std::vector<TreeHash>& proof,
                        absl::string_view note);

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_CHECKPOINT_H_
