// Lists and ownership data as a use case: import -> validate -> store -> activate atomically; versions, rollback,
// status, search, show, export. A failed import or switch changes nothing: the last good state keeps answering.
// Thread contract: reads from any thread; imports are serialised inside.
#ifndef CORDON_SERVICE_SCREENING_LIST_MANAGER_H_
#define CORDON_SERVICE_SCREENING_LIST_MANAGER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/published.h"
#include "cordon/v1/lists.pb.h"
#include "db/lists/byte_source.h"
#include "db/store/store.h"
#include "service/screening/engine_state.h"
#include "service/screening/screener.h"
#include "service/screening/snapshot_cache.h"
#include "service/screening/stored_graph.h"

namespace cordon {

class ListManager {
 public:
  // `store` may be null: then the starter list is all there is. Without `can_import` (read-only store) imports are
  // refused. With `eager` a state is published only with its ownership graph loaded and linked, so that no request
  // waits for that; without, the first transaction does it.
  ListManager(Published<EngineState>* state, std::shared_ptr<const RuleSet> rules, Store* store, bool can_import,
              bool eager, const Clock* clock, IdSource* ids);

  // Keeps and reads prebuilt snapshots in this directory. To be called before LoadActive, if at all.
  void UseSnapshots(const std::string& directory) { snapshots_.emplace(directory); }

  // Called after other lists became active, with who did it. To be set before the first import, if at all.
  void OnActivated(std::function<void(const std::string& actor)> told) { activated_ = std::move(told); }

  // Builds the state from the store's active versions (the starter list if there are none) and publishes it.
  absl::Status LoadActive(LoadedPolicy policy);

  // The same lists under another policy and other rules, published at once after `record` agreed; what is under way
  // keeps its own.
  absl::Status Reload(LoadedPolicy policy, std::shared_ptr<const RuleSet> rules,
                      const std::function<absl::Status(const LoadedPolicy&)>& record);

  // A file of ownership data is recognised as one.
  absl::StatusOr<v1::ImportListResponse> Import(std::unique_ptr<ByteSource> bytes, const v1::ImportHeader& header,
                                                const CallContext& context,
                                                const std::function<void(int64_t bytes)>& progress = nullptr);
  // Versions: list_versions.cc.
  absl::StatusOr<v1::ListVersionsResponse> ListVersions(const v1::ListVersionsRequest& request) const;
  absl::StatusOr<v1::ActivateListVersionResponse> ActivateVersion(const v1::ActivateListVersionRequest& request,
                                                                  const CallContext& context);
  absl::StatusOr<v1::ListVersion> ConfirmVersion(const v1::ConfirmListVersionRequest& request,
                                                 const CallContext& context);
  absl::StatusOr<v1::DiffListVersionsResponse> DiffVersions(const v1::DiffListVersionsRequest& request) const;
  absl::StatusOr<v1::ListEntry> GetEntry(const v1::GetListEntryRequest& request) const;
  absl::StatusOr<v1::SearchListEntriesResponse> Search(const v1::SearchListEntriesRequest& request) const;
  // Calls `sink` with pieces of the file until done or `sink` returns an error.
  absl::Status Export(const v1::ExportListRequest& request,
                      const std::function<absl::Status(absl::string_view)>& sink) const;

 private:
  absl::StatusOr<std::shared_ptr<const EngineState>> BuildFrom(const std::vector<v1::ListVersion>& versions,
                                                               LoadedPolicy policy) const;

  // The state of these versions, among which `version` is new to it.
  absl::StatusOr<std::shared_ptr<const EngineState>> BuildSwitched(const v1::ListVersion& version,
                                                                   const std::vector<v1::ListVersion>& versions) const;

  void KeepSnapshot(const std::vector<v1::ListVersion>& versions, const ListSnapshot& snapshot) const;
  absl::StatusOr<v1::ImportListResponse> ImportOwnership(ByteSource& bytes, const v1::ImportHeader& header,
                                                         const CallContext& context,
                                                         const std::function<void(int64_t bytes)>& progress);
  absl::StatusOr<v1::ImportListResponse> ImportScreeningList(ByteSource& bytes, const v1::ImportHeader& header,
                                                             const CallContext& context,
                                                             const std::function<void(int64_t bytes)>& progress);
  // The graph of the ownership data among `versions`, null if there are none; the published one where it is of the same
  // data.
  std::shared_ptr<const Lazy<OwnershipGraph>> GraphOf(const std::vector<v1::ListVersion>& versions,
                                                      const FreshFile& fresh) const;
  // What the published state is linked to, if it is.
  std::shared_ptr<const LinkedOwnership> LinkedBefore() const;
  // Stores the version with its event in the log and, if it is active, publishes the state that it makes.
  absl::Status Commit(const v1::ListVersion& version, std::shared_ptr<const EngineState> next,
                      const std::string& caller, bool confirmed = false) ABSL_EXCLUSIVE_LOCKS_REQUIRED(import_mu_);

  // A record names its state by digest; what the digest stands for must be found later.
  absl::Status KeepContent(const EngineState& state) const;

  Published<EngineState>* state_;
  std::shared_ptr<const RuleSet> rules_;
  Store* store_;
  bool can_import_;
  bool eager_;
  const Clock* clock_;
  IdSource* ids_;
  std::optional<SnapshotCache> snapshots_;
  std::function<void(const std::string&)> activated_;
  Mutex import_mu_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LIST_MANAGER_H_
