#include "cli/local_backend.h"

#include <utility>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "service/screening/caller.h"
#include "service/screening/engine_state.h"
#include "service/screening/ownership_lookup.h"
#include "service/screening/rule_catalogue.h"

namespace cordon::cli {
namespace {

constexpr absl::Duration kLookForEvents = absl::Seconds(1);

class LocalBackend : public Backend {
 public:
  explicit LocalBackend(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {
    context_.caller = LocalCaller();
  }

  bool remote() const override { return false; }

  absl::StatusOr<v1::BatchScreenPartiesResponse> BatchScreenParties(
      const v1::BatchScreenPartiesRequest& request) override {
    return engine_->screener().BatchScreenPartiesAndWait(request, context_);
  }
  absl::StatusOr<v1::BatchScreenTransactionsResponse> BatchScreenTransactions(
      const v1::BatchScreenTransactionsRequest& request) override {
    return engine_->screener().BatchScreenTransactionsAndWait(request, context_);
  }
  absl::StatusOr<v1::Screening> GetScreening(const v1::GetScreeningRequest& request) override {
    return engine_->screener().GetScreening(request);
  }
  absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(const v1::ListScreeningsRequest& request) override {
    return engine_->screener().ListScreenings(request);
  }
  absl::StatusOr<v1::ExplainNonMatchResponse> ExplainNonMatch(const v1::ExplainNonMatchRequest& request) override {
    return engine_->screener().ExplainNonMatch(request);
  }
  absl::StatusOr<v1::GetEngineStateResponse> GetEngineState() override { return engine_->screener().GetEngineState(); }

  // What a server would say, as far as there is no server: whether answers can be given, and how many are recorded.
  absl::StatusOr<v1::ServerInfo> GetServerInfo() override {
    v1::ServerInfo info;
    info.set_version(kProductVersion);
    info.set_engine_version(kEngineVersion);
    const ListCondition condition = JudgeLists(*engine_->state().Get(), SystemClock()->Now());
    info.set_serving(condition.refusal.ok());
    if (!condition.refusal.ok()) info.set_not_serving_reason(std::string(condition.refusal.message()));
    if (engine_->store() != nullptr) {
      CORDON_ASSIGN_OR_RETURN(const int64_t count, engine_->store()->CountScreenings());
      info.set_screenings_recorded(count);
    }
    return info;
  }

  absl::StatusOr<v1::GetOwnershipResponse> GetOwnership(const v1::GetOwnershipRequest& request) override {
    return LookUpOwnership(request, *engine_->state().Get(), FormatDate(SystemClock()->Now()));
  }
  absl::StatusOr<v1::ListRulesResponse> ListRules(const v1::ListRulesRequest& request) override {
    return ListLoadedRules(*engine_->state().Get()->rules, request);
  }

  absl::StatusOr<v1::ListCasesResponse> ListCases(const v1::ListCasesRequest& request) override {
    return engine_->cases().ListCases(request);
  }
  absl::StatusOr<v1::ReviewCase> GetCase(const v1::GetCaseRequest& request) override {
    return engine_->cases().GetCase(request);
  }
  absl::StatusOr<v1::ReviewCase> UpdateCase(const v1::UpdateCaseRequest& request) override {
    return engine_->cases().Update(request, context_);
  }
  absl::StatusOr<v1::ReviewCase> DecideAlert(const v1::DecideAlertRequest& request) override {
    return engine_->cases().Decide(request, context_);
  }
  absl::StatusOr<v1::ReviewCase> ResolveCase(const v1::ResolveCaseRequest& request) override {
    return engine_->cases().Resolve(request, context_);
  }
  absl::StatusOr<v1::ReviewCase> ApproveCase(const v1::ApproveCaseRequest& request) override {
    return engine_->cases().Approve(request, context_);
  }
  absl::StatusOr<v1::ReviewCase> ReopenCase(const v1::ReopenCaseRequest& request) override {
    return engine_->cases().Reopen(request, context_);
  }
  absl::StatusOr<v1::Suppression> ProposeSuppression(const v1::ProposeSuppressionRequest& request) override {
    return engine_->suppressions().Propose(request, context_);
  }
  absl::StatusOr<v1::Suppression> ApproveSuppression(const v1::ApproveSuppressionRequest& request) override {
    return engine_->suppressions().Approve(request, context_);
  }
  absl::StatusOr<v1::Suppression> EndSuppression(const v1::EndSuppressionRequest& request) override {
    return engine_->suppressions().End(request, context_);
  }
  absl::StatusOr<v1::Suppression> GetSuppression(const v1::GetSuppressionRequest& request) override {
    return engine_->suppressions().Get(request);
  }
  absl::StatusOr<v1::ListSuppressionsResponse> ListSuppressions(const v1::ListSuppressionsRequest& request) override {
    return engine_->suppressions().List(request);
  }
  absl::StatusOr<v1::RegisterPartiesResponse> RegisterParties(const v1::RegisterPartiesRequest& request) override {
    return engine_->monitor().Register(request, context_);
  }
  absl::StatusOr<v1::RemovePartiesResponse> RemoveParties(const v1::RemovePartiesRequest& request) override {
    return engine_->monitor().Remove(request, context_);
  }
  absl::StatusOr<v1::ListMonitoredPartiesResponse> ListMonitoredParties(
      const v1::ListMonitoredPartiesRequest& request) override {
    return engine_->monitor().List(request);
  }
  absl::StatusOr<v1::MonitorStatus> CompareParties(const v1::ComparePartiesRequest& request) override {
    return engine_->monitor().Compare(request, context_);
  }
  absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request) override {
    return engine_->events().ListEvents(request);
  }
  // Looks again each second: whoever writes the directory is another process.
  absl::Status WatchEvents(const v1::WatchEventsRequest& request,
                           const std::function<bool(const v1::WatchEventsResponse&)>& visit) override {
    v1::ListEventsRequest page = PageOf(request);
    if (request.only_new()) {
      CORDON_ASSIGN_OR_RETURN(const int64_t latest, engine_->events().Latest());
      page.set_after(latest);
    }
    for (;;) {
      CORDON_ASSIGN_OR_RETURN(v1::ListEventsResponse found, engine_->events().ListEvents(page));
      for (v1::Event& event : *found.mutable_events()) {
        v1::WatchEventsResponse message;
        message.set_sequence(event.sequence());
        *message.mutable_event() = std::move(event);
        if (!visit(message)) return absl::OkStatus();
      }
      page.set_after(found.sequence());
      if (!found.more()) absl::SleepFor(kLookForEvents);
    }
  }
  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(const v1::ListAuditEntriesRequest& request) override {
    return engine_->audit().ListEntries(request);
  }
  absl::StatusOr<v1::AuditEntry> GetAuditEntry(const v1::GetAuditEntryRequest& request) override {
    return engine_->audit().GetEntry(request);
  }
  absl::StatusOr<v1::AuditProof> ProveAuditEntry(const v1::ProveAuditEntryRequest& request) override {
    return engine_->audit().ProveEntry(request);
  }
  absl::StatusOr<v1::AuditEntry> RecordExport(const v1::RecordExportRequest& request) override {
    return engine_->audit().RecordExport(request, context_.caller);
  }
  absl::StatusOr<v1::AuditEntry> RotateAuditKey() override { return engine_->audit().RotateKey(context_.caller); }

