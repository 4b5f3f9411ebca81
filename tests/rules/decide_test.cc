// Accumulation and legal status.
#include "rules/decide.h"

#include "gmock/gmock.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

v1::RedFlag Flag(const std::string& rule, v1::Severity severity, v1::Disposition disposition,
                 v1::LegalStatus status = v1::RED_FLAG_UNRESOLVED) {
  v1::RedFlag flag;
  flag.set_rule(rule);
  flag.set_severity(severity);
  flag.set_disposition(disposition);
  flag.set_legal_status(status);
  return flag;
}

v1::Decision Concluded(const std::vector<v1::RedFlag>& flags) {
  v1::Decision decision;
  Conclude(flags, ShippedRules().accumulation(), &decision);
  return decision;
}

TEST(Decide, WorstWins) {
  EXPECT_EQ(Concluded({}).disposition(), v1::CLEAR);
  EXPECT_EQ(Concluded({}).legal_status(), v1::NONE);
  const auto decision = Concluded({Flag("A", v1::MED, v1::HOLD), Flag("B", v1::CRIT, v1::BLOCK, v1::LICENSE_REQUIRED)});
  EXPECT_EQ(decision.disposition(), v1::BLOCK);
  EXPECT_EQ(decision.legal_status(), v1::LICENSE_REQUIRED);
}

TEST(Decide, LegalStatusComesFromTheFlagsThatDecide) {
  const auto decision = Concluded({Flag("A", v1::MED, v1::HOLD, v1::RED_FLAG_UNRESOLVED),
                                   Flag("B", v1::HIGH, v1::ESCALATE, v1::NOT_PROHIBITED_POLICY_REVIEW)});
  EXPECT_EQ(decision.legal_status(), v1::NOT_PROHIBITED_POLICY_REVIEW);
}

TEST(Decide, ThreeMedMakeHold) {
  const std::vector<v1::RedFlag> two = {Flag("A", v1::MED, v1::NOTE, v1::NONE), Flag("B", v1::MED, v1::NOTE, v1::NONE)};
  EXPECT_EQ(Concluded(two).disposition(), v1::NOTE);
  auto three = two;
  three.push_back(Flag("C", v1::MED, v1::NOTE, v1::NONE));
  EXPECT_EQ(Concluded(three).disposition(), v1::HOLD);
  EXPECT_EQ(Concluded(three).legal_status(), v1::RED_FLAG_UNRESOLVED);
  EXPECT_EQ(Concluded(three).accumulated(), "MED x3, LOW x0: A, B, C");
  three[2].set_rule("A");  // the same rule twice counts once
  EXPECT_EQ(Concluded(three).disposition(), v1::NOTE);
}

TEST(Decide, TwoLowCountAsOneMed) {
  std::vector<v1::RedFlag> flags = {Flag("A", v1::MED, v1::NOTE), Flag("B", v1::MED, v1::NOTE),
                                    Flag("C", v1::LOW, v1::NOTE)};
  EXPECT_EQ(Concluded(flags).disposition(), v1::NOTE);
  flags.push_back(Flag("D", v1::LOW, v1::NOTE));
  EXPECT_EQ(Concluded(flags).disposition(), v1::HOLD);
}

TEST(Decide, LowAloneNeedsSix) {
  std::vector<v1::RedFlag> flags;
  for (const char* rule : {"A", "B", "C", "D", "E"}) flags.push_back(Flag(rule, v1::LOW, v1::NOTE));
  EXPECT_EQ(Concluded(flags).disposition(), v1::NOTE);
}

TEST(Decide, TwoHighMakeEscalate) {
  const std::vector<v1::RedFlag> one = {Flag("A", v1::HIGH, v1::HOLD), Flag("M", v1::MED, v1::HOLD),
                                        Flag("C", v1::CRIT, v1::HOLD)};
  EXPECT_EQ(Concluded(one).disposition(), v1::HOLD);
  auto two = one;
  two.push_back(Flag("B", v1::HIGH, v1::HOLD));
  EXPECT_EQ(Concluded(two).disposition(), v1::ESCALATE);
  EXPECT_EQ(Concluded(two).accumulated(), "HIGH x2: A, B");
  EXPECT_EQ(Concluded(two).legal_status(), v1::RED_FLAG_UNRESOLVED);
}

TEST(Decide, InfoNeverCounts) {
  EXPECT_EQ(Concluded({Flag("A", v1::INFO, v1::NOTE), Flag("B", v1::MED, v1::NOTE), Flag("C", v1::MED, v1::NOTE)})
                .disposition(),
            v1::NOTE);
}

TEST(Decide, IncompleteIsAtLeastHoldEvenWithoutAnyRule) {
  const auto rules = RuleSet::Load({{}, ShippedTables()});
  ASSERT_TRUE(rules.ok());
  auto inputs = Proto<v1::FactInputs>(
      "transaction { as_of: '2026-06-15' activity: EXPORT parties { roles: PURCHASER party { name: 'A' } } }");
  EXPECT_EQ((*rules)->Evaluate(inputs).disposition(), v1::CLEAR);
  inputs.add_incomplete()->set_reason("NO_LIST");
  EXPECT_EQ((*rules)->Evaluate(inputs).disposition(), v1::HOLD);
  inputs.clear_incomplete();
  inputs.mutable_transaction()->clear_as_of();
  EXPECT_EQ((*rules)->Evaluate(inputs).disposition(), v1::HOLD);
  EXPECT_EQ((*rules)->Evaluate(inputs).incomplete(0).reason(), "NO_DATE");
}

TEST(Shadow, DifferencesAreSentences) {
  const std::string inputs =
      "transaction { as_of: '2026-06-15' activity: EXPORT destination: 'DE' parties { roles: PURCHASER party { name: "
      "'A' } hq_country: 'DE' } items { eccn: 'EAR99' quantity: 1 } }";
  RuleSources sources{ShippedPacks(), ShippedTables()};
  sources.packs.push_back(
      {"own.textproto",
       "name: 'own' rules { id: 'OWN-DE' title: 't' citation: 'house' severity: MED for_each: 'item' "
       "when { field: 'each.destination' value: 'DE' } cases { disposition: HOLD explanation: 'to {each.destination}' "
       "} }"});
  const auto candidate = RuleSet::Load(sources);
  ASSERT_TRUE(candidate.ok()) << candidate.status();
  const auto facts = Proto<v1::FactInputs>(inputs);
  const auto same = CompareDecisions(ShippedRules().Evaluate(facts), ShippedRules().Evaluate(facts));
  EXPECT_TRUE(same.same());
  const auto difference = CompareDecisions(ShippedRules().Evaluate(facts), (*candidate)->Evaluate(facts));
  EXPECT_FALSE(difference.same());
  EXPECT_THAT(std::vector<std::string>(difference.differences().begin(), difference.differences().end()),
              ::testing::ElementsAre("disposition CLEAR becomes HOLD", "legal status NONE becomes RED_FLAG_UNRESOLVED",
                                     "OWN-DE fires in addition (HOLD)"));
  EXPECT_NE((*candidate)->digest(), ShippedRules().digest());
}

}  // namespace
}  // namespace cordon
