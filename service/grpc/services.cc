#include "service/grpc/services.h"

#include <utility>

#include "service/grpc/method_binding.h"

namespace cordon {
namespace {

// Waiting calls per queue. gRPC gives a call to its connection's own queue while that one has any waiting, so a small
// number lets a second thread take over as soon as the first has a few calls to work on.
constexpr int kWaitingScreenings = 4;
constexpr int kWaitingBatches = 2;
constexpr int kWaitingOthers = 2;

// A party with more names than this is worth more than one ordinary request: it is screened with the batches.
constexpr int kMaxInlineNames = 4;

// A switch of lists reads and indexes them all, a comparison reads two.
constexpr absl::Duration kLongestListWork = absl::Minutes(5);

template <typename Method>
void ServeMany(const Method* method, int count, CompletionThread* home, CallEnvironment* environment) {
  for (int i = 0; i < count; ++i) ServeUnary(method, home, environment);
}

}  // namespace

Services::Services(Handlers handlers, const StreamLimits& streams, int threads,
                   std::function<void(v1::ServerInfo*)> describe)
    : handlers_(std::move(handlers)),
      batches_({.name = "batch", .threads = threads, .max_queued = 64}),
      reads_({.name = "read", .threads = 2, .max_queued = 256}),
      imports_({.name = "import", .threads = 1, .max_queued = 2}),
      exports_({.name = "export", .threads = 1, .max_queued = 8}),
      streams_({.name = "stream", .threads = threads, .max_queued = 1024}) {
  BindScreening();
  BindReads();
  BindListVersions();
  BindCases();
  BindAudit();
  BindEngine(std::move(describe));
  screen_stream_.service = &screening_;
  screen_stream_.handler = handlers_.screen_transaction;
  screen_stream_.executor = &streams_;
  screen_stream_.max_bytes = kMaxUnaryBytes;
  export_list_ = {&lists_, handlers_.export_list, &exports_, streams};
  import_list_ = {&lists_, handlers_.import_list, &imports_, streams};
}

void Services::BindScreening() {
  using Async = v1::ScreeningService::AsyncService;
  screen_party_.name = "ScreenParty";
  screen_party_.accept = AcceptOn(&screening_, &Async::RequestScreenParty);
  screen_party_.handler = handlers_.screen_party;
  screen_party_.executor = [this](const v1::ScreenPartyRequest& request) {
    const v1::Party& party = request.party();
    return party.aliases_size() + party.addresses_size() > kMaxInlineNames ? &batches_ : nullptr;
  };
  screen_party_.max_bytes = kMaxUnaryBytes;
  screen_transaction_.name = "ScreenTransaction";
  screen_transaction_.accept = AcceptOn(&screening_, &Async::RequestScreenTransaction);
  screen_transaction_.handler = handlers_.screen_transaction;
  screen_transaction_.executor = Always<v1::ScreenTransactionRequest>(&batches_);
  screen_transaction_.max_bytes = kMaxUnaryBytes;
  batch_screen_parties_.name = "BatchScreenParties";
  batch_screen_parties_.accept = AcceptOn(&screening_, &Async::RequestBatchScreenParties);
  batch_screen_parties_.handler = handlers_.batch_screen_parties;
  batch_screen_parties_.executor = Always<v1::BatchScreenPartiesRequest>(&batches_);
  batch_screen_parties_.max_bytes = kMaxBatchBytes;
  batch_screen_parties_.cost = [](const v1::BatchScreenPartiesRequest& request) { return request.requests_size(); };
  batch_screen_transactions_.name = "BatchScreenTransactions";
  batch_screen_transactions_.accept = AcceptOn(&screening_, &Async::RequestBatchScreenTransactions);
  batch_screen_transactions_.handler = handlers_.batch_screen_transactions;
  batch_screen_transactions_.executor = Always<v1::BatchScreenTransactionsRequest>(&batches_);
  batch_screen_transactions_.max_bytes = kMaxBatchBytes;
  batch_screen_transactions_.cost = [](const v1::BatchScreenTransactionsRequest& request) {
    return request.requests_size();
  };
}

void Services::BindReads() {
  using Screening = v1::ScreeningService::AsyncService;
  using Lists = v1::ListService::AsyncService;
  get_screening_.name = "GetScreening";
  get_screening_.accept = AcceptOn(&screening_, &Screening::RequestGetScreening);
  get_screening_.handler = CallingBack(handlers_.get_screening);
  get_screening_.executor = Always<v1::GetScreeningRequest>(&reads_);
  list_screenings_.name = "ListScreenings";
  list_screenings_.accept = AcceptOn(&screening_, &Screening::RequestListScreenings);
  list_screenings_.handler = CallingBack(handlers_.list_screenings);
  list_screenings_.executor = Always<v1::ListScreeningsRequest>(&reads_);
  explain_non_match_.name = "ExplainNonMatch";
  explain_non_match_.accept = AcceptOn(&screening_, &Screening::RequestExplainNonMatch);
  explain_non_match_.handler = CallingBack(handlers_.explain_non_match);
  explain_non_match_.executor = Always<v1::ExplainNonMatchRequest>(&reads_);
  get_list_entry_.name = "GetListEntry";
  get_list_entry_.accept = AcceptOn(&lists_, &Lists::RequestGetListEntry);
  get_list_entry_.handler = CallingBack(handlers_.get_list_entry);
  get_list_entry_.executor = Always<v1::GetListEntryRequest>(&reads_);
  search_list_entries_.name = "SearchListEntries";
  search_list_entries_.accept = AcceptOn(&lists_, &Lists::RequestSearchListEntries);
  search_list_entries_.handler = CallingBack(handlers_.search_list_entries);
  search_list_entries_.executor = Always<v1::SearchListEntriesRequest>(&reads_);
  get_ownership_.name = "GetOwnership";
  get_ownership_.accept = AcceptOn(&ownership_, &v1::OwnershipService::AsyncService::RequestGetOwnership);
  get_ownership_.handler = CallingBack(handlers_.get_ownership);
  get_ownership_.executor = Always<v1::GetOwnershipRequest>(&reads_);
}

void Services::BindListVersions() {
  using Lists = v1::ListService::AsyncService;
  list_versions_.name = "ListVersions";
  list_versions_.accept = AcceptOn(&lists_, &Lists::RequestListVersions);
  list_versions_.handler = CallingBack(handlers_.list_versions);
  list_versions_.executor = Always<v1::ListVersionsRequest>(&reads_);
  activate_list_version_.name = "ActivateListVersion";
  activate_list_version_.accept = AcceptOn(&lists_, &Lists::RequestActivateListVersion);
  activate_list_version_.handler = CallingBack(handlers_.activate_list_version);
  activate_list_version_.executor = Always<v1::ActivateListVersionRequest>(&imports_);
  activate_list_version_.longest = kLongestListWork;
  confirm_list_version_.name = "ConfirmListVersion";
  confirm_list_version_.accept = AcceptOn(&lists_, &Lists::RequestConfirmListVersion);
  confirm_list_version_.handler = CallingBack(handlers_.confirm_list_version);
  confirm_list_version_.executor = Always<v1::ConfirmListVersionRequest>(&imports_);
  confirm_list_version_.longest = kLongestListWork;
  diff_list_versions_.name = "DiffListVersions";
  diff_list_versions_.accept = AcceptOn(&lists_, &Lists::RequestDiffListVersions);
  diff_list_versions_.handler = CallingBack(handlers_.diff_list_versions);
  diff_list_versions_.executor = Always<v1::DiffListVersionsRequest>(&exports_);
  diff_list_versions_.longest = kLongestListWork;
}

void Services::BindAudit() {
  using Async = v1::AuditService::AsyncService;
  // A sample ranks the whole log; a party is looked for in many records.
  list_audit_entries_.name = "ListEntries";
  list_audit_entries_.accept = AcceptOn(&audit_, &Async::RequestListEntries);
  list_audit_entries_.handler = CallingBack(handlers_.list_audit_entries);
  list_audit_entries_.executor = Always<v1::ListAuditEntriesRequest>(&exports_);
  list_audit_entries_.longest = kLongestListWork;
  get_audit_entry_.name = "GetEntry";
  get_audit_entry_.accept = AcceptOn(&audit_, &Async::RequestGetEntry);
  get_audit_entry_.handler = CallingBack(handlers_.get_audit_entry);
  get_audit_entry_.executor = Always<v1::GetAuditEntryRequest>(&reads_);
  prove_audit_entry_.name = "ProveEntry";
  prove_audit_entry_.accept = AcceptOn(&audit_, &Async::RequestProveEntry);
  prove_audit_entry_.handler = CallingBack(handlers_.prove_audit_entry);
  prove_audit_entry_.executor = Always<v1::ProveAuditEntryRequest>(&reads_);
  get_checkpoint_.name = "GetCheckpoint";
  get_checkpoint_.accept = AcceptOn(&audit_, &Async::RequestGetCheckpoint);
  get_checkpoint_.handler = CallingBack(handlers_.get_checkpoint);
  get_checkpoint_.executor = Always<v1::GetCheckpointRequest>(&reads_);
  prove_consistency_.name = "ProveConsistency";
  prove_consistency_.accept = AcceptOn(&audit_, &Async::RequestProveConsistency);
  prove_consistency_.handler = CallingBack(handlers_.prove_consistency);
  prove_consistency_.executor = Always<v1::ProveConsistencyRequest>(&reads_);
}

void Services::BindEngine(std::function<void(v1::ServerInfo*)> describe) {
  using Async = v1::EngineService::AsyncService;
  get_engine_state_.name = "GetEngineState";
  get_engine_state_.accept = AcceptOn(&engine_, &Async::RequestGetEngineState);
  get_engine_state_.handler = CallingBack(handlers_.get_engine_state);
  get_engine_state_.exempt = true;
  list_rules_.name = "ListRules";
  list_rules_.accept = AcceptOn(&engine_, &Async::RequestListRules);
  list_rules_.handler = CallingBack(handlers_.list_rules);
  list_rules_.executor = Always<v1::ListRulesRequest>(&reads_);
  get_server_info_.name = "GetServerInfo";
  get_server_info_.accept = AcceptOn(&engine_, &Async::RequestGetServerInfo);
  get_server_info_.handler = [this, describe = std::move(describe)](
                                 const v1::GetServerInfoRequest&, const RpcContext&,
                                 const std::function<void(absl::StatusOr<v1::ServerInfo>)>& done) {
    v1::ServerInfo info;
    describe(&info);
    const absl::StatusOr<int64_t> count = handlers_.count_screenings();
    if (!count.ok()) return done(count.status());
    info.set_screenings_recorded(*count);
    done(std::move(info));
  };
  get_server_info_.executor = Always<v1::GetServerInfoRequest>(&reads_);
  get_server_info_.exempt = true;
}

void Services::Register(grpc::ServerBuilder* builder) {
  builder->RegisterService(&screening_);
  builder->RegisterService(&lists_);
  builder->RegisterService(&ownership_);
  builder->RegisterService(&engine_);
  builder->RegisterService(&cases_);
  builder->RegisterService(&audit_);
}

void Services::Serve(CompletionThread* home, CallEnvironment* environment) {
  ServeMany(&screen_party_, kWaitingScreenings, home, environment);
  ServeMany(&screen_transaction_, kWaitingScreenings, home, environment);
  ServeMany(&batch_screen_parties_, kWaitingBatches, home, environment);
  ServeMany(&batch_screen_transactions_, kWaitingBatches, home, environment);
  ServeMany(&get_screening_, kWaitingBatches, home, environment);
  ServeMany(&list_screenings_, kWaitingOthers, home, environment);
  ServeMany(&explain_non_match_, kWaitingOthers, home, environment);
  ServeMany(&get_engine_state_, kWaitingOthers, home, environment);
  ServeMany(&get_server_info_, kWaitingOthers, home, environment);
  ServeMany(&list_rules_, kWaitingOthers, home, environment);
  ServeMany(&list_versions_, kWaitingOthers, home, environment);
  ServeMany(&activate_list_version_, kWaitingOthers, home, environment);
  ServeMany(&confirm_list_version_, kWaitingOthers, home, environment);
  ServeMany(&diff_list_versions_, kWaitingOthers, home, environment);
  ServeMany(&get_list_entry_, kWaitingOthers, home, environment);
  ServeMany(&search_list_entries_, kWaitingOthers, home, environment);
  ServeMany(&get_ownership_, kWaitingOthers, home, environment);
  ServeMany(&list_cases_, kWaitingOthers, home, environment);
  ServeMany(&get_case_, kWaitingOthers, home, environment);
  ServeMany(&update_case_, kWaitingOthers, home, environment);
  ServeMany(&decide_alert_, kWaitingOthers, home, environment);
  ServeMany(&resolve_case_, kWaitingOthers, home, environment);
  ServeMany(&approve_case_, kWaitingOthers, home, environment);
  ServeMany(&reopen_case_, kWaitingOthers, home, environment);
  ServeMany(&list_audit_entries_, kWaitingOthers, home, environment);
  ServeMany(&get_audit_entry_, kWaitingOthers, home, environment);
  ServeMany(&prove_audit_entry_, kWaitingOthers, home, environment);
  ServeMany(&get_checkpoint_, kWaitingOthers, home, environment);
  ServeMany(&prove_consistency_, kWaitingOthers, home, environment);
  new ScreenStreamCall(&screen_stream_, home, environment);
  new ExportCall(&export_list_, home, environment);
  new ImportCall(&import_list_, home, environment);
}

std::vector<std::pair<std::string, size_t>> Services::Queues() const {
  return {{"batch", batches_.queued()},
          {"read", reads_.queued()},
          {"import", imports_.queued()},
          {"export", exports_.queued()},
          {"stream", streams_.queued()}};
}

void Services::Shutdown() {
  batches_.Shutdown();
  reads_.Shutdown();
  imports_.Shutdown();
  exports_.Shutdown();
  streams_.Shutdown();
}

}  // namespace cordon
