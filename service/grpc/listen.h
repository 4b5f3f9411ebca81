// Where the server may listen. Loopback and a Unix socket need none; every other address
// needs TLS and known callers, because whoever reaches the port may screen, read records and import lists.
// Pure functions.
#ifndef CORDON_SERVICE_GRPC_LISTEN_H_
#define CORDON_SERVICE_GRPC_LISTEN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

struct ListenAddress {
  std::string host;  // an IPv4 or IPv6 literal, without brackets
  int port = 0;
  bool loopback = false;

  // "127.0.0.1:50061", "[::1]:50061".
  std::string ToString() const;
};

// "HOST:PORT" with an IP literal or "localhost" (127.0.0.1); port 0 = any free one. InvalidArgument otherwise: a name
// would listen wherever a resolver says.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// PEM files: certificate and key, or none; with client_ca mutual TLS.
struct TlsFiles {
  std::string certificate;  // the server's chain
  std::string key;
  std::string client_ca;   // issuers of client certificates
  std::string client_crl;  // what these took back; may be empty

  bool any() const { return !certificate.empty() || !key.empty() || !client_ca.empty() || !client_crl.empty(); }
  bool server() const { return !certificate.empty() && !key.empty(); }
  bool mutual() const { return server() && !client_ca.empty(); }
};

// InvalidArgument unless this address may be used with these files; `callers_known`: only callers of a file come in.
absl::Status CheckListen(const ListenAddress& address, const TlsFiles& tls, bool callers_known);

// InvalidArgument when the path does not fit into a socket address or exists and is no socket; FailedPrecondition when
// another server answers on it.
absl::Status CheckSocketPath(const std::string& path);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_LISTEN_H_
