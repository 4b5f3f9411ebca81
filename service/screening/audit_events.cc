#include "service/screening/audit_events.h"

#include <utility>
#include <vector>

#include "audit/log/event.h"
#include "base/canonical_json.h"
#include "base/status_macros.h"
#include "base/version.h"

namespace cordon {

absl::StatusOr<LogEvent> ListChangeEvent(const v1::ListVersion& version, const ListChange& change) {
  v1::AuditEvent event;
  event.set_list_version(version.name());
  event.set_source(version.source());
  int64_t entries = version.ownership().entities();
  for (const auto& list : version.lists()) entries += list.entries();
  event.set_entries(entries);
  event.set_sha256(version.sha256());
  event.set_entries_sha256(version.entries_sha256());
  if (!change.confirmed && version.active() && version.activations_size() > 0) {
    event.set_replaced(version.activations(version.activations_size() - 1).replaced());
  }
  event.set_state_before(change.state_before);
  event.set_state_after(change.state_after);
  event.set_confirmed(change.confirmed);
  return MakeEvent(version.active() ? "list_activated" : "list_staged", change.caller, change.time, std::move(event));
}

absl::Status RecordConfiguration(Store* store, const LoadedPolicy& policy, const RuleSet& rules,
                                 const std::string& caller, absl::Time now) {
  CORDON_ASSIGN_OR_RETURN(const std::vector<LogEntryRow> last, store->NewestEvents("policy_changed", 1));
  v1::AuditEvent event;
  if (!last.empty()) {
    CORDON_ASSIGN_OR_RETURN(const v1::AuditEvent before, ReadEvent(last[0].body));
    if (before.policy_after() == policy.digest && before.rules_after() == rules.digest() &&
        before.engine_version() == kEngineVersion) {
      return absl::OkStatus();
    }
    event.set_policy_before(before.policy_after());
    event.set_rules_before(before.rules_after());
  }
  CORDON_ASSIGN_OR_RETURN(const std::string text, ToCanonicalJson(policy.policy));
  CORDON_ASSIGN_OR_RETURN(const std::string blob, store->PutBlob(text));
  event.set_policy_after(policy.digest);
  event.set_policy_sha256(blob);
  CORDON_ASSIGN_OR_RETURN(const std::string rules_blob, store->PutBlob(rules.content()));
  event.set_rules_after(rules.digest());
  event.set_rules_sha256(rules_blob);
  event.set_engine_version(kEngineVersion);
  CORDON_ASSIGN_OR_RETURN(LogEvent entry, MakeEvent("policy_changed", caller, now, std::move(event)));
  WriteBatch batch;
  batch.events.push_back(std::move(entry));
  return store->TransactAndWait(std::move(batch)).status();
}

}  // namespace cordon
