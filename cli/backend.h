// The use cases as the commands see them, whether they run in this process or in a server: every command works on this
// interface and prints what it returns, so that both give the same bytes.
// Thread contract: BatchScreenParties may be called from several threads; everything else from one.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<Backend> backend, OpenBackend(options, Access::kRead));
//   backend->GetScreening(request);
#ifndef CORDON_CLI_BACKEND_H_
#define CORDON_CLI_BACKEND_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/audit.pb.h"
#include "cordon/v1/cases.pb.h"
#include "cordon/v1/engine.pb.h"
#include "cordon/v1/events.pb.h"
#include "cordon/v1/lists.pb.h"
#include "cordon/v1/monitoring.pb.h"
#include "cordon/v1/owners.pb.h"
#include "cordon/v1/screening.pb.h"
#include "cordon/v1/suppressions.pb.h"
#include "db/lists/byte_source.h"

namespace cordon::cli {

class Backend {
 public:
  virtual ~Backend() = default;

  // True when a server answers: it judges by its own policy and clock.
  virtual bool remote() const = 0;

  // One result per request, in order. A non-OK status means that no request of the batch was answered.
  virtual absl::StatusOr<v1::BatchScreenPartiesResponse> BatchScreenParties(
      const v1::BatchScreenPartiesRequest& request) = 0;
  // One result per request, in order. A non-OK status means that no request of the batch was answered.
  virtual absl::StatusOr<v1::BatchScreenTransactionsResponse> BatchScreenTransactions(
      const v1::BatchScreenTransactionsRequest& request) = 0;
  virtual absl::StatusOr<v1::Screening> GetScreening(const v1::GetScreeningRequest& request) = 0;
  virtual absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(const v1::ListScreeningsRequest& request) = 0;
  virtual absl::StatusOr<v1::ExplainNonMatchResponse> ExplainNonMatch(const v1::ExplainNonMatchRequest& request) = 0;
  virtual absl::StatusOr<v1::GetEngineStateResponse> GetEngineState() = 0;
  virtual absl::StatusOr<v1::ServerInfo> GetServerInfo() = 0;
  virtual absl::StatusOr<v1::ListRulesResponse> ListRules(const v1::ListRulesRequest& request) = 0;

  virtual absl::StatusOr<v1::GetOwnershipResponse> GetOwnership(const v1::GetOwnershipRequest& request) = 0;

  virtual absl::StatusOr<v1::ListCasesResponse> ListCases(const v1::ListCasesRequest& request) = 0;
  virtual absl::StatusOr<v1::ReviewCase> GetCase(const v1::GetCaseRequest& request) = 0;
  virtual absl::StatusOr<v1::ReviewCase> UpdateCase(const v1::UpdateCaseRequest& request) = 0;
  virtual absl::StatusOr<v1::ReviewCase> DecideAlert(const v1::DecideAlertRequest& request) = 0;
  virtual absl::StatusOr<v1::ReviewCase> ResolveCase(const v1::ResolveCaseRequest& request) = 0;
  virtual absl::StatusOr<v1::ReviewCase> ApproveCase(const v1::ApproveCaseRequest& request) = 0;
  virtual absl::StatusOr<v1::ReviewCase> ReopenCase(const v1::ReopenCaseRequest& request) = 0;
  virtual absl::StatusOr<v1::Suppression> ProposeSuppression(const v1::ProposeSuppressionRequest& request) = 0;
  virtual absl::StatusOr<v1::Suppression> ApproveSuppression(const v1::ApproveSuppressionRequest& request) = 0;
  virtual absl::StatusOr<v1::Suppression> EndSuppression(const v1::EndSuppressionRequest& request) = 0;
  virtual absl::StatusOr<v1::Suppression> GetSuppression(const v1::GetSuppressionRequest& request) = 0;
  virtual absl::StatusOr<v1::ListSuppressionsResponse> ListSuppressions(const v1::ListSuppressionsRequest& request) = 0;
  virtual absl::StatusOr<v1::RegisterPartiesResponse> RegisterParties(const v1::RegisterPartiesRequest& request) = 0;
  virtual absl::StatusOr<v1::RemovePartiesResponse> RemoveParties(const v1::RemovePartiesRequest& request) = 0;
  virtual absl::StatusOr<v1::ListMonitoredPartiesResponse> ListMonitoredParties(const v1::ListMonitoredPartiesRequest& request) = 0;
  virtual absl::StatusOr<v1::MonitorStatus> CompareParties(const v1::ComparePartiesRequest& request) = 0;
  virtual absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request) = 0;
  // Calls `visit` with each message until it says no more; takes a stream up again that broke off.
  virtual absl::Status WatchEvents(const v1::WatchEventsRequest& request,
                                   const std::function<bool(const v1::WatchEventsResponse&)>& visit) = 0;
  virtual absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(const v1::ListAuditEntriesRequest& request) = 0;
  virtual absl::StatusOr<v1::AuditEntry> GetAuditEntry(const v1::GetAuditEntryRequest& request) = 0;
  virtual absl::StatusOr<v1::AuditProof> ProveAuditEntry(const v1::ProveAuditEntryRequest& request) = 0;
  virtual absl::StatusOr<v1::AuditEntry> RecordExport(const v1::RecordExportRequest& request) = 0;
  // In process only: the key is beside the data.
  virtual absl::StatusOr<v1::AuditEntry> RotateAuditKey() = 0;

  virtual absl::StatusOr<v1::ListVersionsResponse> ListVersions(const v1::ListVersionsRequest& request) = 0;
  virtual absl::StatusOr<v1::ActivateListVersionResponse> ActivateListVersion(
      const v1::ActivateListVersionRequest& request) = 0;
  virtual absl::StatusOr<v1::ListVersion> ConfirmListVersion(const v1::ConfirmListVersionRequest& request) = 0;
  virtual absl::StatusOr<v1::DiffListVersionsResponse> DiffListVersions(const v1::DiffListVersionsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListEntry> GetListEntry(const v1::GetListEntryRequest& request) = 0;
  virtual absl::StatusOr<v1::SearchListEntriesResponse> SearchListEntries(
      const v1::SearchListEntriesRequest& request) = 0;
  virtual absl::Status ExportList(const v1::ExportListRequest& request,
                                  const std::function<absl::Status(absl::string_view)>& sink) = 0;
  // `progress` may be empty; it is called with the bytes taken so far.
  virtual absl::StatusOr<v1::ImportListResponse> ImportList(std::unique_ptr<ByteSource> bytes,
                                                            const v1::ImportHeader& header,
                                                            const std::function<void(int64_t bytes)>& progress) = 0;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_BACKEND_H_
