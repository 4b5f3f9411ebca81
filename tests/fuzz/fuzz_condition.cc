// The condition evaluator against its naive twin: bytes of a Rule whose `when` is judged over the facts of its first
// test.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cordon/v1/rules.pb.h"
#include "rules/condition.h"
#include "rules/facts/tables.h"
#include "tests/support/reference_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* const tables = [] {
    auto loaded = cordon::Tables::Load(cordon::ShippedTables());
    if (!loaded.ok()) std::abort();
    return new std::shared_ptr<const cordon::Tables>(*std::move(loaded));
  }();
  cordon::v1::Rule rule;
  if (size > 65536 || !rule.ParseFromArray(data, static_cast<int>(size)) || rule.tests().empty()) return 0;
  const auto when = cordon::CompiledCondition::Compile(rule.when(), nullptr, **tables, {"fuzz", nullptr});
  if (!when.ok()) return 0;
  cordon::v1::Facts facts = rule.tests(0).facts();
  facts.mutable_txn()->set_as_of("2026-06-15");
  const cordon::v1::FactInputs& inputs = rule.tests(0).inputs();
  cordon::RuleInput input;
  input.facts = &facts;
  input.inputs = &inputs;
  input.tables = tables->get();
  input.as_of = facts.txn().as_of();
  cordon::Missing missing;
  const cordon::Truth truth = when->Evaluate(input, &missing);
  std::vector<cordon::v1::FieldValue> trace;
  when->Trace(input, &trace);
  cordon::v1::Rule twin;
  twin.set_id("TWIN");
  *twin.mutable_when() = rule.when();
  twin.add_cases()->set_disposition(cordon::v1::HOLD);
  const cordon::ReferenceDecision wanted = cordon::ReferenceDecide({twin}, (*tables)->rows(), {}, facts, inputs);
  const cordon::Truth naive = !wanted.flags.empty()          ? cordon::Truth::kTrue
                              : !wanted.insufficient.empty() ? cordon::Truth::kUnknown
                                                             : cordon::Truth::kFalse;
  if (truth != naive) {
    std::fprintf(stderr, "engine %d, twin %d\n%s\n", static_cast<int>(truth), static_cast<int>(naive),
                 rule.ShortDebugString().c_str());
    std::abort();
  }
  return 0;
}
