// Conditions: operators, three values, and random trees against a naive evaluator.
#include "rules/condition.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

Truth Eval(const std::string& condition, const v1::Facts& facts, std::vector<std::string>* missing = nullptr,
           const std::string& inputs_text = "") {
  const auto compiled =
      CompiledCondition::Compile(Proto<v1::Condition>(condition), nullptr, ShippedRules().tables(), {});
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  if (!compiled.ok()) return Truth::kFalse;
  const auto inputs = Proto<v1::FactInputs>(inputs_text);
  RuleInput input;
  input.facts = &facts;
  input.inputs = &inputs;
  input.tables = &ShippedRules().tables();
  input.as_of = "2026-06-15";
  Missing unknown;
  const Truth truth = compiled->Evaluate(input, &unknown);
  EXPECT_EQ(truth == Truth::kUnknown, unknown.size() > 0) << condition;
  for (const std::string* path : unknown.paths()) {
    if (missing != nullptr) missing->push_back(*path);
  }
  return truth;
}

std::string CompileError(const std::string& condition) {
  const auto compiled =
      CompiledCondition::Compile(Proto<v1::Condition>(condition), nullptr, ShippedRules().tables(), {});
  return compiled.ok() ? "" : std::string(compiled.status().message());
}

TEST(Condition, OperatorsAtTheirBounds) {
  const auto facts = Proto<v1::Facts>(
      "txn { h100_equivalents: 8 ctrl: YES activity: IAAS knowledge: 'A' knowledge: 'B' as_of: '2026-06-15' } "
      "party { hq_country: 'HK' } party { hq_country: 'DE' }");
  const struct {
    const char* condition;
    Truth truth;
  } cases[] = {
      {"field: 'txn.h100_equivalents' op: GTE value: '8'", Truth::kTrue},
      {"field: 'txn.h100_equivalents' op: GT value: '8'", Truth::kFalse},
      {"field: 'txn.h100_equivalents' op: LTE value: '8'", Truth::kTrue},
      {"field: 'txn.h100_equivalents' op: LT value: '8'", Truth::kFalse},
      {"field: 'txn.h100_equivalents' value: '8'", Truth::kTrue},
      {"field: 'txn.h100_equivalents' op: NE value: '8'", Truth::kFalse},
      {"field: 'txn.activity' op: IN value: ['EXPORT', 'IAAS']", Truth::kTrue},
      {"field: 'txn.activity' op: NOT_IN value: ['EXPORT', 'IAAS']", Truth::kFalse},
      {"field: 'txn.sub' value: 'YES'", Truth::kUnknown},
      {"field: 'txn.sub' op: NE value: 'YES'", Truth::kUnknown},
      {"field: 'txn.sub' op: MISSING", Truth::kTrue},
      {"field: 'txn.sub' op: EXISTS", Truth::kFalse},
      {"field: 'txn.as_of' op: GTE value: '2026-06-15'", Truth::kTrue},
      {"field: 'txn.as_of' op: LT value: '2026-06-15'", Truth::kFalse},
      {"field: 'party.hq_country' op: IN table: 'D5_PLUS'", Truth::kTrue},  // Hong Kong counts as China
      {"field: 'party.hq_country' op: IN table: 'E:1'", Truth::kFalse},
      {"field: 'party.hq_country' op: IN table: 'TRANSSHIP'", Truth::kTrue},
      {"field: 'txn.knowledge' op: COUNT_GTE value: '2'", Truth::kTrue},
      {"field: 'txn.knowledge' op: COUNT_GTE value: '3'", Truth::kFalse},
      {"field: 'item.chip' value: 'H100'", Truth::kFalse},                         // no items: known to be none
      {"field: 'inputs.transaction.items.eccn' value: 'EAR99'", Truth::kUnknown},  // not told
      {"field: 'txn.incomplete' value: 'false'", Truth::kTrue},
      {"not { field: 'txn.ctrl' value: 'YES' }", Truth::kFalse},
      {"not { field: 'txn.sub' value: 'YES' }", Truth::kUnknown},
      {"all { field: 'txn.sub' value: 'YES' } all { field: 'txn.ctrl' value: 'NO' }", Truth::kFalse},
      {"all { field: 'txn.sub' value: 'YES' } all { field: 'txn.ctrl' value: 'YES' }", Truth::kUnknown},
      {"any { field: 'txn.sub' value: 'YES' } any { field: 'txn.ctrl' value: 'YES' }", Truth::kTrue},
      {"any { field: 'txn.sub' value: 'YES' } any { field: 'txn.ctrl' value: 'NO' }", Truth::kUnknown},
  };
  for (const auto& one : cases) EXPECT_EQ(Eval(one.condition, facts), one.truth) << one.condition;
}

