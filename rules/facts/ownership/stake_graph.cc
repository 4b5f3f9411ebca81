#include "rules/facts/ownership/stake_graph.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace cordon {
namespace {

// A chain is looked for among at most this many companies; beyond, stakes are taken as separate and add up.
constexpr size_t kNestingSearch = 4'096;

bool IsShare(const StakeStatement& s) {
  return (s.kind == v1::INTEREST_SHAREHOLDING && !s.unknown) || s.kind == v1::INTEREST_BRANCH;
}

bool IsVote(const StakeStatement& s) { return s.kind == v1::INTEREST_VOTING_RIGHTS && !s.unknown; }

// Largest minimum, and largest total of one source, over statements of one kind. The span is ordered by source, and
// equal statements of a source stand together.
void CombineRange(absl::Span<const StakeStatement> of_pair, bool (*counts)(const StakeStatement&), uint16_t* min_bp,
                  uint16_t* max_bp, bool* any, uint32_t* evidence) {
  int total = 0;
  const StakeStatement* last = nullptr;
  int best_min = -1;
  int best_max = 0;
  for (const StakeStatement& s : of_pair) {
    if (!counts(s)) continue;
    const bool branch = s.kind == v1::INTEREST_BRANCH;
    const int low = branch ? 10'000 : s.min_bp;
    const int high = branch ? 10'000 : s.max_bp;
    if (last == nullptr || last->source != s.source) total = 0;
    const bool repeated = last != nullptr && last->source == s.source && last->min_bp == s.min_bp &&
                          last->max_bp == s.max_bp && last->kind == s.kind && last->directness == s.directness;
    if (!repeated) total += high;
    last = &s;
    if (low > best_min) {
      best_min = low;
      *evidence = s.evidence;
    }
    best_max = std::max(best_max, std::min(total, 10'000));
  }
  if (last == nullptr) return;
  *any = true;
  *min_bp = static_cast<uint16_t>(best_min);
  *max_bp = static_cast<uint16_t>(best_max);
}

bool StatementOrder(const StakeStatement& a, const StakeStatement& b) {
  const auto key = [](const StakeStatement& s) {
    return std::make_tuple(s.asset, s.owner, s.source, static_cast<int>(s.kind), s.min_bp, s.max_bp,
                           static_cast<int>(s.directness), s.unknown, s.start, s.end, s.evidence);
  };
  return key(a) < key(b);
}

}  // namespace

bool MakesStake(v1::InterestKind kind) {
  switch (kind) {
    case v1::INTEREST_SHAREHOLDING:
    case v1::INTEREST_VOTING_RIGHTS:
    case v1::INTEREST_CONTROL:
    case v1::INTEREST_CONSOLIDATION_DIRECT:
    case v1::INTEREST_CONSOLIDATION_ULTIMATE:
    case v1::INTEREST_BRANCH:
    case v1::INTEREST_SAME_AS:
      return true;
    default:
      return false;
  }
}

StakeRange RangeUnder(const Stake& stake, const v1::OwnershipRegimeConfig& regime) {
  StakeRange range;
  const bool votes = stake.has_vote && regime.count_voting_rights();
  if (stake.has_share || votes) {
    if (stake.has_share) range = {stake.share_min, stake.share_max, false};
    if (votes) {
      range.min_bp = std::max<int>(range.min_bp, stake.vote_min);
      range.max_bp = std::max<int>(range.max_bp, stake.vote_max);
    }
    return range;
  }
  // Somebody with votes, control or an unstated share is an owner of unknown size.
  if (stake.has_unknown || stake.has_vote || stake.has_control) range = {0, 10'000, true};
  return range;
}

void StakeGraph::Append(absl::Span<const StakeStatement> of_pair) {
  Stake stake{};
  stake.owner = of_pair[0].owner;
  stake.evidence = of_pair[0].evidence;
  stake.indirect = true;
  bool any = false;
  for (const StakeStatement& s : of_pair) {
    const bool known = IsShare(s) || IsVote(s);
    if (!known && s.kind != v1::INTEREST_CONTROL) stake.has_unknown = true;
    if (s.kind == v1::INTEREST_CONTROL) stake.has_control = true;
    if (known && s.directness != v1::INDIRECT) stake.indirect = false;
    any = any || known;
  }
  if (!any) stake.indirect = false;
  bool found = false;
  uint32_t shown = stake.evidence;
  CombineRange(of_pair, &IsVote, &stake.vote_min, &stake.vote_max, &found, &shown);
  stake.has_vote = found;
  found = false;
  CombineRange(of_pair, &IsShare, &stake.share_min, &stake.share_max, &found, &shown);
  stake.has_share = found;
  stake.evidence = shown;
  stakes_.push_back(stake);
  assets_.push_back(of_pair[0].asset);
}

void StakeGraph::Index() {
  const size_t nodes = first_.size() - 1;
  std::fill(first_.begin(), first_.end(), 0U);
  first_holding_.assign(nodes + 1, 0);
  for (size_t i = 0; i < stakes_.size(); ++i) {
    ++first_[assets_[i] + 1];
    ++first_holding_[stakes_[i].owner + 1];
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  std::partial_sum(first_holding_.begin(), first_holding_.end(), first_holding_.begin());
  holdings_.resize(stakes_.size());
  std::vector<uint32_t> next = first_holding_;
  for (uint32_t i = 0; i < stakes_.size(); ++i) holdings_[next[stakes_[i].owner]++] = i;
}

StakeGraph::StakeGraph(size_t nodes, std::vector<StakeStatement> statements, const std::vector<uint32_t>& rank)
    : first_(nodes + 1, 0) {
  std::sort(statements.begin(), statements.end(), [&rank](const StakeStatement& a, const StakeStatement& b) {
    if (!rank.empty() && a.asset == b.asset && a.owner != b.owner) return rank[a.owner] < rank[b.owner];
    return StatementOrder(a, b);
  });
  for (size_t from = 0; from < statements.size();) {
    size_t to = from + 1;
    while (to < statements.size() && statements[to].asset == statements[from].asset &&
           statements[to].owner == statements[from].owner) {
      ++to;
    }
    if (statements[from].owner != statements[from].asset) {
      Append(absl::MakeConstSpan(statements).subspan(from, to - from));
    }
    from = to;
  }
  Index();
}

StakeGraph::StakeGraph(const OwnershipGraph& graph, OwnershipDay as_of) : first_(graph.node_count() + 1, 0) {
  const absl::Span<const OwnershipEdgeRecord> edges = graph.edges();
  stakes_.reserve(edges.size());
  assets_.reserve(edges.size());
  std::vector<StakeStatement> of_pair;
  for (size_t from = 0; from < edges.size();) {
    of_pair.clear();
    size_t to = from;
    for (; to < edges.size() && edges[to].asset == edges[from].asset && edges[to].owner == edges[from].owner; ++to) {
      const OwnershipEdgeRecord& e = edges[to];
      const auto kind = static_cast<v1::InterestKind>(e.kind);
      if (!MakesStake(kind) || !InForce(e.start, e.end, as_of) || e.owner == e.asset) continue;
      of_pair.push_back({e.owner, e.asset, e.source, e.min_bp, e.max_bp, kind,
                         static_cast<v1::Directness>(e.directness), e.unknown != 0, e.start, e.end,
                         static_cast<uint32_t>(to)});
    }
    if (of_pair.size() > 1) std::sort(of_pair.begin(), of_pair.end(), StatementOrder);
    if (!of_pair.empty()) Append(of_pair);
    from = to;
  }
  Index();
}

std::vector<int32_t> StakeGraph::Nesting(StakeNode asset) const {
  const absl::Span<const Stake> owners = OwnersOf(asset);
  std::vector<int32_t> inside;
  if (owners.size() < 2) return inside;
  absl::flat_hash_map<StakeNode, int32_t> indirect;
  for (size_t i = 0; i < owners.size(); ++i) {
    if (owners[i].indirect) indirect.emplace(owners[i].owner, static_cast<int32_t>(i));
  }
  if (indirect.empty()) return inside;
  inside.assign(owners.size(), -1);
  bool any = false;
  for (size_t i = 0; i < owners.size(); ++i) {
    // Upward from the owner, level by level, never through the asset; within a level the first in OwnersOf's order.
    std::vector<StakeNode> level = {owners[i].owner};
    absl::flat_hash_set<StakeNode> seen = {owners[i].owner, asset};
    while (!level.empty() && inside[i] < 0 && seen.size() < kNestingSearch) {
      std::vector<StakeNode> next;
      std::vector<int32_t> reached;
      for (const StakeNode node : level) {
        for (const Stake& up : OwnersOf(node)) {
          if (!seen.insert(up.owner).second) continue;
          next.push_back(up.owner);
          const auto found = indirect.find(up.owner);
          if (found != indirect.end()) reached.push_back(found->second);
        }
      }
      std::sort(reached.begin(), reached.end());
      for (const int32_t candidate : reached) {
        int32_t outer = candidate;
        while (outer >= 0 && outer != static_cast<int32_t>(i)) outer = inside[static_cast<size_t>(outer)];
        if (outer >= 0) continue;  // it is itself held through this one: a circle
        inside[i] = candidate;
        any = true;
        break;
      }
      level = std::move(next);
    }
  }
  if (!any) inside.clear();
  return inside;
}

}  // namespace cordon
