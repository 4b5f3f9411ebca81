// The bridge to the rules: assembles FactInputs from what only this folder sees (matcher, ownership, lists). Nothing is
// decided here. A finding that could not be made completely says so, so that the rules hold.
// Pure function of its arguments.
#ifndef CORDON_SERVICE_SCREENING_FACT_INPUTS_H_
#define CORDON_SERVICE_SCREENING_FACT_INPUTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/screening.pb.h"
#include "match/matcher.h"
#include "service/screening/engine_state.h"
#include "service/screening/suppressor.h"

namespace cordon {

struct AssembledFacts {
  v1::FactInputs inputs;
  std::vector<v1::PartyResult> parties;  // one per transaction.parties: counts and dispositions
  // Matches that do not count: kept from the rules and from all that is looked up behind them, and in the result.
  struct Silenced {
    int place = 0;  // among the party's matches
    v1::Match match;
  };
  std::vector<std::vector<Silenced>> silenced;  // one per party
  std::vector<v1::AppliedSuppression> applied;
};

// REQUIRES: CheckTransaction accepted `transaction` and its as_of is filled. InvalidArgument when the owners of the
// request cannot be read.
absl::StatusOr<AssembledFacts> AssembleFactInputs(v1::Transaction transaction, const EngineState& state,
                                                  const MatchOptions& options, Suppressor* suppressor = nullptr);

// After the rules have read the inputs: what was found about each party moves from them into its result.
std::vector<v1::PartyResult> TakePartyResults(AssembledFacts* facts);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_FACT_INPUTS_H_
