// Registering, removing and telling of parties. Comparing them: party_comparison.cc.
#include "service/screening/party_monitor.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "audit/log/event.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "service/screening/call.h"
#include "service/screening/errors.h"
#include "service/screening/monitor_events.h"
#include "service/screening/record.h"
#include "service/screening/request_check.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

// Somebody who wants the lock, or has it.
class Waiting {
 public:
  explicit Waiting(std::atomic<int>* count) : count_(*count) { ++count_; }
  ~Waiting() { --count_; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::atomic<int>& count_;
};

absl::Status CheckRefs(const std::vector<std::string>& refs, absl::string_view field) {
  if (refs.empty() || refs.size() > static_cast<size_t>(kMaxPartiesAtOnce)) {
    return InvalidField(std::string(field), absl::StrCat("give 1 to ", kMaxPartiesAtOnce));
  }
  std::set<absl::string_view> seen;
  for (size_t i = 0; i < refs.size(); ++i) {
    const std::string where = absl::StrCat(field, "[", i, "]", field == "parties" ? ".ref" : "");
    if (refs[i].empty()) return InvalidField(where, "is required: it is the party's key");
    if (refs[i].size() > kMaxPartyRefBytes)
      return InvalidField(where, absl::StrCat("at most ", kMaxPartyRefBytes, " bytes"));
    if (!IsValidUtf8(refs[i])) return InvalidField(where, "is not valid UTF-8");
    if (!seen.insert(refs[i]).second) return InvalidField(where, "is there twice");
  }
  return absl::OkStatus();
}

}  // namespace

PartyMonitor::PartyMonitor(const Published<EngineState>* state, Store* store, bool can_record,
                           std::string snapshot_directory, const Clock* clock)
    : state_(state),
      store_(store),
      can_record_(can_record && store != nullptr),
      snapshot_directory_(std::move(snapshot_directory)),
      clock_(clock) {}

absl::Status PartyMonitor::CheckWriter(const CallContext& context) const {
  CORDON_RETURN_IF_ERROR(CheckStillWanted(context, *clock_));
  if (can_record_) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE", "the data directory is open for reading only");
}

