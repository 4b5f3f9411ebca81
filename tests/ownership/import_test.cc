#include "db/ownership/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/ownership/import_fixture.h"

namespace cordon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// ------------------------------------------------------------------------------------------------------ operator's CSV

TEST(OwnershipImport, OperatorCsv) {
  const Imported got = Import(
      "owner,asset,percent,owner_id,asset_country,start_date,end_date,source\r\n"
      "SenseTime Group,Shanghai Lingxi,33.33,,cn,2020-01-01,,register 2024\r\n"
      "\"Holding, B.V.\",Shanghai Lingxi,,KVK:123,,,2024-12-31,\r\n"
      "\"holding b v\",Other,100 %,,,,,\r\n",
      "own.csv");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "operator-csv");
  EXPECT_EQ(got.report.source, "csv/own");
  EXPECT_EQ(got.report.records, 3);
  EXPECT_EQ(got.report.unknown_shares, 1);
  EXPECT_EQ(got.report.sha256.size(), 64U);
  // "holding b v" without an id is the party that has the same name with one.
  EXPECT_THAT(got.Edges(), ElementsAre("name:sensetime group>name:shanghai lingxi 3333..3333 2020-01-01/",
                                       "csv:KVK:123>name:shanghai lingxi 0..10000? /2024-12-31",
                                       "csv:KVK:123>name:other 10000..10000 /"));
  ASSERT_EQ(got.nodes.size(), 4U);
  EXPECT_EQ(got.nodes[1].hq_country(), "CN");
  EXPECT_EQ(got.nodes[2].ids(0).scheme(), "KVK");
  EXPECT_EQ(got.edges[0].note(), "register 2024");
}

TEST(OwnershipImport, OperatorCsvRangesKindsAndLei) {
  const Imported got = Import(
      "min_percent,max_percent,asset,owner,owner_id,interest,level\n"
      "25,50,A,B,5493001KJTIIGC8Y1R12,,indirect\n"
      ",50,A,C,LEI:5493001KJTIIGC8Y1R13,voting,\n"
      "75,,A,D,,,direct\n"
      ",,A,E,,ultimate_parent,\n",
      "x.csv");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_THAT(got.Edges(),
              ElementsAre("lei:5493001KJTIIGC8Y1R12>name:a 2500..5000 /", "lei:5493001KJTIIGC8Y1R13>name:a 0..5000 /",
                          "name:d>name:a 7500..10000 /", "name:e>name:a 0..10000? /"));
  EXPECT_EQ(got.edges[0].directness(), v1::INDIRECT);
  EXPECT_EQ(got.edges[1].kind(), v1::INTEREST_VOTING_RIGHTS);
  EXPECT_EQ(got.edges[3].kind(), v1::INTEREST_CONSOLIDATION_ULTIMATE);
}

TEST(OwnershipImport, OperatorCsvRefusesAndNamesThePlace) {
  const std::vector<ErrorCase> cases = {
      {"", "f.csv: row 1: the file is empty"},
      {"owner,asset,percnt\n", "column \"percnt\" is not known"},
      {"owner,percent\n", "owner and asset are required"},
      {"owner,asset,asset\n", "stands twice"},
      {"owner,asset,percent,min_percent\n", "either percent or min_percent"},
      {"owner,asset,percent\na,b,101\n", "f.csv: row 2: column percent: \"101\" is not a number from 0 to 100"},
      {"owner,asset,percent\na,b,50-60\n", "column percent"},
      {"owner,asset,percent\na,,50\n", "row 2: column asset: a name (or an id) is required"},
      {"owner,asset,percent\n--,b,50\n", "column owner: a name needs letters"},
      {"owner,asset,min_percent,max_percent\na,b,60,50\n", "more than max_percent"},
      {"owner,asset,start_date\na,b,2020-1-1\n", "column start_date: \"2020-1-1\" is not YYYY-MM-DD"},
      {"owner,asset,start_date,end_date\na,b,2020-01-02,2020-01-01\n", "ends before it starts"},
      {"owner,asset,owner_country\na,b,China\n", "column owner_country"},
      {"owner,asset,owner_id\na,b,LEI:123\n", "an LEI has 20"},
      {"owner,asset,interest\na,b,golden share\n", "column interest: use shareholding"},
      {"owner,asset,level\na,b,some\n", "column level"},
      {"owner,asset\na,b,c\n", "3 fields where the header has 2"},
      {"owner,asset\n\"a,b\n", "truncated"},
  };
  for (const ErrorCase& c : cases) {
    const Imported got = Import(c.bytes, "f.csv");
    EXPECT_TRUE(absl::IsInvalidArgument(got.status)) << c.bytes;
    EXPECT_THAT(got.error(), HasSubstr(c.message)) << c.bytes;
  }
}

