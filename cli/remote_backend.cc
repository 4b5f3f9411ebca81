#include "cli/remote_backend.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/security/credentials.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "cli/bearer_token.h"
#include "cli/request_id.h"
#include "cordon/v1/audit.grpc.pb.h"
#include "cordon/v1/cases.grpc.pb.h"
#include "cordon/v1/engine.grpc.pb.h"
#include "cordon/v1/events.grpc.pb.h"
#include "cordon/v1/lists.grpc.pb.h"
#include "cordon/v1/monitoring.grpc.pb.h"
#include "cordon/v1/owners.grpc.pb.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "cordon/v1/suppressions.grpc.pb.h"
#include "google/rpc/status.pb.h"
#include "service/screening/errors.h"

namespace cordon::cli {
namespace {

constexpr int kMaxAttempts = 4;  // the first and three more
constexpr auto kReadDeadline = std::chrono::seconds(20);
constexpr auto kScreenDeadline = std::chrono::seconds(30);
constexpr auto kExportDeadline = std::chrono::minutes(5);
constexpr auto kImportDeadline = std::chrono::minutes(10);
constexpr size_t kImportChunk = 256U << 10U;
constexpr int kMaxReplyBytes = 256 << 20;
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);  // before a broken stream is taken up again
constexpr absl::Duration kLongestPause = absl::Seconds(10);
constexpr int64_t kMaxPemBytes = 1 << 20;

absl::Status FromGrpc(const grpc::Status& status, const std::string& server) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status rpc;
  if (!status.error_details().empty() && rpc.ParseFromString(status.error_details()) && rpc.code() != 0) {
    return FromRpcStatus(rpc);
  }
  // Without details the message comes from the transport, not from a use case.
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return absl::UnavailableError(absl::StrCat("server ", server, " cannot be reached: ", status.error_message()));
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return absl::DeadlineExceededError(
          absl::StrCat("server ", server, " did not answer in time; this is not a CLEAR"));
    default:
      return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  }
}

// How long to wait before attempt `attempt` + 1, or a negative duration when another attempt is pointless.
absl::Duration RetryDelay(const absl::Status& status, int attempt) {
  if (attempt + 1 >= kMaxAttempts) return -absl::InfiniteDuration();
  const int asked = GetRetryAfterMs(status);
  if (status.code() == absl::StatusCode::kUnavailable) {
    return std::max(absl::Milliseconds(asked), absl::Milliseconds(100 << attempt));
  }
  if (status.code() == absl::StatusCode::kResourceExhausted && asked > 0) {
    return absl::Milliseconds(asked) * (1 << attempt);
  }
  return -absl::InfiniteDuration();
}

class RemoteBackend : public Backend {
 public:
  RemoteBackend(std::string server, const std::shared_ptr<grpc::Channel>& channel)
      : server_(std::move(server)),
        screening_(v1::ScreeningService::NewStub(channel)),
        lists_(v1::ListService::NewStub(channel)),
        ownership_(v1::OwnershipService::NewStub(channel)),
        engine_(v1::EngineService::NewStub(channel)),
        cases_(v1::CaseService::NewStub(channel)),
        suppressions_(v1::SuppressionService::NewStub(channel)),
        monitoring_(v1::MonitoringService::NewStub(channel)),
        events_(v1::EventService::NewStub(channel)),
        audit_(v1::AuditService::NewStub(channel)) {}

  bool remote() const override { return true; }

  absl::StatusOr<v1::BatchScreenPartiesResponse> BatchScreenParties(
      const v1::BatchScreenPartiesRequest& request) override {
    v1::BatchScreenPartiesRequest identified = request;
    for (v1::ScreenPartyRequest& one : *identified.mutable_requests()) {
      if (one.request_id().empty() && !one.no_record()) one.set_request_id(NewRequestId());
    }
    return ScreenInHalves<v1::BatchScreenPartiesResponse>(
        identified,
        [this](grpc::ClientContext* context, const v1::BatchScreenPartiesRequest& part,
               v1::BatchScreenPartiesResponse* reply) { return screening_->BatchScreenParties(context, part, reply); });
  }