TEST(Condition, MatchesIsCaseInsensitiveAndSeesUnknown) {
  EXPECT_EQ(Eval("field: 'inputs.transaction.end_use.statement' op: MATCHES value: '\\\\bmissile'", {}, nullptr,
                 "transaction { end_use { statement: 'MISSILE guidance' } }"),
            Truth::kTrue);
  std::vector<std::string> missing;
  EXPECT_EQ(Eval("field: 'inputs.transaction.end_use.statement' op: MATCHES value: 'missile'", {}, &missing),
            Truth::kUnknown);
  EXPECT_THAT(missing, ::testing::ElementsAre("inputs.transaction.end_use.statement"));
}

TEST(Condition, CompileErrorsNameTheMistake) {
  EXPECT_THAT(CompileError("field: 'txn.actvity' value: 'IAAS'"),
              HasSubstr("TransactionFacts has no 'actvity'; it has: as_of, activity"));
  EXPECT_THAT(CompileError("field: 'txn.activity' value: 'IASS'"), HasSubstr("these are: PURCHASE, EXPORT"));
  EXPECT_THAT(CompileError("field: 'txn.ctrl' value: 'UNKNOWN'"), HasSubstr("use MISSING"));
  EXPECT_THAT(CompileError("field: 'txn.gpus' op: GTE value: '1.5'"), HasSubstr("'1.5' is not an integer"));
  EXPECT_THAT(CompileError("field: 'txn.gpus' op: GTE"), HasSubstr("GTE needs a value"));
  EXPECT_THAT(CompileError("field: 'txn.gpus' value: ['1', '2']"), HasSubstr("use IN for several"));
  EXPECT_THAT(CompileError("field: 'txn.as_of' op: GTE value: 'June'"), HasSubstr("not a date"));
  EXPECT_THAT(CompileError("field: 'txn' value: 'x'"), HasSubstr("is a message"));
  EXPECT_THAT(CompileError("field: 'each.score' value: '1'"), HasSubstr("needs for_each"));
  EXPECT_THAT(CompileError("field: 'party.hq_country' op: IN table: 'D:9'"), HasSubstr("no table 'D:9'"));
  EXPECT_THAT(CompileError("field: 'party.hq_country' op: IN table: 'D:5' value: 'CN'"), HasSubstr("not both"));
  EXPECT_THAT(CompileError("field: 'party.name' op: MATCHES value: '('"), HasSubstr("missing )"));
  EXPECT_THAT(CompileError("field: 'party.name' op: MATCHES value: 'x*'"), HasSubstr("matches the empty text"));
  EXPECT_THAT(CompileError(absl::StrCat("field: 'party.name' op: MATCHES value: '", std::string(513, 'x'), "'")),
              HasSubstr("at most 512"));
  EXPECT_EQ(CompileError(absl::StrCat("field: 'party.name' op: MATCHES value: '", std::string(512, 'x'), "'")), "");
  EXPECT_THAT(CompileError("field: 'txn.ctrl' value: 'YES' any { field: 'txn.sub' value: 'YES' }"),
              HasSubstr("several"));
  EXPECT_THAT(CompileError(""), HasSubstr("none"));
  EXPECT_THAT(CompileError("field: 'txn.ctrl' op: EXISTS value: 'YES'"), HasSubstr("takes no value"));
}

TEST(Condition, DepthAndSizeLimits) {
  const auto nested = [](int levels) {
    std::string text = "field: 'txn.ctrl' value: 'YES'";
    for (int i = 0; i < levels; ++i) text = absl::StrCat("not { ", text, " }");
    return text;
  };
  EXPECT_EQ(CompileError(nested(15)), "");
  EXPECT_THAT(CompileError(nested(16)), HasSubstr("deeper than 16"));
  std::string wide;
  for (int i = 0; i < 256; ++i) wide += "any { field: 'txn.ctrl' value: 'YES' } ";
  EXPECT_EQ(CompileError(wide), "");
  EXPECT_THAT(CompileError(wide + "any { field: 'txn.ctrl' value: 'YES' }"), HasSubstr("more than 256"));
}

// The naive evaluator: written from the definition, without compiling, over tri-state fields of TransactionFacts.
const char* const kFields[] = {"sub", "access", "ctrl", "ctrl_sub", "d5_nexus", "refuses", "blind", "embargo"};

