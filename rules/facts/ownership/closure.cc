#include "rules/facts/ownership/closure.h"

#include <algorithm>

namespace cordon {

OwnershipSets CloseOwnership(const OwnershipGraph& graph, const StakeGraph& stakes, const OwnershipListings& listings,
                             const v1::OwnershipRegimeConfig& regime, OwnershipDay as_of) {
  std::vector<StakeNode> listed;
  if (regime.regime() == v1::REGIME_STATE) {
    for (OwnershipNodeIndex node = 0; node < graph.node_count(); ++node) {
      const v1::OwnershipNodeKind kind = graph.Kind(node);
      if (kind == v1::NODE_STATE || kind == v1::NODE_STATE_BODY) listed.push_back(node);
    }
  } else {
    for (const OwnershipNodeIndex node : listings.Nodes()) {
      const absl::Span<const OwnershipListing> of_node = listings.Of(node);
      const bool counts = std::any_of(of_node.begin(), of_node.end(), [&](const OwnershipListing& listing) {
        return CountsUnder(listing, regime, as_of);
      });
      if (counts) listed.push_back(node);
    }
  }
  return RestrictedSets(stakes, regime, listed, {});
}

}  // namespace cordon
