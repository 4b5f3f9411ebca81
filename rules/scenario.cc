// Scenario files: a transaction with what was found about its parties, and what must come out.
#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/canonical_json.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "google/protobuf/text_format.h"
#include "rules/pack_test.h"
#include "rules/text_file.h"
#include "rules/transaction_check.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Walks to the field that "transaction.parties[0].hq_country" names. `*message` and `*field` are where it ends,
// `*index` is the element of a list or -1.
absl::Status FindField(absl::string_view path, Message** message, const FieldDescriptor** field, int* index) {
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string name = parts[i];
    *index = -1;
    const size_t bracket = name.find('[');
    if (bracket != std::string::npos) {
      if (!absl::SimpleAtoi(name.substr(bracket + 1, name.size() - bracket - 2), index)) *index = -2;
      name.resize(bracket);
    }
    *field = (*message)->GetDescriptor()->FindFieldByName(name);
    if (*field == nullptr) return absl::InvalidArgumentError(absl::StrCat("'", path, "': no field '", name, "'"));
    const auto* reflection = (*message)->GetReflection();
    if (*index != -1 &&
        (!(*field)->is_repeated() || *index < 0 || *index >= reflection->FieldSize(**message, *field))) {
      return absl::InvalidArgumentError(absl::StrCat("'", path, "': '", parts[i], "' does not exist"));
    }
    if (i + 1 == parts.size()) return absl::OkStatus();
    if ((*field)->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || ((*field)->is_repeated() && *index < 0)) {
      return absl::InvalidArgumentError(absl::StrCat("'", path, "': '", parts[i], "' has no fields of its own"));
    }
    *message = (*field)->is_repeated() ? reflection->MutableRepeatedMessage(*message, *field, *index)
                                       : reflection->MutableMessage(*message, *field);
  }
  return absl::InvalidArgumentError("empty path");
}

absl::Status ClearField(Message* message, absl::string_view path) {
  const FieldDescriptor* field = nullptr;
  int index = -1;
  const absl::Status found = FindField(path, &message, &field, &index);
  if (!found.ok()) return absl::InvalidArgumentError(absl::StrCat("clear ", found.message()));
  const auto* reflection = message->GetReflection();
  if (index >= 0) {
    // Take the element out and close the gap, so that order stays.
    for (int i = index; i + 1 < reflection->FieldSize(*message, field); ++i)
      reflection->SwapElements(message, field, i, i + 1);
    reflection->RemoveLast(message, field);
  } else {
    reflection->ClearField(message, field);
  }
  return absl::OkStatus();
}

// "path = value": the value is textproto, bare words and dates become texts.
absl::Status SetField(Message* message, absl::string_view edit) {
  const std::pair<absl::string_view, absl::string_view> halves = absl::StrSplit(edit, absl::MaxSplits('=', 1));
  const absl::string_view path = absl::StripAsciiWhitespace(halves.first);
  const std::string value(absl::StripAsciiWhitespace(halves.second));
  const FieldDescriptor* field = nullptr;
  int index = -1;
  absl::Status found = FindField(path, &message, &field, &index);
  if (!found.ok()) return absl::InvalidArgumentError(absl::StrCat("set ", found.message()));
  const auto* reflection = message->GetReflection();
  if (!field->is_repeated()) reflection->ClearField(message, field);
  if (field->is_repeated() && index < 0) reflection->ClearField(message, field);
  if (index >= 0) return absl::InvalidArgumentError(absl::StrCat("set '", edit, "': name the list, not its element"));
  const bool text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  std::string quoted;
  AppendJsonString(value, &quoted);
  if (!google::protobuf::TextFormat::MergeFromString(absl::StrCat(field->name(), ": ", text ? quoted : value),
                                                     message)) {
    return absl::InvalidArgumentError(absl::StrCat("set '", edit, "': the value does not fit the field"));
  }
  return absl::OkStatus();
}

