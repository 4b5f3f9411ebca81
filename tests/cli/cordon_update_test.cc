// `cordon lists update` against publishers' servers good and bad: up to date, updated or could not check, each time the
// right one of the three, and the last good version kept.
#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"
#include "tests/support/list_server.h"

namespace cordon {
namespace {

constexpr char kHeader[] = "id,name\n";

class Update : public CliTest {
 protected:
  static std::string Rows(int count) {
    std::string csv = kHeader;
    for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "r", i, ",Meridian Listed Party Number ", i, "\n");
    return csv;
  }
  // The policy's one download, of list DENY.
  std::string Policy(const std::string& path, const std::string& more = "") {
    return absl::StrCat("version: \"u\"\ndownloads { source: \"csl\" }\ndownloads { source: \"operator/DENY\" url: \"",
                        server_.Url(path), "\" ", more,
                        " }\ndownload_limits { attempts: 2 low_speed_bytes: 1000 low_speed_seconds: 1 "
                        "timeout_seconds: 8 max_redirects: 3 }\n");
  }
  CliResult Run(const std::string& path, std::vector<std::string> arguments = {}, const std::string& more = "") {
    arguments.insert(arguments.begin(),
                     {"--config", Write("policy.textproto", Policy(path, more)), "lists", "update", "-o", "jsonl"});
    return Cordon(arguments);
  }
  static std::string Outcome(const CliResult& result) {
    const std::string key = "\"outcome\":\"";
    const size_t at = result.out.find(key);
    if (at == std::string::npos) return "none: " + result.err;
    return result.out.substr(at + key.size(), result.out.find('"', at + key.size()) - at - key.size());
  }
  // The stored state of every list without what a check may change: its age.
  std::string Digests() { return Cordon({"lists", "versions", "-o", "csv"}).out; }
  int Listed(const std::string& name) { return Cordon({"screen", "--no-record", name}).code; }

