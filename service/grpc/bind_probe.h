// Why a TCP address cannot be bound, in the system's words.
#ifndef CORDON_SERVICE_GRPC_BIND_PROBE_H_
#define CORDON_SERVICE_GRPC_BIND_PROBE_H_

#include <string>

#include "service/grpc/listen.h"

namespace cordon {

// Tries once and lets go. Empty when it works now.
std::string WhyNotBind(const ListenAddress& address);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_BIND_PROBE_H_
