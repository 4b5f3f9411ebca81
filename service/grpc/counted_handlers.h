// Handlers that also count what they answer, for the metrics.
// Thread contract: as Handlers. `metrics` must outlive them.
#ifndef CORDON_SERVICE_GRPC_COUNTED_HANDLERS_H_
#define CORDON_SERVICE_GRPC_COUNTED_HANDLERS_H_

#include "service/grpc/handlers.h"
#include "service/grpc/metrics.h"

namespace cordon {

// The same handlers when `metrics` is null.
Handlers CountAnswers(Handlers handlers, ServerMetrics* metrics);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_COUNTED_HANDLERS_H_
