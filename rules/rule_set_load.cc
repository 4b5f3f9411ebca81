// Loading: parse, check, compile, and run each pack's own tests.
#include <algorithm>
#include <filesystem>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "rules/engine.h"
#include "rules/pack_test.h"
#include "rules/text_file.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;

constexpr int kMaxRules = 1000;
constexpr int kMaxCases = 32;

absl::Status BadRule(const TextPlace& place, const char* field, const v1::Rule& rule, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(place.At(v1::Rule::descriptor(), field, -1), ": rule ", rule.id(), ": ", what));
}

bool ValidId(absl::string_view id) {
  if (id.empty() || id.size() > 40) return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isupper(static_cast<unsigned char>(c)) || absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
           c == '-';
  });
}

absl::Status CheckHead(const v1::Rule& rule, const TextPlace& place, const Tables& tables) {
  if (!ValidId(rule.id())) {
    return BadRule(place, "id", rule, "id must be 1 to 40 of A-Z, 0-9 and '-'");
  }
  if (rule.title().empty()) return BadRule(place, "id", rule, "title is required");
  if (rule.citation().empty()) {
    return BadRule(place, "id", rule,
                   "citation is required; for a house rule write what it rests on and set house: true");
  }
  if (rule.severity() == v1::SEVERITY_UNSPECIFIED) return BadRule(place, "id", rule, "severity is required");
  if (!rule.has_when()) return BadRule(place, "id", rule, "when is required");
  if (rule.cases().empty()) return BadRule(place, "id", rule, "at least one case is required");
  if (rule.cases_size() > kMaxCases) return BadRule(place, "id", rule, absl::StrCat("more than ", kMaxCases, " cases"));
  if (rule.if_unknown() == v1::BLOCK) {
    return BadRule(place, "if_unknown", rule,
                   "if_unknown can be NOTE, HOLD or ESCALATE: what is not known is not blocked");
  }
  for (const char* field : {"effective_from", "effective_to"}) {
    const std::string& date = std::string(field) == "effective_from" ? rule.effective_from() : rule.effective_to();
    if (!date.empty() && !ParseDate(date).ok()) {
      return BadRule(place, field, rule, absl::StrCat("'", date, "' is not a date YYYY-MM-DD"));
    }
  }
  if (!rule.policy().empty() && !tables.HasPolicy(rule.policy())) {
    return BadRule(place, "policy", rule, absl::StrCat("no policy '", rule.policy(), "' in the tables"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RuleSet::AddRule(const v1::Rule& rule, const std::string& pack, const TextPlace& place) {
  CORDON_RETURN_IF_ERROR(CheckHead(rule, place, *tables_));
  if (const CompiledRule* other = Find(rule.id())) {
    return BadRule(place, "id", rule, absl::StrCat("id is already used in pack ", other->pack));
  }
  CompiledRule compiled;
  compiled.rule = rule;
  compiled.pack = pack;
  const google::protobuf::Descriptor* each = nullptr;
  if (!rule.for_each().empty()) {
    const FieldDescriptor* field = v1::Facts::descriptor()->FindFieldByName(rule.for_each());
    if (field == nullptr || !field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return BadRule(place, "for_each", rule,
                     absl::StrCat("'", rule.for_each(),
                                  "' is no list of Facts; there are party, item, hit, address_hit, "
                                  "ownership, overlap, letter, funding"));
    }
    compiled.for_each = field;
    each = field->message_type();
  }
  CORDON_ASSIGN_OR_RETURN(compiled.when, CompiledCondition::Compile(rule.when(), each, *tables_,
                                                                    place.Nested(v1::Rule::descriptor(), "when", -1)));
  for (int i = 0; i < rule.cases_size(); ++i) {
    const v1::Case& one = rule.cases(i);
    const TextPlace here = place.Nested(v1::Rule::descriptor(), "cases", i);
    if (one.disposition() < v1::NOTE) {
      return BadRule(place, "id", rule,
                     absl::StrCat("cases[", i, "]: disposition must be NOTE, HOLD, ESCALATE or BLOCK"));
    }
    CompiledRule::CompiledCase out;
    out.always = !one.has_when();
    if (!out.always) {
      CORDON_ASSIGN_OR_RETURN(out.when, CompiledCondition::Compile(one.when(), each, *tables_,
                                                                   here.Nested(v1::Case::descriptor(), "when", -1)));
    } else if (i + 1 < rule.cases_size()) {
      return BadRule(place, "id", rule,
                     absl::StrCat("cases[", i, "] has no condition, so the cases after it never apply"));
    }
    out.disposition = one.disposition();
    out.severity = one.severity() == v1::SEVERITY_UNSPECIFIED ? rule.severity() : one.severity();
    if (out.severity == v1::INFO && out.disposition > v1::NOTE) {
      return BadRule(place, "id", rule, absl::StrCat("cases[", i, "]: severity INFO allows NOTE at most"));
    }
    out.legal_status = one.legal_status();
    if (out.legal_status == v1::LEGAL_STATUS_UNSPECIFIED) {
      out.legal_status = one.disposition() == v1::NOTE ? v1::NONE : v1::RED_FLAG_UNRESOLVED;
    }
    const std::string& text = one.explanation().empty() ? rule.explanation() : one.explanation();
    if (text.empty()) return BadRule(place, "id", rule, "explanation is required");
    auto explanation = Explanation::Compile(text, each);
    if (!explanation.ok()) return BadRule(place, "explanation", rule, explanation.status().message());
    out.explanation = *std::move(explanation);
    compiled.cases.push_back(std::move(out));
  }
  rules_.push_back(std::move(compiled));
  return absl::OkStatus();
}

absl::Status RuleSet::AddPack(const NamedText& source, v1::RuleContent* content) {
  v1::RulePack& pack = *content->add_packs();
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<TextTree> tree, ParseText(source, &pack));
  const TextPlace place{source.name, tree.get()};
  if (pack.name().empty()) return absl::InvalidArgumentError(absl::StrCat(source.name, ": the pack needs a name"));
  for (const CompiledRule& rule : rules_) {
    if (rule.pack == pack.name()) {
      return absl::InvalidArgumentError(
          absl::StrCat(source.name, ": a pack named '", pack.name(), "' is already loaded"));
    }
  }
  if (pack.has_accumulation() && !accumulation_set_) {
    accumulation_ = pack.accumulation();
    accumulation_set_ = true;
  }
  if (static_cast<int>(rules_.size()) + pack.rules_size() > kMaxRules) {
    return absl::InvalidArgumentError(absl::StrCat(source.name, ": more than ", kMaxRules, " rules"));
  }
  for (int i = 0; i < pack.rules_size(); ++i) {
    CORDON_RETURN_IF_ERROR(AddRule(pack.rules(i), pack.name(), place.Nested(v1::RulePack::descriptor(), "rules", i)));
    const absl::Status tested = RunRuleTests(*this, rules_.back());
    if (!tested.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(place.At(v1::RulePack::descriptor(), "rules", i), ": ", tested.message()));
    }
  }
  return absl::OkStatus();
}

namespace {

void CollectParameters(const v1::Condition& condition, absl::flat_hash_set<std::string>* keys) {
  if (!condition.parameter().empty()) keys->insert(condition.parameter());
  for (const v1::Condition& part : condition.all()) CollectParameters(part, keys);
  for (const v1::Condition& part : condition.any()) CollectParameters(part, keys);
  if (condition.has_not_()) CollectParameters(condition.not_(), keys);
}

// Without the shipped packs nothing reads the shipped numbers.
bool HasShippedPacks(const RuleSources& sources) {
  return std::all_of(ShippedPacks().begin(), ShippedPacks().end(), [&](const NamedText& shipped) {
    return std::any_of(sources.packs.begin(), sources.packs.end(),
                       [&](const NamedText& pack) { return pack.name == shipped.name; });
  });
}

// A number that nothing reads is a misspelt one.
absl::Status CheckParametersRead(const RuleSet& rules) {
  absl::flat_hash_set<std::string> read(RequiredParameters().begin(), RequiredParameters().end());
  for (const CompiledRule& rule : rules.rules()) {
    CollectParameters(rule.rule.when(), &read);
    for (const v1::Case& one : rule.rule.cases()) CollectParameters(one.when(), &read);
  }
  for (const v1::Parameter& parameter : rules.tables().rows().parameters()) {
    if (read.contains(parameter.key())) continue;
    std::vector<std::string> known(read.begin(), read.end());
    std::sort(known.begin(), known.end());
    return absl::InvalidArgumentError(absl::StrCat("tables: no rule reads parameter '", parameter.key(),
                                                   "'; there are: ", absl::StrJoin(known, ", ")));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RuleSet>> RuleSet::Load(const RuleSources& sources) {
  std::shared_ptr<RuleSet> rules(new RuleSet());
  CORDON_ASSIGN_OR_RETURN(rules->tables_, Tables::Load(sources.tables));
  v1::RuleContent content;
  *content.mutable_tables() = rules->tables_->rows();
  for (const NamedText& source : sources.packs) CORDON_RETURN_IF_ERROR(rules->AddPack(source, &content));
  if (HasShippedPacks(sources)) CORDON_RETURN_IF_ERROR(CheckParametersRead(*rules));
  if (!rules->accumulation_set_) {
    rules->accumulation_.set_med_for_hold(3);
    rules->accumulation_.set_high_for_escalate(2);
    rules->accumulation_.set_low_counts_half(true);
  }
  CORDON_ASSIGN_OR_RETURN(rules->content_, ToCanonicalJson(content));
  rules->digest_ = absl::StrCat("sha256:", Sha256Hex(rules->content_));
  return std::shared_ptr<const RuleSet>(std::move(rules));
}

absl::StatusOr<std::shared_ptr<const RuleSet>> RuleSet::FromContent(absl::string_view content) {
  v1::RuleContent parsed;
  CORDON_RETURN_IF_ERROR(FromJson(content, &parsed));
  const auto text = [](const google::protobuf::Message& message) {
    std::string out;
    google::protobuf::TextFormat::PrintToString(message, &out);
    return out;
  };
  RuleSources sources;
  sources.tables.push_back({"tables", text(parsed.tables())});
  for (const v1::RulePack& pack : parsed.packs()) sources.packs.push_back({pack.name(), text(pack)});
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const RuleSet> rules, Load(sources));
  if (rules->content() != content) return absl::InvalidArgumentError("these rules are not written as they were kept");
  return rules;
}

absl::StatusOr<std::shared_ptr<const RuleSet>> RuleSet::LoadWithDirectory(const std::string& directory) {
  RuleSources sources{ShippedPacks(), ShippedTables()};
  if (!directory.empty()) {
    CORDON_ASSIGN_OR_RETURN(const std::vector<NamedText> packs, ReadTexts(directory));
    sources.packs.insert(sources.packs.end(), packs.begin(), packs.end());
    if (std::filesystem::is_directory(directory + "/tables")) {
      CORDON_ASSIGN_OR_RETURN(const std::vector<NamedText> tables, ReadTexts(directory + "/tables"));
      sources.tables.insert(sources.tables.end(), tables.begin(), tables.end());
    }
  }
  return Load(sources);
}

const CompiledRule* RuleSet::Find(absl::string_view id) const {
  for (const CompiledRule& rule : rules_) {
    if (rule.rule.id() == id) return &rule;
  }
  return nullptr;
}

}  // namespace cordon
