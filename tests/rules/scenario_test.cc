// Every scenario file against the shipped packs, and coverage: no rule that was never seen firing, silent or told
// apart.
#include <set>

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

// Every number compared anywhere in a condition, with the name of the field.
void CollectBounds(const v1::Condition& condition, std::vector<std::pair<std::string, int64_t>>* bounds) {
  for (const v1::Condition& part : condition.all()) CollectBounds(part, bounds);
  for (const v1::Condition& part : condition.any()) CollectBounds(part, bounds);
  if (condition.has_not_()) CollectBounds(condition.not_(), bounds);
  const bool ordered = condition.op() == v1::Condition::GTE || condition.op() == v1::Condition::LTE ||
                       condition.op() == v1::Condition::GT || condition.op() == v1::Condition::LT;
  if (!ordered || (condition.parameter().empty() && condition.value(0).find('-') != std::string::npos)) return;
  const std::string field = condition.field().substr(condition.field().rfind('.') + 1);
  const Tables& tables = ShippedRules().tables();
  bounds->emplace_back(field, condition.parameter().empty() ? std::stoll(condition.value(0))
                                                            : tables.Parameter(condition.parameter(), "2026-06-15"));
}

// Values of the integer fields of that name, anywhere in the message.
void CollectValues(const google::protobuf::Message& message, const std::string& name, std::set<int64_t>* values) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) {
        CollectValues(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                           : reflection->GetMessage(message, field),
                      name, values);
      }
    } else if (field->name() == name && field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT64) {
      values->insert(reflection->GetInt64(message, field));
    }
  }
}

TEST(Coverage, EveryRuleIsTestedWhereItFiresWhereItDoesNotAndOnBothSidesOfItsNumbers) {
  // Rules about facts that are always known: nothing can be missing.
  const std::set<std::string> always_known = {"INFORMED",   "KYC-GAP",  "KYC-PRINCIPALS",
                                              "DATA-STALE", "WMD-TEXT", "ITEM-GAP"};
  for (const CompiledRule& rule : ShippedRules().rules()) {
    int expected[4] = {};
    for (const v1::RuleTest& test : rule.rule.tests()) ++expected[test.expect()];
    EXPECT_GT(expected[v1::RuleTest::FIRES], 0) << rule.rule.id();
    EXPECT_GT(expected[v1::RuleTest::SILENT], 0) << rule.rule.id();
    if (always_known.count(rule.rule.id()) == 0) {
      EXPECT_GT(expected[v1::RuleTest::INSUFFICIENT], 0) << rule.rule.id();
    }
    std::vector<std::pair<std::string, int64_t>> bounds;
    CollectBounds(rule.rule.when(), &bounds);
    for (const v1::Case& one : rule.rule.cases()) CollectBounds(one.when(), &bounds);
    for (const auto& [field, bound] : bounds) {
      std::set<int64_t> values;
      for (const v1::RuleTest& test : rule.rule.tests()) CollectValues(test.facts(), field, &values);
      EXPECT_EQ(values.count(bound), 1U) << rule.rule.id() << ": no test at " << field << " " << bound;
      EXPECT_TRUE(values.count(bound - 1) > 0 || values.count(bound + 1) > 0)
          << rule.rule.id() << ": no test beside " << field << " " << bound;
    }
  }
}

}  // namespace
}  // namespace cordon
