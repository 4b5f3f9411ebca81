#include "rules/rule_outcome.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "parties[1]", "items[0]": the place in the request that an element is about.
std::string SubjectOf(const Message* each) {
  if (each == nullptr) return "";
  const auto* type = each->GetDescriptor();
  const auto* reflection = each->GetReflection();
  if (const FieldDescriptor* party = type->FindFieldByName("party_index")) {
    return absl::StrCat("parties[", reflection->GetInt32(*each, party), "]");
  }
  if (const FieldDescriptor* index = type->FindFieldByName("index")) {
    const int32_t number = reflection->GetInt32(*each, index);
    if (type == v1::PartyFacts::descriptor()) return absl::StrCat("parties[", number, "]");
    return number < 0 ? "compute" : absl::StrCat("items[", number, "]");
  }
  return "";
}

// Citation and ownership path that the element brings along.
void AddEvidence(const Message* each, v1::RedFlag* flag) {
  if (each == nullptr) return;
  const auto* type = each->GetDescriptor();
  const auto* reflection = each->GetReflection();
  const FieldDescriptor* citation = type->FindFieldByName("citation");
  if (citation != nullptr && !citation->is_repeated()) {
    const std::string text = reflection->GetString(*each, citation);
    if (!text.empty()) flag->add_citation(text);
  }
  const FieldDescriptor* path = type->FindFieldByName("path");
  if (path != nullptr && path->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(*each, path); ++i) {
      flag->add_path(reflection->GetRepeatedString(*each, path, i));
    }
  }
}

class RuleRun {
 public:
  RuleRun(const CompiledRule& rule, const RuleInput& input) : rule_(rule), input_(input) {
    const v1::PolicyPeriod* period =
        rule.rule.policy().empty() ? nullptr : input.tables->PolicyAt(rule.rule.policy(), input.as_of);
    if (period != nullptr) policy_state_ = absl::StrCat(rule.rule.policy(), "=", period->state());
  }

  void One(const Message* each) {
    input_.each = each;
    Missing missing;
    const Truth truth = rule_.when.Evaluate(input_, &missing);
    if (truth == Truth::kFalse) return;
    if (truth == Truth::kUnknown) {
      Insufficient(missing, rule_.rule.if_unknown());
      return;
    }
    Decide();
  }

  RuleOutcome Finish() {
    outcome_.insufficient_subjects = absl::StrJoin(subjects_, ", ");
    return std::move(outcome_);
  }

 private:
  // The condition holds: the first TRUE case decides. A case before it that cannot be told may raise to HOLD, never
  // lower.
  void Decide() {
    v1::Disposition skipped = v1::CLEAR;
    Missing missing;
    for (const CompiledRule::CompiledCase& one : rule_.cases) {
      const size_t before = missing.size();
      const Truth truth = one.always ? Truth::kTrue : one.when.Evaluate(input_, &missing);
      if (truth == Truth::kUnknown) {
        skipped = std::max(skipped, one.disposition);
        continue;
      }
      missing.CutTo(before);
      if (truth == Truth::kFalse) continue;
      v1::RedFlag* flag = Add(one.severity, one.explanation);
      const v1::Disposition floor = std::min(skipped, v1::HOLD);
      flag->set_disposition(std::max(one.disposition, floor));
      flag->set_legal_status(floor > one.disposition ? v1::RED_FLAG_UNRESOLVED : one.legal_status);
      if (floor > one.disposition) Note(flag, missing);
      std::vector<v1::FieldValue> values;
      rule_.when.Trace(input_, &values);
      if (!one.always) one.when.Trace(input_, &values);
      for (v1::FieldValue& value : values) *flag->add_inputs() = std::move(value);
      return;
    }
    if (skipped != v1::CLEAR) Insufficient(missing, std::min(skipped, v1::HOLD));
  }

  void Insufficient(const Missing& missing, v1::Disposition disposition) {
    outcome_.insufficient = true;
    for (const std::string* path : missing.paths()) {
      if (std::find(outcome_.missing.begin(), outcome_.missing.end(), *path) == outcome_.missing.end()) {
        outcome_.missing.push_back(*path);
      }
    }
    const std::string subject = SubjectOf(input_.each);
    if (!subject.empty() && std::find(subjects_.begin(), subjects_.end(), subject) == subjects_.end()) {
      subjects_.push_back(subject);
    }
    if (disposition < v1::NOTE) return;
    v1::RedFlag* flag = Add(disposition >= v1::HOLD ? rule_.rule.severity() : v1::INFO, Explanation());
    flag->set_explanation(rule_.rule.title());
    flag->set_disposition(disposition);
    flag->set_legal_status(disposition >= v1::HOLD ? v1::RED_FLAG_UNRESOLVED : v1::NONE);
    Note(flag, missing);
  }

  static void Note(v1::RedFlag* flag, const Missing& missing) {
    std::vector<std::string> names;
    for (const std::string* path : missing.paths()) names.push_back(*path);
    flag->set_explanation(
        absl::StrCat(flag->explanation(), " - cannot be told for certain, unknown: ", absl::StrJoin(names, ", ")));
  }

  v1::RedFlag* Add(v1::Severity severity, const Explanation& explanation) {
    outcome_.flags.emplace_back();
    v1::RedFlag* flag = &outcome_.flags.back();
    flag->set_rule(rule_.rule.id());
    flag->set_title(rule_.rule.title());
    flag->set_severity(severity);
    flag->set_explanation(explanation.Render(input_));
    *flag->mutable_citation() = rule_.rule.citation();
    AddEvidence(input_.each, flag);
    flag->set_policy_state(policy_state_);
    flag->set_subject(SubjectOf(input_.each));
    flag->set_house(rule_.rule.house());
    flag->set_pack(rule_.pack);
    return flag;
  }

  const CompiledRule& rule_;
  RuleInput input_;
  std::string policy_state_;
  RuleOutcome outcome_;
  std::vector<std::string> subjects_;
};

}  // namespace

RuleOutcome RunRule(const CompiledRule& rule, const RuleInput& input) {
  RuleRun run(rule, input);
  if (!InPeriod(input.as_of, rule.rule.effective_from(), rule.rule.effective_to())) return run.Finish();
  if (rule.for_each == nullptr) {
    run.One(nullptr);
    return run.Finish();
  }
  const auto* reflection = input.facts->GetReflection();
  const int size = reflection->FieldSize(*input.facts, rule.for_each);
  // What is said of the deal as a whole rules most of them out at once.
  if (size > 1 && rule.when.FalseForAll(input)) return run.Finish();
  for (int i = 0; i < size; ++i) run.One(&reflection->GetRepeatedMessage(*input.facts, rule.for_each, i));
  return run.Finish();
}

}  // namespace cordon
