// The exit codes, one by one, from the real program.
#include <sys/stat.h>

#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

class ExitCode : public CliTest {
 protected:
  void SetUp() override { ImportDenyList(); }
  void SetPolicy(const std::string& textproto) { Write("data/policy.textproto", textproto); }
};

constexpr char kListed[] = "Northgate Freight";
constexpr char kUnlisted[] = "Lindgren Bakery Equipment AB";

TEST_F(ExitCode, ZeroWhenNothingIsFound) { EXPECT_EQ(Cordon({"screen", kUnlisted}).code, 0); }

TEST_F(ExitCode, OneOnARuntimeError) {
  EXPECT_EQ(Cordon({"explain", "screenings/00000000000000000000000000"}).code, 1);
  EXPECT_EQ(Cordon({"screen", "-f", Path("absent.csv")}).code, 1);
  EXPECT_EQ(Cordon({"lists", "import", Path("absent.csv")}).code, 1);
  EXPECT_EQ(Cordon({"lists", "import", Write("bad.csv", "id,name\n1\n")}).code, 1);
  EXPECT_EQ(Cordon({"--server", "127.0.0.1:1", "lists", "status"}).code, 1);
  const CliResult unreachable = Cordon({"--server", "127.0.0.1:1", "screen", kUnlisted});
  EXPECT_EQ(unreachable.code, 1);
  EXPECT_EQ(unreachable.out.find("CLEAR"), std::string::npos);
}

TEST_F(ExitCode, OneWhenTheOutputCannotBeWritten) {
  const CliResult result =
      RunProgramWith({"bash", "-c", "cordon screen --no-record 'Acme' > /dev/full"}, data_dir(), {});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("cannot write to standard output"), std::string::npos) << result.err;
}

struct UsageCase {
  std::vector<std::string> arguments;
  const char* says;
};

