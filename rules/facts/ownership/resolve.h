// Recognising a party of a request as a node of the ownership graph: by identifier first, then by equal name, then by
// the caller's matcher. Every answer keeps its evidence.
//
// Pure function. Thread-safe.
//
//   std::vector<OwnershipLink> links = ResolveOwnershipNode(*graph, node, matcher);
#ifndef CORDON_RULES_FACTS_OWNERSHIP_RESOLVE_H_
#define CORDON_RULES_FACTS_OWNERSHIP_RESOLVE_H_

#include <vector>

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/overlay.h"

namespace cordon {

// At most this many links; the best come first, so that a common name cannot flood an answer.
inline constexpr size_t kMaxOwnershipLinks = 20;

// - An identifier that a node carries: certain, and nothing softer is looked for.
// - Exactly one node with an equal name and no contradicting country or identifier: certain. Several: each uncertain.
// - Else the matcher's candidates, uncertain, by score then node.
// `node.names`, `ids`, `hq_country` and `incorporation_country` are used. `matcher` may be empty.
std::vector<OwnershipLink> ResolveOwnershipNode(const OwnershipGraph& graph, const v1::OwnershipNode& node,
                                                const OwnershipNameMatcher& matcher);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_RESOLVE_H_
