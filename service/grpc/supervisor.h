// Tells whoever supervises the process (systemd, Type=notify) how it stands. Without a supervisor nothing happens.
// Thread-safe.
//
//   TellSupervisor("READY=1");
#ifndef CORDON_SERVICE_GRPC_SUPERVISOR_H_
#define CORDON_SERVICE_GRPC_SUPERVISOR_H_

#include "absl/strings/string_view.h"

namespace cordon {

// Sends one datagram to the socket that NOTIFY_SOCKET names (a path, or "@name" in the abstract space); a supervisor
// that does not listen is not an error of the server.
void TellSupervisor(absl::string_view state);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SUPERVISOR_H_
