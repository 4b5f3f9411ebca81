// What the ownership graph says about one party on one day: per regime what restricted owners add up to, with the
// listed parties behind them, the paths and the arithmetic; the ultimate parent and its headquarters; officers.
//
// Pure function of its arguments: same input, same bytes. Thread-safe as long as its arguments are not changed.
//
//   OwnershipQuery query{.party_index = 0, .root = {.overlay_node = buyer}, .as_of = 20251015};
//   v1::OwnershipFindings findings = EvaluateOwnership(graph.get(), &listings, overlay, config, query);
#ifndef CORDON_RULES_FACTS_OWNERSHIP_EVALUATE_H_
#define CORDON_RULES_FACTS_OWNERSHIP_EVALUATE_H_

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/overlay.h"
#include "rules/facts/ownership/surroundings.h"

namespace cordon {

struct OwnershipQuery {
  int party_index = 0;
  OwnershipRoot root;
  OwnershipDay as_of = 0;
};

// `graph` and `listings` may be null (no ownership data). The root's own listings do not count: whether the party
// itself is listed is another question. REQUIRES: CheckOwnershipConfig(config) is OK.
v1::OwnershipFindings EvaluateOwnership(const OwnershipGraph* graph, const OwnershipListings* listings,
                                        const OwnershipOverlay& overlay, const v1::OwnershipConfig& config,
                                        const OwnershipQuery& query);

// The same with what `cordon own` draws. `max_nodes` bounds the picture, not the findings.
v1::OwnershipPicture DrawOwnership(const OwnershipGraph* graph, const OwnershipListings* listings,
                                   const OwnershipOverlay& overlay, const v1::OwnershipConfig& config,
                                   const OwnershipQuery& query, int max_nodes);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_EVALUATE_H_
