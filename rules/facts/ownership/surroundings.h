// One party and everything above it on one day: the part of graph and overlay that its restriction depends on,
// collected upward within limits. What lies beyond a limit is reported, and the company where the search stopped is
// doubtful: it may be restricted, for all that is known.
//
// Thread contract: immutable after CollectSurroundings; refers to `graph` and `overlay`, which must outlive it.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_SURROUNDINGS_H_
#define CORDON_RULES_FACTS_OWNERSHIP_SURROUNDINGS_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/overlay.h"
#include "rules/facts/ownership/stake_graph.h"

namespace cordon {

// Where the search starts: a node of the overlay, or else one of the graph.
struct OwnershipRoot {
  int overlay_node = -1;
  OwnershipNodeIndex graph_node = kNoOwnershipNode;
};

class OwnershipSurroundings {
 public:
  struct Node {
    absl::InlinedVector<int, 2> overlay;               // ascending
    absl::InlinedVector<OwnershipNodeIndex, 2> graph;  // ascending
    int depth = 0;
    bool unexplored = false;
    bool by_name = false;  // joined with the graph by an equal name, not by an identifier
  };
  // Exactly one of record, edge and link is set.
  struct Statement {
    StakeNode owner = 0;
    StakeNode asset = 0;
    const OwnershipEdgeRecord* record = nullptr;
    const OwnershipOverlay::Edge* edge = nullptr;
    const OwnershipLink* link = nullptr;
    v1::InterestKind kind = v1::INTEREST_KIND_UNSPECIFIED;
  };

  // `graph` may be null. Node 0 is the root.
  OwnershipSurroundings(const OwnershipGraph* graph, const OwnershipOverlay& overlay, const OwnershipRoot& root,
                        OwnershipDay as_of, const v1::OwnershipLimits& limits);

  const OwnershipGraph* graph() const { return graph_; }
  const OwnershipOverlay& overlay() const { return overlay_; }
  OwnershipDay as_of() const { return as_of_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const StakeGraph& stakes() const { return stakes_; }
  const Statement& statement(uint32_t evidence) const { return statements_[evidence]; }
  // Statements about `asset` that make a stake, also those that name it as its own owner.
  absl::Span<const Statement> StatementsAbout(StakeNode asset) const;
  const std::vector<v1::OwnershipIncomplete>& incomplete() const { return incomplete_; }
  std::vector<StakeNode> Doubtful() const;

  // All that is known about a node; with several descriptions the request's comes first.
  std::vector<v1::OwnershipNode> Descriptions(StakeNode node) const;
  std::string Id(StakeNode node) const;
  std::string Name(StakeNode node) const;
  v1::OwnershipNodeKind Kind(StakeNode node) const;
  v1::OwnershipHop Hop(const Stake& stake, StakeNode asset) const;
  v1::OwnershipHop Hop(const Statement& statement) const;
  // Listings of the node, from the request and from `listings` (may be null).
  std::vector<const OwnershipListing*> Listings(StakeNode node, const OwnershipListings* listings) const;

 private:
  class Collector;

  absl::string_view IdView(StakeNode node) const;

  const OwnershipGraph* graph_;
  const OwnershipOverlay& overlay_;
  OwnershipDay as_of_;
  std::vector<Node> nodes_;
  std::vector<Statement> statements_;
  std::vector<v1::OwnershipIncomplete> incomplete_;
  StakeGraph stakes_;
};

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_SURROUNDINGS_H_
