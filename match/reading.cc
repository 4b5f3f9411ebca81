#include "match/reading.h"

#include <utility>

namespace cordon {

std::vector<Reading> ReadingsOf(absl::string_view text, ReadingSide) {
  std::vector<Reading> readings;
  readings.push_back({ReadingKind::kPlain, PrepareName(text)});
  return readings;
}

int AdjustForReadings(int score, ReadingKind, ReadingKind) { return score; }

ReadingPair ScoreReadings(absl::Span<const Reading> query, absl::Span<const Reading> listed) {
  ReadingPair best;
  for (size_t q = 0; q < query.size(); ++q) {
    for (size_t n = 0; n < listed.size(); ++n) {
      const int score = AdjustForReadings(ScorePair(query[q].name, listed[n].name), query[q].kind, listed[n].kind);
      if (score > best.score) best = {score, q, n};
    }
  }
  return best;
}

PairScore ScoreReadingsWithAlignment(absl::Span<const Reading> query, absl::Span<const Reading> listed) {
  if (query.empty() || listed.empty()) return {};
  const ReadingPair best = ScoreReadings(query, listed);
  PairScore pair = ScorePairWithAlignment(query[best.query].name, listed[best.listed].name);
  pair.score = best.score;
  return pair;
}

}  // namespace cordon
