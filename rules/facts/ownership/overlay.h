// The parties and owners a request states, laid over the ownership graph for this one request. The graph itself is
// never changed.
//
// Two nodes of one request are one party if they have the same id, share an identifier, or have equal names and no
// contradicting identifier. A node is linked to nodes of the graph it was recognised as (resolve.h): certain links make
// them one party, with the owners of both; uncertain ones make the graph's node a possible alias, whose restriction
// makes the party possibly restricted.
//
// Thread contract: not thread-safe while being filled; reads are const.
//
//   OwnershipOverlay overlay;
//   CORDON_ASSIGN_OR_RETURN(const int buyer, overlay.AddNode(buyer_node, links, {}));
//   CORDON_ASSIGN_OR_RETURN(const int owner, overlay.AddNode(owner_node, {}, listings_of_owner));
//   CORDON_RETURN_IF_ERROR(overlay.AddEdge(owner, buyer, edge));
#ifndef CORDON_RULES_FACTS_OWNERSHIP_OVERLAY_H_
#define CORDON_RULES_FACTS_OWNERSHIP_OVERLAY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"

namespace cordon {

// A node of the graph that a party was recognised as.
struct OwnershipLink {
  OwnershipNodeIndex node = kNoOwnershipNode;
  bool certain = false;
  std::string method;  // "identifier", "name", "match"
  int score = 0;
  std::string evidence;
};

struct OwnershipOverlayLimits {
  size_t max_nodes = 10'000;
  size_t max_edges = 50'000;
};

class OwnershipOverlay {
 public:
  struct Node {
    v1::OwnershipNode node;
    std::vector<OwnershipLink> links;
    std::vector<OwnershipListing> listings;
  };
  struct Edge {
    int owner = 0;
    int asset = 0;
    v1::OwnershipEdge edge;
    OwnershipDay start = kNoStart;
    OwnershipDay end = kNoEnd;
  };

  explicit OwnershipOverlay(const OwnershipOverlayLimits& limits = OwnershipOverlayLimits()) : limits_(limits) {}

  // Returns the number of the node, which is an earlier one if it is the same party (then joined). InvalidArgument
  // without id, name and identifier; ResourceExhausted beyond the limit.
  absl::StatusOr<int> AddNode(const v1::OwnershipNode& node, absl::Span<const OwnershipLink> links,
                              absl::Span<const OwnershipListing> listings);
  // `edge.owner` and `edge.asset` are ignored. InvalidArgument as OwnershipGraphBuilder::AddEdge.
  absl::Status AddEdge(int owner, int asset, const v1::OwnershipEdge& edge);

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Edge>& edges() const { return edges_; }

 private:
  int FindSame(const v1::OwnershipNode& node) const;

  OwnershipOverlayLimits limits_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  absl::flat_hash_map<std::string, int> by_id_;
  absl::flat_hash_map<std::string, int> by_identifier_;
  absl::flat_hash_map<std::string, std::vector<int>> by_name_;
};

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_OVERLAY_H_
