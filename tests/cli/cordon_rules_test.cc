// cordon rules: list and show alike in process and from a server; test and check for whoever writes a rule.
#include <filesystem>

#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

constexpr char kHouseRule[] = R"(name: "house"
rules {
  id: "HOUSE-COPPER"
  title: "Copper to Norway"
  citation: "house policy 3"
  house: true
  severity: MED
  for_each: "item"
  when {
    all { field: "each.destination" value: "NO" }
    all { field: "each.description" op: MATCHES value: "copper" }
  }
  cases { disposition: HOLD explanation: "{each.description} to {each.destination}" }
  tests { name: "copper" facts { item { destination: "NO" description: "Copper wire" } } expect: FIRES disposition: HOLD }
  tests { name: "to Sweden" facts { item { destination: "SE" description: "Copper wire" } } expect: SILENT }
}
)";

constexpr char kScenario[] = R"(scenarios {
  name: "copper"
  inputs { transaction { as_of: "2026-06-15" activity: EXPORT destination: "NO" parties { party { name: "Lofoten Kabel AS" } roles: PURCHASER hq_country: "NO" } items { description: "copper wire" eccn: "EAR99" quantity: 3 } } }
  expect { must_fire { rule: "HOUSE-COPPER" disposition: HOLD } disposition: HOLD }
}
)";

using Rules = CliTest;

TEST_F(Rules, ListAndShow) {
  const CliResult table = Cordon({"rules", "list", "-o", "table"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_NE(table.out.find("IAAS-LISTED"), std::string::npos);
  const CliResult lines = Cordon({"rules", "list", "-o", "jsonl"});
  EXPECT_GE(Lines(lines.out).size(), 60U);
  EXPECT_NE(lines.out.find("{\"rule\":\"HQ-D5\",\"title\":"), std::string::npos);
  const CliResult shown = Cordon({"rules", "show", "HQ-D5"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("id: \"HQ-D5\""), std::string::npos) << shown.out;
  // What is shown can be put into a file and checked.
  std::string pack = "name: \"mine\"\n" + shown.out;
  pack.replace(pack.find("HQ-D5"), 5, "MY-D5");
  EXPECT_EQ(Cordon({"rules", "check", Write("mine.textproto", pack)}).code, 0);
  EXPECT_NE(Cordon({"rules", "show", "HQ-D5", "-o", "json"}).out.find("\"definition\""), std::string::npos);
  const CliResult unknown = Cordon({"rules", "show", "HQ-D6"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("there are HQ-D5"), std::string::npos) << unknown.err;
  EXPECT_EQ(Cordon({"rules", "show", "HQ-D5", "-o", "csv"}).code, 2);
}

TEST_F(Rules, CheckNamesThePlace) {
  EXPECT_EQ(Cordon({"rules", "check", Write("house.textproto", kHouseRule)}).code, 0);
  std::string bad = kHouseRule;
  bad.replace(bad.find("each.description\" op"), 16, "each.descryption");
  const CliResult misspelt = Cordon({"rules", "check", Write("bad.textproto", bad)});
  EXPECT_EQ(misspelt.code, 2);
  EXPECT_NE(misspelt.err.find("bad.textproto:11: field 'each.descryption': ItemFacts has no 'descryption'"),
            std::string::npos)
      << misspelt.err;
  EXPECT_EQ(Cordon({"rules", "check", Path("absent.textproto")}).code, 2);
  EXPECT_EQ(Cordon({"rules", "check"}).code, 2);
  const CliResult table =
      Cordon({"rules", "check", Write("law.textproto", "name: \"law\" parameters { key: \"NO_SUCH\" value: 1 }")});
  EXPECT_EQ(table.code, 2) << table.err;
  EXPECT_EQ(Cordon({"rules", "check",
                    Write("law2.textproto",
                          "name: \"law\" parameters { key: \"OWNLIKE_TERM_DAYS\" value: 100 house: true }")})
                .code,
            0);
}

TEST_F(Rules, ScenariosRunWithAPackBeforeItIsPutToUse) {
  const std::string pack = Write("house.textproto", kHouseRule);
  const std::string scenario = Write("copper.textproto", kScenario);
  const CliResult without = Cordon({"rules", "test", scenario});
  EXPECT_EQ(without.code, 2) << "the rule does not exist yet";
  EXPECT_NE(without.err.find("no rule 'HOUSE-COPPER'"), std::string::npos) << without.err;
  const CliResult with = Cordon({"rules", "test", scenario, "--pack", pack});
  EXPECT_EQ(with.code, 0) << with.err << with.out;
  EXPECT_NE(with.err.find("1 scenarios: 1 passed, 0 failed"), std::string::npos) << with.err;
  // Put to use: the same without --pack, and deals are judged by it.
  std::filesystem::create_directories(data_dir() + "/rules");
  Write("data/rules/house.textproto", kHouseRule);
  EXPECT_EQ(Cordon({"rules", "test", scenario}).code, 0);
  EXPECT_NE(Cordon({"rules", "list"}).out.find("HOUSE-COPPER"), std::string::npos);
  // A new version of the pack in use stands in for it.
  EXPECT_EQ(Cordon({"rules", "check", pack}).code, 0);
  std::string wrong = kScenario;
  wrong.replace(wrong.find("disposition: HOLD } disposition: HOLD"), 37, "disposition: HOLD } disposition: NOTE");
  const CliResult failed = Cordon({"rules", "test", Write("wrong.textproto", wrong), "-o", "table"});
  EXPECT_EQ(failed.code, 6);
  EXPECT_NE(failed.out.find("disposition HOLD, expected NOTE"), std::string::npos) << failed.out;
  const CliResult coverage = Cordon({"rules", "test", scenario, "--coverage", "-o", "csv"});
  EXPECT_NE(coverage.out.find("HOUSE-COPPER,1,0,0,HOLD 1"), std::string::npos) << coverage.out;
}

TEST_F(Rules, FilesAreReadHere) {
  EXPECT_EQ(Cordon({"--server", "127.0.0.1:1", "rules", "test", "x"}).code, 2);
  EXPECT_EQ(Cordon({"--server", "127.0.0.1:1", "rules", "check", "x"}).code, 2);
  EXPECT_EQ(Cordon({"--server", "127.0.0.1:1", "rules", "list"}).code, 1);
}

TEST_F(Rules, ABrokenPackInUseIsAMatterOfConfiguration) {
  std::filesystem::create_directories(data_dir() + "/rules");
  Write("data/rules/house.textproto", "rules { id: \"X\" }");
  const CliResult result = Cordon({"rules", "list"});
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("house.textproto"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace cordon
