// Tests of rules: those inside a pack, and scenario files. What `cordon rules list | show | test DIR | check FILE` needs.
// Pure functions over an immutable RuleSet, thread-safe.
//
//   for (const ScenarioResult& result : RunScenarioFile(*rules, file)) if (!result.failures.empty()) ...
#ifndef CORDON_RULES_PACK_TEST_H_
#define CORDON_RULES_PACK_TEST_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/rules.pb.h"
#include "rules/engine.h"

namespace cordon {

// Runs the tests a rule brings along. InvalidArgument "rule X: test 'name': expected ..., got ...".
absl::Status RunRuleTests(const RuleSet& rules, const CompiledRule& rule);

struct ScenarioResult {
  std::string file;
  std::string name;
  v1::FactInputs inputs;
  v1::Decision decision;
  std::vector<std::string> failures;  // empty: passed
};

// InvalidArgument if the file cannot be read, an expectation names a rule that does not exist, or a base is missing.
absl::StatusOr<std::vector<ScenarioResult>> RunScenarioFile(const RuleSet& rules, const NamedText& source);
// Every *.textproto of a directory, by name.
absl::StatusOr<std::vector<ScenarioResult>> RunScenarioDirectory(const RuleSet& rules, const std::string& directory);

// Loads a pack file on top of the shipped ones (after the packs of `directory`, may be empty): OK if it compiles and its
// tests pass.
absl::Status CheckPackFile(const std::string& path, const std::string& directory);

// How often each rule was seen firing, silent and insufficient over decisions; every loaded rule has an entry.
struct RuleCoverage {
  int fired = 0, silent = 0, insufficient = 0;
  std::map<std::string, int> dispositions;
};
std::map<std::string, RuleCoverage> CoverageOf(const RuleSet& rules, const std::vector<ScenarioResult>& results);

// One line per rule: id, severity, worst disposition, patterns, title.
std::vector<std::string> ListRules(const RuleSet& rules);
// The rule as textproto with its tests. NotFound names near ids.
absl::StatusOr<std::string> ShowRule(const RuleSet& rules, absl::string_view id);

}  // namespace cordon

#endif  // CORDON_RULES_PACK_TEST_H_
