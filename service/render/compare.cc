#include "service/render/compare.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "db/lists/csv.h"
#include "service/render/json.h"

namespace cordon::render {
namespace {

Shade RelationShade(v1::TokenRelation relation) {
  switch (relation) {
    case v1::EQUAL:
    case v1::SYNONYM: return Shade::kGood;
    case v1::QUERY_EXTRA:
    case v1::LIST_EXTRA: return Shade::kDim;
    default: return Shade::kBad;
  }
}

}  // namespace

std::string CompareJson(const ComparedPair& pair) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Key("row").Integer(pair.row);
  json.Key("name_a").String(pair.name_a);
  json.Key("name_b").String(pair.name_b);
  if (!pair.type.empty()) json.Key("type").String(pair.type);
  if (!pair.error.empty()) {
    json.Key("error").String(pair.error).EndObject();
    return out;
  }
  json.Key("score").Decimal(pair.score);
  json.Key("match").Bool(pair.match);
  json.Key("alignment").BeginArray();
  for (const v1::TokenAlignment& step : pair.alignment) {
    json.BeginObject();
    json.Key("query").String(step.query());
    json.Key("listed").String(step.listed());
    json.Key("relation").String(RelationName(step.relation()));
    json.Key("similarity").Decimal(step.similarity());
    json.Key("weight").Integer(step.weight());
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

std::string CompareCsvHeader(const std::vector<std::string>& input_columns) {
  std::string line;
  for (const std::string& column : input_columns) {
    AppendCsvFieldFormulaSafe(column, &line);
    line.push_back(',');
  }
  return line + "score,match\n";
}

std::string CompareCsvRow(const ComparedPair& pair, const std::vector<std::string>& input_fields) {
  std::string line;
  for (const std::string& field : input_fields) {
    AppendCsvFieldFormulaSafe(ValidUtf8(field), &line);
    line.push_back(',');
  }
  // A pair that was not compared has neither a score nor a verdict.
  if (!pair.error.empty()) return line + ",\n";
  return absl::StrCat(line, ScoreText(pair.score), ",", pair.match ? "true" : "false", "\n");
}

Table CompareTable() {
  return Table({{"ROW", 0, Align::kRight}, {"NAME A", 44}, {"NAME B", 44}, {"SCORE"}, {"MATCH"}});
}

void AddToTable(const ComparedPair& pair, Table* table) {
  if (!pair.error.empty()) {
    table->Add({{absl::StrCat(pair.row)},
                {pair.name_a},
                {pair.name_b},
                {absl::StrCat("error: ", pair.error), Shade::kBad, true}});
    return;
  }
  table->Add({{absl::StrCat(pair.row)},
              {pair.name_a},
              {pair.name_b},
              {ScoreText(pair.score)},
              {pair.match ? "yes" : "no", pair.match ? Shade::kBad : Shade::kGood}});
}

std::string AlignmentTable(const std::vector<v1::TokenAlignment>& alignment, size_t indent, bool color) {
  Table table({{"QUERY", 32}, {"LISTED", 32}, {"RELATION"}, {"SIMILARITY", 0, Align::kRight}, {"WEIGHT", 0, Align::kRight}});
  for (const v1::TokenAlignment& step : alignment) {
    const bool paired = step.relation() != v1::QUERY_EXTRA && step.relation() != v1::LIST_EXTRA;
    table.Add({{step.query()},
               {step.listed()},
               {RelationName(step.relation()), RelationShade(step.relation())},
               {paired ? ScoreText(step.similarity()) : ""},
               {absl::StrCat(step.weight())}});
  }
  std::string out;
  for (const absl::string_view line : absl::StrSplit(table.Draw(color), '\n', absl::SkipEmpty())) {
    absl::StrAppend(&out, std::string(indent, ' '), line, "\n");
  }
  return out;
}

}  // namespace cordon::render
