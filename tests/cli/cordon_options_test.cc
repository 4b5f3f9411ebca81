// Global options on either side of the command, the environment, formats, colours, and any text as a name.
#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

class Options : public CliTest {
 protected:
  void SetUp() override { ImportDenyList(); }
};

TEST_F(Options, GlobalOptionsStandBeforeOrAfter) {
  const std::vector<std::vector<std::string>> ways = {
      {"--data-dir", data_dir(), "-o", "json", "lists", "status"},
      {"lists", "--data-dir", data_dir(), "status", "-o", "json"},
      {"lists", "status", "--output", "json", "--data-dir", data_dir(), "--no-progress"},
      {"lists", "status", "-ojson", "--data-dir=" + data_dir()},
  };
  const CliOptions elsewhere = {"", {{"CORDON_DATA_DIR", Path("other")}}, false};
  const std::string expected = Cordon(ways[0], elsewhere).out;
  EXPECT_NE(expected.find("\"DENY\""), std::string::npos);
  for (const auto& way : ways) {
    const CliResult result = Cordon(way, elsewhere);
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.out, expected) << testing::PrintToString(way);
  }
}

TEST_F(Options, FlagBeatsEnvironmentBeatsDefault) {
  EXPECT_NE(Cordon({"lists", "status"}).out.find("DENY"), std::string::npos);
  const CliOptions elsewhere = {"", {{"CORDON_DATA_DIR", Path("other")}}, false};
  EXPECT_EQ(Cordon({"lists", "status"}, elsewhere).out.find("DENY"), std::string::npos);
  const CliOptions nowhere = {"", {{"CORDON_DATA_DIR", ""}}, false};
  EXPECT_EQ(Cordon({"lists", "status"}, nowhere).out.find("DENY"), std::string::npos);  // ~/.local/share/cordon
}

TEST_F(Options, AnyTextCanBeAName) {
  const std::vector<std::string> names = {"-x", "--no-record", "[A, B]", "{}", "", "version", "screen", "%%", "-"};
  std::vector<std::string> arguments = {"screen", "--no-record", "--"};
  arguments.insert(arguments.end(), names.begin(), names.end());
  const std::vector<std::string> lines = Lines(Cordon(arguments).out);
  ASSERT_EQ(lines.size(), names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_NE(lines[i].find("\"name\":\"" + names[i] + "\""), std::string::npos) << lines[i];
  }
  // Names that are commands, without --.
  EXPECT_EQ(Lines(Cordon({"screen", "--no-record", "lists", "explain", "[x]"}).out).size(), 3U);
}

TEST_F(Options, NothingIsAnEmptyArray) {
  const std::string header_only = Write("none.csv", "name\n");
  EXPECT_EQ(Cordon({"screen", "-f", header_only, "-o", "json"}).out, "[]\n");
  EXPECT_EQ(Cordon({"screen", "-f", header_only, "-o", "json"}).code, 0);
  EXPECT_EQ(Cordon({"screen", "-f", header_only}).out, "");
  EXPECT_EQ(Cordon({"compare", "-f", Write("pairs.csv", "name_a,name_b\n"), "-o", "json"}).out, "[]\n");
  EXPECT_EQ(Cordon({"lists", "search", "no such text", "-o", "json"}).out, "[]\n");
}

TEST_F(Options, TableAndColoursOnATerminalOnly) {
  const CliResult terminal = Cordon({"screen", "--no-record", "Northgate Freight"}, {"", {}, true});
  EXPECT_NE(terminal.out.find("LISTED AS"), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("\x1b[33;1mHOLD"), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("1 screened: 1 HOLD; lists DENY"), std::string::npos) << terminal.out;
  const CliResult plain = Cordon({"screen", "--no-record", "Northgate Freight"}, {"", {{"NO_COLOR", "1"}}, true});
  EXPECT_NE(plain.out.find("LISTED AS"), std::string::npos);
  EXPECT_EQ(plain.out.find("\x1b[33"), std::string::npos) << plain.out;
  const CliResult flag =
      Cordon({"screen", "--no-color", "--no-record", "--no-progress", "Northgate Freight"}, {"", {}, true});
  EXPECT_EQ(flag.out.find('\x1b'), std::string::npos) << flag.out;
  const CliResult pipe = Cordon({"screen", "--no-record", "Northgate Freight"});
  EXPECT_EQ(pipe.out.rfind("{\"row\":1,", 0), 0U) << pipe.out;
  EXPECT_EQ(pipe.err.find('\x1b'), std::string::npos) << pipe.err;
}

TEST_F(Options, ProgressOnATerminalOnly) {
  std::string csv = "name\n";
  for (int i = 0; i < 2000; ++i) csv += "Lindgren Bakery\n";
  const std::string path = Write("many.csv", csv);
  const std::vector<std::string> command = {"screen", "--no-record", "-f", path, "-o", "csv"};
  EXPECT_NE(Cordon(command, {"", {}, true}).out.find(" rows  "), std::string::npos);
  std::vector<std::string> quiet = command;
  quiet.push_back("--no-progress");
  EXPECT_EQ(Cordon(quiet, {"", {}, true}).out.find(" rows  "), std::string::npos);
  EXPECT_EQ(Cordon(command).err.find(" rows  "), std::string::npos);
}

