// The tree of RFC 6962 as its section 2.1 defines it, and the checks of RFC 9162 2.1.3.2 and 2.1.4.2: slow, obvious, on
// nothing but SHA-256. The twin of audit/log.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_TREE_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/sha256.h"

namespace cordon {

using Entries = absl::Span<const std::string>;

inline std::string RefLeaf(const std::string& entry) { return Sha256(std::string(1, '\0') + entry); }
inline std::string RefNode(const std::string& left, const std::string& right) {
  return Sha256(std::string(1, '\1') + left + right);
}
inline size_t RefSplit(size_t n) {
  size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

// MTH(D[n])
inline std::string RefRoot(Entries d) {
  if (d.empty()) return Sha256("");
  if (d.size() == 1) return RefLeaf(d[0]);
  const size_t k = RefSplit(d.size());
  return RefNode(RefRoot(d.subspan(0, k)), RefRoot(d.subspan(k)));
}

// PATH(m, D[n])
inline std::vector<std::string> RefInclusion(size_t m, Entries d) {
  if (d.size() <= 1) return {};
  const size_t k = RefSplit(d.size());
  std::vector<std::string> path = m < k ? RefInclusion(m, d.subspan(0, k)) : RefInclusion(m - k, d.subspan(k));
  path.push_back(m < k ? RefRoot(d.subspan(k)) : RefRoot(d.subspan(0, k)));
  return path;
}

// SUBPROOF(m, D[n], b)
inline std::vector<std::string> RefSubproof(size_t m, Entries d, bool whole) {
  if (m == d.size()) return whole ? std::vector<std::string>() : std::vector<std::string>{RefRoot(d)};
  const size_t k = RefSplit(d.size());
  std::vector<std::string> proof =
      m <= k ? RefSubproof(m, d.subspan(0, k), whole) : RefSubproof(m - k, d.subspan(k), false);
  proof.push_back(m <= k ? RefRoot(d.subspan(k)) : RefRoot(d.subspan(0, k)));
  return proof;
}
inline std::vector<std::string> RefConsistency(size_t m, Entries d) { return RefSubproof(m, d, true); }

inline bool RefCheckInclusion(int64_t index, int64_t size, const std::string& leaf,
                              const std::vector<std::string>& path, const std::string& root) {
  if (index < 0 || index >= size) return false;
  int64_t fn = index;
  int64_t sn = size - 1;
  std::string r = leaf;
  for (const std::string& p : path) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = RefNode(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = RefNode(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

inline bool RefCheckConsistency(int64_t first, int64_t second, const std::string& first_root,
                                const std::string& second_root, std::vector<std::string> path) {
  if (first == second) return path.empty() && first_root == second_root;
  if (first < 1 || first > second || path.empty()) return false;
  if ((first & (first - 1)) == 0) path.insert(path.begin(), first_root);
  int64_t fn = first - 1;
  int64_t sn = second - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  std::string fr = path[0];
  std::string sr = path[0];
  for (size_t i = 1; i < path.size(); ++i) {
    const std::string& c = path[i];
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = RefNode(c, fr);
      sr = RefNode(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = RefNode(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return fr == first_root && sr == second_root && sn == 0;
}

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_TREE_H_
