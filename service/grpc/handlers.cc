#include "service/grpc/handlers.h"

#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/screening/errors.h"
#include "service/screening/ownership_lookup.h"
#include "service/screening/rule_catalogue.h"

namespace cordon {
namespace {

ServingState JudgeServing(Engine* engine, const Clock* clock) {
  ServingState serving;
  const absl::Status store =
      engine->store() == nullptr ? absl::FailedPreconditionError("there is no database") : engine->store()->Health();
  if (!store.ok()) {
    serving.lists = absl::StrCat("STORE_UNAVAILABLE: ", store.message());
    serving.screening = serving.lists;
    return serving;
  }
  const ListCondition lists = JudgeLists(*engine->state().Get(), clock->Now());
  if (!lists.refusal.ok()) {
    serving.screening = absl::StrCat(GetErrorReason(lists.refusal), ": ", lists.refusal.message());
  }
  return serving;
}

// How the lists stand, for the metrics.
void ReadListFigures(const EngineState& state, absl::Time now, LiveFigures* figures) {
  figures->starter = state.starter;
  std::set<std::string> active;
  for (int i = 0; i < state.info.versions_size(); ++i) {
    const v1::ListVersion& version = state.info.versions(i);
    if (version.starter()) continue;
    std::optional<absl::Duration> age;
    if (const auto& retrieved = state.retrieved[static_cast<size_t>(i)]; retrieved.has_value()) age = now - *retrieved;
    if (version.has_ownership()) {
      figures->lists.push_back({"ownership", version.source(), 0, age});
      continue;
    }
    for (const v1::ListSummary& list : version.lists()) {
      figures->lists.push_back({list.list(), version.source(), list.entries(), age});
      active.insert(list.list());
    }
  }
  for (const std::string& list : state.policy.policy.required_lists()) {
    if (active.count(list) == 0) figures->missing_lists.push_back(list);
  }
}

// How registered parties stand. What cannot be told is behind.
void ReadMonitorFigures(Engine* engine, LiveFigures* figures) {
  const absl::StatusOr<v1::MonitorStatus> status = engine->monitor().Status();
  figures->monitored_parties = status.ok() ? status->parties() : 0;
  figures->monitoring_behind = !status.ok() || !status->current() || status->incomplete_size() > 0;
  figures->monitoring_failed = !status.ok() || !status->failure().empty();
}

CallLimits ReadLimits(Engine* engine) {
  const std::shared_ptr<const EngineState> state = engine->state().Get();
  const v1::WorkLimits& limits = state->policy.policy.limits();
  CallLimits result;
  result.max_in_flight = limits.max_in_flight();
  result.default_deadline = absl::Milliseconds(limits.default_deadline_ms());
  return result;
}

void BindScreening(Engine* engine, Handlers* handlers) {
  handlers->screen_party = [engine](const v1::ScreenPartyRequest& request, const RpcContext& context,
                                    Screener::Done done) {
    absl::Status allowed = CheckNoRecord(request.no_record(), context, "");
    if (!allowed.ok()) return done(std::move(allowed));
    engine->screener().ScreenParty(request, context, std::move(done));
  };
  handlers->screen_transaction = [engine](const v1::ScreenTransactionRequest& request, const RpcContext& context,
                                          Screener::Done done) {
    absl::Status allowed = CheckNoRecord(request.no_record() || request.validate_only(), context, "");
    if (!allowed.ok()) return done(std::move(allowed));
    engine->screener().ScreenTransaction(request, context, std::move(done));
  };
  handlers->batch_screen_parties = [engine](const v1::BatchScreenPartiesRequest& request, const RpcContext& context,
                                            Screener::BatchDone done) {
    for (int i = 0; i < request.requests_size(); ++i) {
      absl::Status allowed =
          CheckNoRecord(request.requests(i).no_record(), context, absl::StrCat("requests[", i, "]."));
      if (!allowed.ok()) return done(std::move(allowed));
    }
    engine->screener().BatchScreenParties(request, context, std::move(done));
  };
  handlers->batch_screen_transactions = [engine](const v1::BatchScreenTransactionsRequest& request,
                                                 const RpcContext& context, Screener::TransactionBatchDone done) {
    for (int i = 0; i < request.requests_size(); ++i) {
      const v1::ScreenTransactionRequest& one = request.requests(i);
      absl::Status allowed =
          CheckNoRecord(one.no_record() || one.validate_only(), context, absl::StrCat("requests[", i, "]."));
      if (!allowed.ok()) return done(std::move(allowed));
    }
    engine->screener().BatchScreenTransactions(request, context, std::move(done));
  };
  handlers->get_screening = [engine](const v1::GetScreeningRequest& request, const RpcContext&) {
    return engine->screener().GetScreening(request);
  };
  handlers->list_screenings = [engine](const v1::ListScreeningsRequest& request, const RpcContext&) {
    return engine->screener().ListScreenings(request);
  };
  handlers->explain_non_match = [engine](const v1::ExplainNonMatchRequest& request, const RpcContext&) {
    return engine->screener().ExplainNonMatch(request);
  };
}

void BindLists(Engine* engine, Handlers* handlers) {
  handlers->list_versions = [engine](const v1::ListVersionsRequest& request, const RpcContext&) {
    return engine->lists().ListVersions(request);
  };
  handlers->activate_list_version = [engine](const v1::ActivateListVersionRequest& request, const RpcContext& context) {
    return engine->lists().ActivateVersion(request, context);
  };
  handlers->confirm_list_version = [engine](const v1::ConfirmListVersionRequest& request, const RpcContext& context) {
    return engine->lists().ConfirmVersion(request, context);
  };
  handlers->diff_list_versions = [engine](const v1::DiffListVersionsRequest& request, const RpcContext&) {
    return engine->lists().DiffVersions(request);
  };
  handlers->get_list_entry = [engine](const v1::GetListEntryRequest& request, const RpcContext&) {
    return engine->lists().GetEntry(request);
  };
  handlers->search_list_entries = [engine](const v1::SearchListEntriesRequest& request, const RpcContext&) {
    return engine->lists().Search(request);
  };
  handlers->export_list = [engine](const v1::ExportListRequest& request, const RpcContext&,
                                   const std::function<absl::Status(absl::string_view)>& sink) {
    return engine->lists().Export(request, sink);
  };
  handlers->import_list = [engine](std::unique_ptr<ByteSource> bytes, const v1::ImportHeader& header,
                                   const RpcContext& context) {
    return engine->lists().Import(std::move(bytes), header, context);
  };
}

void BindCaseDesk(Engine* engine, Handlers* handlers) {
  handlers->list_cases = [engine](const v1::ListCasesRequest& request, const RpcContext&) {
    return engine->cases().ListCases(request);
  };
  handlers->get_case = [engine](const v1::GetCaseRequest& request, const RpcContext&) {
    return engine->cases().GetCase(request);
  };
  handlers->update_case = [engine](const v1::UpdateCaseRequest& request, const RpcContext& context) {
    return engine->cases().Update(request, context);
  };
  handlers->decide_alert = [engine](const v1::DecideAlertRequest& request, const RpcContext& context) {
    return engine->cases().Decide(request, context);
  };
  handlers->resolve_case = [engine](const v1::ResolveCaseRequest& request, const RpcContext& context) {
    return engine->cases().Resolve(request, context);
  };
  handlers->approve_case = [engine](const v1::ApproveCaseRequest& request, const RpcContext& context) {
    return engine->cases().Approve(request, context);
  };
  handlers->reopen_case = [engine](const v1::ReopenCaseRequest& request, const RpcContext& context) {
    return engine->cases().Reopen(request, context);
  };
}

void BindSuppressionDesk(Engine* engine, Handlers* handlers) {
  handlers->propose_suppression = [engine](const v1::ProposeSuppressionRequest& request, const RpcContext& context) {
    return engine->suppressions().Propose(request, context);
  };
  handlers->approve_suppression = [engine](const v1::ApproveSuppressionRequest& request, const RpcContext& context) {
    return engine->suppressions().Approve(request, context);
  };
  handlers->end_suppression = [engine](const v1::EndSuppressionRequest& request, const RpcContext& context) {
    return engine->suppressions().End(request, context);
  };
  handlers->get_suppression = [engine](const v1::GetSuppressionRequest& request, const RpcContext&) {
    return engine->suppressions().Get(request);
  };
  handlers->list_suppressions = [engine](const v1::ListSuppressionsRequest& request, const RpcContext&) {
    return engine->suppressions().List(request);
  };
}

void BindMonitor(Engine* engine, Handlers* handlers) {
  handlers->register_parties = [engine](const v1::RegisterPartiesRequest& request, const RpcContext& context) {
    return engine->monitor().Register(request, context);
  };
  handlers->remove_parties = [engine](const v1::RemovePartiesRequest& request, const RpcContext& context) {
    return engine->monitor().Remove(request, context);
  };
  handlers->list_monitored_parties = [engine](const v1::ListMonitoredPartiesRequest& request, const RpcContext&) {
    return engine->monitor().List(request);
  };
  handlers->compare_parties = [engine](const v1::ComparePartiesRequest& request, const RpcContext& context) {
    return engine->monitor().Compare(request, context);
  };
}

void BindEvents(Engine* engine, Handlers* handlers) {
  handlers->list_events = [engine](const v1::ListEventsRequest& request, const RpcContext&) {
    return engine->events().ListEvents(request);
  };
  handlers->latest_event = [engine] { return engine->events().Latest(); };
}

void BindAudit(Engine* engine, Handlers* handlers) {
  handlers->list_audit_entries = [engine](const v1::ListAuditEntriesRequest& request, const RpcContext&) {
    return engine->audit().ListEntries(request);
  };
  handlers->get_audit_entry = [engine](const v1::GetAuditEntryRequest& request, const RpcContext&) {
    return engine->audit().GetEntry(request);
  };
  handlers->prove_audit_entry = [engine](const v1::ProveAuditEntryRequest& request, const RpcContext&) {
    return engine->audit().ProveEntry(request);
  };
  handlers->get_checkpoint = [engine](const v1::GetCheckpointRequest&, const RpcContext&) {
    return engine->audit().GetCheckpoint();
  };
  handlers->prove_consistency = [engine](const v1::ProveConsistencyRequest& request, const RpcContext&) {
    return engine->audit().ProveConsistency(request);
  };
  handlers->record_export = [engine](const v1::RecordExportRequest& request, const RpcContext& context) {
    return engine->audit().RecordExport(request, context.caller);
  };
}

}  // namespace

absl::Status CheckNoRecord(bool no_record, const RpcContext& context, absl::string_view prefix) {
  if (!no_record || context.over_socket) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "NO_RECORD_REFUSED",
                   absl::StrCat(prefix,
                                "no_record: is answered over the server's Unix socket only; over the network "
                                "every screening is recorded"),
                   {{"field", absl::StrCat(prefix, "no_record")}});
}

