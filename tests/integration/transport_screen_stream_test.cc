// StreamScreenParties and StreamScreenTransactions over the real transport and handlers the test controls: window,
// order, cancellation, drain.
#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/fake_server.h"
#include "tests/integration/screen_streams.h"

namespace cordon {
namespace {

template <typename Kind>
class ScreenStream : public FakeServerTest {
 protected:
  ScreenStream() {
    const auto hold = [this](const auto& request, const RpcContext& context, HeldCalls::Done done) {
      MutexLock lock(mu_);
      waiting_.push_back({request.request_id(), context, std::move(done)});
    };
    handlers_.screen_party = hold;
    handlers_.screen_transaction = hold;
  }
  auto Open(grpc::ClientContext* context) { return Kind::Open(*client_, context); }
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
  static auto Numbered(int number) { return Kind::Request(absl::StrCat("m-", number), "x"); }

  struct Waiting {
    std::string id;
    RpcContext context;
    HeldCalls::Done done;
  };
  Mutex mu_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mu_);
};

TYPED_TEST_SUITE(ScreenStream, ScreenStreams);

TYPED_TEST(ScreenStream, ReadsNoMoreThanItsWindowAndAnswersInOrder) {
  this->Start();
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(60));
  const auto stream = this->Open(&context);
  constexpr int kCount = 200;
  std::thread writer([&] {
    for (int i = 0; i < kCount; ++i) stream->Write(this->Numbered(i));
    stream->WritesDone();
  });
  ASSERT_TRUE(Eventually([&] { return this->waiting() == 32; }));
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(this->waiting(), 32U) << "nothing beyond the window is read";
  std::atomic<bool> done{false};
  std::thread answers([&] {
    while (!done) {
      this->AnswerAll();
      absl::SleepFor(absl::Milliseconds(1));
    }
  });
  typename TypeParam::Reply response;
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

TYPED_TEST(ScreenStream, ACancelledStreamLetsGoOfItsWork) {
  this->Start();
  grpc::ClientContext context;
  const auto stream = this->Open(&context);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(stream->Write(this->Numbered(i)));
  ASSERT_TRUE(Eventually([&] { return this->waiting() == 5; }));
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([&] {
    MutexLock lock(this->mu_);
    return std::all_of(this->waiting_.begin(), this->waiting_.end(),
                       [](const auto& one) { return one.context.cancelled(); });
  }));
  this->AnswerAll();
  EXPECT_TRUE(this->server_->Drain(absl::Seconds(5))) << "nothing is left of it";
}

TYPED_TEST(ScreenStream, ADrainAnswersWhatWasTakenAndEndsTheStream) {
  this->Start();
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(30));
  const auto stream = this->Open(&context);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(stream->Write(this->Numbered(i)));
  ASSERT_TRUE(Eventually([&] { return this->waiting() == 3; }));
  std::future<bool> drained = std::async(std::launch::async, [&] { return this->server_->Drain(absl::Seconds(20)); });
  absl::SleepFor(absl::Milliseconds(50));
  stream->Write(this->Numbered(3));
  absl::SleepFor(absl::Milliseconds(50));
  this->AnswerAll();
  typename TypeParam::Reply response;
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
