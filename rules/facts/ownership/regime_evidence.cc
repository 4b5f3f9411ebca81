// The words and paths behind a sum: which chain leads to which listed party, and the additions on the way.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/regime_sum.h"

namespace cordon::internal {
namespace {

constexpr size_t kMaxAddends = 12;

std::string ThresholdText(const v1::OwnershipRegimeConfig& regime) {
  const std::string share = FormatShare(regime.threshold_bp(), regime.threshold_bp(), false);
  return absl::StrCat(regime.must_exceed() ? "more than " : "at least ", share);
}

// "Listed Co (EL)": what a restricted owner is.
std::string OwnerText(const RegimeView& view, StakeNode node) {
  std::set<std::string> lists;
  for (const v1::OwnerEntry& entry : CountingEntries(view, node)) {
    if (!entry.list().empty()) lists.insert(absl::StrCat(entry.possible() ? "possibly " : "", entry.list()));
  }
  std::string text = view.around.Name(node);
  if (!lists.empty()) absl::StrAppend(&text, " (", absl::StrJoin(lists, ", "), ")");
  return text;
}

// Owners of `asset` in the set, those that count surely first, then by share.
std::vector<Stake> OwnersInSet(const RegimeView& view, StakeNode asset, bool sure_only) {
  std::vector<Stake> owners;
  for (const Stake& stake : view.around.stakes().OwnersOf(asset)) {
    if (view.sets.possible[stake.owner] == kNotInSet) continue;
    if (sure_only && view.sets.sure[stake.owner] == kNotInSet) continue;
    owners.push_back(stake);
  }
  std::stable_sort(owners.begin(), owners.end(), [&view](const Stake& a, const Stake& b) {
    const bool a_sure = view.sets.sure[a.owner] != kNotInSet;
    const bool b_sure = view.sets.sure[b.owner] != kNotInSet;
    if (a_sure != b_sure) return a_sure;
    const StakeRange left = RangeUnder(a, view.regime);
    const StakeRange right = RangeUnder(b, view.regime);
    return std::make_pair(left.min_bp, left.max_bp) > std::make_pair(right.min_bp, right.max_bp);
  });
  return owners;
}

std::string RangeText(const RegimeView& view, const Stake& stake) {
  const StakeRange range = RangeUnder(stake, view.regime);
  if (stake.has_control && view.regime.count_control()) {
    const std::string share = range.unknown ? "" : FormatShare(range.min_bp, range.max_bp, false);
    return share.empty() ? "control" : absl::StrCat(share, " and control");
  }
  return FormatShare(range.min_bp, range.max_bp, range.unknown);
}

std::string Addends(const RegimeView& view, const std::vector<Stake>& owners) {
  std::vector<std::string> parts;
  for (const Stake& stake : owners) {
    if (parts.size() == kMaxAddends) {
      parts.push_back(absl::StrCat(owners.size() - kMaxAddends, " more"));
      break;
    }
    std::string part = absl::StrCat(OwnerText(view, stake.owner), " ", RangeText(view, stake));
    if (view.sets.sure[stake.owner] == kNotInSet) absl::StrAppend(&part, ", possibly restricted");
    if (stake.indirect) absl::StrAppend(&part, ", indirect");
    parts.push_back(std::move(part));
  }
  return absl::StrJoin(parts, " + ");
}

std::string ArithmeticLine(const RegimeView& view, StakeNode node) {
  const StakeGraph& stakes = view.around.stakes();
  const OwnershipTotal sure = TotalHeld(stakes, view.regime, node, view.sets.sure, true);
  const OwnershipTotal possible = TotalHeld(stakes, view.regime, node, view.sets.possible, false);
  const bool restricted = sure.control || MeetsThreshold(view.regime, sure.bp);
  const std::vector<Stake> owners = OwnersInSet(view, node, restricted);
  std::string line = absl::StrCat(view.around.Name(node), ": ", Addends(view, owners));
  const std::string threshold = ThresholdText(view.regime);
  if (restricted) {
    absl::StrAppend(&line, " = ", FormatShare(sure.bp, sure.bp, false), ", ",
                    MeetsThreshold(view.regime, sure.bp) ? threshold : std::string("controlled"), ": restricted");
  } else if (possible.control || MeetsThreshold(view.regime, possible.bp) || view.around.nodes()[node].unexplored) {
    absl::StrAppend(&line, " = ", FormatShare(sure.bp, std::max(possible.bp, sure.bp), false), ": ", threshold,
                    " is possible");
  } else {
    absl::StrAppend(&line, " = ", FormatShare(sure.bp, std::max(possible.bp, sure.bp), false), ", not ", threshold,
                    ": not restricted");
  }
  return line;
}

// Walks from the root up, always to an owner that entered the set earlier, and writes down each chain to the top.
class PathWriter {
 public:
  PathWriter(const RegimeView& view, int max_paths, v1::OwnershipSum* sum)
      : view_(view), max_paths_(max_paths), sum_(sum) {}