bool Agrees(const v1::ExpectedFlag& expected, const v1::RedFlag& flag) {
  return flag.rule() == expected.rule() &&
         (expected.disposition() == v1::DISPOSITION_UNSPECIFIED || flag.disposition() == expected.disposition()) &&
         (expected.policy_state().empty() || absl::StrContains(flag.policy_state(), expected.policy_state())) &&
         absl::StrContains(flag.explanation(), expected.explanation());
}

std::string Wanted(const v1::ExpectedFlag& expected) {
  return absl::StrCat(
      expected.rule(),
      expected.disposition() == v1::DISPOSITION_UNSPECIFIED ? "" : " " + v1::Disposition_Name(expected.disposition()),
      expected.policy_state().empty() ? "" : " under " + expected.policy_state(),
      expected.explanation().empty() ? "" : absl::StrCat(" saying '", expected.explanation(), "'"));
}

std::string FiredText(const v1::Decision& decision) {
  std::vector<std::string> fired;
  for (const v1::RedFlag& flag : decision.red_flags()) {
    fired.push_back(absl::StrCat(flag.rule(), " ", v1::Disposition_Name(flag.disposition())));
  }
  fired.erase(std::unique(fired.begin(), fired.end()), fired.end());
  return absl::StrCat("fired: ", absl::StrJoin(fired, ", "));
}

