#include "service/render/rules.h"

#include <google/protobuf/text_format.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/json.h"
#include "service/render/records.h"

namespace cordon::render {
namespace {

void RuleKeys(const v1::LoadedRule& loaded, JsonWriter* json) {
  const v1::Rule& rule = loaded.rule();
  json->Key("rule").String(rule.id());
  json->Key("title").String(rule.title());
  json->Key("pack").String(loaded.pack());
  json->Key("severity").String(v1::Severity_Name(rule.severity()));
  json->Key("worst").String(DispositionName(loaded.worst()));
  json->Key("house").Bool(rule.house());
  json->Key("patterns").BeginArray();
  for (const std::string& pattern : rule.patterns()) json->String(pattern);
  json->EndArray();
  json->Key("citation").BeginArray();
  for (const std::string& citation : rule.citation()) json->String(citation);
  json->EndArray();
}

std::string RuleListRow(const v1::LoadedRule& loaded) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  RuleKeys(loaded, &json);
  json.EndObject();
  return out;
}

}  // namespace

std::string RuleList(const v1::ListRulesResponse& rules, Format format, bool color) {
  std::string out;
  if (format == Format::kJson) {
    JsonArrayLines lines;
    for (const v1::LoadedRule& rule : rules.rules()) out += lines.Row(RuleListRow(rule));
    return out + lines.End();
  }
  if (format == Format::kJsonl) {
    for (const v1::LoadedRule& rule : rules.rules()) absl::StrAppend(&out, RuleListRow(rule), "\n");
    return out;
  }
  Records records({{"rule", "RULE"},
                   {"severity", "SEVERITY"},
                   {"worst", "UP TO"},
                   {"pack", "PACK"},
                   {"house", "HOUSE", FieldKind::kBool},
                   {"patterns", "PATTERNS", FieldKind::kString, 24},
                   {"title", "TITLE"},
                   {"citation", ""}});
  for (const v1::LoadedRule& loaded : rules.rules()) {
    const v1::Rule& rule = loaded.rule();
    records.Add({rule.id(), v1::Severity_Name(rule.severity()), DispositionName(loaded.worst()), loaded.pack(),
                 rule.house() ? "true" : "false", absl::StrJoin(rule.patterns(), " "), rule.title(),
                 absl::StrJoin(rule.citation(), "; ")},
                DispositionShade(loaded.worst()), 2);
  }
  return records.Render(format, color);
}

std::string RuleText(const v1::LoadedRule& loaded, Format format) {
  if (format != Format::kTable) {
    std::string out;
    JsonWriter json(&out);
    json.BeginObject();
    RuleKeys(loaded, &json);
    json.Key("definition").Proto(loaded.rule());
    json.EndObject();
    return format == Format::kJson ? IndentJson(out) : absl::StrCat(out, "\n");
  }
  v1::RulePack pack;
  *pack.add_rules() = loaded.rule();
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(pack, &text);
  return absl::StrCat("# pack ", loaded.pack(), "; up to ", DispositionName(loaded.worst()), "\n", text);
}

}  // namespace cordon::render
