// Random (version 4) UUIDs that make a screening retryable. Thread-safe.
#ifndef CORDON_CLI_REQUEST_ID_H_
#define CORDON_CLI_REQUEST_ID_H_

#include <string>

namespace cordon::cli {

std::string NewRequestId();

}  // namespace cordon::cli

#endif  // CORDON_CLI_REQUEST_ID_H_
