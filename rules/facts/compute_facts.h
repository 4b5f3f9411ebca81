// Facts from inputs: the typed statements that rule conditions test. A pure function: same inputs and tables, same
// facts. REQUIRES a transaction that CheckTransaction (rules/transaction_check.h) accepted, with as_of filled; anything
// else still gives facts, but their number is then not bounded by the documented limits.
//
//   v1::Facts facts = ComputeFacts(inputs, *tables);
#ifndef CORDON_RULES_FACTS_COMPUTE_FACTS_H_
#define CORDON_RULES_FACTS_COMPUTE_FACTS_H_

#include "cordon/v1/facts.pb.h"
#include "rules/facts/tables.h"

namespace cordon {

v1::Facts ComputeFacts(const v1::FactInputs& inputs, const Tables& tables);
// The same into an empty message, which may be on an arena.
void ComputeFacts(const v1::FactInputs& inputs, const Tables& tables, v1::Facts* facts);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_COMPUTE_FACTS_H_
