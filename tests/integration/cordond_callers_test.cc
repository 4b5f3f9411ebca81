// Who may call a real cordond, how often, and what a reload changes while it serves.
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "0123456789abcdef0123456789abcdef-erp";
constexpr char kOther[] = "0123456789abcdef0123456789abcdef-crm";

class Callers : public CordondTest {
 protected:
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    chmod((directory_ / name).c_str(), 0600);
  }
  static std::string Entry(const std::string& name, const std::string& token, const std::string& more = "") {
    return absl::StrCat("callers { name: \"", name, "\" token_sha256: \"", Sha256Hex(token), "\" ", more, "}\n");
  }
  void StartWith(const std::string& callers, std::vector<std::string> more = {}) {
    Write("callers.textproto", callers);
    more.insert(more.end(), {"--callers", directory_ / "callers.textproto"});
    Start(std::move(more));
  }
  grpc::Status Ask(const std::string& authorization, v1::Screening* answer, const std::string& address = "") const {
    const Client client(address.empty() ? server_->address() : address);
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(5));
    if (!authorization.empty()) context.AddMetadata("authorization", authorization);
    return client.screening->ScreenParty(&context, PartyRequest("Lindgren Bakery Equipment AB"), answer);
  }
  std::string CallerOf(const std::string& authorization, const std::string& address = "") const {
    v1::Screening answer;
    const grpc::Status status = Ask(authorization, &answer, address);
    return status.ok() ? answer.caller() : absl::StrCat(status.error_code(), " ", Reason(status));
  }
  // The log has the line; reloads are told there.
  bool Logged(const std::string& text) const {
    for (int i = 0; i < 500; ++i) {
      if (server_->Log().find(text) != std::string::npos) return true;
      absl::SleepFor(absl::Milliseconds(20));
    }
    return false;
  }
};

TEST_F(Callers, TokenIsTheCaller) {
  StartWith(Entry("erp", kToken) + Entry("crm", kOther));
  EXPECT_EQ(CallerOf(absl::StrCat("Bearer ", kToken)), "token:erp");
  EXPECT_EQ(CallerOf(absl::StrCat("Bearer ", kOther)), "token:crm");
  const std::string unknown = absl::StrCat(grpc::StatusCode::UNAUTHENTICATED, " CALLER_UNKNOWN");
  EXPECT_EQ(CallerOf(""), unknown);
  EXPECT_EQ(CallerOf(absl::StrCat("Bearer ", kToken, "x")), unknown);
  EXPECT_EQ(CallerOf(absl::StrCat("bearer ", kToken)), unknown);
  EXPECT_EQ(CallerOf("Basic ZXJwOnNlY3JldA=="), unknown);
  EXPECT_EQ(CallerOf(absl::StrCat("Bearer ", Sha256Hex(kToken))), unknown) << "the file's reader must not get in";
  // The machine's own user needs none; a proxy on the socket passes its clients' on and gets no more than they.
  EXPECT_THAT(CallerOf("", server_->socket()), HasSubstr("uid:"));
  EXPECT_EQ(CallerOf(absl::StrCat("Bearer ", kToken), server_->socket()), "token:erp");
  EXPECT_EQ(CallerOf("Bearer nobody", server_->socket()), unknown);
  EXPECT_THAT(server_->Log(), Not(HasSubstr(kToken)));
}

TEST_F(Callers, TwoHeadersAreOneTooMany) {
  StartWith(Entry("erp", kToken));
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(5));
  context.AddMetadata("authorization", absl::StrCat("Bearer ", kToken));
  context.AddMetadata("authorization", absl::StrCat("Bearer ", kOther));
  v1::Screening answer;
  EXPECT_EQ(client_->screening->ScreenParty(&context, PartyRequest("Lindgren"), &answer).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(Callers, WithATokenNoRecordIsNotAnswered) {
  StartWith(Entry("erp", kToken));
  const Client client(server_->socket());
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(5));
  context.AddMetadata("authorization", absl::StrCat("Bearer ", kToken));
  v1::ScreenPartyRequest request = PartyRequest("Lindgren");
  request.set_no_record(true);
  v1::Screening answer;
  EXPECT_EQ(Reason(client.screening->ScreenParty(&context, request, &answer)), "NO_RECORD_REFUSED");
}

TEST_F(Callers, HealthIsForAnybody) {
  StartWith(Entry("erp", kToken));
  EXPECT_EQ(Health(client_->channel, ""), "SERVING");
}

TEST_F(Callers, RateIsEachCallersOwn) {
  StartWith(Entry("erp", kToken, "rate { per_second: 1 burst: 3 }") + Entry("crm", kOther));
  v1::Screening answer;
  const std::string erp = absl::StrCat("Bearer ", kToken);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Ask(erp, &answer).ok()) << i;
  const grpc::Status refused = Ask(erp, &answer);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Reason(refused), "RATE_LIMITED");
  const int wait_ms = GetRetryAfterMs(Details(refused));
  EXPECT_GT(wait_ms, 0);
  EXPECT_LE(wait_ms, 1'001);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Ask(absl::StrCat("Bearer ", kOther), &answer).ok());
  absl::SleepFor(absl::Milliseconds(wait_ms));
  EXPECT_TRUE(Ask(erp, &answer).ok()) << "after the delay the server asked for";
}