// ------------------------------------------------------------------------------------------------------------------
// BODS

std::string Bods4(const std::string& record, const std::string& type, const std::string& status,
                  const std::string& date, const std::string& details) {
  return absl::StrReplaceAll(
      R"({"statementId":"s-$r-$d","recordId":"$r","recordType":"$t","recordStatus":"$s","statementDate":"$d","recordDetails":$x})",
      {{"$r", record}, {"$t", type}, {"$s", status}, {"$d", date}, {"$x", details}});
}

TEST(OwnershipImport, BodsNewestStatementOfARecordStands) {
  const std::string hold = R"({"subject":"c1","interestedParty":"p1","interests":[{"type":"shareholding",
    "directOrIndirect":"direct","startDate":"2016-04","share":{"exact":$}}]})";
  const auto share = [&hold](const std::string& percent) { return absl::StrReplaceAll(hold, {{"$", percent}}); };
  const Imported got = Import(
      absl::StrCat(
          "[",
          Bods4("c1", "entity", "new", "2020-01-01",
                R"({"entityType":{"type":"registeredEntity"},"name":"Foo Ltd","alternateNames":["Foo"],
        "jurisdiction":{"code":"GB","name":"UK"},"foundingDate":"2019-09-03","identifiers":[{"scheme":"GB-COH","id":"123"},
        {"scheme":"XI-LEI","id":"5493001KJTIIGC8Y1R12"}]})"),
          ",",
          Bods4("p1", "person", "new", "2020-01-01", R"({"personType":"knownPerson","names":[{"fullName":"Jo"}]})"),
          ",", Bods4("r1", "relationship", "updated", "2021-01-01", share("60.5")), " , ",
          Bods4("r1", "relationship", "new", "2020-01-01", share("10")), ",",
          Bods4("r2", "relationship", "new", "2020-01-01", share("5")), ",",
          Bods4("r2", "relationship", "closed", "2022-03-04", "{}").substr(0, 0),
          Bods4("r2", "relationship", "closed", "2022-03-04", share("5")), ",",
          Bods4("st", "entity", "new", "2020-01-01", R"({"entityType":{"type":"stateBody"},"name":"Ministry"})"),
          "]\n"),
      "psc.json");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "bods-0.4");
  EXPECT_EQ(got.report.records, 7);
  EXPECT_EQ(got.report.superseded, 2);
  EXPECT_THAT(got.Edges(), ElementsAre("bods:psc:p1>bods:psc:c1 6050..6050 2016-04-01/",
                                       "bods:psc:p1>bods:psc:c1 500..500 2016-04-01/2022-03-04"));
  ASSERT_EQ(got.nodes.size(), 3U);
  EXPECT_EQ(got.nodes[0].ids(1).scheme(), "LEI");
  EXPECT_EQ(got.nodes[0].incorporation_country(), "GB");
  EXPECT_EQ(got.nodes[1].kind(), v1::NODE_PERSON);
  EXPECT_EQ(got.nodes[2].kind(), v1::NODE_STATE_BODY);
}

