// Registered parties with the real programs: the commands, a comparison that is killed at any of its steps, and a
// server that is killed while it compares: nothing is missed and nothing told twice.
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"
#include "tests/support/kill_at_call.h"

namespace cordon {
namespace {

namespace fs = std::filesystem;

class CordonMonitorTest : public CliTest {
 protected:
  void SetUp() override {
    old_file_ = Write("old.csv", "id,name\nQ1,Qorvandel Gyroscope Bureau\nQ3,Amur Ball Valves\n");
    new_file_ = Write("new.csv", "id,name\nQ2,Zephyrtronic Lattice Works\nQ3,Amur Ball Valves\n");
  }
  // `count` parties, of which one in three matches the old list, one the new one, one neither.
  std::string Parties(int count) const {
    std::string csv = "ref,name\n";
    const char* const kNames[] = {"Qorvandel Gyroscope Bureau", "Zephyrtronic Lattice Works", "Bonner Blumenladen"};
    for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "S-", i, ",", kNames[i % 3], "\n");
    return Write("parties.csv", csv);
  }
  // How often each "TYPE,ref,entry" was told.
  std::map<std::string, int> Told() {
    std::map<std::string, int> told;
    const CliResult events = Cordon({"events", "--limit", "100000", "-o", "csv"});
    EXPECT_EQ(events.code, 0) << events.err;
    const std::vector<std::string> lines = Lines(events.out);
    for (size_t i = 1; i < lines.size(); ++i) {
      const std::vector<std::string> cells = absl::StrSplit(lines[i], ',');
      // sequence,time,type,external_ref,screening,party,list,entry_id,...
      if (cells.size() > 7) ++told[absl::StrCat(cells[2], ",", cells[3], ",", cells[7])];
    }
    return told;
  }

