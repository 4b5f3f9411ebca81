// What the transport calls: one function per method, and what health is judged by. EngineHandlers binds them to the use
// cases; tests bind them to whatever they need.
//
// Thread contract: all functions may be called from any thread at once. Blocking ones (marked) run on an executor.
#ifndef CORDON_SERVICE_GRPC_HANDLERS_H_
#define CORDON_SERVICE_GRPC_HANDLERS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "cordon/v1/audit.pb.h"
#include "cordon/v1/engine.pb.h"
#include "cordon/v1/events.pb.h"
#include "cordon/v1/lists.pb.h"
#include "cordon/v1/monitoring.pb.h"
#include "cordon/v1/owners.pb.h"
#include "cordon/v1/screening.pb.h"
#include "cordon/v1/suppressions.pb.h"
#include "service/grpc/export_call.h"
#include "service/grpc/import_call.h"
#include "service/grpc/metrics.h"
#include "service/grpc/unary_call.h"
#include "service/screening/engine.h"

namespace cordon {

// How the server stands. An empty reason means serving.
struct ServingState {
  std::string screening;  // why no screening can be answered
  std::string lists;      // why no list can be imported
};

// The policy's bounds on calls.
struct CallLimits {
  int max_in_flight = 1'000;
  absl::Duration default_deadline = absl::Seconds(2);
};

template <typename Request, typename Response>
using BlockingHandler = std::function<absl::StatusOr<Response>(const Request&, const RpcContext&)>;

struct Handlers {
  UnaryHandler<v1::ScreenPartyRequest, v1::Screening> screen_party;
  UnaryHandler<v1::ScreenTransactionRequest, v1::Screening> screen_transaction;                      // blocking
  UnaryHandler<v1::BatchScreenPartiesRequest, v1::BatchScreenPartiesResponse> batch_screen_parties;  // blocking
  UnaryHandler<v1::BatchScreenTransactionsRequest, v1::BatchScreenTransactionsResponse>
      batch_screen_transactions;  // blocking
  BlockingHandler<v1::GetScreeningRequest, v1::Screening> get_screening;
  BlockingHandler<v1::ListScreeningsRequest, v1::ListScreeningsResponse> list_screenings;
  BlockingHandler<v1::ExplainNonMatchRequest, v1::ExplainNonMatchResponse> explain_non_match;
  BlockingHandler<v1::GetEngineStateRequest, v1::GetEngineStateResponse> get_engine_state;  // quick
  BlockingHandler<v1::ListRulesRequest, v1::ListRulesResponse> list_rules;                  // quick
  std::function<absl::StatusOr<int64_t>()> count_screenings;                                // blocking
  BlockingHandler<v1::ListVersionsRequest, v1::ListVersionsResponse> list_versions;
  BlockingHandler<v1::ActivateListVersionRequest, v1::ActivateListVersionResponse> activate_list_version;
  BlockingHandler<v1::ConfirmListVersionRequest, v1::ListVersion> confirm_list_version;
  BlockingHandler<v1::DiffListVersionsRequest, v1::DiffListVersionsResponse> diff_list_versions;
  BlockingHandler<v1::GetListEntryRequest, v1::ListEntry> get_list_entry;
  BlockingHandler<v1::SearchListEntriesRequest, v1::SearchListEntriesResponse> search_list_entries;
  BlockingHandler<v1::GetOwnershipRequest, v1::GetOwnershipResponse> get_ownership;
  BlockingHandler<v1::ListCasesRequest, v1::ListCasesResponse> list_cases;
  BlockingHandler<v1::GetCaseRequest, v1::ReviewCase> get_case;
  BlockingHandler<v1::UpdateCaseRequest, v1::ReviewCase> update_case;
  BlockingHandler<v1::DecideAlertRequest, v1::ReviewCase> decide_alert;
  BlockingHandler<v1::ResolveCaseRequest, v1::ReviewCase> resolve_case;
  BlockingHandler<v1::ApproveCaseRequest, v1::ReviewCase> approve_case;
  BlockingHandler<v1::ReopenCaseRequest, v1::ReviewCase> reopen_case;
  BlockingHandler<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse> list_audit_entries;
  BlockingHandler<v1::GetAuditEntryRequest, v1::AuditEntry> get_audit_entry;
  BlockingHandler<v1::ProveAuditEntryRequest, v1::AuditProof> prove_audit_entry;
  BlockingHandler<v1::GetCheckpointRequest, v1::AuditCheckpoint> get_checkpoint;
  BlockingHandler<v1::ProveConsistencyRequest, v1::ConsistencyProof> prove_consistency;
  BlockingHandler<v1::RecordExportRequest, v1::AuditEntry> record_export;
  BlockingHandler<v1::ProposeSuppressionRequest, v1::Suppression> propose_suppression;
  BlockingHandler<v1::ApproveSuppressionRequest, v1::Suppression> approve_suppression;
  BlockingHandler<v1::EndSuppressionRequest, v1::Suppression> end_suppression;
  BlockingHandler<v1::GetSuppressionRequest, v1::Suppression> get_suppression;
  BlockingHandler<v1::ListSuppressionsRequest, v1::ListSuppressionsResponse> list_suppressions;
  BlockingHandler<v1::RegisterPartiesRequest, v1::RegisterPartiesResponse> register_parties;
  BlockingHandler<v1::RemovePartiesRequest, v1::RemovePartiesResponse> remove_parties;
  BlockingHandler<v1::ListMonitoredPartiesRequest, v1::ListMonitoredPartiesResponse> list_monitored_parties;
  BlockingHandler<v1::ComparePartiesRequest, v1::MonitorStatus> compare_parties;
  BlockingHandler<v1::ListEventsRequest, v1::ListEventsResponse> list_events;
  std::function<absl::StatusOr<int64_t>()> latest_event;  // blocking; empty: nobody can watch
  ExportHandler export_list;
  ImportHandler import_list;
  std::function<ServingState()> serving;
  std::function<void(LiveFigures*)> figures;  // how the lists stand; may be empty
  std::function<CallLimits()> limits;
};

// `engine` and `clock` must outlive the handlers.
Handlers EngineHandlers(Engine* engine, const Clock* clock);

// PermissionDenied when a request asks for no record over a network connection: what is answered there is recorded.
absl::Status CheckNoRecord(bool no_record, const RpcContext& context, absl::string_view prefix);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_HANDLERS_H_
