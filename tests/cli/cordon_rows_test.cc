// Bulk screening: exactly one output row per input row, in order, whatever stands in the file.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

google::protobuf::Struct Parse(const std::string& json) {
  google::protobuf::Struct value;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &value).ok()) << json;
  return value;
}

class Rows : public CliTest {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "skipped: maps of messages have another layout here than in the installed library of protobuf";
#endif
    ImportDenyList();
  }

  std::vector<google::protobuf::Struct> Screen(const std::string& csv, int expected_code) {
    const CliResult result = Cordon({"screen", "--no-record", "-"}, {csv, {}, false});
    EXPECT_EQ(result.code, expected_code) << result.err;
    std::vector<google::protobuf::Struct> rows;
    for (const std::string& line : Lines(result.out)) rows.push_back(Parse(line));
    for (size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(rows[i].fields().at("row").number_value(), static_cast<double>(i + 1));
      if (rows[i].fields().count("error") != 0) {
        EXPECT_EQ(rows[i].fields().at("disposition").string_value(), "HOLD");
        EXPECT_EQ(rows[i].fields().at("matches").list_value().values_size(), 0);
      }
    }
    return rows;
  }
};

std::string Text(const google::protobuf::Struct& row, const std::string& key) {
  const auto it = row.fields().find(key);
  return it == row.fields().end() ? "(absent)" : it->second.string_value();
}

TEST_F(Rows, EveryColumnReachesTheEngine) {
  const auto rows = Screen(
      "\xEF\xBB\xBF"
      "REF,name,Type,country,address,id,wallet,aliases\r\n"
      "S-1,Northgate Freight,organization,gb; ie,1 Harbour Road,LEI:5493001KJTIIGC8Y1R12,0xabc;0xdef,\r\n"
      "S-2,,,,,,,nothing;Northgate Freight\r\n"
      "S-3,Lindgren,person,,,,,\r\n",
      3);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(Text(rows[0], "ref"), "S-1");
  EXPECT_EQ(Text(rows[0], "disposition"), "HOLD");
  EXPECT_EQ(Text(rows[1], "disposition"), "HOLD");  // by its alias
  EXPECT_EQ(Text(rows[2], "disposition"), "CLEAR");
}

TEST_F(Rows, ARowsTypeBeatsTheFlag) {
  const std::string csv = Write("p.csv", "name,type\nLindgren,person\nLindgren,\n");
  ASSERT_EQ(Cordon({"screen", "-f", csv, "--type", "vessel"}).code, 0);
  EXPECT_NE(Cordon({"explain", "latest"}).out.find("\"type\":\"VESSEL\""), std::string::npos);
}

TEST_F(Rows, ABadRowSaysWhyAndTheNextIsScreened) {
  const std::string long_name(513, 'x');
  std::string countries = "GB";
  for (int i = 0; i < 16; ++i) countries += ";GB";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"S,\"open quote,GB,", "quote"},
      {"S,stray\"quote,GB,", "quote"},
      {"S,\"closed\" then text,GB,", "quote"},
      {"S,bad\xFFutf8,GB,", "UTF-8"},
      {"S,nul" + std::string(1, '\0') + "byte,GB,", "NUL"},
      {"S,too,many,fields,here", "5 fields where the header names 4 columns"},
      {"S,too few", "2 fields where the header names 4 columns"},
      {"S," + long_name + ",GB,", "name: 513 code points, at most 512"},
      {"S,,GB,", "give a name, an address, an identifier or a wallet"},
      {"S,   ,GB,", "give a name, an address, an identifier or a wallet"},
      {"S,x,Germany,", "not a country code"},
      {"S,x," + countries + ",", "17 values, at most 16"},
      {"S,x,GB,robot", "type \"robot\" is unknown"},
      {std::string(129, 'r') + ",x,GB,", "ref: 129 bytes, at most 128"},
      {"S,\"two\nlines\",GB,", "name: holds a line break"},
      {"\"S\nT\",x,GB,", "ref: holds a line break"},
      {"S," + std::string(70'000, 'x') + ",GB,", "longer than the limit"},
  };
  for (const auto& [row, says] : cases) {
    const auto rows = Screen("ref,name,country,type\nA,first,,\n" + row + "\nB,Northgate Freight,GB,\n", 6);
    ASSERT_EQ(rows.size(), 3U) << row.substr(0, 80);
    EXPECT_NE(Text(rows[1], "error").find(says), std::string::npos) << Text(rows[1], "error");
    EXPECT_EQ(Text(rows[0], "disposition"), "CLEAR");
    EXPECT_EQ(Text(rows[2], "ref"), "B");
    EXPECT_EQ(rows[2].fields().at("matches").list_value().values_size(), 1) << row.substr(0, 80);
  }
}

