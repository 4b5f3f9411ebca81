// The client side against a server that fails on purpose: what is tried again, what is not, and under which request_id.
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "cli/remote_backend.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "service/screening/errors.h"
#include "tests/support/temp_dir.h"

namespace cordon::cli {
namespace {

grpc::Status WithDetails(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
          ToRpcStatus(status).SerializeAsString()};
}

// Fails the first `failures` calls with `failure`, and any batch over `most` parties with DEADLINE_EXCEEDED.
class FailingService : public v1::ScreeningService::Service {
 public:
  int failures = 0;
  grpc::Status failure;
  int most = 1000;

  grpc::Status BatchScreenParties(grpc::ServerContext* context, const v1::BatchScreenPartiesRequest* request,
                                  v1::BatchScreenPartiesResponse* reply) override {
    MutexLock lock(mu_);
    ++calls_;
    if (context->deadline() == std::chrono::system_clock::time_point::max())
      return {grpc::StatusCode::INTERNAL, "no deadline"};
    for (const v1::ScreenPartyRequest& one : request->requests()) ids_[one.party().name()].insert(one.request_id());
    if (failures > 0) {
      --failures;
      return failure;
    }
    if (request->requests_size() > most) return {grpc::StatusCode::DEADLINE_EXCEEDED, "too slow"};
    for (const v1::ScreenPartyRequest& one : request->requests()) {
      v1::Screening* const screening = reply->add_results()->mutable_screening();
      *screening->mutable_party() = one.party();
      screening->set_disposition(v1::CLEAR);
    }
    return grpc::Status::OK;
  }

  int calls() {
    MutexLock lock(mu_);
    return calls_;
  }
  std::map<std::string, std::set<std::string>> ids() {
    MutexLock lock(mu_);
    return ids_;
  }

 private:
  Mutex mu_;
  int calls_ ABSL_GUARDED_BY(mu_) = 0;
  std::map<std::string, std::set<std::string>> ids_ ABSL_GUARDED_BY(mu_);
};

class RemoteBackendTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string address = absl::StrCat("unix:", dir_ / "socket");
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    auto backend = OpenRemoteBackend({address, "", "", "", ""});
    ASSERT_TRUE(backend.ok());
    backend_ = *std::move(backend);
  }
  void TearDown() override { server_->Shutdown(); }

  static v1::BatchScreenPartiesRequest Parties(int count) {
    v1::BatchScreenPartiesRequest request;
    for (int i = 0; i < count; ++i) request.add_requests()->mutable_party()->set_name(absl::StrCat("party ", i));
    return request;
  }

  TempDir dir_;
  FailingService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Backend> backend_;
};

TEST_F(RemoteBackendTest, UnavailableIsTriedAgainUnderTheSameRequestId) {
  service_.failures = 3;
  service_.failure = {grpc::StatusCode::UNAVAILABLE, "not yet"};
  const auto reply = backend_->BatchScreenParties(Parties(2));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->results_size(), 2);
  EXPECT_EQ(service_.calls(), 4);
  for (const auto& [name, ids] : service_.ids()) {
    EXPECT_EQ(ids.size(), 1U) << name;
    EXPECT_NE(*ids.begin(), "") << name;
  }
}

TEST_F(RemoteBackendTest, ThreeRetriesAndNoMore) {
  service_.failures = 100;
  service_.failure = {grpc::StatusCode::UNAVAILABLE, "never"};
  EXPECT_EQ(backend_->BatchScreenParties(Parties(1)).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(service_.calls(), 4);
  // A server that is gone is asked once per batch from now on.
  EXPECT_FALSE(backend_->BatchScreenParties(Parties(1)).ok());
  EXPECT_EQ(service_.calls(), 5);
}

TEST_F(RemoteBackendTest, OverloadIsWaitedForAsAsked) {
  service_.failures = 1;
  service_.failure =
      WithDetails(WithRetryAfter(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "too much"), 10));
  EXPECT_TRUE(backend_->BatchScreenParties(Parties(1)).ok());
  EXPECT_EQ(service_.calls(), 2);
}

TEST_F(RemoteBackendTest, NothingElseIsTriedAgain) {
  int calls = 0;
  for (const grpc::StatusCode code :
       {grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::FAILED_PRECONDITION, grpc::StatusCode::INTERNAL,
        grpc::StatusCode::DATA_LOSS, grpc::StatusCode::CANCELLED, grpc::StatusCode::DEADLINE_EXCEEDED,
        grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    service_.failures = 1;
    service_.failure = {code, "no"};
    EXPECT_FALSE(backend_->BatchScreenParties(Parties(1)).ok()) << code;
    EXPECT_EQ(service_.calls(), ++calls) << code;
  }
}

TEST_F(RemoteBackendTest, ABatchThatTakesTooLongIsHalvedInOrder) {
  service_.most = 3;
  const auto reply = backend_->BatchScreenParties(Parties(10));
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_EQ(reply->results_size(), 10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(reply->results(i).screening().party().name(), absl::StrCat("party ", i));
  for (const auto& [name, ids] : service_.ids()) EXPECT_EQ(ids.size(), 1U) << name;
}

TEST_F(RemoteBackendTest, ReasonsSurviveTheWire) {
  service_.failures = 1;
  service_.failure = WithDetails(MakeError(absl::StatusCode::kFailedPrecondition, "LISTS_TOO_OLD", "too old"));
  const auto reply = backend_->BatchScreenParties(Parties(1));
  EXPECT_EQ(GetErrorReason(reply.status()), "LISTS_TOO_OLD");
  EXPECT_EQ(reply.status().message(), "too old");
}

TEST_F(RemoteBackendTest, SocketsThatDoNotAnswer) {
  // It answers calls, but not the one that says what it is.
  EXPECT_FALSE(SocketAnswers(dir_ / "socket", absl::Milliseconds(500)));
  EXPECT_FALSE(SocketAnswers(dir_ / "absent", absl::Milliseconds(500)));
  EXPECT_FALSE(SocketAnswers(std::string(300, 'x'), absl::Milliseconds(500)));
}

}  // namespace
}  // namespace cordon::cli