absl::StatusOr<v1::RegisterPartiesResponse> PartyMonitor::Register(const v1::RegisterPartiesRequest& request,
                                                                   const CallContext& context) {
  CORDON_RETURN_IF_ERROR(CheckWriter(context));
  std::vector<std::string> refs;
  for (const v1::Party& party : request.parties()) refs.push_back(party.ref());
  CORDON_RETURN_IF_ERROR(CheckRefs(refs, "parties"));
  for (int i = 0; i < request.parties_size(); ++i) {
    v1::ScreenPartyRequest common;
    *common.mutable_party() = request.parties(i);
    absl::Status checked = CheckRequest(common, absl::StrCat("parties[", i, "]."));
    if (!checked.ok()) return checked;
  }
  const Waiting turn(&waiting_);
  MutexLock lock(mu_);
  CORDON_RETURN_IF_ERROR(LoadProgress());
  const absl::StatusOr<MonitoredCount> count = store_->CountMonitored();
  if (!count.ok()) return StoreError(count.status());
  const absl::StatusOr<std::vector<MonitoredRow>> stored = store_->GetMonitored(refs);
  if (!stored.ok()) return StoreError(stored.status());
  std::map<std::string, std::string> results;  // of those that are replaced
  for (const MonitoredRow& row : *stored) results[row.ref] = row.result;
  v1::RegisterPartiesResponse response;
  response.set_total(count->parties + request.parties_size() - static_cast<int64_t>(stored->size()));
  if (response.total() > kMaxMonitoredParties) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "TOO_MANY_PARTIES",
                     absl::StrCat("at most ", kMaxMonitoredParties, " parties can be registered"));
  }
  MonitorComparison comparison;
  comparison.now = state_->Get();
  comparison.only_lists = true;  // what is new of a party that is replaced is not the policy
  const std::string day = FormatDate(clock_->Now());
  v1::MonitorProgress progress = progress_;
  const v1::MonitorBase base = BaseOf(*comparison.now, day);
  AddBase(base, &progress);
  if (progress.has_target() && !SameBase(progress.target(), base)) {
    // These parties are compared with something else than a comparison that was interrupted: it must not pass them
    // over.
    everybody_wanted_ = everybody_wanted_ || progress.everybody();
    progress.clear_target();
    progress.clear_done_through();
    progress.clear_everybody();
  }
  WriteBatch batch;
  const auto commit = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) -> absl::Status {
    const std::vector<MonitoredRow> rows = batch.monitored;
    CORDON_RETURN_IF_ERROR(Commit(std::exchange(batch, WriteBatch()), progress));
    for (const MonitoredRow& row : rows) {
      if (parties_loaded_ || parties_loading_) parties_.Set(row.ref, row.party, row.result);
    }
    return absl::OkStatus();
  };
  for (const v1::Party& party : request.parties()) {
    if (batch.events.size() >= kMaxFindingsAtOnce) CORDON_RETURN_IF_ERROR(commit());
    const MonitoredMatches matches = ScreenMonitored(party, *comparison.now, day);
    MonitoredMatches before;
    if (results.count(party.ref()) > 0) {
      CORDON_ASSIGN_OR_RETURN(before, ReadResult(results[party.ref()]));
    }
    CORDON_RETURN_IF_ERROR(
        AppendFindings(CompareResults(party, before, matches, comparison), context.caller, clock_->Now(), &batch));
    batch.monitored.push_back({party.ref(), party.SerializeAsString(), ResultBytes(matches)});
    response.set_registered(response.registered() + 1);
    if (!matches.empty()) response.set_with_matches(response.with_matches() + 1);
  }
  v1::AuditEvent registered;
  registered.set_count(response.registered());
  registered.set_state_after(base.engine_state());
  CORDON_ASSIGN_OR_RETURN(LogEvent logged,
                          MakeEvent(kPartiesRegistered, context.caller, clock_->Now(), std::move(registered)));
  batch.events.push_back(std::move(logged));
  CORDON_RETURN_IF_ERROR(commit());
  states_[base.engine_state()] = comparison.now;
  return response;
}

absl::StatusOr<v1::RemovePartiesResponse> PartyMonitor::Remove(const v1::RemovePartiesRequest& request,
                                                               const CallContext& context) {
  CORDON_RETURN_IF_ERROR(CheckWriter(context));
  const std::vector<std::string> refs(request.refs().begin(), request.refs().end());
  CORDON_RETURN_IF_ERROR(CheckRefs(refs, "refs"));
  const Waiting turn(&waiting_);
  MutexLock lock(mu_);
  CORDON_RETURN_IF_ERROR(LoadProgress());
  const absl::StatusOr<MonitoredCount> count = store_->CountMonitored();
  if (!count.ok()) return StoreError(count.status());
  const absl::StatusOr<std::vector<MonitoredRow>> stored = store_->GetMonitored(refs);
  if (!stored.ok()) return StoreError(stored.status());
  v1::RemovePartiesResponse response;
  response.set_removed(static_cast<int64_t>(stored->size()));
  response.set_total(count->parties - response.removed());
  if (stored->empty()) return response;
  WriteBatch batch;
  for (const MonitoredRow& row : *stored) batch.unmonitored.push_back(row.ref);
  v1::AuditEvent removed;
  removed.set_count(response.removed());
  CORDON_ASSIGN_OR_RETURN(LogEvent logged,
                          MakeEvent(kPartiesRemoved, context.caller, clock_->Now(), std::move(removed)));
  batch.events.push_back(std::move(logged));
  CORDON_RETURN_IF_ERROR(Commit(std::move(batch), progress_));
  if (parties_loaded_ || parties_loading_) {
    for (const MonitoredRow& row : *stored) parties_.Remove(row.ref);
  }
  return response;
}

