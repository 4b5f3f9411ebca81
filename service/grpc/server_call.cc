#include "service/grpc/server_call.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/status_macros.h"
#include "service/grpc/roles.h"
#include "service/grpc/trace_context.h"
#include "service/screening/errors.h"

namespace cordon {

absl::Status CallerGone() { return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the caller gave up"); }

ServerCall::ServerCall(const char* method, CompletionThread* home, CallEnvironment* environment)
    : home_(home), environment_(environment), method_(method) {
  context_.AsyncNotifyWhenDone(&done_tag_);
}

ServerCall::~ServerCall() {
  if (admitted_) environment_->admission.Leave();
  if (booked_) home_->Remove(this);
}

void ServerCall::Accept(bool unary, absl::Duration longest) {
  Ref();  // until OnDone
  started_ = absl::Now();
  const absl::Time asked = absl::FromChrono(context_.deadline());
  rpc_.deadline = unary ? environment_->admission.UnaryDeadline(started_, asked) : std::min(asked, started_ + longest);
  rpc_.cancelled = [this] { return cancelled(); };
  if (const auto trace = context_.client_metadata().find("traceparent"); trace != context_.client_metadata().end()) {
    const absl::string_view text(trace->second.data(), trace->second.size());
    if (IsTraceParent(text)) rpc_.traceparent = std::string(text);
  }
  booked_ = true;
  home_->Add(this, rpc_.deadline);
}

absl::Status ServerCall::Admit(bool exempt, int64_t cost) {
  if (!exempt) {
    absl::Status entered = environment_->admission.Enter();
    if (!entered.ok()) return entered;
    admitted_ = true;
  }
  absl::StatusOr<Caller> caller = IdentifyCaller(context_, environment_->callers, environment_->known.Get().get());
  if (!caller.ok()) return caller.status();
  rpc_.caller = std::move(caller->name);
  rpc_.over_socket = caller->over_socket;
  rate_ = caller->rate;
  CORDON_RETURN_IF_ERROR(CheckRole(method_, caller->roles));
  if (ServerMetrics* const metrics = environment_->metrics; metrics != nullptr) {
    rpc_.committed = [metrics](absl::Duration took) { metrics->Committed(took); };
  }
  return Charge(cost);
}

void ServerCall::OnDone(bool /*ok*/) {
  if (context_.IsCancelled()) {
    MarkCancelled();
    OnCancelled();
  }
  Unref();
}

void ServerCall::NoteEnd(const absl::Status& status) const {
  const absl::Duration took = absl::Now() - started_;
  if (environment_->metrics != nullptr) environment_->metrics->CallEnded(method_, status, took);
  if (environment_->refused && (absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status))) {
    environment_->refused(rpc_.caller, method_, GetErrorReason(status));
  }
  const bool defect = status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown ||
                      status.code() == absl::StatusCode::kDataLoss;
  const LogLevel level = defect ? LogLevel::kError : LogLevel::kDebug;
  if (!LogEnabled(level)) return;
  // Messages may quote a request, so reason and code must do.
  Log(level, "call ended",
      {{"method", method_},
       {"code", absl::StatusCodeToString(status.code())},
       {"reason", GetErrorReason(status)},
       {"caller", rpc_.caller},
       {"trace", TraceId(rpc_.traceparent)},
       {"us", absl::ToInt64Microseconds(took)}});
}

}  // namespace cordon
