// Recognising a party of a request as a node of the ownership graph: by identifier first, then by equal name, then by
// the caller's matcher. Every answer keeps its evidence.
//
// Pure function. Thread-safe.
//
//   std::vector<OwnershipLink> links = ResolveOwnershipNode(*graph, node, matcher);
#ifndef CORDON_RULES_FACTS_OWNERSHIP_RESOLVE_H_
#define CORDON_RULES_FACTS_OWNERSHIP_RESOLVE_H_

#include <functional>
#include <vector>

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/overlay.h"

namespace cordon {

// A node the caller's matcher takes for the party.
struct OwnershipCandidate {
  OwnershipNodeIndex node = 0;
  int score = 0;  // basis points
};

struct OwnershipResolver {
  // Finds similar names; the matcher lives elsewhere. May be empty.
  std::function<std::vector<OwnershipCandidate>(absl::string_view name)> matcher;
  // Nodes that may be restricted. Of more uncertain candidates than are kept, these are. May be empty.
  std::function<bool(OwnershipNodeIndex node)> matters;
};

// At most this many links, so that a common name cannot flood an answer: certain ones first, then those that matter,
// then by score and node.
inline constexpr size_t kMaxOwnershipLinks = 50;

// - An identifier that one company in the world has (IdentifierJoinsNodes), or another one that exactly one node
// carries
//   and no country contradicts: certain, and nothing softer is looked for.
// - Exactly one node with an equal name and no contradicting country or identifier: certain, by name. Several: each
//   uncertain.
// - What the matcher finds besides: uncertain. It is asked even when an equal name was found, so that more data in the
//   graph never hide a doubt.
// `node.names`, `ids`, `hq_country` and `incorporation_country` are used.
std::vector<OwnershipLink> ResolveOwnershipNode(const OwnershipGraph& graph, const v1::OwnershipNode& node,
                                                const OwnershipResolver& resolver);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_RESOLVE_H_
