// From the use cases' absl::Status to the wire: code, message and google.rpc details, small enough for every client's
// header limit. Pure functions.
#ifndef CORDON_SERVICE_GRPC_RPC_STATUS_H_
#define CORDON_SERVICE_GRPC_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace cordon {

// Every error leaves with an ErrorInfo; one that came without (a defect) gets INTERNAL.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_RPC_STATUS_H_
