#include "rules/facts/ownership/bound.h"

#include <algorithm>

#include "rules/facts/ownership/stake_graph.h"

namespace cordon {
namespace {

// The most one statement can say its owner holds.
int MostHeld(const OwnershipEdgeRecord& edge) {
  const auto kind = static_cast<v1::InterestKind>(edge.kind);
  if (!MakesStake(kind)) return 0;
  // Votes, control and accounts may stand for any share; a branch is its head office.
  return kind == v1::INTEREST_SHAREHOLDING && edge.unknown == 0 ? edge.max_bp : 10'000;
}

}  // namespace

OwnershipBound::OwnershipBound(const OwnershipGraph& graph, const OwnershipListings& listings,
                               const v1::OwnershipConfig& config)
    : inside_(graph.node_count(), false) {
  int least = 10'000;
  for (const v1::OwnershipRegimeConfig& regime : config.regimes()) least = std::min(least, regime.threshold_bp());
  std::vector<OwnershipNodeIndex> todo = listings.Nodes();
  for (OwnershipNodeIndex node = 0; node < graph.node_count(); ++node) {
    const v1::OwnershipNodeKind kind = graph.Kind(node);
    if (kind == v1::NODE_STATE || kind == v1::NODE_STATE_BODY) todo.push_back(node);
  }
  std::vector<OwnershipNodeIndex> entered;
  const auto enter = [&](OwnershipNodeIndex node) {
    if (inside_[node]) return;
    inside_[node] = true;
    ++size_;
    entered.push_back(node);
  };
  for (const OwnershipNodeIndex node : todo) {
    if (node < graph.node_count()) enter(node);
  }
  // What owners inside hold of each company, added up as they enter.
  std::vector<uint16_t> held(graph.node_count(), 0);
  while (!entered.empty()) {
    const OwnershipNodeIndex owner = entered.back();
    entered.pop_back();
    for (const uint32_t position : graph.HoldingsOf(owner)) {
      const OwnershipEdgeRecord& edge = graph.edges()[position];
      const int total = std::min(10'000, held[edge.asset] + MostHeld(edge));
      held[edge.asset] = static_cast<uint16_t>(total);
      if (total >= least) enter(edge.asset);
    }
  }
}

std::vector<OwnershipNodeIndex> OwnershipBound::Nodes() const {
  std::vector<OwnershipNodeIndex> nodes;
  nodes.reserve(size_);
  for (OwnershipNodeIndex node = 0; node < inside_.size(); ++node) {
    if (inside_[node]) nodes.push_back(node);
  }
  return nodes;
}

}  // namespace cordon
