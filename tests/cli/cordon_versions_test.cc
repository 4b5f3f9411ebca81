// `cordon lists versions | rollback | activate | diff` as a person at a shell sees them.
#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

class Versions : public CliTest {
 protected:
  void SetUp() override {
    Put("id,name,programs\nD-1,Northgate Freight Brokers Ltd,\nD-2,Orlov Marine Supply,\n");
    Put("id,name,programs\nD-1,Northgate Freight Brokers Ltd,P1\nD-3,Harbour Cranes AB,\n");
  }
  void Put(const std::string& csv) {
    const CliResult result = Cordon({"lists", "import", Write("deny.csv", csv), "--as", "DENY"});
    ASSERT_EQ(result.code, 0) << result.err;
  }
  // The ids of the stored versions, newest first.
  std::vector<std::string> Ids() {
    std::vector<std::string> ids;
    const std::string key = "\"version\":\"listVersions/";
    for (const std::string& line : Lines(Cordon({"lists", "versions", "-o", "jsonl"}).out)) {
      const size_t at = line.find(key) + key.size();
      ids.push_back(line.substr(at, line.find('"', at) - at));
    }
    return ids;
  }
};

TEST_F(Versions, RollbackGoesBackStepByStepAndActivateForward) {
  EXPECT_EQ(Cordon({"screen", "Orlov Marine Supply"}).code, 0);
  const CliResult back = Cordon({"lists", "rollback", "deny"});
  EXPECT_EQ(back.code, 0) << back.err;
  EXPECT_NE(back.out.find("\"active\":true"), std::string::npos) << back.out;
  EXPECT_EQ(Cordon({"screen", "Orlov Marine Supply"}).code, 3);
  const CliResult no_more = Cordon({"lists", "rollback", "operator/DENY"});
  EXPECT_EQ(no_more.code, 1);
  EXPECT_NE(no_more.err.find("no version of operator/DENY was active before"), std::string::npos) << no_more.err;
  EXPECT_EQ(Cordon({"lists", "activate", Ids()[0]}).code, 0);
  EXPECT_EQ(Cordon({"screen", "Orlov Marine Supply"}).code, 0);
  EXPECT_EQ(Cordon({"lists", "rollback", "DENY", "--to", Ids()[1]}).code, 0);
  EXPECT_EQ(Cordon({"screen", "Orlov Marine Supply"}).code, 3);
  const CliResult shown = Cordon({"lists", "versions", "DENY", "-o", "table"});
  EXPECT_EQ(Count(shown.out, "active "), 1) << shown.out;
  EXPECT_EQ(Count(shown.out, "earlier "), 1) << shown.out;
}

TEST_F(Versions, MistakesAreNamed) {
  EXPECT_EQ(Cordon({"lists", "rollback"}).code, 2);
  const CliResult unknown = Cordon({"lists", "rollback", "NOSUCH"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("NOSUCH"), std::string::npos);
  EXPECT_EQ(Cordon({"lists", "activate", "absent"}).code, 1);
  EXPECT_EQ(Cordon({"lists", "diff", "absent"}).code, 1);
  EXPECT_EQ(Cordon({"lists", "versions", "NOSUCH", "-o", "json"}).out, "[]\n");
}

TEST_F(Versions, DiffNamesEntriesAndFields) {
  const std::vector<std::string> ids = Ids();
  const CliResult table = Cordon({"lists", "diff", ids[1], ids[0], "-o", "table"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_NE(table.out.find("programs +1"), std::string::npos) << table.out;
  EXPECT_NE(table.err.find("1 added, 1 removed, 1 changed, 0 unchanged"), std::string::npos) << table.err;
  const CliResult rows = Cordon({"lists", "diff", ids[1]});
  EXPECT_EQ(rows.out,
            "{\"kind\":\"changed\",\"list\":\"DENY\",\"entry_id\":\"D-1\",\"entry_name\":\"Northgate Freight Brokers "
            "Ltd\",\"fields\":[{\"field\":\"programs\",\"removed\":[],\"added\":[\"P1\"]}]}\n"
            "{\"kind\":\"removed\",\"list\":\"DENY\",\"entry_id\":\"D-2\",\"entry_name\":\"Orlov Marine "
            "Supply\",\"fields\":[]}\n"
            "{\"kind\":\"added\",\"list\":\"DENY\",\"entry_id\":\"D-3\",\"entry_name\":\"Harbour Cranes "
            "AB\",\"fields\":[]}\n");
  const CliResult cut = Cordon({"lists", "diff", ids[1], "--limit", "1", "-o", "csv"});
  EXPECT_EQ(Lines(cut.out).size(), 2U);
  EXPECT_NE(cut.err.find("showing 1 of 3 changes"), std::string::npos) << cut.err;
  EXPECT_EQ(Cordon({"lists", "diff", ids[0], "-o", "json"}).out.find("\"changes\": []") != std::string::npos, true);
}

}  // namespace
}  // namespace cordon
