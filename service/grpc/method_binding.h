// How the methods of generated services are bound to handlers and executors, and served (services.cc and its
// neighbours).
//
//   methods_.Bind("GetCase", &cases_, &v1::CaseService::AsyncService::RequestGetCase, handlers_.get_case, &reads_);
#ifndef CORDON_SERVICE_GRPC_METHOD_BINDING_H_
#define CORDON_SERVICE_GRPC_METHOD_BINDING_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

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

// Adapts the generated RequestX, a member of a base of the service class.
template <typename Service, typename Base, typename Request, typename Response>
auto AcceptOn(Service* service,
              void (Base::*request)(grpc::ServerContext*, Request*, grpc::ServerAsyncResponseWriter<Response>*,
                                    grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*)) {
  return [service, request](grpc::ServerContext* context, Request* message,
                            grpc::ServerAsyncResponseWriter<Response>* responder, grpc::ServerCompletionQueue* queue,
                            void* tag) { (service->*request)(context, message, responder, queue, queue, tag); };
}

// Unary methods with what they are bound to. Bind all, then Serve; outlives every call.
class BoundMethods {
 public:
  // Calls of one method that wait for a client on each thread.
  static constexpr int kWaiting = 2;

  // The handler runs on `executor`, if that is null on the thread the call arrives on. What is special about a method
  // is set on the result, which stays valid.
  template <typename Service, typename Base, typename Request, typename Response>
  UnaryMethod<Request, Response>* Bind(
      const char* name, Service* service,
      void (Base::*request)(grpc::ServerContext*, Request*, grpc::ServerAsyncResponseWriter<Response>*,
                            grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*),
      UnaryHandler<Request, Response> handler, Executor* executor, int waiting = kWaiting) {
    auto method = std::make_shared<UnaryMethod<Request, Response>>();
    method->name = name;
    method->accept = AcceptOn(service, request);
    method->handler = std::move(handler);
    if (executor != nullptr) {
      method->executor = [executor](const Request&) { return executor; };
    }
    serve_.push_back([method, waiting](CompletionThread* home, CallEnvironment* environment) {
      for (int i = 0; i < waiting; ++i) ServeUnary(method.get(), home, environment);
    });
    return method.get();
  }
  template <typename Service, typename Base, typename Request, typename Response>
  UnaryMethod<Request, Response>* Bind(
      const char* name, Service* service,
      void (Base::*request)(grpc::ServerContext*, Request*, grpc::ServerAsyncResponseWriter<Response>*,
                            grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*),
      BlockingHandler<Request, Response> handler, Executor* executor, int waiting = kWaiting) {
    return Bind(name, service, request, CallingBack(std::move(handler)), executor, waiting);
  }

  void Serve(CompletionThread* home, CallEnvironment* environment) const {
    for (const auto& serve : serve_) serve(home, environment);
  }

 private:
  std::vector<std::function<void(CompletionThread*, CallEnvironment*)>> serve_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_METHOD_BINDING_H_
