#include "match/align.h"

#include <algorithm>

#include "match/coverage.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

int32_t SideWeight(absl::Span<const TokenWeight> tokens, size_t index, bool two) {
  if (!two) return tokens[index].weight;
  return std::min(tokens[index].weight + tokens[index + 1].weight, kMaxTokenWeight);
}

int64_t SumOfRest(absl::Span<const TokenWeight> tokens, const std::vector<uint8_t>& used) {
  int64_t rest = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (used[i] == 0) rest += tokens[i].rest_weight;
  }
  return rest;
}

}  // namespace

int32_t PairWeight(absl::Span<const TokenWeight> query, absl::Span<const TokenWeight> listed, const TokenPair& pair) {
  return std::min(SideWeight(query, pair.query, pair.relation == PairRelation::kJoined), ListedWeight(listed, pair));
}

int32_t ListedWeight(absl::Span<const TokenWeight> listed, const TokenPair& pair) {
  return SideWeight(listed, pair.listed, pair.relation == PairRelation::kSplit);
}

int64_t RareEvidence(int32_t weight, int32_t similarity) {
  if (weight < kGenericWeight) return 0;
  return int64_t{weight} * similarity / 10000;
}

int ScoreOf(const Alignment& alignment) {
  const int64_t surplus = std::max<int64_t>(0, alignment.listed_rest - alignment.query_rest);
  const int64_t tenths = 10 * (alignment.aligned + alignment.query_rest) + 3 * surplus;
  if (tenths == 0) return 0;
  return static_cast<int>(10 * alignment.matched / tenths);
}

Alignment Aligner::Align(absl::Span<const TokenWeight> query, absl::Span<const TokenWeight> listed,
                         std::vector<TokenPair>* pairs) {
  ranked_.clear();
  picked_.clear();
  for (const TokenPair& pair : *pairs) {
    const int32_t weight = PairWeight(query, listed, pair);
    ranked_.push_back({int64_t{weight} * pair.similarity, weight, pair});
  }
  std::sort(ranked_.begin(), ranked_.end(), [](const Ranked& a, const Ranked& b) {
    if (a.gain != b.gain) return a.gain > b.gain;
    if (a.pair.relation != b.pair.relation) return a.pair.relation < b.pair.relation;
    if (a.pair.query != b.pair.query) return a.pair.query < b.pair.query;
    return a.pair.listed < b.pair.listed;
  });
  query_used_.assign(query.size(), 0);
  listed_used_.assign(listed.size(), 0);
  Alignment result;
  for (const Ranked& ranked : ranked_) {
    const TokenPair& pair = ranked.pair;
    const bool joined = pair.relation == PairRelation::kJoined;
    const bool split = pair.relation == PairRelation::kSplit;
    if (query_used_[pair.query] != 0 || listed_used_[pair.listed] != 0) continue;
    if (joined && query_used_[pair.query + 1U] != 0) continue;
    if (split && listed_used_[pair.listed + 1U] != 0) continue;
    query_used_[pair.query] = 1;
    listed_used_[pair.listed] = 1;
    if (joined) query_used_[pair.query + 1U] = 1;
    if (split) listed_used_[pair.listed + 1U] = 1;
    result.matched += ranked.gain;
    result.aligned += ranked.weight;
    result.rare_evidence += RareEvidence(ranked.weight, pair.similarity);
    picked_.push_back(pair);
  }
  result.query_rest = SumOfRest(query, query_used_);
  result.listed_rest = SumOfRest(listed, listed_used_);
  result.score = result.rare_evidence < kMinRareEvidence ? 0 : ScoreOf(result);
  result.score = std::max(result.score, CoverageScore(query, listed, picked_, result, query_used_, listed_used_));
  return result;
}

}  // namespace cordon::internal
