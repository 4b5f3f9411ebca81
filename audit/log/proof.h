// Proofs of RFC 6962: that an entry is in a tree, and that one tree is the beginning of another.
// Thread contract: as the source of the hashes.
//
//   CORDON_ASSIGN_OR_RETURN(std::vector<TreeHash> proof, InclusionProof(index, size, nodes));
#ifndef CORDON_AUDIT_LOG_PROOF_H_
#define CORDON_AUDIT_LOG_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "audit/log/tree.h"

namespace cordon {

// Where the roots of perfect subtrees come from.
class NodeSource {
 public:
  virtual ~NodeSource() = default;
  // Of the 2^height entries from number * 2^height on. REQUIRES: the log has them all.
  virtual absl::StatusOr<TreeHash> Subtree(int height, int64_t number) = 0;
};

// The root of the first `size` entries.
absl::StatusOr<TreeHash> RootAt(int64_t size, NodeSource& nodes);

// The siblings on the way from entry `index` to the root of the first `size` entries, the lowest first. InvalidArgument
// unless 0 <= index < size.
absl::StatusOr<std::vector<TreeHash>> InclusionProof(int64_t index, int64_t size, NodeSource& nodes);

// That the first `old_size` entries of the first `size` are the same. Empty for equal sizes. InvalidArgument unless
// 0 < old_size <= size.
absl::StatusOr<std::vector<TreeHash>> ConsistencyProof(int64_t old_size, int64_t size, NodeSource& nodes);

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_PROOF_H_
