// The roots of perfect subtrees from what a store keeps: full tiles, and hashes of entries where a tile is not full.
// A tile that is not full has, above level 0, no hashes of its own: they are computed from the tiles below and kept for
// the next question.
// Thread contract: none (one owner); the store's own may be shared.
#ifndef CORDON_AUDIT_LOG_STORED_NODES_H_
#define CORDON_AUDIT_LOG_STORED_NODES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "audit/log/proof.h"
#include "audit/log/tree.h"
#include "db/store/log.h"

namespace cordon {

class StoredNodes : public NodeSource {
 public:
  // `log` outlives it; null: there is no log, and nothing may be asked.
  explicit StoredNodes(LogReader* log) : log_(log) {}

  absl::StatusOr<TreeHash> Subtree(int height, int64_t number) override;

  // The hashes of the open tiles of a log of `size` entries, level by level: what TreeEdge::Restore takes.
  absl::StatusOr<std::vector<std::string>> OpenTiles(int64_t size);

 private:
  // `count` hashes of a level from `first` on, within one tile.
  absl::StatusOr<std::string> Hashes(int level, int64_t first, int64_t count);

  LogReader* const log_;
  std::map<std::pair<int, int64_t>, std::string> tiles_;  // full ones
  std::map<std::pair<int, int64_t>, TreeHash> computed_;  // hashes of tiles that are not full
};

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_STORED_NODES_H_
