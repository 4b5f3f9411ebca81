#include "rules/pack_test.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "rules/facts/compute_facts.h"
#include "rules/rule_outcome.h"
#include "rules/text_file.h"

namespace cordon {
namespace {

const char* WhatHappened(const RuleOutcome& outcome, v1::Disposition worst) {
  if (worst != v1::DISPOSITION_UNSPECIFIED) return "FIRES";
  return outcome.insufficient ? "INSUFFICIENT" : "SILENT";
}

std::string Mismatch(const v1::RuleTest& test, const RuleOutcome& outcome) {
  v1::Disposition worst = v1::DISPOSITION_UNSPECIFIED;
  v1::LegalStatus status = v1::LEGAL_STATUS_UNSPECIFIED;
  for (const v1::RedFlag& flag : outcome.flags) {
    if (flag.disposition() >= worst)
      status = flag.disposition() > worst ? flag.legal_status() : std::max(status, flag.legal_status());
    worst = std::max(worst, flag.disposition());
  }
  const std::string got = absl::StrCat(
      WhatHappened(outcome, worst), worst == v1::DISPOSITION_UNSPECIFIED ? "" : " " + v1::Disposition_Name(worst),
      outcome.missing.empty() ? "" : absl::StrCat(" (unknown: ", absl::StrJoin(outcome.missing, ", "), ")"));
  switch (test.expect()) {
    case v1::RuleTest::FIRES:
      if (worst == v1::DISPOSITION_UNSPECIFIED) return absl::StrCat("expected FIRES, got ", got);
      if (test.disposition() != v1::DISPOSITION_UNSPECIFIED && test.disposition() != worst) {
        return absl::StrCat("expected FIRES ", v1::Disposition_Name(test.disposition()), ", got ", got);
      }
      if (test.legal_status() != v1::LEGAL_STATUS_UNSPECIFIED && test.legal_status() != status) {
        return absl::StrCat("expected ", v1::LegalStatus_Name(test.legal_status()), ", got ",
                            v1::LegalStatus_Name(status));
      }
      return "";
    case v1::RuleTest::SILENT:
      return outcome.flags.empty() && !outcome.insufficient ? "" : absl::StrCat("expected SILENT, got ", got);
    case v1::RuleTest::INSUFFICIENT:
      return outcome.insufficient ? "" : absl::StrCat("expected INSUFFICIENT, got ", got);
    default:
      return "expect is required: FIRES, SILENT or INSUFFICIENT";
  }
}

// Tables and packs are both textproto: what reads as tables and not as a pack is tables.
bool HoldsTables(const NamedText& text) {
  v1::RulePack pack;
  v1::Tables tables;
  if (ParseText(text, &pack).ok()) return false;
  return ParseText(text, &tables).ok() || absl::StrContains(text.name, "tables/");
}

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The files of a directory, without those that one of `instead` stands in for.
absl::Status AddUnreplaced(const std::string& directory, const std::vector<NamedText>& instead,
                           std::vector<NamedText>* out) {
  CORDON_ASSIGN_OR_RETURN(std::vector<NamedText> texts, ReadTexts(directory));
  for (NamedText& text : texts) {
    const bool replaced = std::any_of(instead.begin(), instead.end(), [&](const NamedText& other) {
      return BaseName(other.name) == BaseName(text.name);
    });
    if (!replaced) out->push_back(std::move(text));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunRuleTests(const RuleSet& rules, const CompiledRule& rule) {
  for (int i = 0; i < rule.rule.tests_size(); ++i) {
    const v1::RuleTest& test = rule.rule.tests(i);
    v1::Facts facts = test.has_inputs() ? ComputeFacts(test.inputs(), rules.tables()) : test.facts();
    if (facts.txn().as_of().empty()) facts.mutable_txn()->set_as_of("2026-06-15");
    RuleInput input;
    input.facts = &facts;
    input.inputs = &test.inputs();
    input.tables = &rules.tables();
    input.as_of = facts.txn().as_of();
    const std::string mismatch = Mismatch(test, RunRule(rule, input));
    if (!mismatch.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("rule ", rule.rule.id(), ": test '",
                                                     test.name().empty() ? absl::StrCat("#", i + 1) : test.name(),
                                                     "': ", mismatch));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const RuleSet>> LoadWithPacks(const std::string& directory,
                                                             const std::vector<std::string>& packs) {
  RuleSources sources{ShippedPacks(), ShippedTables()};
  std::vector<NamedText> own_packs, own_tables;
  for (const std::string& path : packs) {
    CORDON_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxTextBytes));
    (HoldsTables({path, text}) ? own_tables : own_packs).push_back({path, std::move(text)});
  }
  if (!directory.empty()) {
    CORDON_RETURN_IF_ERROR(AddUnreplaced(directory, own_packs, &sources.packs));
    const std::string tables = absl::StrCat(directory, "/tables");
    if (FileExists(tables)) CORDON_RETURN_IF_ERROR(AddUnreplaced(tables, own_tables, &sources.tables));
  }
  for (NamedText& text : own_packs) sources.packs.push_back(std::move(text));
  for (NamedText& text : own_tables) sources.tables.push_back(std::move(text));
  return RuleSet::Load(sources);
}

std::map<std::string, RuleCoverage> CoverageOf(const RuleSet& rules, const std::vector<ScenarioResult>& results) {
  std::map<std::string, RuleCoverage> coverage;
  for (const CompiledRule& rule : rules.rules()) coverage[rule.rule.id()];
  for (const ScenarioResult& result : results) {
    std::map<std::string, v1::Disposition> fired;
    for (const v1::RedFlag& flag : result.decision.red_flags()) {
      fired[flag.rule()] = std::max(fired[flag.rule()], flag.disposition());
    }
    for (const auto& [rule, disposition] : fired) {
      ++coverage[rule].fired;
      ++coverage[rule].dispositions[v1::Disposition_Name(disposition)];
    }
    for (const std::string& rule : result.decision.not_fired()) ++coverage[rule].silent;
    for (const v1::InsufficientRule& rule : result.decision.insufficient()) ++coverage[rule.rule()].insufficient;
  }
  return coverage;
}

std::string NoSuchRule(const RuleSet& rules, absl::string_view id) {
  std::vector<std::string> near;
  for (const CompiledRule& other : rules.rules()) {
    if (absl::StartsWithIgnoreCase(other.rule.id(), id.substr(0, 3))) near.push_back(other.rule.id());
  }
  return absl::StrCat("no rule '", id, "'",
                      near.empty() ? "" : absl::StrCat("; there are ", absl::StrJoin(near, ", ")));
}

}  // namespace cordon
