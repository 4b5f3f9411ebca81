// The program's life: start, refusals, signals, crashes. Whatever was acknowledged is still there afterwards.
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/mutex.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

// Clients that screen until told to stop and remember what they were promised.
class Load {
 public:
  Load(const std::string& address, int clients) {
    for (int i = 0; i < clients; ++i) threads_.emplace_back([this, address, i] { Run(Client(address), i); });
  }
  ~Load() { Stop(); }
  void Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  // Name and bytes of every answer.
  std::vector<std::pair<std::string, std::string>> answers() {
    MutexLock lock(mu_);
    return answers_;
  }
  // Codes other than OK and UNAVAILABLE.
  std::vector<std::string> surprises() {
    MutexLock lock(mu_);
    return surprises_;
  }
  size_t count() { return answers().size(); }

 private:
  void Run(const Client& client, int number) {
    for (int i = 0; !stop_; ++i) {
      v1::Screening answer;
      const grpc::Status status = ScreenWith(client, PartyRequest(absl::StrCat("Load ", number, " ", i)), &answer);
      MutexLock lock(mu_);
      if (status.ok()) {
        answers_.emplace_back(answer.name(), answer.SerializeAsString());
      } else if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
        surprises_.push_back(absl::StrCat(static_cast<int>(status.error_code()), " ", status.error_message()));
      }
      if (!status.ok()) return;
    }
  }

  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
  Mutex mu_;
  std::vector<std::pair<std::string, std::string>> answers_ ABSL_GUARDED_BY(mu_);
  std::vector<std::string> surprises_ ABSL_GUARDED_BY(mu_);
};

class Program : public CordondTest {
 protected:
  void ExpectAllReadable(const std::vector<std::pair<std::string, std::string>>& answers) {
    int lost = 0;
    for (const auto& [name, bytes] : answers) {
      v1::Screening stored;
      if (!ReadWith(*client_, name, &stored).ok() || stored.SerializeAsString() != bytes) ++lost;
    }
    EXPECT_EQ(lost, 0) << "of " << answers.size() << " acknowledged screenings";
  }
  // Runs cordond with `flags` on this test's data directory, expecting it to refuse.
  int Refusal(const std::vector<std::string>& flags, std::string* error) {
    std::vector<std::string> arguments = {ProgramPath("cordond"), "--data-dir", directory_ / "data"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return RunProgram(arguments, error, absl::Seconds(20));
  }
};

TEST_F(Program, SigtermUnderLoadLosesNothing) {
  Start();
  std::vector<std::pair<std::string, std::string>> all;
  for (int round = 0; round < 3; ++round) {
    if (round > 0) Restart();
    Load load(server_->address(), 8);
    while (load.count() < 200) absl::SleepFor(absl::Milliseconds(5));
    server_->Signal(SIGTERM);
    EXPECT_EQ(server_->WaitForExit(), 0);
    load.Stop();
    EXPECT_TRUE(load.surprises().empty()) << load.surprises().front();
    const auto answers = load.answers();
    all.insert(all.end(), answers.begin(), answers.end());
  }
  Restart();
  ExpectAllReadable(all);
}

TEST_F(Program, KillUnderLoadLosesNothingAcknowledged) {
  Start();
  std::vector<std::pair<std::string, std::string>> all;
  for (int round = 0; round < 5; ++round) {
    Load load(server_->address(), 8);
    const size_t target = 50 + static_cast<size_t>(round) * 37;
    while (load.count() < target) absl::SleepFor(absl::Milliseconds(1));
    server_->Signal(SIGKILL);
    EXPECT_EQ(server_->WaitForExit(), -1);
    load.Stop();
    const auto answers = load.answers();
    all.insert(all.end(), answers.begin(), answers.end());
    const absl::Time before = absl::Now();
    Restart();
    EXPECT_LT(absl::Now() - before, absl::Seconds(5)) << "restart after a crash";
    ExpectAllReadable(answers);
  }
  ExpectAllReadable(all);
  grpc::ClientContext context;
  v1::ServerInfo info;
  ASSERT_TRUE(client_->engine->GetServerInfo(&context, {}, &info).ok());
  EXPECT_GE(info.screenings_recorded(), static_cast<int64_t>(all.size()));
}

TEST_F(Program, SecondSignalLeavesAtOnce) {
  Start();
  // An import that never ends keeps the drain busy.
  grpc::ClientContext context;
  v1::ImportListResponse response;
  const auto writer = client_->lists->ImportList(&context, &response);
  v1::ImportListRequest message;
  message.mutable_header()->set_file_name("slow.csv");
  ASSERT_TRUE(writer->Write(message));
  absl::SleepFor(absl::Milliseconds(200));
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->WaitForExit(absl::Milliseconds(500)), -1) << "it must wait for what it accepted";
  const absl::Time before = absl::Now();
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->WaitForExit(), 1);
  EXPECT_LT(absl::Now() - before, absl::Seconds(15)) << "not after --drain-timeout, 25 s";
}

TEST_F(Program, DrainTimeoutCancelsAndSaysSo) {
  Start({"--drain-timeout", "1"});
  grpc::ClientContext context;
  v1::ImportListResponse response;
  const auto writer = client_->lists->ImportList(&context, &response);
  v1::ImportListRequest message;
  message.mutable_header()->set_file_name("slow.csv");
  ASSERT_TRUE(writer->Write(message));
  absl::SleepFor(absl::Milliseconds(200));
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->WaitForExit(absl::Seconds(5)), 1);
  EXPECT_NE(server_->Log().find("drain cancelled calls"), std::string::npos);
}

