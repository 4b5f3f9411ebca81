// What every kind of call has in common: its server context, its place in the books, admission, caller, deadline and
// cancellation. Kinds derive from it: unary_call.h, export_call.h, import_call.h.
//
// Life of a call: it waits for a client (Serve in the kinds), is accepted, takes its own successor's place in the
// queue, is admitted or refused, works, answers once, and is deleted when gRPC and every handler have let go.
//
// Thread contract: Accept and Admit on the home thread; cancelled() and deadline() from any.
#ifndef CORDON_SERVICE_GRPC_SERVER_CALL_H_
#define CORDON_SERVICE_GRPC_SERVER_CALL_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/published.h"
#include "service/grpc/admission.h"
#include "service/grpc/caller.h"
#include "service/grpc/completion_thread.h"
#include "service/grpc/metrics.h"
#include "service/grpc/rate_limiter.h"
#include "service/screening/screener.h"

namespace cordon {

// What handlers learn about a call beyond CallContext.
struct RpcContext : CallContext {
  bool over_socket = false;
};

// Shared by all calls of one server; outlives them.
struct CallEnvironment {
  Admission admission;
  CallerRules callers;
  Published<KnownCallers> known;  // nothing: there is no file of callers
  RateLimiter rates;
  ServerMetrics* metrics = nullptr;  // null: nobody reads them
  RefusedCaller refused;             // may be empty
  // False once the gRPC server is down: no successor may be queued any more.
  std::atomic<bool> accepting{true};
};

class ServerCall : public LiveCall {
 public:
  const RpcContext& rpc() const { return rpc_; }
  absl::Time deadline() const { return rpc_.deadline; }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 protected:
  ServerCall(const char* method, CompletionThread* home, CallEnvironment* environment);
  ~ServerCall() override;

  // After the client's call arrived: enters the books, takes the reference that OnDone gives back, sets the deadline.
  // `longest` caps a call that is not unary.
  void Accept(bool unary, absl::Duration longest);
  // Admission (unless exempt), the caller's identity and rate; not OK = answer so. `cost` is how many calls it counts
  // for.
  absl::Status Admit(bool exempt, int64_t cost);
  // The same for what whoever reaches the server may ask, such as health.
  void AdmitAnybody() { rpc_.caller = "anybody"; }
  // Takes `cost` further calls from what the caller may make.
  absl::Status Charge(int64_t cost) { return environment_->rates.Take(rpc_.caller, rate_, cost, absl::Now()); }
  // Stops work that asks cancelled(); nothing is sent by it.
  void MarkCancelled() { cancelled_.store(true, std::memory_order_relaxed); }
  // True for exactly one caller: who may answer.
  bool ClaimAnswer() { return !claimed_.exchange(true, std::memory_order_acq_rel); }
  bool answered() const { return claimed_.load(std::memory_order_acquire); }
  // For log and metrics: how the call ended. Never what it was about.
  void NoteEnd(const absl::Status& status) const;
  // A kind that waits for the end of its call overrides this; runs on the home thread.
  virtual void OnCancelled() {}

  grpc::ServerContext context_;
  CompletionThread* const home_;
  CallEnvironment* const environment_;
  // Given to AsyncNotifyWhenDone before the call is requested.
  void OnDone(bool ok);
  MemberTag<ServerCall, &ServerCall::OnDone> done_tag_{this};

 private:
  const char* const method_;
  RpcContext rpc_;
  RateLimit rate_;
  absl::Time started_;
  bool booked_ = false;
  bool admitted_ = false;
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> claimed_{false};
};

// The status of a call whose client is gone.
absl::Status CallerGone();

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SERVER_CALL_H_
