// StreamScreenTransactions over the real transport and handlers the test controls: window, order, cancellation, drain.
#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/fake_server.h"

namespace cordon {
namespace {

class ScreenStream : public FakeServerTest {
 protected:
  ScreenStream() {
    handlers_.screen_transaction = [this](const v1::ScreenTransactionRequest& request, const RpcContext& context,
                                          HeldCalls::Done done) {
      MutexLock lock(mu_);
      waiting_.push_back({request.request_id(), context, std::move(done)});
    };
  }
  void TearDown() override {
    AnswerAll();
    FakeServerTest::TearDown();
  }
  size_t waiting() {
    MutexLock lock(mu_);
    return waiting_.size();
  }
  // Answers what waits, the last first.
  size_t AnswerAll() {
    std::vector<Waiting> now;
    {
      MutexLock lock(mu_);
      now.swap(waiting_);
    }
    for (auto one = now.rbegin(); one != now.rend(); ++one) {
      v1::Screening answer;
      answer.set_external_ref(one->id);
      one->done(std::move(answer));
    }
    return now.size();
  }
  static v1::StreamScreenTransactionsRequest Message(int number) {
    v1::StreamScreenTransactionsRequest message;
    message.set_id(absl::StrCat("m-", number));
    return message;
  }

  struct Waiting {
    std::string id;
    RpcContext context;
    HeldCalls::Done done;
  };
  Mutex mu_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mu_);
};

TEST_F(ScreenStream, ReadsNoMoreThanItsWindowAndAnswersInOrder) {
  Start();
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(60));
  const auto stream = client_->screening->StreamScreenTransactions(&context);
  constexpr int kCount = 200;
  std::thread writer([&] {
    for (int i = 0; i < kCount; ++i) stream->Write(Message(i));
    stream->WritesDone();
  });
  ASSERT_TRUE(Eventually([&] { return waiting() == 32; }));
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(waiting(), 32U) << "nothing beyond the window is read";
  std::atomic<bool> done{false};
  std::thread answers([&] {
    while (!done) {
      AnswerAll();
      absl::SleepFor(absl::Milliseconds(1));
    }
  });
  v1::StreamScreenTransactionsResponse response;
  int next = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.id(), absl::StrCat("m-", next));
    EXPECT_EQ(response.screening().external_ref(), response.id()) << "the id is the request_id";
    ++next;
  }
  done = true;
  answers.join();
  writer.join();
  EXPECT_EQ(next, kCount);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ScreenStream, ACancelledStreamLetsGoOfItsWork) {
  Start();
  grpc::ClientContext context;
  const auto stream = client_->screening->StreamScreenTransactions(&context);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(stream->Write(Message(i)));
  ASSERT_TRUE(Eventually([&] { return waiting() == 5; }));
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([&] {
    MutexLock lock(mu_);
    return std::all_of(waiting_.begin(), waiting_.end(), [](const Waiting& one) { return one.context.cancelled(); });
  }));
  AnswerAll();
  EXPECT_TRUE(server_->Drain(absl::Seconds(5))) << "nothing is left of it";
}

TEST_F(ScreenStream, ADrainAnswersWhatWasTakenAndEndsTheStream) {
  Start();
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(30));
  const auto stream = client_->screening->StreamScreenTransactions(&context);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(stream->Write(Message(i)));
  ASSERT_TRUE(Eventually([&] { return waiting() == 3; }));
  std::future<bool> drained = std::async(std::launch::async, [&] { return server_->Drain(absl::Seconds(20)); });
  absl::SleepFor(absl::Milliseconds(50));
  stream->Write(Message(3));
  absl::SleepFor(absl::Milliseconds(50));
  AnswerAll();
  v1::StreamScreenTransactionsResponse response;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_TRUE(response.has_screening()) << i;
  }
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(GetErrorReason(FromRpcStatus(response.error())), "DRAINING");
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(Reason(stream->Finish()), "DRAINING");
  EXPECT_TRUE(drained.get());
}

}  // namespace
}  // namespace cordon
