#include "rules/facts/ownership/fixpoint.h"

#include <algorithm>

#include "rules/facts/ownership/config.h"

namespace cordon {
namespace {

// Counts an indirect stake and the stakes nested in it once, the larger of the two.
int NestedTotal(const StakeGraph& graph, const v1::OwnershipRegimeConfig& regime, StakeNode asset,
                const std::vector<uint32_t>& set, const std::vector<int32_t>& inside) {
  const absl::Span<const Stake> owners = graph.OwnersOf(asset);
  // Owners whose nested ones are all done come first: repeatedly peel those nothing points at.
  std::vector<int> nested_sum(owners.size(), 0);
  std::vector<int> waiting(owners.size(), 0);
  for (const int32_t outer : inside) {
    if (outer >= 0) ++waiting[static_cast<size_t>(outer)];
  }
  std::vector<size_t> ready;
  for (size_t i = 0; i < owners.size(); ++i) {
    if (waiting[i] == 0) ready.push_back(i);
  }
  int total = 0;
  while (!ready.empty()) {
    const size_t i = ready.back();
    ready.pop_back();
    int value = nested_sum[i];
    if (set[owners[i].owner] != kNotInSet) {
      const int own = RangeUnder(owners[i], regime).min_bp;
      value = owners[i].indirect ? std::max(own, value) : own + value;
    }
    if (inside[i] < 0) {
      total += value;
    } else {
      const auto outer = static_cast<size_t>(inside[i]);
      nested_sum[outer] += value;
      if (--waiting[outer] == 0) ready.push_back(outer);
    }
  }
  return total;
}

// One set grown round by round.
class SetGrower {
 public:
  SetGrower(const StakeGraph& graph, const v1::OwnershipRegimeConfig& regime, bool sure)
      : graph_(graph), regime_(regime), sure_(sure), round_of_(graph.node_count(), kNotInSet) {}

  void Add(absl::Span<const StakeNode> nodes) {
    for (const StakeNode node : nodes) {
      if (round_of_[node] != kNotInSet) continue;
      round_of_[node] = 0;
      fresh_.push_back(node);
    }
  }

  std::vector<uint32_t> Grow() {
    for (uint32_t round = 1; !fresh_.empty(); ++round) {
      std::vector<StakeNode> touched;
      for (const StakeNode owner : fresh_) {
        for (const uint32_t position : graph_.HoldingsOf(owner)) {
          const StakeNode asset = graph_.AssetOf(position);
          if (round_of_[asset] == kNotInSet) touched.push_back(asset);
        }
      }
      std::sort(touched.begin(), touched.end());
      touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
      fresh_.clear();
      for (const StakeNode asset : touched) {
        const OwnershipTotal total = TotalHeld(graph_, regime_, asset, round_of_, sure_);
        if (total.control || MeetsThreshold(regime_, total.bp)) fresh_.push_back(asset);
      }
      for (const StakeNode asset : fresh_) round_of_[asset] = round;
    }
    return std::move(round_of_);
  }

 private:
  const StakeGraph& graph_;
  const v1::OwnershipRegimeConfig& regime_;
  const bool sure_;
  std::vector<uint32_t> round_of_;
  std::vector<StakeNode> fresh_;
};

}  // namespace

OwnershipTotal TotalHeld(const StakeGraph& graph, const v1::OwnershipRegimeConfig& regime, StakeNode asset,
                         const std::vector<uint32_t>& set, bool sure) {
  OwnershipTotal total;
  bool indirect = false;
  for (const Stake& stake : graph.OwnersOf(asset)) {
    if (set[stake.owner] == kNotInSet) continue;
    const StakeRange range = RangeUnder(stake, regime);
    total.bp += sure ? range.min_bp : range.max_bp;
    total.control = total.control || (stake.has_control && regime.count_control());
    indirect = indirect || stake.indirect;
  }
  if (sure && indirect) {
    const std::vector<int32_t> inside = graph.Nesting(asset);
    if (!inside.empty()) total.bp = NestedTotal(graph, regime, asset, set, inside);
  }
  total.bp = std::min(total.bp, 10'000);
  return total;
}

OwnershipSets RestrictedSets(const StakeGraph& graph, const v1::OwnershipRegimeConfig& regime,
                             absl::Span<const StakeNode> listed, absl::Span<const StakeNode> doubtful) {
  OwnershipSets sets;
  SetGrower sure(graph, regime, true);
  sure.Add(listed);
  sets.sure = sure.Grow();
  SetGrower possible(graph, regime, false);
  possible.Add(listed);
  possible.Add(doubtful);
  sets.possible = possible.Grow();
  return sets;
}

}  // namespace cordon
