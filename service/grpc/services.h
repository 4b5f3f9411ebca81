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
#include "cordon/v1/lists.grpc.pb.h"
#include "cordon/v1/owners.grpc.pb.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "service/grpc/handlers.h"
#include "service/grpc/screen_stream_call.h"

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
  void BindAudit();
  void BindEngine(std::function<void(v1::ServerInfo*)> describe);

  Handlers handlers_;
  v1::ScreeningService::AsyncService screening_;
  v1::ListService::AsyncService lists_;
  v1::OwnershipService::AsyncService ownership_;
  v1::EngineService::AsyncService engine_;
  v1::CaseService::AsyncService cases_;
  v1::AuditService::AsyncService audit_;

  // Bulk, streams, reads, imports and exports each have their own few threads, so that none of them holds up another,
  // and none holds up single screenings, which run where they arrive.
  Executor batches_;
  Executor reads_;
  Executor imports_;
  Executor exports_;
  Executor streams_;

  UnaryMethod<v1::ScreenPartyRequest, v1::Screening> screen_party_;
  UnaryMethod<v1::ScreenTransactionRequest, v1::Screening> screen_transaction_;
  UnaryMethod<v1::BatchScreenPartiesRequest, v1::BatchScreenPartiesResponse> batch_screen_parties_;
  UnaryMethod<v1::BatchScreenTransactionsRequest, v1::BatchScreenTransactionsResponse> batch_screen_transactions_;
  UnaryMethod<v1::GetScreeningRequest, v1::Screening> get_screening_;
  UnaryMethod<v1::ListScreeningsRequest, v1::ListScreeningsResponse> list_screenings_;
  UnaryMethod<v1::ExplainNonMatchRequest, v1::ExplainNonMatchResponse> explain_non_match_;
  UnaryMethod<v1::GetEngineStateRequest, v1::GetEngineStateResponse> get_engine_state_;
  UnaryMethod<v1::GetServerInfoRequest, v1::ServerInfo> get_server_info_;
  UnaryMethod<v1::ListRulesRequest, v1::ListRulesResponse> list_rules_;
  UnaryMethod<v1::ListVersionsRequest, v1::ListVersionsResponse> list_versions_;
  UnaryMethod<v1::ActivateListVersionRequest, v1::ActivateListVersionResponse> activate_list_version_;
  UnaryMethod<v1::ConfirmListVersionRequest, v1::ListVersion> confirm_list_version_;
  UnaryMethod<v1::DiffListVersionsRequest, v1::DiffListVersionsResponse> diff_list_versions_;
  UnaryMethod<v1::GetListEntryRequest, v1::ListEntry> get_list_entry_;
  UnaryMethod<v1::SearchListEntriesRequest, v1::SearchListEntriesResponse> search_list_entries_;
  UnaryMethod<v1::GetOwnershipRequest, v1::GetOwnershipResponse> get_ownership_;
  UnaryMethod<v1::ListCasesRequest, v1::ListCasesResponse> list_cases_;
  UnaryMethod<v1::GetCaseRequest, v1::ReviewCase> get_case_;
  UnaryMethod<v1::UpdateCaseRequest, v1::ReviewCase> update_case_;
  UnaryMethod<v1::DecideAlertRequest, v1::ReviewCase> decide_alert_;
  UnaryMethod<v1::ResolveCaseRequest, v1::ReviewCase> resolve_case_;
  UnaryMethod<v1::ApproveCaseRequest, v1::ReviewCase> approve_case_;
  UnaryMethod<v1::ReopenCaseRequest, v1::ReviewCase> reopen_case_;
  UnaryMethod<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse> list_audit_entries_;
  UnaryMethod<v1::GetAuditEntryRequest, v1::AuditEntry> get_audit_entry_;
  UnaryMethod<v1::ProveAuditEntryRequest, v1::AuditProof> prove_audit_entry_;
  UnaryMethod<v1::GetCheckpointRequest, v1::AuditCheckpoint> get_checkpoint_;
  UnaryMethod<v1::ProveConsistencyRequest, v1::ConsistencyProof> prove_consistency_;
  ScreenStreamMethod screen_stream_;
  ExportMethod export_list_;
  ImportMethod import_list_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SERVICES_H_
