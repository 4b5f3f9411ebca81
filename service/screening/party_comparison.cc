// PartyMonitor: comparing registered parties with what is in force.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "audit/log/event.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "service/screening/caller.h"
#include "service/screening/entry_changes.h"
#include "service/screening/errors.h"
#include "service/screening/monitor_events.h"
#include "service/screening/party_monitor.h"
#include "service/screening/record.h"
#include "service/screening/state_archive.h"

namespace cordon {
namespace {

// Parties of one transaction: whoever waits for the lock, or for the store, does not wait long.
constexpr size_t kPartiesPerStep = 128;
// How often a step without findings writes down how far it is.
constexpr int64_t kPartiesPerNote = 8192;
// More are not told apart: then everybody is compared.
constexpr int kMaxMonitorBases = 8;

// Whether only lists and owners can differ.
bool SameRules(const EngineState& a, const EngineState& b) {
  return a.info.engine_version() == b.info.engine_version() && a.info.tables_digest() == b.info.tables_digest() &&
         a.policy.digest == b.policy.digest;
}

}  // namespace

bool SameBase(const v1::MonitorBase& a, const v1::MonitorBase& b) {
  return a.engine_state() == b.engine_state() && a.day() == b.day();
}

// One comparison under way.
struct PartyMonitor::Comparison {
  MonitorComparison states;
  std::string day;
  std::string actor;
  bool restart = false;  // what is in force has changed meanwhile
  std::vector<std::string> refs;
  size_t next = 0;
  int64_t since_note = 0;
  v1::MonitorProgress progress;
};

v1::MonitorBase PartyMonitor::BaseOf(const EngineState& state, const std::string& day) const {
  v1::MonitorBase base;
  base.set_engine_state(state.info.digest());
  for (const v1::ListVersion& version : state.info.versions()) base.add_list_times(version.retrieved_time());
  base.set_day(day);
  return base;
}

bool PartyMonitor::IsCurrent(const v1::MonitorBase& base) const {
  return base.engine_state() == state_->Get()->info.digest() && base.day() == FormatDate(clock_->Now());
}

void PartyMonitor::AddBase(const v1::MonitorBase& base, v1::MonitorProgress* progress) const {
  for (const v1::MonitorBase& known : progress->bases()) {
    if (SameBase(known, base)) return;
  }
  // A base without a state is one that nobody can make again.
  if (progress->bases_size() >= kMaxMonitorBases) {
    progress->clear_bases();
    progress->add_bases();
  }
  *progress->add_bases() = base;
}

absl::Status PartyMonitor::LoadProgress() {
  if (progress_loaded_ || store_ == nullptr) return absl::OkStatus();
  const absl::StatusOr<std::string> stored = store_->GetMonitorProgress();
  if (!stored.ok()) return StoreError(stored.status());
  if (!progress_.ParseFromString(*stored)) {
    return MakeError(absl::StatusCode::kInternal, "INTERNAL", "how far parties were compared cannot be read");
  }
  progress_loaded_ = true;
  everybody_wanted_ = everybody_wanted_ || progress_.everybody_wanted();
  return absl::OkStatus();
}

absl::Status PartyMonitor::LoadParties() {
  std::string after;
  v1::Party party;
  for (bool first = true;; first = false) {
    WaitForOthers();
    MutexLock lock(mu_);
    if (parties_loaded_) return absl::OkStatus();
    // From the beginning, also if something could not be stored meanwhile.
    if (first || !parties_loading_) {
      parties_ = RegisteredParties();
      parties_loading_ = true;
      after.clear();
    }
    const absl::StatusOr<MonitoredPage> page = store_->ListMonitored(after, false, kMaxPageRows);
    if (!page.ok()) return StoreError(page.status());
    for (const MonitoredRow& row : page->rows) {
      if (!party.ParseFromString(row.party) || !ReadResult(row.result).ok()) {
        return MakeError(absl::StatusCode::kInternal, "INTERNAL",
                         "a registered party cannot be read; restore the data directory from a backup");
      }
      parties_.Set(row.ref, row.party, row.result);
    }
    if (page->more) {
      after = page->rows.back().ref;
      continue;
    }
    parties_loading_ = false;
    parties_loaded_ = true;
  }
}

// Not for ever: who asks without end must not stop the comparison.
void PartyMonitor::WaitForOthers() const {
  constexpr int kTimes = 50;
  for (int i = 0; i < kTimes && waiting_ > 0; ++i) absl::SleepFor(absl::Microseconds(100));
}

std::shared_ptr<const EngineState> PartyMonitor::StateOf(const v1::MonitorBase& base) {
  const std::shared_ptr<const EngineState> current = state_->Get();
  if (base.engine_state() == current->info.digest()) return current;
  const auto known = states_.find(base.engine_state());
  if (known != states_.end()) return known->second;
  StateArchive archive(store_, current, snapshot_directory_);
  const auto made = archive.Get(base.engine_state(), {base.list_times().begin(), base.list_times().end()});
  if (!made.ok()) {
    Log(LogLevel::kInfo, "registered parties are all compared: what they were compared with cannot be made again",
        {{"why", std::string(made.status().message())}});
    return nullptr;
  }
  states_[base.engine_state()] = *made;
  return *made;
}

absl::Status PartyMonitor::Commit(WriteBatch batch, v1::MonitorProgress progress) {
  progress.set_everybody_wanted(everybody_wanted_);
  batch.monitor_progress = progress.SerializeAsString();
  const absl::StatusOr<WriteResult> written = store_->TransactAndWait(std::move(batch));
  if (!written.ok()) {
    // What is stored is read again: it may have been written all the same.
    parties_loaded_ = false;
    parties_loading_ = false;
    progress_loaded_ = false;
    return StoreError(written.status());
  }
  progress_ = std::move(progress);
  return absl::OkStatus();
}

absl::StatusOr<bool> PartyMonitor::IsWanted() {
  MutexLock lock(mu_);
  CORDON_RETURN_IF_ERROR(LoadProgress());
  const absl::StatusOr<MonitoredCount> count = store_->CountMonitored();
  if (!count.ok()) return StoreError(count.status());
  if (count->parties == 0) {
    everybody_wanted_ = false;
    return false;
  }
  return everybody_wanted_ || progress_.has_target() || progress_.bases_size() != 1 || !IsCurrent(progress_.bases(0));
}

absl::StatusOr<bool> PartyMonitor::Begin(Comparison* comparison) {
  CORDON_ASSIGN_OR_RETURN(const bool wanted, IsWanted());
  if (!wanted) return false;
  CORDON_RETURN_IF_ERROR(LoadParties());
  MutexLock lock(mu_);
  CORDON_RETURN_IF_ERROR(LoadProgress());
  if (!parties_loaded_) return absl::UnavailableError("registered parties could not be stored meanwhile");
  comparison->states.now = state_->Get();
  comparison->day = FormatDate(clock_->Now());
  const v1::MonitorBase target = BaseOf(*comparison->states.now, comparison->day);
  comparison->actor = actor_.empty() ? LocalCaller() : actor_;
  v1::MonitorProgress& progress = comparison->progress;
  progress = progress_;
  const bool begun = progress.has_target() && SameBase(progress.target(), target) && progress.everybody();
  // Whoever asked for everybody gets everybody, also if something else came to be in force meanwhile.
  const bool asked = everybody_wanted_ || (progress.has_target() && progress.everybody() && !begun);
  bool can_tell = !asked && !begun;
  std::vector<EntryChanges::State> before;
  comparison->states.only_lists = true;
  for (const v1::MonitorBase& base : progress.bases()) {
    if (SameBase(base, target)) continue;
    const EntryChanges::State was = {StateOf(base), base.day()};
    comparison->states.before.push_back(was.state);
    const bool tells = was.state != nullptr && EntryChanges::CanTell(was, {comparison->states.now, comparison->day});
    can_tell = can_tell && tells;
    comparison->states.only_lists = comparison->states.only_lists && was.state != nullptr &&
                                    base.day() == comparison->day && SameRules(*was.state, *comparison->states.now);
    before.push_back(was);
  }
  if (!begun) {
    progress.clear_done_through();
    progress.set_screened(0);
    progress.set_changes(0);
    progress.set_start_time(FormatTimestamp(clock_->Now()));
  }
  std::unique_ptr<const EntryChanges> changes;
  if (can_tell) {
    auto between = EntryChanges::Between(before, {comparison->states.now, comparison->day});
    if (between.ok()) {
      changes = *std::move(between);
    } else {
      // All changed entries, each twice, may be more than one set of lists may hold.
      Log(LogLevel::kInfo, "registered parties are all compared: whom the changes concern cannot be told",
          {{"why", std::string(between.status().message())}});
    }
  }
  progress.set_everybody(changes == nullptr);
  *progress.mutable_target() = target;
  AddBase(target, &progress);
  if (changes != nullptr) {
    comparison->refs = parties_.Concerned(*changes);
  } else {
    comparison->refs = parties_.Refs();
    const auto done = std::upper_bound(comparison->refs.begin(), comparison->refs.end(), progress.done_through());
    comparison->refs.erase(comparison->refs.begin(), done);
  }
  states_[target.engine_state()] = comparison->states.now;
  if (everybody_wanted_) {
    // From now on what is under way says so.
    everybody_wanted_ = false;
    const absl::Status begin = Commit(WriteBatch(), progress);
    if (!begin.ok()) {
      everybody_wanted_ = true;
      return begin;
    }
  }
  comparing_ = true;
  done_ = 0;
  to_do_ = static_cast<int64_t>(comparison->refs.size());
  return true;
}

absl::Status PartyMonitor::Rescreen(const std::string& ref, Comparison* comparison, WriteBatch* batch,
                                    int64_t* changes) {
  const std::string* const bytes = parties_.PartyOf(ref);
  if (bytes == nullptr) return absl::OkStatus();  // removed meanwhile
  v1::Party party;
  if (!party.ParseFromString(*bytes)) return absl::DataLossError("a registered party cannot be read");
  CORDON_ASSIGN_OR_RETURN(const MonitoredMatches before, ReadResult(parties_.ResultOf(ref)));
  const MonitoredMatches after = ScreenMonitored(party, *comparison->states.now, comparison->day);
  std::vector<MonitorFinding> findings = CompareResults(party, before, after, comparison->states);
  if (findings.empty()) return absl::OkStatus();
  *changes += static_cast<int64_t>(findings.size());
  batch->monitored.push_back({ref, "", ResultBytes(after)});
  return AppendFindings(std::move(findings), comparison->actor, clock_->Now(), batch);
}

absl::StatusOr<bool> PartyMonitor::Step(Comparison* comparison) {
  MutexLock lock(mu_);
  if (!parties_loaded_ || !progress_loaded_ || state_->Get() != comparison->states.now ||
      FormatDate(clock_->Now()) != comparison->day) {
    comparison->restart = true;
    return false;
  }
  // Parties that came meanwhile may have brought a base.
  v1::MonitorProgress& progress = comparison->progress;
  for (const v1::MonitorBase& base : progress_.bases()) AddBase(base, &progress);
  if (comparison->next == comparison->refs.size()) return false;
  WriteBatch batch;
  int64_t changes = 0;
  size_t end = comparison->next;
  const size_t most = std::min(end + kPartiesPerStep, comparison->refs.size());
  for (; end < most && batch.events.size() < kMaxFindingsAtOnce; ++end) {
    CORDON_RETURN_IF_ERROR(Rescreen(comparison->refs[end], comparison, &batch, &changes));
  }
  const auto looked_at = static_cast<int64_t>(end - comparison->next);
  progress.set_done_through(comparison->refs[end - 1]);
  progress.set_screened(progress.screened() + looked_at);
  progress.set_changes(progress.changes() + changes);
  comparison->since_note += looked_at;
  if (!batch.monitored.empty() || comparison->since_note >= kPartiesPerNote) {
    const std::vector<MonitoredRow> rows = batch.monitored;
    CORDON_RETURN_IF_ERROR(Commit(std::move(batch), progress));
    for (const MonitoredRow& row : rows) parties_.SetResult(row.ref, row.result);
    comparison->since_note = 0;
  }
  comparison->next = end;
  done_ = static_cast<int64_t>(end);
  return true;
}

absl::Status PartyMonitor::End(Comparison* comparison) {
  MutexLock lock(mu_);
  if (state_->Get() != comparison->states.now) {
    comparison->restart = true;
    return absl::OkStatus();
  }
  v1::MonitorProgress progress = comparison->progress;
  progress.clear_bases();
  *progress.add_bases() = progress.target();
  progress.clear_target();
  progress.clear_done_through();
  progress.clear_everybody();
  progress.set_compare_time(FormatTimestamp(clock_->Now()));
  v1::AuditEvent compared;
  compared.set_state_after(progress.bases(0).engine_state());
  compared.set_count(progress.screened());
  compared.set_size(progress.changes());
  WriteBatch batch;
  CORDON_ASSIGN_OR_RETURN(LogEvent logged,
                          MakeEvent(kPartiesCompared, comparison->actor, clock_->Now(), std::move(compared)));
  batch.events.push_back(std::move(logged));
  CORDON_RETURN_IF_ERROR(Commit(std::move(batch), progress));
  const std::shared_ptr<const EngineState> now = comparison->states.now;
  states_.clear();
  states_[now->info.digest()] = now;
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PartyMonitor::Run(const std::function<bool()>& stop) {
  if (!can_record_) return int64_t{0};
  MutexLock running(run_mu_);
  int64_t screened = 0;
  const auto compare = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(run_mu_) -> absl::Status {
    for (bool again = true; again;) {
      Comparison comparison;
      CORDON_ASSIGN_OR_RETURN(const bool anything, Begin(&comparison));
      if (!anything) return absl::OkStatus();
      for (bool more = true; more;) {
        if (stop && stop()) return absl::OkStatus();
        WaitForOthers();
        CORDON_ASSIGN_OR_RETURN(more, Step(&comparison));
      }
      screened += static_cast<int64_t>(comparison.next);
      if (!comparison.restart) CORDON_RETURN_IF_ERROR(End(&comparison));
      again = comparison.restart;
    }
    return absl::OkStatus();
  };
  const absl::Status status = compare();
  MutexLock lock(mu_);
  comparing_ = false;
  failure_ = std::string(status.message());
  if (!status.ok()) {
    Log(LogLevel::kError, "registered parties could not be compared; it is tried again", {{"why", failure_}});
    return status;
  }
  return screened;
}

absl::Status PartyMonitor::MakeIndex(size_t least) {
  MutexLock running(run_mu_);
  {
    MutexLock lock(mu_);
    const absl::StatusOr<MonitoredCount> count = store_ == nullptr ? MonitoredCount() : store_->CountMonitored();
    if (!count.ok()) return StoreError(count.status());
    if (count->parties < static_cast<int64_t>(least)) return absl::OkStatus();
  }
  CORDON_RETURN_IF_ERROR(LoadParties());
  RegisteredParties::ToIndex parties;
  {
    MutexLock lock(mu_);
    if (!parties_loaded_ || !parties_.WantsIndex(least)) return absl::OkStatus();
    parties = parties_.BeginIndex();
  }
  std::shared_ptr<const RegisteredParties::Index> index = RegisteredParties::IndexOf(parties);
  MutexLock lock(mu_);
  parties_.EndIndex(std::move(index), parties);
  return absl::OkStatus();
}

}  // namespace cordon