TEST_F(Rows, TrailingEmptyCellsOfASpreadsheetAreNoDefect) {
  EXPECT_EQ(Screen("name,country\nLindgren,SE,,,\n\n\nAcme,US,\n", 0).size(), 2U);
}

// A property over generated files: rows are good or broken in known ways, none of which swallows a neighbour.
TEST_F(Rows, OneRowPerRowInOrder) {
  std::mt19937 random(20261122);
  const std::vector<std::string> bodies = {"Lindgren Bakery",
                                           "Northgate Freight",
                                           "\"quoted, name\"",
                                           "\"doubled \"\" quote\"",
                                           "bad\xFF",
                                           "\"open",
                                           "a\"b",
                                           "北京示例动力有限公司",
                                           "\xE2\x80\xAEreversed",
                                           "=1+1",
                                           "",
                                           "ООО Орлов Марин",
                                           std::string(600, 'y'),
                                           "'",
                                           "\t",
                                           "x\\\"y"};
  for (int round = 0; round < 8; ++round) {
    std::string csv = "ref,name\n";
    const int count = 1 + static_cast<int>(random() % 700);
    for (int i = 0; i < count; ++i)
      absl::StrAppend(&csv, "R", i, ",", bodies[random() % bodies.size()], random() % 2 == 0 ? "\n" : "\r\n");
    const CliResult result = Cordon({"screen", "--no-record", "-"}, {csv, {}, false});
    const std::vector<std::string> lines = Lines(result.out);
    // An unclosed quote that meets a quote further down is one defect of the row it began in; every row stays its own.
    ASSERT_EQ(lines.size(), static_cast<size_t>(count)) << "round " << round;
    for (int i = 0; i < count; ++i) {
      const auto row = Parse(lines[static_cast<size_t>(i)]);
      EXPECT_EQ(row.fields().at("row").number_value(), i + 1);
      if (row.fields().count("ref") != 0) {
        EXPECT_EQ(Text(row, "ref"), absl::StrCat("R", i));
      }
      if (row.fields().count("error") != 0) {
        EXPECT_EQ(Text(row, "disposition"), "HOLD");
      }
    }
  }
}

TEST_F(Rows, LongFilesKeepTheirOrderInEveryFormat) {
  std::string csv = "ref,name\n";
  for (int i = 1; i <= 3000; ++i)
    absl::StrAppend(&csv, "R", i, ",", i % 100 == 0 ? "Northgate Freight" : "Lindgren Bakery", "\n");
  const std::string path = Write("long.csv", csv);
  const std::vector<std::string> jsonl = Lines(Cordon({"screen", "--no-record", "-f", path}).out);
  ASSERT_EQ(jsonl.size(), 3000U);
  for (size_t i = 0; i < jsonl.size(); ++i) {
    EXPECT_EQ(jsonl[i].rfind(absl::StrCat("{\"row\":", i + 1, ",\"ref\":\"R", i + 1, "\""), 0), 0U) << jsonl[i];
  }
  const std::vector<std::string> json = Lines(Cordon({"screen", "--no-record", "-f", path, "-o", "json"}).out);
  ASSERT_EQ(json.size(), 3002U);
  EXPECT_EQ(json[1], jsonl[0] + ",");
  EXPECT_EQ(json[3000], jsonl[2999]);
  const std::vector<std::string> table_csv = Lines(Cordon({"screen", "--no-record", "-f", path, "-o", "csv"}).out);
  ASSERT_EQ(table_csv.size(), 3001U);
  EXPECT_EQ(table_csv[100].rfind("100,R100,Northgate Freight,HOLD,", 0), 0U) << table_csv[100];
  const CliResult table = Cordon({"screen", "--no-record", "-f", path, "-o", "table"});
  EXPECT_EQ(Lines(table.out).size(), 3001U);
  EXPECT_NE(table.err.find("3,000 screened: 30 HOLD, 2,970 CLEAR"), std::string::npos) << table.err;
}

