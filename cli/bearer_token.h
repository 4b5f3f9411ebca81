// A bearer token that goes with every call of a channel.
// Pure function; the file is read when called.
#ifndef CORDON_CLI_BEARER_TOKEN_H_
#define CORDON_CLI_BEARER_TOKEN_H_

#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace cordon::cli {

// The token in `path`, one line. InvalidArgument when the file holds none, or when the way to `address` is neither
// encrypted nor inside this machine: whoever listens could call with it.
absl::StatusOr<std::string> ReadToken(const std::string& path, const std::string& address, bool encrypted);

// Adds "authorization: Bearer TOKEN" to each call.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> TokenInterceptor(const std::string& token);

}  // namespace cordon::cli

#endif  // CORDON_CLI_BEARER_TOKEN_H_
