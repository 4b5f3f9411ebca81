// cordond --update-every: the server gets its lists by itself, and goes on when their publisher fails.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/grpc/update_schedule.h"
#include "tests/integration/cordond_process.h"
#include "tests/support/list_server.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

TEST(UpdateDelay, StaysWithinATenth) {
  for (uint64_t random = 0; random < 5'000; random += 7) {
    const absl::Duration first = UpdateDelay(absl::Minutes(10), random * 131, true);
    EXPECT_GE(first, absl::ZeroDuration());
    EXPECT_LE(first, absl::Minutes(1));
    const absl::Duration next = UpdateDelay(absl::Minutes(10), random * 131, false);
    EXPECT_GE(next, absl::Minutes(9));
    EXPECT_LE(next, absl::Minutes(11));
  }
  EXPECT_NE(UpdateDelay(absl::Minutes(10), 1, false), UpdateDelay(absl::Minutes(10), 2, false));
}

class CordondUpdate : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(directory_ / "data");
    std::ofstream(directory_ / "data/policy.textproto")
        << "version: \"u\" downloads { source: \"csl\" } downloads { source: \"operator/DENY\" url: \""
        << server_.Url("plain/deny.csv") << "\" } download_limits { attempts: 1 }";
  }
  bool LogSays(const CordondProcess& cordond, const std::string& what) {
    for (int i = 0; i < 1'000; ++i) {
      if (absl::StrContains(cordond.Log(), what)) return true;
      absl::SleepFor(absl::Milliseconds(20));
    }
    return false;
  }
  TempDir directory_;
  ListServer server_;
};

TEST_F(CordondUpdate, ListsComeByThemselves) {
  server_.Put("deny.csv", "id,name\nD-1,Northgate Freight Brokers Ltd\n");
  CordondProcess cordond(directory_.path(), {"--update-every", "1s"});
  ASSERT_TRUE(cordond.Start());
  EXPECT_TRUE(LogSays(cordond, "lists are up to date")) << cordond.Log();
  // The publisher fails: said so, and the server goes on.
  server_.Put("deny.csv", "<html>sorry</html>", 1'000'000'060);
  EXPECT_TRUE(LogSays(cordond, "list update failed")) << cordond.Log();
  EXPECT_TRUE(LogSays(cordond, "could not check")) << cordond.Log();
  server_.Put("deny.csv", "id,name\nD-1,Northgate Freight Brokers Ltd\nD-2,Orlov Marine Supply\n", 1'000'000'120);
  cordond.Signal(SIGTERM);
  EXPECT_EQ(cordond.WaitForExit(), 0) << cordond.Log();
}

TEST_F(CordondUpdate, AnUpdateUnderWayDoesNotHoldUpTheEnd) {
  std::ofstream(directory_ / "data/policy.textproto")
      << "version: \"u\" downloads { source: \"csl\" } downloads { source: \"operator/DENY\" url: \""
      << server_.Url("silent/deny.csv") << "\" }";
  CordondProcess cordond(directory_.path(), {"--update-every", "1s"});
  ASSERT_TRUE(cordond.Start());
  for (int i = 0; i < 1'000 && server_.Requests().empty(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_FALSE(server_.Requests().empty());
  const absl::Time start = absl::Now();
  cordond.Signal(SIGTERM);
  EXPECT_EQ(cordond.WaitForExit(), 0) << cordond.Log();
  EXPECT_LT(absl::Now() - start, absl::Seconds(15));
}

TEST_F(CordondUpdate, MistakesAreRefusedAtTheStart) {
  for (const std::vector<std::string>& flags : {std::vector<std::string>{"--update-every", "often"},
                                                {"--update-every", "0s"},
                                                {"--update-every", "1h", "--no-unix-socket"}}) {
    std::vector<std::string> arguments = {ProgramPath("cordond"), "--data-dir", directory_ / "data"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    std::string said;
    EXPECT_EQ(RunProgram(arguments, &said, absl::Seconds(20)), 2) << said;
    EXPECT_TRUE(absl::StrContains(said, "--update-every")) << said;
  }
}

}  // namespace
}  // namespace cordon
