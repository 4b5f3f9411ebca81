// Unary calls over the real transport: who calls, what is refused before work, and that nothing late is ever an answer.
#include <grpcpp/support/validate_service_config.h>

#include <cstdlib>
#include <future>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "tests/integration/fake_server.h"

namespace cordon {
namespace {

using Transport = FakeServerTest;

TEST_F(Transport, AnswersAndNamesTheCaller) {
  Start();
  v1::Screening answer;
  ASSERT_TRUE(Screen(&answer, absl::Seconds(5), "Example Works").ok());
  EXPECT_EQ(answer.party().name(), "Example Works");
  EXPECT_EQ(answer.caller(), "loopback");

  client_ = std::make_unique<Client>(server_->addresses()[1]);
  ASSERT_TRUE(Screen(&answer).ok());
  EXPECT_EQ(answer.caller().rfind(absl::StrCat("uid:", getuid()), 0), 0U) << answer.caller();
}

TEST_F(Transport, SocketIsForItsOwnerOnly) {
  Start();
  const auto permissions = std::filesystem::status(directory_ / "s").permissions();
  EXPECT_EQ(permissions & std::filesystem::perms(077), std::filesystem::perms::none);
}

TEST_F(Transport, ServesEveryMethod) {
  Start();
  const struct {
    const char* method;
  } kMethods[] = {{"ScreeningService/ScreenParty"},
                  {"ScreeningService/BatchScreenParties"},
                  {"ScreeningService/GetScreening"},
                  {"ScreeningService/ListScreenings"},
                  {"ScreeningService/ExplainNonMatch"},
                  {"EngineService/GetEngineState"},
                  {"EngineService/GetServerInfo"},
                  {"ListService/ListVersions"},
                  {"ListService/GetListEntry"},
                  {"ListService/SearchListEntries"},
                  {"ListService/ActivateListVersion"},
                  {"ListService/ConfirmListVersion"},
                  {"ListService/DiffListVersions"},
                  {"OwnershipService/GetOwnership"},
                  {"AuditService/ListEntries"},
                  {"AuditService/GetEntry"},
                  {"AuditService/ProveEntry"},
                  {"AuditService/GetCheckpoint"},
                  {"AuditService/ProveConsistency"},
                  {"AuditService/RecordExport"},
                  {"MonitoringService/RegisterParties"},
                  {"MonitoringService/RemoveParties"},
                  {"MonitoringService/ListMonitoredParties"},
                  {"MonitoringService/CompareParties"}};
  for (const auto& item : kMethods) {
    std::string response;
    const grpc::Status status = CallRaw(client_->channel, absl::StrCat("/cordon.v1.", item.method), "", &response);
    EXPECT_TRUE(status.ok()) << item.method << ": " << status.error_message();
  }
  std::string response;
  EXPECT_EQ(CallRaw(client_->channel, "/cordon.v1.ListService/DropEverything", "", &response).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(Transport, MalformedBytesAreRefused) {
  Start();
  std::string response;
  EXPECT_FALSE(CallRaw(client_->channel, "/cordon.v1.ScreeningService/ScreenParty", "\xFF\xFF\xFF", &response).ok());
  EXPECT_TRUE(Screen().ok());
}

TEST_F(Transport, ServerInfoTellsWhatItIs) {
  Start();
  grpc::ClientContext context;
  v1::ServerInfo info;
  ASSERT_TRUE(client_->engine->GetServerInfo(&context, {}, &info).ok());
  EXPECT_TRUE(info.serving());
  EXPECT_EQ(info.screenings_recorded(), 7);
  EXPECT_FALSE(info.version().empty());
  EXPECT_FALSE(info.start_time().empty());
}

TEST_F(Transport, ServerDeadlineEndsACallThatIsNotAnswered) {
  HoldScreenings();
  handlers_.limits = [] { return CallLimits{.max_in_flight = 10, .default_deadline = absl::Milliseconds(200)}; };
  Start();
  v1::Screening answer;
  const absl::Time before = absl::Now();
  const grpc::Status status = Screen(&answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(Reason(status), "DEADLINE");
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
  EXPECT_TRUE(held_.AllCancelled()) << "work for a call that has ended must learn of it";
}

TEST_F(Transport, AnAnswerAfterTheDeadlineIsNotSent) {
  handlers_.limits = [] { return CallLimits{.max_in_flight = 10, .default_deadline = absl::Milliseconds(100)}; };
  handlers_.screen_party = [](const auto&, const RpcContext& context, const HeldCalls::Done& done) {
    // Computes on the queue's own thread past the deadline, then has an answer.
    while (absl::Now() < context.deadline) absl::SleepFor(absl::Milliseconds(1));
    v1::Screening answer;
    answer.set_disposition(v1::CLEAR);
    done(std::move(answer));
  };
  Start();
  v1::Screening answer;
  const grpc::Status status = Screen(&answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(answer.disposition(), v1::DISPOSITION_UNSPECIFIED);
}

TEST_F(Transport, TheCallersShorterDeadlineCounts) {
  HoldScreenings();
  Start();
  v1::Screening answer;
  EXPECT_EQ(Screen(&answer, absl::Milliseconds(150)).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Eventually([this] { return held_.size() == 1 && held_.AllCancelled(); }));
}

TEST_F(Transport, CancellationReachesTheWork) {
  HoldScreenings();
  Start();
  grpc::ClientContext context;
  auto call = std::async(std::launch::async, [&] {
    v1::Screening answer;
    return client_->screening->ScreenParty(&context, {}, &answer);
  });
  ASSERT_TRUE(Eventually([this] { return held_.size() == 1; }));
  EXPECT_FALSE(held_.AllCancelled());
  context.TryCancel();
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([this] { return held_.AllCancelled(); }));
}

TEST_F(Transport, FullHouseRefusesBeforeWorkAndSaysWhenToRetry) {
  HoldScreenings();
  handlers_.limits = [] { return CallLimits{.max_in_flight = 2, .default_deadline = absl::Seconds(20)}; };
  Start();
  std::vector<std::future<grpc::Status>> calls;
  for (int i = 0; i < 2; ++i) calls.push_back(std::async(std::launch::async, [this] { return Screen(); }));
  ASSERT_TRUE(Eventually([this] { return held_.size() == 2; }));

  const grpc::Status refused = Screen();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Reason(refused), "OVERLOADED");
  EXPECT_GT(GetRetryAfterMs(Details(refused)), 0);
  EXPECT_EQ(held_.size(), 2U) << "a refused call must not reach the handler";

  grpc::ClientContext context;
  v1::ServerInfo info;
  EXPECT_TRUE(client_->engine->GetServerInfo(&context, {}, &info).ok()) << "an operator must see an overloaded server";

  held_.Release();
  for (auto& call : calls) EXPECT_TRUE(call.get().ok());
  auto again = std::async(std::launch::async, [this] { return Screen(); });
  ASSERT_TRUE(Eventually([this] { return held_.size() == 1; })) << "room must come back";
  held_.Release();
  EXPECT_TRUE(again.get().ok());
}

// Screenings run on the thread that takes calls. Those beyond the limit must not wait, unseen, until it gets to them.
TEST_F(Transport, WhatIsTooMuchIsToldBeforeWorkGoesOn) {
  std::atomic<int> worked{0};
  handlers_.screen_party = [&](const v1::ScreenPartyRequest&, const RpcContext&, const HeldCalls::Done& done) {
    absl::SleepFor(absl::Milliseconds(20));  // as if it computed
    ++worked;
    done(v1::Screening());
  };
  handlers_.limits = [] { return CallLimits{.max_in_flight = 5, .default_deadline = absl::Seconds(20)}; };
  options_.threads = 1;
  Start();
  std::vector<std::future<grpc::Status>> calls;
  for (int i = 0; i < 100; ++i) calls.push_back(std::async(std::launch::async, [this] { return Screen(); }));
  int refused = 0;
  for (auto& call : calls) {
    const grpc::Status status = call.get();
    if (status.ok()) continue;
    ++refused;
    EXPECT_EQ(Reason(status), "OVERLOADED");
  }
  EXPECT_GE(worked, 5);
  EXPECT_EQ(worked + refused, 100);
  EXPECT_GE(refused, 30) << "one after the other, all of them would have waited two seconds";
  EXPECT_TRUE(Screen().ok()) << "room must come back";
}

TEST_F(Transport, BulkHasItsOwnThreadsAndAFullQueueRefuses) {
  std::atomic<int> running{0};
  std::atomic<bool> go{false};
  handlers_.batch_screen_parties = [&](const auto&, const RpcContext&, const auto& done) {
    ++running;
    while (!go) absl::SleepFor(absl::Milliseconds(1));
    done(v1::BatchScreenPartiesResponse());
  };
  handlers_.limits = [] { return CallLimits{.max_in_flight = 1'000, .default_deadline = absl::Seconds(30)}; };
  options_.threads = 1;  // as many for batches, and 64 may wait
  Start();
  std::vector<std::future<grpc::Status>> calls;
  const auto send = [&] {
    calls.push_back(std::async(std::launch::async, [this] {
      grpc::ClientContext context;
      v1::BatchScreenPartiesResponse response;
      return client_->screening->BatchScreenParties(&context, {}, &response);
    }));
  };
  // The first one leaves the queue before the others come to fill it.
  send();
  ASSERT_TRUE(Eventually([&] { return running == 1; }));
  for (int i = 0; i < 65; ++i) send();
  EXPECT_TRUE(Screen().ok()) << "a batch must not hold up single screenings";
  // Exactly one of the 66 found the queue full; it is the one that has ended by now.
  EXPECT_TRUE(Eventually([&] {
    int ended = 0;
    for (auto& call : calls) ended += call.wait_for(std::chrono::seconds(0)) == std::future_status::ready ? 1 : 0;
    return ended == 1;
  }));
  go = true;
  int refused = 0;
  for (auto& call : calls) {
    const grpc::Status status = call.get();
    if (status.ok()) continue;
    ++refused;
    EXPECT_EQ(Reason(status), "OVERLOADED");
  }
  EXPECT_EQ(refused, 1);
}

TEST_F(Transport, SizeLimits) {
  Start();
  v1::Screening answer;
  // The limit is on the encoded message: the name's field costs 8 bytes around it here.
  EXPECT_TRUE(Screen(&answer, absl::Seconds(5), std::string((1 << 20) - 8, 'a')).ok());
  const grpc::Status large = Screen(&answer, absl::Seconds(5), std::string((1 << 20) - 7, 'a'));
  EXPECT_EQ(large.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Reason(large), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(GetRetryAfterMs(Details(large)), 0) << "a retry would not help";
  EXPECT_EQ(Screen(&answer, absl::Seconds(5), std::string(5 << 20, 'a')).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Screen().ok());
}

TEST_F(Transport, CompressedMessagesAreRefused) {
  Start();
  grpc::ClientContext context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  v1::ScreenPartyRequest request;
  request.mutable_party()->set_name(std::string(3 << 20, 'a'));  // 3 KiB on the wire
  v1::Screening answer;
  EXPECT_EQ(client_->screening->ScreenParty(&context, request, &answer).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(Transport, LargeMetadataIsRefused) {
  Start();
  grpc::ClientContext context;
  context.AddMetadata("x-padding", std::string(16 << 10, 'a'));
  v1::Screening answer;
  EXPECT_EQ(client_->screening->ScreenParty(&context, {}, &answer).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  // The library may drop the connection over it; the next call is then UNAVAILABLE once, and a client tries again.
  grpc::Status next = Screen();
  for (int i = 0; i < 3 && next.error_code() == grpc::StatusCode::UNAVAILABLE; ++i) next = Screen();
  EXPECT_TRUE(next.ok()) << next.error_code() << " " << next.error_message();
}

TEST_F(Transport, ErrorsCarryTheirDetails) {
  handlers_.get_screening = [](const v1::GetScreeningRequest& request,
                               const RpcContext&) -> absl::StatusOr<v1::Screening> {
    if (request.name() == "bare") return absl::InternalError("no reason given");
    if (request.name() == "long") return InvalidField("party.name", std::string(20'000, 'x'));
    return InvalidField("name", "has the form screenings/{id}");
  };
  Start();
  const auto get = [this](const std::string& name) {
    grpc::ClientContext context;
    v1::GetScreeningRequest request;
    request.set_name(name);
    v1::Screening answer;
    return client_->screening->GetScreening(&context, request, &answer);
  };
  const grpc::Status field = get("bad");
  EXPECT_EQ(field.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Reason(field), "INVALID_FIELD");
  EXPECT_EQ(GetErrorMetadata(Details(field)).at("field"), "name");
  const grpc::Status bare = get("bare");
  EXPECT_EQ(bare.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(Reason(bare), "INTERNAL");
  const grpc::Status shortened = get("long");
  EXPECT_EQ(shortened.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << "must fit into a client's header limit";
  EXPECT_EQ(Reason(shortened), "INVALID_FIELD");
  EXPECT_LT(shortened.error_message().size(), 1'100U);
}

std::string SourceFile(const std::string& path) {
  const char* const root = std::getenv("CORDON_SOURCE_DIR");
  const auto text = ReadFile(absl::StrCat(root != nullptr ? root : ".", "/", path), 1 << 20);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

TEST(PublishedContract, TableOfReasonsIsTheOneInTheCode) {
  const std::string page = SourceFile("docs/api.md");
  size_t last = 0;
  for (const ErrorReason& known : ErrorReasons()) {
    const std::string row = absl::StrCat("| `", known.reason, "` | `", known.code, "` | ", known.meaning, " |\n");
    const size_t place = page.find(row);
    EXPECT_NE(place, std::string::npos) << "docs/api.md lacks: " << row;
    EXPECT_GT(place, last) << "out of order: " << row;
    last = place;
  }
}

TEST(PublishedContract, ServiceConfigIsAcceptedByClients) {
  const std::string config = SourceFile("deploy/grpc-service-config.json");
  EXPECT_EQ(grpc::experimental::ValidateServiceConfigJSON(config), "");
}

TEST(CheckNoRecord, OnlyOverTheSocket) {
  v1::ScreenPartyRequest request;
  RpcContext network;
  EXPECT_TRUE(CheckNoRecord(request.no_record(), network, "").ok());
  request.set_no_record(true);
  const absl::Status refused = CheckNoRecord(request.no_record(), network, "requests[3].");
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(GetErrorMetadata(refused).at("field"), "requests[3].no_record");
  RpcContext socket;
  socket.over_socket = true;
  EXPECT_TRUE(CheckNoRecord(request.no_record(), socket, "").ok());
}

}  // namespace
}  // namespace cordon