TEST_F(ExitCode, TwoOnUsageAndConfiguration) {
  const std::string bad_policy = Write("bad.textproto", "version: \"x\"\nthreshold: 9000\nthresold: 1\n");
  const std::string odd_column = Write("odd.csv", "name,nationality\nA,B\n");
  const std::string no_name = Write("no_name.csv", "ref,country\nA,B\n");
  const std::vector<UsageCase> cases = {
      {{}, "give a command"},
      {{"scren", "x"}, "did you mean screen?"},
      {{"audit", "x"}, "unknown command"},
      {{"lists", "imprt"}, "did you mean import?"},
      {{"lists"}, "give a command"},
      {{"screen"}, "nothing to screen"},
      {{"screen", "x", "--nosuch"}, "unknown option --nosuch"},
      {{"screen", "x", "-o", "xml"}, "not in {table,json,jsonl,csv,dot,svg,html}"},
      {{"screen", "x", "--fail-on", "never"}, "not in {hold,escalate,block}"},
      {{"screen", "x", "--type", "robot"}, "--type"},
      {{"screen", "x", "--country", "China"}, "--country"},
      {{"screen", "x", "--id", "12345"}, "--id"},
      {{"screen", "x", "--threshold", "85"}, "--threshold"},
      {{"screen", "x", "--threshold", "0.85001"}, "--threshold"},
      {{"screen", "x", "--threshold", "0.4999"}, "--threshold"},
      {{"screen", "x", "--as-of", "22.11.2026"}, "--as-of"},
      {{"screen", "x", "--limit", "0"}, "--limit"},
      {{"screen", "x", "-f", odd_column}, "not both"},
      {{"screen", "-f", odd_column}, "unknown column \"nationality\""},
      {{"screen", "-f", no_name}, "at least one of the columns name,address,id,wallet"},
      {{"screen", "-f", odd_column, "--country", "CN"}, "they are columns"},
      {{"compare", "only one"}, "two names"},
      {{"compare", "a", "b", "--threshold", "x"}, "--threshold"},
      {{"completion", "powershell"}, "bash, zsh or fish"},
      {{"config", "check", bad_policy}, "bad.textproto:3:"},
      {{"--config", bad_policy, "screen", "x"}, "bad.textproto:3:"},
      {{"--config", Path("absent"), "config", "show"}, "absent"},
      {{"explain"}, "SCREENING"},
  };
  for (const UsageCase& one : cases) {
    const CliResult result = Cordon(one.arguments);
    EXPECT_EQ(result.code, 2) << testing::PrintToString(one.arguments);
    EXPECT_NE(result.err.find(one.says), std::string::npos) << testing::PrintToString(one.arguments) << "\n"
                                                            << result.err;
    EXPECT_EQ(result.err.rfind("cordon: ", 0), 0U) << result.err;
    EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(ExitCode, ThreeWhenHoldOrEscalateIsFound) {
  EXPECT_EQ(Cordon({"screen", kListed}).code, 3);
  EXPECT_EQ(Cordon({"screen", kUnlisted, kListed}).code, 3);
  EXPECT_EQ(Cordon({"screen", kListed, "--fail-on", "hold"}).code, 3);
  EXPECT_EQ(Cordon({"screen", kListed, "--fail-on", "escalate"}).code, 0);
  EXPECT_EQ(Cordon({"screen", kListed, "--fail-on", "block"}).code, 0);
  SetPolicy("lists { list: \"DENY\" disposition: ESCALATE }");
  EXPECT_EQ(Cordon({"screen", kListed}).code, 3);
  EXPECT_EQ(Cordon({"screen", kListed, "--fail-on", "escalate"}).code, 3);
  EXPECT_EQ(Cordon({"screen", kListed, "--fail-on", "block"}).code, 0);
}

TEST_F(ExitCode, FourWhenAPolicyBlocks) {
  SetPolicy("lists { list: \"DENY\" disposition: BLOCK }");
  EXPECT_EQ(Cordon({"screen", kListed}).code, 4);
  EXPECT_EQ(Cordon({"screen", kListed, "--fail-on", "block"}).code, 4);
}

TEST_F(ExitCode, FiveWhenARequiredListIsMissing) {
  SetPolicy("required_lists: \"SDN\"");
  const CliResult result = Cordon({"screen", kUnlisted});
  EXPECT_EQ(result.code, 5);
  EXPECT_NE(result.out.find("\"disposition\":\"HOLD\""), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("REQUIRED_LIST_MISSING"), std::string::npos);
  EXPECT_NE(result.err.find("incomplete: SDN"), std::string::npos) << result.err;
  EXPECT_EQ(Cordon({"screen", kUnlisted, "--fail-on", "block"}).code, 5);
  EXPECT_EQ(Cordon({"lists", "status"}).code, 5);
}

TEST_F(ExitCode, SixWhenSomeRowsFailed) {
  const CliResult result = Cordon({"screen", kUnlisted, std::string(600, 'x')});
  EXPECT_EQ(result.code, 6);
  EXPECT_EQ(Lines(result.out).size(), 2U);
  EXPECT_EQ(Cordon({"screen", "bad \xFF utf-8"}).code, 6);
  EXPECT_EQ(Cordon({"compare", "-f", Write("pairs.csv", "name_a,name_b\na,a\n,b\n")}).code, 6);
}

TEST_F(ExitCode, TheWorstWins) {
  const std::string rows = Write("rows.csv", std::string("name\n") + kListed + "\n" + kUnlisted + "\n\"open\n");
  EXPECT_EQ(Cordon({"screen", "-f", rows}).code, 6);  // before 3
  SetPolicy("required_lists: \"SDN\"");
  EXPECT_EQ(Cordon({"screen", "-f", rows}).code, 5);  // before 6
  SetPolicy("required_lists: \"SDN\" lists { list: \"DENY\" disposition: BLOCK }");
  EXPECT_EQ(Cordon({"screen", "-f", rows}).code, 4);  // before 5
}

TEST_F(ExitCode, ReadingCommandsAreDone) {
  ASSERT_EQ(Cordon({"screen", kListed}).code, 3);
  EXPECT_EQ(Cordon({"explain", "latest"}).code, 0);  // the record says HOLD, the command is done
  EXPECT_EQ(Cordon({"why-not", kListed, "DENY:D-2"}).code, 0);
  EXPECT_EQ(Cordon({"compare", kListed, kListed}).code, 0);
  EXPECT_EQ(Cordon({"lists", "status"}).code, 0);
  EXPECT_EQ(Cordon({"config", "show"}).code, 0);
  EXPECT_EQ(Cordon({"version"}).code, 0);
  EXPECT_EQ(Cordon({"--help"}).code, 0);
  EXPECT_EQ(Cordon({"screen", "--help"}).code, 0);
  EXPECT_EQ(Cordon({"--version"}).code, 0);
}

TEST_F(ExitCode, DoctorTellsGoodFromBad) {
  EXPECT_EQ(Cordon({"doctor"}).code, 0);
  SetPolicy("required_lists: \"SDN\"");
  const CliResult missing = Cordon({"doctor"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_NE(missing.out.find("\"FAIL\""), std::string::npos);
  SetPolicy("nonsense");
  EXPECT_EQ(Cordon({"doctor"}).code, 1);
}

}  // namespace
}  // namespace cordon