  ListServer server_;
};

TEST_F(Update, TheThreeOutcomes) {
  server_.Put("deny.csv", Rows(100));
  CliResult result = Run("plain/deny.csv", {"--check"});
  EXPECT_EQ(Outcome(result), "available") << result.err;
  EXPECT_EQ(result.code, 100);
  EXPECT_EQ(Cordon({"lists", "versions", "DENY"}).out, "") << "a check changes nothing";
  result = Run("plain/deny.csv");
  EXPECT_EQ(Outcome(result), "updated") << result.err;
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(Listed("Meridian Listed Party Number 7"), 3);
  server_.ForgetRequests();
  result = Run("plain/deny.csv");
  EXPECT_EQ(Outcome(result), "up_to_date") << result.err;
  EXPECT_EQ(result.code, 0);
  EXPECT_NE(server_.Requests().find("none-match=\""), std::string::npos) << server_.Requests();
  EXPECT_EQ(Run("plain/deny.csv", {"--check"}).code, 0);
  server_.Put("deny.csv", Rows(101), 1'000'000'060);
  EXPECT_EQ(Run("plain/deny.csv", {"--check"}).code, 100);
  EXPECT_EQ(Outcome(Run("plain/deny.csv", {"operator/DENY"})), "updated");
  EXPECT_EQ(Lines(Cordon({"lists", "versions", "DENY"}).out).size(), 2U) << "a confirmed version is no new one";
}

TEST_F(Update, WithoutValidatorsTheBytesDecide) {
  server_.Put("deny.csv", Rows(100));
  EXPECT_EQ(Outcome(Run("bare/deny.csv")), "updated");
  EXPECT_EQ(Outcome(Run("bare/deny.csv")), "up_to_date");
  EXPECT_EQ(Run("bare/deny.csv", {"--check"}).code, 0);
  // One that was imported by hand is known too.
  server_.Put("own.csv", Rows(99));
  ASSERT_EQ(Cordon({"lists", "import", Write("own.csv", Rows(99)), "--as", "DENY"}).code, 0);
  EXPECT_EQ(Outcome(Run("bare/own.csv")), "up_to_date");
}

TEST_F(Update, WhateverTheServerDoesTheLastGoodVersionStays) {
  server_.Put("deny.csv", Rows(100), 1'000'000'000);
  ASSERT_EQ(Outcome(Run("plain/deny.csv")), "updated");
  server_.Put("deny.csv", Rows(101), 1'000'000'060);
  ASSERT_EQ(Outcome(Run("plain/deny.csv")), "updated");
  const std::string before = Digests();
  server_.Put("next.csv", Rows(102), 1'000'000'120);
  server_.Put("yesterday.csv", Rows(100), 1'000'000'000);
  server_.Put("half.csv", Rows(50), 1'000'000'120);
  server_.Put("empty.csv", "", 1'000'000'120);
  const struct {
    const char* path;
    const char* says;
  } kCases[] = {
      {"slow/next.csv", "too slow"},
      {"cut/next.csv", "broke off"},
      {"says-more/next.csv", "broke off"},
      {"says-less/next.csv", "ends inside its last line"},
      {"403/next.csv", "status 403"},
      {"500/next.csv", "status 500"},
      {"304/next.csv", "status 304"},
      {"html/next.csv", "web page"},
      {"loop/next.csv", "redirects more than 3 times"},
      {"to-http/next.csv", "not https"},
      {"bomb/next.csv", "refused"},
      {"plain/yesterday.csv", "was active before"},
      {"plain/half.csv", "would go from 101 to 50"},
      {"plain/empty.csv", "empty"},
      {"plain/absent.csv", ""},
  };
  for (const auto& c : kCases) {
    const CliResult result = Run(c.path);
    EXPECT_EQ(Outcome(result), "could_not_check") << c.path << ": " << result.out;
    EXPECT_EQ(result.code, 1) << c.path;
    if (std::string(c.path) != "bomb/next.csv") {
      EXPECT_NE(result.err.find(c.says), std::string::npos) << c.path << ": " << result.err;
    }
    EXPECT_EQ(Digests(), before) << c.path;
  }
  EXPECT_EQ(Outcome(Run("cut-once/next.csv")), "updated") << "resumed";
  EXPECT_EQ(Outcome(Run("hop3/next.csv")), "up_to_date") << "the same bytes from elsewhere";
}

TEST_F(Update, AnOlderFileOfTheSameAddressIsNotTaken) {
  server_.Put("deny.csv", Rows(100), 1'000'000'060);
  ASSERT_EQ(Outcome(Run("plain/deny.csv")), "updated");
  server_.Put("deny.csv", Rows(99), 1'000'000'000);
  const CliResult result = Run("plain/deny.csv");
  EXPECT_EQ(Outcome(result), "could_not_check");
  EXPECT_NE(result.out.find("\"reason\":\"LIST_OLDER\""), std::string::npos) << result.out;
  EXPECT_EQ(Outcome(Run("plain/deny.csv", {"--accept-change"})), "updated");
}

TEST_F(Update, ARollbackIsNotUndoneByTheNextUpdate) {
  server_.Put("deny.csv", Rows(100), 1'000'000'000);
  ASSERT_EQ(Outcome(Run("plain/deny.csv")), "updated");
  server_.Put("deny.csv", Rows(101), 1'000'000'060);
  ASSERT_EQ(Outcome(Run("plain/deny.csv")), "updated");
  ASSERT_EQ(Cordon({"lists", "rollback", "DENY"}).code, 0);
  EXPECT_EQ(Outcome(Run("plain/deny.csv")), "could_not_check");
  server_.Put("deny.csv", Rows(102), 1'000'000'120);
  EXPECT_EQ(Outcome(Run("plain/deny.csv")), "updated") << "the publisher's next one";
}

TEST_F(Update, AFileOfAnotherSourceIsRefused) {
  server_.Put("deny.csv", "owner,asset,percent\nOrlov Marine Supply,Baltic Hulls OY,75\n");
  const CliResult result = Run("plain/deny.csv");
  EXPECT_EQ(Outcome(result), "could_not_check");
  EXPECT_NE(result.err.find("is a file of source ownership/DENY, not of operator/DENY"), std::string::npos)
      << result.err;
}

TEST_F(Update, MistakesOfUseEndWithTwo) {
  const CliResult unknown = Run("plain/deny.csv", {"nosuch"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("it has operator/DENY"), std::string::npos) << unknown.err;
  EXPECT_EQ(Run("plain/deny.csv", {}, "sha256: \"abc\"").code, 2);
  const CliResult none =
      Cordon({"--config", Write("p.textproto", "version: 'p' downloads { source: 'csl' }"), "lists", "update"});
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.err.find("names no download"), std::string::npos) << none.err;
}

TEST_F(Update, TheSameThroughAServer) {
  server_.Put("deny.csv", Rows(100));
  // The policy is the server's; this process only downloads.
  const std::string policy = Policy("plain/deny.csv");
  const std::string other = Path("other");
  ASSERT_EQ(RunProgramWith({"mkdir", "-p", data_dir(), other}, data_dir(), {}).code, 0);
  Write("data/policy.textproto", policy);
  Write("other/policy.textproto", policy);
  CordondProcess cordond{dir_.path()};
  ASSERT_TRUE(cordond.Start());
  const auto both = [&](std::vector<std::string> arguments, int code) {
    std::vector<std::string> online = arguments;
    online.insert(online.begin(), {"--server", cordond.address(), "lists", "update"});
    arguments.insert(arguments.begin(), {"--data-dir", other, "lists", "update"});
    const CliResult a = Cordon(arguments);
    const CliResult b = Cordon(online);
    EXPECT_EQ(WithoutIds(a.out), WithoutIds(b.out));
    EXPECT_EQ(WithoutIds(a.err), WithoutIds(b.err));
    EXPECT_EQ(a.code, code) << a.err;
    EXPECT_EQ(b.code, code) << b.err;
  };
  both({"--check"}, 100);
  both({"-o", "json"}, 0);
  EXPECT_EQ(Cordon({"--server", cordond.address(), "screen", "Meridian Listed Party Number 7"}).code, 3);
  both({"-o", "csv"}, 0);
  server_.Put("deny.csv", Rows(50), 1'000'000'060);
  both({}, 1);
  // Without --server it goes through the socket of the server that holds the directory.
  server_.Put("deny.csv", Rows(101), 1'000'000'120);
  const CliResult held = Cordon({"lists", "update", "-o", "jsonl"});
  EXPECT_EQ(Outcome(held), "updated") << held.err;
  EXPECT_EQ(Cordon({"--server", cordond.address(), "screen", "Meridian Listed Party Number 100"}).code, 3);
}

}  // namespace
}  // namespace cordon
