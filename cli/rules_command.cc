// cordon rules: the rules that judge transactions, and the tools to write one: test scenarios, check a file.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "rules/pack_test.h"
#include "service/render/records.h"
#include "service/render/rules.h"
#include "service/screening/errors.h"
#include "service/screening/rule_catalogue.h"

namespace cordon::cli {
namespace {

std::string OwnRules(const GlobalOptions& options) {
  const std::string directory = absl::StrCat(options.data_dir, "/rules");
  return FileExists(directory) ? directory : "";
}

// A mistake in a pack or table is one of configuration, named with file and line.
absl::StatusOr<std::shared_ptr<const RuleSet>> LoadRules(const GlobalOptions& options,
                                                         const std::vector<std::string>& packs) {
  absl::StatusOr<std::shared_ptr<const RuleSet>> rules = LoadWithPacks(OwnRules(options), packs);
  if (!rules.ok()) return UsageError(rules.status().message());
  return rules;
}

absl::Status NeedsFilesHere(const Context& context, absl::string_view command) {
  if (context.options.server.empty()) return absl::OkStatus();
  return UsageError(absl::StrCat("rules ", command,
                                 " reads files here and judges by the rules of this program and of "
                                 "--data-dir; leave out --server"));
}

absl::StatusOr<v1::ListRulesResponse> FetchRules(const std::string& id, const Context& context) {
  v1::ListRulesRequest request;
  request.set_rule(id);
  absl::StatusOr<v1::ListRulesResponse> rules = v1::ListRulesResponse();
  if (context.options.server.empty()) {
    CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleSet> loaded, LoadRules(context.options, {}));
    rules = ListLoadedRules(*loaded, request);
  } else {
    CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
    rules = backend->ListRules(request);
  }
  if (GetErrorReason(rules.status()) == "RULE_NOT_FOUND") return UsageError(rules.status().message());
  return rules;
}

struct RuleCase {
  std::string rule;
  RuleCoverage coverage;
};

std::string CoverageText(const std::vector<RuleCase>& cases, const Context& context) {
  render::Records records({{"rule", "RULE"},
                           {"fired", "FIRED", render::FieldKind::kInteger},
                           {"silent", "SILENT", render::FieldKind::kInteger},
                           {"insufficient", "CANNOT TELL", render::FieldKind::kInteger},
                           {"dispositions", "AS"}});
  for (const RuleCase& one : cases) {
    std::vector<std::string> dispositions;
    for (const auto& [name, count] : one.coverage.dispositions) dispositions.push_back(absl::StrCat(name, " ", count));
    records.Add({one.rule, absl::StrCat(one.coverage.fired), absl::StrCat(one.coverage.silent),
                 absl::StrCat(one.coverage.insufficient), absl::StrJoin(dispositions, ", ")},
                one.coverage.fired == 0 ? render::Shade::kBad : render::Shade::kPlain, 1);
  }
  return records.Render(context.format(), context.color());
}

std::string ResultText(const std::vector<ScenarioResult>& results, const Context& context) {
  const bool table = context.format() == render::Format::kTable;
  render::Records records({{"file", "FILE"},
                           {"scenario", "SCENARIO"},
                           {"passed", "PASSED", render::FieldKind::kBool},
                           {"disposition", "RESULT"},
                           {"legal_status", ""},
                           {"failures", "FAILURES"}});
  for (const ScenarioResult& result : results) {
    const bool passed = result.failures.empty();
    if (table && passed) continue;  // people look for what failed
    records.Add(
        {result.file, result.name, passed ? "true" : "false", v1::Disposition_Name(result.decision.disposition()),
         v1::LegalStatus_Name(result.decision.legal_status()), absl::StrJoin(result.failures, "; ")},
        passed ? render::Shade::kGood : render::Shade::kBad, 5);
  }
  return records.Render(context.format(), context.color());
}

}  // namespace

absl::StatusOr<int> RunRulesList(const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const v1::ListRulesResponse rules, FetchRules("", context));
  context.terminal.Write(render::RuleList(rules, context.format(), context.color()));
  return kExitDone;
}

absl::StatusOr<int> RunRulesShow(const std::string& id, const Context& context) {
  if (context.options.output == "csv") {
    return UsageError("-o csv: a rule is not a table; use table (textproto), json or jsonl");
  }
  if (id.empty()) return UsageError("rules show: the id is empty; see: cordon rules list");
  CORDON_ASSIGN_OR_RETURN(const v1::ListRulesResponse rules, FetchRules(id, context));
  if (rules.rules_size() != 1) return absl::InternalError("the server answered with another number of rules than one");
  // A rule is a text people edit: textproto unless JSON is asked for.
  const bool json = context.options.output == "json" || context.options.output == "jsonl";
  context.terminal.Write(render::RuleText(rules.rules(0), json ? context.format() : render::Format::kTable));
  return kExitDone;
}

absl::StatusOr<int> RunRulesTest(const RulesTestOptions& options, const Context& context) {
  CORDON_RETURN_IF_ERROR(NeedsFilesHere(context, "test"));
  CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleSet> rules, LoadRules(context.options, options.packs));
  const absl::StatusOr<std::vector<ScenarioResult>> results = RunScenarioDirectory(*rules, options.directory);
  if (!results.ok()) return UsageError(results.status().message());
  int failed = 0;
  for (const ScenarioResult& result : *results) failed += result.failures.empty() ? 0 : 1;
  if (options.coverage) {
    std::vector<RuleCase> cases;
    for (auto& [rule, coverage] : CoverageOf(*rules, *results)) cases.push_back({rule, coverage});
    context.terminal.Write(CoverageText(cases, context));
  } else if (failed > 0 || context.format() != render::Format::kTable) {
    context.terminal.Write(ResultText(*results, context));
  }
  context.terminal.Say(absl::StrCat(results->size(), " scenarios: ", results->size() - static_cast<size_t>(failed),
                                    " passed, ", failed, " failed"));
  return failed > 0 ? kExitRowsFailed : kExitDone;
}

absl::StatusOr<int> RunRulesCheck(const std::vector<std::string>& files, const Context& context) {
  CORDON_RETURN_IF_ERROR(NeedsFilesHere(context, "check"));
  CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleSet> with, LoadRules(context.options, files));
  context.terminal.Say(absl::StrCat(absl::StrJoin(files, ", "), ": valid, all tests pass; ", with->rules().size(),
                                    " rules with it, ", with->digest()));
  return kExitDone;
}

}  // namespace cordon::cli
