#include "service/screening/engine.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "db/store/sqlite/sqlite_store.h"
#include "service/screening/audit_events.h"
#include "service/screening/caller.h"
#include "service/screening/errors.h"

namespace cordon {

Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options) {
  std::string policy_path = options.policy_path;
  if (policy_path.empty()) {
    std::error_code ignored;
    const std::string in_directory = absl::StrCat(options.data_dir, "/policy.textproto");
    // A link that leads nowhere is a policy that cannot be read, not the absence of one.
    if (std::filesystem::symlink_status(in_directory, ignored).type() != std::filesystem::file_type::not_found) {
      policy_path = in_directory;
    }
  }
  CORDON_ASSIGN_OR_RETURN(LoadedPolicy policy, LoadPolicy(policy_path, options.policy_flags));

  // The operator's own packs and tables stand beside the shipped ones; a pack that fails its tests stops the start.
  const std::string own_rules = absl::StrCat(options.data_dir, "/rules");
  absl::StatusOr<std::shared_ptr<const RuleSet>> rules =
      RuleSet::LoadWithDirectory(FileExists(own_rules) ? own_rules : "");
  if (!rules.ok())
    return MakeError(rules.status().code(), "RULES_INVALID", rules.status().message(), {{"directory", own_rules}});

  std::unique_ptr<Engine> engine(new Engine);
  SqliteStoreOptions store_options;
  store_options.directory = options.data_dir;
  store_options.read_only = options.read_only;
  store_options.lock_wait = options.lock_wait;
  store_options.holder = options.holder;
  if (!options.read_only) {
    TreeKeeper::Options log_options;
    log_options.key_directory = absl::StrCat(options.data_dir, "/keys");
    log_options.actor = LocalCaller();
    log_options.clock = options.clock;
    engine->log_keeper_ = std::make_unique<TreeKeeper>(log_options);
    store_options.log_keeper = engine->log_keeper_.get();
  }
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(store_options);
  if (store.ok()) {
    engine->store_ = *std::move(store);
  } else if (!options.read_only || store.status().code() != absl::StatusCode::kNotFound) {
    return store.status();
  }
  // A store opened for reading serves the past; recording needs the writer.
  Store* const opened = engine->store_.get();
  const bool can_write = !options.read_only;
  engine->lists_ = std::make_unique<ListManager>(&engine->state_, *std::move(rules), opened, can_write,
                                                 options.eager_ownership, options.clock, options.ids);
  engine->lists_->UseSnapshots(absl::StrCat(options.data_dir, "/snapshots"));
  CORDON_RETURN_IF_ERROR(engine->lists_->LoadActive(std::move(policy)));
  if (can_write) {
    CORDON_RETURN_IF_ERROR(RecordPolicy(opened, engine->state_.Get()->policy, LocalCaller(), options.clock->Now()));
  }
  engine->screener_ = std::make_unique<Screener>(&engine->state_, opened, can_write, options.clock, options.ids);
  return engine;
}

}  // namespace cordon
