// The methods of the services, bound to handlers and executors, and served on completion threads.
// Thread contract: Serve once, before traffic; destruction after the completion threads have stopped.
#ifndef CORDON_SERVICE_GRPC_SERVICES_H_
#define CORDON_SERVICE_GRPC_SERVICES_H_

#include <grpcpp/server_builder.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/executor.h"
#include "cordon/v1/audit.grpc.pb.h"
#include "cordon/v1/cases.grpc.pb.h"
#include "cordon/v1/engine.grpc.pb.h"
#include "cordon/v1/events.grpc.pb.h"
#include "cordon/v1/lists.grpc.pb.h"
#include "cordon/v1/monitoring.grpc.pb.h"
#include "cordon/v1/owners.grpc.pb.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "cordon/v1/suppressions.grpc.pb.h"
#include "service/grpc/event_board.h"
#include "service/grpc/handlers.h"
#include "service/grpc/method_binding.h"
#include "service/grpc/screen_stream_call.h"
#include "service/grpc/watch_events_call.h"

namespace cordon {

inline constexpr size_t kMaxUnaryBytes = 1 << 20;
inline constexpr size_t kMaxBatchBytes = 4 << 20;

class Services {
 public:
  // `describe` fills what the server knows about itself into ServerInfo.
  Services(Handlers handlers, const StreamLimits& streams, int threads, std::function<void(v1::ServerInfo*)> describe);

  void Register(grpc::ServerBuilder* builder);
  // Queues waiting calls of every method on `home`.
  void Serve(CompletionThread* home, CallEnvironment* environment);
  // After the last call: joins the executors.
  void Shutdown();

  // Calls that wait for a thread, by pool.
  std::vector<std::pair<std::string, size_t>> Queues() const;

  const Handlers& handlers() const { return handlers_; }

 private:
  void BindScreening();
  void BindReads();
  void BindListVersions();
  void BindCases();
  void BindMonitoring();
  void BindEvents(const WatchLimits& limits);
  void BindAudit();
  void BindEngine(std::function<void(v1::ServerInfo*)> describe);

  Handlers handlers_;
  v1::ScreeningService::AsyncService screening_;
  v1::ListService::AsyncService lists_;
  v1::OwnershipService::AsyncService ownership_;
  v1::EngineService::AsyncService engine_;
  v1::CaseService::AsyncService cases_;
  v1::SuppressionService::AsyncService suppressions_;
  v1::MonitoringService::AsyncService monitoring_;
  v1::EventService::AsyncService events_;
  v1::AuditService::AsyncService audit_;

  // Bulk, streams, reads, imports and exports each have their own few threads, so that none of them holds up another,
  // and none holds up single screenings, which run where they arrive.
  Executor batches_;
  Executor reads_;
  Executor imports_;
  Executor exports_;
  Executor streams_;
  Executor event_reads_;
  EventBoard event_board_;

  BoundMethods methods_;
  ScreenStreamMethod<PartyStream> party_stream_;
  ScreenStreamMethod<TransactionStream> transaction_stream_;
  WatchEventsMethod watch_events_;
  ExportMethod export_list_;
  ImportMethod import_list_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SERVICES_H_
