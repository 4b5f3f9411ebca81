// What stands in the log beside the screenings: the events of this layer. Pure functions except
// RecordConfiguration, which is for whoever opens the store.
#ifndef CORDON_SERVICE_SCREENING_AUDIT_EVENTS_H_
#define CORDON_SERVICE_SCREENING_AUDIT_EVENTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cordon/v1/list.pb.h"
#include "db/store/store.h"
#include "rules/engine.h"
#include "service/screening/policy.h"

namespace cordon {

// Who stored or switched to a list version, when, and the engine states around it.
struct ListChange {
  std::string caller;
  absl::Time time;
  std::string state_before;
  std::string state_after;  // of a version that is only staged: the same
  bool confirmed = false;   // found to be current, otherwise unchanged
};
absl::StatusOr<LogEvent> ListChangeEvent(const v1::ListVersion& version, const ListChange& change);

// Stores policy and rules as blobs named by their digests, and an event unless the last one of its kind says the same.
absl::Status RecordConfiguration(Store* store, const LoadedPolicy& policy, const RuleSet& rules,
                                 const std::string& caller, absl::Time now);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_AUDIT_EVENTS_H_
