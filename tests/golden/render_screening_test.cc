// Screened parties, records and pairs as they are printed.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "service/render/compare.h"
#include "service/render/explain.h"
#include "service/render/screening.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/sample_answers.h"

namespace cordon {
namespace {

using render::ScreenedParty;
using render::ScreeningOptions;

bool IsJson(const std::string& text) {
  google::protobuf::Value value;
  return google::protobuf::util::JsonStringToMessage(text, &value).ok();
}

std::string AllJson(const ScreeningOptions& options) {
  std::string out;
  for (const ScreenedParty& party : SampleParties()) out += render::ScreeningJson(party, options) + "\n";
  return out;
}

TEST(RenderScreening, JsonLines) {
  EXPECT_TRUE(MatchesGolden("screening.jsonl", AllJson({})));
  for (const ScreenedParty& party : SampleParties()) EXPECT_TRUE(IsJson(render::ScreeningJson(party, {}))) << party.row;
}

TEST(RenderScreening, JsonIndentedIsTheSameDocument) {
  const std::string compact = render::ScreeningJson(SampleParties()[0], {});
  const std::string indented = render::IndentJson(compact);
  EXPECT_TRUE(MatchesGolden("screening_indented.json", indented));
  EXPECT_TRUE(IsJson(indented));
}

TEST(RenderScreening, LimitCutsWhatIsPrintedNotTheCount) {
  const std::string json = render::ScreeningJson(SampleParties()[0], {1, false});
  EXPECT_NE(json.find("\"match_count\":3"), std::string::npos);
  EXPECT_EQ(json.find("\"CMIC\",\"entry_id\""), std::string::npos);
  EXPECT_NE(json.find("\"disposition\":\"HOLD\""), std::string::npos);
}

TEST(RenderScreening, AListOfSeveralSourcesStandsOnceWithItsOldestDate) {
  ScreenedParty party = SampleParties()[1];
  *party.screening.add_lists() = party.screening.lists(2);
  party.screening.mutable_lists(3)->set_published("2026-01-31");
  EXPECT_NE(render::ScreeningJson(party, {}).find("\"EL\":\"2026-07-31\",\"OWN\":\"2026-01-31\"}"), std::string::npos);
}

TEST(RenderScreening, NearMissesAreThereWhenAskedFor) {
  EXPECT_EQ(render::ScreeningJson(SampleParties()[1], {}).find("near_misses"), std::string::npos);
  EXPECT_NE(render::ScreeningJson(SampleParties()[1], {0, true}).find("\"near_misses\":[]"), std::string::npos);
}

TEST(RenderScreening, ErrorIsHoldWithoutMatchesAndWithoutCount) {
  const std::string json = render::ScreeningJson(SampleParties()[3], {});
  EXPECT_NE(json.find("\"disposition\":\"HOLD\""), std::string::npos);
  EXPECT_NE(json.find("\"matches\":[]"), std::string::npos);
  EXPECT_EQ(json.find("match_count"), std::string::npos);
}

TEST(RenderScreening, Csv) {
  std::string out = render::ScreeningCsvHeader();
  for (const ScreenedParty& party : SampleParties()) out += render::ScreeningCsvRow(party, {});
  EXPECT_TRUE(MatchesGolden("screening.csv", out));
}

TEST(RenderScreening, CsvRowsHaveAsManyFieldsAsTheHeader) {
  const auto fields = [](const std::string& line) {
    size_t count = 1;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) ++count;
    }
    return count;
  };
  const size_t expected = fields(render::ScreeningCsvHeader());
  for (const ScreenedParty& party : SampleParties()) EXPECT_EQ(fields(render::ScreeningCsvRow(party, {})), expected);
}

TEST(RenderScreening, Table) {
  for (const bool color : {false, true}) {
    render::Table table = render::ScreeningTable();
    for (const ScreenedParty& party : SampleParties()) render::AddToTable(party, {}, &table);
    EXPECT_TRUE(MatchesGolden(color ? "screening_color.txt" : "screening.txt", table.Draw(color)));
  }
}

TEST(RenderScreening, Summary) {
  render::ScreeningSummary summary;
  for (const ScreenedParty& party : SampleParties()) summary.Count(party);
  const v1::Screening any = SampleParties()[0].screening;
  EXPECT_EQ(render::SummaryLine(summary, {any.lists().begin(), any.lists().end()}),
            "5 screened: 3 HOLD, 2 CLEAR; 1 with an error; 1 incomplete; lists OWN 2026-08-02; CMIC, EL 2026-07-31");
  EXPECT_EQ(render::SummaryLine({}, {}), "0 screened; lists none");
}

TEST(RenderRecord, TextAndJson) {
  v1::Screening record = SampleParties()[0].screening;
  record.set_external_ref("PO-7");
  record.mutable_party()->add_countries("CN");
  EXPECT_TRUE(MatchesGolden("record.txt", render::RecordText(record, false)));
  const std::string json = render::RecordJson(record);
  EXPECT_TRUE(IsJson(json));
  EXPECT_TRUE(MatchesGolden("record.json", render::IndentJson(json)));
}

v1::ExplainNonMatchResponse NonMatch() {
  v1::ExplainNonMatchResponse answer;
  answer.mutable_entry()->set_list("EL");
  answer.mutable_entry()->set_entry_id("el-1");
  answer.mutable_entry()->set_entry_name("Huawei Technologies Co., Ltd.");
  answer.set_threshold(8500);
  v1::Match match = EntityListMatch();
  match.set_score(8499);
  match.clear_disposition();
  *answer.add_names() = match;
  match.set_score(0);
  match.set_matched_name("华为技术有限公司");
  match.set_matched_name_kind(v1::ALIAS);
  *answer.add_names() = match;
  return answer;
}

TEST(RenderNonMatch, TextJsonCsv) {
  EXPECT_TRUE(MatchesGolden("why_not.txt", render::NonMatchText("Hua Wei Technology", NonMatch(), false)));
  EXPECT_TRUE(MatchesGolden("why_not.json", render::NonMatchJson("Hua Wei Technology", NonMatch()) + "\n"));
  EXPECT_TRUE(MatchesGolden("why_not.csv", render::NonMatchCsv("Hua Wei Technology", NonMatch())));
}

TEST(RenderCompare, AllFormats) {
  render::ComparedPair pair;
  pair.row = 1;
  pair.name_a = "Hua Wei";
  pair.name_b = "Huawei, \"Ltd\"";
  pair.type = "organization";
  pair.score = 10000;
  pair.match = true;
  const v1::Match match = EntityListMatch();
  pair.alignment = {match.alignment().begin(), match.alignment().end()};
  render::ComparedPair bad;
  bad.row = 2;
  bad.error = "name_a: is empty";
  std::string json;
  std::string csv = render::CompareCsvHeader({"name_a", "name_b", "Label"});
  render::Table table = render::CompareTable();
  for (const render::ComparedPair& one : {pair, bad}) {
    json += render::CompareJson(one) + "\n";
    csv += render::CompareCsvRow(one, {one.name_a, one.name_b, "+1"});
    render::AddToTable(one, &table);
  }
  EXPECT_TRUE(MatchesGolden("compare.jsonl", json));
  EXPECT_TRUE(MatchesGolden("compare.csv", csv));
  EXPECT_TRUE(MatchesGolden("compare.txt", table.Draw(false) + render::AlignmentTable(pair.alignment, 2, false)));
}

}  // namespace
}  // namespace cordon