absl::Status CheckRuleNames(const RuleSet& rules, const v1::Scenario& scenario) {
  std::vector<std::string> names(scenario.expect().only().begin(), scenario.expect().only().end());
  for (const auto& flag : scenario.expect().must_fire()) names.push_back(flag.rule());
  for (const auto& flag : scenario.expect().must_not()) names.push_back(flag.rule());
  for (const std::string& name : names) {
    if (rules.Find(name) == nullptr) return absl::InvalidArgumentError(absl::StrCat("no rule '", name, "'"));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> CheckExpectation(const v1::ScenarioExpectation& expect, const v1::Decision& decision) {
  std::vector<std::string> failures;
  const auto fail = [&](const std::string& text) { failures.push_back(text); };
  const auto& flags = decision.red_flags();
  for (const v1::ExpectedFlag& wanted : expect.must_fire()) {
    if (std::none_of(flags.begin(), flags.end(), [&](const auto& flag) { return Agrees(wanted, flag); })) {
      fail(absl::StrCat(Wanted(wanted), " did not fire; ", FiredText(decision)));
    }
  }
  for (const v1::ExpectedFlag& unwanted : expect.must_not()) {
    for (const v1::RedFlag& flag : flags) {
      if (Agrees(unwanted, flag)) fail(absl::StrCat(Wanted(unwanted), " fired: ", flag.explanation()));
    }
  }
  const std::string got = v1::Disposition_Name(decision.disposition());
  if (expect.disposition() != v1::DISPOSITION_UNSPECIFIED && expect.disposition() != decision.disposition()) {
    fail(absl::StrCat("disposition ", got, ", expected ", v1::Disposition_Name(expect.disposition()), "; ",
                      FiredText(decision)));
  }
  if (expect.at_least() != v1::DISPOSITION_UNSPECIFIED && decision.disposition() < expect.at_least()) {
    fail(absl::StrCat("disposition ", got, ", expected at least ", v1::Disposition_Name(expect.at_least())));
  }
  if (expect.at_most() != v1::DISPOSITION_UNSPECIFIED && decision.disposition() > expect.at_most()) {
    fail(absl::StrCat("disposition ", got, ", expected at most ", v1::Disposition_Name(expect.at_most()), "; ",
                      FiredText(decision)));
  }
  if (expect.legal_status() != v1::LEGAL_STATUS_UNSPECIFIED && expect.legal_status() != decision.legal_status()) {
    fail(absl::StrCat("legal status ", v1::LegalStatus_Name(decision.legal_status()), ", expected ",
                      v1::LegalStatus_Name(expect.legal_status())));
  }
  if (!expect.only().empty()) {
    for (const v1::RedFlag& flag : flags) {
      if (std::find(expect.only().begin(), expect.only().end(), flag.rule()) == expect.only().end()) {
        fail(absl::StrCat(flag.rule(), " fired beyond the expected ones: ", flag.explanation()));
      }
    }
  }
  for (const std::string& reason : expect.warnings()) {
    if (std::none_of(decision.warnings().begin(), decision.warnings().end(),
                     [&](const auto& w) { return w.reason() == reason; })) {
      fail(absl::StrCat("no warning ", reason));
    }
  }
  for (const std::string& rule : expect.insufficient()) {
    if (std::none_of(decision.insufficient().begin(), decision.insufficient().end(),
                     [&](const auto& i) { return i.rule() == rule; })) {
      fail(absl::StrCat(rule, " is not insufficient"));
    }
  }
  return failures;
}

absl::StatusOr<std::vector<ScenarioResult>> RunScenarioFile(const RuleSet& rules, const NamedText& source) {
  v1::ScenarioFile file;
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<TextTree> tree, ParseText(source, &file));
  const TextPlace place{source.name, tree.get()};
  std::map<std::string, v1::FactInputs> known;
  std::vector<ScenarioResult> results;
  for (int i = 0; i < file.scenarios_size(); ++i) {
    const v1::Scenario& scenario = file.scenarios(i);
    const auto bad = [&](absl::string_view what) {
      return absl::InvalidArgumentError(absl::StrCat(place.At(v1::ScenarioFile::descriptor(), "scenarios", i),
                                                     ": scenario ", scenario.name(), ": ", what));
    };
    const absl::Status names = CheckRuleNames(rules, scenario);
    if (!names.ok()) return bad(names.message());
    ScenarioResult result;
    result.file = source.name;
    result.name = scenario.name();
    if (!scenario.base().empty()) {
      const auto base = known.find(scenario.base());
      if (base == known.end()) return bad(absl::StrCat("no earlier scenario '", scenario.base(), "'"));
      result.inputs = base->second;
    }
    for (const std::string& path : scenario.clear()) {
      const absl::Status cleared = ClearField(&result.inputs, path);
      if (!cleared.ok()) return bad(cleared.message());
    }
    result.inputs.MergeFrom(scenario.inputs());
    for (const std::string& edit : scenario.set()) {
      const absl::Status set = SetField(&result.inputs, edit);
      if (!set.ok()) return bad(set.message());
    }
    known[scenario.name()] = result.inputs;
    const absl::Status valid = CheckTransaction(result.inputs.transaction());
    if (!valid.ok()) return bad(valid.message());
    result.decision = rules.Evaluate(result.inputs);
    result.expect = scenario.expect();
    result.failures = CheckExpectation(scenario.expect(), result.decision);
    results.push_back(std::move(result));
  }
  return results;
}

absl::StatusOr<std::vector<ScenarioResult>> RunScenarioDirectory(const RuleSet& rules, const std::string& directory) {
  std::vector<NamedText> texts;
  if (absl::EndsWith(directory, ".textproto")) {
    CORDON_ASSIGN_OR_RETURN(std::string text, ReadFile(directory, kMaxTextBytes));
    texts.push_back({directory, std::move(text)});
  } else {
    CORDON_ASSIGN_OR_RETURN(texts, ReadTexts(directory));
  }
  if (texts.empty()) return absl::NotFoundError(absl::StrCat(directory, ": no *.textproto"));
  std::vector<ScenarioResult> all;
  for (const NamedText& text : texts) {
    CORDON_ASSIGN_OR_RETURN(std::vector<ScenarioResult> results, RunScenarioFile(rules, text));
    for (ScenarioResult& result : results) all.push_back(std::move(result));
  }
  return all;
}

}  // namespace cordon
