// The use cases in this process, over a data directory.
#ifndef CORDON_CLI_LOCAL_BACKEND_H_
#define CORDON_CLI_LOCAL_BACKEND_H_

#include <memory>

#include "cli/backend.h"
#include "service/screening/engine.h"

namespace cordon::cli {

// Opens the directory as `options` say; errors name the directory and who holds it.
absl::StatusOr<std::unique_ptr<Backend>> OpenLocalBackend(const EngineOptions& options);

}  // namespace cordon::cli

#endif  // CORDON_CLI_LOCAL_BACKEND_H_
