#include "service/screening/rule_catalogue.h"

#include <algorithm>

#include "base/status_macros.h"
#include "rules/pack_test.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

void AddLoadedRule(const CompiledRule& rule, v1::ListRulesResponse* response) {
  v1::LoadedRule* loaded = response->add_rules();
  loaded->set_pack(rule.pack);
  *loaded->mutable_rule() = rule.rule;
  v1::Disposition worst = rule.rule.if_unknown();
  for (const CompiledRule::CompiledCase& one : rule.cases) worst = std::max(worst, one.disposition);
  loaded->set_worst(worst);
}

}  // namespace

absl::StatusOr<v1::ListRulesResponse> ListLoadedRules(const RuleSet& rules, const v1::ListRulesRequest& request) {
  constexpr size_t kMaxRuleId = 40;
  v1::ListRulesResponse response;
  response.set_rules_digest(rules.digest());
  if (request.rule().empty()) {
    for (const CompiledRule& rule : rules.rules()) AddLoadedRule(rule, &response);
    return response;
  }
  if (request.rule().size() > kMaxRuleId) return InvalidField("rule", "an id has at most 40 characters");
  const CompiledRule* rule = rules.Find(request.rule());
  if (rule == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "RULE_NOT_FOUND", NoSuchRule(rules, request.rule()),
                     {{"rule", request.rule()}});
  }
  AddLoadedRule(*rule, &response);
  return response;
}

}  // namespace cordon