  absl::StatusOr<v1::BatchScreenTransactionsResponse> BatchScreenTransactions(
      const v1::BatchScreenTransactionsRequest& request) override {
    v1::BatchScreenTransactionsRequest identified = request;
    for (v1::ScreenTransactionRequest& one : *identified.mutable_requests()) {
      if (one.request_id().empty() && !one.no_record()) one.set_request_id(NewRequestId());
    }
    return ScreenInHalves<v1::BatchScreenTransactionsResponse>(
        identified, [this](grpc::ClientContext* context, const v1::BatchScreenTransactionsRequest& part,
                           v1::BatchScreenTransactionsResponse* reply) {
          return screening_->BatchScreenTransactions(context, part, reply);
        });
  }

  absl::StatusOr<v1::Screening> GetScreening(const v1::GetScreeningRequest& request) override {
    return Call<v1::Screening>(kReadDeadline, [&](grpc::ClientContext* context, v1::Screening* reply) {
      return screening_->GetScreening(context, request, reply);
    });
  }
  absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(const v1::ListScreeningsRequest& request) override {
    return Call<v1::ListScreeningsResponse>(kReadDeadline,
                                            [&](grpc::ClientContext* context, v1::ListScreeningsResponse* reply) {
                                              return screening_->ListScreenings(context, request, reply);
                                            });
  }
  absl::StatusOr<v1::ExplainNonMatchResponse> ExplainNonMatch(const v1::ExplainNonMatchRequest& request) override {
    return Call<v1::ExplainNonMatchResponse>(kReadDeadline,
                                             [&](grpc::ClientContext* context, v1::ExplainNonMatchResponse* reply) {
                                               return screening_->ExplainNonMatch(context, request, reply);
                                             });
  }
  absl::StatusOr<v1::GetEngineStateResponse> GetEngineState() override {
    return Call<v1::GetEngineStateResponse>(
        kReadDeadline, [&](grpc::ClientContext* context, v1::GetEngineStateResponse* reply) {
          return engine_->GetEngineState(context, v1::GetEngineStateRequest(), reply);
        });
  }
  absl::StatusOr<v1::ListRulesResponse> ListRules(const v1::ListRulesRequest& request) override {
    return Call<v1::ListRulesResponse>(kReadDeadline, [&](grpc::ClientContext* context, v1::ListRulesResponse* reply) {
      return engine_->ListRules(context, request, reply);
    });
  }
  absl::StatusOr<v1::ServerInfo> GetServerInfo() override {
    return Call<v1::ServerInfo>(kReadDeadline, [&](grpc::ClientContext* context, v1::ServerInfo* reply) {
      return engine_->GetServerInfo(context, v1::GetServerInfoRequest(), reply);
    });
  }

  absl::StatusOr<v1::GetOwnershipResponse> GetOwnership(const v1::GetOwnershipRequest& request) override {
    return Call<v1::GetOwnershipResponse>(kReadDeadline,
                                          [&](grpc::ClientContext* context, v1::GetOwnershipResponse* reply) {
                                            return ownership_->GetOwnership(context, request, reply);
                                          });
  }

