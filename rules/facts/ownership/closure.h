// The whole graph's restricted companies on one day under one regime, as far as the graph's own data goes: what changes
// when a list or a policy date changes, and which customers to look at again. For one party use evaluate.h.
//
// Pure function; thread-safe.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_CLOSURE_H_
#define CORDON_RULES_FACTS_OWNERSHIP_CLOSURE_H_

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/fixpoint.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/stake_graph.h"

namespace cordon {

// `stakes` must be StakeGraph(graph, as_of); it serves all regimes of a day.
OwnershipSets CloseOwnership(const OwnershipGraph& graph, const StakeGraph& stakes, const OwnershipListings& listings,
                             const v1::OwnershipRegimeConfig& regime, OwnershipDay as_of);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_CLOSURE_H_