TEST_F(Callers, BatchCountsWithItsItems) {
  StartWith(Entry("erp", kToken, "rate { per_second: 1 burst: 5 }"));
  v1::BatchScreenPartiesRequest batch;
  for (int i = 0; i < 20; ++i) *batch.add_requests() = PartyRequest("Lindgren");
  const auto send = [&] {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(5));
    context.AddMetadata("authorization", absl::StrCat("Bearer ", kToken));
    v1::BatchScreenPartiesResponse answers;
    return client_->screening->BatchScreenParties(&context, batch, &answers);
  };
  EXPECT_TRUE(send().ok()) << "larger than the burst, and yet it must be possible";
  const grpc::Status owed = send();
  EXPECT_EQ(Reason(owed), "RATE_LIMITED");
  EXPECT_GT(GetRetryAfterMs(Details(owed)), 10'000) << "fifteen are owed";
}

TEST_F(Callers, FilesThatCannotBeUsedEndTheStart) {
  const auto start = [&](const std::string& text, mode_t mode = 0600) {
    Write("callers.textproto", text);
    chmod((directory_ / "callers.textproto").c_str(), mode);
    std::string error;
    EXPECT_EQ(RunProgram({ProgramPath("cordond"), "--data-dir", directory_ / "data", "--listen", "127.0.0.1:0",
                          "--callers", directory_ / "callers.textproto"},
                         &error, absl::Seconds(20)),
              2)
        << text;
    return error;
  };
  EXPECT_THAT(start(""), HasSubstr("names no caller"));
  EXPECT_THAT(start("callers { name: \"erp\" token: \"plain\" }"), HasSubstr("callers.textproto:1:"));
  EXPECT_THAT(start(absl::StrCat("callers { name: \"erp\" token_sha256: \"", kToken, "\" }")),
              HasSubstr("never the token"));
  EXPECT_THAT(start(Entry("erp", kToken) + Entry("crm", kToken)), HasSubstr("a token names one caller"));
  EXPECT_THAT(start(Entry("erp", kToken) + Entry("erp", kOther)), HasSubstr("stands there twice"));
  EXPECT_THAT(start(Entry("the erp", kToken)), HasSubstr("letters, digits"));
  EXPECT_THAT(start("callers { name: \"erp\" }"), HasSubstr("could never call"));
  EXPECT_THAT(start(Entry("erp", kToken, "rate { per_second: 0 }")), HasSubstr("per_second"));
  EXPECT_THAT(start(Entry("erp", kToken), 0666), HasSubstr("chmod go-w"));
}

TEST_F(Callers, ReloadTakesTokensAndPolicyWithoutADroppedRequest) {
  Write("policy.textproto", "version: \"one\"\n");
  StartWith(Entry("erp", kToken), {"--config", directory_ / "policy.textproto"});
  std::atomic<bool> end{false};
  std::atomic<int> answered{0};
  std::atomic<int> failed{0};
  std::thread caller([&] {
    const Client client(server_->address());
    while (!end.load()) {
      grpc::ClientContext context;
      SetTimeout(&context, absl::Seconds(5));
      context.AddMetadata("authorization", absl::StrCat("Bearer ", kToken));
      v1::Screening answer;
      const grpc::Status status = client.screening->ScreenParty(&context, PartyRequest("Lindgren"), &answer);
      (status.ok() ? answered : failed).fetch_add(1);
    }
  });
  for (int i = 0; i < 10; ++i) {
    Write("policy.textproto", absl::StrCat("version: \"v", i, "\"\n"));
    Write("callers.textproto", Entry("erp", kToken) + Entry(absl::StrCat("crm", i), kOther));
    server_->Signal(SIGHUP);
    const std::string name = absl::StrCat("token:crm", i);
    const std::string version = absl::StrCat("v", i);
    bool seen = false;
    for (int tries = 0; tries < 500 && !seen; ++tries) {
      v1::Screening answer;
      seen = Ask(absl::StrCat("Bearer ", kOther), &answer).ok() && answer.caller() == name &&
             answer.policy_version() == version;
      if (!seen) absl::SleepFor(absl::Milliseconds(10));
    }
    EXPECT_TRUE(seen) << i;
  }
  end.store(true);
  caller.join();
  EXPECT_EQ(failed.load(), 0);
  EXPECT_GT(answered.load(), 10);
}

TEST_F(Callers, WhatCannotBeReloadedLeavesTheOldInForce) {
  Write("policy.textproto", "version: \"one\"\n");
  StartWith(Entry("erp", kToken), {"--config", directory_ / "policy.textproto"});
  Write("policy.textproto", "versoin: \"two\"\n");
  Write("callers.textproto", "");
  server_->Signal(SIGHUP);
  EXPECT_TRUE(Logged("\"what\":\"callers\",\"reason\"")) << server_->Log();
  EXPECT_TRUE(Logged("\"what\":\"policy\",\"reason\"")) << server_->Log();
  v1::Screening answer;
  ASSERT_TRUE(Ask(absl::StrCat("Bearer ", kToken), &answer).ok());
  EXPECT_EQ(answer.policy_version(), "one");
}

TEST_F(Callers, CommandLineShowsItsToken) {
  StartWith(Entry("erp", kToken));
  Write("token", absl::StrCat(kToken, "\n"));
  std::string error;
  const auto screen = [&](std::vector<std::string> flags) {
    std::vector<std::string> command = {ProgramPath("cordon"), "--server", server_->address(), "-o", "jsonl"};
    command.insert(command.end(), flags.begin(), flags.end());
    command.insert(command.end(), {"screen", "Lindgren Bakery Equipment AB"});
    return RunProgram(command, &error, absl::Seconds(20));
  };
  EXPECT_EQ(screen({"--token-file", directory_ / "token"}), 0) << error;
  EXPECT_NE(screen({}), 0);
  EXPECT_THAT(error, HasSubstr("bearer token"));
}

}  // namespace
}  // namespace cordon
