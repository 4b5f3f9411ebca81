// StreamScreenParties and StreamScreenTransactions: requests come as the client has them, answers leave in the same
// order.
//
// Back-pressure: at most `window` requests are unanswered; beyond that nothing is read, and the client's writes wait on
// HTTP/2 flow control. A request that cannot be judged is answered with its error and the stream goes on. Each request
// is admitted and has its deadline for itself, so a stream that is idle holds nothing, and a drain ends it.
// A client resumes by sending again what was not answered: the id is the key of a retry.
//
// Thread contract: as in server_call.h. One task of a stream at a time runs on the executor.
//
//   ScreenStreamMethod<PartyStream> method{.service = &screening, .handler = handlers.screen_party, .executor =
//   &streams}; new ScreenStreamCall<PartyStream>(&method, home, &environment);  // each accepted call queues its
//   successor
#ifndef CORDON_SERVICE_GRPC_SCREEN_STREAM_CALL_H_
#define CORDON_SERVICE_GRPC_SCREEN_STREAM_CALL_H_

#include <grpcpp/support/async_stream.h>

#include <deque>
#include <memory>

#include "base/executor.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "service/grpc/server_call.h"
#include "service/grpc/unary_call.h"

namespace cordon {

// What differs between the streams: the messages and where the service accepts the call.
struct PartyStream {
  using Request = v1::ScreenPartyRequest;
  using Message = v1::StreamScreenPartiesRequest;
  using Reply = v1::StreamScreenPartiesResponse;
  static constexpr char kName[] = "StreamScreenParties";
  static constexpr auto kAccept = &v1::ScreeningService::AsyncService::RequestStreamScreenParties;
};
struct TransactionStream {
  using Request = v1::ScreenTransactionRequest;
  using Message = v1::StreamScreenTransactionsRequest;
  using Reply = v1::StreamScreenTransactionsResponse;
  static constexpr char kName[] = "StreamScreenTransactions";
  static constexpr auto kAccept = &v1::ScreeningService::AsyncService::RequestStreamScreenTransactions;
};

// Read by all calls; outlives them.
template <typename Kind>
struct ScreenStreamMethod {
  v1::ScreeningService::AsyncService* service = nullptr;
  UnaryHandler<typename Kind::Request, v1::Screening> handler;  // blocking
  Executor* executor = nullptr;
  size_t window = 32;          // requests read and not answered
  size_t max_bytes = 1 << 20;  // of one request
  absl::Duration longest = absl::Hours(1);
};

// Compiled for the two kinds above only.
template <typename Kind>
class ScreenStreamCall final : public ServerCall {
 public:
  using Method = ScreenStreamMethod<Kind>;

  ScreenStreamCall(const Method* method, CompletionThread* home, CallEnvironment* environment);

  void ComeHome() override;
  void Expire() override;

 private:
  // One request until its answer has left.
  struct Item {
    typename Kind::Message request;
    typename Kind::Reply response;
    RpcContext context;
    bool admitted = false;
    bool started = false;   // given to the handler, or refused before
    bool answered = false;  // the response is complete
  };

  void OnAccepted(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool /*ok*/) { Unref(); }
  void OnCancelled() override;
  absl::Status Check(Item* item);
  void Work();
  void Answered(const std::shared_ptr<Item>& item, absl::StatusOr<v1::Screening> answer);
  void WakeHome();
  // Starts what can be started: a read, a write, the end.
  void Advance();

  const Method* const method_;
  grpc::ServerAsyncReaderWriter<typename Kind::Reply, typename Kind::Message> stream_;
  typename Kind::Message message_;  // of the read under way

  Mutex mu_;
  std::deque<std::shared_ptr<Item>> items_ ABSL_GUARDED_BY(mu_);  // in the order read
  bool reading_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool working_ ABSL_GUARDED_BY(mu_) = false;  // a task is on the executor
  bool read_all_ ABSL_GUARDED_BY(mu_) = false;
  bool finishing_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mu_);  // not OK: ends before its client does

  MemberTag<ScreenStreamCall, &ScreenStreamCall::OnAccepted> accepted_tag_{this};
  MemberTag<ScreenStreamCall, &ScreenStreamCall::OnRead> read_tag_{this};
  MemberTag<ScreenStreamCall, &ScreenStreamCall::OnWritten> written_tag_{this};
  MemberTag<ScreenStreamCall, &ScreenStreamCall::OnFinished> finished_tag_{this};
};

extern template class ScreenStreamCall<PartyStream>;
extern template class ScreenStreamCall<TransactionStream>;

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SCREEN_STREAM_CALL_H_
