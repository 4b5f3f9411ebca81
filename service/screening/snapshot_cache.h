// The prebuilt list snapshot of the active lists, kept as a file of the data directory so that a start need not build
// the index again: DATA_DIR/snapshots/KEY.snapshot, where KEY follows from the lists' entries and from the matching
// that made the snapshot. A cache: a file that is missing, damaged, cut off, foreign or stale is not used, and removing
// it costs one build.
//
// Thread contract: const methods from any thread; only the process that holds the data directory for writing may Keep.
#ifndef CORDON_SERVICE_SCREENING_SNAPSHOT_CACHE_H_
#define CORDON_SERVICE_SCREENING_SNAPSHOT_CACHE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cordon/v1/list.pb.h"
#include "match/list_snapshot.h"

namespace cordon {

class SnapshotCache {
 public:
  // Smaller snapshots are built faster than their file is written.
  static constexpr size_t kLeastNames = 2000;

  explicit SnapshotCache(std::string directory) : directory_(std::move(directory)) {}

  // Null unless there is a sound file for exactly these versions.
  std::shared_ptr<const ListSnapshot> Load(const std::vector<v1::ListVersion>& versions) const;

  // Stores the snapshot of these versions and removes those of others. An error means that it is not stored; nothing
  // else depends on it.
  absl::Status Keep(const std::vector<v1::ListVersion>& versions, const ListSnapshot& snapshot) const;

  std::string PathOf(const std::vector<v1::ListVersion>& versions) const;

 private:
  const std::string directory_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SNAPSHOT_CACHE_H_
