// One rule run over one input: its red flags, or why it could not tell. Pure functions.
//
//   RuleOutcome outcome = RunRule(rule, input);
#ifndef CORDON_RULES_RULE_OUTCOME_H_
#define CORDON_RULES_RULE_OUTCOME_H_

#include <string>
#include <vector>

#include "cordon/v1/rules.pb.h"
#include "rules/engine.h"

namespace cordon {

struct RuleOutcome {
  std::vector<v1::RedFlag> flags;
  std::vector<std::string> missing;   // of all elements that were UNKNOWN, without repeats
  std::string insufficient_subjects;  // "parties[0], parties[2]"
  bool insufficient = false;
};

RuleOutcome RunRule(const CompiledRule& rule, const RuleInput& input);

}  // namespace cordon

#endif  // CORDON_RULES_RULE_OUTCOME_H_
