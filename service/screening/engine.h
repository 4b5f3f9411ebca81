// Everything one process needs to answer: store, published state, screener and list manager over one data directory.
// The command line uses it in process, cordond behind gRPC.
// Thread contract: Open and destruction from one thread; the parts as their headers say.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<Engine> engine, Engine::Open({.data_dir = dir}));
//   engine->screener().ScreenPartyAndWait(request, context);
#ifndef CORDON_SERVICE_SCREENING_ENGINE_H_
#define CORDON_SERVICE_SCREENING_ENGINE_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "audit/log/tree_keeper.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/published.h"
#include "db/store/store.h"
#include "service/screening/audit_log.h"
#include "service/screening/case_desk.h"
#include "service/screening/engine_state.h"
#include "service/screening/event_feed.h"
#include "service/screening/list_manager.h"
#include "service/screening/party_monitor.h"
#include "service/screening/screener.h"
#include "service/screening/suppression_desk.h"

namespace cordon {

struct EngineOptions {
  std::string data_dir;
  // Read only: no lock is taken; without a database the starter list answers and nothing can be recorded.
  bool read_only = false;
  // The ownership graph is loaded and linked at once, not when it is first asked for.
  bool eager_ownership = true;
  absl::Duration lock_wait = absl::Seconds(5);
  std::string holder;       // shown to whoever finds the directory in use
  // Of the write-ahead log, before the writer moves them into the database (SqliteStoreOptions).
  int checkpoint_pages = 1000;
  std::string policy_path;  // may be empty; default DATA_DIR/policy.textproto if that exists
  std::map<std::string, std::string> policy_flags;
  const Clock* clock = SystemClock();
  IdSource* ids = RandomIdSource();
};

class Engine {
 public:
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const EngineOptions& options);
  ~Engine();

  // Reads the policy and the operator's rules again and publishes the state they make, or says why not and changes
  // nothing. Requests under way finish under what they began with. One thread at a time.
  absl::Status Reload();

  Screener& screener() { return *screener_; }
  ListManager& lists() { return *lists_; }
  CaseDesk& cases() { return *cases_; }
  SuppressionDesk& suppressions() { return *suppressions_; }
  PartyMonitor& monitor() { return *monitor_; }
  EventFeed& events() { return *events_; }
  AuditLog& audit() { return *audit_; }
  Store* store() { return store_.get(); }  // null when read only without a database
  const Published<EngineState>& state() const { return state_; }

 private:
  Engine() = default;
  // What two people silenced, and when it counts again.
  void BeginSuppressions(bool can_write);
  void SweepSuppressions(const std::string& actor);
  EngineOptions options_;
  Published<EngineState> state_;
  std::unique_ptr<TreeKeeper> log_keeper_;  // null: read only
  std::unique_ptr<Store> store_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Screener> screener_;
  std::unique_ptr<ListManager> lists_;
  std::unique_ptr<CaseDesk> cases_;
  std::unique_ptr<SuppressionDesk> suppressions_;
  std::unique_ptr<PartyMonitor> monitor_;
  std::unique_ptr<EventFeed> events_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ENGINE_H_
