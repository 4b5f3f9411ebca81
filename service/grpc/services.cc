#include "service/grpc/services.h"

#include <utility>

#include "base/status_macros.h"

namespace cordon {
namespace {

// Waiting calls per queue. gRPC gives a call to its connection's own queue while that one has any waiting, so a small
// number lets a second thread take over as soon as the first has a few calls to work on.
constexpr int kWaitingScreenings = 4;

// A party with more names than this is worth more than one ordinary request: it is screened with the batches.
constexpr int kMaxInlineNames = 4;

// A switch of lists reads and indexes them all, a comparison reads two.
constexpr absl::Duration kLongestListWork = absl::Minutes(5);

}  // namespace

Services::Services(Handlers handlers, const StreamLimits& streams, int threads,
                   std::function<void(v1::ServerInfo*)> describe)
    : handlers_(std::move(handlers)),
      batches_({.name = "batch", .threads = threads, .max_queued = 64}),
      reads_({.name = "read", .threads = 2, .max_queued = 256}),
      imports_({.name = "import", .threads = 1, .max_queued = 2}),
      exports_({.name = "export", .threads = 1, .max_queued = 8}),
      streams_({.name = "stream", .threads = threads, .max_queued = 1024}),
      event_reads_({.name = "event-read", .threads = 1, .max_queued = 128}),
      event_board_(handlers_.latest_event, streams.watch) {
  BindScreening();
  BindReads();
  BindListVersions();
  BindCases();
  BindMonitoring();
  BindEvents(streams.watch);
  BindAudit();
  BindEngine(std::move(describe));
  party_stream_ = {
      .service = &screening_, .handler = handlers_.screen_party, .executor = &streams_, .max_bytes = kMaxUnaryBytes};
  transaction_stream_ = {.service = &screening_,
                         .handler = handlers_.screen_transaction,
                         .executor = &streams_,
                         .max_bytes = kMaxUnaryBytes};
  export_list_ = {&lists_, handlers_.export_list, &exports_, streams};
  import_list_ = {&lists_, handlers_.import_list, &imports_, streams};
}

void Services::BindScreening() {
  using Async = v1::ScreeningService::AsyncService;
  auto* const party = methods_.Bind("ScreenParty", &screening_, &Async::RequestScreenParty, handlers_.screen_party,
                                    nullptr, kWaitingScreenings);
  party->executor = [this](const v1::ScreenPartyRequest& request) {
    const v1::Party& named = request.party();
    return named.aliases_size() + named.addresses_size() > kMaxInlineNames ? &batches_ : nullptr;
  };
  party->max_bytes = kMaxUnaryBytes;
  auto* const transaction = methods_.Bind("ScreenTransaction", &screening_, &Async::RequestScreenTransaction,
                                          handlers_.screen_transaction, &batches_, kWaitingScreenings);
  transaction->max_bytes = kMaxUnaryBytes;
  auto* const parties = methods_.Bind("BatchScreenParties", &screening_, &Async::RequestBatchScreenParties,
                                      handlers_.batch_screen_parties, &batches_);
  parties->max_bytes = kMaxBatchBytes;
  parties->cost = [](const v1::BatchScreenPartiesRequest& request) { return request.requests_size(); };
  auto* const transactions =
      methods_.Bind("BatchScreenTransactions", &screening_, &Async::RequestBatchScreenTransactions,
                    handlers_.batch_screen_transactions, &batches_);
  transactions->max_bytes = kMaxBatchBytes;
  transactions->cost = [](const v1::BatchScreenTransactionsRequest& request) { return request.requests_size(); };
}

void Services::BindReads() {
  using Screening = v1::ScreeningService::AsyncService;
  using Lists = v1::ListService::AsyncService;
  methods_.Bind("GetScreening", &screening_, &Screening::RequestGetScreening, handlers_.get_screening, &reads_);
  methods_.Bind("ListScreenings", &screening_, &Screening::RequestListScreenings, handlers_.list_screenings, &reads_);
  methods_.Bind("ExplainNonMatch", &screening_, &Screening::RequestExplainNonMatch, handlers_.explain_non_match,
                &reads_);
  methods_.Bind("GetListEntry", &lists_, &Lists::RequestGetListEntry, handlers_.get_list_entry, &reads_);
  methods_.Bind("SearchListEntries", &lists_, &Lists::RequestSearchListEntries, handlers_.search_list_entries, &reads_);
  methods_.Bind("GetOwnership", &ownership_, &v1::OwnershipService::AsyncService::RequestGetOwnership,
                handlers_.get_ownership, &reads_);
}

void Services::BindListVersions() {
  using Async = v1::ListService::AsyncService;
  methods_.Bind("ListVersions", &lists_, &Async::RequestListVersions, handlers_.list_versions, &reads_);
  methods_
      .Bind("ActivateListVersion", &lists_, &Async::RequestActivateListVersion, handlers_.activate_list_version,
            &imports_)
      ->longest = kLongestListWork;
  methods_
      .Bind("ConfirmListVersion", &lists_, &Async::RequestConfirmListVersion, handlers_.confirm_list_version, &imports_)
      ->longest = kLongestListWork;
  methods_.Bind("DiffListVersions", &lists_, &Async::RequestDiffListVersions, handlers_.diff_list_versions, &exports_)
      ->longest = kLongestListWork;
}

void Services::BindMonitoring() {
  using Async = v1::MonitoringService::AsyncService;
  auto* const registering = methods_.Bind("RegisterParties", &monitoring_, &Async::RequestRegisterParties,
                                          handlers_.register_parties, &batches_);
  registering->max_bytes = kMaxBatchBytes;
  registering->cost = [](const v1::RegisterPartiesRequest& request) { return request.parties_size(); };
  registering->longest = kLongestListWork;
  methods_.Bind("RemoveParties", &monitoring_, &Async::RequestRemoveParties, handlers_.remove_parties, &reads_);
  methods_.Bind("ListMonitoredParties", &monitoring_, &Async::RequestListMonitoredParties,
                handlers_.list_monitored_parties, &reads_);
  methods_.Bind("CompareParties", &monitoring_, &Async::RequestCompareParties, handlers_.compare_parties, &reads_);
}

void Services::BindEvents(const WatchLimits& limits) {
  methods_.Bind("ListEvents", &events_, &v1::EventService::AsyncService::RequestListEvents, handlers_.list_events,
                &reads_);
  watch_events_.service = &events_;
  watch_events_.read = handlers_.list_events;
  watch_events_.latest = handlers_.latest_event;
  watch_events_.board = &event_board_;
  watch_events_.executor = &event_reads_;
  watch_events_.limits = limits;
}

void Services::BindAudit() {
  using Async = v1::AuditService::AsyncService;
  // A sample ranks the whole log; a party is looked for in many records.
  methods_.Bind("ListEntries", &audit_, &Async::RequestListEntries, handlers_.list_audit_entries, &exports_)->longest =
      kLongestListWork;
  methods_.Bind("GetEntry", &audit_, &Async::RequestGetEntry, handlers_.get_audit_entry, &reads_);
  methods_.Bind("ProveEntry", &audit_, &Async::RequestProveEntry, handlers_.prove_audit_entry, &reads_);
  methods_.Bind("GetCheckpoint", &audit_, &Async::RequestGetCheckpoint, handlers_.get_checkpoint, &reads_);
  methods_.Bind("ProveConsistency", &audit_, &Async::RequestProveConsistency, handlers_.prove_consistency, &reads_);
  methods_.Bind("RecordExport", &audit_, &Async::RequestRecordExport, handlers_.record_export, &reads_);
}

void Services::BindEngine(std::function<void(v1::ServerInfo*)> describe) {
  using Async = v1::EngineService::AsyncService;
  methods_
      .Bind("GetEngineState", &engine_, &Async::RequestGetEngineState, handlers_.get_engine_state, /*executor=*/nullptr)
      ->exempt = true;
  methods_.Bind("ListRules", &engine_, &Async::RequestListRules, handlers_.list_rules, &reads_);
  const BlockingHandler<v1::GetServerInfoRequest, v1::ServerInfo> info =
      [this, describe = std::move(describe)](const v1::GetServerInfoRequest&,
                                             const RpcContext&) -> absl::StatusOr<v1::ServerInfo> {
    v1::ServerInfo answer;
    describe(&answer);
    CORDON_ASSIGN_OR_RETURN(const int64_t count, handlers_.count_screenings());
    answer.set_screenings_recorded(count);
    return answer;
  };
  methods_.Bind("GetServerInfo", &engine_, &Async::RequestGetServerInfo, info, &reads_)->exempt = true;
}

void Services::Register(grpc::ServerBuilder* builder) {
  builder->RegisterService(&screening_);
  builder->RegisterService(&lists_);
  builder->RegisterService(&ownership_);
  builder->RegisterService(&engine_);
  builder->RegisterService(&cases_);
  builder->RegisterService(&suppressions_);
  builder->RegisterService(&monitoring_);
  builder->RegisterService(&events_);
  builder->RegisterService(&audit_);
}

void Services::Serve(CompletionThread* home, CallEnvironment* environment) {
  methods_.Serve(home, environment);
  new ScreenStreamCall<PartyStream>(&party_stream_, home, environment);
  new ScreenStreamCall<TransactionStream>(&transaction_stream_, home, environment);
  new WatchEventsCall(&watch_events_, home, environment);
  new ExportCall(&export_list_, home, environment);
  new ImportCall(&import_list_, home, environment);
}

std::vector<std::pair<std::string, size_t>> Services::Queues() const {
  return {{"batch", batches_.queued()},  {"read", reads_.queued()},     {"import", imports_.queued()},
          {"export", exports_.queued()}, {"stream", streams_.queued()}, {"event-read", event_reads_.queued()}};
}

void Services::Shutdown() {
  batches_.Shutdown();
  reads_.Shutdown();
  imports_.Shutdown();
  exports_.Shutdown();
  streams_.Shutdown();
  event_board_.Shutdown();
  event_reads_.Shutdown();
}

}  // namespace cordon
