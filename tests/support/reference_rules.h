// The slow, obvious twin of rules/: conditions read straight off the rule's text, over every element, nothing compiled,
// nothing shared with the engine but the messages. Written from docs/rules.md.
//
//   ReferenceDecision wanted = ReferenceDecide(rules.rules(), rules.tables().rows(), rules.accumulation(), facts,
//   inputs);
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_RULES_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_RULES_H_

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "cordon/v1/facts.pb.h"
#include "cordon/v1/rules.pb.h"

namespace cordon {

struct ReferenceDecision {
  v1::Disposition disposition = v1::CLEAR;
  v1::LegalStatus legal_status = v1::NONE;
  // rule, subject, disposition, legal status, severity
  std::set<std::tuple<std::string, std::string, int, int, int>> flags;
  std::set<std::string> insufficient;
  std::set<std::string> silent;
};

ReferenceDecision ReferenceDecide(const std::vector<v1::Rule>& rules, const v1::Tables& tables,
                                  const v1::Accumulation& accumulation, const v1::Facts& facts,
                                  const v1::FactInputs& inputs);

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_RULES_H_
