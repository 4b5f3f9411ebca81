#include "service/screening/described_hits.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "service/screening/judge.h"

namespace cordon {

std::vector<size_t> DescribedHits(const EngineState& state, const MatchResult& result, const std::string& as_of) {
  const v1::Policy& policy = state.policy.policy;
  const auto limit = static_cast<size_t>(policy.limits().max_matches_stored());
  std::vector<size_t> places(result.hits.size());
  std::iota(places.begin(), places.end(), size_t{0});
  if (places.size() <= limit) return places;
  // By place: how grave, and the how manieth of its list of this gravity.
  std::vector<std::pair<v1::Disposition, int>> ranks;
  std::map<std::pair<std::string, v1::Disposition>, int> seen;
  for (const Hit& hit : result.hits) {
    const EntrySummary entry = state.snapshot->summary(hit.entry);
    const v1::Disposition gravity = JudgeMatch(policy, entry, as_of, hit.on).disposition;
    ranks.emplace_back(gravity, seen[{std::string(entry.list), gravity}]++);
  }
  std::stable_sort(places.begin(), places.end(), [&ranks](size_t a, size_t b) {
    return ranks[a].first != ranks[b].first ? ranks[a].first > ranks[b].first : ranks[a].second < ranks[b].second;
  });
  places.resize(limit);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace cordon
