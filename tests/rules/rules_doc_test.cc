// docs/rules.md: every pattern has rules and scenarios that exist, every rule's pattern is in the table, and the first
// rule it shows loads.
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "rules/pack_test.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

std::string Page() {
  const auto page = ReadFile(SourceFile("docs/rules.md"), 1 << 20);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? *page : "";
}

TEST(RulesPage, CoverageTableHasNoEmptyCellAndTellsTheTruth) {
  const auto results = RunScenarioDirectory(ShippedRules(), SourceFile("tests/scenarios/transactions"));
  ASSERT_TRUE(results.ok());
  std::set<std::string> scenarios;
  for (const ScenarioResult& result : *results) scenarios.insert(result.name);
  std::set<std::string> patterns, shown;  // shown: "P01 RULE"
  for (const auto line : absl::StrSplit(Page(), '\n')) {
    if (!absl::StartsWith(line, "| P") || absl::StartsWith(line, "| Pattern")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '|');
    ASSERT_EQ(cells.size(), 5u) << line;
    const std::string pattern = cells[1].substr(1, 3);
    patterns.insert(pattern);
    for (const absl::string_view rule : absl::StrSplit(cells[2], ", ")) {
      const std::string id(absl::StripAsciiWhitespace(rule));
      EXPECT_NE(ShippedRules().Find(id), nullptr) << line;
      shown.insert(absl::StrCat(pattern, " ", id));
    }
    for (const absl::string_view scenario : absl::StrSplit(cells[3], ", ")) {
      EXPECT_EQ(scenarios.count(std::string(absl::StripAsciiWhitespace(scenario))), 1u) << scenario << " in " << line;
    }
  }
  EXPECT_EQ(patterns.size(), 31u);
  for (const CompiledRule& rule : ShippedRules().rules()) {
    for (const std::string& pattern : rule.rule.patterns()) {
      EXPECT_EQ(shown.count(absl::StrCat(pattern, " ", rule.rule.id())), 1u)
          << pattern << " " << rule.rule.id() << " is not in the table";
    }
  }
}

TEST(RulesPage, TheFirstRuleLoads) {
  const std::string page = Page();
  const size_t from = page.find("name: \"house-rules\"");
  ASSERT_NE(from, std::string::npos);
  RuleSources sources{ShippedPacks(), ShippedTables()};
  sources.packs.push_back({"house-rules.textproto", page.substr(from, page.find("```", from) - from)});
  const size_t tables = page.find("name: \"house-tables\"");
  ASSERT_NE(tables, std::string::npos);
  sources.tables.push_back({"house-tables.textproto", page.substr(tables, page.find("```", tables) - tables)});
  const auto rules = RuleSet::Load(sources);
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_FALSE((*rules)->tables().InForce("AFFILIATES_RULE", "2026-11-10"));
}

}  // namespace
}  // namespace cordon
