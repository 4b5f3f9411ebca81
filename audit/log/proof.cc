#include "audit/log/proof.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

// The root of the entries [first, end), as it stands in some tree: `first` is a multiple of the largest power of two
// in the range.
absl::StatusOr<TreeHash> RangeRoot(int64_t first, int64_t end, NodeSource& nodes) {
  if (first == end) return EmptyRoot();
  std::vector<TreeHash> peaks;
  for (int height = 62; height >= 0; --height) {
    if ((((end - first) >> height) & 1) == 0) continue;
    CORDON_ASSIGN_OR_RETURN(const TreeHash peak, nodes.Subtree(height, first >> height));
    peaks.push_back(peak);
    first += int64_t{1} << height;
  }
  TreeHash root = peaks.back();
  for (size_t i = peaks.size() - 1; i-- > 0;) root = NodeHash(peaks[i], root);
  return root;
}

// The largest power of two below n. REQUIRES: n > 1.
int64_t SplitAt(int64_t n) {
  int64_t split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

}  // namespace

absl::StatusOr<TreeHash> RootAt(int64_t size, NodeSource& nodes) { return RangeRoot(0, size, nodes); }

absl::StatusOr<std::vector<TreeHash>> InclusionProof(int64_t index, int64_t size, NodeSource& nodes) {
  if (index < 0 || index >= size) {
    return absl::InvalidArgumentError(absl::StrCat("there is no entry ", index, " in a log of ", size));
  }
  std::vector<TreeHash> proof;
  int64_t first = 0;
  int64_t end = size;
  while (end - first > 1) {
    const int64_t middle = first + SplitAt(end - first);
    const bool left = index < middle;
    CORDON_ASSIGN_OR_RETURN(const TreeHash sibling,
                            left ? RangeRoot(middle, end, nodes) : RangeRoot(first, middle, nodes));
    proof.push_back(sibling);
    (left ? end : first) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<std::vector<TreeHash>> ConsistencyProof(int64_t old_size, int64_t size, NodeSource& nodes) {
  if (old_size < 1 || old_size > size) {
    return absl::InvalidArgumentError(
        absl::StrCat("a log of ", size, " entries cannot be compared with one of ", old_size));
  }
  std::vector<TreeHash> proof;
  int64_t first = 0;
  int64_t end = size;
  // Down to the subtree that ends where the old tree ends. While it begins at 0 it is the old tree, whose root the
  // verifier has.
  while (end != old_size) {
    const int64_t middle = first + SplitAt(end - first);
    const bool left = old_size <= middle;
    CORDON_ASSIGN_OR_RETURN(const TreeHash sibling,
                            left ? RangeRoot(middle, end, nodes) : RangeRoot(first, middle, nodes));
    proof.push_back(sibling);
    (left ? end : first) = middle;
  }
  if (first != 0) {
    CORDON_ASSIGN_OR_RETURN(const TreeHash own, RangeRoot(first, end, nodes));
    proof.push_back(own);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace cordon
