// Evaluation: every rule, one decision.
#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "google/protobuf/arena.h"
#include "rules/decide.h"
#include "rules/engine.h"
#include "rules/facts/compute_facts.h"
#include "rules/rule_outcome.h"

namespace cordon {
namespace {

constexpr size_t kMaxFlagsPerRule = 64;
constexpr size_t kMaxFlags = 512;

void AddWarning(const char* reason, const std::string& subject, const std::string& detail, v1::Decision* decision) {
  v1::Warning* warning = decision->add_warnings();
  warning->set_reason(reason);
  warning->set_subject(subject);
  warning->set_detail(detail);
}

void AddPolicies(const Tables& tables, const std::string& as_of, const absl::flat_hash_set<std::string>& relied_on,
                 v1::Decision* decision) {
  std::vector<const v1::PolicyPeriod*> periods;
  for (const v1::PolicyPeriod& period : tables.rows().policies()) {
    if (InPeriod(as_of, period.from(), period.to())) periods.push_back(&period);
  }
  std::sort(periods.begin(), periods.end(), [](const auto* a, const auto* b) { return a->policy() < b->policy(); });
  for (const v1::PolicyPeriod* period : periods) {
    v1::PolicyState* state = decision->add_policies();
    state->set_policy(period->policy());
    state->set_state(period->state());
    state->set_unconfirmed(period->unconfirmed());
    *state->mutable_citation() = period->citation();
    if (period->unconfirmed() && relied_on.contains(period->policy())) {
      AddWarning("policy_unconfirmed", period->policy(),
                 absl::StrCat(period->policy(), " is taken as ", period->state(), " on ", as_of, ": ", period->note()),
                 decision);
    }
  }
}

bool SameFlag(const v1::RedFlag& a, const v1::RedFlag& b) {
  return a.rule() == b.rule() && a.subject() == b.subject() && a.explanation() == b.explanation() &&
         a.disposition() == b.disposition();
}

bool WorseFlag(const v1::RedFlag& a, const v1::RedFlag& b) {
  if (a.disposition() != b.disposition()) return a.disposition() > b.disposition();
  return a.severity() > b.severity();
}

}  // namespace

v1::Decision RuleSet::Evaluate(const v1::FactInputs& inputs) const {
  if (!ParseDate(inputs.transaction().as_of()).ok()) {
    v1::Decision decision;
    decision.set_disposition(v1::HOLD);
    decision.set_legal_status(v1::RED_FLAG_UNRESOLVED);
    decision.set_rules_digest(digest_);
    v1::Incompleteness* reason = decision.add_incomplete();
    reason->set_reason("NO_DATE");
    reason->set_subject("transaction.as_of");
    reason->set_detail("without a date no law can be applied");
    return decision;
  }
  // Facts are many small messages that live as long as this call.
  google::protobuf::Arena arena;
  auto* const facts = google::protobuf::Arena::CreateMessage<v1::Facts>(&arena);
  ComputeFacts(inputs, *tables_, facts);
  return EvaluateFacts(*facts, inputs);
}

v1::Decision RuleSet::EvaluateFacts(const v1::Facts& facts, const v1::FactInputs& inputs) const {
  v1::Decision decision;
  decision.set_rules_digest(digest_);
  decision.set_as_of(facts.txn().as_of());
  RuleInput input;
  input.facts = &facts;
  input.inputs = &inputs;
  input.tables = tables_.get();
  input.as_of = facts.txn().as_of();
  std::vector<v1::RedFlag> flags;
  absl::flat_hash_set<std::string> relied_on;
  for (const CompiledRule& rule : rules_) {
    RuleOutcome outcome = RunRule(rule, input);
    if (outcome.insufficient) {
      v1::InsufficientRule* insufficient = decision.add_insufficient();
      insufficient->set_rule(rule.rule.id());
      insufficient->set_subject(outcome.insufficient_subjects);
      for (const std::string& path : outcome.missing) insufficient->add_missing(path);
    }
    if (outcome.flags.empty() && !outcome.insufficient) decision.add_not_fired(rule.rule.id());
    if (!outcome.flags.empty() && !rule.rule.policy().empty()) relied_on.insert(rule.rule.policy());
    // Two matches of one entry say the same thing once.
    std::vector<v1::RedFlag> distinct;
    std::stable_sort(outcome.flags.begin(), outcome.flags.end(), WorseFlag);
    for (v1::RedFlag& flag : outcome.flags) {
      const bool known = std::any_of(distinct.begin(), distinct.end(),
                                     [&](const v1::RedFlag& other) { return SameFlag(flag, other); });
      if (known) continue;
      if (distinct.size() >= kMaxFlagsPerRule) {
        decision.set_red_flags_truncated(true);  // the worst are kept, and they decide
        break;
      }
      distinct.push_back(std::move(flag));
    }
    for (v1::RedFlag& flag : distinct) flags.push_back(std::move(flag));
  }
  std::stable_sort(flags.begin(), flags.end(), WorseFlag);
  Conclude(flags, accumulation_, &decision);
  *decision.mutable_incomplete() = inputs.incomplete();
  if ((inputs.incomplete_size() > 0 || facts.txn().incomplete()) && decision.disposition() < v1::HOLD) {
    decision.set_disposition(v1::HOLD);
    decision.set_legal_status(v1::RED_FLAG_UNRESOLVED);
  }
  if (flags.size() > kMaxFlags) {
    flags.resize(kMaxFlags);
    decision.set_red_flags_truncated(true);
  }
  for (v1::RedFlag& flag : flags) *decision.add_red_flags() = std::move(flag);
  for (const std::string& warning : facts.warnings()) AddWarning("PRESUMED", "", warning, &decision);
  AddPolicies(*tables_, facts.txn().as_of(), relied_on, &decision);
  return decision;
}

}  // namespace cordon
