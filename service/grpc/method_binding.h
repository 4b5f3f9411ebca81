// How the methods of a generated service are bound to handlers and executors (services.cc and its neighbours).
#ifndef CORDON_SERVICE_GRPC_METHOD_BINDING_H_
#define CORDON_SERVICE_GRPC_METHOD_BINDING_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "base/executor.h"
#include "service/grpc/handlers.h"

namespace cordon {

// A handler that returns its answer, as one that calls back.
template <typename Request, typename Response>
UnaryHandler<Request, Response> CallingBack(BlockingHandler<Request, Response> handler) {
  return [handler = std::move(handler)](const Request& request, const RpcContext& context,
                                        std::function<void(absl::StatusOr<Response>)> done) {
    done(handler(request, context));
  };
}

template <typename Request>
std::function<Executor*(const Request&)> Always(Executor* executor) {
  return [executor](const Request&) { return executor; };
}

// Adapts the generated RequestX, a member of a base of the service class.
template <typename Service, typename Base, typename Request, typename Response>
auto AcceptOn(Service* service,
              void (Base::*request)(grpc::ServerContext*, Request*, grpc::ServerAsyncResponseWriter<Response>*,
                                    grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*)) {
  return [service, request](grpc::ServerContext* context, Request* message,
                            grpc::ServerAsyncResponseWriter<Response>* responder, grpc::ServerCompletionQueue* queue,
                            void* tag) { (service->*request)(context, message, responder, queue, queue, tag); };
}

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_METHOD_BINDING_H_
