// Which companies count as restricted because restricted parties own enough of them: the least fixed point of
//   R0 = listed;  add e if the stakes of owners in R add up to the regime's threshold.
// Cascade, not multiplication: a company in R counts with its whole stake, one outside R with nothing, whoever owns
// part of it. Circles are safe: nothing enters R without a listed party at the top.
//
// Two sets at once: `sure` from the lower ends of all ranges, `possible` from the upper ends. Pure function.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_FIXPOINT_H_
#define CORDON_RULES_FACTS_OWNERSHIP_FIXPOINT_H_

#include <cstdint>
#include <vector>

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/stake_graph.h"

namespace cordon {

inline constexpr uint32_t kNotInSet = 0xFFFFFFFFU;

struct OwnershipSets {
  // Round in which a node entered (0 = listed), kNotInSet if never. An owner that explains a node entered before it.
  std::vector<uint32_t> sure;
  std::vector<uint32_t> possible;
};

// `listed`: nodes that are in R0. `doubtful`: nodes that are in the possible set from the start (owners not looked at).
OwnershipSets RestrictedSets(const StakeGraph& graph, const v1::OwnershipRegimeConfig& regime,
                             absl::Span<const StakeNode> listed, absl::Span<const StakeNode> doubtful);

// What the members of one set add up to in one company.
struct OwnershipTotal {
  int bp = 0;            // at most 10000
  bool control = false;  // a member controls it and the regime counts that
};
// `sure`: lower ends, an indirect stake and what it is held through counted once; else upper ends.
OwnershipTotal TotalHeld(const StakeGraph& graph, const v1::OwnershipRegimeConfig& regime, StakeNode asset,
                         const std::vector<uint32_t>& set, bool sure);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_FIXPOINT_H_
