// A switch of lists that is killed at any of its steps: afterwards the old version answers or the new one, never a mix,
// and the log is whole. CORDON_SWITCH_STEPS=all kills at every call that changes a file; by default at a few, others each
// time (./dev soak).
#include <cstdlib>
#include <filesystem>
#include <random>

#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"
#include "tests/support/kill_at_call.h"

namespace cordon {
namespace {

namespace fs = std::filesystem;

class SwitchCrash : public CliTest {
 protected:
  void SetUp() override {
    // Nothing that one version lists resembles what the other does.
    old_file_ = Write("old.csv", "id,name\nQ1,Qorvandel Gyroscope Bureau\n");
    new_file_ = Write("new.csv", "id,name\nQ2,Zephyrtronic Lattice Works\n");
    ASSERT_EQ(Cordon({"lists", "import", old_file_, "--as", "WATCH"}).code, 0);
    old_state_ = State();
  }
  std::string Binary() const {
    const char* const directory = std::getenv("CORDON_BIN_DIR");
    return absl::StrCat(directory == nullptr ? "build/dev/bin" : directory, "/cordon");
  }
  // The digest of the active list, and what it answers for what each version lists.
  std::string State() {
    const std::string status = Cordon({"lists", "status", "-o", "csv"}).out;
    const size_t at = status.find("operator/WATCH");
    if (at == std::string::npos) return "no list: " + status;
    const std::string row = status.substr(at, status.find('\n', at) - at);
    std::string digest;
    for (size_t i = 0; i + 64 <= row.size() && digest.empty(); ++i) {
      if (row.find_first_not_of("0123456789abcdef", i) == i + 64) digest = row.substr(i, 64);
    }
    EXPECT_EQ(digest.size(), 64U) << row;
    return absl::StrCat(digest, " ", Cordon({"screen", "--no-record", "Qorvandel Gyroscope Bureau"}).code, " ",
                        Cordon({"screen", "--no-record", "Zephyrtronic Lattice Works"}).code);
  }
  void Restore(const std::string& from) const {
    fs::remove_all(data_dir());
    fs::copy(from, data_dir(), fs::copy_options::recursive);
  }
  // Kills `arguments` at its steps, each time from the directory as it is now.
  void KillAtSteps(const std::vector<std::string>& arguments, const std::string& before, int samples) {
    const std::string kept = Path("kept");
    fs::remove_all(kept);
    fs::copy(data_dir(), kept, fs::copy_options::recursive);
    std::vector<std::string> program = {Binary()};
    program.insert(program.end(), arguments.begin(), arguments.end());
    const KilledRun whole = KillAtCall(program, data_dir(), 0);
    if (!whole.traced) GTEST_SKIP() << "skipped: processes may not be traced here";
    ASSERT_EQ(whole.exit_code, 0);
    const std::string after = State();
    ASSERT_NE(after, before);
    ASSERT_GT(whole.calls, 5);
    const char* const steps = std::getenv("CORDON_SWITCH_STEPS");
    const int step = steps != nullptr && std::string(steps) == "all" ? 1 : std::max(1, whole.calls / samples);
    int old_ones = 0;
    int new_ones = 0;
    for (int at = 1 + static_cast<int>(std::random_device{}() % static_cast<unsigned>(step)); at <= whole.calls;
         at += step) {
      Restore(kept);
      const KilledRun run = KillAtCall(program, data_dir(), at);
      const std::string state = State();
      EXPECT_TRUE(state == before || state == after)
          << "killed at call " << at << " of " << whole.calls << ": " << state;
      ++(state == before ? old_ones : new_ones);
      const CliResult verified = Cordon({"audit", "verify"});
      EXPECT_EQ(verified.code, 0) << "killed at call " << at << ": " << verified.out << verified.err;
      // Tried again it goes through, wherever it was.
      if (run.killed && state == before) {
        EXPECT_EQ(Cordon(arguments).code, 0) << "after call " << at;
        EXPECT_EQ(State(), after);
      }
    }
    std::printf("%s %s: %d calls, killed at %d; %d old, %d new\n", arguments[0].c_str(), arguments[1].c_str(),
                whole.calls, old_ones + new_ones, old_ones, new_ones);
    EXPECT_GT(old_ones + new_ones, 0);
  }

  std::string old_file_;
  std::string new_file_;
  std::string old_state_;
};

TEST_F(SwitchCrash, AnImportIsWholeOrNotAtAll) {
  KillAtSteps({"lists", "import", new_file_, "--as", "WATCH"}, old_state_, 4);
}

TEST_F(SwitchCrash, ARollbackIsWholeOrNotAtAll) {
  ASSERT_EQ(Cordon({"lists", "import", new_file_, "--as", "WATCH"}).code, 0);
  KillAtSteps({"lists", "rollback", "WATCH"}, State(), 2);
}

}  // namespace
}  // namespace cordon
