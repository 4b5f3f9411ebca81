#include "service/grpc/health.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/grpc/rpc_status.h"
#include "service/screening/errors.h"

namespace cordon {

void HealthBoard::Set(const std::string& service, bool serving) {
  MutexLock lock(mu_);
  const auto [place, added] = serving_.try_emplace(service, serving);
  if (!added && place->second == serving) return;
  place->second = serving;
  for (HealthWatch* watch : watches_) watch->Changed();
}

HealthBoard::Status HealthBoard::Get(const std::string& service) const {
  MutexLock lock(mu_);
  const auto place = serving_.find(service);
  if (place == serving_.end()) return HealthResponse::SERVICE_UNKNOWN;
  return place->second ? HealthResponse::SERVING : HealthResponse::NOT_SERVING;
}

void HealthBoard::AddWatch(HealthWatch* watch) {
  MutexLock lock(mu_);
  watches_.insert(watch);
}

void HealthBoard::RemoveWatch(HealthWatch* watch) {
  MutexLock lock(mu_);
  watches_.erase(watch);
}

UnaryMethod<HealthRequest, HealthResponse> HealthCheckMethod(HealthService* service, HealthBoard* board) {
  UnaryMethod<HealthRequest, HealthResponse> method;
  method.name = "Check";
  method.anybody = true;
  method.max_bytes = 4'096;
  method.accept = [service](grpc::ServerContext* context, HealthRequest* request,
                            grpc::ServerAsyncResponseWriter<HealthResponse>* responder,
                            grpc::ServerCompletionQueue* queue,
                            void* tag) { service->RequestCheck(context, request, responder, queue, queue, tag); };
  method.handler = [board](const HealthRequest& request, const RpcContext&,
                           const std::function<void(absl::StatusOr<HealthResponse>)>& done) {
    HealthResponse response;
    response.set_status(board->Get(request.service()));
    if (response.status() == HealthResponse::SERVICE_UNKNOWN) {
      return done(MakeError(absl::StatusCode::kNotFound, "SERVICE_UNKNOWN", "this server has no such service"));
    }
    done(std::move(response));
  };
  return method;
}

HealthWatch::HealthWatch(HealthService* service, HealthBoard* board, CompletionThread* home,
                         CallEnvironment* environment)
    : ServerCall("Watch", home, environment), service_(service), board_(board), writer_(&context_) {
  service_->RequestWatch(&context_, &request_, &writer_, home_->queue(), home_->queue(), &accepted_tag_);
}

void HealthWatch::OnAccepted(bool ok) {
  if (!ok) return Unref();
  if (environment_->accepting.load(std::memory_order_acquire)) new HealthWatch(service_, board_, home_, environment_);
  Accept(/*unary=*/false, absl::InfiniteDuration());
  AdmitAnybody();
  board_->AddWatch(this);
  Tell();
}

// Under the board's lock; the reference keeps the watch until it has come home.
void HealthWatch::Changed() {
  Ref();
  home_->Post(this);
}

void HealthWatch::ComeHome() {
  Tell();
  Unref();
}

void HealthWatch::Tell() {
  if (writing_ || ended_) return;
  const HealthBoard::Status now = board_->Get(request_.service());
  if (now == told_) return;
  told_ = now;
  writing_ = true;
  HealthResponse response;
  response.set_status(now);
  Ref();  // until OnWritten
  writer_.Write(response, &written_tag_);
}

void HealthWatch::OnWritten(bool ok) {
  writing_ = false;
  if (ok) Tell();
  Unref();
}

// Runs once, when the client has left or the server goes.
void HealthWatch::OnCancelled() {
  board_->RemoveWatch(this);
  if (ended_) return;
  ended_ = true;
  writer_.Finish(grpc::Status(grpc::StatusCode::CANCELLED, ""), &finished_tag_);
}

}  // namespace cordon
