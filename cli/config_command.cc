#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "service/render/policy.h"
#include "service/screening/policy.h"

namespace cordon::cli {

absl::StatusOr<int> RunConfigShow(bool origin, const Context& context) {
  v1::Policy policy;
  std::map<std::string, std::string> origins;
  if (!context.options.server.empty()) {
    if (origin) {
      return UsageError(
          "--origin: a server does not tell where its values come from; run this where the server runs, "
          "with its --data-dir and --config");
    }
    CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
    CORDON_ASSIGN_OR_RETURN(const v1::GetEngineStateResponse state, backend->GetEngineState());
    policy = state.policy();
  } else {
    absl::StatusOr<LoadedPolicy> loaded = LoadPolicy(PolicyPath(context.options), {});
    if (!loaded.ok()) return UsageError(loaded.status().message());
    policy = loaded->policy;
    if (origin) origins = loaded->origin;
  }
  // A policy is a file people edit: textproto unless JSON is asked for.
  const std::string& format = context.options.output;
  if (format == "csv") return UsageError("-o csv: a policy is not a table; use table (textproto), json or jsonl");
  if (format == "json" || format == "jsonl") {
    const std::string json = render::PolicyJson(policy, origins);
    context.terminal.Write(format == "json" ? render::IndentJson(json) : absl::StrCat(json, "\n"));
  } else {
    context.terminal.Write(render::PolicyText(policy, origins));
  }
  return kExitDone;
}

absl::StatusOr<int> RunConfigCheck(const std::string& path, const Context& context) {
  const absl::StatusOr<LoadedPolicy> loaded = LoadPolicy(path, {});
  if (!loaded.ok()) return UsageError(loaded.status().message());
  context.terminal.Say(absl::StrCat(path, ": valid, version ", loaded->policy.version(), ", ", loaded->digest));
  return kExitDone;
}

}  // namespace cordon::cli
