// The Merkle tree of RFC 6962, grown at its right edge: hashes of entries in, roots and full tiles out.
//
// A tree of n entries is kept as its frontier, the perfect subtrees that n is the sum of, and as the hashes of the
// tiles that are not full yet. A tile has 256 hashes: of entries at level 0, of perfect subtrees of 256^L entries at
// level L. One entry costs one hash of a node on average, a root as many as the tree is high.
//
// Thread contract: none (one owner).
//
//   TreeEdge edge;
//   edge.Append(LeafHash(entry));
//   sign(edge.size(), edge.Root());
#ifndef CORDON_AUDIT_LOG_TREE_H_
#define CORDON_AUDIT_LOG_TREE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr size_t kTreeHashBytes = 32;
inline constexpr int kTileHeight = 8;
inline constexpr int64_t kTileHashes = 256;

using TreeHash = std::array<char, kTreeHashBytes>;

inline absl::string_view HashBytes(const TreeHash& hash) { return {hash.data(), hash.size()}; }
// REQUIRES: 32 bytes.
TreeHash ToTreeHash(absl::string_view bytes);

// SHA-256(0x00 || entry).
TreeHash LeafHash(absl::string_view entry);
// SHA-256(0x01 || left || right).
TreeHash NodeHash(const TreeHash& left, const TreeHash& right);
// The root of a tree without entries: SHA-256("").
TreeHash EmptyRoot();
// The root over hashes of perfect subtrees of one height, which is what a run of a tile's hashes is. REQUIRES: as many
// as a power of two.
TreeHash PerfectRoot(absl::string_view hashes);

class TreeEdge {
 public:
  // A tile that has become full: 256 hashes.
  struct Tile {
    int level;
    int64_t number;
    std::string hashes;
  };
  // What Undo goes back to.
  struct Mark {
    int64_t size = 0;
    std::vector<TreeHash> peaks;
    std::vector<size_t> tile_bytes;
    size_t full = 0;
  };

  // The empty tree.
  TreeEdge() = default;
  // The tree of `size` entries whose open tiles hold these hashes: of each level, those after its last full tile.
  static TreeEdge Restore(int64_t size, const std::vector<std::string>& open_tiles);

  int64_t size() const { return size_; }
  void Append(const TreeHash& leaf);
  TreeHash Root() const;

  Mark MarkHere() const;
  // REQUIRES: `mark` was made after the last DropFull.
  void Undo(const Mark& mark);

  // The tiles that became full since the last DropFull, in the order in which they did.
  std::vector<Tile> FullTiles() const;
  void DropFull();

  // The hashes of one level from number `first_hash` on, as far as they are in memory: what has not been dropped.
  struct Run {
    int64_t first_hash = 0;
    absl::string_view hashes;
  };
  Run InMemory(int level) const;
  int levels() const { return static_cast<int>(open_.size()); }

 private:
  // Hashes of one level from `first` (a multiple of 256) on.
  struct Level {
    int64_t first = 0;
    std::string hashes;
  };
  void AddToLevel(size_t level, const TreeHash& hash);

  int64_t size_ = 0;
  std::vector<TreeHash> peaks_;  // roots of perfect subtrees, the largest first: one for each bit of size_
  std::vector<Level> open_;
  struct Full {
    int level;
    int64_t number;
  };
  std::vector<Full> full_;
};

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_TREE_H_
