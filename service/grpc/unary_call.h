// One unary call on a completion queue, for any request, response and handler.
//
// A handler answers through a callback, once, on whatever thread; the reply leaves from the call's home thread. A
// method with an executor runs its handler there, so that long work never holds up the queue; a full executor refuses
// the call. An answer that is ready after the deadline is not sent: the caller gets DEADLINE_EXCEEDED.
//
//   UnaryMethod<v1::ScreenPartyRequest, v1::Screening> method{.name = "ScreenParty", .accept = ..., .handler = ...};
//   ServeUnary(&method, home, environment);  // one waiting call; each accepted one queues its successor
#ifndef CORDON_SERVICE_GRPC_UNARY_CALL_H_
#define CORDON_SERVICE_GRPC_UNARY_CALL_H_

#include <grpcpp/support/async_unary_call.h>

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/executor.h"
#include "service/grpc/rpc_status.h"
#include "service/grpc/server_call.h"
#include "service/screening/errors.h"

namespace cordon {

// Takes the request and answers later. Both references stay valid until `done` has been destroyed.
template <typename Request, typename Response>
using UnaryHandler =
    std::function<void(const Request&, const RpcContext&, std::function<void(absl::StatusOr<Response>)> done)>;

// Read by all calls of the method; outlives them.
template <typename Request, typename Response>
struct UnaryMethod {
  const char* name = "";
  // RequestX of the generated service.
  std::function<void(grpc::ServerContext*, Request*, grpc::ServerAsyncResponseWriter<Response>*,
                     grpc::ServerCompletionQueue*, void*)>
      accept;
  UnaryHandler<Request, Response> handler;
  // Where the handler runs; null: on the home thread.
  std::function<Executor*(const Request&)> executor;
  size_t max_bytes = 1 << 20;
  // How long a call may take at most; zero: what the policy allows a unary call.
  absl::Duration longest = absl::ZeroDuration();
  bool exempt = false;   // not counted as in flight: cheap and needed under load
  bool anybody = false;  // exempt, and answered to whoever reaches the server
  // How many calls a request counts for in the caller's rate; empty: one.
  std::function<int64_t(const Request&)> cost;
};

template <typename Request, typename Response>
class UnaryCall final : public ServerCall {
 public:
  using Method = UnaryMethod<Request, Response>;

  UnaryCall(const Method* method, CompletionThread* home, CallEnvironment* environment)
      : ServerCall(method->name, home, environment), method_(method), responder_(&context_) {
    method_->accept(&context_, &request_, &responder_, home_->queue(), &accepted_tag_);
  }

  void ComeHome() override { Send(); }
  void Resume() override { Work(); }

  void Expire() override {
    MarkCancelled();
    Answer(DeadlinePassed());
  }

 private:
  void OnAccepted(bool ok) {
    if (!ok) return Unref();  // the server went down before a client came
    if (environment_->accepting.load(std::memory_order_acquire)) new UnaryCall(method_, home_, environment_);
    Accept(/*unary=*/method_->longest == absl::ZeroDuration(), method_->longest);
    if (method_->anybody) {
      AdmitAnybody();
    } else {
      absl::Status admitted = Admit(method_->exempt, Cost());
      if (!admitted.ok()) return Answer(std::move(admitted));
    }
    if (const size_t bytes = request_.ByteSizeLong(); bytes > method_->max_bytes) {
      return Answer(MakeError(absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
                              absl::StrCat("the request has ", bytes, " bytes, at most ", method_->max_bytes,
                                           " are accepted by ", method_->name),
                              {{"max_bytes", absl::StrCat(method_->max_bytes)}}));
    }
    Executor* const executor = method_->executor ? method_->executor(request_) : nullptr;
    if (executor == nullptr) return method_->exempt ? Work() : home_->Defer(this);
    const bool queued = executor->TrySubmit([self = CallRef<UnaryCall>(this)] { self->Work(); });
    if (!queued) Answer(Overloaded(absl::StrCat("too many ", method_->name, " calls are waiting")));
  }

  int64_t Cost() const {
    if (method_->exempt) return 0;
    return method_->cost ? method_->cost(request_) : 1;
  }

  void Work() {
    if (cancelled()) return Answer(CallerGone());
    if (absl::Now() >= deadline()) return Answer(DeadlinePassed());
    method_->handler(request_, rpc(), [self = CallRef<UnaryCall>(this)](absl::StatusOr<Response> answer) {
      self->Answer(std::move(answer));
    });
  }

  // Any thread; the first answer counts. The reference of the call's start is given back by OnFinished.
  void Answer(absl::StatusOr<Response> answer) {
    if (!ClaimAnswer()) return;
    answer_ = std::move(answer);
    if (home_->OnThisThread()) {
      Send();
    } else {
      home_->Post(this);
    }
  }

  void Send() {
    if (answer_.ok() && absl::Now() >= deadline()) answer_ = DeadlinePassed();
    NoteEnd(answer_.status());
    if (answer_.ok()) {
      responder_.Finish(*answer_, grpc::Status::OK, &finished_tag_);
    } else {
      responder_.FinishWithError(ToGrpcStatus(answer_.status()), &finished_tag_);
    }
  }

  void OnFinished(bool /*ok*/) { Unref(); }

  const Method* const method_;
  Request request_;
  grpc::ServerAsyncResponseWriter<Response> responder_;
  absl::StatusOr<Response> answer_;
  MemberTag<UnaryCall, &UnaryCall::OnAccepted> accepted_tag_{this};
  MemberTag<UnaryCall, &UnaryCall::OnFinished> finished_tag_{this};
};

template <typename Request, typename Response>
void ServeUnary(const UnaryMethod<Request, Response>* method, CompletionThread* home, CallEnvironment* environment) {
  new UnaryCall<Request, Response>(method, home, environment);
}

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_UNARY_CALL_H_
