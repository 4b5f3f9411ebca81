#include "audit/log/stored_nodes.h"

#include "absl/status/status.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kMostTilesKept = 64;

}  // namespace

absl::StatusOr<std::string> StoredNodes::Hashes(int level, int64_t first, int64_t count) {
  const std::pair<int, int64_t> tile(level, first / kTileHashes);
  auto found = tiles_.find(tile);
  if (found == tiles_.end()) {
    absl::StatusOr<std::string> full = log_->GetLogTile(level, tile.second);
    if (full.ok()) {
      if (tiles_.size() >= kMostTilesKept) tiles_.erase(tiles_.begin());
      found = tiles_.emplace(tile, *std::move(full)).first;
    } else if (!absl::IsNotFound(full.status())) {
      return full.status();
    }
  }
  if (found != tiles_.end()) {
    return found->second.substr(static_cast<size_t>(first % kTileHashes) * kTreeHashBytes,
                                static_cast<size_t>(count) * kTreeHashBytes);
  }
  if (level == 0) return log_->LeafHashes(first, first + count);
  std::string hashes;
  for (int64_t i = first; i < first + count; ++i) {
    auto known = computed_.find({level, i});
    if (known == computed_.end()) {
      // The tile below is full; if it is missing, so is a part of the log.
      absl::StatusOr<std::string> below = log_->GetLogTile(level - 1, i);
      if (absl::IsNotFound(below.status())) return absl::DataLossError(below.status().message());
      if (!below.ok()) return below.status();
      known = computed_.emplace(std::make_pair(level, i), PerfectRoot(*below)).first;
    }
    hashes.append(HashBytes(known->second).data(), kTreeHashBytes);
  }
  return hashes;
}

absl::StatusOr<TreeHash> StoredNodes::Subtree(int height, int64_t number) {
  const int level = height / kTileHeight;
  const int within = height % kTileHeight;
  CORDON_ASSIGN_OR_RETURN(const std::string hashes, Hashes(level, number << within, int64_t{1} << within));
  return PerfectRoot(hashes);
}

absl::StatusOr<std::vector<std::string>> StoredNodes::OpenTiles(int64_t size) {
  std::vector<std::string> open;
  for (int level = 0; (size >> (kTileHeight * level)) > 0; ++level) {
    const int64_t hashes = size >> (kTileHeight * level);
    const int64_t count = hashes % kTileHashes;
    std::string tile;
    if (count > 0) {
      CORDON_ASSIGN_OR_RETURN(tile, Hashes(level, hashes - count, count));
    }
    open.push_back(std::move(tile));
  }
  return open;
}

}  // namespace cordon
