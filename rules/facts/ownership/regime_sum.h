// One regime's sum for one party, with its evidence. Internal to the ownership library.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_REGIME_SUM_H_
#define CORDON_RULES_FACTS_OWNERSHIP_REGIME_SUM_H_

#include <vector>

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/fixpoint.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/surroundings.h"

namespace cordon::internal {

// Who counts as a restricted owner around one party under one regime.
struct RegimeView {
  const OwnershipSurroundings& around;
  const OwnershipListings* listings;
  const v1::OwnershipRegimeConfig& regime;
  OwnershipSets sets;
  bool nobody = false;  // no owner is or may be restricted
};

// Nodes that are on any list or are a state, ascending: what every regime picks its restricted owners from.
std::vector<StakeNode> MarkedNodes(const OwnershipSurroundings& around, const OwnershipListings* listings);

// `marked` as MarkedNodes gives it. With `count_root` the root's own listings count as well (for pictures).
RegimeView ViewRegime(const OwnershipSurroundings& around, const OwnershipListings* listings,
                      const std::vector<StakeNode>& marked, const v1::OwnershipRegimeConfig& regime, bool count_root);

// Entries of `node` that count under the regime, possible ones only where there is no other; for REGIME_STATE the state
// itself.
std::vector<v1::OwnerEntry> CountingEntries(const RegimeView& view, StakeNode node);

v1::OwnershipSum SumRegime(const RegimeView& view, int max_paths);

// Paths and arithmetic lines of `sum`, whose other fields are set.
void AddEvidence(const RegimeView& view, int max_paths, v1::OwnershipSum* sum);

// "Owned 55 % by restricted parties: ...".
std::string ExplainSum(const RegimeView& view, const v1::OwnershipSum& sum);

}  // namespace cordon::internal

#endif  // CORDON_RULES_FACTS_OWNERSHIP_REGIME_SUM_H_
