// What can be found out about a deal beyond who matches whom: addresses, telephone numbers, officers and identifiers
// that a party shares with a listed one or with a listed party of the same deal, listed names in the deal's texts,
// refusals by people, letters of BIS. Nothing is decided here. Thread contract: pure functions of their arguments.
//
//   AddDealFindings(transaction, state, options, &inputs);  // after the matches of the parties stand in `inputs`
#ifndef CORDON_SERVICE_SCREENING_DEAL_FINDINGS_H_
#define CORDON_SERVICE_SCREENING_DEAL_FINDINGS_H_

#include "cordon/v1/facts.pb.h"
#include "service/screening/engine_state.h"
#include "service/screening/match_memo.h"

namespace cordon {

// REQUIRES: inputs->parties() has one entry per party, with its matches and those of its officers.
void AddDealFindings(const v1::Transaction& transaction, const EngineState& state, MatchMemo* matches,
                     v1::FactInputs* inputs);

// An entry of this list is a party that people refused earlier.
inline constexpr char kRejectedList[] = "REJECTED";

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_DEAL_FINDINGS_H_