  void Write() {
    for (const Stake& stake : OwnersInSet(view_, 0, false)) {
      chain_.push_back({stake, 0});
      Follow(stake.owner, view_.sets.sure[stake.owner] != kNotInSet);
      chain_.pop_back();
    }
  }
  // Companies whose owners were added up on the way, without the root.
  const std::set<StakeNode>& between() const { return between_; }

 private:
  // Depth is bounded by the surroundings' depth limit.
  void Follow(StakeNode node, bool sure) {
    if (sum_->paths_size() >= max_paths_) {
      sum_->set_paths_truncated(true);
      return;
    }
    const std::vector<uint32_t>& rounds = sure ? view_.sets.sure : view_.sets.possible;
    if (rounds[node] == 0) {
      Finish(node, sure);
      return;
    }
    between_.insert(node);
    for (const Stake& stake : OwnersInSet(view_, node, sure)) {
      if (rounds[stake.owner] >= rounds[node]) continue;
      chain_.push_back({stake, node});
      Follow(stake.owner, sure && view_.sets.sure[stake.owner] != kNotInSet);
      chain_.pop_back();
    }
  }

  void Finish(StakeNode top, bool sure) {
    v1::OwnershipPath path;
    std::string text = view_.around.Name(0);
    bool certain = sure;
    for (const Link& link : chain_) {
      *path.add_hops() = view_.around.Hop(link.stake, link.asset);
      certain = certain && RangeUnder(link.stake, view_.regime).min_bp > 0;
      absl::StrAppend(&text, " <- ", RangeText(view_, link.stake), " ", OwnerText(view_, link.stake.owner));
    }
    const std::vector<v1::OwnerEntry> entries = CountingEntries(view_, top);
    if (entries.empty()) {
      absl::StrAppend(&text, " (owners not looked at)");
    } else {
      path.set_list(entries[0].list());
      path.set_entry_id(entries[0].entry_id());
    }
    path.set_text(std::move(text));
    path.set_certain(certain);
    *sum_->add_paths() = std::move(path);
  }

  struct Link {
    Stake stake;
    StakeNode asset;
  };
  const RegimeView& view_;
  const int max_paths_;
  v1::OwnershipSum* const sum_;
  std::vector<Link> chain_;
  std::set<StakeNode> between_;
};

}  // namespace

void AddEvidence(const RegimeView& view, int max_paths, v1::OwnershipSum* sum) {
  PathWriter writer(view, max_paths, sum);
  writer.Write();
  if (sum->paths().empty()) return;
  std::vector<StakeNode> between(writer.between().begin(), writer.between().end());
  std::stable_sort(between.begin(), between.end(),
                   [&view](StakeNode a, StakeNode b) { return view.sets.possible[a] < view.sets.possible[b]; });
  for (const StakeNode node : between) sum->add_arithmetic(ArithmeticLine(view, node));
  sum->add_arithmetic(ArithmeticLine(view, 0));
}

std::string ExplainSum(const RegimeView& view, const v1::OwnershipSum& sum) {
  const std::vector<Stake> owners = OwnersInSet(view, 0, sum.restricted());
  const std::string threshold = ThresholdText(view.regime);
  if (owners.empty()) {
    return sum.unknown_share() ? "Not all owners could be looked at; restricted owners are possible."
                               : "No restricted owner is known.";
  }
  std::vector<std::string> tops;
  for (const v1::OwnerEntry& entry : sum.owners()) {
    if (tops.size() == kMaxAddends) break;
    tops.push_back(entry.list().empty() ? entry.entry_name()
                                        : absl::StrCat(entry.entry_name(), " (", entry.possible() ? "possibly " : "",
                                                       entry.list(), ")"));
  }
  const bool direct = std::all_of(owners.begin(), owners.end(),
                                  [&view](const Stake& stake) { return view.sets.possible[stake.owner] == 0; });
  std::string text;
  if (sum.by_control()) {
    text = absl::StrCat("Controlled by restricted parties: ", Addends(view, owners));
  } else {
    const int low = sum.restricted_min_bp();
    const int high = sum.restricted() ? low : sum.restricted_max_bp();
    text = absl::StrCat("Owned ", FormatShare(low, std::max(low, high), false),
                        " by restricted parties: ", Addends(view, owners));
  }
  if (!direct) absl::StrAppend(&text, "; behind them ", absl::StrJoin(tops, ", "));
  if (sum.restricted()) {
    absl::StrAppend(&text, "; ", sum.by_control() ? "control is enough" : threshold, ".");
  } else if (sum.unknown_share()) {
    absl::StrAppend(&text, "; whether that is ", threshold, " is not known.");
  } else {
    absl::StrAppend(&text, "; not ", threshold, ".");
  }
  return text;
}

}  // namespace cordon::internal