Handlers EngineHandlers(Engine* engine, const Clock* clock) {
  Handlers handlers;
  BindScreening(engine, &handlers);
  BindLists(engine, &handlers);
  BindCaseDesk(engine, &handlers);
  BindSuppressionDesk(engine, &handlers);
  BindMonitor(engine, &handlers);
  BindEvents(engine, &handlers);
  BindAudit(engine, &handlers);
  handlers.get_ownership = [engine, clock](const v1::GetOwnershipRequest& request, const RpcContext&) {
    return LookUpOwnership(request, *engine->state().Get(), FormatDate(clock->Now()));
  };
  handlers.get_engine_state = [engine](const v1::GetEngineStateRequest&, const RpcContext&) {
    return engine->screener().GetEngineState();
  };
  handlers.list_rules = [engine](const v1::ListRulesRequest& request, const RpcContext&) {
    return ListLoadedRules(*engine->state().Get()->rules, request);
  };
  handlers.count_screenings = [engine]() -> absl::StatusOr<int64_t> {
    if (engine->store() == nullptr) return int64_t{0};
    return engine->store()->CountScreenings();
  };
  handlers.serving = [engine, clock] { return JudgeServing(engine, clock); };
  handlers.figures = [engine, clock](LiveFigures* figures) {
    ReadListFigures(*engine->state().Get(), clock->Now(), figures);
    ReadMonitorFigures(engine, figures);
  };
  handlers.limits = [engine] { return ReadLimits(engine); };
  return handlers;
}

}  // namespace cordon
