#include "rules/facts/ownership/regime_sum.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/config.h"

namespace cordon::internal {
namespace {

constexpr StakeNode kRootNode = 0;

// Listed nodes that lead to `owner` being restricted, in the set given by `rounds`, ascending.
std::vector<StakeNode> ListedBehind(const RegimeView& view, const std::vector<uint32_t>& rounds, StakeNode owner) {
  std::vector<StakeNode> listed;
  std::vector<StakeNode> todo = {owner};
  std::vector<bool> seen(rounds.size(), false);
  seen[owner] = true;
  while (!todo.empty()) {
    const StakeNode node = todo.back();
    todo.pop_back();
    if (rounds[node] == 0) {
      listed.push_back(node);
      continue;
    }
    for (const Stake& up : view.around.stakes().OwnersOf(node)) {
      if (seen[up.owner] || rounds[up.owner] == kNotInSet || rounds[up.owner] >= rounds[node]) continue;
      seen[up.owner] = true;
      todo.push_back(up.owner);
    }
  }
  std::sort(listed.begin(), listed.end());
  return listed;
}

// How far a node counts as listed under the regime.
enum class Counting { kNo, kPossibly, kYes };

bool IsState(const OwnershipSurroundings& around, StakeNode node) {
  const v1::OwnershipNodeKind kind = around.Kind(node);
  return kind == v1::NODE_STATE || kind == v1::NODE_STATE_BODY;
}

// CountingEntries without the entries.
Counting CountsAs(const RegimeView& view, StakeNode node) {
  if (view.regime.regime() == v1::REGIME_STATE) return IsState(view.around, node) ? Counting::kYes : Counting::kNo;
  Counting counts = Counting::kNo;
  const auto look = [&](absl::Span<const OwnershipListing> listings) {
    for (const OwnershipListing& listing : listings) {
      if (counts == Counting::kYes || !CountsUnder(listing, view.regime, view.around.as_of())) continue;
      counts = listing.entry.possible() ? Counting::kPossibly : Counting::kYes;
    }
  };
  for (const int member : view.around.nodes()[node].overlay) {
    look(view.around.overlay().nodes()[static_cast<size_t>(member)].listings);
  }
  if (view.listings == nullptr) return counts;
  for (const OwnershipNodeIndex index : view.around.nodes()[node].graph) look(view.listings->Of(index));
  return counts;
}

}  // namespace

std::vector<v1::OwnerEntry> CountingEntries(const RegimeView& view, StakeNode node) {
  std::vector<v1::OwnerEntry> entries;
  if (view.regime.regime() == v1::REGIME_STATE) {
    if (!IsState(view.around, node)) return entries;
    v1::OwnerEntry state;
    state.set_entry_id(view.around.Id(node));
    state.set_entry_name(view.around.Name(node));
    state.set_evidence("state or state body in the ownership data");
    state.set_certain(true);
    for (const v1::OwnershipNode& described : view.around.Descriptions(node)) {
      if (state.country().empty()) state.set_country(described.hq_country());
      if (state.country().empty()) state.set_country(described.incorporation_country());
    }
    entries.push_back(std::move(state));
    return entries;
  }
  for (const OwnershipListing* listing : view.around.Listings(node, view.listings)) {
    if (CountsUnder(*listing, view.regime, view.around.as_of())) entries.push_back(listing->entry);
  }
  const auto sure = [](const v1::OwnerEntry& entry) { return !entry.possible(); };
  if (std::any_of(entries.begin(), entries.end(), sure)) {
    entries.erase(std::partition(entries.begin(), entries.end(), sure), entries.end());
  }
  return entries;
}

std::vector<StakeNode> MarkedNodes(const OwnershipSurroundings& around, const OwnershipListings* listings) {
  std::vector<StakeNode> marked;
  for (StakeNode node = 0; node < around.nodes().size(); ++node) {
    const OwnershipSurroundings::Node& here = around.nodes()[node];
    const bool listed =
        std::any_of(
            here.overlay.begin(), here.overlay.end(),
            [&](int member) { return !around.overlay().nodes()[static_cast<size_t>(member)].listings.empty(); }) ||
        (listings != nullptr && std::any_of(here.graph.begin(), here.graph.end(),
                                            [&](OwnershipNodeIndex index) { return !listings->Of(index).empty(); }));
    if (listed || IsState(around, node)) marked.push_back(node);
  }
  return marked;
}

RegimeView ViewRegime(const OwnershipSurroundings& around, const OwnershipListings* listings,
                      const std::vector<StakeNode>& marked, const v1::OwnershipRegimeConfig& regime, bool count_root) {
  RegimeView view{around, listings, regime, {}};
  std::vector<StakeNode> listed;
  std::vector<StakeNode> doubtful = around.Doubtful();
  for (const StakeNode node : marked) {
    if (node == kRootNode && !count_root) continue;
    const Counting counts = CountsAs(view, node);
    if (counts == Counting::kYes) listed.push_back(node);
    if (counts == Counting::kPossibly) doubtful.push_back(node);
  }
  view.nobody = listed.empty() && doubtful.empty();
  if (view.nobody) {
    view.sets.sure.assign(around.nodes().size(), kNotInSet);
    view.sets.possible = view.sets.sure;
  } else {
    view.sets = RestrictedSets(around.stakes(), regime, listed, doubtful);
  }
  return view;
}

v1::OwnershipSum SumRegime(const RegimeView& view, int max_paths) {
  const v1::OwnershipRegimeConfig& regime = view.regime;
  const StakeGraph& stakes = view.around.stakes();
  v1::OwnershipSum sum;
  sum.set_regime(regime.regime());
  sum.set_threshold_bp(regime.threshold_bp());
  sum.set_must_exceed(regime.must_exceed());
  sum.set_incomplete(!view.around.incomplete().empty());
  if (view.nobody) {
    sum.set_explanation(ExplainSum(view, sum));
    return sum;
  }

  const OwnershipTotal sure = TotalHeld(stakes, regime, kRootNode, view.sets.sure, true);
  const OwnershipTotal possible = TotalHeld(stakes, regime, kRootNode, view.sets.possible, false);
  const bool unexplored = view.around.nodes()[kRootNode].unexplored;
  sum.set_restricted_min_bp(sure.bp);
  sum.set_restricted_max_bp(unexplored ? 10'000 : possible.bp);
  const bool by_share = MeetsThreshold(regime, sure.bp);
  sum.set_restricted(by_share || sure.control);
  sum.set_by_control(!by_share && sure.control);
  sum.set_unknown_share(!sum.restricted() && (MeetsThreshold(regime, sum.restricted_max_bp()) || possible.control));

  // Listed parties behind each owner, with what these owners hold together.
  std::map<std::pair<std::string, std::string>, v1::OwnerEntry> behind;
  for (const Stake& stake : stakes.OwnersOf(kRootNode)) {
    if (view.sets.possible[stake.owner] == kNotInSet) continue;
    const bool certain = view.sets.sure[stake.owner] != kNotInSet;
    const StakeRange range = RangeUnder(stake, regime);
    if (certain && MeetsThreshold(regime, range.min_bp)) sum.set_single_owner(true);
    std::map<std::pair<std::string, std::string>, v1::OwnerEntry> of_owner;
    for (const StakeNode listed : ListedBehind(view, certain ? view.sets.sure : view.sets.possible, stake.owner)) {
      for (v1::OwnerEntry& entry : CountingEntries(view, listed)) {
        const auto key = std::make_pair(entry.list(), entry.entry_id());
        of_owner.emplace(key, std::move(entry));
      }
    }
    for (auto& [key, entry] : of_owner) {
      v1::OwnerEntry& kept = behind.emplace(key, entry).first->second;
      kept.set_min_bp(std::min(10'000, kept.min_bp() + (certain ? range.min_bp : 0)));
      kept.set_max_bp(std::min(10'000, kept.max_bp() + range.max_bp));
    }
  }
  std::vector<v1::OwnerEntry> entries;
  for (auto& item : behind) entries.push_back(std::move(item.second));
  std::stable_sort(entries.begin(), entries.end(), [](const v1::OwnerEntry& a, const v1::OwnerEntry& b) {
    return RestrictionRank(a) > RestrictionRank(b);
  });
  for (v1::OwnerEntry& entry : entries) *sum.add_owners() = std::move(entry);
  if (sum.owners_size() > 0) sum.mutable_owners(0)->set_most_restrictive(true);

  AddEvidence(view, max_paths, &sum);
  sum.set_explanation(ExplainSum(view, sum));
  return sum;
}

}  // namespace cordon::internal
