// Who is calling, as it stands in the record: the socket's owner, loopback, the certificate, or whose token it is.
// Pure functions.
#ifndef CORDON_SERVICE_GRPC_CALLER_H_
#define CORDON_SERVICE_GRPC_CALLER_H_

#include <grpcpp/server_context.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/grpc/revocation.h"
#include "service/screening/known_callers.h"

namespace cordon {

struct Caller {
  std::string name;          // "uid:1000(alice)", "loopback", "cert:procurement-backend", "token:erp"
  bool over_socket = false;  // the Unix socket, without a token: the machine's own user
  RateLimit rate;
  RoleSet roles = kEveryRole;  // without a file of callers everybody who may connect may do everything
};

// How the server can be reached, which decides what a peer is.
struct CallerRules {
  std::string socket_owner;          // LocalCaller(): only this user (and root) can open the 0600 socket
  bool client_certificates = false;  // every TCP address requires one
  // What was taken back of them, as it is now; empty, or null: nothing is said to be.
  std::function<std::shared_ptr<const RevocationLists>()> revoked;
};

// Somebody was not allowed what they asked for: caller (may be empty), method, reason. Any thread; must not wait.
using RefusedCaller =
    std::function<void(const std::string& caller, const std::string& method, const std::string& reason)>;

// A certificate that was taken back is refused whatever else the call brings. A bearer token decides, wherever it comes
// from (a proxy on the socket passes those of its clients on); then the socket, then the certificate. With `known`
// nobody else calls over TCP; null: there is no file of callers, and a token is not looked at. Unauthenticated
// CALLER_UNKNOWN.
absl::StatusOr<Caller> IdentifyCaller(const grpc::ServerContext& context, const CallerRules& rules,
                                      const KnownCallers* known);

// "cert:<text>" when `text` can stand in a record and a log line: 1..200 bytes of UTF-8 without control characters.
absl::StatusOr<std::string> CertificateCaller(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_CALLER_H_
