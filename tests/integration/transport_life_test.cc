// The server's own life over the real transport: health, reflection, drain, and where it agrees to listen.
#include <future>
#include <thread>

#include "base/files.h"
#include "tests/integration/fake_server.h"

namespace cordon {
namespace {

using Life = FakeServerTest;

TEST_F(Life, HealthFollowsTheState) {
  std::atomic<bool> lists_old{false};
  handlers_.serving = [&] {
    ServingState state;
    if (lists_old) state.screening = "LISTS_TOO_OLD: EL was last confirmed 31 days ago";
    return state;
  };
  Start();
  EXPECT_EQ(Health(client_->channel, ""), "SERVING");
  EXPECT_EQ(Health(client_->channel, "cordon.v1.ScreeningService"), "SERVING");
  EXPECT_EQ(Health(client_->channel, "cordon.v1.ListService"), "SERVING");
  EXPECT_EQ(Health(client_->channel, "cordon.v1.EngineService"), "SERVING");
  EXPECT_EQ(Health(client_->channel, "nobody"), std::to_string(grpc::StatusCode::NOT_FOUND));

  RawStream watch(client_->channel, "/grpc.health.v1.Health/Watch");
  std::string update;
  ASSERT_TRUE(watch.Write(HealthRequestBytes("cordon.v1.ScreeningService")));
  ASSERT_TRUE(watch.Read(&update));
  EXPECT_EQ(update, "\x08\x01");

  lists_old = true;
  ASSERT_TRUE(watch.Read(&update));
  EXPECT_EQ(update, "\x08\x02");
  EXPECT_TRUE(Eventually([this] { return Health(client_->channel, "") == "NOT_SERVING"; }));
  EXPECT_EQ(Health(client_->channel, "cordon.v1.ListService"), "SERVING") << "or nobody could import a newer list";
  grpc::ClientContext context;
  v1::ServerInfo info;
  ASSERT_TRUE(client_->engine->GetServerInfo(&context, {}, &info).ok());
  EXPECT_FALSE(info.serving());
  EXPECT_EQ(info.not_serving_reason(), "LISTS_TOO_OLD: EL was last confirmed 31 days ago");

  lists_old = false;
  ASSERT_TRUE(watch.Read(&update));
  EXPECT_EQ(update, "\x08\x01");
}

TEST_F(Life, ReflectionIsOnForLoopback) {
  Start();
  const std::string services = ReflectedServices(client_->channel);
  EXPECT_NE(services.find("cordon.v1.ScreeningService"), std::string::npos) << services;
  EXPECT_NE(services.find("cordon.v1.ListService"), std::string::npos);
}

TEST_F(Life, ReflectionCanBeTurnedOff) {
  options_.reflection = false;
  Start();
  EXPECT_EQ(ReflectedServices(client_->channel), "error " + std::to_string(grpc::StatusCode::UNIMPLEMENTED));
}

TEST_F(Life, DrainFinishesWhatWasAcceptedAndRefusesTheRest) {
  HoldScreenings();
  Start();
  auto accepted = std::async(std::launch::async, [this] { return Screen(); });
  ASSERT_TRUE(Eventually([this] { return held_.size() == 1; }));
  auto drained = std::async(std::launch::async, [this] { return server_->Drain(absl::Seconds(20)); });
  grpc::Status late;
  ASSERT_TRUE(Eventually([&] {
    v1::Screening answer;
    late = Screen(&answer, absl::Milliseconds(300));
    return late.error_code() == grpc::StatusCode::UNAVAILABLE;
  })) << late.error_message();
  EXPECT_EQ(Reason(late), "DRAINING");
  EXPECT_GT(GetRetryAfterMs(Details(late)), 0);
  EXPECT_EQ(Health(client_->channel, ""), "NOT_SERVING");
  EXPECT_NE(drained.wait_for(std::chrono::milliseconds(100)), std::future_status::ready);
  held_.Release();
  EXPECT_TRUE(accepted.get().ok());
  EXPECT_TRUE(drained.get());
  server_->Wait();  // must return at once
}

TEST_F(Life, DrainCancelsWhatDoesNotEnd) {
  HoldScreenings();
  handlers_.limits = [] { return CallLimits{.max_in_flight = 10, .default_deadline = absl::Minutes(1)}; };
  Start();
  auto accepted = std::async(std::launch::async, [this] {
    v1::Screening answer;
    return Screen(&answer, absl::Minutes(1));
  });
  ASSERT_TRUE(Eventually([this] { return held_.size() == 1; }));
  auto drained = std::async(std::launch::async, [this] { return server_->Drain(absl::Milliseconds(200)); });
  EXPECT_FALSE(accepted.get().ok());
  EXPECT_TRUE(Eventually([this] { return held_.AllCancelled(); }));
  held_.Release();  // a handler that lets go late must find everything still there
  EXPECT_FALSE(drained.get());
}

TEST_F(Life, DrainDoesNotWaitForHealthWatchers) {
  Start();
  RawStream watch(client_->channel, "/grpc.health.v1.Health/Watch");
  std::string update;
  ASSERT_TRUE(watch.Write(""));
  ASSERT_TRUE(watch.Read(&update));
  const absl::Time before = absl::Now();
  EXPECT_TRUE(server_->Drain(absl::Seconds(20)));
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
}

TEST_F(Life, DrainUnderLoadLosesNoAcceptedCall) {
  std::atomic<int64_t> worked{0};
  Mutex mu;
  std::vector<std::thread> workers;
  handlers_.screen_party = [&](const auto&, const RpcContext&, HeldCalls::Done done) {
    ++worked;
    MutexLock lock(mu);
    workers.emplace_back([done = std::move(done)] {
      absl::SleepFor(absl::Milliseconds(2));
      done(v1::Screening());
    });
  };
  Start();
  std::atomic<int64_t> answered{0};
  std::atomic<int64_t> other{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      const Client own(server_->addresses()[0]);
      for (;;) {
        grpc::ClientContext context;
        v1::Screening answer;
        const grpc::Status status = own.screening->ScreenParty(&context, {}, &answer);
        if (!status.ok()) {
          if (status.error_code() != grpc::StatusCode::UNAVAILABLE) ++other;
          return;
        }
        ++answered;
      }
    });
  }
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_TRUE(server_->Drain(absl::Seconds(20)));
  for (std::thread& client : clients) client.join();
  for (std::thread& worker : workers) worker.join();
  EXPECT_GT(answered, 0);
  EXPECT_EQ(answered, worked) << "each call that was worked on was answered";
  EXPECT_EQ(other, 0) << "the rest is told UNAVAILABLE";
}

