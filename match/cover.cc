#include "match/cover.h"

#include <algorithm>
#include <array>

namespace cordon::internal {
namespace {

// The cheapest cover among all sets of a few tokens. Taking a token into the set never uncovers, so a branch ends as
// soon as it covers, cannot cover any more, or costs as much as the best.
class CheapestCover {
 public:
  // REQUIRES: at most kMaxExhaustiveTokens; those of little cost first.
  CheapestCover(absl::Span<const TokenBound> bounds, absl::Span<const size_t> tokens)
      : bounds_(bounds), tokens_(tokens) {
    for (size_t k = tokens.size(); k > 0; --k) {
      const TokenBound& bound = bounds[tokens[k - 1]];
      rest_[k - 1] = {rest_[k].gain + bound.gain, rest_[k].evidence + bound.evidence, rest_[k].loss + bound.loss};
    }
    best_ = (uint32_t{1} << tokens.size()) - 1;  // all: then nothing is left outside that could be aligned
  }

  // Bit k for tokens[k].
  uint32_t Find(int64_t gain, int64_t evidence) {
    Branch(0, 0, 0, {gain, evidence, 0});
    return best_;
  }

 private:
  struct Sums {
    int64_t gain = 0;      // outside
    int64_t evidence = 0;  // outside
    int64_t loss = 0;      // inside
  };

  void Branch(size_t k, uint32_t set, int64_t cost, const Sums& sums) {
    if (cost >= best_cost_) return;
    if (Covers(sums.gain, sums.evidence, sums.loss)) {
      best_ = set;
      best_cost_ = cost;
      return;
    }
    const Sums& rest = rest_[k];
    if (k == tokens_.size() || !Covers(sums.gain - rest.gain, sums.evidence - rest.evidence, sums.loss + rest.loss)) {
      return;
    }
    const TokenBound& bound = bounds_[tokens_[k]];
    Branch(k + 1, set | uint32_t{1} << k, cost + bound.cost,
           {sums.gain - bound.gain, sums.evidence - bound.evidence, sums.loss + bound.loss});
    Branch(k + 1, set, cost, sums);
  }

  const absl::Span<const TokenBound> bounds_;
  const absl::Span<const size_t> tokens_;
  std::array<Sums, kMaxExhaustiveTokens + 1> rest_{};  // of tokens k, k + 1, ...
  uint32_t best_ = 0;
  int64_t best_cost_ = INT64_MAX;
};

}  // namespace

void ChooseCover(absl::Span<const TokenBound> bounds, std::vector<uint8_t>* chosen) {
  chosen->assign(bounds.size(), 0);
  thread_local std::vector<size_t> tokens;  // those that names can be read for
  tokens.clear();
  int64_t gain = 0;
  int64_t evidence = 0;
  for (size_t q = 0; q < bounds.size(); ++q) {
    gain += bounds[q].gain;
    evidence += bounds[q].evidence;
    if (bounds[q].alignable) tokens.push_back(q);
  }
  if (Covers(gain, evidence, 0)) return;
  // Cheap and heavy ones first.
  std::sort(tokens.begin(), tokens.end(), [bounds](size_t a, size_t b) {
    const int64_t left = bounds[a].cost * (bounds[b].weight + 1);
    const int64_t right = bounds[b].cost * (bounds[a].weight + 1);
    return left != right ? left < right : a < b;
  });
  if (tokens.size() <= kMaxExhaustiveTokens) {
    const uint32_t best = CheapestCover(bounds, tokens).Find(gain, evidence);
    for (size_t k = 0; k < tokens.size(); ++k) (*chosen)[tokens[k]] = best >> k & 1U;
    return;
  }
  int64_t loss = 0;
  for (const size_t q : tokens) {
    (*chosen)[q] = 1;
    gain -= bounds[q].gain;
    evidence -= bounds[q].evidence;
    loss += bounds[q].loss;
    if (Covers(gain, evidence, loss)) return;
  }
}

}  // namespace cordon::internal