  absl::StatusOr<v1::ListCasesResponse> ListCases(const v1::ListCasesRequest& request) override {
    return Call<v1::ListCasesResponse>(kReadDeadline, [&](grpc::ClientContext* context, v1::ListCasesResponse* reply) {
      return cases_->ListCases(context, request, reply);
    });
  }
  absl::StatusOr<v1::ReviewCase> GetCase(const v1::GetCaseRequest& request) override {
    return Call<v1::ReviewCase>(kReadDeadline, [&](grpc::ClientContext* context, v1::ReviewCase* reply) {
      return cases_->GetCase(context, request, reply);
    });
  }
  absl::StatusOr<v1::ReviewCase> UpdateCase(const v1::UpdateCaseRequest& request) override {
    return Call<v1::ReviewCase>(kScreenDeadline, [&](grpc::ClientContext* context, v1::ReviewCase* reply) {
      return cases_->UpdateCase(context, request, reply);
    });
  }
  absl::StatusOr<v1::ReviewCase> DecideAlert(const v1::DecideAlertRequest& request) override {
    return Call<v1::ReviewCase>(kScreenDeadline, [&](grpc::ClientContext* context, v1::ReviewCase* reply) {
      return cases_->DecideAlert(context, request, reply);
    });
  }
  absl::StatusOr<v1::ReviewCase> ResolveCase(const v1::ResolveCaseRequest& request) override {
    return Call<v1::ReviewCase>(kScreenDeadline, [&](grpc::ClientContext* context, v1::ReviewCase* reply) {
      return cases_->ResolveCase(context, request, reply);
    });
  }
  absl::StatusOr<v1::ReviewCase> ApproveCase(const v1::ApproveCaseRequest& request) override {
    return Call<v1::ReviewCase>(kScreenDeadline, [&](grpc::ClientContext* context, v1::ReviewCase* reply) {
      return cases_->ApproveCase(context, request, reply);
    });
  }
  absl::StatusOr<v1::ReviewCase> ReopenCase(const v1::ReopenCaseRequest& request) override {
    return Call<v1::ReviewCase>(kScreenDeadline, [&](grpc::ClientContext* context, v1::ReviewCase* reply) {
      return cases_->ReopenCase(context, request, reply);
    });
  }
  absl::StatusOr<v1::Suppression> ProposeSuppression(const v1::ProposeSuppressionRequest& request) override {
    return CallPair(
        [&](auto* context, auto* reply) { return suppressions_->ProposeSuppression(context, request, reply); });
  }
  absl::StatusOr<v1::Suppression> ApproveSuppression(const v1::ApproveSuppressionRequest& request) override {
    return CallPair(
        [&](auto* context, auto* reply) { return suppressions_->ApproveSuppression(context, request, reply); });
  }
  absl::StatusOr<v1::Suppression> EndSuppression(const v1::EndSuppressionRequest& request) override {
    return CallPair([&](auto* context, auto* reply) { return suppressions_->EndSuppression(context, request, reply); });
  }
  absl::StatusOr<v1::Suppression> GetSuppression(const v1::GetSuppressionRequest& request) override {
    return CallPair([&](auto* context, auto* reply) { return suppressions_->GetSuppression(context, request, reply); });
  }
  absl::StatusOr<v1::ListSuppressionsResponse> ListSuppressions(const v1::ListSuppressionsRequest& request) override {
    return Call<v1::ListSuppressionsResponse>(kReadDeadline, [&](auto* context, auto* reply) {
      return suppressions_->ListSuppressions(context, request, reply);
    });
  }
  absl::StatusOr<v1::RegisterPartiesResponse> RegisterParties(const v1::RegisterPartiesRequest& request) override {
    using Reply = v1::RegisterPartiesResponse;
    return Call<Reply>(kImportDeadline, [&](auto* context, Reply* reply) {
      return monitoring_->RegisterParties(context, request, reply);
    });
  }
  absl::StatusOr<v1::RemovePartiesResponse> RemoveParties(const v1::RemovePartiesRequest& request) override {
    using Reply = v1::RemovePartiesResponse;
    return Call<Reply>(kReadDeadline, [&](auto* context, Reply* reply) {
      return monitoring_->RemoveParties(context, request, reply);
    });
  }
  absl::StatusOr<v1::ListMonitoredPartiesResponse> ListMonitoredParties(
      const v1::ListMonitoredPartiesRequest& request) override {
    using Reply = v1::ListMonitoredPartiesResponse;
    return Call<Reply>(kReadDeadline, [&](auto* context, Reply* reply) {
      return monitoring_->ListMonitoredParties(context, request, reply);
    });
  }
  absl::StatusOr<v1::MonitorStatus> CompareParties(const v1::ComparePartiesRequest& request) override {
    using Reply = v1::MonitorStatus;
    return Call<Reply>(kReadDeadline, [&](auto* context, Reply* reply) {
      return monitoring_->CompareParties(context, request, reply);
    });
  }
  absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request) override {
    return Call<v1::ListEventsResponse>(
        kReadDeadline, [&](auto* context, auto* reply) { return events_->ListEvents(context, request, reply); });
  }
  absl::Status WatchEvents(const v1::WatchEventsRequest& request,
                           const std::function<bool(const v1::WatchEventsResponse&)>& visit) override {
    v1::WatchEventsRequest next = request;
    for (absl::Duration pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
      grpc::ClientContext context;
      const auto reader = events_->WatchEvents(&context, next);
      v1::WatchEventsResponse message;
      while (reader->Read(&message)) {
        pause = kFirstPause;
        // From here on a break leaves nothing out.
        next.set_after(message.sequence());
        next.set_only_new(false);
        if (!message.origin().empty()) next.set_origin(message.origin());
        if (visit(message)) continue;
        context.TryCancel();
        static_cast<void>(reader->Finish());
        return absl::OkStatus();
      }
      const grpc::Status status = reader->Finish();
      switch (status.error_code()) {
        case grpc::StatusCode::UNAVAILABLE:
        case grpc::StatusCode::DEADLINE_EXCEEDED:
        case grpc::StatusCode::CANCELLED:
        case grpc::StatusCode::RESOURCE_EXHAUSTED:
          break;
        default:
          return FromGrpc(status, server_);
      }
      absl::SleepFor(pause);
    }
  }
  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(const v1::ListAuditEntriesRequest& request) override {
    return Call<v1::ListAuditEntriesResponse>(kExportDeadline,
                                              [&](grpc::ClientContext* context, v1::ListAuditEntriesResponse* reply) {
                                                return audit_->ListEntries(context, request, reply);
                                              });
  }
  absl::StatusOr<v1::AuditEntry> GetAuditEntry(const v1::GetAuditEntryRequest& request) override {
    return Call<v1::AuditEntry>(kReadDeadline, [&](grpc::ClientContext* context, v1::AuditEntry* reply) {
      return audit_->GetEntry(context, request, reply);
    });
  }
  absl::StatusOr<v1::AuditProof> ProveAuditEntry(const v1::ProveAuditEntryRequest& request) override {
    return Call<v1::AuditProof>(kReadDeadline, [&](grpc::ClientContext* context, v1::AuditProof* reply) {
      return audit_->ProveEntry(context, request, reply);
    });
  }
  absl::StatusOr<v1::AuditEntry> RecordExport(const v1::RecordExportRequest& request) override {
    return Call<v1::AuditEntry>(kReadDeadline, [&](grpc::ClientContext* context, v1::AuditEntry* reply) {
      return audit_->RecordExport(context, request, reply);
    });
  }
  absl::StatusOr<v1::AuditEntry> RotateAuditKey() override {
    return absl::FailedPreconditionError(
        absl::StrCat("the key is replaced in the data directory itself: stop the server ", server_,
                     " first, and leave out --server"));
  }

  absl::StatusOr<v1::ListVersionsResponse> ListVersions(const v1::ListVersionsRequest& request) override {
    return Call<v1::ListVersionsResponse>(kReadDeadline,
                                          [&](grpc::ClientContext* context, v1::ListVersionsResponse* reply) {
                                            return lists_->ListVersions(context, request, reply);
                                          });
  }
  absl::StatusOr<v1::ActivateListVersionResponse> ActivateListVersion(
      const v1::ActivateListVersionRequest& request) override {
    return Call<v1::ActivateListVersionResponse>(
        kImportDeadline, [&](grpc::ClientContext* context, v1::ActivateListVersionResponse* reply) {
          return lists_->ActivateListVersion(context, request, reply);
        });
  }
  absl::StatusOr<v1::ListVersion> ConfirmListVersion(const v1::ConfirmListVersionRequest& request) override {
    return Call<v1::ListVersion>(kImportDeadline, [&](grpc::ClientContext* context, v1::ListVersion* reply) {
      return lists_->ConfirmListVersion(context, request, reply);
    });
  }
  absl::StatusOr<v1::DiffListVersionsResponse> DiffListVersions(const v1::DiffListVersionsRequest& request) override {
    return Call<v1::DiffListVersionsResponse>(kExportDeadline,
                                              [&](grpc::ClientContext* context, v1::DiffListVersionsResponse* reply) {
                                                return lists_->DiffListVersions(context, request, reply);
                                              });
  }
  absl::StatusOr<v1::ListEntry> GetListEntry(const v1::GetListEntryRequest& request) override {
    return Call<v1::ListEntry>(kReadDeadline, [&](grpc::ClientContext* context, v1::ListEntry* reply) {
      return lists_->GetListEntry(context, request, reply);
    });
  }
  absl::StatusOr<v1::SearchListEntriesResponse> SearchListEntries(
      const v1::SearchListEntriesRequest& request) override {
    return Call<v1::SearchListEntriesResponse>(kReadDeadline,
                                               [&](grpc::ClientContext* context, v1::SearchListEntriesResponse* reply) {
                                                 return lists_->SearchListEntries(context, request, reply);
                                               });
  }

  absl::Status ExportList(const v1::ExportListRequest& request,
                          const std::function<absl::Status(absl::string_view)>& sink) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kExportDeadline);
    const auto reader = lists_->ExportList(&context, request);
    v1::ExportListResponse piece;
    absl::Status written;
    while (written.ok() && reader->Read(&piece)) written = sink(piece.chunk());
    if (!written.ok()) context.TryCancel();
    const grpc::Status status = reader->Finish();
    return written.ok() ? FromGrpc(status, server_) : written;
  }

  absl::StatusOr<v1::ImportListResponse> ImportList(std::unique_ptr<ByteSource> bytes, const v1::ImportHeader& header,
                                                    const std::function<void(int64_t bytes)>& progress) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kImportDeadline);
    v1::ImportListResponse reply;
    const auto writer = lists_->ImportList(&context, &reply);
    v1::ImportListRequest part;
    *part.mutable_header() = header;
    bool open = writer->Write(part);
    int64_t sent = 0;
    std::string buffer(kImportChunk, '\0');
    while (open) {
      const absl::StatusOr<size_t> size = bytes->Read(buffer.data(), buffer.size());
      if (!size.ok()) {
        // The server must not take what it has for the whole file.
        context.TryCancel();
        static_cast<void>(writer->Finish());
        return size.status();
      }
      if (*size == 0) break;
      part.set_chunk(buffer.substr(0, *size));
      open = writer->Write(part);
      sent += static_cast<int64_t>(*size);
      if (progress) progress(sent);
    }
    writer->WritesDone();
    CORDON_RETURN_IF_ERROR(FromGrpc(writer->Finish(), server_));
    return reply;
  }

 private:
  template <typename Fn>
  absl::StatusOr<v1::Suppression> CallPair(Fn call) {
    return Call<v1::Suppression>(kReadDeadline, call);
  }
  template <typename Reply, typename Method>
  absl::StatusOr<Reply> Call(std::chrono::milliseconds deadline, const Method& method) {
    for (int attempt = 0;; ++attempt) {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + deadline);
      Reply reply;
      const absl::Status status = FromGrpc(method(&context, &reply), server_);
      if (status.ok()) {
        gone_ = false;
        return reply;
      }
      const absl::Duration delay = gone_ ? -absl::InfiniteDuration() : RetryDelay(status, attempt);
      if (delay < absl::ZeroDuration()) {
        gone_ = status.code() == absl::StatusCode::kUnavailable;
        return status;
      }
      absl::SleepFor(std::min(delay, absl::Seconds(5)));
    }
  }

  // A batch that takes longer than a call may is sent again in two halves.
  template <typename Reply, typename Request, typename Method>
  absl::StatusOr<Reply> ScreenInHalves(const Request& request, const Method& method) {
    absl::StatusOr<Reply> answer = Call<Reply>(
        kScreenDeadline, [&](grpc::ClientContext* context, Reply* reply) { return method(context, request, reply); });
    const int size = request.requests_size();
    if (answer.ok() || answer.status().code() != absl::StatusCode::kDeadlineExceeded || size < 2) return answer;
    // What the first attempt may have recorded comes back under its request_id.
    Reply whole;
    for (const auto& [begin, end] : {std::pair(0, size / 2), std::pair(size / 2, size)}) {
      Request half;
      for (int i = begin; i < end; ++i) *half.add_requests() = request.requests(i);
      CORDON_ASSIGN_OR_RETURN(const Reply part, ScreenInHalves<Reply>(half, method));
      whole.MergeFrom(part);
    }
    return whole;
  }

  const std::string server_;
  // Every attempt of a call failed: until one succeeds, the rows that follow are not waited for again and again.
  std::atomic<bool> gone_{false};
  const std::unique_ptr<v1::ScreeningService::Stub> screening_;
  const std::unique_ptr<v1::ListService::Stub> lists_;
  const std::unique_ptr<v1::OwnershipService::Stub> ownership_;
  const std::unique_ptr<v1::EngineService::Stub> engine_;
  const std::unique_ptr<v1::CaseService::Stub> cases_;
  const std::unique_ptr<v1::SuppressionService::Stub> suppressions_;
  const std::unique_ptr<v1::MonitoringService::Stub> monitoring_;
  const std::unique_ptr<v1::EventService::Stub> events_;
  const std::unique_ptr<v1::AuditService::Stub> audit_;
};

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(const RemoteOptions& options) {
  if (options.server_ca.empty() && options.client_certificate.empty() && options.client_key.empty()) {
    return grpc::InsecureChannelCredentials();
  }
  if (options.client_certificate.empty() != options.client_key.empty()) {
    return absl::InvalidArgumentError("--client-cert and --client-key belong together: give both or none");
  }
  grpc::SslCredentialsOptions ssl;
  if (!options.server_ca.empty()) {
    CORDON_ASSIGN_OR_RETURN(ssl.pem_root_certs, ReadFile(options.server_ca, kMaxPemBytes));
  }
  if (!options.client_key.empty()) {
    CORDON_ASSIGN_OR_RETURN(ssl.pem_cert_chain, ReadFile(options.client_certificate, kMaxPemBytes));
    CORDON_ASSIGN_OR_RETURN(ssl.pem_private_key, ReadFile(options.client_key, kMaxPemBytes));
  }
  return grpc::SslCredentials(ssl);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> OpenRemoteBackend(const RemoteOptions& options) {
  CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ChannelCredentials> credentials, MakeCredentials(options));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReplyBytes);
  arguments.SetMaxSendMessageSize(kMaxReplyBytes);
  // Party data goes to the named server, not through whatever proxy the environment sets.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> interceptors;
  if (!options.token_file.empty()) {
    CORDON_ASSIGN_OR_RETURN(const std::string token,
                            ReadToken(options.token_file, options.address, !options.server_ca.empty()));
    interceptors.push_back(TokenInterceptor(token));
  }
  const std::shared_ptr<grpc::Channel> channel = grpc::experimental::CreateCustomChannelWithInterceptors(
      options.address, credentials, arguments, std::move(interceptors));
  return std::unique_ptr<Backend>(std::make_unique<RemoteBackend>(options.address, channel));
}

bool SocketAnswers(const std::string& path, absl::Duration patience) {
  sockaddr_un address{};
  if (path.size() >= sizeof(address.sun_path)) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool listening = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  ::close(fd);
  if (!listening) return false;
  const auto channel = grpc::CreateChannel(absl::StrCat("unix:", path), grpc::InsecureChannelCredentials());
  const auto stub = v1::EngineService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(absl::ToInt64Milliseconds(patience)));
  v1::ServerInfo info;
  return stub->GetServerInfo(&context, v1::GetServerInfoRequest(), &info).ok();
}

}  // namespace cordon::cli
