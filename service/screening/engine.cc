#include "service/screening/engine.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "db/store/sqlite/sqlite_store.h"
#include "service/screening/audit_events.h"
#include "service/screening/caller.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

// What the operator's files say: read at the start and again on request.
struct Configured {
  LoadedPolicy policy;
  std::shared_ptr<const RuleSet> rules;
};

absl::StatusOr<Configured> ReadConfiguration(const EngineOptions& options) {
  Configured configured;
  std::string policy_path = options.policy_path;
  if (policy_path.empty()) {
    std::error_code ignored;
    const std::string in_directory = absl::StrCat(options.data_dir, "/policy.textproto");
    // A link that leads nowhere is a policy that cannot be read, not the absence of one.
    if (std::filesystem::symlink_status(in_directory, ignored).type() != std::filesystem::file_type::not_found) {
      policy_path = in_directory;
    }
  }
  CORDON_ASSIGN_OR_RETURN(configured.policy, LoadPolicy(policy_path, options.policy_flags));

  // The operator's own packs and tables stand beside the shipped ones; a pack that fails its tests stops the start.
  const std::string own_rules = absl::StrCat(options.data_dir, "/rules");
  absl::StatusOr<std::shared_ptr<const RuleSet>> rules =
      RuleSet::LoadWithDirectory(FileExists(own_rules) ? own_rules : "");
  if (!rules.ok())
    return MakeError(rules.status().code(), "RULES_INVALID", rules.status().message(), {{"directory", own_rules}});
  configured.rules = *std::move(rules);
  return configured;
}

}  // namespace

Engine::~Engine() = default;

absl::Status Engine::Reload() {
  CORDON_ASSIGN_OR_RETURN(Configured configured, ReadConfiguration(options_));
  // Policy and rules stand in the log before anything is judged by them.
  const std::shared_ptr<const RuleSet> rules = configured.rules;
  const auto record = [&](const LoadedPolicy& policy) {
    if (options_.read_only) return absl::OkStatus();
    return RecordConfiguration(store_.get(), policy, *rules, LocalCaller(), options_.clock->Now());
  };
  CORDON_RETURN_IF_ERROR(lists_->Reload(std::move(configured.policy), rules, record));
  monitor_->Want(LocalCaller());
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options) {
  CORDON_ASSIGN_OR_RETURN(Configured configured, ReadConfiguration(options));
  std::unique_ptr<Engine> engine(new Engine);
  engine->options_ = options;
  SqliteStoreOptions store_options;
  store_options.directory = options.data_dir;
  store_options.read_only = options.read_only;
  store_options.lock_wait = options.lock_wait;
  store_options.holder = options.holder;
  store_options.checkpoint_pages = options.checkpoint_pages;
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
  engine->lists_ = std::make_unique<ListManager>(&engine->state_, std::move(configured.rules), opened, can_write,
                                                 options.eager_ownership, options.clock, options.ids);
  engine->lists_->UseSnapshots(absl::StrCat(options.data_dir, "/snapshots"));
  CORDON_RETURN_IF_ERROR(engine->lists_->LoadActive(std::move(configured.policy)));
  if (can_write) {
    const std::shared_ptr<const EngineState> state = engine->state_.Get();
    CORDON_RETURN_IF_ERROR(
        RecordConfiguration(opened, state->policy, *state->rules, LocalCaller(), options.clock->Now()));
  }
  engine->audit_ = std::make_unique<AuditLog>(opened, engine->log_keeper_.get(), options.clock);
  engine->screener_ = std::make_unique<Screener>(&engine->state_, opened, can_write, options.clock, options.ids);
  engine->cases_ = std::make_unique<CaseDesk>(opened, can_write, options.clock);
  engine->events_ = std::make_unique<EventFeed>(opened, options.clock);
  engine->monitor_ = std::make_unique<PartyMonitor>(&engine->state_, opened, can_write,
                                                    absl::StrCat(options.data_dir, "/snapshots"), options.clock);
  engine->BeginSuppressions(can_write);
  return engine;
}

void Engine::BeginSuppressions(bool can_write) {
  suppressions_ =
      std::make_unique<SuppressionDesk>(&state_, cases_.get(), store_.get(), can_write, options_.clock, options_.ids);
  bool holds = true;
  // Without them every match counts: no reason not to answer.
  if (const absl::Status loaded = suppressions_->Load(); !loaded.ok()) {
    Log(LogLevel::kError, "suppressions cannot be read, so none holds", {{"reason", std::string(loaded.message())}});
    holds = false;
  } else {
    SweepSuppressions(LocalCaller());
    cases_->OnReopened([this](const std::string& actor) { SweepSuppressions(actor); });
    screener_->UseSuppressions(suppressions_->book());
  }
  lists_->OnActivated([this, holds](const std::string& actor) {
    if (holds) SweepSuppressions(actor);
    monitor_->Want(actor);
  });
}

void Engine::SweepSuppressions(const std::string& actor) {
  const absl::Status swept = suppressions_->Sweep(actor);
  if (!swept.ok()) {
    Log(LogLevel::kError, "suppressions could not be checked", {{"reason", std::string(swept.message())}});
  }
}

}  // namespace cordon
