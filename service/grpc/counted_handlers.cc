#include "service/grpc/counted_handlers.h"

#include <utility>

namespace cordon {
namespace {

void CountAnswer(const v1::Screening& answer, ServerMetrics* metrics) { metrics->Answered(answer); }

template <typename Batch>
void CountBatch(const Batch& batch, ServerMetrics* metrics) {
  for (const auto& result : batch.results()) {
    if (result.has_screening()) metrics->Answered(result.screening());
  }
}

void CountAnswer(const v1::BatchScreenPartiesResponse& batch, ServerMetrics* metrics) { CountBatch(batch, metrics); }
void CountAnswer(const v1::BatchScreenTransactionsResponse& batch, ServerMetrics* metrics) {
  CountBatch(batch, metrics);
}

template <typename Request, typename Response>
UnaryHandler<Request, Response> Counted(UnaryHandler<Request, Response> handler, ServerMetrics* metrics) {
  if (!handler) return handler;
  return [handler = std::move(handler), metrics](const Request& request, const RpcContext& context,
                                                 std::function<void(absl::StatusOr<Response>)> done) {
    handler(request, context, [done = std::move(done), metrics](absl::StatusOr<Response> answer) {
      if (answer.ok()) CountAnswer(*answer, metrics);
      done(std::move(answer));
    });
  };
}

}  // namespace

Handlers CountAnswers(Handlers handlers, ServerMetrics* metrics) {
  if (metrics == nullptr) return handlers;
  handlers.screen_party = Counted(std::move(handlers.screen_party), metrics);
  handlers.screen_transaction = Counted(std::move(handlers.screen_transaction), metrics);
  handlers.batch_screen_parties = Counted(std::move(handlers.batch_screen_parties), metrics);
  handlers.batch_screen_transactions = Counted(std::move(handlers.batch_screen_transactions), metrics);
  return handlers;
}

}  // namespace cordon
