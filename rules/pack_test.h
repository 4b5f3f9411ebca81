// Tests of rules: those inside a pack, and scenario files. What `cordon rules test DIR | check FILE` needs.
// Pure functions over an immutable RuleSet, thread-safe.
//
//   for (const ScenarioResult& result : RunScenarioFile(*rules, file)) if (!result.failures.empty()) ...
#ifndef CORDON_RULES_PACK_TEST_H_
#define CORDON_RULES_PACK_TEST_H_

#include <map>
#include <memory>
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
  v1::ScenarioExpectation expect;
  v1::Decision decision;
  std::vector<std::string> failures;  // empty: passed
};

// What of the expectation the decision does not meet, in sentences; empty: all of it is met.
std::vector<std::string> CheckExpectation(const v1::ScenarioExpectation& expect, const v1::Decision& decision);

// InvalidArgument if the file cannot be read, an expectation names a rule that does not exist, or a base is missing.
absl::StatusOr<std::vector<ScenarioResult>> RunScenarioFile(const RuleSet& rules, const NamedText& source);
// Every *.textproto of a directory, by name; a file alone is run as it is.
absl::StatusOr<std::vector<ScenarioResult>> RunScenarioDirectory(const RuleSet& rules, const std::string& directory);

// The rule set with pack files on top: shipped ones, those of `directory` (may be empty, as for
// RuleSet::LoadWithDirectory; a pack there that has the name of one of `packs` gives way to it), then `packs`. The
// packs' own tests have passed.
absl::StatusOr<std::shared_ptr<const RuleSet>> LoadWithPacks(const std::string& directory,
                                                             const std::vector<std::string>& packs);

// How often each rule was seen firing, silent and insufficient over decisions; every loaded rule has an entry.
struct RuleCoverage {
  int fired = 0, silent = 0, insufficient = 0;
  std::map<std::string, int> dispositions;
};
std::map<std::string, RuleCoverage> CoverageOf(const RuleSet& rules, const std::vector<ScenarioResult>& results);

// "no rule 'OWN-51'; there are OWN-50, OWN-AGG, OWN-MIN".
std::string NoSuchRule(const RuleSet& rules, absl::string_view id);

}  // namespace cordon

#endif  // CORDON_RULES_PACK_TEST_H_
