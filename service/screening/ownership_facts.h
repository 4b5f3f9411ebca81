// What the ownership graph and the owners of the request say about every party of a transaction. The request's parties
// and owners are laid over the graph together, so that a chain may be stated party by party; an owner or party that
// matches a listed one counts as that one until somebody has resolved the match: an unresolved match is never "no".
// Pure function of its arguments.
#ifndef CORDON_SERVICE_SCREENING_OWNERSHIP_FACTS_H_
#define CORDON_SERVICE_SCREENING_OWNERSHIP_FACTS_H_

#include "absl/status/status.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/transaction.pb.h"
#include "service/screening/engine_state.h"
#include "service/screening/match_memo.h"

namespace cordon {

// Everything a party of a transaction is called, for screening and for recognising it: all names, whatever field they
// came in.
v1::Party ScreenedParty(const v1::TransactionParty& stated);

// Fills inputs->parties(i).ownership from its matches and the request. REQUIRES: one PartyInputs per party, in order,
// and a filled as_of. InvalidArgument when the owners of the request cannot be read; whatever reading the stored
// ownership data answers.
absl::Status AddOwnershipFacts(const v1::Transaction& transaction, const EngineState& state, MatchMemo* matches,
                               v1::FactInputs* inputs);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_OWNERSHIP_FACTS_H_