TEST(OwnershipImport, BodsSharesAndInterests) {
  const auto one = [](const std::string& interest) {
    return Import(Bods4("r", "relationship", "new", "2020-01-01",
                        absl::StrCat(R"({"subject":"a","interestedParty":"b","interests":[)", interest, "]}")),
                  "x.json");
  };
  struct InterestCase {
    std::string interest;
    v1::InterestKind kind;
    int min_bp;
    int max_bp;
    bool unknown;
  };
  const std::vector<InterestCase> cases = {
      {R"({"type":"shareholding","share":{"minimum":25,"maximum":50}})", v1::INTEREST_SHAREHOLDING, 2'500, 5'000,
       false},
      {R"({"type":"shareholding","share":{"minimum":25,"exclusiveMinimum":true,"maximum":50,"exclusiveMaximum":false}})",
       v1::INTEREST_SHAREHOLDING, 2'501, 5'000, false},
      {R"({"type":"shareholding","share":{"exclusiveMinimum":50,"maximum":100}})", v1::INTEREST_SHAREHOLDING, 5'001,
       10'000, false},
      {R"({"type":"shareholding","share":{"minimum":0,"exclusiveMaximum":50}})", v1::INTEREST_SHAREHOLDING, 0, 4'999,
       false},
      {R"({"type":"shareholding","share":{"exact":"33.33"}})", v1::INTEREST_SHAREHOLDING, 3'333, 3'333, false},
      {R"({"type":"shareholding","share":{"exact":1e2}})", v1::INTEREST_SHAREHOLDING, 0, 10'000, true},
      {R"({"type":"shareholding","share":{"exact":133}})", v1::INTEREST_SHAREHOLDING, 0, 10'000, true},
      {R"({"type":"shareholding"})", v1::INTEREST_SHAREHOLDING, 0, 10'000, true},
      {R"({"type":"unknownInterest"})", v1::INTEREST_SHAREHOLDING, 0, 10'000, true},
      {R"({"type":"voting-rights","share":{"exact":75}})", v1::INTEREST_VOTING_RIGHTS, 7'500, 7'500, false},
      {R"({"type":"appointmentOfBoard"})", v1::INTEREST_CONTROL, 0, 10'000, true},
      {R"({"type":"nominee","share":{"exact":75}})", v1::INTEREST_NOMINEE, 7'500, 7'500, false},
      {R"({"type":"seniorManagingOfficial"})", v1::INTEREST_DIRECTORSHIP, 0, 10'000, true},
      {R"({"type":"rightsToProfitOrIncome"})", v1::INTEREST_OTHER, 0, 10'000, true},
  };
  for (const InterestCase& c : cases) {
    const Imported got = one(c.interest);
    ASSERT_TRUE(got.status.ok()) << got.error();
    ASSERT_EQ(got.edges.size(), 1U) << c.interest;
    EXPECT_EQ(got.edges[0].kind(), c.kind) << c.interest;
    EXPECT_EQ(got.edges[0].min_bp(), c.min_bp) << c.interest;
    EXPECT_EQ(got.edges[0].max_bp(), c.max_bp) << c.interest;
    EXPECT_EQ(got.edges[0].unknown(), c.unknown) << c.interest;
  }
  const Imported none = one("");
  ASSERT_EQ(none.edges.size(), 1U);
  EXPECT_TRUE(none.edges[0].unknown());
  EXPECT_EQ(none.edges[0].note(), "no interests stated");
}

TEST(OwnershipImport, BodsOlderStatementsReplaceEachOther) {
  const Imported got = Import(
      R"({"statementID":"e1","statementType":"entityStatement","entityType":"registeredEntity","name":"Old Name"}
{"statementID":"e2","statementType":"entityStatement","entityType":"registeredEntity","name":"New Name","replacesStatements":["e1"]}
{"statementID":"p1","statementType":"personStatement","personType":"knownPerson","names":[{"fullName":"Jo"}]}
{"statementID":"o1","statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"e1"},"interestedParty":{"describedByPersonStatement":"p1"},"interests":[{"type":"shareholding","interestLevel":"direct","share":{"exact":40}}]}
{"statementID":"o2","statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"e1"},"interestedParty":{"describedByPersonStatement":"p1"},"interests":[{"type":"shareholding","interestLevel":"indirect","share":{"exact":60},"endDate":"2020-06"}],"replacesStatements":["o1"]}
{"statementID":"o3","statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"e2"},"interestedParty":{"unspecified":{"reason":"no-beneficial-owners"}},"interests":[]})",
      "old.jsonl");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "bods-0.2");
  EXPECT_EQ(got.report.superseded, 2);
  EXPECT_THAT(got.Edges(),
              ElementsAre("bods:p1>bods:e2 6000..6000 /2020-06-30", "bods:o3#unspecified>bods:e2 0..10000? /"));
  EXPECT_EQ(got.edges[0].directness(), v1::INDIRECT);
  ASSERT_EQ(got.nodes.size(), 3U);
  EXPECT_EQ(got.nodes[0].names(0), "New Name");
  EXPECT_EQ(got.nodes[2].kind(), v1::NODE_ANONYMOUS);
}

TEST(OwnershipImport, JsonRefusesAndNamesThePlace) {
  const std::string good = R"({"id":"a","schema":"Company","properties":{"name":["A"]}})";
  const std::vector<ErrorCase> cases = {
      {"[]", "the file holds no record"},
      {"[" + good, "record 1: the file ends inside the array"},
      {"[" + good + " " + good + "]", "record 1: a comma or the end of the array is missing"},
      {"[" + good + ",]", "a comma before the end"},
      {"[" + good + "] x", "text behind the end of the array"},
      {good + ",", "record 2: expected an object"},
      {good + "\n[1]", "record 2: expected an object"},
      {good.substr(0, 20), "record 1: the file ends inside the record"},
      {R"({"id":"a","schema":"Company","properties":{"name":["A"]]})", "f.json: record 1: "},
      {R"({"id":"a","id":"b","schema":"Company","properties":{}})", "the key \"id\" stands twice"},
      {R"({"id":"a","schema":"Company","properties":{"x":01}})", "not valid JSON"},
      {"{\"id\":\"\xff\",\"schema\":\"Company\",\"properties\":{}}", "not valid JSON"},
      {R"({"id":"a","schema":"Company","properties":{"x":nul}})", "not valid JSON"},
      {R"({"id":"a","schema":"Company","properties":{"x":tru}})", "not valid JSON"},
      {R"({"x":1})", "neither a BODS statement"},
      {R"({"op":"ADD","entity":{"id":"a"}})", "this is a delta file"},
      {R"({"id":"a","schema":"Company"})", "properties is missing"},
      {R"({"schema":"Company","properties":{}})", "id is missing"},
      {R"({"id":"a","schema":"Ownership","properties":{"owner":["x"]}})", "owner or asset is missing"},
      {R"({"statementId":"a","recordType":"entity"})", "recordId is missing"},
      {R"({"statementId":"a","recordId":"b","recordType":"thing"})", "recordType \"thing\""},
      {R"({"statementId":"a","recordId":"b","recordType":"relationship","recordStatus":"new","recordDetails":{"subject":"x"}})",
       "names nobody"},
      {R"({"statementID":"a","statementType":"x"})", "statementType \"x\""},
      {R"({"statementID":"a","statementType":"entityStatement"}{"statementId":"b","recordId":"b","recordType":"entity"})",
       "BODS 0.2 and 0.4 in one file"},
  };
  for (const ErrorCase& c : cases) {
    const Imported got = Import(c.bytes, "f.json");
    EXPECT_TRUE(absl::IsInvalidArgument(got.status)) << c.bytes;
    EXPECT_THAT(got.error(), HasSubstr(c.message)) << c.bytes;
  }
}

TEST(OwnershipImport, EscapesAcrossChunks) {
  const std::string line = R"({"id":"a\"}","schema":"Company","properties":{"name":["\\","x\u4e2d}{"]}})";
  for (size_t step = 1; step < 12; ++step) {
    const Imported got = Import(line + "\n" + line, "f.json", {}, step);
    ASSERT_TRUE(got.status.ok()) << got.error();
    ASSERT_EQ(got.nodes.size(), 2U);
    EXPECT_EQ(got.nodes[1].id(), "ftm:a\"}");
    EXPECT_THAT(got.nodes[1].names(), ElementsAre("\\", "x\xE4\xB8\xAD}{"));
  }
}

// -------------------------------------------------------------------------------------------------------
// FollowTheMoney

TEST(OwnershipImport, FollowTheMoney) {
  const Imported got = Import(
      R"({"id":"c","schema":"Company","properties":{"name":["Foo"],"alias":["Фу"],"jurisdiction":["ru"],"innCode":["77"],"incorporationDate":["2001"]}}
{"id":"p","schema":"Person","properties":{"name":["Jo"],"nationality":["ru"]}}
{"id":"s","schema":"Sanction","properties":{}}
{"id":"o1","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"percentage":["25-50%"],"startDate":["2020"],"endDate":["2024-03-24"]}}
{"id":"o2","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"percentage":["majority"],"role":["founder"]}}
{"id":"o3","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"percentage":["48","51"]}}
{"id":"o4","schema":"Ownership","properties":{"owner":["p"],"asset":["c"],"startDate":["soon"]}}
{"id":"d","schema":"Directorship","properties":{"director":["p"],"organization":["c"],"role":["CEO"]}}
{"id":"u","schema":"UnknownLink","properties":{"subject":["p"],"object":["c"]}})",
      "people.ftm.json");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "ftm");
  EXPECT_EQ(got.report.source, "ftm/people");
  EXPECT_EQ(got.report.other_records, 1);
  EXPECT_EQ(got.report.unknown_shares, 2);
  EXPECT_EQ(got.report.unreadable_shares, 1);
  EXPECT_EQ(got.report.unreadable_dates, 1);
  EXPECT_THAT(got.report.remarks,
              ElementsAre("record 5: unreadable percentage \"majority\"", "record 7: unreadable start date \"soon\""));
  EXPECT_THAT(got.Edges(), ElementsAre("ftm:p>ftm:c 2500..5000 2020-01-01/2024-03-24", "ftm:p>ftm:c 0..10000? /",
                                       "ftm:p>ftm:c 4800..5100 /", "ftm:p>ftm:c 0..10000? /", "ftm:p>ftm:c 0..0 /",
                                       "ftm:p>ftm:c 0..0 /"));
  EXPECT_EQ(got.edges[1].note(), "founder; percentage: majority");
  EXPECT_EQ(got.edges[4].kind(), v1::INTEREST_DIRECTORSHIP);
  EXPECT_EQ(got.nodes[0].incorporation_country(), "RU");
}

// ----------------------------------------------------------------------------------------------------------------
// limits

TEST(OwnershipImport, LimitsHoldAtTheLimitAndOnePast) {
  const std::string one = R"({"id":"a","schema":"Company","properties":{"name":["A"]}})";
  OwnershipImportLimits limits;
  limits.max_records = 2;
  EXPECT_TRUE(Import(one + one, "f", limits).status.ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Import(one + one + one, "f", limits).status));
  limits = {};
  limits.max_record_bytes = static_cast<int64_t>(one.size());
  EXPECT_TRUE(Import(one, "f", limits).status.ok());
  limits.max_record_bytes -= 1;
  EXPECT_THAT(Import(one, "f", limits).error(), HasSubstr("longer than the limit"));
  limits = {};
  limits.max_depth = 4;  // record, properties, name, text
  EXPECT_TRUE(Import(one, "f", limits).status.ok()) << Import(one, "f", limits).error();
  limits.max_depth = 3;
  EXPECT_THAT(Import(one, "f", limits).error(), HasSubstr("nested deeper"));
  limits = {};
  limits.max_values = 5;
  EXPECT_TRUE(Import(one, "f", limits).status.ok());
  limits.max_values = 4;
  EXPECT_THAT(Import(one, "f", limits).error(), HasSubstr("too many values"));
  limits = {};
  limits.max_buffered = 1;
  EXPECT_TRUE(Import("owner,asset\na,b\n", "f", limits).status.ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Import("owner,asset\na,b\na,b\n", "f", limits).status));
  const std::string statement = Bods4("c", "entity", "new", "2020-01-01", "{}");
  EXPECT_TRUE(Import(statement, "f", limits).status.ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Import(statement + statement, "f", limits).status));
}

TEST(OwnershipImport, SinkErrorsStop) {
  SlowSource source(R"({"id":"a","schema":"Company","properties":{}})", 99);
  OwnershipImportOptions options;
  options.file_name = "f";
  OwnershipSink sink;
  sink.node = [](const v1::OwnershipNode&) { return absl::ResourceExhaustedError("full"); };
  sink.edge = [](const v1::OwnershipEdge&) { return absl::OkStatus(); };
  EXPECT_TRUE(absl::IsResourceExhausted(ImportOwnershipFile(source, options, sink).status()));
}

}  // namespace
}  // namespace cordon
