#include "tests/support/reference_matcher.h"

#include "match/scorer.h"

namespace cordon {

void ReferenceMatcher::Add(const std::string& name) { names_.push_back(PrepareName(name)); }

std::vector<std::pair<uint32_t, int>> ReferenceMatcher::Search(const PreparedName& query, int threshold) const {
  std::vector<std::pair<uint32_t, int>> hits;
  for (uint32_t id = 0; id < names_.size(); ++id) {
    const int score = ScorePair(query, names_[id]);
    if (score >= threshold) hits.emplace_back(id, score);
  }
  return hits;
}

}  // namespace cordon
