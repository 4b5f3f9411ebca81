// The one immutable value every answer is computed from: list snapshot with its matcher, ownership graph linked against
// that snapshot, policy, and the digest that names them. Published as one pointer, so that no request sees a mixture.
// Thread contract: immutable after BuildEngineState.
#ifndef CORDON_SERVICE_SCREENING_ENGINE_STATE_H_
#define CORDON_SERVICE_SCREENING_ENGINE_STATE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cordon/v1/engine.pb.h"
#include "cordon/v1/policy.pb.h"
#include "cordon/v1/screening.pb.h"
#include "match/list_snapshot.h"
#include "match/matcher.h"
#include "rules/engine.h"
#include "rules/facts/ownership/graph.h"
#include "service/screening/entry_digests.h"
#include "service/screening/lazy.h"
#include "service/screening/linked_ownership.h"
#include "service/screening/listed_links.h"
#include "service/screening/policy.h"

namespace cordon {

struct EngineState {
  v1::EngineState info;
  LoadedPolicy policy;
  std::shared_ptr<const ListSnapshot> snapshot;
  std::unique_ptr<const Matcher> matcher;
  std::unique_ptr<const LazyListedLinks> links;  // of the snapshot, for transactions
  std::unique_ptr<const EntryDigests> digests;   // of the snapshot, for monitoring
  std::shared_ptr<const RuleSet> rules;
  // Null without ownership data. Made before a server publishes the state; a command makes it when it first asks.
  std::shared_ptr<const Lazy<LinkedOwnership>> ownership;
  std::shared_ptr<const Lazy<OwnershipGraph>> graph;  // what it is linked from; shared by states with the same data
  std::vector<v1::ListStamp> stamps;                  // ascending by list code
  // When each of info.versions was last confirmed, read once; empty when it cannot be read.
  std::vector<std::optional<absl::Time>> retrieved;
  bool starter = false;
};

// The bytes whose sha256 is the state's digest: canonical JSON, stored as a blob when the state becomes active.
std::string EngineStateContent(const v1::EngineState& info);

// What an answer must say about the lists as they stand at `now`.
struct ListCondition {
  std::vector<v1::Warning> warnings;
  std::vector<v1::Incompleteness> incomplete;
  // Not OK (FailedPrecondition LISTS_TOO_OLD or NO_LIST): no answer may be given at all.
  absl::Status refusal;
};
ListCondition JudgeLists(const EngineState& state, absl::Time now);

// What every answer says about itself: engine, policy and list versions, and the lists' condition.
void StampAnswer(const EngineState& state, const ListCondition& condition, v1::Screening* screening);

// The one entry with this id; ENTRY_NOT_FOUND, or ENTRY_AMBIGUOUS when `list` is empty and several lists have it.
absl::StatusOr<EntryIndex> FindEntry(const EngineState& state, const std::string& list, const std::string& entry_id);

// `graph` holds the ownership data among `versions`; null if there are none. `previous` is what it was linked to
// before, if that is known: it makes linking quicker and changes nothing.
absl::StatusOr<std::shared_ptr<const EngineState>> BuildEngineState(
    std::vector<v1::ListVersion> versions, std::shared_ptr<const ListSnapshot> snapshot, LoadedPolicy policy,
    std::shared_ptr<const RuleSet> rules, std::shared_ptr<const Lazy<OwnershipGraph>> graph = nullptr,
    std::shared_ptr<const LinkedOwnership> previous = nullptr);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ENGINE_STATE_H_
