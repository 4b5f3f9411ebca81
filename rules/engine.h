// The rule engine: packs and tables in, a decision with its reasons out.
//
// A RuleSet is immutable: load it once, share it, evaluate from any number of threads at once. Evaluation is a pure
// function of (FactInputs, RuleSet): no clock, no randomness, no floats, results in a fixed order. Every rule runs;
// nothing is hidden by another rule.
//
//   CORDON_ASSIGN_OR_RETURN(auto rules, RuleSet::Load({ShippedPacks(), ShippedTables()}));
//   CORDON_RETURN_IF_ERROR(CheckTransaction(inputs.transaction()));
//   v1::Decision decision = rules->Evaluate(inputs);   // inputs.transaction().as_of() filled
#ifndef CORDON_RULES_ENGINE_H_
#define CORDON_RULES_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/rules.pb.h"
#include "rules/condition.h"
#include "rules/explanation.h"
#include "rules/facts/tables.h"
#include "rules/shipped.h"

namespace cordon {

struct RuleSources {
  std::vector<NamedText> packs;
  std::vector<NamedText> tables;
};

// A rule ready to run.
struct CompiledRule {
  struct CompiledCase {
    bool always = false;
    CompiledCondition when;
    v1::Disposition disposition = v1::HOLD;
    v1::LegalStatus legal_status = v1::RED_FLAG_UNRESOLVED;
    v1::Severity severity = v1::MED;
    Explanation explanation;
  };
  v1::Rule rule;
  std::string pack;
  const google::protobuf::FieldDescriptor* for_each = nullptr;
  CompiledCondition when;
  std::vector<CompiledCase> cases;
};

class RuleSet {
 public:
  // InvalidArgument names file, line and remedy; also when a pack's own test fails ("FILE:LINE: rule X: test 'name':
  // ...").
  static absl::StatusOr<std::shared_ptr<const RuleSet>> Load(const RuleSources& sources);
  // The shipped packs and tables plus those of `directory` (*.textproto are packs, tables/*.textproto tables). An empty
  // directory name gives the shipped ones alone.
  static absl::StatusOr<std::shared_ptr<const RuleSet>> LoadWithDirectory(const std::string& directory);

  // What `content()` of an earlier rule set was; the same rules again. InvalidArgument if it is none.
  static absl::StatusOr<std::shared_ptr<const RuleSet>> FromContent(absl::string_view content);

  // REQUIRES: CheckTransaction accepted inputs.transaction(), and its as_of is filled. With an empty or unreadable
  // as_of the decision is HOLD and incomplete.
  v1::Decision Evaluate(const v1::FactInputs& inputs) const;
  // The same with facts given; `inputs` serves conditions on the raw request.
  v1::Decision EvaluateFacts(const v1::Facts& facts, const v1::FactInputs& inputs) const;

  const std::vector<CompiledRule>& rules() const { return rules_; }
  const CompiledRule* Find(absl::string_view id) const;
  const Tables& tables() const { return *tables_; }
  const v1::Accumulation& accumulation() const { return accumulation_; }
  // Packs in the order loaded and the merged tables as canonical JSON (RuleContent), and "sha256:<64 hex>" of that.
  const std::string& content() const { return content_; }
  const std::string& digest() const { return digest_; }

 private:
  RuleSet() = default;
  absl::Status AddPack(const NamedText& source, v1::RuleContent* content);
  absl::Status AddRule(const v1::Rule& rule, const std::string& pack, const TextPlace& place);

  std::shared_ptr<const Tables> tables_;
  std::vector<CompiledRule> rules_;
  v1::Accumulation accumulation_;
  bool accumulation_set_ = false;
  std::string content_;
  std::string digest_;
};

// What `candidate` would decide instead of `current`, as sentences. For running a new pack in the shadow of the old
// one.
v1::ShadowDifference CompareDecisions(const v1::Decision& current, const v1::Decision& candidate);

}  // namespace cordon

#endif  // CORDON_RULES_ENGINE_H_
