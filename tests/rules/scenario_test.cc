// Every scenario file against the shipped packs, and coverage: no rule that was never seen firing, silent or told apart.
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "rules/pack_test.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

const std::vector<ScenarioResult>& Results() {
  static const auto* const kResults = [] {
    auto results = RunScenarioDirectory(ShippedRules(), SourceFile("tests/scenarios/transactions"));
    EXPECT_TRUE(results.ok()) << results.status();
    return new std::vector<ScenarioResult>(results.ok() ? *results : std::vector<ScenarioResult>());
  }();
  return *kResults;
}

TEST(Scenarios, AllPass) {
  for (const ScenarioResult& result : Results()) {
    EXPECT_TRUE(result.failures.empty()) << result.file << " " << result.name << ":\n  "
                                         << absl::StrJoin(result.failures, "\n  ");
  }
  EXPECT_GE(Results().size(), 60u);
}

TEST(Scenarios, EveryRuleFiresSomewhere) {
  for (const auto& [rule, coverage] : CoverageOf(ShippedRules(), Results())) {
    EXPECT_GT(coverage.fired, 0) << rule << " fires in no scenario";
    EXPECT_GT(coverage.silent, 0) << rule << " is silent in no scenario";
  }
}

}  // namespace
}  // namespace cordon
