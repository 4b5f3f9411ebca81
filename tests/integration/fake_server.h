// The real transport over handlers that a test controls: calls can be held, answered late, refused.
#ifndef CORDON_TESTS_INTEGRATION_FAKE_SERVER_H_
#define CORDON_TESTS_INTEGRATION_FAKE_SERVER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "base/mutex.h"
#include "gtest/gtest.h"
#include "service/grpc/handlers.h"
#include "service/grpc/server.h"
#include "tests/integration/rpc_client.h"
#include "tests/support/temp_dir.h"

namespace cordon {

// Waits until `condition` holds; false after `patience`.
inline bool Eventually(const std::function<bool()>& condition, absl::Duration patience = absl::Seconds(10)) {
  const absl::Time until = absl::Now() + patience;
  while (!condition()) {
    if (absl::Now() > until) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

// Screenings that were accepted and wait for Release.
class HeldCalls {
 public:
  using Done = std::function<void(absl::StatusOr<v1::Screening>)>;

  void Hold(const RpcContext& context, Done done) {
    MutexLock lock(mu_);
    held_.push_back({context, std::move(done)});
  }
  size_t size() {
    MutexLock lock(mu_);
    return held_.size();
  }
  bool AllCancelled() {
    MutexLock lock(mu_);
    for (const Held& held : held_) {
      if (!held.context.cancelled()) return false;
    }
    return true;
  }
  void Release() {
    std::vector<Held> held;
    {
      MutexLock lock(mu_);
      held.swap(held_);
    }
    for (Held& one : held) {
      v1::Screening answer;
      answer.set_caller(one.context.caller);
      one.done(std::move(answer));
    }
  }

 private:
  struct Held {
    RpcContext context;
    Done done;
  };
  Mutex mu_;
  std::vector<Held> held_ ABSL_GUARDED_BY(mu_);
};

// Everything answers at once with something recognisable.
inline Handlers PlainHandlers() {
  Handlers handlers;
  handlers.screen_party = [](const v1::ScreenPartyRequest& request, const RpcContext& context, HeldCalls::Done done) {
    v1::Screening answer;
    *answer.mutable_party() = request.party();
    answer.set_caller(context.caller);
    done(std::move(answer));
  };
  handlers.batch_screen_parties = [](const v1::BatchScreenPartiesRequest& request, const RpcContext&,
                                     const std::function<void(absl::StatusOr<v1::BatchScreenPartiesResponse>)>& done) {
    v1::BatchScreenPartiesResponse response;
    for (int i = 0; i < request.requests_size(); ++i) response.add_results()->mutable_screening();
    done(std::move(response));
  };
  handlers.get_screening = [](const v1::GetScreeningRequest&, const RpcContext&) -> absl::StatusOr<v1::Screening> {
    return v1::Screening();
  };
  handlers.list_screenings = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ListScreeningsResponse> {
    return v1::ListScreeningsResponse();
  };
  handlers.explain_non_match = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ExplainNonMatchResponse> {
    return v1::ExplainNonMatchResponse();
  };
  handlers.get_engine_state = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::GetEngineStateResponse> {
    return v1::GetEngineStateResponse();
  };
  handlers.count_screenings = []() -> absl::StatusOr<int64_t> { return int64_t{7}; };
  handlers.list_versions = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ListVersionsResponse> {
    return v1::ListVersionsResponse();
  };
  handlers.activate_list_version = [](const auto&,
                                      const RpcContext&) -> absl::StatusOr<v1::ActivateListVersionResponse> {
    return v1::ActivateListVersionResponse();
  };
  handlers.confirm_list_version = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ListVersion> {
    return v1::ListVersion();
  };
  handlers.diff_list_versions = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::DiffListVersionsResponse> {
    return v1::DiffListVersionsResponse();
  };
  handlers.get_list_entry = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ListEntry> {
    return v1::ListEntry();
  };
  handlers.search_list_entries = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::SearchListEntriesResponse> {
    return v1::SearchListEntriesResponse();
  };
  handlers.list_audit_entries = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ListAuditEntriesResponse> {
    return v1::ListAuditEntriesResponse();
  };
  handlers.get_audit_entry = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::AuditEntry> {
    return v1::AuditEntry();
  };
  handlers.prove_audit_entry = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::AuditProof> {
    return v1::AuditProof();
  };
  handlers.get_checkpoint = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::AuditCheckpoint> {
    return v1::AuditCheckpoint();
  };
  handlers.prove_consistency = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ConsistencyProof> {
    return v1::ConsistencyProof();
  };
  handlers.register_parties = [](const v1::RegisterPartiesRequest& request,
                                 const RpcContext&) -> absl::StatusOr<v1::RegisterPartiesResponse> {
    v1::RegisterPartiesResponse response;
    response.set_registered(request.parties_size());
    return response;
  };
  handlers.remove_parties = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::RemovePartiesResponse> {
    return v1::RemovePartiesResponse();
  };
  handlers.list_monitored_parties = [](const auto&,
                                       const RpcContext&) -> absl::StatusOr<v1::ListMonitoredPartiesResponse> {
    return v1::ListMonitoredPartiesResponse();
  };
  handlers.compare_parties = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::MonitorStatus> {
    return v1::MonitorStatus();
  };
  handlers.list_events = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::ListEventsResponse> {
    return v1::ListEventsResponse();
  };
  handlers.record_export = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::AuditEntry> {
    return v1::AuditEntry();
  };
  handlers.get_ownership = [](const auto&, const RpcContext&) -> absl::StatusOr<v1::GetOwnershipResponse> {
    return v1::GetOwnershipResponse();
  };
  handlers.export_list = [](const v1::ExportListRequest&, const RpcContext&,
                            const std::function<absl::Status(absl::string_view)>& sink) { return sink("id,name\n"); };
  handlers.import_list = [](std::unique_ptr<ByteSource>, const v1::ImportHeader&,
                            const RpcContext&) -> absl::StatusOr<v1::ImportListResponse> {
    return v1::ImportListResponse();
  };
  handlers.serving = [] { return ServingState{}; };
  handlers.limits = [] { return CallLimits{}; };
  return handlers;
}

class FakeServerTest : public ::testing::Test {
 protected:
  void TearDown() override { held_.Release(); }

  // Calls `handlers_` as it is now.
  void Start() {
    options_.listen = {"127.0.0.1:0"};
    options_.unix_socket = directory_ / "s";
    auto server = GrpcServer::StartWithHandlers(options_, handlers_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    client_ = std::make_unique<Client>(server_->addresses()[0]);
  }
  void HoldScreenings() {
    handlers_.screen_party = [this](const v1::ScreenPartyRequest&, const RpcContext& context, HeldCalls::Done done) {
      held_.Hold(context, std::move(done));
    };
  }
  grpc::Status Screen(v1::Screening* answer, absl::Duration timeout = absl::Seconds(20),
                      const std::string& name = "x") {
    grpc::ClientContext context;
    SetTimeout(&context, timeout);
    v1::ScreenPartyRequest request;
    request.mutable_party()->set_name(name);
    return client_->screening->ScreenParty(&context, request, answer);
  }
  grpc::Status Screen() {
    v1::Screening answer;
    return Screen(&answer);
  }

  TempDir directory_;
  HeldCalls held_;
  ServerOptions options_;
  Handlers handlers_ = PlainHandlers();
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<Client> client_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_FAKE_SERVER_H_