  absl::StatusOr<v1::ListVersionsResponse> ListVersions(const v1::ListVersionsRequest& request) override {
    return engine_->lists().ListVersions(request);
  }
  absl::StatusOr<v1::ActivateListVersionResponse> ActivateListVersion(
      const v1::ActivateListVersionRequest& request) override {
    return engine_->lists().ActivateVersion(request, context_);
  }
  absl::StatusOr<v1::ListVersion> ConfirmListVersion(const v1::ConfirmListVersionRequest& request) override {
    return engine_->lists().ConfirmVersion(request, context_);
  }
  absl::StatusOr<v1::DiffListVersionsResponse> DiffListVersions(const v1::DiffListVersionsRequest& request) override {
    return engine_->lists().DiffVersions(request);
  }
  absl::StatusOr<v1::ListEntry> GetListEntry(const v1::GetListEntryRequest& request) override {
    return engine_->lists().GetEntry(request);
  }
  absl::StatusOr<v1::SearchListEntriesResponse> SearchListEntries(
      const v1::SearchListEntriesRequest& request) override {
    return engine_->lists().Search(request);
  }
  absl::Status ExportList(const v1::ExportListRequest& request,
                          const std::function<absl::Status(absl::string_view)>& sink) override {
    return engine_->lists().Export(request, sink);
  }
  absl::StatusOr<v1::ImportListResponse> ImportList(std::unique_ptr<ByteSource> bytes, const v1::ImportHeader& header,
                                                    const std::function<void(int64_t bytes)>& progress) override {
    return engine_->lists().Import(std::move(bytes), header, context_, progress);
  }

 private:
  std::unique_ptr<Engine> engine_;
  CallContext context_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> OpenLocalBackend(const EngineOptions& options) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<Engine> engine, Engine::Open(options));
  return std::unique_ptr<Backend>(std::make_unique<LocalBackend>(std::move(engine)));
}

}  // namespace cordon::cli