TEST_F(Rows, RecordedRowsCanAllBeReadBack) {
  const CliResult result =
      Cordon({"screen", "-", "--external-ref", "PO-7"}, {"ref,name\n1,Lindgren\n2,Northgate Freight\n", {}, false});
  for (const std::string& line : Lines(result.out)) {
    const auto row = Parse(line);
    const CliResult record = Cordon({"explain", Text(row, "screening")});
    EXPECT_EQ(record.code, 0) << record.err;
    EXPECT_NE(record.out.find("\"record_sha256\":\"" + Text(row, "record_sha256")), std::string::npos);
    EXPECT_NE(record.out.find("\"external_ref\":\"PO-7\""), std::string::npos);
    EXPECT_NE(record.out.find("\"ref\":\"" + Text(row, "ref")), std::string::npos);
  }
}

TEST_F(Rows, CompressedFilesAreRead) {
  const std::string path = Write("parties.csv", "name\nNorthgate Freight\n");
  ASSERT_EQ(RunProgramWith({"gzip", path}, data_dir(), {}).code, 0);
  EXPECT_EQ(Cordon({"screen", "--no-record", "-f", path + ".gz"}).code, 3);
}

TEST_F(Rows, CompareRepeatsTheInputColumns) {
  const std::string path = Write("pairs.csv",
                                 "Label,name_a,name_b\n"
                                 "7,Northgate Freight,Northgate Freight\n"
                                 "x,Alpha,Zeppelin\n"
                                 "y,,Zeppelin\n");
  const CliResult csv =
      Cordon({"compare", "-f", path, "-o", "csv"}, {"", {{"CORDON_DATA_DIR", "/nonexistent"}}, false});
  EXPECT_EQ(csv.out,
            "Label,name_a,name_b,score,match\n"
            "7,Northgate Freight,Northgate Freight,1.0000,true\n"
            "x,Alpha,Zeppelin,0.0000,false\n"
            "y,,Zeppelin,,\n");
  EXPECT_EQ(csv.code, 6);
  EXPECT_EQ(csv.err, "cordon: row 3: name_a: is empty\n");
}

TEST_F(Rows, ARunThatIsRepeatedUnderOtherListsSaysSo) {
  ImportDenyList();
  const std::string rows = Write("rows.csv", "name\nHarbour Cranes AB\nBonner Blumenladen\n");
  const std::vector<std::string> run = {"screen", "-f", rows, "--batch", "weekly", "-o", "jsonl"};
  const CliResult first = Cordon(run);
  EXPECT_EQ(first.code, 0) << first.err;
  const CliResult again = Cordon(run);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.out, first.out);
  // A name of the first row is listed now; the recorded CLEAR must not pass for today's.
  const std::string list = Write("own.csv", "id,name\nO-1,Harbour Cranes AB\n");
  ASSERT_EQ(Cordon({"lists", "import", list, "--as", "OWN"}).code, 0);
  const CliResult stale = Cordon(run);
  EXPECT_EQ(stale.code, 5) << stale.err;
  EXPECT_NE(stale.err.find("2 rows were answered from an earlier run"), std::string::npos) << stale.err;
  const CliResult anew = Cordon({"screen", "-f", rows, "--batch", "weekly-2", "-o", "jsonl"});
  EXPECT_EQ(anew.code, 3) << anew.err;
  EXPECT_EQ(anew.err.find("earlier run"), std::string::npos) << anew.err;
}

}  // namespace
}  // namespace cordon
