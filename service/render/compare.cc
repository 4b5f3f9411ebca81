#include "service/render/compare.h"

#include <algorithm>

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
    case v1::SYNONYM:
      return Shade::kGood;
    case v1::QUERY_EXTRA:
    case v1::LIST_EXTRA:
      return Shade::kDim;
    default:
      return Shade::kBad;
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
  const std::vector<int32_t> contributions = Contributions(pair.alignment);
  for (size_t i = 0; i < contributions.size(); ++i) {
    const v1::TokenAlignment& step = pair.alignment[i];
    json.BeginObject();
    json.Key("query").String(step.query());
    json.Key("listed").String(step.listed());
    json.Key("relation").String(RelationName(step.relation()));
    json.Key("similarity").Decimal(step.similarity());
    json.Key("weight").Integer(step.weight());
    json.Key("contribution").Decimal(contributions[i]);
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

std::vector<int32_t> Contributions(const std::vector<v1::TokenAlignment>& alignment) {
  int64_t paired = 0;
  int64_t query_rest = 0;
  int64_t listed_rest = 0;
  for (const v1::TokenAlignment& step : alignment) {
    int64_t& sum = step.relation() == v1::QUERY_EXTRA  ? query_rest
                   : step.relation() == v1::LIST_EXTRA ? listed_rest
                                                       : paired;
    sum += step.weight();
  }
  const int64_t tenths = 10 * (paired + query_rest) + 3 * std::max<int64_t>(0, listed_rest - query_rest);
  std::vector<int32_t> contributions;
  contributions.reserve(alignment.size());
  for (const v1::TokenAlignment& step : alignment) {
    const bool pair = step.relation() != v1::QUERY_EXTRA && step.relation() != v1::LIST_EXTRA;
    const int64_t gain = pair ? int64_t{step.weight()} * step.similarity() : 0;
    contributions.push_back(tenths == 0 ? 0 : static_cast<int32_t>(10 * gain / tenths));
  }
  return contributions;
}

std::string AlignmentTable(const std::vector<v1::TokenAlignment>& alignment, size_t indent, bool color) {
  Table table({{"QUERY", 32},
               {"LISTED", 32},
               {"RELATION"},
               {"SIMILARITY", 0, Align::kRight},
               {"WEIGHT", 0, Align::kRight},
               {"CONTRIBUTION", 0, Align::kRight}});
  const std::vector<int32_t> contributions = Contributions(alignment);
  for (size_t i = 0; i < alignment.size(); ++i) {
    const v1::TokenAlignment& step = alignment[i];
    const bool paired = step.relation() != v1::QUERY_EXTRA && step.relation() != v1::LIST_EXTRA;
    table.Add({{step.query()},
               {step.listed()},
               {RelationName(step.relation()), RelationShade(step.relation())},
               {paired ? ScoreText(step.similarity()) : ""},
               {absl::StrCat(step.weight())},
               {paired ? ScoreText(contributions[i]) : ""}});
  }
  std::string out;
  for (const absl::string_view line : absl::StrSplit(table.Draw(color), '\n', absl::SkipEmpty())) {
    absl::StrAppend(&out, std::string(indent, ' '), line, "\n");
  }
  return out;
}

}  // namespace cordon::render
