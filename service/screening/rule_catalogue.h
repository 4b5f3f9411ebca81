// The loaded rules as the API shows them. Pure function, thread-safe.
//
//   CORDON_ASSIGN_OR_RETURN(v1::ListRulesResponse all, ListLoadedRules(*state->rules, v1::ListRulesRequest()));
#ifndef CORDON_SERVICE_SCREENING_RULE_CATALOGUE_H_
#define CORDON_SERVICE_SCREENING_RULE_CATALOGUE_H_

#include "absl/status/statusor.h"
#include "cordon/v1/engine.pb.h"
#include "rules/engine.h"

namespace cordon {

// All rules in the order loaded, or the one asked for; NotFound RULE_NOT_FOUND names near ids.
absl::StatusOr<v1::ListRulesResponse> ListLoadedRules(const RuleSet& rules, const v1::ListRulesRequest& request);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_RULE_CATALOGUE_H_
