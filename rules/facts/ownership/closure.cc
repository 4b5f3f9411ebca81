#include "rules/facts/ownership/closure.h"

#include <algorithm>

namespace cordon {

OwnershipSets CloseOwnership(const OwnershipGraph& graph, const StakeGraph& stakes, const OwnershipListings& listings,
                             const v1::OwnershipRegimeConfig& regime, OwnershipDay as_of) {
  std::vector<StakeNode> listed;
  std::vector<StakeNode> possible;
  if (regime.regime() == v1::REGIME_STATE) {
    for (OwnershipNodeIndex node = 0; node < graph.node_count(); ++node) {
      const v1::OwnershipNodeKind kind = graph.Kind(node);
      if (kind == v1::NODE_STATE || kind == v1::NODE_STATE_BODY) listed.push_back(node);
    }
  } else {
    for (const OwnershipNodeIndex node : listings.Nodes()) {
      bool sure = false;
      bool maybe = false;
      for (const OwnershipListing& listing : listings.Of(node)) {
        if (!CountsUnder(listing, regime, as_of)) continue;
        (listing.entry.possible() ? maybe : sure) = true;
      }
      if (sure) {
        listed.push_back(node);
      } else if (maybe) {
        possible.push_back(node);
      }
    }
  }
  return RestrictedSets(stakes, regime, listed, possible);
}

}  // namespace cordon
