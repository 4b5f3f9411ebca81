// Which hits an answer describes and the rules see, when there are more than the policy keeps (max_matches_stored).
// Strength alone must not choose: whoever writes a hundred harmless listed names into an order would push the one that
// forbids it out of sight. Thread contract: pure function.
#ifndef CORDON_SERVICE_SCREENING_DESCRIBED_HITS_H_
#define CORDON_SERVICE_SCREENING_DESCRIBED_HITS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "match/matcher.h"
#include "service/screening/engine_state.h"

namespace cordon {

// Places in result.hits, ascending, as many as the policy keeps at most: the graver ones first (JudgeMatch at `as_of`),
// of equal gravity the strongest of each list before the second of any, so that no list that is hit goes unseen.
std::vector<size_t> DescribedHits(const EngineState& state, const MatchResult& result, const std::string& as_of);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_DESCRIBED_HITS_H_
