// The ownership graph as it stands on one day, reduced to what is added up: for each (owner, asset) pair one stake,
// whatever number of statements said it. Used for one party's surroundings and for the whole graph alike.
//
// How statements about one pair become one stake:
//   - minimum = the largest stated minimum; maximum = the largest over sources of what one source's statements add up
//     to. So a stake said twice by two sources counts once, and two stakes in one source (two share classes, or the
//     same one twice) give a range whose lower end is sure.
//   - an unknown share counts 0..100 % only where no share is known for the pair.
//   - a branch is its head office: 100 %.
// Not thread-safe while being built; immutable afterwards.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_STAKE_GRAPH_H_
#define CORDON_RULES_FACTS_OWNERSHIP_STAKE_GRAPH_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"

namespace cordon {

// Numbers of a stake graph's own nodes.
using StakeNode = uint32_t;

// One statement about a pair, as input.
struct StakeStatement {
  StakeNode owner = 0;
  StakeNode asset = 0;
  int32_t source = 0;  // equal numbers are one source
  uint16_t min_bp = 0;
  uint16_t max_bp = 0;
  v1::InterestKind kind = v1::INTEREST_KIND_UNSPECIFIED;
  v1::Directness directness = v1::DIRECTNESS_UNSPECIFIED;
  bool unknown = false;
  OwnershipDay start = kNoStart;
  OwnershipDay end = kNoEnd;
  uint32_t evidence = 0;  // the caller's own number of the statement
};

// True for kinds that can make a stake; the others (officers, funds, nominees) never enter a stake graph.
bool MakesStake(v1::InterestKind kind);

struct Stake {
  StakeNode owner = 0;
  uint32_t evidence = 0;  // of the statement to show
  uint16_t share_min = 0;
  uint16_t share_max = 0;
  uint16_t vote_min = 0;
  uint16_t vote_max = 0;
  bool has_share : 1;
  bool has_vote : 1;
  bool has_unknown : 1;  // owner, consolidation, control or a possible same party, without a share
  bool has_control : 1;
  bool indirect : 1;  // every statement that counts says so
};

// What a stake adds under one regime.
struct StakeRange {
  int min_bp = 0;
  int max_bp = 0;
  bool unknown = false;
};
StakeRange RangeUnder(const Stake& stake, const v1::OwnershipRegimeConfig& regime);

class StakeGraph {
 public:
  // `statements` in any order; those of one pair need not be together. Statements of a node about itself are dropped.
  // `rank` orders the owners of an asset, so that numbers given by chance decide nothing; empty = by number.
  StakeGraph(size_t nodes, std::vector<StakeStatement> statements, const std::vector<uint32_t>& rank);
  // The whole graph on one day; node numbers are those of `graph`, evidence is the position of the edge.
  StakeGraph(const OwnershipGraph& graph, OwnershipDay as_of);

  size_t node_count() const { return first_.size() - 1; }
  // Stakes in `asset`, by rank of the owner.
  absl::Span<const Stake> OwnersOf(StakeNode asset) const {
    return absl::MakeConstSpan(stakes_).subspan(first_[asset], first_[asset + 1] - first_[asset]);
  }
  size_t FirstStake(StakeNode asset) const { return first_[asset]; }
  // Positions of the stakes held by `owner`, ascending, and the asset of a position.
  absl::Span<const uint32_t> HoldingsOf(StakeNode owner) const {
    return absl::MakeConstSpan(holdings_).subspan(first_holding_[owner],
                                                  first_holding_[owner + 1] - first_holding_[owner]);
  }
  const Stake& stake(uint32_t position) const { return stakes_[position]; }
  StakeNode AssetOf(uint32_t position) const { return assets_[position]; }

  // An indirect stake and the stakes it is held through are the same shares. For each owner of `asset` (in the order of
  // OwnersOf) the position, within that order, of the indirect owner that reaches it by the shortest chain, or -1.
  // Empty if nothing is nested. The relation has no cycles.
  std::vector<int32_t> Nesting(StakeNode asset) const;

 private:
  void Append(absl::Span<const StakeStatement> of_pair);
  void Index();

  std::vector<uint32_t> first_;
  std::vector<Stake> stakes_;
  std::vector<StakeNode> assets_;
  std::vector<uint32_t> first_holding_;
  std::vector<uint32_t> holdings_;
};

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_STAKE_GRAPH_H_
