// The decision itself: what a request is answered with under one engine state. Used when it is asked and when it is
// replayed, so that both can only be the same.
// Pure functions: the answer has no identity, time or caller yet, and nothing is looked up. `suppressor` says which
// matches do not count; null: all of them do.
#ifndef CORDON_SERVICE_SCREENING_DECIDE_H_
#define CORDON_SERVICE_SCREENING_DECIDE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/screening.pb.h"
#include "service/screening/engine_state.h"
#include "service/screening/suppressor.h"

namespace cordon {

// REQUIRES: CheckRequest accepted `request`; as_of is YYYY-MM-DD.
v1::Screening DecideParty(const v1::ScreenPartyRequest& request, const EngineState& state,
                          const ListCondition& condition, const std::string& as_of, Suppressor* suppressor = nullptr);

// `today` is the date of a transaction that states none; `add_history` adds what earlier deals say about this one to
// the inputs of the rules. InvalidArgument when the owners of the request cannot be read.
// REQUIRES: CheckTransaction accepted the transaction.
absl::StatusOr<v1::Screening> DecideTransaction(const v1::ScreenTransactionRequest& request, const EngineState& state,
                                                const ListCondition& condition, const std::string& today,
                                                absl::FunctionRef<void(v1::FactInputs*)> add_history,
                                                Suppressor* suppressor = nullptr);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_DECIDE_H_
