// 10,000 random deals over the whole schema: the engine says what the naive twin says, and says it twice.
#include "tests/support/random_inputs.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rules/facts/compute_facts.h"
#include "rules/transaction_check.h"
#include "tests/rules/rules_fixture.h"
#include "tests/support/reference_rules.h"

namespace cordon {
namespace {

std::string Diff(const ReferenceDecision& wanted, const ReferenceDecision& got) {
  std::string text = absl::StrCat("twin ", wanted.disposition, "/", wanted.legal_status, ", engine ", got.disposition,
                                  "/", got.legal_status);
  const auto list = [&](const char* what, const auto& a, const auto& b) {
    for (const auto& [rule, subject, disposition, status, severity] : a) {
      if (b.count({rule, subject, disposition, status, severity}) == 0) {
        absl::StrAppend(&text, "\n  ", what, " ", rule, " ", subject, " ", disposition, " ", status, " ", severity);
      }
    }
  };
  list("only the twin:", wanted.flags, got.flags);
  list("only the engine:", got.flags, wanted.flags);
  return text;
}

TEST(RandomInputsTest, EngineEqualsTheNaiveTwin) {
  RandomInputs random(2026);
  std::vector<v1::Rule> rules;
  for (const CompiledRule& rule : ShippedRules().rules()) rules.push_back(rule.rule);
  int seen[6] = {};
  std::set<std::string> fired;
  for (int round = 0; round < 10000; ++round) {
    const v1::FactInputs inputs = random.Next();
    const v1::Facts facts = ComputeFacts(inputs, ShippedRules().tables());
    const v1::Decision decision = ShippedRules().Evaluate(inputs);
    if (round % 10 == 0) {
      ASSERT_EQ(decision.SerializeAsString(), ShippedRules().Evaluate(inputs).SerializeAsString());
    }
    ASSERT_FALSE(decision.red_flags_truncated());
    ReferenceDecision got;
    got.disposition = decision.disposition();
    got.legal_status = decision.legal_status();
    for (const v1::RedFlag& flag : decision.red_flags()) {
      got.flags.insert({flag.rule(), flag.subject(), flag.disposition(), flag.legal_status(), flag.severity()});
      fired.insert(flag.rule());
    }
    for (const v1::InsufficientRule& rule : decision.insufficient()) got.insufficient.insert(rule.rule());
    got.silent.insert(decision.not_fired().begin(), decision.not_fired().end());
    const ReferenceDecision wanted =
        ReferenceDecide(rules, ShippedRules().tables().rows(), ShippedRules().accumulation(), facts, inputs);
    ASSERT_TRUE(wanted.disposition == got.disposition && wanted.legal_status == got.legal_status &&
                wanted.flags == got.flags && wanted.insufficient == got.insufficient && wanted.silent == got.silent)
        << "round " << round << ": " << Diff(wanted, got) << "\n"
        << inputs.ShortDebugString();
    ++seen[decision.disposition()];
  }
  EXPECT_GT(seen[v1::HOLD] + seen[v1::ESCALATE], 300);
  EXPECT_GT(seen[v1::BLOCK], 300);
  // Nearly every rule takes part; that each one fires somewhere is what the scenarios show.
  EXPECT_GE(fired.size() * 100, rules.size() * 95);
}

}  // namespace
}  // namespace cordon
