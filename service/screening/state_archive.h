// Engine states of the past, made again from what is stored under their digests: lists, ownership data, policy, rules.
// The engine itself, its matching tables included, is the program's: a record of another engine version needs that
// version's program.
// Thread contract: one thread at a time.
//
//   StateArchive archive(store, state.Get(), snapshots);
//   CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const EngineState> then, archive.Get(record.engine_state(), times));
#ifndef CORDON_SERVICE_SCREENING_STATE_ARCHIVE_H_
#define CORDON_SERVICE_SCREENING_STATE_ARCHIVE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/engine.pb.h"
#include "db/store/store.h"
#include "service/screening/engine_state.h"
#include "service/screening/snapshot_cache.h"

namespace cordon {

class StateArchive {
 public:
  // What a state has in common with `current`, or with the one asked for before, is not made again.
  StateArchive(BlobStore* blobs, std::shared_ptr<const EngineState> current, const std::string& snapshot_directory)
      : blobs_(*blobs), last_(std::move(current)), snapshots_(snapshot_directory) {}

  // The state of this digest ("sha256:HEX"), its versions imported or confirmed at `list_times`, one of each.
  // FailedPrecondition if another version of the engine made it, part of it is not in the store, or the times are not
  // of its versions (a record from before they were written down); DataLoss if what is stored is not what a digest
  // says.
  absl::StatusOr<std::shared_ptr<const EngineState>> Get(const std::string& digest,
                                                         const std::vector<std::string>& list_times);

 private:
  absl::StatusOr<std::string> Blob(const std::string& digest, absl::string_view what) const;
  absl::StatusOr<LoadedPolicy> PolicyOf(const v1::EngineState& info) const;
  absl::StatusOr<std::shared_ptr<const RuleSet>> RulesOf(const v1::EngineState& info) const;
  absl::StatusOr<std::shared_ptr<const ListSnapshot>> SnapshotOf(const v1::EngineState& info) const;

  BlobStore& blobs_;
  std::shared_ptr<const EngineState> last_;
  SnapshotCache snapshots_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_STATE_ARCHIVE_H_