  std::string old_file_;
  std::string new_file_;
};

TEST_F(CordonMonitorTest, TheCommandsWorkAloneAndWithAServer) {
  ASSERT_EQ(Cordon({"lists", "import", old_file_, "--as", "WATCH"}).code, 0);
  const std::string bad = Write("bad.csv", "ref,name\nS-1,Qorvandel Gyroscope Bureau\n,Bonner Blumenladen\n");
  const CliResult added = Cordon({"monitor", "add", bad, "-o", "csv"});
  EXPECT_EQ(added.code, 6) << added.err;
  EXPECT_EQ(added.out, "registered,with_matches,total\n1,1,1\n");
  EXPECT_NE(added.err.find("row 2 was not registered: it has no ref"), std::string::npos) << added.err;
  EXPECT_EQ(Cordon({"monitor", "list"}).code, 0);
  const std::string alone = Cordon({"monitor", "list", "-o", "csv"}).out;
  EXPECT_EQ(Count(alone, "Q1"), 1) << alone;
  {
    CordondProcess server(fs::path(data_dir()).parent_path().string());
    ASSERT_TRUE(server.Start());
    const std::string address = server.address();
    EXPECT_EQ(Cordon({"monitor", "list", "-o", "csv", "--server", address}).out, alone);
    ASSERT_EQ(Cordon({"lists", "import", new_file_, "--as", "WATCH", "--accept-change"}).code, 0);
    EXPECT_EQ(Cordon({"monitor", "run", "--server", address}).code, 0);
    const CliResult everybody = Cordon({"monitor", "run", "--everybody", "-o", "jsonl", "--server", address});
    EXPECT_NE(everybody.out.find("\"screened\":1,\"changes\":0"), std::string::npos) << everybody.out;
    EXPECT_EQ(Told(), (std::map<std::string, int>{{"NEW_LISTING,S-1,Q1", 1}, {"DELISTED,S-1,Q1", 1}}));
    EXPECT_EQ(Cordon({"monitor", "remove", "S-1", "S-2", "--server", address, "-o", "csv"}).out,
              "removed,total\n1,0\n");
    server.Signal(SIGTERM);
    EXPECT_EQ(server.WaitForExit(), 0);
  }
  EXPECT_EQ(Cordon({"monitor", "list", "--all"}).out, "");
  EXPECT_EQ(Cordon({"monitor"}).code, 2);
}

TEST_F(CordonMonitorTest, AComparisonThatIsKilledAtAStepMissesAndDoublesNothing) {
  ASSERT_EQ(Cordon({"lists", "import", old_file_, "--as", "WATCH"}).code, 0);
  ASSERT_EQ(Cordon({"monitor", "add", Parties(600)}).code, 0);
  const std::string kept = Path("kept");
  fs::copy(data_dir(), kept, fs::copy_options::recursive);
  const std::vector<std::string> import = {"lists", "import", new_file_, "--as", "WATCH", "--accept-change"};
  std::vector<std::string> program = {ProgramPath("cordon")};
  program.insert(program.end(), import.begin(), import.end());
  const KilledRun whole = KillAtCall(program, data_dir(), 0);
  if (!whole.traced) GTEST_SKIP() << "skipped: processes may not be traced here";
  ASSERT_EQ(whole.exit_code, 0);
  const std::map<std::string, int> expected = Told();
  ASSERT_EQ(expected.size(), 600U);  // 200 first matches, 200 gone, 200 new
  const char* const steps = std::getenv("CORDON_SWITCH_STEPS");
  const int step = steps != nullptr && std::string(steps) == "all" ? 1 : std::max(1, whole.calls / 6);
  for (int at = 1 + static_cast<int>(std::random_device{}() % static_cast<unsigned>(step)); at <= whole.calls;
       at += step) {
    fs::remove_all(data_dir());
    fs::copy(kept, data_dir(), fs::copy_options::recursive);
    KillAtCall(program, data_dir(), at);
    // Before the switch it is tried again; after it only what is left is done.
    if (Cordon({"lists", "status", "-o", "csv"}).out.find("new.csv") == std::string::npos) {
      EXPECT_EQ(Cordon(import).code, 0);
    }
    EXPECT_EQ(Cordon({"monitor", "run"}).code, 0);
    EXPECT_EQ(Told(), expected) << "killed at call " << at << " of " << whole.calls;
    EXPECT_EQ(Cordon({"audit", "verify"}).code, 0) << "killed at call " << at;
  }
}

TEST_F(CordonMonitorTest, AServerThatIsKilledWhileItComparesMissesAndDoublesNothing) {
  ASSERT_EQ(Cordon({"lists", "import", old_file_, "--as", "WATCH"}).code, 0);
  ASSERT_EQ(Cordon({"monitor", "add", Parties(1500)}).code, 0);
  std::mt19937 random{std::random_device{}()};
  CordondProcess server(fs::path(data_dir()).parent_path().string());
  for (int round = 0; round < 4; ++round) {
    ASSERT_TRUE(server.Start());
    // The other list each time; killed at any moment after the switch, and once more while it goes on.
    const std::string& file = round % 2 == 0 ? new_file_ : old_file_;
    ASSERT_EQ(Cordon({"lists", "import", file, "--as", "WATCH", "--accept-change"}).code, 0);
    absl::SleepFor(absl::Milliseconds(random() % 60));
    server.Signal(SIGKILL);
    server.WaitForExit();
    ASSERT_TRUE(server.Start());
    absl::SleepFor(absl::Milliseconds(random() % 40));
    server.Signal(SIGKILL);
    server.WaitForExit();
    ASSERT_TRUE(server.Start());
    EXPECT_EQ(Cordon({"monitor", "run"}).code, 0);  // waits for the server
    server.Signal(SIGTERM);
    ASSERT_EQ(server.WaitForExit(), 0);
  }
  // Each switch is told once of each party that it concerns: four times back and forth.
  const std::map<std::string, int> told = Told();
  EXPECT_EQ(told.size(), 2000U);  // both events of 500 parties of either list
  for (const auto& [event, times] : told) {
    const bool old_list = event.find(",Q1") != std::string::npos;
    const bool begins = event.find("NEW_LISTING") == 0;
    EXPECT_EQ(times, old_list && begins ? 3 : 2) << event;
  }
  const CliResult everybody = Cordon({"monitor", "run", "--everybody", "-o", "jsonl"});
  EXPECT_NE(everybody.out.find("\"changes\":0"), std::string::npos) << everybody.out;
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
}

}  // namespace
}  // namespace cordon