TEST_F(Life, TakenPortIsNamedWithItsReason) {
  Start();
  ServerOptions second;
  second.listen = {server_->addresses()[0]};
  const auto refused = GrpcServer::StartWithHandlers(second, PlainHandlers());
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.status().message().find(server_->addresses()[0]), absl::string_view::npos) << refused.status();
  EXPECT_NE(refused.status().message().find("in use"), absl::string_view::npos) << refused.status();

  second.listen = {};
  second.unix_socket = directory_ / "s";
  const auto socket = GrpcServer::StartWithHandlers(second, PlainHandlers());
  EXPECT_EQ(socket.status().code(), absl::StatusCode::kFailedPrecondition) << socket.status();
}

TEST(ListenAddress, ParsesLiteralsOnly) {
  const struct {
    const char* text;
    const char* shown;  // empty: refused
    bool loopback;
  } kCases[] = {{"127.0.0.1:50061", "127.0.0.1:50061", true},
                {"127.8.9.10:0", "127.8.9.10:0", true},
                {"[::1]:443", "[::1]:443", true},
                {"localhost:1", "127.0.0.1:1", true},
                {"0.0.0.0:1", "0.0.0.0:1", false},
                {"[::]:1", "[::]:1", false},
                {"[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]:1", false},
                {"10.0.0.7:65535", "10.0.0.7:65535", false},
                {"10.0.0.7:65536", "", false},
                {"10.0.0.7:-1", "", false},
                {"10.0.0.7:", "", false},
                {"10.0.0.7", "", false},
                {"::1:5", "", false},
                {"[127.0.0.1]:5", "", false},
                {"example.com:5", "", false},
                {"*:5", "", false},
                {":5", "", false},
                {"", "", false}};
  for (const auto& item : kCases) {
    const auto address = ParseListenAddress(item.text);
    EXPECT_EQ(address.ok(), *item.shown != '\0') << item.text;
    if (!address.ok()) continue;
    EXPECT_EQ(address->ToString(), item.shown);
    EXPECT_EQ(address->loopback, item.loopback) << item.text;
    EXPECT_EQ(CheckListen(*address, {}, false).ok(), item.loopback) << item.text;
    EXPECT_EQ(CheckListen(*address, {}, true).ok(), item.loopback) << "a token in the clear: " << item.text;
    EXPECT_TRUE(CheckListen(*address, {"c", "k", "a", ""}, false).ok()) << item.text;
    EXPECT_FALSE(CheckListen(*address, {"c", "k", "", ""}, false).ok()) << "half of mutual TLS is none";
    EXPECT_TRUE(CheckListen(*address, {"c", "k", "", ""}, true).ok()) << item.text;
    EXPECT_FALSE(CheckListen(*address, {"c", "", "", ""}, true).ok()) << item.text;
  }
}

TEST(CertificateCaller, HoldsOnlyWhatFitsARecord) {
  EXPECT_EQ(*CertificateCaller("procurement"), "cert:procurement");
  EXPECT_TRUE(CertificateCaller(std::string(200, 'a')).ok());
  for (const std::string& bad : {std::string(), std::string(201, 'a'), std::string("a\nb"), std::string("\xFF")}) {
    EXPECT_EQ(CertificateCaller(bad).status().code(), absl::StatusCode::kUnauthenticated);
  }
}

TEST(SocketPath, IsCheckedBeforeUse) {
  const TempDir directory;
  EXPECT_TRUE(CheckSocketPath(directory / "new.sock").ok());
  EXPECT_EQ(CheckSocketPath(directory / std::string(120, 'a')).code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(WriteFileAtomically(directory / "file", "precious").ok());
  EXPECT_EQ(CheckSocketPath(directory / "file").code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cordon
