#include "match/coverage.h"

#include <algorithm>
#include <numeric>

#include "match/weights.h"

namespace cordon::internal {

namespace {

bool IsForm(const TokenWeight& token) { return token.weight <= kLegalFormWeight; }

// Whether words are enough to tell a name apart that a query begins with: one that is distinctive, two of which one is
// uncommon, or three.
bool TellApart(size_t words, Distinction most) {
  return words >= kManyOpeningWords || most == Distinction::kDistinctive ||
         (words >= 2 && most == Distinction::kUncommon);
}

// Whether the aligned words stand in front of all others, the others are known words and the name can be told apart.
bool OpensQuery(absl::Span<const TokenWeight> query, absl::Span<const uint8_t> query_used) {
  size_t words = 0;
  bool behind = false;
  Distinction most = Distinction::kNone;
  for (size_t q = 0; q < query.size(); ++q) {
    if (IsForm(query[q])) continue;
    if (query_used[q] != 0) {
      if (behind) return false;
      ++words;
      most = std::max(most, query[q].distinction);
      continue;
    }
    if (!query[q].known) return false;
    behind = true;
  }
  return behind && TellApart(words, most);
}

// The listed name word for word, legal forms apart.
bool IsWhole(absl::Span<const TokenWeight> listed, const Alignment& alignment, absl::Span<const uint8_t> listed_used) {
  if (alignment.matched != 10000 * alignment.aligned) return false;
  for (size_t n = 0; n < listed.size(); ++n) {
    if (listed_used[n] == 0 && !IsForm(listed[n])) return false;
  }
  return true;
}

}  // namespace

bool MayOpen(absl::Span<const TokenWeight> query) {
  size_t words = 0;
  bool last_known = false;
  Distinction most = Distinction::kNone;
  for (const TokenWeight& token : query) {
    if (IsForm(token)) continue;
    ++words;
    last_known = token.known;
    most = std::max(most, token.distinction);
  }
  return last_known && words >= 2 && TellApart(words - 1, most);
}

int CoverageScore(absl::Span<const TokenWeight> query, absl::Span<const TokenWeight> listed,
                  absl::Span<const TokenPair> picked, const Alignment& alignment, absl::Span<const uint8_t> query_used,
                  absl::Span<const uint8_t> listed_used) {
  if (alignment.rare_evidence < kMinRareEvidence) return 0;
  int64_t excess = 0;
  for (const TokenPair& pair : picked) {
    const int64_t weight = int64_t{PairWeight(query, listed, pair)} * pair.similarity / 10000;
    excess += std::max<int64_t>(0, weight - kContainedFloor);
  }
  if (excess < kMinSentenceExcess) return 0;
  if (excess < kMinContainedExcess) {
    if (excess >= kMinOpeningExcess && IsWhole(listed, alignment, listed_used) && OpensQuery(query, query_used)) {
      return kOpeningScore;
    }
    int business_words = 0;
    for (size_t q = 0; q < query.size(); ++q) business_words += query_used[q] == 0 && query[q].business_word ? 1 : 0;
    if (business_words < kMinBusinessWords) return 0;
  }
  size_t first = query.size();
  size_t last = 0;
  int64_t whole = 0;
  for (const TokenPair& pair : picked) {
    whole += ListedWeight(listed, pair);
    if (PairWeight(query, listed, pair) < kGenericWeight) continue;
    first = std::min<size_t>(first, pair.query);
    last = std::max<size_t>(last, pair.query + (pair.relation == PairRelation::kJoined ? 1U : 0U));
  }
  for (size_t n = 0; n < listed.size(); ++n) {
    if (listed_used[n] == 0) whole += listed[n].rest_weight;
  }
  for (size_t q = first; q < last; ++q) {
    if (query_used[q] == 0) whole += query[q].rest_weight;
  }
  const int64_t coverage = alignment.matched / whole;  // `matched` is in basis points of weight
  return coverage < kMinCoverage ? 0 : static_cast<int>(coverage - kContainedCost);
}

int64_t MostExcess(absl::Span<const TokenWeight> listed) {
  const auto beyond = [](int32_t weight) { return std::max<int64_t>(0, weight - kContainedFloor); };
  int64_t before = 0;  // without the last token
  int64_t most = 0;
  for (size_t n = 0; n < listed.size(); ++n) {
    int64_t with = most + beyond(listed[n].weight);
    if (n > 0) {
      const int32_t both = std::min(listed[n - 1].weight + listed[n].weight, kMaxTokenWeight);
      with = std::max(with, before + beyond(both));
    }
    before = most;
    most = with;
  }
  return most;
}

std::vector<size_t> AnchorTokens(absl::Span<const TokenWeight> listed, absl::Span<const uint32_t> names_with) {
  int64_t others = 0;  // R
  for (const TokenWeight& token : listed) others += token.weight;
  std::vector<size_t> anchors;
  std::vector<size_t> order(listed.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return names_with[a] != names_with[b] ? names_with[a] < names_with[b] : a < b; });
  int64_t rest = 0;
  for (const size_t n : order) {
    anchors.push_back(n);
    others -= listed[n].weight;
    rest += listed[n].rest_weight;
    if ((10000 - kMinCoverage) * others < kMinCoverage * rest) break;
  }
  return anchors;
}

}  // namespace cordon::internal
