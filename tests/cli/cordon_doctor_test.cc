// `cordon doctor`: each of the likeliest mistakes is found and told with its remedy.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Doctor : public CliTest {
 protected:
  void SetUp() override { ASSERT_EQ(Cordon({"screen", "Lindgren Bakery Equipment AB"}).code, 0); }
  // The line of one check; empty without it.
  std::string Line(const std::string& check, const std::vector<std::string>& more = {}, int code = -1) {
    std::vector<std::string> command = {"doctor", "-o", "jsonl"};
    command.insert(command.end(), more.begin(), more.end());
    const CliResult result = Cordon(command);
    if (code >= 0) {
      EXPECT_EQ(result.code, code) << result.out << result.err;
    }
    for (const std::string& line : Lines(result.out)) {
      if (line.find("{\"check\":\"" + check + "\"") == 0) return line;
    }
    return "";
  }
  std::string Key() const {
    for (const auto& entry : std::filesystem::directory_iterator(Path("data") + "/keys")) {
      if (entry.path().extension() == ".pem") return entry.path().string();
    }
    return "";
  }
};

TEST_F(Doctor, FreshDirectoryIsWellExceptForItsList) {
  for (const char* const check : {"data directory", "file system", "ownership", "signing key", "policy", "records"}) {
    EXPECT_THAT(Line(check, {}, 0), HasSubstr("\"OK\"")) << check;
  }
  EXPECT_EQ(Cordon({"doctor"}).out.find("lists import FILE"), std::string::npos);
  EXPECT_THAT(Cordon({"doctor"}).out, HasSubstr("cordon lists update"));
}

TEST_F(Doctor, DirectoryThatOthersRead) {
  chmod(Path("data").c_str(), 0755);
  EXPECT_THAT(Line("data directory", {}, 0), HasSubstr("chmod 700"));
}

TEST_F(Doctor, FilesOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  ASSERT_EQ(chown((Path("data") + "/cordon.db").c_str(), 12345, 12345), 0);
  const std::string line = Line("ownership", {}, 1);
  EXPECT_THAT(line, HasSubstr("1 files belong to another user"));
  EXPECT_THAT(line, HasSubstr("sudo -u cordon"));
}

TEST_F(Doctor, SigningKeyThatOthersReadOrThatIsGone) {
  ASSERT_FALSE(Key().empty());
  chmod(Key().c_str(), 0644);
  EXPECT_THAT(Line("signing key", {}, 1), HasSubstr("chmod 400"));
  std::filesystem::remove(Key());
  EXPECT_THAT(Line("signing key", {}, 1), HasSubstr("nothing can be recorded"));
}

TEST_F(Doctor, RequiredListThatNobodyHas) {
  std::ofstream(Path("data") + "/policy.textproto") << "required_lists: \"SDN\"\n";
  const CliResult result = Cordon({"doctor"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("REQUIRED_LIST_MISSING SDN"));
}

TEST_F(Doctor, PolicyThatCannotBeRead) {
  std::ofstream(Path("data") + "/policy.textproto") << "treshold: 9000\n";
  EXPECT_THAT(Line("policy", {}, 1), HasSubstr("policy.textproto:1:"));
}

TEST_F(Doctor, ServerThatStillHasTheOldPolicy) {
  std::ofstream(Path("data") + "/policy.textproto") << "version: \"old\"\n";
  CordondProcess server(dir_.path());
  ASSERT_TRUE(server.Start());
  EXPECT_THAT(Line("server", {}, 0), HasSubstr("runs on this directory"));
  std::ofstream(Path("data") + "/policy.textproto") << "version: \"new\"\n";
  EXPECT_THAT(Line("server", {}, 0), HasSubstr("systemctl reload cordond"));
  server.Signal(SIGHUP);
  std::string line;
  for (int i = 0; i < 100 && line.find("\"OK\"") == std::string::npos; ++i) line = Line("server");
  EXPECT_THAT(line, HasSubstr("\"OK\""));
}

TEST_F(Doctor, CallersAndCertificate) {
  const std::string callers = Write("callers", "callers { name: \"erp\" token_sha256: \"secret\" }\n");
  chmod(callers.c_str(), 0600);
  EXPECT_THAT(Line("callers", {"--callers", callers}, 1), HasSubstr("never the token"));
  const auto issue = [&](const std::string& days) {
    std::string error;
    EXPECT_EQ(RunProgram({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                          "-nodes", "-days", days, "-subj", "/CN=x", "-keyout", Path("key.pem"), "-out", Path("c.pem")},
                         &error, absl::Seconds(30)),
              0)
        << error;
    return Path("c.pem");
  };
  EXPECT_THAT(Line("certificate", {"--tls-cert", issue("10")}, 0), HasSubstr("\"WARN\""));
  EXPECT_THAT(Line("certificate", {"--tls-cert", issue("100")}, 0), HasSubstr("\"OK\""));
  EXPECT_THAT(Line("certificate", {"--tls-cert", callers}, 1), HasSubstr("no PEM certificate"));
  EXPECT_THAT(Line("certificate", {}, 0), Not(HasSubstr("PEM")));
}

}  // namespace
}  // namespace cordon