TEST_F(Options, EscapeSequencesInNamesDoNotReachTheTerminal) {
  const CliResult result =
      Cordon({"screen", "--no-record", "--no-color", "--no-progress", "x\x1b[2Jy"}, {"", {}, true});
  EXPECT_EQ(result.out.find('\x1b'), std::string::npos);
  EXPECT_NE(result.out.find("x<U+001B>[2Jy"), std::string::npos) << result.out;
}

TEST_F(Options, LimitChangesWhatIsPrintedOnly) {
  Write("twins.csv", "id,name\nT-1,Twin Example Works\nT-2,Twin Example Works\n");
  ASSERT_EQ(Cordon({"lists", "import", Path("twins.csv"), "--as", "TWIN"}).code, 0);
  const CliResult all = Cordon({"screen", "--no-record", "Twin Example Works"});
  const CliResult one = Cordon({"screen", "--no-record", "Twin Example Works", "--limit", "1"});
  EXPECT_EQ(Count(all.out, "\"entry_id\""), 2);
  EXPECT_EQ(Count(one.out, "\"entry_id\""), 1);
  EXPECT_EQ(Count(one.out, "\"match_count\":2"), 1);
  EXPECT_EQ(all.code, one.code);
}

TEST_F(Options, ThresholdFromFlagEnvironmentAndPolicy) {
  const auto threshold = [&](const CliOptions& options, std::vector<std::string> more) {
    more.insert(more.begin(), {"screen", "Lindgren Bakery"});
    EXPECT_EQ(Cordon(more, options).code, 0);
    const std::string record = Cordon({"explain", "latest"}).out;
    const size_t at = record.find("\"threshold\":");
    return record.substr(at + 12, 6);
  };
  EXPECT_EQ(threshold({}, {}), "0.8500");
  Write("data/policy.textproto", "threshold: 8600");
  EXPECT_EQ(threshold({}, {}), "0.8600");
  EXPECT_EQ(threshold({"", {{"CORDON_THRESHOLD", "0.87"}}, false}, {}), "0.8700");
  EXPECT_EQ(threshold({"", {{"CORDON_THRESHOLD", "0.87"}}, false}, {"--threshold", "0.88"}), "0.8800");
}

TEST_F(Options, ConfigShowNamesTheOrigin) {
  Write("data/policy.textproto", "version: \"house-3\"\nthreshold: 8600\n");
  const std::string text = Cordon({"config", "show", "--origin"}, {"", {{"CORDON_THRESHOLD", "0.9"}}, false}).out;
  EXPECT_NE(text.find("policy.textproto\nversion: \"house-3\""), std::string::npos) << text;
  EXPECT_NE(text.find("# environment CORDON_THRESHOLD\nthreshold: 9000"), std::string::npos) << text;
  EXPECT_NE(text.find("# default\nmax_age_hours: 120"), std::string::npos) << text;
  // What is shown is a policy file again.
  const std::string shown = Write("shown.textproto", Cordon({"config", "show"}).out);
  EXPECT_EQ(Cordon({"config", "check", shown}).code, 0);
  EXPECT_EQ(Cordon({"--config", shown, "config", "show"}).out, Cordon({"config", "show"}).out);
}

TEST_F(Options, ExportIsImportedAgain) {
  const std::string exported = Cordon({"lists", "export", "DENY"}).out;
  EXPECT_EQ(Cordon({"lists", "export", "DENY", "--out", Path("out.csv")}).code, 0);
  EXPECT_EQ(Cordon({"lists", "import", Path("out.csv"), "--as", "DENY"}).code, 0);
  EXPECT_EQ(Cordon({"lists", "export", "DENY"}).out, exported);
  EXPECT_EQ(Cordon({"lists", "export", "NOSUCH"}).code, 1);
}

TEST_F(Options, CompletionScriptsLoad) {
  const CliResult bash =
      RunProgramWith({"bash", "-c",
                      "source <(cordon completion bash); COMP_WORDS=(cordon lists im); COMP_CWORD=2; _cordon; echo "
                      "\"${COMPREPLY[@]}\"; "
                      "COMP_WORDS=(cordon screen x --fail-on e); COMP_CWORD=4; _cordon; echo \"${COMPREPLY[@]}\"; "
                      "COMP_WORDS=(cordon screen --no-r); COMP_CWORD=2; _cordon; echo \"${COMPREPLY[@]}\""},
                     data_dir(), {});
  EXPECT_EQ(bash.out, "import\nescalate\n--no-record\n") << bash.err;
  for (const char* const shell : {"zsh", "fish"}) {
    const CliResult script = Cordon({"completion", shell});
    EXPECT_EQ(script.code, 0);
    EXPECT_NE(script.out.find("why-not"), std::string::npos);
  }
}

}  // namespace
}  // namespace cordon
