// Who is calling, as it stands in the record: the socket's owner, loopback, or the certificate.
// Pure functions.
#ifndef CORDON_SERVICE_GRPC_CALLER_H_
#define CORDON_SERVICE_GRPC_CALLER_H_

#include <grpcpp/server_context.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

struct Caller {
  std::string name;          // "uid:1000(alice)", "loopback", "cert:procurement-backend"
  bool over_socket = false;  // the Unix socket: the machine's own user
};

// How the server can be reached, which decides what a peer is.
struct CallerRules {
  std::string socket_owner;  // LocalCaller(): only this user (and root) can open the 0600 socket
  bool tls = false;          // every TCP address requires a client certificate
};

// Unauthenticated CALLER_UNKNOWN when a certificate names nobody.
absl::StatusOr<Caller> IdentifyCaller(const grpc::ServerContext& context, const CallerRules& rules);

// "cert:<text>" when `text` can stand in a record and a log line: 1..200 bytes of UTF-8 without control characters.
absl::StatusOr<std::string> CertificateCaller(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_CALLER_H_
