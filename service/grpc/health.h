// grpc.health.v1 on the server's own completion queues: what load balancers and orchestrators ask. A board holds the
// state of each service; watchers are told when theirs changes.
//
// Thread contract: HealthBoard from any thread. Watches must have ended (the gRPC server is shut down) before it goes.
#ifndef CORDON_SERVICE_GRPC_HEALTH_H_
#define CORDON_SERVICE_GRPC_HEALTH_H_

#include <grpcpp/support/async_stream.h>

#include <map>
#include <set>
#include <string>

#include "base/mutex.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "service/grpc/server_call.h"
#include "service/grpc/unary_call.h"

namespace cordon {

class HealthWatch;

class HealthBoard {
 public:
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // Also makes the service known. "" is the server as a whole.
  void Set(const std::string& service, bool serving);
  // SERVICE_UNKNOWN if it was never set.
  Status Get(const std::string& service) const;

  void AddWatch(HealthWatch* watch);
  void RemoveWatch(HealthWatch* watch);

 private:
  mutable Mutex mu_;
  std::map<std::string, bool> serving_ ABSL_GUARDED_BY(mu_);
  std::set<HealthWatch*> watches_ ABSL_GUARDED_BY(mu_);
};

using HealthService = grpc::health::v1::Health::AsyncService;
using HealthRequest = grpc::health::v1::HealthCheckRequest;
using HealthResponse = grpc::health::v1::HealthCheckResponse;

// Check, never counted as in flight.
UnaryMethod<HealthRequest, HealthResponse> HealthCheckMethod(HealthService* service, HealthBoard* board);

// One Watch. It ends when the client leaves or the server goes.
class HealthWatch final : public ServerCall {
 public:
  HealthWatch(HealthService* service, HealthBoard* board, CompletionThread* home, CallEnvironment* environment);

  // Something on the board has changed; any thread, while on the board.
  void Changed();
  void ComeHome() override;
  void Expire() override {}

 private:
  void OnAccepted(bool ok);
  void OnCancelled() override;
  void OnWritten(bool ok);
  void OnFinished(bool /*ok*/) { Unref(); }
  // Sends the status if it is news and nothing is on its way.
  void Tell();

  HealthService* const service_;
  HealthBoard* const board_;
  HealthRequest request_;
  grpc::ServerAsyncWriter<HealthResponse> writer_;
  // All on the home thread.
  HealthBoard::Status told_ = HealthResponse::UNKNOWN;
  bool writing_ = false;
  bool ended_ = false;
  MemberTag<HealthWatch, &HealthWatch::OnAccepted> accepted_tag_{this};
  MemberTag<HealthWatch, &HealthWatch::OnWritten> written_tag_{this};
  MemberTag<HealthWatch, &HealthWatch::OnFinished> finished_tag_{this};
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_HEALTH_H_
