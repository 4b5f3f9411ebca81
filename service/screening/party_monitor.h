// Registered parties, screened again when what is in force changes, and what changed about them.
//
// Only those whose result can differ are screened anew (entry_changes.h, ownership_changes.h, registered_parties.h); a
// change of policy, engine or ownership data concerns everybody. Each step is one transaction: new results, the events
// that tell of them, and how far the comparison is. Whoever is killed in between goes on from there: a party whose new
// result is stored has had its events, and its result does not differ again.
//
// Kept results may stem from several engine states while a comparison is under way (MonitorProgress.bases); what
// differs between any of them and the new one counts.
//
// Errors: InvalidArgument INVALID_FIELD and those of a party, FailedPrecondition NO_STORE, TOO_MANY_PARTIES, and those
// of the store.
//
// Thread contract: any thread; calls block for the store and for each other, for as long as one step takes.
#ifndef CORDON_SERVICE_SCREENING_PARTY_MONITOR_H_
#define CORDON_SERVICE_SCREENING_PARTY_MONITOR_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/published.h"
#include "cordon/v1/monitoring.pb.h"
#include "db/store/store.h"
#include "service/screening/engine_state.h"
#include "service/screening/monitor_result.h"
#include "service/screening/registered_parties.h"
#include "service/screening/screener.h"

namespace cordon {

inline constexpr int kMaxPartiesAtOnce = 1000;
inline constexpr int64_t kMaxMonitoredParties = 5'000'000;

// Whether results of both were made with the same.
bool SameBase(const v1::MonitorBase& a, const v1::MonitorBase& b);

class PartyMonitor {
 public:
  // `store` may be null: then nobody is registered. Pointers outlive it.
  PartyMonitor(const Published<EngineState>* state, Store* store, bool can_record, std::string snapshot_directory,
               const Clock* clock);

  absl::StatusOr<v1::RegisterPartiesResponse> Register(const v1::RegisterPartiesRequest& request,
                                                       const CallContext& context);
  absl::StatusOr<v1::RemovePartiesResponse> Remove(const v1::RemovePartiesRequest& request, const CallContext& context);
  absl::StatusOr<v1::ListMonitoredPartiesResponse> List(const v1::ListMonitoredPartiesRequest& request);
  // Has the comparison made: by whoever said so with OnWanted, else here and now.
  absl::StatusOr<v1::MonitorStatus> Compare(const v1::ComparePartiesRequest& request, const CallContext& context);
  absl::StatusOr<v1::MonitorStatus> Status();

  // Something changed, or somebody asks. With nobody waiting for it the comparison is made at once.
  void Want(const std::string& actor);
  // Who is to be told that a comparison is wanted; empty: nobody.
  void OnWanted(std::function<void()> told);

  // Compares until all is compared with what is in force, or `stop` says so. Returns how many were screened.
  absl::StatusOr<int64_t> Run(const std::function<bool()>& stop);
  // Makes the index of the parties, if that is worth its while. For whoever goes on living: it takes seconds for a
  // million and saves them at each change. `least`: newcomers that are worth it.
  absl::Status MakeIndex(size_t least = RegisteredParties::kLeastWorthIndexing);

 private:
  struct Comparison;

  absl::Status CheckWriter(const CallContext& context) const;
  absl::Status LoadProgress() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Page by page, so that nobody waits for all of them.
  absl::Status LoadParties() ABSL_EXCLUSIVE_LOCKS_REQUIRED(run_mu_);
  void WaitForOthers() const;
  v1::MonitorBase BaseOf(const EngineState& state, const std::string& day) const;
  bool IsCurrent(const v1::MonitorBase& base) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void AddBase(const v1::MonitorBase& base, v1::MonitorProgress* progress) const;
  // What results may have been made with; null if it cannot be made again.
  std::shared_ptr<const EngineState> StateOf(const v1::MonitorBase& base) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::StatusOr<bool> IsWanted();
  // Decides what is to do; nothing in `comparison->refs` if all is compared.
  absl::StatusOr<bool> Begin(Comparison* comparison) ABSL_EXCLUSIVE_LOCKS_REQUIRED(run_mu_);
  // Some parties more; false once all are done or what is in force has changed.
  absl::StatusOr<bool> Step(Comparison* comparison);
  absl::Status End(Comparison* comparison);
  absl::Status Commit(WriteBatch batch, v1::MonitorProgress progress) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Screens one party; appends what changed.
  absl::Status Rescreen(const std::string& ref, Comparison* comparison, WriteBatch* batch, int64_t* changes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::StatusOr<v1::MonitorStatus> StatusLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Published<EngineState>* const state_;
  Store* const store_;
  const bool can_record_;
  const std::string snapshot_directory_;
  const Clock* const clock_;
  Mutex run_mu_;  // one comparison at a time; taken before mu_
  // Whoever wants mu_ but a comparison, which takes it over and over and lets others go first.
  std::atomic<int> waiting_{0};
  Mutex mu_;
  std::function<void()> told_ ABSL_GUARDED_BY(mu_);
  std::string actor_ ABSL_GUARDED_BY(mu_);              // who caused the next comparison
  bool everybody_wanted_ ABSL_GUARDED_BY(mu_) = false;  // stored with each commit
  bool progress_loaded_ ABSL_GUARDED_BY(mu_) = false;
  bool parties_loading_ ABSL_GUARDED_BY(mu_) = false;  // parties_ has those that were read so far, and newcomers
  bool parties_loaded_ ABSL_GUARDED_BY(mu_) = false;
  v1::MonitorProgress progress_ ABSL_GUARDED_BY(mu_);
  RegisteredParties parties_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, std::shared_ptr<const EngineState>> states_ ABSL_GUARDED_BY(mu_);  // of bases, by digest
  bool comparing_ ABSL_GUARDED_BY(mu_) = false;
  int64_t done_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t to_do_ ABSL_GUARDED_BY(mu_) = 0;
  std::string failure_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_PARTY_MONITOR_H_
