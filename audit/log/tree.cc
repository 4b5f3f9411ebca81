#include "audit/log/tree.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace cordon {
namespace {

// One context for each thread: making one costs more than hashing a node.
class NodeHasher {
 public:
  NodeHasher() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    if (algorithm_ == nullptr || context_ == nullptr) std::abort();
  }
  ~NodeHasher() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  NodeHasher(const NodeHasher&) = delete;
  NodeHasher& operator=(const NodeHasher&) = delete;

  TreeHash Hash(absl::string_view first, absl::string_view second) {
    TreeHash hash;
    unsigned int size = 0;
    if (EVP_DigestInit_ex(context_, algorithm_, nullptr) != 1 ||
        EVP_DigestUpdate(context_, first.data(), first.size()) != 1 ||
        EVP_DigestUpdate(context_, second.data(), second.size()) != 1 ||
        EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(hash.data()), &size) != 1 ||
        size != kTreeHashBytes) {
      std::abort();
    }
    return hash;
  }

  static NodeHasher& OfThisThread() {
    thread_local NodeHasher hasher;
    return hasher;
  }

 private:
  EVP_MD* const algorithm_;
  EVP_MD_CTX* const context_;
};

}  // namespace

TreeHash ToTreeHash(absl::string_view bytes) {
  TreeHash hash{};
  std::memcpy(hash.data(), bytes.data(), std::min(bytes.size(), hash.size()));
  return hash;
}

TreeHash LeafHash(absl::string_view entry) {
  return NodeHasher::OfThisThread().Hash(absl::string_view("\x00", 1), entry);
}

TreeHash NodeHash(const TreeHash& left, const TreeHash& right) {
  char bytes[1 + 2 * kTreeHashBytes];
  bytes[0] = 1;
  std::memcpy(bytes + 1, left.data(), left.size());
  std::memcpy(bytes + 1 + kTreeHashBytes, right.data(), right.size());
  return NodeHasher::OfThisThread().Hash(absl::string_view(bytes, sizeof(bytes)), "");
}

TreeHash EmptyRoot() { return NodeHasher::OfThisThread().Hash("", ""); }

TreeHash PerfectRoot(absl::string_view hashes) {
  std::vector<TreeHash> row(hashes.size() / kTreeHashBytes);
  for (size_t i = 0; i < row.size(); ++i) row[i] = ToTreeHash(hashes.substr(i * kTreeHashBytes, kTreeHashBytes));
  for (; row.size() > 1; row.resize(row.size() / 2)) {
    for (size_t i = 0; i + 1 < row.size(); i += 2) row[i / 2] = NodeHash(row[i], row[i + 1]);
  }
  return row.empty() ? EmptyRoot() : row[0];
}

TreeEdge TreeEdge::Restore(int64_t size, const std::vector<std::string>& open_tiles) {
  TreeEdge edge;
  edge.size_ = size;
  for (size_t level = 0; level < open_tiles.size(); ++level) {
    const int64_t hashes = size >> (kTileHeight * static_cast<int>(level));
    edge.open_.push_back({hashes / kTileHashes * kTileHashes, open_tiles[level]});
  }
  // A peak of height h stands for hashes of the level h / 8, which are in that level's open tile: the size has no more
  // than this peak and smaller ones after the level's last full tile.
  for (int height = 62; height >= 0; --height) {
    if (((size >> height) & 1) == 0) continue;
    const Level& level = edge.open_[static_cast<size_t>(height / kTileHeight)];
    const int64_t first_hash = (size >> (height + 1) << (height + 1)) >> (height / kTileHeight * kTileHeight);
    const size_t at = static_cast<size_t>(first_hash - level.first) * kTreeHashBytes;
    edge.peaks_.push_back(
        PerfectRoot(absl::string_view(level.hashes).substr(at, kTreeHashBytes << (height % kTileHeight))));
  }
  return edge;
}

void TreeEdge::AddToLevel(size_t level, const TreeHash& hash) {
  if (open_.size() <= level) open_.resize(level + 1);
  Level& at = open_[level];
  at.hashes.append(hash.data(), hash.size());
  const int64_t hashes = at.first + static_cast<int64_t>(at.hashes.size() / kTreeHashBytes);
  if (hashes % kTileHashes == 0) full_.push_back({static_cast<int>(level), hashes / kTileHashes - 1});
}

void TreeEdge::Append(const TreeHash& leaf) {
  AddToLevel(0, leaf);
  TreeHash merged = leaf;
  int height = 0;
  for (; ((size_ >> height) & 1) != 0; ++height) {
    merged = NodeHash(peaks_.back(), merged);
    peaks_.pop_back();
    if ((height + 1) % kTileHeight == 0) AddToLevel(static_cast<size_t>((height + 1) / kTileHeight), merged);
  }
  peaks_.push_back(merged);
  ++size_;
}

TreeHash TreeEdge::Root() const {
  if (peaks_.empty()) return EmptyRoot();
  TreeHash root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i-- > 0;) root = NodeHash(peaks_[i], root);
  return root;
}

TreeEdge::Mark TreeEdge::MarkHere() const {
  Mark mark{size_, peaks_, {}, full_.size()};
  for (const Level& level : open_) mark.tile_bytes.push_back(level.hashes.size());
  return mark;
}

void TreeEdge::Undo(const Mark& mark) {
  size_ = mark.size;
  peaks_ = mark.peaks;
  full_.resize(mark.full);
  for (size_t level = 0; level < open_.size(); ++level) {
    open_[level].hashes.resize(level < mark.tile_bytes.size() ? mark.tile_bytes[level] : 0);
  }
}

std::vector<TreeEdge::Tile> TreeEdge::FullTiles() const {
  std::vector<Tile> tiles;
  for (const Full& full : full_) {
    const Level& level = open_[static_cast<size_t>(full.level)];
    const size_t at = static_cast<size_t>(full.number * kTileHashes - level.first) * kTreeHashBytes;
    tiles.push_back({full.level, full.number, level.hashes.substr(at, kTileHashes * kTreeHashBytes)});
  }
  return tiles;
}

void TreeEdge::DropFull() {
  for (Level& level : open_) {
    const size_t tiles = level.hashes.size() / (kTileHashes * kTreeHashBytes);
    level.hashes.erase(0, tiles * kTileHashes * kTreeHashBytes);
    level.first += static_cast<int64_t>(tiles) * kTileHashes;
  }
  full_.clear();
}

TreeEdge::Run TreeEdge::InMemory(int level) const {
  if (level >= levels()) return {};
  const Level& at = open_[static_cast<size_t>(level)];
  return {at.first, at.hashes};
}

}  // namespace cordon