int NaiveTruth(const v1::Condition& condition, const v1::Facts& facts) {  // 0, 1 = unknown, 2
  if (condition.all_size() > 0) {
    int worst = 2;
    for (const auto& child : condition.all()) worst = std::min(worst, NaiveTruth(child, facts));
    return worst;
  }
  if (condition.any_size() > 0) {
    int best = 0;
    for (const auto& child : condition.any()) best = std::max(best, NaiveTruth(child, facts));
    return best;
  }
  if (condition.has_not_()) return 2 - NaiveTruth(condition.not_(), facts);
  const auto* field = v1::TransactionFacts::descriptor()->FindFieldByName(condition.field().substr(4));
  const std::string value = facts.txn().GetReflection()->GetEnum(facts.txn(), field)->name();
  if (condition.op() == v1::Condition::EXISTS) return value == "UNKNOWN" ? 0 : 2;
  if (condition.op() == v1::Condition::MISSING) return value == "UNKNOWN" ? 2 : 0;
  if (value == "UNKNOWN") return 1;
  bool in = false;
  for (const std::string& wanted : condition.value()) in = in || wanted == value;
  const bool negative = condition.op() == v1::Condition::NE || condition.op() == v1::Condition::NOT_IN;
  return in != negative ? 2 : 0;
}

v1::Condition RandomCondition(std::mt19937* random, int depth) {
  v1::Condition condition;
  const auto pick = [&](int n) { return static_cast<int>((*random)() % static_cast<unsigned>(n)); };
  const int kind = depth == 0 ? 3 : pick(4);
  if (kind == 0 || kind == 1) {
    const int children = 1 + pick(4);
    for (int i = 0; i < children; ++i)
      *(kind == 0 ? condition.add_all() : condition.add_any()) = RandomCondition(random, depth - 1);
  } else if (kind == 2) {
    *condition.mutable_not_() = RandomCondition(random, depth - 1);
  } else {
    condition.set_field(absl::StrCat("txn.", kFields[pick(8)]));
    const v1::Condition::Operator ops[] = {v1::Condition::EQ,     v1::Condition::NE,     v1::Condition::IN,
                                           v1::Condition::NOT_IN, v1::Condition::EXISTS, v1::Condition::MISSING};
    condition.set_op(ops[pick(6)]);
    if (condition.op() != v1::Condition::EXISTS && condition.op() != v1::Condition::MISSING) {
      condition.add_value(pick(2) == 0 ? "YES" : "NO");
      if (condition.op() == v1::Condition::IN && pick(2) == 0) condition.add_value("NO");
    }
  }
  return condition;
}

TEST(Condition, EqualsTheNaiveEvaluator) {
  std::mt19937 random(20261122);
  int seen[3] = {0, 0, 0};
  for (int round = 0; round < 20000; ++round) {
    const v1::Condition condition = RandomCondition(&random, 4);
    v1::Facts facts;
    for (const char* name : kFields) {
      const auto* field = v1::TransactionFacts::descriptor()->FindFieldByName(name);
      facts.mutable_txn()->GetReflection()->SetEnumValue(facts.mutable_txn(), field, static_cast<int>(random() % 3));
    }
    const auto compiled = CompiledCondition::Compile(condition, nullptr, ShippedRules().tables(), {});
    ASSERT_TRUE(compiled.ok()) << compiled.status() << "\n" << condition.ShortDebugString();
    RuleInput input;
    input.facts = &facts;
    input.tables = &ShippedRules().tables();
    Missing missing;
    const int truth = static_cast<int>(compiled->Evaluate(input, &missing));
    ASSERT_EQ(truth, NaiveTruth(condition, facts)) << condition.ShortDebugString() << "\n" << facts.ShortDebugString();
    ASSERT_EQ(truth == 1, missing.size() > 0);
    ++seen[truth];
    // Whatever becomes known about the missing fields, the answer of a non-UNKNOWN condition stays.
    if (truth != 1) {
      for (const char* name : kFields) {
        const auto* field = v1::TransactionFacts::descriptor()->FindFieldByName(name);
        auto* txn = facts.mutable_txn();
        const bool exists_tested = condition.ShortDebugString().find("EXISTS") != std::string::npos ||
                                   condition.ShortDebugString().find("MISSING") != std::string::npos;
        if (exists_tested || txn->GetReflection()->GetEnumValue(*txn, field) != 0) continue;
        txn->GetReflection()->SetEnumValue(txn, field, 1 + static_cast<int>(random() % 2));
      }
      Missing again;
      if (condition.ShortDebugString().find("EXISTS") == std::string::npos &&
          condition.ShortDebugString().find("MISSING") == std::string::npos) {
        ASSERT_EQ(static_cast<int>(compiled->Evaluate(input, &again)), truth) << condition.ShortDebugString();
      }
    }
  }
  for (const int count : seen) EXPECT_GT(count, 1000);
}

}  // namespace
}  // namespace cordon
