// The use cases of a server, over gRPC. Every call has a deadline. Calls that a second attempt cannot change (reads,
// and screenings, which carry a request_id) are tried again when the server is UNAVAILABLE or asks to wait; nothing
// else is. A batch that takes longer than the server grants is sent again in halves.
#ifndef CORDON_CLI_REMOTE_BACKEND_H_
#define CORDON_CLI_REMOTE_BACKEND_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "cli/backend.h"

namespace cordon::cli {

struct RemoteOptions {
  std::string address;  // host:port or unix:/path
  // PEM files; all empty: no TLS (loopback, Unix socket). With `server_ca` alone the server is checked, with all three
  // both sides are.
  std::string server_ca;
  std::string client_certificate;
  std::string client_key;
  std::string token_file;  // a bearer token in a file of its own; empty: none
};

absl::StatusOr<std::unique_ptr<Backend>> OpenRemoteBackend(const RemoteOptions& options);

// True when something listens on the Unix socket and says within `patience` what it is.
bool SocketAnswers(const std::string& path, absl::Duration patience);

}  // namespace cordon::cli

#endif  // CORDON_CLI_REMOTE_BACKEND_H_