absl::StatusOr<v1::ListMonitoredPartiesResponse> PartyMonitor::List(const v1::ListMonitoredPartiesRequest& request) {
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  std::string after;
  if (!request.page_token().empty() &&
      (!absl::WebSafeBase64Unescape(request.page_token(), &after) || after.size() > kMaxPartyRefBytes)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN", "start again without one");
  }
  v1::ListMonitoredPartiesResponse response;
  CORDON_ASSIGN_OR_RETURN(*response.mutable_status(), Status());
  if (store_ == nullptr) return response;
  const absl::StatusOr<MonitoredPage> page = store_->ListMonitored(after, !request.all(), page_size);
  if (!page.ok()) return StoreError(page.status());
  for (const MonitoredRow& row : page->rows) {
    v1::MonitoredParty* const party = response.add_parties();
    if (!party->ParseFromString(row.result) || !party->mutable_party()->ParseFromString(row.party)) {
      return MakeError(absl::StatusCode::kInternal, "INTERNAL",
                       "a registered party cannot be read; register it again, or restore the data directory");
    }
  }
  if (page->more) response.set_next_page_token(absl::WebSafeBase64Escape(page->rows.back().ref));
  return response;
}

absl::StatusOr<v1::MonitorStatus> PartyMonitor::Status() {
  const Waiting turn(&waiting_);
  MutexLock lock(mu_);
  return StatusLocked();
}

absl::StatusOr<v1::MonitorStatus> PartyMonitor::StatusLocked() {
  v1::MonitorStatus status;
  if (store_ == nullptr) {
    status.set_current(true);
    return status;
  }
  CORDON_RETURN_IF_ERROR(LoadProgress());
  const absl::StatusOr<MonitoredCount> count = store_->CountMonitored();
  if (!count.ok()) return StoreError(count.status());
  status.set_parties(count->parties);
  status.set_with_matches(count->with_result);
  // What was asked for is under way from then on.
  const bool under_way = comparing_ || everybody_wanted_;
  status.set_running(under_way);
  if (progress_.bases_size() == 1 && !progress_.has_target()) {
    status.set_engine_state(progress_.bases(0).engine_state());
    status.set_day(progress_.bases(0).day());
  }
  status.set_compare_time(progress_.compare_time());
  status.set_current(count->parties == 0 || (!under_way && !progress_.has_target() && progress_.bases_size() == 1 &&
                                             IsCurrent(progress_.bases(0))));
  status.set_done(done_);
  status.set_to_do(to_do_);
  status.set_failure(failure_);
  // Time alone makes lists too old, so it is asked whenever somebody looks.
  const ListCondition condition = JudgeLists(*state_->Get(), clock_->Now());
  for (const v1::Incompleteness& lack : condition.incomplete) *status.add_incomplete() = lack;
  if (!condition.refusal.ok()) {
    v1::Incompleteness* const lack = status.add_incomplete();
    lack->set_reason(GetErrorReason(condition.refusal));
    lack->set_detail(std::string(condition.refusal.message()));
  }
  status.set_screened(progress_.screened());
  status.set_changes(progress_.changes());
  return status;
}

absl::StatusOr<v1::MonitorStatus> PartyMonitor::Compare(const v1::ComparePartiesRequest& request,
                                                        const CallContext& context) {
  CORDON_RETURN_IF_ERROR(CheckWriter(context));
  std::function<void()> told;
  {
    const Waiting turn(&waiting_);
    MutexLock lock(mu_);
    actor_ = context.caller;
    if (request.everybody()) {
      // Whoever is told so may rely on it, whatever becomes of this process.
      CORDON_RETURN_IF_ERROR(LoadProgress());
      everybody_wanted_ = true;
      CORDON_RETURN_IF_ERROR(Commit(WriteBatch(), progress_));
    }
    told = told_;
  }
  if (told) {
    told();
  } else {
    CORDON_RETURN_IF_ERROR(Run(nullptr).status());
  }
  return Status();
}

void PartyMonitor::OnWanted(std::function<void()> told) {
  MutexLock lock(mu_);
  told_ = std::move(told);
}

void PartyMonitor::Want(const std::string& actor) {
  std::function<void()> told;
  {
    const Waiting turn(&waiting_);
    MutexLock lock(mu_);
    actor_ = actor;
    told = told_;
  }
  if (told) return told();
  // What went wrong stands in the status, and is tried again by whoever comes next.
  if (can_record_) Run(nullptr).status().IgnoreError();
}

}  // namespace cordon
