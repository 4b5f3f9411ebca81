// UUIDs that make a screening retryable: random ones, and those of a batch that may be run again. Thread-safe.
#ifndef CORDON_CLI_REQUEST_ID_H_
#define CORDON_CLI_REQUEST_ID_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace cordon::cli {

std::string NewRequestId();  // version 4

// The same for the same batch and row, another for any other (version 8): a batch that is run again asks for what it
// has recorded instead of recording it twice.
std::string BatchRequestId(absl::string_view batch, int64_t row);

}  // namespace cordon::cli

#endif  // CORDON_CLI_REQUEST_ID_H_