TEST_F(Program, HangupIsReservedAndHarmless) {
  Start();
  server_->Signal(SIGHUP);
  EXPECT_EQ(Screen(PartyRequest("Example")).caller(), "loopback");
}

TEST_F(Program, HealthAndReflection) {
  Start();
  EXPECT_EQ(Health(client_->channel, ""), "SERVING");
  EXPECT_EQ(Health(client_->channel, "cordon.v1.ScreeningService"), "SERVING");
  EXPECT_NE(ReflectedServices(client_->channel).find("cordon.v1.ScreeningService"), std::string::npos);
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->WaitForExit(), 0);
  server_ = std::make_unique<CordondProcess>(directory_.path(), std::vector<std::string>{"--reflection", "off"});
  Restart();
  EXPECT_EQ(ReflectedServices(client_->channel), "error " + std::to_string(grpc::StatusCode::UNIMPLEMENTED));
}

TEST_F(Program, SecondServerOnTheDirectoryIsRefusedAtOnce) {
  Start();
  std::string error;
  const absl::Time before = absl::Now();
  EXPECT_EQ(Refusal({"--listen", "127.0.0.1:0", "--unix-socket", directory_ / "other.sock"}, &error), 1);
  EXPECT_LT(absl::Now() - before, absl::Seconds(15));
  EXPECT_NE(error.find("in use by cordond pid"), std::string::npos) << error;
  EXPECT_EQ(Screen(PartyRequest("Example")).caller(), "loopback") << "the first one must not notice";
}

TEST_F(Program, StaleSocketAfterACrashIsReplaced) {
  Start();
  server_->Signal(SIGKILL);
  server_->WaitForExit();
  ASSERT_TRUE(FileExists(server_->data_dir() + "/cordond.sock"));
  Restart();
  client_ = std::make_unique<Client>(server_->socket());
  EXPECT_EQ(Screen(PartyRequest("Example")).caller().rfind("uid:", 0), 0U);
}

TEST_F(Program, UsageAndConfigurationErrorsExitWith2) {
  ASSERT_TRUE(WriteFileAtomically(directory_ / "bad.textproto", "threshold: 20000\n").ok());
  ASSERT_TRUE(WriteFileAtomically(directory_ / "no.pem", "not a certificate\n").ok());
  const std::string pem = directory_ / "no.pem";
  const struct {
    std::vector<std::string> flags;
    const char* says;
  } kCases[] = {
      {{"--listen", "0.0.0.0:0"}, "not loopback"},
      {{"--listen", "[::]:0"}, "not loopback"},
      {{"--listen", "192.0.2.1:1"}, "--tls-client-ca"},
      {{"--listen", "example.com:1"}, "no IP address"},
      {{"--listen", "none", "--no-unix-socket"}, "nothing to listen on"},
      {{"--listen", "127.0.0.1:0", "--tls-cert", pem}, "--tls-cert and --tls-key"},
      {{"--listen", "127.0.0.1:0", "--tls-cert", pem, "--tls-key", pem}, "lets everybody in"},
      {{"--listen", "127.0.0.1:0", "--callers", directory_ / "absent"}, "--callers"},
      {{"--listen", "127.0.0.1:0", "--tls-cert", pem, "--tls-key", pem, "--tls-client-ca", pem}, "no PEM certificate"},
      {{"--listen", "127.0.0.1:0", "--config", directory_ / "bad.textproto"}, "threshold"},
      {{"--listen", "127.0.0.1:0", "--config", directory_ / "absent"}, "absent"},
      {{"--listen", "127.0.0.1:0", "--log-level", "loud"}, "log level"},
      {{"--listen", "127.0.0.1:0", "--unix-socket", directory_ / std::string(120, 's')}, "socket path"},
      {{"--threads", "0"}, "--threads"},
      {{"--nonsense"}, "nonsense"},
  };
  for (const auto& item : kCases) {
    std::string error;
    EXPECT_EQ(Refusal(item.flags, &error), 2) << item.says << ": " << error;
    EXPECT_NE(error.find(item.says), std::string::npos) << item.says << ": " << error;
  }
}

TEST_F(Program, ReadOnlyDirectoryIsRefused) {
  // Root may write anywhere, so root runs the program as nobody.
  std::filesystem::create_directory(directory_ / "data");
  ASSERT_EQ(chmod(directory_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod((directory_ / "data").c_str(), 0555), 0);
  std::vector<std::string> arguments;
  if (geteuid() == 0) {
    if (!FileExists("/usr/bin/setpriv")) GTEST_SKIP() << "skipped: running as root without setpriv";
    arguments = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  }
  arguments.insert(arguments.end(),
                   {ProgramPath("cordond"), "--data-dir", directory_ / "data", "--listen", "127.0.0.1:0"});
  std::string error;
  EXPECT_EQ(RunProgram(arguments, &error, absl::Seconds(20)), 1) << error;
  EXPECT_NE(error.find("ermission denied"), std::string::npos) << error;
  EXPECT_NE(error.find(directory_ / "data"), std::string::npos) << error;
}

TEST_F(Program, TellsItsVersion) {
  EXPECT_EQ(RunProgram({ProgramPath("cordond"), "--version"}, nullptr, absl::Seconds(20)), 0);
  EXPECT_EQ(RunProgram({ProgramPath("cordond"), "--help"}, nullptr, absl::Seconds(20)), 0);
}

}  // namespace
}  // namespace cordon
