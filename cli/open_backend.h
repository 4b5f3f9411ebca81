// Which backend a command gets: the server named by --server, the server that holds the data directory, or this
// process.
#ifndef CORDON_CLI_OPEN_BACKEND_H_
#define CORDON_CLI_OPEN_BACKEND_H_

#include <memory>

#include "absl/status/statusor.h"
#include "cli/backend.h"
#include "cli/command.h"
#include "service/screening/engine.h"

namespace cordon::cli {

enum class Access {
  kRead,   // takes no lock; works beside a server that holds the directory
  kWrite,  // through DATA_DIR/cordond.sock when a server answers there, else with the directory's lock
};

absl::StatusOr<std::unique_ptr<Backend>> OpenBackend(const GlobalOptions& options, Access access);

// The parts themselves, for a command that no server answers. For reading: without a lock. For writing: with the
// directory's lock, so not while a server holds it.
absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const GlobalOptions& options, Access access);

std::string SocketPath(const std::string& data_dir);
// --config, else DATA_DIR/policy.textproto when it exists, else empty.
std::string PolicyPath(const GlobalOptions& options);

}  // namespace cordon::cli

#endif  // CORDON_CLI_OPEN_BACKEND_H_
