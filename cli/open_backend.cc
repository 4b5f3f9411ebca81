#include "cli/open_backend.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "cli/local_backend.h"
#include "cli/remote_backend.h"
#include "service/screening/errors.h"
#include "service/screening/policy.h"

namespace cordon::cli {
namespace {

constexpr absl::Duration kSocketPatience = absl::Seconds(2);

absl::Status OwnPolicyError(const std::string& what) {
  return UsageError(absl::StrCat("--config: ", what, " judges by its own policy (cordond --config); leave it out"));
}

// What `open` makes of the directory and the operator's files.
template <typename Opened>
absl::StatusOr<Opened> Configured(absl::StatusOr<Opened> (*open)(const EngineOptions&), const GlobalOptions& options,
                                  Access access) {
  // Read here first, so that a defect in the file is told as a matter of configuration.
  if (const auto policy = LoadPolicy(PolicyPath(options), {}); !policy.ok()) {
    return UsageError(policy.status().message());
  }
  EngineOptions engine;
  engine.data_dir = options.data_dir;
  engine.read_only = access == Access::kRead;
  engine.eager_ownership = false;
  engine.policy_path = options.policy_path;
  engine.holder = absl::StrCat("cordon pid ", ::getpid());
  absl::StatusOr<Opened> opened = open(engine);
  if (GetErrorReason(opened.status()) == "RULES_INVALID") return UsageError(opened.status().message());
  return opened;
}

}  // namespace

std::string SocketPath(const std::string& data_dir) { return absl::StrCat(data_dir, "/cordond.sock"); }

std::string PolicyPath(const GlobalOptions& options) {
  if (!options.policy_path.empty()) return options.policy_path;
  const std::string in_directory = absl::StrCat(options.data_dir, "/policy.textproto");
  return FileExists(in_directory) ? in_directory : "";
}

absl::StatusOr<std::unique_ptr<Backend>> OpenBackend(const GlobalOptions& options, Access access) {
  if (!options.server.empty()) {
    if (!options.policy_path.empty()) return OwnPolicyError(absl::StrCat("server ", options.server));
    return OpenRemoteBackend(
        {options.server, options.server_ca, options.client_certificate, options.client_key, options.token_file});
  }
  const std::string socket = SocketPath(options.data_dir);
  if (access == Access::kWrite && FileExists(socket) && SocketAnswers(socket, kSocketPatience)) {
    if (!options.policy_path.empty()) return OwnPolicyError(absl::StrCat("the server that holds ", options.data_dir));
    return OpenRemoteBackend({absl::StrCat("unix:", socket), "", "", "", ""});
  }
  return Configured(OpenLocalBackend, options, access);
}

absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const GlobalOptions& options, Access access) {
  return Configured(Engine::Open, options, access);
}

}  // namespace cordon::cli
